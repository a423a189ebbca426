//! An erasure on storage that fails, or by a process that dies, at each call in turn.

use std::sync::Arc;

use hub_store::{Accepted, AilmentKind, Erasure, Path, Store, StoreError};
use hub_testkit::fixtures::{accepted_rows, anonymised, month, person, service, submission};
use hub_testkit::{Fault, FaultStore};
use object_store::memory::InMemory;

const SEALED: &str = "whoever it was";

async fn send(store: &Store, n: u64, n_rows: usize, replaces: Option<u64>) {
    let rows = anonymised(&service("SVC001"), month("2026-10"), n_rows);
    let object = store.put_return(&submission(n), &rows).await.unwrap();
    let offered = Accepted {
        content_tag: n.to_string(),
        ..accepted_rows(&submission(n), &rows, object, replaces.map(submission))
    };
    store.journal().accept(offered).await.unwrap();
}

/// A return that was replaced, the one that counts, one that never did, and the activity files of two times.
async fn filled() -> Arc<InMemory> {
    let storage: Arc<InMemory> = Arc::default();
    let store = Store::over(storage.clone());
    let october = [month("2026-10")];
    send(&store, 1, 3, None).await;
    let state = store.journal().state().await.unwrap();
    store.publish_activity(&state, &october).await.unwrap();
    send(&store, 2, 4, Some(1)).await;
    let state = store.journal().state().await.unwrap();
    store.publish_activity(&state, &october).await.unwrap();
    let orphan = anonymised(&service("SVC001"), month("2026-10"), 5);
    store.put_return(&submission(3), &orphan).await.unwrap();
    storage
}

/// What `hub erase` does: finishes what is open, or begins.
async fn erase(store: &Store) -> Result<Erasure, StoreError> {
    let order = match store.open_erasure().await? {
        Some(open) => open,
        None => store.begin_erasure(SEALED.to_owned()).await?,
    };
    assert_eq!(order.sealed, SEALED);
    let erasure = store.erase(&order, &person("SVC001", "P1")).await?;
    store.close_erasure(&order).await?;
    Ok(erasure)
}

/// Whether the doctor says that an erasure is unfinished; and nothing else is wrong, whenever one looks.
async fn is_unfinished(store: &Store, when: Fault) -> bool {
    let ailments = store.doctor().await.unwrap();
    let wrong = ailments
        .iter()
        .filter(|ailment| !ailment.kind.is_harmless());
    let kinds: Vec<AilmentKind> = wrong.map(|ailment| ailment.kind).collect();
    assert!(
        kinds
            .iter()
            .all(|kind| *kind == AilmentKind::ErasureUnfinished),
        "{when:?}: {ailments:?}"
    );
    !kinds.is_empty()
}

/// The rows that count can be read, with or without the person.
async fn n_rows(store: &Store) -> usize {
    let state = store.journal().state().await.unwrap();
    let current = state
        .current_for(&service("SVC001"), month("2026-10"))
        .unwrap();
    assert_eq!(current.submission, submission(2));
    let batches = store.read_rows(current.object.as_ref().unwrap()).await;
    batches.unwrap().iter().map(|batch| batch.num_rows()).sum()
}

async fn n_calls() -> u64 {
    let faulty = Arc::new(FaultStore::new(filled().await, Fault::Never));
    erase(&Store::over(faulty.clone())).await.unwrap();
    faulty.calls()
}

/// The outcome of an erasure under a fault, what is left of it, and whether somebody could see that it is unfinished.
async fn interrupted(fault: Fault) -> (Result<Erasure, StoreError>, Store, bool) {
    let storage = filled().await;
    let faulty = Arc::new(FaultStore::new(storage.clone(), fault));
    let outcome = erase(&Store::over(faulty)).await;
    let after = Store::over(storage);
    let rows = n_rows(&after).await;
    assert!(rows == 4 || rows == 3, "{fault:?}");
    let unfinished = is_unfinished(&after, fault).await;
    (outcome, after, unfinished)
}

#[tokio::test]
async fn process_that_dies_at_any_call_leaves_an_erasure_that_the_next_one_finishes() {
    let expected = {
        let storage = filled().await;
        let store = Store::over(storage);
        let mut replaced = erase(&store).await.unwrap().replaced;
        assert_eq!(replaced.len(), 5);
        replaced.sort();
        replaced
    };
    let n_calls = n_calls().await;
    assert!(n_calls > 40, "only {n_calls} calls");
    let (mut n_unfinished, mut n_untouched) = (0, 0);
    for call in 1..=n_calls {
        for fault in [
            Fault::DiesBefore(call),
            Fault::DiesAfter(call),
            Fault::FailsAt(call),
            Fault::AnswerLostAt(call),
        ] {
            let (outcome, after, unfinished) = interrupted(fault).await;
            let gone = person("SVC001", "P1");
            let is_there = !after.scan(&gone).await.unwrap().found.is_empty();
            // Either nothing was begun, or somebody can see that it must be finished, or it is done. Being closed is
            // being done: the last call may have had its effect though its answer was lost.
            match (&outcome, unfinished) {
                (Ok(_), is_open) => assert!(!is_open && !is_there, "{fault:?}"),
                (Err(_), true) => n_unfinished += 1,
                (Err(_), false) if is_there => {
                    n_untouched += 1;
                    assert_eq!(n_rows(&after).await, 4, "{fault:?}");
                }
                (Err(_), false) => {}
            }

            let erasure = erase(&after).await.unwrap();

            assert_eq!(after.scan(&gone).await.unwrap().found, [""; 0], "{fault:?}");
            assert!(!is_unfinished(&after, fault).await, "{fault:?}");
            assert_eq!(n_rows(&after).await, 3, "{fault:?}");
            assert!(after.journal().verify().await.unwrap().is_sound());
            if unfinished {
                assert_eq!(erasure.replaced, expected, "{fault:?}");
            }
            let state = after.journal().state().await.unwrap();
            let october = [month("2026-10")];
            after.publish_activity(&state, &october).await.unwrap();
            assert_eq!(after.doctor().await.unwrap(), [], "{fault:?}");
        }
    }
    assert!(
        n_unfinished > 100 && n_untouched > 0,
        "{n_unfinished} {n_untouched}"
    );
}

#[tokio::test]
async fn full_disk_erases_nothing_by_half() {
    let n_calls = n_calls().await;
    let mut n_full = 0;
    for call in 1..=n_calls {
        let (outcome, after, _) = interrupted(Fault::FullAt(call)).await;
        n_full += u32::from(matches!(outcome, Err(StoreError::Full { .. })));
        erase(&after).await.unwrap();
        assert_eq!(after.doctor().await.unwrap(), [], "call {call}");
    }
    assert!(n_full > 10);
}

#[tokio::test]
async fn object_that_cannot_be_looked_through_proves_nothing() {
    let storage = filled().await;
    let store = Store::over(storage);
    let strange = Path::from("returns/referrals/month=2026-10/strange.parquet");
    store.create(&strange, "no Parquet".into()).await.unwrap();

    let outcome = erase(&store).await;

    assert!(
        matches!(&outcome, Err(StoreError::Corrupt { path, .. }) if path == strange.as_ref()),
        "{outcome:?}"
    );
    assert!(store.open_erasure().await.unwrap().is_some());
}

#[tokio::test]
async fn key_in_a_place_that_is_not_known_is_told() {
    let storage = filled().await;
    let store = Store::over(storage);
    let strange = Path::from("elsewhere/notes");
    let key = person("SVC001", "P1").as_bytes().to_vec();
    store.create(&strange, key.into()).await.unwrap();

    let outcome = erase(&store).await;

    assert!(
        matches!(&outcome, Err(StoreError::Corrupt { path, .. }) if path == strange.as_ref()),
        "{outcome:?}"
    );
}
