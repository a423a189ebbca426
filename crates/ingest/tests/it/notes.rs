//! What is shown of the sender's own words, and what is not.

use crate::support::{Table, check, finding};

/// The table as an older Windows program writes it; sign 1 stands for the byte.
fn windows(table: &Table, byte: u8) -> Vec<u8> {
    let text = table.csv();
    text.bytes()
        .map(|other| if other == 1 { byte } else { other })
        .collect()
}

#[test]
fn the_first_text_with_special_characters_is_shown() {
    let table = Table::good(2).set(1, "gp_practice", "St Mary\u{1}s");
    let checked = check(windows(&table, 0x92));
    let note = finding(&checked, "special_characters");
    assert_eq!(
        note.message,
        "We read 1 cell with special characters, for example row 3: \"St Mary’s\"."
    );
    assert_eq!(note.found.as_deref(), Some("St Mary’s"));
}

#[test]
fn a_text_with_special_characters_that_may_be_a_name_is_masked() {
    for (heading, value) in [
        ("gp_practice", "Ren\u{1} Bloggs"),
        ("local_person_id", "Ren\u{1}Bloggs"),
        ("Key worker", "Ren\u{1}"),
        ("referral_date", "ren\u{1} bloggs"),
    ] {
        let table = Table::good(2).column_of(heading, |_| value.to_owned());
        let checked = check(windows(&table, 0xe9));
        let note = finding(&checked, "special_characters");
        assert!(
            !note.message.contains("Ren") && !note.message.contains("loggs"),
            "{heading}: {}",
            note.message
        );
    }
}

fn with_foot(foot: &str) -> String {
    Table::good(2).csv() + foot + "\r\n"
}

#[test]
fn a_total_is_shown() {
    let checked = check(with_foot("Total 64,,,"));
    assert_eq!(
        finding(&checked, "total_row_ignored").message,
        "We ignored a row because it is a total: row 4 (\"Total 64\")."
    );
    let checked = check(with_foot("Grand Total,,,64"));
    assert!(
        finding(&checked, "total_row_ignored")
            .message
            .ends_with("row 4 (\"Grand Total\").")
    );
}

#[test]
fn a_note_is_shown_up_to_forty_characters() {
    let note = "Jan was off sick this month so we only saw a few";
    let checked = check(with_foot(&format!("{note},,\r\n,,and one more remark")));
    let found = finding(&checked, "note_row_ignored");
    assert_eq!(found.count, 2);
    assert!(
        found
            .message
            .ends_with("rows 4 and 5 (\"Jan was off sick this month so we only …\")."),
        "{}",
        found.message
    );
}

#[test]
fn a_note_that_may_hold_something_personal_is_masked() {
    for note in [
        "Jo Bloggs rang about Anna Smith",
        "jo bloggs",
        "ring 07700 900123 first",
        ",Bloggs",
        "Total for Jo Bloggs",
    ] {
        let checked = check(with_foot(note));
        assert_eq!(checked.counts.ignored, 1, "{note}: {:#?}", checked.findings);
        let shown = format!("{:?}", checked.findings);
        assert!(
            !shown.to_lowercase().contains("bloggs") && !shown.contains("900123"),
            "{shown}"
        );
    }
}

#[test]
fn words_in_columns_of_days_and_numbers_are_masked() {
    for heading in ["referral_date", "closed_date", "contacts_this_month", "age"] {
        for value in ["jo bloggs", "Mary-Jane Bloggs"] {
            let checked = Table::good(2).set(0, heading, value).check();
            assert_eq!(checked.counts.left_out, 1, "{heading}");
            let shown = format!("{:?}", checked.findings);
            assert!(!shown.contains("loggs"), "{heading}: {shown}");
        }
    }
    let checked = Table::good(2)
        .set(0, "contacts_this_month", "5 people")
        .check();
    assert_eq!(
        finding(&checked, "number_not_a_number").found.as_deref(),
        Some("5 people")
    );
}

#[test]
fn a_short_year_that_may_be_one_of_birth_is_masked() {
    for value in ["14/02/53", "14-Feb-53", "31/02/61", "14/02/53 09:30"] {
        let checked = Table::good(2).set(0, "referral_date", value).check();
        assert_eq!(checked.counts.left_out, 1, "{value}");
        let shown = format!("{:?}", checked.findings);
        for hint in ["53", "61", "ebruary", "Feb"] {
            assert!(!shown.contains(hint), "{value}: {shown}");
        }
    }
}
