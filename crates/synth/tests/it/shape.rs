use std::collections::{HashMap, HashSet};

use hub_standard::Month;
use hub_synth::{Synth, SynthConfig, SynthRow};

use crate::{REFERENCE, synth};

#[test]
fn every_atom_has_a_service_where_there_are_enough() {
    let synth = synth(60, 1, 1);
    assert_eq!(synth.services().len(), 60);
    let atoms: HashSet<&str> = synth
        .services()
        .iter()
        .map(|service| service.atom.as_str())
        .collect();
    assert_eq!(atoms.len(), REFERENCE.atoms().len());
    let codes: HashSet<&str> = synth
        .services()
        .iter()
        .map(|service| service.code.as_str())
        .collect();
    let names: HashSet<&str> = synth
        .services()
        .iter()
        .map(|service| service.name.as_str())
        .collect();
    assert_eq!((codes.len(), names.len()), (60, 60));
    assert_eq!(synth.services()[0].code.as_str(), "YA001");
}

#[test]
fn few_services_go_where_most_people_are() {
    let synth = synth(5, 1, 1);
    assert_eq!(synth.services().len(), 5);
    let atoms: HashSet<&str> = synth
        .services()
        .iter()
        .map(|service| service.atom.as_str())
        .collect();
    assert_eq!(atoms.len(), 5);
}

#[test]
fn services_serve_practices_of_their_own_area() {
    for services in [60, 400] {
        let synth = synth(services, 1, 1);
        assert_eq!(synth.services().len(), services);
        for service in synth.services() {
            assert!(!service.practices.is_empty(), "{}", service.code);
            for code in &service.practices {
                assert_eq!(
                    REFERENCE.practice(code.as_str()).unwrap().atom,
                    service.atom
                );
            }
        }
    }
}

#[test]
fn volume_follows_people() {
    let synth = synth(150, 1, 1);
    let month = synth.month_range().next().unwrap();
    let new = |service| {
        synth.rows(service, month).map(|rows| {
            rows.iter()
                .filter(|r| month.contains(r.referral_date))
                .count()
        })
    };
    let counts: Vec<usize> = (0..150).filter_map(new).collect();
    let mean = counts.iter().sum::<usize>() as f64 / counts.len() as f64;
    assert!((45.0..75.0).contains(&mean), "{mean}");
}

#[test]
fn a_referral_is_restated_until_it_closes_and_never_changes_its_past() {
    let synth = synth(1, 8, 6);
    let mut seen: HashMap<String, (Month, SynthRow)> = HashMap::new();
    let mut restated = 0;
    for month in synth.month_range() {
        for row in synth.rows(0, month).unwrap() {
            assert!(row.referral_date <= month.last_day());
            assert!(
                row.first_contact_date
                    .is_none_or(|day| day <= month.last_day() && day >= row.referral_date)
            );
            assert!(
                row.closed_date
                    .is_none_or(|day| month.contains(day) && day >= row.referral_date)
            );
            assert!(row.needs.len() <= 5 && row.long_term_conditions.len() <= 5);
            assert!(row.contacts_this_month == 0 || row.first_contact_date.is_some());
            assert!(!row.declined || row.first_contact_date.is_none());
            if let Some((before, earlier)) = seen.get(&row.local_referral_id) {
                restated += 1;
                assert_eq!(before.next(), month, "it is in every month until it closes");
                assert!(earlier.closed_date.is_none());
                let unchanged = (
                    earlier.referral_date,
                    earlier.sex,
                    &earlier.needs,
                    &earlier.postcode,
                    &earlier.gp_practice,
                );
                assert!(
                    unchanged
                        == (
                            row.referral_date,
                            row.sex,
                            &row.needs,
                            &row.postcode,
                            &row.gp_practice
                        )
                );
                assert!(
                    earlier.first_contact_date.is_none()
                        || earlier.first_contact_date == row.first_contact_date
                );
            }
            seen.insert(row.local_referral_id.clone(), (month, row));
        }
    }
    assert!(restated > 200);
}

#[test]
fn some_returns_do_not_come_and_those_of_the_first_service_do() {
    let synth = synth(120, 12, 1);
    let missing = synth
        .month_range()
        .flat_map(|month| (0..120).map(move |service| (service, month)));
    let missing: Vec<(usize, Month)> = missing
        .filter(|(service, month)| !synth.is_sent(*service, *month))
        .collect();
    assert!((15..150).contains(&missing.len()), "{}", missing.len());
    assert!(missing.iter().all(|(service, _)| *service != 0));
    let last = synth.month_range().last().unwrap();
    let late = missing.iter().filter(|(_, month)| *month == last).count();
    assert!(
        late * 12 > missing.len(),
        "the newest month has more than its share"
    );
}

#[test]
fn there_is_nothing_outside_the_months_and_services() {
    let synth = synth(3, 2, 1);
    let (first, last) = (
        synth.month_range().next().unwrap(),
        synth.month_range().last().unwrap(),
    );
    assert_eq!(first.next(), last);
    assert!(synth.rows(0, first.prev()).is_none() && synth.rows(0, last.next()).is_none());
    assert!(
        synth.rows(3, last).is_none()
            && synth.file(3, last).is_none()
            && synth.identities(3).is_empty()
    );
    let empty = Synth::new(
        &REFERENCE,
        SynthConfig {
            services: 0,
            months: 0,
            ..SynthConfig::default()
        },
    );
    assert!(empty.services().is_empty() && empty.month_range().next().is_none());
}

#[test]
fn a_synth_can_be_shared_by_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    shared(&synth(1, 1, 1));
}
