//! O7: services are registered, changed and ended, and a list of them is taken whole or not at all.

use hub_reference::Atom;
use hub_store::{Event, ServiceKind};
use hub_testkit::fixtures::{REFERENCE, month, service};

use crate::support::{Answer, Ask, OTHER, OWN, TestApp, Who, hidden, screen};

const PAGE: &str = "/operate/services";
const IMPORT: &str = "/operate/services/import";
const APPLY: &str = "/operate/services/import/apply";
const BOUNDARY: &str = "a-boundary";

/// An operator at a browser.
struct Desk<'a> {
    app: &'a TestApp,
    cookie: String,
    csrf: String,
}

impl<'a> Desk<'a> {
    async fn of(app: &'a TestApp) -> Self {
        let cookie = app.sign_in(Who::Operator).await;
        let csrf = app.csrf(&cookie, &format!("{PAGE}/add")).await;
        Self { app, cookie, csrf }
    }

    async fn get(&self, path: &str) -> Answer {
        let ask = Ask::new(&self.app.router, "GET", path);
        ask.cookie(&self.cookie).send().await
    }

    async fn page(&self, path: &str) -> String {
        self.get(path).await.expect(200).text()
    }

    async fn post(&self, path: &str, more: &[(&str, &str)]) -> Answer {
        let mut fields = vec![("csrf", self.csrf.as_str())];
        fields.extend_from_slice(more);
        let ask = Ask::new(&self.app.router, "POST", path);
        ask.cookie(&self.cookie).form(&fields).send().await
    }

    /// Sends a form with a list.
    async fn send(&self, path: &str, fields: &[(&str, &str)], list: &str) -> Answer {
        let mut body = String::new();
        let secret = [("csrf", self.csrf.as_str())];
        for (field, value) in secret.iter().chain(fields) {
            body.push_str(&format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n"
            ));
        }
        body.push_str(&format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"services.csv\"\r\n\
             Content-Type: text/csv\r\n\r\n{list}\r\n--{BOUNDARY}--\r\n"
        ));
        Ask::new(&self.app.router, "POST", path)
            .cookie(&self.cookie)
            .header(
                "content-type",
                &format!("multipart/form-data; boundary={BOUNDARY}"),
            )
            .body(body)
            .send()
            .await
    }
}

/// The code of an open practice in an area.
fn practice(atom: &Atom) -> String {
    let mut practices = REFERENCE.practices().iter();
    let open = practices
        .find(|practice| practice.atom == atom.id && practice.open_in(month("2026-10")))
        .unwrap();
    open.code.to_string()
}

fn fields<'a>(code: &'a str, name: &'a str, area: &'a str) -> [(&'a str, &'a str); 5] {
    [
        ("code", code),
        ("name", name),
        ("area", area),
        ("kind", "council"),
        ("from", "2026-09"),
    ]
}

#[tokio::test]
async fn a_service_is_registered_and_somebody_can_send_for_it() {
    let app = TestApp::new().await;
    let desk = Desk::of(&app).await;
    assert_eq!(screen(&desk.page(PAGE).await), "O7");
    let area = practice(&REFERENCE.atoms()[0]);
    let add = format!("{PAGE}/add");
    let typed = fields("ya777", "Canal Street", &area);
    let answer = desk.post(&add, &typed).await.expect(303);
    assert_eq!(
        answer.header("location"),
        "/operate/services/YA777?done=registered"
    );
    // The same form, sent twice, registers one service.
    desk.post(&add, &typed).await.expect(303);
    let state = app.store.journal().state().await.unwrap();
    let known = state.services.get(&service("YA777")).unwrap();
    assert_eq!(known.name, "Canal Street");
    assert_eq!(known.atom, REFERENCE.atoms()[0].id.as_str());
    assert_eq!(known.kind, Some(ServiceKind::Council));
    let changes = state.service_changes.iter();
    let own = changes.filter(|change| change.service == service("YA777"));
    assert_eq!(own.count(), 1);

    let page = desk.page("/operate/services/YA777?done=registered").await;
    assert!(page.contains("Give somebody a role for it"));
    assert!(page.contains("Nobody has a role for it yet"));
    let list = desk.page(PAGE).await;
    assert!(list.contains("Canal Street") && list.contains("Registered"));
    assert!(list.contains("/operate/people?kind=service&amp;text=YA777"));
    assert!(
        desk.page(&format!("{PAGE}?standing=nobody"))
            .await
            .contains("YA777")
    );

    // It is an organisation that people are given roles for.
    let people = desk.page("/operate/people/add").await;
    let id = hidden(&people, "id").unwrap();
    let person = [
        ("id", id.as_str()),
        ("name", "A. Khan"),
        ("role", "service"),
        ("organisation", "YA777"),
    ];
    desk.post("/operate/people/add", &person).await.expect(303);
    let page = desk.page("/operate/services/YA777").await;
    assert!(page.contains("One person has a role for it"));
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_its_field_and_nothing_is_registered() {
    let app = TestApp::new().await;
    let desk = Desk::of(&app).await;
    let area = practice(&REFERENCE.atoms()[0]);
    let add = format!("{PAGE}/add");
    let before = app.store.journal().state().await.unwrap();
    for (typed, words) in [
        (fields("y", "Canal Street", &area), "3 to 8 capital letters"),
        (
            fields(OWN, "Canal Street", &area),
            "codes are never given twice",
        ),
        (
            fields("YA777", "", &area),
            "Enter a name of 1 to 100 characters",
        ),
        (
            fields("YA777", &format!("service {OWN}"), &area),
            "has this name already",
        ),
        (
            fields("YA777", "Canal Street", "ZZZZZ"),
            "no board, network or practice",
        ),
    ] {
        let page = desk.post(&add, &typed).await.expect(422).text();
        assert!(page.contains(words), "{words}: {page}");
    }
    let mut typed = fields("YA777", "Canal Street", &area);
    typed[3].1 = "charity";
    typed[4].1 = "last year";
    let page = desk.post(&add, &typed).await.expect(422).text();
    assert!(page.contains("Select a kind") && page.contains("year and month"));
    let after = app.store.journal().state().await.unwrap();
    assert_eq!(before.services, after.services);
    // Without the secret of the form nothing is done either.
    let ask = Ask::new(&app.router, "POST", &add).cookie(&desk.cookie);
    let typed = fields("YA777", "Canal Street", &area);
    ask.form(&typed).send().await.expect(403);
}

#[tokio::test]
async fn a_service_is_changed_and_keeps_its_code() {
    let app = TestApp::new().await;
    let desk = Desk::of(&app).await;
    let own = format!("{PAGE}/{OWN}");
    let page = desk.page(&own).await;
    assert!(!page.contains("name=\"code\""), "a code stays");
    let area = page.split_once("id=\"area\"").unwrap().1;
    let area = area.split_once("value=\"").unwrap().1;
    let area = area.split('"').next().unwrap().to_owned();
    let typed = |name: &'static str, from: &'static str| {
        [
            ("name", name),
            ("area", area.as_str()),
            ("kind", "trust"),
            ("from", from),
        ]
    };
    desk.post(&own, &typed("Mill Lane", "2026-10"))
        .await
        .expect(303);
    let state = app.store.journal().state().await.unwrap();
    let known = state.services.get(&service(OWN)).unwrap();
    assert_eq!(
        (known.name.as_str(), known.kind),
        ("Mill Lane", Some(ServiceKind::Trust))
    );
    assert_eq!(known.at_month, month("2026-10"));
    assert_eq!(known.atom, REFERENCE.atoms()[0].id.as_str());
    let page = desk.post(&own, &typed("Mill Lane", "1999-10")).await;
    assert!(page.expect(422).text().contains("Enter a month from"));
    desk.get(&format!("{PAGE}/YA999")).await.expect(404);
}

#[tokio::test]
async fn the_end_of_a_service_is_asked_about_before_it_is_written() {
    let app = TestApp::released();
    // Asking writes nothing, so that the storage that tests share stays as it is.
    let desk = Desk::of(&app).await;
    let end = format!("{PAGE}/{OWN}/end");
    let page = desk.page(&end).await;
    assert!(page.contains("Show what follows") && !page.contains("Expect nothing"));
    let page = desk.page(&format!("{end}?month=2026-10")).await;
    assert!(page.contains("No return is expected for October 2026 or any later month"));
    assert!(
        page.contains("One return for October 2026 or later stays"),
        "{page}"
    );
    assert!(page.contains("Expect nothing from October 2026 on"));
    for (month, words) in [
        ("2026-08", "cannot be before the first month"),
        ("soon", "Enter a year and month"),
        ("", "Enter a year and month"),
        ("2199-01", "Enter a month from"),
    ] {
        let answer = desk.get(&format!("{end}?month={month}")).await;
        assert!(answer.expect(422).text().contains(words), "{month}");
    }
}

#[tokio::test]
async fn an_ended_service_is_asked_for_nothing_and_can_go_on() {
    let app = TestApp::new().await;
    let desk = Desk::of(&app).await;
    let end = format!("{PAGE}/{OTHER}/end");
    let answer = desk.post(&end, &[("month", "2026-10")]).await.expect(303);
    let page = desk.page(answer.header("location")).await;
    assert!(page.contains("No return is expected from October 2026 on."));
    let listed = desk.page(&format!("{PAGE}?standing=ended")).await;
    assert!(listed.contains(OTHER) && !listed.contains(&format!("<code>{OWN}</code>")));
    let returns = app
        .get(Who::Operator, "/operate/returns?to=2026-10&format=csv")
        .await;
    let row = format!(",{OTHER},Service {OTHER},2026-10,not_expected");
    assert!(returns.expect(200).text().contains(&row));
    let home = app
        .get(Who::Other, &format!("/s/{OTHER}"))
        .await
        .expect(200)
        .text();
    assert!(!home.contains("Send October 2026"));

    let keep = format!("{PAGE}/{OTHER}/keep");
    desk.post(&keep, &[]).await.expect(303);
    // Sent twice, it is as it was.
    desk.post(&keep, &[]).await.expect(303);
    let state = app.store.journal().state().await.unwrap();
    assert_eq!(state.services.get(&service(OTHER)).unwrap().ends, None);
}

#[tokio::test]
async fn a_list_is_previewed_and_then_registered_whole() {
    let app = TestApp::new().await;
    let desk = Desk::of(&app).await;
    let area = practice(&REFERENCE.atoms()[0]);
    let head = "code,name,board,kind,from,to";
    let wrong =
        format!("{head}\nYA701,Canal Street,{area},council,2026-10,\nYA702,,{area},x,2026-10,\n");
    let page = desk.send(IMPORT, &[], &wrong).await.expect(422).text();
    assert!(page.contains("Line 3") && page.contains("Nothing was registered"));
    assert!(hidden(&page, "previewed").is_none());

    let good = format!(
        "{head}\nYA701,Canal Street,{area},council,2026-10,\nYA702,Mill Lane,{area},,2026-10,2027-03\n"
    );
    let page = desk.send(IMPORT, &[], &good).await.expect(200).text();
    assert!(page.contains("2 services would be registered."));
    let before = app.store.journal().state().await.unwrap();
    assert!(
        before.services.get(&service("YA701")).is_none(),
        "a preview writes nothing"
    );
    let mark = hidden(&page, "previewed").unwrap();
    let marked = [("previewed", mark.as_str())];
    let other = good.replace("Mill Lane", "Another");
    let page = desk.send(APPLY, &marked, &other).await.expect(422).text();
    assert!(page.contains("Select the list that was previewed"));
    let answer = desk.send(APPLY, &marked, &good).await.expect(303);
    assert_eq!(answer.header("location"), "/operate/services?registered=2");
    let state = app.store.journal().state().await.unwrap();
    let ended = state.services.get(&service("YA702")).unwrap();
    assert_eq!(ended.ends, Some(month("2027-04")));
    assert!(
        desk.page(answer.header("location"))
            .await
            .contains("2 services of the list are registered")
    );

    let page = desk.send(IMPORT, &[], &good).await.expect(200).text();
    assert!(page.contains("registered already. There is nothing to do."));
    let csv = desk
        .get(&format!("{PAGE}?format=csv"))
        .await
        .expect(200)
        .text();
    assert!(csv.starts_with(head) && csv.contains("YA702,Mill Lane,"));
}

#[tokio::test]
async fn the_list_says_what_there_is() {
    let app = TestApp::new().await;
    let desk = Desk::of(&app).await;
    let page = desk.page(&format!("{PAGE}?text=nowhere")).await;
    assert!(page.contains("Nothing matches."));
    desk.get(&format!("{PAGE}?standing=other"))
        .await
        .expect(400);
    desk.get(&format!("{PAGE}?format=xlsx")).await.expect(400);
    // What an address claims is looked up.
    let page = desk.page(&format!("{PAGE}?registered=99")).await;
    assert!(!page.contains("are registered. Give"));
    let events = vec![Event::ServiceEnds {
        service: service(OWN),
        from: Some(month("2026-09")),
        by: None,
    }];
    let journal = app.store.journal();
    journal.append(move |_| Ok(events.clone())).await.unwrap();
    assert!(desk.page(PAGE).await.contains("One service takes part."));
}
