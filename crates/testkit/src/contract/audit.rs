//! The log of questions.

use futures::future::join_all;
use hub_store::{AilmentKind, AuditOutcome, AuditRecord, Path, Store};

/// Another process on the same storage.
fn another_process(store: &Store) -> Store {
    Store::over(store.object_store())
}

/// What is recorded of the `n`-th question when it is over.
fn nth(n: usize) -> AuditRecord {
    AuditRecord::Answered {
        query_id: format!("{n:032x}"),
        outcome: AuditOutcome::Refused {
            code: "SDC_ROW_LEVEL".to_owned(),
        },
    }
}

async fn with_records(store: &Store, n: usize) {
    for n in 0..n {
        store.audit().append(nth(n)).await.unwrap();
    }
}

fn entry(seq: u64) -> Path {
    Path::from(format!("audit/{seq:020}.json"))
}

async fn recorded(store: &Store) -> Vec<AuditRecord> {
    let records = store.audit().records(None, 10_000).await.unwrap();
    records.into_iter().map(|(_, _, record)| record).collect()
}

/// The chain of an untouched log holds, and what was put in comes out in the same order.
pub async fn audit_chain_verifies(store: &Store) {
    let empty = store.audit().verify().await.unwrap();
    assert!(empty.is_sound());
    assert_eq!(empty.head_hash, "0".repeat(64));
    assert_eq!(recorded(store).await, []);

    with_records(store, 5).await;

    let report = store.audit().verify().await.unwrap();
    assert!(report.is_sound(), "{:?}", report.broken);
    assert_eq!((report.entries, report.records), (5, 5));
    assert_eq!(recorded(store).await, (0..5).map(nth).collect::<Vec<_>>());
}

/// Whoever puts other bytes in the place of an entry is found out by the entry after it.
pub async fn a_changed_record_breaks_the_chain(store: &Store) {
    with_records(store, 3).await;
    let bytes = store.read(&entry(1)).await.unwrap();
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    let changed = text.replace("SDC_ROW_LEVEL", "SDC_ROW_LEVER");
    assert_ne!(text, changed);
    store.discard(&entry(1)).await.unwrap();
    store.create(&entry(1), changed.into()).await.unwrap();

    let report = store.audit().verify().await.unwrap();

    let broken = report.broken.unwrap();
    assert_eq!(broken.path, entry(2).to_string());
    assert!(broken.reason.contains("was changed"), "{}", broken.reason);
    assert_eq!(report.entries, 2);
}

/// An entry that is gone is named, even once another took its place.
pub async fn a_lost_record_breaks_the_chain(store: &Store) {
    with_records(store, 5).await;
    store.discard(&entry(2)).await.unwrap();

    let report = store.audit().verify().await.unwrap();
    assert_eq!(report.broken.unwrap().path, entry(2).to_string());

    // A process that starts now may take the gap for the end, and its records go on after the true one.
    let restarted = another_process(store);
    for n in 5..8 {
        restarted.audit().append(nth(n)).await.unwrap();
    }
    let report = store.audit().verify().await.unwrap();
    let path = report.broken.unwrap().path;
    assert!(
        path == entry(2).to_string() || path == entry(3).to_string(),
        "{path}"
    );
}

/// Two processes that write at once lose nothing and fork nothing.
pub async fn two_writers_share_one_audit_chain(store: &Store) {
    let stores = [store.clone(), another_process(store)];
    let writers: Vec<_> = (0..40)
        .map(|n| {
            let store = stores[n % 2].clone();
            tokio::spawn(async move { store.audit().append(nth(n)).await.unwrap() })
        })
        .collect();
    for writer in join_all(writers).await {
        writer.unwrap();
    }

    let report = store.audit().verify().await.unwrap();
    assert!(report.is_sound(), "{:?}", report.broken);
    assert_eq!(report.records, 40);
    for store in &stores {
        let found = recorded(store).await;
        assert_eq!(found.len(), 40);
        for n in 0..40 {
            assert!(found.contains(&nth(n)), "{n}");
        }
    }
}

/// A process that starts anew finds the end, whatever the length, and goes on from there.
pub async fn restart_continues_the_chain(store: &Store) {
    let mut n_written = 0;
    for n_more in [1, 2, 5, 9] {
        let restarted = another_process(store);
        for n in n_written..n_written + n_more {
            restarted.audit().append(nth(n)).await.unwrap();
        }
        n_written += n_more;
        let report = restarted.audit().verify().await.unwrap();
        assert!(report.is_sound(), "{:?}", report.broken);
        assert_eq!(usize::try_from(report.records).unwrap(), n_written);
    }
    // This process wrote none of them.
    store.audit().append(nth(n_written)).await.unwrap();
    let all: Vec<_> = (0..=n_written).map(nth).collect();
    assert_eq!(recorded(&another_process(store)).await, all);
}

/// Records that come while an entry is written go into the next together, and each writer hears of its own.
pub async fn waiting_records_share_an_entry(store: &Store) {
    let appends = (0..500).map(|n| store.audit().append(nth(n)));
    for outcome in join_all(appends).await {
        outcome.unwrap();
    }

    let report = store.audit().verify().await.unwrap();
    assert!(report.is_sound(), "{:?}", report.broken);
    assert_eq!(report.records, 500);
    assert!(report.entries < 500, "{} entries", report.entries);
    let found = recorded(store).await;
    for n in 0..500 {
        assert!(found.contains(&nth(n)), "{n}");
    }
}

/// Whoever reads on from the last position gets each record once; without a position, the newest come.
pub async fn records_are_read_in_whole_entries(store: &Store) {
    with_records(store, 7).await;
    let audit = store.audit();
    let seqs = async |since, max| -> Vec<u64> {
        let found = audit.records(since, max).await.unwrap();
        found.into_iter().map(|(seq, _, _)| seq).collect()
    };

    assert_eq!(seqs(None, 3).await, [4, 5, 6]);
    assert_eq!(seqs(Some(0), 3).await, [0, 1, 2]);
    assert_eq!(seqs(Some(3), 100).await, [3, 4, 5, 6]);
    assert_eq!(seqs(Some(7), 100).await, [0_u64; 0]);
    assert_eq!(seqs(None, 0).await, [0_u64; 0]);
}

/// The doctor says where the log stops to prove anything.
pub async fn doctor_looks_at_the_audit_log(store: &Store) {
    with_records(store, 3).await;
    assert_eq!(store.doctor().await.unwrap(), []);
    store.discard(&entry(0)).await.unwrap();

    let ailments = store.doctor().await.unwrap();

    assert_eq!(ailments.len(), 1, "{ailments:?}");
    assert_eq!(ailments[0].kind, AilmentKind::Audit);
    assert_eq!(ailments[0].path, entry(0).to_string());
    assert!(!ailments[0].kind.is_harmless());
}
