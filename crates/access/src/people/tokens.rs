//! Tokens that are made for people.

use hub_store::{Event, Membership, Person, State, Token};
use jiff::{SignedDuration, Timestamp};

use super::{PeopleError, is_name_of};
use crate::principal::{Principal, Role};
use crate::self_made::{SelfMadeError, TOKEN_DAYS_MAX, room_for_one};
use crate::token::{Origin, issue, principal_of, principal_of_membership};

/// A token that is wanted for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenForWish {
    /// The membership that it is for.
    pub membership: String,
    /// How many days it should work, 1 to [`TOKEN_DAYS_MAX`].
    pub days: u16,
    /// How many tokens the person had when the page was made, so that a form that is sent twice makes one; none by command.
    pub seen: Option<usize>,
}

impl TokenForWish {
    /// Whether such a token may be made now; whoever writes the event asks again of the state that it is written on.
    ///
    /// # Errors
    /// [`PeopleError`] that says what stands in the way.
    pub fn may_be_made(&self, state: &State, now: Timestamp) -> Result<(), PeopleError> {
        if !(1..=TOKEN_DAYS_MAX).contains(&self.days) {
            return Err(PeopleError::Days);
        }
        let live = state.people.live(&self.membership);
        let (membership, person) = live.ok_or(PeopleError::NoMembership)?;
        if self
            .seen
            .is_some_and(|seen| seen != n_tokens_of(state, person))
        {
            return Err(PeopleError::Stale);
        }
        let ids = membership.tokens.iter();
        let own: Vec<&Token> = ids.filter_map(|id| state.tokens.get(id)).collect();
        room_for_one(state, &own, now, |_| true).map_err(|error| match error {
            SelfMadeError::TooManyMade => PeopleError::TooManyMade,
            _ => PeopleError::TooManyLive,
        })
    }
}

/// Makes a token for a membership of somebody, and the event that lets it in once it is in the journal. Show it once.
///
/// # Errors
/// [`PeopleError`] that says what stands in the way.
pub fn make_token_for(
    state: &State,
    wish: &TokenForWish,
    by: Option<&Principal>,
    now: Timestamp,
) -> Result<(String, Event), PeopleError> {
    wish.may_be_made(state, now)?;
    let acts = principal_of_membership(state, &wish.membership);
    let acts = acts.ok_or(PeopleError::NoMembership)?;
    if let Some(by) = by {
        lets_make(state, wish, &acts.role, by)?;
    }
    let lasts = SignedDuration::from_hours(24 * i64::from(wish.days));
    let expires = now.saturating_add(lasts).map_err(|_| PeopleError::Days)?;
    let origin = Origin {
        made: None,
        membership: Some(wish.membership.clone()),
        by: by.map(|by| by.name.clone()),
    };
    Ok(issue(&acts.name, &acts.role, expires, origin)?)
}

/// Whoever makes a token sees it, and could act with it. So no page makes one that opens the hub itself, and one that
/// opens figures is made by another operator than the one who gave the role. Tokens of services carry the name of who
/// made them, as all do.
fn lets_make(
    state: &State,
    wish: &TokenForWish,
    role: &Role,
    by: &Principal,
) -> Result<(), PeopleError> {
    let giver = state.people.memberships.get(&wish.membership);
    let giver = giver.and_then(|membership| membership.granted.by.as_deref());
    match role {
        Role::Operator | Role::Officer => Err(PeopleError::ByCommand),
        Role::Service(_) => Ok(()),
        _ if giver.is_some_and(|giver| is_name_of(giver, by)) => Err(PeopleError::Giver),
        _ => Ok(()),
    }
}

/// The tokens for a membership that work, oldest first.
pub fn live_tokens_of<'a>(
    state: &'a State,
    membership: &'a Membership,
    now: Timestamp,
) -> impl Iterator<Item = &'a Token> {
    let tokens = membership.tokens.iter();
    tokens
        .filter_map(move |id| state.tokens.get(id))
        .filter(move |&token| principal_of(state, token, now).is_some())
}

/// How many tokens were ever made for a person, or by them.
#[must_use]
pub fn n_tokens_of(state: &State, person: &Person) -> usize {
    let memberships = state.people.of(person);
    memberships.map(|membership| membership.tokens.len()).sum()
}
