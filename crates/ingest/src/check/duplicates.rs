//! Referrals that are in the file more than once.

use std::collections::HashMap;

use super::place::Places;
use super::slots;
use crate::anonymise::{Identities, StoredKey};
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

/// The keys of the referrals, by row, and the rows that are too many.
#[derive(Debug, Default)]
pub(crate) struct Referrals {
    /// The key of each row that has a reference.
    pub(crate) keys: HashMap<u32, StoredKey>,
    /// The rows that are too many.
    pub(crate) duplicates: HashMap<u32, Duplicate>,
}

/// Makes the keys, and finds the rows that share one.
pub(crate) fn find(
    rows: &[Row<'_>],
    places: &Places<'_>,
    identities: &mut Identities,
) -> Referrals {
    let mut found = Referrals::default();
    let Some(column) = places.column(slots::REFERRAL_ID) else {
        return found;
    };
    let mut by_key: HashMap<StoredKey, Vec<usize>> = HashMap::with_capacity(rows.len());
    for (index, row) in rows.iter().enumerate() {
        let Some(value) = row.get(column.index) else {
            continue;
        };
        let Ok(key) = identities.referral(value) else {
            continue;
        };
        found.keys.insert(row.number(), key);
        by_key.entry(key).or_default().push(index);
    }
    for indices in by_key.into_values().filter(|indices| indices.len() > 1) {
        let same_key: Vec<Row<'_>> = indices
            .iter()
            .filter_map(|index| rows.get(*index).copied())
            .collect();
        let [first, second, ..] = same_key.as_slice() else {
            continue;
        };
        let is_same = same_key.iter().all(|row| row.cells().eq(first.cells()));
        for row in same_key.iter().skip(usize::from(is_same)) {
            let other = if row.number() == first.number() {
                second
            } else {
                first
            };
            found.duplicates.insert(
                row.number(),
                Duplicate {
                    first_row: first.number(),
                    other_row: other.number(),
                    is_same,
                },
            );
        }
    }
    found
}
