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
async fn what_needs_a_look_stands_on_the_form_with_what_was_typed_and_a_way_on() {
    let browser = Browser::new().await;
    let mut fields = fields(2);
    let seen = |fields: &mut Vec<(String, String)>, day: &str| {
        let field = fields
            .iter_mut()
            .find(|(name, _)| name == "1.first_contact_date");
        day.clone_into(&mut field.unwrap().1);
    };
    seen(&mut fields, "");
    let page = browser.post(&fields, "check").await.expect(200).text();
    for claim in [
        "href=\"#1.first_contact_date\"",
        "Referral 1, First contact date: There are contacts but no date of first contact.",
        "Enter \u{201c}First contact date\u{201d}, or correct \u{201c}Contacts this month\u{201d}.",
        "I have looked at these: go on",
    ] {
        assert!(page.contains(claim), "{claim}: {page}");
    }
    for word in [
        "CSV",
        "Row 2",
        "column H",
        "your file",
        "Upload a corrected",
    ] {
        assert!(!page.contains(word), "{word}: {page}");
    }
    let person = fields.iter().find(|(name, _)| name == "2.local_person_id");
    assert_eq!(typed(&page, "2.local_person_id"), person.unwrap().1);

    let checked = crate::support::hidden(&page, "checked").unwrap();
    let confirm = format!("/s/{OWN}/drafts/{checked}/confirm?ok=R215");
    let next = browser.page(&confirm).await.expect(200).text();
    assert!(next.contains("You have looked at these"), "{next}");
    assert!(next.contains(&format!("href=\"{TYPE}\"")), "{next}");

    // Typed anew, it takes the place of what was checked before.
    seen(&mut fields, "30/10/2026");
    fields.push(("checked".to_owned(), checked.clone()));
    let answer = browser.post(&fields, "check").await.expect(303);
    assert!(!answer.header("location").contains(&checked));
    browser.page(&confirm).await.expect(410);
}

#[tokio::test]
async fn the_result_of_a_typed_return_speaks_of_no_file() {
    let browser = Browser::new().await;
    let answer = browser.post(&fields(3), "check").await.expect(303);
    let page = browser.page(answer.header("location")).await.expect(200);
    let page = page.text();
    for claim in [
        "Your return is ready",
        "Type it in again",
        "Throw this return away",
    ] {
        assert!(page.contains(claim), "{claim}: {page}");
    }
    for word in ["CSV file", "Upload another file", "in column"] {
        assert!(!page.contains(word), "{word}: {page}");
    }
}

#[tokio::test]
async fn all_that_is_wrong_is_said_in_one_round() {
    let browser = Browser::new().await;
    let mut fields = fields(1);
    for (name, value) in [
        ("1.referral_date", "31/09/2026"),
        ("1.date_of_birth", "14/02/2053"),
    ] {
        fields.retain(|(other, _)| other != name);
        fields.push((name.to_owned(), value.to_owned()));
    }
    let page = browser.post(&fields, "check").await.expect(422).text();
    for claim in [
        "Referral 1, Referral date: This date does not exist.",
        "Referral 1, Date of birth: This date is in the future.",
    ] {
        assert!(page.contains(claim), "{claim}: {page}");
    }
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
