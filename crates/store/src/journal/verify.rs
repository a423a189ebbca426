//! Checking the whole journal, as an outsider would.

use futures::stream::{self, StreamExt as _};

use super::read::{READ_AHEAD, follows, parse};
use crate::error::{Result, StoreError};
use crate::layout::{self, Path};
use crate::objects::{Objects, sha256_hex};
use crate::state::NO_HASH;

/// What a check of the whole journal found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalReport {
    /// Entries read.
    pub entries: u64,
    /// Hash of the last entry, lower-case hex; 64 zeros when there is none.
    pub head_hash: String,
    /// Segments compared with the entries that they repeat.
    pub segments: u64,
    /// What is wrong, in the order of entries.
    pub problems: Vec<JournalProblem>,
}

/// Something wrong with the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalProblem {
    /// Path inside the store.
    pub path: String,
    /// What is wrong with it.
    pub reason: String,
}

impl JournalReport {
    /// Whether the journal holds together.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.problems.is_empty()
    }
}

/// Reads all entries and segments and checks them against each other.
pub(super) async fn verify(objects: &Objects) -> Result<JournalReport> {
    let listed = objects.list(&Path::from(layout::JOURNAL)).await?;
    let seqs: Vec<u64> = listed
        .iter()
        .filter_map(|listed| layout::entry_seq(&listed.path))
        .collect();
    let segments: Vec<u64> = listed
        .iter()
        .filter_map(|listed| layout::segment_first(&listed.path))
        .collect();

    let mut check = Check {
        previous: NO_HASH.to_owned(),
        expected_seq: 0,
        problems: Vec::new(),
    };
    let mut hashes = Vec::with_capacity(seqs.len());
    let mut entries = stream::iter(seqs.iter().copied())
        .map(|seq| async move { (seq, objects.read(&layout::entry(seq)).await) })
        .buffered(usize::try_from(READ_AHEAD).unwrap_or(1));
    while let Some((seq, bytes)) = entries.next().await {
        let hash = check.entry(seq, &bytes?);
        hashes.push((seq, hash));
    }
    for &first in &segments {
        let path = layout::segment(first);
        match super::segment::read(objects, first).await {
            Ok(lines) => {
                let repeated = (first..).zip(lines.iter().flatten().map(|line| sha256_hex(line)));
                let own = hashes.iter().skip_while(|(seq, _)| *seq < first).cloned();
                if !repeated.eq(own.take(usize::try_from(layout::SEGMENT_ENTRIES).unwrap_or(0))) {
                    check.problem(&path, "it differs from the entries that it repeats");
                }
            }
            Err(StoreError::Corrupt { reason, .. }) => check.problem(&path, reason),
            Err(error) => return Err(error),
        }
    }
    Ok(JournalReport {
        entries: u64::try_from(seqs.len()).unwrap_or(u64::MAX),
        head_hash: check.previous,
        segments: u64::try_from(segments.len()).unwrap_or(u64::MAX),
        problems: check.problems,
    })
}

struct Check {
    previous: String,
    expected_seq: u64,
    problems: Vec<JournalProblem>,
}

impl Check {
    /// Checks an entry against the one before, and returns its hash.
    fn entry(&mut self, seq: u64, bytes: &[u8]) -> String {
        let path = layout::entry(seq);
        if seq != self.expected_seq {
            self.problem(
                &layout::entry(self.expected_seq),
                "it is missing, but later entries exist",
            );
        }
        match parse(&path, bytes) {
            Ok(entry) => {
                if let Err(reason) = follows(&entry, seq, &self.previous) {
                    self.problem(&path, reason);
                }
            }
            Err(StoreError::Corrupt { reason, .. }) => self.problem(&path, reason),
            Err(error) => self.problem(&path, error.to_string()),
        }
        self.expected_seq = seq + 1;
        self.previous = sha256_hex(bytes);
        self.previous.clone()
    }

    fn problem(&mut self, path: &Path, reason: impl Into<String>) {
        self.problems.push(JournalProblem {
            path: path.to_string(),
            reason: reason.into(),
        });
    }
}
