//! Areas by code, whichever edition they are of.

use std::collections::BTreeSet;

use hub_reference::{AreaType, Geography, Icb, Reference};
use hub_standard::ids::{AreaCode, Month};
use jiff::civil::Date;

/// An area that figures are given for.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) code: AreaCode,
    pub(crate) ons: String,
    pub(crate) name: String,
    /// Short name for tight places.
    pub(crate) short: String,
    pub(crate) area_type: AreaType,
    pub(crate) parent: Option<AreaCode>,
    pub(crate) valid_from: Option<Date>,
    /// Last day it existed, if it no longer does.
    pub(crate) valid_to: Option<Date>,
    pub(crate) predecessors: Vec<AreaCode>,
    pub(crate) successors: Vec<AreaCode>,
}

impl Place {
    /// Whether it exists today, by the reference data.
    pub(crate) fn is_current(&self) -> bool {
        self.valid_to.is_none()
    }
}

/// The area of a code, present or past.
pub(crate) fn place(reference: &Reference, code: &str) -> Option<Place> {
    if code == AreaCode::england().as_str() {
        return Some(england());
    }
    if let Some(region) = reference.region(code) {
        return Some(Place {
            code: region.code.clone(),
            ons: region.ons.clone(),
            name: region.name.clone(),
            short: region.name.clone(),
            area_type: AreaType::Region,
            parent: Some(AreaCode::england()),
            valid_from: None,
            valid_to: None,
            predecessors: Vec::new(),
            successors: Vec::new(),
        });
    }
    reference.icb(code).map(|icb| board(reference, icb))
}

/// All areas of a kind, or of all kinds that figures are given for; boards of one way to look at the past: those of
/// today, or all there ever were.
pub(crate) fn areas(
    reference: &Reference,
    only: Option<AreaType>,
    geography: Geography,
) -> Vec<Place> {
    let wants = |kind: AreaType| only.is_none_or(|only| only == kind);
    let mut areas = Vec::new();
    if wants(AreaType::England) {
        areas.push(england());
    }
    if wants(AreaType::Region) {
        areas.extend(
            reference
                .regions()
                .iter()
                .filter_map(|region| place(reference, region.code.as_str())),
        );
    }
    if wants(AreaType::Icb) {
        areas.extend(
            boards(reference, geography)
                .into_iter()
                .map(|icb| board(reference, icb)),
        );
    }
    areas
}

/// The boards of today; looking at the past, all there ever were, each as it was last.
fn boards(reference: &Reference, geography: Geography) -> Vec<&Icb> {
    let now = reference.now();
    let mut boards: Vec<&Icb> = reference.icbs(now).iter().collect();
    if geography == Geography::AsWas {
        let mut known: BTreeSet<&AreaCode> = boards.iter().map(|icb| &icb.code).collect();
        let earlier = reference.editions().into_iter().rev();
        for edition in earlier.filter(|edition| *edition < now) {
            let gone = reference.icbs(edition).iter();
            boards.extend(gone.filter(|old| known.insert(&old.code)));
        }
    }
    boards.sort_by(|a, b| a.name.cmp(&b.name));
    boards
}

/// The boards of a month that had the area of a board of today.
pub(crate) fn boards_then<'a>(
    reference: &'a Reference,
    board: &AreaCode,
    month: Month,
) -> Vec<&'a AreaCode> {
    let then = reference.edition_at(month);
    let atoms = reference.atoms().iter();
    let had = atoms.filter(|atom| atom.now == *board);
    let boards: BTreeSet<&AreaCode> = had.map(|atom| atom.icb(then)).collect();
    boards.into_iter().collect()
}

fn england() -> Place {
    Place {
        code: AreaCode::england(),
        ons: "E92000001".to_owned(),
        name: "England".to_owned(),
        short: "England".to_owned(),
        area_type: AreaType::England,
        parent: None,
        valid_from: None,
        valid_to: None,
        predecessors: Vec::new(),
        successors: Vec::new(),
    }
}

fn board(reference: &Reference, icb: &Icb) -> Place {
    // A board that only gave up a part of itself lives on beside its successors.
    let other = |code: &&AreaCode| **code != icb.code;
    let lives_on = is_of_today(reference, &icb.code);
    let successions = reference.successors();
    let predecessors = successions
        .iter()
        .filter(|s| s.successor == icb.code)
        .map(|s| &s.predecessor);
    let successors = match lives_on {
        true => Vec::new(),
        false => successors(reference, &icb.code),
    };
    Place {
        code: icb.code.clone(),
        ons: icb.ons.clone(),
        name: icb.name.clone(),
        short: icb.short.clone(),
        area_type: AreaType::Icb,
        parent: Some(icb.region.clone()),
        valid_from: Some(icb.valid_from),
        valid_to: if lives_on { None } else { icb.valid_to },
        predecessors: predecessors.filter(other).cloned().collect(),
        successors: successors.into_iter().filter(other).cloned().collect(),
    }
}

fn is_of_today(reference: &Reference, code: &AreaCode) -> bool {
    reference.icb_in(reference.now(), code.as_str()).is_some()
}

/// The boards of today that took over from one that is gone, however often it changed hands.
fn successors<'a>(reference: &'a Reference, code: &AreaCode) -> Vec<&'a AreaCode> {
    let mut found: Vec<&AreaCode> = Vec::new();
    let mut followed: Vec<&AreaCode> = Vec::new();
    let mut next = taken_over_by(reference, code);
    while !next.is_empty() {
        let mut after = Vec::new();
        for board in next {
            if found.contains(&board) || followed.contains(&board) {
                continue;
            }
            if is_of_today(reference, board) {
                found.push(board);
            } else {
                followed.push(board);
                after.extend(taken_over_by(reference, board));
            }
        }
        next = after;
    }
    found
}

fn taken_over_by<'a>(reference: &'a Reference, code: &AreaCode) -> Vec<&'a AreaCode> {
    let successions = reference.successors().iter();
    successions
        .filter(|step| step.predecessor == *code)
        .map(|step| &step.successor)
        .collect()
}
