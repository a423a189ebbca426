//! Checking the whole log, as an outsider would.

use std::collections::HashSet;

use futures::stream::{self, StreamExt as _};

use super::read::{MISSING, at_once, parse};
use super::record::AuditRecord;
use crate::error::{Result, StoreError};
use crate::layout::{self, Path};
use crate::objects::{Objects, sha256_hex};
use crate::state::NO_HASH;

/// What a check of the whole audit log found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditReport {
    /// Entries that hold together, from the first on.
    pub entries: u64,
    /// Records in them.
    pub records: u64,
    /// Questions that have no record of their end: they are under way, the hub stopped meanwhile, or storage failed.
    pub unended: u64,
    /// Hash of the last of them, lower-case hex; 64 zeros when there is none.
    pub head_hash: String,
    /// The first link that is broken. What comes after it proves nothing.
    pub broken: Option<AuditProblem>,
}

/// What is wrong with the audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditProblem {
    /// Path inside the store.
    pub path: String,
    /// What is wrong with it.
    pub reason: String,
}

impl AuditReport {
    /// Whether the log holds together.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.broken.is_none()
    }
}

/// Reads all entries in their order, up to the first that does not follow.
pub(super) async fn verify(objects: &Objects) -> Result<AuditReport> {
    let listed = objects.list(&Path::from(layout::AUDIT)).await?;
    let seqs = listed
        .iter()
        .filter_map(|listed| layout::audit_seq(&listed.path));
    let mut report = AuditReport {
        entries: 0,
        records: 0,
        unended: 0,
        head_hash: NO_HASH.to_owned(),
        broken: None,
    };
    // Of all questions so far, those without an end: never many at once.
    let mut begun: HashSet<String> = HashSet::new();
    let mut entries = stream::iter(seqs.collect::<Vec<u64>>())
        .map(|seq| async move { (seq, objects.read(&layout::audit_entry(seq)).await) })
        .buffered(at_once());
    while let Some((seq, bytes)) = entries.next().await {
        let bytes = bytes?;
        // The first that is not there may be one before this.
        let path = layout::audit_entry(report.entries.min(seq));
        let checked = if seq == report.entries {
            parse(&path, &bytes).and_then(|entry| {
                if entry.seq != seq {
                    Err(StoreError::corrupt(&path, "it names another position"))
                } else if entry.previous != report.head_hash {
                    let reason =
                        "it does not follow on the entry before: one of the two was changed";
                    Err(StoreError::corrupt(&path, reason))
                } else {
                    Ok(entry.records)
                }
            })
        } else {
            Err(StoreError::corrupt(&path, MISSING))
        };
        match checked {
            Ok(records) => {
                report.entries += 1;
                report.records += u64::try_from(records.len()).unwrap_or(u64::MAX);
                for record in records {
                    match record {
                        AuditRecord::Asked { query_id, .. } => begun.insert(query_id),
                        AuditRecord::Answered { query_id, .. } => begun.remove(&query_id),
                    };
                }
                report.head_hash = sha256_hex(&bytes);
            }
            Err(StoreError::Corrupt { path, reason }) => {
                report.broken = Some(AuditProblem { path, reason });
                break;
            }
            Err(error) => return Err(error),
        }
    }
    // Where it breaks off, the ends may be beyond.
    if report.is_sound() {
        report.unended = u64::try_from(begun.len()).unwrap_or(u64::MAX);
    }
    Ok(report)
}
