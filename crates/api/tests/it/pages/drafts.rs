//! What was checked and not submitted: which of it is kept, and what is said of it.

use hub_testkit::fixtures::month;
use jiff::SignedDuration;

use crate::support::{Browser, OWN, TestApp, Who, october, spoilt};

async fn home(browser: &Browser<'_>) -> String {
    browser.get(&format!("/s/{OWN}")).await.expect(200).text()
}

#[tokio::test]
async fn a_newer_check_takes_the_place_of_the_older_ones_of_its_sender() {
    let app = TestApp::new().await;
    let browser = Browser::of(&app).await;
    let mut older = Vec::new();
    for rows in 5..8 {
        older.push(browser.draft(&spoilt(month("2026-10"), rows)).await);
    }
    // Nothing of a file that cannot be used is kept, so that it takes no place.
    browser.draft("%PDF-1.7 not a spreadsheet").await;
    let page = home(&browser).await;
    assert!(page.contains(&older[2]), "{page}");
    let newest = browser.draft(&october(9)).await;
    for gone in &older {
        browser.get(gone).await.expect(410);
    }
    let page = home(&browser).await;
    assert_eq!(
        page.matches(&format!("{newest}#discard")).count(),
        1,
        "{page}"
    );

    let csrf = app.csrf(&browser.cookie, &newest).await;
    let ask = browser.ask("POST", &format!("{newest}/discard"));
    let answer = ask.form(&[("csrf", &csrf)]).send().await.expect(303);
    let page = browser.get(answer.header("location")).await.expect(200);
    let page = page.text();
    assert!(
        page.contains("What was checked of october.csv for October 2026 is thrown away"),
        "{page}"
    );
    assert!(!page.contains("/drafts/"), "{page}");
}

#[tokio::test]
async fn what_was_checked_before_a_return_does_not_come_back_when_that_is_withdrawn() {
    let app = TestApp::new().await;
    let browser = Browser::of(&app).await;
    // Of a program, whose drafts are not those of anybody on the pages.
    app.send(spoilt(month("2026-10"), 5)).await.expect(202);
    app.clock.advance(SignedDuration::from_secs(1));
    browser.draft(&spoilt(month("2026-10"), 6)).await;
    let draft = browser.draft(&october(7)).await;
    let answer = browser.confirm(&draft, &[("declaration", "yes")]).await;
    let receipt = answer.expect(303).header("location").to_owned();
    let id = receipt.rsplit('/').next().unwrap();
    let path = format!("/api/v1/returns/{id}/withdraw");
    app.ask(Who::Own, "POST", &path).send().await.expect(200);
    let page = home(&browser).await;
    assert!(
        page.contains("Withdrawn") && page.contains("You withdrew what you had sent on "),
        "{page}"
    );
    assert!(
        !page.contains("/drafts/") && !page.contains("Needs fixing"),
        "{page}"
    );
}

#[tokio::test]
async fn a_file_of_which_nothing_is_kept_leaves_no_line_to_go_on_with() {
    let app = TestApp::new().await;
    let browser = Browser::of(&app).await;
    let draft = browser
        .draft("name,telephone\nA Person,01234 567890\n")
        .await;
    let page = browser.get(&draft).await.expect(200).text();
    assert!(page.contains("Nothing was kept"), "{page}");
    let page = home(&browser).await;
    assert!(
        !page.contains("/drafts/") && !page.contains("Continue"),
        "{page}"
    );
}
