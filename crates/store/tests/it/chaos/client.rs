//! What processes and their clients do, and what they are told.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use hub_standard::ids::SubmissionId;
use hub_store::remote::{Patience, Remote};
use hub_store::{AcceptOutcome, Accepted, AuditOutcome, AuditRecord, Path, Store, StoreError};
use hub_testkit::fixtures::{accepted, accepted_rows, anonymised, month, service, submission};
use hub_testkit::{ChaosStore, Dice, Tally, Weather};
use object_store::ObjectStore;

use super::CLIENTS_PER_PROCESS;

/// What each client does.
const ACTS: u64 = 6;
/// How often it tries, when it is not told what became of it.
const TRIES: u64 = 3;
/// Names that all want.
const NAMES: u64 = 5;
/// Of so many acts one sends rows, which takes long.
const ROWS_ONE_IN: u64 = 16;

const QUICK: Patience = Patience {
    attempts: 4,
    pause: Duration::from_millis(1),
    call: Duration::from_secs(20),
};

/// What a client was told.
#[derive(Debug)]
pub(super) enum Told {
    /// A return is in an entry.
    Committed {
        process: u64,
        submission: SubmissionId,
        seq: u64,
    },
    /// An object has this name and this content.
    Created { path: Path, content: Bytes },
    /// Somebody else's object has the name that this content was for.
    Taken { path: Path, content: Bytes },
    /// A record is in the audit log.
    Recorded { query_id: String },
    /// This was the state.
    Saw { seq: u64, head_hash: String },
    /// A promise was broken before its eyes.
    Broken(String),
}

/// A process that starts again when it has died.
pub(super) struct Process {
    number: u64,
    door: Arc<dyn ObjectStore>,
    is_remote: bool,
    weather: Weather,
    dice: Dice,
    tally: Arc<Tally>,
    life: Mutex<Option<(ChaosStore, Store)>>,
}

impl Process {
    pub(super) fn new(
        number: u64,
        door: Arc<dyn ObjectStore>,
        is_remote: bool,
        weather: Weather,
        seed: u64,
        tally: Arc<Tally>,
    ) -> Self {
        Self {
            number,
            door,
            is_remote,
            weather,
            dice: Dice::new(seed.wrapping_mul(1_000).wrapping_add(number)),
            tally,
            life: Mutex::default(),
        }
    }

    /// The store of this life, or of the next if the process has died: it remembers nothing then.
    fn store(&self) -> Store {
        let mut life = self.life.lock().unwrap();
        match life.as_ref() {
            Some((chaos, store)) if !chaos.is_dead() => store.clone(),
            _ => {
                let seed = self.dice.below(u64::MAX);
                let chaos =
                    ChaosStore::new(self.door.clone(), self.weather, seed, self.tally.clone());
                let store = match self.is_remote {
                    true => Store::over(Arc::new(Remote::new(Arc::new(chaos.clone()), QUICK))),
                    false => Store::over(Arc::new(chaos.clone())),
                };
                *life = Some((chaos, store.clone()));
                store
            }
        }
    }
}

/// One client of a process.
pub(super) async fn work(process: Arc<Process>, client: u64, seed: u64) -> Vec<Told> {
    let who = process.number * CLIENTS_PER_PROCESS + client;
    let dice = Dice::new(seed.wrapping_mul(7_919).wrapping_add(who));
    let mut told = Vec::new();
    for act in 0..ACTS {
        let id = who * 100 + act;
        match dice.below(8) {
            0..4 => told.extend(send(&process, &dice, id).await),
            4 | 5 => told.extend(create(&process, &dice, id).await),
            6 => {
                let query_id = format!("{id:032x}");
                let record = AuditRecord::Answered {
                    query_id: query_id.clone(),
                    outcome: AuditOutcome::Failed,
                };
                if process.store().audit().append(record).await.is_ok() {
                    told.push(Told::Recorded { query_id });
                }
            }
            _ => match process.store().journal().state().await {
                Ok(state) => told.extend(state.seq.map(|seq| Told::Saw {
                    seq,
                    head_hash: state.head_hash.clone(),
                })),
                Err(error) => told.extend(broken(&error)),
            },
        }
    }
    told
}

/// Which process a return came from.
pub(super) fn process_of(submission_of: &SubmissionId, known: &[SubmissionId]) -> Option<u64> {
    let at = known.iter().position(|known| known == submission_of)?;
    Some(u64::try_from(at).unwrap() / 100 / CLIENTS_PER_PROCESS)
}

/// Sends a return, for a month of its own or one that all send for.
async fn send(process: &Process, dice: &Dice, id: u64) -> Option<Told> {
    let own = i32::try_from(id).unwrap();
    let is_contested = dice.below(2) == 0;
    let (service, month) = match is_contested {
        true => (service("SVC001"), month("2026-10")),
        false => (service("SVC002"), month("2026-10").plus(own)),
    };
    let has_rows = dice.below(ROWS_ONE_IN) == 0;
    for _ in 0..TRIES {
        let store = process.store();
        let replaces = match store.journal().state().await {
            Ok(state) => state
                .current_for(&service, month)
                .map(|current| current.submission.clone()),
            Err(error) => {
                if let Some(told) = broken(&error) {
                    return Some(told);
                }
                continue;
            }
        };
        let offered = match has_rows {
            true => {
                let rows = anonymised(&service, month, 2);
                match store.put_return(&submission(id), &rows).await {
                    Ok(object) => Accepted {
                        content_tag: format!("file {id}"),
                        ..accepted_rows(&submission(id), &rows, object, replaces)
                    },
                    Err(error) => match broken(&error) {
                        Some(told) => return Some(told),
                        None => continue,
                    },
                }
            }
            false => Accepted {
                replaces,
                ..accepted(&submission(id), &service, month)
            },
        };
        match store.journal().accept(offered).await {
            Ok(AcceptOutcome::Committed { seq }) => {
                return Some(Told::Committed {
                    process: process.number,
                    submission: submission(id),
                    seq,
                });
            }
            Ok(_) => return None,
            Err(error) => {
                if let Some(told) = broken(&error) {
                    return Some(told);
                }
            }
        }
    }
    None
}

/// Creates an object under a name that others want too.
async fn create(process: &Process, dice: &Dice, id: u64) -> Option<Told> {
    let path = Path::from(format!("things/{}", dice.below(NAMES)));
    let content = content(id);
    match process.store().create(&path, content.clone()).await {
        Ok(()) => Some(Told::Created { path, content }),
        Err(StoreError::AlreadyExists { .. }) => Some(Told::Taken { path, content }),
        Err(error) => broken(&error),
    }
}

/// What one client would put under a name; it can be seen whether it is whole.
pub(super) fn content(id: u64) -> Bytes {
    Bytes::from(format!("{id} ").repeat(400) + "end")
}

/// An outage is no broken promise; a damaged store is.
fn broken(error: &StoreError) -> Option<Told> {
    matches!(
        error,
        StoreError::Corrupt { .. } | StoreError::NotFound { .. }
    )
    .then(|| Told::Broken(error.to_string()))
}
