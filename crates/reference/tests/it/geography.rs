//! As-was and as-now.

use std::collections::BTreeMap;

use hub_reference::{AreaType, AtomId, Geography, Reference};
use hub_standard::Month;

use crate::fixture::first_two;

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn atom(text: &str) -> AtomId {
    text.parse().unwrap()
}

#[test]
fn as_was_follows_the_date_and_as_now_does_not() {
    let reference = Reference::builtin();
    let part = atom("QM7.D7T5G");
    let icb = |text, geography| {
        reference
            .icb_of_atom(&part, month(text), geography)
            .unwrap()
            .as_str()
    };
    assert_eq!(icb("2026-03", Geography::AsWas), "QM7");
    assert_eq!(icb("2026-04", Geography::AsWas), "D7T5G");
    assert_eq!(icb("2026-03", Geography::AsNow), "D7T5G");
    assert_eq!(icb("2026-04", Geography::AsNow), "D7T5G");
}

#[test]
fn an_area_of_every_kind_is_found_but_not_one_smaller_than_an_atom() {
    let reference = Reference::builtin();
    let part = atom("QNQ.QRL");
    let at = |area_type| reference.area_at(&part, area_type, month("2025-12"), Geography::AsWas);
    assert_eq!(at(AreaType::England).unwrap().as_str(), "ENG");
    assert_eq!(at(AreaType::Region).unwrap().as_str(), "Y59");
    assert_eq!(at(AreaType::Icb).unwrap().as_str(), "QNQ");
    assert_eq!(at(AreaType::Pcn), None);
    assert_eq!(
        reference.area_at(
            &atom("QXX"),
            AreaType::England,
            month("2025-12"),
            Geography::AsWas
        ),
        None
    );
}

#[test]
fn in_every_month_the_icbs_take_every_atom_once() {
    let reference = Reference::builtin();
    for geography in Geography::ALL {
        for text in ["2022-07", "2026-03", "2026-04", "2026-11"] {
            let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
            for icb in reference.icbs(reference.edition_of(geography, month(text))) {
                for atom in reference.atoms_of(icb.code.as_str(), month(text), geography) {
                    *seen.entry(atom.id.as_str()).or_default() += 1;
                }
            }
            assert_eq!(seen.len(), reference.atoms().len(), "{geography} {text}");
            assert!(seen.values().all(|times| *times == 1), "{geography} {text}");
        }
    }
}

#[test]
fn the_enlarged_icb_gains_an_atom() {
    let reference = Reference::builtin();
    let atoms = |text, geography| -> Vec<&str> {
        reference
            .atoms_of("QRL", month(text), geography)
            .iter()
            .map(|atom| atom.id.as_str())
            .collect()
    };
    assert_eq!(atoms("2026-03", Geography::AsWas), ["QRL"]);
    assert_eq!(atoms("2026-03", Geography::AsNow), ["QNQ.QRL", "QRL"]);
    assert_eq!(atoms("2026-04", Geography::AsWas), ["QNQ.QRL", "QRL"]);
}

#[test]
fn the_edition_changes_with_the_month() {
    let reference = Reference::builtin();
    let [before, now] = first_two(&reference);
    assert_eq!(reference.edition_at(month("2020-03")), before);
    assert_eq!(reference.edition_at(month("2026-03")), before);
    assert_eq!(reference.edition_at(month("2026-04")), now);
    assert_eq!(reference.edition_at(month("2030-01")), now);
}

#[test]
fn names_of_geographies_and_kinds_are_read_back() {
    for geography in Geography::ALL {
        assert_eq!(Geography::parse(geography.as_str()), Some(geography));
    }
    for area_type in AreaType::ALL {
        assert_eq!(AreaType::parse(area_type.as_str()), Some(area_type));
    }
    assert_eq!(Geography::parse("AS_NOW"), None);
    assert_eq!(AreaType::parse(""), None);
}
