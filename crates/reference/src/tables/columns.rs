//! Columns from rows.

use std::sync::Arc;

use arrow::{
    array::{ArrayRef, BooleanArray, Float64Array, Int8Array, Int32Array, Int64Array, StringArray},
    datatypes::{Field, Schema},
    record_batch::RecordBatch,
};

use crate::error::ReferenceError;

/// A column with its name and whether it may be null.
pub(super) type Column = (&'static str, ArrayRef, bool);

pub(super) fn table(
    name: &'static str,
    columns: Vec<Column>,
) -> Result<super::Table, ReferenceError> {
    let fields: Vec<Field> = columns
        .iter()
        .map(|(name, values, nullable)| Field::new(*name, values.data_type().clone(), *nullable))
        .collect();
    let values = columns.into_iter().map(|(_, values, _)| values).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), values)
        .map(|rows| (name, rows))
        .map_err(|source| ReferenceError::Table {
            table: name,
            source,
        })
}

pub(super) fn text<S: AsRef<str>>(name: &'static str, values: impl Iterator<Item = S>) -> Column {
    (name, Arc::new(StringArray::from_iter_values(values)), false)
}

/// Text of what may be absent: `""` if it is.
pub(super) fn text_or_empty<S: ToString>(
    name: &'static str,
    values: impl Iterator<Item = Option<S>>,
) -> Column {
    text(
        name,
        values.map(|value| value.map(|value| value.to_string()).unwrap_or_default()),
    )
}

pub(super) fn number(name: &'static str, values: impl Iterator<Item = f64>) -> Column {
    (
        name,
        Arc::new(Float64Array::from_iter_values(values)),
        false,
    )
}

pub(super) fn count(name: &'static str, values: impl Iterator<Item = u32>) -> Column {
    (
        name,
        Arc::new(Int64Array::from_iter_values(values.map(i64::from))),
        false,
    )
}

/// A rank. Ranks above two thousand million do not occur.
pub(super) fn rank(name: &'static str, values: impl Iterator<Item = u32>) -> Column {
    let values = values.map(|rank| i32::try_from(rank).unwrap_or(i32::MAX));
    (name, Arc::new(Int32Array::from_iter_values(values)), false)
}

/// A decile or quintile: 1 to 10.
pub(super) fn step(name: &'static str, values: impl Iterator<Item = u8>) -> Column {
    (
        name,
        Arc::new(Int8Array::from_iter_values(
            values.filter_map(|step| i8::try_from(step).ok()),
        )),
        false,
    )
}

/// A decile or quintile that may be unknown.
pub(super) fn step_or_null(name: &'static str, values: impl Iterator<Item = Option<u8>>) -> Column {
    let values: Int8Array = values
        .map(|step| step.and_then(|step| i8::try_from(step).ok()))
        .collect();
    (name, Arc::new(values), true)
}

pub(super) fn flag(name: &'static str, values: impl Iterator<Item = bool>) -> Column {
    let values: BooleanArray = values.map(Some).collect();
    (name, Arc::new(values), false)
}
