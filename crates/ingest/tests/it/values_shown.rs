//! Which value a finding shows at which of its places.

use hub_ingest::Outcome;

use crate::support::{Table, finding, names};

#[test]
fn each_place_of_a_cause_has_the_value_that_stands_there() {
    let checked = Table::good(6)
        .set(0, "age", "seventy")
        .set(3, "age", "62 yrs")
        .check();
    let found = finding(&checked, "number_not_a_number");
    let shown: Vec<(Option<u32>, Option<&str>)> =
        found.places().map(|at| (at.place.row, at.found)).collect();
    assert_eq!(
        shown,
        [(Some(2), Some("seventy")), (Some(5), Some("62 yrs"))]
    );
    let cells: Vec<(u32, Option<&str>)> = checked
        .fixable
        .iter()
        .map(|cell| {
            (
                cell.cell.row,
                cell.problem.as_ref().unwrap().found.as_deref(),
            )
        })
        .collect();
    assert_eq!(cells, [(2, Some("seventy")), (5, Some("62 yrs"))]);
}

#[test]
fn a_cell_of_codes_can_be_put_right_by_choosing() {
    let checked = Table::good(6)
        .set(0, "sex", "purple")
        .set(1, "age", "old")
        .check();
    let options: Vec<bool> = checked
        .fixable
        .iter()
        .map(|cell| {
            cell.options
                .contains(&("2".to_owned(), "Female".to_owned()))
        })
        .collect();
    assert_eq!(options, [true, false]);
}

#[test]
fn what_is_out_of_order_and_what_is_there_twice_names_the_other() {
    let checked = Table::good(6)
        .set(0, "closed_date", "2026-10-01")
        .set(3, "local_referral_id", "R-0003")
        .check();
    let closed = finding(&checked, "closed_before_referral");
    assert_eq!(closed.found.as_deref(), Some("1 October 2026"));
    assert_eq!(
        closed.expected.as_deref(),
        Some("the day of the referral (5 October 2026) or later")
    );
    let twice = finding(&checked, "duplicate_referral");
    let others: Vec<(Option<u32>, Option<&str>)> = twice
        .places()
        .map(|at| (at.place.row, at.expected))
        .collect();
    assert_eq!(
        others,
        [
            (
                Some(4),
                Some("one row for each referral: it is in row 5 too")
            ),
            (
                Some(5),
                Some("one row for each referral: it is in row 4 too")
            ),
        ]
    );
}

#[test]
fn words_for_not_recorded_are_no_note_where_they_are_an_error() {
    let checked = Table::good(6)
        .set(0, "referral_date", "n/a")
        .set(1, "referral_source", "n/a")
        .check();
    finding(&checked, "mandatory_missing");
    let notes: Vec<_> = checked
        .findings
        .iter()
        .filter(|note| note.title == finding(&checked, "read_as_not_recorded").title)
        .collect();
    assert_eq!(notes.len(), 1, "{notes:#?}");
    assert_eq!(notes[0].place.header.as_deref(), Some("referral_source"));
}

#[test]
fn a_missing_practice_says_what_it_decides() {
    let checked = Table::good(6)
        .column_of("gp_practice", |_| String::new())
        .check();
    let decides = "The practice decides which area a referral counts for.";
    let found = finding(&checked, "not_recorded");
    assert!(found.message.contains(decides), "{}", found.message);
    let checked = Table::good(6).without("gp_practice").check();
    let found = finding(&checked, "column_missing");
    assert!(found.message.contains(decides), "{}", found.message);
}

#[test]
fn a_file_refused_for_personal_details_lists_its_rows_without_values() {
    let checked = Table::good(6)
        .column_of("Patient name", |_| "something".to_owned())
        .set(0, "age", "seventy")
        .set(1, "referral_date", "31/04/2026")
        .check();
    assert_eq!(checked.outcome, Outcome::Unreadable);
    for name in ["number_not_a_number", "date_impossible"] {
        let found = finding(&checked, name);
        assert!(found.place.row.is_some(), "{:?}", names(&checked));
        assert!(found.places().all(|at| at.found.is_none()), "{found:?}");
        assert!(
            !found.message.contains("seventy") && !found.message.contains("31/04"),
            "{}",
            found.message
        );
    }
}
