//! Sessions: a signed cookie that names a token or a membership, so that what ends one ends its sessions too. Of a session
//! that began with somebody's proof it says what was proven.

use std::fmt;
use std::time::Duration;

use axum::http::HeaderMap;
use axum::http::header::{COOKIE as COOKIE_HEADER, SET_COOKIE};
use jiff::{SignedDuration, Timestamp};

use super::{Proof, Seal};

/// Name of the cookie.
const COOKIE: &str = "hub_session";

const PURPOSE: &str = "session";
const CSRF_PURPOSE: &str = "csrf";

/// A session as its cookie has it: `<credential id>.<end in seconds>.<mark>`, with what was proven after the id.
#[derive(Clone)]
pub(crate) struct Session {
    /// Whose it is: see [`Principal::session_id`](super::Principal::session_id).
    pub(crate) credential_id: String,
    /// What an issuer proved as it began; none where it began with a token.
    pub(crate) proof: Option<Proof>,
    ends: i64,
    signed: String,
}

impl Session {
    /// Begins a session.
    pub(crate) fn begin(seal: &Seal, credential_id: &str, now: Timestamp, lasts: Duration) -> Self {
        Self::until(seal, credential_id, None, end(now, lasts))
    }

    /// Begins a session of somebody who proved who they are.
    pub(crate) fn proven(
        seal: &Seal,
        credential_id: &str,
        proof: Proof,
        now: Timestamp,
        lasts: Duration,
    ) -> Self {
        Self::until(seal, credential_id, Some(proof), end(now, lasts))
    }

    /// Begins a session in place of this one. It ends when this one would have: nobody goes on without signing in.
    pub(crate) fn instead(&self, seal: &Seal, credential_id: &str) -> Self {
        Self::until(seal, credential_id, self.proof.clone(), self.ends)
    }

    fn until(seal: &Seal, credential_id: &str, proof: Option<Proof>, ends: i64) -> Self {
        let text = match &proof {
            Some(proof) => format!("{credential_id}.{}.{ends}", proof.to_text()),
            None => format!("{credential_id}.{ends}"),
        };
        let mark = seal.mark(PURPOSE, text.as_bytes());
        Self {
            credential_id: credential_id.to_owned(),
            proof,
            ends,
            signed: format!("{text}.{mark}"),
        }
    }

    /// How long it still lasts.
    pub(crate) fn rest(&self, now: Timestamp) -> Duration {
        let rest = self.ends.saturating_sub(now.as_second());
        Duration::from_secs(u64::try_from(rest).unwrap_or_default())
    }

    /// Reads the session of a request. `None`: there is none, it is not ours, or it has ended.
    pub(crate) fn of(seal: &Seal, headers: &HeaderMap, now: Timestamp) -> Option<Self> {
        let signed = cookie_value(headers, COOKIE)?;
        let (text, mark) = signed.rsplit_once('.')?;
        if !seal.is_mark(PURPOSE, text.as_bytes(), mark) {
            return None;
        }
        let (whose, ends) = text.rsplit_once('.')?;
        let ends: i64 = ends.parse().ok()?;
        let (credential_id, proof) = match whose.split_once('.') {
            Some((id, proof)) => (id, Some(Proof::of_text(proof)?)),
            None => (whose, None),
        };
        (now.as_second() < ends).then(|| Self {
            credential_id: credential_id.to_owned(),
            proof,
            ends,
            signed: signed.to_owned(),
        })
    }

    /// Whether a request brings a session that this hub began, though it may have ended since.
    pub(crate) fn was_begun(seal: &Seal, headers: &HeaderMap) -> bool {
        let signed = cookie_value(headers, COOKIE).and_then(|signed| signed.rsplit_once('.'));
        signed.is_some_and(|(text, mark)| seal.is_mark(PURPOSE, text.as_bytes(), mark))
    }

    /// The secret that forms of this session must send back.
    pub(crate) fn csrf(&self, seal: &Seal) -> String {
        seal.mark(CSRF_PURPOSE, self.signed.as_bytes())
    }

    /// Whether a form sent the right secret.
    pub(crate) fn is_csrf(&self, seal: &Seal, sent: &str) -> bool {
        seal.is_mark(CSRF_PURPOSE, self.signed.as_bytes(), sent)
    }

    /// Whether an answer begins a session.
    pub(crate) fn begins_in(answer: &HeaderMap) -> bool {
        let mut cookies = answer.get_all(SET_COOKIE).into_iter();
        cookies.any(|cookie| {
            let value = cookie
                .as_bytes()
                .strip_prefix(COOKIE.as_bytes())
                .and_then(|rest| rest.strip_prefix(b"="));
            value.is_some_and(|value| value.first().is_some_and(|first| *first != b';'))
        })
    }

    /// The `Set-Cookie` value that begins the session.
    pub(crate) fn set_cookie(&self, lasts: Duration, secure: bool) -> String {
        cookie(&self.signed, lasts.as_secs(), secure)
    }

    /// The `Set-Cookie` value that ends any session.
    pub(crate) fn clear_cookie(secure: bool) -> String {
        cookie("", 0, secure)
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("credential_id", &self.credential_id)
            .finish_non_exhaustive()
    }
}

fn end(now: Timestamp, lasts: Duration) -> i64 {
    let lasts = SignedDuration::try_from(lasts).unwrap_or(SignedDuration::ZERO);
    now.saturating_add(lasts).unwrap_or(now).as_second()
}

fn cookie(value: &str, max_age_s: u64, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    format!("{COOKIE}={value}; Path=/; Max-Age={max_age_s}; HttpOnly; SameSite=Lax{secure}")
}

/// The value of a cookie of the request.
pub(crate) fn cookie_value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE_HEADER)
        .into_iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}
