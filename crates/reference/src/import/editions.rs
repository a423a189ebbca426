//! Regions, both editions of the ICBs, and the steps between them.

use std::collections::{BTreeMap, BTreeSet};

use hub_standard::AreaCode;
use jiff::civil::{Date, date};

use super::{
    problems::Problems,
    source::{Files, Keyed, keyed, read as read_rows},
};
use crate::{
    atom::{Atom, atoms},
    edition::Edition,
    facts::facts,
    model::{Icb, Region, Succession},
};

const REGIONS: &str = "geography/nhs_regions.csv";
const BEFORE: &str = "geography/icb_2024_to_2026_03.csv";
const NOW: &str = "geography/icb_2026_04.csv";
const SUCCESSIONS: &str = "geography/icb_succession_2026_04.csv";

/// The day on which the first integrated care boards were set up.
pub(super) const FIRST_DAY: Date = date(2022, 7, 1);
const SHORT_NAME_CHARS_MAX: usize = 14;
const TILE_COLUMNS: u8 = 8;
const TILE_ROWS: u8 = 16;

pub(super) struct Editions {
    pub(super) regions: Vec<Region>,
    pub(super) before: Vec<Icb>,
    pub(super) now: Vec<Icb>,
    pub(super) successions: Vec<Succession>,
    pub(super) atoms: Vec<Atom>,
}

impl Editions {
    pub(super) fn icb_before(&self, code: &str) -> Option<&Icb> {
        self.before.iter().find(|icb| icb.code.as_str() == code)
    }

    pub(super) fn icb_now(&self, code: &str) -> Option<&Icb> {
        self.now.iter().find(|icb| icb.code.as_str() == code)
    }
}

pub(super) fn read(dir: Files<'_>, problems: &mut Problems) -> Editions {
    let regions = regions(dir, problems);
    let mut before = icbs(dir, BEFORE, &regions, problems);
    let mut now = icbs(dir, NOW, &regions, problems);
    let successions = successions(dir, &before, &now, problems);
    date_editions(&mut before, &mut now);
    lay_out(&mut before, &facts().before);
    lay_out(&mut now, &facts().now);
    let atoms = atoms(&before, &successions);
    Editions {
        regions,
        before,
        now,
        successions,
        atoms,
    }
}

fn regions(dir: Files<'_>, problems: &mut Problems) -> Vec<Region> {
    let columns = ["nhser_ods_code", "nhser24_code", "nhser_name"];
    let found = keyed(dir, REGIONS, columns, problems, |row, problems| {
        let [code, ons, name] = row.cells;
        let code: AreaCode = code.parse("a region code", problems)?;
        Some((
            code.clone(),
            Region {
                code,
                ons: ons.text.to_owned(),
                name: name.text.to_owned(),
            },
        ))
    });
    values(found)
}

fn icbs(dir: Files<'_>, file: &str, regions: &[Region], problems: &mut Problems) -> Vec<Icb> {
    let columns = ["icb_ods_code", "icb_ons_code", "icb_name", "nhser_ods_code"];
    let found = keyed(dir, file, columns, problems, |row, problems| {
        let [code, ons, name, region] = row.cells;
        let code: AreaCode = code.parse("an ICB code", problems)?;
        let Some(known) = regions
            .iter()
            .find(|known| known.code.as_str() == region.text)
        else {
            region.refuse(
                format!("region \"{}\" is not in {REGIONS}", region.text),
                problems,
            );
            return None;
        };
        let icb = Icb {
            code: code.clone(),
            ons: ons.text.to_owned(),
            name: name.text.to_owned(),
            short: String::new(),
            region: known.code.clone(),
            valid_from: FIRST_DAY,
            valid_to: None,
            tile: (0, 0),
        };
        Some((code, icb))
    });
    values(found)
}

fn values<T>(map: BTreeMap<AreaCode, Keyed<T>>) -> Vec<T> {
    map.into_values().map(|keyed| keyed.value).collect()
}

fn successions(
    dir: Files<'_>,
    before: &[Icb],
    now: &[Icb],
    problems: &mut Problems,
) -> Vec<Succession> {
    let mut successions: Vec<Succession> = Vec::new();
    let columns = [
        "predecessor_ods",
        "successor_ods",
        "succession_date",
        "succession_type",
    ];
    read_rows(dir, SUCCESSIONS, columns, problems, |row, problems| {
        let [predecessor, successor, day, kind] = row.cells;
        let Some(from) = before
            .iter()
            .find(|icb| icb.code.as_str() == predecessor.text)
        else {
            return predecessor.refuse(
                format!("ICB \"{}\" is not in {BEFORE}", predecessor.text),
                problems,
            );
        };
        let Some(to) = now.iter().find(|icb| icb.code.as_str() == successor.text) else {
            return successor.refuse(
                format!("ICB \"{}\" is not in {NOW}", successor.text),
                problems,
            );
        };
        if from.region != to.region {
            successor.refuse(
                format!("{} and {} are in different regions", from.code, to.code),
                problems,
            );
        }
        let Some(date) = day.parse::<Date>("a date like 2026-04-01", problems) else {
            return;
        };
        if date != Edition::CHANGE {
            day.refuse(
                format!(
                    "the change between the editions is on {}, not {date}",
                    Edition::CHANGE
                ),
                problems,
            );
        }
        if successions
            .iter()
            .any(|step| step.predecessor == from.code && step.successor == to.code)
        {
            problems.in_row(
                SUCCESSIONS,
                row.number,
                format!("{} to {} is there twice", from.code, to.code),
            );
        }
        successions.push(Succession {
            predecessor: from.code.clone(),
            successor: to.code.clone(),
            date,
            kind: kind.text.to_owned(),
        });
    });
    for icb in before {
        let lasts = now.iter().any(|later| later.code == icb.code);
        if !lasts && !successions.iter().any(|step| step.predecessor == icb.code) {
            problems.in_file(
                SUCCESSIONS,
                format!("{} ends without a successor", icb.code),
            );
        }
    }
    for icb in now {
        let lasted = before.iter().any(|earlier| earlier.code == icb.code);
        if !lasted && !successions.iter().any(|step| step.successor == icb.code) {
            problems.in_file(
                SUCCESSIONS,
                format!("{} begins without a predecessor", icb.code),
            );
        }
    }
    successions
}

/// Says from when to when an ICB has the area that an edition gives it: a new statistical code marks a new area.
fn date_editions(before: &mut [Icb], now: &mut [Icb]) {
    let lasting: BTreeSet<(AreaCode, String)> = before
        .iter()
        .filter(|icb| {
            now.iter()
                .any(|later| later.code == icb.code && later.ons == icb.ons)
        })
        .map(|icb| (icb.code.clone(), icb.ons.clone()))
        .collect();
    let lasts = |icb: &Icb| lasting.contains(&(icb.code.clone(), icb.ons.clone()));
    for icb in before {
        icb.valid_to = if lasts(icb) {
            None
        } else {
            Edition::CHANGE.yesterday().ok()
        };
    }
    for icb in now {
        icb.valid_from = if lasts(icb) {
            FIRST_DAY
        } else {
            Edition::CHANGE
        };
    }
}

/// Gives every ICB its short name and tile; one that the crate does not know gets the start of its name and the first
/// free tile.
fn lay_out(icbs: &mut [Icb], known: &[Icb]) {
    let mut taken: BTreeSet<(u8, u8)> = BTreeSet::new();
    for icb in icbs.iter_mut() {
        if let Some(fact) = known.iter().find(|fact| fact.code == icb.code) {
            icb.short = fact.short.clone();
            icb.tile = fact.tile;
            taken.insert(icb.tile);
        }
    }
    let mut free = (0..TILE_ROWS)
        .flat_map(|row| (0..TILE_COLUMNS).map(move |column| (column, row)))
        .filter(|tile| !taken.contains(tile));
    for icb in icbs.iter_mut().filter(|icb| icb.short.is_empty()) {
        let name = icb
            .name
            .trim_start_matches("NHS ")
            .trim_end_matches(" Integrated Care Board");
        icb.short = name
            .chars()
            .take(SHORT_NAME_CHARS_MAX)
            .collect::<String>()
            .trim_end()
            .to_owned();
        icb.tile = free.next().unwrap_or_default();
    }
}
