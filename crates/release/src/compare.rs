//! Two releases side by side: what somebody who subtracts one from the other learns.
//!
//! [`compare`] tells it to the operator. The guard holds a release back, before anything of it is visible, where its
//! difference from an earlier one would tell of few people.

mod cells;
mod counted;
mod figures;
mod guard;
mod held;
mod kinds;
mod rules;
mod same_areas;
mod table;
#[cfg(test)]
mod tests;
mod units;

pub use counted::{DifferingCounts, count_differing};
pub use figures::{Differing, FigureChange, differing_figures};
pub(crate) use guard::{Candidate, Changed, guard, unnamed};
pub use held::{Held, HeldBecause, HeldKind};
pub use units::UnitChange;

use hub_engine::Catalogue;
use hub_standard::ids::ReleaseId;
use hub_store::Store;
use serde::Serialize;

use crate::error::{ReleaseError, Result};
use crate::reader::Releases;

/// Areas and months, and figures, that a comparison names; of the rest it tells how many they are.
pub const ROWS_MAX: usize = 1_000;

/// What differs between two releases.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// One release.
    pub old: ReleaseId,
    /// The other one.
    pub new: ReleaseId,
    /// Areas and months of which both have the same version.
    pub kept: u64,
    /// Of those, cells that differ: none may.
    pub kept_cells_that_differ: u64,
    /// Areas and months of which they have another version, or that only one of them has: [`ROWS_MAX`] at most.
    pub units: Vec<UnitChange>,
    /// How many more of these there are.
    pub more_units: u64,
    /// Cells of primary care networks, practices and services in an unchanged version that differ: none may.
    pub kept_place_cells_that_differ: u64,
    /// Such places and months of which they have another version, or that only one of them has: [`ROWS_MAX`] at most.
    pub places: Vec<UnitChange>,
    /// How many more of these there are.
    pub more_places: u64,
    /// Figures that are displayed in another way: [`ROWS_MAX`] at most.
    pub figures: Vec<FigureChange>,
    /// How many more of these there are.
    pub more_figures: u64,
}

/// Compares two published releases, of one measure's figures where one is named.
///
/// # Errors
/// [`ReleaseError::NotFound`]; [`ReleaseError::NoMeasure`] where neither has the measure; or when storage does not
/// answer or a release is damaged.
pub async fn compare(
    store: &Store,
    old: &ReleaseId,
    new: &ReleaseId,
    measure: Option<&str>,
) -> Result<Comparison> {
    let releases = Releases::open(store.clone());
    let (old, new) = (releases.get(old).await?, releases.get(new).await?);
    if let Some(id) = measure
        && old.measure(id).is_none()
        && new.measure(id).is_none()
    {
        return Err(ReleaseError::NoMeasure(id.to_owned()));
    }
    let kinds = kinds::Kinds::of(&Catalogue::embedded()?);
    let units = units::compare(store, &kinds, &old.manifest, &new.manifest).await?;
    let figures = figures::compare(&old, &new, measure);
    Ok(Comparison {
        old: old.id.clone(),
        new: new.id.clone(),
        kept: units.kept,
        kept_cells_that_differ: units.kept_cells_that_differ,
        units: units.changes.kept,
        more_units: units.changes.more,
        kept_place_cells_that_differ: units.kept_place_cells_that_differ,
        places: units.places.kept,
        more_places: units.places.more,
        figures: figures.kept,
        more_figures: figures.more,
    })
}

impl Comparison {
    /// Whether the two differ in nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kept_cells_that_differ == 0
            && self.kept_place_cells_that_differ == 0
            && self.units.is_empty()
            && self.places.is_empty()
            && self.figures.is_empty()
    }
}

/// The first of many, and how many more there are.
#[derive(Debug)]
struct Bounded<T> {
    kept: Vec<T>,
    more: u64,
}

impl<T> Bounded<T> {
    fn new() -> Self {
        Self {
            kept: Vec::new(),
            more: 0,
        }
    }

    fn push(&mut self, row: impl FnOnce() -> T) {
        if self.kept.len() < ROWS_MAX {
            self.kept.push(row());
        } else {
            self.more += 1;
        }
    }
}

/// How many places of two lists differ; what only one of them has differs.
pub(crate) fn differing<T>(
    old: impl ExactSizeIterator<Item = T>,
    new: impl ExactSizeIterator<Item = T>,
    same: impl Fn(&T, &T) -> bool,
) -> u64 {
    let lacking = old.len().abs_diff(new.len());
    let differing = old.zip(new).filter(|(old, new)| !same(old, new)).count();
    u64::try_from(differing + lacking).unwrap_or(u64::MAX)
}
