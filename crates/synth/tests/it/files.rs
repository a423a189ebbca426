use hub_standard::{Kind, ReturnDefinition, codes, words};
use hub_synth::{Synth, SynthFile, SynthKind};

use crate::synth;

fn csv(synth: &Synth, service: usize) -> (Vec<String>, Vec<Vec<String>>) {
    let month = synth.month_range().last().unwrap();
    let file = (0..)
        .find_map(|back| synth.csv_file(service, month.plus(-back)))
        .unwrap();
    let mut reader = csv::Reader::from_reader(file.bytes.as_slice());
    let headings = reader
        .headers()
        .unwrap()
        .iter()
        .map(str::to_owned)
        .collect();
    let rows = reader
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect();
    (headings, rows)
}

#[test]
fn every_heading_is_one_that_the_return_knows() {
    let sheet = ReturnDefinition::v1().referrals().unwrap();
    let synth = synth(40, 3, 1);
    let mut looks = std::collections::HashSet::new();
    for service in 0..40 {
        let (headings, _) = csv(&synth, service);
        let mut columns = Vec::new();
        for heading in &headings {
            let found = sheet
                .find_header(heading)
                .unwrap_or_else(|| panic!("{heading}"));
            columns.push((found.item.id.clone(), found.position));
        }
        let count = columns.len();
        columns.sort();
        columns.dedup();
        assert_eq!(columns.len(), count, "{headings:?}");
        assert!(
            ["local_referral_id", "referral_date"]
                .iter()
                .all(|id| columns.contains(&((*id).to_owned(), 1)))
        );
        assert!(
            headings
                .iter()
                .all(|heading| words::forbidden_heading(heading).is_none())
        );
        looks.insert(headings);
    }
    assert!(
        looks.len() >= 6,
        "services write differently: {}",
        looks.len()
    );
}

#[test]
fn every_value_is_one_that_the_return_knows() {
    let sheet = ReturnDefinition::v1().referrals().unwrap();
    let synth = synth(12, 3, 2);
    for service in 0..12 {
        let (headings, rows) = csv(&synth, service);
        assert!(!rows.is_empty());
        for row in &rows {
            for (heading, value) in headings.iter().zip(row) {
                let item = sheet.find_header(heading).unwrap().item;
                match &item.kind {
                    _ if value.is_empty() => {}
                    Kind::Code(list) => assert!(
                        codes::list(list).unwrap().find(value).is_some(),
                        "{heading}: {value}"
                    ),
                    Kind::Date => assert!(
                        jiff::civil::Date::strptime("%d/%m/%Y", value).is_ok(),
                        "{heading}: {value}"
                    ),
                    Kind::Integer { min, max } => assert!(
                        (min..=max).contains(&&value.parse().unwrap()),
                        "{heading}: {value}"
                    ),
                    Kind::Score => panic!("Referrals have no scores"),
                    Kind::Text | Kind::Identifier(_) => {
                        assert!(value.len() <= 12, "{heading}: {value}")
                    }
                }
            }
        }
    }
}

#[test]
fn most_files_are_text_and_some_are_workbooks() {
    let synth = synth(50, 2, 1);
    let month = synth.month_range().next().unwrap();
    let files: Vec<SynthFile> = (0..50)
        .filter_map(|service| synth.file(service, month))
        .collect();
    let workbooks = files
        .iter()
        .filter(|file| file.kind == SynthKind::Xlsx)
        .count();
    assert!((7..=13).contains(&workbooks), "{workbooks}");
    for file in &files {
        match file.kind {
            SynthKind::Xlsx => {
                assert!(file.bytes.starts_with(b"PK\x03\x04") && file.name.ends_with(".xlsx"))
            }
            SynthKind::Csv => {
                assert!(std::str::from_utf8(&file.bytes).is_ok() && file.name.ends_with(".csv"))
            }
        }
    }
}

#[test]
fn the_same_seed_makes_the_same_bytes() {
    let (one, two, other) = (synth(20, 3, 9), synth(20, 3, 9), synth(20, 3, 10));
    let month = one.month_range().next().unwrap();
    for service in [0, 1, 7] {
        assert!(one.csv_file(service, month) == two.csv_file(service, month));
        assert!(one.xlsx_file(service, month) == two.xlsx_file(service, month));
    }
    assert!(one.csv_file(0, month) != other.csv_file(0, month));
}

#[test]
fn nothing_personal_is_shown_when_debugging() {
    let synth = synth(4, 2, 1);
    let month = synth.month_range().next().unwrap();
    let (rows, file) = (
        synth.rows(0, month).unwrap(),
        synth.csv_file(0, month).unwrap(),
    );
    let identity = &synth.identities(0)[0];
    let shown = format!("{rows:?} {file:?} {identity:?} {synth:?}");
    for identity in synth.identities(0) {
        for form in identity.forms() {
            assert!(!shown.contains(&form));
        }
    }
}
