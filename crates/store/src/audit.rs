//! The audit log: who asked what of the figures, and what came of it, in one order that nobody changes unseen.
//!
//! It works as the journal does: entry `n` is an object of its own, creating it is the commit, each entry names the hash
//! of the one before, and records that wait share an entry. It is a log of its own, since it is written by every question
//! and read by nobody who decides anything.

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use crate::error::Result;
use crate::objects::Objects;
use crate::store::nonce;

mod commit;
mod read;
mod record;
mod verify;

pub use record::{AuditOutcome, AuditRead, AuditRecord};
pub use verify::{AuditProblem, AuditReport};

use read::Head;

/// The audit log of a store. Clones are the same log.
#[derive(Clone)]
pub struct AuditLog {
    shared: Arc<Shared>,
}

struct Shared {
    objects: Objects,
    /// The furthest end that this process has seen.
    head: Mutex<Head>,
    queue: commit::Queue,
}

impl AuditLog {
    pub(crate) fn new(objects: Objects) -> Self {
        Self {
            shared: Arc::new(Shared {
                objects,
                head: Mutex::default(),
                queue: commit::Queue::default(),
            }),
        }
    }

    /// A name for a question that no other has: 128 random bits in hex.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn new_query_id() -> Result<String> {
        nonce()
    }

    /// Puts a record into the log; once this returns it is there for good. Dropping the future does not take it back.
    ///
    /// # Errors
    /// [`crate::StoreError::Overloaded`] when too many records wait already. After
    /// [`crate::StoreError::Unavailable`] it is not known whether the record is there.
    pub async fn append(&self, record: AuditRecord) -> Result<()> {
        commit::append(&self.shared, record).await
    }

    /// Puts a record into the log without waiting for it, for those who cannot wait. Whatever goes wrong is said in the
    /// program's own log only.
    pub fn leave(&self, record: AuditRecord) {
        commit::leave(&self.shared, record);
    }

    /// Records with the position of their entry and when it was written, newest last. With `since`, those of that entry
    /// and after it; without, the newest.
    ///
    /// There are at most `max`, but an entry is never taken apart: one that has more comes alone. To read on, ask again
    /// from the last position and one.
    ///
    /// # Errors
    /// When storage does not answer; [`crate::StoreError::Corrupt`] when an entry is missing or cannot be read.
    pub async fn records(
        &self,
        since: Option<u64>,
        max: usize,
    ) -> Result<Vec<(u64, Timestamp, AuditRecord)>> {
        let end = self.shared.find_head().await?.next;
        let objects = &self.shared.objects;
        let entries = match since {
            Some(first) => read::from(objects, first, end, max).await?,
            None => read::newest(objects, end, max).await?,
        };
        let records = entries.into_iter().flat_map(|entry| {
            let (seq, at) = (entry.seq, entry.at);
            let records = entry.records.into_iter();
            records.map(move |record| (seq, at, record))
        });
        Ok(records.collect())
    }

    /// The position after the last entry, whoever wrote it.
    ///
    /// # Errors
    /// When storage does not answer.
    pub async fn end(&self) -> Result<u64> {
        Ok(self.shared.find_head().await?.next)
    }

    /// The entries of these positions, oldest first. All must be there: ask [`Self::end`].
    ///
    /// # Errors
    /// As [`Self::records`].
    pub async fn entries(&self, positions: Range<u64>) -> Result<Vec<AuditRead>> {
        read::read_range(&self.shared.objects, positions.start, positions.end).await
    }

    /// Reads every entry from the first on and checks that each follows on the one before.
    ///
    /// # Errors
    /// When storage does not answer. What is wrong with the entries is in the report.
    pub async fn verify(&self) -> Result<AuditReport> {
        verify::verify(&self.shared.objects).await
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Head> {
        // It is replaced whole.
        self.head.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn known_head(&self) -> Head {
        self.lock().clone()
    }

    /// Takes an end as the furthest unless one further on is known.
    fn publish(&self, head: &Head) {
        let mut known = self.lock();
        if head.next > known.next {
            *known = head.clone();
        }
    }

    /// The end of the log, whoever wrote it.
    async fn find_head(&self) -> Result<Head> {
        let head = read::head(&self.objects, self.known_head()).await?;
        self.publish(&head);
        Ok(head)
    }
}

impl fmt::Debug for AuditLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuditLog")
            .field("next", &self.shared.known_head().next)
            .finish_non_exhaustive()
    }
}
