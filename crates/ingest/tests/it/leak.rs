//! No raw identifier leaves the door, in whatever form.

use arrow::util::display::array_value_to_string;

use crate::support::{Table, check, postcode};

/// Every value that tells who someone is, in rows of every fate.
fn identities() -> (String, Vec<String>) {
    let (home, _) = postcode();
    let numbers = ["9434765919", "943 476 5918", "401 023 2137", "9990000018"];
    let births = ["14/02/1953", "31/02/1961", "1949-12-30", "07-Nov-71"];
    let references = ["CASE-88213", "CASE-77120", "CASE-77120", "CASE-66099"];
    let people = ["PERS-55311", "", "PERS-44902", ""];
    let homes = [home.as_str(), "QQ99 9QQ", "LS1 4AP", "nowhere 12"];
    let table = Table::good(4)
        .column_of("local_referral_id", |n| references[n].to_owned())
        .column_of("local_person_id", |n| people[n].to_owned())
        .column_of("nhs_number", |n| numbers[n].to_owned())
        .column_of("date_of_birth", |n| births[n].to_owned())
        .column_of("postcode", |n| homes[n].to_owned())
        .without("lsoa")
        .set(3, "sex", "purple");
    let all = [&numbers[..], &births, &references, &people, &homes].concat();
    let all = all
        .into_iter()
        .filter(|value| !value.is_empty())
        .map(str::to_owned)
        .collect();
    (table.csv(), all)
}

fn forms(value: &str) -> Vec<String> {
    let compact: String = value
        .chars()
        .filter(|c| c.is_ascii_alphanumeric())
        .collect();
    let reversed: String = compact.chars().rev().collect();
    let mut forms = Vec::new();
    for text in [value.to_owned(), compact, reversed] {
        forms.push(text.bytes().map(|byte| format!("{byte:02x}")).collect());
        forms.push(base64(text.as_bytes()));
        forms.push(text);
    }
    forms
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    // Whole groups only: what follows in a longer text would change the last one.
    for group in bytes.chunks_exact(3) {
        let word = u32::from(group[0]) << 16 | u32::from(group[1]) << 8 | u32::from(group[2]);
        for shift in [18, 12, 6, 0] {
            out.push(char::from(
                LETTERS[usize::try_from(word >> shift & 63).unwrap()],
            ));
        }
    }
    out
}

#[test]
fn no_identifier_is_in_the_answer_or_in_the_rows() {
    let (file, identities) = identities();
    let checked = check(file);
    assert!(
        checked.counts.counted > 0 && checked.counts.left_out > 0,
        "{:?}",
        checked.counts
    );
    let batch = checked.rows.as_ref().unwrap().batch();
    let mut stored = String::new();
    for column in batch.columns() {
        for row in 0..batch.num_rows() {
            stored.push_str(&array_value_to_string(column, row).unwrap());
            stored.push('\n');
        }
    }
    let haystacks = [
        format!("{checked:?}"),
        format!("{checked:#?}"),
        serde_json::to_string(&checked).unwrap(),
        stored,
    ];
    for value in &identities {
        for form in forms(value).into_iter().filter(|form| form.len() > 4) {
            for hay in &haystacks {
                assert!(
                    !hay.to_lowercase().contains(&form.to_lowercase()),
                    "{form} is in {hay}"
                );
            }
        }
    }
}

#[test]
fn the_order_of_the_rows_is_not_the_files() {
    let checked = Table::good(30).check();
    let reversed = {
        let mut table = Table::good(30);
        table.rows.reverse();
        table.check()
    };
    assert_eq!(
        checked.rows.unwrap().batch(),
        reversed.rows.unwrap().batch()
    );
}

#[test]
fn the_columns_are_those_of_the_definition() {
    let checked = Table::good(1).check();
    let rows = checked.rows.unwrap();
    let names: Vec<&str> = hub_standard::stored::REFERRALS
        .iter()
        .map(|column| column.name)
        .collect();
    let fields: Vec<String> = rows
        .batch()
        .schema()
        .fields()
        .iter()
        .map(|field| field.name().clone())
        .collect();
    assert_eq!(fields, names);
    assert_eq!(rows.batch().schema(), hub_ingest::stored_schema());
}
