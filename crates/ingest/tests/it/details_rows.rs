//! What becomes of the rows of the other sheets: none is counted twice, and none is passed over in silence.

use hub_ingest::{CheckedReturn, Outcome};
use hub_standard::finding::Finding;
use hub_standard::rule;
use hub_standard::stored::Record;
use rust_xlsxwriter::{Workbook, Worksheet};

use crate::books::{fill, zip_of};
use crate::choices::check_with;
use crate::details::{CONTACTS, OUTCOMES, SERVICE_USE, SUPPORT, rows, with};
use crate::support::{Table, check, finding, names, numbers, problems};

/// Two referrals, the first closed before the month, with these rows of contacts.
fn with_closed(contacts: &str) -> Vec<u8> {
    let referrals = Table::good(2)
        .set(0, "referral_date", "2026-08-05")
        .set(0, "first_contact_date", "2026-08-12")
        .set(0, "closed_date", "2026-09-12")
        .set(0, "closure_reason", "plan_completed")
        .set(0, "contacts_this_month", "0")
        .csv();
    let contacts = format!("{CONTACTS}{contacts}");
    zip_of(&[("referrals.csv", &referrals), ("contacts.csv", &contacts)])
}

/// A workbook of three referrals and these contacts, changed.
fn book_with(contacts: &str, change: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet().set_name("Referrals").unwrap(), 0, 3);
    let sheet = book.add_worksheet().set_name("Contacts").unwrap();
    for (row, line) in (0..).zip(format!("{CONTACTS}{contacts}").lines()) {
        for (column, value) in (0..).zip(line.split(',')) {
            sheet.write(row, column, value).unwrap();
        }
    }
    change(sheet);
    book.save_to_buffer().unwrap()
}

/// The finding of a rule on the sheet of contacts.
#[track_caller]
fn on_contacts<'c>(checked: &'c CheckedReturn, name: &str) -> &'c Finding {
    let code = &rule::named(name).unwrap().code;
    let mut findings = checked.findings.iter();
    let found = findings.find(|finding| {
        finding.code == *code && finding.place.sheet.as_deref() == Some("contacts")
    });
    found.unwrap_or_else(|| panic!("no {name} among {:#?}", names(checked)))
}

#[test]
fn rows_of_a_referral_that_closed_before_the_month_are_ignored_with_it() {
    let checked = check(with_closed(
        "R-0001,10/09/2026,02,5,30\nR-0002,14/10/2026,02,5,30\n",
    ));
    assert_eq!(problems(&checked), [""; 0], "{:#?}", checked.findings);
    let counts = checked.details[0].counts;
    assert_eq!((counts.counted, counts.left_out, counts.ignored), (1, 0, 1));
    let note = on_contacts(&checked, "closed_before_month");
    assert_eq!(
        note.message,
        "We ignored row 2 of the sheet \"contacts\": the referral closed before the month."
    );
}

#[test]
fn a_contact_of_the_month_after_its_referral_closed_is_a_warning() {
    let file = with_closed(
        "R-0001,14/10/2026,02,5,30\nR-0001,15/10/2026,02,DNA,\nR-0001,10/09/2026,02,5,30\nR-0002,14/10/2026,02,5,30\n",
    );
    let checked = check(file);
    assert_eq!(problems(&checked), ["contacts_after_closing"]);
    let found = finding(&checked, "contacts_after_closing");
    // One that was missed is no contact, and one before the month is as it should be.
    assert_eq!((found.count, found.place.row), (1, Some(2)));
    assert!(
        found
            .message
            .contains("the contact (14 October 2026) is after the referral was closed"),
        "{}",
        found.message
    );
    assert_eq!(checked.outcome, Outcome::Warnings);
    assert_eq!(on_contacts(&checked, "closed_before_month").count, 3);
    let counts = checked.details[0].counts;
    assert_eq!((counts.counted, counts.left_out, counts.ignored), (1, 0, 3));
}

#[test]
fn a_row_that_cannot_be_read_is_left_out_whatever_its_referral() {
    let checked = check(with_closed(
        "R-0001,31/04/2026,02,5,30\nR-0002,14/10/2026,02,5,30\n",
    ));
    assert_eq!(problems(&checked), ["date_impossible"]);
    let counts = checked.details[0].counts;
    assert_eq!((counts.counted, counts.left_out, counts.ignored), (1, 1, 0));
}

#[test]
fn every_row_that_is_left_out_is_told_of() {
    let sheet = format!("{SERVICE_USE}R-0001,referred,before,not stated,6,1\n");
    let checked = with("service_use.csv", &sheet);
    assert_eq!(checked.details[0].counts.left_out, 1);
    assert_eq!(problems(&checked), ["mandatory_missing"]);
}

#[test]
fn a_referral_has_one_score_before_and_one_at_closing() {
    let sheet = format!(
        "{OUTCOMES}R-0001,swemwbs,before,21\nR-0001,swemwbs,before,22\nR-0001,swemwbs,review,22\nR-0001,swemwbs,review,23\nR-0001,swemwbs,closing,25\nR-0002,swemwbs,before,30\n"
    );
    let checked = with("outcomes.csv", &sheet);
    assert_eq!(problems(&checked), ["score_twice"]);
    let found = finding(&checked, "score_twice");
    assert_eq!((found.count, found.place.row), (2, Some(2)));
    assert_eq!(found.more_places[0].row, Some(3));
    assert!(
        found.message.contains("row 3 has another score"),
        "{}",
        found.message
    );
    // Of two that differ neither counts; there may be several reviews.
    assert_eq!(rows(&checked, Record::Outcomes).rows(), 4);
    let same = format!("{OUTCOMES}R-0001,swemwbs,before,21\nR-0001,swemwbs,before,21\n");
    let checked = with("outcomes.csv", &same);
    assert_eq!(rows(&checked, Record::Outcomes).rows(), 1);
}

#[test]
fn of_three_scores_that_differ_none_counts() {
    let sheet = format!(
        "{OUTCOMES}R-0001,swemwbs,before,21\nR-0001,swemwbs,before,21\nR-0001,swemwbs,before,22\n"
    );
    let checked = with("outcomes.csv", &sheet);
    let found = finding(&checked, "score_twice");
    assert_eq!((found.count, found.place.row), (3, Some(2)));
    // Not the other row that says the same.
    assert!(
        found.message.contains("row 4 has another score"),
        "{}",
        found.message
    );
    assert_eq!(rows(&checked, Record::Outcomes).rows(), 0);
    assert_eq!(checked.details[0].counts.left_out, 3);
}

#[test]
fn the_use_of_services_in_a_period_counts_once() {
    let row = "R-0001,referred,before,12,6,1\n";
    // No group is the group of those referred.
    let same = with(
        "service use.csv",
        &format!("{SERVICE_USE}{row}R-0001,,before,12,6,1\n"),
    );
    assert_eq!(problems(&same), ["service_use_twice"]);
    let found = finding(&same, "service_use_twice");
    assert_eq!((found.count, found.place.row), (1, Some(3)));
    assert!(
        found.message.contains("row 2 has the same count"),
        "{}",
        found.message
    );
    assert_eq!(rows(&same, Record::ServiceUse).rows(), 1);
    let differ = with(
        "service use.csv",
        &format!("{SERVICE_USE}{row}R-0001,referred,before,12,7,1\n"),
    );
    assert_eq!(problems(&differ), ["service_use_twice"]);
    let found = finding(&differ, "service_use_twice");
    assert_eq!((found.count, found.place.row), (2, Some(2)));
    assert_eq!(rows(&differ, Record::ServiceUse).rows(), 0);
    assert_eq!(differ.details[0].counts.left_out, 2);
}

#[test]
fn other_periods_and_other_groups_are_other_rows() {
    let sheet = format!(
        "{SERVICE_USE}R-0001,referred,before,12,6,1\nR-0001,referred,before,6,2,1\nR-0001,referred,after,12,6,1\n\
         R-0001,control,before,12,6,1\n"
    );
    let checked = with("service use.csv", &sheet);
    assert_eq!(problems(&checked), [""; 0], "{:#?}", checked.findings);
    assert_eq!(rows(&checked, Record::ServiceUse).rows(), 4);
}

#[test]
fn a_row_that_is_the_same_in_every_cell_counts_and_is_asked_about() {
    let row = "R-0001,14/10/2026,02,5,30\n";
    let checked = with(
        "contacts.csv",
        &format!("{CONTACTS}{row}R-0002,14/10/2026,02,5,30\n{row}{row}"),
    );
    assert_eq!(problems(&checked), ["row_repeated"]);
    let found = finding(&checked, "row_repeated");
    assert_eq!((found.count, found.place.row), (2, Some(4)));
    assert_eq!(found.more_places[0].row, Some(5));
    assert!(
        found.message.contains("the same as in row 2"),
        "{}",
        found.message
    );
    assert!(!found.message.contains("R-0001"), "{}", found.message);
    assert_eq!(checked.outcome, Outcome::Warnings);
    assert_eq!(rows(&checked, Record::Contacts).rows(), 4);
    let row = "R-0001,arts,vcse,started\n";
    let checked = with("support.csv", &format!("{SUPPORT}{row}{row}"));
    assert_eq!(problems(&checked), ["row_repeated"]);
    assert_eq!(rows(&checked, Record::Support).rows(), 2);
}

#[test]
fn a_column_that_is_not_used_tells_rows_apart_too() {
    let sheet = "local_referral_id,contact_date,attendance,Venue\nR-0001,14/10/2026,5,hall\nR-0001,14/10/2026,5,cafe\n";
    let checked = with("contacts.csv", sheet);
    assert_eq!(problems(&checked), [""; 0], "{:#?}", checked.findings);
    assert_eq!(rows(&checked, Record::Contacts).rows(), 2);
}

#[test]
fn a_comma_too_many_leaves_its_row_out_of_every_sheet() {
    let sheet = format!(
        "{CONTACTS}R-0001,14/10/2026,02,5,1,20\nR-0002,14/10/2026,02,5,30\nR-0002,15/10/2026,02,5,30\n"
    );
    let checked = with("contacts.csv", &sheet);
    assert_eq!(problems(&checked), ["field_count"]);
    let found = on_contacts(&checked, "field_count");
    assert_eq!(found.place.row, Some(2));
    assert_eq!(rows(&checked, Record::Contacts).rows(), 2);
    assert_eq!(checked.details[0].counts.left_out, 1);
    // How many contacts the first referral had is not known then.
    let mut contacts = numbers(&checked, "contacts");
    contacts.sort_unstable();
    assert_eq!(contacts, [None, Some(0), Some(2)]);
}

#[test]
fn commas_too_many_are_said_of_each_sheet_with_its_own_columns() {
    let referrals = Table::good(3)
        .set(1, "need_1", "loneliness, debt")
        .without("contacts_this_month")
        .csv();
    let contacts = format!(
        "{CONTACTS}R-0001,14/10/2026,02,5,1,20\nR-0001,15/10/2026,02,5,30\nR-0003,14/10/2026,02,5,30\n"
    );
    let checked = check(zip_of(&[
        ("referrals.csv", &referrals),
        ("contacts.csv", &contacts),
    ]));
    assert_eq!(problems(&checked), ["field_count", "field_count"]);
    let found = on_contacts(&checked, "field_count");
    assert!(
        found.message.contains("6 values; there are 5 columns"),
        "{}",
        found.message
    );
    assert_eq!(found.count, 1);
}

#[test]
fn a_value_beside_the_table_of_a_workbook_moves_nothing() {
    let bytes = book_with("R-0001,14/10/2026,02,5,30\n", |sheet| {
        sheet.write(1, 6, "checked").unwrap();
    });
    let checked = check(bytes);
    assert!(!names(&checked).contains(&"field_count"));
    assert_eq!(rows(&checked, Record::Contacts).rows(), 1);
}

#[test]
fn rows_that_are_ignored_are_listed_and_not_shown() {
    let sheet = format!(
        "Sunnyside Hub\n{CONTACTS}R-0001,14/10/2026,02,5,30\n,,,,\n{CONTACTS}Total 1,,,,\nJo Bloggs was ill,,,,\n\
         EXAMPLE - delete or leave: it is ignored,14/10/2026,02,5,30\nR-0002,14/10/2026,02,5,30\n"
    );
    let checked = with("contacts.csv", &sheet);
    assert_eq!(problems(&checked), [""; 0], "{:#?}", checked.findings);
    let counts = checked.details[0].counts;
    assert_eq!(
        (counts.read, counts.counted, counts.ignored),
        (8, 2, 6),
        "{:#?}",
        checked.findings
    );
    assert_eq!(rows(&checked, Record::Contacts).rows(), 2);
    for (rule, row) in [
        ("title_rows_skipped", 2),
        ("repeated_headings_ignored", 5),
        ("total_row_ignored", 6),
        ("note_row_ignored", 7),
        ("example_row_ignored", 8),
    ] {
        let note = on_contacts(&checked, rule);
        assert_eq!(note.place.row, Some(row), "{rule}");
        let named = format!("row {row} of the sheet \"contacts\"");
        assert!(note.message.contains(&named), "{}", note.message);
    }
    let note = on_contacts(&checked, "blank_rows_ignored");
    assert_eq!(
        (note.count, note.message.as_str()),
        (1, "We ignored 1 blank row of the sheet \"contacts\".")
    );
    let said = format!("{:?}", checked.findings);
    assert!(!said.contains("Bloggs"), "{said}");
}

#[test]
fn a_sheet_that_has_ignored_rows_alone_is_no_sheet_and_is_told_of() {
    let checked = with(
        "contacts.csv",
        &format!("{CONTACTS}We do not keep these,,,,\n"),
    );
    assert!(checked.details.is_empty());
    assert_eq!(on_contacts(&checked, "note_row_ignored").place.row, Some(2));
}

#[test]
fn contacts_of_earlier_months_are_listed() {
    let referrals = Table::good(1)
        .set(0, "referral_date", "2026-08-05")
        .set(0, "first_contact_date", "2026-08-12")
        .csv();
    let contacts = format!(
        "{CONTACTS}R-0001,12/08/2026,02,5,30\nR-0001,14/10/2026,02,5,30\nR-0001,14/09/2026,02,5,30\n"
    );
    let checked = check(zip_of(&[
        ("referrals.csv", &referrals),
        ("contacts.csv", &contacts),
    ]));
    let note = on_contacts(&checked, "earlier_contacts_ignored");
    assert_eq!((note.count, note.place.row), (2, Some(2)));
    assert_eq!(note.more_places[0].row, Some(4));
}

#[test]
fn hidden_rows_of_every_sheet_are_asked_about() {
    let hidden = || {
        book_with(
            "R-0001,14/10/2026,02,5,30\nR-0002,14/10/2026,02,5,30\nR-0003,14/10/2026,02,5,30\n",
            |sheet| {
                sheet.set_row_hidden(2).unwrap();
            },
        )
    };
    let checked = check(hidden());
    assert_eq!(problems(&checked), ["hidden_rows"]);
    let found = finding(&checked, "hidden_rows");
    assert_eq!(
        (found.place.sheet.as_deref(), found.place.row),
        (Some("Contacts"), Some(3))
    );
    assert_eq!(found.question.as_ref().unwrap().parameter, "hidden_rows");
    assert_eq!(checked.details[0].counts.counted, 3);
    let told = check_with(hidden(), &["hidden_rows=leave_out"]);
    let counts = told.details[0].counts;
    assert_eq!((counts.read, counts.counted, counts.ignored), (3, 2, 1));
    assert_eq!(finding(&told, "hidden_rows_left_out").place.row, Some(3));
    assert!(!names(&told).contains(&"hidden_rows"));
}
