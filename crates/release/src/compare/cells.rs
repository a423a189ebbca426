//! The protected cells of one table, to be laid beside those of another release.

use std::collections::BTreeMap;
use std::ops::Range;

use arrow::array::{AsArray, BooleanArray, Int32Array, Int64Array, StringArray};
use arrow::datatypes::{Int32Type, Int64Type};
use arrow::record_batch::RecordBatch;
use hub_standard::ids::Month;

use super::differing;
use crate::error::{ReleaseError, Result};

/// One table of cells of a release, by area and month.
pub(super) struct CellRows {
    /// Dimensions: name and codes.
    codes: Vec<(String, StringArray)>,
    /// Countables: name and protected values; the people come first.
    counts: Vec<(String, Int64Array)>,
    floor_met: BooleanArray,
    versions: Int32Array,
    soft_floor: i64,
    units: BTreeMap<Month, BTreeMap<String, Range<usize>>>,
}

impl CellRows {
    /// Takes a table apart.
    ///
    /// # Errors
    /// [`ReleaseError::Shape`] where it is no table of cells, or an area and month stand in it twice.
    pub(super) fn of(table: &str, rows: &RecordBatch, soft_floor: u32) -> Result<Self> {
        Self::parts(rows, i64::from(soft_floor)).ok_or_else(|| {
            ReleaseError::shape(
                table,
                "it is no table of cells, or an area and month stand in it twice",
            )
        })
    }

    fn parts(rows: &RecordBatch, soft_floor: i64) -> Option<Self> {
        let text = |name: &str| rows.column_by_name(name)?.as_string_opt::<i32>();
        let (atoms, months) = (text("atom")?, text("month")?);
        let mut units: BTreeMap<Month, BTreeMap<String, Range<usize>>> = BTreeMap::new();
        let mut start = 0;
        for row in 0..rows.num_rows() {
            let next = row + 1;
            let goes_on = next < rows.num_rows()
                && atoms.value(row) == atoms.value(next)
                && months.value(row) == months.value(next);
            if !goes_on {
                let month: Month = months.value(row).parse().ok()?;
                let of_month = units.entry(month).or_default();
                let before = of_month.insert(atoms.value(row).to_owned(), start..next);
                if before.is_some() {
                    return None;
                }
                start = next;
            }
        }
        let (mut codes, mut counts) = (Vec::new(), Vec::new());
        for (field, column) in rows.schema().fields().iter().zip(rows.columns()) {
            let name = field.name().clone();
            if ["atom", "month", "floor_met", "version"].contains(&name.as_str()) {
                continue;
            }
            match column.as_string_opt::<i32>() {
                Some(words) => codes.push((name, words.clone())),
                None => counts.push((name, column.as_primitive_opt::<Int64Type>()?.clone())),
            }
        }
        let versions = rows.column_by_name("version")?;
        Some(Self {
            codes,
            counts,
            floor_met: rows.column_by_name("floor_met")?.as_boolean_opt()?.clone(),
            versions: versions.as_primitive_opt::<Int32Type>()?.clone(),
            soft_floor,
            units,
        })
    }

    /// Every area and month of the table.
    pub(super) fn units(&self) -> impl Iterator<Item = (Month, &str)> {
        self.units
            .iter()
            .flat_map(|(month, atoms)| atoms.keys().map(move |atom| (*month, atom.as_str())))
    }

    /// The version of an area and month; none where the table has it not, or its cells are of several.
    pub(super) fn version(&self, month: Month, atom: &str) -> Option<u32> {
        let mut versions = self.rows(month, atom)?.map(|row| self.versions.value(row));
        let first = versions.next()?;
        if versions.all(|version| version == first) {
            u32::try_from(first).ok()
        } else {
            None
        }
    }

    /// How many cells an area and month have.
    pub(super) fn cells(&self, month: Month, atom: &str) -> u64 {
        let rows = self.rows(month, atom).unwrap_or_default();
        u64::try_from(rows.len()).unwrap_or(u64::MAX)
    }

    /// In how many cells of an area and month two tables differ: in a value, or in whether it is displayed.
    pub(super) fn differing(&self, other: &Self, month: Month, atom: &str) -> u64 {
        let rows = self.rows(month, atom).unwrap_or_default();
        let others = other.rows(month, atom).unwrap_or_default();
        let same_columns = self.has_columns_of(other);
        differing(rows, others, |row, other_row| {
            same_columns && self.is_same_cell(*row, other, *other_row)
        })
    }

    fn rows(&self, month: Month, atom: &str) -> Option<Range<usize>> {
        self.units.get(&month)?.get(atom).cloned()
    }

    fn has_columns_of(&self, other: &Self) -> bool {
        let names = |table: &Self| -> Vec<String> {
            let codes = table.codes.iter().map(|(name, _)| name.clone());
            codes
                .chain(table.counts.iter().map(|(name, _)| name.clone()))
                .collect()
        };
        names(self) == names(other)
            && self.codes.len() == other.codes.len()
            && self.counts.len() == other.counts.len()
    }

    fn is_same_cell(&self, row: usize, other: &Self, other_row: usize) -> bool {
        let mut codes = self.codes.iter().zip(&other.codes);
        let mut counts = self.counts.iter().zip(&other.counts);
        codes.all(|((_, ours), (_, theirs))| ours.value(row) == theirs.value(other_row))
            && counts.all(|((_, ours), (_, theirs))| ours.value(row) == theirs.value(other_row))
            && self.is_displayed(row) == other.is_displayed(other_row)
    }

    /// Releases once kept the floor alone; what is displayed was the same.
    fn is_displayed(&self, row: usize) -> bool {
        let people = self.counts.first();
        self.floor_met.value(row)
            && people.is_some_and(|(_, people)| people.value(row) >= self.soft_floor)
    }
}
