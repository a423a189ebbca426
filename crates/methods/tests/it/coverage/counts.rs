//! Shares and counts.

use hub_methods::Level;
use hub_methods::byar::{count_limits, rate};
use hub_methods::wilson::wilson;

use super::draws::{Draws, ROUNDING, displayed, is_shown, noise_variance};
use super::tally::{Row, Stage};
use super::{PERSONS, REFERRALS, areas};

const P95: Level = Level::P95;

/// The share of the people offered support who accept it, between a tenth and nine tenths; both counts have noise of
/// their own.
pub(super) fn shares() -> Vec<Row> {
    let mut draws = Draws::new(101);
    let mut row = Row::nominal("share of people, Wilson");
    for size in areas(1) {
        let truth = draws.between(0.1, 0.9);
        let accepted = draws.poisson(truth * size);
        let offered = accepted + draws.poisson((1.0 - truth) * size);
        let limits = |x: f64, n: f64, s2: f64| wilson(x.min(n), n, s2, P95).unwrap();
        row.judge(Stage::Before, limits(accepted, offered, 0.0), truth);
        let x = draws.protected(accepted, PERSONS);
        let n = draws.protected(offered, PERSONS);
        if is_shown(accepted, x) && is_shown(offered, n) {
            let noise = noise_variance(PERSONS);
            row.judge(Stage::After, limits(x, n, noise), truth);
            let rounded = limits(displayed(x), displayed(n), noise + ROUNDING);
            row.judge(Stage::Rounded, rounded, truth);
        }
    }
    vec![row]
}

/// The share of one fifth in the referrals of all fifths: the whole is the sum of the parts, and so is its noise.
pub(super) fn parts() -> Vec<Row> {
    let mut draws = Draws::new(102);
    let mut row = Row::nominal("share of one part in the sum of five, Wilson");
    for size in areas(1) {
        let truths: [f64; 5] = draws.shares();
        let counts = truths.map(|share| draws.poisson(size * share));
        let noisy = counts.map(|count| draws.protected(count, REFERRALS));
        let (truth, whole): (f64, f64) = (truths[0], counts.iter().sum());
        row.judge(
            Stage::Before,
            wilson(counts[0], whole, 0.0, P95).unwrap(),
            truth,
        );
        if !is_shown(counts[0], noisy[0]) {
            continue;
        }
        // The noise of independent counts that gives the share the same noise: what the measures of shares do.
        let limits = |x: f64, n: f64, rounding: f64| {
            let share = x / n;
            let of_share = (1.0 - share).powi(2) + 4.0 * share.powi(2);
            let noise = noise_variance(REFERRALS) * of_share / (1.0 + share.powi(2));
            wilson(x, n, noise + rounding, P95).unwrap()
        };
        let whole: f64 = noisy.iter().sum();
        row.judge(Stage::After, limits(noisy[0], whole, 0.0), truth);
        let rounded = limits(displayed(noisy[0]), displayed(whole), ROUNDING);
        row.judge(Stage::Rounded, rounded, truth);
    }
    vec![row]
}

/// The referrals of an area, and the rate of a fifth of its people. A fifth can have fewer than 10, for which the
/// limits are exact and cover more; the hub shows none of these.
pub(super) fn counts() -> Vec<Row> {
    let mut draws = Draws::new(103);
    let mut whole = Row::nominal("count of referrals, Byar");
    let mut fifth = Row::nominal("rate of a fifth, exact below 10 and Byar");
    for size in areas(1) {
        let truth = size * draws.between(0.8, 1.25);
        let limits = |count: f64, s2: f64| count_limits(count, s2, P95).unwrap();
        let count = draws.poisson(truth);
        whole.judge(Stage::Before, limits(count, 0.0), truth);
        let noise = noise_variance(REFERRALS);
        let noisy = draws.protected(count, REFERRALS);
        whole.judge(Stage::After, limits(noisy, noise), truth);
        let rounded = limits(displayed(noisy), noise + ROUNDING);
        whole.judge(Stage::Rounded, rounded, truth);

        let (truth, people) = (truth / 5.0, 40.0 * size);
        let limits = |count: f64, s2: f64| rate(count, people, 1_000.0, s2, P95).unwrap().limits;
        let per_thousand = 1_000.0 * truth / people;
        let count = draws.poisson(truth);
        fifth.judge(Stage::Before, limits(count, 0.0), per_thousand);
        let noisy = draws.protected(count, REFERRALS);
        if is_shown(count, noisy) {
            fifth.judge(Stage::After, limits(noisy, noise), per_thousand);
            let rounded = limits(displayed(noisy), noise + ROUNDING);
            fifth.judge(Stage::Rounded, rounded, per_thousand);
        }
    }
    vec![whole, fifth]
}
