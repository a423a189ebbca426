//! Where the time comes from.

use std::fmt;
use std::sync::Mutex;

use hub_standard::calendar;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

/// Tells the time, so that a test can.
pub trait Clock: fmt::Debug + Send + Sync {
    /// This instant.
    fn now(&self) -> Timestamp;

    /// Today in England.
    fn today(&self) -> Date {
        calendar::day_of(self.now())
    }
}

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct FixedClock(Mutex<Timestamp>);

impl FixedClock {
    /// A clock that stands at an instant.
    #[must_use]
    pub fn at(instant: Timestamp) -> Self {
        Self(Mutex::new(instant))
    }

    /// Moves it forward.
    pub fn advance(&self, by: SignedDuration) {
        let mut instant = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        *instant = instant.saturating_add(by).unwrap_or(*instant);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        *self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
