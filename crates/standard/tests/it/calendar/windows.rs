use hub_standard::Month;
use hub_standard::calendar::{
    Basis, CLOSING_WORKING_DAY, LAST_YEAR, Window, bank_holidays, day_of, due, is_working_day,
    nth_working_day,
};
use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;

use super::{any_day, any_month, month};

#[test]
fn every_month_has_a_working_day_to_send_its_return() {
    for month in Month::range(month("2000-01"), month("2149-12")) {
        assert!(month.next().contains(due(month)), "{month}");
        assert!((12..=18).contains(&due(month).day()), "{month}");
        assert_eq!(
            nth_working_day(month.next(), CLOSING_WORKING_DAY),
            Some(due(month)),
            "{month}"
        );
    }
}

/// The rule holds further back than the table that was published for 2025 and 2026: the day of the jubilee and the day
/// of the coronation pushed a close out.
#[test]
fn an_occasion_moves_the_close() {
    assert_eq!(due(month("2022-05")), date(2022, 6, 16));
    assert_eq!(due(month("2023-04")), date(2023, 5, 16));
}

#[test]
fn windows_without_announced_holidays_are_expected() {
    let last = Window::of(Month::new(LAST_YEAR, 11).unwrap());
    assert_eq!(last.basis, Basis::Announced, "closes in the last year");
    assert_eq!(Window::of(last.primary.next()).basis, Basis::Expected);
    // Opens in the year that is typed in last, and closes in the first one that is not.
    assert!(Window::of(last.primary.next()).opens.year() == LAST_YEAR);
}

#[test]
fn the_close_is_the_last_second_of_its_day_in_england() {
    let winter = Window::of(month("2025-12"));
    assert_eq!(winter.opens_at().to_string(), "2025-12-15T00:00:00Z");
    assert_eq!(winter.closes_at().to_string(), "2026-01-15T23:59:59Z");
    let summer = Window::of(month("2025-07"));
    assert_eq!(summer.opens_at().to_string(), "2025-07-14T23:00:00Z");
    assert_eq!(summer.closes_at().to_string(), "2025-08-14T22:59:59Z");
    // Opened in summer, closed in winter.
    let autumn = Window::of(month("2025-10"));
    assert_eq!(autumn.opens_at().to_string(), "2025-10-14T23:00:00Z");
    assert_eq!(autumn.closes_at().to_string(), "2025-11-14T23:59:59Z");
}

#[test]
fn the_last_second_is_still_in_time_and_the_next_one_is_not() {
    let window = Window::of(month("2025-07"));
    let last = window.closes_at();
    assert_eq!(Window::taking(day_of(last)), window);
    let nearly = last + 999.milliseconds();
    assert_eq!(Window::taking(day_of(nearly)), window);
    let after = last + 1.second();
    assert_eq!(Window::taking(day_of(after)).primary, month("2025-08"));
}

#[test]
fn days_are_counted_down_to_the_close() {
    let window = Window::of(month("2026-10"));
    assert_eq!(window.days_left(date(2026, 11, 4)), 9);
    assert_eq!(window.days_left(date(2026, 11, 13)), 0);
    assert_eq!(window.days_left(date(2026, 11, 14)), -1);
}

proptest! {
    #[test]
    fn a_window_opens_and_closes_on_working_days(month in any_month()) {
        let window = Window::of(month);
        prop_assert!(is_working_day(window.opens) && is_working_day(window.closes));
        prop_assert!(window.opens < window.closes);
        prop_assert!(!bank_holidays(window.closes.year()).contains(&window.closes));
        prop_assert_eq!(window.refresh.next(), window.primary);
        // It is open for some days before its primary month is over, and always for a while after.
        prop_assert!(window.opens <= month.last_day() && window.closes > month.last_day());
    }

    #[test]
    fn windows_do_not_overlap_and_nobody_works_between_them(month in any_month()) {
        let (window, next) = (Window::of(month), Window::of(month.next()));
        prop_assert!(window.closes < next.opens);
        let between = window.closes.tomorrow().unwrap().series(1.day()).take_while(|day| *day < next.opens);
        for day in between {
            prop_assert!(!is_working_day(day), "{}", day);
            prop_assert!(!window.is_open(day) && !next.is_open(day));
            prop_assert_eq!(Window::taking(day), next);
        }
    }

    #[test]
    fn each_day_has_one_window_that_takes_what_is_sent(day in any_day()) {
        let window = Window::taking(day);
        prop_assert!(window.days_left(day) >= 0);
        prop_assert!(Window::of(window.refresh).closes < day);
        prop_assert!(window.is_open(day) || !is_working_day(day));
    }

    #[test]
    fn a_later_day_is_never_taken_by_an_earlier_window(day in any_day(), days in 0..800_i32) {
        let later = day.saturating_add(days.days());
        prop_assert!(Window::taking(day).primary <= Window::taking(later).primary);
    }
}
