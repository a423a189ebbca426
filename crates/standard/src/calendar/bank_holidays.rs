//! The bank holidays of England: those that were announced, typed in, and what the law lets one expect beyond them.

use jiff::{
    ToSpan,
    civil::{Date, Weekday, date},
};

/// Where the dates were typed in from: GOV.UK, "UK bank holidays", England and Wales, under the Open Government
/// Licence v3.0.
pub const SOURCE: &str = "https://www.gov.uk/bank-holidays";

/// The first year that is typed in.
pub const FIRST_YEAR: i16 = 2017;

/// The last year that is typed in. To add a year, add its row and move this on; a test compares the row with what the
/// law lets one expect, so that a slip of the finger shows.
pub const LAST_YEAR: i16 = 2028;

/// One row for each year, and in it the days in their order.
const ANNOUNCED: [&[Date]; 12] = [
    // 2017
    &[
        date(2017, 1, 2),
        date(2017, 4, 14),
        date(2017, 4, 17),
        date(2017, 5, 1),
        date(2017, 5, 29),
        date(2017, 8, 28),
        date(2017, 12, 25),
        date(2017, 12, 26),
    ],
    // 2018
    &[
        date(2018, 1, 1),
        date(2018, 3, 30),
        date(2018, 4, 2),
        date(2018, 5, 7),
        date(2018, 5, 28),
        date(2018, 8, 27),
        date(2018, 12, 25),
        date(2018, 12, 26),
    ],
    // 2019
    &[
        date(2019, 1, 1),
        date(2019, 4, 19),
        date(2019, 4, 22),
        date(2019, 5, 6),
        date(2019, 5, 27),
        date(2019, 8, 26),
        date(2019, 12, 25),
        date(2019, 12, 26),
    ],
    // 2020: the early May holiday was moved to the 75th anniversary of VE day.
    &[
        date(2020, 1, 1),
        date(2020, 4, 10),
        date(2020, 4, 13),
        date(2020, 5, 8),
        date(2020, 5, 25),
        date(2020, 8, 31),
        date(2020, 12, 25),
        date(2020, 12, 28),
    ],
    // 2021
    &[
        date(2021, 1, 1),
        date(2021, 4, 2),
        date(2021, 4, 5),
        date(2021, 5, 3),
        date(2021, 5, 31),
        date(2021, 8, 30),
        date(2021, 12, 27),
        date(2021, 12, 28),
    ],
    // 2022: the spring holiday was moved to June and a day added for the jubilee; another for the Queen's funeral.
    &[
        date(2022, 1, 3),
        date(2022, 4, 15),
        date(2022, 4, 18),
        date(2022, 5, 2),
        date(2022, 6, 2),
        date(2022, 6, 3),
        date(2022, 8, 29),
        date(2022, 9, 19),
        date(2022, 12, 26),
        date(2022, 12, 27),
    ],
    // 2023: a day was added for the coronation.
    &[
        date(2023, 1, 2),
        date(2023, 4, 7),
        date(2023, 4, 10),
        date(2023, 5, 1),
        date(2023, 5, 8),
        date(2023, 5, 29),
        date(2023, 8, 28),
        date(2023, 12, 25),
        date(2023, 12, 26),
    ],
    // 2024
    &[
        date(2024, 1, 1),
        date(2024, 3, 29),
        date(2024, 4, 1),
        date(2024, 5, 6),
        date(2024, 5, 27),
        date(2024, 8, 26),
        date(2024, 12, 25),
        date(2024, 12, 26),
    ],
    // 2025
    &[
        date(2025, 1, 1),
        date(2025, 4, 18),
        date(2025, 4, 21),
        date(2025, 5, 5),
        date(2025, 5, 26),
        date(2025, 8, 25),
        date(2025, 12, 25),
        date(2025, 12, 26),
    ],
    // 2026
    &[
        date(2026, 1, 1),
        date(2026, 4, 3),
        date(2026, 4, 6),
        date(2026, 5, 4),
        date(2026, 5, 25),
        date(2026, 8, 31),
        date(2026, 12, 25),
        date(2026, 12, 28),
    ],
    // 2027
    &[
        date(2027, 1, 1),
        date(2027, 3, 26),
        date(2027, 3, 29),
        date(2027, 5, 3),
        date(2027, 5, 31),
        date(2027, 8, 30),
        date(2027, 12, 27),
        date(2027, 12, 28),
    ],
    // 2028
    &[
        date(2028, 1, 3),
        date(2028, 4, 14),
        date(2028, 4, 17),
        date(2028, 5, 1),
        date(2028, 5, 29),
        date(2028, 8, 28),
        date(2028, 12, 25),
        date(2028, 12, 26),
    ],
];

/// What a date rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// Bank holidays that were announced.
    Announced,
    /// Bank holidays as the law has them in any year. One that is added or moved for an occasion, as in 2022, is not in
    /// them, so that the date may come to lie a day later or so.
    Expected,
}

/// What the bank holidays of a year rest on.
pub fn basis(year: i16) -> Basis {
    match announced(year) {
        Some(_) => Basis::Announced,
        None => Basis::Expected,
    }
}

/// The bank holidays of England in a year, in their order; see [`basis`] for what they rest on.
pub fn bank_holidays(year: i16) -> Vec<Date> {
    announced(year).map_or_else(|| expected_bank_holidays(year).to_vec(), <[Date]>::to_vec)
}

pub(super) fn is_bank_holiday(day: Date) -> bool {
    match announced(day.year()) {
        Some(days) => days.contains(&day),
        None => expected_bank_holidays(day.year()).contains(&day),
    }
}

fn announced(year: i16) -> Option<&'static [Date]> {
    let row = usize::try_from(year.checked_sub(FIRST_YEAR)?).ok()?;
    ANNOUNCED.get(row).copied()
}

/// The bank holidays that every year has: the Banking and Financial Dealings Act 1971 with its substitute days, New
/// Year's Day and early May by yearly proclamation, and Good Friday and Christmas Day by custom.
pub fn expected_bank_holidays(year: i16) -> [Date; 8] {
    let day = |month: i8, day: i8| Date::new(year, month, day).unwrap_or(Date::ZERO);
    let first_monday = |month: i8| on_or_after(day(month, 1), Weekday::Monday);
    let last_monday = |month: i8, last: i8| on_or_after(day(month, last - 6), Weekday::Monday);
    let easter = easter_sunday(year);
    let christmas = weekday_from(day(12, 25));
    let boxing = match day(12, 26) {
        given if given > christmas => weekday_from(given),
        _ => weekday_from(christmas.saturating_add(1.day())),
    };
    [
        weekday_from(day(1, 1)),
        easter.saturating_sub(2.days()),
        easter.saturating_add(1.day()),
        first_monday(5),
        last_monday(5, 31),
        last_monday(8, 31),
        christmas,
        boxing,
    ]
}

pub(super) fn is_weekday(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// The day itself, or the Monday after a weekend.
fn weekday_from(day: Date) -> Date {
    if is_weekday(day) {
        day
    } else {
        on_or_after(day, Weekday::Monday)
    }
}

fn on_or_after(day: Date, weekday: Weekday) -> Date {
    let ahead = day.weekday().until(weekday);
    day.saturating_add(i64::from(ahead).days())
}

/// Easter Sunday by the anonymous Gregorian computus.
fn easter_sunday(year: i16) -> Date {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    match (i8::try_from(month), i8::try_from(day)) {
        (Ok(month), Ok(day)) => Date::new(year, month, day).unwrap_or(Date::ZERO),
        _ => Date::ZERO,
    }
}
