//! Access tokens: made once, shown once, kept as a hash.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hub_store::{Event, Membership, SelfMade, State, Token};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::principal::{Principal, Role, parts_of_session};
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
    issue(name, role, expires, Origin::default())
}

/// Where a token comes from, and whose it is.
#[derive(Default)]
pub(crate) struct Origin {
    /// How its holder made it, with another token.
    pub(crate) made: Option<SelfMade>,
    /// The membership that it is for.
    pub(crate) membership: Option<String>,
    /// Who made it for somebody else.
    pub(crate) by: Option<String>,
}

/// The same, of whatever origin.
pub(crate) fn issue(
    name: &str,
    role: &Role,
    expires: Timestamp,
    origin: Origin,
) -> Result<(String, Event), TokenError> {
    if *role == Role::Public {
        return Err(TokenError::Public);
    }
    let name = fit_name(name).ok_or(TokenError::Name)?;
    let mut secret = [0; SECRET_BYTES];
    getrandom::fill(&mut secret).map_err(TokenError::Random)?;
    let id = new_id()?;
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
        made: origin.made.map(Box::new),
        membership: origin.membership,
        by: origin.by,
    };
    Ok((token, event))
}

/// A name as it is kept: trimmed, of 1 to 100 characters, none of them a control character.
pub(crate) fn fit_name(name: &str) -> Option<&str> {
    let name = name.trim();
    let n_chars = name.chars().count();
    let fits = (1..=NAME_CHARS_MAX).contains(&n_chars) && !name.chars().any(char::is_control);
    fits.then_some(name)
}

/// A random identifier; not a secret.
///
/// # Errors
/// When the system gives no random numbers.
pub fn new_id() -> Result<String, TokenError> {
    let mut id = [0; ID_BYTES];
    getrandom::fill(&mut id).map_err(TokenError::Random)?;
    Ok(hex(&id))
}

/// Whether a text looks like an identifier.
pub(crate) fn is_id(text: &str) -> bool {
    text.len() == 2 * ID_BYTES
        && text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Who holds a token. `None`: nobody, for whatever reason.
#[must_use]
pub fn principal_of_token(state: &State, token: &str, now: Timestamp) -> Option<Principal> {
    let (id, _) = token.strip_prefix(PREFIX)?.split_once('_')?;
    let known = state.tokens.get(id)?;
    let hash = hex(&Sha256::digest(token.as_bytes()));
    let same: bool = hash.as_bytes().ct_eq(known.token_sha256.as_bytes()).into();
    if same {
        principal_of(state, known, now)
    } else {
        None
    }
}

/// Who it is that a session names, by the id of a token, of a membership, or of both: see [`Principal::session_id`].
#[must_use]
pub fn principal_of_id(state: &State, id: &str, now: Timestamp) -> Option<Principal> {
    if let Some((membership, token)) = parts_of_session(id) {
        let holder = principal_of(state, state.tokens.get(token)?, now)?;
        let (_, person) = state.people.live(holder.membership_id.as_deref()?)?;
        let (held, acting) = state.people.live(membership)?;
        let acts = principal_of_membership(state, membership)?;
        let is_open = opens(state.tokens.get(token)?, held);
        return (person.id == acting.id && is_open).then_some(Principal {
            token_id: holder.token_id,
            ..acts
        });
    }
    match state.tokens.get(id) {
        Some(token) => principal_of(state, token, now),
        None => principal_of_membership(state, id),
    }
}

/// Whether a session that began with a token may be of a membership: that of the token, or, from one service to another,
/// of its person. A token that was made for figures or for returns never opens the hub itself, nor does one that its
/// holder made with another, to put it into a program, open anything but its own.
pub(crate) fn opens(token: &Token, membership: &Membership) -> bool {
    let is_of_service = |role: &str, scope: Option<&str>| {
        matches!(Role::parse(role, scope), Some(Role::Service(_)))
    };
    let is_own = token.membership.as_ref() == Some(&membership.id);
    is_own
        || (token.made.is_none()
            && is_of_service(&token.role, token.scope.as_deref())
            && is_of_service(&membership.role, membership.scope.as_deref()))
}

/// Who acts by a membership. `None`: nobody, since it ended or there is none such.
#[must_use]
pub fn principal_of_membership(state: &State, id: &str) -> Option<Principal> {
    let (membership, person) = state.people.live(id)?;
    Some(Principal {
        name: person.name.clone(),
        role: Role::parse(&membership.role, membership.scope.as_deref())?,
        token_id: None,
        membership_id: Some(membership.id.clone()),
    })
}

pub(crate) fn principal_of(state: &State, token: &Token, now: Timestamp) -> Option<Principal> {
    if token.revoked || now >= token.expires {
        return None;
    }
    if let Some(membership) = token.membership.as_deref() {
        state.people.live(membership)?;
    }
    let role = Role::parse(&token.role, token.scope.as_deref())?;
    Some(Principal {
        name: token.name.clone(),
        role,
        token_id: Some(token.id.clone()),
        membership_id: token.membership.clone(),
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
