use std::collections::HashMap;

use hub_standard::{
    Item, Kind, Requirement, ReturnDefinition, Sheet, codes,
    definition::{Treatment, normalise_header},
    dictionary, instrument, rule,
    stored::{AGE_BANDS, REFERRALS, Record, age_band},
    words,
};
use proptest::prelude::*;

fn sheet() -> &'static Sheet {
    ReturnDefinition::v1().referrals().unwrap()
}

/// The items of every sheet, and those that say whose return it is.
fn items() -> impl Iterator<Item = &'static Item> {
    let definition = ReturnDefinition::v1();
    let sheets = definition.sheets.iter().flat_map(|sheet| &sheet.items);
    sheets.chain(&definition.context)
}

fn read(heading: &str) -> Option<String> {
    let found = sheet().find_header(heading)?;
    found.item.columns().nth(usize::from(found.position - 1))
}

#[test]
fn every_code_list_and_rule_exists() {
    for item in items() {
        if let Kind::Code(list) = &item.kind {
            let list = codes::list(list).unwrap_or_else(|| panic!("{}: {list}", item.id));
            assert!(
                list.find(&item.example).is_some(),
                "{}: {}",
                item.id,
                item.example
            );
        }
        for rule in &item.rules {
            assert!(rule::get(rule).is_some(), "{}: {rule}", item.id);
        }
        assert!(
            !item.rules.is_empty() && (1..=5).contains(&item.repeat),
            "{}",
            item.id
        );
        assert!(
            item.numbered_synonyms.len() <= usize::from(item.repeat),
            "{}",
            item.id
        );
    }
    for one_of in &sheet().one_of {
        assert!(
            one_of.items.iter().all(|id| sheet().item(id).is_some()),
            "{one_of:?}"
        );
    }
}

#[test]
fn no_heading_means_two_columns() {
    for sheet in &ReturnDefinition::v1().sheets {
        let mut seen: HashMap<String, (String, u8)> = HashMap::new();
        // Columns that say whose return it is are looked for on the first sheet alone.
        let is_first = sheet.name == "Referrals";
        let context = ReturnDefinition::v1().context.iter();
        for item in sheet.items.iter().chain(context.filter(|_| is_first)) {
            let canonical = item.columns().zip(1..);
            for (words, position) in canonical.chain(item.other_headings()) {
                let place = (item.id.clone(), position);
                let before = seen.insert(normalise_header(&words), place.clone());
                assert!(
                    before.as_ref().is_none_or(|other| *other == place),
                    "{}: {words:?}: {before:?} and {place:?}",
                    sheet.name
                );
            }
        }
        assert!(seen.len() > 40);
    }
}

#[test]
fn every_heading_is_found() {
    for item in &sheet().items {
        for (words, position) in item.other_headings() {
            let found = sheet().find_header(&words).unwrap();
            assert_eq!(
                (&found.item.id, found.position),
                (&item.id, position),
                "{words}"
            );
        }
        for (canonical, position) in item.columns().zip(1..) {
            let found = sheet().find_header(&canonical).unwrap();
            assert_eq!(
                (&found.item.id, found.position, found.is_canonical),
                (&item.id, position, true)
            );
        }
    }
}

#[test]
fn no_item_has_a_forbidden_heading() {
    for item in items() {
        for (words, _) in item.other_headings() {
            assert!(
                words::forbidden_heading(&words).is_none(),
                "{}: {words}",
                item.id
            );
        }
    }
}

#[test]
fn headings_of_other_systems_are_read() {
    for (heading, column) in [
        ("Date of  Referral ", "referral_date"),
        ("REFERRAL DATE*", "referral_date"),
        ("Ref. date", "referral_date"),
        ("ReferralDate", "referral_date"),
        ("Referral date (dd/mm/yyyy)", "referral_date"),
        ("\u{feff}NHS No", "nhs_number"),
        ("DOB", "date_of_birth"),
        ("D.O.B", "date_of_birth"),
        ("GP surgery", "gp_practice"),
        ("Practice code", "gp_practice"),
        ("Ethnic origin", "ethnic_category"),
        ("Main need", "need_1"),
        ("Need", "need_1"),
        ("Need 2", "need_2"),
        ("need_5", "need_5"),
        ("Secondary need", "need_2"),
        ("LTC 3", "long_term_condition_3"),
        ("No. of\u{a0}contacts", "contacts_this_month"),
        ("# contacts", "contacts_this_month"),
        ("Age (years)", "age"),
        ("Gender", "sex"),
    ] {
        assert_eq!(read(heading).as_deref(), Some(column), "{heading:?}");
    }
    for heading in [
        "",
        "  ",
        "*",
        "(date)",
        "Staff initials",
        "Column1",
        "Need 6",
        "Wellbeing",
    ] {
        assert_eq!(read(heading), None, "{heading:?}");
    }
    let month = ReturnDefinition::v1()
        .find_context("Reporting period")
        .map(|item| item.id.as_str());
    assert_eq!(month, Some("return_month"));
}

#[test]
fn the_nearest_headings_are_offered() {
    let practice = sheet().item("gp_practice").unwrap();
    let near = sheet().nearest_headers(
        practice,
        &[
            "Staff initials",
            "GP surg.",
            "Worker",
            "Pract code of patient",
        ],
    );
    assert_eq!(near.len(), 2, "{near:?}");
    assert!(near.contains(&"GP surg.") && near.contains(&"Pract code of patient"));
}

#[test]
fn what_can_identify_someone_is_never_kept() {
    for item in items().filter(|item| item.is_identifier()) {
        assert_ne!(item.treatment, Treatment::Kept, "{}", item.id);
    }
    let mut identifiers: Vec<&str> = items()
        .filter(|item| item.is_identifier())
        .map(|item| item.id.as_str())
        .collect();
    // The other sheets have none but the reference of the referral.
    assert_eq!(identifiers.split_off(5), ["local_referral_id"; 4]);
    assert_eq!(
        identifiers,
        [
            "local_referral_id",
            "nhs_number",
            "local_person_id",
            "date_of_birth",
            "postcode"
        ]
    );
    for record in records() {
        for column in record.columns() {
            assert!(!identifiers.contains(&column.name), "{}", column.name);
        }
    }
}

fn records() -> impl Iterator<Item = Record> {
    std::iter::once(Record::Referrals).chain(Record::DETAILS)
}

#[test]
fn every_sheet_has_its_stored_rows() {
    let definition = ReturnDefinition::v1();
    assert_eq!(definition.sheets.len(), records().count());
    for record in records() {
        let sheet = definition.sheet_of(record).unwrap();
        assert_eq!(Record::named(record.name()), Some(record));
        for column in record.columns() {
            for id in column.from_items {
                assert!(sheet.item(id).is_some(), "{record:?} {}: {id}", column.name);
            }
        }
        for item in &sheet.items {
            let mut columns = record.columns().iter();
            assert!(
                columns.any(|column| column.from_items.contains(&item.id.as_str())),
                "{record:?}: {} is asked for nothing",
                item.id
            );
        }
    }
}

#[test]
fn every_questionnaire_has_a_range() {
    for code in &codes::list("instrument").unwrap().entries {
        let range = instrument::range(&code.code).unwrap_or_else(|| panic!("{}", code.code));
        assert!(
            instrument::can_score(&code.code, range.least),
            "{}",
            code.code
        );
        assert!(
            instrument::can_score(&code.code, range.greatest),
            "{}",
            code.code
        );
        assert!(
            !instrument::can_score(&code.code, range.least - 1.0),
            "{}",
            code.code
        );
        assert!(
            !instrument::can_score(&code.code, range.greatest + 1.0),
            "{}",
            code.code
        );
    }
    assert!(!instrument::can_score("eq5d5l", 11_611.0));
    assert!(!instrument::can_score("ucla3", 3.5));
    assert!(instrument::can_score("pam_score", 47.1));
    assert!(!instrument::can_score("no_such_questionnaire", 1.0));
}

#[test]
fn the_stored_referral_has_its_columns_and_age_bands() {
    assert_eq!(REFERRALS.len(), 35);
    assert_eq!(
        [0, 17, 18, 84, 85, 120].map(age_band),
        ["0-17", "0-17", "18-24", "75-84", "85+", "85+"]
    );
    assert_eq!([-1, 121].map(age_band), ["unknown", "unknown"]);
    assert!((0..=120).all(|age| AGE_BANDS.contains(&age_band(age))));
}

#[test]
fn two_items_are_mandatory_and_nothing_else_stops_a_row_from_counting() {
    let mandatory = sheet()
        .items
        .iter()
        .filter(|item| item.requirement == Requirement::Mandatory);
    assert_eq!(
        mandatory.map(|item| item.id.as_str()).collect::<Vec<_>>(),
        ["local_referral_id", "referral_date"]
    );
    assert_eq!(sheet().columns().count(), 31);
}

/// The dictionary is what services and analysts read: a change of it is a change of the return.
#[test]
fn dictionary_is_as_published() {
    let rows = dictionary::rows(ReturnDefinition::v1());
    let text: Vec<String> = rows
        .iter()
        .map(|row| {
            let cells = dictionary::HEADINGS.iter().zip(row).skip(1);
            cells
                .map(|(heading, cell)| format!("{heading}: {cell}"))
                .collect::<Vec<_>>()
                .join("\n")
        })
        .collect();
    insta::assert_snapshot!(text.join("\n\n"));
}

proptest! {
    #[test]
    fn any_heading_can_be_asked_for(heading in "\\PC{0,120}") {
        if let Some(found) = sheet().find_header(&heading) {
            prop_assert!((1..=found.item.repeat).contains(&found.position));
        }
        prop_assert_eq!(normalise_header(&normalise_header(&heading)), normalise_header(&heading));
    }
}
