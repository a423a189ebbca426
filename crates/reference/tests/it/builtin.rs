//! The facts that come with the crate. Here, and only here, the ICBs of a dated edition are counted.

use std::collections::{BTreeMap, BTreeSet};

use hub_reference::{AtomId, Reference};

use crate::fixture::first_two;

#[test]
fn each_dated_edition_is_whole() {
    let reference = Reference::builtin();
    assert_eq!(reference.regions().len(), 7);
    let [before, now] = first_two(&reference);
    assert_eq!(reference.editions(), [before, now]);
    assert_eq!(reference.now(), now);
    assert_eq!(before.first_day().to_string(), "2022-07-01");
    assert_eq!(now.first_day().to_string(), "2026-04-01");
    assert_eq!(reference.icbs(before).len(), 42);
    assert_eq!(reference.icbs(now).len(), 36);
    assert_eq!(reference.successors().len(), 16);
    assert_eq!(reference.atoms().len(), 46);
}

#[test]
fn codes_and_statistical_codes_are_unique_within_an_edition() {
    let reference = Reference::builtin();
    for edition in reference.editions() {
        let icbs = reference.icbs(edition);
        let codes: BTreeSet<&str> = icbs.iter().map(|icb| icb.code.as_str()).collect();
        let ons: BTreeSet<&str> = icbs.iter().map(|icb| icb.ons.as_str()).collect();
        assert_eq!((codes.len(), ons.len()), (icbs.len(), icbs.len()));
    }
}

#[test]
fn every_icb_is_in_a_known_region_and_in_force_in_its_edition() {
    let reference = Reference::builtin();
    for edition in reference.editions() {
        for icb in reference.icbs(edition) {
            assert!(
                reference.region(icb.region.as_str()).is_some(),
                "{}",
                icb.code
            );
            let change = reference.now().first_day();
            let last_day_before = change.yesterday().unwrap();
            if edition == reference.now() {
                assert!(icb.valid_from <= change);
                assert_eq!(icb.valid_to, None, "{}", icb.code);
            } else {
                assert!(icb.valid_from <= last_day_before);
                assert!(
                    icb.valid_to.is_none_or(|day| day == last_day_before),
                    "{}",
                    icb.code
                );
            }
        }
    }
}

#[test]
fn every_atom_follows_the_successions() {
    let reference = Reference::builtin();
    let mut successors: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for step in reference.successors() {
        successors
            .entry(step.predecessor.as_str())
            .or_default()
            .insert(step.successor.as_str());
    }
    let mut reached: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for atom in reference.atoms() {
        assert!(
            reference
                .icb_in(reference.first_edition(), atom.before.as_str())
                .is_some()
        );
        let now = reference
            .icb_in(reference.now(), atom.now.as_str())
            .expect("an ICB of today");
        assert_eq!(now.region, atom.region);
        reached
            .entry(atom.before.as_str())
            .or_default()
            .insert(atom.now.as_str());
        let is_split = successors
            .get(atom.before.as_str())
            .is_some_and(|found| found.len() > 1);
        let name = if is_split {
            format!("{}.{}", atom.before, atom.now)
        } else {
            atom.before.to_string()
        };
        assert_eq!(atom.id.as_str(), name);
        assert_eq!(name.parse::<AtomId>().unwrap(), atom.id);
    }
    for icb in reference.icbs(reference.first_edition()) {
        let stays = BTreeSet::from([icb.code.as_str()]);
        let expected = successors.get(icb.code.as_str()).unwrap_or(&stays);
        assert_eq!(reached.get(icb.code.as_str()), Some(expected));
    }
}

#[test]
fn every_icb_of_today_is_made_of_atoms() {
    let reference = Reference::builtin();
    for icb in reference.icbs(reference.now()) {
        assert!(
            reference.atoms().iter().any(|atom| atom.now == icb.code),
            "{}",
            icb.code
        );
    }
}

#[test]
fn the_enlarged_icb_keeps_its_code_and_changes_its_statistical_code() {
    let reference = Reference::builtin();
    let ons =
        first_two(&reference).map(|edition| reference.icb_in(edition, "QRL").unwrap().ons.as_str());
    assert_eq!(ons, ["E54000042", "E54000067"]);
    assert_eq!(reference.icb("QRL").unwrap().ons, "E54000067");
}

#[test]
fn no_two_icbs_share_a_tile_and_short_names_fit() {
    let reference = Reference::builtin();
    for edition in reference.editions() {
        let mut tiles = BTreeSet::new();
        let mut names = BTreeSet::new();
        for icb in reference.icbs(edition) {
            assert!(
                tiles.insert(icb.tile),
                "{} has a tile that is taken",
                icb.code
            );
            assert!(
                icb.tile.0 < 8 && icb.tile.1 < 10,
                "{} is off the map",
                icb.code
            );
            assert!(
                (1..=14).contains(&icb.short.chars().count()),
                "{}",
                icb.short
            );
            assert!(
                names.insert(icb.short.as_str()),
                "{} is there twice",
                icb.short
            );
        }
    }
}

#[test]
fn the_tile_map_has_north_at_the_top_and_one_cluster_for_london() {
    let reference = Reference::builtin();
    for edition in reference.editions() {
        let row = |code| reference.icb_in(edition, code).unwrap().tile.1;
        assert!(row("QHM") < row("QOP") && row("QOP") < row("QHL") && row("QHL") < row("QMF"));
        let london: Vec<(u8, u8)> = reference
            .icbs(edition)
            .iter()
            .filter(|icb| icb.region.as_str() == "Y56")
            .map(|icb| icb.tile)
            .collect();
        for tile in &london {
            let touches =
                |other: &&(u8, u8)| tile.0.abs_diff(other.0) + tile.1.abs_diff(other.1) == 1;
            assert!(
                london.iter().any(|other| touches(&other)),
                "{tile:?} of London stands alone"
            );
        }
    }
}
