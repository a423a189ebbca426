//! O1: what operators can change, and what they cannot.

use hub_access::Role;

use super::{Desk, PEOPLE, Person, sign_in, token, with};
use crate::support::{OWN, TestApp, hidden, screen};

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
async fn one_token_of_a_person_is_revoked_and_the_others_stay() {
    let app = TestApp::new().await;
    let person = Person::of(&app, "A. Khan", &[Role::Analyst]).await;
    let other = token(&app, &person.memberships[0]).await;
    let operator = Desk::operator(&app).await;
    let page = operator.page(&person.href()).await;
    assert_eq!(page.matches("/revoke\"").count(), 2, "{page}");
    let id = person.token.split('_').nth(1).unwrap();
    let revoke = format!("{}/tokens/{id}/revoke", person.href());
    let ending = id.get(id.len() - 4..).unwrap();
    assert!(
        page.contains(&format!("href=\"{revoke}\">Revoke {ending}<")),
        "{page}"
    );

    let question = operator.page(&revoke).await;
    assert_eq!(screen(&question), "O1");
    for words in [
        format!("Revoke the token that ends in {ending}"),
        "A. Khan keeps the role".to_owned(),
    ] {
        assert!(question.contains(&words), "{words}: {question}");
    }
    assert!(!question.contains("You are signed out yourself"));
    let answer = operator.post(&revoke, &[]).await.expect(303);
    let page = operator.page(answer.header("location")).await;
    assert!(
        page.contains(&format!("The token that ends in {ending} is revoked.")),
        "{page}"
    );
    assert_eq!(page.matches("/revoke\"").count(), 1, "{page}");
    assert_eq!(with(&app, &person.token, "/analyst/tokens").await, 401);
    assert_eq!(with(&app, &other, "/analyst/tokens").await, 200);
    // It is revoked once, and under nobody else's name.
    operator.get(&revoke).await.expect(303);
    let stranger = Person::of(&app, "C. Okafor", &[Role::Analyst]).await;
    let others = format!("{}/tokens/{id}/revoke", stranger.href());
    operator.get(&others).await.expect(404);
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
