use std::io;
use std::path::Path;

use super::*;

/// Secrets of a test.
struct Given;

impl Secrets for Given {
    fn variable(&self, name: &str) -> Option<String> {
        (name == "SECRET").then(|| "a secret\n".to_owned())
    }

    fn file(&self, path: &Path) -> io::Result<Vec<u8>> {
        match path.to_str() {
            Some("/run/secret") => Ok(b"another secret".to_vec()),
            _ => Err(io::Error::from(io::ErrorKind::NotFound)),
        }
    }
}

const HEAD: &str = "public_url = \"https://hub.example.nhs.uk\"\n";
const TENANT: &str = "8eaef023-2b34-4da1-9baa-8bc8c9d6a490";

fn with(lines: &str) -> Result<Issuers, ConfigError> {
    let issuer = "[[issuer]]\nid = \"a\"\nname = \"A\"\nclient_id = \"hub\"\n";
    Issuers::parse(&format!("{HEAD}{issuer}{lines}"), &Given)
}

fn plain(lines: &str) -> Result<Issuers, ConfigError> {
    with(&format!(
        "kind = \"plain\"\nissuer = \"https://issuer.example\"\nclient_secret_env = \"SECRET\"\n{lines}"
    ))
}

fn problems(result: Result<Issuers, ConfigError>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn a_plain_issuer_narrows_nothing_and_vouches_for_no_address() {
    let issuers = plain("").unwrap();
    assert_eq!(issuers.public_url, "https://hub.example.nhs.uk");
    let issuer = &issuers.issuers[0];
    assert_eq!(issuer.client_secret, Some(Secret::new("a secret")));
    assert_eq!(issuer.scopes, ["profile", "email"]);
    assert_eq!(issuer.organisations, None);
    assert_eq!(issuer.roles, None);
    assert!(issuer.email_domains.is_empty() && !issuer.userinfo);
    assert!(!format!("{issuers:?}").contains("a secret"));
}

#[test]
fn staff_of_the_nhs_are_narrowed_by_their_organisations() {
    let issuers = with(
        "kind = \"cis2\"\nissuer = \"https://am.example:443/openam\"\nclient_secret_file = \"/run/secret\"\n",
    )
    .unwrap();
    let issuer = &issuers.issuers[0];
    assert_eq!(issuer.issuer, "https://am.example:443/openam");
    assert!(issuer.userinfo);
    let path = ["nhsid_nrbac_roles".to_owned(), "org_code".to_owned()];
    assert_eq!(issuer.organisations.as_deref(), Some(&path[..]));
}

#[test]
fn claims_can_be_given_the_names_of_the_hub() {
    let issuers = plain(
        "organisations = [\"groups\"]\nroles = [\"roles\"]\n[issuer.organisation_codes]\n\"g1\" = [\"YA001\", \"YA002\"]\n\
         [issuer.role_names]\n\"Analysts\" = \"analyst\"\n",
    )
    .unwrap();
    let issuer = &issuers.issuers[0];
    assert_eq!(issuer.organisation_codes["g1"], ["YA001", "YA002"]);
    assert_eq!(issuer.role_names["Analysts"], ["analyst"]);
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let said = problems(Issuers::parse(
        "public_url = \"http://hub.example.nhs.uk\"\n[[issuer]]\nid = \"A B\"\nname = \"\"\nkind = \"plain\"\n\
         issuer = \"http://issuer.example\"\nclient_id = \"\"\nalgorithms = [\"HS256\", \"none\"]\nemail_domains = [\"@nhs.net\"]\n",
        &Given,
    ));
    for part in [
        "public_url must be",
        "id must be",
        "name must be",
        "client_id must be",
        "issuer must be",
        "signatures by \"HS256\"",
        "signatures by \"none\"",
        "email_domains must be",
        "name the client secret",
    ] {
        assert!(said.contains(part), "{part} in {said}");
    }
    assert!(
        said.lines()
            .skip(1)
            .all(|line| line.starts_with("Issuer \"A B\": ")),
        "{said}"
    );
}

#[test]
fn entra_needs_one_tenant() {
    let entra = |tenant: &str| {
        with(&format!(
            "kind = \"entra\"\nissuer = \"https://login.microsoftonline.com/{tenant}/v2.0\"\npublic_client = true\n"
        ))
    };
    assert!(entra(TENANT).is_ok());
    assert!(problems(entra("common")).contains("one tenant"));
}

#[test]
fn fields_that_belong_together_come_together() {
    for (lines, part) in [
        ("public_client = true\n", "a public client has no secret"),
        (
            "client_secret_file = \"/run/secret\"\n",
            "name the client secret once",
        ),
        ("roles = [\"roles\"]\n", "say under role_names"),
        (
            "[issuer.role_names]\n\"a\" = \"analyst\"\n",
            "without roles",
        ),
        (
            "[issuer.organisation_codes]\n\"a\" = \"YA001\"\n",
            "without organisations",
        ),
        (
            "roles = [\"roles\"]\n[issuer.role_names]\n\"a\" = \"admin\"\n",
            "no role \"admin\"",
        ),
    ] {
        let said = problems(plain(lines));
        assert!(said.contains(part), "{part} in {said}");
    }
}

#[test]
fn a_misspelt_field_is_named_with_its_line() {
    let said = problems(plain("client_sercet = \"x\"\n"));
    assert!(
        said.starts_with("Line ") && said.contains("client_sercet"),
        "{said}"
    );
    let said = problems(Issuers::parse(HEAD, &Given));
    assert!(said.contains("at least one [[issuer]]"), "{said}");
}

#[test]
fn two_issuers_have_two_names() {
    let one = "[[issuer]]\nid = \"a\"\nname = \"A\"\nclient_id = \"hub\"\nkind = \"plain\"\n\
               issuer = \"https://issuer.example\"\npublic_client = true\n";
    let said = problems(Issuers::parse(&format!("{HEAD}{one}{one}"), &Given));
    assert!(said.contains("same id"), "{said}");
}

/// Whatever the example names.
struct Anything;

impl Secrets for Anything {
    fn variable(&self, _: &str) -> Option<String> {
        Some("a secret".to_owned())
    }

    fn file(&self, _: &Path) -> io::Result<Vec<u8>> {
        Ok(b"a secret".to_vec())
    }
}

#[test]
fn the_example_can_be_used() {
    let text = include_str!("../../../../deploy/issuers.example.toml");
    let issuers = Issuers::parse(text, &Anything).unwrap();
    let kinds: Vec<IssuerKind> = issuers.issuers.iter().map(|issuer| issuer.kind).collect();
    assert_eq!(kinds, [IssuerKind::Cis2, IssuerKind::Entra]);
    assert_eq!(issuers.issuers[1].role_names["Hub.Operator"].len(), 2);
}
