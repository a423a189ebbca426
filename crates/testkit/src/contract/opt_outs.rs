//! The list of people who object.

use hub_ingest::{OptOutKind, OptOuts};
use hub_store::{AilmentKind, Path, Store};

use crate::fixtures::opt_out_tag;

async fn lists(store: &Store) -> Vec<String> {
    let listed = store.list(&Path::from("opt-outs")).await.unwrap();
    listed
        .iter()
        .map(|listed| listed.path.to_string())
        .collect()
}

/// Who objects is on the list, for every process, until they take it back; then no object holds their tag.
pub async fn opt_outs_round_trip(store: &Store) {
    assert!(store.opt_outs().await.unwrap().is_empty());
    let (one, two) = (opt_out_tag("SVC001", "P1"), opt_out_tag("SVC001", "P2"));
    let mut expected = OptOuts::default();
    for tag in [&one, &two] {
        expected.add(OptOutKind::Objection, tag);
        let put = |list: &mut OptOuts| list.add(OptOutKind::Objection, tag);
        store.change_opt_outs(put).await.unwrap();
    }
    let another = Store::over(store.object_store());
    assert_eq!(another.opt_outs().await.unwrap(), expected);
    assert_eq!(lists(store).await.len(), 1, "the list before is gone");
    assert_eq!(store.doctor().await.unwrap(), []);

    let take = |list: &mut OptOuts| list.remove(OptOutKind::Objection, &one);
    another.change_opt_outs(take).await.unwrap();
    expected.remove(OptOutKind::Objection, &one);
    assert_eq!(store.opt_outs().await.unwrap(), expected);

    let take = |list: &mut OptOuts| list.remove(OptOutKind::Objection, &two);
    store.change_opt_outs(take).await.unwrap();
    assert!(store.opt_outs().await.unwrap().is_empty());
    assert_eq!(lists(store).await, [""; 0]);
    assert_eq!(store.journal().state().await.unwrap().opt_outs, None);
    assert!(store.journal().verify().await.unwrap().is_sound());
}

/// Objecting twice is once, and what a process left behind that died in between is cleared away.
pub async fn same_objection_twice_is_one(store: &Store) {
    let tag = opt_out_tag("SVC001", "P1");
    let put = |list: &mut OptOuts| list.add(OptOutKind::Ndop, &tag);
    store.change_opt_outs(put).await.unwrap();
    let state = store.journal().state().await.unwrap();
    let left = Path::from("opt-outs/left-behind.json");
    store.create(&left, "{}".into()).await.unwrap();
    let ailments = store.doctor().await.unwrap();
    assert_eq!(ailments.len(), 1, "{ailments:?}");
    assert_eq!(ailments[0].kind, AilmentKind::Orphans);

    store.change_opt_outs(put).await.unwrap();

    assert_eq!(store.journal().state().await.unwrap(), state);
    assert!(!store.exists(&left).await.unwrap());
    let named = state.opt_outs.as_ref().unwrap();
    assert_eq!(lists(store).await, [named.path.as_str()]);
}
