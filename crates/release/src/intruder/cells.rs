//! The cells of a release, and whether they are those of the rows.

use std::collections::HashMap;
use std::ops::Range;

use arrow::array::{AsArray, BooleanArray, Int64Array};
use arrow::datatypes::Int64Type;
use arrow::record_batch::RecordBatch;
use hub_disclosure::{NodeUnit, NoiseError, NoiseKey};
use hub_standard::ids::Month;
use hub_store::{ObjectRef, Store};

use super::unit::Cell;
use crate::builder::shape::Shape;
use crate::encode::read_table;
use crate::error::{ReleaseError, Result};
use crate::manifest::Manifest;

/// One table of cells of a release, by area and month.
pub(super) struct CellTable {
    persons: Int64Array,
    /// The second count, where the table has it.
    rows: Option<Int64Array>,
    floor_met: BooleanArray,
    soft_floor: i64,
    units: HashMap<(String, String), Range<usize>>,
}

impl CellTable {
    /// Reads a table of a release; `None` where there is no object of it, or nothing in it.
    pub(super) async fn read(
        store: &Store,
        manifest: &Manifest,
        table: &str,
        rows_column: Option<&str>,
        object: Option<&ObjectRef>,
    ) -> Result<Option<Self>> {
        let Some(object) = object else {
            return Ok(None);
        };
        let Some(rows) = read_table(store, object).await? else {
            return Ok(None);
        };
        let lacking = || ReleaseError::shape(table, "a column is missing");
        Self::of(&rows, rows_column, i64::from(manifest.policy.soft_floor))
            .ok_or_else(lacking)
            .map(Some)
    }

    fn of(rows: &RecordBatch, rows_column: Option<&str>, soft_floor: i64) -> Option<Self> {
        let text = |name: &str| rows.column_by_name(name)?.as_string_opt::<i32>();
        let (atom, month) = (text("atom")?, text("month")?);
        let mut units: HashMap<(String, String), Range<usize>> = HashMap::new();
        for (row, (atom, month)) in atom.iter().zip(month).enumerate() {
            let unit = (atom?.to_owned(), month?.to_owned());
            units.entry(unit).or_insert(row..row).end = row + 1;
        }
        let counts = |name: &str| {
            let counts = rows.column_by_name(name)?;
            Some(counts.as_primitive_opt::<Int64Type>()?.clone())
        };
        Some(Self {
            persons: counts("persons")?,
            rows: match rows_column {
                Some(name) => Some(counts(name)?),
                None => None,
            },
            floor_met: rows.column_by_name("floor_met")?.as_boolean_opt()?.clone(),
            soft_floor,
            units,
        })
    }

    fn rows_of(&self, atom: &str, month: Month) -> impl Iterator<Item = usize> {
        let range = self.units.get(&(atom.to_owned(), month.to_string()));
        let rows = range.cloned().unwrap_or_default();
        rows.filter(|row| *row < self.persons.len())
    }

    /// The second count of the cells of an area and month.
    pub(super) fn second(&self, atom: &str, month: Month) -> Option<Vec<i64>> {
        let counts = self.rows.as_ref()?;
        Some(
            self.rows_of(atom, month)
                .map(|row| counts.value(row))
                .collect(),
        )
    }

    /// The cells of an area and month; none where the release does not cover it.
    pub(super) fn unit(&self, atom: &str, month: Month) -> Vec<Cell> {
        self.rows_of(atom, month)
            .map(|row| {
                let protected = self.persons.value(row);
                Cell {
                    protected,
                    // Releases once kept the floor alone.
                    floor_met: self.floor_met.value(row) && protected >= self.soft_floor,
                }
            })
            .collect()
    }
}

/// Whether protected counts are those that these true counts and the key give.
pub(super) fn are_of(
    protected: &[i64],
    truth: &[u32],
    (shape, count): (&Shape, usize),
    key: &NoiseKey,
    (atom, month, version): (&str, Month, u32),
) -> Result<bool> {
    let Some(count) = shape.counts.get(count) else {
        return Ok(false);
    };
    let month = month.to_string();
    let unit = NodeUnit {
        measure: &count.node_measure,
        unit: atom,
        month: &month,
        version,
    };
    let drawn = key.unit(&unit).map_err(NoiseError::from)?;
    let same_length = protected.len() == truth.len() && truth.len() == shape.canonical.len();
    let mut all = protected.iter().zip(truth).zip(&shape.canonical);
    Ok(same_length
        && all.all(|((protected, n), canonical)| {
            let noise = count.noise.as_ref();
            let noise = noise.map_or(0, |noise| noise.draw(drawn.uniform(canonical)));
            *protected == i64::from(*n) + noise
        }))
}
