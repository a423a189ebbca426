//! People with memberships: for whom somebody works now (S1a), and who works for whom (O1).

mod nameless;
mod operators;

use hub_access::{
    NewMembership, NewPerson, Role, TokenForWish, enter_person, give_role, make_token_for, new_id,
};
use hub_api::Clock;
use hub_store::Event;
use hub_testkit::fixtures::service;
use jiff::SignedDuration;

use crate::support::{Answer, Ask, OTHER, OWN, TestApp, Who, hidden, screen};

const PEOPLE: &str = "/operate/people";

async fn enter(app: &TestApp, events: Vec<Event>) {
    let journal = app.store.journal();
    journal.append(move |_| Ok(events.clone())).await.unwrap();
}

/// Somebody who was entered by command.
struct Person {
    id: String,
    memberships: Vec<String>,
    /// For the first membership.
    token: String,
}

impl Person {
    async fn of(app: &TestApp, name: &str, roles: &[Role]) -> Self {
        let person = NewPerson {
            id: new_id().unwrap(),
            name: name.to_owned(),
            invited: None,
        };
        let mut memberships = Vec::new();
        for role in roles {
            let membership = NewMembership::of(role.clone()).unwrap();
            let state = app.store.journal().state().await.unwrap();
            let events = match memberships.is_empty() {
                true => enter_person(&state, &person, &membership, None),
                false => give_role(&state, &person.id, &membership, None),
            };
            enter(app, events.unwrap()).await;
            memberships.push(membership.id().to_owned());
        }
        let token = token(app, &memberships[0]).await;
        Self {
            id: person.id,
            memberships,
            token,
        }
    }

    async fn of_two_services(app: &TestApp) -> Self {
        let roles = [OWN, OTHER].map(|code| Role::Service(service(code)));
        Self::of(app, "A. Khan", &roles).await
    }

    fn href(&self) -> String {
        format!("{PEOPLE}/{}", self.id)
    }

    fn end_href(&self, n: usize) -> String {
        format!("{}/roles/{}/end", self.href(), self.memberships[n])
    }
}

async fn token(app: &TestApp, membership: &str) -> String {
    let wish = TokenForWish {
        membership: membership.to_owned(),
        days: 30,
        seen: None,
    };
    let state = app.store.journal().state().await.unwrap();
    let (token, event) = make_token_for(&state, &wish, None, app.clock.now()).unwrap();
    enter(app, vec![event]).await;
    token
}

async fn sign_in(app: &TestApp, token: &str, next: &str) -> Answer {
    let ask = Ask::new(&app.router, "POST", "/sign-in");
    let ask = ask.form(&[("token", token), ("next", next)]);
    ask.send().await.expect(303)
}

/// A browser in which somebody is signed in.
struct Desk<'a> {
    app: &'a TestApp,
    cookie: String,
}

impl<'a> Desk<'a> {
    async fn of(app: &'a TestApp, token: &str) -> Self {
        let cookie = cookie(&sign_in(app, token, "").await);
        Self { app, cookie }
    }

    /// Somebody who chose one of their organisations.
    async fn choosing(app: &'a TestApp, person: &Person, n: usize) -> Self {
        let mut desk = Self::of(app, &person.token).await;
        let answer = desk.choose(&person.memberships[n], "").await.expect(303);
        desk.cookie = cookie(&answer);
        desk
    }

    async fn operator(app: &'a TestApp) -> Self {
        Self::of(app, app.token(Who::Operator)).await
    }

    fn ask(&self, method: &str, path: &str) -> Ask {
        Ask::new(&self.app.router, method, path).cookie(&self.cookie)
    }

    async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path).send().await
    }

    async fn page(&self, path: &str) -> String {
        self.get(path).await.expect(200).text()
    }

    async fn choose(&self, membership: &str, next: &str) -> Answer {
        let fields = [("membership", membership), ("next", next)];
        self.post_from("/choose", "/choose", &fields).await
    }

    /// Sends a form of a page with the hidden fields that it has.
    async fn post_from(&self, page: &str, to: &str, more: &[(&str, &str)]) -> Answer {
        let page = self.page(page).await;
        let kept = ["csrf", "id", "seen"].map(|name| (name, hidden(&page, name)));
        let mut fields: Vec<(&str, &str)> = kept
            .iter()
            .filter_map(|(name, value)| Some((*name, value.as_deref()?)))
            .collect();
        fields.extend_from_slice(more);
        self.ask("POST", to).form(&fields).send().await
    }

    async fn post(&self, path: &str, more: &[(&str, &str)]) -> Answer {
        self.post_from(path, path, more).await
    }
}

fn cookie(answer: &Answer) -> String {
    let cookie = answer.header("set-cookie").split(';').next().unwrap();
    cookie.to_owned()
}

/// What a program with a token is answered.
async fn with(app: &TestApp, token: &str, path: &str) -> u16 {
    let ask = Ask::new(&app.router, "GET", path).token(token);
    ask.send().await.status.as_u16()
}

#[tokio::test]
async fn a_person_of_two_services_chooses_first() {
    let app = TestApp::new().await;
    let person = Person::of_two_services(&app).await;
    let answer = sign_in(&app, &person.token, "/measures?x=1").await;
    let choose = answer.header("location").to_owned();
    assert_eq!(choose, "/choose?next=%2Fmeasures%3Fx%3D1");
    let mut desk = Desk {
        app: &app,
        cookie: cookie(&answer),
    };
    let page = desk.page(&choose).await;
    assert_eq!(screen(&page), "S1a");
    assert!(page.contains("Which organisation are you working for?"));
    assert!(page.contains("Service YA001") && page.contains("Service YA002"));
    assert_eq!(hidden(&page, "next").as_deref(), Some("/measures?x=1"));

    let page = desk.post("/choose", &[]).await.expect(422).text();
    assert!(page.contains("<title>Error: ") && page.contains("Select an organisation"));
    let answer = desk.choose(&person.memberships[1], "/measures?x=1").await;
    assert_eq!(answer.expect(303).header("location"), "/measures?x=1");

    let answer = desk.choose(&person.memberships[1], "").await.expect(303);
    assert_eq!(answer.header("location"), format!("/s/{OTHER}"));
    desk.cookie = cookie(&answer);
    let page = desk.page(&format!("/s/{OTHER}")).await;
    assert!(page.contains("href=\"/choose\">Change organisation<"));
    desk.get(&format!("/s/{OWN}")).await.expect(404);
    // A page of the other service is not gone on to, nor one of another site.
    for next in [
        format!("/s/{OWN}/history"),
        "//elsewhere.example".to_owned(),
    ] {
        let answer = desk.choose(&person.memberships[1], &next).await.expect(303);
        assert_eq!(answer.header("location"), format!("/s/{OTHER}"));
    }
    let answer = desk.choose(&person.memberships[0], "").await.expect(303);
    desk.cookie = cookie(&answer);
    desk.get(&format!("/s/{OWN}")).await.expect(200);
}

#[tokio::test]
async fn a_person_of_one_service_has_nothing_to_choose() {
    let app = TestApp::new().await;
    let roles = [Role::Service(service(OWN))];
    let person = Person::of(&app, "A. Khan", &roles).await;
    let answer = sign_in(&app, &person.token, "").await;
    assert_eq!(answer.header("location"), format!("/s/{OWN}"));
    let desk = Desk::of(&app, &person.token).await;
    let page = desk.page(&format!("/s/{OWN}")).await;
    assert!(!page.contains("Change organisation"));
    let answer = desk.get("/choose").await.expect(303);
    assert_eq!(answer.header("location"), format!("/s/{OWN}"));
}

#[tokio::test]
async fn a_session_ends_with_its_membership_and_with_its_token() {
    let app = TestApp::new().await;
    let person = Person::of_two_services(&app).await;
    let operator = Desk::operator(&app).await;
    let other = format!("/s/{OTHER}");
    let chosen = Desk::choosing(&app, &person, 1).await;
    chosen.get(&other).await.expect(200);
    let stays = Desk::choosing(&app, &person, 0).await;

    let page = operator.page(&person.end_href(1)).await;
    assert!(page.contains("What ends") && page.contains("Returns that they sent stay"));
    let answer = operator.post(&person.end_href(1), &[]).await.expect(303);
    let to = answer.header("location").to_owned();
    assert!(
        operator
            .page(&to)
            .await
            .contains("The role has ended: Service, Service YA002.")
    );
    chosen.get(&other).await.expect(401);
    stays.get(&format!("/s/{OWN}")).await.expect(200);
    // Again: nothing to ask about any more.
    operator.get(&person.end_href(1)).await.expect(303);

    let id = person.token.split('_').nth(1).unwrap().to_owned();
    enter(&app, vec![Event::TokenRevoked { id }]).await;
    stays.get(&format!("/s/{OWN}")).await.expect(401);
}

#[tokio::test]
async fn a_change_of_organisation_does_not_make_a_sign_in_last_longer() {
    let app = TestApp::new().await;
    let person = Person::of_two_services(&app).await;
    let mut desk = Desk::choosing(&app, &person, 0).await;
    app.clock.advance(SignedDuration::from_hours(7));
    let answer = desk.choose(&person.memberships[1], "").await.expect(303);
    assert!(answer.header("set-cookie").contains("Max-Age=3600"));
    desk.cookie = cookie(&answer);
    desk.get(&format!("/s/{OTHER}")).await.expect(200);
    app.clock.advance(SignedDuration::from_hours(1));
    desk.get(&format!("/s/{OTHER}")).await.expect(401);
}

#[tokio::test]
async fn a_token_of_a_person_does_what_its_role_may_and_ends_with_it() {
    let app = TestApp::new().await;
    let roles = [Role::Analyst, Role::Service(service(OWN))];
    let person = Person::of(&app, "A. Khan", &roles).await;
    let sender = token(&app, &person.memberships[1]).await;
    assert_eq!(with(&app, &person.token, "/analyst/tokens").await, 200);
    assert_eq!(with(&app, &person.token, &format!("/s/{OWN}")).await, 403);
    assert_eq!(with(&app, &sender, &format!("/s/{OWN}")).await, 200);
    let operator = Desk::operator(&app).await;
    operator.post(&person.end_href(0), &[]).await.expect(303);
    assert_eq!(with(&app, &person.token, "/analyst/tokens").await, 401);
    assert_eq!(with(&app, &sender, &format!("/s/{OWN}")).await, 200);

    let leave = format!("{}/leave", person.href());
    let page = operator.page(&leave).await;
    assert!(page.contains("The role Service, Service YA001.") && page.contains("stay and count"));
    operator.post(&leave, &[]).await.expect(303);
    assert_eq!(with(&app, &sender, &format!("/s/{OWN}")).await, 401);
    let page = operator.page(&person.href()).await;
    assert!(page.contains("Has left") && !page.contains("Give a role"));
    operator.get(&leave).await.expect(303);
}

#[tokio::test]
async fn memberships_of_other_people_are_refused() {
    let app = TestApp::new().await;
    let person = Person::of_two_services(&app).await;
    let other = Person::of(&app, "B. Jones", &[Role::Analyst]).await;
    let desk = Desk::of(&app, &person.token).await;
    for wrong in [other.memberships[0].as_str(), "0000000000000000", "x-y"] {
        let answer = desk.choose(wrong, "").await.expect(404);
        assert_eq!(answer.header("set-cookie"), "");
    }
    let operator = Desk::operator(&app).await;
    let foreign = format!("{}/roles/{}/end", person.href(), other.memberships[0]);
    operator.get(&foreign).await.expect(404);
    let page = person.href();
    operator.post_from(&page, &foreign, &[]).await.expect(404);
    let to = format!("{page}/tokens");
    let fields = [
        ("membership", other.memberships[0].as_str()),
        ("days", "30"),
    ];
    operator.post_from(&page, &to, &fields).await.expect(404);
    assert_eq!(with(&app, &other.token, "/analyst/tokens").await, 200);
}

#[tokio::test]
async fn no_form_changes_anything_without_its_secret() {
    let app = TestApp::new().await;
    let person = Person::of_two_services(&app).await;
    let before = app.store.journal().state().await.unwrap();
    let desk = Desk::of(&app, &person.token).await;
    let operator = Desk::operator(&app).await;
    let chosen = [("membership", person.memberships[1].as_str())];
    desk.ask("POST", "/choose")
        .form(&chosen)
        .send()
        .await
        .expect(403);
    for path in [
        format!("{PEOPLE}/add"),
        format!("{}/roles", person.href()),
        format!("{}/tokens", person.href()),
        format!("{}/leave", person.href()),
        person.end_href(0),
    ] {
        let fields = [("role", "analyst"), ("name", "C"), ("csrf", "0")];
        let ask = operator.ask("POST", &path).form(&fields);
        ask.send().await.expect(403);
    }
    assert_eq!(app.store.journal().state().await.unwrap().seq, before.seq);
}
