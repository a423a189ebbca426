//! Queries that people keep under a name, for themselves or for everybody who may ask.
//!
//! The hub keeps the text of no question. Here it keeps one because its owner asks for it, and the gate has accepted it
//! before: whoever calls [`save_query`] has asked [`crate::Asking::describe`]. Everything is an event of the journal, decided
//! on the newest state, so that nothing is lost or granted twice in a race. A query that was removed stays as a mark
//! without name and text.

use hub_standard::ids::ReleaseId;
use hub_store::{Event, Journal, Refusal, Saved, SavedQuery, State, StoreError};
use jiff::{SignedDuration, Timestamp};

use crate::principal::Principal;
use crate::recording::fingerprint;
use crate::token::hex;

/// Most saved queries of one person.
pub const SAVED_MAX: usize = 200;
/// Most queries that one person saves in 24 hours: the journal keeps each for good.
pub const SAVES_A_DAY_MAX: usize = 100;
/// Most times that a query begins or ceases to be shared.
pub const SHARINGS_MAX: u32 = 20;
/// Most characters of what a query is called.
pub const QUERY_NAME_CHARS_MAX: usize = 80;
/// Most characters of a saved query: as many as one on a page has.
pub const SAVED_CHARS_MAX: usize = 4_000;

const DAY: SignedDuration = SignedDuration::from_hours(24);
const ID_BYTES: usize = 8;

/// A query that somebody wants to keep.
#[derive(Debug, Clone)]
pub struct QueryWish {
    /// What to call it, in 1 to [`QUERY_NAME_CHARS_MAX`] characters.
    pub name: String,
    /// Its text, in 1 to [`SAVED_CHARS_MAX`] characters.
    pub sql: String,
    /// The release that it was written on.
    pub release: ReleaseId,
}

/// Why a query is not saved, shared or removed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SaveError {
    /// What it is called is empty, too long or of several lines.
    #[error("a saved query is called something of 1 to {QUERY_NAME_CHARS_MAX} characters")]
    Name,
    /// Its text is empty or too long.
    #[error("a saved query has 1 to {SAVED_CHARS_MAX} characters")]
    Text,
    /// Another of the same person is called so.
    #[error("another saved query of the same person is called so")]
    NameTaken,
    /// So many are there already.
    #[error("one person has at most {SAVED_MAX} saved queries")]
    TooMany,
    /// So many were saved today.
    #[error("one person saves at most {SAVES_A_DAY_MAX} queries in 24 hours")]
    TooManyToday,
    /// It began and ceased to be shared so often.
    #[error("a saved query begins or ceases to be shared at most {SHARINGS_MAX} times")]
    TooManySharings,
    /// The person has no such query.
    #[error("there is no such saved query of this person")]
    NotFound,
    /// The system gave no random numbers.
    #[error("no random numbers")]
    Random(#[source] getrandom::Error),
    /// Storage does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What is wrong with the name and the text of a query, whoever saves it.
#[must_use]
pub fn unfit_query(name: &str, sql: &str) -> Vec<SaveError> {
    let mut unfit = Vec::new();
    let name = name.trim();
    let is_short = (1..=QUERY_NAME_CHARS_MAX).contains(&name.chars().count());
    if !is_short || name.chars().any(char::is_control) {
        unfit.push(SaveError::Name);
    }
    if sql.trim().is_empty() || sql.chars().count() > SAVED_CHARS_MAX {
        unfit.push(SaveError::Text);
    }
    unfit
}

/// Whether a query is of somebody, as far as the hub tells people apart: by name, role and scope.
#[must_use]
pub fn is_own_query(saved: &Saved, by: &Principal) -> bool {
    let query = &saved.query;
    query.by == by.name && query.role == by.role.name() && query.scope.as_deref() == by.role.scope()
}

/// The saved queries that somebody sees: their own and those that others share. The newest come first.
#[must_use]
pub fn seen_queries<'a>(state: &'a State, by: &Principal) -> Vec<&'a Saved> {
    let mut seen: Vec<&Saved> = live(state)
        .filter(|saved| saved.is_shared || is_own_query(saved, by))
        .collect();
    seen.sort_by(|a, b| (b.query.at, &b.query.id).cmp(&(a.query.at, &a.query.id)));
    seen
}

/// A saved query of somebody. Those of others they may not change.
#[must_use]
pub fn own_query<'a>(state: &'a State, by: &Principal, id: &str) -> Option<&'a Saved> {
    let saved = state.saved.get(id)?;
    (!saved.is_removed && is_own_query(saved, by)).then_some(saved)
}

/// SHA-256 of a query as the audit log has it, by which its owner knows a question again.
#[must_use]
pub fn fingerprint_of(sql: &str) -> String {
    fingerprint(sql, &[])
}

/// Keeps a query for somebody; its identifier. The same wish, sent twice, is granted once.
///
/// # Errors
/// [`SaveError`] that says what stands in the way.
pub async fn save_query(
    journal: &Journal,
    by: &Principal,
    wish: &QueryWish,
    now: Timestamp,
) -> Result<String, SaveError> {
    if let Some(first) = unfit_query(&wish.name, &wish.sql).into_iter().next() {
        return Err(first);
    }
    let mut id = [0; ID_BYTES];
    getrandom::fill(&mut id).map_err(SaveError::Random)?;
    let query = SavedQuery {
        id: hex(&id),
        name: wish.name.trim().to_owned(),
        sql: wish.sql.clone(),
        release: wish.release.clone(),
        by: by.name.clone(),
        role: by.role.name().to_owned(),
        scope: by.role.scope().map(str::to_owned),
        at: now,
    };
    let (owner, wanted) = (by.clone(), query.clone());
    write(journal, move |state| saving(state, &owner, &wanted)).await?;
    // Where the wish was granted before, it is another.
    let state = journal.state().await?;
    let kept = of_name(&state, by, &query.name).map(|saved| saved.query.id.clone());
    Ok(kept.unwrap_or(query.id))
}

/// Lets others see a query of somebody, or no longer.
///
/// # Errors
/// [`SaveError`] that says what stands in the way.
pub async fn share_query(
    journal: &Journal,
    by: &Principal,
    id: &str,
    shared: bool,
) -> Result<(), SaveError> {
    let (owner, id) = (by.clone(), id.to_owned());
    write(journal, move |state| sharing(state, &owner, &id, shared)).await
}

/// Takes a query of somebody off every list.
///
/// # Errors
/// [`SaveError`] that says what stands in the way.
pub async fn remove_query(journal: &Journal, by: &Principal, id: &str) -> Result<(), SaveError> {
    let (owner, id) = (by.clone(), id.to_owned());
    write(journal, move |state| removal(state, &owner, &id)).await
}

/// Writes what is decided on the newest state, or says why that is nothing.
async fn write<F>(journal: &Journal, decide: F) -> Result<(), SaveError>
where
    F: Fn(&State) -> Result<Vec<Event>, SaveError> + Clone + Send + 'static,
{
    let again = decide.clone();
    let decide =
        move |state: &State| decide(state).map_err(|error| Refusal::because(error.to_string()));
    match journal.append(decide).await {
        Ok(_) => Ok(()),
        Err(StoreError::Refused(_)) => {
            // The newest state says why; if it does not any more, somebody else was faster.
            let state = journal.state().await?;
            let faster = StoreError::Contended { attempts: 1 };
            Err(again(&state).err().unwrap_or(SaveError::Store(faster)))
        }
        Err(error) => Err(error.into()),
    }
}

fn saving(state: &State, by: &Principal, query: &SavedQuery) -> Result<Vec<Event>, SaveError> {
    if let Some(saved) = of_name(state, by, &query.name) {
        let is_same = saved.query.sql == query.sql && saved.query.release == query.release;
        return if is_same {
            Ok(Vec::new())
        } else {
            Err(SaveError::NameTaken)
        };
    }
    let of_own = |saved: &&Saved| is_own_query(saved, by);
    if live(state).filter(of_own).count() >= SAVED_MAX {
        return Err(SaveError::TooMany);
    }
    let is_of_today = |saved: &&Saved| query.at.duration_since(saved.query.at) < DAY;
    let ever = state.saved.values().filter(of_own);
    if ever.filter(is_of_today).count() >= SAVES_A_DAY_MAX {
        return Err(SaveError::TooManyToday);
    }
    Ok(vec![Event::QuerySaved(Box::new(query.clone()))])
}

fn sharing(state: &State, by: &Principal, id: &str, shared: bool) -> Result<Vec<Event>, SaveError> {
    let saved = own_query(state, by, id).ok_or(SaveError::NotFound)?;
    if saved.is_shared == shared {
        return Ok(Vec::new());
    }
    // Whoever has no change left can still take back what they share.
    if saved.sharings >= SHARINGS_MAX && shared {
        return Err(SaveError::TooManySharings);
    }
    Ok(vec![Event::QuerySharing {
        id: id.to_owned(),
        shared,
    }])
}

fn removal(state: &State, by: &Principal, id: &str) -> Result<Vec<Event>, SaveError> {
    let saved = state.saved.get(id).filter(|saved| is_own_query(saved, by));
    match saved {
        None => Err(SaveError::NotFound),
        Some(saved) if saved.is_removed => Ok(Vec::new()),
        Some(_) => Ok(vec![Event::QueryRemoved { id: id.to_owned() }]),
    }
}

fn live(state: &State) -> impl Iterator<Item = &Saved> {
    state.saved.values().filter(|saved| !saved.is_removed)
}

fn of_name<'a>(state: &'a State, by: &Principal, name: &str) -> Option<&'a Saved> {
    live(state).find(|saved| saved.query.name == name && is_own_query(saved, by))
}
