//! What was answered and not yet taken: bytes that somebody makes the hub hold.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes of the answers that one person may have waiting.
const EACH_BYTES_MAX: usize = 256 << 20;
/// Bytes of all answers that may wait.
const ALL_BYTES_MAX: usize = 1 << 30;

/// The answers of everybody that wait to be taken.
#[derive(Debug, Clone, Default)]
pub(crate) struct Holding(Arc<Mutex<Held>>);

#[derive(Debug, Default)]
struct Held {
    all: usize,
    each: HashMap<String, usize>,
}

/// Some bytes of an answer that waits; they count against whoever asked until this is dropped.
#[derive(Debug)]
pub struct Hold {
    holding: Holding,
    who: String,
    bytes: usize,
}

impl Holding {
    /// Counts an answer of somebody. `None`: with what waits already it would be too much.
    pub(crate) fn hold(&self, who: String, bytes: usize) -> Option<Hold> {
        // The counts are whole at any moment.
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let each = held.each.get(&who).copied().unwrap_or_default();
        let (each, all) = (each.checked_add(bytes)?, held.all.checked_add(bytes)?);
        if each > EACH_BYTES_MAX || all > ALL_BYTES_MAX {
            return None;
        }
        held.all = all;
        held.each.insert(who.clone(), each);
        Some(Hold {
            holding: self.clone(),
            who,
            bytes,
        })
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        let mut held = self
            .holding
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        held.all = held.all.saturating_sub(self.bytes);
        let each = held.each.get(&self.who).copied().unwrap_or_default();
        match each.saturating_sub(self.bytes) {
            0 => held.each.remove(&self.who),
            left => held.each.insert(std::mem::take(&mut self.who), left),
        };
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test tells of failure by panicking")]

    use super::*;

    #[test]
    fn answers_that_wait_count_until_they_are_taken() {
        let holding = Holding::default();
        let half = EACH_BYTES_MAX / 2;
        let first = holding.hold("a".to_owned(), half).unwrap();
        let _second = holding.hold("a".to_owned(), half).unwrap();
        assert!(holding.hold("a".to_owned(), 1).is_none());
        assert!(holding.hold("b".to_owned(), half).is_some());
        drop(first);
        assert!(holding.hold("a".to_owned(), half).is_some());
    }

    #[test]
    fn all_together_have_a_bound_too_and_nobody_is_kept_on_the_list() {
        let holding = Holding::default();
        let held: Vec<_> = (0..ALL_BYTES_MAX / EACH_BYTES_MAX)
            .map(|n| holding.hold(n.to_string(), EACH_BYTES_MAX).unwrap())
            .collect();
        assert!(holding.hold("last".to_owned(), 1).is_none());
        drop(held);
        assert!(holding.0.lock().unwrap().each.is_empty());
        assert_eq!(holding.0.lock().unwrap().all, 0);
    }
}
