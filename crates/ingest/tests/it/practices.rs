//! The data quality classes of GP practices, and the organisations that are kept.

use hub_ingest::{CheckedReturn, DoorOptions, Limits};
use hub_reference::Practice;

use crate::support::{
    REFERENCE, Table, check_by, door_with, finding, names, practice, problems, text, upload,
};

/// A return of one row for a month, with this practice.
fn in_month(month: &str, code: &str) -> CheckedReturn {
    let table = Table::good(1)
        .set(0, "gp_practice", code)
        .set(0, "referral_date", &format!("{month}-05"))
        .set(0, "first_contact_date", &format!("{month}-12"));
    let mut sent = upload(table.csv());
    sent.month = month.parse().unwrap();
    check_by(&door_with(Limits::default(), DoorOptions::default()), &sent)
}

/// Valid, other, default, invalid, missing.
fn classes(checked: &CheckedReturn) -> [u32; 5] {
    let item = checked
        .items
        .iter()
        .find(|item| item.item == "gp_practice")
        .unwrap();
    [
        item.valid,
        item.other,
        item.default,
        item.invalid,
        item.missing,
    ]
}

const VALID: [u32; 5] = [1, 0, 0, 0, 0];
const OTHER: [u32; 5] = [0, 1, 0, 0, 0];
const DEFAULT: [u32; 5] = [0, 0, 1, 0, 0];
const INVALID: [u32; 5] = [0, 0, 0, 1, 0];
const MISSING: [u32; 5] = [0, 0, 0, 0, 1];

fn a_practice(fits: impl Fn(&Practice) -> bool) -> &'static Practice {
    REFERENCE
        .practices()
        .iter()
        .find(|practice| fits(practice))
        .unwrap()
}

#[test]
fn a_practice_is_valid_until_the_month_in_which_it_closes() {
    let last_day = jiff::civil::date(2026, 3, 31);
    let closed = a_practice(|practice| practice.closed == Some(last_day));
    for (month, class, found) in [
        ("2026-02", VALID, vec![]),
        ("2026-03", OTHER, vec!["practice_closed"]),
        // Closed on the day before the month began.
        ("2026-04", OTHER, vec!["practice_closed"]),
        ("2026-05", INVALID, vec!["practice_closed"]),
    ] {
        let checked = in_month(month, closed.code.as_str());
        assert_eq!(classes(&checked), class, "{month}");
        assert_eq!(problems(&checked), found, "{month}");
        assert_eq!(text(&checked, "practice"), closed.code.as_str());
    }
}

#[test]
fn a_practice_that_had_not_opened_yet_is_invalid() {
    let young = a_practice(|practice| {
        practice.closed.is_none() && practice.opened.is_some_and(|day| day.year() > 2010)
    });
    let checked = in_month("2005-06", young.code.as_str());
    assert_eq!(classes(&checked), INVALID);
    assert_eq!(problems(&checked), ["practice_not_open"]);
    assert_eq!(checked.counts.counted, 1);
}

#[test]
fn default_codes_unknown_codes_and_blanks_have_classes_of_their_own() {
    for (code, class) in [
        ("V81997", DEFAULT),
        ("V81998", DEFAULT),
        ("V81999", DEFAULT),
        ("Z99999", INVALID),
        ("", MISSING),
        ("n/a", MISSING),
        (practice(), VALID),
    ] {
        assert_eq!(classes(&in_month("2026-10", code)), class, "{code}");
    }
}

fn referred_by(code: &str) -> CheckedReturn {
    Table::good(1)
        .column_of("referrer_organisation", |_| code.to_owned())
        .check()
}

#[test]
fn an_organisation_is_kept_only_if_the_reference_holds_its_code() {
    let area = &REFERENCE.small_areas()[7];
    let icb = &REFERENCE.icbs(REFERENCE.now())[0];
    for code in [
        practice(),
        REFERENCE.pcns()[0].code.as_str(),
        icb.code.as_str(),
        REFERENCE.regions()[0].code.as_str(),
        area.sub_icb.as_str(),
    ] {
        let checked = referred_by(&code.to_lowercase());
        assert_eq!(text(&checked, "referrer_organisation"), code);
        assert_eq!(problems(&checked), [""; 0], "{code}");
    }
}

#[test]
fn other_codes_are_counted_and_not_kept() {
    let checked = referred_by("rj1");
    assert_eq!(text(&checked, "referrer_organisation"), "");
    assert_eq!(problems(&checked), [""; 0]);
    let note = finding(&checked, "referrer_not_held");
    assert_eq!((note.count, note.found.as_deref()), (1, Some("RJ1")));
    for value in ["TOM", "Z99999", "12345", "Sunnyside Community Hub", "tom s"] {
        let checked = referred_by(value);
        assert_eq!(text(&checked, "referrer_organisation"), "", "{value}");
        assert!(names(&checked).contains(&"referrer_unknown"), "{value}");
        let shown = format!("{:?}", checked.findings).to_lowercase();
        assert!(
            !shown.contains("tom") && !shown.contains("sunny"),
            "{shown}"
        );
    }
}
