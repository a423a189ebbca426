mod held_back;

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Float64Array, Int32Array, Int64Array, StringArray};
use arrow::record_batch::RecordBatch;
use hub_disclosure::Policy;
use hub_engine::UnitKind;
use hub_standard::ids::Month;

use super::cells::CellRows;
use super::guard::{Changed, Units};
use super::held::{HeldKind, Reasons};
use super::rules::{first_versions, kept, named, raised, versions};
use super::same_areas::{Areas, hidden_numbers};
use super::units::{Changes, lay, sides};
use super::{Bounded, ROWS_MAX};
use crate::manifest::{Basis, MonthUnits, Unit};
use crate::value::{AreaType, Geography, MeasureValue, Status};

fn april() -> Month {
    "2026-04".parse().unwrap()
}

fn text(words: &[&str]) -> ArrayRef {
    Arc::new(StringArray::from(words.to_vec()))
}

/// Two areas of two cells each.
fn cells(persons: [i64; 4], displayed: [bool; 4], versions: [i32; 4]) -> CellRows {
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("atom", text(&["QE1", "QE1", "QF7", "QF7"])),
        ("month", text(&["2026-04"; 4])),
        ("sex", text(&["female", "male", "female", "male"])),
        ("persons", Arc::new(Int64Array::from(persons.to_vec()))),
        (
            "floor_met",
            Arc::new(BooleanArray::from(displayed.to_vec())),
        ),
        ("version", Arc::new(Int32Array::from(versions.to_vec()))),
    ];
    let rows = RecordBatch::try_from_iter(columns).unwrap();
    CellRows::of("referrals_by_sex", &rows, Policy::sdc_1().soft_floor).unwrap()
}

fn units(version: u32, rows: &str) -> Units {
    let unit = Unit {
        version,
        basis: 0,
        returns: None,
    };
    let basis = Basis {
        path: rows.to_owned(),
        sha256: rows.to_owned(),
        details: BTreeMap::new(),
    };
    let month = MonthUnits {
        bases: vec![Some(basis)],
        atoms: ["QE1", "QF7"].map(|atom| (atom.to_owned(), unit)).into(),
    };
    BTreeMap::from([(april(), month)])
}

fn found(check: impl FnOnce(&mut Reasons)) -> Vec<HeldKind> {
    let mut reasons = Reasons::default();
    check(&mut reasons);
    reasons.kinds()
}

const PERSONS: [i64; 4] = [30, 14, 9, 50];
const SHOWN: [bool; 4] = [true, true, false, true];

#[test]
fn cells_of_an_unchanged_version_must_be_the_same_in_value_and_display() {
    let before = cells(PERSONS, SHOWN, [1; 4]);
    let check = |now: &CellRows| found(|reasons| kept(&before, now, reasons));
    assert_eq!(check(&cells(PERSONS, SHOWN, [1; 4])), []);
    let one_more = cells([30, 15, 9, 50], SHOWN, [1; 4]);
    assert_eq!(check(&one_more), [HeldKind::CellsDiffer]);
    let hidden = cells(PERSONS, [true, false, false, true], [1; 4]);
    assert_eq!(check(&hidden), [HeldKind::CellsDiffer]);
    // Below the soft floor nothing is displayed, whatever the stored bit: releases once kept the floor alone.
    let floor_alone = cells(PERSONS, [true; 4], [1; 4]);
    assert_eq!(check(&floor_alone), []);
    let new_version = cells([31, 15, 9, 50], SHOWN, [2, 2, 1, 1]);
    assert_eq!(check(&new_version), []);
}

#[test]
fn manifest_and_cells_must_name_the_same_version() {
    let of_one = cells(PERSONS, SHOWN, [1; 4]);
    let check =
        |cells: &CellRows, version| found(|reasons| named(cells, &units(version, "a"), reasons));
    assert_eq!(check(&of_one, 1), []);
    assert_eq!(check(&of_one, 2), [HeldKind::VersionsDisagree]);
    let mixed = cells(PERSONS, SHOWN, [1, 2, 1, 1]);
    assert_eq!(check(&mixed, 1), [HeldKind::VersionsDisagree]);
    // Of which rows they are must be said too.
    let mut from_nothing = units(1, "a");
    from_nothing.get_mut(&april()).unwrap().bases.clear();
    let kinds = found(|reasons| named(&of_one, &from_nothing, reasons));
    assert_eq!(kinds, [HeldKind::VersionsDisagree]);
}

#[test]
fn a_version_never_falls_is_forgotten_or_made_from_other_rows() {
    let check = |old: &Units, new: &Units| found(|reasons| versions(old, new, reasons));
    let one = units(1, "a");
    assert_eq!(check(&one, &units(1, "a")), []);
    assert_eq!(check(&one, &units(2, "b")), []);
    assert_eq!(check(&units(2, "b"), &one), [HeldKind::VersionFell]);
    assert_eq!(check(&one, &units(1, "b")), [HeldKind::OtherRows]);
    assert_eq!(check(&one, &Units::new()), [HeldKind::UnitForgotten]);
}

/// A practice, whose cells say which area it belongs to, for each of these people. Where the area is another one, so is
/// the number in the manifest of the rows that they were made from.
fn practices(area: &str, persons: &[i64]) -> RecordBatch {
    let n = persons.len();
    let codes: Vec<String> = (0..n).map(|n| format!("Y0000{n}")).collect();
    let basis = i32::from(area != "QE1");
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("atom", Arc::new(StringArray::from(codes))),
        ("area", text(&vec![area; n])),
        ("month", text(&vec!["2026-04"; n])),
        ("persons", Arc::new(Int64Array::from(persons.to_vec()))),
        ("floor_met", Arc::new(BooleanArray::from(vec![true; n]))),
        ("version", Arc::new(Int32Array::from(vec![1; n]))),
        ("basis", Arc::new(Int32Array::from(vec![basis; n]))),
    ];
    RecordBatch::try_from_iter(columns).unwrap()
}

fn practice_cells(rows: &RecordBatch) -> CellRows {
    CellRows::of("referrals_by_practice", rows, Policy::sdc_1().soft_floor).unwrap()
}

#[test]
fn a_practice_that_moved_to_another_board_has_the_cells_that_it_had() {
    let before = practice_cells(&practices("QE1", &[30, 14]));
    let check = |persons: &[i64]| {
        let now = practice_cells(&practices("QF7", persons));
        found(|reasons| kept(&before, &now, reasons))
    };
    assert_eq!(check(&[30, 14]), []);
    assert_eq!(check(&[30, 15]), [HeldKind::CellsDiffer]);
}

#[test]
fn places_begin_and_end_with_all_their_cells_and_differ_where_both_have_them() {
    let rows = |persons: &[i64]| Some(practices("QE1", persons));
    // Of each practice both versions and how many of its cells changed, and the cells that may not differ and do.
    let told = |before, now, have_cells| {
        let (before, now) = sides(before, now, have_cells)?;
        let mut units = Changes::new();
        let (before, now) = (practice_cells(&before), practice_cells(&now));
        let differ = lay(&mut units, UnitKind::Practice, &before, &now);
        let units: Vec<_> = units
            .into_values()
            .map(|unit| (unit.old_version, unit.new_version, unit.changed_cells))
            .collect();
        Some((units, differ))
    };
    let both = rows(&[30, 14]);
    let begin = (vec![(None, Some(1), 1); 2], 0);
    assert_eq!(told(None, both.clone(), [false, true]), Some(begin));
    let end = (vec![(Some(1), None, 1); 2], 0);
    assert_eq!(told(both.clone(), None, [true, false]), Some(end));
    let second_begins = (vec![(Some(1), Some(1), 0), (None, Some(1), 1)], 0);
    let one = rows(&[30]);
    assert_eq!(told(one, both.clone(), [true; 2]), Some(second_begins));
    let differ = (vec![(Some(1), Some(1), 0); 2], 1);
    let others = rows(&[30, 15]);
    assert_eq!(told(both.clone(), others, [true; 2]), Some(differ));
    // A table that is new beside others of the same places tells of no change.
    assert_eq!(told(None, both, [true; 2]), None);
    assert_eq!(told(None, None, [false; 2]), None);
}

#[test]
fn nine_changed_people_hold_a_new_version_back_and_ten_do_not() {
    let policy = Policy::sdc_1();
    let (old, new) = (units(1, "a"), units(2, "b"));
    for (people, expected) in [
        (1, vec![HeldKind::TooFewChanged]),
        (9, vec![HeldKind::TooFewChanged]),
        (10, vec![]),
        (11, vec![]),
    ] {
        let changed: Changed = ["QE1", "QF7"]
            .map(|atom| ((UnitKind::Area, april(), atom.to_owned()), people))
            .into();
        let of = |kind| found(|reasons| raised(kind, &old, &new, &changed, &policy, reasons));
        assert_eq!(of(UnitKind::Area), expected, "{people}");
        // Whoever changed in an area of that code did not change in a practice.
        assert_eq!(of(UnitKind::Practice), [HeldKind::TooFewChanged]);
    }
}

#[test]
fn a_version_rises_by_one_begins_at_one_and_is_three_at_most() {
    let policy = Policy::sdc_1();
    let changed: Changed = ["QE1", "QF7"]
        .map(|atom| ((UnitKind::Area, april(), atom.to_owned()), 500))
        .into();
    let third = units(3, "c");
    let kind = UnitKind::Area;
    let kinds = found(|reasons| raised(kind, &units(1, "a"), &third, &changed, &policy, reasons));
    assert_eq!(kinds, [HeldKind::VersionSkipped]);
    let first = |new: &Units, before: Option<&Units>| {
        found(|reasons| first_versions(new, before, &policy, reasons))
    };
    assert_eq!(first(&units(1, "a"), None), []);
    assert_eq!(first(&units(2, "b"), None), [HeldKind::VersionSkipped]);
    assert_eq!(first(&third, Some(&units(2, "b"))), []);
    let fourth = first(&units(4, "d"), Some(&third));
    assert_eq!(fourth, [HeldKind::TooManyVersions]);
}

fn figure(geography: Geography, area: &str, numerator: Option<f64>) -> MeasureValue {
    MeasureValue {
        measure: "referrals".into(),
        area_type: AreaType::Icb,
        area_code: area.parse().unwrap(),
        geography,
        month: april(),
        breakdown: "all".into(),
        category: "all".into(),
        numerator,
        denominator: None,
        value: numerator,
        lower95: None,
        upper95: None,
        completeness: None,
        status: if numerator.is_some() {
            Status::Shown
        } else {
            Status::Hidden
        },
        display: numerator.map_or("*".to_owned(), |n| n.to_string()),
    }
}

/// QE1 is the same area in both geographies; QF7 has another part as now than it had.
fn area_atoms() -> RecordBatch {
    let columns: Vec<(&str, ArrayRef)> = vec![
        (
            "geography",
            text(&["as_now", "as_was", "as_now", "as_now", "as_was"]),
        ),
        ("area_type", text(&["icb"; 5])),
        ("area_code", text(&["QE1", "QE1", "QF7", "QF7", "QF7"])),
        ("atom", text(&["a", "a", "b", "c", "b"])),
        ("from_month", text(&["1900-01"; 5])),
        ("to_month", text(&["2199-12"; 5])),
    ];
    RecordBatch::try_from_iter(columns).unwrap()
}

#[test]
fn the_same_people_show_the_same_in_both_geographies() {
    let check = |area: &str, now: Option<f64>, was: Option<f64>| {
        let figures = [
            figure(Geography::AsNow, area, now),
            figure(Geography::AsWas, area, was),
        ];
        let areas = Areas::of(&area_atoms()).unwrap();
        found(|reasons| areas.check(&figures, reasons))
    };
    assert_eq!(check("QE1", Some(30.0), Some(30.0)), []);
    assert_eq!(check("QE1", None, None), []);
    assert_eq!(
        check("QE1", Some(30.0), Some(35.0)),
        [HeldKind::GeographiesDiffer]
    );
    assert_eq!(
        check("QE1", None, Some(30.0)),
        [HeldKind::HiddenElsewhereShown]
    );
    // Other people: their figures may differ, and one may be hidden.
    assert_eq!(check("QF7", Some(30.0), Some(20.0)), []);
    assert_eq!(check("QF7", Some(30.0), None), []);
}

#[test]
fn a_hidden_row_holds_no_number() {
    let check = |numerator: Option<f64>, value: Option<f64>| {
        let number = |n: Option<f64>| -> ArrayRef { Arc::new(Float64Array::from(vec![n])) };
        let columns: Vec<(&str, ArrayRef)> = vec![
            ("status", text(&["hidden"])),
            ("numerator", number(numerator)),
            ("value", number(value)),
            ("lower95", number(None)),
            ("upper95", number(None)),
        ];
        // A column of nulls only is one that may hold them.
        let columns = columns
            .into_iter()
            .map(|(name, column)| (name, column, true));
        let rows = RecordBatch::try_from_iter_with_nullable(columns).unwrap();
        found(|reasons| hidden_numbers("referrals", &rows, reasons).unwrap())
    };
    assert_eq!(check(None, None), []);
    assert_eq!(check(Some(10.0), None), [HeldKind::HiddenHoldsNumber]);
    assert_eq!(check(None, Some(2.5)), [HeldKind::HiddenHoldsNumber]);
}

#[test]
fn what_holds_a_release_back_is_said_without_a_number_of_people() {
    let mut reasons = Reasons::default();
    reasons.add_unit(HeldKind::TooFewChanged, april(), "QE1");
    reasons.add_unit(HeldKind::TooFewChanged, april(), "QF7");
    let id = "2026-11-14.1".parse().unwrap();
    let held = reasons.judge(Some(&id)).unwrap_err();
    let words = held.to_string();
    assert!(
        words.contains("2026-11-14.1") && words.contains("QE1 in 2026-04 and 1 more"),
        "{words}"
    );
    assert!(words.contains("build again"), "{words}");
    assert_eq!(Reasons::default().judge(Some(&id)), Ok(()));
}

#[test]
fn a_comparison_names_a_thousand_rows_and_counts_the_rest() {
    let mut rows = Bounded::new();
    for row in 0..ROWS_MAX + 7 {
        rows.push(|| row);
    }
    assert_eq!((rows.kept.len(), rows.more), (ROWS_MAX, 7));
}
