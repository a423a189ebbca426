//! What is planted in the other sheets: wellbeing, service use, support that cannot be had.

use std::collections::HashMap;

use hub_standard::{AreaCode, Month};
use hub_synth::{NotAvailable, Synth, SynthServiceUse, Truths};

use super::{SERVICES, config, found, mean, mean_with_error, planted};
use crate::{REFERENCE, synth};

/// Somebody's change of life satisfaction, both scores of it in one return.
struct Pair {
    practice: String,
    month: Month,
    change: f64,
}

fn pairs(synth: &Synth) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for month in synth.month_range() {
        for service in 0..synth.services().len() {
            let Some(rows) = synth.rows(service, month) else {
                continue;
            };
            let practices: HashMap<&str, &str> = rows
                .iter()
                .map(|row| (row.local_referral_id.as_str(), row.gp_practice.as_str()))
                .collect();
            let details = synth.details(service, month).unwrap();
            let mut before: HashMap<&str, f64> = HashMap::new();
            for outcome in &details.outcomes {
                if outcome.instrument != "ons4_satisfaction" {
                    continue;
                }
                let id = outcome.local_referral_id.as_str();
                let score = f64::from(outcome.score);
                if outcome.phase == "before" {
                    before.insert(id, score);
                    continue;
                }
                pairs.push(Pair {
                    practice: practices[id].to_owned(),
                    month,
                    change: score - before[id],
                });
            }
        }
    }
    pairs
}

#[test]
fn a_planted_change_of_wellbeing_is_found() {
    for change in [-0.5, 2.0] {
        let truths = Truths {
            wellbeing_change: Some(change),
            ..Truths::default()
        };
        let pairs = pairs(&planted(6, 24, truths));
        let changes: Vec<f64> = pairs.iter().map(|pair| pair.change).collect();
        found("points", mean_with_error(&changes), change, 0.06);
    }
}

#[test]
fn the_change_of_wellbeing_is_known_where_none_is_planted() {
    let synth = planted(6, 25, Truths::default());
    let changes: Vec<f64> = pairs(&synth).iter().map(|pair| pair.change).collect();
    let expected = synth.truth().wellbeing_change;
    found("points", mean_with_error(&changes), expected, 0.06);
}

/// Full-time equivalents per 50,000 registered people in the network of a practice, from the reference alone.
fn fte(practice: &str, month: Month) -> Option<f64> {
    let network = REFERENCE.practice(practice)?.pcn.as_ref()?;
    let newest = config(1, 1, Truths::default()).last_month;
    let registered: f64 = REFERENCE
        .practices()
        .iter()
        .filter(|practice| practice.pcn.as_ref() == Some(network) && practice.open_in(newest))
        .map(|practice| practice.registered)
        .sum();
    let counts = REFERENCE.workforce().iter();
    let census = counts.map(|count| count.month).filter(|of| *of <= month);
    let census = census.max()?;
    let fte: f64 = REFERENCE
        .workforce()
        .iter()
        .filter(|count| count.month == census && count.pcn == *network)
        .map(|count| count.fte)
        .sum();
    Some(fte / registered * 50_000.0)
}

#[test]
fn a_planted_effect_of_link_workers_on_wellbeing_is_found() {
    let truths = Truths {
        wellbeing_per_fte: Some(0.25),
        ..Truths::default()
    };
    let synth = planted(6, 26, truths);
    let points: Vec<(f64, f64)> = pairs(&synth)
        .iter()
        .filter_map(|pair| Some((fte(&pair.practice, pair.month)?, pair.change)))
        .collect();
    let (workers, changes): (Vec<f64>, Vec<f64>) = points.iter().copied().unzip();
    let (middle, change) = (mean(&workers), mean(&changes));
    let spread: f64 = workers.iter().map(|fte| (fte - middle).powi(2)).sum();
    let together: f64 = points
        .iter()
        .map(|(fte, points)| (fte - middle) * (points - change))
        .sum();
    let slope = together / spread;
    let left: f64 = points
        .iter()
        .map(|(fte, points)| (points - change - slope * (fte - middle)).powi(2))
        .sum();
    let error = (left / (points.len() as f64 - 2.0) / spread).sqrt();
    found("points for each", (slope, error), 0.25, 0.05);
    // At the usual number the change is the usual one.
    let truth = synth.truth();
    let usual = truth.wellbeing_at_fte.unwrap();
    let there = change + slope * (usual - middle);
    assert!((there - truth.wellbeing_change).abs() < 0.15, "{there}");
}

/// Uses for each person who has the number, of a group in a period, and the sum.
fn uses(
    rows: &[SynthServiceUse],
    group: &str,
    period: &str,
    of: fn(&SynthServiceUse) -> Option<u32>,
) -> (f64, f64) {
    let numbers: Vec<f64> = rows
        .iter()
        .filter(|row| row.use_group == group && row.use_period == period)
        .filter_map(of)
        .map(f64::from)
        .collect();
    (mean(&numbers), numbers.iter().sum())
}

#[test]
fn planted_ratios_of_service_use_are_found_against_the_comparison_group() {
    type Kind = (&'static str, f64, fn(&SynthServiceUse) -> Option<u32>);
    let kinds: [Kind; 4] = [
        ("gp", 0.6, |row| row.gp_contacts),
        ("emergency", 0.7, |row| row.ae_attendances),
        ("outpatient", 1.2, |row| row.outpatient_appointments),
        ("inpatient", 0.5, |row| row.inpatient_admissions),
    ];
    let [gp, emergency, outpatient, inpatient] = kinds.map(|(_, ratio, _)| Some(ratio));
    let truths = Truths {
        use_months: Some(6),
        gp_contacts_ratio: gp,
        ae_attendances_ratio: emergency,
        outpatient_appointments_ratio: outpatient,
        inpatient_admissions_ratio: inpatient,
        ..Truths::default()
    };
    let synth = planted(12, 27, truths);
    let rows: Vec<SynthServiceUse> = synth
        .month_range()
        .flat_map(|month| {
            let synth = &synth;
            // One service in ten sends it.
            (0..SERVICES)
                .step_by(10)
                .filter_map(move |service| synth.details(service, month))
        })
        .flat_map(|details| details.service_use)
        .collect();
    assert!(rows.iter().all(|row| row.use_months == 6));
    for (what, planted, of) in kinds {
        let (before, n_before) = uses(&rows, "referred", "before", of);
        let (after, n_after) = uses(&rows, "referred", "after", of);
        let (other_before, n_other_before) = uses(&rows, "comparison", "before", of);
        let (other_after, n_other_after) = uses(&rows, "comparison", "after", of);
        let ratio = (after / before) / (other_after / other_before);
        let counts = [n_before, n_after, n_other_before, n_other_after];
        let error = counts.map(|n| 1.0 / n).iter().sum::<f64>().sqrt();
        found(what, (ratio.ln(), error), planted.ln(), 0.3);
        let change = other_after / other_before;
        assert!(change > 0.5 && change < 1.8, "{what}: {change}");
    }
}

#[test]
fn planted_shares_of_what_is_not_available_are_found() {
    let icb: AreaCode = synth(SERVICES, 1, 28).services()[0].icb.clone();
    let of = |support: Option<&str>, icb: Option<&AreaCode>, share| NotAvailable {
        support: support.map(str::to_owned),
        icb: icb.cloned(),
        share,
    };
    let truths = Truths {
        not_available: vec![
            of(None, Some(&icb), 0.4),
            of(Some("housing_advice"), None, 0.7),
        ],
        ..Truths::default()
    };
    let synth = planted(6, 28, truths);
    // The newest of each.
    let mut became: HashMap<(String, &str), (usize, &str)> = HashMap::new();
    for month in synth.month_range() {
        for service in 0..SERVICES {
            for row in synth
                .details(service, month)
                .into_iter()
                .flat_map(|d| d.support)
            {
                let key = (row.local_referral_id, row.support_type);
                became.insert(key, (service, row.support_status));
            }
        }
    }
    let share = |is_of: &dyn Fn(bool, &str) -> bool| {
        let known: Vec<f64> = became
            .iter()
            .filter(|((_, support), (service, status))| {
                *status != "waiting" && is_of(synth.services()[*service].icb == icb, support)
            })
            .map(|(_, (_, status))| f64::from(u8::from(*status == "not_available")))
            .collect();
        mean_with_error(&known)
    };
    let here = share(&|is_here, _| is_here);
    found("in the area", here, 0.4, 0.05);
    let housing = share(&|is_here, support| !is_here && support == "housing_advice");
    found("housing elsewhere", housing, 0.7, 0.05);
    let rest = share(&|is_here, support| !is_here && support != "housing_advice");
    found("the rest", rest, 0.09, 0.01);
}

#[test]
fn everybody_is_asked_and_every_service_tells_of_use_where_that_is_planted() {
    let truths = Truths {
        everybody_asked: true,
        use_from_all: true,
        ..Truths::default()
    };
    let (usual, all) = (planted(2, 30, Truths::default()), planted(2, 30, truths));
    let rows_of = |synth: &Synth| {
        let places = (0..SERVICES)
            .flat_map(|service| synth.month_range().map(move |month| (service, month)));
        let details: Vec<_> = places
            .filter_map(|(service, month)| synth.details(service, month))
            .collect();
        let telling = details
            .iter()
            .filter(|details| !details.service_use.is_empty())
            .count();
        let closing = details.iter().flat_map(|details| &details.outcomes);
        let closing = closing.filter(|outcome| {
            outcome.instrument == "ons4_satisfaction" && outcome.phase == "closing"
        });
        (details.len(), telling, closing.count())
    };
    let ((returns, telling, closing), (all_returns, all_telling, all_closing)) =
        (rows_of(&usual), rows_of(&all));
    assert_eq!(returns, all_returns);
    assert!(telling * 5 < returns, "{telling} of {returns}");
    assert!(all_telling * 10 > returns * 9, "{all_telling} of {returns}");
    // 0.55 answer at first, 0.7 of them at closing, and 0.6 have this questionnaire.
    let more = all_closing as f64 / closing as f64;
    assert!((3.5..5.2).contains(&more), "{more}");
}
