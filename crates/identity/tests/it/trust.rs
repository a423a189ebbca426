//! Which ID tokens are trusted.

use hub_identity::{SignInError, Untrusted};
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::keys::{Signed, SigningKey, encoded};

/// The fault of a token with these claims put over the right ones.
async fn fault(desk: &Desk, over: Value) -> Untrusted {
    match desk.sign_in(over).await {
        Err(SignInError::Untrusted(fault)) => fault,
        other => panic!("{other:?}"),
    }
}

async fn fault_of_signature(signed: Signed) -> Untrusted {
    let desk = Desk::new();
    desk.issuer.doings().signed = signed;
    fault(&desk, json!({})).await
}

#[tokio::test]
async fn tokens_of_others_for_others_and_of_other_times_are_refused() {
    let desk = Desk::new();
    let now = desk.now();
    for (over, expected) in [
        (json!({"iss": "https://evil.example"}), Untrusted::Issuer),
        (
            json!({"iss": "https://issuer.example/realm/"}),
            Untrusted::Issuer,
        ),
        (json!({"aud": "another"}), Untrusted::Audience),
        (json!({"aud": null}), Untrusted::Audience),
        (json!({"aud": ["hub", "another"]}), Untrusted::Audience),
        (json!({"azp": "another"}), Untrusted::Audience),
        (json!({"nonce": "another"}), Untrusted::Nonce),
        (json!({"nonce": null}), Untrusted::Nonce),
        (json!({"exp": now - 60}), Untrusted::Expired),
        (json!({"iat": now + 61}), Untrusted::Time),
        (json!({"nbf": now + 61}), Untrusted::Time),
        (json!({"nbf": "soon"}), Untrusted::Time),
        (json!({"iat": now - 661}), Untrusted::Time),
        (
            json!({"at_hash": encoded("another token")}),
            Untrusted::AccessToken,
        ),
    ] {
        assert_eq!(fault(&desk, over.clone()).await, expected, "{over}");
    }
}

#[tokio::test]
async fn clocks_may_be_a_minute_apart() {
    let desk = Desk::new();
    let now = desk.now();
    for over in [
        json!({"exp": now - 59}),
        json!({"iat": now + 60, "nbf": now + 60}),
        json!({"iat": now - 660}),
        json!({"aud": ["hub"], "azp": "hub"}),
    ] {
        let signed_in = desk.sign_in(over.clone()).await;
        assert!(signed_in.is_ok(), "{over}: {signed_in:?}");
    }
}

#[tokio::test]
async fn a_token_that_names_its_access_token_belongs_to_it() {
    let desk = Desk::new();
    let hash = digest(&SHA256, b"an-access-token");
    let half = encoded(&hash.as_ref()[..16]);
    desk.sign_in(json!({"at_hash": half})).await.unwrap();
}

#[tokio::test]
async fn only_signatures_of_the_issuer_count() {
    for (signed, expected) in [
        (Signed::Not, Untrusted::Algorithm),
        (Signed::WithPublicKey, Untrusted::Algorithm),
        (Signed::By("RS512"), Untrusted::Algorithm),
        (Signed::Changed, Untrusted::Signature),
    ] {
        assert_eq!(fault_of_signature(signed).await, expected);
    }
}

#[tokio::test]
async fn another_key_under_a_known_name_is_of_no_use() {
    let desk = Desk::of(SigningKey::p256(), "plain", "");
    desk.issuer.doings().key = SigningKey::p256();
    assert_eq!(fault(&desk, json!({})).await, Untrusted::Signature);
}

#[tokio::test]
async fn new_keys_of_the_issuer_are_found() {
    let desk = Desk::new();
    desk.sign_in(json!({})).await.unwrap();
    assert_eq!(desk.issuer.n_asked("/realm/keys"), 1);
    let new = SigningKey::p256();
    {
        let mut doings = desk.issuer.doings();
        doings.keys = vec![new.published("k2")];
        doings.key = new;
        doings.kid = "k2".to_owned();
    }
    desk.advance(61);
    desk.sign_in(json!({})).await.unwrap();
    assert_eq!(desk.issuer.n_asked("/realm/keys"), 2);
}

#[tokio::test]
async fn keys_are_not_fetched_for_every_token_of_an_unknown_one() {
    let desk = Desk::new();
    desk.sign_in(json!({})).await.unwrap();
    desk.issuer.doings().kid = "k9".to_owned();
    desk.advance(61);
    for _ in 0..5 {
        assert_eq!(fault(&desk, json!({})).await, Untrusted::Key);
    }
    assert_eq!(desk.issuer.n_asked("/realm/keys"), 2);
}
