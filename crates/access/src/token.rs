//! Access tokens: made once, shown once, kept as a hash.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hub_store::{Event, SelfMade, State, Token};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::principal::{Principal, Role};
use crate::scram::ScramKeys;

/// Begins every token, so that one that strays into a file is known for what it is.
const PREFIX: &str = "hub_";
const ID_BYTES: usize = 8;
const SECRET_BYTES: usize = 32;
const NAME_CHARS_MAX: usize = 100;

/// Why no token was made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// The public needs none.
    #[error("the public role needs no token")]
    Public,
    /// The name is empty or too long.
    #[error("a token needs a name of 1 to {NAME_CHARS_MAX} characters")]
    Name,
    /// The system gave no random numbers.
    #[error("no random numbers")]
    Random(#[source] getrandom::Error),
}

/// Makes a random token, and the event that lets it in once it is in the journal. Show the token once: it cannot be had
/// again.
///
/// `name` says whom it is for, in 1 to 100 characters; others see it where its holder acted ("sent by A. Khan").
///
/// # Errors
/// [`TokenError`] for a role or name that no token can have, or when the system gives no random numbers.
pub fn issue_token(
    name: &str,
    role: &Role,
    expires: Timestamp,
) -> Result<(String, Event), TokenError> {
    issue(name, role, expires, None)
}

/// The same, for one that its holder makes with another.
pub(crate) fn issue(
    name: &str,
    role: &Role,
    expires: Timestamp,
    made: Option<SelfMade>,
) -> Result<(String, Event), TokenError> {
    if *role == Role::Public {
        return Err(TokenError::Public);
    }
    let name = name.trim();
    if name.is_empty()
        || name.chars().count() > NAME_CHARS_MAX
        || name.chars().any(char::is_control)
    {
        return Err(TokenError::Name);
    }
    let mut id = [0; ID_BYTES];
    let mut secret = [0; SECRET_BYTES];
    getrandom::fill(&mut id)
        .and_then(|()| getrandom::fill(&mut secret))
        .map_err(TokenError::Random)?;
    let id = hex(&id);
    let token = format!("{PREFIX}{id}_{}", URL_SAFE_NO_PAD.encode(secret));
    let event = Event::TokenIssued {
        id,
        name: name.to_owned(),
        role: role.name().to_owned(),
        scope: role.scope().map(str::to_owned),
        token_sha256: hex(&Sha256::digest(token.as_bytes())),
        scram: role
            .may_ask()
            .then(|| ScramKeys::of(name, &token).to_text()),
        expires,
        made: made.map(Box::new),
    };
    Ok((token, event))
}

/// Who holds a token. `None`: nobody, for whatever reason.
#[must_use]
pub fn principal_of_token(state: &State, token: &str, now: Timestamp) -> Option<Principal> {
    let (id, _) = token.strip_prefix(PREFIX)?.split_once('_')?;
    let known = state.tokens.get(id)?;
    let hash = hex(&Sha256::digest(token.as_bytes()));
    let same: bool = hash.as_bytes().ct_eq(known.token_sha256.as_bytes()).into();
    if same { principal_of(known, now) } else { None }
}

/// Who holds the token of that id, as its session says.
#[must_use]
pub fn principal_of_id(state: &State, id: &str, now: Timestamp) -> Option<Principal> {
    principal_of(state.tokens.get(id)?, now)
}

pub(crate) fn principal_of(token: &Token, now: Timestamp) -> Option<Principal> {
    if token.revoked || now >= token.expires {
        return None;
    }
    let role = Role::parse(&token.role, token.scope.as_deref())?;
    Some(Principal {
        name: token.name.clone(),
        role,
        token_id: Some(token.id.clone()),
    })
}

/// Bytes as lower-case hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        for nibble in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
        }
    }
    text
}
