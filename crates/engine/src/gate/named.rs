//! Columns of an answer under the names that whoever asks would write: `1` and not `Int64(1)`.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow::datatypes::{Field, Schema, SchemaRef};
use arrow::error::ArrowError;
use arrow::record_batch::{RecordBatch, RecordBatchOptions};

/// What the engine writes before a value that stands in a query, and what ends it.
const TYPED: [(&str, &str); 10] = [
    ("Int64(", ")"),
    ("UInt64(", ")"),
    ("Float64(", ")"),
    ("Boolean(", ")"),
    ("Int32(", ")"),
    ("UInt32(", ")"),
    ("Date32(\"", "\")"),
    ("Utf8(\"", "\")"),
    ("Utf8View(\"", "\")"),
    ("LargeUtf8(\"", "\")"),
];

/// The same columns under plain names; as they were where two would have the same.
pub(super) fn columns(schema: &SchemaRef) -> SchemaRef {
    let fields = schema.fields();
    let names: Vec<String> = fields.iter().map(|field| plain(field.name())).collect();
    let is_same = fields
        .iter()
        .zip(&names)
        .all(|(field, name)| field.name() == name);
    let distinct: BTreeSet<&String> = names.iter().collect();
    if is_same || distinct.len() < names.len() {
        return Arc::clone(schema);
    }
    let fields = fields.iter().zip(names);
    let fields: Vec<Field> = fields
        .map(|(field, name)| Field::clone(field).with_name(name))
        .collect();
    Arc::new(Schema::new_with_metadata(fields, schema.metadata().clone()))
}

/// The same rows under plain names.
pub(super) fn rows(rows: RecordBatch) -> Result<RecordBatch, ArrowError> {
    let own = rows.schema();
    let named = columns(&own);
    if Arc::ptr_eq(&own, &named) {
        return Ok(rows);
    }
    let options = RecordBatchOptions::new().with_row_count(Some(rows.num_rows()));
    RecordBatch::try_new_with_options(named, rows.columns().to_vec(), &options)
}

/// A name without the types of the values in it. A text stands in the quotes of SQL.
fn plain(name: &str) -> String {
    let (mut plain, mut rest) = (String::with_capacity(name.len()), name);
    loop {
        let first = TYPED
            .iter()
            .filter_map(|(begins, ends)| Some((rest.find(begins)?, *begins, *ends)))
            // Of two that begin at one place the longer is meant.
            .min_by_key(|(at, begins, _)| (*at, std::cmp::Reverse(begins.len())));
        let found = first.and_then(|(at, begins, ends)| {
            let before = rest.get(..at)?;
            let (value, after) = rest.get(at + begins.len()..)?.split_once(ends)?;
            Some((before, value, after, begins.ends_with('"')))
        });
        let Some((before, value, after, is_text)) = found else {
            plain.push_str(rest);
            return plain;
        };
        plain.push_str(before);
        match is_text {
            true => {
                plain.push('\'');
                plain.push_str(value);
                plain.push('\'');
            }
            false => plain.push_str(value),
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use arrow::datatypes::DataType;

    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        let fields = names
            .iter()
            .map(|name| Field::new(*name, DataType::Int64, true));
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        let named = columns(&schema);
        named
            .fields()
            .iter()
            .map(|field| field.name().clone())
            .collect()
    }

    #[test]
    fn values_stand_in_names_as_they_are_written() {
        assert_eq!(
            names(&[
                "Int64(1)",
                "count(*) > Int64(0)",
                "Utf8(\"x\")",
                "UInt64(2)"
            ]),
            ["1", "count(*) > 0", "'x'", "2"]
        );
        assert_eq!(
            names(&["sum(n)", "month", "Int64(1"]),
            ["sum(n)", "month", "Int64(1"]
        );
    }

    #[test]
    fn no_two_columns_get_the_same_name() {
        assert_eq!(
            names(&["Int64(1)", "Float64(1)"]),
            ["Int64(1)", "Float64(1)"]
        );
    }
}
