//! When a month's return is due: the end of the 10th working day of the month after, as for the national community
//! data set. Working days leave out weekends and the bank holidays of England.

use jiff::{
    ToSpan,
    civil::{Date, Weekday, date},
};

use crate::ids::Month;

/// Which working day of the next month is the last one for a return.
pub const DUE_WORKING_DAY: usize = 10;

/// Bank holidays that were given once, for a jubilee, a funeral or a coronation.
const ONCE: [Date; 3] = [date(2022, 6, 3), date(2022, 9, 19), date(2023, 5, 8)];

/// The spring bank holiday of 2022 was moved for the jubilee.
const MOVED_SPRING: (i16, Date) = (2022, date(2022, 6, 2));

/// The last day on which the first return for a month can be sent; it ends at 23:59:59.
pub fn due(month: Month) -> Date {
    let next = month.next();
    let holidays = bank_holidays(next.year());
    let days = next.first_day().series(1.day()).take(31);
    let mut working = days.filter(|day| is_weekday(*day) && !holidays.contains(day));
    working
        .nth(DUE_WORKING_DAY - 1)
        .unwrap_or_else(|| next.last_day())
}

/// The last day on which a return for a month can be sent again: when the return of the month after is due.
pub fn final_due(month: Month) -> Date {
    due(month.next())
}

/// The bank holidays of England in a year.
pub fn bank_holidays(year: i16) -> Vec<Date> {
    let day = |month: i8, day: i8| Date::new(year, month, day).unwrap_or(Date::ZERO);
    let first_monday = |month: i8| on_or_after(day(month, 1), Weekday::Monday);
    let last_monday = |month: i8, last: i8| on_or_after(day(month, last - 6), Weekday::Monday);
    let easter = easter_sunday(year);
    let christmas = weekday_from(day(12, 25));
    let boxing = match day(12, 26) {
        given if given > christmas => weekday_from(given),
        _ => weekday_from(christmas.saturating_add(1.day())),
    };
    let spring = if year == MOVED_SPRING.0 {
        MOVED_SPRING.1
    } else {
        last_monday(5, 31)
    };
    let mut holidays = vec![
        weekday_from(day(1, 1)),
        easter.saturating_sub(2.days()),
        easter.saturating_add(1.day()),
        // Moved to the Friday for the 75th anniversary of VE day.
        if year == 2020 {
            day(5, 8)
        } else {
            first_monday(5)
        },
        spring,
        last_monday(8, 31),
        christmas,
        boxing,
    ];
    holidays.extend(ONCE.into_iter().filter(|once| once.year() == year));
    holidays.sort_unstable();
    holidays
}

fn is_weekday(day: Date) -> bool {
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
