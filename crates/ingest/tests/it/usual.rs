//! A return against what its service usually sends.

use std::sync::Arc;

use hub_ingest::{
    CheckedReturn, DoorOptions, Earlier, ItemQuality, Limits, MonthSent, Outcome, Upload,
};

use crate::support::{Table, check_by, door_with, finding, names};

fn after(months: Vec<MonthSent>, now: &Table) -> CheckedReturn {
    let door = door_with(Limits::default(), DoorOptions::default());
    let upload = Upload {
        earlier: Some(Arc::new(Earlier::default().with_months(months))),
        ..crate::support::upload(now.csv())
    };
    check_by(&door, &upload)
}

/// After months with so many new referrals each.
fn after_counts(months: &[u32], now: &Table) -> CheckedReturn {
    let month = |n: &u32| MonthSent {
        new_referrals: *n,
        items: Vec::new(),
    };
    after(months.iter().map(month).collect(), now)
}

fn is_unusual(checked: &CheckedReturn) -> bool {
    names(checked).contains(&"count_unusual")
}

#[test]
fn far_fewer_and_far_more_referrals_than_usual_are_asked_about() {
    let few = after_counts(&[36, 44, 40, 40], &Table::good(12));
    let found = finding(&few, "count_unusual");
    let said = "This return has 12 new referrals in October 2026. Your service usually has about 40 a month, by its 4 \
                returns of the year before.";
    assert!(found.message.starts_with(said), "{}", found.message);
    assert_eq!(found.found.as_deref(), Some("12 new referrals"));
    assert_eq!(found.expected.as_deref(), Some("about 40"));
    assert_eq!(few.outcome, Outcome::Warnings);
    assert_eq!(few.counts.counted, 12);
    assert_eq!(found.title, "There are far fewer referrals than usual");
    let many = after_counts(&[40; 12], &Table::good(80));
    let found = finding(&many, "count_unusual");
    assert_eq!(found.title, "There are far more referrals than usual");
}

#[test]
fn thirty_per_cent_is_unusual_for_a_large_service() {
    for (n, expected) in [(70, true), (71, false), (129, false), (130, true)] {
        let checked = after_counts(&[90, 110, 100], &Table::good(n));
        assert_eq!(is_unusual(&checked), expected, "{n}");
    }
}

#[test]
fn a_small_service_is_not_asked_about_what_chance_makes() {
    // Twice the square root of 16 is 8, which is half of it.
    for (n, expected) in [(7, true), (8, false), (24, false), (25, true)] {
        let checked = after_counts(&[16; 3], &Table::good(n));
        assert_eq!(is_unusual(&checked), expected, "{n}");
    }
    for n in [1, 30] {
        assert!(!is_unusual(&after_counts(&[9; 12], &Table::good(n))));
    }
    assert!(is_unusual(&after_counts(&[10; 12], &Table::good(30))));
}

#[test]
fn it_takes_three_months_to_know_what_is_usual() {
    assert!(!is_unusual(&after_counts(&[40; 2], &Table::good(5))));
    assert!(is_unusual(&after_counts(&[40; 3], &Table::good(5))));
    // A month with nothing to report is one of them.
    assert!(is_unusual(&after_counts(&[60, 60, 0], &Table::good(5))));
}

#[test]
fn rows_left_out_are_not_said_to_be_missing_as_well() {
    let half = |n: usize| if n < 30 { "2026-02-30" } else { "2026-10-05" }.to_owned();
    let checked = after_counts(&[60; 3], &Table::good(60).column_of("referral_date", half));
    assert_eq!(checked.counts.left_out, 30);
    assert!(!is_unusual(&checked));
    assert!(is_unusual(&after_counts(&[60; 3], &Table::good(30))));
}

#[test]
fn a_file_of_another_month_is_said_to_be_that_and_no_more() {
    let september = Table::good(40)
        .column_of("referral_date", |_| "2026-09-05".to_owned())
        .column_of("first_contact_date", |_| "2026-09-12".to_owned());
    let quiet = after_counts(&[40; 3], &september);
    assert!(names(&quiet).contains(&"nothing_in_month"));
    assert!(!is_unusual(&quiet));
    let other = september.column_of("contacts_this_month", |_| "0".to_owned());
    let other = after_counts(&[40; 3], &other);
    assert!(names(&other).contains(&"wrong_month"));
    assert!(!is_unusual(&other));
}

/// After three months of 40 values of an item each, so many of them default codes and so many blank.
fn after_codes(item: &str, default: u32, missing: u32, now: &Table) -> CheckedReturn {
    let month = MonthSent {
        new_referrals: 40,
        items: vec![ItemQuality {
            item: item.to_owned(),
            valid: 40 - default - missing,
            other: 0,
            default,
            invalid: 0,
            missing,
        }],
    };
    after(vec![month; 3], now)
}

/// Forty rows, the first `n` of them with another value of an item.
fn with(n: usize, item: &str, value: &str) -> Table {
    let usual = if item == "ethnic_category" { "A" } else { "2" };
    let of_row = |row: usize| if row < n { value } else { usual }.to_owned();
    Table::good(40).column_of(item, of_row)
}

fn has_unusual_codes(checked: &CheckedReturn) -> bool {
    names(checked).contains(&"default_codes_unusual")
}

#[test]
fn far_more_codes_for_not_known_than_usual_are_asked_about() {
    let now = with(15, "ethnic_category", "99");
    let checked = after_codes("ethnic_category", 1, 0, &now);
    let found = finding(&checked, "default_codes_unusual");
    let said = "15 of 40 rows have a code for not known or not stated in ethnic_category. By the service's earlier returns \
                it is usually about 1 of 40.";
    assert!(found.message.starts_with(said), "{}", found.message);
    assert_eq!(checked.counts.counted, 40);
    // Asked and not stated is unknown as well.
    let not_stated = with(15, "ethnic_category", "Z");
    assert!(has_unusual_codes(&after_codes(
        "ethnic_category",
        1,
        0,
        &not_stated
    )));
}

#[test]
fn codes_for_not_known_are_usual_where_they_were_before() {
    let unusual = |n, default, missing| {
        let now = with(n, "ethnic_category", "99");
        has_unusual_codes(&after_codes("ethnic_category", default, missing, &now))
    };
    assert!(!unusual(15, 15, 0));
    // Where it was blank before, nothing was lost.
    assert!(!unusual(15, 0, 20));
    assert!(!unusual(9, 0, 0));
    assert!(unusual(10, 0, 0));
    // Nothing is known of an item that no return had before.
    let now = with(15, "ethnic_category", "99");
    assert!(!has_unusual_codes(&after_codes("sex", 0, 0, &now)));
}

#[test]
fn indeterminate_is_an_answer_and_not_known_is_none() {
    let unusual = |value| has_unusual_codes(&after_codes("sex", 0, 0, &with(15, "sex", value)));
    assert!(!unusual("9"));
    assert!(unusual("X"));
}
