//! A5: tokens that people make for themselves on a page.

use hub_access::{LIVE_TOKENS_MAX, TOKENS_A_DAY_MAX};
use hub_store::Token;
use jiff::SignedDuration;

use crate::support::{Answer, Ask, TestApp, Who, hidden, screen};

const TOKENS: &str = "/analyst/tokens";

/// A browser in which somebody is signed in.
struct SignedIn<'a> {
    app: &'a TestApp,
    cookie: String,
}

impl<'a> SignedIn<'a> {
    async fn of(app: &'a TestApp, who: Who) -> Self {
        let cookie = app.sign_in(who).await;
        Self { app, cookie }
    }

    fn ask(&self, method: &str, path: &str) -> Ask {
        Ask::new(&self.app.router, method, path).cookie(&self.cookie)
    }

    async fn list(&self) -> String {
        self.ask("GET", TOKENS).send().await.expect(200).text()
    }

    /// Fills in the form.
    async fn send(&self, label: &str, days: &str) -> Answer {
        let page = self.list().await;
        let csrf = hidden(&page, "csrf").unwrap();
        let seen = hidden(&page, "seen").unwrap_or_default();
        let fields = [
            ("csrf", csrf.as_str()),
            ("seen", &seen),
            ("label", label),
            ("days", days),
        ];
        self.ask("POST", TOKENS).form(&fields).send().await
    }

    /// Makes a token; its text.
    async fn make(&self, label: &str, days: &str) -> String {
        shown(&self.send(label, days).await.expect(200).text())
    }

    async fn revoke(&self, token: &str) -> Answer {
        let path = format!("{TOKENS}/{}/revoke", id(token));
        let csrf = self.app.csrf(&self.cookie, &path).await;
        let ask = self.ask("POST", &path).form(&[("csrf", &csrf)]);
        ask.send().await
    }
}

/// The token that a page shows.
fn shown(page: &str) -> String {
    let (_, rest) = page.split_once("<code>hub_").expect("a token");
    format!("hub_{}", rest.split('<').next().unwrap())
}

fn id(token: &str) -> &str {
    token.split('_').nth(1).unwrap()
}

async fn entered(app: &TestApp, token: &str) -> Token {
    let state = app.store.journal().state().await.unwrap();
    state.tokens.get(id(token)).unwrap().clone()
}

/// What a program with a token is answered.
async fn with(app: &TestApp, token: &str, path: &str) -> u16 {
    let ask = Ask::new(&app.router, "GET", path).token(token);
    ask.send().await.status.as_u16()
}

#[tokio::test]
async fn a_token_is_shown_once_and_does_what_its_maker_may() {
    let app = TestApp::new().await;
    let icb = SignedIn::of(&app, Who::Icb).await;
    let answer = icb.send("a laptop", "7").await.expect(200);
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("location"), "");
    let page = answer.text();
    assert_eq!(screen(&page), "A5");
    let token = shown(&page);
    assert_eq!(page.matches(&token).count(), 1);
    assert!(page.contains("href=\"/analyst/connect\""));
    let list = icb.list().await;
    assert!(list.contains("a laptop") && list.contains(id(&token)));
    assert!(!list.contains(&token), "a token is shown again");

    let (made, own) = (
        entered(&app, &token).await,
        entered(&app, app.token(Who::Icb)).await,
    );
    assert_eq!(
        (&made.name, &made.role, &made.scope),
        (&own.name, &own.role, &own.scope)
    );
    assert_eq!(with(&app, &token, TOKENS).await, 200);
    assert_eq!(with(&app, &token, "/api/v1/audit").await, 403);
    app.clock.advance(SignedDuration::from_hours(7 * 24));
    assert_eq!(with(&app, &token, TOKENS).await, 401);
}

#[tokio::test]
async fn a_token_outlasts_neither_its_maker_nor_ninety_days() {
    let app = TestApp::new().await;
    let analyst = SignedIn::of(&app, Who::Analyst).await;
    let answer = analyst.send("long", "90").await.expect(200);
    let page = answer.text();
    assert!(page.contains("It ends sooner than you asked"));
    let own = entered(&app, app.token(Who::Analyst)).await;
    assert_eq!(entered(&app, &shown(&page)).await.expires, own.expires);
    let page = analyst.send("short", "1").await.expect(200).text();
    assert!(!page.contains("It ends sooner than you asked"));

    // A token can make tokens, which end with it.
    let short = shown(&page);
    let list = Ask::new(&app.router, "GET", TOKENS).token(&short);
    let seen = hidden(&list.send().await.expect(200).text(), "seen").unwrap();
    let fields = [("seen", seen.as_str()), ("label", "child"), ("days", "30")];
    let ask = Ask::new(&app.router, "POST", TOKENS).token(&short);
    let child = shown(&ask.form(&fields).send().await.expect(200).text());
    assert_eq!(
        entered(&app, &child).await.expires,
        entered(&app, &short).await.expires
    );
}

#[tokio::test]
async fn what_is_typed_wrong_comes_back_with_what_to_type() {
    let app = TestApp::new().await;
    let analyst = SignedIn::of(&app, Who::Analyst).await;
    let too_long = "x".repeat(61);
    let wrong = [
        ("", "30"),
        (too_long.as_str(), "30"),
        ("a", "0"),
        ("a", "91"),
        ("a", "-1"),
        ("a", "soon"),
        ("a", ""),
    ];
    for (label, days) in wrong {
        let page = analyst.send(label, days).await.expect(422).text();
        assert!(page.contains("<title>Error: "), "{label:?} {days:?}");
        assert!(!page.contains("<code>hub_"));
    }
    let page = analyst.send("", "").await.expect(422).text();
    assert!(page.contains("Enter what the token is for"));
    assert!(page.contains("The number of days must be between 1 and 90"));
    let hostile = "<script>alert(1)</script>";
    analyst.make(hostile, "30").await;
    let list = analyst.list().await;
    assert!(!list.contains("<script>") && list.contains("&lt;script&gt;alert(1)"));
}

#[tokio::test]
async fn a_form_that_is_sent_twice_or_without_its_secret_makes_no_second_token() {
    let app = TestApp::new().await;
    let analyst = SignedIn::of(&app, Who::Analyst).await;
    let page = analyst.list().await;
    let (csrf, seen) = (
        hidden(&page, "csrf").unwrap(),
        hidden(&page, "seen").unwrap(),
    );
    let fields = [("seen", seen.as_str()), ("label", "a"), ("days", "30")];
    analyst
        .ask("POST", TOKENS)
        .form(&fields)
        .send()
        .await
        .expect(403);
    let signed = [&fields[..], &[("csrf", csrf.as_str())]].concat();
    let post = || analyst.ask("POST", TOKENS).form(&signed).send();
    post().await.expect(200);
    let page = post().await.expect(422).text();
    assert!(page.contains("No token was made"));
    let state = app.store.journal().state().await.unwrap();
    let made = state.tokens.values().filter(|token| token.made.is_some());
    assert_eq!(made.count(), 1);
}

#[tokio::test]
async fn one_person_has_ten_tokens_that_work_and_makes_twenty_a_day() {
    let app = TestApp::new().await;
    let analyst = SignedIn::of(&app, Who::Analyst).await;
    // The operator's counts.
    let mut last = String::new();
    for _ in 1..LIVE_TOKENS_MAX {
        last = analyst.make("one more", "30").await;
    }
    let page = analyst.list().await;
    assert!(page.contains("You have 10 tokens that work") && !page.contains("name=\"label\""));
    let page = analyst.send("one more", "30").await.expect(422).text();
    assert!(!page.contains("<code>hub_"));
    for _ in LIVE_TOKENS_MAX..=TOKENS_A_DAY_MAX {
        analyst.revoke(&last).await.expect(303);
        last = analyst.make("in its place", "30").await;
    }
    analyst.revoke(&last).await.expect(303);
    analyst.send("too many", "30").await.expect(422);
    let page = analyst.list().await;
    assert!(page.contains("You have made 20 tokens in the last 24 hours"));
    // Somebody else is not kept from it.
    SignedIn::of(&app, Who::Officer).await.make("a", "30").await;

    app.clock.advance(SignedDuration::from_hours(24));
    let analyst = SignedIn::of(&app, Who::Analyst).await;
    analyst.make("the next day", "30").await;
}

#[tokio::test]
async fn revoking_states_the_effect_and_takes_along_what_was_made_with_it() {
    let app = TestApp::new().await;
    let analyst = SignedIn::of(&app, Who::Analyst).await;
    let token = analyst.make("a server", "30").await;
    let seen = hidden(&analyst.list().await, "seen").unwrap();
    let fields = [
        ("seen", seen.as_str()),
        ("label", "its child"),
        ("days", "30"),
    ];
    let ask = Ask::new(&app.router, "POST", TOKENS).token(&token);
    let child = shown(&ask.form(&fields).send().await.expect(200).text());

    let path = format!("{TOKENS}/{}/revoke", id(&token));
    let page = analyst.ask("GET", &path).send().await.expect(200).text();
    assert!(page.contains("A token that was made with it ends too: its child."));
    assert!(!page.contains("You are signed out yourself"));
    let asked = analyst.ask("POST", &path).form(&[("csrf", "0")]);
    asked.send().await.expect(403);
    assert_eq!(with(&app, &token, TOKENS).await, 200);

    let answer = analyst.revoke(&token).await.expect(303);
    let list = answer.header("location").to_owned();
    let list = analyst.ask("GET", &list).send().await.expect(200).text();
    assert!(list.contains("The token a server ("));
    for gone in [&token, &child] {
        assert_eq!(with(&app, gone, TOKENS).await, 401);
    }
    // Again: nothing to ask about any more.
    analyst.ask("GET", &path).send().await.expect(303);
}

#[tokio::test]
async fn revoking_the_token_of_the_sign_in_signs_out() {
    let app = TestApp::new().await;
    let analyst = SignedIn::of(&app, Who::Analyst).await;
    let made = analyst.make("a laptop", "30").await;
    let own = app.token(Who::Analyst);
    let path = format!("{TOKENS}/{}/revoke", id(own));
    let page = analyst.ask("GET", &path).send().await.expect(200).text();
    assert!(page.contains("You are signed out yourself"));
    assert!(page.contains("Only the operator"));
    let answer = analyst.revoke(own).await.expect(303);
    assert_eq!(answer.header("location"), "/sign-in");
    assert!(answer.header("set-cookie").contains("Max-Age=0"));
    analyst.ask("GET", TOKENS).send().await.expect(401);
    assert_eq!(with(&app, &made, TOKENS).await, 401);
}

#[tokio::test]
async fn nobody_sees_or_revokes_the_tokens_of_others() {
    let app = TestApp::new().await;
    let analyst = SignedIn::of(&app, Who::Analyst).await;
    let token = analyst.make("a laptop", "30").await;
    let path = format!("{TOKENS}/{}/revoke", id(&token));
    for who in [Who::Icb, Who::Officer] {
        let other = SignedIn::of(&app, who).await;
        assert!(!other.list().await.contains("a laptop"));
        other.ask("GET", &path).send().await.expect(404);
        let csrf = app.csrf(&other.cookie, TOKENS).await;
        let post = other.ask("POST", &path).form(&[("csrf", &csrf)]);
        post.send().await.expect(404);
    }
    assert_eq!(with(&app, &token, TOKENS).await, 200);
    let claim = format!("{TOKENS}?revoked={}", id(&token));
    let page = analyst.ask("GET", &claim).send().await.expect(200).text();
    assert!(!page.contains("is of no use any more"));
}

#[tokio::test]
async fn the_tokens_of_a_demonstration_cannot_be_taken_away() {
    let app = TestApp::with(|config| config.demo = true).await;
    let analyst = SignedIn::of(&app, Who::Analyst).await;
    let own = app.token(Who::Analyst);
    assert!(!analyst.list().await.contains("/revoke"));
    let path = format!("{TOKENS}/{}/revoke", id(own));
    analyst.ask("GET", &path).send().await.expect(303);
    let csrf = app.csrf(&analyst.cookie, TOKENS).await;
    let post = analyst.ask("POST", &path).form(&[("csrf", &csrf)]);
    post.send().await.expect(303);
    assert_eq!(with(&app, own, TOKENS).await, 200);
    let made = analyst.make("a try", "1").await;
    analyst.revoke(&made).await.expect(303);
    assert_eq!(with(&app, &made, TOKENS).await, 401);
}
