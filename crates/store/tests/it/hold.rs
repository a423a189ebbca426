//! What only one process may do at a time: whoever dies stands in nobody's way for long.

use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use hub_store::{HoldTimes, Path, Store, StoreError};
use hub_testkit::{ChaosStore, Tally, Weather};
use object_store::memory::InMemory;

const QUICK: HoldTimes = HoldTimes {
    sign: Duration::from_millis(20),
    silence: Duration::from_millis(300),
};

/// Of a holder that gives no sign of life in time.
const SILENT: HoldTimes = HoldTimes {
    sign: Duration::from_secs(3_600),
    silence: QUICK.silence,
};

fn another_process(store: &Store) -> Store {
    Store::over(store.object_store())
}

#[tokio::test]
async fn living_holder_keeps_it_however_long_it_takes() {
    let store = Store::memory();
    let hold = store.hold("a build", QUICK).await.unwrap();

    tokio::time::sleep(2 * QUICK.silence).await;

    let refused = another_process(&store).hold("another", QUICK).await;
    assert!(matches!(&refused, Err(StoreError::Held { by }) if by == "a build"));
    hold.end().await.unwrap();
    another_process(&store)
        .hold("another", QUICK)
        .await
        .unwrap();
}

#[tokio::test]
async fn silent_holder_is_followed_and_hears_of_it() {
    let store = Store::memory();
    let hold = store.hold("a build", SILENT).await.unwrap();
    let other = another_process(&store);
    other.hold("another", QUICK).await.unwrap_err();

    tokio::time::sleep(2 * QUICK.silence).await;

    let next = other.hold("another", QUICK).await.unwrap();
    let overtaken = hold.end().await;
    assert!(
        matches!(overtaken, Err(StoreError::Overtaken)),
        "{overtaken:?}"
    );
    // The end of the old one is not the end of the new one.
    store.hold("a third", QUICK).await.unwrap_err();
    next.end().await.unwrap();
    store.hold("a third", QUICK).await.unwrap();
}

#[tokio::test]
async fn hold_that_is_dropped_is_over_soon() {
    let store = Store::memory();
    drop(store.hold("a build", QUICK).await.unwrap());
    tokio::time::sleep(Duration::from_millis(50)).await;

    store.hold("another", QUICK).await.unwrap();
}

#[tokio::test]
async fn signs_of_life_do_not_pile_up() {
    let store = Store::memory();
    for _ in 0..3 {
        let hold = store.hold("a build", QUICK).await.unwrap();
        tokio::time::sleep(Duration::from_millis(100)).await;
        hold.end().await.unwrap();
    }

    let listed = store.list(&Path::from("holds")).await.unwrap();
    // Three claims, and the end of the last.
    assert_eq!(listed.len(), 4, "{listed:?}");
}

#[tokio::test]
async fn no_two_hold_at_once_in_whatever_weather() {
    let tally: Arc<Tally> = Arc::default();
    let mut n_held = 0;
    for seed in 0..300 {
        let storage: Arc<InMemory> = Arc::default();
        let takers = (0..4).map(|taker| {
            let seed = seed * 10 + taker;
            let chaos = ChaosStore::new(storage.clone(), Weather::FOUL, seed, tally.clone());
            let store = Store::over(Arc::new(chaos));
            // It does not end it: nobody else may have it in this test's time.
            async move { store.hold("a tester", HoldTimes::default()).await }
        });
        let held: Vec<_> = join_all(takers).await.into_iter().flatten().collect();
        assert!(held.len() <= 1, "seed {seed}");
        n_held += held.len();
    }
    assert!(n_held > 200, "{n_held}");
    assert!(tally.faults() > 300, "{tally}");
}
