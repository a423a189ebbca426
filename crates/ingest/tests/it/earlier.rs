//! A return against the one before.

use std::sync::Arc;

use hub_ingest::{CheckedReturn, DoorOptions, Earlier, Limits, Upload};

use crate::support::{Table, check_by, door_with, finding, keys, names, upload};

/// Checks `now` as the return after `before`.
fn after(before: &Table, now: &Table) -> (CheckedReturn, CheckedReturn) {
    let door = door_with(Limits::default(), DoorOptions::default());
    let first = check_by(&door, &upload(before.csv()));
    let batch = first.rows.as_ref().unwrap().batch().clone();
    let second = check_by(
        &door,
        &Upload {
            earlier: Some(Arc::new(Earlier::of(&[batch]))),
            ..upload(now.csv())
        },
    );
    (first, second)
}

#[test]
fn references_that_lost_their_zeros_are_matched_with_the_last_return() {
    let before = Table::good(3).column_of("local_referral_id", |n| format!("00{}", n + 12));
    let now = Table::good(3).column_of("local_referral_id", |n| (n + 12).to_string());
    let (first, second) = after(&before, &now);
    assert_eq!(keys(&first, "referral_key"), keys(&second, "referral_key"));
    let note = finding(&second, "references_restored");
    assert_eq!((note.count, note.place.column.as_deref()), (3, Some("A")));
}

#[test]
fn a_new_reference_without_zeros_stays_what_it_is() {
    let before = Table::good(1).column_of("local_referral_id", |_| "0012".to_owned());
    let now = Table::good(1).column_of("local_referral_id", |_| "13".to_owned());
    let (_, second) = after(&before, &now);
    assert!(!names(&second).contains(&"references_restored"));
}

#[test]
fn a_referral_that_changed_its_month_source_or_person_is_said() {
    let before = Table::good(3);
    let now = Table::good(3)
        .set(0, "referral_date", "2026-09-30")
        .set(1, "referral_source", "A2")
        .set(2, "local_person_id", "P-0009");
    let (_, second) = after(&before, &now);
    let changed: Vec<_> = second
        .findings
        .iter()
        .filter(|finding| finding.code == "R220")
        .map(|finding| (finding.place.row, finding.place.column.clone()))
        .collect();
    assert_eq!(changed.len(), 3, "{:#?}", second.findings);
    let month = finding(&second, "referral_changed");
    assert!(
        month
            .message
            .contains("from September 2026; in your last return it was from October 2026"),
        "{}",
        month.message
    );
    assert_eq!(second.counts.counted, 3);
}

#[test]
fn an_unchanged_return_says_nothing_of_the_one_before() {
    let (_, second) = after(&Table::good(3), &Table::good(3));
    assert!(second.findings.is_empty(), "{:#?}", second.findings);
}
