//! The other sheets of a return hang on its referrals, and the door takes them as they are.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    io::{Cursor, Read},
};

use hub_ingest::{CheckedReturn, FileKind};
use hub_standard::{Month, Severity, instrument, rule, stored::Record};
use hub_synth::{Synth, SynthConfig, SynthDetails, SynthFile, SynthKind, SynthRow};
use zip::ZipArchive;

use crate::{
    REFERENCE,
    score::{check, door},
    synth,
};

/// A return with its details.
struct Sent {
    service: usize,
    month: Month,
    rows: Vec<SynthRow>,
    details: SynthDetails,
}

/// Every return of a synthetic England, month after month.
fn returns(synth: &Synth) -> Vec<Sent> {
    let of_month = |month| {
        (0..synth.services().len()).filter_map(move |service| {
            Some(Sent {
                service,
                month,
                rows: synth.rows(service, month)?,
                details: synth.details(service, month)?,
            })
        })
    };
    synth.month_range().flat_map(of_month).collect()
}

/// The referrals that the details name, with repeats.
fn references(details: &SynthDetails) -> Vec<&str> {
    let contacts = details.contacts.iter().map(|row| &row.local_referral_id);
    let support = details.support.iter().map(|row| &row.local_referral_id);
    let outcomes = details.outcomes.iter().map(|row| &row.local_referral_id);
    let service_use = details
        .service_use
        .iter()
        .filter(|row| row.use_group == "referred")
        .map(|row| &row.local_referral_id);
    contacts
        .chain(support)
        .chain(outcomes)
        .chain(service_use)
        .map(String::as_str)
        .collect()
}

/// How many rows of each sheet were made, sheets without any left out.
fn made(details: &SynthDetails) -> Vec<(Record, usize)> {
    let all = [
        (Record::Contacts, details.contacts.len()),
        (Record::Support, details.support.len()),
        (Record::Outcomes, details.outcomes.len()),
        (Record::ServiceUse, details.service_use.len()),
    ];
    all.into_iter().filter(|(_, n)| *n > 0).collect()
}

/// The text files of a zip, by name, in their order.
fn unzipped(file: &SynthFile) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(file.bytes.as_slice())).unwrap();
    let mut files = Vec::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        files.push((part.name().unwrap().into_owned(), bytes));
    }
    files
}

#[test]
fn details_hang_on_referrals_of_the_same_return() {
    let mut n_rows: HashMap<Record, usize> = HashMap::new();
    for sent in returns(&synth(12, 3, 1)) {
        let referrals: HashSet<&str> = sent
            .rows
            .iter()
            .map(|row| row.local_referral_id.as_str())
            .collect();
        for reference in references(&sent.details) {
            assert!(referrals.contains(reference), "a row hangs on nothing");
        }
        for (record, n) in made(&sent.details) {
            *n_rows.entry(record).or_default() += n;
        }
    }
    assert_eq!(n_rows.len(), Record::DETAILS.len(), "{n_rows:?}");
}

#[test]
fn contacts_are_as_many_as_the_referrals_say() {
    for sent in returns(&synth(12, 3, 2)) {
        let mut n_contacts: HashMap<&str, u32> = HashMap::new();
        for contact in &sent.details.contacts {
            assert!(sent.month.contains(contact.date));
            // What was missed or cancelled is a row and no contact.
            let took_place = u32::from(contact.attendance == "5");
            *n_contacts.entry(&contact.local_referral_id).or_default() += took_place;
        }
        for row in &sent.rows {
            let n = n_contacts.get(row.local_referral_id.as_str());
            assert_eq!(n.copied().unwrap_or(0), row.contacts_this_month);
        }
    }
}

#[test]
fn a_first_contact_took_place() {
    let mut n = 0;
    for sent in returns(&synth(12, 3, 2)) {
        for row in &sent.rows {
            let first = row.first_contact_date;
            let Some(first) = first.filter(|day| sent.month.contains(*day)) else {
                continue;
            };
            let mut contacts = sent.details.contacts.iter();
            assert!(contacts.any(|contact| {
                contact.local_referral_id == row.local_referral_id
                    && contact.date == first
                    && contact.attendance == "5"
            }));
            n += 1;
        }
    }
    assert!(n > 500, "{n}");
}

#[test]
fn most_people_come_and_most_contacts_have_minutes() {
    let (mut n, mut n_attended, mut n_timed) = (0_u32, 0_u32, 0_u32);
    for sent in returns(&synth(12, 3, 3)) {
        for contact in &sent.details.contacts {
            n += 1;
            n_attended += u32::from(contact.attendance == "5");
            if let Some(minutes) = contact.minutes {
                assert!(contact.attendance == "5");
                assert!(
                    (15..=75).contains(&minutes) && minutes.is_multiple_of(5),
                    "{minutes}"
                );
                n_timed += 1;
            }
        }
    }
    let share = |part: u32, of: u32| f64::from(part) / f64::from(of);
    assert!(n > 2_000, "{n}");
    assert!((0.8..0.95).contains(&share(n_attended, n)));
    assert!((0.8..0.95).contains(&share(n_timed, n_attended)));
}

#[test]
fn support_is_for_people_who_were_seen() {
    for sent in returns(&synth(12, 2, 4)) {
        let mut offered: HashMap<&str, Vec<&str>> = HashMap::new();
        for support in &sent.details.support {
            let of_referral = offered.entry(&support.local_referral_id).or_default();
            assert!(!of_referral.contains(&support.support_type));
            of_referral.push(support.support_type);
        }
        for row in &sent.rows {
            let n = offered
                .get(row.local_referral_id.as_str())
                .map_or(0, Vec::len);
            match row.first_contact_date {
                Some(_) => assert!((1..=2).contains(&n), "{n}"),
                None => assert_eq!(n, 0),
            }
        }
    }
}

#[test]
fn what_was_offered_stays_and_waiting_ends() {
    let mut offered: HashMap<(String, &str), (&str, &str)> = HashMap::new();
    let mut n_ended = 0;
    for sent in returns(&synth(12, 4, 5)) {
        for support in sent.details.support {
            let key = (support.local_referral_id, support.support_type);
            let now = (support.provider_kind, support.support_status);
            let Some(before) = offered.insert(key, now) else {
                continue;
            };
            assert_eq!(before.0, now.0);
            match before.1 {
                "waiting" => n_ended += i32::from(now.1 != "waiting"),
                other => assert_eq!(other, now.1),
            }
        }
    }
    assert!(n_ended > 50, "{n_ended}");
}

#[test]
fn people_are_better_off_at_closing_on_average() {
    let mut before: HashMap<(String, &str), u32> = HashMap::new();
    let mut changes: HashMap<&str, Vec<f64>> = HashMap::new();
    for sent in returns(&synth(20, 6, 6)) {
        for outcome in sent.details.outcomes {
            let score = outcome.score;
            assert!(instrument::can_score(outcome.instrument, f64::from(score)));
            let key = (outcome.local_referral_id, outcome.instrument);
            match outcome.phase {
                "before" => {
                    let earlier = before.insert(key, score);
                    assert!(earlier.is_none_or(|earlier| earlier == score));
                }
                phase => {
                    assert_eq!(phase, "closing");
                    if let Some(before) = before.get(&key) {
                        let change = f64::from(score) - f64::from(*before);
                        changes.entry(key.1).or_default().push(change);
                    }
                }
            }
        }
    }
    assert_eq!(changes.len(), 5);
    for (instrument, changes) in changes {
        let n = f64::from(u32::try_from(changes.len()).unwrap());
        let mean = changes.iter().sum::<f64>() / n;
        assert!(n > 50.0, "{instrument}: {n}");
        match instrument {
            "ons4_anxiety" => assert!(mean < -0.4, "{instrument}: {mean}"),
            _ => assert!(mean > 0.4, "{instrument}: {mean}"),
        }
    }
}

#[test]
fn the_return_of_the_closing_month_has_both_scores() {
    let (mut n_again, mut n_pairs) = (0, 0);
    let mut earlier: HashMap<(String, &str), u32> = HashMap::new();
    for sent in returns(&synth(12, 6, 8)) {
        let referrals: HashMap<&str, &SynthRow> = sent
            .rows
            .iter()
            .map(|row| (row.local_referral_id.as_str(), row))
            .collect();
        let mut here: HashMap<(String, &str), u32> = HashMap::new();
        for outcome in &sent.details.outcomes {
            let key = (outcome.local_referral_id.clone(), outcome.instrument);
            let row = referrals[outcome.local_referral_id.as_str()];
            if outcome.phase == "closing" {
                assert!(row.closed_date.is_some() && here.contains_key(&key));
                n_pairs += 1;
                continue;
            }
            // The first score is in the return of the first contact and in that of closing, and in no other.
            let begins = row
                .first_contact_date
                .is_some_and(|day| sent.month.contains(day));
            assert!(begins || row.closed_date.is_some());
            if let Some(score) = earlier.get(&key) {
                assert_eq!(*score, outcome.score);
                n_again += 1;
            }
            assert!(here.insert(key, outcome.score).is_none());
        }
        earlier.extend(here);
    }
    assert!(n_again > 200 && n_pairs > 200, "{n_again} {n_pairs}");
}

#[test]
fn service_use_is_of_closed_referrals_of_few_services_and_of_as_many_others() {
    let mut services = HashSet::new();
    for sent in returns(&synth(30, 2, 7)) {
        let closed: HashSet<&str> = sent
            .rows
            .iter()
            .filter(|row| row.closed_date.is_some())
            .map(|row| row.local_referral_id.as_str())
            .collect();
        let mut periods: HashMap<(&str, &str), Vec<(&str, u32)>> = HashMap::new();
        for used in &sent.details.service_use {
            let reference = used.local_referral_id.as_str();
            let is_referred = used.use_group == "referred";
            assert!(is_referred || used.use_group == "comparison");
            assert_eq!(closed.contains(reference), is_referred);
            let of_person = periods.entry((used.use_group, reference)).or_default();
            of_person.push((used.use_period, used.use_months));
            services.insert(sent.service);
        }
        assert!(
            periods
                .values()
                .all(|of| *of == [("before", 12), ("after", 12)])
        );
        let n = |group: &str| periods.keys().filter(|(of, _)| *of == group).count();
        assert_eq!(n("referred"), n("comparison"));
    }
    assert!((1..=3).contains(&services.len()), "{services:?}");
}

#[test]
fn the_same_return_is_the_same_bytes() {
    let (one, two, other) = (synth(12, 3, 9), synth(12, 3, 9), synth(12, 3, 10));
    let month = one.month_range().next().unwrap();
    for kind in [SynthKind::Csv, SynthKind::Xlsx] {
        for service in [0, 1, 7] {
            let file = one.detailed_file(service, month, Some(kind));
            assert!(file == one.detailed_file(service, month, Some(kind)));
            assert!(file == two.detailed_file(service, month, Some(kind)));
        }
        let file = one.detailed_file(0, month, Some(kind));
        assert!(file.is_some() && file != other.detailed_file(0, month, Some(kind)));
    }
}

#[test]
fn without_details_files_are_as_they_were() {
    let (plain, detailed) = (synth(12, 2, 11), synth(12, 2, 11));
    for month in plain.month_range() {
        for service in 0..12 {
            let with = detailed.detailed_file(service, month, Some(SynthKind::Csv));
            assert!(plain.file(service, month) == detailed.file(service, month));
            assert!(plain.rows(service, month) == detailed.rows(service, month));
            let without = plain.csv_file(service, month);
            assert_eq!(with.is_some(), without.is_some());
            let (Some(with), Some(without)) = (with, without) else {
                continue;
            };
            let files = unzipped(&with);
            let (name, referrals) = files.first().unwrap();
            assert_eq!(name, "referrals.csv");
            assert!(*referrals == without.bytes, "the referrals differ");
        }
    }
}

#[test]
fn sheets_without_rows_are_left_out() {
    let synth = Synth::new(
        &REFERENCE,
        SynthConfig {
            services: 1,
            months: 1,
            referrals_per_service_month: 0.0,
            ..SynthConfig::default()
        },
    );
    let month = synth.month_range().next().unwrap();
    let file = synth.detailed_file(0, month, Some(SynthKind::Csv)).unwrap();
    assert!(file.name.ends_with(".zip"), "{}", file.name);
    let files = unzipped(&file);
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["referrals.csv"]);
}

#[test]
fn nothing_personal_is_shown_of_details() {
    let synth = synth(1, 2, 1);
    let month = synth.month_range().next().unwrap();
    let details = synth.details(0, month).unwrap();
    let shown = format!(
        "{details:?} {:?} {:?} {:?} {:?}",
        details.contacts, details.support, details.outcomes, details.service_use
    );
    assert!(
        references(&details)
            .iter()
            .all(|name| !shown.contains(name))
    );
    let mut compared = details.service_use.iter();
    assert!(compared.all(|row| !shown.contains(&row.local_referral_id)));
}

/// How often each rule of a severity was broken.
fn broken(checked: &CheckedReturn, severity: Severity) -> BTreeMap<&str, u32> {
    let mut counts = BTreeMap::new();
    for finding in &checked.findings {
        if finding.severity == severity {
            *counts.entry(finding.code.as_str()).or_default() += finding.count;
        }
    }
    counts
}

#[test]
fn the_door_takes_every_sheet_without_complaint() {
    let (synth, door) = (synth(24, 2, 12), door());
    let code = |name: &str| rule::named(name).unwrap().code.as_str();
    let unwanted = [
        code("contacts_disagree"),
        code("details_not_read"),
        code("earlier_contacts_ignored"),
        code("columns_not_used"),
        code("sheet_used"),
    ];
    let mut records = HashSet::new();
    for sent in returns(&synth) {
        let service = &synth.services()[sent.service].code;
        for kind in [SynthKind::Csv, SynthKind::Xlsx] {
            let (plain, expected) = match kind {
                SynthKind::Csv => (synth.csv_file(sent.service, sent.month), FileKind::CsvZip),
                SynthKind::Xlsx => (synth.xlsx_file(sent.service, sent.month), FileKind::Xlsx),
            };
            let plain = check(&door, &plain.unwrap(), service, sent.month);
            let file = synth.detailed_file(sent.service, sent.month, Some(kind));
            let checked = check(&door, &file.unwrap(), service, sent.month);
            assert_eq!(checked.kind, Some(expected));
            for severity in [Severity::File, Severity::Record] {
                assert_eq!(broken(&checked, severity), BTreeMap::new());
            }
            // Of the referrals it says the same as without the other sheets.
            let mut warnings = broken(&checked, Severity::Warning);
            // Two contacts of one day can be the same in every cell.
            warnings.remove(code("row_repeated"));
            assert_eq!(warnings, broken(&plain, Severity::Warning));
            for code in unwanted {
                let mut findings = checked.findings.iter();
                assert!(!findings.any(|finding| finding.code == code), "{code}");
            }
            assert_eq!(checked.counts, plain.counts);
            let counted: Vec<(Record, usize)> = checked
                .details
                .iter()
                .map(|detail| {
                    let counts = detail.counts;
                    assert_eq!((counts.left_out, counts.ignored), (0, 0));
                    (detail.record, usize::try_from(counts.counted).unwrap())
                })
                .collect();
            assert_eq!(counted, made(&sent.details));
            records.extend(counted.into_iter().map(|(record, _)| record));
        }
    }
    assert_eq!(records.len(), Record::DETAILS.len());
}
