//! Areas and months of which two releases have another version, and how many of their cells changed.

use std::collections::BTreeMap;

use hub_standard::ids::Month;
use hub_store::{ObjectRef, Store};
use serde::Serialize;

use super::Bounded;
use super::cells::CellRows;
use crate::encode::read_table;
use crate::error::Result;
use crate::layout;
use crate::manifest::Manifest;

/// An area and month of which two releases have another version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnitChange {
    /// The month.
    pub month: Month,
    /// The area atom.
    pub atom: String,
    /// Its version in the old release; none where that does not cover it.
    pub old_version: Option<u32>,
    /// Its version in the new release.
    pub new_version: Option<u32>,
    /// Its cells, of all tables that both releases have.
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
}

type Units = BTreeMap<(Month, String), UnitChange>;

/// Lays the cells of two releases side by side, one table after the other.
pub(super) async fn compare(store: &Store, old: &Manifest, new: &Manifest) -> Result<Found> {
    let mut units = versions(old, new);
    let mut kept_cells_that_differ = 0;
    for (table, theirs) in tables(old) {
        let Some(ours) = new.object(table) else {
            continue;
        };
        // The same bytes are the same cells of the same versions.
        if ours.sha256 == theirs.sha256 {
            continue;
        }
        let before = read_table(store, theirs).await?;
        let now = read_table(store, ours).await?;
        let (Some(before), Some(now)) = (before, now) else {
            continue;
        };
        let before = CellRows::of(table, &before, old.policy.soft_floor)?;
        let now = CellRows::of(table, &now, new.policy.soft_floor)?;
        for ((month, atom), unit) in &mut units {
            let changed = before.differing(&now, *month, atom);
            if unit.old_version == unit.new_version {
                kept_cells_that_differ += changed;
            } else {
                let cells = before.cells(*month, atom).max(now.cells(*month, atom));
                unit.cells += cells;
                unit.changed_cells += changed;
            }
        }
    }
    let (mut kept, mut changes) = (0, Bounded::new());
    for unit in units.into_values() {
        if unit.old_version == unit.new_version {
            kept += 1;
        } else {
            changes.push(|| unit);
        }
    }
    Ok(Found {
        kept,
        kept_cells_that_differ,
        changes,
    })
}

/// The tables of cells of a release: name inside the release, and object.
fn tables(manifest: &Manifest) -> impl Iterator<Item = (&str, &ObjectRef)> {
    let folder = format!("{}/", layout::folder(&manifest.id));
    manifest.objects.iter().filter_map(move |object| {
        let name = object.path.strip_prefix(&folder)?;
        name.starts_with("cells/").then_some((name, object))
    })
}

/// Every area and month of either release.
fn versions(old: &Manifest, new: &Manifest) -> Units {
    let mut units = Units::new();
    for (manifest, is_new) in [(old, false), (new, true)] {
        for (month, of_month) in &manifest.units {
            for (atom, unit) in &of_month.atoms {
                let change = units
                    .entry((*month, atom.clone()))
                    .or_insert_with(|| UnitChange {
                        month: *month,
                        atom: atom.clone(),
                        old_version: None,
                        new_version: None,
                        cells: 0,
                        changed_cells: 0,
                    });
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
