//! People, and what they may do for whom.
//!
//! A person acts by one membership at a time: a role, for the service or board that it is bound to. Every change is decided
//! here, on the state that it is written on; `by` is whoever makes it on a page, and none where it is done by command, on the
//! machine that holds the data.
//!
//! Rules protect the hub from its own operators. The last of them stays, so that nobody is locked out. Nobody gives themself
//! a role beside that of an operator. And since whoever makes a token sees it, no page makes one that opens the hub itself,
//! and one that opens figures is made by another operator than the one who gave the role.

use hub_standard::ids::ServiceCode;
use hub_store::{Event, Membership, Person, State};

use crate::principal::{Principal, Role};
use crate::self_made::{LIVE_TOKENS_MAX, TOKEN_DAYS_MAX, TOKENS_A_DAY_MAX};
use crate::token::{TokenError, fit_name, is_id, new_id, opens, principal_of_membership};

mod binding;
mod tokens;

pub use binding::{
    INVITED_DAYS_MAX, acts_of_person, bind_person, invited_person, person_of_subject,
};
pub use tokens::{TokenForWish, live_tokens_of, make_token_for, n_tokens_of};

/// Most memberships of one person that hold at the same time.
pub const MEMBERSHIPS_MAX: usize = 50;
/// Most people who were ever entered.
pub const PEOPLE_MAX: usize = 100_000;
/// Most memberships that one person ever had.
const MEMBERSHIPS_EVER_MAX: usize = 1_000;

/// Why a change of people is not made. Each is a sentence without its full stop, for whoever wanted it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PeopleError {
    /// The name is empty or too long.
    #[error("Enter a name of 1 to 100 characters")]
    Name,
    /// What identifies them was not made by the hub, or is taken.
    #[error("This was entered before. Load the page again")]
    Again,
    /// So many were entered already.
    #[error("The hub holds {PEOPLE_MAX} people and takes no more")]
    TooManyPeople,
    /// There is no such person.
    #[error("There is no such person")]
    NoPerson,
    /// The person left.
    #[error("This person has left. Enter them again if they came back")]
    Gone,
    /// There is no such membership, or it ended.
    #[error("There is no such role, or it has ended")]
    NoMembership,
    /// The public is no role that anybody is given.
    #[error("Choose a role")]
    Public,
    /// No service of that code takes part.
    #[error("No service of this code takes part")]
    NoService,
    /// The person has that role there already.
    #[error("They have this role there already")]
    Held,
    /// So many hold already.
    #[error(
        "One person has at most {MEMBERSHIPS_MAX} roles at the same time. End one that is not needed any more"
    )]
    TooManyMemberships,
    /// Nobody would be left to run the hub.
    #[error(
        "This is the last operator, who cannot be removed. Make somebody else an operator first"
    )]
    LastOperator,
    /// Operators give themselves nothing.
    #[error(
        "You cannot give yourself this role, nor somebody of your own name: another operator must do it"
    )]
    OwnRole,
    /// Nobody sees a token of an operator or officer on a page.
    #[error(
        "Tokens of operators and officers are made on the machine of the hub: hub token create --person ID"
    )]
    ByCommand,
    /// Who gave the role may not make its token too.
    #[error("You gave this role, so another operator must make the token")]
    Giver,
    /// It would work too long, or not at all.
    #[error("The number of days must be between 1 and {TOKEN_DAYS_MAX}")]
    Days,
    /// So many tokens work already.
    #[error("At most {LIVE_TOKENS_MAX} tokens for one role of a person work at the same time")]
    TooManyLive,
    /// So many tokens were made today.
    #[error("At most {TOKENS_A_DAY_MAX} tokens for one role of a person are made in 24 hours")]
    TooManyMade,
    /// Another token was made since the page was loaded.
    #[error(
        "No token was made, because another was made since you loaded this page. Look at the list, then make one if it is still needed"
    )]
    Stale,
    /// What stands for somebody at the one who signs them in is not of that form.
    #[error("The code that stands for somebody has 64 digits and letters from a to f")]
    NoSubject,
    /// It is known already who the person is to the one who signs them in.
    #[error(
        "This person signs in already, and stays bound to that sign-in. If it is a new one, note that they have left and enter them again"
    )]
    Bound,
    /// Somebody else signs in so.
    #[error("Somebody else on the list signs in with this account")]
    SubjectTaken,
    /// The token itself could not be made.
    #[error(transparent)]
    Token(#[from] TokenError),
}

/// Somebody to be entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPerson {
    /// Their identifier, from [`new_id`](crate::new_id). Whoever sends the same one twice enters one person.
    pub id: String,
    /// Name, as others will see it.
    pub name: String,
    /// Keyed hash of the address that they are invited at, as hexadecimal digits.
    pub invited: Option<String>,
}

/// A role to be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMembership {
    id: String,
    /// What they may do, and for whom.
    pub role: Role,
}

impl NewMembership {
    /// A role under an identifier of its own.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn of(role: Role) -> Result<Self, TokenError> {
        Ok(Self {
            id: new_id()?,
            role,
        })
    }

    /// Its identifier.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }
}

/// Enters a person with a first role.
///
/// # Errors
/// [`PeopleError`] that says what stands in the way.
pub fn enter_person(
    state: &State,
    person: &NewPerson,
    first: &NewMembership,
    by: Option<&Principal>,
) -> Result<Vec<Event>, PeopleError> {
    let name = fit_name(&person.name).ok_or(PeopleError::Name)?;
    if !is_free(state, &person.id) {
        return Err(PeopleError::Again);
    }
    if state.people.all.len() >= PEOPLE_MAX {
        return Err(PeopleError::TooManyPeople);
    }
    if first.role != Role::Operator && by.is_some_and(|by| is_name_of(name, by)) {
        return Err(PeopleError::OwnRole);
    }
    let granted = granted(state, &person.id, first, by)?;
    let entered = Event::PersonEntered {
        id: person.id.clone(),
        name: name.to_owned(),
        invited: person.invited.clone(),
        by: by.map(|by| by.name.clone()),
    };
    Ok(vec![entered, granted])
}

/// Gives a person one more role.
///
/// # Errors
/// [`PeopleError`] that says what stands in the way.
pub fn give_role(
    state: &State,
    person: &str,
    membership: &NewMembership,
    by: Option<&Principal>,
) -> Result<Vec<Event>, PeopleError> {
    let person = staying(state, person)?;
    let role = &membership.role;
    let live: Vec<_> = state.people.live_of(person).collect();
    let is_held = live
        .iter()
        .any(|held| held.role == role.name() && held.scope.as_deref() == role.scope());
    if is_held {
        return Err(PeopleError::Held);
    }
    if live.len() >= MEMBERSHIPS_MAX || person.memberships.len() >= MEMBERSHIPS_EVER_MAX {
        return Err(PeopleError::TooManyMemberships);
    }
    if *role != Role::Operator && by.is_some_and(|by| is_self(state, person, by)) {
        return Err(PeopleError::OwnRole);
    }
    Ok(vec![granted(state, &person.id, membership, by)?])
}

/// Ends a role, and all tokens for it.
///
/// # Errors
/// [`PeopleError`] that says what stands in the way.
pub fn end_membership(
    state: &State,
    id: &str,
    by: Option<&Principal>,
) -> Result<Vec<Event>, PeopleError> {
    let (membership, person) = state.people.live(id).ok_or(PeopleError::NoMembership)?;
    if is_operator(membership) && is_last_operator(state, person) {
        return Err(PeopleError::LastOperator);
    }
    Ok(vec![Event::MembershipEnded {
        id: id.to_owned(),
        by: by.map(|by| by.name.clone()),
    }])
}

/// Notes that a person left, which ends all their roles and all tokens for these.
///
/// # Errors
/// [`PeopleError`] that says what stands in the way.
pub fn leave(
    state: &State,
    person: &str,
    by: Option<&Principal>,
) -> Result<Vec<Event>, PeopleError> {
    let person = staying(state, person)?;
    let runs_the_hub = state
        .people
        .live_of(person)
        .any(|membership| is_operator(membership));
    if runs_the_hub && is_last_operator(state, person) {
        return Err(PeopleError::LastOperator);
    }
    Ok(vec![Event::PersonLeft {
        id: person.id.clone(),
        by: by.map(|by| by.name.clone()),
    }])
}

/// The person that somebody is; none where they came with a token that is nobody's in particular.
#[must_use]
pub fn person_of<'a>(state: &'a State, principal: &Principal) -> Option<&'a Person> {
    let (_, person) = state.people.live(principal.membership_id.as_deref()?)?;
    Some(person)
}

/// All that somebody may act as: one for each of their memberships that hold, as far as what they came with opens them.
#[must_use]
pub fn acts_of(state: &State, principal: &Principal) -> Vec<Principal> {
    let Some(person) = person_of(state, principal) else {
        return Vec::new();
    };
    let token = principal.token_id.as_ref();
    let token = token.and_then(|id| state.tokens.get(id));
    let memberships = state.people.live_of(person);
    let memberships = memberships.filter(|held| token.is_none_or(|token| opens(token, held)));
    let acts = memberships.filter_map(|held| principal_of_membership(state, &held.id));
    acts.map(|acts| Principal {
        token_id: principal.token_id.clone(),
        ..acts
    })
    .collect()
}

fn staying<'a>(state: &'a State, person: &str) -> Result<&'a Person, PeopleError> {
    let person = state.people.get(person).ok_or(PeopleError::NoPerson)?;
    match person.left {
        Some(_) => Err(PeopleError::Gone),
        None => Ok(person),
    }
}

fn granted(
    state: &State,
    person: &str,
    membership: &NewMembership,
    by: Option<&Principal>,
) -> Result<Event, PeopleError> {
    match &membership.role {
        Role::Public => return Err(PeopleError::Public),
        Role::Service(code) if !takes_part(state, code) => return Err(PeopleError::NoService),
        _ => {}
    }
    if !is_free(state, &membership.id) {
        return Err(PeopleError::Again);
    }
    Ok(Event::MembershipGranted {
        id: membership.id.clone(),
        person: person.to_owned(),
        role: membership.role.name().to_owned(),
        scope: membership.role.scope().map(str::to_owned),
        by: by.map(|by| by.name.clone()),
    })
}

fn takes_part(state: &State, code: &ServiceCode) -> bool {
    state.services.contains_key(code)
}

/// Whether an identifier looks like one and is nobody's.
fn is_free(state: &State, id: &str) -> bool {
    is_id(id)
        && state.people.get(id).is_none()
        && !state.people.memberships.contains_key(id)
        && !state.tokens.contains_key(id)
}

fn is_operator(membership: &Membership) -> bool {
    membership.role == Role::Operator.name()
}

/// Whether nobody beside a person is an operator.
fn is_last_operator(state: &State, person: &Person) -> bool {
    !state.people.memberships.values().any(|membership| {
        is_operator(membership)
            && membership.person != person.id
            && state.people.live(&membership.id).is_some()
    })
}

/// Whether a person is the one who acts, as far as the hub can tell: people of one name are held for the same.
fn is_self(state: &State, person: &Person, by: &Principal) -> bool {
    person_of(state, by).is_some_and(|own| own.id == person.id) || is_name_of(&person.name, by)
}

/// Letters and digits decide: what is not seen, or hardly, makes no other name.
fn is_name_of(name: &str, by: &Principal) -> bool {
    let plain = |name: &str| -> String {
        let seen = name.chars().filter(|c| c.is_alphanumeric());
        seen.flat_map(char::to_lowercase).collect()
    };
    plain(name) == plain(&by.name)
}
