use std::collections::BTreeMap;

use serde_json::json;

use super::*;
use crate::config::Algorithm;

const TENANT: &str = "8eaef023-2b34-4da1-9baa-8bc8c9d6a490";
const OBJECT: &str = "11111111-2b34-4da1-9baa-8bc8c9d6a490";

fn issuer(kind: IssuerKind) -> Issuer {
    Issuer {
        id: "a".to_owned(),
        name: "A".to_owned(),
        kind,
        issuer: format!("https://issuer.example/{TENANT}/v2.0"),
        client_id: "hub".to_owned(),
        client_secret: None,
        scopes: Vec::new(),
        acr_values: Vec::new(),
        algorithms: vec![Algorithm::Rs256],
        userinfo: false,
        organisations: None,
        organisation_codes: BTreeMap::new(),
        roles: None,
        role_names: BTreeMap::new(),
        email_domains: vec!["nhs.net".to_owned()],
    }
}

fn claims(extra: Value) -> Claims {
    let Value::Object(extra) = extra else {
        panic!("claims are an object");
    };
    Claims {
        subject: "555254242102".to_owned(),
        extra,
        ..Claims::default()
    }
}

fn path(names: &[&str]) -> Option<Vec<String>> {
    Some(names.iter().map(|&name| name.to_owned()).collect())
}

fn codes(narrowing: &Narrowing) -> Vec<&str> {
    let codes = narrowing.organisations.as_ref().unwrap();
    codes.iter().map(String::as_str).collect()
}

#[test]
fn entra_names_people_by_tenant_and_object() {
    let entra = issuer(IssuerKind::Entra);
    let good = claims(json!({"tid": TENANT, "oid": OBJECT}));
    assert_eq!(
        subject_of(&entra, &good).ok(),
        Subject::in_tenant(TENANT, OBJECT)
    );
    for wrong in [
        json!({"oid": OBJECT}),
        json!({"tid": TENANT}),
        json!({"tid": OBJECT, "oid": OBJECT}),
        json!({"tid": TENANT, "oid": "x"}),
    ] {
        assert_eq!(subject_of(&entra, &claims(wrong)), Err(Untrusted::Subject));
    }
}

fn roles_of_staff() -> Value {
    json!({
        "nhsid_useruid": "555254242102",
        "nhsid_nrbac_roles": [
            {"person_roleid": "1", "org_code": "YA001", "role_code": "S8000:G8000:R8001"},
            {"person_roleid": "2", "org_code": "rrv", "role_code": "S8000:G8001:R8008"},
        ],
    })
}

#[test]
fn staff_of_the_nhs_have_the_organisations_of_their_roles() {
    let mut cis2 = issuer(IssuerKind::Cis2);
    cis2.organisations = path(&["nhsid_nrbac_roles", "org_code"]);
    let all = narrowing_of(&cis2, &claims(roles_of_staff()));
    assert_eq!(codes(&all), ["RRV", "YA001"]);
    for name in NHS_SELECTED {
        let mut chosen = claims(roles_of_staff());
        chosen.extra.insert(name.to_owned(), json!("1"));
        assert_eq!(codes(&narrowing_of(&cis2, &chosen)), ["YA001"]);
        chosen.extra.insert(name.to_owned(), json!("3"));
        assert!(codes(&narrowing_of(&cis2, &chosen)).is_empty());
    }
}

#[test]
fn a_claim_that_is_looked_at_and_missing_opens_nothing() {
    let mut plain = issuer(IssuerKind::Plain);
    plain.organisations = path(&["groups"]);
    plain.roles = path(&["roles"]);
    let narrowing = narrowing_of(&plain, &claims(json!({})));
    assert_eq!(narrowing.organisations, Some(BTreeSet::new()));
    assert_eq!(narrowing.roles, Some(BTreeSet::new()));
}

#[test]
fn values_of_claims_take_the_names_of_the_hub() {
    let mut entra = issuer(IssuerKind::Entra);
    entra.organisations = path(&["groups"]);
    entra.roles = path(&["roles"]);
    let group = (
        "g1".to_owned(),
        vec!["YA001".to_owned(), "YA002".to_owned()],
    );
    entra.organisation_codes = BTreeMap::from([group]);
    entra.role_names = BTreeMap::from([("Staff".to_owned(), vec!["service".to_owned()])]);
    let narrowing = narrowing_of(
        &entra,
        &claims(json!({"groups": ["g1", "QOP"], "roles": ["Staff", "Other"]})),
    );
    assert_eq!(codes(&narrowing), ["QOP", "YA001", "YA002"]);
    assert_eq!(
        narrowing.roles,
        Some(BTreeSet::from(["service".to_owned()]))
    );
}

#[test]
fn only_what_the_issuer_may_vouch_for_invites() {
    let mail = |address: &str, is_verified, extra| Claims {
        email: Some(address.to_owned()),
        is_email_verified: is_verified,
        ..claims(extra)
    };
    let invited = |kind, claims: &Claims| invitations_of(&issuer(kind), claims);
    let khan = Invitation::email("a.khan@nhs.net").unwrap();
    let good = mail("A.Khan@nhs.net", true, json!({}));
    assert_eq!(
        invited(IssuerKind::Plain, &good),
        std::slice::from_ref(&khan)
    );
    let elsewhere = mail("a.khan@evil.nhs.net", true, json!({}));
    assert!(invited(IssuerKind::Plain, &elsewhere).is_empty());
    let unproven = mail("a.khan@nhs.net", false, json!({}));
    assert!(invited(IssuerKind::Plain, &unproven).is_empty());
    // Of Entra the usual claim says nothing.
    assert!(invited(IssuerKind::Entra, &good).is_empty());
    let owned = mail("a.khan@nhs.net", false, json!({"xms_edov": true}));
    assert_eq!(invited(IssuerKind::Entra, &owned), [khan]);
    // Only the service that gives them vouches for national identifiers.
    let staff = claims(roles_of_staff());
    let uid = Invitation::uid("555254242102").unwrap();
    assert_eq!(invited(IssuerKind::Cis2, &staff), [uid]);
    assert!(invited(IssuerKind::Plain, &staff).is_empty());
}

#[test]
fn what_the_token_says_stands() {
    let mut token = claims(json!({"tid": TENANT}));
    token.add(Claims {
        email: Some("a.khan@nhs.net".to_owned()),
        is_email_verified: true,
        ..claims(json!({"tid": OBJECT, "oid": OBJECT}))
    });
    assert_eq!(token.extra["tid"], json!(TENANT));
    assert_eq!(token.extra["oid"], json!(OBJECT));
    assert!(token.is_email_verified);
}
