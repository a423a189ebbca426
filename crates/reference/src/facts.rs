//! Facts that come with the crate: regions, both editions of the ICBs, the steps between them, and what the generated
//! England is modelled on.
//!
//! Sources: NHS organisation data service (codes, names, successions of 1 April 2026), Office for National Statistics
//! (codes), English Indices of Deprivation 2025 and Census 2021 (shares by atom; Open Government Licence v3.0). Short
//! names and places on the tile map are this project's own.

use std::sync::LazyLock;

use hub_standard::AreaCode;
use jiff::civil::Date;
use serde::{Deserialize, de::DeserializeOwned};

use crate::{
    atom::AtomId,
    model::{Icb, Region, Succession},
};

/// The facts, in the order of the files.
#[derive(Default)]
pub(crate) struct Facts {
    pub(crate) regions: Vec<Region>,
    pub(crate) before: Vec<Icb>,
    pub(crate) now: Vec<Icb>,
    pub(crate) successions: Vec<Succession>,
    pub(crate) models: Vec<AtomModel>,
}

/// What the generated part of an atom is modelled on.
pub(crate) struct AtomModel {
    pub(crate) atom: AtomId,
    /// Real small areas by decile of deprivation, most deprived first.
    pub(crate) by_decile: [u32; 10],
    /// Residents per thousand: Asian, Black, Mixed, Other, White.
    pub(crate) ethnic_per_mille: [u32; 5],
    /// Small areas that are rural, per thousand.
    pub(crate) rural_per_mille: u32,
}

impl AtomModel {
    /// How many small areas there really are.
    pub(crate) fn small_areas(&self) -> u32 {
        self.by_decile.iter().sum()
    }
}

/// The facts, read once.
pub(crate) fn facts() -> &'static Facts {
    // The files are part of the program, and tests read every line: a fault in them cannot reach a user.
    static FACTS: LazyLock<Facts> = LazyLock::new(|| read().unwrap_or_default());
    &FACTS
}

fn read() -> Result<Facts, csv::Error> {
    let (before, now): (Vec<_>, Vec<_>) = lines::<IcbLine>(include_str!("../facts/icbs.csv"))?
        .into_iter()
        .partition(|line| line.edition == "before");
    Ok(Facts {
        regions: facts_of::<RegionLine, _>(include_str!("../facts/regions.csv"))?,
        before: before.into_iter().map(Icb::from).collect(),
        now: now.into_iter().map(Icb::from).collect(),
        successions: facts_of::<SuccessionLine, _>(include_str!("../facts/successions.csv"))?,
        models: facts_of::<ModelLine, _>(include_str!("../facts/demo_atoms.csv"))?,
    })
}

fn facts_of<Line: DeserializeOwned, Fact: From<Line>>(text: &str) -> Result<Vec<Fact>, csv::Error> {
    Ok(lines::<Line>(text)?.into_iter().map(Fact::from).collect())
}

fn lines<Line: DeserializeOwned>(text: &str) -> Result<Vec<Line>, csv::Error> {
    csv::Reader::from_reader(text.as_bytes())
        .into_deserialize()
        .collect()
}

#[derive(Deserialize)]
struct RegionLine {
    code: AreaCode,
    ons: String,
    name: String,
}

impl From<RegionLine> for Region {
    fn from(line: RegionLine) -> Self {
        Self {
            code: line.code,
            ons: line.ons,
            name: line.name,
        }
    }
}

#[derive(Deserialize)]
struct IcbLine {
    edition: String,
    code: AreaCode,
    ons: String,
    name: String,
    short_name: String,
    region: AreaCode,
    valid_from: Date,
    valid_to: Option<Date>,
    tile_column: u8,
    tile_row: u8,
}

impl From<IcbLine> for Icb {
    fn from(line: IcbLine) -> Self {
        Self {
            code: line.code,
            ons: line.ons,
            name: line.name,
            short: line.short_name,
            region: line.region,
            valid_from: line.valid_from,
            valid_to: line.valid_to,
            tile: (line.tile_column, line.tile_row),
        }
    }
}

#[derive(Deserialize)]
struct SuccessionLine {
    predecessor: AreaCode,
    successor: AreaCode,
    date: Date,
    kind: String,
}

impl From<SuccessionLine> for Succession {
    fn from(line: SuccessionLine) -> Self {
        Self {
            predecessor: line.predecessor,
            successor: line.successor,
            date: line.date,
            kind: line.kind,
        }
    }
}

#[derive(Deserialize)]
struct ModelLine {
    atom: AtomId,
    decile_1: u32,
    decile_2: u32,
    decile_3: u32,
    decile_4: u32,
    decile_5: u32,
    decile_6: u32,
    decile_7: u32,
    decile_8: u32,
    decile_9: u32,
    decile_10: u32,
    asian: u32,
    black: u32,
    mixed: u32,
    other: u32,
    white: u32,
    rural: u32,
}

impl From<ModelLine> for AtomModel {
    fn from(line: ModelLine) -> Self {
        Self {
            atom: line.atom,
            by_decile: [
                line.decile_1,
                line.decile_2,
                line.decile_3,
                line.decile_4,
                line.decile_5,
                line.decile_6,
                line.decile_7,
                line.decile_8,
                line.decile_9,
                line.decile_10,
            ],
            ethnic_per_mille: [line.asian, line.black, line.mixed, line.other, line.white],
            rural_per_mille: line.rural,
        }
    }
}
