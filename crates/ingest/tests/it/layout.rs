//! Headings, ignored rows, columns.

use hub_ingest::Outcome;
use hub_standard::definition::ReturnDefinition;
use hub_standard::finding::Finding;
use hub_standard::template;

use crate::support::{Table, check, finding, names, problems, texts};

#[test]
fn headings_are_found_under_titles() {
    let text = format!(
        "Sunnyside Hub\n\nReturn for October,2026\n{}",
        Table::good(2).csv()
    );
    let checked = check(text);
    assert_eq!(
        finding(&checked, "title_rows_skipped").message,
        "We used row 4 as the column headings."
    );
    assert_eq!((checked.counts.counted, checked.counts.ignored), (2, 2));
}

#[test]
fn headings_beyond_the_thirtieth_row_are_not_looked_for() {
    let above = |n: usize| "title\n".repeat(n) + &Table::good(1).csv();
    assert_eq!(check(above(29)).counts.counted, 1);
    assert_eq!(names(&check(above(30))), ["headings_not_found"]);
}

/// "referred_on" and "benefits" are codes of the return, and would do for headings as well.
#[test]
fn a_row_of_values_is_not_taken_for_the_headings() {
    let table = Table::good(3).set(0, "closure_reason", "referred_on");
    let with_headings = table.set(0, "need_2", "long_term_condition").csv();
    let (_, rows) = with_headings.split_once('\n').unwrap();
    assert_eq!(names(&check(rows.to_owned())), ["headings_not_found"]);
}

#[test]
fn headings_in_other_words_are_read_and_said() {
    let checked = Table::good(1)
        .rename("referral_date", "Date of  Referral (dd/mm/yyyy)*")
        .rename("gp_practice", "GP Surgery")
        .rename("need_1", "Main need")
        .check();
    assert_eq!(checked.counts.counted, 1, "{:#?}", checked.findings);
    let note = finding(&checked, "heading_read_as");
    assert_eq!(note.count, 3);
    assert!(
        note.message.contains("\"GP Surgery\" as gp_practice"),
        "{}",
        note.message
    );
}

#[test]
fn a_missing_required_column_is_named_with_the_nearest_heading() {
    let checked = Table::good(2)
        .rename("referral_date", "Referral daet")
        .check();
    let found = finding(&checked, "required_column_missing");
    assert!(found.message.contains("referral_date"), "{}", found.message);
    assert!(
        found.message.contains("\"Referral daet\" (column C)"),
        "{}",
        found.message
    );
    assert_eq!(checked.outcome, Outcome::Unreadable);
    assert_eq!(checked.counts.left_out, 2);
}

#[test]
fn a_column_of_names_is_never_the_nearest_heading() {
    let checked = Table::good(2)
        .without("gp_practice")
        .without("first_contact_date")
        .column_of("Patient name", |_| "something".to_owned())
        .check();
    finding(&checked, "personal_data_column");
    let missing: Vec<&Finding> = checked
        .findings
        .iter()
        .filter(|found| found.message.contains("could not find a column"))
        .collect();
    assert!(missing.len() >= 2, "{missing:?}");
    for found in missing {
        assert!(!found.message.contains("nearest"), "{}", found.message);
        assert_eq!(found.found, None);
    }
}

#[test]
fn without_a_column_for_the_person_nothing_counts() {
    let checked = Table::good(1).without("local_person_id").check();
    assert_eq!(problems(&checked)[0], "person_column_missing");
}

#[test]
fn a_missing_asked_column_is_a_warning() {
    let checked = Table::good(1).without("ethnic_category").check();
    assert!(
        finding(&checked, "column_missing")
            .message
            .contains("ethnic_category")
    );
    assert_eq!(checked.outcome, Outcome::Warnings);
}

#[test]
fn the_same_heading_twice_must_be_chosen() {
    let mut table = Table::good(2).column_of("Ethnicity", |_| "B".to_owned());
    table.headings[5] = "Ethnicity".to_owned();
    let checked = table.check();
    let found = finding(&checked, "same_heading_twice");
    assert_eq!(
        found.message,
        "\"Ethnicity\" is the heading of column F and column O. Choose which one to use."
    );
    let blank = Table::good(2).column_of("Ethnicity", |_| String::new());
    assert_eq!(problems(&blank.check()), [""; 0]);
}

#[test]
fn repeated_needs_without_numbers_are_columns_of_their_own() {
    let mut table = Table::good(1).column_of("second", |_| "money".to_owned());
    table.headings[8] = "Need".to_owned();
    table.headings[14] = "Need".to_owned();
    let checked = table.check();
    assert_eq!(
        (texts(&checked, "need_1"), texts(&checked, "need_2")),
        (vec!["loneliness".to_owned()], vec!["money".to_owned()])
    );
}

#[test]
fn extra_columns_are_listed_and_not_kept() {
    let checked = Table::good(2)
        .column_of("Staff initials", |_| "JB".to_owned())
        .column_of("Internal ref", |n| format!("x{n}"))
        .check();
    assert_eq!(
        finding(&checked, "columns_not_used").message,
        "We did not use: \"Staff initials\", \"Internal ref\"."
    );
    assert_eq!(checked.outcome, Outcome::Ready);
}

#[test]
fn rows_that_are_no_referrals_are_ignored_and_listed() {
    let good = Table::good(2).csv();
    let heading = good.lines().next().unwrap();
    let text = format!(
        "{good}\r\n,,,,,,,,,\r\n{heading}\r\nTotal 2,,,,,,,,,\r\nJan was off sick this month,,,,,,,,,\r\nEXAMPLE - delete or leave: it \
         is ignored,P-1,2026-10-05,,,,,,,\r\n"
    );
    let checked = check(text);
    assert_eq!(
        (
            checked.counts.read,
            checked.counts.counted,
            checked.counts.ignored
        ),
        (8, 2, 6),
        "{:#?}",
        checked.findings
    );
    for (rule, row) in [
        ("repeated_headings_ignored", 6),
        ("total_row_ignored", 7),
        ("note_row_ignored", 8),
        ("example_row_ignored", 9),
    ] {
        assert_eq!(finding(&checked, rule).place.row, Some(row), "{rule}");
    }
    assert_eq!(finding(&checked, "blank_rows_ignored").count, 2);
    // The sender can tell an ignored row from a referral by its words. What may be personal in them is masked.
    for (rule, words) in [
        ("total_row_ignored", "row 7 (\"Total 2\")."),
        (
            "note_row_ignored",
            "row 8 (\"Jan was off sick this month\").",
        ),
    ] {
        let message = &finding(&checked, rule).message;
        assert!(message.ends_with(words), "{message}");
    }
}

#[test]
fn rows_that_were_cleared_below_the_last_are_no_rows() {
    let good = Table::good(2).csv();
    for below in ["", "\r\n\r\n", ",,,\r\n,,,\r\n", " ,\u{a0}\r\n\r\n,,,"] {
        let checked = check(format!("{good}{below}"));
        assert_eq!(checked.counts.read, 2, "{below:?}");
        assert_eq!(problems(&checked), [""; 0], "{below:?}");
        assert!(
            !names(&checked).contains(&"blank_rows_ignored"),
            "{below:?}"
        );
    }
}

#[test]
fn headings_without_rows_offer_a_nil_return() {
    let checked = Table::good(0).check();
    assert_eq!(problems(&checked), ["headers_only"]);
    assert!(checked.findings[0].message.contains("October 2026"));
}

#[test]
fn spaces_are_removed_and_said() {
    let checked = Table::good(2)
        .set(0, "sex", " 2\u{a0}")
        .set(1, "ethnic_category", "\u{200b}A ")
        .check();
    assert_eq!(
        finding(&checked, "spaces_removed").message,
        "We removed spaces from 2 cells."
    );
    assert_eq!(checked.outcome, Outcome::Ready);
}

#[test]
fn many_defects_are_reported_together_and_none_hides_another() {
    let checked = Table::good(8)
        .set(0, "sex", "purple")
        .set(1, "referral_date", "31/04/2026")
        .set(2, "first_contact_date", "2026-10-01")
        .set(3, "local_referral_id", "R-0005")
        .set(5, "age", "210")
        .set(6, "gp_practice", "Z99999")
        .check();
    let mut found = problems(&checked);
    found.sort_unstable();
    assert_eq!(
        found,
        [
            "age_out_of_range",
            "code_unknown",
            "contact_before_referral",
            "date_impossible",
            "duplicate_referral",
            "practice_unknown"
        ]
    );
    assert_eq!(finding(&checked, "duplicate_referral").count, 2);
    assert_eq!((checked.counts.counted, checked.counts.left_out), (1, 7));
    assert_eq!(checked.outcome, Outcome::Problems);
}

#[test]
fn the_same_cause_in_many_cells_is_one_finding_with_a_count() {
    let checked = Table::good(70)
        .column_of("sex", |_| "purple".to_owned())
        .check();
    let found = finding(&checked, "code_unknown");
    assert_eq!((found.count, found.more_places.len()), (70, 50));
    assert_eq!(found.place.header.as_deref(), Some("sex"));
    assert!(names(&checked).contains(&"every_row_left_out"));
}

#[test]
fn the_template_maps_without_a_word() {
    let headings = template::csv_header(ReturnDefinition::v1());
    let columns = headings.trim().split(',').count();
    let checked = check(format!(
        "{}\n{}\n",
        headings.trim(),
        ",".repeat(columns - 1)
    ));
    assert_eq!(problems(&checked), ["headers_only"]);
}
