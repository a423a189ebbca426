//! A return of a few referrals that is typed in.

use hub_testkit::fixtures::{month, service};

use crate::support::{Answer, Ask, OWN, TestApp, Who, csv};

const TYPE: &str = "/s/YA001/returns/2026-10/type";

/// The rows of a clean file, as the fields of the form.
fn fields(n_rows: usize) -> Vec<(String, String)> {
    let text = csv(month("2026-10"), n_rows);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headings = reader.headers().unwrap().clone();
    let mut fields = Vec::new();
    for (row, record) in (1..).zip(reader.records()) {
        let record = record.unwrap();
        let values = headings.iter().zip(record.iter());
        fields.extend(values.map(|(name, value)| (format!("{row}.{name}"), value.to_owned())));
    }
    fields
}

/// A browser that is signed in as the service.
struct Browser {
    app: TestApp,
    cookie: String,
    csrf: String,
}

impl Browser {
    async fn new() -> Self {
        let app = TestApp::new().await;
        let cookie = app.sign_in(Who::Own).await;
        let csrf = app.csrf(&cookie, TYPE).await;
        Self { app, cookie, csrf }
    }

    async fn post(&self, fields: &[(String, String)], button: &str) -> Answer {
        let mut form: Vec<(&str, &str)> = vec![("csrf", &self.csrf), ("do", button)];
        form.extend(fields.iter().map(|(name, value)| (&**name, &**value)));
        let ask = Ask::new(&self.app.router, "POST", TYPE).cookie(&self.cookie);
        ask.form(&form).send().await
    }

    async fn page(&self, path: &str) -> Answer {
        let ask = Ask::new(&self.app.router, "GET", path).cookie(&self.cookie);
        ask.send().await
    }
}

/// The value that an input of a page holds.
fn typed(page: &str, name: &str) -> String {
    let input = page
        .split("<input ")
        .find(|input| input.contains(&format!("id=\"{name}\"")))
        .unwrap();
    let value = input.split("value=\"").nth(1).unwrap();
    value.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_typed_return_reaches_the_receipt() {
    let browser = Browser::new().await;
    let answer = browser.post(&fields(3), "check").await.expect(303);
    let result = answer.header("location").to_owned();
    let page = browser.page(&result).await.expect(200).text();
    assert!(page.contains("rows read"), "{page}");
    let draft = result.rsplit('/').next().unwrap();
    let order = r#"{"warnings_confirmed": true}"#;
    browser.app.submit(draft, order).await.expect(201);
    let state = browser.app.store.journal().state().await.unwrap();
    let current = state.current_for(&service(OWN), month("2026-10")).unwrap();
    assert_eq!((current.rows_read, current.rows_counted), (3, 3));
}

#[tokio::test]
async fn a_typed_return_gives_the_same_rows_as_the_same_file() {
    let browser = Browser::new().await;
    let answer = browser.post(&fields(3), "check").await.expect(303);
    let draft = answer.header("location").rsplit('/').next().unwrap();
    let order = r#"{"warnings_confirmed": true}"#;
    browser.app.submit(draft, order).await.expect(201);
    let other = TestApp::new().await;
    other.send_and_submit(csv(month("2026-10"), 3)).await;
    let mut rows = Vec::new();
    for app in [&browser.app, &other] {
        let state = app.store.journal().state().await.unwrap();
        let current = state.current_for(&service(OWN), month("2026-10")).unwrap();
        let object = current.object.clone().unwrap();
        rows.push(app.store.read_rows(&object).await.unwrap());
    }
    assert_eq!(rows[0], rows[1]);
}

#[tokio::test]
async fn what_is_wrong_stands_at_its_field_and_the_rest_is_kept() {
    let browser = Browser::new().await;
    let mut fields = fields(2);
    for (name, value) in &mut fields {
        if name == "2.referral_date" {
            "31/02/2026".clone_into(value);
        }
    }
    let page = browser.post(&fields, "check").await.expect(422).text();
    assert!(page.contains("href=\"#2.referral_date\""), "{page}");
    assert!(page.contains("id=\"2.referral_date-error\""));
    assert!(page.contains("This date does not exist"));
    assert_eq!(typed(&page, "2.referral_date"), "31/02/2026");
    let first = &fields.iter().find(|(name, _)| name == "1.local_person_id");
    assert_eq!(typed(&page, "1.local_person_id"), first.unwrap().1);
    // Nothing of it is kept.
    let home = browser.page("/s/YA001").await.expect(200).text();
    assert!(!home.contains("/drafts/"), "{home}");
}

#[tokio::test]
async fn adding_and_removing_keeps_what_was_typed() {
    let browser = Browser::new().await;
    let page = browser.post(&fields(2), "add").await.expect(200).text();
    assert!(page.contains("Referral 3"));
    let person = typed(&page, "2.local_person_id");
    assert!(!person.is_empty());
    let page = browser
        .post(&fields(2), "remove-1")
        .await
        .expect(200)
        .text();
    assert!(!page.contains("Referral 2"));
    assert_eq!(typed(&page, "1.local_person_id"), person);
}

#[tokio::test]
async fn the_twenty_first_referral_is_sent_to_the_upload_page() {
    let browser = Browser::new().await;
    let page = browser.post(&fields(20), "add").await.expect(200).text();
    assert!(page.contains("This form is full"));
    assert!(!page.contains("Referral 21"));
    browser.post(&fields(21), "check").await.expect(400);
}

#[tokio::test]
async fn an_empty_form_asks_for_a_referral() {
    let browser = Browser::new().await;
    let page = browser.post(&[], "check").await.expect(422).text();
    assert!(page.contains("Type in at least one referral"));
}

#[tokio::test]
async fn a_form_from_elsewhere_is_refused() {
    let browser = Browser::new().await;
    let ask = Ask::new(&browser.app.router, "POST", TYPE).cookie(&browser.cookie);
    ask.form(&[("csrf", "wrong"), ("do", "check")])
        .send()
        .await
        .expect(403);
}
