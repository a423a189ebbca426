//! One window: which two months it takes, and from when to when.

use jiff::{Timestamp, civil::Date};

use super::bank_holidays::{Basis, basis};
use super::london::{end_of, start_of};
use super::working_days::{next_working_day, nth_working_day};
use crate::ids::Month;

/// On which working day after its primary month a window closes. It was the 16th until April 2022.
pub const CLOSING_WORKING_DAY: usize = 10;

/// Whether a month comes to a window for the first time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Turn {
    /// For the first time: its figures are provisional when the window closes.
    Primary,
    /// Again: its figures are final when the window closes.
    Refresh,
}

/// A span of days in which returns for two months are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The first day, from 00:00:00.
    pub opens: Date,
    /// The last day, until 23:59:59.
    pub closes: Date,
    /// The month that it takes for the first time.
    pub primary: Month,
    /// The month that it takes again.
    pub refresh: Month,
    /// What its two days rest on.
    pub basis: Basis,
}

impl Window {
    /// The window that takes a month for the first time.
    pub fn of(primary: Month) -> Self {
        let refresh = primary.prev();
        let before = closing_day(refresh);
        let (opens, closes) = (next_working_day(before), closing_day(primary));
        Self {
            opens,
            closes,
            primary,
            refresh,
            basis: basis(before.year()).max(basis(closes.year())),
        }
    }

    /// The window that takes what is sent on a day: the one that is open, or else the one that opens next.
    pub fn taking(day: Date) -> Self {
        let last = Month::of(day).prev();
        if day <= closing_day(last) {
            Self::of(last)
        } else {
            Self::of(last.next())
        }
    }

    /// Whether it is open on a day.
    pub fn is_open(&self, day: Date) -> bool {
        (self.opens..=self.closes).contains(&day)
    }

    /// In what turn it takes a month; none for a month that it does not take.
    pub fn turn_of(&self, month: Month) -> Option<Turn> {
        if month == self.primary {
            Some(Turn::Primary)
        } else if month == self.refresh {
            Some(Turn::Refresh)
        } else {
            None
        }
    }

    /// The instant at which it opens.
    pub fn opens_at(&self) -> Timestamp {
        start_of(self.opens)
    }

    /// Its last second.
    pub fn closes_at(&self) -> Timestamp {
        end_of(self.closes)
    }

    /// Days from a day until the close: 0 on the last day, below 0 after it.
    pub fn days_left(&self, today: Date) -> i32 {
        (self.closes - today).get_days()
    }
}

/// The day on which the window closes that takes a month for the first time.
pub(super) fn closing_day(primary: Month) -> Date {
    let next = primary.next();
    // Every month has at least 17 working days, so that the last day of the month is never the answer.
    nth_working_day(next, CLOSING_WORKING_DAY).unwrap_or_else(|| next.last_day())
}
