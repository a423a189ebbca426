//! Objects.

use bytes::Bytes;
use futures::future::join_all;
use hub_store::{HoldTimes, Path, Store, StoreError};

/// A second create fails and leaves the first content alone.
pub async fn create_if_absent(store: &Store) {
    let path = Path::from("a/b/object");
    store
        .create(&path, Bytes::from_static(b"first"))
        .await
        .unwrap();

    let second = store.create(&path, Bytes::from_static(b"second")).await;

    assert!(matches!(second, Err(StoreError::AlreadyExists { path }) if path == "a/b/object"));
    assert_eq!(store.read(&path).await.unwrap(), "first");
}

/// What does not exist is said not to.
pub async fn read_of_nothing_is_not_found(store: &Store) {
    let path = Path::from("a/b/object");

    let found = store.read(&path).await;

    assert!(matches!(found, Err(StoreError::NotFound { path }) if path == "a/b/object"));
    assert!(!store.exists(&path).await.unwrap());
    assert_eq!(store.list(&Path::from("a")).await.unwrap(), []);
}

/// A listing has every object under its prefix, in order, and no other.
pub async fn listing_is_sorted_and_keeps_to_its_prefix(store: &Store) {
    for path in ["a/2", "a/10", "a/b/1", "ab/1", "b/1"] {
        store
            .create(&Path::from(path), Bytes::from_static(b"12"))
            .await
            .unwrap();
    }

    let found = store.list(&Path::from("a")).await.unwrap();

    let paths: Vec<&str> = found.iter().map(|listed| listed.path.as_ref()).collect();
    assert_eq!(paths, ["a/10", "a/2", "a/b/1"]);
    assert!(found.iter().all(|listed| listed.bytes == 2));
}

/// However many create the same object at once, one succeeds and its content stays.
pub async fn two_racing_writers_one_wins(store: &Store) {
    for round in 0..10 {
        let path = Path::from(format!("races/{round}"));
        let writers = (0..8_u8).map(|writer| {
            let (store, path) = (store.clone(), path.clone());
            tokio::spawn(async move { store.create(&path, vec![writer; 1_000].into()).await })
        });
        let outcomes: Vec<_> = join_all(writers)
            .await
            .into_iter()
            .map(Result::unwrap)
            .collect();

        let winners: Vec<usize> = (0..8).filter(|&writer| outcomes[writer].is_ok()).collect();
        assert_eq!(winners.len(), 1, "{outcomes:?}");
        assert!(
            outcomes
                .iter()
                .flat_map(|outcome| outcome.as_ref().err())
                .all(|error| { matches!(error, StoreError::AlreadyExists { .. }) })
        );
        let winner = u8::try_from(winners[0]).unwrap();
        assert_eq!(store.read(&path).await.unwrap(), vec![winner; 1_000]);
    }
}

/// Storage that creates only what is absent is told from storage that does not, and no trace is left.
pub async fn storage_passes_the_probe(store: &Store) {
    store.probe().await.unwrap();
    store.probe().await.unwrap();

    assert_eq!(store.list(&Path::from("probe")).await.unwrap(), []);
}

/// Of all keys of a name the first that was used is the one that the store was made with, whichever process asks.
pub async fn a_key_is_agreed_on_once(store: &Store) {
    let other = Store::over(store.object_store());
    let (first, second) = tokio::join!(
        store.agrees_on_key("link", b"one key"),
        other.agrees_on_key("link", b"another key"),
    );
    let (first, second) = (first.unwrap(), second.unwrap());
    assert_ne!(first, second);
    for store in [store, &other] {
        assert_eq!(
            store.agrees_on_key("link", b"one key").await.unwrap(),
            first
        );
    }
    assert!(other.agrees_on_key("noise", b"another key").await.unwrap());
}

/// Of several processes that want what one may do at a time one gets it, and the next once that is over.
pub async fn one_process_holds_at_a_time(store: &Store) {
    let other = Store::over(store.object_store());
    for round in 0..3 {
        let wanted = (0..6).map(|n| {
            let store = if n % 2 == 0 { store } else { &other };
            store.hold("a tester", HoldTimes::default())
        });
        let mut won: Vec<_> = join_all(wanted).await.into_iter().flatten().collect();
        assert_eq!(won.len(), 1, "round {round}");
        let refused = other.hold("another", HoldTimes::default()).await;
        assert!(
            matches!(&refused, Err(StoreError::Held { by }) if by == "a tester"),
            "{refused:?}"
        );
        won.pop().unwrap().end().await.unwrap();
    }
}
