//! The generated England: the same every time, whole, and not to be taken for the real one.

use std::collections::{BTreeMap, BTreeSet};

use hub_reference::{Basis, Reference};
use hub_standard::Month;

#[test]
fn it_is_the_same_every_time() {
    let [first, second] = [(); 2].map(|()| Reference::builtin());
    assert_eq!(first.practices(), second.practices());
    assert_eq!(first.small_areas(), second.small_areas());
    assert_eq!(first.workforce(), second.workforce());
    assert_eq!(first.populations(), second.populations());
    assert_eq!(first.tables().unwrap(), second.tables().unwrap());
}

#[test]
fn it_is_about_a_sixth_of_england() {
    let reference = Reference::builtin();
    assert!(
        (290..=320).contains(&reference.pcns().len()),
        "{} networks",
        reference.pcns().len()
    );
    let residents: u64 = reference
        .small_areas()
        .iter()
        .map(|area| u64::from(area.residents))
        .sum();
    assert!(
        (9_500_000..=12_500_000).contains(&residents),
        "{residents} residents"
    );
    let registered: f64 = reference
        .practices()
        .iter()
        .map(|practice| practice.registered)
        .sum();
    let people = u32::try_from(residents).unwrap();
    assert!(
        (1.0..1.15).contains(&(registered / f64::from(people))),
        "{registered} registered"
    );
}

#[test]
fn every_atom_has_networks_and_every_network_has_practices() {
    let reference = Reference::builtin();
    let mut networks: BTreeMap<&str, usize> = BTreeMap::new();
    for pcn in reference.pcns() {
        *networks.entry(pcn.atom.as_str()).or_default() += 1;
    }
    assert!(reference.atoms().iter().all(|atom| {
        networks
            .get(atom.id.as_str())
            .is_some_and(|count| *count >= 2)
    }));
    let mut open: BTreeMap<&str, usize> = BTreeMap::new();
    for practice in reference.practices() {
        let pcn = practice.pcn.as_ref().expect("a network");
        let known = reference.pcn(pcn.as_str()).expect("a known network");
        assert_eq!(known.atom, practice.atom, "{}", practice.code);
        if practice.closed.is_none() {
            *open.entry(pcn.as_str()).or_default() += 1;
        }
    }
    assert_eq!(open.len(), reference.pcns().len());
    assert!(open.values().all(|count| (4..=7).contains(count)));
}

#[test]
fn codes_have_the_right_shape_where_no_real_ones_are() {
    let reference = Reference::builtin();
    assert!(
        reference
            .practices()
            .iter()
            .all(|practice| practice.code.as_str().starts_with('Z'))
    );
    assert!(
        reference
            .practices()
            .iter()
            .all(|practice| practice.name.ends_with("(demo)"))
    );
    for area in reference.small_areas() {
        assert!(
            area.code.len() == 9 && area.code.starts_with("E0199"),
            "{}",
            area.code
        );
    }
    let unique: BTreeSet<&str> = reference
        .small_areas()
        .iter()
        .map(|area| area.code.as_str())
        .collect();
    assert_eq!(unique.len(), reference.small_areas().len());
}

#[test]
fn small_areas_add_up() {
    let reference = Reference::builtin();
    let mut ranks = BTreeSet::new();
    for area in reference.small_areas() {
        assert_eq!(
            area.by_ethnic5.iter().sum::<u32>(),
            area.residents,
            "{}",
            area.code
        );
        assert_eq!(
            (area.imd2025_rank * 10).div_ceil(33_755),
            u32::from(area.imd2025_decile),
            "{}",
            area.code
        );
        assert!(
            ranks.insert(area.imd2025_rank),
            "rank {} is there twice",
            area.imd2025_rank
        );
        assert!(reference.atom(area.atom.as_str()).is_some());
        assert!((1_000..2_000).contains(&area.residents));
    }
}

#[test]
fn deprivation_differs_between_icbs_as_it_really_does() {
    let reference = Reference::builtin();
    let share = |icb: &str| {
        let (mut most, mut all) = (0_u32, 0_u32);
        for area in reference
            .small_areas()
            .iter()
            .filter(|area| area.atom.as_str() == icb)
        {
            most += u32::from(area.imd2025_decile == 1);
            all += 1;
        }
        f64::from(most) / f64::from(all)
    };
    assert!(
        (share("QHL") - 0.38).abs() < 0.02,
        "Birmingham {}",
        share("QHL")
    );
    assert!(share("QXU") < 0.02, "Surrey {}", share("QXU"));
}

#[test]
fn postcodes_lead_to_their_small_area_and_back() {
    let reference = Reference::builtin();
    assert!(reference.has_postcodes());
    let mut seen = BTreeSet::new();
    for area in reference.small_areas() {
        let postcodes = reference.postcodes_of(&area.code);
        assert_eq!(postcodes.len(), 4);
        for postcode in postcodes {
            assert_eq!(
                reference.postcode(&postcode),
                Some(area.code.as_str()),
                "{postcode}"
            );
            assert!(
                postcode.starts_with('X') && (7..=8).contains(&postcode.len()),
                "{postcode}"
            );
            assert!(seen.insert(postcode));
        }
    }
}

#[test]
fn postcodes_that_were_not_given_out_lead_nowhere() {
    let reference = Reference::builtin();
    for postcode in [
        "SW1A 1AA", "XA1 1ZZ", "XA01 1AB", "XA99 1AA", "xa1 1aa", "XA11AA", "XA1 9AA", "X", "",
        "XÄ1 1AA",
    ] {
        assert_eq!(reference.postcode(postcode), None, "{postcode}");
    }
}

#[test]
fn link_workers_grow_and_most_practices_are_covered() {
    let reference = Reference::builtin();
    let months: BTreeSet<Month> = reference
        .workforce()
        .iter()
        .map(|count| count.month)
        .collect();
    assert_eq!(months.first().unwrap().to_string(), "2024-03");
    assert_eq!(months.last().unwrap().to_string(), "2026-09");
    let fte = |month: &Month| -> f64 {
        reference
            .workforce()
            .iter()
            .filter(|count| count.month == *month)
            .map(|count| count.fte)
            .sum()
    };
    let totals: Vec<f64> = months.iter().map(fte).collect();
    assert!(
        totals.windows(2).all(|pair| pair[0] < pair[1]),
        "{totals:?}"
    );
    let last = months.last().unwrap();
    let covered: BTreeSet<&str> = reference
        .workforce()
        .iter()
        .filter(|count| count.month == *last)
        .map(|count| count.pcn.as_str())
        .collect();
    let open: Vec<_> = reference
        .practices()
        .iter()
        .filter(|practice| practice.open_in(*last))
        .collect();
    let with = open
        .iter()
        .filter(|practice| covered.contains(practice.pcn.as_ref().unwrap().as_str()))
        .count();
    let share = 100 * with / open.len();
    assert!((85..=91).contains(&share), "{share} % of practices");
}

#[test]
fn a_closed_practice_is_closed_from_its_last_day() {
    let reference = Reference::builtin();
    let closed = reference
        .practices()
        .iter()
        .find(|practice| practice.closed.is_some())
        .expect("a closed one");
    let month = Month::of(closed.closed.unwrap());
    assert!(closed.open_in(month));
    assert!(!closed.open_in(month.next()));
    assert!(
        reference
            .practice(closed.successor.as_ref().unwrap().as_str())
            .is_some()
    );
    assert_eq!(closed.registered, 0.0);
}

#[test]
fn codes_of_2011_that_were_split_are_known_as_such() {
    let reference = Reference::builtin();
    let split = reference
        .small_area_changes()
        .iter()
        .find(|change| change.change == 'S')
        .expect("a split");
    assert!(reference.is_lsoa_2011_only(&split.lsoa11));
    assert!(!reference.is_lsoa_2011_only(&split.lsoa21));
    assert!(!reference.is_lsoa_2011_only("E01000001"));
    assert_eq!(
        reference.small_area(&split.lsoa21).unwrap().imd2019_decile,
        None
    );
}

#[test]
fn breakdowns_add_up_to_the_whole() {
    let reference = Reference::builtin();
    let mut sums: BTreeMap<(&str, Basis, &str), f64> = BTreeMap::new();
    for group in reference.populations() {
        *sums
            .entry((group.atom.as_str(), group.basis, group.breakdown))
            .or_default() += group.people;
    }
    for ((atom, basis, breakdown), people) in &sums {
        assert_eq!(
            sums.get(&(atom, *basis, "all")),
            Some(people),
            "{atom} {breakdown}"
        );
    }
    let bases: BTreeSet<(Basis, &str)> = sums
        .keys()
        .map(|(_, basis, breakdown)| (*basis, *breakdown))
        .collect();
    assert_eq!(bases.len(), 7, "{bases:?}");
}
