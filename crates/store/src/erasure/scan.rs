//! Looking for somebody in every object: in its bytes as they are, and in the columns of Parquet files once decoded.

use std::sync::Arc;

use arrow::array::{Array, ArrayData};
use bytes::Bytes;
use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use hub_ingest::PersonKey;
use memchr::memmem::Finder;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::statistics::Statistics;

use crate::error::{Result, StoreError};
use crate::layout::Path;
use crate::objects::hex;
use crate::store::{Store, blocking};

/// Objects looked through at the same time.
const AT_ONCE: usize = 4;
/// Rows decoded at a time.
const BATCH_ROWS: usize = 16 * 1024;

/// What was looked through, and where somebody was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scan {
    /// Objects read, whole.
    pub objects: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Paths of those that hold the key.
    pub found: Vec<String>,
}

impl Store {
    /// Looks through every object of the store for a person's key: the bytes as they are (and with them the footers and
    /// statistics of Parquet files, which are not compressed) and every decoded column.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where a Parquet file cannot be decoded: then nothing is proved.
    pub async fn scan(&self, person: &PersonKey) -> Result<Scan> {
        let traces = Arc::new(Traces::of(person));
        let listed = self.list(&Path::ROOT).await?;
        let looked: Vec<Option<(Path, u64, bool)>> = stream::iter(listed)
            .map(|listed| self.look_through(listed.path, Arc::clone(&traces)))
            .buffered(AT_ONCE)
            .try_collect()
            .await?;
        let mut scan = Scan {
            objects: 0,
            bytes: 0,
            found: Vec::new(),
        };
        for (path, n_bytes, holds) in looked.into_iter().flatten() {
            scan.objects += 1;
            scan.bytes += n_bytes;
            if holds {
                scan.found.push(path.to_string());
            }
        }
        Ok(scan)
    }

    /// None if the object is gone by now.
    async fn look_through(
        &self,
        path: Path,
        traces: Arc<Traces>,
    ) -> Result<Option<(Path, u64, bool)>> {
        let Some(bytes) = self.objects().read_if_there(&path).await? else {
            return Ok(None);
        };
        blocking(move || {
            let n_bytes = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
            let is_parquet = path.extension() == Some("parquet");
            // Not only where the bytes as they are hold nothing: that a file can be decoded is part of the proof.
            let decoded = is_parquet && traces.in_parquet(&path, bytes.clone())?;
            let holds = decoded || traces.are_in(&bytes);
            Ok(Some((path, n_bytes, holds)))
        })
        .await
    }
}

/// The forms that a key may have in bytes.
struct Traces(Vec<Finder<'static>>);

impl Traces {
    fn of(person: &PersonKey) -> Self {
        let raw = person.as_bytes();
        let lower = hex(raw);
        let upper = lower.to_ascii_uppercase();
        let forms = [raw, lower.as_bytes(), upper.as_bytes()];
        Self(forms.map(|form| Finder::new(form).into_owned()).into())
    }

    fn are_in(&self, bytes: &[u8]) -> bool {
        self.0.iter().any(|form| form.find(bytes).is_some())
    }

    fn in_parquet(&self, path: &Path, bytes: Bytes) -> Result<bool> {
        let damaged = |error: &dyn std::fmt::Display| StoreError::corrupt(path, error.to_string());
        let builder =
            ParquetRecordBatchReaderBuilder::try_new(bytes).map_err(|error| damaged(&error))?;
        let mut holds = self.in_statistics(builder.metadata());
        let reader = builder
            .with_batch_size(BATCH_ROWS)
            .build()
            .map_err(|error| damaged(&error))?;
        for batch in reader {
            let batch = batch.map_err(|error| damaged(&error))?;
            holds |= batch
                .columns()
                .iter()
                .any(|column| self.in_array(&column.to_data()));
        }
        Ok(holds)
    }

    fn in_array(&self, array: &ArrayData) -> bool {
        array
            .buffers()
            .iter()
            .any(|buffer| self.are_in(buffer.as_slice()))
            || array.child_data().iter().any(|child| self.in_array(child))
    }

    fn in_statistics(&self, metadata: &ParquetMetaData) -> bool {
        let has = |bytes: Option<&[u8]>| bytes.is_some_and(|bytes| self.are_in(bytes));
        let in_one = |statistics: &Statistics| {
            has(statistics.min_bytes_opt()) || has(statistics.max_bytes_opt())
        };
        metadata
            .row_groups()
            .iter()
            .flat_map(|group| group.columns())
            .filter_map(|column| column.statistics())
            .any(in_one)
    }
}
