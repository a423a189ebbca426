use std::collections::{HashMap, HashSet};

use hub_standard::nhs_number::{is_test, is_valid};

use crate::{REFERENCE, synth};

#[test]
fn nhs_numbers_are_right_for_nobody_and_one_for_each_person() {
    let synth = synth(30, 12, 1);
    let mut people: HashMap<String, String> = HashMap::new();
    let mut count = 0;
    for service in 0..30 {
        for identity in synth.identities(service) {
            let Some(number) = identity.nhs_number else {
                continue;
            };
            assert!(is_valid(&number) && is_test(&number), "{number}");
            let person = people
                .entry(number)
                .or_insert_with(|| identity.local_person_id.clone());
            assert!(
                *person == identity.local_person_id,
                "two people have one number"
            );
            count += 1;
        }
    }
    assert!(count > 10_000 && people.len() < count && people.len() * 10 > count * 9);
}

#[test]
fn every_referral_has_a_name_of_its_own() {
    let synth = synth(10, 6, 1);
    let mut names = HashSet::new();
    for service in 0..10 {
        for identity in synth.identities(service) {
            assert!(names.insert(identity.local_referral_id));
        }
    }
}

#[test]
fn identities_are_all_that_is_in_the_rows() {
    let synth = synth(8, 3, 4);
    for service in 0..8 {
        let names: HashSet<String> = synth
            .identities(service)
            .into_iter()
            .map(|i| i.local_referral_id)
            .collect();
        for row in synth
            .month_range()
            .filter_map(|month| synth.rows(service, month))
            .flatten()
        {
            assert!(names.contains(&row.local_referral_id));
        }
    }
}

#[test]
fn a_file_holds_the_identities_that_it_should() {
    let synth = synth(12, 1, 1);
    let month = synth.month_range().next().unwrap();
    let texts: Vec<String> = (0..12)
        .filter_map(|service| synth.csv_file(service, month))
        .map(|file| String::from_utf8(file.bytes).unwrap())
        .collect();
    let cells: HashSet<&str> = texts
        .iter()
        .flat_map(|text| text.split([',', '\n']))
        .collect();
    let identities: Vec<_> = (0..12)
        .flat_map(|service| synth.identities(service))
        .collect();
    let held = |form: fn(&hub_synth::Identity) -> Option<String>| {
        identities
            .iter()
            .filter_map(form)
            .filter(|value| cells.contains(value.as_str()))
            .count()
    };
    // A leak test looks for these: it would be blind if the files did not hold them.
    assert!(held(|i| i.forms().into_iter().find(|form| form.starts_with("999 "))) > 50);
    assert!(held(|i| i.nhs_number.clone()) > 100);
    assert!(held(|i| Some(i.local_referral_id.clone())) > 500);
    assert!(held(|i| i.forms().get(3).cloned()) > 500);
    assert_eq!(
        held(|i| i.postcode.clone()) > 300,
        REFERENCE.has_postcodes()
    );
}

#[test]
fn people_compared_have_names_of_their_own_and_are_among_the_identities() {
    let synth = synth(12, 3, 1);
    let mut n = 0;
    for service in [0, 10] {
        let identities = synth.identities(service);
        let mut names = HashSet::new();
        for identity in &identities {
            let name = identity.compared_id.as_ref().unwrap();
            assert!(identity.forms().contains(name) && names.insert(name.as_str()));
            assert!(*name != identity.local_referral_id && *name != identity.local_person_id);
        }
        let months = synth.month_range();
        let details = months.filter_map(|month| synth.details(service, month));
        for row in details.flat_map(|details| details.service_use) {
            if row.use_group == "comparison" {
                assert!(names.contains(row.local_referral_id.as_str()));
                n += 1;
            }
        }
    }
    assert!(n > 50, "{n}");
    let others = synth.identities(1);
    assert!(others.iter().all(|identity| identity.compared_id.is_none()));
}

#[test]
fn postcodes_are_in_the_generated_directory() {
    let synth = synth(6, 1, 1);
    let month = synth.month_range().next().unwrap();
    for row in (0..6)
        .filter_map(|service| synth.rows(service, month))
        .flatten()
    {
        if let Some(postcode) = &row.postcode {
            assert!(
                REFERENCE.postcode(postcode) == row.lsoa.as_deref(),
                "a postcode is in another area"
            );
        }
    }
}
