use hub_standard::calendar::{Basis, Figures, MonthWindows, Stage, Window};
use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;

use super::{any_day, any_month, month};

#[test]
fn a_month_goes_from_not_yet_open_to_final() {
    let october = MonthWindows::of(month("2026-10"));
    for (day, stage) in [
        (date(2026, 10, 14), Stage::NotYetOpen),
        (date(2026, 10, 15), Stage::Open),
        (date(2026, 11, 13), Stage::Open),
        // A weekend between two windows.
        (date(2026, 11, 14), Stage::Provisional),
        (date(2026, 11, 16), Stage::Provisional),
        (date(2026, 12, 14), Stage::Provisional),
        (date(2026, 12, 15), Stage::Final),
    ] {
        assert_eq!(october.stage(day), stage, "{day}");
    }
}

#[test]
fn a_return_counts_for_the_first_figures_that_it_can_still_be_in() {
    let october = MonthWindows::of(month("2026-10"));
    assert_eq!(october.figures(date(2026, 11, 13)), Figures::Provisional);
    assert_eq!(october.figures(date(2026, 11, 14)), Figures::Final);
    assert_eq!(october.figures(date(2026, 12, 14)), Figures::Final);
    assert_eq!(october.figures(date(2026, 12, 15)), Figures::Correction);
    let closes = |day| october.window_on(day).map(|window| window.closes);
    assert_eq!(closes(date(2026, 11, 13)), Some(date(2026, 11, 13)));
    assert_eq!(closes(date(2026, 11, 14)), Some(date(2026, 12, 14)));
    assert_eq!(closes(date(2026, 12, 15)), None);
}

#[test]
fn a_refresh_is_late_only_where_nothing_was_in() {
    let october = MonthWindows::of(month("2026-10"));
    for (day, was_in, is_late) in [
        (date(2026, 11, 13), false, false),
        (date(2026, 11, 13), true, false),
        (date(2026, 11, 14), false, true),
        (date(2026, 11, 14), true, false),
        (date(2026, 12, 15), false, true),
        (date(2026, 12, 15), true, true),
    ] {
        assert_eq!(october.is_late(day, was_in), is_late, "{day} {was_in}");
    }
}

#[test]
fn a_month_is_as_sure_as_the_weaker_of_its_windows() {
    assert_eq!(MonthWindows::of(month("2028-10")).basis(), Basis::Announced);
    assert_eq!(MonthWindows::of(month("2028-11")).basis(), Basis::Expected);
}

proptest! {
    #[test]
    fn a_month_never_goes_back_a_stage(month in any_month(), day in any_day(), days in 0..400_i32) {
        let windows = MonthWindows::of(month);
        prop_assert!(windows.stage(day) <= windows.stage(day.saturating_add(days.days())));
    }

    /// What a sender is told of a month is what the window says that takes the file.
    #[test]
    fn a_month_is_taken_by_the_window_of_the_day(day in any_day(), back in -3_i32..6) {
        let window = Window::taking(day);
        let month = window.primary.plus(-back);
        let figures = MonthWindows::of(month).figures(day);
        let expected = match back {
            ..=0 => Figures::Provisional,
            1 => Figures::Final,
            _ => Figures::Correction,
        };
        prop_assert_eq!(figures, expected);
    }
}
