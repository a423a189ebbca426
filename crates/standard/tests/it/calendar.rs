//! When returns are due.

mod holidays;
mod last_good;
mod london;
mod months;
mod published;
mod sentences;
mod windows;

use hub_standard::Month;
use jiff::civil::Date;
use proptest::prelude::*;

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

/// Any day from 2000 to 2149: typed-in years and expected ones.
fn any_day() -> impl Strategy<Value = Date> {
    let days = (Date::constant(2149, 12, 31) - Date::constant(2000, 1, 1)).get_days();
    (0..=days).prop_map(|n| {
        Date::constant(2000, 1, 1)
            .checked_add(jiff::Span::new().days(n))
            .unwrap()
    })
}

/// Any month from 2000 to 2149.
fn any_month() -> impl Strategy<Value = Month> {
    any_day().prop_map(Month::of)
}
