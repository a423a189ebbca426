//! Which sheets are other sheets of the return, and what must be on none.

use hub_ingest::Outcome;
use hub_standard::stored::Record;
use rust_xlsxwriter::Workbook;

use crate::books::{fill, zip_of};
use crate::details::{CONTACTS, SUPPORT, rows, with};
use crate::support::{Table, check, finding, problems};

#[test]
fn a_second_sheet_of_contacts_is_looked_through() {
    let contacts = format!("{CONTACTS}R-0001,14/10/2026,02,5,30\n");
    let mut other = String::from("local_referral_id,contact_date,attendance,who\n");
    for number in ["9434765919", "9434765870", "4010232137"] {
        other.push_str(&format!("R-0001,14/10/2026,5,{number}\n"));
    }
    let checked = check(zip_of(&[
        ("referrals.csv", &Table::good(3).csv()),
        ("contacts.csv", &contacts),
        ("more.csv", &other),
    ]));
    assert_eq!(checked.outcome, Outcome::Unreadable);
    finding(&checked, "personal_data_column");
}

#[test]
fn a_sheet_without_its_columns_is_said_to_be_unused() {
    let checked = with("Contacts.csv", "local_referral_id,Attended\nR-0001,yes\n");
    assert!(checked.details.is_empty());
    let finding = finding(&checked, "details_not_read");
    assert!(
        finding.message.contains("contact_date"),
        "{}",
        finding.message
    );
    assert_eq!(checked.counts.counted, 3);
}

#[test]
fn two_sheets_of_contacts_are_not_mixed() {
    let contacts = format!("{CONTACTS}R-0001,14/10/2026,02,5,30\n");
    let referrals = Table::good(3).without("contacts_this_month").csv();
    let checked = check(zip_of(&[
        ("referrals.csv", &referrals),
        ("contacts.csv", &contacts),
        ("more contacts.csv", &contacts),
    ]));
    finding(&checked, "details_not_read");
    assert_eq!(rows(&checked, Record::Contacts).rows(), 1);
}

#[test]
fn a_sheet_with_headings_alone_is_no_sheet() {
    let checked = with("contacts.csv", CONTACTS);
    assert!(checked.details.is_empty());
    assert_eq!(checked.outcome, Outcome::Ready, "{:#?}", checked.findings);
}

#[test]
fn the_only_sheet_is_the_return_whatever_its_name() {
    let mut book = Workbook::new();
    fill(book.add_worksheet().set_name("Contacts").unwrap(), 0, 3);
    let checked = check(book.save_to_buffer().unwrap());
    assert_eq!(checked.counts.counted, 3);
    // Nor is one with the headings of Referrals a sheet of contacts when there is another sheet.
    let mut book = Workbook::new();
    fill(book.add_worksheet().set_name("Contacts").unwrap(), 0, 3);
    let notes = book.add_worksheet().set_name("Notes").unwrap();
    notes.write(0, 0, "Written in October").unwrap();
    let checked = check(book.save_to_buffer().unwrap());
    assert_eq!(checked.counts.counted, 3, "{:#?}", checked.findings);
}

#[test]
fn referrals_with_headings_of_another_sheet_are_referrals() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Oct").unwrap();
    let headings = [
        "Ref",
        "Client ID",
        "Referral date",
        "Referred to",
        "Status",
        "Sector",
    ];
    let row = ["A-1", "C-1", "05/10/2026", "Choir", "started", "charity"];
    for (column, (heading, value)) in (0..).zip(headings.into_iter().zip(row)) {
        sheet.write(0, column, heading).unwrap();
        sheet.write(1, column, value).unwrap();
    }
    let notes = book.add_worksheet().set_name("Notes").unwrap();
    notes.write(0, 0, "Written in October").unwrap();
    let checked = check(book.save_to_buffer().unwrap());
    assert_eq!(checked.counts.counted, 1, "{:#?}", checked.findings);
    assert!(checked.details.is_empty());
}

#[test]
fn sheets_without_referrals_say_what_they_lack() {
    let contacts = format!("{CONTACTS}R-0001,14/10/2026,02,5,30\n");
    let support = format!("{SUPPORT}R-0001,arts,vcse,started\n");
    let checked = check(zip_of(&[
        ("contacts.csv", &contacts),
        ("support.csv", &support),
    ]));
    assert_eq!(checked.outcome, Outcome::Unreadable);
    let said = problems(&checked);
    assert!(
        said.contains(&"headings_not_found"),
        "{:#?}",
        checked.findings
    );
}

#[test]
fn names_and_numbers_of_people_are_refused_on_every_sheet() {
    let column =
        "local_referral_id,contact_date,attendance,Client name\nR-0001,14/10/2026,5,Mary Smith\n";
    let checked = with("contacts.csv", column);
    assert_eq!(checked.outcome, Outcome::Unreadable);
    finding(&checked, "personal_data_column");
    let stray = format!(
        "{CONTACTS}R-0001,14/10/2026,02,5,30\nR-0002,14/10/2026,02,5,30\nR-0003,14/10/2026,mary@example.org,5,30\n"
    );
    let checked = with("contacts.csv", &stray);
    let said = format!("{:?}", checked.findings);
    assert!(!said.contains("mary@"), "{said}");
    assert_eq!(problems(&checked), ["personal_value"]);
}
