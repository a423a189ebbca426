//! What two releases tell by their difference.
//!
//! Cells of a version are the same in every release; cells of a new version have new noise, and enough people changed
//! to hide among.

use hub_disclosure::Policy;
use hub_standard::ids::ReleaseId;
use serde::{Deserialize, Serialize};

use super::unit::Cell;
use crate::compare::differing;

/// What was found between a release and the one before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Between {
    /// The release before.
    pub earlier: ReleaseId,
    /// Areas and months of which both have the same version.
    pub kept: u32,
    /// Cells of those that differ: none may.
    pub kept_cells_that_differ: u64,
    /// Areas and months of which this one has a newer version.
    pub anew: u32,
    /// Of those, for how many fewer people changed than the policy asks: none may.
    pub anew_too_few_changed: u32,
    /// Of those, for how many the rows of both versions are not there any more, so that nobody can tell.
    pub anew_not_checked: u32,
    /// Cells of a newer version that are displayed in both releases.
    pub displayed_in_both: u64,
    /// Of those, how many displayed values differ by 1 to 7.
    pub small_differences: u64,
}

impl Between {
    /// Nothing compared yet.
    #[must_use]
    pub fn new(earlier: ReleaseId) -> Self {
        Self {
            earlier,
            kept: 0,
            kept_cells_that_differ: 0,
            anew: 0,
            anew_too_few_changed: 0,
            anew_not_checked: 0,
            displayed_in_both: 0,
            small_differences: 0,
        }
    }

    /// Compares the cells of a table for an area and month of which both releases have the same version.
    pub fn compare_kept(&mut self, old: &[Cell], new: &[Cell]) {
        self.kept_cells_that_differ += differing(old.iter(), new.iter(), |old, new| old == new);
    }

    /// Compares the cells of a table for an area and month of which there is a newer version.
    pub fn compare_anew(&mut self, policy: &Policy, old: &[Cell], new: &[Cell]) {
        for (old, new) in old.iter().zip(new) {
            let shown = |cell: &Cell| policy.display(cell.protected, cell.floor_met);
            if let (Some(old), Some(new)) = (shown(old), shown(new)) {
                self.displayed_in_both += 1;
                self.small_differences += u64::from((1..=7).contains(&old.abs_diff(new)));
            }
        }
    }
}
