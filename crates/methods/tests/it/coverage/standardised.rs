//! Rates allowed for age, directly and indirectly.

use hub_methods::byar::count_limits;
use hub_methods::standardised::{ReferenceStratum, Stratum, direct, indirect};
use hub_methods::{Interval, Level};

use super::draws::{Draws, noise_variance};
use super::tally::{Row, Stage};
use super::{ENGLANDS, PERSONS, REFERRALS, sizes};

const P95: Level = Level::P95;
/// The standard population in nine bands of age.
const WEIGHTS: [f64; 9] = [0.193, 0.082, 0.125, 0.14, 0.14, 0.125, 0.105, 0.065, 0.025];
/// How often people of each band are referred, next to those of 35 to 44.
const PATTERN: [f64; 9] = [0.2, 0.7, 0.9, 1.0, 1.1, 1.1, 1.2, 1.6, 2.0];
/// The share of persons who are referred twice in the month, where some are.
const TWICE: f64 = 0.12;

struct Band {
    people: f64,
    weight: f64,
    /// Referrals expected.
    expected: f64,
    /// Referrals, each of another person.
    single: f64,
    /// Persons referred once and persons referred twice, with the same referrals expected.
    once: f64,
    twice: f64,
}

/// What the hub has of a band above the privacy barrier.
struct Protected {
    weight_per_person: f64,
    referrals: f64,
    persons: f64,
}

pub(super) fn rates() -> Vec<Row> {
    let mut draws = Draws::new(201);
    let mut rows = [
        Row::nominal("directly standardised rate, Dobson"),
        Row::nominal("directly standardised rate, some referred twice"),
        Row::nominal("indirectly standardised ratio, England as reference"),
    ];
    for _ in 0..ENGLANDS {
        let areas: Vec<Vec<Band>> = sizes(1).map(|size| area(&mut draws, size)).collect();
        let [single, repeated, ratio] = &mut rows;
        for area in &areas {
            judge_direct(single, &mut draws, area, |band| vec![(1.0, band.single)]);
            judge_direct(repeated, &mut draws, area, |band| {
                vec![(1.0, band.once), (2.0, band.twice)]
            });
        }
        judge_indirect(ratio, &mut draws, &areas);
    }
    rows.into()
}

/// An area that differs from the others in its people's ages and in how often they are referred.
fn area(draws: &mut Draws, size: f64) -> Vec<Band> {
    let level = draws.between(0.8, 1.25) / 400.0;
    let shares: [f64; 9] = draws.shares();
    let of_standard: f64 = shares
        .iter()
        .zip(WEIGHTS)
        .map(|(share, weight)| share * weight)
        .sum();
    let bands = shares.into_iter().zip(WEIGHTS).zip(PATTERN);
    bands
        .map(|((share, weight), pattern)| {
            let people = 400.0 * size * share * weight / of_standard;
            let expected = people * level * pattern;
            let persons = expected / (1.0 + TWICE);
            Band {
                people,
                weight,
                expected,
                single: draws.poisson(expected),
                once: draws.poisson(persons * (1.0 - TWICE)),
                twice: draws.poisson(persons * TWICE),
            }
        })
        .collect()
}

fn judge_direct(
    row: &mut Row,
    draws: &mut Draws,
    area: &[Band],
    persons: impl Fn(&Band) -> Vec<(f64, f64)>,
) {
    let rates = area
        .iter()
        .map(|band| band.weight * band.expected / band.people);
    let truth: f64 = rates.sum();
    let strata: Vec<Stratum> = area
        .iter()
        .map(|band| Stratum {
            persons: persons(band),
            population: band.people,
            weight: band.weight,
        })
        .collect();
    let exact = direct(&strata, 1.0).unwrap().unwrap();
    row.judge(Stage::Before, exact.limits(P95).unwrap(), truth);
    let bands: Vec<Protected> = area
        .iter()
        .map(|band| {
            let of = |each: fn(&(f64, f64)) -> f64| persons(band).iter().map(each).sum::<f64>();
            Protected {
                weight_per_person: band.weight / band.people,
                referrals: draws.protected(of(|(each, persons)| each * persons), REFERRALS),
                persons: draws.protected(of(|(_, persons)| *persons), PERSONS),
            }
        })
        .collect();
    row.judge(Stage::After, protected_limits(&bands), truth);
}

/// The limits as the hub's measure makes them of protected counts, which may be below 0 in a band: the variance of the
/// noise of each band is added to its squares.
fn protected_limits(bands: &[Protected]) -> Interval {
    let sum = |of: &dyn Fn(&Protected) -> f64| bands.iter().map(of).sum::<f64>();
    let events = sum(&|band| band.referrals);
    let rate = sum(&|band| band.weight_per_person * band.referrals);
    let variance = sum(&|band| {
        let once = band.referrals;
        let squares = (3.0 * once - 2.0 * band.persons).max(once).min(2.0 * once);
        band.weight_per_person.powi(2) * (squares.max(0.0) + noise_variance(REFERRALS))
    });
    let per_event = (variance / events).sqrt();
    let of_count = count_limits(events, 0.0, P95).unwrap();
    Interval::between(
        rate + per_event * (of_count.lower - events),
        rate + per_event * (of_count.upper - events),
    )
    .unwrap()
}

/// Each area against the rates of all areas together, as they were counted; in truth against their true rates.
fn judge_indirect(row: &mut Row, draws: &mut Draws, areas: &[Vec<Band>]) {
    let of_england = |of: &mut dyn FnMut(&Band) -> f64| {
        let mut sums = [0.0; 9];
        for area in areas {
            for (sum, band) in sums.iter_mut().zip(area) {
                *sum += of(band);
            }
        }
        sums
    };
    let people = of_england(&mut |band| band.people);
    let expected = of_england(&mut |band| band.expected);
    let counted = of_england(&mut |band| band.single);
    let noisy = of_england(&mut |band| draws.protected(band.single, REFERRALS));
    for area in areas {
        let against = |reference: &[f64; 9], count: fn(&Band) -> f64| {
            let strata: Vec<ReferenceStratum> = area
                .iter()
                .zip(reference.iter().zip(people))
                .map(
                    |(band, (reference_count, reference_population))| ReferenceStratum {
                        count: count(band),
                        population: band.people,
                        reference_count: *reference_count,
                        reference_population,
                    },
                )
                .collect();
            indirect(&strata).unwrap()
        };
        let truth = against(&expected, |band| band.expected).ratio();
        let exact = against(&counted, |band| band.single);
        row.judge(Stage::Before, exact.limits(P95).unwrap(), truth);
        // The area's own count is a cell of its own, with its own noise.
        let observed = draws.protected(exact.observed, REFERRALS);
        let of_count = count_limits(observed, noise_variance(REFERRALS), P95).unwrap();
        let expected = against(&noisy, |band| band.single).expected;
        row.judge(
            Stage::After,
            of_count.scaled(1.0 / expected).unwrap(),
            truth,
        );
    }
}
