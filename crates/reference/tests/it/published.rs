//! The publishers' own files, where they lie beside the project.

use std::{collections::BTreeMap, path::Path, sync::OnceLock};

use hub_reference::{Basis, Outline, Part, Reference};

/// The files imported, or none where they are not there.
fn imported() -> Option<&'static Reference> {
    static REFERENCE: OnceLock<Option<Reference>> = OnceLock::new();
    REFERENCE
        .get_or_init(|| {
            let dir = Path::new("../../../shared/data");
            if !dir.is_dir() {
                eprintln!(
                    "skipped: the publishers' files are not in {}",
                    dir.display()
                );
                return None;
            }
            let started = std::time::Instant::now();
            let reference = Reference::import(dir).unwrap_or_else(|error| panic!("{error:#?}"));
            eprintln!(
                "imported in {:?}; notes: {:#?}",
                started.elapsed(),
                reference.notes()
            );
            Some(reference)
        })
        .as_ref()
}

#[test]
fn the_files_are_accepted_whole() {
    let Some(reference) = imported() else { return };
    assert_eq!(reference.small_areas().len(), 33_755);
    assert_eq!(reference.icbs(reference.first_edition()).len(), 42);
    assert_eq!(reference.icbs(reference.now()).len(), 36);
    assert_eq!(
        reference
            .practices()
            .iter()
            .filter(|practice| practice.closed.is_none())
            .count(),
        6_348
    );
    assert_eq!(reference.practices().len(), 6_348 + 171);
    assert!(reference.pcns().len() >= 1_272);
    assert!(!reference.has_postcodes());
}

#[test]
fn every_board_has_an_outline_and_all_are_small_enough_for_a_page() {
    let Some(reference) = imported() else { return };
    let (width, height) = Outline::PLANE;
    for edition in reference.editions() {
        let mut bytes = 0;
        for icb in reference.icbs(edition) {
            let outline = reference.outline_in(edition, icb.code.as_str()).unwrap();
            bytes += outline.path.len();
            assert!(outline.room >= 7, "{}: {}", icb.name, outline.room);
            assert!(outline.place.0 < u32::from(width) && outline.place.1 < u32::from(height));
        }
        eprintln!("outlines of {edition:?}: {bytes} bytes");
        assert!((8_000..40_000).contains(&bytes), "{bytes}");
    }
    assert_eq!(reference.rows(Part::Outlines), 42 + 36);
}

#[test]
fn what_is_built_in_is_what_the_files_say() {
    let Some(imported) = imported() else { return };
    let builtin = Reference::builtin();
    assert_eq!(imported.regions(), builtin.regions());
    assert_eq!(imported.editions(), builtin.editions());
    for edition in builtin.editions() {
        assert_eq!(imported.icbs(edition), builtin.icbs(edition));
    }
    assert_eq!(imported.successors(), builtin.successors());
    assert_eq!(imported.atoms(), builtin.atoms());
}

#[test]
fn small_areas_that_change_icb_are_as_many_as_published() {
    let Some(reference) = imported() else { return };
    let ons = |edition, code: &str| reference.icb_in(edition, code).unwrap().ons.as_str();
    let changed = reference.small_areas().iter().filter(|area| {
        let atom = reference.atom(area.atom.as_str()).unwrap();
        ons(reference.first_edition(), atom.before.as_str())
            != ons(reference.now(), atom.now.as_str())
    });
    assert_eq!(changed.count(), 10_207);
}

#[test]
fn residents_of_every_edition_sum_to_the_census() {
    let Some(reference) = imported() else { return };
    for edition in reference.editions() {
        let mut by_icb: BTreeMap<&str, f64> = BTreeMap::new();
        for group in reference.populations() {
            if group.basis == Basis::ResidentCensus2021 && group.breakdown == "all" {
                let icb = reference.icb_of(&group.atom, edition).unwrap();
                *by_icb.entry(icb.as_str()).or_default() += group.people;
            }
        }
        assert_eq!(by_icb.len(), reference.icbs(edition).len());
        assert_eq!(by_icb.values().sum::<f64>(), 56_490_108.0);
    }
}

#[test]
fn every_population_sums_to_its_published_total() {
    let Some(reference) = imported() else { return };
    let total = |basis, breakdown| -> f64 {
        let groups = reference.populations().iter();
        groups
            .filter(|group| group.basis == basis && group.breakdown == breakdown)
            .map(|group| group.people)
            .sum()
    };
    for breakdown in ["all", "imd_decile", "imd_quintile", "ethnic_group"] {
        assert_eq!(
            total(Basis::ResidentCensus2021, breakdown),
            56_490_108.0,
            "{breakdown}"
        );
    }
    for breakdown in ["all", "age_band"] {
        assert_eq!(
            total(Basis::ResidentMid2020, breakdown),
            56_550_138.0,
            "{breakdown}"
        );
    }
    assert!((total(Basis::Registered, "all") - 63_849_324.0).abs() < 1.0);
}

#[test]
fn link_workers_by_quarter_are_as_published() {
    let Some(reference) = imported() else { return };
    let mut by_quarter: BTreeMap<String, f64> = BTreeMap::new();
    for count in reference.workforce() {
        *by_quarter.entry(count.month.to_string()).or_default() += count.fte;
    }
    let rounded: Vec<f64> = by_quarter.values().map(|fte| fte.round()).collect();
    assert_eq!(
        rounded,
        [
            112.0, 431.0, 616.0, 852.0, 1_093.0, 1_261.0, 1_427.0, 1_612.0, 1_741.0, 1_903.0,
            2_047.0
        ]
    );
    let last = reference
        .workforce()
        .iter()
        .filter(|count| count.month.to_string() == "2022-09");
    assert_eq!(last.count(), 886);
}

#[test]
fn shares_of_the_most_deprived_decile_are_the_publishers_to_four_decimals() {
    let Some(reference) = imported() else { return };
    assert_eq!(reference.published_deprivation().len(), 42);
    for published in reference.published_deprivation() {
        let icbs = reference.icbs(reference.first_edition());
        let icb = icbs
            .iter()
            .find(|icb| icb.ons == published.icb_ons)
            .unwrap();
        let (mut most, mut all) = (0_u32, 0_u32);
        for area in reference.small_areas() {
            if reference.icb_of(&area.atom, reference.first_edition()) == Some(&icb.code) {
                most += u32::from(area.imd2025_decile == 1);
                all += 1;
            }
        }
        let ours = (f64::from(most) / f64::from(all) * 10_000.0).round();
        assert_eq!(
            ours,
            (published.share_most_deprived_decile * 10_000.0).round(),
            "{}",
            published.icb_name
        );
    }
}

#[test]
fn codes_that_ended_with_2011_are_known_and_have_no_decile_of_2019() {
    let Some(reference) = imported() else { return };
    // Every code of 2011 less those that 2021 carries on, whether unchanged or not.
    let of_2011: std::collections::BTreeSet<&str> = reference
        .small_area_changes()
        .iter()
        .map(|change| change.lsoa11.as_str())
        .collect();
    assert_eq!(of_2011.len(), 32_844);
    let ended = of_2011
        .iter()
        .filter(|code| reference.is_lsoa_2011_only(code))
        .count();
    assert_eq!(ended, 1_034);
    assert_eq!(
        reference
            .small_areas()
            .iter()
            .filter(|area| area.imd2019_decile.is_none())
            .count(),
        1_945
    );
}

#[test]
fn the_three_areas_with_tied_ranks_have_the_official_decile_of_2019() {
    let Some(reference) = imported() else { return };
    for (code, decile) in [("E01014343", 4), ("E01016380", 9), ("E01017180", 7)] {
        let area = reference.small_area(code).unwrap();
        assert_eq!(area.imd2019_decile, Some(decile), "{code}");
    }
}

#[test]
fn practices_of_split_icbs_are_in_the_right_part() {
    let Some(reference) = imported() else { return };
    // By sub-ICB where that lies in one part, by district in Frimley, by today's ICB of the district for a practice
    // that lies outside its ICB.
    let mut parts: BTreeMap<&str, usize> = BTreeMap::new();
    for practice in reference
        .practices()
        .iter()
        .filter(|practice| practice.closed.is_none())
    {
        *parts.entry(practice.atom.as_str()).or_default() += 1;
    }
    assert_eq!(parts["QM7.D7T5G"], 30 + 1);
    assert_eq!(parts["QM7.S1Y5D"], 100 + 1);
    assert_eq!(parts["QJG.D7T5G"], 32);
    assert_eq!(parts["QJG.T6Y0W"], 59 + 1);
    assert_eq!(parts["QNQ.S0E4D"], 42);
    assert_eq!(parts["QNQ.QRL"], 14);
    assert_eq!(parts["QNQ.S9B9J"], 12);
}
