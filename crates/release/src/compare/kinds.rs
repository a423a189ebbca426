//! Of what the units of each table of cells are.

use std::collections::BTreeMap;

use hub_engine::{Catalogue, UnitKind};
use hub_standard::ids::Month;

use super::cells::CellRows;
use super::guard::Units;
use crate::manifest::{MonthUnits, PlaceUnits, Unit};
use crate::{layout, live};

/// The kind of the units of every table of places, by its name inside a release.
pub(super) struct Kinds(BTreeMap<String, UnitKind>);

impl Kinds {
    pub(super) fn of(catalogue: &Catalogue) -> Self {
        let services = live::service_fact();
        let facts = catalogue.facts.iter().map(|file| &file.fact);
        let places = facts.chain([&services]).filter(|fact| fact.of.is_place());
        let tables = places.flat_map(|fact| {
            let sets = fact.dimension_sets().into_iter();
            sets.map(move |set| (layout::places(&fact.cell_table(&set)), fact.of))
        });
        Self(tables.collect())
    }

    /// None for what is no table of cells.
    pub(super) fn kind(&self, name: &str) -> Option<UnitKind> {
        if name.starts_with("cells/") {
            return Some(UnitKind::Area);
        }
        self.0.get(name).copied()
    }
}

/// Version and origin of every place and month of a table, which stand in it beside the cells; what the origins are,
/// the manifest says of places of that kind. A place of which the table says several things is left out.
pub(super) fn of_places(places: Option<&BTreeMap<Month, PlaceUnits>>, cells: &CellRows) -> Units {
    let mut units = Units::new();
    for (month, code) in cells.units() {
        let Some(of_month) = places.and_then(|months| months.get(&month)) else {
            continue;
        };
        let told = cells.version(month, code).zip(cells.basis(month, code));
        let Some((version, basis)) = told else {
            continue;
        };
        let unit = Unit {
            version,
            basis,
            returns: None,
        };
        let known = units.entry(month).or_insert_with(|| MonthUnits {
            bases: of_month.bases.clone(),
            ..MonthUnits::default()
        });
        known.atoms.insert(code.to_owned(), unit);
    }
    units
}
