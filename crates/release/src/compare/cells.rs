//! The protected cells of one table, to be laid beside those of another release.

use std::collections::BTreeMap;
use std::ops::Range;

use arrow::array::{AsArray, BooleanArray, Int32Array, Int64Array, StringArray};
use arrow::datatypes::{Int32Type, Int64Type};
use arrow::record_batch::RecordBatch;
use hub_standard::ids::Month;

use super::differing;
use crate::error::{ReleaseError, Result};

/// Columns that are no part of what a cell shows, or are compared by themselves.
const NOT_COMPARED: [&str; 6] = ["atom", "area", "month", "floor_met", "version", "basis"];

/// One table of cells of a release, by area (or place) and month.
pub(super) struct CellRows {
    /// Dimensions: name and codes.
    codes: Vec<(String, StringArray)>,
    /// Countables: name and protected values; the people come first.
    counts: Vec<(String, Int64Array)>,
    floor_met: BooleanArray,
    versions: Int32Array,
    /// Of places alone: which of the sets of rows that the manifest names each cell was made from.
    bases: Option<Int32Array>,
    soft_floor: i64,
    units: BTreeMap<Month, BTreeMap<String, Range<usize>>>,
}

impl CellRows {
    /// Takes a table apart.
    ///
    /// # Errors
    /// [`ReleaseError::Shape`] where it is no table of cells, or an area or place stands in it twice in a month.
    pub(super) fn of(table: &str, rows: &RecordBatch, soft_floor: u32) -> Result<Self> {
        Self::parts(rows, i64::from(soft_floor)).ok_or_else(|| {
            ReleaseError::shape(
                table,
                "it is no table of cells, or an area or place stands in it twice in a month",
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
            // The area that a place belongs to may change, and the index of its rows in the manifest; its cells do not.
            if NOT_COMPARED.contains(&name.as_str()) {
                continue;
            }
            match column.as_string_opt::<i32>() {
                Some(words) => codes.push((name, words.clone())),
                None => counts.push((name, column.as_primitive_opt::<Int64Type>()?.clone())),
            }
        }
        let versions = rows.column_by_name("version")?;
        let bases = match rows.column_by_name("basis") {
            Some(bases) => Some(bases.as_primitive_opt::<Int32Type>()?.clone()),
            None => None,
        };
        Some(Self {
            codes,
            counts,
            floor_met: rows.column_by_name("floor_met")?.as_boolean_opt()?.clone(),
            versions: versions.as_primitive_opt::<Int32Type>()?.clone(),
            bases,
            soft_floor,
            units,
        })
    }

    /// Every area or place, and month, of the table.
    pub(super) fn units(&self) -> impl Iterator<Item = (Month, &str)> {
        self.units
            .iter()
            .flat_map(|(month, atoms)| atoms.keys().map(move |atom| (*month, atom.as_str())))
    }

    /// The version of an area or place in a month; none where the table has it not, or its cells are of several.
    pub(super) fn version(&self, month: Month, atom: &str) -> Option<u32> {
        let version = self.only(&self.versions, month, atom)?;
        u32::try_from(version).ok()
    }

    /// From which of the manifest's sets of rows the cells of a place in a month were made; none where the table does
    /// not tell, or tells of several.
    pub(super) fn basis(&self, month: Month, atom: &str) -> Option<usize> {
        let basis = self.only(self.bases.as_ref()?, month, atom)?;
        usize::try_from(basis).ok()
    }

    /// What a column says of all cells of an area or place in a month.
    fn only(&self, column: &Int32Array, month: Month, atom: &str) -> Option<i32> {
        let mut values = self.rows(month, atom)?.map(|row| column.value(row));
        let first = values.next()?;
        values.all(|value| value == first).then_some(first)
    }

    /// How many cells an area or place has in a month.
    pub(super) fn cells(&self, month: Month, atom: &str) -> u64 {
        let rows = self.rows(month, atom).unwrap_or_default();
        u64::try_from(rows.len()).unwrap_or(u64::MAX)
    }

    /// In how many cells of an area or place in a month two tables differ: in a value, or in whether it is displayed.
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
