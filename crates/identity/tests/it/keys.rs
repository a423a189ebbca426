//! Keys that sign ID tokens of the tests.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA512,
    RsaKeyPair,
};
use serde_json::{Value, json};

/// Made for these tests, and used nowhere else.
const RSA_KEY: &[u8] = include_bytes!("rsa_test_key.der");

pub(crate) fn encoded(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A key that signs.
pub(crate) enum SigningKey {
    Rsa(RsaKeyPair),
    P256(EcdsaKeyPair),
}

impl SigningKey {
    pub(crate) fn rsa() -> Self {
        Self::Rsa(RsaKeyPair::from_pkcs8(RSA_KEY).unwrap())
    }

    pub(crate) fn p256() -> Self {
        let random = SystemRandom::new();
        let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, made.as_ref(), &random);
        Self::P256(pair.unwrap())
    }

    pub(crate) fn algorithm(&self) -> &'static str {
        match self {
            Self::Rsa(_) => "RS256",
            Self::P256(_) => "ES256",
        }
    }

    /// What stands in the issuer's list of keys.
    pub(crate) fn published(&self, kid: &str) -> Value {
        match self {
            Self::Rsa(pair) => {
                let parts: PublicKeyComponents<Vec<u8>> = pair.public().into();
                json!({
                    "kty": "RSA",
                    "use": "sig",
                    "alg": "RS256",
                    "kid": kid,
                    "n": encoded(parts.n),
                    "e": encoded(parts.e),
                })
            }
            Self::P256(pair) => {
                let point = pair.public_key().as_ref();
                json!({
                    "kty": "EC",
                    "use": "sig",
                    "crv": "P-256",
                    "kid": kid,
                    "x": encoded(&point[1..33]),
                    "y": encoded(&point[33..]),
                })
            }
        }
    }

    pub(crate) fn signature(&self, algorithm: &str, text: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match self {
            Self::Rsa(pair) => {
                let padding = match algorithm {
                    "RS512" => &RSA_PKCS1_SHA512,
                    _ => &RSA_PKCS1_SHA256,
                };
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(padding, &random, text, &mut signature).unwrap();
                signature
            }
            Self::P256(pair) => pair.sign(&random, text).unwrap().as_ref().to_vec(),
        }
    }
}

/// How a token is signed.
pub(crate) enum Signed {
    /// As it should be.
    Well,
    /// By the right key, and said to be by another algorithm.
    By(&'static str),
    /// Not at all.
    Not,
    /// With the public key as if it were a shared secret.
    WithPublicKey,
    /// Well, and changed afterwards.
    Changed,
}

/// A token of these claims.
pub(crate) fn token(key: &SigningKey, kid: &str, signed: &Signed, claims: &Value) -> String {
    let algorithm = match signed {
        Signed::Well | Signed::Changed => key.algorithm(),
        Signed::By(algorithm) => algorithm,
        Signed::Not => "none",
        Signed::WithPublicKey => "HS256",
    };
    let head = json!({"alg": algorithm, "kid": kid, "typ": "JWT"});
    let body = claims.to_string();
    let text = format!("{}.{}", encoded(head.to_string()), encoded(&body));
    let signature = match signed {
        Signed::Not => Vec::new(),
        Signed::WithPublicKey => {
            let secret = key.published(kid)["n"].as_str().unwrap().to_owned();
            let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret.as_bytes());
            ring::hmac::sign(&key, text.as_bytes()).as_ref().to_vec()
        }
        Signed::Well | Signed::By(_) | Signed::Changed => key.signature(algorithm, text.as_bytes()),
    };
    let text = match signed {
        Signed::Changed => {
            let body = body.replace("\"sub\":\"person-1\"", "\"sub\":\"person-2\"");
            format!("{}.{}", encoded(head.to_string()), encoded(body))
        }
        _ => text,
    };
    format!("{text}.{}", encoded(signature))
}
