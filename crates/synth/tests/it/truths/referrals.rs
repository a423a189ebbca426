//! What is planted in who is referred and how long they wait.

use std::collections::{BTreeMap, HashMap};

use hub_standard::Month;
use hub_synth::{EthnicGap, EthnicGroup, Synth, SynthRow, Truths, WaitStep};

use super::{SERVICES, config, found, mean_with_error, planted};
use crate::REFERENCE;

/// Every referral in the month in which it came.
fn new_referrals(synth: &Synth) -> Vec<SynthRow> {
    let of_month = |month: Month| {
        (0..synth.services().len())
            .filter_map(move |service| synth.rows(service, month))
            .flatten()
            .filter(move |row| month.contains(row.referral_date))
    };
    synth.month_range().flat_map(of_month).collect()
}

#[test]
fn a_planted_slope_is_found() {
    let mut people: BTreeMap<u8, f64> = BTreeMap::new();
    for area in REFERENCE.small_areas() {
        *people.entry(area.imd2025_decile).or_default() += f64::from(area.residents);
    }
    let all: f64 = people.values().sum();
    for index in [0.4, 1.5] {
        let truths = Truths {
            deprivation_rii: Some(index),
            ..Truths::default()
        };
        let mut referred: BTreeMap<u8, f64> = BTreeMap::new();
        for row in new_referrals(&planted(6, 21, truths)) {
            let area = row.lsoa.and_then(|code| REFERENCE.small_area(&code));
            if let Some(area) = area {
                *referred.entry(area.imd2025_decile).or_default() += 1.0;
            }
        }
        // Share of people, place among them by deprivation, log rate and its variance.
        let mut before = 0.0;
        let points: Vec<[f64; 4]> = people
            .iter()
            .map(|(decile, people)| {
                let share = people / all;
                let place = before + share / 2.0;
                before += share;
                let n = referred[decile];
                [share, place, (n / people).ln(), 1.0 / n]
            })
            .collect();
        let middle: f64 = points.iter().map(|[share, place, ..]| share * place).sum();
        let spread: f64 = points
            .iter()
            .map(|[share, place, ..]| share * (place - middle).powi(2))
            .sum();
        let weight = |point: &[f64; 4]| point[0] * (point[1] - middle) / spread;
        let slope: f64 = points.iter().map(|point| weight(point) * point[2]).sum();
        let variance: f64 = points
            .iter()
            .map(|point| weight(point).powi(2) * point[3])
            .sum();
        found(
            "log of the index",
            (slope, variance.sqrt()),
            f64::ln(index),
            0.05,
        );
    }
}

#[test]
fn a_planted_ethnic_gap_is_found() {
    let truths = Truths {
        ethnic_gap: Some(EthnicGap {
            group: EthnicGroup::Black,
            ratio: 0.6,
        }),
        ..Truths::default()
    };
    let synth = planted(6, 22, truths);
    let (mut n_group, mut n_others) = (0.0, 0.0);
    for row in new_referrals(&synth) {
        match row.ethnic_category {
            "" | "Z" | "99" => {}
            "M" | "N" | "P" => n_group += 1.0,
            _ => n_others += 1.0,
        }
    }
    let (mut group, mut others) = (0.0, 0.0);
    for area in REFERENCE.small_areas() {
        let [asian, black, mixed, other, white] = area.by_ethnic5.map(f64::from);
        group += black;
        others += asian + mixed + other + white;
    }
    let ratio: f64 = (n_group / group) / (n_others / others);
    let error = f64::sqrt(1.0 / n_group + 1.0 / n_others);
    found("log of the gap", (ratio.ln(), error), f64::ln(0.6), 0.1);
    let every_return_comes = synth
        .month_range()
        .all(|month| (0..SERVICES).all(|service| synth.is_sent(service, month)));
    assert!(every_return_comes);
}

#[test]
fn a_planted_step_of_the_wait_is_found() {
    for days in [14, -14] {
        let first = config(12, 23, Truths::default()).last_month.plus(-11);
        let truths = Truths {
            wait_step: Some(WaitStep {
                month: first.plus(2),
                days,
            }),
            ..Truths::default()
        };
        let synth = planted(12, 23, truths);
        let mut waits: HashMap<String, (i32, f64)> = HashMap::new();
        let months = synth.month_range();
        let rows = months.flat_map(|month| {
            let synth = &synth;
            (0..SERVICES)
                .filter_map(move |service| synth.rows(service, month))
                .flatten()
        });
        for row in rows {
            if let Some(contact) = row.first_contact_date {
                let came = Month::of(row.referral_date).months_since(first);
                let wait = f64::from((contact - row.referral_date).get_days());
                waits.insert(row.local_referral_id, (came, wait));
            }
        }
        // All of these had their first contact, if they had one, before the newest return.
        let of = |from: i32, to: i32| -> Vec<f64> {
            let of_months = waits.values().filter(|(came, _)| (from..to).contains(came));
            of_months.map(|(_, wait)| *wait).collect()
        };
        let (before, error_before) = mean_with_error(&of(0, 2));
        let (after, error_after) = mean_with_error(&of(2, 4));
        let change = (after - before, error_before.hypot(error_after));
        found("days", change, f64::from(days), 0.6);
    }
}
