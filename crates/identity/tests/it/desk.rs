//! Somebody who signs in.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use hub_identity::{
    Answer, Begun, Issuers, Proven, Secrets, SignInError, SignInParts, SignIns, Web, Wish,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use url::Url;

use crate::issuer::{CODE, ISSUER, TestIssuer};
use crate::keys::SigningKey;

/// No file and no variable but one.
struct Given;

impl Secrets for Given {
    fn variable(&self, _: &str) -> Option<String> {
        Some("a secret".to_owned())
    }

    fn file(&self, _: &Path) -> std::io::Result<Vec<u8>> {
        Err(std::io::Error::from(std::io::ErrorKind::NotFound))
    }
}

/// Issuers `a` and `b` at the same address, with more said of `a`.
pub(crate) fn issuers(address: &str, kind: &str, more: &str) -> Issuers {
    let one = |id: &str| {
        format!(
            "[[issuer]]\nid = \"{id}\"\nname = \"Issuer {id}\"\nkind = \"{kind}\"\nissuer = \"{address}\"\n\
             client_id = \"hub\"\nclient_secret_env = \"SECRET\"\n"
        )
    };
    let text = format!(
        "public_url = \"https://hub.example.nhs.uk\"\n{}{}{more}",
        one("b"),
        one("a")
    );
    Issuers::parse(&text, &Given).unwrap()
}

pub(crate) struct Desk {
    pub(crate) issuer: Arc<TestIssuer>,
    pub(crate) sign_ins: SignIns,
    time: Arc<Mutex<Timestamp>>,
}

/// A sign-in that has begun, and what the issuer was told of it.
pub(crate) struct Waiting {
    pub(crate) begun: Begun,
    pub(crate) asked: BTreeMap<String, String>,
}

impl Waiting {
    pub(crate) fn answer(&self) -> Answer {
        Answer {
            code: Some(CODE.to_owned()),
            state: Some(self.asked["state"].clone()),
            ..Answer::default()
        }
    }
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self::of(SigningKey::rsa(), "plain", "")
    }

    pub(crate) fn of(key: SigningKey, kind: &str, more: &str) -> Self {
        let issuer = Arc::new(TestIssuer::new(key));
        let time = Arc::new(Mutex::new("2026-11-16T09:00:00Z".parse().unwrap()));
        let web: Arc<dyn Web> = issuer.clone();
        let parts = SignInParts {
            issuers: issuers(ISSUER, kind, more),
            web,
            clock: Arc::new({
                let time = Arc::clone(&time);
                move || *time.lock().unwrap()
            }),
            session_key: [1; 32],
            people_key: [2; 32],
        };
        Self {
            issuer,
            sign_ins: SignIns::new(parts),
            time,
        }
    }

    pub(crate) fn now(&self) -> i64 {
        self.time.lock().unwrap().as_second()
    }

    pub(crate) fn advance(&self, seconds: i64) {
        let mut time = self.time.lock().unwrap();
        *time += SignedDuration::from_secs(seconds);
    }

    /// Begins; the issuer will answer with claims that are right, and with these put over them. `null` takes one away.
    pub(crate) async fn begin(&self, wish: &Wish, over: Value) -> Waiting {
        let begun = self.sign_ins.begin("a", wish).await.unwrap();
        let location = Url::parse(&begun.location).unwrap();
        let asked: BTreeMap<String, String> = location.query_pairs().into_owned().collect();
        let mut claims = json!({
            "iss": ISSUER,
            "sub": "person-1",
            "aud": "hub",
            "iat": self.now(),
            "exp": self.now() + 300,
            "nonce": asked["nonce"],
        });
        for (name, value) in over.as_object().unwrap() {
            claims[name] = value.clone();
        }
        claims
            .as_object_mut()
            .unwrap()
            .retain(|_, value| !value.is_null());
        let mut doings = self.issuer.doings();
        doings.claims = claims;
        doings.challenge = asked["code_challenge"].clone();
        drop(doings);
        Waiting { begun, asked }
    }

    pub(crate) async fn finish(
        &self,
        waiting: &Waiting,
        answer: &Answer,
    ) -> Result<Proven, SignInError> {
        self.sign_ins
            .finish("a", Some(&waiting.begun.cookie), answer)
            .await
    }

    /// Signs in from beginning to end, with these claims put over the right ones.
    pub(crate) async fn sign_in(&self, over: Value) -> Result<Proven, SignInError> {
        let waiting = self.begin(&Wish::default(), over).await;
        self.finish(&waiting, &waiting.answer()).await
    }
}
