//! Tables as Parquet files.

use arrow::{compute::concat_batches, record_batch::RecordBatch};
use bytes::Bytes;
use parquet::{
    arrow::{ArrowWriter, arrow_reader::ParquetRecordBatchReaderBuilder},
    basic::Compression,
    file::properties::WriterProperties,
};

use crate::error::ReferenceError;

/// One table as a Parquet file. The same table gives the same bytes.
///
/// # Errors
/// [`ReferenceError::Parquet`] if the writer fails.
pub(crate) fn parquet_bytes(table: &RecordBatch) -> Result<Bytes, ReferenceError> {
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .build();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, table.schema(), Some(properties))?;
    writer.write(table)?;
    writer.close()?;
    Ok(bytes.into())
}

/// The table that [`parquet_bytes`] wrote, in one batch.
///
/// # Errors
/// [`ReferenceError::Parquet`] or [`ReferenceError::Rows`] if the bytes are not such a file.
pub(crate) fn read_parquet_bytes(bytes: Bytes) -> Result<RecordBatch, ReferenceError> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(bytes)?;
    let schema = builder.schema().clone();
    let batches = builder.build()?.collect::<Result<Vec<_>, _>>()?;
    Ok(concat_batches(&schema, &batches)?)
}
