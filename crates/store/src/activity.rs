//! Activity files: the rows that count for a month, in one large file.
//!
//! A file is named by the returns in it, so it is written once however often it is asked for, and a release that names
//! it means the same rows for ever. The rows of other sheets lie in files of their own, of the same name.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, UInt32Array};
use arrow::compute::{SortColumn, concat_batches, lexsort_to_indices, take};
use bytes::Bytes;
use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use hub_ingest::{schema_of, stored_schema};
use hub_standard::ids::{Month, SubmissionId};
use hub_standard::stored::Record;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::error::{Result, StoreError};
use crate::event::Accepted;
use crate::layout::{self, Path};
use crate::object::ObjectRef;
use crate::objects::{hex, sha256_hex};
use crate::rows;
use crate::state::State;
use crate::store::{Store, blocking};

/// Changes whenever the same returns would give a different file.
const FORMAT: &str = "activity 1";
/// Months built at the same time; each may hold a month of England in memory.
const MONTHS_AT_ONCE: usize = 2;
/// Returns read at the same time, for each month.
const RETURNS_AT_ONCE: usize = 16;
/// Rows sorted out and encoded at a time.
const SLICE_ROWS: usize = 64 * 1024;
/// Rows lie in the order of these columns: by place, and the same returns always in the same order.
const SORTED_BY: [&str; 3] = ["practice", "service", "referral_key"];

/// The rows that count for a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityFile {
    /// The month.
    pub month: Month,
    /// The Parquet file of the referrals.
    pub object: ObjectRef,
    /// Those of the other sheets; none of a sheet that no return has.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub details: BTreeMap<Record, ObjectRef>,
    /// The returns in it, in the order of their identifiers; nil returns too.
    pub submissions: Vec<SubmissionId>,
}

impl ActivityFile {
    /// Every object, that of the referrals first.
    pub fn objects(&self) -> impl Iterator<Item = (Record, &ObjectRef)> {
        let details = self.details.iter();
        std::iter::once((Record::Referrals, &self.object))
            .chain(details.map(|(record, object)| (*record, object)))
    }
}

/// The rows of each sheet.
pub(crate) type Sheets = BTreeMap<Record, Vec<RecordBatch>>;

impl Store {
    /// Writes the activity file of each month, unless it exists, and says which they are, in the order of `months`.
    ///
    /// A month for which no return counts has no file and is left out.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when a return is not what its sender wrote.
    pub async fn publish_activity(
        &self,
        state: &State,
        months: &[Month],
    ) -> Result<Vec<ActivityFile>> {
        let published: Vec<Option<ActivityFile>> = stream::iter(months.iter().copied())
            .map(|month| {
                let returns: Vec<Arc<Accepted>> = state.current_in(month).cloned().collect();
                self.publish_month(month, returns)
            })
            .buffered(MONTHS_AT_ONCE)
            .try_collect()
            .await?;
        Ok(published.into_iter().flatten().collect())
    }

    async fn publish_month(
        &self,
        month: Month,
        mut returns: Vec<Arc<Accepted>>,
    ) -> Result<Option<ActivityFile>> {
        if returns.is_empty() {
            return Ok(None);
        }
        returns.sort_unstable_by(|a, b| a.submission.cmp(&b.submission));
        let has = |record: &Record| returns.iter().any(|sent| sent.object_of(*record).is_some());
        let details: Vec<Record> = Record::DETAILS.into_iter().filter(has).collect();
        let generation = generation(&returns, &details);
        let note = layout::activity_note(month, &generation);
        if let Some(bytes) = self.objects().read_if_there(&note).await? {
            return parse_note(&note, &bytes).map(Some);
        }
        let mut sheets = Sheets::new();
        for record in std::iter::once(Record::Referrals).chain(details) {
            let objects: Vec<ObjectRef> = returns
                .iter()
                .filter_map(|accepted| accepted.object_of(record).cloned())
                .collect();
            let batches: Vec<RecordBatch> = stream::iter(objects)
                .map(|object| self.read_return(record, object))
                .buffered(RETURNS_AT_ONCE)
                .try_concat()
                .await?;
            sheets.insert(record, batches);
        }
        self.keep(month, &returns, sheets).await.map(Some)
    }

    /// Writes the activity file of these returns from rows that were taken from another one, once some were erased.
    pub(crate) async fn keep_activity(
        &self,
        state: &State,
        month: Month,
        submissions: &[SubmissionId],
        sheets: Sheets,
    ) -> Result<ActivityFile> {
        let mut returns = Vec::with_capacity(submissions.len());
        for submission in submissions {
            let accepted = state.by_submission.get(submission).ok_or_else(|| {
                let path = Path::from(layout::ACTIVITY);
                StoreError::corrupt(&path, "a note names a return that was never accepted")
            })?;
            returns.push(Arc::clone(accepted));
        }
        self.keep(month, &returns, sheets).await
    }

    async fn keep(
        &self,
        month: Month,
        returns: &[Arc<Accepted>],
        mut sheets: Sheets,
    ) -> Result<ActivityFile> {
        let referrals = sheets.remove(&Record::Referrals).unwrap_or_default();
        let details: Vec<Record> = sheets.keys().copied().collect();
        let generation = generation(returns, &details);
        let (bytes, n_rows) = blocking(move || sort_and_encode(referrals)).await?;
        let path = layout::activity_file(Record::Referrals, month, &generation);
        let object = self.create_same(&path, bytes, n_rows).await?;
        let mut details = BTreeMap::new();
        for (record, batches) in sheets {
            // In the order of the returns and of their rows: the same returns always in the same order.
            let (bytes, n_rows) = blocking(move || {
                let all =
                    concat_batches(&schema_of(record), &batches).map_err(StoreError::encode)?;
                Ok((rows::encode_return(&all)?, rows::count(&all)))
            })
            .await?;
            let path = layout::activity_file(record, month, &generation);
            details.insert(record, self.create_same(&path, bytes, n_rows).await?);
        }
        let file = ActivityFile {
            month,
            object,
            details,
            submissions: returns
                .iter()
                .map(|accepted| accepted.submission.clone())
                .collect(),
        };
        // Last, so that whatever has a note is complete.
        let bytes = serde_json::to_vec(&file).map_err(StoreError::encode)?;
        let note = layout::activity_note(month, &generation);
        self.create_same(&note, bytes.into(), 0).await?;
        Ok(file)
    }

    async fn read_return(&self, record: Record, object: ObjectRef) -> Result<Vec<RecordBatch>> {
        let path = Path::from(object.path.as_str());
        let bytes = self.read(&path).await?;
        blocking(move || {
            if sha256_hex(&bytes) != object.sha256 {
                return Err(StoreError::corrupt(
                    &path,
                    "its bytes are not those that were written",
                ));
            }
            rows::decode_return(record, &path, bytes)
        })
        .await
    }
}

pub(crate) fn parse_note(path: &Path, bytes: &[u8]) -> Result<ActivityFile> {
    serde_json::from_slice(bytes)
        .map_err(|_| StoreError::corrupt(path, "not a note that this version can read"))
}

/// Names the rows: a hash of the returns they come from, of which sheets besides the referrals there are, and of the
/// objects where those are not as they were sent.
fn generation(returns: &[Arc<Accepted>], details: &[Record]) -> String {
    let mut hash = Sha256::new();
    hash.update(FORMAT);
    for accepted in returns {
        hash.update("\n");
        hash.update(accepted.submission.as_str());
        for record in std::iter::once(Record::Referrals).chain(details.iter().copied()) {
            let Some(object) = accepted.object_of(record) else {
                continue;
            };
            if record != Record::Referrals {
                hash.update(" ");
                hash.update(record.name());
            }
            let as_sent = layout::return_object(record, accepted.month, &accepted.submission);
            if object.path != as_sent.as_ref() {
                hash.update(" ");
                hash.update(&object.path);
            }
        }
    }
    let digest: [u8; 32] = hash.finalize().into();
    hex(digest.split_at(16).0)
}

/// Rows of many returns to one file, sorted. Holds the rows once, and one slice of them sorted.
fn sort_and_encode(batches: Vec<RecordBatch>) -> Result<(Bytes, u64)> {
    let schema = stored_schema();
    let all = concat_batches(&schema, &batches).map_err(StoreError::encode)?;
    drop(batches);
    let mut columns = Vec::with_capacity(SORTED_BY.len());
    for name in SORTED_BY {
        let idx = schema.index_of(name).map_err(StoreError::encode)?;
        columns.push(SortColumn {
            values: Arc::clone(all.column(idx)),
            options: None,
        });
    }
    let order = lexsort_to_indices(&columns, None).map_err(StoreError::encode)?;
    let sorted_by = schema.index_of("practice").map_err(StoreError::encode)?;
    let slices = (0..all.num_rows()).step_by(SLICE_ROWS).map(|start| {
        let n_rows = SLICE_ROWS.min(all.num_rows() - start);
        pick(&all, &order.slice(start, n_rows))
    });
    let bytes = rows::encode_activity(Arc::clone(&schema), slices, sorted_by)?;
    Ok((bytes, rows::count(&all)))
}

fn pick(all: &RecordBatch, order: &UInt32Array) -> Result<RecordBatch> {
    let columns: Result<Vec<ArrayRef>, _> = all
        .columns()
        .iter()
        .map(|column| take(column, order, None))
        .collect();
    columns
        .and_then(|columns| RecordBatch::try_new(all.schema(), columns))
        .map_err(StoreError::encode)
}
