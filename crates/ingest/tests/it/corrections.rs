//! Values that the sender types in place of those of the file.

use hub_ingest::{
    CORRECTIONS_MAX, CheckedReturn, Choices, DoorOptions, FixableCell, Limits, Outcome, Upload,
};

use crate::books::{workbook, zip_of};
use crate::support::{Table, check, check_by, door_with, finding, names, problems, upload};

/// Checks a file with values typed for some of its cells.
fn correct(bytes: impl Into<bytes::Bytes>, typed: &[(&str, &str)]) -> CheckedReturn {
    check_with(bytes, choices(typed))
}

fn check_with(bytes: impl Into<bytes::Bytes>, choices: Choices) -> CheckedReturn {
    let door = door_with(Limits::default(), DoorOptions::default());
    let upload = Upload {
        choices,
        ..upload(bytes)
    };
    check_by(&door, &upload)
}

fn choices(typed: &[(&str, &str)]) -> Choices {
    let mut choices = Choices::default();
    for (cell, value) in typed {
        choices.correct(cell.parse().unwrap(), value).unwrap();
    }
    choices
}

/// The rows that count, as they would be stored.
fn rows(checked: &CheckedReturn) -> &arrow::array::RecordBatch {
    checked.rows.as_ref().expect("rows").batch()
}

fn cells(checked: &CheckedReturn) -> Vec<String> {
    let cells = checked.fixable.iter();
    cells.map(|fixable| fixable.cell.to_string()).collect()
}

#[test]
fn a_corrected_date_makes_the_row_count() {
    let table = Table::good(3).set(1, "referral_date", "2026-02-30");
    let broken = table.check();
    assert_eq!(
        (broken.outcome, broken.counts.left_out),
        (Outcome::Problems, 1)
    );
    let fixed = correct(table.csv(), &[("C3", "2026-10-05")]);
    assert_eq!(
        (fixed.outcome, fixed.counts.counted),
        (Outcome::Ready, 3),
        "{:#?}",
        fixed.findings
    );
    let note = finding(&fixed, "corrected_on_page");
    assert_eq!(
        note.message,
        "Corrected on the page: 1 cell (C3). Your own file is as it was."
    );
    assert_eq!((note.count, note.place.row), (1, Some(3)));
}

#[test]
fn every_other_row_is_that_of_the_file_corrected_by_hand() {
    let table = Table::good(5)
        .set(1, "referral_date", "2026-02-30")
        .set(3, "sex", "purple")
        .set(3, "ethnic_category", "");
    let by_hand = table
        .clone()
        .set(1, "referral_date", "2026-10-05")
        .set(3, "sex", "1")
        .set(3, "ethnic_category", "B")
        .check();
    let typed = [("C3", " 2026-10-05"), ("E5", "1"), ("F5", "B")];
    let fixed = correct(table.csv(), &typed);
    assert_eq!(by_hand.counts.counted, 5);
    assert_eq!(rows(&fixed), rows(&by_hand));
    assert_eq!(
        (fixed.counts, fixed.summary, &fixed.items),
        (by_hand.counts, by_hand.summary, &by_hand.items)
    );
}

#[test]
fn a_correction_goes_through_the_rules_like_any_cell() {
    let table = Table::good(6).set(1, "referral_date", "2026-02-30");
    for (value, rule) in [
        ("31/04/2026", "date_impossible"),
        ("soon", "date_not_a_date"),
        ("2026-11-02", "date_just_after_month_end"),
        ("", "mandatory_missing"),
    ] {
        let checked = correct(table.csv(), &[("C3", value)]);
        assert_eq!(finding(&checked, rule).place.row, Some(3), "{value}");
    }
    let padded = correct(table.csv(), &[("C3", "  2026-10-05\u{a0}")]);
    assert_eq!(padded.counts.counted, 6);
    assert!(names(&padded).contains(&"spaces_removed"));
    // What is personal does not pass because it was typed.
    let personal = correct(
        table.csv(),
        &[("E3", "jo@example.org"), ("C3", "2026-10-05")],
    );
    assert_eq!(problems(&personal), ["personal_value"]);
    assert_eq!(personal.counts.left_out, 1);
}

#[test]
fn an_empty_value_clears_the_cell() {
    let table = Table::good(2).set(1, "contacts_this_month", "lots");
    assert_eq!(problems(&table.check()), ["number_not_a_number"]);
    let cleared = correct(table.csv(), &[("L3", "")]);
    let by_hand = table.set(1, "contacts_this_month", "").check();
    assert_eq!(rows(&cleared), rows(&by_hand));
}

#[test]
fn a_corrected_identity_is_anonymised_and_shown_nowhere() {
    let table = Table::good(3)
        .column_of("nhs_number", |_| "9434765919".to_owned())
        .set(1, "nhs_number", "9434765918")
        .set(1, "local_person_id", "");
    assert_eq!(table.check().counts.left_out, 1);
    finding(&table.check(), "nhs_number_wrong");
    let typed = [("O3", "401 023 2137")];
    let fixed = correct(table.csv(), &typed);
    let by_hand = table.set(1, "nhs_number", "4010232137").check();
    assert_eq!(fixed.counts.counted, 3, "{:#?}", fixed.findings);
    assert_eq!(rows(&fixed), rows(&by_hand));
    assert_eq!(fixed.corrections[0].value, None, "it is not kept");
    for shown in [
        format!("{:?}", choices(&typed)),
        format!("{fixed:?}"),
        serde_json::to_string(&fixed).unwrap(),
    ] {
        assert!(
            !shown.contains("401 023") && !shown.contains("4010232137"),
            "{shown}"
        );
    }
}

#[test]
fn a_correction_beside_the_sheet_is_refused_plainly() {
    let table = Table::good(2);
    for (cell, expected) in [
        ("C940", "a row of the file"),
        ("AB3", "a column of the file"),
        ("Other!C3", "a sheet of the file"),
    ] {
        let checked = correct(table.csv(), &[(cell, "2026-10-06")]);
        let found = finding(&checked, "correction_not_made");
        assert_eq!(found.expected.as_deref(), Some(expected), "{cell}");
        assert_eq!(checked.outcome, Outcome::Warnings);
        assert_eq!(rows(&checked), rows(&table.check()));
        assert_eq!(checked.content_tag, table.check().content_tag);
        assert!(checked.corrections.is_empty());
    }
}

#[test]
fn corrections_are_made_in_the_file_that_they_were_typed_for_and_in_no_other() {
    let table = Table::good(2).set(1, "sex", "purple");
    let mut typed = choices(&[("E3", "1")]);
    typed.correct_only(&table.check().file_tag);
    assert_eq!(
        check_with(table.csv(), typed.clone()).outcome,
        Outcome::Ready
    );
    let other = table.set(0, "age", "45");
    let checked = check_with(other.csv(), typed);
    assert_eq!(problems(&checked), ["code_unknown", "correction_not_made"]);
    assert_eq!(rows(&checked), rows(&other.check()));
}

#[test]
fn the_same_file_with_other_corrections_is_another_return() {
    let table = Table::good(2);
    let tag = |typed: &[(&str, &str)]| correct(table.csv(), typed).content_tag;
    let tags = [
        tag(&[]),
        tag(&[("C2", "2026-10-06")]),
        tag(&[("C2", "2026-10-07")]),
        tag(&[("C3", "2026-10-06")]),
        tag(&[("C2", "2026-10-06"), ("C3", "2026-10-06")]),
        tag(&[("C2", "")]),
    ];
    for (n, one) in tags.iter().enumerate() {
        assert!(tags.iter().skip(n + 1).all(|other| other != one), "{n}");
    }
    assert_eq!(tags[0], table.check().content_tag);
    assert_eq!(tags[4], tag(&[("C3", "2026-10-06"), ("C2", "2026-10-06")]));
}

#[test]
fn what_can_be_put_right_comes_with_its_row_but_for_what_tells_who_it_is() {
    let table = Table::good(3)
        .column_of("date_of_birth", |_| "14/02/1953".to_owned())
        .column_of("Staff initials", |_| "JB".to_owned())
        .without("age")
        .set(1, "referral_date", "31/02/2026");
    let checked = table.check();
    let [fixable]: &[FixableCell] = &checked.fixable else {
        panic!("{:#?}", checked.fixable);
    };
    assert_eq!(
        (fixable.cell.to_string().as_str(), fixable.header.as_str()),
        ("C3", "referral_date")
    );
    let problem = fixable.problem.as_ref().unwrap();
    assert_eq!(problem.title, "This date does not exist");
    assert_eq!(problem.found.as_deref(), Some("31/02/2026"));
    let headings: Vec<&str> = fixable
        .others
        .iter()
        .map(|(heading, _)| heading.as_str())
        .collect();
    assert_eq!(
        headings,
        [
            "sex",
            "ethnic_category",
            "gp_practice",
            "referral_source",
            "need_1",
            "first_contact_date",
            "contacts_this_month"
        ]
    );
    assert_eq!(fixable.others[5].1, "2026-10-12");
    assert!(fixable.may_show("2026-10-06") && !fixable.may_show("14/02/1953"));
    let json = serde_json::to_string(&checked).unwrap();
    assert!(!json.contains("fixable") && !json.contains("file_tag"));
}

#[test]
fn only_problems_that_end_in_their_cells_and_are_few_can_be_put_right() {
    let many = |n: usize| {
        let table = Table::good(30).column_of("sex", |row| {
            let value = if row < n { "purple" } else { "1" };
            value.to_owned()
        });
        table.check().fixable.len()
    };
    assert_eq!(many(0), 0);
    assert_eq!(many(1), 1);
    assert_eq!(many(CORRECTIONS_MAX), CORRECTIONS_MAX);
    assert_eq!(many(CORRECTIONS_MAX + 1), 0);
    let other_month = Table::good(3)
        .column_of("return_month", |_| "2026-10".to_owned())
        .set(1, "return_month", "2026-09");
    let checked = other_month.check();
    finding(&checked, "row_other_month");
    assert!(checked.fixable.is_empty());
    let unreadable = Table::good(2)
        .set(0, "sex", "purple")
        .without("referral_date");
    assert!(unreadable.check().fixable.is_empty());
}

#[test]
fn in_a_second_round_values_that_are_not_kept_are_asked_for_again() {
    let table = Table::good(4)
        .set(0, "local_person_id", "")
        .set(1, "sex", "purple")
        .set(2, "referral_date", "2026-02-30");
    assert_eq!(cells(&table.check()), ["B2", "E3", "C4"]);
    let typed = [("B2", "P-9001"), ("E3", "1")];
    let first = correct(table.csv(), &typed);
    assert_eq!(first.counts.left_out, 1);
    let kept: Vec<Option<&str>> = first
        .corrections
        .iter()
        .map(|made| made.value.as_deref())
        .collect();
    assert_eq!(kept, [None, Some("1")]);
    assert_eq!(cells(&first), ["B2", "C4"]);
    let has_problem: Vec<bool> = first
        .fixable
        .iter()
        .map(|fixable| fixable.problem.is_some())
        .collect();
    assert_eq!(has_problem, [false, true]);
    // With nothing left to fix there is nothing to ask.
    let all = [typed[0], typed[1], ("C4", "2026-10-05")];
    assert!(correct(table.csv(), &all).fixable.is_empty());
}

#[test]
fn cells_of_a_workbook_are_named_with_their_sheet() {
    let book = workbook(|sheet| {
        sheet.write(2, 2, "soon").unwrap();
    });
    let broken = check(book.clone());
    let name = broken.sheet.clone().unwrap();
    assert_eq!(cells(&broken), [format!("{name}!C3")]);
    let cell = format!("{name}!C3");
    let fixed = correct(book, &[(cell.as_str(), "05/10/2026")]);
    assert_eq!(problems(&fixed), [""; 0], "{:#?}", fixed.findings);
    assert_eq!(fixed.counts.counted, 3);
}

#[test]
fn cells_of_the_other_sheets_can_be_put_right_too() {
    let referrals = Table::good(2).without("contacts_this_month").csv();
    let contacts = "local_referral_id,contact_date,attendance\nR-0001,2026-10-12,purple\n";
    let bytes = zip_of(&[("referrals.csv", &referrals), ("contacts.csv", contacts)]);
    let broken = check(bytes.clone());
    assert_eq!(
        problems(&broken),
        ["code_unknown"],
        "{:#?}",
        broken.findings
    );
    let [fixable]: &[FixableCell] = &broken.fixable else {
        panic!("{:#?}", broken.fixable);
    };
    assert_eq!(
        fixable.others,
        [("contact_date".to_owned(), "2026-10-12".to_owned())]
    );
    let mut typed = Choices::default();
    typed.correct(fixable.cell.clone(), "5").unwrap();
    let fixed = check_with(bytes, typed);
    assert_eq!(problems(&fixed), [""; 0], "{:#?}", fixed.findings);
    assert_eq!(fixed.details[0].counts.counted, 1);
}
