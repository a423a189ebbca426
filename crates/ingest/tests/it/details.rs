//! The other sheets of the return: contacts, support, outcomes, service use.

use std::collections::HashSet;

use arrow::array::{Array, AsArray};
use hub_ingest::{
    Anonymised, CheckedReturn, DoorOptions, Identifier, IdentityKeys, Limits, OptOutKind, OptOuts,
    Outcome, schema_of,
};
use hub_standard::stored::Record;
use rust_xlsxwriter::Workbook;

use crate::books::{fill, zip_of};
use crate::support::{
    Table, check, check_by, door_with, finding, names, numbers, problems, upload,
};

pub(crate) const CONTACTS: &str =
    "local_referral_id,contact_date,contact_mechanism,attendance,contact_minutes\n";
pub(crate) const SUPPORT: &str = "local_referral_id,support_type,provider_kind,support_status\n";
pub(crate) const OUTCOMES: &str = "local_referral_id,instrument,phase,score\n";
pub(crate) const SERVICE_USE: &str =
    "local_referral_id,use_group,use_period,use_months,gp_contacts,ae_attendances\n";

/// Three referrals, R-0001 to R-0003 of 5 October, with another sheet beside them.
pub(crate) fn with(name: &str, sheet: &str) -> CheckedReturn {
    let referrals = match sheet.contains("contact_date") && sheet.lines().count() > 1 {
        true => Table::good(3).without("contacts_this_month"),
        false => Table::good(3),
    };
    check(zip_of(&[
        ("referrals.csv", &referrals.csv()),
        (name, sheet),
    ]))
}

#[track_caller]
pub(crate) fn rows(checked: &CheckedReturn, record: Record) -> &Anonymised {
    let detail = checked
        .details
        .iter()
        .find(|detail| detail.record == record);
    let detail = detail.unwrap_or_else(|| panic!("no {record:?}: {:#?}", checked.findings));
    let rows = detail.rows.as_ref().unwrap();
    assert_eq!(rows.record(), record);
    assert_eq!(rows.batch().schema(), schema_of(record));
    assert_eq!(rows.rows(), usize::try_from(detail.counts.counted).unwrap());
    let counts = detail.counts;
    assert_eq!(
        counts.read,
        counts.counted + counts.left_out + counts.ignored
    );
    rows
}

pub(crate) fn texts(rows: &Anonymised, column: &str) -> Vec<String> {
    let values = rows.batch().column_by_name(column).unwrap();
    let values = values.as_string::<i32>();
    values.iter().map(|text| text.unwrap().to_owned()).collect()
}

fn keys(rows: &Anonymised, column: &str) -> HashSet<Vec<u8>> {
    let values = rows.batch().column_by_name(column).unwrap();
    let values = values.as_binary::<i32>();
    values.iter().map(|key| key.unwrap().to_vec()).collect()
}

#[test]
fn contacts_are_read_beside_their_referrals() {
    let sheet = format!(
        "{CONTACTS}R-0001,14/10/2026,Telephone,attended,30\nR-0001,21/10/2026,01,DNA,\nR-0002,05/10/2026,teams,Y,45\n"
    );
    let checked = with("contacts.csv", &sheet);
    assert_eq!(checked.outcome, Outcome::Ready, "{:#?}", checked.findings);
    let contacts = rows(&checked, Record::Contacts);
    let mut found: Vec<_> = texts(contacts, "mechanism")
        .into_iter()
        .zip(texts(contacts, "attended"))
        .collect();
    found.sort();
    let expected = [("01", "3"), ("02", "5"), ("11", "5")];
    assert_eq!(
        found,
        expected.map(|(one, other)| (one.to_owned(), other.to_owned()))
    );
    let days = contacts.batch().column_by_name("day_number").unwrap();
    let days: HashSet<i16> = days
        .as_primitive::<arrow::datatypes::Int16Type>()
        .iter()
        .flatten()
        .collect();
    assert_eq!(days, HashSet::from([9, 16, 0]));
    assert_eq!(
        finding(&checked, "details_read").message,
        "We also read the sheet \"contacts\" as Contacts: 3 rows counted, 0 left out."
    );
    assert_eq!(checked.all_counts().counted, 6);
}

#[test]
fn a_row_has_the_keys_of_its_referral() {
    let sheet = format!("{CONTACTS}R-0002,14/10/2026,02,5,30\n");
    let checked = with("contacts.csv", &sheet);
    let contacts = rows(&checked, Record::Contacts);
    let referrals = checked.rows.as_ref().unwrap();
    for column in ["referral_key", "person_key"] {
        let own = keys(contacts, column);
        assert_eq!(own.len(), 1);
        assert!(own.is_subset(&keys(referrals, column)), "{column}");
    }
}

#[test]
fn a_workbook_with_all_sheets_is_one_return() {
    let mut book = Workbook::new();
    fill(book.add_worksheet().set_name("Referrals").unwrap(), 0, 3);
    for (name, text) in [
        ("Contacts", format!("{CONTACTS}R-0001,2026-10-14,02,5,30")),
        (
            "Support",
            format!("{SUPPORT}R-0001,Befriending,charity,started"),
        ),
        ("Outcomes", format!("{OUTCOMES}R-0001,SWEMWBS,baseline,21")),
        ("Service use", format!("{SERVICE_USE}R-0001,,before,12,6,1")),
    ] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (row, line) in (0..).zip(text.lines()) {
            for (column, value) in (0..).zip(line.split(',')) {
                sheet.write(row, column, value).unwrap();
            }
        }
    }
    let checked = check(book.save_to_buffer().unwrap());
    let records: Vec<Record> = checked.details.iter().map(|detail| detail.record).collect();
    assert_eq!(records, Record::DETAILS);
    for record in Record::DETAILS {
        assert_eq!(rows(&checked, record).rows(), 1, "{record:?}");
    }
    assert!(!names(&checked).contains(&"sheet_used"));
    assert_eq!(
        texts(rows(&checked, Record::Support), "support"),
        ["befriending"]
    );
    assert_eq!(
        texts(rows(&checked, Record::ServiceUse), "use_group"),
        ["referred"]
    );
}

#[test]
fn a_row_without_a_referral_is_left_out() {
    let sheet = format!("{CONTACTS}R-0001,14/10/2026,02,5,30\nR-9999,14/10/2026,02,5,30\n");
    let checked = with("contacts.csv", &sheet);
    assert_eq!(problems(&checked), ["referral_not_found"]);
    let finding = finding(&checked, "referral_not_found");
    assert_eq!(
        (finding.place.row, finding.place.sheet.as_deref()),
        (Some(3), Some("contacts"))
    );
    assert!(!finding.message.contains("9999"), "{}", finding.message);
    assert_eq!(rows(&checked, Record::Contacts).rows(), 1);
    assert_eq!(checked.all_counts().left_out, 1);
}

#[test]
fn rows_of_a_referral_that_is_left_out_are_left_out_with_it() {
    let referrals = Table::good(3)
        .set(1, "referral_date", "31/04/2026")
        .without("contacts_this_month")
        .csv();
    let contacts = format!("{CONTACTS}R-0002,14/10/2026,02,5,30\nR-0003,14/10/2026,02,5,30\n");
    let checked = check(zip_of(&[
        ("referrals.csv", &referrals),
        ("contacts.csv", &contacts),
    ]));
    assert_eq!(problems(&checked), ["date_impossible", "referral_left_out"]);
    assert_eq!(rows(&checked, Record::Contacts).rows(), 1);
}

#[test]
fn two_numbers_of_contacts_are_held_against_each_other() {
    let contacts = format!("{CONTACTS}R-0001,14/10/2026,02,5,30\nR-0001,15/10/2026,02,5,30\n");
    let checked = check(zip_of(&[
        ("referrals.csv", &Table::good(3).csv()),
        ("contacts.csv", &contacts),
    ]));
    // One contact each by the first sheet; two, none and none by the second.
    assert_eq!(finding(&checked, "contacts_disagree").count, 3);
    assert_eq!(checked.outcome, Outcome::Warnings);
}

#[test]
fn contacts_are_counted_where_the_referral_does_not_say() {
    let sheet = format!("{CONTACTS}R-0001,14/10/2026,02,5,30\nR-0001,15/10/2026,02,5,30\n");
    let checked = with("contacts.csv", &sheet);
    let mut contacts = numbers(&checked, "contacts");
    contacts.sort_unstable();
    assert_eq!(contacts, [Some(0), Some(0), Some(2)]);
    assert_eq!(checked.summary.contacts, 2);
    assert!(!names(&checked).contains(&"column_missing"));
}

#[test]
fn what_was_missed_is_a_row_and_no_contact() {
    let sheet = format!("{CONTACTS}R-0001,14/10/2026,02,5,30\nR-0001,15/10/2026,02,DNA,\n");
    let checked = with("contacts.csv", &sheet);
    assert_eq!(rows(&checked, Record::Contacts).rows(), 2);
    assert_eq!(checked.summary.contacts, 1);
}

#[test]
fn the_number_of_contacts_stays_unknown_where_some_do_not_count() {
    let sheet = format!(
        "{CONTACTS}R-0001,14/10/2026,02,5,30\nR-0001,15/10/2026,pigeon,5,30\nR-0002,15/10/2026,02,5,30\n"
    );
    let checked = with("contacts.csv", &sheet);
    let mut contacts = numbers(&checked, "contacts");
    contacts.sort_unstable();
    assert_eq!(contacts, [None, Some(0), Some(1)]);
    let none = with(
        "contacts.csv",
        &format!("{CONTACTS}R-0001,15/10/2026,pigeon,5,30\n"),
    );
    assert_eq!(numbers(&none, "contacts"), [None; 3]);
}

#[test]
fn words_of_these_sheets_do_not_unmask_names() {
    for name in ["Sarah Green", "Tom Short", "Anne Close"] {
        let checked = Table::good(3).set(0, "ethnic_category", name).check();
        let said = format!("{:?}", checked.findings);
        assert!(!said.contains(name), "{said}");
    }
}

#[test]
fn a_score_is_one_that_the_questionnaire_has() {
    let sheet = format!(
        "{OUTCOMES}R-0001,swemwbs,before,36\nR-0001,EQ-5D-5L,before,21262\nR-0001,EQ-5D-5L,before,21252\nR-0002,ucla,post,3.5\nR-0002,ONS4 happy,post,many\nR-0003,PAM,before,47.1\n"
    );
    let checked = with("outcomes.csv", &sheet);
    assert_eq!(rows(&checked, Record::Outcomes).rows(), 2);
    let said = finding(&checked, "score_out_of_range").message.clone();
    assert!(
        said.ends_with("we found \"36\". A score of swemwbs_raw is a whole number from 7 to 35."),
        "{said}"
    );
    finding(&checked, "number_not_a_number");
}

#[test]
fn people_who_were_not_referred_are_a_group_of_their_own() {
    let sheet = format!("{SERVICE_USE}R-0001,referred,before,12,6,1\nX-17,control,before,12,3,0\n");
    let checked = with("service_use.csv", &sheet);
    assert_eq!(checked.outcome, Outcome::Ready, "{:#?}", checked.findings);
    let used = rows(&checked, Record::ServiceUse);
    let groups: HashSet<String> = texts(used, "use_group").into_iter().collect();
    assert_eq!(groups, ["referred", "comparison"].map(str::to_owned).into());
}

#[test]
fn no_identifier_is_in_the_rows_of_any_sheet() {
    let sheet = format!("{CONTACTS}R-0001,14/10/2026,02,5,30\nR-0002,14/10/2026,02,5,30\n");
    let checked = with("contacts.csv", &sheet);
    let batch = rows(&checked, Record::Contacts).batch().clone();
    for column in batch.columns() {
        for buffer in column.to_data().buffers() {
            let held = String::from_utf8_lossy(buffer.as_slice()).into_owned();
            assert!(!held.contains("R-000") && !held.contains("P-000"), "{held}");
        }
    }
}

#[test]
fn the_order_of_the_rows_is_not_that_of_the_file() {
    let lines = [
        "R-0001,14/10/2026,02,5,30",
        "R-0002,15/10/2026,01,3,",
        "R-0001,16/10/2026,11,5,9",
    ];
    let in_order = with("contacts.csv", &format!("{CONTACTS}{}\n", lines.join("\n")));
    let turned: Vec<&str> = lines.into_iter().rev().collect();
    let turned = with(
        "contacts.csv",
        &format!("{CONTACTS}{}\n", turned.join("\n")),
    );
    assert_eq!(
        rows(&in_order, Record::Contacts).batch(),
        rows(&turned, Record::Contacts).batch()
    );
}

#[test]
fn whoever_objects_is_left_out_of_every_sheet() {
    let door = door_with(Limits::default(), DoorOptions::default());
    let sheet = format!("{CONTACTS}R-0001,14/10/2026,02,5,30\nR-0002,14/10/2026,02,5,30\n");
    let referrals = Table::good(3).without("contacts_this_month").csv();
    let file = zip_of(&[("referrals.csv", &referrals), ("contacts.csv", &sheet)]);
    let checked = check_by(&door, &upload(file));
    let keys = IdentityKeys::from_bytes([1; 32], [2; 32]);
    let person = Identifier::local("YA001".parse().unwrap(), "P-0001".to_owned());
    let person = keys.person(&person).unwrap();
    let mut list = OptOuts::default();
    list.add(OptOutKind::Objection, &keys.opt_out_tag(&person));
    let contacts = rows(&checked, Record::Contacts);
    let admitted = door.admit(contacts, &list).unwrap();
    assert_eq!((contacts.rows(), admitted.rows()), (2, 1));
    assert_eq!(admitted.record(), Record::Contacts);
}
