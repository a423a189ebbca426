//! When returns are due: windows, as the national community data set has them.
//!
//! A [`Window`] takes the first return ("primary") for one month and the refresh of the month before. It closes at
//! 23:59:59 in England on the 10th working day after the primary month, and the next one opens on the next working day.
//! A month therefore has two windows: at the close of the first its figures are provisional, at the close of the second
//! they are final ([`MonthWindows`]). What counts at a close is the last return that was submitted by then: a file that
//! is never submitted, or that comes later, changes nothing.
//!
//! ```text
//!             Oct             Nov             Dec
//!   October    │   ├─ primary ──13 Nov ┤├─ refresh ── 14 Dec┤
//!              │   open               provisional           final
//! ```
//!
//! Between two windows there are only days on which nobody works. The door is not shut on them: what is sent then is
//! taken by the window that opens next.
//!
//! Everything here is a function of dates; the clock is the caller's.

mod bank_holidays;
mod figures;
mod london;
mod month_windows;
mod sentences;
mod window;
mod working_days;

use jiff::civil::Date;

use crate::ids::Month;

pub use bank_holidays::{
    Basis, FIRST_YEAR, LAST_YEAR, SOURCE, bank_holidays, basis, expected_bank_holidays,
};
pub use figures::{Figures, last_by};
pub use london::{day_of, end_of, local, start_of};
pub use month_windows::{MonthWindows, Stage};
pub use sentences::date_words;
pub use window::{CLOSING_WORKING_DAY, Turn, Window};
pub use working_days::{is_working_day, next_working_day, nth_working_day};

/// The last day on which the first return for a month can be sent in time; it ends at 23:59:59.
pub fn due(month: Month) -> Date {
    window::closing_day(month)
}

/// The last day on which a return for a month can be refreshed: when the return of the month after is due.
pub fn final_due(month: Month) -> Date {
    window::closing_day(month.next())
}
