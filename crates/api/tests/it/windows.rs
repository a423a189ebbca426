//! The windows of months: what is in time, late, and too late to take back.

use hub_testkit::fixtures::month;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::support::{OWN, TestApp, Who, csv};

/// Moves the clock from ten in the morning of 3 November to an instant.
fn stand_at(app: &TestApp, instant: &str) {
    let start: Timestamp = "2026-11-03T10:00:00Z".parse().unwrap();
    let instant: Timestamp = instant.parse().unwrap();
    app.clock.advance(instant.duration_since(start));
}

/// Sends and submits October; the receipt.
async fn receipt(app: &TestApp, rows: usize) -> Value {
    let sent = app
        .send(csv(month("2026-10"), rows))
        .await
        .expect(202)
        .json();
    let id = sent["id"].as_str().unwrap();
    app.submit(id, r#"{"warnings_confirmed": true}"#)
        .await
        .expect(201)
        .json()
}

async fn history(app: &TestApp) -> String {
    let path = format!("/s/{OWN}/history");
    app.get(Who::Own, &path).await.expect(200).text()
}

#[tokio::test]
async fn a_return_is_in_time_until_the_last_second_of_the_tenth_working_day() {
    for (instant, figures, late) in [
        ("2026-11-13T23:59:59Z", "provisional", false),
        ("2026-11-14T00:00:00Z", "final", true),
        ("2026-12-14T23:59:59Z", "final", true),
        ("2026-12-15T00:00:00Z", "correction", true),
    ] {
        let app = TestApp::new().await;
        stand_at(&app, instant);
        let receipt = receipt(&app, 3).await;
        let window = &receipt["window"];
        assert_eq!(window["figures"], figures, "{instant}: {receipt}");
        assert_eq!(receipt["late"], late, "{instant}: {receipt}");
        assert_eq!(window["late_means"].is_string(), late, "{instant}");
        assert_eq!(window["provisional_closes_at"], "2026-11-13T23:59:59Z");
        assert_eq!(window["final_closes_at"], "2026-12-14T23:59:59Z");
    }
}

#[tokio::test]
async fn a_draft_says_what_it_would_count_for_and_a_return_what_it_counts_for() {
    let app = TestApp::new().await;
    let draft = app.send(csv(month("2026-10"), 3)).await.expect(202).json();
    assert_eq!(draft["window"]["stage"], "open", "{draft}");
    assert_eq!(draft["late"], false);
    let id = receipt(&app, 4).await["id"].as_str().unwrap().to_owned();
    app.clock.advance(SignedDuration::from_hours(24 * 12));
    let body = app
        .get(Who::Own, &format!("/api/v1/returns/{id}"))
        .await
        .expect(200)
        .json();
    // The month has moved on; what the return was sent for has not.
    assert_eq!(body["window"]["stage"], "provisional", "{body}");
    assert_eq!(body["window"]["figures"], "provisional", "{body}");
    assert_eq!(body["late"], false);
}

#[tokio::test]
async fn a_refresh_after_the_first_close_is_not_late() {
    let app = TestApp::new().await;
    receipt(&app, 3).await;
    app.clock.advance(SignedDuration::from_hours(24 * 12));
    let refreshed = receipt(&app, 4).await;
    assert_eq!(refreshed["window"]["figures"], "final", "{refreshed}");
    assert_eq!(refreshed["late"], false);
    let page = history(&app).await;
    assert!(
        page.contains("Provisional figures")
            && page.contains("Not settled yet")
            && !page.contains(">Late<"),
        "{page}"
    );
}

#[tokio::test]
async fn a_late_return_is_said_to_be_on_every_page() {
    let app = TestApp::new().await;
    stand_at(&app, "2026-11-16T10:00:00Z");
    let upload = format!("/s/{OWN}/returns/2026-10/upload");
    let said = "October 2026 was due on 13 November 2026";
    let page = app.get(Who::Own, &upload).await.expect(200).text();
    assert!(page.contains(said), "{page}");
    let id = receipt(&app, 3).await["id"].as_str().unwrap().to_owned();
    let receipt = format!("/s/{OWN}/returns/{id}");
    let page = app.get(Who::Own, &receipt).await.expect(200).text();
    assert!(page.contains(said), "{page}");
    let page = history(&app).await;
    assert!(page.contains(">Late<"), "{page}");
}

#[tokio::test]
async fn figures_that_are_final_can_be_corrected_and_not_withdrawn() {
    let app = TestApp::new().await;
    let id = receipt(&app, 3).await["id"].as_str().unwrap().to_owned();
    stand_at(&app, "2026-12-16T10:00:00Z");
    let path = format!("/api/v1/returns/{id}/withdraw");
    let refused = app.ask(Who::Own, "POST", &path).send().await.expect(422);
    assert_eq!(refused.problem(), "month-not-open");
    assert!(
        refused.text().contains("send a corrected file"),
        "{}",
        refused.text()
    );
    let receipt_page = format!("/s/{OWN}/returns/{id}");
    let page = app.get(Who::Own, &receipt_page).await.expect(200).text();
    assert!(!page.contains("Withdraw this return"), "{page}");
    assert!(page.contains("Send a corrected file"), "{page}");
    let corrected = receipt(&app, 4).await;
    assert_eq!(corrected["window"]["figures"], "correction", "{corrected}");
    let page = history(&app).await;
    assert!(
        page.contains(">Correction<")
            && page.contains("No figures")
            && page.contains("Provisional and final figures"),
        "{page}"
    );
}

#[tokio::test]
async fn a_month_before_its_window_is_refused_with_the_day_on_which_it_opens() {
    let app = TestApp::new().await;
    let path = format!("/api/v1/returns?service={OWN}&month=2026-11&nil=true");
    let refused = app.ask(Who::Own, "POST", &path).send().await.expect(422);
    assert_eq!(refused.problem(), "month-not-open");
    assert!(
        refused.text().contains("can be sent from 16 November 2026"),
        "{}",
        refused.text()
    );
}
