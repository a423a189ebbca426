//! Areas, places and months of which two releases have another version, and how many of their cells changed.

use std::collections::{BTreeMap, BTreeSet};

use arrow::record_batch::RecordBatch;
use hub_engine::UnitKind;
use hub_standard::ids::Month;
use hub_store::{ObjectRef, Store};
use serde::Serialize;

use super::Bounded;
use super::cells::CellRows;
use super::kinds::Kinds;
use crate::encode::read_table;
use crate::error::Result;
use crate::layout;
use crate::manifest::Manifest;

/// An area or place, and month, of which two releases have another version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnitChange {
    /// What it is.
    pub of: UnitKind,
    /// The month.
    pub month: Month,
    /// The area atom, or the code of the place.
    pub atom: String,
    /// Its version in the old release; none where that does not cover it.
    pub old_version: Option<u32>,
    /// Its version in the new release.
    pub new_version: Option<u32>,
    /// Its cells, of all tables that both releases have; of all tables where only one of them has such cells at all.
    pub cells: u64,
    /// How many of those differ.
    pub changed_cells: u64,
}

/// What was found of areas and months.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) kept: u64,
    pub(super) kept_cells_that_differ: u64,
    pub(super) changes: Bounded<UnitChange>,
    /// The same of places.
    pub(super) kept_place_cells_that_differ: u64,
    pub(super) places: Bounded<UnitChange>,
}

pub(super) type Changes = BTreeMap<(UnitKind, Month, String), UnitChange>;

/// Lays the cells of two releases side by side, one table after the other.
pub(super) async fn compare(
    store: &Store,
    kinds: &Kinds,
    old: &Manifest,
    new: &Manifest,
) -> Result<Found> {
    let mut units = versions(old, new);
    let (mut kept_cells_that_differ, mut kept_place_cells_that_differ) = (0, 0);
    let (theirs, ours): (BTreeMap<_, _>, BTreeMap<_, _>) =
        (objects(old).collect(), objects(new).collect());
    let names: BTreeSet<&str> = theirs.keys().chain(ours.keys()).copied().collect();
    for name in names {
        let Some(kind) = kinds.kind(name) else {
            continue;
        };
        let (before, now) = (theirs.get(name).copied(), ours.get(name).copied());
        // The same bytes are the same cells of the same versions.
        if before.map(|object| &object.sha256) == now.map(|object| &object.sha256) {
            continue;
        }
        let before = rows(store, before).await?;
        let now = rows(store, now).await?;
        let have_cells = [old, new].map(|manifest| has_cells(kinds, manifest, kind));
        let Some((before, now)) = sides(before, now, have_cells) else {
            continue;
        };
        let before = CellRows::of(name, &before, old.policy.soft_floor)?;
        let now = CellRows::of(name, &now, new.policy.soft_floor)?;
        let differ = lay(&mut units, kind, &before, &now);
        if kind.is_place() {
            kept_place_cells_that_differ += differ;
        } else {
            kept_cells_that_differ += differ;
        }
    }
    let (mut kept, mut changes, mut places) = (0, Bounded::new(), Bounded::new());
    for unit in units.into_values() {
        let is_kept = unit.old_version == unit.new_version;
        match (unit.of, is_kept) {
            (UnitKind::Area, true) => kept += 1,
            (UnitKind::Area, false) => changes.push(|| unit),
            (_, true) => {}
            (_, false) => places.push(|| unit),
        }
    }
    Ok(Found {
        kept,
        kept_cells_that_differ,
        changes,
        kept_place_cells_that_differ,
        places,
    })
}

/// The rows of a table; none where the release lacks it or it has none.
async fn rows(store: &Store, object: Option<&ObjectRef>) -> Result<Option<RecordBatch>> {
    match object {
        Some(object) => read_table(store, object).await,
        None => Ok(None),
    }
}

/// Whether a release has any cell of a kind.
fn has_cells(kinds: &Kinds, manifest: &Manifest, kind: UnitKind) -> bool {
    objects(manifest).any(|(name, object)| object.rows > 0 && kinds.kind(name) == Some(kind))
}

/// Both sides of a table. Where one release has no cells of the kind at all, its side is empty: those of the other
/// begin or end. A table that it lacks beside others of the kind tells of no change.
pub(super) fn sides(
    before: Option<RecordBatch>,
    now: Option<RecordBatch>,
    [old_has_cells, new_has_cells]: [bool; 2],
) -> Option<(RecordBatch, RecordBatch)> {
    match (before, now) {
        (Some(before), Some(now)) => Some((before, now)),
        (None, Some(now)) if !old_has_cells => Some((now.slice(0, 0), now)),
        (Some(before), None) if !new_has_cells => {
            let now = before.slice(0, 0);
            Some((before, now))
        }
        _ => None,
    }
}

/// Lays a table beside the same table of the other release; gives how many cells of an unchanged version differ.
pub(super) fn lay(units: &mut Changes, kind: UnitKind, before: &CellRows, now: &CellRows) -> u64 {
    if kind.is_place() {
        add_places(units, kind, before, now);
    }
    let mut kept_cells_that_differ = 0;
    let of_kind = units.iter_mut().filter(|((of, ..), _)| *of == kind);
    for ((_, month, atom), unit) in of_kind {
        let changed = before.differing(now, *month, atom);
        if unit.old_version == unit.new_version {
            kept_cells_that_differ += changed;
        } else {
            let cells = before.cells(*month, atom).max(now.cells(*month, atom));
            unit.cells += cells;
            unit.changed_cells += changed;
        }
    }
    kept_cells_that_differ
}

/// The objects of a release, by their names inside it.
pub(super) fn objects(manifest: &Manifest) -> impl Iterator<Item = (&str, &ObjectRef)> {
    let folder = format!("{}/", layout::folder(&manifest.id));
    manifest
        .objects
        .iter()
        .filter_map(move |object| Some((object.path.strip_prefix(&folder)?, object)))
}

/// Every area and month of either release.
fn versions(old: &Manifest, new: &Manifest) -> Changes {
    let mut units = Changes::new();
    for (manifest, is_new) in [(old, false), (new, true)] {
        for (month, of_month) in &manifest.units {
            for (atom, unit) in &of_month.atoms {
                let change = units
                    .entry((UnitKind::Area, *month, atom.clone()))
                    .or_insert_with(|| unit_change(UnitKind::Area, *month, atom));
                let version = if is_new {
                    &mut change.new_version
                } else {
                    &mut change.old_version
                };
                *version = Some(unit.version);
            }
        }
    }
    units
}

/// Adds every place and month of a table, in the versions of its cells: no manifest names each place.
fn add_places(units: &mut Changes, kind: UnitKind, before: &CellRows, now: &CellRows) {
    for (month, code) in before.units().chain(now.units()) {
        units
            .entry((kind, month, code.to_owned()))
            .or_insert_with(|| UnitChange {
                old_version: before.version(month, code),
                new_version: now.version(month, code),
                ..unit_change(kind, month, code)
            });
    }
}

/// One of neither release.
fn unit_change(of: UnitKind, month: Month, atom: &str) -> UnitChange {
    UnitChange {
        of,
        month,
        atom: atom.to_owned(),
        old_version: None,
        new_version: None,
        cells: 0,
        changed_cells: 0,
    }
}
