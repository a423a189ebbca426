//! The time in England, which every deadline is in.

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};

/// Compiled in: a small container, or a machine in another country, has no files about time zones.
static LONDON: TimeZone = jiff::tz::get!("Europe/London");

/// Date and time in England of an instant.
pub fn local(instant: Timestamp) -> DateTime {
    LONDON.to_datetime(instant)
}

/// The day in England that an instant is in.
pub fn day_of(instant: Timestamp) -> Date {
    local(instant).date()
}

/// The instant at which a day begins in England.
pub fn start_of(day: Date) -> Timestamp {
    instant(day.at(0, 0, 0, 0), Timestamp::MIN)
}

/// The last second of a day in England, 23:59:59. A deadline holds until this second is over.
pub fn end_of(day: Date) -> Timestamp {
    instant(day.at(23, 59, 59, 0), Timestamp::MAX)
}

/// The clocks change between one and two in the morning, so that neither end of a day is skipped or comes twice.
fn instant(at: DateTime, beyond: Timestamp) -> Timestamp {
    LONDON.to_timestamp(at).unwrap_or(beyond)
}
