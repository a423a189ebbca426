//! Objects.

use bytes::Bytes;
use futures::future::join_all;
use hub_store::{Path, Store, StoreError};

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
