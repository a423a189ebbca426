//! A return with other sheets beside Referrals: as its sender sees it, and as it is stored.

use hub_standard::stored::Record;
use hub_testkit::fixtures::month;
use rust_xlsxwriter::{Workbook, Worksheet};

use crate::support::{Answer, Ask, OWN, TestApp, Who, csv};

fn fill(sheet: &mut Worksheet, text: &str) {
    for (row, line) in (0..).zip(text.lines()) {
        for (column, value) in (0..).zip(line.split(',')) {
            sheet.write(row, column, value).unwrap();
        }
    }
}

/// Three referrals, with contacts of the first; and, if asked for, one of a referral that is not there.
fn workbook(with_orphan: bool) -> Vec<u8> {
    let referrals = csv(month("2026-10"), 3);
    let reference = referrals.lines().nth(1).unwrap().split(',').next().unwrap();
    let mut contacts = format!(
        "local_referral_id,contact_date,contact_mechanism,attendance,contact_minutes\n{reference},30/10/2026,02,5,30\n{reference},31/10/2026,01,5,45\n"
    );
    if with_orphan {
        contacts.push_str("NO-SUCH-1,30/10/2026,02,5,30\n");
    }
    let mut book = Workbook::new();
    fill(
        book.add_worksheet().set_name("Referrals").unwrap(),
        &referrals,
    );
    fill(
        book.add_worksheet().set_name("Contacts").unwrap(),
        &contacts,
    );
    book.save_to_buffer().unwrap()
}

async fn send(app: &TestApp, bytes: Vec<u8>) -> Answer {
    let path = format!("/api/v1/returns?service={OWN}&month=2026-10&file_name=return.xlsx");
    app.ask(Who::Own, "POST", &path).body(bytes).send().await
}

const ORDER: &str = r#"{"warnings_confirmed": true}"#;

#[tokio::test]
async fn a_return_with_contacts_is_stored_sheet_by_sheet() {
    let app = TestApp::new().await;
    let sent = send(&app, workbook(false)).await.expect(202).json();
    let expected = serde_json::json!([{"record": "contacts", "counted": 2, "left_out": 0}]);
    assert_eq!(sent["details"], expected);
    assert_eq!(sent["counts"]["counted"], 3);
    let id = sent["id"].as_str().unwrap();
    app.submit(id, ORDER).await.expect(201);

    let state = app.store.journal().state().await.unwrap();
    let accepted = state.by_submission.get(&id.parse().unwrap()).unwrap();
    let detail = accepted.details.get(&Record::Contacts).unwrap();
    assert!(
        detail
            .object
            .path
            .starts_with("returns/contacts/month=2026-10/")
    );
    let stored = app.store.read_rows(&detail.object).await.unwrap();
    let rows: usize = stored.iter().map(|batch| batch.num_rows()).sum();
    assert_eq!(rows, 2);
    let again = app
        .get(Who::Own, &format!("/api/v1/returns/{id}"))
        .await
        .expect(200);
    assert_eq!(again.json()["details"], expected);
}

#[tokio::test]
async fn a_contact_without_its_referral_is_left_out_only_when_its_sender_says_so() {
    let app = TestApp::new().await;
    let sent = send(&app, workbook(true)).await.expect(202).json();
    assert_eq!(sent["outcome"], "problems");
    let id = sent["id"].as_str().unwrap();
    let refused = app.submit(id, ORDER).await.expect(409);
    assert_eq!(refused.problem(), "return-has-problems");
    assert_eq!(refused.json()["rows_left_out"], 1);
    let order = r#"{"warnings_confirmed": true, "leave_out_rows": true}"#;
    app.submit(id, order).await.expect(201);
}

#[tokio::test]
async fn pages_say_what_became_of_the_rows_of_each_sheet() {
    let app = TestApp::new().await;
    let cookie = app.sign_in(Who::Own).await;
    let sent = send(&app, workbook(false)).await.expect(202).json();
    let id = sent["id"].as_str().unwrap();
    app.submit(id, ORDER).await.expect(201);
    let page = Ask::new(&app.router, "GET", &format!("/s/{OWN}/returns/{id}"))
        .cookie(&cookie)
        .send()
        .await;
    let text = page.text();
    assert!(text.contains("Rows of Contacts"), "{} {text}", page.status);
}

#[tokio::test]
async fn a_correction_without_a_sheet_says_that_its_rows_are_gone() {
    let app = TestApp::new().await;
    let sent = send(&app, workbook(false)).await.expect(202).json();
    app.submit(sent["id"].as_str().unwrap(), ORDER)
        .await
        .expect(201);
    let again = app.send(csv(month("2026-10"), 4)).await.expect(202).json();
    let findings = again["findings"].as_array().unwrap();
    let gone = findings.iter().find(|finding| finding["code"] == "R231");
    let said = gone.unwrap()["message"].as_str().unwrap();
    assert!(
        said.starts_with("This takes away 2 rows that you sent before: 2 of Contacts."),
        "{said}"
    );
    assert_eq!(again["outcome"], "warnings");
    let id = again["id"].as_str().unwrap();
    app.submit(id, "{}").await.expect(409);

    // Before everything else on the page, and again before it is submitted, and on the receipt.
    let browser = crate::support::Browser::of(&app).await;
    let draft = format!("/s/{OWN}/drafts/{id}");
    let page = browser.get(&draft).await.expect(200).text();
    let lost = "This takes away 2 rows that you sent before";
    assert!(
        page.contains(&format!("I have looked at this: {lost}")),
        "{page}"
    );
    let path = format!("{draft}/confirm?ok=R231");
    let page = browser.get(&path).await.expect(200).text();
    assert!(page.find(lost).unwrap() < page.find("Rows that count").unwrap());
    assert!(page.contains("Rows of Contacts"), "{page}");
    app.submit(id, ORDER).await.expect(201);
    let path = format!("/s/{OWN}/returns/{id}");
    let receipt = browser.get(&path).await.expect(200).text();
    assert!(
        receipt.contains("Rows that no longer count") && receipt.contains("2 of Contacts"),
        "{receipt}"
    );
}
