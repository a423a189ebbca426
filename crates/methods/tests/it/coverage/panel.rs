//! The association over a panel.

use hub_methods::Level;
use hub_methods::panel::{Cell, associate};

use super::draws::{Draws, noise_variance};
use super::tally::{Row, Stage};
use super::{PERSONS, areas};

/// Networks of a region, and months.
const NETWORKS: u8 = 40;
const MONTHS: u8 = 4;
/// What one more link worker per 50,000 people adds to the share of people with a good outcome.
const PLANTED: f64 = 0.02;

/// A panel for every second area of each England. Each network and each month has a level of its own, and link workers
/// come and go; the outcome of a cell is a share of 60 to 300 people.
pub(super) fn association() -> Vec<Row> {
    let mut draws = Draws::new(501);
    let mut row = Row::nominal("association over a panel of 40 networks");
    for _ in areas(2) {
        let months: Vec<f64> = (0..MONTHS).map(|_| 0.02 * draws.normal()).collect();
        let (mut exact, mut noisy) = (Vec::new(), Vec::new());
        for unit in 0..NETWORKS {
            let level = 0.45 + 0.06 * draws.normal();
            let mut regressor = draws.between(1.0, 4.0);
            for (month, of_month) in (0..MONTHS).zip(&months) {
                regressor += draws.between(-0.5, 0.5);
                let share = level + of_month + PLANTED * (regressor - 2.0);
                let people = draws.between(60.0, 300.0);
                let good = draws.poisson(people * share);
                let everyone = good + draws.poisson(people * (1.0 - share));
                let cell = |good: f64, everyone: f64, s2: f64| {
                    let outcome = good / everyone;
                    Cell {
                        unit,
                        month,
                        regressor,
                        outcome,
                        weight: everyone,
                        noise_variance: s2 * (1.0 + outcome.powi(2)) / everyone.powi(2),
                    }
                };
                exact.push(cell(good, everyone, 0.0));
                noisy.push(cell(
                    draws.protected(good, PERSONS),
                    draws.protected(everyone, PERSONS),
                    noise_variance(PERSONS),
                ));
            }
        }
        for (stage, cells) in [(Stage::Before, exact), (Stage::After, noisy)] {
            let found = associate(&cells).unwrap().estimate;
            row.judge(stage, found.limits(Level::P95).unwrap(), PLANTED);
        }
    }
    vec![row]
}
