//! Regions, every edition of the ICBs, and the steps between them.
//!
//! The first edition and that of April 2026 have files of their own and make the atoms; each that follows is some more files
//! ([`LaterFiles`]), and puts the atoms together in another way ([`super::later`]).

use std::collections::{BTreeMap, BTreeSet};

use hub_standard::{AreaCode, Month};
use jiff::civil::{Date, date};

use super::{
    problems::Problems,
    source::{Files, Keyed, keyed, names_in, read as read_rows},
    tiles,
};
use crate::{
    atom::{Atom, atoms},
    boards::Boards,
    edition::Edition,
    facts::facts,
    later_files::{LaterFiles, month_of},
    model::{Icb, Region, Succession},
};

const REGIONS: &str = "geography/nhs_regions.csv";
const BEFORE: &str = "geography/icb_2024_to_2026_03.csv";
const NOW: &str = "geography/icb_2026_04.csv";
const SUCCESSIONS: &str = "geography/icb_succession_2026_04.csv";

/// The day on which the first integrated care boards were set up, and the day that the names of the files above tell.
const FIRST_DAY: Date = date(2022, 7, 1);
const NEXT_DAY: Date = date(2026, 4, 1);

pub(super) struct Editions {
    pub(super) regions: Vec<Region>,
    /// Oldest first; at least two.
    pub(super) all: Vec<Boards>,
    pub(super) successions: Vec<Succession>,
    pub(super) atoms: Vec<Atom>,
}

impl Editions {
    /// The ICBs of the first edition.
    pub(super) fn first(&self) -> &[Icb] {
        self.nth(0)
    }

    pub(super) fn icb_before(&self, code: &str) -> Option<&Icb> {
        self.first().iter().find(|icb| icb.code.as_str() == code)
    }

    /// The ICB of the edition that follows the first, with which it makes the atoms.
    pub(super) fn icb_next(&self, code: &str) -> Option<&Icb> {
        self.nth(1).iter().find(|icb| icb.code.as_str() == code)
    }

    /// Reads the editions that follow those that are known, and says of all how long each ICB lasts.
    pub(super) fn add_later(
        &mut self,
        dir: Files<'_>,
        problems: &mut Problems,
        notes: &mut Vec<String>,
    ) {
        for month in later_months(dir, problems) {
            let Some(before) = self.all.last() else {
                continue;
            };
            if before.edition.first_day() >= month.first_day() {
                continue;
            }
            let earlier = match self.all.len() {
                0..=2 => NOW.to_owned(),
                _ => LaterFiles::of(before.edition.first_month()).boards,
            };
            let files = LaterFiles::of(month);
            let mut boards = Boards {
                edition: Edition::beginning(month.first_day()),
                icbs: icbs(dir, &files.boards, &self.regions, problems),
            };
            let step = Step {
                files: [&earlier, &files.boards, &files.successions],
                before,
                now: &boards,
            };
            let found = step.successions(dir, problems);
            notes.extend(tiles::carry_on(
                dir,
                &files.tiles,
                before,
                &mut boards,
                &found,
                problems,
            ));
            self.successions.extend(found);
            self.all.push(boards);
        }
        date_editions(&mut self.all);
    }

    fn nth(&self, n: usize) -> &[Icb] {
        let boards = self.all.get(n);
        boards
            .map(|boards| boards.icbs.as_slice())
            .unwrap_or_default()
    }
}

pub(super) fn read(dir: Files<'_>, problems: &mut Problems, notes: &mut Vec<String>) -> Editions {
    let regions = regions(dir, problems);
    let mut first = Boards {
        edition: Edition::beginning(FIRST_DAY),
        icbs: icbs(dir, BEFORE, &regions, problems),
    };
    let mut next = Boards {
        edition: Edition::beginning(NEXT_DAY),
        icbs: icbs(dir, NOW, &regions, problems),
    };
    let step = Step {
        files: [BEFORE, NOW, SUCCESSIONS],
        before: &first,
        now: &next,
    };
    let successions = step.successions(dir, problems);
    tiles::lay_out(&mut first.icbs, &facts().before);
    tiles::lay_out(&mut next.icbs, &facts().now);
    let atoms = atoms(&first, next.edition, &successions);
    let mut editions = Editions {
        regions,
        all: vec![first, next],
        successions,
        atoms,
    };
    editions.add_later(dir, problems, notes);
    editions
}

/// The months in which editions after the first two begin.
fn later_months(dir: Files<'_>, problems: &mut Problems) -> BTreeSet<Month> {
    let next = Month::of(NEXT_DAY);
    let mut months = BTreeSet::new();
    for name in names_in(dir, "geography") {
        match month_of(&name) {
            Some(month) if month > next => {
                months.insert(month);
            }
            Some(month) if month < next => problems.in_file(
                &format!("geography/{name}"),
                format!(
                    "an edition that begins in {} cannot be read: those before {} are in {BEFORE}",
                    month.words(),
                    next.words()
                ),
            ),
            _ => {}
        }
    }
    months
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

/// The step from one edition to the next.
struct Step<'a> {
    /// The files of the ICBs before it and after it, and of their successions.
    files: [&'a str; 3],
    before: &'a Boards,
    now: &'a Boards,
}

impl Step<'_> {
    fn successions(&self, dir: Files<'_>, problems: &mut Problems) -> Vec<Succession> {
        let [before_file, now_file, file] = self.files;
        let first_day = self.now.edition.first_day();
        let mut successions: Vec<Succession> = Vec::new();
        let columns = [
            "predecessor_ods",
            "successor_ods",
            "succession_date",
            "succession_type",
        ];
        read_rows(dir, file, columns, problems, |row, problems| {
            let [predecessor, successor, day, kind] = row.cells;
            let Some(from) = of_code(&self.before.icbs, predecessor.text) else {
                return predecessor.refuse(
                    format!("ICB \"{}\" is not in {before_file}", predecessor.text),
                    problems,
                );
            };
            let Some(to) = of_code(&self.now.icbs, successor.text) else {
                return successor.refuse(
                    format!("ICB \"{}\" is not in {now_file}", successor.text),
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
            if date != first_day {
                day.refuse(
                    format!("the change between the editions is on {first_day}, not {date}"),
                    problems,
                );
            }
            if successions
                .iter()
                .any(|step| step.predecessor == from.code && step.successor == to.code)
            {
                problems.in_row(
                    file,
                    row.number,
                    format!("{} to {} is there twice", from.code, to.code),
                );
            }
            successions.push(Succession {
                predecessor: from.code.clone(),
                successor: to.code.clone(),
                date: first_day,
                kind: kind.text.to_owned(),
            });
        });
        self.explained(file, &successions, problems);
        successions
    }

    /// Every ICB that ends has a successor, and every one that begins a predecessor.
    fn explained(&self, file: &str, successions: &[Succession], problems: &mut Problems) {
        for icb in &self.before.icbs {
            let lasts = of_code(&self.now.icbs, icb.code.as_str()).is_some();
            if !lasts && !successions.iter().any(|step| step.predecessor == icb.code) {
                problems.in_file(file, format!("{} ends without a successor", icb.code));
            }
        }
        for icb in &self.now.icbs {
            let lasted = of_code(&self.before.icbs, icb.code.as_str()).is_some();
            if !lasted && !successions.iter().any(|step| step.successor == icb.code) {
                problems.in_file(file, format!("{} begins without a predecessor", icb.code));
            }
        }
    }
}

fn of_code<'a>(icbs: &'a [Icb], code: &str) -> Option<&'a Icb> {
    icbs.iter().find(|icb| icb.code.as_str() == code)
}

/// Says from when to when an ICB has the area that an edition gives it: a new statistical code marks a new area.
fn date_editions(all: &mut [Boards]) {
    let days: Vec<Date> = all
        .iter()
        .map(|boards| boards.edition.first_day())
        .collect();
    let areas = |boards: &Boards| -> BTreeSet<(AreaCode, String)> {
        let icbs = boards.icbs.iter();
        icbs.map(|icb| (icb.code.clone(), icb.ons.clone()))
            .collect()
    };
    let areas: Vec<_> = all.iter().map(areas).collect();
    for (n, boards) in all.iter_mut().enumerate() {
        for icb in &mut boards.icbs {
            let area = (icb.code.clone(), icb.ons.clone());
            let has_it = |edition: &usize| {
                areas
                    .get(*edition)
                    .is_some_and(|found| found.contains(&area))
            };
            let first = (0..=n).rev().take_while(has_it).last().unwrap_or(n);
            let end = (n + 1..days.len()).find(|edition| !has_it(edition));
            icb.valid_from = days.get(first).copied().unwrap_or(FIRST_DAY);
            icb.valid_to = end
                .and_then(|edition| days.get(edition))
                .and_then(|day| day.yesterday().ok());
        }
    }
}
