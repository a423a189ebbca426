//! Cells of the release before, found again by area and month.

use std::collections::HashMap;
use std::ops::Range;

use arrow::array::{Array, AsArray, BooleanArray, Int64Array, StringArray};
use arrow::datatypes::Int64Type;
use arrow::record_batch::RecordBatch;

use crate::builder::shape::Shape;

/// A table of the release before. There is none if it lacks a column that the table has now.
pub(super) struct KeptTable<'a> {
    shape: &'a Shape,
    dimensions: Vec<&'a StringArray>,
    counts: Vec<&'a Int64Array>,
    floor_met: &'a BooleanArray,
    /// By area, then month.
    units: HashMap<(&'a str, &'a str), Range<usize>>,
}

/// The protected cells of one area and month.
pub(super) struct KeptUnit<'a> {
    pub(super) counts: Vec<&'a [i64]>,
    pub(super) floor_met: BooleanArray,
}

impl<'a> KeptTable<'a> {
    pub(super) fn of(rows: &'a RecordBatch, shape: &'a Shape) -> Option<Self> {
        let text = |name: &str| rows.column_by_name(name)?.as_string_opt::<i32>();
        let (atom, month) = (text("atom")?, text("month")?);
        let mut units: HashMap<_, Range<usize>> = HashMap::new();
        for (row, unit) in atom.iter().zip(month).enumerate() {
            units.entry((unit.0?, unit.1?)).or_insert(row..row).end = row + 1;
        }
        Some(Self {
            dimensions: shape
                .dimensions
                .iter()
                .map(|d| text(&d.name))
                .collect::<Option<_>>()?,
            counts: shape
                .counts
                .iter()
                .map(|count| {
                    rows.column_by_name(&count.column)?
                        .as_primitive_opt::<Int64Type>()
                })
                .collect::<Option<_>>()?,
            floor_met: rows.column_by_name("floor_met")?.as_boolean_opt()?,
            units,
            shape,
        })
    }

    /// Whether it has cells of a unit, whichever they are.
    pub(super) fn has(&self, atom: &str, month: &str) -> bool {
        self.units.contains_key(&(atom, month))
    }

    /// The cells of a unit, if they are exactly those that the table has now.
    pub(super) fn find(&self, atom: &str, month: &str) -> Option<KeptUnit<'_>> {
        let range = self.units.get(&(atom, month))?;
        if range.len() != self.shape.cells() {
            return None;
        }
        let same_codes = self
            .dimensions
            .iter()
            .zip(&self.shape.codes)
            .all(|(column, codes)| {
                range
                    .clone()
                    .zip(codes)
                    .all(|(row, code)| column.is_valid(row) && column.value(row) == code)
            });
        if !same_codes {
            return None;
        }
        let counts = self
            .counts
            .iter()
            .map(|column| column.values().get(range.clone()))
            .collect::<Option<_>>()?;
        Some(KeptUnit {
            counts,
            floor_met: self.floor_met.slice(range.start, range.len()),
        })
    }
}
