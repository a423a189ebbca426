//! Returns and activity files.

use arrow::array::{ArrayRef, AsArray as _};
use hub_standard::ids::{Month, SubmissionId};
use hub_store::{AilmentKind, ObjectRef, Path, Store, StoreError};

use crate::fixtures::{accepted, accepted_rows, anonymised, month, service, submission};

/// Sends a return of `n_rows` rows and has it accepted.
async fn send(
    store: &Store,
    n: u64,
    code: &str,
    month: Month,
    n_rows: usize,
    replaces: Option<SubmissionId>,
) -> ObjectRef {
    let rows = anonymised(&service(code), month, n_rows);
    let object = store.put_return(&submission(n), &rows).await.unwrap();
    let accepted = accepted_rows(&submission(n), &rows, object.clone(), replaces);
    store.journal().accept(accepted).await.unwrap();
    object
}

/// Rows come back as they were stored, from the place that the design gives them.
pub async fn return_round_trips(store: &Store) {
    let rows = anonymised(&service("SVC001"), month("2026-10"), 20);

    let object = store.put_return(&submission(1), &rows).await.unwrap();

    assert_eq!(
        object.path,
        format!("returns/referrals/month=2026-10/{}.parquet", submission(1))
    );
    assert_eq!(object.rows, 0, "how many rows are stored is not told");
    let bytes = store.read(&Path::from(object.path.as_str())).await.unwrap();
    assert_eq!(object.bytes, u64::try_from(bytes.len()).unwrap());
    assert_eq!(
        store.read_rows(&object).await.unwrap(),
        std::slice::from_ref(rows.batch())
    );
}

/// The same rows under the same identifier are one object; other rows are another and leave the first alone.
pub async fn return_is_stored_once(store: &Store) {
    let rows = anonymised(&service("SVC001"), month("2026-10"), 3);
    let first = store.put_return(&submission(1), &rows).await.unwrap();

    assert_eq!(
        store.put_return(&submission(1), &rows).await.unwrap(),
        first
    );

    let others = anonymised(&service("SVC001"), month("2026-10"), 4);
    let second = store.put_return(&submission(1), &others).await.unwrap();
    assert_ne!(second.path, first.path);
    assert_eq!(
        store.put_return(&submission(1), &others).await.unwrap(),
        second
    );
    assert_eq!(
        store.read_rows(&second).await.unwrap(),
        std::slice::from_ref(others.batch())
    );
    assert_eq!(
        store.read_rows(&first).await.unwrap(),
        std::slice::from_ref(rows.batch())
    );
}

/// A return whose rows are not in the store does not count.
pub async fn accept_wants_its_object(store: &Store) {
    let rows = anonymised(&service("SVC001"), month("2026-10"), 3);
    let object = store.put_return(&submission(1), &rows).await.unwrap();

    let elsewhere = ObjectRef {
        path: "returns/elsewhere.parquet".to_owned(),
        ..object.clone()
    };
    let missing = store
        .journal()
        .accept(accepted_rows(&submission(1), &rows, elsewhere, None))
        .await;
    assert!(
        matches!(missing, Err(StoreError::NotFound { .. })),
        "{missing:?}"
    );

    let shorter = ObjectRef {
        bytes: object.bytes - 1,
        ..object
    };
    let altered = store
        .journal()
        .accept(accepted_rows(&submission(1), &rows, shorter, None))
        .await;
    assert!(
        matches!(altered, Err(StoreError::Corrupt { .. })),
        "{altered:?}"
    );

    assert_eq!(store.journal().state().await.unwrap().seq, None);
}

/// Replaced rows and other months are not in a month's file; what is there lies in the order of practices.
pub async fn activity_holds_current_rows_only(store: &Store) {
    let october = month("2026-10");
    send(store, 1, "SVC001", october, 5, None).await;
    send(store, 9, "SVC001", october, 7, Some(submission(1))).await;
    send(store, 3, "SVC002", october, 11, None).await;
    send(store, 4, "SVC002", october.prev(), 13, None).await;
    store
        .journal()
        .accept(accepted(&submission(5), &service("SVC003"), october))
        .await
        .unwrap();

    let state = store.journal().state().await.unwrap();
    let months = [october, october.next(), october.prev()];
    let files = store.publish_activity(&state, &months).await.unwrap();

    let summary: Vec<_> = files
        .iter()
        .map(|file| (file.month, file.object.rows, file.submissions.clone()))
        .collect();
    assert_eq!(
        summary,
        [
            (
                october,
                18,
                vec![submission(3), submission(5), submission(9)]
            ),
            (october.prev(), 13, vec![submission(4)]),
        ]
    );
    let batches = store.read_rows(&files[0].object).await.unwrap();
    assert_eq!(
        batches.iter().map(|batch| batch.num_rows()).sum::<usize>(),
        18
    );
    let column = |name: &str| -> Vec<String> {
        batches
            .iter()
            .flat_map(|batch| texts(batch.column_by_name(name).unwrap()))
            .collect()
    };
    assert!(column("practice").is_sorted());
    assert_eq!(
        column("service")
            .iter()
            .filter(|service| *service == "SVC001")
            .count(),
        7
    );
    assert!(column("month").iter().all(|month| month == "2026-10"));
    assert!(
        files[0]
            .object
            .path
            .starts_with("activity/referrals/month=2026-10/")
    );
}

fn texts(column: &ArrayRef) -> Vec<String> {
    let column = column.as_string::<i32>();
    column
        .iter()
        .map(|text| text.unwrap_or_default().to_owned())
        .collect()
}

/// Asking again gives the same file and writes nothing; a new return gives a new file and leaves the old one.
pub async fn activity_is_published_once(store: &Store) {
    let october = month("2026-10");
    send(store, 1, "SVC001", october, 5, None).await;
    let state = store.journal().state().await.unwrap();
    let first = store.publish_activity(&state, &[october]).await.unwrap();
    let n_objects = store.list(&Path::from("activity")).await.unwrap().len();

    assert_eq!(
        store.publish_activity(&state, &[october]).await.unwrap(),
        first
    );
    assert_eq!(
        store.list(&Path::from("activity")).await.unwrap().len(),
        n_objects
    );

    send(store, 2, "SVC001", october, 6, Some(submission(1))).await;
    let newer = store.journal().state().await.unwrap();
    let second = store.publish_activity(&newer, &[october]).await.unwrap();
    assert_ne!(second[0].object.path, first[0].object.path);
    assert_eq!(
        store.publish_activity(&state, &[october]).await.unwrap(),
        first
    );
    let ailments = store.doctor().await.unwrap();
    assert!(
        ailments
            .iter()
            .all(|ailment| ailment.kind != AilmentKind::Altered),
        "{ailments:?}"
    );
}
