//! Sign-ins that must be new, or strong.

use hub_identity::{SignInError, Wish};
use serde_json::json;

use crate::desk::Desk;
use crate::keys::SigningKey;

fn fresh() -> Wish {
    Wish {
        is_fresh: true,
        ..Wish::default()
    }
}

#[tokio::test]
async fn a_new_sign_in_is_asked_for_and_proven() {
    let desk = Desk::new();
    let now = desk.now();
    let waiting = desk.begin(&fresh(), json!({"auth_time": now - 5})).await;
    assert_eq!(waiting.asked["max_age"], "600");
    assert_eq!(waiting.asked["prompt"], "login");
    let proven = desk.finish(&waiting, &waiting.answer()).await.unwrap();
    assert_eq!(proven.authenticated.unwrap().as_second(), now - 5);
}

#[tokio::test]
async fn an_old_one_is_not_taken_for_a_new_one() {
    let desk = Desk::new();
    let now = desk.now();
    for over in [json!({}), json!({"auth_time": now - 661})] {
        let waiting = desk.begin(&fresh(), over.clone()).await;
        let refused = desk.finish(&waiting, &waiting.answer()).await;
        assert!(matches!(refused, Err(SignInError::NotFresh)), "{over}");
    }
    // Where no new one is asked for, it is only told how old it is.
    let proven = desk.sign_in(json!({"auth_time": now - 661})).await.unwrap();
    assert_eq!(proven.authenticated.unwrap().as_second(), now - 661);
}

#[tokio::test]
async fn a_weaker_way_than_asked_for_signs_nobody_in() {
    let more = "acr_values = [\"AAL3_ANY\", \"AAL2_OR_AAL3_ANY\"]\n";
    let desk = Desk::of(SigningKey::rsa(), "plain", more);
    let waiting = desk
        .begin(&Wish::default(), json!({"acr": "AAL3_ANY"}))
        .await;
    assert_eq!(waiting.asked["acr_values"], "AAL3_ANY AAL2_OR_AAL3_ANY");
    desk.finish(&waiting, &waiting.answer()).await.unwrap();
    for over in [json!({}), json!({"acr": "AAL1_USERPASS"})] {
        let refused = desk.sign_in(over).await;
        assert!(
            matches!(refused, Err(SignInError::NotStrong)),
            "{refused:?}"
        );
    }
}
