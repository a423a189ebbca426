//! The journal under damage, at length, and with many readers.

use std::sync::Arc;

use bytes::Bytes;
use hub_store::{Event, Path, Promise, Store, StoreError};
use hub_testkit::fixtures::{accepted, month, service, submission};
use hub_testkit::{Fault, FaultStore};
use object_store::ObjectStoreExt as _;
use object_store::memory::InMemory;

async fn write(store: &Store, n_entries: u64) {
    for n in 0..n_entries {
        let offered = accepted(
            &submission(n),
            &service("SVC001"),
            month("2026-10").plus(i32::try_from(n % 900).unwrap()),
        );
        let event = Event::Accepted(Box::new(offered));
        store
            .journal()
            .append(move |_| Ok(vec![event.clone()]))
            .await
            .unwrap();
    }
}

fn entry_path(seq: u64) -> Path {
    Path::from(format!("journal/{seq:020}.json"))
}

/// Storage with `n_entries`, and the raw storage to damage it.
async fn written(n_entries: u64) -> Arc<InMemory> {
    let storage: Arc<InMemory> = Arc::default();
    write(&Store::over(storage.clone()), n_entries).await;
    storage
}

async fn change(storage: &InMemory, path: &Path, from: &str, to: &str) {
    let bytes = storage.get(path).await.unwrap().bytes().await.unwrap();
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    assert!(text.contains(from), "{text}");
    storage
        .put(path, Bytes::from(text.replacen(from, to, 1)).into())
        .await
        .unwrap();
}

#[tokio::test]
async fn altered_entry_is_found_by_verify_and_refused_by_readers() {
    let storage = written(5).await;
    change(&storage, &entry_path(2), "a tester", "a forger").await;

    let report = Store::over(storage.clone())
        .journal()
        .verify()
        .await
        .unwrap();
    assert!(!report.is_sound());
    // The entry itself still reads well: the next one gives it away.
    assert_eq!(report.problems[0].path, entry_path(3).to_string());

    let state = Store::over(storage).journal().state().await;
    assert!(
        matches!(state, Err(StoreError::Corrupt { .. })),
        "{state:?}"
    );
}

#[tokio::test]
async fn unreadable_entry_is_found_and_not_quoted() {
    let storage = written(3).await;
    storage
        .put(
            &entry_path(1),
            Bytes::from_static(b"{\"seq\": \"a secret\"}").into(),
        )
        .await
        .unwrap();

    let store = Store::over(storage);
    let report = store.journal().verify().await.unwrap();
    assert_eq!(report.problems[0].path, entry_path(1).to_string());
    assert!(!report.problems[0].reason.contains("secret"));
    let error = store.journal().state().await.unwrap_err();
    assert!(!error.to_string().contains("secret"), "{error}");
}

#[tokio::test]
async fn lost_entry_is_not_taken_for_the_end() {
    // In the middle of the first reads, at the edge of them, and far from the start.
    for (n_entries, lost) in [(5, 0), (5, 3), (200, 15), (200, 16), (200, 150)] {
        let storage = written(n_entries).await;
        storage.delete(&entry_path(lost)).await.unwrap();

        let store = Store::over(storage);
        let refused = store
            .journal()
            .append(|_| Ok(vec![Event::TokenRevoked { id: "x".to_owned() }]))
            .await;

        assert!(
            matches!(&refused, Err(StoreError::Corrupt { path, .. }) if *path == entry_path(lost).to_string()),
            "{lost}: {refused:?}"
        );
        let report = store.journal().verify().await.unwrap();
        assert!(
            report
                .problems
                .iter()
                .any(|problem| problem.path == entry_path(lost).to_string())
        );
    }
}

#[tokio::test]
async fn long_journal_is_read_by_segments_and_gives_the_same_state() {
    let storage: Arc<InMemory> = Arc::default();
    let writer = Store::over(storage.clone());
    write(&writer, 1_100).await;
    let segments = writer.list(&Path::from("journal/segments")).await.unwrap();
    assert_eq!(segments.len(), 2);

    let expected = writer.journal().state().await.unwrap();
    let counting = Arc::new(FaultStore::new(storage.clone(), Fault::Never));
    let reader = Store::over(counting.clone());
    assert_eq!(reader.journal().state().await.unwrap(), expected);
    assert!(
        counting.calls() < 200,
        "{} calls for a cold start",
        counting.calls()
    );

    for segment in &segments {
        storage.delete(&segment.path).await.unwrap();
    }
    let without = Store::over(storage);
    assert_eq!(without.journal().state().await.unwrap(), expected);
    for seq in [0, 511, 512, 513, 1_024, 1_099] {
        assert_eq!(
            without.journal().state_at(seq).await.unwrap(),
            writer.journal().state_at(seq).await.unwrap()
        );
    }
}

#[tokio::test]
async fn altered_segment_is_found_by_verify_and_refused_by_readers() {
    let storage = written(512).await;
    let segment = Path::from(format!("journal/segments/{:020}.jsonl", 0));
    change(&storage, &segment, "a tester", "a forger").await;

    let store = Store::over(storage);
    let report = store.journal().verify().await.unwrap();
    assert_eq!(report.problems.len(), 1);
    assert_eq!(report.problems[0].path, segment.to_string());
    assert_eq!(report.segments, 1);
    store.journal().state().await.unwrap_err();
}

#[tokio::test]
async fn up_to_date_reader_asks_storage_once() {
    let storage = written(40).await;
    let counting = Arc::new(FaultStore::new(storage, Fault::Never));
    let reader = Store::over(counting.clone());
    reader.journal().state().await.unwrap();
    let before = counting.calls();

    reader.journal().state().await.unwrap();

    assert_eq!(counting.calls() - before, 1);
}

#[tokio::test]
async fn state_given_out_does_not_change() {
    let store = Store::memory();
    write(&store, 3).await;
    let held = store.journal().state().await.unwrap();
    let copy = (*held).clone();

    write_more(&store).await;

    assert_eq!(*held, copy);
    assert_eq!(held.seq, Some(2));
    assert_eq!(store.journal().latest_seen().seq, Some(3));
}

async fn write_more(store: &Store) {
    store
        .journal()
        .append(|_| Ok(vec![Event::TokenRevoked { id: "x".to_owned() }]))
        .await
        .unwrap();
}

#[tokio::test]
async fn writer_that_hangs_up_takes_nobody_along() {
    let store = Store::memory();
    write(&store, 1).await;
    let abandoned = store.journal().append(|_| {
        Ok(vec![Event::TokenRevoked {
            id: "abandoned".to_owned(),
        }])
    });
    // Polled once, so that it has handed in its decision, then dropped.
    let mut abandoned = Box::pin(abandoned);
    assert!(futures_poll_once(&mut abandoned).await.is_none());
    drop(abandoned);

    write_more(&store).await;

    assert!(store.journal().verify().await.unwrap().is_sound());
    assert!(store.journal().state().await.unwrap().seq >= Some(1));
}

async fn futures_poll_once<F: Future + Unpin>(future: &mut F) -> Option<F::Output> {
    use std::task::Poll;
    std::future::poll_fn(|context| {
        Poll::Ready(match std::pin::Pin::new(&mut *future).poll(context) {
            Poll::Ready(output) => Some(output),
            Poll::Pending => None,
        })
    })
    .await
}

#[tokio::test]
async fn decision_that_panics_fails_alone_and_the_journal_goes_on() {
    let store = Store::memory();

    let failed = store
        .journal()
        .append(|_| panic!("a bug in a decision"))
        .await;

    assert!(
        matches!(failed, Err(StoreError::Unavailable { .. })),
        "{failed:?}"
    );
    write_more(&store).await;
    assert_eq!(store.journal().state().await.unwrap().seq, Some(0));
}

#[tokio::test]
async fn entries_never_go_back_in_time() {
    let store = Store::memory();
    write(&store, 1).await;
    let first = store.journal().state().await.unwrap().at.unwrap();
    write_more(&store).await;

    assert!(store.journal().state().await.unwrap().at.unwrap() >= first);
}

#[tokio::test]
async fn storage_that_overwrites_is_refused_by_the_probe() {
    let storage = Arc::new(FaultStore::new(
        Arc::new(InMemory::new()),
        Fault::Overwrites,
    ));

    let outcome = Store::over(storage).probe().await;

    assert!(
        matches!(
            outcome,
            Err(StoreError::BrokenPromise {
                promise: Promise::CreateIfAbsent
            })
        ),
        "{outcome:?}"
    );
}

#[test]
fn an_entry_from_before_there_were_other_sheets_is_read() {
    let accepted = accepted(&submission(1), &service("SVC001"), month("2026-10"));
    let written = serde_json::to_value(&accepted).unwrap();
    assert!(written.get("details").is_none());
    let read: hub_store::Accepted = serde_json::from_value(written).unwrap();
    assert_eq!(read, accepted);
}

#[test]
fn a_return_is_of_its_file_whatever_was_said_of_the_file() {
    let plain = accepted(&submission(1), &service("SVC001"), month("2026-10"));
    let told = hub_store::Accepted {
        file_tag: Some("tag of the file".to_owned()),
        ..plain.clone()
    };
    // What was said of nothing needs no second tag, and has none in the journal.
    let written = serde_json::to_value(&plain).unwrap();
    assert!(written.get("file_tag").is_none());
    assert!(plain.is_of_file(&plain.content_tag));
    assert!(told.is_of_file("tag of the file"));
    assert!(!told.is_of_file(&told.content_tag));
}
