//! Writing entries: waiting decisions share one, and the loser of a race decides again.

use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use jiff::Timestamp;
use tokio::sync::oneshot;

use super::{Committed, Shared, segment};
use crate::error::{Refusal, Result, StoreError};
use crate::event::{Entry, Event};
use crate::layout;
use crate::objects::sha256_hex;
use crate::race::{self, MAX_ATTEMPTS};
use crate::state::State;
use crate::store::nonce;

/// Writes that may wait; more are turned away.
const MAX_WAITING: usize = 4_096;
/// Decisions that share an entry, at most.
const MAX_SHARED: usize = 64;

/// A decision: the events to write, given the newest state.
pub(super) type Decide = Box<dyn Fn(&State) -> Result<Vec<Event>, Refusal> + Send>;

/// Decisions waiting for the next entry.
#[derive(Default)]
pub(super) struct Queue(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    proposals: Vec<Proposal>,
    /// Whether a task is at work that will look here again.
    is_served: bool,
}

struct Proposal {
    decide: Decide,
    answer: oneshot::Sender<Result<Committed>>,
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Decides, writes, and answers once the entry is durable.
pub(super) async fn append(shared: &Arc<Shared>, decide: Decide) -> Result<Committed> {
    let (answer, outcome) = oneshot::channel();
    let must_serve = {
        let mut waiting = shared.queue.lock();
        if waiting.proposals.len() >= MAX_WAITING {
            return Err(StoreError::Overloaded {
                waiting: waiting.proposals.len(),
            });
        }
        waiting.proposals.push(Proposal { decide, answer });
        !mem::replace(&mut waiting.is_served, true)
    };
    if must_serve {
        // Its own task, so that a caller who hangs up does not take the others' writes along. It ends with the queue.
        tokio::spawn(serve(Serving {
            shared: Arc::clone(shared),
            is_over: false,
        }));
    }
    outcome
        .await
        .unwrap_or_else(|gone| Err(StoreError::unavailable(gone)))
}

/// The right to serve the queue. When the task dies, whoever waits hears of it, and the next caller serves.
struct Serving {
    shared: Arc<Shared>,
    is_over: bool,
}

impl Serving {
    /// The next decisions to write; ends the service when there are none.
    fn next(&mut self) -> Option<Vec<Proposal>> {
        let mut waiting = self.shared.queue.lock();
        if waiting.proposals.is_empty() {
            waiting.is_served = false;
            self.is_over = true;
            return None;
        }
        let n_taken = waiting.proposals.len().min(MAX_SHARED);
        Some(waiting.proposals.drain(..n_taken).collect())
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        if !self.is_over {
            let mut waiting = self.shared.queue.lock();
            waiting.is_served = false;
            waiting.proposals.clear();
        }
    }
}

async fn serve(mut serving: Serving) {
    while let Some(batch) = serving.next() {
        let shared = &serving.shared;
        if let Some(seq) = commit(shared, batch).await
            && let Err(error) = segment::write_up_to(&shared.objects, seq).await
        {
            let error: &dyn std::error::Error = &error;
            tracing::warn!(error, "journal segment not written; reading will be slower");
        }
    }
}

/// Writes one entry for all of `batch` and answers each. Returns its position, if there was anything to write.
async fn commit(shared: &Shared, batch: Vec<Proposal>) -> Option<u64> {
    let mut base = shared.newest();
    let mut attempt = 0;
    let failure = loop {
        if base.seq.is_none() {
            // Nothing is known yet, or there is nothing: writing entry 0 blindly could fork a journal that lost its own.
            base = match shared.catch_up().await {
                Ok(newest) => newest,
                Err(error) => break error,
            };
        }
        let round = Round::decide(&base, &batch);
        attempt += 1;
        match round.settle(shared, base, attempt).await {
            Ok(Settled::Done {
                outcomes,
                committed,
                wrote,
            }) => {
                for (proposal, outcome) in batch.into_iter().zip(outcomes) {
                    // Whoever hung up needs no answer.
                    let _unheard = proposal
                        .answer
                        .send(outcome.map(|()| committed).map_err(StoreError::Refused));
                }
                return committed.seq.filter(|_| wrote);
            }
            Ok(Settled::Overtaken { newest }) if attempt < MAX_ATTEMPTS => base = newest,
            Ok(Settled::Overtaken { .. }) => break StoreError::Contended { attempts: attempt },
            Err(error) => break error,
        }
    };
    for proposal in batch {
        let _unheard = proposal.answer.send(Err(failure.clone()));
    }
    None
}

/// What a batch wants to write on one state.
struct Round {
    at: Timestamp,
    events: Vec<Event>,
    outcomes: Vec<Result<(), Refusal>>,
    /// The state with the events taken into account.
    state: State,
}

enum Settled {
    Done {
        outcomes: Vec<Result<(), Refusal>>,
        committed: Committed,
        wrote: bool,
    },
    Overtaken {
        newest: Arc<State>,
    },
}

impl Round {
    /// Lets each decide on what those before it leave.
    fn decide(base: &State, batch: &[Proposal]) -> Self {
        let now = Timestamp::now();
        let at = base.at.map_or(now, |before| before.max(now));
        let mut state = base.clone();
        let mut events = Vec::new();
        let mut outcomes = Vec::with_capacity(batch.len());
        for proposal in batch {
            outcomes.push((proposal.decide)(&state).map(|wanted| {
                for event in &wanted {
                    state.apply(event, at);
                }
                events.extend(wanted);
            }));
        }
        Self {
            at,
            events,
            outcomes,
            state,
        }
    }

    /// Writes the events, if nobody was faster and the decisions were taken on the newest state.
    async fn settle(self, shared: &Shared, base: Arc<State>, attempt: u32) -> Result<Settled> {
        if self.events.is_empty() {
            // A write proves that it was decided on the newest state. Without one, look.
            let newest = shared.catch_up().await?;
            if newest.seq != base.seq {
                return Ok(Settled::Overtaken { newest });
            }
            let committed = Committed {
                seq: base.seq,
                at: base.at,
            };
            return Ok(Settled::Done {
                outcomes: self.outcomes,
                committed,
                wrote: false,
            });
        }
        let entry = Entry {
            seq: base.next_seq(),
            previous: base.head_hash.clone(),
            at: self.at,
            nonce: nonce()?,
            events: self.events,
        };
        let bytes = Bytes::from(serde_json::to_vec(&entry).map_err(StoreError::encode)?);
        let hash = sha256_hex(&bytes);
        if !race::create(&shared.objects, &layout::entry(entry.seq), bytes).await? {
            if attempt > 1 {
                race::pause(attempt).await?;
            }
            return Ok(Settled::Overtaken {
                newest: shared.catch_up().await?,
            });
        }
        let mut state = self.state;
        state.seq = Some(entry.seq);
        state.head_hash = hash;
        state.at = Some(entry.at);
        shared.publish(&Arc::new(state));
        let committed = Committed {
            seq: Some(entry.seq),
            at: Some(entry.at),
        };
        Ok(Settled::Done {
            outcomes: self.outcomes,
            committed,
            wrote: true,
        })
    }
}
