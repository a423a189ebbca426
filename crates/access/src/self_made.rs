//! Tokens that people make for themselves, with the one that they came with.
//!
//! Such a token has the name, role and scope of the one that it was made with, and ends no later: however long the chain,
//! nothing in it outlives what the operator granted. For the same reason a token that is ended takes along all that were
//! made with it, or whoever stole one could go on with another.

use hub_store::{Event, SelfMade, State, Token};
use jiff::{SignedDuration, Timestamp};

use crate::principal::Principal;
use crate::token::{Origin, TokenError, issue, principal_of, principal_of_id};

/// Most tokens of one person that work at the same time; those that the operator made count too.
pub const LIVE_TOKENS_MAX: usize = 10;
/// Most tokens that one person makes in 24 hours: the journal keeps each for good.
pub const TOKENS_A_DAY_MAX: usize = 20;
/// Most days that a token works.
pub const TOKEN_DAYS_MAX: u16 = 90;
/// Most characters of what a token is called.
pub const LABEL_CHARS_MAX: usize = 60;

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// What somebody wants of a token for themselves.
#[derive(Debug, Clone)]
pub struct TokenWish {
    /// What to call it, in 1 to [`LABEL_CHARS_MAX`] characters.
    pub label: String,
    /// How many days it should work, 1 to [`TOKEN_DAYS_MAX`].
    pub days: u16,
    /// How many tokens the person had when they were asked: the same wish, sent twice, is granted once.
    pub seen: usize,
}

impl TokenWish {
    /// What is wrong with the wish itself, whoever has it.
    #[must_use]
    pub fn unfit(&self) -> Vec<SelfMadeError> {
        let mut unfit = Vec::new();
        let label = self.label.trim();
        let is_short = (1..=LABEL_CHARS_MAX).contains(&label.chars().count());
        if !is_short || label.chars().any(char::is_control) {
            unfit.push(SelfMadeError::Label);
        }
        if !(1..=TOKEN_DAYS_MAX).contains(&self.days) {
            unfit.push(SelfMadeError::Days);
        }
        unfit
    }
}

/// Why somebody cannot make a token.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SelfMadeError {
    /// What it is called is empty or too long.
    #[error("a token is called something of 1 to {LABEL_CHARS_MAX} characters")]
    Label,
    /// It would work too long, or not at all.
    #[error("a token works for 1 to {TOKEN_DAYS_MAX} days")]
    Days,
    /// So many work already.
    #[error("at most {LIVE_TOKENS_MAX} tokens of one person work at the same time")]
    TooManyLive,
    /// So many were made today.
    #[error("one person makes at most {TOKENS_A_DAY_MAX} tokens in 24 hours")]
    TooManyMade,
    /// Another was made since the person was asked.
    #[error("another token was made meanwhile")]
    Stale,
    /// The token that it would be made with works no more.
    #[error("the token that it would be made with works no more")]
    MakerEnded,
    /// The token itself could not be made.
    #[error(transparent)]
    Token(#[from] TokenError),
}

/// The tokens of somebody: those for the membership that they act by. Of who acts by none, those that are nobody's in
/// particular and have the same name, role and scope.
pub fn own_tokens<'a>(state: &'a State, by: &'a Principal) -> impl Iterator<Item = &'a Token> {
    state.tokens.values().filter(move |token| {
        token.membership == by.membership_id
            && token.name == by.name
            && token.role == by.role.name()
            && token.scope.as_deref() == by.role.scope()
    })
}

/// With what a token would be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Maker {
    /// Id of the token, or of the membership where somebody came with none.
    id: String,
    /// When what is made with it ends at the latest.
    pub ends: Timestamp,
}

impl Maker {
    fn of(state: &State, by: &Principal, now: Timestamp) -> Option<Self> {
        principal_of_id(state, &by.session_id()?, now)?;
        let id = by.credential_id()?;
        let longest = SignedDuration::from_hours(24 * i64::from(TOKEN_DAYS_MAX));
        let last = now.saturating_add(longest).ok()?;
        Some(Self {
            id: id.to_owned(),
            ends: state.tokens.get(id).map_or(last, |token| token.expires),
        })
    }
}

/// When a token was made.
#[must_use]
pub fn made_at(token: &Token) -> Timestamp {
    token.made.as_ref().map_or(token.issued, |made| made.at)
}

/// Whether somebody may make a token now: the one that it would be made with. `seen` is that of [`TokenWish`].
///
/// # Errors
/// [`SelfMadeError`] that says what stands in the way.
pub fn may_make(
    state: &State,
    by: &Principal,
    seen: usize,
    now: Timestamp,
) -> Result<Maker, SelfMadeError> {
    let maker = Maker::of(state, by, now).ok_or(SelfMadeError::MakerEnded)?;
    let own: Vec<&Token> = own_tokens(state, by).collect();
    if own.len() != seen {
        return Err(SelfMadeError::Stale);
    }
    room_for_one(state, &own, now, |token| token.made.is_some())?;
    Ok(maker)
}

/// Whether one more token fits beside these: so many may work at once, and so many of a kind be made a day.
pub(crate) fn room_for_one(
    state: &State,
    beside: &[&Token],
    now: Timestamp,
    is_of_kind: impl Fn(&Token) -> bool,
) -> Result<(), SelfMadeError> {
    let beside = || beside.iter().copied();
    if beside().filter(|&token| works(state, token, now)).count() >= LIVE_TOKENS_MAX {
        return Err(SelfMadeError::TooManyLive);
    }
    let of_today =
        beside().filter(|&token| is_of_kind(token) && now.duration_since(made_at(token)) < DAY);
    if of_today.count() >= TOKENS_A_DAY_MAX {
        return Err(SelfMadeError::TooManyMade);
    }
    Ok(())
}

/// Makes a token for somebody, and the event that lets it in once it is in the journal. Show the token once. Whoever
/// writes the event asks [`may_make`] again of the state that it is written on.
///
/// # Errors
/// [`SelfMadeError`] that says what stands in the way.
pub fn make_token(
    state: &State,
    by: &Principal,
    wish: &TokenWish,
    now: Timestamp,
) -> Result<(String, Event), SelfMadeError> {
    if let Some(first) = wish.unfit().into_iter().next() {
        return Err(first);
    }
    let maker = may_make(state, by, wish.seen, now)?;
    let lasts = SignedDuration::from_hours(24 * i64::from(wish.days));
    let wanted = now.saturating_add(lasts).unwrap_or(maker.ends);
    let made = SelfMade {
        label: wish.label.trim().to_owned(),
        with: maker.id,
        at: now,
    };
    let expires = wanted.min(maker.ends);
    let origin = Origin {
        made: Some(made),
        membership: by.membership_id.clone(),
        by: None,
    };
    Ok(issue(&by.name, &by.role, expires, origin)?)
}

/// The tokens that were made with a token, or with one of those, and still work.
#[must_use]
pub fn made_with<'a>(state: &'a State, id: &'a str, now: Timestamp) -> Vec<&'a Token> {
    let mut family = vec![id];
    let mut found = Vec::new();
    let mut next = 0;
    while let Some(maker) = family.get(next).copied() {
        next += 1;
        for token in state.tokens.values() {
            let is_child = token.made.as_ref().is_some_and(|made| made.with == maker);
            if is_child && !family.contains(&token.id.as_str()) {
                family.push(&token.id);
                found.push(token);
            }
        }
    }
    found.retain(|token| works(state, token, now));
    found
}

/// What ends a token, and all that were made with it. Nothing if there is no such token, or if it was ended before.
#[must_use]
pub fn end_token(state: &State, id: &str, now: Timestamp) -> Vec<Event> {
    let own = state.tokens.get(id).filter(|token| !token.revoked);
    let all = own.into_iter().chain(made_with(state, id, now));
    all.map(|token| Event::TokenRevoked {
        id: token.id.clone(),
    })
    .collect()
}

fn works(state: &State, token: &Token, now: Timestamp) -> bool {
    principal_of(state, token, now).is_some()
}
