//! Bytes: hashes, hex, and tables as Parquet.

use arrow::compute::concat_batches;
use arrow::datatypes::SchemaRef;
use arrow::record_batch::RecordBatch;
use bytes::Bytes;
use hub_standard::ids::ReleaseId;
use hub_store::{ObjectRef, Store};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use sha2::{Digest, Sha256};

use crate::error::{ReleaseError, Result};
use crate::layout;

/// An object that is ready to be written into a release.
#[derive(Debug, Clone)]
pub(crate) struct Ready {
    /// Name inside the release.
    pub(crate) name: String,
    pub(crate) bytes: Bytes,
    pub(crate) rows: u64,
    pub(crate) sha256: String,
}

impl Ready {
    /// Encodes a table. The same rows always give the same bytes.
    pub(crate) fn table(name: String, schema: &SchemaRef, batches: &[RecordBatch]) -> Result<Self> {
        let properties = WriterProperties::builder()
            .set_created_by("social prescribing data hub".to_owned())
            .set_compression(Compression::SNAPPY)
            .build();
        let failed = |error| ReleaseError::encode(&name, error);
        let mut writer =
            ArrowWriter::try_new(Vec::new(), SchemaRef::clone(schema), Some(properties))
                .map_err(failed)?;
        for batch in batches {
            writer.write(batch).map_err(failed)?;
        }
        let bytes = Bytes::from(writer.into_inner().map_err(failed)?);
        let rows = batches
            .iter()
            .filter_map(|batch| u64::try_from(batch.num_rows()).ok())
            .sum();
        Ok(Self {
            sha256: sha256_hex(&bytes),
            name,
            bytes,
            rows,
        })
    }

    /// How the manifest names it.
    pub(crate) fn object(&self, id: &ReleaseId) -> ObjectRef {
        ObjectRef {
            path: layout::object(id, &self.name).to_string(),
            sha256: self.sha256.clone(),
            bytes: u64::try_from(self.bytes.len()).unwrap_or(u64::MAX),
            rows: self.rows,
        }
    }
}

/// Reads a whole table of a release, after checking its hash; `None` where it has no rows.
pub(crate) async fn read_table(store: &Store, object: &ObjectRef) -> Result<Option<RecordBatch>> {
    let batches = store.read_rows(object).await?;
    let Some(first) = batches.first() else {
        return Ok(None);
    };
    concat_batches(&first.schema(), &batches)
        .map(Some)
        .map_err(|error| ReleaseError::encode(&object.path, error))
}

pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

pub(crate) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| {
        char::from(byte)
            .to_digit(16)
            .and_then(|value| u8::try_from(value).ok())
    };
    text.as_bytes()
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
            _ => None,
        })
        .collect()
}

/// Runs work that would hold up the async threads.
pub(crate) async fn blocking<T, F>(work: F) -> Result<T>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T> + Send + 'static,
{
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| ReleaseError::Worker)?
}
