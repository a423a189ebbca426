//! Several processes on one storage, each behind bad weather of its own, which a seed decides; they die and start again.
//!
//! Whatever the weather: nothing that was acknowledged is lost, nothing is half-visible, no two writers ever both win a
//! number or a name, and whoever starts afterwards finds all of it and goes on. What the seed does not decide is how the
//! processes' calls interleave; it decides what befalls each call.
//!
//! `HUB_CHAOS_RUNS` says how many seeds are run over memory.
#![expect(
    clippy::print_stdout,
    reason = "how much was tried is part of the result"
)]

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use hub_store::{LocalDisk, Store};
use hub_testkit::{Fault, FaultStore, Tally, Weather};
use object_store::ObjectStore;
use object_store::memory::InMemory;

mod claims;
mod client;

use client::{Process, Told, work};

const PROCESSES: u64 = 3;
const CLIENTS_PER_PROCESS: u64 = 2;

/// Storage of one run, as its processes and whoever comes after them see it.
struct Ground {
    /// One for each process, the last for whoever comes after.
    doors: Vec<Arc<dyn ObjectStore>>,
    /// Whether lost answers are settled as they are over S3.
    is_remote: bool,
    /// How long the storage itself may take with what was given up.
    settles_in: Duration,
}

impl Ground {
    fn shared(storage: Arc<dyn ObjectStore>, is_remote: bool) -> Self {
        let n_doors = usize::try_from(PROCESSES).unwrap() + 1;
        Self {
            doors: vec![storage; n_doors],
            is_remote,
            settles_in: Duration::from_millis(4),
        }
    }
}

/// What was done in many runs.
#[derive(Default)]
struct Summary {
    runs: u64,
    committed: u64,
    created: u64,
    looks: u64,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} runs, {} commits and {} creates acknowledged, {} states seen",
            self.runs, self.committed, self.created, self.looks
        )
    }
}

/// One run. Returns what was told, or the first promise that was broken.
async fn play(
    ground: &Ground,
    weather: Weather,
    seed: u64,
    tally: &Arc<Tally>,
) -> Result<Vec<Told>, String> {
    let mut tasks = Vec::new();
    for (process, door) in (0..PROCESSES).zip(&ground.doors) {
        let process = Arc::new(Process::new(
            process,
            door.clone(),
            ground.is_remote,
            weather,
            seed,
            tally.clone(),
        ));
        for client in 0..CLIENTS_PER_PROCESS {
            tasks.push(tokio::spawn(work(process.clone(), client, seed)));
        }
    }
    let mut told = Vec::new();
    for task in tasks {
        told.extend(task.await.map_err(|error| format!("a client: {error}"))?);
    }
    while tally.in_flight.load(Ordering::SeqCst) > 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    tokio::time::sleep(ground.settles_in).await;
    let fresh = Store::over(ground.doors.last().unwrap().clone());
    claims::check(&fresh, &told, ground.is_remote).await?;
    Ok(told)
}

fn run(
    name: &str,
    seeds: std::ops::Range<u64>,
    ground: impl Fn(u64) -> Option<Ground>,
) -> Option<(Summary, Arc<Tally>)> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let tally: Arc<Tally> = Arc::default();
    let mut summary = Summary::default();
    let began = Instant::now();
    for seed in seeds {
        let ground = ground(seed)?;
        let told = match runtime.block_on(play(&ground, Weather::FOUL, seed, &tally)) {
            Ok(told) => told,
            Err(broken) => panic!("{name}, seed {seed}: {broken}"),
        };
        summary.runs += 1;
        for told in told {
            match told {
                Told::Committed { .. } => summary.committed += 1,
                Told::Created { .. } => summary.created += 1,
                Told::Saw { .. } => summary.looks += 1,
                _ => {}
            }
        }
    }
    println!(
        "{name}: {summary}; {tally}; {:.1} s",
        began.elapsed().as_secs_f64()
    );
    Some((summary, tally))
}

/// The weather was foul, and work was done all the same.
fn assert_tried(summary: &Summary, tally: &Tally) {
    let per_run = |count: u64| count / summary.runs.max(1);
    assert!(per_run(summary.committed) >= 3, "{summary}");
    assert!(per_run(tally.faults()) >= 5, "{tally}");
}

fn runs_over_memory() -> u64 {
    let wanted = std::env::var("HUB_CHAOS_RUNS").ok();
    wanted.map_or(1_000, |wanted| wanted.parse().unwrap())
}

#[test]
fn memory_keeps_every_promise() {
    let n_runs = runs_over_memory();
    for (name, is_remote) in [("memory", false), ("memory as remote", true)] {
        let (summary, tally) = run(name, 0..n_runs, |_| {
            Some(Ground::shared(Arc::new(InMemory::new()), is_remote))
        })
        .unwrap();
        assert_tried(&summary, &tally);
    }
}

#[test]
fn local_disk_keeps_every_promise() {
    let folders = tempfile::tempdir().unwrap();
    let ground = |seed: u64| {
        let folder = folders.path().join(seed.to_string());
        // Each process opens the folder for itself.
        let doors = (0..=PROCESSES).map(|_| Arc::new(LocalDisk::open(&folder).unwrap()) as _);
        Some(Ground {
            doors: doors.collect(),
            is_remote: false,
            settles_in: Duration::from_millis(60),
        })
    };
    let (summary, tally) = run("local disk", 0..60, ground).unwrap();
    assert_tried(&summary, &tally);
}

#[test]
fn s3_keeps_every_promise() {
    let ground = |_| {
        let storage = crate::s3::fresh()?.object_store();
        Some(Ground {
            settles_in: Duration::from_millis(300),
            ..Ground::shared(storage, true)
        })
    };
    if let Some((summary, tally)) = run("S3", 0..40, ground) {
        assert_tried(&summary, &tally);
    }
}

#[test]
fn storage_that_overwrites_is_caught() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let tally: Arc<Tally> = Arc::default();
    let n_caught = (0..60)
        .filter(|seed| {
            let storage = FaultStore::new(Arc::new(InMemory::new()), Fault::Overwrites);
            let ground = Ground::shared(Arc::new(storage), false);
            let outcome = runtime.block_on(play(&ground, Weather::FOUL, *seed, &tally));
            outcome.is_err()
        })
        .count();

    assert!(n_caught > 30, "caught {n_caught} of 60");
}
