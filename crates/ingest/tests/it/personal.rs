//! Personal details where none belong.

use hub_ingest::{DoorOptions, Limits, Outcome};

use crate::support::{Table, check_by, door_with, finding, problems, upload};

#[test]
fn forbidden_columns_are_refused_by_their_headings() {
    for heading in [
        "Name",
        "Surname",
        "Client name",
        "Home address",
        "Mobile number",
        "E-mail",
        "Notes",
        "Comments",
        "Next of kin",
    ] {
        let checked = Table::good(2)
            .column_of(heading, |_| "something".to_owned())
            .check();
        let found = finding(&checked, "personal_data_column");
        assert_eq!(found.place.header.as_deref(), Some(heading));
        assert_eq!(checked.outcome, Outcome::Unreadable, "{heading}");
        assert!(checked.rows.is_none());
        assert_eq!(checked.counts.left_out, 2);
    }
}

#[test]
fn forbidden_columns_are_refused_by_their_values() {
    for (value, kind) in [
        ("943 476 5919", "NHS numbers"),
        ("9434765919", "NHS numbers"),
        ("seen 943-476-5919 again", "NHS numbers"),
        ("jo@example.org", "e-mail addresses"),
        ("07700 900123", "phone numbers"),
        ("LS1 4AP", "postcodes"),
    ] {
        let checked = Table::good(3)
            .column_of("Other", |n| {
                if n == 1 {
                    value.to_owned()
                } else {
                    "x".to_owned()
                }
            })
            .check();
        let found = finding(&checked, "personal_data_column");
        assert!(found.message.contains(kind), "{}", found.message);
        assert!(found.message.contains("Column O"), "{}", found.message);
        assert_eq!(found.place.row, Some(3));
        let shown = format!("{:?}", checked.findings);
        assert!(
            !shown.contains(value) && !shown.contains("5919") && !shown.contains("900123"),
            "{shown}"
        );
    }
}

#[test]
fn nhs_numbers_in_a_column_for_references_are_refused() {
    let numbers = ["943 476 5919", "4010232137"];
    let checked = Table::good(2)
        .column_of("local_person_id", |n| numbers[n].to_owned())
        .check();
    let found = finding(&checked, "personal_data_column");
    assert!(found.message.contains("nhs_number"), "{}", found.message);
    assert_eq!(found.found.as_deref(), Some("94• ••• ••••"));
}

#[test]
fn references_of_ten_digits_are_no_nhs_numbers() {
    let checked = Table::good(40)
        .column_of("local_person_id", |n| format!("{}", 2_026_000_000 + n * 7))
        .check();
    assert_eq!(problems(&checked), [""; 0]);
    assert_eq!(checked.counts.counted, 40);
}

#[test]
fn one_personal_value_in_a_column_of_the_return_leaves_its_row_out() {
    let checked = Table::good(4).set(2, "need_1", "ring 07700 900123").check();
    assert_eq!(problems(&checked), ["personal_value"]);
    let found = finding(&checked, "personal_value");
    assert_eq!(found.place.row, Some(4));
    assert!(!format!("{checked:?}").contains("900123"));
    assert_eq!(checked.counts.left_out, 1);
}

#[test]
fn the_name_of_the_file_is_looked_at() {
    let door = door_with(Limits::default(), DoorOptions::default());
    let mut sent = upload(Table::good(1).csv());
    sent.file_name = Some("943 476 5919.csv".to_owned());
    let checked = check_by(&door, &sent);
    finding(&checked, "personal_data_column");
    assert!(!format!("{checked:?} {sent:?}").contains("5919"));
    sent.file_name = Some("October 2026 return (2).csv".to_owned());
    assert_eq!(check_by(&door, &sent).outcome, Outcome::Ready);
}
