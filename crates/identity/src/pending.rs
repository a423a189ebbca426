//! A sign-in that was begun and waits for the issuer's answer: sealed in a cookie of the browser that began it, and nowhere
//! else.

use std::fmt;

use aes_siv::KeyInit as _;
use aes_siv::siv::Aes128Siv;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::error::SignInError;

/// How long somebody has to sign in at the issuer.
pub const PENDING_LASTS: SignedDuration = SignedDuration::from_mins(10);
/// Longest way back that is kept, in bytes: a cookie has 4,096 in all.
pub(crate) const NEXT_BYTES_MAX: usize = 1_000;
/// Longest cookie that is looked at.
const COOKIE_BYTES_MAX: usize = 4_096;
/// How far two machines of one deployment may disagree about the time.
const SKEW: SignedDuration = SignedDuration::from_mins(1);
/// Tells this use of the key from others.
const PURPOSE: &[u8] = b"sign-in that was begun, 1";

/// What has to be known again when the answer comes.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Pending {
    /// The issuer, by the name that it has here.
    #[serde(rename = "i")]
    pub(crate) issuer: String,
    #[serde(rename = "s")]
    pub(crate) state: String,
    #[serde(rename = "n")]
    pub(crate) nonce: String,
    /// The secret whose hash the issuer was told (PKCE).
    #[serde(rename = "v")]
    pub(crate) verifier: String,
    /// The page to go on to; empty: none in particular.
    #[serde(rename = "r", default)]
    pub(crate) next: String,
    /// Whether the person must have signed in just now.
    #[serde(rename = "f", default)]
    pub(crate) is_fresh: bool,
    /// When it was begun, in seconds.
    #[serde(rename = "t")]
    pub(crate) began: i64,
}

impl Pending {
    pub(crate) fn new(issuer: &str, next: &str, is_fresh: bool, now: Timestamp) -> Self {
        let fits = next.len() <= NEXT_BYTES_MAX;
        Self {
            issuer: issuer.to_owned(),
            state: String::new(),
            nonce: String::new(),
            verifier: String::new(),
            next: if fits { next } else { "" }.to_owned(),
            is_fresh,
            began: now.as_second(),
        }
    }

    /// Checks that an answer belongs to it, and comes in time.
    pub(crate) fn belongs(
        &self,
        issuer: &str,
        state: &str,
        now: Timestamp,
    ) -> Result<(), SignInError> {
        let same: bool = self.state.as_bytes().ct_eq(state.as_bytes()).into();
        if self.issuer != issuer || self.state.is_empty() || !same {
            return Err(SignInError::NotBegunHere);
        }
        let age = now.as_second().saturating_sub(self.began);
        if age > PENDING_LASTS.as_secs() || age < -SKEW.as_secs() {
            return Err(SignInError::TooLate);
        }
        Ok(())
    }

    /// Until when an answer to it could still be taken.
    pub(crate) fn ends(&self) -> i64 {
        self.began
            .saturating_add(PENDING_LASTS.as_secs())
            .saturating_add(SKEW.as_secs())
    }
}

impl fmt::Debug for Pending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pending")
            .field("issuer", &self.issuer)
            .finish_non_exhaustive()
    }
}

/// Seals and opens them. What was sealed here can be read and changed by nobody else, the browser included.
pub(crate) struct PendingSeal([u8; 32]);

impl PendingSeal {
    /// Under a key of its own that comes from the one that signs sessions.
    pub(crate) fn new(session_key: &[u8; 32]) -> Self {
        let mut block = [0_u8; 64];
        let (head, _) = block.split_at_mut(32);
        head.copy_from_slice(session_key);
        let mut mac = Hmac::<Sha256>::new(&block.into());
        mac.update(PURPOSE);
        Self(mac.finalize().into_bytes().into())
    }

    pub(crate) fn seal(&self, pending: &Pending) -> Option<String> {
        let plain = serde_json::to_vec(pending).ok()?;
        let sealed = self.cipher().encrypt([PURPOSE], &plain).ok()?;
        Some(URL_SAFE_NO_PAD.encode(sealed))
    }

    pub(crate) fn open(&self, cookie: &str) -> Option<Pending> {
        if cookie.len() > COOKIE_BYTES_MAX {
            return None;
        }
        let sealed = URL_SAFE_NO_PAD.decode(cookie).ok()?;
        let plain = self.cipher().decrypt([PURPOSE], &sealed).ok()?;
        serde_json::from_slice(&plain).ok()
    }

    fn cipher(&self) -> Aes128Siv {
        Aes128Siv::new(&self.0.into())
    }
}

impl fmt::Debug for PendingSeal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PendingSeal(<redacted>)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begun() -> Pending {
        Pending {
            state: "a state".to_owned(),
            ..Pending::new("plain", "/areas/ENG", false, Timestamp::UNIX_EPOCH)
        }
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    #[test]
    fn what_was_sealed_comes_back_under_the_same_key_only() {
        let seal = PendingSeal::new(&[1; 32]);
        let cookie = seal.seal(&begun()).unwrap();
        assert_eq!(seal.open(&cookie).unwrap().next, "/areas/ENG");
        assert!(PendingSeal::new(&[2; 32]).open(&cookie).is_none());
        let mut other = cookie.clone();
        let last = if other.pop() == Some('A') { 'E' } else { 'A' };
        other.push(last);
        for cookie in ["", "x", &other, &"A".repeat(5_000)] {
            assert!(seal.open(cookie).is_none(), "{cookie}");
        }
    }

    #[test]
    fn an_answer_belongs_by_issuer_state_and_time() {
        let pending = begun();
        assert!(pending.belongs("plain", "a state", at(600)).is_ok());
        let refused = [
            pending.belongs("other", "a state", at(1)),
            pending.belongs("plain", "another", at(1)),
            pending.belongs("plain", "", at(1)),
        ];
        for refused in refused {
            assert!(matches!(refused, Err(SignInError::NotBegunHere)));
        }
        for seconds in [601, -61] {
            let refused = pending.belongs("plain", "a state", at(seconds));
            assert!(matches!(refused, Err(SignInError::TooLate)), "{seconds}");
        }
    }

    #[test]
    fn a_way_back_that_is_too_long_is_left_out() {
        let long = format!("/{}", "a".repeat(NEXT_BYTES_MAX));
        let pending = Pending::new("plain", &long, false, Timestamp::UNIX_EPOCH);
        assert_eq!(pending.next, "");
    }
}
