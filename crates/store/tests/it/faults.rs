//! Storage that fails at each call in turn.

use std::sync::Arc;

use hub_standard::ids::SubmissionId;
use hub_store::{AcceptOutcome, Accepted, Store, StoreError};
use hub_testkit::fixtures::{accepted, accepted_rows, anonymised, month, service, submission};
use hub_testkit::{Fault, FaultStore};
use object_store::memory::InMemory;

/// Sends a return that replaces the one that counts, as the door does: rows first, then the entry.
async fn send(store: &Store, n: u64) -> Result<AcceptOutcome, StoreError> {
    let rows = anonymised(&service("SVC001"), month("2026-10"), 3);
    let object = store.put_return(&submission(n), &rows).await?;
    let state = store.journal().state().await?;
    let replaces = state
        .current_for(&service("SVC001"), month("2026-10"))
        .map(|current| current.submission.clone());
    let offered = Accepted {
        content_tag: format!("{n}"),
        ..accepted_rows(&submission(n), &rows, object, replaces)
    };
    store.journal().accept(offered).await
}

async fn current(store: &Store) -> SubmissionId {
    let state = store.journal().state().await.unwrap();
    state
        .current_for(&service("SVC001"), month("2026-10"))
        .unwrap()
        .submission
        .clone()
}

/// Runs a send under a fault, on storage where one return counts already.
async fn send_under(fault: Fault) -> (Result<AcceptOutcome, StoreError>, Store, u64) {
    let storage: Arc<InMemory> = Arc::default();
    send(&Store::over(storage.clone()), 1).await.unwrap();
    let faulty = Arc::new(FaultStore::new(storage.clone(), fault));
    let outcome = send(&Store::over(faulty.clone()), 2).await;
    (outcome, Store::over(storage), faulty.calls())
}

#[tokio::test]
async fn process_that_dies_at_any_call_loses_nothing_it_acknowledged() {
    let (_, _, n_calls) = send_under(Fault::Never).await;
    assert!(n_calls >= 4, "only {n_calls} calls");
    for call in 1..=n_calls {
        for fault in [Fault::DiesBefore(call), Fault::DiesAfter(call)] {
            let (outcome, after, _) = send_under(fault).await;

            let counts = current(&after).await;
            match outcome {
                Ok(AcceptOutcome::Committed { .. }) => {
                    assert_eq!(counts, submission(2), "{fault:?}")
                }
                Ok(other) => panic!("{fault:?}: {other:?}"),
                Err(error) => assert!(error.is_transient(), "{fault:?}: {error:?}"),
            }
            // The last good return stays, or the new one is whole.
            assert!(
                counts == submission(1) || counts == submission(2),
                "{fault:?}"
            );
            assert!(
                after
                    .doctor()
                    .await
                    .unwrap()
                    .iter()
                    .all(|ailment| ailment.kind.is_harmless()),
                "{fault:?}"
            );
        }
    }
}

#[tokio::test]
async fn sending_again_after_any_failure_succeeds_once() {
    let (_, _, n_calls) = send_under(Fault::Never).await;
    for call in 1..=n_calls {
        for fault in [Fault::FailsAt(call), Fault::AnswerLostAt(call)] {
            let (first, after, _) = send_under(fault).await;

            let again = send(&after, 2).await.unwrap();

            match (&first, &again) {
                (
                    Ok(AcceptOutcome::Committed { .. }),
                    AcceptOutcome::SameFile { submission: same },
                )
                | (Err(_), AcceptOutcome::SameFile { submission: same }) => {
                    assert_eq!(*same, submission(2))
                }
                (Err(_), AcceptOutcome::Committed { .. }) => {}
                other => panic!("{fault:?}: {other:?}"),
            }
            assert_eq!(current(&after).await, submission(2), "{fault:?}");
            let state = after.journal().state().await.unwrap();
            assert_eq!(state.by_submission.len(), 2, "{fault:?}");
        }
    }
}

#[tokio::test]
async fn full_disk_is_told_from_an_outage_and_displaces_nothing() {
    let (_, _, n_calls) = send_under(Fault::Never).await;
    let mut n_full = 0;
    for call in 1..=n_calls {
        let (outcome, after, _) = send_under(Fault::FullAt(call)).await;

        match outcome {
            Err(StoreError::Full { .. }) => {
                n_full += 1;
                assert_eq!(current(&after).await, submission(1));
            }
            other => panic!("call {call}: {other:?}"),
        }
    }
    assert!(n_full > 0);
}

#[tokio::test]
async fn lost_answer_to_the_commit_itself_is_found_out() {
    let mut n_found_out = 0;
    for call in 1..40 {
        let storage: Arc<InMemory> = Arc::default();
        let faulty = Arc::new(FaultStore::new(storage.clone(), Fault::AnswerLostAt(call)));
        let offered = accepted(&submission(1), &service("SVC001"), month("2026-10"));

        let outcome = Store::over(faulty.clone()).journal().accept(offered).await;

        let is_written = Store::over(storage)
            .journal()
            .state()
            .await
            .unwrap()
            .seq
            .is_some();
        assert_eq!(is_written, outcome.is_ok(), "call {call}: {outcome:?}");
        n_found_out += u32::from(is_written && faulty.calls() >= call);
    }
    assert!(n_found_out > 0, "no answer to the commit was lost");
}

#[tokio::test]
async fn activity_interrupted_at_any_call_is_completed_by_the_next() {
    let october = month("2026-10");
    let publish = async |fault: Fault| {
        let storage: Arc<InMemory> = Arc::default();
        let sound = Store::over(storage.clone());
        send(&sound, 1).await.unwrap();
        let state = sound.journal().state().await.unwrap();
        let faulty = Arc::new(FaultStore::new(storage, fault));
        let outcome = Store::over(faulty.clone())
            .publish_activity(&state, &[october])
            .await;
        let completed = sound.publish_activity(&state, &[october]).await.unwrap();
        assert_eq!(
            sound.read_rows(&completed[0].object).await.unwrap()[0].num_rows(),
            3
        );
        (outcome, completed, faulty.calls())
    };
    let (_, expected, n_calls) = publish(Fault::Never).await;
    for call in 1..=n_calls {
        for fault in [
            Fault::DiesBefore(call),
            Fault::DiesAfter(call),
            Fault::FailsAt(call),
        ] {
            let (_, completed, _) = publish(fault).await;
            assert_eq!(completed, expected, "{fault:?}");
        }
    }
}
