//! Mean changes of a score, and the difference in differences.

use hub_methods::Level;
use hub_methods::did::DifferenceInDifferences;
use hub_methods::moments::{Moments, Noisy, SampleMean};
use hub_methods::paired::{Better, PairedChange, Scores};

use super::draws::{Draws, each};
use super::tally::{Row, Stage};
use super::{PERSONS, areas};

const P95: Level = Level::P95;
/// The share of those referred who answer twice.
const ANSWERED: f64 = 0.4;
/// The most that one person adds to the sum of changes in tenths of a point, and to that of their squares in points.
const CHANGE: f64 = 100.0;
/// Fewest people of whom the hub shows a mean change.
const SHOWN_FROM: f64 = 30.0;

/// Changes in points, and the share of people who change by as much.
const REFERRED: [(f64, f64); 9] = [
    (-3.0, 0.03),
    (-2.0, 0.07),
    (-1.0, 0.12),
    (0.0, 0.22),
    (1.0, 0.2),
    (2.0, 0.15),
    (3.0, 0.11),
    (4.0, 0.07),
    (5.0, 0.03),
];
/// The same of people who were not referred.
const COMPARISON: [(f64, f64); 9] = [
    (-3.0, 0.05),
    (-2.0, 0.11),
    (-1.0, 0.18),
    (0.0, 0.26),
    (1.0, 0.18),
    (2.0, 0.11),
    (3.0, 0.06),
    (4.0, 0.04),
    (5.0, 0.01),
];

fn mean(changes: &[(f64, f64)]) -> f64 {
    changes.iter().map(|(points, share)| points * share).sum()
}

/// The change of each person.
fn people(draws: &mut Draws, size: f64, changes: &[(f64, f64)]) -> Vec<f64> {
    let mut people = Vec::new();
    for (points, share) in changes {
        let count = draws.poisson(ANSWERED * size * share);
        people.extend(each(count).map(|_| points));
    }
    people
}

/// Their sums as the hub has them above the privacy barrier.
fn protected(draws: &mut Draws, changes: &[f64]) -> Moments {
    let count: f64 = changes.iter().map(|_| 1.0).sum();
    let tenths = draws.noisy(10.0 * changes.iter().sum::<f64>(), CHANGE);
    let squares: f64 = changes.iter().map(|change| change * change).sum();
    Moments {
        n: draws.noisy(count, PERSONS),
        sum: Noisy {
            value: tenths.value / 10.0,
            noise_variance: tenths.noise_variance / 100.0,
        },
        squares: draws.noisy(squares, CHANGE),
    }
}

/// Before protection from the people one by one, after it from protected sums.
pub(super) fn means() -> Vec<Row> {
    let mut draws = Draws::new(401);
    let mut change = Row::nominal("mean change of a score, paired");
    let mut difference = Row::nominal("difference in differences, Welch");
    for size in areas(2) {
        let referred = people(&mut draws, size, &REFERRED);
        let comparison = people(&mut draws, size, &COMPARISON);
        let truth = mean(&REFERRED);
        let scores: Vec<Scores> = referred
            .iter()
            .map(|change| Scores {
                before: 4.0,
                after: Some(4.0 + change),
            })
            .collect();
        let limits = |mean: SampleMean| mean.estimate().unwrap().limits(P95).unwrap();
        let paired = PairedChange::of(&scores, Better::Higher, 1.0).unwrap();
        change.judge(Stage::Before, limits(paired.change), truth);
        let both = DifferenceInDifferences::of_changes(&referred, &comparison).unwrap();
        let planted = truth - mean(&COMPARISON);
        let between = both.welch().limits(P95).unwrap();
        difference.judge(Stage::Before, between, planted);

        let referred = protected(&mut draws, &referred);
        let comparison = protected(&mut draws, &comparison);
        if referred.n.value >= SHOWN_FROM {
            let mean = SampleMean::of_moments(referred).unwrap();
            change.judge(Stage::After, limits(mean), truth);
        }
        if referred.n.value.min(comparison.n.value) >= SHOWN_FROM {
            let both = DifferenceInDifferences::of_moments(referred, comparison).unwrap();
            let between = both.welch().limits(P95).unwrap();
            difference.judge(Stage::After, between, planted);
        }
    }
    vec![change, difference]
}
