//! What claims of organisations, roles and addresses come to.

use hub_identity::{Invitation, SignInError, Tags, Untrusted};
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::keys::SigningKey;

fn staff() -> Value {
    json!({
        "sub": "person-1",
        "nhsid_useruid": "555254242102",
        "nhsid_nrbac_roles": [
            {"person_roleid": "1", "org_code": "YA001"},
            {"person_roleid": "2", "org_code": "YA002"},
        ],
    })
}

#[tokio::test]
async fn staff_with_two_organisations_open_both_and_no_third() {
    let desk = Desk::of(SigningKey::rsa(), "cis2", "");
    desk.issuer.doings().person = staff();
    let proven = desk.sign_in(json!({})).await.unwrap();
    let opens = |code| proven.narrowing.opens("service", Some(code));
    assert!(opens("YA001") && opens("YA002") && !opens("YA003"));
    let uid = Invitation::uid("555254242102").unwrap();
    assert_eq!(proven.invitations, [Tags::new(&[2; 32]).invitation(&uid)]);
}

#[tokio::test]
async fn the_role_that_was_chosen_narrows_to_its_organisation() {
    let desk = Desk::of(SigningKey::rsa(), "cis2", "");
    desk.issuer.doings().person = staff();
    let proven = desk.sign_in(json!({"selected_roleid": "2"})).await.unwrap();
    let opens = |code| proven.narrowing.opens("service", Some(code));
    assert!(opens("YA002") && !opens("YA001"));
}

#[tokio::test]
async fn who_has_no_role_at_the_issuer_opens_nothing() {
    let more = "roles = [\"roles\"]\n[issuer.role_names]\n\"Link workers\" = \"service\"\n";
    let desk = Desk::of(SigningKey::rsa(), "plain", more);
    let proven = desk.sign_in(json!({})).await.unwrap();
    assert!(!proven.narrowing.opens("service", Some("YA001")));
    assert!(!proven.narrowing.opens("operator", None));
    let proven = desk
        .sign_in(json!({"roles": ["Link workers"]}))
        .await
        .unwrap();
    assert!(proven.narrowing.opens("service", Some("YA001")));
    assert!(!proven.narrowing.opens("operator", None));
}

#[tokio::test]
async fn an_answer_about_somebody_else_signs_nobody_in() {
    let desk = Desk::of(SigningKey::rsa(), "cis2", "");
    let mut person = staff();
    person["sub"] = json!("person-2");
    desk.issuer.doings().person = person;
    let refused = desk.sign_in(json!({})).await;
    assert!(matches!(
        refused,
        Err(SignInError::Untrusted(Untrusted::Subject))
    ));
}

#[tokio::test]
async fn a_proven_address_in_a_domain_of_the_issuer_may_have_been_invited() {
    let desk = Desk::of(
        SigningKey::rsa(),
        "plain",
        "email_domains = [\"nhs.net\"]\n",
    );
    let mail = |address: &str| json!({"email": address, "email_verified": true});
    let proven = desk.sign_in(mail("A.Khan@NHS.net")).await.unwrap();
    let khan = Invitation::email("a.khan@nhs.net").unwrap();
    assert_eq!(proven.invitations, [Tags::new(&[2; 32]).invitation(&khan)]);
    let proven = desk
        .sign_in(mail("a.khan@elsewhere.example"))
        .await
        .unwrap();
    assert!(proven.invitations.is_empty());
}
