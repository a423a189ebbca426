//! The days on the other sheets, and the order that they are written in.

use hub_ingest::Outcome;
use hub_standard::rule;
use hub_standard::stored::Record;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use crate::books::{fill, zip_of};
use crate::choices::check_with;
use crate::details::{CONTACTS, rows, texts, with};
use crate::support::{self, Table, check, finding, names, problems};

/// One referral of May with contacts of 6 and 13 October, as a system writes them that has the month first.
fn month_first() -> Vec<u8> {
    let referrals = Table::good(1)
        .set(0, "referral_date", "2026-05-04")
        .set(0, "first_contact_date", "2026-05-12")
        .without("contacts_this_month")
        .csv();
    let contacts = format!("{CONTACTS}R-0001,10/06/2026,02,5,30\nR-0001,10/13/2026,02,5,30\n");
    zip_of(&[("referrals.csv", &referrals), ("contacts.csv", &contacts)])
}

#[test]
fn days_that_cannot_be_are_said_and_earlier_months_are_not_counted_again() {
    let sheet = format!(
        "{CONTACTS}R-0001,31/04/2026,02,5,30\nR-0001,04/10/2026,02,5,30\nR-0001,02/11/2026,02,5,30\nR-0001,05/12/2026,02,5,30\n"
    );
    let checked = with("contacts.csv", &sheet);
    assert_eq!(
        problems(&checked),
        [
            "date_impossible",
            "contact_before_referral",
            "date_after_month_end",
            "date_in_future"
        ]
    );
    let referrals = Table::good(1)
        .set(0, "referral_date", "2026-08-05")
        .set(0, "first_contact_date", "2026-08-12")
        .csv();
    let contacts = format!("{CONTACTS}R-0001,14/09/2026,02,5,30\nR-0001,14/10/2026,02,5,30\n");
    let checked = check(zip_of(&[
        ("referrals.csv", &referrals),
        ("contacts.csv", &contacts),
    ]));
    assert_eq!(finding(&checked, "earlier_contacts_ignored").count, 1);
    assert_eq!(rows(&checked, Record::Contacts).rows(), 1);
    assert!(!names(&checked).contains(&"contacts_disagree"));
}

#[test]
fn a_date_of_birth_in_the_wrong_column_is_not_shown() {
    for day in ["14/02/1953", "14/02/53"] {
        let checked = with("contacts.csv", &format!("{CONTACTS}R-0001,{day},02,5,30\n"));
        let said = format!("{:?}", checked.findings);
        assert!(!said.contains("1953") && !said.contains("2053"), "{said}");
        assert!(
            !said.contains("February") && !said.contains("/02/"),
            "{said}"
        );
        assert_eq!(checked.details[0].counts.left_out, 1, "{said}");
    }
}

#[test]
fn contacts_with_day_and_month_swapped_are_asked_about() {
    let checked = check(month_first());
    let found = finding(&checked, "dates_swapped");
    assert_eq!(found.place.sheet.as_deref(), Some("contacts"));
    let asked = found.question.as_ref().unwrap();
    assert_eq!(
        (asked.parameter.as_str(), asked.answers[0].value.as_str()),
        ("month_first", "B")
    );
    assert_eq!(checked.outcome, Outcome::Unreadable);
    // 6 October is none of the earlier contacts, though it could be read as 10 June.
    for rule in ["earlier_contacts_ignored", "date_impossible"] {
        assert!(!names(&checked).contains(&rule), "the column is said once");
    }
}

#[test]
fn contacts_are_turned_round_when_the_sender_says_so() {
    let told = check_with(month_first(), &["month_first=B"]);
    assert_eq!(told.outcome, Outcome::Ready, "{:#?}", told.findings);
    let contacts = rows(&told, Record::Contacts);
    assert_eq!(texts(contacts, "month_contact"), ["2026-10"; 2]);
    let note = finding(&told, "dates_month_first");
    assert_eq!((note.count, note.place.row), (2, Some(2)));
    assert!(
        note.message
            .ends_with("(2 cells in column B of the sheet \"contacts\")."),
        "{}",
        note.message
    );
    let not = check_with(month_first(), &["day_first=B"]);
    assert_eq!(problems(&not), ["date_impossible"]);
    assert_eq!(finding(&not, "earlier_contacts_ignored").count, 1);
}

#[test]
fn date_cells_that_were_made_of_such_text_are_turned_round_too() {
    let book = || {
        let mut book = Workbook::new();
        fill(book.add_worksheet().set_name("Referrals").unwrap(), 0, 1);
        let sheet = book.add_worksheet().set_name("Contacts").unwrap();
        sheet.write(0, 0, "local_referral_id").unwrap();
        sheet.write(0, 1, "contact_date").unwrap();
        // 6 October, which Excel took for 10 June, and 13 October, which it left as text.
        let format = Format::new().set_num_format("dd/mm/yyyy");
        let day = ExcelDateTime::from_ymd(2026, 6, 10).unwrap();
        sheet.write(1, 0, "R-0001").unwrap();
        sheet
            .write_datetime_with_format(1, 1, &day, &format)
            .unwrap();
        sheet.write(2, 0, "R-0001").unwrap();
        sheet.write(2, 1, "10/13/2026").unwrap();
        book.save_to_buffer().unwrap()
    };
    let said = finding(&check(book()), "dates_swapped").message.clone();
    assert!(
        said.contains("Row 2 shows 10 June 2026; row 3 has \"10/13/2026\"."),
        "{said}"
    );
    let told = check_with(book(), &["month_first=B"]);
    let contacts = rows(&told, Record::Contacts);
    assert_eq!(texts(contacts, "month_contact"), ["2026-10"; 2]);
}

#[test]
fn an_answer_holds_for_its_letter_on_every_sheet() {
    let referrals = Table::good(3)
        .set(0, "referral_date", "10/05/2026")
        .set(1, "referral_date", "10/13/2026")
        .set(2, "referral_date", "10/14/2026")
        .without("first_contact_date")
        .without("contacts_this_month")
        .csv();
    let contacts =
        "local_referral_id,attendance,contact_date\nR-0001,5,10/15/2026\nR-0002,5,10/16/2026\n";
    let file = zip_of(&[("referrals.csv", &referrals), ("contacts.csv", contacts)]);
    let checked = check(file.clone());
    let swapped = names(&checked).into_iter();
    assert_eq!(swapped.filter(|name| *name == "dates_swapped").count(), 2);
    let told = check_with(file, &["month_first=C"]);
    assert_eq!(support::texts(&told, "month_received"), ["2026-10"; 3]);
    assert_eq!(rows(&told, Record::Contacts).rows(), 2);
    // Each sheet says what it did there.
    let code = &rule::named("dates_month_first").unwrap().code;
    let notes = told.findings.iter().filter(|note| note.code == *code);
    let of_sheets: Vec<_> = notes
        .map(|note| (note.place.sheet.as_deref(), note.count))
        .collect();
    assert_eq!(of_sheets, [(Some("referrals"), 3), (Some("contacts"), 2)]);
}

#[test]
fn a_date_of_birth_is_not_shown_when_the_month_is_first_either() {
    let referrals = Table::good(1).without("contacts_this_month").csv();
    let contacts = format!("{CONTACTS}R-0001,02/14/53,02,5,30\nR-0001,10/14/2026,02,5,30\n");
    let file = zip_of(&[("referrals.csv", &referrals), ("contacts.csv", &contacts)]);
    let told = check_with(file, &["month_first=B"]);
    assert_eq!(problems(&told), ["date_in_future"]);
    let said = format!("{:?}", told.findings);
    assert!(
        !said.contains("2053") && !said.contains("February"),
        "{said}"
    );
}
