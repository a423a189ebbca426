//! What the door finds of the defects that were put in, and what it finds besides.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Display,
    sync::Arc,
};

use hub_ingest::{CheckedReturn, Choices, Door, DoorOptions, IdentityKeys, Limits, Upload};
use hub_standard::{
    Month, ServiceCode,
    finding::{Finding, Severity},
};
use hub_synth::{DirtyFile, Planted, SynthFile};
use jiff::civil::{Date, date};

use crate::{REFERENCE, synth};

const SERVICES: usize = 200;
const MONTHS: usize = 6;
const RATE: f64 = 0.3;
const SEED: u64 = 1;
const TODAY: Date = date(2026, 11, 5);
/// So many of what was missed or found in vain are shown.
const SHOWN_MAX: usize = 40;

type Place = (String, Option<u32>, Option<String>);

pub(crate) fn door() -> Door {
    let keys = IdentityKeys::from_bytes([1; 32], [2; 32]);
    let options = DoorOptions {
        allow_test_numbers: true,
        ..DoorOptions::default()
    };
    Door::new(keys, Arc::clone(&REFERENCE), Limits::default(), options)
}

pub(crate) fn check(
    door: &Door,
    file: &SynthFile,
    service: &ServiceCode,
    month: Month,
) -> CheckedReturn {
    door.check(&Upload {
        bytes: file.bytes.clone().into(),
        file_name: Some(file.name.clone()),
        service: service.clone(),
        month,
        today: TODAY,
        choices: Choices::default(),
        earlier: None,
    })
}

fn places(finding: &Finding) -> impl Iterator<Item = Place> + '_ {
    let all = std::iter::once(&finding.place).chain(&finding.more_places);
    all.map(|place| (finding.code.clone(), place.row, place.column.clone()))
}

/// How many places each rule warns of. What is said of many rows at once can come of what was put in for another rule:
/// words for "not recorded" make gaps.
fn warnings(checked: &CheckedReturn) -> BTreeMap<String, u32> {
    let of_many = ["R201", "R208"];
    let mut counts = BTreeMap::new();
    for finding in &checked.findings {
        if finding.severity == Severity::Warning && !of_many.contains(&finding.code.as_str()) {
            *counts.entry(finding.code.clone()).or_default() += finding.count;
        }
    }
    counts
}

fn place(planted: &Planted) -> Place {
    (planted.code.to_owned(), planted.row, planted.column.clone())
}

/// How many of one kind were put in and found, missed, or found in vain.
#[derive(Default, Clone, Copy)]
struct Tally {
    hit: u32,
    missed: u32,
    vain: u32,
}

impl Tally {
    fn recall(self) -> f64 {
        f64::from(self.hit) / f64::from(self.hit + self.missed)
    }

    fn precision(self) -> f64 {
        f64::from(self.hit) / f64::from(self.hit + self.vain)
    }
}

#[derive(Default)]
struct Score {
    by_severity: BTreeMap<Severity, Tally>,
    by_code: BTreeMap<String, Tally>,
    remarks: Vec<String>,
}

impl Score {
    fn add(&mut self, severity: Severity, code: &str, add: impl Fn(&mut Tally)) {
        add(self.by_severity.entry(severity).or_default());
        add(self.by_code.entry(code.to_owned()).or_default());
    }

    fn file(&mut self, dirty: &DirtyFile, checked: &CheckedReturn) {
        let name = &dirty.file.name;
        for severity in [Severity::File, Severity::Record] {
            let found: BTreeSet<Place> = checked
                .findings
                .iter()
                .filter(|finding| finding.severity == severity)
                .flat_map(places)
                .collect();
            let planted: BTreeSet<Place> = dirty
                .planted
                .iter()
                .filter(|planted| planted.severity == severity)
                .map(place)
                .collect();
            for hit in planted.intersection(&found) {
                self.add(severity, &hit.0, |tally| tally.hit += 1);
            }
            for missed in planted.difference(&found) {
                self.add(severity, &missed.0, |tally| tally.missed += 1);
                self.remarks.push(format!("{name}: missed {missed:?}"));
            }
            for vain in found.difference(&planted) {
                self.add(severity, &vain.0, |tally| tally.vain += 1);
                self.remarks.push(format!("{name}: in vain {vain:?}"));
            }
        }
        for planted in &dirty.planted {
            let is_found = match planted.severity {
                Severity::File | Severity::Record => continue,
                Severity::Warning => {
                    let wanted = place(planted);
                    let mut found = checked.findings.iter().flat_map(places);
                    found.any(|found| found == wanted)
                }
                Severity::Note => checked.findings.iter().any(|finding| {
                    let is_there = |(_, row, column): Place| {
                        column == planted.column && (column.is_some() || row == planted.row)
                    };
                    finding.code == planted.code
                        && finding.count >= planted.count
                        && places(finding).any(is_there)
                }),
            };
            if is_found {
                self.add(planted.severity, planted.code, |tally| tally.hit += 1);
            } else {
                self.add(planted.severity, planted.code, |tally| tally.missed += 1);
                self.remarks.push(format!("{name}: missed {planted:?}"));
            }
        }
    }

    /// Warnings of a rule beyond those that were put in and those of the file without its defects.
    fn warnings_in_vain(
        &mut self,
        dirty: &DirtyFile,
        checked: &CheckedReturn,
        clean: &CheckedReturn,
    ) {
        let planted = |severity| move |planted: &&Planted| planted.severity == severity;
        // Where the whole file is unusable its columns may be as well.
        if dirty
            .planted
            .iter()
            .any(|entry| planted(Severity::File)(&entry))
        {
            return;
        }
        let mut allowed = warnings(clean);
        for planted in dirty.planted.iter().filter(planted(Severity::Warning)) {
            *allowed.entry(planted.code.to_owned()).or_default() += 1;
        }
        for (code, n) in warnings(checked) {
            let vain = n.saturating_sub(allowed.get(&code).copied().unwrap_or(0));
            if vain > 0 {
                self.add(Severity::Warning, &code, |tally| tally.vain += vain);
                let name = &dirty.file.name;
                self.remarks
                    .push(format!("{name}: in vain {code} {vain} times"));
            }
        }
    }

    fn of(&self, severities: &[Severity]) -> Tally {
        let mut sum = Tally::default();
        for severity in severities {
            let tally = self.by_severity.get(severity).copied().unwrap_or_default();
            sum.hit += tally.hit;
            sum.missed += tally.missed;
            sum.vain += tally.vain;
        }
        sum
    }

    /// What is printed of it.
    fn text(&self) -> String {
        let line = |name: &dyn Display, tally: &Tally| {
            format!(
                "{name:8} {:5} found, {:3} missed, {:3} in vain",
                tally.hit, tally.missed, tally.vain
            )
        };
        let by_severity = self
            .by_severity
            .iter()
            .map(|(name, tally)| line(name, tally));
        let by_code = self.by_code.iter().map(|(code, tally)| line(code, tally));
        let remarks = self.remarks.iter().take(SHOWN_MAX).cloned();
        let lines: Vec<String> = by_severity.chain(by_code).chain(remarks).collect();
        lines.join("\n")
    }
}

#[test]
fn the_door_finds_what_was_put_in_and_little_else() {
    let (synth, door) = (synth(SERVICES, MONTHS, SEED), door());
    let mut score = Score::default();
    let (mut n_files, mut n_dirty) = (0, 0);
    for month in synth.month_range() {
        for (index, service) in synth.services().iter().enumerate() {
            let Some(dirty) = synth.dirty_file(index, month, None, RATE) else {
                continue;
            };
            n_files += 1;
            n_dirty += u32::from(!dirty.planted.is_empty());
            let checked = check(&door, &dirty.file, &service.code, month);
            score.file(&dirty, &checked);
            let clean = synth.file(index, month).unwrap();
            if clean != dirty.file {
                let clean = check(&door, &clean, &service.code, month);
                score.warnings_in_vain(&dirty, &checked, &clean);
            }
        }
    }
    let hard = score.of(&[Severity::File, Severity::Record]);
    let warnings = score.of(&[Severity::Warning]);
    println!("{n_files} files, {n_dirty} with something planted");
    println!("{}", score.text());
    println!(
        "file and record: precision {:.4}, recall {:.4}",
        hard.precision(),
        hard.recall()
    );
    println!(
        "warnings: precision {:.4}, recall {:.4}",
        warnings.precision(),
        warnings.recall()
    );
    for tally in [hard, warnings] {
        assert!(tally.precision() >= 0.99 && tally.recall() >= 0.99);
    }
}
