//! Reading dates: day first always, ISO, words, Excel's date cells and serial numbers.

mod parts;
#[cfg(test)]
mod tests;

use jiff::ToSpan;
use jiff::civil::{Date, date};

use self::parts::{Part, month_of, parts};
use crate::sheet::{DAYS_1900_TO_1904, Value};

/// A date as read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Read {
    /// One reading.
    Day { day: Date, how: How, has_time: bool },
    /// No such day: 31 April, month 13.
    Impossible {
        /// Whether it would be a day with the month first.
        month_first_fits: bool,
    },
    /// A month without a day.
    MonthOnly,
    /// Anything else.
    NotADate,
}

/// How a date was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum How {
    /// A date cell.
    Cell,
    /// Year, month, day; or with the month in words.
    Plain,
    /// Day, month, year in digits.
    DayFirst,
    /// Month, day, year in digits, or a date cell that was made of such text: only where the sender says so.
    MonthFirst,
    /// As [`How::DayFirst`] or in words, with a year of two digits.
    TwoDigitYear,
    /// A number of days.
    Serial,
}

/// The days that a column's dates may be: serial numbers outside are numbers and not dates.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    pub(crate) first: Date,
    pub(crate) last: Date,
    /// Whether serial numbers count from 1904. Date cells have been set right when they were read.
    pub(crate) from_1904: bool,
    pub(crate) order: Order,
}

/// Which comes first, the day or the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Order {
    /// The day, as everywhere here.
    #[default]
    DayFirst,
    /// The month, says the sender.
    MonthFirst {
        /// Whether Excel here made date cells of it, taking the month for the day.
        cells_too: bool,
    },
}

/// Reads the date in a cell.
pub(crate) fn read(value: Value<'_>, span: Span) -> Read {
    match (span.order, read_day_first(value, span)) {
        (Order::DayFirst, read) => read,
        (Order::MonthFirst { cells_too }, read) => month_first(value, read, cells_too),
    }
}

/// The same value with the month first: digits in the order of day and month are turned round, everything else is as it is.
fn month_first(value: Value<'_>, read: Read, cells_too: bool) -> Read {
    match (value, read) {
        (
            Value::Date(_),
            Read::Day {
                day,
                how: How::Cell,
                has_time,
            },
        ) if cells_too => {
            Date::new(day.year(), day.day(), day.month()).map_or(read, |day| Read::Day {
                day,
                how: How::MonthFirst,
                has_time,
            })
        }
        (
            _,
            Read::Day {
                day,
                how: How::DayFirst | How::TwoDigitYear,
                has_time,
            },
        ) if is_digits(value) => match Date::new(day.year(), day.day(), day.month()) {
            Ok(day) => Read::Day {
                day,
                how: How::MonthFirst,
                has_time,
            },
            Err(_) => Read::Impossible {
                month_first_fits: false,
            },
        },
        (
            Value::Text(text),
            Read::Impossible {
                month_first_fits: true,
            },
        ) => turned_round(text).unwrap_or(read),
        _ => read,
    }
}

/// Whether a date is written without the month in words.
fn is_digits(value: Value<'_>) -> bool {
    matches!(value, Value::Text(text) if !without_time(text).0.chars().any(char::is_alphabetic))
}

/// `04/13/2026` as 13 April.
fn turned_round(text: &str) -> Option<Read> {
    let (day_part, has_time) = without_time(text);
    let (
        [
            Part::Number { value: m, .. },
            Part::Number { value: d, .. },
            Part::Number { value: y, digits },
        ],
        3,
    ) = parts(day_part)?
    else {
        return None;
    };
    let (year, _) = year_of(y, digits)?;
    let day = to_date(year, m, d)?;
    Some(Read::Day {
        day,
        how: How::MonthFirst,
        has_time,
    })
}

fn read_day_first(value: Value<'_>, span: Span) -> Read {
    match value {
        Value::Date(serial) => match from_serial(serial) {
            Some((day, has_time)) => Read::Day {
                day,
                how: How::Cell,
                has_time,
            },
            None => Read::NotADate,
        },
        Value::Number(number) => serial(number, span),
        Value::Text(text) => read_text(text, span),
        Value::Bool(_) | Value::Error(_) | Value::Uncalculated => Read::NotADate,
    }
}

/// The first day for which Excel's count is right: before it, Excel believes in 29 February 1900.
const SERIAL_MIN: f64 = 61.0;
const SERIAL_MAX: f64 = 2_958_466.0;

fn from_serial(serial: f64) -> Option<(Date, bool)> {
    if !(SERIAL_MIN..SERIAL_MAX).contains(&serial) {
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "checked to be a small positive number just above"
    )]
    let days = serial.floor() as i64;
    let day = date(1899, 12, 30).checked_add(days.days()).ok()?;
    Some((day, serial.fract() > 0.0))
}

fn serial(number: f64, span: Span) -> Read {
    let shift = if span.from_1904 {
        DAYS_1900_TO_1904
    } else {
        0.0
    };
    match from_serial(number + shift) {
        Some((day, has_time)) if (span.first..=span.last).contains(&day) => Read::Day {
            day,
            how: How::Serial,
            has_time,
        },
        _ => eight_digits(number),
    }
}

/// `20261004` as a number.
fn eight_digits(number: f64) -> Read {
    if (19_000_101.0..=21_991_231.0).contains(&number) && number.fract() == 0.0 {
        return read_parts(&number.to_string(), false);
    }
    Read::NotADate
}

/// The two ways in which nearly all days are written: `2026-10-04` and `04/10/2026`.
fn usual(text: &str) -> Option<Read> {
    let number = |digits: &[u8]| {
        let digit = |byte: &u8| byte.is_ascii_digit().then(|| u32::from(byte - b'0'));
        digits
            .iter()
            .try_fold(0, |sum, byte| digit(byte).map(|digit| sum * 10 + digit))
    };
    let (year, month, day, how) = match text.as_bytes() {
        [year @ .., b'-', m1, m2, b'-', d1, d2] if year.len() == 4 => {
            (year, [*m1, *m2], [*d1, *d2], How::Plain)
        }
        [d1, d2, b'/', m1, m2, b'/', year @ ..] if year.len() == 4 => {
            (year, [*m1, *m2], [*d1, *d2], How::DayFirst)
        }
        _ => return None,
    };
    let day = to_date(number(year)?, number(&month)?, number(&day)?)?;
    let has_time = false;
    Some(Read::Day { day, how, has_time })
}

fn read_text(text: &str, span: Span) -> Read {
    if let Some(usual) = usual(text) {
        return usual;
    }
    if text.len() > 40 {
        return Read::NotADate;
    }
    let is_decimal = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    if is_decimal && (5..=16).contains(&text.len()) && !text.starts_with('.') {
        let whole = text.split('.').next().unwrap_or_default();
        if whole.len() == 5 && text.matches('.').count() <= 1 {
            return text
                .parse()
                .map_or(Read::NotADate, |number| serial(number, span));
        }
    }
    let (day_part, has_time) = without_time(text);
    read_parts(day_part, has_time)
}

/// Cuts off a time of day: everything from the space, comma or T before the first colon. True if it was not midnight.
pub(crate) fn without_time(text: &str) -> (&str, bool) {
    let Some((before, after)) = text.split_once(':') else {
        return (text, false);
    };
    let hours = before.trim_end_matches(|c: char| c.is_ascii_digit());
    let day = hours.trim_end_matches([' ', 'T', 't', ',']);
    let hour = before.get(hours.len()..).unwrap_or_default();
    let is_midnight = hour
        .bytes()
        .chain(after.bytes())
        .all(|byte| !(b'1'..=b'9').contains(&byte));
    (day, !is_midnight)
}

fn read_parts(text: &str, has_time: bool) -> Read {
    use Part::{Number, Word};
    let Some((parts, n)) = parts(text) else {
        return Read::NotADate;
    };
    let (year, month, day, how) = match (parts, n) {
        (
            [
                Number {
                    value: y,
                    digits: 4,
                },
                Number { value: m, .. },
                Number { value: d, .. },
            ],
            3,
        ) => (y, m, d, How::Plain),
        (
            [
                Number {
                    value: d,
                    digits: 1..=2,
                },
                Number {
                    value: m,
                    digits: 1..=2,
                },
                Number { value: y, digits },
            ],
            3,
        ) => match year_of(y, digits) {
            Some((year, true)) => (year, m, d, How::TwoDigitYear),
            Some((year, false)) => (year, m, d, How::DayFirst),
            None => return Read::NotADate,
        },
        (
            [
                Number {
                    value: d,
                    digits: 1..=2,
                },
                Word(word),
                Number { value: y, digits },
            ],
            3,
        )
        | (
            [
                Word(word),
                Number {
                    value: d,
                    digits: 1..=2,
                },
                Number { value: y, digits },
            ],
            3,
        ) => match (month_of(word), year_of(y, digits)) {
            (Some(m), Some((year, true))) => (year, m, d, How::TwoDigitYear),
            (Some(m), Some((year, false))) => (year, m, d, How::Plain),
            _ => return Read::NotADate,
        },
        ([Number { value, digits: 8 }, ..], 1) => {
            (value / 10_000, value / 100 % 100, value % 100, How::Plain)
        }
        ([Word(word), Number { .. }, _], 2) | ([Number { digits: 4, .. }, Word(word), _], 2)
            if month_of(word).is_some() =>
        {
            return Read::MonthOnly;
        }
        (
            [
                Number {
                    value: 1..=12,
                    digits: 1..=2,
                },
                Number { digits: 4, .. },
                _,
            ],
            2,
        )
        | (
            [
                Number { digits: 4, .. },
                Number {
                    value: 1..=12,
                    digits: 1..=2,
                },
                _,
            ],
            2,
        ) => return Read::MonthOnly,
        _ => return Read::NotADate,
    };
    match to_date(year, month, day) {
        Some(day) => Read::Day { day, how, has_time },
        None => Read::Impossible {
            month_first_fits: matches!(how, How::DayFirst | How::TwoDigitYear)
                && to_date(year, day, month).is_some(),
        },
    }
}

/// The full year, and whether it was of two digits.
fn year_of(year: u32, digits: usize) -> Option<(u32, bool)> {
    match digits {
        4 => Some((year, false)),
        2 => Some((2_000 + year, true)),
        _ => None,
    }
}

fn to_date(year: u32, month: u32, day: u32) -> Option<Date> {
    let year = i16::try_from(year).ok()?;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Day and month of what Excel may have made of "10-14": a date cell, or text like "14-Oct" and "Oct-14".
pub(crate) fn day_and_month(value: Value<'_>) -> Option<(u32, u32)> {
    use Part::{Number, Word};
    match value {
        Value::Date(serial) => {
            let (day, _) = from_serial(serial)?;
            Some((
                u32::try_from(day.day()).ok()?,
                u32::try_from(day.month()).ok()?,
            ))
        }
        Value::Text(text) if text.len() <= 12 => match parts(text)? {
            (
                [
                    Number {
                        value,
                        digits: 1..=2,
                    },
                    Word(word),
                    _,
                ],
                2,
            )
            | (
                [
                    Word(word),
                    Number {
                        value,
                        digits: 1..=2,
                    },
                    _,
                ],
                2,
            ) => Some((value, month_of(word)?)),
            _ => None,
        },
        _ => None,
    }
}

/// A day in words: 4 March 2026.
pub(crate) fn words(day: Date) -> String {
    format!(
        "{} {}",
        day.day(),
        hub_standard::ids::Month::of(day).words()
    )
}
