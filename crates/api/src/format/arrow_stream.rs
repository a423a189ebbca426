//! Tables as an Arrow IPC stream, notes as metadata of the schema.

use std::collections::HashMap;

use arrow::datatypes::Schema;
use arrow::error::ArrowError;
use arrow::ipc::writer::StreamWriter;
use arrow::record_batch::RecordBatch;

use super::Table;
use super::parquet::batch;
use crate::problem::{Problem, Result};

/// Writes a table as an Arrow IPC stream.
pub(crate) fn write(table: &Table) -> Result<Vec<u8>> {
    let batch = batch(table)?;
    encode(table, &batch).map_err(Problem::internal)
}

fn encode(table: &Table, batch: &RecordBatch) -> Result<Vec<u8>, ArrowError> {
    let notes: HashMap<String, String> = table
        .notes
        .iter()
        .map(|(name, text)| ((*name).to_owned(), text.clone()))
        .collect();
    let schema = Schema::clone(&batch.schema()).with_metadata(notes);
    let batch = batch.clone().with_schema(schema.into())?;
    let mut bytes = Vec::new();
    let mut writer = StreamWriter::try_new(&mut bytes, &batch.schema())?;
    writer.write(&batch)?;
    writer.finish()?;
    drop(writer);
    Ok(bytes)
}
