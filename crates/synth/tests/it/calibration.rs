use std::{
    collections::{BTreeMap, HashSet},
    sync::LazyLock,
};

use hub_synth::SynthRow;

use crate::{REFERENCE, synth};

/// Every row of 150 services, each with its service, for a few months.
static ROWS: LazyLock<Vec<(usize, SynthRow)>> = LazyLock::new(|| {
    let synth = synth(150, 4, 1);
    (0..150)
        .flat_map(|service| {
            let months = synth.month_range();
            months
                .flat_map(|month| synth.rows(service, month).unwrap_or_default())
                .map(|row| (service, row))
                .collect::<Vec<_>>()
        })
        .collect()
});

/// One row per referral: the newest.
static REFERRALS: LazyLock<Vec<&'static SynthRow>> = LazyLock::new(|| {
    let newest: BTreeMap<&str, &SynthRow> = ROWS
        .iter()
        .map(|(_, row)| (row.local_referral_id.as_str(), row))
        .collect();
    newest.into_values().collect()
});

fn share(of: impl Fn(&SynthRow) -> bool, among: impl Fn(&SynthRow) -> bool) -> f64 {
    let among: Vec<_> = REFERRALS.iter().filter(|row| among(row)).collect();
    let of = among.iter().filter(|row| of(row)).count();
    of as f64 / among.len() as f64
}

fn decile(row: &SynthRow) -> Option<u8> {
    row.lsoa
        .as_ref()
        .and_then(|lsoa| REFERENCE.small_area(lsoa))
        .map(|area| area.imd2025_decile)
}

#[track_caller]
fn near(what: &str, value: f64, from: f64, to: f64) {
    assert!(
        (from..=to).contains(&value),
        "{what}: {value:.3} is not from {from} to {to}"
    );
}

#[test]
fn people_are_as_published() {
    near(
        "female",
        share(|r| r.sex == "2", |r| !r.sex.is_empty()),
        0.58,
        0.62,
    );
    let is_known = |r: &SynthRow| !matches!(r.ethnic_category, "" | "Z" | "99");
    near(
        "minority",
        share(|r| !matches!(r.ethnic_category, "A" | "B" | "C"), is_known),
        0.20,
        0.26,
    );
    near(
        "no ethnic category",
        share(|r| !is_known(r), |_| true),
        0.10,
        0.16,
    );
    near(
        "more deprived areas",
        share(
            |r| decile(r).is_some_and(|d| d <= 4),
            |r| decile(r).is_some(),
        ),
        0.38,
        0.46,
    );
}

#[test]
fn referrals_go_as_published() {
    // All who will say no have done so three months on.
    let is_old = |r: &SynthRow| r.referral_date.month() == 7 && r.referral_date.year() == 2026;
    near("declined", share(|r| r.declined, is_old), 0.10, 0.14);
    let mut waits: Vec<i32> = REFERRALS
        .iter()
        .filter_map(|r| {
            r.first_contact_date
                .map(|day| (day - r.referral_date).get_days())
        })
        .collect();
    waits.sort_unstable();
    near("median wait", f64::from(waits[waits.len() / 2]), 12.0, 17.0);
    near(
        "rows in a month for each new referral",
        rows_for_each_new_referral(),
        3.0,
        4.0,
    );
}

fn rows_for_each_new_referral() -> f64 {
    let synth = synth(60, 2, 5);
    let month = synth.month_range().last().unwrap();
    let rows: Vec<SynthRow> = (0..60)
        .filter_map(|service| synth.rows(service, month))
        .flatten()
        .collect();
    let new = rows
        .iter()
        .filter(|row| month.contains(row.referral_date))
        .count();
    rows.len() as f64 / new as f64
}

#[test]
fn deprived_areas_are_referred_more_in_most_boards_and_not_in_all() {
    let synth = synth(150, 4, 1);
    let mut rates: BTreeMap<&str, [f64; 4]> = BTreeMap::new();
    for area in REFERENCE.small_areas() {
        let icb = &REFERENCE.atom(area.atom.as_str()).unwrap().now;
        let [_, _, deprived, other] = rates.entry(icb.as_str()).or_default();
        *(if area.imd2025_decile <= 5 {
            deprived
        } else {
            other
        }) += f64::from(area.residents);
    }
    for (service, row) in ROWS.iter() {
        let icb = &synth.services()[*service].icb;
        if let (Some(decile), Some([deprived, other, ..])) =
            (decile(row), rates.get_mut(icb.as_str()))
        {
            *(if decile <= 5 { deprived } else { other }) += 1.0;
        }
    }
    let ratios: Vec<f64> = rates
        .values()
        .map(|[d, o, pd, po]| (d / pd) / (o / po))
        .collect();
    let steep = ratios.iter().filter(|ratio| **ratio > 1.15).count() as f64 / ratios.len() as f64;
    near("boards with a gradient", steep, 0.55, 0.95);
    assert!(ratios.iter().any(|ratio| *ratio < 0.95), "{ratios:?}");
}

#[test]
fn waits_differ_between_services() {
    let mut waits: BTreeMap<usize, Vec<i32>> = BTreeMap::new();
    for (service, row) in ROWS.iter() {
        waits.entry(*service).or_default().extend(
            row.first_contact_date
                .map(|day| (day - row.referral_date).get_days()),
        );
    }
    let mut medians: Vec<i32> = waits
        .into_values()
        .map(|mut waits| {
            waits.sort_unstable();
            waits[waits.len() / 2]
        })
        .collect();
    medians.sort_unstable();
    assert!(medians[15] <= 11 && medians[135] >= 18, "{medians:?}");
}

#[test]
fn a_step_change_is_there_to_be_found() {
    let synth = synth(100, 16, 3);
    assert_eq!(synth.step_changes().len(), 3);
    for step in synth.step_changes() {
        let of_icb: Vec<usize> = (0..100)
            .filter(|index| synth.services()[*index].icb == step.icb)
            .collect();
        let monthly = |from: i32, to: i32| {
            let months = (from..to).map(|n| step.from.plus(n));
            let counts = months.flat_map(|month| {
                let synth = &synth;
                of_icb.iter().filter_map(move |service| {
                    let rows = synth.rows(*service, month)?;
                    Some(
                        rows.iter()
                            .filter(|row| month.contains(row.referral_date))
                            .count() as f64,
                    )
                })
            });
            let counts: Vec<f64> = counts.collect();
            counts.iter().sum::<f64>() / counts.len() as f64
        };
        let ratio = monthly(0, 4) / monthly(-4, 0);
        near("step", ratio / step.factor, 0.7, 1.35);
        assert_eq!(ratio > 1.0, step.factor > 1.0, "{step:?} {ratio}");
    }
}

#[test]
fn people_come_back_sometimes() {
    let synth = synth(3, 12, 1);
    let identities = synth.identities(0);
    let people: HashSet<&str> = identities
        .iter()
        .map(|identity| identity.local_person_id.as_str())
        .collect();
    near(
        "people for each referral",
        people.len() as f64 / identities.len() as f64,
        0.93,
        0.99,
    );
}
