//! Returns with other sheets beside Referrals.

use arrow::record_batch::RecordBatch;
use hub_ingest::{Anonymised, schema_of};
use hub_standard::stored::Record;
use hub_store::{Accepted, AilmentKind, ObjectName, ObjectRef, Path, Refusal, Store, StoreError};

use super::erasure::erase;
use crate::fixtures::{
    accepted_details, anonymised, anonymised_sheets, month, person, service, submission,
};

/// Stores the sheets of a return of `n_rows` referrals with a contact each.
async fn put(store: &Store, n: u64, n_rows: usize) -> (Vec<Anonymised>, Vec<ObjectRef>) {
    let sheets = anonymised_sheets(&service("SVC001"), month("2026-10"), n_rows);
    let objects = put_sheets(store, n, &sheets).await;
    (sheets, objects)
}

async fn put_sheets(store: &Store, n: u64, sheets: &[Anonymised]) -> Vec<ObjectRef> {
    let mut objects = Vec::new();
    for rows in sheets {
        objects.push(store.put_return(&submission(n), rows).await.unwrap());
    }
    objects
}

/// Stores a return with referrals of `P0` and `P1` and contacts of `P0` to `P3`: some people are on one sheet alone.
/// The door lets no such return pass; the store does not rely on that.
async fn put_more_contacts(store: &Store, n: u64) -> Accepted {
    let (code, of) = (service("SVC001"), month("2026-10"));
    let mut sheets = anonymised_sheets(&code, of, 4);
    sheets[0] = anonymised(&code, of, 2);
    let objects = put_sheets(store, n, &sheets).await;
    accepted_details(&submission(n), &sheets, &objects)
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
    // A process that knows nothing reads the same from the entry.
    let restarted = Store::over(store.object_store());
    assert_eq!(restarted.journal().state().await.unwrap(), state);
    assert_eq!(store.doctor().await.unwrap(), []);
}

/// A return counts only if the rows of all its sheets are in the store.
pub async fn accept_wants_the_object_of_every_sheet(store: &Store) {
    let (sheets, objects) = put(store, 1, 3).await;
    let offered = |contacts: ObjectRef| {
        let objects = [objects[0].clone(), contacts];
        accepted_details(&submission(1), &sheets, &objects)
    };

    let elsewhere = ObjectRef {
        path: "returns/contacts/month=2026-10/elsewhere.parquet".to_owned(),
        ..objects[1].clone()
    };
    let missing = store.journal().accept(offered(elsewhere)).await;
    assert!(
        matches!(missing, Err(StoreError::NotFound { .. })),
        "{missing:?}"
    );

    let shorter = ObjectRef {
        bytes: objects[1].bytes - 1,
        ..objects[1].clone()
    };
    let altered = store.journal().accept(offered(shorter)).await;
    assert!(
        matches!(altered, Err(StoreError::Corrupt { .. })),
        "{altered:?}"
    );

    assert_eq!(store.journal().state().await.unwrap().seq, None);
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

/// An object of any sheet whose bytes are not those that were written is found, and is not read.
pub async fn altered_sheet_is_found(store: &Store) {
    let sent = send(store, 1, 3).await;
    let contacts = sent.object_of(Record::Contacts).unwrap();
    let path = Path::from(contacts.path.as_str());
    let mut bytes = store.read(&path).await.unwrap().to_vec();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    store.discard(&path).await.unwrap();
    store.create(&path, bytes.into()).await.unwrap();

    let found = store.doctor().await.unwrap();
    let altered: Vec<(AilmentKind, &str)> = found
        .iter()
        .map(|ailment| (ailment.kind, ailment.path.as_str()))
        .collect();
    assert_eq!(altered, [(AilmentKind::Altered, contacts.path.as_str())]);
    let read = store.read_rows(contacts).await;
    assert!(matches!(read, Err(StoreError::Corrupt { .. })), "{read:?}");
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
    // Both sheets of both returns, and of the month.
    assert_eq!(store.scan(&gone).await.unwrap().found.len(), 6);

    erase(store, &gone).await;

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

/// The month has a file for every sheet that a return has, and each holds the rows of the returns that count.
pub async fn activity_holds_every_sheet(store: &Store) {
    let october = [month("2026-10")];
    send(store, 1, 3).await;
    let state = store.journal().state().await.unwrap();
    let [file] = &store.publish_activity(&state, &october).await.unwrap()[..] else {
        panic!("one month has one file");
    };
    let found: Vec<(Record, &str, u64)> = file
        .objects()
        .map(|(record, object)| {
            let folder = object.path.rsplit_once('/').unwrap().0;
            (record, folder, object.rows)
        })
        .collect();
    assert_eq!(
        found,
        [
            (Record::Referrals, "activity/referrals/month=2026-10", 3),
            (Record::Contacts, "activity/contacts/month=2026-10", 3),
        ]
    );
    let sent = state.by_submission.get(&submission(1)).unwrap();
    for (record, object) in file.objects() {
        let stored = store.read_rows(object).await.unwrap();
        let returned = store.read_rows(sent.object_of(record).unwrap()).await;
        let n_rows = |batches: &[RecordBatch]| batches.iter().map(RecordBatch::num_rows).sum();
        let (stored, returned): (usize, usize) = (n_rows(&stored), n_rows(&returned.unwrap()));
        assert_eq!(stored, returned, "{record:?}");
    }
}

/// Where somebody is on one sheet alone, the other sheets stay as they are, and so do the bytes of their month.
pub async fn erasure_from_one_sheet_leaves_the_others(store: &Store) {
    let sent = put_more_contacts(store, 1).await;
    store.journal().accept(sent.clone()).await.unwrap();
    let october = [month("2026-10")];
    let state = store.journal().state().await.unwrap();
    let published = store.publish_activity(&state, &october).await.unwrap();

    let erasure = erase(store, &person("SVC001", "P3")).await;

    let contacts = sent.object_of(Record::Contacts).unwrap();
    let replaced: Vec<&str> = erasure
        .replaced
        .iter()
        .map(|replaced| replaced.from.path.as_str())
        .collect();
    let of_month = |record| {
        let mut objects = published[0].objects();
        let found = objects.find(|(of, _)| *of == record);
        found.map(|(_, object)| object.clone()).unwrap()
    };
    let (old, month_contacts) = (of_month(Record::Referrals), of_month(Record::Contacts));
    assert_eq!(
        replaced,
        [&month_contacts.path, &old.path, &contacts.path].map(String::as_str)
    );
    let state = store.journal().state().await.unwrap();
    let now = state.by_submission.get(&submission(1)).unwrap();
    assert_eq!(now.object, sent.object);
    let stands = state.in_place_of(&contacts.path).map(ObjectName::to_ref);
    assert_eq!(now.object_of(Record::Contacts), stands.as_ref());
    let n_objects = store.list(&Path::ROOT).await.unwrap().len();
    let again = store.publish_activity(&state, &october).await.unwrap();
    assert_eq!(again[0].object.sha256, old.sha256);
    for (record, object) in again[0].objects() {
        let stands = state.in_place_of(&of_month(record).path).unwrap();
        assert_eq!(stands.path, object.path);
    }
    assert_eq!(store.list(&Path::ROOT).await.unwrap().len(), n_objects);
    assert_eq!(store.doctor().await.unwrap(), []);
}

/// The state before an erasure names the sheets that there were then, and leads to those that stand.
pub async fn sheets_before_an_erasure_are_known_after_it(store: &Store) {
    let sent = send(store, 1, 4).await;
    let before = store.journal().state().await.unwrap();
    erase(store, &person("SVC001", "P1")).await;
    let after = store.journal().state().await.unwrap();

    let then = store.journal().state_at(before.seq.unwrap()).await.unwrap();
    assert_eq!(then, before);
    assert_eq!(**then.by_submission.get(&submission(1)).unwrap(), sent);
    let now = after.by_submission.get(&submission(1)).unwrap();
    for record in [Record::Referrals, Record::Contacts] {
        let old = sent.object_of(record).unwrap();
        let stands = after.in_place_of(&old.path).map(ObjectName::to_ref);
        assert_eq!(now.object_of(record), stands.as_ref(), "{record:?}");
    }
    let restarted = Store::over(store.object_store());
    assert_eq!(restarted.journal().state().await.unwrap(), after);
}

/// A return cannot count once somebody was erased from any of its sheets, though the rows came back.
pub async fn return_with_an_erased_sheet_cannot_count(store: &Store) {
    put_more_contacts(store, 1).await;
    erase(store, &person("SVC001", "P3")).await;

    let offered = put_more_contacts(store, 1).await;
    let refused = store.journal().accept(offered).await;

    assert!(
        matches!(refused, Err(StoreError::Refused(Refusal::Other { .. }))),
        "{refused:?}"
    );
}
