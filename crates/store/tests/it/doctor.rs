//! The doctor finds what is wrong, and only that.

use std::sync::Arc;

use bytes::Bytes;
use hub_store::{AilmentKind, ObjectRef, Path, Store};
use hub_testkit::fixtures::{accepted_rows, anonymised, month, service, submission};
use object_store::ObjectStoreExt as _;
use object_store::memory::InMemory;

async fn one_return() -> (Store, Arc<InMemory>, ObjectRef) {
    let storage: Arc<InMemory> = Arc::default();
    let store = Store::over(storage.clone());
    let rows = anonymised(&service("SVC001"), month("2026-10"), 3);
    let object = store.put_return(&submission(1), &rows).await.unwrap();
    store
        .journal()
        .accept(accepted_rows(&submission(1), &rows, object.clone(), None))
        .await
        .unwrap();
    (store, storage, object)
}

/// Changes one byte and keeps the length.
async fn flip(storage: &InMemory, path: &str) {
    let path = Path::from(path);
    let mut bytes = storage
        .get(&path)
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap()
        .to_vec();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    storage.put(&path, Bytes::from(bytes).into()).await.unwrap();
}

async fn diagnosis(store: &Store) -> Vec<(AilmentKind, String, u64)> {
    let found = store.doctor().await.unwrap();
    found
        .into_iter()
        .map(|ailment| (ailment.kind, ailment.path, ailment.count))
        .collect()
}

#[tokio::test]
async fn sound_store_has_no_ailments() {
    let (store, _, _) = one_return().await;
    let state = store.journal().state().await.unwrap();
    store
        .publish_activity(&state, &[month("2026-10")])
        .await
        .unwrap();

    assert_eq!(diagnosis(&store).await, []);
}

#[tokio::test]
async fn altered_return_is_found_and_not_published() {
    let (store, storage, object) = one_return().await;
    flip(&storage, &object.path).await;

    assert_eq!(
        diagnosis(&store).await,
        [(AilmentKind::Altered, object.path.clone(), 1)]
    );
    store.read_rows(&object).await.unwrap_err();
    let state = store.journal().state().await.unwrap();
    store
        .publish_activity(&state, &[month("2026-10")])
        .await
        .unwrap_err();
}

#[tokio::test]
async fn missing_return_is_found() {
    let (store, storage, object) = one_return().await;
    storage
        .delete(&Path::from(object.path.as_str()))
        .await
        .unwrap();

    assert_eq!(
        diagnosis(&store).await,
        [(AilmentKind::Missing, object.path, 1)]
    );
}

#[tokio::test]
async fn altered_activity_file_is_found() {
    let (store, storage, _) = one_return().await;
    let state = store.journal().state().await.unwrap();
    let files = store
        .publish_activity(&state, &[month("2026-10")])
        .await
        .unwrap();
    flip(&storage, &files[0].object.path).await;

    assert_eq!(
        diagnosis(&store).await,
        [(AilmentKind::Altered, files[0].object.path.clone(), 1)]
    );
}

#[tokio::test]
async fn broken_chain_is_found() {
    let (store, storage, _) = one_return().await;
    flip(&storage, "journal/00000000000000000000.json").await;
    // One flipped byte may leave a readable entry at the end of the chain, so put another after it.
    let next = Bytes::from_static(b"{}");
    storage
        .put(
            &Path::from("journal/00000000000000000001.json"),
            next.into(),
        )
        .await
        .unwrap();

    let found = diagnosis(&store).await;
    assert!(
        found
            .iter()
            .any(|(kind, _, _)| *kind == AilmentKind::Journal),
        "{found:?}"
    );
}

#[tokio::test]
async fn return_that_was_never_accepted_is_harmless() {
    let (store, _, _) = one_return().await;
    let rows = anonymised(&service("SVC002"), month("2026-10"), 2);
    store.put_return(&submission(2), &rows).await.unwrap();

    assert_eq!(
        diagnosis(&store).await,
        [(AilmentKind::Orphans, "returns".to_owned(), 1)]
    );
    assert!(AilmentKind::Orphans.is_harmless());
}
