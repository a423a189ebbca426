//! The time that one check may take.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::upload::Limits;

/// The time is looked at once in so many steps: a step is a row, a cell, or a piece of a file.
const STEPS: u32 = 1_024;

/// Tells when a check must stop. Once it has run out it stays so, so that every loop of the check ends.
#[derive(Debug)]
pub(crate) struct Clock {
    until: Option<Instant>,
    steps: Cell<u32>,
    /// Shared by all clocks of one check.
    has_run_out: Arc<AtomicBool>,
}

impl Clock {
    /// A clock that begins now.
    pub(crate) fn start(limits: &Limits) -> Self {
        let allowed = Duration::from_secs(u64::from(limits.max_check_s));
        Self {
            until: Instant::now().checked_add(allowed),
            steps: Cell::new(0),
            has_run_out: Arc::default(),
        }
    }

    /// The same clock for another thread of the check.
    pub(crate) fn again(&self) -> Self {
        Self {
            until: self.until,
            steps: Cell::new(0),
            has_run_out: Arc::clone(&self.has_run_out),
        }
    }

    /// Counts one step, and looks at the time now and then: true from the first look that is too late.
    pub(crate) fn is_over(&self) -> bool {
        let step = self.steps.get();
        self.steps.set(step.wrapping_add(1));
        let is_look = step.is_multiple_of(STEPS);
        if is_look && self.until.is_some_and(|until| Instant::now() >= until) {
            self.has_run_out.store(true, Ordering::Relaxed);
        }
        self.has_run_out()
    }

    /// Whether a look was too late.
    pub(crate) fn has_run_out(&self) -> bool {
        self.has_run_out.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(max_check_s: u32) -> Clock {
        Clock::start(&Limits {
            max_check_s,
            ..Limits::default()
        })
    }

    #[test]
    fn a_clock_without_time_is_over_at_once_and_stays_so() {
        let clock = clock(0);
        assert!(!clock.has_run_out(), "nothing has been looked at");
        assert!(clock.is_over() && clock.is_over() && clock.has_run_out());
    }

    #[test]
    fn what_one_thread_sees_holds_for_the_others() {
        let clock = clock(0);
        let other = clock.again();
        assert!(clock.is_over() && other.has_run_out());
    }

    #[test]
    fn a_clock_with_time_is_not_over() {
        let clock = clock(600);
        assert!((0..5_000).all(|_| !clock.is_over()));
    }
}
