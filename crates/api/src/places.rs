//! Areas by code, whichever edition they are of.

use hub_reference::{AreaType, Edition, Geography, Icb, Reference};
use hub_standard::ids::AreaCode;
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

/// The boards of today; looking at the past, all there ever were.
fn boards(reference: &Reference, geography: Geography) -> Vec<&Icb> {
    let mut boards: Vec<&Icb> = reference.icbs(Edition::newest()).iter().collect();
    if geography == Geography::AsWas {
        let gone = reference.icbs(Edition::Before2026).iter();
        boards.extend(gone.filter(|old| {
            reference
                .icb_in(Edition::newest(), old.code.as_str())
                .is_none()
        }));
    }
    boards.sort_by(|a, b| a.name.cmp(&b.name));
    boards
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
    let lives_on = reference
        .icb_in(Edition::newest(), icb.code.as_str())
        .is_some();
    let successions = reference.successors();
    let predecessors = successions
        .iter()
        .filter(|s| s.successor == icb.code)
        .map(|s| &s.predecessor);
    let successors = successions
        .iter()
        .filter(|s| s.predecessor == icb.code && !lives_on)
        .map(|s| &s.successor);
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
        successors: successors.filter(other).cloned().collect(),
    }
}
