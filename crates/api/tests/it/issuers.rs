//! Signing in through an issuer: who is let in, as what, and what the others are told.

use hub_access::{
    NewMembership, NewPerson, Role, bind_person, end_membership, enter_person, give_role, new_id,
};
use hub_store::Event;
use hub_testkit::fixtures::service;
use jiff::SignedDuration;
use serde_json::json;

use crate::support::{Answer, Ask, OTHER, OWN, TestApp, TestIssuer, hidden, screen};

const BEGIN: &str = "/sign-in/a";

async fn enter(app: &TestApp, events: Vec<Event>) {
    let journal = app.store.journal();
    journal.append(move |_| Ok(events.clone())).await.unwrap();
}

/// Somebody with these roles whom the issuer knows by a name; their id, and those of the memberships.
async fn person(app: &TestApp, subject: &str, roles: &[Role]) -> (String, Vec<String>) {
    let person = NewPerson {
        id: new_id().unwrap(),
        name: format!("Person {subject}"),
        invited: None,
    };
    let mut ids = Vec::new();
    for role in roles {
        let membership = NewMembership::of(role.clone()).unwrap();
        let state = app.store.journal().state().await.unwrap();
        let events = match ids.is_empty() {
            true => enter_person(&state, &person, &membership, None),
            false => give_role(&state, &person.id, &membership, None),
        };
        enter(app, events.unwrap()).await;
        ids.push(membership.id().to_owned());
    }
    let state = app.store.journal().state().await.unwrap();
    let bound = bind_person(&state, &person.id, &TestIssuer::tag(subject)).unwrap();
    enter(app, bound).await;
    (person.id, ids)
}

fn sends(code: &str) -> Role {
    Role::Service(service(code))
}

/// The cookies that an answer sets, with their values.
fn cookies(answer: &Answer) -> Vec<String> {
    let all = answer.headers.get_all("set-cookie").iter();
    all.map(|cookie| cookie.to_str().unwrap().to_owned())
        .collect()
}

/// The session that an answer begins.
fn session(answer: &Answer) -> String {
    let all = cookies(answer);
    let session = all.iter().find(|cookie| cookie.starts_with("hub_session="));
    session.unwrap().split(';').next().unwrap().to_owned()
}

async fn get(app: &TestApp, cookie: &str, path: &str) -> Answer {
    Ask::new(&app.router, "GET", path)
        .cookie(cookie)
        .send()
        .await
}

#[tokio::test]
async fn somebody_with_one_role_is_let_in_and_led_on() {
    let (issuer, app) = TestIssuer::with_app("").await;
    person(&app, "khan", &[sends(OWN)]).await;
    let home = format!("/s/{OWN}");
    let answer = issuer
        .sign_in(&app, BEGIN, json!({"sub": "khan"}))
        .await
        .expect(303);
    assert_eq!(answer.header("location"), home);
    assert_eq!(answer.header("cache-control"), "no-store");
    let all = cookies(&answer);
    assert!(
        all.iter().any(|cookie| cookie.starts_with("hub_sign_in=;")),
        "{all:?}"
    );
    assert!(
        all.iter()
            .all(|cookie| cookie.contains("HttpOnly; SameSite=Lax; Secure"))
    );
    let page = get(&app, &session(&answer), &home).await.expect(200).text();
    assert_eq!(screen(&page), "S1");

    let begin = format!("{BEGIN}?next=%2Fcompare%3Fmonth%3D2026-10");
    let answer = issuer
        .sign_in(&app, &begin, json!({"sub": "khan"}))
        .await
        .expect(303);
    assert_eq!(answer.header("location"), "/compare?month=2026-10");
    let begin = format!("{BEGIN}?next=%2F%2Felsewhere.example");
    let answer = issuer
        .sign_in(&app, &begin, json!({"sub": "khan"}))
        .await
        .expect(303);
    assert_eq!(answer.header("location"), home);
}

#[tokio::test]
async fn somebody_with_two_roles_chooses() {
    let (issuer, app) = TestIssuer::with_app("").await;
    let (_, ids) = person(&app, "khan", &[sends(OWN), sends(OTHER)]).await;
    let answer = issuer
        .sign_in(&app, BEGIN, json!({"sub": "khan"}))
        .await
        .expect(303);
    assert_eq!(answer.header("location"), "/choose");
    let cookie = session(&answer);
    let page = get(&app, &cookie, "/choose").await.expect(200).text();
    assert_eq!(screen(&page), "S1a");
    let csrf = hidden(&page, "csrf").unwrap();
    let fields = [("csrf", csrf.as_str()), ("membership", ids[1].as_str())];
    let chosen = Ask::new(&app.router, "POST", "/choose")
        .cookie(&cookie)
        .form(&fields);
    let chosen = chosen.send().await.expect(303);
    assert_eq!(chosen.header("location"), format!("/s/{OTHER}"));
    get(&app, &session(&chosen), &format!("/s/{OTHER}"))
        .await
        .expect(200);
}

#[tokio::test]
async fn claims_take_roles_away_for_the_whole_session() {
    let (issuer, app) = TestIssuer::with_app("organisations = [\"orgs\"]\n").await;
    let (_, ids) = person(&app, "khan", &[sends(OWN), sends(OTHER)]).await;
    let claims = json!({"sub": "khan", "orgs": [OTHER, "RRV"]});
    let answer = issuer.sign_in(&app, BEGIN, claims).await.expect(303);
    // One is left, so that there is nothing to choose.
    let home = format!("/s/{OTHER}");
    assert_eq!(answer.header("location"), home);
    let cookie = session(&answer);
    let page = get(&app, &cookie, &home).await.expect(200).text();
    assert!(!page.contains("Change organisation"));
    get(&app, &cookie, "/choose").await.expect(303);
    let csrf = hidden(&page, "csrf").unwrap();
    let fields = [("csrf", csrf.as_str()), ("membership", ids[0].as_str())];
    let other = Ask::new(&app.router, "POST", "/choose")
        .cookie(&cookie)
        .form(&fields);
    other.send().await.expect(404);
}

#[tokio::test]
async fn who_is_not_known_or_has_no_role_is_told_what_to_do() {
    let (issuer, app) = TestIssuer::with_app("organisations = [\"orgs\"]\n").await;
    let (_, ids) = person(&app, "khan", &[sends(OWN)]).await;

    let unknown = json!({"sub": "jones", "orgs": [OWN]});
    let unknown = issuer.sign_in(&app, BEGIN, unknown).await.expect(403);
    let page = unknown.text();
    assert!(
        page.contains("You are not on the list of this hub yet"),
        "{page}"
    );
    assert!(page.contains("Ask whoever arranged access in your organisation"));
    // What stands for them can be read out, and the code of the issuer is nowhere.
    assert!(page.replace(' ', "").contains(&TestIssuer::tag("jones")));
    assert!(!page.contains("code=c"));
    assert_eq!(unknown.header("cache-control"), "no-store");
    let all = cookies(&unknown);
    assert!(
        all.iter().all(|cookie| cookie.starts_with("hub_sign_in=;")),
        "{all:?}"
    );

    let elsewhere = json!({"sub": "khan", "orgs": ["RRV"]});
    let page = issuer
        .sign_in(&app, BEGIN, elsewhere)
        .await
        .expect(403)
        .text();
    assert!(
        page.contains("Your roles here are for another organisation"),
        "{page}"
    );

    let state = app.store.journal().state().await.unwrap();
    enter(&app, end_membership(&state, &ids[0], None).unwrap()).await;
    let ended = json!({"sub": "khan", "orgs": [OWN]});
    let page = issuer.sign_in(&app, BEGIN, ended).await.expect(403).text();
    assert!(page.contains("You have no role here any more"), "{page}");
}

#[tokio::test]
async fn an_answer_from_nowhere_signs_nobody_in() {
    let (issuer, app) = TestIssuer::with_app("").await;
    person(&app, "khan", &[sends(OWN)]).await;
    let nowhere = "/sign-in/a/callback?code=c&state=s";
    let answer = Ask::new(&app.router, "GET", nowhere)
        .send()
        .await
        .expect(403);
    assert!(cookies(&answer).is_empty());
    assert!(answer.text().contains("was not begun in this browser"));
    let wrong = json!({"sub": "khan", "aud": "another"});
    let page = issuer.sign_in(&app, BEGIN, wrong).await.expect(502).text();
    assert!(page.contains("could not be trusted"), "{page}");
    Ask::new(&app.router, "GET", "/sign-in/b")
        .send()
        .await
        .expect(404);
}

#[tokio::test]
async fn the_ways_in_stand_on_the_pages_that_ask_to_sign_in() {
    let (_, app) = TestIssuer::with_app("").await;
    let page = Ask::new(&app.router, "GET", "/sign-in?next=%2Fcompare")
        .send()
        .await;
    let page = page.expect(200).text();
    assert!(page.contains("Sign in with Test issuer"), "{page}");
    assert!(page.contains("href=\"/sign-in/a?next=%2Fcompare\""));
    let refused = Ask::new(&app.router, "GET", &format!("/s/{OWN}"));
    let refused = refused
        .header("accept", "text/html")
        .send()
        .await
        .expect(401);
    assert!(refused.text().contains("Sign in with Test issuer"));
}

#[tokio::test]
async fn what_cannot_be_taken_back_asks_for_a_new_sign_in() {
    let (issuer, app) = TestIssuer::with_app("").await;
    person(&app, "op", &[Role::Operator]).await;
    let (other, ids) = person(&app, "khan", &[sends(OWN)]).await;
    let leave = format!("/operate/people/{other}/leave");
    let end = format!("/operate/people/{other}/roles/{}/end", ids[0]);
    let answer = issuer
        .sign_in(&app, BEGIN, json!({"sub": "op"}))
        .await
        .expect(303);
    let cookie = session(&answer);
    let page = get(&app, &cookie, &leave).await.expect(200).text();
    get(&app, &cookie, &end).await.expect(200);
    let csrf = hidden(&page, "csrf").unwrap();

    issuer.advance(&app, SignedDuration::from_mins(11));
    let led = get(&app, &cookie, &leave).await.expect(303);
    let begin = led.header("location").to_owned();
    assert!(
        begin.starts_with("/sign-in/a?fresh=yes&next=%2Foperate%2Fpeople%2F"),
        "{begin}"
    );
    for path in [&leave, &end] {
        let sent = Ask::new(&app.router, "POST", path).cookie(&cookie);
        let sent = sent
            .form(&[("csrf", csrf.as_str())])
            .send()
            .await
            .expect(403);
        assert!(sent.text().contains("Sign in again to do this"));
    }
    // All else goes on.
    get(&app, &cookie, "/operate/people").await.expect(200);

    let answer = issuer
        .sign_in(&app, &begin, json!({"sub": "op"}))
        .await
        .expect(303);
    assert_eq!(answer.header("location"), leave);
    let cookie = session(&answer);
    let page = get(&app, &cookie, &leave).await.expect(200).text();
    let csrf = hidden(&page, "csrf").unwrap();
    let sent = Ask::new(&app.router, "POST", &leave).cookie(&cookie);
    sent.form(&[("csrf", csrf.as_str())])
        .send()
        .await
        .expect(303);
    let state = app.store.journal().state().await.unwrap();
    assert!(state.people.get(&other).unwrap().left.is_some());
}
