//! What cells are of: areas, and single places in them.
//!
//! A place of which cells were once made stays a unit, wherever it went since: left out of one release, it would come
//! back as version 1 and draw the noise of its first version again.

mod listed;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use arrow::array::AsArray;
use arrow::datatypes::Int32Type;
use arrow::record_batch::RecordBatch;
use hub_engine::{Catalogue, UnitKind};
use hub_standard::ids::Month;
use hub_store::Store;

use self::listed::Place;
pub(super) use self::listed::listed_table;
use crate::encode::read_table;
use crate::error::{ReleaseError, Result};
use crate::layout;
use crate::manifest::{Manifest, PlaceUnits, Unit};

/// The units of every kind that the facts have.
#[derive(Debug)]
pub(super) struct UnitLists {
    areas: Arc<UnitList>,
    places: BTreeMap<UnitKind, Arc<UnitList>>,
}

/// The units of one kind, in order; a unit's number is its place here.
#[derive(Debug, Default)]
pub(super) struct UnitList {
    pub(super) codes: Arc<Vec<String>>,
    /// By code; none where the units are areas.
    places: BTreeMap<String, Place>,
    /// By month, the places of which the release before has cells, with the version and origin of these.
    published: BTreeMap<Month, BTreeMap<String, Unit>>,
}

impl UnitLists {
    /// The areas, and the places of today and of the release before.
    ///
    /// # Errors
    /// [`ReleaseError::Shape`] where a fact is of places that no rows tell of; or when storage does not answer or the
    /// release before is damaged.
    pub(super) async fn of(
        store: &Store,
        catalogue: &Catalogue,
        practices: &RecordBatch,
        atoms: Arc<Vec<String>>,
        previous: Option<&Manifest>,
    ) -> Result<Self> {
        let mut lists = BTreeMap::new();
        for file in &catalogue.facts {
            let fact = &file.fact;
            if !fact.of.is_place() {
                continue;
            }
            let list = match lists.entry(fact.of) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => new.insert(UnitList::listed(fact.of, practices)?),
            };
            let total = layout::places(&fact.cell_table(&[]));
            let found = previous.and_then(|manifest| Some((manifest, manifest.object(&total)?)));
            let Some((manifest, object)) = found else {
                continue;
            };
            if let Some(rows) = read_table(store, object).await? {
                list.add_published(&object.path, &rows, manifest.places.get(&fact.of))?;
            }
        }
        let lists = lists.into_iter().map(|(kind, mut list)| {
            list.codes = Arc::new(list.places.keys().cloned().collect());
            (kind, Arc::new(list))
        });
        Ok(Self {
            areas: Arc::new(UnitList::of_areas(atoms)),
            places: lists.collect(),
        })
    }

    /// The area atoms.
    pub(super) fn atoms(&self) -> &[String] {
        &self.areas.codes
    }

    /// The units of a kind.
    pub(super) fn of_kind(&self, kind: UnitKind) -> Result<&Arc<UnitList>> {
        let list = match kind {
            UnitKind::Area => Some(&self.areas),
            place => self.places.get(&place),
        };
        list.ok_or_else(|| ReleaseError::shape(kind.column(), "no fact has cells of such places"))
    }

    /// Every kind with its units.
    pub(super) fn all(&self) -> impl Iterator<Item = (UnitKind, &Arc<UnitList>)> {
        let places = self.places.iter().map(|(kind, list)| (*kind, list));
        std::iter::once((UnitKind::Area, &self.areas)).chain(places)
    }

    /// The kinds of places.
    pub(super) fn kinds_of_places(&self) -> impl Iterator<Item = UnitKind> {
        self.places.keys().copied()
    }
}

impl UnitList {
    /// Area atoms, which are in order.
    pub(super) fn of_areas(atoms: Arc<Vec<String>>) -> Self {
        Self {
            codes: atoms,
            ..Self::default()
        }
    }

    /// The area atom that a place belongs to; empty for areas.
    pub(super) fn area(&self, code: &str) -> &str {
        self.places
            .get(code)
            .map_or("", |place| place.area.as_str())
    }

    /// Whether first cells of a place may be made in a month.
    pub(super) fn is_listed(&self, month: Month, code: &str) -> bool {
        let place = self.places.get(code);
        place.is_some_and(|place| place.is_listed(month))
    }

    /// Version and origin of the cells that the release before has of a place in a month.
    pub(super) fn published(&self, month: Month, code: &str) -> Option<Unit> {
        self.published.get(&month)?.get(code).copied()
    }

    /// The places of the reference data of which there are cells.
    fn listed(kind: UnitKind, practices: &RecordBatch) -> Result<Self> {
        let places = match kind {
            UnitKind::Practice => listed::practices(practices)?,
            UnitKind::Pcn => listed::networks(practices)?,
            UnitKind::Area | UnitKind::Service => {
                return Err(ReleaseError::shape(
                    kind.column(),
                    "no cells of such places are made from rows",
                ));
            }
        };
        Ok(Self {
            places,
            ..Self::default()
        })
    }

    /// Adds the places of a table of totals of the release before; `units` is what its manifest says of such places.
    fn add_published(
        &mut self,
        path: &str,
        rows: &RecordBatch,
        units: Option<&BTreeMap<Month, PlaceUnits>>,
    ) -> Result<()> {
        let damaged = || ReleaseError::damaged(path, "a cell has no place, area, month or origin");
        let text = |name: &str| rows.column_by_name(name)?.as_string_opt::<i32>();
        let whole = |name: &str| {
            let column = rows.column_by_name(name)?;
            column.as_primitive_opt::<Int32Type>()
        };
        let codes = text("atom").ok_or_else(damaged)?;
        let areas = text("area").ok_or_else(damaged)?;
        let months = text("month").ok_or_else(damaged)?;
        let versions = whole("version").ok_or_else(damaged)?;
        let bases = whole("basis").ok_or_else(damaged)?;
        let places = codes.iter().zip(areas).zip(months);
        for (((code, area), month), (version, basis)) in places.zip(versions.iter().zip(bases)) {
            let (Some(code), Some(area), Some(month)) = (code, area, month) else {
                return Err(damaged());
            };
            let month: Month = month.parse().map_err(|_| damaged())?;
            let unit = Unit {
                version: version
                    .and_then(|version| u32::try_from(version).ok())
                    .ok_or_else(damaged)?,
                basis: basis
                    .and_then(|basis| usize::try_from(basis).ok())
                    .ok_or_else(damaged)?,
                returns: None,
            };
            let of_month = units.and_then(|units| units.get(&month));
            if of_month.is_none_or(|units| unit.basis >= units.bases.len()) {
                return Err(damaged());
            }
            self.published
                .entry(month)
                .or_default()
                .insert(code.to_owned(), unit);
            // Where it is today counts before where it was.
            self.places.entry(code.to_owned()).or_insert_with(|| Place {
                area: area.to_owned(),
                spans: Vec::new(),
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use arrow::array::{ArrayRef, Int32Array, StringArray};

    use super::listed::tests::practices_of;
    use super::*;

    /// Two practices of the release before, whose rows are the `basis`-th.
    fn with_published(basis: i32) -> Result<UnitList> {
        let column =
            |values: [&str; 2]| -> ArrayRef { Arc::new(StringArray::from(values.to_vec())) };
        let whole = |values: [i32; 2]| -> ArrayRef { Arc::new(Int32Array::from(values.to_vec())) };
        let practices = practices_of(&[
            ["Z1", "U1", "A", "", "2026-04-01"],
            ["Z2", "U1", "A", "", ""],
        ]);
        let cells = RecordBatch::try_from_iter([
            ("atom", column(["Z0", "Z1"])),
            ("area", column(["B", "B"])),
            ("month", column(["2026-04", "2026-04"])),
            ("version", whole([1, 2])),
            ("basis", whole([0, basis])),
        ])
        .unwrap();
        let units = PlaceUnits {
            bases: vec![None, None],
        };
        let units = BTreeMap::from([("2026-04".parse().unwrap(), units)]);
        let mut list = UnitList::listed(UnitKind::Practice, &practices)?;
        list.add_published("cells", &cells, Some(&units))?;
        Ok(list)
    }

    #[test]
    fn a_place_that_left_the_list_is_known_by_its_cells() {
        let list = with_published(1).unwrap();
        let (april, may): (Month, Month) = ("2026-04".parse().unwrap(), "2026-05".parse().unwrap());
        let of = |code: &str| {
            let published = list.published(april, code);
            assert_eq!(list.published(may, code), None);
            (
                list.area(code).to_owned(),
                list.is_listed(april, code),
                list.is_listed(may, code),
                published.map(|unit| (unit.version, unit.basis)),
            )
        };
        assert_eq!(of("Z0"), ("B".to_owned(), false, false, Some((1, 0))));
        assert_eq!(of("Z1"), ("A".to_owned(), true, false, Some((2, 1))));
        assert_eq!(of("Z2"), ("A".to_owned(), true, true, None));
    }

    #[test]
    fn cells_of_rows_that_the_manifest_does_not_name_are_refused() {
        let words = with_published(2).unwrap_err().to_string();
        assert!(words.contains("origin"), "{words}");
    }
}
