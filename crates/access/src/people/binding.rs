//! Who a person is to those who prove it.
//!
//! The journal knows that by tags alone: keyed hashes, which whoever signs people in makes.

use hub_store::{Event, Person, State};
use jiff::{SignedDuration, Timestamp};

use super::{PeopleError, staying};
use crate::principal::Principal;
use crate::token::principal_of_membership;

/// How long somebody who was invited may take to sign in for the first time.
pub const INVITED_DAYS_MAX: i64 = 30;
/// Digits of a tag.
const TAG_DIGITS: usize = 64;

/// Who signs in under a tag, as far as they are known and have not left.
#[must_use]
pub fn person_of_subject<'a>(state: &'a State, subject: &str) -> Option<&'a Person> {
    let mut all = state.people.all.values();
    all.find(|person| person.left.is_none() && person.subject.as_deref() == Some(subject))
        .map(|person| &**person)
}

/// The person who was invited at one of these, as tags, and has not signed in yet. None where it is none or several, or was
/// too long ago.
#[must_use]
pub fn invited_person<'a>(
    state: &'a State,
    invitations: &[String],
    now: Timestamp,
) -> Option<&'a Person> {
    let lasts = SignedDuration::from_hours(24 * INVITED_DAYS_MAX);
    let mut waiting = state.people.all.values().filter(|person| {
        let is_invited = person
            .invited
            .as_ref()
            .is_some_and(|invited| invitations.contains(invited));
        is_invited
            && person.left.is_none()
            && person.subject.is_none()
            && now.duration_since(person.entered.at) <= lasts
    });
    match (waiting.next(), waiting.next()) {
        (Some(only), None) => Some(&**only),
        _ => None,
    }
}

/// Binds a person to whoever signs in under a tag. Once: whoever is known is not taken for somebody else later.
///
/// # Errors
/// [`PeopleError`] that says what stands in the way.
pub fn bind_person(state: &State, person: &str, subject: &str) -> Result<Vec<Event>, PeopleError> {
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    if subject.len() != TAG_DIGITS || !subject.bytes().all(is_digit) {
        return Err(PeopleError::NoSubject);
    }
    let person = staying(state, person)?;
    if person.subject.is_some() {
        return Err(PeopleError::Bound);
    }
    if person_of_subject(state, subject).is_some() {
        return Err(PeopleError::SubjectTaken);
    }
    Ok(vec![Event::PersonBound {
        id: person.id.clone(),
        subject: subject.to_owned(),
    }])
}

/// All that a person may act as who proved who they are, oldest role first.
#[must_use]
pub fn acts_of_person(state: &State, person: &Person) -> Vec<Principal> {
    let live = state.people.live_of(person);
    live.filter_map(|held| principal_of_membership(state, &held.id))
        .collect()
}
