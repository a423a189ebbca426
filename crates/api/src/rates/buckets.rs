//! A bucket of units for each key, which fill up again as time passes.
//!
//! Of a bucket only the moment is kept at which it will be full again: one that is full needs no place.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::Rate;

/// How often at most it is looked which buckets are full again.
const SWEEP_EVERY_US: u64 = 1_000_000;

/// Buckets of one rate.
pub(super) struct Buckets<K> {
    /// Microseconds in which a unit comes back.
    each: u64,
    burst: u32,
    keys_max: usize,
    /// Whoever finds no place shares this one.
    others: K,
    state: Mutex<State<K>>,
}

struct State<K> {
    full_at: HashMap<K, u64>,
    swept: u64,
}

impl<K: Clone + Eq + Hash> Buckets<K> {
    pub(super) fn new(rate: Rate, keys_max: usize, others: K) -> Self {
        Self {
            each: micros(rate.each).max(1),
            burst: rate.burst.max(1),
            keys_max,
            others,
            state: Mutex::new(State {
                full_at: HashMap::new(),
                swept: 0,
            }),
        }
    }

    /// Takes units out of a bucket. What costs more than a bucket holds takes all of it.
    ///
    /// # Errors
    /// After which time there will be enough, where there is not now.
    pub(super) fn take(&self, key: K, units: u32, now: Duration) -> Result<(), Duration> {
        let now = micros(now);
        let empty = now.saturating_add(self.worth(self.burst));
        let mut state = self.state();
        let key = match state.has_place(&key, self.keys_max, now) {
            true => key,
            false => self.others.clone(),
        };
        // A clock that was set back makes no bucket emptier than empty.
        let full_at = state.full_at.get(&key).copied().unwrap_or(now);
        let full_at = full_at.max(now).min(empty);
        let next = full_at.saturating_add(self.worth(units));
        match next.saturating_sub(empty) {
            0 => {
                state.full_at.insert(key, next);
                Ok(())
            }
            over => {
                state.full_at.insert(key, full_at);
                Err(Duration::from_micros(over))
            }
        }
    }

    /// Puts units back that were taken.
    pub(super) fn give_back(&self, key: &K, units: u32) {
        let worth = self.worth(units);
        if let Some(full_at) = self.state().full_at.get_mut(key) {
            *full_at = full_at.saturating_sub(worth);
        }
    }

    /// The time in which so many units come back.
    fn worth(&self, units: u32) -> u64 {
        self.each.saturating_mul(u64::from(units.min(self.burst)))
    }

    fn state(&self) -> MutexGuard<'_, State<K>> {
        // It is whole at any moment.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Eq + Hash> State<K> {
    fn has_place(&mut self, key: &K, keys_max: usize, now: u64) -> bool {
        let is_full = |state: &Self| state.full_at.len() >= keys_max;
        if self.full_at.contains_key(key) || !is_full(self) {
            return true;
        }
        if now.abs_diff(self.swept) >= SWEEP_EVERY_US {
            self.swept = now;
            self.full_at.retain(|_, full_at| *full_at > now);
        }
        !is_full(self)
    }
}

/// Whose they are is nobody's business.
impl<K> fmt::Debug for Buckets<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Buckets")
            .field("each", &self.each)
            .field("burst", &self.burst)
            .finish_non_exhaustive()
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Duration = Duration::from_secs(1_800_000_000);

    /// Five at once, and one more every ten seconds.
    fn buckets(keys_max: usize) -> Buckets<u32> {
        let rate = Rate {
            each: Duration::from_secs(10),
            burst: 5,
        };
        Buckets::new(rate, keys_max, 0)
    }

    fn after(seconds: u64) -> Duration {
        NOW + Duration::from_secs(seconds)
    }

    #[test]
    fn a_bucket_holds_so_much_and_fills_up_again() {
        let buckets = buckets(9);
        for _ in 0..5 {
            buckets.take(1, 1, NOW).unwrap();
        }
        assert_eq!(buckets.take(1, 1, NOW), Err(Duration::from_secs(10)));
        buckets.take(2, 1, NOW).unwrap();
        assert_eq!(buckets.take(1, 1, after(9)), Err(Duration::from_secs(1)));
        buckets.take(1, 1, after(10)).unwrap();
        assert_eq!(buckets.take(1, 2, after(10)), Err(Duration::from_secs(20)));
        // However long it rests, it holds no more.
        for _ in 0..5 {
            buckets.take(1, 1, after(9_999)).unwrap();
        }
        assert!(buckets.take(1, 1, after(9_999)).is_err());
    }

    #[test]
    fn what_costs_more_than_a_bucket_holds_takes_all_of_it() {
        let buckets = buckets(9);
        buckets.take(1, 20, NOW).unwrap();
        assert_eq!(buckets.take(1, 20, NOW), Err(Duration::from_secs(50)));
        buckets.take(1, 20, after(50)).unwrap();
    }

    #[test]
    fn what_is_given_back_can_be_taken() {
        let buckets = buckets(9);
        buckets.take(1, 5, NOW).unwrap();
        buckets.give_back(&1, 1);
        buckets.take(1, 1, NOW).unwrap();
        assert!(buckets.take(1, 1, NOW).is_err());
        buckets.give_back(&7, 1);
    }

    #[test]
    fn a_clock_that_was_set_back_keeps_nobody_out() {
        let buckets = buckets(9);
        buckets.take(1, 5, after(1_000_000)).unwrap();
        assert_eq!(buckets.take(1, 1, NOW), Err(Duration::from_secs(10)));
        buckets.take(1, 5, after(50)).unwrap();
    }

    #[test]
    fn there_are_no_more_buckets_than_there_may_be() {
        let buckets = buckets(3);
        for key in 1..=3 {
            buckets.take(key, 1, NOW).unwrap();
        }
        // The fourth and the fifth share one.
        buckets.take(4, 3, NOW).unwrap();
        buckets.take(5, 2, NOW).unwrap();
        assert!(buckets.take(6, 1, NOW).is_err());
        buckets.take(1, 4, NOW).unwrap();
        assert_eq!(buckets.state().full_at.len(), 4);
        // Full buckets give up their places.
        buckets.take(6, 5, after(100)).unwrap();
        assert_eq!(buckets.state().full_at.len(), 1);
    }
}
