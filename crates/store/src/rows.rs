//! Rows to Parquet and back. The same rows always give the same bytes.

use arrow::array::{AsArray as _, BooleanArray, RecordBatch};
use arrow::compute::{concat_batches, filter_record_batch};
use arrow::datatypes::SchemaRef;
use bytes::Bytes;
use hub_ingest::{PersonKey, schema_of};
use hub_standard::stored::Record;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::Compression;
use parquet::file::metadata::SortingColumn;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesBuilder};
use parquet::schema::types::ColumnPath;

use crate::error::{Result, StoreError};
use crate::layout::Path;

/// Rows per row group of an activity file: a month of England is a handful of groups.
const ROW_GROUP_ROWS: usize = 256 * 1024;

/// Random bytes: a dictionary or a minimum of them only costs space.
const KEYS: [&str; 2] = ["referral_key", "person_key"];

/// One return, always read whole: no statistics.
pub(crate) fn encode_return(batch: &RecordBatch) -> Result<Bytes> {
    let properties = properties()
        .set_statistics_enabled(EnabledStatistics::None)
        .build();
    encode(
        batch.schema(),
        std::iter::once(Ok(batch.clone())),
        properties,
    )
}

/// The rows of a month, which must come sorted by the column at `sorted_by`.
pub(crate) fn encode_activity(
    schema: SchemaRef,
    batches: impl Iterator<Item = Result<RecordBatch>>,
    sorted_by: usize,
) -> Result<Bytes> {
    let column_idx = i32::try_from(sorted_by).map_err(StoreError::encode)?;
    let properties = properties()
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_max_row_group_row_count(Some(ROW_GROUP_ROWS))
        .set_sorting_columns(Some(vec![SortingColumn {
            column_idx,
            descending: false,
            nulls_first: false,
        }]))
        .build();
    encode(schema, batches, properties)
}

fn properties() -> WriterPropertiesBuilder {
    let base = WriterProperties::builder()
        .set_created_by("social prescribing data hub".to_owned())
        .set_compression(Compression::SNAPPY);
    KEYS.into_iter().fold(base, |properties, key| {
        properties
            .set_column_dictionary_enabled(ColumnPath::from(key), false)
            .set_column_statistics_enabled(ColumnPath::from(key), EnabledStatistics::None)
    })
}

fn encode(
    schema: SchemaRef,
    batches: impl Iterator<Item = Result<RecordBatch>>,
    properties: WriterProperties,
) -> Result<Bytes> {
    let mut writer =
        ArrowWriter::try_new(Vec::new(), schema, Some(properties)).map_err(StoreError::encode)?;
    for batch in batches {
        writer.write(&batch?).map_err(StoreError::encode)?;
    }
    writer
        .into_inner()
        .map(Bytes::from)
        .map_err(StoreError::encode)
}

/// Reads rows back. Returns and activity files must have the columns that the hub stores today.
pub(crate) fn decode(path: &Path, bytes: Bytes) -> Result<Vec<RecordBatch>> {
    let damaged = |error: &dyn std::fmt::Display| StoreError::corrupt(path, error.to_string());
    let reader = ParquetRecordBatchReaderBuilder::try_new(bytes)
        .and_then(|builder| builder.with_batch_size(16 * 1024).build())
        .map_err(|error| damaged(&error))?;
    reader
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| damaged(&error))
}

/// Reads the rows of a sheet of a return, which must have the columns that the hub stores.
pub(crate) fn decode_return(record: Record, path: &Path, bytes: Bytes) -> Result<Vec<RecordBatch>> {
    let batches = decode(path, bytes)?;
    batches
        .iter()
        .map(|batch| adopt(record, path, batch))
        .collect()
}

/// The same rows under the schema that the hub stores, where they have its columns.
pub(crate) fn adopt(record: Record, path: &Path, batch: &RecordBatch) -> Result<RecordBatch> {
    RecordBatch::try_new(schema_of(record), batch.columns().to_vec())
        .map_err(|error| StoreError::corrupt(path, error.to_string()))
}

/// All rows of this kind but those of a person, in one batch.
pub(crate) fn without(
    record: Record,
    path: &Path,
    batches: &[RecordBatch],
    person: &PersonKey,
) -> Result<RecordBatch> {
    let schema = batches
        .first()
        .map_or_else(|| schema_of(record), RecordBatch::schema);
    let mut rest = Vec::with_capacity(batches.len());
    for batch in batches {
        let people = batch
            .column_by_name("person_key")
            .and_then(|column| column.as_binary_opt::<i32>())
            .ok_or_else(|| StoreError::corrupt(path, "its rows do not say whose they are"))?;
        let kept: BooleanArray = people
            .iter()
            .map(|key| Some(key != Some(person.as_bytes())))
            .collect();
        rest.push(filter_record_batch(batch, &kept).map_err(StoreError::encode)?);
    }
    concat_batches(&schema, &rest).map_err(StoreError::encode)
}

/// Rows in a batch.
pub(crate) fn count(batch: &RecordBatch) -> u64 {
    u64::try_from(batch.num_rows()).unwrap_or(u64::MAX)
}
