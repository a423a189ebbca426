use hub_standard::calendar::last_by;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;

const CLOSES: Date = date(2026, 11, 13);

/// A return: when it was sent, and when it was withdrawn.
type Version = (Date, Option<Date>);

/// Which of the returns counts at the close, by its place.
fn counts(versions: &[Version]) -> Option<usize> {
    let places = versions.iter().enumerate();
    last_by(
        CLOSES,
        places,
        |(_, (sent, _))| *sent,
        |(_, (_, withdrawn))| *withdrawn,
    )
    .map(|(place, _)| place)
}

#[test]
fn the_last_return_by_the_close_counts() {
    let (before, on, after) = (date(2026, 11, 2), CLOSES, date(2026, 11, 14));
    assert_eq!(counts(&[]), None);
    assert_eq!(counts(&[(after, None)]), None);
    assert_eq!(counts(&[(before, None), (on, None)]), Some(1));
    assert_eq!(counts(&[(before, None), (after, None)]), Some(0));
}

#[test]
fn a_return_that_was_replaced_does_not_come_back_when_the_newer_one_is_withdrawn() {
    let (before, after) = (date(2026, 11, 2), date(2026, 11, 14));
    let withdrawn = (before, Some(CLOSES));
    assert_eq!(counts(&[(before, None), withdrawn]), None);
    assert_eq!(counts(&[withdrawn, (before, None)]), Some(1));
    // After the close it had counted.
    assert_eq!(counts(&[(before, Some(after))]), Some(0));
}

proptest! {
    #[test]
    fn what_comes_after_the_close_changes_nothing(
        days in prop::collection::vec((-40_i32..40, prop::option::of(0_i32..40)), 0..8),
        later in prop::collection::vec((1_i32..40, prop::option::of(0_i32..40)), 0..4),
    ) {
        let version = |(sent, kept): (i32, Option<i32>)| {
            let sent = CLOSES.saturating_add(sent.days());
            (sent, kept.map(|days| sent.saturating_add(days.days())))
        };
        let mut versions: Vec<Version> = days.into_iter().map(version).collect();
        versions.sort_by_key(|(sent, _)| *sent);
        let before = counts(&versions);
        versions.extend(later.into_iter().map(version));
        prop_assert_eq!(counts(&versions), before);
    }
}
