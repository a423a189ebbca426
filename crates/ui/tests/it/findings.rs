//! Findings of the check, in the sections of the result page.

use hub_standard::finding::{Finding, Place};
use hub_ui::view::Sections;

fn at(name: &str, row: u32) -> Finding {
    Finding::of(
        name,
        Place::column("C", "referral_date")
            .in_row(row)
            .on_sheet("Referrals"),
    )
}

#[test]
fn findings_of_one_rule_are_one_group_in_order_of_rows() {
    let mut second = at("date_impossible", 14).found("31/02/2026");
    second.also(
        Place::column("C", "referral_date")
            .in_row(9)
            .on_sheet("Referrals"),
    );
    let sections = Sections::of(&[at("date_impossible", 30).found("32/01/2026"), second]);
    let [group] = sections.fix.as_slice() else {
        panic!("one group")
    };
    assert_eq!((group.count, group.rows_left_out), (3, 3));
    assert_eq!(
        group
            .places
            .iter()
            .map(|place| place.row)
            .collect::<Vec<_>>(),
        [Some(9), Some(14), Some(30)]
    );
    assert_eq!(group.places[2].found, "32/01/2026");
}

#[test]
fn groups_with_most_places_come_first_after_those_of_the_file() {
    let mut many = at("date_impossible", 2);
    (3..9).for_each(|row| many.also(Place::row(row)));
    let sections = Sections::of(&[
        at("personal_value", 1),
        many,
        Finding::of("wrong_month", Place::file()),
    ]);
    let codes: Vec<&str> = sections
        .fix
        .iter()
        .map(|group| group.code.as_str())
        .collect();
    let code = |name: &str| hub_standard::rule::named(name).unwrap().code.as_str();
    assert_eq!(
        codes,
        [
            code("wrong_month"),
            code("date_impossible"),
            code("personal_value")
        ]
    );
    assert!(sections.fix[0].places.is_empty());
}

#[test]
fn the_number_of_rows_is_not_said_when_places_are_missing() {
    let mut many = at("date_impossible", 1);
    (2..200).for_each(|row| many.also(Place::row(row)));
    let sections = Sections::of(&[many]);
    assert_eq!(
        (sections.fix[0].count, sections.fix[0].rows_left_out),
        (199, 0)
    );
}

#[test]
fn notes_go_to_what_changed_or_to_what_was_not_used() {
    let sections = Sections::of(&[
        Finding::of("columns_not_used", Place::file()).said("We did not use \"Notes\" (column P)."),
        Finding::of("dates_day_first", Place::file()),
    ]);
    assert_eq!((sections.not_used.len(), sections.changed.len()), (1, 1));
    assert!(sections.not_used[0].detail.contains("Notes"));
    assert!(sections.fix.is_empty() && sections.check.is_empty());
}
