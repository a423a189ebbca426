//! Imported reference data.

use hub_store::{ReferenceTable, Store};
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
