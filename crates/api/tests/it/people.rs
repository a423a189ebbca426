//! People with memberships: for whom somebody works now (S1a), and who works for whom (O1).

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

#[tokio::test]
async fn the_last_operator_stays() {
    let app = TestApp::new().await;
    let first = Person::of(&app, "A. Khan", &[Role::Operator]).await;
    let (own, nobody) = (
        Desk::of(&app, &first.token).await,
        Desk::operator(&app).await,
    );
    let leave = format!("{}/leave", first.href());
    for desk in [&own, &nobody] {
        for path in [&leave, &first.end_href(0)] {
            let page = desk.page(path).await;
            assert!(page.contains("This is the last operator, who cannot be removed."));
            assert!(!page.contains(&format!("action=\"{path}\"")));
            let page = desk.post(path, &[]).await.expect(409).text();
            assert!(page.contains("Make somebody else an operator first."));
        }
    }
    Person::of(&app, "B. Jones", &[Role::Operator]).await;
    // Whoever ends their own role is signed out by it.
    let answer = own.post(&first.end_href(0), &[]).await.expect(303);
    assert_eq!(answer.header("location"), "/sign-in");
    assert!(answer.header("set-cookie").contains("Max-Age=0"));
    own.get(PEOPLE).await.expect(401);
}

#[tokio::test]
async fn an_operator_gives_themself_no_other_role() {
    let app = TestApp::new().await;
    let own = Person::of(&app, "A. Khan", &[Role::Operator]).await;
    let desk = Desk::of(&app, &own.token).await;
    let to = format!("{}/roles", own.href());
    let icb = TestApp::icb();
    for (role, organisation) in [
        ("analyst", ""),
        ("officer", ""),
        ("icb", icb.as_str()),
        ("service", OWN),
    ] {
        let fields = [("role", role), ("organisation", organisation)];
        let answer = desk.post_from(&own.href(), &to, &fields).await;
        let page = answer.expect(422).text();
        assert!(page.contains("another operator must do it"), "{role}");
    }
    // Nor as somebody else of their name.
    let fields = [("name", "a. khan"), ("role", "analyst")];
    let add = format!("{PEOPLE}/add");
    let page = desk.post(&add, &fields).await.expect(422).text();
    assert!(page.contains("another operator must do it"));
    let other = Desk::operator(&app).await;
    let fields = [("role", "analyst")];
    let answer = other.post_from(&own.href(), &to, &fields).await.expect(303);
    let given = answer.header("location").to_owned();
    assert!(
        other
            .page(&given)
            .await
            .contains("The role is given: Analyst.")
    );
}

#[tokio::test]
async fn an_operator_adds_a_person_who_then_signs_in() {
    let app = TestApp::new().await;
    let operator = Desk::operator(&app).await;
    let add = format!("{PEOPLE}/add");
    let page = operator.page(&add).await;
    let (csrf, id) = (hidden(&page, "csrf").unwrap(), hidden(&page, "id").unwrap());
    let fields = [
        ("csrf", csrf.as_str()),
        ("id", &id),
        ("name", "A. <b>Khan</b>"),
        ("role", "service"),
        ("organisation", "service ya001"),
    ];
    let post = || operator.ask("POST", &add).form(&fields).send();
    let person = post().await.expect(303).header("location").to_owned();
    assert_eq!(person, format!("{PEOPLE}/{id}"));
    // The same form twice adds one person.
    assert_eq!(post().await.expect(303).header("location"), person);
    let state = app.store.journal().state().await.unwrap();
    assert_eq!(state.people.all.len(), 1);

    let page = operator.page(&person).await;
    assert!(page.contains("A. &lt;b&gt;Khan&lt;/b&gt;") && page.contains(", by Operator"));
    let membership = state.people.memberships.keys().next().unwrap();
    let fields = [("membership", membership.as_str()), ("days", "30")];
    let to = format!("{person}/tokens");
    let page = operator.post_from(&person, &to, &fields).await.expect(200);
    assert_eq!(page.header("cache-control"), "no-store");
    let page = page.text();
    let (_, rest) = page.split_once("<code>hub_").expect("a token");
    let token = format!("hub_{}", rest.split('<').next().unwrap());
    assert_eq!(page.matches(&token).count(), 1);
    assert!(!operator.page(&person).await.contains(&token));
    let answer = sign_in(&app, &token, "").await;
    assert_eq!(answer.header("location"), format!("/s/{OWN}"));

    let list = operator.page(PEOPLE).await;
    assert_eq!(screen(&list), "O1");
    let (_, changes) = list.split_once("Changes").unwrap();
    for words in [
        "Added",
        "Role given: Service, Service YA001",
        "Token made: Service, Service YA001",
        "Operator",
    ] {
        assert!(changes.contains(words), "{words}: {changes}");
    }
}

#[tokio::test]
async fn what_is_typed_wrong_comes_back_with_what_to_type() {
    let app = TestApp::new().await;
    let operator = Desk::operator(&app).await;
    let person = Person::of(&app, "A. Khan", &[Role::Analyst]).await;
    let to = format!("{}/roles", person.href());
    for (role, organisation, words) in [
        ("", "", "Select a role"),
        ("minister", "", "Select a role"),
        ("service", "", "Enter the code of the service or board"),
        ("service", "YA999", "of a service that takes part"),
        ("icb", "ENG", "of a board that there is today"),
        ("analyst", "", "They have this role there already"),
    ] {
        let fields = [("role", role), ("organisation", organisation)];
        let answer = operator.post_from(&person.href(), &to, &fields).await;
        let page = answer.expect(422).text();
        assert!(
            page.contains("<title>Error: ") && page.contains(words),
            "{role}"
        );
    }
    let to = format!("{}/tokens", person.href());
    let membership = person.memberships[0].as_str();
    for days in ["0", "91", "soon"] {
        let fields = [("membership", membership), ("days", days)];
        let answer = operator.post_from(&person.href(), &to, &fields).await;
        let page = answer.expect(422).text();
        assert!(page.contains("The number of days must be between 1 and 90"));
    }
    // A form that is sent twice makes one token.
    let csrf = app.csrf(&operator.cookie, &person.href()).await;
    let fields = [
        ("csrf", csrf.as_str()),
        ("seen", "1"),
        ("membership", membership),
        ("days", "30"),
    ];
    let post = || operator.ask("POST", &to).form(&fields).send();
    post().await.expect(200);
    let page = post().await.expect(422).text();
    assert!(page.contains("No token was made"));
}

#[tokio::test]
async fn organisations_are_found_by_kind_and_text() {
    let app = TestApp::new().await;
    let operator = Desk::operator(&app).await;
    let page = operator.page(PEOPLE).await;
    assert!(
        page.contains("Nobody was given a role yet.") && page.contains("Nobody was added yet.")
    );
    let person = Person::of_two_services(&app).await;
    let board = [Role::Icb(TestApp::icb().parse().unwrap())];
    let gone = Person::of(&app, "B. Jones", &board).await;
    let found = async |query: &str| operator.page(&format!("{PEOPLE}?{query}")).await;
    let link = |person: &Person| format!("href=\"{}\"", person.href());
    let services = found("kind=service").await;
    assert_eq!(organisations(&services).matches(&link(&person)).count(), 2);
    let page = found("kind=service&text=ya002").await;
    assert!(page.contains("<code>YA002</code>") && !page.contains("<code>YA001</code>"));
    let page = found("text=KHAN").await;
    assert!(page.contains("<code>YA001</code>") && page.contains("<code>YA002</code>"));
    let page = found("text=nobody-of-that-name").await;
    assert!(page.contains("Nothing matches."));
    let boards = found("kind=icb").await;
    assert!(organisations(&boards).contains(&link(&gone)));

    let leave = format!("{}/leave", gone.href());
    operator.post(&leave, &[]).await.expect(303);
    let boards = found("kind=icb").await;
    assert!(!organisations(&boards).contains(&link(&gone)));
    let without = found("kind=none").await;
    assert!(organisations(&without).contains(&link(&gone)));
    assert!(!organisations(&without).contains(&link(&person)));
    let other = operator.get(&format!("{PEOPLE}?kind=other")).await;
    other.expect(400);
}

/// The part of the page that is no list of changes.
fn organisations(page: &str) -> &str {
    let parts = page.split_once("<h2 class=\"nhsuk-heading-m\">Changes");
    parts.expect("a list of changes").0
}
