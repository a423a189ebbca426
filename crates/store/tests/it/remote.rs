//! Creates whose answers get lost.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use hub_store::remote::{Patience, Remote};
use hub_store::{Path, Store, StoreError};
use hub_testkit::{ChaosStore, Fault, FaultStore, Tally, Weather};
use object_store::memory::InMemory;
use object_store::{ObjectStore, ObjectStoreExt as _, PutMode, PutOptions};

use crate::sim::{SimStore, World};

const QUICK: Patience = Patience {
    attempts: 4,
    pause: Duration::from_millis(1),
    call: Duration::from_millis(200),
};

fn over(storage: Arc<dyn ObjectStore>) -> Store {
    Store::over(Arc::new(Remote::new(storage, QUICK)))
}

fn path() -> Path {
    Path::from("a")
}

#[tokio::test]
async fn create_that_fails_once_is_done() {
    for fault in [Fault::FailsAt(1), Fault::AnswerLostAt(1), Fault::FullAt(1)] {
        let storage: Arc<InMemory> = Arc::default();
        let store = over(Arc::new(FaultStore::new(storage.clone(), fault)));

        store.create(&path(), "ours".into()).await.unwrap();

        assert_eq!(Store::over(storage).read(&path()).await.unwrap(), "ours");
    }
}

#[tokio::test]
async fn name_that_another_took_is_taken_whatever_was_lost() {
    for fault in [Fault::FailsAt(1), Fault::AnswerLostAt(1), Fault::FailsAt(2)] {
        let storage: Arc<InMemory> = Arc::default();
        // The same bytes, and of another create all the same.
        over(storage.clone())
            .create(&path(), "same".into())
            .await
            .unwrap();
        let store = over(Arc::new(FaultStore::new(storage, fault)));

        let outcome = store.create(&path(), "same".into()).await;

        assert!(
            matches!(outcome, Err(StoreError::AlreadyExists { .. })),
            "{fault:?}: {outcome:?}"
        );
    }
}

#[tokio::test]
async fn storage_that_is_gone_leaves_the_outcome_open() {
    let storage: Arc<InMemory> = Arc::default();
    for fault in [Fault::DiesBefore(1), Fault::DiesAfter(1)] {
        let store = over(Arc::new(FaultStore::new(storage.clone(), fault)));

        let outcome = store.create(&path(), "ours".into()).await;

        assert!(
            matches!(outcome, Err(StoreError::Unavailable { .. })),
            "{outcome:?}"
        );
    }
}

#[tokio::test]
async fn create_that_lands_late_is_one_create() {
    let late = Weather {
        lands_late: 500,
        ..Weather::FAIR
    };
    let tally: Arc<Tally> = Arc::default();
    for seed in 0..200 {
        let storage: Arc<InMemory> = Arc::default();
        let chaos = ChaosStore::new(storage.clone(), late, seed, tally.clone());
        let outcome = over(Arc::new(chaos)).create(&path(), "ours".into()).await;
        tokio::time::sleep(Duration::from_millis(3)).await;
        match outcome {
            Ok(()) => assert_eq!(Store::over(storage).read(&path()).await.unwrap(), "ours"),
            Err(StoreError::Unavailable { .. }) => {}
            Err(error) => panic!("seed {seed}: {error:?}"),
        }
    }
    assert!(tally.landed_late.load(Ordering::SeqCst) > 50);
}

#[tokio::test]
async fn nothing_can_be_overwritten() {
    let far = Remote::new(Arc::new(InMemory::new()), QUICK);
    let first = PutOptions::from(PutMode::Create);
    far.put_opts(&path(), "first".into(), first).await.unwrap();

    far.put(&path(), "second".into()).await.unwrap_err();
    far.copy(&path(), &Path::from("b")).await.unwrap_err();

    let found = far.get(&path()).await.unwrap().bytes().await.unwrap();
    assert_eq!(found, "first");
}

#[tokio::test]
async fn no_call_takes_for_ever() {
    // Nobody lets its calls go on.
    let store = over(Arc::new(SimStore {
        process: 0,
        world: Arc::<World>::default(),
        storage: Arc::new(InMemory::new()),
    }));
    let calls = async {
        [
            store.create(&path(), "1".into()).await,
            store.read(&path()).await.map(|_| ()),
            store.exists(&path()).await.map(|_| ()),
            store.list(&path()).await.map(|_| ()),
            store.journal().state().await.map(|_| ()),
        ]
    };
    let outcomes = tokio::time::timeout(Duration::from_secs(20), calls).await;

    for outcome in outcomes.unwrap() {
        assert!(
            matches!(outcome, Err(StoreError::Unavailable { .. })),
            "{outcome:?}"
        );
    }
}
