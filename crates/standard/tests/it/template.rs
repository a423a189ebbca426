use hub_standard::{
    ReturnDefinition,
    template::{EXAMPLE_MARK, column_letters, csv_header, version_mark, workbook},
    words,
};

#[test]
fn a_template_is_a_workbook() {
    let definition = ReturnDefinition::v1();
    let bytes = workbook(
        definition,
        &"YA001".parse().unwrap(),
        "=Hillside & <Co>",
        "2026-02".parse().unwrap(),
    )
    .unwrap();
    assert!(bytes.starts_with(b"PK\x03\x04"));
    assert!(bytes.len() < 100_000, "{}", bytes.len());
}

#[test]
fn the_example_row_would_be_ignored() {
    assert!(words::is_example(EXAMPLE_MARK));
}

#[test]
fn a_csv_template_has_every_column_once() {
    let definition = ReturnDefinition::v1();
    let header = csv_header(definition);
    assert!(header.starts_with(
        "local_referral_id,nhs_number,local_person_id,date_of_birth,age,sex,ethnic_category,"
    ));
    assert_eq!(
        header.split(',').count(),
        definition.referrals().unwrap().columns().count()
    );
    assert!(header.split(',').all(|column| {
        definition
            .referrals()
            .unwrap()
            .find_header(column)
            .is_some_and(|h| h.is_canonical)
    }));
    assert_eq!(
        version_mark(definition),
        "Social prescribing return, version 1"
    );
}

#[test]
fn columns_have_the_letters_of_a_spreadsheet() {
    let letters = [0, 25, 26, 51, 52, 701, 702, 16_383].map(column_letters);
    assert_eq!(letters, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD"]);
}
