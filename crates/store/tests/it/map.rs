//! The shared map behaves like `BTreeMap`, and its copies do not change.

use std::collections::BTreeMap;
use std::ops::Bound;

use hub_store::OrderedMap;
use proptest::prelude::*;

#[derive(Debug, Clone)]
enum Change {
    Insert(u16, u8),
    Remove(u16),
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let change = prop_oneof![
        3 => (0..600_u16, any::<u8>()).prop_map(|(key, value)| Change::Insert(key, value)),
        1 => (0..600_u16).prop_map(Change::Remove),
    ];
    prop::collection::vec(change, 0..1_500)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn it_holds_what_a_btree_map_holds(changes in changes(), from in 0..600_u16, to in 0..600_u16) {
        let mut expected = BTreeMap::new();
        let mut map = OrderedMap::default();
        let half = changes.len() / 2;
        let mut copies = None;
        for (n, change) in changes.into_iter().enumerate() {
            if n == half {
                copies = Some((map.clone(), expected.clone()));
            }
            match change {
                Change::Insert(key, value) => prop_assert_eq!(map.insert(key, value), expected.insert(key, value)),
                Change::Remove(key) => prop_assert_eq!(map.remove(&key), expected.remove(&key)),
            }
        }
        for (map, expected) in copies.into_iter().chain([(map, expected)]) {
            prop_assert_eq!(map.len(), expected.len());
            prop_assert!(map.iter().eq(expected.iter()));
            prop_assert!(map.iter().rev().eq(expected.iter().rev()));
            prop_assert_eq!(map.last_key_value(), expected.last_key_value());
            for key in 0..600 {
                prop_assert_eq!(map.get(&key), expected.get(&key));
            }
            if from <= to {
                prop_assert!(map.range(from..=to).eq(expected.range(from..=to)));
                prop_assert!(map.range(from..).eq(expected.range(from..)));
            }
            if from < to {
                let bounds = (Bound::Excluded(from), Bound::Excluded(to));
                prop_assert!(map.range(bounds).eq(expected.range(bounds)));
            }
        }
    }
}
