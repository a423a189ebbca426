//! SCRAM-SHA-256 (RFC 5802 and 7677) over tokens: a client shows that it holds one without sending it, and what the hub
//! keeps of it is good for checking only.
//!
//! The salt is made of the name, not drawn: a token is 32 random bytes, of which no table can be made beforehand, and so the
//! first answer is the same whether there is somebody of that name or not, and however many tokens they hold.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Rounds of hashing, as RFC 7677 has them at least. More would protect a weak password, which no token is.
const ROUNDS: u32 = 4096;
/// Bytes that SHA-256 takes at once, and so the longest key of HMAC that is not hashed first.
const BLOCK_BYTES: usize = 64;
const SALT_BYTES: usize = 16;
const NONCE_BYTES: usize = 18;
/// Longest message of a client that is read.
const MESSAGE_BYTES_MAX: usize = 1024;

/// What a server keeps of a token: enough to check it, not to use it.
#[derive(Clone, PartialEq, Eq)]
pub struct ScramKeys {
    stored: [u8; 32],
    server: [u8; 32],
}

impl std::fmt::Debug for ScramKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ScramKeys(<redacted>)")
    }
}

impl ScramKeys {
    /// The keys of a token that was issued to this name.
    #[must_use]
    pub fn of(name: &str, token: &str) -> Self {
        Self::salted(token.as_bytes(), &salt(name), ROUNDS)
    }

    fn salted(password: &[u8], salt: &[u8], rounds: u32) -> Self {
        let mut round = keyed(password, &[salt, &[0, 0, 0, 1]]);
        let mut salted = round;
        for _ in 1..rounds {
            round = keyed(password, &[&round]);
            for (sum, byte) in salted.iter_mut().zip(round) {
                *sum ^= byte;
            }
        }
        Self {
            stored: Sha256::digest(keyed(&salted, &[b"Client Key"])).into(),
            server: keyed(&salted, &[b"Server Key"]),
        }
    }

    /// As it is kept: the two keys in base64, as PostgreSQL ends its own.
    #[must_use]
    pub fn to_text(&self) -> String {
        format!(
            "{}:{}",
            STANDARD.encode(self.stored),
            STANDARD.encode(self.server)
        )
    }

    /// Reads what [`Self::to_text`] wrote. `None` where it is not that.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (stored, server) = text.split_once(':')?;
        let key = |text: &str| STANDARD.decode(text).ok()?.try_into().ok();
        Some(Self {
            stored: key(stored)?,
            server: key(server)?,
        })
    }
}

/// A conversation with one client, after its first message.
pub struct ScramExchange {
    /// The first message without its header, as it is signed.
    client_first_bare: String,
    header: String,
    nonce: String,
    server_first: String,
}

impl std::fmt::Debug for ScramExchange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ScramExchange(<redacted>)")
    }
}

impl ScramExchange {
    /// Takes the first message of a client that says to be `name`. `None`: it cannot be read, or wants a binding to the
    /// channel, which is not offered.
    #[must_use]
    pub fn begin(name: &str, client_first: &[u8]) -> Option<Self> {
        let mut random = [0; NONCE_BYTES];
        getrandom::fill(&mut random).ok()?;
        Self::begin_with(name, client_first, &STANDARD.encode(random))
    }

    fn begin_with(name: &str, client_first: &[u8], own_nonce: &str) -> Option<Self> {
        let text = readable(client_first)?;
        let mut parts = text.splitn(3, ',');
        let (binding, authorised, bare) = (parts.next()?, parts.next()?, parts.next()?);
        if !matches!(binding, "n" | "y") || !authorised.is_empty() {
            return None;
        }
        // The name of the connection counts: libpq leaves this one empty.
        let client_nonce = attribute(bare, 'r')?;
        if client_nonce.is_empty() || bare.starts_with("m=") {
            return None;
        }
        let nonce = format!("{client_nonce}{own_nonce}");
        let server_first = format!("r={nonce},s={},i={ROUNDS}", STANDARD.encode(salt(name)));
        Some(Self {
            client_first_bare: bare.to_owned(),
            header: format!("{binding},,"),
            nonce,
            server_first,
        })
    }

    /// What to send to the client now.
    #[must_use]
    pub fn server_first(&self) -> &str {
        &self.server_first
    }

    /// Holds the last message of the client against the keys of each token that it could have. Answers which one it is, and what
    /// to send back.
    #[must_use]
    pub fn finish<'a, T>(
        &self,
        client_final: &[u8],
        known: impl IntoIterator<Item = (T, &'a ScramKeys)>,
    ) -> Option<(T, String)> {
        let text = readable(client_final)?;
        let (signed, proof) = text.rsplit_once(",p=")?;
        let proof: [u8; 32] = STANDARD.decode(proof).ok()?.try_into().ok()?;
        let binding = STANDARD.decode(attribute(signed, 'c')?).ok()?;
        if binding != self.header.as_bytes() || attribute(signed, 'r')? != self.nonce {
            return None;
        }
        let conversation = format!("{},{},{signed}", self.client_first_bare, self.server_first);
        let mut found = None;
        for (whose, keys) in known {
            let mut client_key = keyed(&keys.stored, &[conversation.as_bytes()]);
            for (byte, shown) in client_key.iter_mut().zip(proof) {
                *byte ^= shown;
            }
            let stored: [u8; 32] = Sha256::digest(client_key).into();
            if bool::from(stored.ct_eq(&keys.stored)) {
                let signature = keyed(&keys.server, &[conversation.as_bytes()]);
                found = Some((whose, format!("v={}", STANDARD.encode(signature))));
            }
        }
        found
    }
}

fn salt(name: &str) -> [u8; SALT_BYTES] {
    let mut hash = Sha256::new();
    hash.update(b"hub scram salt\0");
    hash.update(name.as_bytes());
    let hash: [u8; 32] = hash.finalize().into();
    let mut salt = [0; SALT_BYTES];
    for (to, from) in salt.iter_mut().zip(hash) {
        *to = from;
    }
    salt
}

fn keyed(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    // Filled up to a block, as HMAC itself does, it is a key that cannot be refused.
    let mut block = [0; BLOCK_BYTES];
    let hashed: [u8; 32];
    let short = match key.len() <= BLOCK_BYTES {
        true => key,
        false => {
            hashed = Sha256::digest(key).into();
            &hashed
        }
    };
    for (to, from) in block.iter_mut().zip(short) {
        *to = *from;
    }
    let mut mac = Hmac::<Sha256>::new(&block.into());
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

fn readable(message: &[u8]) -> Option<&str> {
    if message.len() > MESSAGE_BYTES_MAX {
        return None;
    }
    std::str::from_utf8(message).ok()
}

fn attribute(text: &str, letter: char) -> Option<&str> {
    text.split(',')
        .find_map(|part| part.strip_prefix(letter)?.strip_prefix('='))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test tells of failure by panicking")]

    use super::*;

    #[test]
    fn keys_and_signature_are_those_of_rfc_7677() {
        let salt = STANDARD.decode("W22ZaJ0SNY7soEsUEjb6gQ==").unwrap();
        let keys = ScramKeys::salted(b"pencil", &salt, 4096);
        let exchange = ScramExchange {
            client_first_bare: "n=user,r=rOprNGfwEbeRWgbNEkqO".to_owned(),
            header: "n,,".to_owned(),
            nonce: "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0".to_owned(),
            server_first: "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
                .to_owned(),
        };
        let last = "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
        let (_, answer) = exchange.finish(last.as_bytes(), [((), &keys)]).unwrap();
        assert_eq!(answer, "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
    }

    #[test]
    fn another_token_nonce_or_binding_is_refused() {
        let salt = STANDARD.decode("W22ZaJ0SNY7soEsUEjb6gQ==").unwrap();
        let (keys, other) = (
            ScramKeys::salted(b"pencil", &salt, 4096),
            ScramKeys::salted(b"pencils", &salt, 4096),
        );
        let exchange = ScramExchange::begin_with("user", b"n,,n=user,r=abc", "def").unwrap();
        assert!(
            exchange
                .finish(b"c=biws,r=abcdef,p=AAAA", [((), &keys)])
                .is_none()
        );
        assert!(
            exchange
                .finish(
                    b"c=biws,r=abc,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
                    [((), &keys), ((), &other)]
                )
                .is_none()
        );
        assert!(ScramExchange::begin("user", b"p=tls-server-end-point,,n=user,r=abc").is_none());
        assert!(ScramExchange::begin("user", b"n,,n=user").is_none());
    }

    #[test]
    fn kept_keys_read_back() {
        let keys = ScramKeys::salted(b"token", b"salt", 2);
        assert_eq!(ScramKeys::parse(&keys.to_text()), Some(keys));
        assert_eq!(ScramKeys::parse("x:y"), None);
    }
}
