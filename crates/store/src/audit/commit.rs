//! Writing entries: records that wait share one, and the loser of a race tries the next position.

use std::collections::VecDeque;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use jiff::Timestamp;
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use super::Shared;
use super::read::Head;
use super::record::{AuditEntry, AuditRecord};
use crate::error::{Result, StoreError};
use crate::layout;
use crate::objects::sha256_hex;
use crate::race::{self, MAX_ATTEMPTS};
use crate::store::nonce;

/// Records that may wait; more are turned away.
const MAX_WAITING: usize = 10_000;
/// Records that share an entry, at most.
const MAX_SHARED: usize = 1_000;

/// Records waiting for the next entry.
#[derive(Default)]
pub(super) struct Queue(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    records: VecDeque<Waiter>,
    /// Whether a task is at work that will look here again.
    is_served: bool,
}

struct Waiter {
    record: AuditRecord,
    answer: oneshot::Sender<Result<()>>,
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes a record, and answers once it is durable.
pub(super) async fn append(shared: &Arc<Shared>, record: AuditRecord) -> Result<()> {
    let outcome = enqueue(shared, record)?;
    outcome
        .await
        .unwrap_or_else(|gone| Err(StoreError::unavailable(gone)))
}

/// Writes a record that nobody waits for.
pub(super) fn leave(shared: &Arc<Shared>, record: AuditRecord) {
    if let Err(error) = enqueue(shared, record) {
        let error: &dyn std::error::Error = &error;
        tracing::error!(error, "a record of the audit log was lost");
    }
}

fn enqueue(shared: &Arc<Shared>, record: AuditRecord) -> Result<oneshot::Receiver<Result<()>>> {
    let runtime = Handle::try_current().map_err(StoreError::unavailable)?;
    let (answer, outcome) = oneshot::channel();
    let must_serve = {
        let mut waiting = shared.queue.lock();
        if waiting.records.len() >= MAX_WAITING {
            return Err(StoreError::Overloaded {
                waiting: waiting.records.len(),
            });
        }
        waiting.records.push_back(Waiter { record, answer });
        !mem::replace(&mut waiting.is_served, true)
    };
    if must_serve {
        // Its own task, so that a caller who hangs up does not take the others' records along. It ends with the queue.
        runtime.spawn(serve(Serving {
            shared: Arc::clone(shared),
            is_over: false,
        }));
    }
    Ok(outcome)
}

/// The right to serve the queue. When the task dies, whoever waits hears of it, and the next caller serves.
struct Serving {
    shared: Arc<Shared>,
    is_over: bool,
}

impl Serving {
    /// The next records to write; ends the service when there are none.
    fn next(&mut self) -> Option<Vec<Waiter>> {
        let mut waiting = self.shared.queue.lock();
        if waiting.records.is_empty() {
            waiting.is_served = false;
            self.is_over = true;
            return None;
        }
        let n_taken = waiting.records.len().min(MAX_SHARED);
        Some(waiting.records.drain(..n_taken).collect())
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        if !self.is_over {
            let mut waiting = self.shared.queue.lock();
            waiting.is_served = false;
            waiting.records.clear();
        }
    }
}

async fn serve(mut serving: Serving) {
    while let Some(batch) = serving.next() {
        let (records, answers): (Vec<_>, Vec<_>) = batch
            .into_iter()
            .map(|waiter| (waiter.record, waiter.answer))
            .unzip();
        let n_records = records.len();
        let outcome = commit(&serving.shared, records).await;
        if let Err(error) = &outcome {
            // Some of them may have nobody who waits and would say so.
            let error: &dyn std::error::Error = error;
            tracing::error!(error, n_records, "the audit log could not be written");
        }
        for answer in answers {
            // Whoever hung up needs no answer.
            let _unheard = answer.send(outcome.clone());
        }
    }
}

/// Writes one entry of all these records.
async fn commit(shared: &Shared, mut records: Vec<AuditRecord>) -> Result<()> {
    let mut head = shared.known_head();
    if head.next == 0 {
        head = shared.find_head().await?;
    }
    for attempt in 1..=MAX_ATTEMPTS {
        let now = Timestamp::now();
        let entry = AuditEntry {
            seq: head.next,
            previous: head.hash,
            at: head.at.map_or(now, |before| before.max(now)),
            nonce: nonce()?,
            records,
        };
        let bytes = Bytes::from(serde_json::to_vec(&entry).map_err(StoreError::encode)?);
        let path = layout::audit_entry(entry.seq);
        if race::create(&shared.objects, &path, bytes.clone()).await? {
            shared.publish(&Head {
                next: entry.seq.saturating_add(1),
                hash: sha256_hex(&bytes),
                at: Some(entry.at),
            });
            return Ok(());
        }
        if attempt > 1 {
            race::pause(attempt).await?;
        }
        records = entry.records;
        head = shared.find_head().await?;
    }
    Err(StoreError::Contended {
        attempts: MAX_ATTEMPTS,
    })
}
