//! The windows of months: for which month a return is taken, and which figures it is in time for.

use hub_standard::calendar::{self, MonthWindows, Stage, Window};
use hub_standard::ids::{Month, ServiceCode};
use hub_store::{Accepted, State};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::hub::Hub;
use crate::problem::{Kind, Problem, Result};

impl Hub {
    /// Whether a return for the month is taken: its window has opened, and it is not too long ago.
    ///
    /// What comes after a window has closed is taken too. It is late, and its sender is told what that means.
    ///
    /// # Errors
    /// [`Kind::MonthNotOpen`], with what can be sent instead.
    pub(crate) fn takes(&self, month: Month) -> Result<()> {
        let today = self.clock.today();
        let windows = MonthWindows::of(month);
        if windows.stage(today) == Stage::NotYetOpen {
            return Err(Problem::new(
                Kind::MonthNotOpen,
                windows.not_yet_open(today),
            ));
        }
        let oldest = Month::of(today).plus(-i32::from(self.config.months_open));
        if month < oldest {
            let window = Window::taking(today);
            let newest = if window.is_open(today) {
                window.primary
            } else {
                window.refresh
            };
            let detail = format!(
                "{} is closed for changes. Returns can be sent for {} to {}. If its figures are wrong, tell the operator of \
                 this hub.",
                month.words(),
                oldest.words(),
                newest.words()
            );
            return Err(Problem::new(Kind::MonthNotOpen, detail));
        }
        Ok(())
    }

    /// Whether the return of a month can be withdrawn: until its figures are final. After that another one can take its
    /// place, as a correction.
    ///
    /// # Errors
    /// [`Kind::MonthNotOpen`], with what to do instead.
    pub(crate) fn lets_withdraw(&self, month: Month) -> Result<()> {
        self.takes(month)?;
        let windows = MonthWindows::of(month);
        if windows.stage(self.clock.today()) == Stage::Final {
            return Err(Problem::new(Kind::MonthNotOpen, windows.no_withdrawal()));
        }
        Ok(())
    }

    /// Where a return that is submitted now would stand in the windows of its month.
    pub(crate) fn timed_now(&self, state: &State, service: &ServiceCode, month: Month) -> Timed {
        self.timed(state, service, month, self.clock.now())
    }

    /// Where a submitted return stands in them.
    pub(crate) fn timed_accepted(&self, state: &State, accepted: &Accepted) -> Timed {
        self.timed(state, &accepted.service, accepted.month, accepted.at)
    }

    fn timed(&self, state: &State, service: &ServiceCode, month: Month, sent: Timestamp) -> Timed {
        let windows = MonthWindows::of(month);
        let at_first_close = state.counted_at_close(service, month, windows.primary.closes);
        Timed {
            windows,
            sent: calendar::day_of(sent),
            today: self.clock.today(),
            was_in_at_first_close: at_first_close.is_some(),
        }
    }
}

/// Where a return stands in the windows of its month.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Timed {
    pub(crate) windows: MonthWindows,
    /// The day in England on which it was submitted, or would be.
    pub(crate) sent: Date,
    pub(crate) today: Date,
    was_in_at_first_close: bool,
}

impl Timed {
    pub(crate) fn is_late(&self) -> bool {
        self.windows.is_late(self.sent, self.was_in_at_first_close)
    }

    /// What it means that it is late; none in time.
    pub(crate) fn lateness(&self) -> Option<String> {
        self.windows.lateness(self.sent, self.was_in_at_first_close)
    }

    /// The figures that it counts for, in words.
    pub(crate) fn counts_for(&self) -> String {
        self.windows.counts_for(self.sent)
    }

    /// What becomes of it, as sentences.
    pub(crate) fn what_happens_next(&self) -> Vec<String> {
        self.windows.what_happens_next(self.sent, self.today)
    }
}
