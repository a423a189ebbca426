//! An issuer in memory that signs people in.

use std::sync::{Arc, Mutex};

use axum::http;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hub_api::Config;
use hub_identity::{
    Answering, HttpRequest, HttpResponse, Issuers, Machine, SignInParts, SignIns, Subject, Tags,
    Web,
};
use jiff::{SignedDuration, Timestamp};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use url::Url;

use super::{Answer, Ask, TestApp};

const ADDRESS: &str = "https://issuer.example";
const PEOPLE_KEY: [u8; 32] = [9; 32];

fn encoded(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The issuer, and its clock.
pub(crate) struct TestIssuer {
    key: EcdsaKeyPair,
    claims: Mutex<Value>,
    time: Mutex<Timestamp>,
}

impl std::fmt::Debug for TestIssuer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TestIssuer")
    }
}

impl TestIssuer {
    /// A hub at which it signs people in, with more said of it.
    pub(crate) async fn with_app(more: &str) -> (Arc<Self>, TestApp) {
        let random = SystemRandom::new();
        let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let key =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, made.as_ref(), &random);
        let issuer = Arc::new(Self {
            key: key.unwrap(),
            claims: Mutex::new(Value::Null),
            time: Mutex::new("2026-11-03T10:00:00Z".parse().unwrap()),
        });
        let text = format!(
            "public_url = \"https://hub.example\"\n[[issuer]]\nid = \"a\"\nname = \"Test issuer\"\nkind = \"plain\"\n\
             issuer = \"{ADDRESS}\"\nclient_id = \"hub\"\npublic_client = true\n{more}"
        );
        let web: Arc<dyn Web> = issuer.clone();
        let sign_ins = SignIns::new(SignInParts {
            issuers: Issuers::parse(&text, &Machine).unwrap(),
            web,
            clock: Arc::new({
                let issuer = Arc::clone(&issuer);
                move || *issuer.time.lock().unwrap()
            }),
            session_key: [8; 32],
            people_key: PEOPLE_KEY,
        });
        let set = |config: &mut Config| config.sign_ins = Some(Arc::new(sign_ins));
        (issuer, TestApp::with(set).await)
    }

    /// The tag of somebody whom it knows by this name.
    pub(crate) fn tag(name: &str) -> String {
        Tags::new(&PEOPLE_KEY).subject(&Subject::of(ADDRESS, name).unwrap())
    }

    pub(crate) fn advance(&self, app: &TestApp, by: SignedDuration) {
        *self.time.lock().unwrap() += by;
        app.clock.advance(by);
    }

    /// Signs somebody in, whom it knows by this name: the answer when they come back.
    pub(crate) async fn sign_in(&self, app: &TestApp, begin: &str, over: Value) -> Answer {
        let begun = Ask::new(&app.router, "GET", begin).send().await.expect(303);
        let location = Url::parse(begun.header("location")).unwrap();
        let asked = |wanted: &str| {
            let mut pairs = location.query_pairs();
            let found = pairs.find(|(name, _)| name == wanted);
            found.map(|(_, value)| value.into_owned()).unwrap()
        };
        let now = self.time.lock().unwrap().as_second();
        let mut claims = json!({
            "iss": ADDRESS,
            "aud": "hub",
            "iat": now,
            "exp": now + 300,
            "auth_time": now,
            "nonce": asked("nonce"),
        });
        for (name, value) in over.as_object().unwrap() {
            claims[name] = value.clone();
        }
        *self.claims.lock().unwrap() = claims;
        let cookie = begun
            .header("set-cookie")
            .split(';')
            .next()
            .unwrap()
            .to_owned();
        let back = format!("/sign-in/a/callback?code=c&state={}", asked("state"));
        let back = Ask::new(&app.router, "GET", &back).cookie(&cookie);
        back.header("sec-fetch-site", "cross-site").send().await
    }

    fn token(&self) -> String {
        let head = json!({"alg": "ES256", "kid": "k"}).to_string();
        let claims = self.claims.lock().unwrap().to_string();
        let text = format!("{}.{}", encoded(head), encoded(claims));
        let signature = self
            .key
            .sign(&SystemRandom::new(), text.as_bytes())
            .unwrap();
        format!("{text}.{}", encoded(signature))
    }

    fn keys(&self) -> Value {
        let point = self.key.public_key().as_ref();
        json!({"keys": [{
            "kty": "EC",
            "use": "sig",
            "crv": "P-256",
            "kid": "k",
            "x": encoded(&point[1..33]),
            "y": encoded(&point[33..]),
        }]})
    }
}

impl Web for TestIssuer {
    fn send(&self, request: HttpRequest) -> Answering<'_> {
        let body = match request.uri().path() {
            "/.well-known/openid-configuration" => json!({
                "issuer": ADDRESS,
                "authorization_endpoint": format!("{ADDRESS}/auth"),
                "token_endpoint": format!("{ADDRESS}/token"),
                "jwks_uri": format!("{ADDRESS}/keys"),
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["ES256"],
            }),
            "/keys" => self.keys(),
            "/token" => json!({
                "access_token": "t",
                "token_type": "Bearer",
                "id_token": self.token(),
            }),
            path => panic!("nobody asks for {path}"),
        };
        let answer: HttpResponse = http::Response::builder()
            .header("content-type", "application/json")
            .body(body.to_string().into_bytes())
            .unwrap();
        Box::pin(async move { Ok(answer) })
    }
}
