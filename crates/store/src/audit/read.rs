//! Reading entries, and finding the last.

use bytes::Bytes;
use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use jiff::Timestamp;

use super::record::{AuditEntry, AuditRead};
use crate::error::{Result, StoreError};
use crate::layout::{self, Path};
use crate::objects::{Objects, sha256_hex};
use crate::state::NO_HASH;

/// Entries read at once, at most.
pub(super) const READ_AHEAD: u64 = 64;

/// The end of the log, on which the next entry follows.
#[derive(Debug, Clone)]
pub(super) struct Head {
    /// Position of the next entry.
    pub(super) next: u64,
    /// Hash of the last one.
    pub(super) hash: String,
    /// When that was written.
    pub(super) at: Option<Timestamp>,
}

impl Default for Head {
    fn default() -> Self {
        Self {
            next: 0,
            hash: NO_HASH.to_owned(),
            at: None,
        }
    }
}

/// The end of the log, looked for from where it was once.
///
/// Positions have no gaps, so that steps which double lead to one beyond the end and halving leads back to it: a start
/// from nothing takes a few dozen questions, however long the log is, and neither a listing nor the entries.
pub(super) async fn head(objects: &Objects, known: Head) -> Result<Head> {
    // Everything before `low` is there; `high` is not.
    let mut low = known.next;
    let mut step = 1_u64;
    let mut high = loop {
        let probe = low.saturating_add(step - 1);
        if !exists(objects, probe).await? {
            break probe;
        }
        low = probe.saturating_add(1);
        step = step.saturating_mul(2);
    };
    while low < high {
        let middle = low + (high - low) / 2;
        if exists(objects, middle).await? {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    let Some(last) = low.checked_sub(1).filter(|_| low > known.next) else {
        return Ok(known);
    };
    let path = layout::audit_entry(last);
    let bytes = objects.read(&path).await?;
    let entry = parse(&path, &bytes)?;
    Ok(Head {
        next: low,
        hash: sha256_hex(&bytes),
        at: Some(entry.at),
    })
}

async fn exists(objects: &Objects, seq: u64) -> Result<bool> {
    Ok(objects.size(&layout::audit_entry(seq)).await?.is_some())
}

/// The entries from `first` on, before `end`, as far as they have at most `max` records together.
pub(super) async fn from(
    objects: &Objects,
    first: u64,
    end: u64,
    max: usize,
) -> Result<Vec<AuditRead>> {
    let mut taken = Taken::new(max);
    let mut next = first;
    while next < end && !taken.is_full {
        let window_end = next.saturating_add(READ_AHEAD).min(end);
        for entry in read_range(objects, next, window_end).await? {
            taken.take(entry);
        }
        next = window_end;
    }
    Ok(taken.entries)
}

/// The last entries before `end` that have at most `max` records together.
pub(super) async fn newest(objects: &Objects, end: u64, max: usize) -> Result<Vec<AuditRead>> {
    let mut taken = Taken::new(max);
    let mut end = end;
    while end > 0 && !taken.is_full {
        let first = end.saturating_sub(READ_AHEAD);
        for entry in read_range(objects, first, end).await?.into_iter().rev() {
            taken.take(entry);
        }
        end = first;
    }
    taken.entries.reverse();
    Ok(taken.entries)
}

/// Whole entries, until the next would be too much.
struct Taken {
    entries: Vec<AuditRead>,
    n_left: usize,
    is_full: bool,
}

impl Taken {
    fn new(max: usize) -> Self {
        Self {
            entries: Vec::new(),
            n_left: max,
            is_full: max == 0,
        }
    }

    fn take(&mut self, entry: AuditRead) {
        let n_records = entry.records.len();
        // The first comes whatever it has, or whoever reads on would never get past it.
        if self.is_full || (n_records > self.n_left && !self.entries.is_empty()) {
            self.is_full = true;
            return;
        }
        self.n_left = self.n_left.saturating_sub(n_records);
        self.entries.push(entry);
    }
}

/// Reads the entries `first..end` at once; all must be there.
pub(super) async fn read_range(objects: &Objects, first: u64, end: u64) -> Result<Vec<AuditRead>> {
    stream::iter(first..end)
        .map(|seq| async move {
            let path = layout::audit_entry(seq);
            match objects.read_if_there(&path).await? {
                Some(bytes) => Ok(AuditRead::of(seq, parse(&path, &bytes)?, &bytes)),
                None => Err(StoreError::corrupt(&path, MISSING)),
            }
        })
        .buffered(at_once())
        .try_collect()
        .await
}

/// How many entries are read at the same time.
pub(super) fn at_once() -> usize {
    usize::try_from(READ_AHEAD).unwrap_or(1)
}

/// What is said of an entry that was lost.
pub(super) const MISSING: &str = "it is missing, but later entries exist";

pub(super) fn parse(path: &Path, bytes: &Bytes) -> Result<AuditEntry> {
    // The message of a parse error would quote the entry.
    serde_json::from_slice(bytes).map_err(|error| {
        let place = format!("line {} column {}", error.line(), error.column());
        StoreError::corrupt(
            path,
            format!("not an entry that this version can read ({place})"),
        )
    })
}
