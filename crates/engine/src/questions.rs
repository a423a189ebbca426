//! The audit log as rows: one for each question, and one for each entry.
//!
//! Entries never change, so that what was read once is kept; only what was written since is read for the next question.
//! No more than the newest of them are kept, however long the log is.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Builder, StringBuilder};
use arrow::error::ArrowError;
use arrow::record_batch::RecordBatch;
use hub_store::{AuditLog, AuditOutcome, AuditRead, AuditRecord, StoreError};
use tokio::sync::Mutex;

/// Records of the log that are kept, the newest: half as many questions.
pub(crate) const RECORDS_MAX: usize = 100_000;
/// Bytes of entries as stored that are kept.
const BYTES_MAX: usize = 64 << 20;
/// Entries read before what was read is kept, should nobody wait for the rest.
const ENTRIES_AT_ONCE: u64 = 512;

/// The newest entries of a log.
pub(crate) struct Questions {
    log: AuditLog,
    kept: Mutex<Kept>,
}

/// The rows of the log at one moment.
#[derive(Debug, Clone)]
pub(crate) struct Rows {
    pub(crate) questions: RecordBatch,
    pub(crate) entries: RecordBatch,
}

/// Entries without a gap.
#[derive(Default)]
struct Kept {
    /// Position of the oldest.
    first: u64,
    /// Position after the newest.
    next: u64,
    /// Whether all are kept that may be, so that nothing older is wanted.
    is_full: bool,
    entries: VecDeque<AuditRead>,
    records: usize,
    bytes: usize,
}

impl Questions {
    pub(crate) fn of(log: AuditLog) -> Self {
        Self {
            log,
            kept: Mutex::default(),
        }
    }

    /// The rows as of now. Dropping the future loses nothing of what was read.
    ///
    /// # Errors
    /// When storage does not answer or an entry cannot be read.
    pub(crate) async fn rows(&self) -> Result<Rows, QuestionsError> {
        let mut kept = self.kept.lock().await;
        self.read_newer(&mut kept).await?;
        self.read_older(&mut kept).await?;
        Ok(Rows::of(&kept.entries)?)
    }

    async fn read_newer(&self, kept: &mut Kept) -> Result<(), StoreError> {
        let end = self.log.end().await?;
        let records_max = u64::try_from(RECORDS_MAX).unwrap_or(u64::MAX);
        // At first, and where more was written since than is kept.
        if kept.entries.is_empty() || end.saturating_sub(kept.next) > records_max {
            *kept = Kept {
                first: end,
                next: end,
                ..Kept::default()
            };
        }
        while kept.next < end {
            let to = kept.next.saturating_add(ENTRIES_AT_ONCE).min(end);
            for entry in self.log.entries(kept.next..to).await? {
                kept.push(entry);
            }
        }
        Ok(())
    }

    async fn read_older(&self, kept: &mut Kept) -> Result<(), StoreError> {
        while !kept.is_full && kept.first > 0 {
            let from = kept.first.saturating_sub(ENTRIES_AT_ONCE);
            for entry in self.log.entries(from..kept.first).await?.into_iter().rev() {
                kept.push_before(entry);
            }
        }
        Ok(())
    }
}

impl std::fmt::Debug for Questions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Questions").finish_non_exhaustive()
    }
}

/// Why there are no rows.
#[derive(Debug, thiserror::Error)]
pub(crate) enum QuestionsError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Arrow(#[from] ArrowError),
}

impl Kept {
    fn has_room_for(&self, entry: &AuditRead) -> bool {
        self.records.saturating_add(entry.records.len()) <= RECORDS_MAX
            && self.bytes.saturating_add(entry.bytes) <= BYTES_MAX
    }

    /// Keeps an entry that is newer than all; the oldest make room for it.
    fn push(&mut self, entry: AuditRead) {
        while !self.has_room_for(&entry)
            && let Some(oldest) = self.entries.pop_front()
        {
            self.is_full = true;
            self.records = self.records.saturating_sub(oldest.records.len());
            self.bytes = self.bytes.saturating_sub(oldest.bytes);
            self.first = oldest.seq.saturating_add(1);
        }
        self.count(&entry);
        self.next = entry.seq.saturating_add(1);
        self.entries.push_back(entry);
    }

    /// Keeps an entry that is older than all, while there is room.
    fn push_before(&mut self, entry: AuditRead) {
        if self.is_full || !self.has_room_for(&entry) {
            self.is_full = true;
            return;
        }
        self.count(&entry);
        self.first = entry.seq;
        self.entries.push_front(entry);
    }

    fn count(&mut self, entry: &AuditRead) {
        self.records = self.records.saturating_add(entry.records.len());
        self.bytes = self.bytes.saturating_add(entry.bytes);
    }
}

impl Rows {
    /// The columns without a row.
    pub(crate) fn none() -> Result<Self, ArrowError> {
        Self::of(&VecDeque::new())
    }

    fn of(entries: &VecDeque<AuditRead>) -> Result<Self, ArrowError> {
        Ok(Self {
            questions: questions(entries)?,
            entries: chain(entries)?,
        })
    }
}

/// A moment as text of one length, so that texts are in the order of time.
fn moment(entry: &AuditRead) -> String {
    format!("{:.3}", entry.at)
}

fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// One row for each entry.
fn chain(entries: &VecDeque<AuditRead>) -> Result<RecordBatch, ArrowError> {
    let (mut sequence, mut records) = (Int64Builder::new(), Int64Builder::new());
    let mut written_at = StringBuilder::new();
    let (mut hash, mut previous) = (StringBuilder::new(), StringBuilder::new());
    for entry in entries {
        sequence.append_value(whole(entry.seq));
        written_at.append_value(moment(entry));
        hash.append_value(&entry.hash);
        previous.append_value(&entry.previous);
        let n_records = u64::try_from(entry.records.len()).unwrap_or(u64::MAX);
        records.append_value(whole(n_records));
    }
    RecordBatch::try_from_iter_with_nullable([
        ("sequence", numbers(sequence), false),
        ("written_at", texts(written_at), false),
        ("hash", texts(hash), false),
        ("previous", texts(previous), false),
        ("records", numbers(records), false),
    ])
}

fn texts(mut column: StringBuilder) -> ArrayRef {
    Arc::new(column.finish())
}

fn numbers(mut column: Int64Builder) -> ArrayRef {
    Arc::new(column.finish())
}

/// One row for each question that was begun, in their order, with its end where there is one.
fn questions(entries: &VecDeque<AuditRead>) -> Result<RecordBatch, ArrowError> {
    let mut ends: HashMap<&str, (&AuditRead, &AuditOutcome)> = HashMap::new();
    for entry in entries {
        for record in &entry.records {
            if let AuditRecord::Answered { query_id, outcome } = record {
                ends.insert(query_id, (entry, outcome));
            }
        }
    }
    let mut columns = Columns::default();
    for entry in entries {
        for record in &entry.records {
            if let AuditRecord::Asked { query_id, .. } = record {
                columns.begun(entry, record);
                columns.ended(ends.get(query_id.as_str()).copied());
            }
        }
    }
    columns.finish()
}

#[derive(Default)]
struct Columns {
    query_id: StringBuilder,
    asked_at: StringBuilder,
    name: StringBuilder,
    token_id: StringBuilder,
    role: StringBuilder,
    scope: StringBuilder,
    transport: StringBuilder,
    release: StringBuilder,
    sql_sha256: StringBuilder,
    tables: StringBuilder,
    outcome: StringBuilder,
    code: StringBuilder,
    rows: Int64Builder,
    reads: StringBuilder,
    ms: Int64Builder,
    ended_at: StringBuilder,
}

impl Columns {
    fn begun(&mut self, entry: &AuditRead, record: &AuditRecord) {
        let AuditRecord::Asked {
            query_id,
            principal,
            token_id,
            role,
            scope,
            transport,
            release,
            sql_sha256,
            tables,
            purpose: _,
        } = record
        else {
            return;
        };
        self.query_id.append_value(query_id);
        self.asked_at.append_value(moment(entry));
        self.name.append_value(principal);
        self.token_id.append_option(token_id.as_deref());
        self.role.append_value(role);
        self.scope.append_option(scope.as_deref());
        self.transport.append_value(transport);
        self.release.append_value(release);
        self.sql_sha256.append_value(sql_sha256);
        self.tables.append_value(tables.join(" "));
    }

    fn ended(&mut self, end: Option<(&AuditRead, &AuditOutcome)>) {
        let (mut code, mut answered) = (None, None);
        let outcome = end.map(|(_, outcome)| match outcome {
            AuditOutcome::Answered { rows, reads, ms } => {
                answered = Some((whole(*rows), reads.join(" "), whole(*ms)));
                "answered"
            }
            AuditOutcome::Refused { code: why } => {
                code = Some(why.as_str());
                "refused"
            }
            AuditOutcome::Failed => "failed",
            AuditOutcome::Cancelled => "cancelled",
        });
        self.outcome.append_option(outcome);
        self.code.append_option(code);
        self.rows
            .append_option(answered.as_ref().map(|(rows, ..)| *rows));
        self.ms.append_option(answered.as_ref().map(|(.., ms)| *ms));
        self.reads
            .append_option(answered.map(|(_, reads, _)| reads));
        self.ended_at
            .append_option(end.map(|(entry, _)| moment(entry)));
    }

    fn finish(self) -> Result<RecordBatch, ArrowError> {
        RecordBatch::try_from_iter_with_nullable([
            ("query_id", texts(self.query_id), false),
            ("asked_at", texts(self.asked_at), false),
            ("name", texts(self.name), false),
            ("token_id", texts(self.token_id), true),
            ("role", texts(self.role), false),
            ("scope", texts(self.scope), true),
            ("transport", texts(self.transport), false),
            ("release", texts(self.release), false),
            ("sql_sha256", texts(self.sql_sha256), false),
            ("tables", texts(self.tables), false),
            ("outcome", texts(self.outcome), true),
            ("code", texts(self.code), true),
            ("rows", numbers(self.rows), true),
            ("reads", texts(self.reads), true),
            ("ms", numbers(self.ms), true),
            ("ended_at", texts(self.ended_at), true),
        ])
    }
}
