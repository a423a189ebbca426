//! `Idempotency-Key`: the same request sent twice is answered like the first.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use hub_standard::ids::SubmissionId;
use jiff::{SignedDuration, Timestamp};

use crate::clock::Clock;
use crate::problem::{Kind, Problem, Result};

/// Longest key taken.
pub(crate) const KEY_CHARS_MAX: usize = 200;
const REMEMBERED_MAX: usize = 10_000;
const REMEMBERED_FOR: SignedDuration = SignedDuration::from_hours(24);

/// A key of one principal: keys of different principals never meet.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct ReplayKey {
    pub(crate) token_id: String,
    pub(crate) key: String,
}

/// What was answered to keys lately.
#[derive(Debug)]
pub(crate) struct Replays {
    clock: Arc<dyn Clock>,
    memory: Mutex<Memory>,
}

#[derive(Debug, Default)]
struct Memory {
    answers: HashMap<ReplayKey, Answer>,
    order: VecDeque<(Timestamp, ReplayKey)>,
}

#[derive(Debug)]
struct Answer {
    draft: SubmissionId,
    /// Keyed hash of what was sent.
    fingerprint: String,
}

impl Replays {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            memory: Mutex::default(),
        }
    }

    /// Begins something once for a key. What was begun with it before is given instead where `kept` still knows it;
    /// where nothing is left of it, the key begins anew.
    ///
    /// Two requests with one key at the same moment wait for each other, so both get the same.
    ///
    /// # Errors
    /// [`Kind::KeyReused`] when something else was sent with the key, and whatever `begin` answers; the key stays free then.
    pub(crate) fn once<T>(
        &self,
        key: &ReplayKey,
        fingerprint: &str,
        kept: impl FnOnce(&SubmissionId) -> Option<T>,
        begin: impl FnOnce() -> Result<(SubmissionId, T)>,
    ) -> Result<T> {
        let now = self.clock.now();
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        memory.forget_before(now.saturating_sub(REMEMBERED_FOR).unwrap_or(Timestamp::MIN));
        if let Some(answer) = memory.answers.get(key) {
            if answer.fingerprint != fingerprint {
                return Err(Problem::plain(Kind::KeyReused));
            }
            if let Some(kept) = kept(&answer.draft) {
                return Ok(kept);
            }
        }
        let (draft, begun) = begin()?;
        let answer = Answer {
            draft,
            fingerprint: fingerprint.to_owned(),
        };
        if memory.answers.insert(key.clone(), answer).is_none() {
            memory.order.push_back((now, key.clone()));
        }
        Ok(begun)
    }
}

impl Memory {
    fn forget_before(&mut self, instant: Timestamp) {
        while self.order.len() >= REMEMBERED_MAX
            || self.order.front().is_some_and(|(at, _)| *at < instant)
        {
            let Some((_, key)) = self.order.pop_front() else {
                return;
            };
            self.answers.remove(&key);
        }
    }
}
