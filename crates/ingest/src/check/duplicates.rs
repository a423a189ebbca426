//! Referrals that are in the file more than once.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher};

use ahash::RandomState;

use super::context::Context;
use crate::sheet::Row;

/// Why a row is one too many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Duplicate {
    /// The first row with the same reference.
    pub(crate) first_row: u32,
    /// Another row with the same reference.
    other_row: u32,
    /// Whether all rows with the reference are the same, so that the first counts.
    is_same: bool,
}

impl Duplicate {
    /// What should be there, with the other row.
    pub(crate) fn expected(self) -> String {
        let other = if self.is_same {
            self.first_row
        } else {
            self.other_row
        };
        format!("one row for each referral: it is in row {other} too")
    }

    /// In words.
    pub(crate) fn words(self) -> String {
        if self.is_same {
            format!(
                "this row is the same as row {}, which we counted. Delete this one.",
                self.first_row
            )
        } else {
            format!(
                "this referral is also in row {}, with other values. Keep the row that is right, or give each referral its \
                 own local_referral_id.",
                self.other_row
            )
        }
    }
}

/// The references of the rows.
///
/// Of each the beginning of its key is kept. Keys look random to whoever has no secret of the hub: that two of five
/// million share their first eight bytes by chance has a chance of less than one in a million.
#[derive(Default)]
pub(crate) struct References {
    seen: Vec<Seen>,
    /// Rows that are for another service or month, in order.
    of_other_service: Vec<u32>,
    of_other_month: Vec<u32>,
}

/// One row with a reference, in 16 bytes, because a file may have millions.
#[derive(Clone, Copy)]
struct Seen {
    key: u64,
    row: u32,
    /// A hash of all cells of the row, under a seed of the check.
    cells: u32,
}

impl std::fmt::Debug for References {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("References")
            .field("seen", &self.seen.len())
            .finish_non_exhaustive()
    }
}

impl References {
    /// Adds a row with the beginning of its key.
    pub(crate) fn add(&mut self, row: &Row<'_>, key: u64, seed: &RandomState) {
        let mut hasher = seed.build_hasher();
        row.hash_cells(&mut hasher);
        self.seen.push(Seen {
            key,
            row: row.number(),
            cells: u32::try_from(hasher.finish() >> 32).unwrap_or_default(),
        });
    }

    /// Marks a row that says that it is for another service or month.
    pub(crate) fn mark(&mut self, row: &Row<'_>, context: &Context<'_>) {
        if context.is_of_other_service(row) {
            self.of_other_service.push(row.number());
        }
        if context.is_of_other_month(row) {
            self.of_other_month.push(row.number());
        }
    }

    /// Adds those of later rows.
    pub(crate) fn extend(&mut self, later: Self) {
        self.seen.extend(later.seen);
        self.of_other_service.extend(later.of_other_service);
        self.of_other_month.extend(later.of_other_month);
    }

    /// The rows that are too many. A row for another service or month is left out as that, unless the whole file is, and
    /// is no second row of a referral of this return.
    pub(crate) fn duplicates(
        mut self,
        is_other_service: bool,
        is_other_month: bool,
    ) -> HashMap<u32, Duplicate> {
        for (others, is_whole_file) in [
            (&self.of_other_service, is_other_service),
            (&self.of_other_month, is_other_month),
        ] {
            if !is_whole_file && !others.is_empty() {
                self.seen
                    .retain(|seen| others.binary_search(&seen.row).is_err());
            }
        }
        // Few keys are there twice, so the rows need an order only among those with one key.
        self.seen.sort_unstable_by_key(|seen| seen.key);
        let mut duplicates = HashMap::new();
        for same_key in self.seen.chunk_by_mut(|one, other| one.key == other.key) {
            if same_key.len() > 1 {
                same_key.sort_unstable_by_key(|seen| seen.row);
            }
            let [first, second, ..] = *same_key else {
                continue;
            };
            let is_same = same_key.iter().all(|seen| seen.cells == first.cells);
            for seen in same_key.iter().skip(usize::from(is_same)) {
                let other = if seen.row == first.row { second } else { first };
                duplicates.insert(
                    seen.row,
                    Duplicate {
                        first_row: first.row,
                        other_row: other.row,
                        is_same,
                    },
                );
            }
        }
        duplicates
    }
}
