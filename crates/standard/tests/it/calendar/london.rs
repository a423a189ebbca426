use hub_standard::calendar::{day_of, end_of, local, start_of};
use jiff::Timestamp;
use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;

use super::any_day;

#[test]
fn the_clocks_of_england_need_no_files() {
    let at = |text: &str| local(text.parse::<Timestamp>().unwrap()).to_string();
    assert_eq!(at("2026-07-01T10:00:00Z"), "2026-07-01T11:00:00");
    assert_eq!(at("2026-11-03T10:00:00Z"), "2026-11-03T10:00:00");
    // The last second of winter time and the first of summer time, and back.
    assert_eq!(at("2026-03-29T00:59:59Z"), "2026-03-29T00:59:59");
    assert_eq!(at("2026-03-29T01:00:00Z"), "2026-03-29T02:00:00");
    assert_eq!(at("2026-10-25T00:59:59Z"), "2026-10-25T01:59:59");
    assert_eq!(at("2026-10-25T01:00:00Z"), "2026-10-25T01:00:00");
    // Beyond the table of transitions, by the rule.
    assert_eq!(at("2090-07-01T10:00:00Z"), "2090-07-01T11:00:00");
}

#[test]
fn a_day_in_summer_begins_while_it_is_yesterday_in_greenwich() {
    let instant: Timestamp = "2026-06-30T23:30:00Z".parse().unwrap();
    assert_eq!(day_of(instant), date(2026, 7, 1));
}

proptest! {
    #[test]
    fn days_follow_each_other_without_a_second_between(day in any_day()) {
        prop_assert_eq!(end_of(day) + 1.second(), start_of(day.tomorrow().unwrap()));
        prop_assert_eq!(day_of(start_of(day)), day);
        prop_assert_eq!(day_of(end_of(day)), day);
        prop_assert_eq!(local(end_of(day)), day.at(23, 59, 59, 0));
    }
}
