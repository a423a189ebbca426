//! Returns with other sheets beside Referrals.

use hub_ingest::{Anonymised, schema_of};
use hub_standard::stored::Record;
use hub_store::{Accepted, AilmentKind, ObjectRef, Path, Store, StoreError};

use crate::fixtures::{accepted_details, anonymised_sheets, month, person, service, submission};

/// Stores the sheets of a return of `n_rows` referrals with a contact each.
async fn put(store: &Store, n: u64, n_rows: usize) -> (Vec<Anonymised>, Vec<ObjectRef>) {
    let sheets = anonymised_sheets(&service("SVC001"), month("2026-10"), n_rows);
    let mut objects = Vec::new();
    for rows in &sheets {
        objects.push(store.put_return(&submission(n), rows).await.unwrap());
    }
    (sheets, objects)
}

async fn send(store: &Store, n: u64, n_rows: usize) -> Accepted {
    let (sheets, objects) = put(store, n, n_rows).await;
    let offered = accepted_details(&submission(n), &sheets, &objects);
    store.journal().accept(offered.clone()).await.unwrap();
    offered
}

/// Each sheet has an object of its own, and its rows come back with their columns.
pub async fn details_round_trip(store: &Store) {
    let (sheets, objects) = put(store, 1, 4).await;
    let paths: Vec<&str> = objects.iter().map(|object| object.path.as_str()).collect();
    let id = submission(1);
    assert_eq!(
        paths,
        [
            format!("returns/referrals/month=2026-10/{id}.parquet"),
            format!("returns/contacts/month=2026-10/{id}.parquet"),
        ]
    );
    for (rows, object) in sheets.iter().zip(&objects) {
        let stored = store.read_rows(object).await.unwrap();
        assert_eq!(stored, std::slice::from_ref(rows.batch()));
        assert_eq!(rows.batch().schema(), schema_of(rows.record()));
    }
    let offered = accepted_details(&id, &sheets, &objects);
    store.journal().accept(offered.clone()).await.unwrap();
    let state = store.journal().state().await.unwrap();
    assert_eq!(**state.by_submission.get(&id).unwrap(), offered);
    assert_eq!(store.doctor().await.unwrap(), []);
}

/// A return counts only if the rows of all its sheets are in the store.
pub async fn accept_wants_the_object_of_every_sheet(store: &Store) {
    let (sheets, mut objects) = put(store, 1, 3).await;
    objects[1].path = "returns/contacts/month=2026-10/elsewhere.parquet".to_owned();
    let offered = accepted_details(&submission(1), &sheets, &objects);
    let refused = store.journal().accept(offered).await;
    assert!(
        matches!(refused, Err(StoreError::NotFound { .. })),
        "{refused:?}"
    );
}

/// An object of any sheet that is gone is missed, and one that no return names is said to be harmless.
pub async fn doctor_looks_at_every_sheet(store: &Store) {
    let sent = send(store, 1, 3).await;
    put(store, 2, 4).await;
    let contacts = sent.object_of(Record::Contacts).unwrap();
    store
        .discard(&Path::from(contacts.path.as_str()))
        .await
        .unwrap();
    let found = store.doctor().await.unwrap();
    let kinds: Vec<(AilmentKind, u64)> = found
        .iter()
        .map(|ailment| (ailment.kind, ailment.count))
        .collect();
    assert_eq!(
        kinds,
        [(AilmentKind::Missing, 1), (AilmentKind::Orphans, 2)],
        "{found:?}"
    );
    assert_eq!(found[0].path, contacts.path);
}

/// Whoever is erased is on no sheet any more, whether the return counts or does not; its numbers stay.
pub async fn erased_person_is_on_no_sheet(store: &Store) {
    let sent = send(store, 1, 4).await;
    put(store, 2, 5).await;
    let state = store.journal().state().await.unwrap();
    store
        .publish_activity(&state, &[month("2026-10")])
        .await
        .unwrap();
    let gone = person("SVC001", "P1");
    // Both sheets of both returns, and the activity file.
    assert_eq!(store.scan(&gone).await.unwrap().found.len(), 5);

    let order = store.begin_erasure("sealed".to_owned()).await.unwrap();
    store.erase(&order, &gone).await.unwrap();
    store.close_erasure(&order).await.unwrap();

    assert_eq!(store.scan(&gone).await.unwrap().found, [""; 0]);
    let state = store.journal().state().await.unwrap();
    let now = state.by_submission.get(&submission(1)).unwrap();
    for record in [Record::Referrals, Record::Contacts] {
        let (before, after) = (sent.object_of(record), now.object_of(record));
        assert_ne!(before, after, "{record:?}");
        let rows = store.read_rows(after.unwrap()).await.unwrap();
        let n_rows: usize = rows.iter().map(|batch| batch.num_rows()).sum();
        assert_eq!(n_rows, 3, "{record:?}");
    }
    let counted = |accepted: &Accepted| {
        let detail = accepted.details.get(&Record::Contacts).unwrap();
        (accepted.rows_counted, detail.rows_counted)
    };
    assert_eq!((counted(&sent), counted(now)), ((4, 4), (4, 4)));
    assert_eq!(store.doctor().await.unwrap(), []);
}
