//! The wrong file: another month's, one that matches nothing, and one that is thrown away.

use hub_testkit::fixtures::month;

use crate::support::{Browser, OWN, TestApp, Who, csv, october};

/// Uploads a file for a month: the address of its draft.
async fn upload(browser: &Browser<'_>, month: &str, content: &str) -> String {
    let path = format!("/s/{OWN}/returns/{month}/upload");
    let csrf = browser.app.csrf(&browser.cookie, &path).await;
    let ask = browser.ask("POST", &path);
    let answer = ask.upload(&csrf, "return.csv", content).send().await;
    answer.expect(303).header("location").to_owned()
}

/// October's file, with two referrals of September in it that are still open.
fn october_with_older() -> String {
    let older = csv(month("2026-09"), 2);
    let older = older.split_once('\n').unwrap().1.to_owned();
    october(10) + &older
}

#[tokio::test]
async fn the_next_months_file_is_named_before_anything_is_to_be_put_right() {
    let app = TestApp::new().await;
    let browser = Browser::of(&app).await;
    let draft = upload(&browser, "2026-09", &october_with_older()).await;
    let page = browser.get(&draft).await.expect(200).text();
    let heading = page.find("This looks like your October 2026 file").unwrap();
    assert!(page.contains("You chose September 2026."), "{page}");
    let way = format!("href=\"/s/{OWN}/returns/2026-10/upload\">Send it for October 2026 instead<");
    let way = page.find(&way).expect("the way to the other month");
    let advice = page.find("correct the date").unwrap();
    assert!(heading < way && way < advice, "{page}");
    assert!(!page.contains("Your file has"), "{page}");
}

#[tokio::test]
async fn the_very_file_of_another_month_is_named_first_too() {
    let app = TestApp::new().await;
    app.send_and_submit(october(10)).await;
    let browser = Browser::of(&app).await;
    let draft = upload(&browser, "2026-09", &october(10)).await;
    let page = browser.get(&draft).await.expect(200).text();
    assert!(
        page.contains("This looks like your October 2026 file")
            && page.contains("/returns/2026-10/upload\""),
        "{page}"
    );
}

#[tokio::test]
async fn a_file_of_other_referrals_is_asked_about_before_it_replaces() {
    let app = TestApp::new().await;
    app.send_and_submit(october(5)).await;
    let browser = Browser::of(&app).await;
    let draft = browser.draft(&october(6).replace("R2026-10", "X")).await;
    let page = browser.get(&draft).await.expect(200).text();
    for claim in [
        "None of your referrals match the earlier return",
        "None of the 6 referrals in this file match the 5 of the earlier return. Is it the right file?",
        "6 rows added, 5 removed, 0 changed",
        "None of your referrals match the return that this would replace</h1>",
        "This file would take away 5 rows that you sent before.",
        "can only be brought back by sending its own file again",
        "<a class=\"nhsuk-button\" href=\"#check\">Go to the things to check</a>",
        "<a class=\"nhsuk-button nhsuk-button--secondary\" href=\"/s/YA001/returns/2026-10/upload\">Upload a corrected file</a>",
    ] {
        assert!(page.contains(claim), "{claim}: {page}");
    }
    // What is replaced is nothing that is done already.
    let changed = page.find("id=\"changed\"").unwrap_or(page.len());
    assert!(page.find("5 removed").unwrap() < changed, "{page}");
    let refused = browser.get(&format!("{draft}/confirm")).await.expect(200);
    let refused = refused.text();
    assert!(
        refused.contains("to say that you have looked") && refused.contains("Tick the box beside"),
        "{refused}"
    );
    let path = format!("{draft}/confirm?ok=R239");
    let confirm = browser.get(&path).await.expect(200).text();
    let lost = confirm.find("None of the 6 referrals").expect("said again");
    assert!(lost < confirm.find("Rows that count").unwrap(), "{confirm}");
}

#[tokio::test]
async fn what_was_checked_can_be_thrown_away_by_its_sender_alone() {
    let app = TestApp::new().await;
    let id = app.send_and_submit(october(5)).await;
    let browser = Browser::of(&app).await;
    let draft = browser.draft(&october(6)).await;
    let home = browser.get(&format!("/s/{OWN}")).await.expect(200).text();
    let link = format!("href=\"{draft}#discard\">Throw the newer file away");
    assert!(home.contains(&link), "{home}");
    let page = browser.get(&draft).await.expect(200).text();
    assert!(page.contains("Throw this file away") && page.contains("id=\"discard\""));

    let path = format!("{draft}/discard");
    let wrong = browser.ask("POST", &path).form(&[("csrf", "wrong")]);
    wrong.send().await.expect(403);
    app.ask(Who::Other, "POST", &path).send().await.expect(404);
    browser.get(&draft).await.expect(200);

    let csrf = app.csrf(&browser.cookie, &draft).await;
    let mut to = String::new();
    // Twice, as with a double click.
    for _ in 0..2 {
        let ask = browser.ask("POST", &path).form(&[("csrf", &csrf)]);
        to = ask.send().await.expect(303).header("location").to_owned();
    }
    let home = browser.get(&to).await.expect(200).text();
    assert!(
        home.contains("What was checked of october.csv for October 2026 is thrown away"),
        "{home}"
    );
    assert!(!home.contains("Newer file") && home.contains(&id), "{home}");
    browser.get(&draft).await.expect(410);
    // What counts cannot be thrown away.
    let path = format!("/s/{OWN}/drafts/{id}/discard");
    let ask = browser.ask("POST", &path).form(&[("csrf", &csrf)]);
    let answer = ask.send().await.expect(303);
    assert!(
        answer
            .header("location")
            .ends_with(&format!("/returns/{id}"))
    );
}

#[tokio::test]
async fn a_file_that_cannot_be_used_is_not_said_to_be_kept_or_to_replace() {
    let app = TestApp::new().await;
    app.send_and_submit(october(5)).await;
    let browser = Browser::of(&app).await;
    let draft = browser.draft("%PDF-1.7 not a spreadsheet").await;
    let page = browser.get(&draft).await.expect(200).text();
    assert!(
        page.contains("You can look at these reasons for 30 minutes, until"),
        "{page}"
    );
    assert!(
        !page.contains("We keep this result") && !page.contains("when you submit"),
        "{page}"
    );
}

#[tokio::test]
async fn a_version_that_no_longer_counts_does_not_look_as_if_it_did() {
    let app = TestApp::new().await;
    let first = app.send_and_submit(october(5)).await;
    app.send_and_submit(october(6)).await;
    let path = format!("/s/{OWN}/returns/{first}");
    let page = app.get(Who::Own, &path).await.expect(200).text();
    assert!(
        page.contains("A version that no longer counts") && page.contains("It was replaced on"),
        "{page}"
    );
    assert!(
        !page.contains("nhsuk-panel") && !page.contains("It counts for"),
        "{page}"
    );
    assert!(page.contains("upload its file again"), "{page}");
    // And that is true of it.
    let again = app.send_and_submit(october(5)).await;
    assert_ne!(again, first);
}
