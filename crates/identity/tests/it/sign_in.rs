//! The way of a sign-in: what the issuer is told, and which answers are taken.

use hub_identity::{Answer, SignInError, Subject, Tags, Untrusted, WebError, Wish};
use serde_json::json;

use crate::desk::Desk;
use crate::issuer::ISSUER;
use crate::keys::SigningKey;

fn is_send(_: &impl Send) {}

#[tokio::test]
async fn somebody_is_known_by_a_tag_of_issuer_and_name() {
    for key in [SigningKey::rsa(), SigningKey::p256()] {
        let desk = Desk::of(key, "plain", "");
        let wish = Wish {
            next: "/areas/ENG?month=2026-10".to_owned(),
            is_fresh: false,
        };
        let waiting = desk.begin(&wish, json!({})).await;
        let proven = desk.finish(&waiting, &waiting.answer()).await.unwrap();
        let subject = Subject::of(ISSUER, "person-1").unwrap();
        assert_eq!(proven.subject, Tags::new(&[2; 32]).subject(&subject));
        assert_eq!(proven.next, wish.next);
        assert_eq!(proven.issuer, "a");
        assert!(proven.invitations.is_empty() && !proven.narrowing.is_narrow());
        assert_eq!(proven.authenticated, None);
    }
}

#[tokio::test]
async fn the_issuer_is_asked_for_a_code_with_a_challenge() {
    let desk = Desk::new();
    let waiting = desk.begin(&Wish::default(), json!({})).await;
    assert!(
        waiting
            .begun
            .location
            .starts_with(&format!("{ISSUER}/auth?"))
    );
    for (name, value) in [
        ("response_type", "code"),
        ("client_id", "hub"),
        (
            "redirect_uri",
            "https://hub.example.nhs.uk/sign-in/a/callback",
        ),
        ("scope", "openid profile email"),
        ("code_challenge_method", "S256"),
    ] {
        assert_eq!(waiting.asked[name], value);
    }
    assert!(!waiting.asked.contains_key("max_age") && !waiting.asked.contains_key("prompt"));
    let secrets = [&waiting.asked["state"], &waiting.asked["nonce"]];
    assert!(secrets.iter().all(|secret| secret.len() >= 22));
    assert!(!waiting.begun.cookie.contains(secrets[0].as_str()));
    desk.finish(&waiting, &waiting.answer()).await.unwrap();
    assert!(desk.issuer.doings().authorization.starts_with("Basic "));
}

#[tokio::test]
async fn handlers_can_wait_for_it_on_any_thread() {
    let desk = Desk::new();
    let wish = Wish::default();
    is_send(&desk.sign_ins.begin("a", &wish));
    is_send(&desk.sign_ins.finish("a", None, &Answer::default()));
}

#[tokio::test]
async fn an_answer_works_once() {
    let desk = Desk::new();
    let waiting = desk.begin(&Wish::default(), json!({})).await;
    desk.finish(&waiting, &waiting.answer()).await.unwrap();
    let again = desk.finish(&waiting, &waiting.answer()).await;
    assert!(matches!(again, Err(SignInError::Used)), "{again:?}");
    assert_eq!(desk.issuer.n_asked("/realm/token"), 1);
}

#[tokio::test]
async fn an_answer_that_failed_is_of_no_use_either() {
    let desk = Desk::new();
    let waiting = desk
        .begin(&Wish::default(), json!({"aud": "another"}))
        .await;
    desk.finish(&waiting, &waiting.answer()).await.unwrap_err();
    let again = desk.finish(&waiting, &waiting.answer()).await;
    assert!(matches!(again, Err(SignInError::Used)), "{again:?}");
}

#[tokio::test]
async fn only_the_browser_that_began_finishes() {
    let desk = Desk::new();
    let waiting = desk.begin(&Wish::default(), json!({})).await;
    let other = desk.begin(&Wish::default(), json!({})).await;
    let strange = Answer {
        state: Some("strange".to_owned()),
        ..waiting.answer()
    };
    let stateless = Answer {
        state: None,
        ..waiting.answer()
    };
    let cookie = Some(waiting.begun.cookie.as_str());
    let sign_ins = &desk.sign_ins;
    for refused in [
        sign_ins.finish("a", None, &waiting.answer()).await,
        sign_ins
            .finish("a", Some("strange"), &waiting.answer())
            .await,
        sign_ins.finish("a", cookie, &strange).await,
        sign_ins.finish("a", cookie, &stateless).await,
        sign_ins.finish("a", cookie, &other.answer()).await,
        // Begun at another issuer.
        sign_ins.finish("b", cookie, &waiting.answer()).await,
    ] {
        assert!(
            matches!(refused, Err(SignInError::NotBegunHere)),
            "{refused:?}"
        );
    }
    assert_eq!(desk.issuer.n_asked("/realm/token"), 0);
}

#[tokio::test]
async fn ten_minutes_are_given() {
    let desk = Desk::new();
    let waiting = desk.begin(&Wish::default(), json!({})).await;
    desk.advance(601);
    let late = desk.finish(&waiting, &waiting.answer()).await;
    assert!(matches!(late, Err(SignInError::TooLate)), "{late:?}");
}

#[tokio::test]
async fn what_the_issuer_refuses_is_told_without_its_words() {
    let desk = Desk::new();
    for (error, code) in [
        ("access_denied", "access_denied"),
        ("<script>", "another error"),
    ] {
        let waiting = desk.begin(&Wish::default(), json!({})).await;
        let answer = Answer {
            code: None,
            error: Some(error.to_owned()),
            ..waiting.answer()
        };
        let refused = desk.finish(&waiting, &answer).await.unwrap_err();
        assert!(matches!(refused, SignInError::Refused { code: known } if known == code));
        assert!(!refused.words().steps.is_empty());
    }
}

#[tokio::test]
async fn an_answer_of_another_issuer_is_refused() {
    let desk = Desk::new();
    let waiting = desk.begin(&Wish::default(), json!({})).await;
    let mixed = Answer {
        iss: Some("https://evil.example".to_owned()),
        ..waiting.answer()
    };
    let refused = desk.finish(&waiting, &mixed).await;
    assert!(matches!(
        refused,
        Err(SignInError::Untrusted(Untrusted::Issuer))
    ));
    assert_eq!(desk.issuer.n_asked("/realm/token"), 0);
}

#[tokio::test]
async fn an_issuer_describes_itself_once_an_hour() {
    const PATH: &str = "/realm/.well-known/openid-configuration";
    let desk = Desk::new();
    for _ in 0..3 {
        desk.sign_in(json!({})).await.unwrap();
    }
    assert_eq!(desk.issuer.n_asked(PATH), 1);
    desk.advance(3_601);
    desk.sign_in(json!({})).await.unwrap();
    assert_eq!(desk.issuer.n_asked(PATH), 2);
}

#[tokio::test]
async fn an_issuer_that_names_itself_otherwise_is_not_used() {
    let desk = Desk::new();
    desk.issuer.doings().names_itself = "https://evil.example".to_owned();
    let refused = desk
        .sign_ins
        .begin("a", &Wish::default())
        .await
        .unwrap_err();
    assert!(
        matches!(refused, SignInError::Unusable { .. }),
        "{refused:?}"
    );
    assert!(refused.is_for_operators());
}

#[tokio::test]
async fn an_issuer_that_is_not_there_is_not_asked_by_everybody_who_waits() {
    let desk = Desk::new();
    desk.issuer.doings().is_there = false;
    let begin = async || {
        desk.sign_ins
            .begin("a", &Wish::default())
            .await
            .unwrap_err()
    };
    let first = begin().await;
    assert!(
        matches!(&first, SignInError::Unreachable(WebError::Connection(_))),
        "{first:?}"
    );
    assert!(first.is_transient());
    desk.issuer.doings().is_there = true;
    let second = begin().await;
    assert!(
        matches!(second, SignInError::Unreachable(WebError::Lately)),
        "{second:?}"
    );
    desk.advance(6);
    desk.sign_in(json!({})).await.unwrap();
}

#[tokio::test]
async fn there_are_no_other_issuers_than_those_set_up() {
    let desk = Desk::new();
    let refused = desk.sign_ins.begin("c", &Wish::default()).await;
    assert!(matches!(refused, Err(SignInError::NoIssuer)));
    let names: Vec<&str> = desk
        .sign_ins
        .issuers()
        .map(|issuer| issuer.name.as_str())
        .collect();
    assert_eq!(names, ["Issuer b", "Issuer a"]);
}

#[tokio::test]
async fn a_code_that_the_issuer_does_not_take_signs_nobody_in() {
    let desk = Desk::new();
    for error in ["invalid_grant", "invalid_client"] {
        desk.issuer.doings().token_error = Some(error);
        let refused = desk.sign_in(json!({})).await.unwrap_err();
        let is_for_operators = error == "invalid_client";
        assert_eq!(refused.is_for_operators(), is_for_operators, "{refused:?}");
    }
}
