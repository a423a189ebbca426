//! The journal: what happened, in one order that everybody agrees on.
//!
//! Entry `n` is an object of its own; creating it is the commit. Positions have no gaps, so a reader finds news by
//! asking for the next position, without listing. Each entry names the hash of the one before.
//!
//! Writers within a process share commits ([`commit`]): while one entry is being made durable, the decisions that
//! arrive wait and go into the next entry together. Writers in different processes race, and the loser decides again
//! on what won.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use hub_standard::ids::SubmissionId;
use jiff::Timestamp;

use crate::error::{Refusal, Result, StoreError};
use crate::event::{Accepted, Event};
use crate::layout::{self, Path};
use crate::objects::Objects;
use crate::state::State;

mod commit;
mod read;
mod segment;
mod verify;

pub use verify::{JournalProblem, JournalReport};

/// The journal of a store. Clones are the same journal.
#[derive(Clone)]
pub struct Journal {
    shared: Arc<Shared>,
}

/// A decision that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Committed {
    /// The entry that carries the events, which may carry those of others too. When the decision was that there is
    /// nothing to write, the last entry that it was taken on.
    pub seq: Option<u64>,
    /// When that entry was written.
    pub at: Option<Timestamp>,
}

/// What became of a return offered to [`Journal::accept`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum AcceptOutcome {
    /// It counts.
    Committed {
        /// The entry that says so.
        seq: u64,
    },
    /// The same file counts already; nothing changed.
    SameFile {
        /// The return that counts.
        submission: SubmissionId,
    },
    /// A return that the sender did not know of counts meanwhile; nothing changed.
    Superseded {
        /// The return that counts.
        current: Box<Accepted>,
    },
}

struct Shared {
    objects: Objects,
    /// The newest state this process has seen.
    newest: RwLock<Arc<State>>,
    /// Held while catching up, so that many readers at a cold start do the work once.
    catching_up: tokio::sync::Mutex<()>,
    queue: commit::Queue,
}

impl Journal {
    pub(crate) fn new(objects: Objects) -> Self {
        let shared = Shared {
            objects,
            newest: RwLock::default(),
            catching_up: tokio::sync::Mutex::default(),
            queue: commit::Queue::default(),
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// The state after the last entry there is. Reads what was added since the last time, by any process.
    ///
    /// # Errors
    /// When storage does not answer, or the journal does not hold together.
    pub async fn state(&self) -> Result<Arc<State>> {
        self.shared.catch_up().await
    }

    /// The newest state that this process has seen, without asking storage.
    #[must_use]
    pub fn latest_seen(&self) -> Arc<State> {
        self.shared.newest()
    }

    /// The state just after entry `seq`, as it was then.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such entry yet.
    pub async fn state_at(&self, seq: u64) -> Result<Arc<State>> {
        let newest = self.shared.newest();
        if newest.seq == Some(seq) {
            return Ok(newest);
        }
        let state = read::fold(&self.shared.objects, Arc::default(), Some(seq)).await?;
        if state.seq == Some(seq) {
            Ok(state)
        } else {
            Err(StoreError::NotFound {
                path: layout::entry(seq).to_string(),
            })
        }
    }

    /// Writes the events that `decide` wants, given the newest state.
    ///
    /// `decide` is called again whenever another writer was faster, so it must depend on the state alone. The events
    /// share an entry with those of other waiting writers; `decide` has seen theirs. Dropping the future does not
    /// take the events back.
    ///
    /// # Errors
    /// [`StoreError::Refused`] with what `decide` answered on the newest state. [`StoreError::Unavailable`] when it is
    /// not known whether the entry was written: decide again on the state to find out.
    pub async fn append<F>(&self, decide: F) -> Result<Committed>
    where
        F: Fn(&State) -> Result<Vec<Event>, Refusal> + Send + 'static,
    {
        commit::append(&self.shared, Box::new(decide)).await
    }

    /// Makes a return count for its service and month, in place of the one that the sender knew of.
    ///
    /// Offering the same return again is harmless. A return whose predecessor was withdrawn meanwhile replaces
    /// nothing, and is accepted.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when an object that it names is not there; otherwise as [`append`](Self::append).
    pub async fn accept(&self, accepted: Accepted) -> Result<AcceptOutcome> {
        for object in accepted.objects() {
            let path = Path::from(object.path.as_str());
            match self.shared.objects.size(&path).await? {
                None => {
                    return Err(StoreError::NotFound {
                        path: object.path.clone(),
                    });
                }
                Some(size) if size != object.bytes => {
                    return Err(StoreError::corrupt(
                        &path,
                        "its length is not what the return says",
                    ));
                }
                Some(_) => {}
            }
        }
        match self.append(move |state| may_count(state, &accepted)).await {
            Ok(Committed { seq: Some(seq), .. }) => Ok(AcceptOutcome::Committed { seq }),
            Ok(Committed { seq: None, .. }) => Err(StoreError::corrupt(
                &layout::entry(0),
                "an accepted return left no entry",
            )),
            Err(StoreError::Refused(Refusal::SameFile { submission })) => {
                Ok(AcceptOutcome::SameFile { submission })
            }
            Err(StoreError::Refused(Refusal::Superseded { current })) => {
                Ok(AcceptOutcome::Superseded { current })
            }
            Err(error) => Err(error),
        }
    }

    /// Reads every entry and checks that the whole holds together.
    ///
    /// # Errors
    /// When storage does not answer. What is wrong with the entries is in the report.
    pub async fn verify(&self) -> Result<JournalReport> {
        verify::verify(&self.shared.objects).await
    }
}

/// Decides on a return: last good return wins, but never over one that its sender has not seen.
fn may_count(state: &State, offered: &Accepted) -> Result<Vec<Event>, Refusal> {
    if offered
        .objects()
        .any(|object| state.erased.contains_key(&object.path))
    {
        return Err(Refusal::because(
            "what was stored of this return was taken away before it counted: send the file again",
        ));
    }
    if let Some(current) = state.current_for(&offered.service, offered.month) {
        if current.content_tag == offered.content_tag {
            return Err(Refusal::SameFile {
                submission: current.submission.clone(),
            });
        }
        if offered.replaces.as_ref() != Some(&current.submission) {
            return Err(Refusal::Superseded {
                current: Box::new((**current).clone()),
            });
        }
    }
    if state.by_submission.contains_key(&offered.submission) {
        return Err(Refusal::because(
            "this return was accepted before and has been replaced or withdrawn",
        ));
    }
    Ok(vec![Event::Accepted(Box::new(offered.clone()))])
}

impl Shared {
    fn newest(&self) -> Arc<State> {
        Arc::clone(&self.newest.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes a state as the newest unless a newer one is known.
    fn publish(&self, state: &Arc<State>) {
        let mut newest = self.newest.write().unwrap_or_else(PoisonError::into_inner);
        if state.seq > newest.seq {
            *newest = Arc::clone(state);
        }
    }

    async fn catch_up(&self) -> Result<Arc<State>> {
        let _turn = self.catching_up.lock().await;
        let before = self.newest();
        let state = read::fold(&self.objects, Arc::clone(&before), None).await?;
        if before.seq.is_none() {
            read::refuse_gap(&self.objects, &state).await?;
        }
        self.publish(&state);
        Ok(state)
    }
}

impl fmt::Debug for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Journal")
            .field("seq", &self.shared.newest().seq)
            .finish_non_exhaustive()
    }
}
