//! Answers that were taken: each works once.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

use crate::error::SignInError;
use crate::pending::Pending;

/// Most answers that are remembered: so many sign-ins begin within ten minutes. Each takes about a hundred bytes.
const SPENT_MAX: usize = 20_000;

/// Remembers answers for as long as they could come again. Between two processes that do not share this memory, it is the
/// issuer that takes a code once.
#[derive(Debug, Default)]
pub(crate) struct Spent(Mutex<HashMap<String, i64>>);

impl Spent {
    /// Takes an answer, which is then of no use any more.
    pub(crate) fn spend(&self, pending: &Pending, now: Timestamp) -> Result<(), SignInError> {
        let mut spent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if spent.len() >= SPENT_MAX {
            spent.retain(|_, ends| *ends >= now.as_second());
        }
        if spent.len() >= SPENT_MAX {
            return Err(SignInError::Busy);
        }
        match spent.insert(pending.state.clone(), pending.ends()) {
            None => Ok(()),
            Some(_) => Err(SignInError::Used),
        }
    }
}
