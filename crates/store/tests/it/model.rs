//! The journal against a model, under random schedules of several processes with lost calls, lost answers, late
//! answers and deaths between any two steps.
//!
//! The model is the plainest reading of the design: a list of entries, played one after the other. Whatever the
//! schedule, the processes must leave a journal that the model accepts and that agrees with what they were told.

use std::sync::{Arc, Mutex};

use futures::TryStreamExt as _;
use hub_standard::ids::{Month, ServiceCode, SubmissionId};
use hub_store::{AcceptOutcome, Accepted, Entry, Event, State, Store, StoreError};
use hub_testkit::fixtures::{accepted, month, service, submission};
use hub_testkit::{Fault, FaultStore};
use object_store::memory::InMemory;
use object_store::{ObjectStore, ObjectStoreExt as _};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use crate::sim::{Choice, SimStore, World};

mod plain;

use plain::Model;

const PROCESSES: usize = 3;
const CLIENTS_PER_PROCESS: usize = 2;

/// What a client does.
#[derive(Debug, Clone)]
enum Act {
    /// Sends a file; looks first what it replaces, or not.
    Send {
        place: u8,
        file: u8,
        looks_first: bool,
    },
    /// Withdraws what counts.
    Withdraw { place: u8 },
}

/// What a client was told.
#[derive(Debug)]
enum Told {
    Committed {
        submission: SubmissionId,
        seq: u64,
    },
    SameFile {
        submission: SubmissionId,
        content_tag: String,
    },
    Superseded {
        current: SubmissionId,
    },
    /// A promise was broken before its eyes.
    Broken(String),
}

type Log = Arc<Mutex<Vec<Told>>>;

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        8 => (0..4_u8, 0..3_u8, prop::bool::weighted(0.7))
            .prop_map(|(place, file, looks_first)| Act::Send { place, file, looks_first }),
        1 => (0..4_u8).prop_map(|place| Act::Withdraw { place }),
    ];
    prop::collection::vec(act, 1..5)
}

fn scripts() -> impl Strategy<Value = Vec<Vec<Act>>> {
    prop::collection::vec(acts(), PROCESSES * CLIENTS_PER_PROCESS)
}

fn choices() -> impl Strategy<Value = Vec<Choice>> {
    let choice = prop_oneof![
        60 => any::<u8>().prop_map(Choice::LetGo),
        6 => any::<u8>().prop_map(Choice::Lose),
        1 => any::<u8>().prop_map(Choice::Kill),
    ];
    prop::collection::vec(choice, 0..400)
}

fn place(number: u8) -> (ServiceCode, Month) {
    let code = if number.is_multiple_of(2) {
        "SVC001"
    } else {
        "SVC002"
    };
    (
        service(code),
        month(if number < 2 { "2026-10" } else { "2026-11" }),
    )
}

async fn client(store: Store, number: u64, script: Vec<Act>, log: Log) {
    for (n, act) in (0..).zip(script) {
        let told = match act {
            Act::Send {
                place: number_of_place,
                file,
                looks_first,
            } => {
                let (service, month) = place(number_of_place);
                let replaces = if looks_first {
                    let Ok(state) = store.journal().state().await else {
                        continue;
                    };
                    state
                        .current_for(&service, month)
                        .map(|current| current.submission.clone())
                } else {
                    None
                };
                let offered = Accepted {
                    replaces,
                    content_tag: format!("file {file}"),
                    ..accepted(&submission(number * 100 + n), &service, month)
                };
                send(&store, offered).await
            }
            Act::Withdraw {
                place: number_of_place,
            } => {
                let (service, month) = place(number_of_place);
                let withdraw = move |state: &State| {
                    Ok(state
                        .current_for(&service, month)
                        .map_or_else(Vec::new, |current| {
                            vec![Event::Withdrawn {
                                submission: current.submission.clone(),
                                service: service.clone(),
                                month,
                                by: "a tester".to_owned(),
                            }]
                        }))
                };
                let _may_fail = store.journal().append(withdraw).await;
                None
            }
        };
        log.lock().unwrap().extend(told);
    }
}

/// Sends, and again when the answer is not known. Then looks whether what it was told is so.
async fn send(store: &Store, offered: Accepted) -> Option<Told> {
    for _ in 0..3 {
        match store.journal().accept(offered.clone()).await {
            Ok(AcceptOutcome::Committed { seq }) => {
                let submission = offered.submission;
                return Some(match store.journal().state().await {
                    Ok(state) if !state.by_submission.contains_key(&submission) => Told::Broken(
                        format!("{submission} was committed and its sender does not see it"),
                    ),
                    _ => Told::Committed { submission, seq },
                });
            }
            Ok(AcceptOutcome::SameFile { submission }) => {
                return Some(Told::SameFile {
                    submission,
                    content_tag: offered.content_tag,
                });
            }
            Ok(AcceptOutcome::Superseded { current }) => {
                return Some(Told::Superseded {
                    current: current.submission.clone(),
                });
            }
            Ok(_) => return Some(Told::Broken("an unknown outcome".to_owned())),
            Err(StoreError::Corrupt { path, reason }) => {
                return Some(Told::Broken(format!("{path}: {reason}")));
            }
            Err(_) => {}
        }
    }
    None
}

/// Plays a schedule. Returns the first promise that was broken.
fn play(fault: Fault, scripts: &[Vec<Act>], choices: &[Choice]) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    runtime.block_on(async {
        let storage: Arc<dyn ObjectStore> = Arc::new(InMemory::new());
        let world: Arc<World> = Arc::default();
        let log = Log::default();
        let stores: Vec<Store> = (0..PROCESSES)
            .map(|process| {
                let storage = Arc::new(FaultStore::new(storage.clone(), fault));
                Store::over(Arc::new(SimStore {
                    process,
                    world: world.clone(),
                    storage,
                }))
            })
            .collect();
        let tasks: Vec<_> = (0..)
            .zip(scripts)
            .map(|(number, script)| {
                let process = usize::try_from(number).unwrap() % PROCESSES;
                let client = client(stores[process].clone(), number, script.clone(), log.clone());
                (process, tokio::spawn(client))
            })
            .collect();
        world.run(&tasks, PROCESSES, choices).await;
        let told = std::mem::take(&mut *log.lock().unwrap());

        // The process that cannot die, with all it remembers; and one that knows nothing.
        let survivor = stores[0].clone();
        let seen = Arc::new(Mutex::new(None));
        let looking = {
            let seen = seen.clone();
            tokio::spawn(
                async move { *seen.lock().unwrap() = Some(survivor.journal().state().await) },
            )
        };
        world.run(&[(0, looking)], PROCESSES, &[]).await;
        let seen = seen
            .lock()
            .unwrap()
            .take()
            .unwrap()
            .map_err(|error| error.to_string())?;
        check(&storage, &told, &seen).await
    })
}

/// What the model says to the journal, and to what the clients were told.
async fn check(
    storage: &Arc<dyn ObjectStore>,
    told: &[Told],
    survivor: &State,
) -> Result<(), String> {
    let newcomer = Store::over(storage.clone());
    let report = newcomer.journal().verify().await.unwrap();
    if !report.is_sound() {
        return Err(format!("{:?}", report.problems));
    }
    let state = newcomer
        .journal()
        .state()
        .await
        .map_err(|error| error.to_string())?;
    if *state != *survivor {
        return Err("two processes disagree".to_owned());
    }
    let model = Model::of(&entries(storage).await)?;
    model.agrees_with(&state)?;
    told.iter()
        .try_for_each(|told| model.agrees_with_told(told))
}

async fn entries(storage: &Arc<dyn ObjectStore>) -> Vec<Entry> {
    let mut metas: Vec<_> = storage.list(None).try_collect().await.unwrap();
    metas.sort_by(|a, b| a.location.cmp(&b.location));
    let mut entries = Vec::new();
    for meta in metas {
        let bytes = storage
            .get(&meta.location)
            .await
            .unwrap()
            .bytes()
            .await
            .unwrap();
        entries.push(serde_json::from_slice(&bytes).unwrap());
    }
    entries
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, max_shrink_iters: 500, ..ProptestConfig::default() })]

    #[test]
    fn every_schedule_keeps_what_was_promised(scripts in scripts(), choices in choices()) {
        if let Err(broken) = play(Fault::Never, &scripts, &choices) {
            return Err(TestCaseError::fail(broken));
        }
    }
}

#[test]
fn model_catches_storage_that_overwrites() {
    let mut runner = TestRunner::deterministic();
    let n_caught = (0..40)
        .filter(|_| {
            let scripts = scripts().new_tree(&mut runner).unwrap().current();
            let choices = choices().new_tree(&mut runner).unwrap().current();
            play(Fault::Overwrites, &scripts, &choices).is_err()
        })
        .count();

    assert!(n_caught > 4, "caught {n_caught} of 40");
}
