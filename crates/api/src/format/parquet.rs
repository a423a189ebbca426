//! Tables as Parquet, notes as metadata of the file.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int64Array, StringArray};
use arrow::datatypes::{DataType, Field, Schema};
use arrow::record_batch::RecordBatch;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;

use super::{Cell, Column, Table};
use crate::problem::{Problem, Result};

/// Writes a table as Parquet.
pub(crate) fn write(table: &Table) -> Result<Vec<u8>> {
    let batch = batch(table)?;
    encode(table, &batch).map_err(Problem::internal)
}

fn encode(table: &Table, batch: &RecordBatch) -> Result<Vec<u8>, ParquetError> {
    let notes = table
        .notes
        .iter()
        .map(|(name, text)| KeyValue::new((*name).to_owned(), text.clone()))
        .collect();
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_key_value_metadata(Some(notes))
        .build();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties))?;
    writer.write(batch)?;
    writer.close()?;
    Ok(bytes)
}

/// The table as columns.
pub(super) fn batch(table: &Table) -> Result<RecordBatch> {
    let mut fields = Vec::new();
    let mut columns: Vec<ArrayRef> = Vec::new();
    for (idx, column) in table.columns.iter().enumerate() {
        let cells = table.rows.iter().map(|row| row.get(idx));
        match column {
            Column::Text(name) => {
                fields.push(Field::new(name.as_ref(), DataType::Utf8, true));
                let texts = cells.map(|cell| match cell {
                    Some(Cell::Text(text)) => Some(text.as_str()),
                    _ => None,
                });
                columns.push(Arc::new(texts.collect::<StringArray>()));
            }
            Column::Number(name) => {
                fields.push(Field::new(name.as_ref(), DataType::Float64, true));
                let numbers = cells.map(|cell| match cell {
                    Some(Cell::Number(number)) => Some(*number),
                    _ => None,
                });
                columns.push(Arc::new(numbers.collect::<Float64Array>()));
            }
            Column::Whole(name) => {
                fields.push(Field::new(name.as_ref(), DataType::Int64, true));
                let numbers = cells.map(|cell| match cell {
                    Some(Cell::Number(number)) => whole(*number),
                    _ => None,
                });
                columns.push(Arc::new(numbers.collect::<Int64Array>()));
            }
        }
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).map_err(Problem::internal)
}

/// The whole number that a cell holds, which no cast can change unseen.
fn whole(number: f64) -> Option<i64> {
    format!("{number:.0}").parse().ok()
}
