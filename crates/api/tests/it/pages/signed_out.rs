//! P6: a sign-in that ended in the middle of something.

use hub_testkit::fixtures::{month, service};
use jiff::SignedDuration;

use crate::support::{Answer, Ask, OWN, TestApp, Who, csv, hidden, october, screen};

const TYPE: &str = "/s/YA001/returns/2026-10/type";

/// The rows of a clean file, as the fields of the form to type them in.
fn typed(n_rows: usize) -> Vec<(String, String)> {
    let text = csv(month("2026-10"), n_rows);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headings = reader.headers().unwrap().clone();
    let mut fields = vec![("do".to_owned(), "check".to_owned())];
    for (row, record) in (1..).zip(reader.records()) {
        let record = record.unwrap();
        let values = headings.iter().zip(record.iter());
        fields.extend(values.map(|(name, value)| (format!("{row}.{name}"), value.to_owned())));
    }
    fields
}

/// All hidden fields of the one form in the middle of a page.
fn hidden_fields(page: &str) -> Vec<(String, String)> {
    let (_, main) = page.split_once("<main").unwrap();
    let fields = main.split("<input type=\"hidden\" name=\"").skip(1);
    let field = |field: &str| {
        let (name, rest) = field.split_once("\" value=\"").unwrap();
        (name.to_owned(), rest.split('"').next().unwrap().to_owned())
    };
    fields.map(field).collect()
}

async fn post(app: &TestApp, path: &str, fields: &[(String, String)], cookie: &str) -> Answer {
    let form: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    let ask = Ask::new(&app.router, "POST", path).cookie(cookie);
    ask.form(&form).send().await
}

/// What was typed, sent after the sign-in had ended: the page that comes back.
async fn sent_too_late(app: &TestApp, n_rows: usize) -> String {
    let cookie = app.sign_in(Who::Own).await;
    let csrf = app.csrf(&cookie, TYPE).await;
    app.clock.advance(SignedDuration::from_hours(8));
    let mut fields = typed(n_rows);
    fields.push(("csrf".to_owned(), csrf));
    post(app, TYPE, &fields, &cookie).await.expect(401).text()
}

/// Fills in the form to sign in with a token, and sends what else it holds.
async fn sign_in(app: &TestApp, page: &str, token: &str) -> Answer {
    let mut fields = hidden_fields(page);
    fields.push(("token".to_owned(), token.to_owned()));
    post(app, "/sign-in", &fields, "").await
}

#[tokio::test]
async fn referrals_that_were_typed_in_survive_a_sign_in_that_ended() {
    let app = TestApp::new().await;
    let page = sent_too_late(&app, 3).await;
    assert_eq!(screen(&page), "P6");
    assert!(
        page.contains("What you typed in for October 2026 (3 referrals)")
            && page.contains("do not close the page"),
        "{page}"
    );
    assert_eq!(hidden(&page, "k.1.local_person_id").as_deref(), Some("P0"));
    // The secret of the old sign-in is of no more use, and does not come back.
    assert!(!page.contains("k.csrf"));
    let home = app.get(Who::Own, "/s/YA001").await.expect(200).text();
    assert!(!home.contains("/drafts/"), "nothing was taken");

    let again = sign_in(&app, &page, app.token(Who::Own)).await.expect(200);
    let cookie = again.header("set-cookie").split(';').next().unwrap();
    let cookie = cookie.to_owned();
    assert_eq!(again.header("cache-control"), "no-store");
    let again = again.text();
    assert_eq!(screen(&again), "P6");
    assert!(again.contains("Nothing was checked or submitted yet."));
    assert!(again.contains(&format!("<form action=\"{TYPE}\" method=\"post\"")));

    let fields = hidden_fields(&again);
    let (csrf, rest): (Vec<_>, Vec<_>) = fields.into_iter().partition(|(name, _)| name == "csrf");
    assert_eq!(
        rest.len(),
        typed(3).iter().filter(|(_, v)| !v.is_empty()).count()
    );
    // Without the secret of the new session nothing is taken.
    post(&app, TYPE, &rest, &cookie).await.expect(403);
    let answer = post(&app, TYPE, &[csrf, rest].concat(), &cookie).await;
    let draft = answer.expect(303).header("location").to_owned();
    let draft = draft.rsplit('/').next().unwrap();
    app.submit(draft, r#"{"warnings_confirmed": true}"#)
        .await
        .expect(201);
    let state = app.store.journal().state().await.unwrap();
    let current = state.current_for(&service(OWN), month("2026-10")).unwrap();
    assert_eq!(current.rows_counted, 3);
}

#[tokio::test]
async fn a_wrong_token_keeps_what_was_typed_and_another_service_never_sees_it() {
    let app = TestApp::new().await;
    let page = sent_too_late(&app, 2).await;
    let refused = sign_in(&app, &page, "hub_no_token").await.expect(401);
    assert_eq!(refused.header("set-cookie"), "");
    let refused = refused.text();
    assert_eq!(screen(&refused), "P6");
    assert!(refused.contains("Enter an access token that is valid."));
    assert_eq!(hidden_fields(&refused), hidden_fields(&page));

    for who in [Who::Other, Who::Analyst] {
        let answer = sign_in(&app, &page, app.token(who)).await.expect(303);
        assert!(answer.header("set-cookie").starts_with("hub_session="));
        assert!(!answer.text().contains("local_person_id"));
    }
}

#[tokio::test]
async fn a_form_of_another_site_is_not_shown_again() {
    let app = TestApp::new().await;
    let fields = typed(1);
    let form: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    let ask = || Ask::new(&app.router, "POST", TYPE).form(&form);
    let elsewhere = ask().header("sec-fetch-site", "cross-site").send().await;
    let page = elsewhere.expect(403).text();
    assert!(!page.contains("local_person_id"), "{page}");
    let page = ask().send().await.expect(401).text();
    assert!(page.contains("local_person_id"));

    // Nor is a form of another site taken for one that comes back.
    let mut fields = hidden_fields(&page);
    fields.push(("token".to_owned(), app.token(Who::Own).to_owned()));
    let form: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    let ask = Ask::new(&app.router, "POST", "/sign-in").form(&form);
    let elsewhere = ask.header("sec-fetch-site", "cross-site").send().await;
    assert_eq!(elsewhere.expect(403).header("set-cookie"), "");
}

#[tokio::test]
async fn a_file_is_in_no_page_and_its_sender_is_told_to_select_it_again() {
    let app = TestApp::new().await;
    let upload = format!("/s/{OWN}/returns/2026-10/upload");
    let page = app
        .ask(Who::Public, "POST", &upload)
        .upload("", "october.csv", &october(3))
        .send()
        .await
        .expect(401)
        .text();
    assert_eq!(screen(&page), "P6");
    assert_eq!(hidden(&page, "next").as_deref(), Some(upload.as_str()));
    assert!(
        page.contains("we did not keep it. Select the file again.")
            && page.contains("Returns that you submitted before are safe."),
        "{page}"
    );
    assert!(!page.contains("local_person_id") && !page.contains("october.csv"));

    // Forms without a file lead to the page that they are on.
    for (path, back) in [
        (format!("/s/{OWN}/returns/2026-10/nil"), upload.clone()),
        (
            format!("/s/{OWN}/drafts/01k9q0000000000000000000zz/confirm"),
            format!("/s/{OWN}/drafts/01k9q0000000000000000000zz"),
        ),
        ("/analyst/tokens".to_owned(), "/analyst/tokens".to_owned()),
    ] {
        let page = app
            .ask(Who::Public, "POST", &path)
            .form(&[("declaration", "yes"), ("reason", "a quiet month")])
            .send()
            .await
            .expect(401)
            .text();
        assert_eq!(screen(&page), "P6", "{path}");
        assert_eq!(hidden(&page, "next").as_deref(), Some(back.as_str()));
        assert!(page.contains("fill it in again") && !page.contains("a quiet month"));
        assert!(!page.contains("Select the file again"), "{page}");
    }
}

#[tokio::test]
async fn the_page_of_a_check_says_until_when_its_result_is_kept() {
    let app = TestApp::new().await;
    let sent = app.send(october(5)).await.expect(202).json();
    let draft = format!("/s/{OWN}/drafts/{}", sent["id"].as_str().unwrap());
    let page = app.get(Who::Public, &draft).await.expect(401).text();
    assert_eq!(screen(&page), "P6");
    // It is ten in the morning, and checks are kept for half an hour.
    assert!(
        page.contains("The result of the check, until 10:30 at the latest."),
        "{page}"
    );
    let mut fields = hidden_fields(&page);
    fields.push(("token".to_owned(), app.token(Who::Own).to_owned()));
    let back = post(&app, "/sign-in", &fields, "").await.expect(303);
    assert_eq!(back.header("location"), draft);

    app.clock.advance(SignedDuration::from_mins(30));
    let page = app.get(Who::Public, &draft).await.expect(401).text();
    assert!(page.contains("we keep it for a short time only"), "{page}");
    // Who may never have been signed in gets the plain form.
    let page = app
        .get(Who::Public, "/analyst/sql")
        .await
        .expect(401)
        .text();
    assert_eq!(screen(&page), "P2");
}

#[tokio::test]
async fn a_session_that_ended_is_told_apart_from_none_and_a_forged_one_is_none() {
    let app = TestApp::new().await;
    let home = format!("/s/{OWN}");
    let cookie = app.sign_in(Who::Own).await;
    app.clock.advance(SignedDuration::from_hours(8));
    let visit = |cookie: &str| Ask::new(&app.router, "GET", &home).cookie(cookie).send();
    let page = visit(&cookie).await.expect(401).text();
    assert_eq!(screen(&page), "P6");
    assert!(page.contains("Your sign-in has ended"), "{page}");
    assert_eq!(hidden(&page, "next").as_deref(), Some(home.as_str()));
    let (value, _) = cookie.rsplit_once('.').unwrap();
    let forged = format!("{value}.{}", "0".repeat(64));
    let page = visit(&forged).await.expect(401).text();
    assert_eq!(screen(&page), "P2");
}

#[tokio::test]
async fn a_query_that_was_being_saved_survives_too() {
    let app = TestApp::released_apart().await;
    let path = "/analyst/queries";
    let sql = "select need, count(*) from hub.referrals group by need";
    let form = [("name", "By need"), ("q", sql), ("csrf", "0")];
    let ask = Ask::new(&app.router, "POST", path).form(&form);
    let page = ask.send().await.expect(401).text();
    assert!(page.contains("The query that you were saving, and its name."));
    let again = sign_in(&app, &page, app.token(Who::Analyst)).await;
    let again = again.expect(200);
    let cookie = again.header("set-cookie").split(';').next().unwrap();
    let cookie = cookie.to_owned();
    let again = again.text();
    assert!(again.contains("Nothing was saved yet."));
    let saved = post(&app, path, &hidden_fields(&again), &cookie).await;
    let saved = saved.expect(303).header("location").to_owned();
    assert!(saved.starts_with("/analyst/queries?saved="), "{saved}");
}

#[tokio::test]
async fn what_was_typed_waits_where_another_window_has_signed_in_meanwhile() {
    let app = TestApp::released_apart().await;
    let sql = "select need, count(*) from hub.referrals group by need";
    let form = [("name", "By need"), ("q", sql), ("csrf", "0")];
    let ask = Ask::new(&app.router, "POST", "/analyst/queries").form(&form);
    let page = ask.send().await.expect(401).text();
    let cookie = app.sign_in(Who::Analyst).await;
    let mut fields = hidden_fields(&page);
    fields.push(("token".to_owned(), String::new()));
    let again = post(&app, "/sign-in", &fields, &cookie).await;
    let again = again.expect(200).text();
    assert!(again.contains("Nothing was saved yet."), "{again}");
    assert!(again.contains("By need"));
    // For somebody else it is what it was: a form without the secret.
    let service = app.sign_in(Who::Own).await;
    post(&app, "/sign-in", &fields, &service).await.expect(403);
}
