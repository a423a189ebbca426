//! An issuer in memory.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard};

use hub_identity::{Answering, HttpRequest, HttpResponse, Web, WebError};
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};
use url::form_urlencoded;

use crate::keys::{Signed, SigningKey, encoded, token};

pub(crate) const ISSUER: &str = "https://issuer.example/realm";
pub(crate) const CODE: &str = "a-code";

/// What the issuer does next, and what it was asked.
pub(crate) struct Doings {
    pub(crate) key: SigningKey,
    pub(crate) kid: String,
    /// Its list of keys.
    pub(crate) keys: Vec<Value>,
    pub(crate) signed: Signed,
    pub(crate) claims: Value,
    /// What it says of the person besides.
    pub(crate) person: Value,
    /// The hash of the secret that the sign-in was begun with.
    pub(crate) challenge: String,
    /// What it names itself.
    pub(crate) names_itself: String,
    /// Whether it is to be reached.
    pub(crate) is_there: bool,
    /// An error in place of a token.
    pub(crate) token_error: Option<&'static str>,
    /// How often each path was asked.
    pub(crate) asked: BTreeMap<String, usize>,
    pub(crate) authorization: String,
}

#[derive(Debug)]
pub(crate) struct TestIssuer(Mutex<Doings>);

impl std::fmt::Debug for Doings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Doings")
    }
}

impl TestIssuer {
    pub(crate) fn new(key: SigningKey) -> Self {
        Self(Mutex::new(Doings {
            keys: vec![key.published("k1")],
            key,
            kid: "k1".to_owned(),
            signed: Signed::Well,
            claims: Value::Null,
            person: Value::Null,
            challenge: String::new(),
            names_itself: ISSUER.to_owned(),
            is_there: true,
            token_error: None,
            asked: BTreeMap::new(),
            authorization: String::new(),
        }))
    }

    pub(crate) fn doings(&self) -> MutexGuard<'_, Doings> {
        self.0.lock().unwrap()
    }

    pub(crate) fn n_asked(&self, path: &str) -> usize {
        self.doings().asked.get(path).copied().unwrap_or_default()
    }
}

impl Web for TestIssuer {
    fn send(&self, request: HttpRequest) -> Answering<'_> {
        let answer = answer(&mut self.doings(), &request);
        Box::pin(async move { answer })
    }
}

fn answer(doings: &mut Doings, request: &HttpRequest) -> Result<HttpResponse, WebError> {
    if !doings.is_there {
        return Err(WebError::Connection("refused".into()));
    }
    assert_eq!(request.uri().host(), Some("issuer.example"));
    let path = request.uri().path().to_owned();
    *doings.asked.entry(path.clone()).or_default() += 1;
    let (status, body) = match path.as_str() {
        "/realm/.well-known/openid-configuration" => (200, description(doings)),
        "/realm/keys" => (200, json!({"keys": doings.keys})),
        "/realm/token" => exchanged(doings, request),
        "/realm/person" => {
            assert_eq!(request.headers()["authorization"], "Bearer an-access-token");
            (200, doings.person.clone())
        }
        path => panic!("nobody asks for {path}"),
    };
    let answer = http::Response::builder()
        .status(status)
        .header("content-type", "application/json");
    Ok(answer.body(body.to_string().into_bytes()).unwrap())
}

fn description(doings: &Doings) -> Value {
    json!({
        "issuer": doings.names_itself,
        "authorization_endpoint": format!("{ISSUER}/auth"),
        "token_endpoint": format!("{ISSUER}/token"),
        "userinfo_endpoint": format!("{ISSUER}/person"),
        "jwks_uri": format!("{ISSUER}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "ES256", "HS256", "none"],
    })
}

fn exchanged(doings: &mut Doings, request: &HttpRequest) -> (u16, Value) {
    if let Some(error) = doings.token_error {
        return (400, json!({"error": error}));
    }
    let sent: BTreeMap<String, String> = form_urlencoded::parse(request.body())
        .into_owned()
        .collect();
    assert_eq!(sent["code"], CODE);
    assert_eq!(sent["grant_type"], "authorization_code");
    assert_eq!(
        sent["redirect_uri"],
        "https://hub.example.nhs.uk/sign-in/a/callback"
    );
    let hash = digest(&SHA256, sent["code_verifier"].as_bytes());
    assert_eq!(
        encoded(hash),
        doings.challenge,
        "the secret of PKCE is sent"
    );
    let authorization = request.headers().get("authorization");
    doings.authorization = authorization
        .map(|value| value.to_str().unwrap().to_owned())
        .unwrap_or_default();
    let id_token = token(&doings.key, &doings.kid, &doings.signed, &doings.claims);
    let body = json!({
        "access_token": "an-access-token",
        "token_type": "Bearer",
        "expires_in": 300,
        "id_token": id_token,
    });
    (200, body)
}
