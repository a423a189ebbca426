//! Who the person is, how old, and where they live.

use hub_ingest::{DoorOptions, Limits};

use crate::support::{
    REFERENCE, Table, check_by, door_with, finding, keys, numbers, postcode, problems, text, texts,
    upload,
};

const VALID: &str = "943 476 5919";

fn with(heading: &'static str, value: &str) -> Table {
    Table::good(1).column_of(heading, |_| value.to_owned())
}

#[test]
fn the_nhs_number_makes_the_person_however_it_is_written() {
    let one = keys(&with("nhs_number", VALID).check(), "person_key");
    let two = keys(
        &with("nhs_number", "9434765919")
            .set(0, "local_person_id", "other")
            .check(),
        "person_key",
    );
    let three = keys(&with("nhs_number", "4010232137").check(), "person_key");
    assert_eq!(one, two);
    assert_ne!(one, three);
    assert_eq!(one[0].len(), 32);
}

#[test]
fn a_person_is_the_same_in_every_service_by_nhs_number_only() {
    let door = door_with(Limits::default(), DoorOptions::default());
    let key = |table: &Table, service: &str, column: &str| {
        let mut sent = upload(table.csv());
        sent.service = service.parse().unwrap();
        keys(&check_by(&door, &sent), column)
    };
    let by_number = with("nhs_number", VALID);
    assert_eq!(
        key(&by_number, "YA001", "person_key"),
        key(&by_number, "YA002", "person_key")
    );
    let by_reference = Table::good(1);
    assert_ne!(
        key(&by_reference, "YA001", "person_key"),
        key(&by_reference, "YA002", "person_key")
    );
    assert_ne!(
        key(&by_reference, "YA001", "referral_key"),
        key(&by_reference, "YA002", "referral_key")
    );
}

#[test]
fn two_referrals_of_one_person_are_one_person() {
    let checked = Table::good(3).set(1, "local_person_id", "P-0001").check();
    assert_eq!(checked.summary.people, 2);
}

#[test]
fn a_wrong_number_leaves_the_row_out_unless_there_is_a_reference() {
    let wrong = with("nhs_number", "943 476 5918");
    let checked = wrong.check();
    assert_eq!(problems(&checked), ["treated_as_not_known"]);
    assert_eq!(
        keys(&checked, "person_key"),
        keys(&Table::good(1).check(), "person_key")
    );
    let checked = wrong.without("local_person_id").check();
    let found = finding(&checked, "nhs_number_wrong");
    assert_eq!(found.found.as_deref(), Some("94• ••• ••••"));
    assert!(!format!("{:?}", checked).contains("476"));
}

#[test]
fn test_numbers_count_only_where_they_are_allowed() {
    let table = with("nhs_number", "9990000018").without("local_person_id");
    assert!(problems(&table.check()).contains(&"nhs_number_test"));
    let door = door_with(
        Limits::default(),
        DoorOptions {
            allow_test_numbers: true,
            ..DoorOptions::default()
        },
    );
    assert_eq!(check_by(&door, &upload(table.csv())).counts.counted, 1);
}

#[test]
fn a_row_without_a_person_is_left_out() {
    let checked = Table::good(2).set(1, "local_person_id", "").check();
    assert_eq!(problems(&checked), ["person_missing"]);
    assert_eq!(checked.counts.left_out, 1);
}

#[test]
fn references_that_excel_has_shortened_are_not_guessed() {
    let checked = Table::good(2)
        .set(0, "local_referral_id", "1.23457E+12")
        .check();
    assert_eq!(problems(&checked), ["digits_lost"]);
}

#[test]
fn a_referral_that_is_there_twice_is_left_out_and_a_copy_counts_once() {
    let checked = Table::good(3).set(1, "local_referral_id", "R-0001").check();
    let found = finding(&checked, "duplicate_referral");
    assert_eq!((found.count, found.place.row), (2, Some(2)));
    assert!(found.message.contains("also in row 3"), "{}", found.message);
    assert_eq!(checked.counts.counted, 1);
    let mut table = Table::good(2);
    table.rows.push(table.rows[0].clone());
    let checked = table.check();
    assert_eq!((checked.counts.counted, checked.counts.left_out), (2, 1));
    assert!(
        finding(&checked, "duplicate_referral")
            .message
            .contains("same as row 2")
    );
}

#[test]
fn age_comes_from_the_date_of_birth_or_as_given() {
    assert_eq!(text(&Table::good(1).check(), "age_band"), "35-44");
    let checked = with("date_of_birth", "06/10/1953").check();
    assert_eq!(text(&checked, "age_band"), "65-74");
    assert_eq!(problems(&checked), ["age_and_birth_disagree"]);
    let checked = with("date_of_birth", "04/10/53").without("age").check();
    assert_eq!(text(&checked, "age_band"), "65-74");
    assert!(
        !format!("{checked:?}").contains("/53"),
        "a date of birth is not echoed"
    );
    let checked = with("age", "unknown").check();
    assert_eq!(text(&checked, "age_band"), "unknown");
    let checked = with("age", "121").check();
    assert!(problems(&checked).contains(&"age_out_of_range"));
}

#[test]
fn the_home_becomes_its_deprivation_and_place() {
    let (postcode, decile) = postcode();
    let checked = with("postcode", &postcode.to_lowercase().replace(' ', ""))
        .without("lsoa")
        .check();
    assert_eq!(numbers(&checked, "imd_decile"), [Some(i16::from(decile))]);
    assert_eq!(text(&checked, "imd_edition"), "2025");
    assert!(["rural", "urban"].contains(&text(&checked, "rural").as_str()));
    assert_ne!(text(&checked, "residence_sub_icb"), "");
    let area = REFERENCE.small_areas()[7].code.clone();
    let by_area = with("lsoa", &area).check();
    assert_eq!(
        texts(&by_area, "residence_district"),
        texts(&checked, "residence_district")
    );
    assert_eq!(
        numbers(&by_area, "imd_decile"),
        numbers(&checked, "imd_decile")
    );
}

#[test]
fn an_unknown_home_counts_with_a_warning() {
    for (heading, value, rule) in [
        ("postcode", "QQ99 9QQ", "postcode_unknown"),
        ("postcode", "nowhere", "postcode_unknown"),
        ("lsoa", "E01999999", "lsoa_unknown"),
    ] {
        let checked = Table::good(1)
            .column_of("lsoa", |_| String::new())
            .column_of(heading, |_| value.to_owned())
            .check();
        assert_eq!(problems(&checked), [rule]);
        assert_eq!(numbers(&checked, "imd_decile"), [None]);
        assert_eq!(
            (text(&checked, "imd_edition"), text(&checked, "rural")),
            (String::new(), "unknown".to_owned())
        );
    }
    let checked = with("postcode", "ZZ99 3VZ").check();
    let item = checked
        .items
        .iter()
        .find(|item| item.item == "postcode")
        .unwrap();
    assert_eq!(item.default, 1);
}
