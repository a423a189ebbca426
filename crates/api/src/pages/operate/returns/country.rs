//! The regions of the country with their services, and what they amount to.

use hub_reference::{Atom, Reference};
use hub_standard::calendar;
use hub_standard::ids::Month;
use hub_store::{Service, State};
use hub_ui::view::{Link, RegionReturns};
use jiff::civil::Date;

/// Stands for the region of services whose area the reference data do not know.
const ELSEWHERE: &str = "elsewhere";

/// A region and its services.
pub(super) struct Region<'r> {
    /// Its code, or "elsewhere".
    pub(super) code: String,
    pub(super) name: String,
    pub(super) services: Vec<(Option<&'r Atom>, &'r Service)>,
}

/// The month that the page opens on: the newest whose returns were due, since of a later one nothing can be missing yet.
pub(in crate::pages::operate) fn opening(newest: Month, today: Date) -> Month {
    if today > calendar::due(newest) {
        newest
    } else {
        newest.prev()
    }
}

/// The whole country.
pub(super) fn sum(regions: &[RegionReturns]) -> RegionReturns {
    let add = |of: fn(&RegionReturns) -> u32| -> u32 { regions.iter().map(of).sum() };
    RegionReturns {
        region: Link::new("England", ""),
        expected: add(|region| region.expected),
        received: add(|region| region.received),
        missing: add(|region| region.missing),
        is_shown: false,
    }
}

/// All regions with the services in each.
pub(super) fn regions<'r>(reference: &'r Reference, state: &'r State) -> Vec<Region<'r>> {
    let mut regions: Vec<Region<'r>> = reference
        .regions()
        .iter()
        .map(|region| Region {
            code: region.code.to_string(),
            name: region.name.clone(),
            services: Vec::new(),
        })
        .collect();
    let mut elsewhere = Vec::new();
    for service in state.services.values() {
        let atom = reference.atom(&service.atom);
        let at = atom.and_then(|atom| {
            let mut regions = regions.iter();
            regions.position(|region| region.code == atom.region.as_str())
        });
        let own = match at {
            Some(at) => regions.get_mut(at),
            None => None,
        };
        match own {
            Some(region) => region.services.push((atom, service)),
            None => elsewhere.push((atom, service)),
        }
    }
    if !elsewhere.is_empty() {
        regions.push(Region {
            code: ELSEWHERE.to_owned(),
            name: "Areas that the reference data do not know".to_owned(),
            services: elsewhere,
        });
    }
    regions
}
