//! Who objects is not stored, and nobody at the door can tell.

use hub_ingest::{
    CheckedReturn, Door, DoorOptions, Identifier, IdentityKeys, Limits, OptOutKind, OptOutPolicy,
    OptOuts,
};

use crate::support::{Table, check_by, door_with, keys, upload};

const NUMBERS: [&str; 3] = ["943 476 5919", "4010232137", ""];

/// Three people: two by NHS number and reference, one by reference only.
fn table() -> Table {
    Table::good(3)
        .column_of("nhs_number", |n| NUMBERS[n].to_owned())
        .set(1, "local_person_id", " P-0002 ")
        .set(2, "sex", "female")
}

/// The keys of the doors of these tests.
fn identity_keys() -> IdentityKeys {
    IdentityKeys::from_bytes([1; 32], [2; 32])
}

fn by_number(number: &str) -> Identifier {
    Identifier::nhs_number(number.to_owned())
}

fn by_reference(service: &str, reference: &str) -> Identifier {
    Identifier::local(service.parse().unwrap(), reference.to_owned())
}

fn list(people: &[(OptOutKind, Identifier)]) -> OptOuts {
    let keys = identity_keys();
    let mut list = OptOuts::default();
    for (kind, identifier) in people {
        let person = keys.person(identifier).unwrap();
        list.add(*kind, &keys.opt_out_tag(&person));
    }
    list
}

fn door(opt_outs: OptOutPolicy) -> Door {
    let options = DoorOptions {
        opt_outs,
        ..DoorOptions::default()
    };
    door_with(Limits::default(), options)
}

/// What goes on to be stored.
fn admitted(checked: &CheckedReturn, door: &Door, list: &OptOuts) -> Vec<Vec<u8>> {
    let rows = door.admit(checked.rows.as_ref().unwrap(), list).unwrap();
    assert_eq!(rows.rows(), rows.batch().num_rows());
    let checked = CheckedReturn {
        rows: Some(rows),
        ..checked.clone()
    };
    if checked.rows.as_ref().unwrap().rows() == 0 {
        return Vec::new();
    }
    keys(&checked, "person_key")
}

fn key(identifier: &Identifier) -> Vec<u8> {
    let person = identity_keys().person(identifier).unwrap();
    person.key().as_bytes().to_vec()
}

fn sorted(mut keys: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    keys.sort();
    keys
}

#[test]
fn an_operator_finds_the_key_that_the_door_stores() {
    let door = door(OptOutPolicy::Both);
    let stored = keys(&check_by(&door, &upload(table().csv())), "person_key");
    let expected = vec![
        key(&by_number("9434765919")),
        key(&by_number("401-023-2137")),
        key(&by_reference("YA001", "P-0003 ")),
    ];
    assert_eq!(sorted(stored), sorted(expected));

    let by_reference_only = check_by(&door, &upload(table().without("nhs_number").csv()));
    assert!(
        keys(&by_reference_only, "person_key").contains(&key(&by_reference("YA001", "P-0002"))),
        "spaces around a reference are no part of it"
    );
    assert_ne!(
        key(&by_reference("YA001", "P-0002")),
        key(&by_reference("YA002", "P-0002"))
    );
}

#[test]
fn the_answer_is_the_same_with_and_without_and_the_stored_rows_are_not() {
    let door = door(OptOutPolicy::Both);
    let objecting = list(&[(OptOutKind::Objection, by_number("943 476 5919"))]);
    let upload = upload(table().csv());

    let without = check_by(&door, &upload);
    let all = admitted(&without, &door, &OptOuts::default());
    let with = check_by(&door, &upload);
    let rest = admitted(&with, &door, &objecting);

    assert_eq!(
        serde_json::to_string(&without).unwrap(),
        serde_json::to_string(&with).unwrap(),
        "findings, counts, totals, items and content tag"
    );
    assert_eq!((with.counts.counted, with.summary.people), (3, 3));
    assert_eq!((all.len(), rest.len()), (3, 2));
    let gone = key(&by_number("943 476 5919"));
    assert!(all.contains(&gone) && !rest.contains(&gone));
    let others: Vec<_> = all.into_iter().filter(|key| *key != gone).collect();
    assert_eq!(rest, others, "the others stay, in their order");
}

#[test]
fn a_return_of_one_person_who_objects_is_no_oracle() {
    let door = door(OptOutPolicy::None);
    let table = Table::good(1).column_of("nhs_number", |_| "943 476 5919".to_owned());
    let checked = check_by(&door, &upload(table.csv()));
    let objecting = list(&[(OptOutKind::Objection, by_number("943 476 5919"))]);

    assert!(admitted(&checked, &door, &objecting).is_empty());
    assert_eq!((checked.counts.read, checked.counts.counted), (1, 1));
    assert_eq!(checked.summary.people, 1);
}

#[test]
fn an_objection_holds_by_every_identifier_that_the_row_has() {
    let door = door(OptOutPolicy::Both);
    let checked = check_by(&door, &upload(table().csv()));
    let left = |identifier: Identifier| {
        let list = list(&[(OptOutKind::Objection, identifier)]);
        admitted(&checked, &door, &list).len()
    };
    assert_eq!(left(by_number("9434765919")), 2);
    assert_eq!(
        left(by_reference("YA001", "P-0001")),
        2,
        "the row is stored by its NHS number"
    );
    assert_eq!(left(by_reference("YA001", "P-0002")), 2);
    assert_eq!(left(by_reference("YA001", "P-0003")), 2);
    assert_eq!(
        left(by_reference("YA002", "P-0003")),
        3,
        "another service's P-0003 is another person"
    );
    assert_eq!(left(by_number("9990000018")), 3);
}

#[test]
fn the_policy_says_which_national_opt_outs_hold() {
    let list = list(&[
        (OptOutKind::Ndop, by_number(NUMBERS[0])),
        (OptOutKind::Type1, by_number(NUMBERS[1])),
        (OptOutKind::Objection, by_reference("YA001", "P-0003")),
    ]);
    for (policy, left) in [
        (OptOutPolicy::None, 2),
        (OptOutPolicy::Ndop, 1),
        (OptOutPolicy::Type1, 1),
        (OptOutPolicy::Both, 0),
    ] {
        let door = door(policy);
        let checked = check_by(&door, &upload(table().csv()));
        assert_eq!(admitted(&checked, &door, &list).len(), left, "{policy:?}");
        assert_eq!(checked.counts.counted, 3);
    }
}

#[test]
fn rows_of_other_keys_are_not_let_through_unseen() {
    let ours = door(OptOutPolicy::Both);
    let other = Door::new(
        IdentityKeys::from_bytes([1; 32], [7; 32]),
        std::sync::Arc::clone(&crate::support::REFERENCE),
        Limits::default(),
        DoorOptions::default(),
    );
    let foreign = check_by(&other, &upload(table().csv()));
    let objecting = list(&[(OptOutKind::Objection, by_number("9434765919"))]);
    assert!(admitted(&foreign, &ours, &objecting).is_empty());
}
