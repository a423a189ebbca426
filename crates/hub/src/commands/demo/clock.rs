//! The time in a demonstration.

use std::sync::{Mutex, PoisonError};

use hub_api::Clock;
use hub_standard::calendar;
use hub_standard::ids::Month;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// One service in so many sends late, another one each month.
const LATE_ONE_IN: usize = 19;

/// While the returns of past months are sent it stands on a day on which they were; after that it is the machine's.
#[derive(Debug, Default)]
pub(super) struct DemoClock(Mutex<Option<Timestamp>>);

impl DemoClock {
    /// Stands on a day when returns for the month are sent: in time, or late. Never in the future.
    pub(super) fn stand_at(&self, month: Month, late: bool) {
        let day = if late {
            calendar::due(month).saturating_add(SignedDuration::from_hours(4 * 24))
        } else {
            month
                .next()
                .first_day()
                .saturating_add(SignedDuration::from_hours(5 * 24))
        };
        let instant = morning(day).map(|instant| instant.min(Timestamp::now()));
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = instant;
    }

    /// Goes with the machine's time from now on.
    pub(super) fn run(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl Clock for DemoClock {
    fn now(&self) -> Timestamp {
        let standing = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        standing.unwrap_or_else(Timestamp::now)
    }
}

fn morning(day: Date) -> Option<Timestamp> {
    let at = day.at(10, 0, 0, 0).to_zoned(TimeZone::UTC).ok()?;
    Some(at.timestamp())
}

/// Whether a service sends this month's return late.
pub(super) fn is_late(service_idx: usize, months_back: u32) -> bool {
    let months = usize::try_from(months_back).unwrap_or_default();
    (service_idx + months * 7).is_multiple_of(LATE_ONE_IN)
}
