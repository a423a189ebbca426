//! S1: the home page of a service, and the way from it to a receipt.

use hub_testkit::fixtures::month;
use jiff::SignedDuration;

use crate::support::{Browser, OWN, TestApp, Who, october, screen, spoilt};

#[tokio::test]
async fn a_service_sends_its_month_without_a_script() {
    let app = TestApp::new().await;
    let browser = Browser::of(&app).await;
    let home = browser.get(&format!("/s/{OWN}")).await.expect(200).text();
    assert_eq!(screen(&home), "S1");
    assert!(
        home.contains("September 2026 was due on 14 October 2026. You can still send it."),
        "{home}"
    );

    let draft = browser
        .upload(&october(12))
        .await
        .expect(303)
        .header("location")
        .to_owned();
    let result = browser.get(&draft).await.expect(200).text();
    assert_eq!(screen(&result), "S7");
    assert!(
        result.contains("Your file is ready") && result.contains("october.csv"),
        "{result}"
    );

    let confirm = browser
        .get(&format!("{draft}/confirm"))
        .await
        .expect(200)
        .text();
    assert_eq!(screen(&confirm), "S9");
    let undeclared = browser.confirm(&draft, &[]).await.expect(422).text();
    assert!(undeclared.contains("Say that the return is complete and correct"));
    let submitted = browser
        .confirm(&draft, &[("declaration", "yes")])
        .await
        .expect(303)
        .header("location")
        .to_owned();
    let receipt = browser.get(&submitted).await.expect(200).text();
    assert_eq!(screen(&receipt), "S10");

    let home = browser.get(&format!("/s/{OWN}")).await.expect(200).text();
    assert!(
        home.contains("Submitted") && home.contains(&submitted),
        "{home}"
    );
    assert!(
        browser
            .get(&draft)
            .await
            .expect(303)
            .header("location")
            .ends_with(&submitted)
    );
}

#[tokio::test]
async fn a_submitted_return_can_be_corrected_from_its_pages() {
    let app = TestApp::new().await;
    let id = app.send_and_submit(october(5)).await;
    let browser = Browser::of(&app).await;
    let link = format!("href=\"/s/{OWN}/returns/2026-10/upload\"");
    for path in [format!("/s/{OWN}"), format!("/s/{OWN}/returns/{id}")] {
        let page = browser.get(&path).await.expect(200).text();
        assert!(
            page.contains("Send a corrected file") && page.contains(&link),
            "{path}: {page}"
        );
        // No window is closed yet, so none is promised to be open until a day.
        assert!(!page.contains("corrected file for October 2026 until"));
    }
}

#[tokio::test]
async fn a_checked_file_that_waits_is_the_first_thing_to_go_on_with() {
    let app = TestApp::new().await;
    let browser = Browser::of(&app).await;
    let draft = browser
        .upload(&october(5))
        .await
        .expect(303)
        .header("location")
        .to_owned();
    let button =
        format!("<a class=\"nhsuk-button\" href=\"{draft}\">Go on to submit October 2026<");
    let home = browser.get(&format!("/s/{OWN}")).await.expect(200).text();
    assert!(
        home.contains(&button) && home.contains("Ready to submit"),
        "{home}"
    );

    // It waits as well where a return for the month is in already.
    let app = TestApp::new().await;
    app.send_and_submit(october(5)).await;
    let browser = Browser::of(&app).await;
    let draft = browser
        .upload(&october(6))
        .await
        .expect(303)
        .header("location")
        .to_owned();
    let home = browser.get(&format!("/s/{OWN}")).await.expect(200).text();
    assert!(
        home.contains("See what you sent")
            && home.contains(&format!("href=\"{draft}\">Go on with your newer file"))
            && home.contains("Newer file: "),
        "{home}"
    );
    browser
        .confirm(&draft, &[("declaration", "yes")])
        .await
        .expect(303);
    let home = browser.get(&format!("/s/{OWN}")).await.expect(200).text();
    assert!(!home.contains("Newer file: "), "{home}");
}

#[tokio::test]
async fn rows_left_out_are_called_rows_on_the_home_page() {
    let app = TestApp::new().await;
    let browser = Browser::of(&app).await;
    browser
        .upload(&spoilt(month("2026-10"), 5))
        .await
        .expect(303);
    let home = browser.get(&format!("/s/{OWN}")).await.expect(200).text();
    assert!(home.contains("Needs fixing: 1 row<"), "{home}");
}

/// The home page so many days after 3 November 2026.
async fn home_after(days: i64) -> String {
    let app = TestApp::new().await;
    app.clock.advance(SignedDuration::from_hours(24 * days));
    let path = format!("/s/{OWN}");
    app.get(Who::Own, &path).await.expect(200).text()
}

#[tokio::test]
async fn a_month_that_can_be_sent_before_it_is_over_has_its_row_and_its_template() {
    let home = home_after(17).await;
    let row = home.find("November 2026: Send your return").expect("a row");
    assert!(
        row < home.find("October 2026: ").expect("the row below"),
        "{home}"
    );
    for claim in [
        format!("href=\"/s/{OWN}/returns/2026-11\""),
        format!("/template.xlsx?service={OWN}&amp;month=2026-11"),
        "The month is not over".to_owned(),
    ] {
        assert!(home.contains(&claim), "{claim}: {home}");
    }
}

#[tokio::test]
async fn a_month_whose_window_opens_next_says_when_and_cannot_be_sent() {
    // Saturday 14 November: one window has closed, and the next one opens on Monday.
    let home = home_after(11).await;
    assert!(home.contains("Opens on 16 November 2026"), "{home}");
    assert!(
        !home.contains("/returns/2026-11\"") && !home.contains("November 2026: Send"),
        "{home}"
    );
    // While October is taken for the first time, November is not in the list.
    assert!(!home_after(0).await.contains("November 2026:"));
}
