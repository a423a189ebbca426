//! Days on which people work: neither weekends nor bank holidays of England.

use jiff::{ToSpan, civil::Date};

use super::bank_holidays::{is_bank_holiday, is_weekday};
use crate::ids::Month;

/// More days in a row than are ever without work: a weekend joined to the longest holidays leaves four.
const REST_DAYS_MAX: usize = 14;

/// Whether people work on a day.
pub fn is_working_day(day: Date) -> bool {
    is_weekday(day) && !is_bank_holiday(day)
}

/// The first working day after a day.
pub fn next_working_day(day: Date) -> Date {
    let tomorrow = day.saturating_add(1.day());
    tomorrow
        .series(1.day())
        .take(REST_DAYS_MAX)
        .find(|day| is_working_day(*day))
        .unwrap_or(tomorrow)
}

/// The n-th working day of a month, counted from 1; none where the month has fewer.
pub fn nth_working_day(month: Month, n: usize) -> Option<Date> {
    month
        .first_day()
        .series(1.day())
        .take_while(|day| month.contains(*day))
        .filter(|day| is_working_day(*day))
        .nth(n.checked_sub(1)?)
}
