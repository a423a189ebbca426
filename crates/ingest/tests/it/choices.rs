//! What only the sender knows of a file: questions, and the file read as answered.

use hub_ingest::{CheckedReturn, Choices, Outcome, Upload};
use hub_standard::finding::Question;
use rust_xlsxwriter::Workbook;

use crate::books::{fill, workbook};
use crate::support::{Table, check, check_by, door_with, finding, names, problems, texts, upload};

/// Checks a file with answers like `column=F:ethnic_category`.
pub(crate) fn check_with(bytes: impl Into<bytes::Bytes>, answers: &[&str]) -> CheckedReturn {
    let mut choices = Choices::default();
    for answer in answers {
        let (name, value) = answer.split_once('=').unwrap();
        choices.answer(name, value).unwrap();
    }
    check_by(
        &door_with(
            hub_ingest::Limits::default(),
            hub_ingest::DoorOptions::default(),
        ),
        &Upload {
            choices,
            ..upload(bytes)
        },
    )
}

fn question<'c>(checked: &'c CheckedReturn, rule: &str) -> &'c Question {
    finding(checked, rule)
        .question
        .as_ref()
        .expect("a question")
}

fn two_sheets() -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(workbook.add_worksheet().set_name("Oct").unwrap(), 0, 4);
    fill(workbook.add_worksheet().set_name("Oct (2)").unwrap(), 0, 3);
    workbook.save_to_buffer().unwrap()
}

#[test]
fn the_sender_chooses_between_two_sheets_that_fit() {
    let checked = check(two_sheets());
    assert_eq!(checked.outcome, Outcome::Unreadable);
    let asked = question(&checked, "several_sheets_fit");
    let values: Vec<&str> = asked
        .answers
        .iter()
        .map(|answer| answer.value.as_str())
        .collect();
    assert_eq!(
        (asked.parameter.as_str(), values),
        ("sheet", vec!["Oct", "Oct (2)"])
    );

    let chosen = check_with(two_sheets(), &["sheet=Oct (2)"]);
    assert_eq!(
        (chosen.sheet.as_deref(), chosen.counts.counted),
        (Some("Oct (2)"), 3)
    );
    let missing = check_with(two_sheets(), &["sheet=November"]);
    assert_eq!(names(&missing), ["sheet_not_found"]);
}

#[test]
fn a_column_under_an_unknown_heading_is_what_the_sender_says() {
    let table = Table::good(2).rename("referral_date", "Came to us");
    let checked = table.check();
    let asked = question(&checked, "required_column_missing");
    assert!(
        asked
            .answers
            .iter()
            .any(|answer| answer.value == "C:referral_date"),
        "{asked:?}"
    );
    let told = check_with(table.csv(), &["column=C:referral_date"]);
    assert_eq!(
        (told.outcome, told.counts.counted),
        (Outcome::Ready, 2),
        "{:#?}",
        told.findings
    );
    assert_eq!(
        told.headings.into_iter().collect::<Vec<_>>(),
        [("cametous".to_owned(), Some("referral_date".to_owned()))]
    );
}

#[test]
fn what_was_said_of_a_heading_before_holds_wherever_its_column_is() {
    let table = Table::good(2)
        .rename("referral_date", "Came to us")
        .column_of("Extra", |_| "x".to_owned());
    let mut choices = Choices::default();
    choices.remember("came to us", Some("referral_date"));
    choices.remember("gone from the return", Some("shoe_size"));
    let door = door_with(
        hub_ingest::Limits::default(),
        hub_ingest::DoorOptions::default(),
    );
    let told = check_by(
        &door,
        &Upload {
            choices,
            ..upload(table.csv())
        },
    );
    assert_eq!(told.counts.counted, 2, "{:#?}", told.findings);
    assert_eq!(
        told.content_tag,
        check_with(table.csv(), &["column=C:referral_date"]).content_tag
    );
    assert_ne!(
        told.content_tag,
        table.check().content_tag,
        "read in another way, it is another return"
    );
}

#[test]
fn of_two_columns_with_one_heading_the_chosen_one_is_used() {
    let mut table = Table::good(1);
    table.headings.push("sex".to_owned());
    table.rows[0].push("1".to_owned());
    let checked = table.check();
    let asked = question(&checked, "same_heading_twice");
    let values: Vec<&str> = asked
        .answers
        .iter()
        .map(|answer| answer.value.as_str())
        .collect();
    assert_eq!(values, ["O:not_used", "E:not_used"]);
    let first = check_with(table.csv(), &["column=O:not_used"]);
    assert_eq!(texts(&first, "sex"), ["2"]);
    let second = check_with(table.csv(), &["column=E:not_used"]);
    assert_eq!(texts(&second, "sex"), ["1"]);
}

#[test]
fn a_column_with_the_month_first_is_turned_round_when_the_sender_says_so() {
    // 5 and 6 October in the American order; the second fits no other.
    let table = Table::good(3)
        .set(0, "referral_date", "10/05/2026")
        .set(1, "referral_date", "10/13/2026")
        .set(2, "referral_date", "10/14/2026")
        .column_of("first_contact_date", |_| String::new());
    let checked = table.check();
    let asked = question(&checked, "dates_swapped");
    assert_eq!(
        (asked.parameter.as_str(), asked.answers[0].value.as_str()),
        ("month_first", "C")
    );
    let told = check_with(table.csv(), &["month_first=C"]);
    assert_eq!(told.counts.counted, 3, "{:#?}", told.findings);
    assert_eq!(texts(&told, "month_received"), ["2026-10"; 3]);
    assert_eq!(finding(&told, "dates_month_first").count, 3);
    let not = check_with(table.csv(), &["day_first=C"]);
    assert_eq!(problems(&not)[0], "date_impossible");
}

#[test]
fn a_merged_cell_is_filled_down_when_the_sender_says_so() {
    let merged = || {
        workbook(|sheet| {
            let format = rust_xlsxwriter::Format::new();
            sheet
                .merge_range(1, 6, 3, 6, crate::support::practice(), &format)
                .unwrap();
        })
    };
    let checked = check(merged());
    let asked = question(&checked, "merged_cells");
    assert_eq!(
        (asked.parameter.as_str(), asked.answers[0].value.as_str()),
        ("fill_down", "G")
    );
    let told = check_with(merged(), &["fill_down=G"]);
    assert_eq!(texts(&told, "practice"), [crate::support::practice(); 3]);
    assert!(names(&told).contains(&"merged_cells_filled"));
}

#[test]
fn hidden_rows_are_left_out_when_the_sender_says_so() {
    let hidden = || {
        workbook(|sheet| {
            sheet.set_row_hidden(2).unwrap();
        })
    };
    let checked = check(hidden());
    assert_eq!(question(&checked, "hidden_rows").parameter, "hidden_rows");
    assert_eq!(checked.counts.counted, 3);
    let told = check_with(hidden(), &["hidden_rows=leave_out"]);
    assert_eq!((told.counts.counted, told.counts.ignored), (2, 1));
    assert_eq!(finding(&told, "hidden_rows_left_out").place.row, Some(3));
}

#[test]
fn two_heading_rows_are_joined_where_they_mean_an_item_together() {
    let table = Table::good(2)
        .rename("first_contact_date", "date")
        .rename("referral_date", "when");
    let above = "patient,,Referral,,,,,,,First contact\n";
    let checked = check(above.to_owned() + &table.csv());
    let note = finding(&checked, "headings_joined");
    assert!(
        note.message
            .contains("\"First contact\" and \"date\" became first_contact_date"),
        "{}",
        note.message
    );
}

#[test]
fn answers_that_answer_nothing_are_refused_in_words() {
    let mut choices = Choices::default();
    for (name, value) in [
        ("column", "F"),
        ("column", "F:shoe_size"),
        ("column", "7:sex"),
        ("month_first", "the third"),
        ("hidden_rows", "maybe"),
        ("sheet", ""),
        ("shoe", "9"),
    ] {
        assert!(choices.answer(name, value).is_err(), "{name}={value}");
    }
    assert!(choices.is_empty());
}
