//! Link workers by network and census.

use std::collections::BTreeMap;

use hub_standard::{AreaCode, Month};

use super::{
    place::Placer,
    problems::Problems,
    source::{Files, is_there, read as read_rows},
};
use crate::model::{Pcn, WorkforceCount};

const QUARTERS: &str = "workforce/pcn_splw_individual_2020_03_to_2022_09.csv";
/// A whole release as published, with every role. Need not be there.
const ORIGINAL: &str = "workforce/pcn_workforce_individual_2022_09_ORIGINAL.csv";
const ROLE: &str = "Social Prescribing Link Worker";
/// Full-time equivalents are published to nine decimals.
const FTE_TOLERANCE: f64 = 1e-6;
/// One row is a person or a contract. Publishers book corrections as small negative rows.
const FTE_PER_ROW: std::ops::RangeInclusive<f64> = -1.0..=100.0;

/// Counts by census and network, each with a row of the file that it came from.
type Counts = BTreeMap<(Month, AreaCode), Count>;

struct Count {
    count: WorkforceCount,
    row: u64,
}

/// The counts, and the networks with those added that only the workforce file knows.
pub(super) fn read(
    dir: Files<'_>,
    pcns: Vec<Pcn>,
    placer: &Placer<'_>,
    problems: &mut Problems,
) -> (Vec<WorkforceCount>, Vec<Pcn>) {
    let mut pcns: BTreeMap<AreaCode, Pcn> = pcns
        .into_iter()
        .map(|pcn| (pcn.code.clone(), pcn))
        .collect();
    let mut counts = counts(dir, QUARTERS, &mut pcns, placer, problems);
    if is_there(dir, ORIGINAL) {
        let original = self::counts(dir, ORIGINAL, &mut pcns, placer, problems);
        merge(&mut counts, original, problems);
    }
    (
        counts.into_values().map(|count| count.count).collect(),
        pcns.into_values().collect(),
    )
}

fn counts(
    dir: Files<'_>,
    file: &str,
    pcns: &mut BTreeMap<AreaCode, Pcn>,
    placer: &Placer<'_>,
    problems: &mut Problems,
) -> Counts {
    let columns = [
        "DETAILED_STAFF_ROLE",
        "CENSUS_YEAR",
        "CENSUS_MONTH",
        "PCN_CODE",
        "PCN_NAME",
        "SUB_ICB_CODE",
        "ICB_CODE",
        "FTE",
    ];
    let mut counts = Counts::new();
    read_rows(dir, file, columns, problems, |row, problems| {
        let [role, year, month, code, name, sub_icb, icb, fte] = row.cells;
        if !role.text.eq_ignore_ascii_case(ROLE) {
            return;
        }
        let year_value = year.parse("a year", problems);
        let month_value = month.parse("a month", problems);
        let pcn = code.parse::<AreaCode>("a network code", problems);
        let fte_value = fte.parse("a number of full-time equivalents", problems);
        let (Some(year_value), Some(month_value), Some(pcn), Some(fte_value)) =
            (year_value, month_value, pcn, fte_value)
        else {
            return;
        };
        let Ok(census) = Month::new(year_value, month_value) else {
            return month.refuse(
                format!("{year_value}-{month_value} is not a month"),
                problems,
            );
        };
        if !FTE_PER_ROW.contains(&fte_value) {
            return fte.refuse(
                format!("{fte_value} full-time equivalents in one row cannot be"),
                problems,
            );
        }
        if !pcns.contains_key(&pcn) {
            let Some(atom) = placer.place(icb.text, Some(sub_icb.text), None) else {
                return code.refuse(
                    format!("{pcn} cannot be placed in ICB \"{}\"", icb.text),
                    problems,
                );
            };
            let new = Pcn {
                code: pcn.clone(),
                name: name.text.to_owned(),
                atom: atom.clone(),
            };
            pcns.insert(pcn.clone(), new);
        }
        let Some(known) = pcns.get(&pcn) else { return };
        let entry = counts
            .entry((census, pcn.clone()))
            .or_insert_with(|| Count {
                count: WorkforceCount {
                    month: census,
                    pcn,
                    atom: known.atom.clone(),
                    fte: 0.0,
                    rows: 0,
                },
                row: row.number,
            });
        entry.count.fte += fte_value;
        entry.count.rows += 1;
    });
    counts
}

/// Adds the censuses of another file. Where both have one they must agree, network by network.
fn merge(counts: &mut Counts, original: Counts, problems: &mut Problems) {
    let shared: Vec<Month> = original
        .keys()
        .map(|(month, _)| *month)
        .filter(|month| counts.keys().any(|(held, _)| held == month))
        .collect();
    let is_shared = |month: &Month| shared.contains(month);
    for ((month, pcn), held) in counts.iter().filter(|((month, _), _)| is_shared(month)) {
        if !original.contains_key(&(*month, pcn.clone())) {
            problems.in_row(
                QUARTERS,
                held.row,
                format!("{pcn} has no link worker in {month} in {ORIGINAL}"),
            );
        }
    }
    for (key, found) in original {
        let (month, pcn) = &key;
        match counts.get(&key) {
            Some(held) if (held.count.fte - found.count.fte).abs() > FTE_TOLERANCE => {
                let fte = (found.count.fte, held.count.fte);
                let reason = format!(
                    "{pcn} has {} full-time equivalents here and {} in {QUARTERS}",
                    fte.0, fte.1
                );
                problems.in_row(ORIGINAL, found.row, reason);
            }
            Some(_) => {}
            None if is_shared(month) => {
                problems.in_row(
                    ORIGINAL,
                    found.row,
                    format!("{pcn} has no link worker in {month} in {QUARTERS}"),
                );
            }
            None => {
                counts.insert(key, found);
            }
        }
    }
}
