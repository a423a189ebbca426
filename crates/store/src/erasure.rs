//! Taking somebody's rows out for good.
//!
//! Objects are immutable, so every object that holds such rows is written anew without them, one journal entry puts the
//! new objects in the places of the old, and the old are deleted, with the footers and statistics in them. The steps:
//!
//! 1. an *order* is created, which keeps the person sealed: from now on the erasure is unfinished, and can be finished
//!    by whoever has the keys, without being told again who it was;
//! 2. what earlier entries say was erased is deleted;
//! 3. every object is read and looked through, byte by byte and column by column. Where the person is found nowhere the
//!    work is done, and that was the proof;
//! 4. otherwise new objects are created, the entry is written, and it begins again at 2;
//! 5. the order is deleted, once the caller has kept the proof.
//!
//! A process may die between any two of them: each step finds out what is there, and none is harmed by being taken twice.
//! No two processes may erase, or build a release, on the same store at once; the caller sees to that.

use hub_ingest::PersonKey;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::error::{Refusal, Result, StoreError};
use crate::event::{Event, Replaced};
use crate::layout::{self, Path};
use crate::object::ObjectName;
use crate::state::State;
use crate::store::{Store, nonce};

mod rewrite;
mod scan;

pub use scan::Scan;

/// Rounds before giving up: returns with the person keep coming in.
const ROUNDS_MAX: u32 = 32;

/// A place in the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalMark {
    /// Position of the last entry; `None` when there is no entry.
    pub seq: Option<u64>,
    /// Hash of that entry, lower-case hex; 64 zeros when there is none.
    pub hash: String,
}

impl JournalMark {
    fn of(state: &State) -> Self {
        Self {
            seq: state.seq,
            hash: state.head_hash.clone(),
        }
    }
}

/// An erasure that was begun. It lies in the store until it is closed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasureOrder {
    /// Identifier of the erasure: random.
    pub erasure: String,
    /// When it was begun.
    pub begun: Timestamp,
    /// Where the journal stood.
    pub before: JournalMark,
    /// Whose rows go, sealed by the caller.
    pub sealed: String,
}

impl std::fmt::Debug for ErasureOrder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ErasureOrder")
            .field("erasure", &self.erasure)
            .field("begun", &self.begun)
            .finish_non_exhaustive()
    }
}

/// What an erasure did. It names nobody, and says nowhere how many rows went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// Which objects took the place of which; none when the person was nowhere.
    pub replaced: Vec<Replaced>,
    /// Where the journal stood when the person was looked for and found nowhere.
    pub after: JournalMark,
    /// What was looked through then.
    pub scan: Scan,
}

impl Store {
    /// The erasure that was begun and not closed.
    ///
    /// # Errors
    /// When storage does not answer, or the order cannot be read.
    pub async fn open_erasure(&self) -> Result<Option<ErasureOrder>> {
        let path = layout::erasure_order();
        let Some(bytes) = self.objects().read_if_there(&path).await? else {
            return Ok(None);
        };
        serde_json::from_slice(&bytes)
            .map(Some)
            .map_err(|_| StoreError::corrupt(&path, "not an order that this version can read"))
    }

    /// Begins to erase whoever is sealed in `sealed`.
    ///
    /// # Errors
    /// [`StoreError::AlreadyExists`] while another erasure is open: finish and close it first.
    pub async fn begin_erasure(&self, sealed: String) -> Result<ErasureOrder> {
        let state = self.journal().state().await?;
        let order = ErasureOrder {
            erasure: nonce()?,
            begun: Timestamp::now(),
            before: JournalMark::of(&state),
            sealed,
        };
        let bytes = serde_json::to_vec(&order).map_err(StoreError::encode)?;
        self.create(&layout::erasure_order(), bytes.into()).await?;
        Ok(order)
    }

    /// Takes out every row with this key, and proves that no object holds the key any more. May be called again after
    /// any failure.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where an object cannot be looked through or holds the key in a place that is not known;
    /// [`StoreError::Contended`] where new returns with the key keep coming in.
    pub async fn erase(&self, order: &ErasureOrder, person: &PersonKey) -> Result<Erasure> {
        for _ in 0..ROUNDS_MAX {
            let state = self.journal().state().await?;
            self.delete_named(&state).await?;
            let scan = self.scan(person).await?;
            if scan.found.is_empty() {
                return Ok(Erasure {
                    replaced: state.replaced_by(&order.erasure),
                    after: JournalMark::of(&state),
                    scan,
                });
            }
            let replaced = self.rewrite_without(&state, &scan.found, person).await?;
            self.enter(&order.erasure, replaced).await?;
        }
        Err(StoreError::Contended {
            attempts: ROUNDS_MAX,
        })
    }

    /// Closes an erasure, after what it proved has been kept.
    ///
    /// # Errors
    /// When storage does not answer.
    pub async fn close_erasure(&self, order: &ErasureOrder) -> Result<()> {
        match self.open_erasure().await? {
            Some(open) if open.erasure == order.erasure => {
                self.discard(&layout::erasure_order()).await
            }
            _ => Ok(()),
        }
    }

    /// Objects that the journal says were erased and that are there all the same.
    pub(crate) async fn not_yet_deleted(&self, state: &State) -> Result<Vec<Path>> {
        let mut found = Vec::new();
        if state.erased.is_empty() {
            return Ok(found);
        }
        for folder in [layout::RETURNS, layout::ACTIVITY] {
            for listed in self.list(&Path::from(folder)).await? {
                if state.erased.contains_key(listed.path.as_ref()) {
                    found.push(listed.path);
                }
            }
        }
        Ok(found)
    }

    /// Deletes what the journal says was erased and is there all the same, however it came back.
    ///
    /// # Errors
    /// When storage does not answer.
    pub async fn delete_erased(&self) -> Result<()> {
        let state = self.journal().state().await?;
        self.delete_named(&state).await
    }

    async fn delete_named(&self, state: &State) -> Result<()> {
        for path in self.not_yet_deleted(state).await? {
            // The note first: without its files it would be a note of nothing.
            if let Some(note) = layout::note_of(path.as_ref()) {
                self.discard(&note).await?;
            }
            self.discard(&path).await?;
        }
        Ok(())
    }

    /// Puts the new objects in the places of the old, unless something else has taken a place meanwhile: then nothing, and
    /// the next round sees what.
    async fn enter(&self, erasure: &str, replaced: Vec<Replaced>) -> Result<()> {
        let erasure = erasure.to_owned();
        let decide = move |state: &State| {
            let is_open = |replaced: &&Replaced| !state.erased.contains_key(&replaced.from.path);
            let open: Vec<Replaced> = replaced.iter().filter(is_open).cloned().collect();
            if !open.iter().all(|replaced| fits(state, replaced)) {
                return Err(Refusal::because("a return was accepted meanwhile"));
            }
            let event = |replaced| Event::Erased {
                erasure: erasure.clone(),
                replaced,
            };
            Ok((!open.is_empty())
                .then(|| event(open))
                .into_iter()
                .collect())
        };
        match self.journal().append(decide).await {
            Ok(_) | Err(StoreError::Refused(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// Whether a replacement is still the right one: a return that counts on its object keeps one, and nothing else does.
fn fits(state: &State, replaced: &Replaced) -> bool {
    let path = &replaced.from.path;
    layout::return_of(path).is_none() || state.return_in(path).is_some() == replaced.to.is_some()
}

impl State {
    /// What an erasure replaced, in the order of paths.
    #[must_use]
    pub fn replaced_by(&self, erasure: &str) -> Vec<Replaced> {
        let of_this = self
            .erased
            .iter()
            .filter(|(_, erased)| erased.erasure == erasure);
        of_this
            .map(|(path, erased)| Replaced {
                from: ObjectName {
                    path: path.clone(),
                    sha256: erased.sha256.clone(),
                },
                to: erased.to.clone(),
            })
            .collect()
    }
}
