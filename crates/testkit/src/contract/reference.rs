//! Imported reference data.

use hub_store::{Importer, ReferenceTable, Store, StoreError};
use jiff::civil::date;

fn tables(text: &'static str) -> Vec<ReferenceTable> {
    ["practices", "regions"]
        .map(|name| ReferenceTable {
            name: name.to_owned(),
            bytes: format!("{name} {text}").into(),
            rows: 1,
        })
        .into()
}

/// What was imported is in use and comes back; a later import takes its place and the earlier files stay.
pub async fn reference_round_trips(store: &Store) {
    assert_eq!(store.journal().state().await.unwrap().reference, None);
    let first = store
        .adopt_reference(date(2026, 11, 25), tables("one"))
        .await
        .unwrap();
    let second = store
        .adopt_reference(date(2026, 11, 26), tables("two"))
        .await
        .unwrap();

    let used = store.journal().state().await.unwrap().reference.clone();
    assert_eq!(used.as_ref(), Some(&second));
    let read = store.read_reference(&second).await.unwrap();
    assert_eq!(read["practices"], "practices two");
    assert_eq!(
        store.read_reference(&first).await.unwrap()["regions"],
        "regions one"
    );
    assert_eq!(store.doctor().await.unwrap(), []);
}

/// Importing what is in use already adds nothing, on whatever day.
pub async fn same_reference_twice_is_one_edition(store: &Store) {
    let first = store
        .adopt_reference(date(2026, 11, 25), tables("one"))
        .await
        .unwrap();
    let seq = store.journal().state().await.unwrap().seq;
    let again = store
        .adopt_reference(date(2026, 11, 27), tables("one"))
        .await
        .unwrap();

    assert_eq!(first, again);
    assert_eq!(store.journal().state().await.unwrap().seq, seq);
}

/// Whoever decided by another edition than the one in use is refused, and the journal names who imported.
pub async fn reference_needs_the_edition_that_was_seen(store: &Store) {
    let importer = |saw: Option<&str>| Importer {
        name: "An operator".to_owned(),
        saw: saw.map(str::to_owned),
    };
    let first = store
        .adopt_reference_over(date(2026, 11, 25), tables("one"), importer(None))
        .await
        .unwrap();
    let refused = store
        .adopt_reference_over(date(2026, 11, 25), tables("two"), importer(None))
        .await;
    assert!(
        matches!(refused, Err(StoreError::Refused(_))),
        "{refused:?}"
    );
    let state = store.journal().state().await.unwrap();
    assert_eq!(state.reference.as_ref(), Some(&first));

    // The same tables once more are no other edition.
    let again = store
        .adopt_reference_over(date(2026, 11, 26), tables("one"), importer(None))
        .await
        .unwrap();
    assert_eq!(again, first);
    let second = store
        .adopt_reference_over(
            date(2026, 11, 26),
            tables("two"),
            importer(Some(&first.edition)),
        )
        .await
        .unwrap();
    store
        .adopt_reference(date(2026, 11, 27), tables("three"))
        .await
        .unwrap();

    let state = store.journal().state().await.unwrap();
    let told: Vec<_> = state
        .imports
        .iter()
        .map(|import| import.by.as_deref())
        .collect();
    assert_eq!(told, [Some("An operator"), Some("An operator"), None]);
    assert_eq!(state.imports[1].edition, second);
}
