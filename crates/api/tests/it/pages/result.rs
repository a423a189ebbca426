//! S7: the result of a check.

use hub_testkit::fixtures::month;
use jiff::SignedDuration;

use crate::support::{Browser, OWN, TestApp, Who, october, spoilt};

#[tokio::test]
async fn a_file_with_problems_shows_where_and_goes_on_without_them() {
    let app = TestApp::new().await;
    let browser = Browser::of(&app).await;
    let text = spoilt(month("2026-10"), 5);
    let draft = browser
        .upload(&text)
        .await
        .expect(303)
        .header("location")
        .to_owned();
    let result = browser.get(&draft).await.expect(200).text();
    assert!(
        result.contains("problem") && result.contains("1 row"),
        "{result}"
    );
    let problems = browser
        .get(&format!("{draft}/problems?format=csv"))
        .await
        .expect(200)
        .text();
    assert!(
        problems.contains(",6,"),
        "the row as seen in the file: {problems}"
    );
    browser
        .confirm(&draft, &[("declaration", "yes")])
        .await
        .expect(303);
    let home = browser.get(&format!("/s/{OWN}")).await.expect(200).text();
    assert!(home.contains("1 row"), "{home}");
}

#[tokio::test]
async fn nothing_in_a_file_is_taken_for_a_page_or_a_formula() {
    let app = TestApp::new().await;
    let browser = Browser::of(&app).await;
    let mut text = october(3);
    text.push_str("R-bad,P99,44,1,A,,<script>alert(1)</script>,=HYPERLINK(1),,money,A1,1,,\n");
    let draft = browser
        .upload(&text)
        .await
        .expect(303)
        .header("location")
        .to_owned();
    let page = browser.get(&draft).await.expect(200).text();
    assert!(!page.contains("<script>alert"), "{page}");
    let csv = browser
        .get(&format!("{draft}/problems?format=csv"))
        .await
        .expect(200)
        .text();
    assert!(
        !csv.contains(",=HYPER") && !csv.contains("\n=HYPER"),
        "{csv}"
    );
}

#[tokio::test]
async fn the_same_file_again_is_said_to_change_nothing() {
    let app = TestApp::new().await;
    let first = app.send_and_submit(october(5)).await;
    let browser = Browser::of(&app).await;
    let draft = browser
        .upload(&october(5))
        .await
        .expect(303)
        .header("location")
        .to_owned();
    let page = browser.get(&draft).await.expect(200).text();
    assert!(
        page.contains("You sent this same file on 3 November 2026 (reference ")
            && page.contains(&format!("href=\"/s/{OWN}/returns/{first}\"")),
        "{page}"
    );
    let home = browser.get(&format!("/s/{OWN}")).await.expect(200).text();
    assert!(!home.contains("Newer file: "), "{home}");
}

#[tokio::test]
async fn the_address_of_a_submitted_draft_leads_to_its_receipt_for_good() {
    let app = TestApp::new().await;
    let id = app.send_and_submit(october(5)).await;
    let draft = format!("/s/{OWN}/drafts/{id}");
    let receipt = format!("/s/{OWN}/returns/{id}");
    let confirm = format!("{draft}/confirm");
    app.clock.advance(SignedDuration::from_mins(30));
    for app in [&app, &app.restarted()] {
        for path in [&draft, &confirm] {
            let answer = app.get(Who::Own, path).await.expect(303);
            assert_eq!(answer.header("location"), receipt);
        }
        // The answer to the first one was lost.
        let again = app
            .ask(Who::Own, "POST", &confirm)
            .form(&[("declaration", "yes")])
            .send()
            .await
            .expect(303);
        assert_eq!(again.header("location"), receipt);
        app.get(Who::Other, &format!("/s/YA002/drafts/{id}"))
            .await
            .expect(404);
    }
}

#[tokio::test]
async fn a_file_refused_for_personal_details_says_what_else_is_wrong_in_it() {
    let app = TestApp::new().await;
    let browser = Browser::of(&app).await;
    let text = spoilt(month("2026-10"), 5);
    let mut lines = text.lines().enumerate();
    let (_, headings) = lines.next().unwrap();
    let rows: String = lines
        .map(|(n, row)| format!("{row},Somebody {n}\n"))
        .collect();
    let draft = browser
        .draft(&format!("{headings},Patient name\n{rows}"))
        .await;
    let page = browser.get(&draft).await.expect(200).text();
    for claim in [
        "This file has personal details where they must not be",
        "5 cells in 1 column",
        "Put these right too",
        "This date does not exist",
    ] {
        assert!(page.contains(claim), "{claim}: {page}");
    }
    assert!(
        !page.contains("2026-02-30") && !page.contains("leaves out"),
        "{page}"
    );
}

#[tokio::test]
async fn names_of_columns_are_plain_and_the_code_of_a_rule_comes_last() {
    let app = TestApp::new().await;
    let browser = Browser::of(&app).await;
    let text = october(5).replace("referral_date", "Came to us");
    let draft = browser.draft(&text).await;
    let page = browser.get(&draft).await.expect(200).text();
    assert!(
        page.contains("We could not find a column for \u{201c}Referral date\u{201d}."),
        "{page}"
    );
    let code = page.find("hub-rule\">Rule R").expect("the code");
    assert!(page.find("How to fix it").unwrap() < code, "{page}");
}
