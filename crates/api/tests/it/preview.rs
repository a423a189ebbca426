//! What a service is shown of published figures before it submits.

use hub_disclosure::Policy;
use hub_testkit::fixtures::{REFERENCE, month, service, submission};

use crate::support::{Answer, OTHER, OWN, TestApp, Who, csv};

const RELEASE: &str = "2026-11-02.1";

/// The code of a service, which has a token of its own.
fn code(who: Who) -> &'static str {
    if who == Who::Other { OTHER } else { OWN }
}

/// Sends a clean file of so many referrals to be checked; its identifier.
async fn send(app: &TestApp, who: Who, text: &str, n_rows: usize) -> String {
    let path = format!("/api/v1/returns?service={}&month={text}", code(who));
    let ask = app.ask(who, "POST", &path).body(csv(month(text), n_rows));
    id(&ask.send().await.expect(202))
}

fn id(sent: &Answer) -> String {
    sent.json()["id"].as_str().unwrap().to_owned()
}

/// The page on which a draft can be submitted.
async fn confirm(app: &TestApp, who: Who, id: &str) -> String {
    let path = format!("/s/{}/drafts/{id}/confirm", code(who));
    let page = app.get(who, &path).await.expect(200).text();
    assert!(page.contains("data-screen=\"S9\""), "{page}");
    page
}

/// The part of that page that is about published figures.
fn preview(page: &str) -> &str {
    let heading = "Published figures that this return goes into";
    let (_, rest) = page.split_once(heading).unwrap();
    rest.split("<form").next().unwrap()
}

/// The rows of its table, without the heads.
fn rows(preview: &str) -> Vec<&str> {
    preview.split("<tr").skip(2).collect()
}

/// Stops the test unless every row has these cells.
#[track_caller]
fn assert_parts(preview: &str, cells: [&str; 3]) {
    let rows = rows(preview);
    assert_eq!(rows.len(), 3, "{preview}");
    for row in rows {
        for cell in cells {
            assert!(row.contains(&format!(">{cell}</td>")), "{cell}: {row}");
        }
    }
}

#[tokio::test]
async fn a_correction_shows_which_published_figures_it_touches_before_it_is_submitted() {
    let app = TestApp::released();
    let draft = send(&app, Who::Own, "2026-10", 380).await;
    let page = confirm(&app, Who::Own, &draft).await;
    let preview = preview(&page);
    assert!(
        preview.contains(&format!("As published now (release {RELEASE})")),
        "{preview}"
    );
    assert_parts(preview, ["400", "380", "\u{2212}20"]);
    let board = TestApp::icb();
    let region = REFERENCE.atoms()[0].region.as_str();
    for (row, area) in rows(preview).into_iter().zip([&*board, region, "ENG"]) {
        let link = format!("/areas/{area}?month=2026-10&amp;as_at={RELEASE}");
        assert!(row.contains(&link), "{link}: {row}");
        let path = format!("/api/v1/measures/referral_rate/values?area={area}&month=2026-10");
        let public = app.get(Who::Public, &path).await.expect(200).json();
        let numerator = public["values"][0]["numerator"].as_f64().unwrap();
        // October is provisional, and marked so.
        let shown = format!(">{numerator:.0} <span");
        assert!(
            row.contains(&shown) && row.contains("[p]"),
            "{shown}: {row}"
        );
    }
    let rule = format!(
        "about {}, and never fewer than {}",
        Policy::sdc_1().change_usual(),
        Policy::sdc_1().change_min
    );
    assert!(preview.contains(&rule), "{preview}");
    assert!(page.contains("Figures are adjusted to protect people"));
    // Looking changed nothing.
    let state = app.store.journal().state().await.unwrap();
    let current = state.current_for(&service(OWN), month("2026-10")).unwrap();
    assert_eq!(current.submission, submission(1));
}

#[tokio::test]
async fn nothing_to_report_takes_the_whole_part_away() {
    let app = TestApp::released();
    let path = format!("/api/v1/returns?service={OWN}&month=2026-10&nil=true");
    let sent = app.ask(Who::Own, "POST", &path).send().await.expect(202);
    let page = confirm(&app, Who::Own, &id(&sent)).await;
    assert_parts(preview(&page), ["400", "0", "\u{2212}400"]);
}

#[tokio::test]
async fn who_has_not_sent_the_month_has_no_part_in_it_yet() {
    let app = TestApp::released();
    let draft = send(&app, Who::Other, "2026-10", 12).await;
    let page = confirm(&app, Who::Other, &draft).await;
    assert_parts(preview(&page), ["none yet", "12", "+12"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_preview_does_not_depend_on_what_other_services_sent() {
    let app = TestApp::released_apart().await;
    let draft = send(&app, Who::Own, "2026-10", 380).await;
    let before = confirm(&app, Who::Own, &draft).await;
    let other = send(&app, Who::Other, "2026-10", 300).await;
    let path = format!("/api/v1/returns/{other}/submit");
    app.ask(Who::Other, "POST", &path)
        .header("content-type", "application/json")
        .body(r#"{"warnings_confirmed": true}"#)
        .send()
        .await
        .expect(201);
    let after = confirm(&app, Who::Own, &draft).await;
    assert_parts(preview(&before), ["400", "380", "\u{2212}20"]);
    assert_eq!(preview(&before), preview(&after));
}

#[tokio::test]
async fn a_month_without_a_release_says_so() {
    // Nothing is released at all, or nothing of the month.
    for (app, text, name) in [
        (TestApp::new().await, "2026-10", "October 2026"),
        (TestApp::released(), "2026-08", "August 2026"),
    ] {
        let draft = send(&app, Who::Own, text, 5).await;
        let page = confirm(&app, Who::Own, &draft).await;
        let preview = preview(&page);
        let said = format!("{name} is not published yet. Once you submit this return");
        assert!(preview.contains(&said), "{preview}");
        assert!(rows(preview).is_empty(), "{preview}");
    }
}
