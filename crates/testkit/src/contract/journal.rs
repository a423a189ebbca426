//! The journal.

use futures::future::join_all;
use hub_standard::ids::{ReleaseId, SubmissionId};
use hub_store::{AcceptOutcome, Accepted, Event, Refusal, Store, StoreError};
use jiff::civil::date;

use crate::fixtures::{accepted, month, service, submission};

/// Another process on the same storage.
fn another_process(store: &Store) -> Store {
    Store::over(store.object_store())
}

/// The `n`-th return of one service for one month.
fn nth(n: u64, replaces: Option<u64>) -> Accepted {
    Accepted {
        replaces: replaces.map(submission),
        ..accepted(&submission(n), &service("SVC001"), month("2026-10"))
    }
}

async fn current(store: &Store) -> Option<SubmissionId> {
    let state = store.journal().state().await.unwrap();
    state
        .current_for(&service("SVC001"), month("2026-10"))
        .map(|current| current.submission.clone())
}

/// The chain of an untouched journal holds, and its end is what readers see.
pub async fn journal_chain_verifies(store: &Store) {
    let empty = store.journal().verify().await.unwrap();
    assert!(empty.is_sound());
    assert_eq!(empty.head_hash, "0".repeat(64));

    for n in 0..5 {
        store
            .journal()
            .accept(nth(n, n.checked_sub(1)))
            .await
            .unwrap();
    }

    let report = store.journal().verify().await.unwrap();
    assert!(report.is_sound(), "{:?}", report.problems);
    assert_eq!(report.entries, 5);
    assert_eq!(
        report.head_hash,
        store.journal().state().await.unwrap().head_hash
    );
}

/// An accepted return counts, for its own service and month only.
pub async fn accepted_return_is_current(store: &Store) {
    let outcome = store.journal().accept(nth(1, None)).await.unwrap();

    assert_eq!(outcome, AcceptOutcome::Committed { seq: 0 });
    assert_eq!(current(store).await, Some(submission(1)));
    let state = store.journal().state().await.unwrap();
    assert_eq!(
        state.current_for(&service("SVC002"), month("2026-10")),
        None
    );
    assert_eq!(
        state.current_for(&service("SVC001"), month("2026-09")),
        None
    );
}

/// The same file again is one return, whoever sends it and under whatever identifier.
pub async fn same_file_twice_is_one_return(store: &Store) {
    store.journal().accept(nth(1, None)).await.unwrap();

    let again = Accepted {
        content_tag: nth(1, None).content_tag,
        ..nth(2, Some(1))
    };
    let outcomes = [
        store.journal().accept(nth(1, None)).await.unwrap(),
        store.journal().accept(again.clone()).await.unwrap(),
        another_process(store)
            .journal()
            .accept(again)
            .await
            .unwrap(),
    ];

    for outcome in outcomes {
        assert_eq!(
            outcome,
            AcceptOutcome::SameFile {
                submission: submission(1)
            }
        );
    }
    assert_eq!(store.journal().state().await.unwrap().seq, Some(0));
}

/// Who has not seen the return that counts cannot displace it.
pub async fn stale_sender_does_not_displace(store: &Store) {
    store.journal().accept(nth(1, None)).await.unwrap();
    store.journal().accept(nth(2, Some(1))).await.unwrap();

    for stale in [nth(3, None), nth(3, Some(1))] {
        let outcome = store.journal().accept(stale).await.unwrap();
        assert_eq!(
            outcome,
            AcceptOutcome::Superseded {
                current: Box::new(nth(2, Some(1)))
            }
        );
    }
    assert_eq!(current(store).await, Some(submission(2)));
}

/// A replaced return no longer counts, but is still known.
pub async fn replaced_return_stays_readable(store: &Store) {
    store.journal().accept(nth(1, None)).await.unwrap();
    store.journal().accept(nth(2, Some(1))).await.unwrap();

    let state = store.journal().state().await.unwrap();
    let key = (service("SVC001"), month("2026-10"));
    let versions: Vec<_> = state
        .history
        .get(&key)
        .unwrap()
        .iter()
        .map(|version| version.submission.clone())
        .collect();
    assert_eq!(versions, [submission(1), submission(2)]);
    assert_eq!(
        **state.by_submission.get(&submission(1)).unwrap(),
        nth(1, None)
    );
    assert_eq!(state.current.len(), 1);
}

/// After a withdrawal nothing counts until the next return, which need not know of the withdrawn one. A withdrawn
/// return does not come back.
pub async fn withdrawn_return_makes_room(store: &Store) {
    store.journal().accept(nth(1, None)).await.unwrap();
    let withdrawn = Event::Withdrawn {
        submission: submission(1),
        service: service("SVC001"),
        month: month("2026-10"),
        by: "a tester".to_owned(),
    };
    store
        .journal()
        .append(move |_| Ok(vec![withdrawn.clone()]))
        .await
        .unwrap();
    assert_eq!(current(store).await, None);

    let back = store.journal().accept(nth(1, None)).await;
    assert!(
        matches!(back, Err(StoreError::Refused(Refusal::Other { .. }))),
        "{back:?}"
    );
    assert_eq!(current(store).await, None);

    store.journal().accept(nth(2, None)).await.unwrap();
    assert_eq!(current(store).await, Some(submission(2)));
}

/// A release has the returns that counted at the entry that it names, whatever was accepted or withdrawn since.
pub async fn a_return_knows_the_releases_that_it_went_into(store: &Store) {
    let release = |n: u32, journal_seq: u64| Event::Released {
        release: ReleaseId::new(date(2026, 11, 20), n).unwrap(),
        manifest_sha256: "0".repeat(64),
        journal_seq,
        label: String::new(),
    };
    let write = async |event: Event| {
        let written = store.journal().append(move |_| Ok(vec![event.clone()]));
        written.await.unwrap();
    };
    // Entry 0; entry 1 replaces it; both releases are announced after that.
    store.journal().accept(nth(1, None)).await.unwrap();
    store.journal().accept(nth(2, Some(1))).await.unwrap();
    write(release(1, 0)).await;
    write(release(2, 1)).await;
    write(Event::Withdrawn {
        submission: submission(2),
        service: service("SVC001"),
        month: month("2026-10"),
        by: "a tester".to_owned(),
    })
    .await;
    write(release(3, 4)).await;
    let of = async |store: &Store, n: u64| -> Vec<String> {
        let state = store.journal().state().await.unwrap();
        let releases = state.releases_with(&submission(n));
        releases.map(|known| known.release.to_string()).collect()
    };
    for store in [store, &another_process(store)] {
        assert_eq!(of(store, 1).await, ["2026-11-20.1"]);
        assert_eq!(of(store, 2).await, ["2026-11-20.2"]);
        assert_eq!(of(store, 3).await, [""; 0]);
    }
}

/// What counted when a window closed is the last return that was sent by then, whatever came later; a return that was
/// replaced before does not come back.
pub async fn close_takes_the_last_return_by_then(store: &Store) {
    let sent = |n: u64, replaces, at: &str| Accepted {
        at: at.parse().unwrap(),
        ..nth(n, replaces)
    };
    for accepted in [
        sent(1, None, "2026-11-02T09:00:00Z"),
        // The last second of the 13th, and the first of the 14th.
        sent(2, Some(1), "2026-11-13T23:59:59.9Z"),
        sent(3, Some(2), "2026-11-14T00:00:00Z"),
    ] {
        store.journal().accept(accepted).await.unwrap();
    }
    let state = store.journal().state().await.unwrap();
    let counted = |closes| {
        let counted = state.counted_at_close(&service("SVC001"), month("2026-10"), closes);
        counted.map(|accepted| accepted.submission.clone())
    };
    assert_eq!(counted(date(2026, 11, 1)), None);
    assert_eq!(counted(date(2026, 11, 2)), Some(submission(1)));
    assert_eq!(counted(date(2026, 11, 13)), Some(submission(2)));
    assert_eq!(counted(date(2026, 12, 14)), Some(submission(3)));
    let other = state.counted_at_close(&service("SVC001"), month("2026-09"), date(2026, 12, 14));
    assert_eq!(other, None, "another month");
}

/// Of many first returns for the same month at once, from two processes, one counts.
pub async fn racing_accepts_leave_one_current(store: &Store) {
    let stores = [store.clone(), another_process(store)];
    let senders = (0..16).map(|n| {
        let store = stores[usize::try_from(n % 2).unwrap()].clone();
        tokio::spawn(async move { store.journal().accept(nth(n, None)).await.unwrap() })
    });
    let outcomes: Vec<_> = join_all(senders)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();

    let winners: Vec<u64> = (0..16)
        .filter(|&n| {
            matches!(
                outcomes[usize::try_from(n).unwrap()],
                AcceptOutcome::Committed { .. }
            )
        })
        .collect();
    assert_eq!(winners.len(), 1, "{outcomes:?}");
    assert_eq!(current(store).await, Some(submission(winners[0])));
    assert_eq!(
        store.journal().state().await.unwrap().by_submission.len(),
        1
    );
}

/// Two processes write at once; both see all of it, in the same order.
pub async fn two_processes_share_one_chain(store: &Store) {
    let stores = [store.clone(), another_process(store)];
    let senders = (0..40).map(|n| {
        let store = stores[usize::try_from(n % 2).unwrap()].clone();
        let own_month = Accepted {
            month: month("2026-10").plus(i32::try_from(n).unwrap()),
            ..nth(n, None)
        };
        tokio::spawn(async move { store.journal().accept(own_month).await.unwrap() })
    });
    for outcome in join_all(senders).await {
        assert!(matches!(outcome.unwrap(), AcceptOutcome::Committed { .. }));
    }

    let report = store.journal().verify().await.unwrap();
    assert!(report.is_sound(), "{:?}", report.problems);
    let state = store.journal().state().await.unwrap();
    assert_eq!(state.current.len(), 40);
    assert_eq!(stores[1].journal().state().await.unwrap(), state);
}

/// Decisions that share an entry see those before them, and each is answered for itself.
pub async fn waiting_writers_get_their_own_answers(store: &Store) {
    // Chained: each replaces the one before, so in any order but the right one some are refused; all are sent at once.
    let senders: Vec<_> = (0..30_u64)
        .map(|n| {
            let store = store.clone();
            let offered = Accepted {
                service: service(if n % 3 == 0 { "SVC001" } else { "SVC002" }),
                month: month("2026-10").plus(i32::try_from(n / 6).unwrap()),
                ..nth(n, None)
            };
            tokio::spawn(async move {
                (
                    store.journal().accept(offered.clone()).await.unwrap(),
                    offered,
                )
            })
        })
        .collect();
    let outcomes: Vec<_> = join_all(senders)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();

    let state = store.journal().state().await.unwrap();
    for (outcome, offered) in outcomes {
        let counts = state.current_for(&offered.service, offered.month).unwrap();
        match outcome {
            AcceptOutcome::Committed { seq } => {
                assert_eq!(**counts, offered);
                let then = store.journal().state_at(seq).await.unwrap();
                assert!(then.by_submission.contains_key(&offered.submission));
            }
            AcceptOutcome::Superseded { current } => {
                assert_eq!(**counts, *current);
                assert!(!state.by_submission.contains_key(&offered.submission));
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(state.current.len(), 10);
}

/// The state after an entry is the same whenever it is asked for.
pub async fn past_states_stay_as_they_were(store: &Store) {
    let mut seen = Vec::new();
    for n in 0..6 {
        store
            .journal()
            .accept(nth(n, n.checked_sub(1)))
            .await
            .unwrap();
        seen.push(store.journal().state().await.unwrap());
    }

    let other = another_process(store);
    for (seq, then) in (0..).zip(&seen) {
        assert_eq!(other.journal().state_at(seq).await.unwrap(), *then);
    }
    let beyond = other.journal().state_at(6).await;
    assert!(
        matches!(beyond, Err(StoreError::NotFound { .. })),
        "{beyond:?}"
    );
}

/// A process that starts anew sees what was acknowledged to the one before.
pub async fn restart_sees_everything(store: &Store) {
    for n in 0..30 {
        store
            .journal()
            .accept(nth(n, n.checked_sub(1)))
            .await
            .unwrap();
    }

    let restarted = another_process(store);

    assert_eq!(
        restarted.journal().state().await.unwrap(),
        store.journal().state().await.unwrap()
    );
    assert_eq!(current(&restarted).await, Some(submission(29)));
}

/// A decision not to write comes back in its own words, and writes nothing; so does one that there is nothing to do.
pub async fn refusal_comes_back_to_the_caller(store: &Store) {
    let refused = store
        .journal()
        .append(|_| Err(Refusal::because("not today")))
        .await;
    assert!(
        matches!(&refused, Err(StoreError::Refused(refusal)) if refusal.to_string() == "not today"),
        "{refused:?}"
    );

    let nothing = store.journal().append(|_| Ok(Vec::new())).await.unwrap();
    assert_eq!(nothing.seq, None);
    assert_eq!(store.journal().verify().await.unwrap().entries, 0);
}

/// A refusal counts only on the newest state, which another process may have changed since this one last looked.
pub async fn refusal_is_decided_on_the_newest_state(store: &Store) {
    store.journal().accept(nth(1, None)).await.unwrap();
    let withdrawn = Event::Withdrawn {
        submission: submission(1),
        service: service("SVC001"),
        month: month("2026-10"),
        by: "a tester".to_owned(),
    };
    another_process(store)
        .journal()
        .append(move |_| Ok(vec![withdrawn.clone()]))
        .await
        .unwrap();

    // On what this process remembers, it would be refused: another return counts.
    let outcome = store.journal().accept(nth(2, None)).await.unwrap();

    assert_eq!(outcome, AcceptOutcome::Committed { seq: 2 });
}
