//! Averaging away the noise: one count, estimated from every table that adds up to it.

use hub_disclosure::Policy;
use serde::{Deserialize, Serialize};

use super::mechanism::{Mechanism, number};
use super::unit::{Cell, Lists, Unit, truth_at};
use crate::error::Result;

/// What a hidden count of the rule of 2018 is taken for: the middle of 1 to 7.
const HIDDEN_MIDDLE: f64 = 4.0;

/// How often an estimate hit the true count exactly.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Averaging {
    /// Displayed counts that were attacked.
    pub n: u32,
    /// The displayed count itself is the true one.
    pub single_display: u32,
    /// The mean of all displayed estimates, rounded, is.
    #[serde(default)]
    pub mean_display: u32,
    /// Their mean with weights by the known noise, rounded, is.
    pub averaged_displays: u32,
    /// The unrounded protected value is.
    pub single_protected: u32,
    /// The mean of all unrounded estimates, rounded, is.
    #[serde(default)]
    pub mean_protected: u32,
    /// Their mean with weights by the known noise, rounded, is.
    pub averaged_protected: u32,
    /// The count as the rule of 2018 would have shown it is.
    pub single_hes_2018: u32,
    /// The mean of all sums of counts as that rule would have shown them, rounded, is.
    #[serde(default)]
    pub mean_hes_2018: u32,
    /// Their mean with weights by the number of counts in a sum, rounded, is.
    pub averaged_hes_2018: u32,
}

/// Two means of the same estimates: one that takes all alike, and one that weighs each by the inverse of its variance.
#[derive(Default)]
struct Means {
    sum: f64,
    n: f64,
    weighted_sum: f64,
    weight: f64,
}

impl Means {
    fn add(&mut self, estimate: f64, variance: f64) {
        self.sum += estimate;
        self.n += 1.0;
        // Without noise and rounding all estimates are equally good.
        let weight = 1.0 / variance.max(1e-9);
        self.weighted_sum += estimate * weight;
        self.weight += weight;
    }

    /// Counts each mean that rounds to the true count.
    fn count(&self, n: i64, plain: &mut u32, weighted: &mut u32) {
        let hits = |mean: f64| u32::from((-0.5..0.5).contains(&(mean - number(n))));
        *plain += hits(self.sum / self.n);
        *weighted += hits(self.weighted_sum / self.weight);
    }
}

/// Plays the attack against the displayed count of every sensitive value in every unit.
pub(super) fn play(lists: &Lists, units: &[Unit], policy: &Policy) -> Result<Averaging> {
    let own = Mechanism::new(policy)?;
    let bare = Mechanism::new(&Policy::hes_2018())?;
    let mut found = Averaging::default();
    let Some(alone) = lists.alone() else {
        return Ok(found);
    };
    for unit in units {
        let (Some(cells), Some(truth)) = (unit.published.get(alone), unit.truth.get(alone)) else {
            continue;
        };
        for (value, cell) in cells.iter().enumerate() {
            if let Some(shown) = own.display(*cell) {
                let n = truth_at(truth, value);
                found.n += 1;
                found.single_display += u32::from(shown == n);
                found.single_protected += u32::from(cell.protected == n);
                against_release(lists, unit, value, (*cell, shown, n), &own, &mut found);
                against_2018(lists, unit, value, n, &bare, &mut found);
            }
        }
    }
    Ok(found)
}

/// Places of the cells of a table that add up to a value's count.
fn parts(lists: &Lists, table: usize, other: usize, value: usize) -> Vec<usize> {
    let set = lists.sets.get(table).map_or(&[][..], Vec::as_slice);
    (0..lists.size(other))
        .map(|code| {
            lists.place(set, |dimension| {
                if dimension == lists.sensitive {
                    value
                } else {
                    code
                }
            })
        })
        .collect()
}

fn against_release(
    lists: &Lists,
    unit: &Unit,
    value: usize,
    (cell, shown, n): (Cell, i64, i64),
    mechanism: &Mechanism,
    found: &mut Averaging,
) {
    let (noise, rounding) = (mechanism.variance(), mechanism.variance_of_rounding());
    let (mut displays, mut protected) = (Means::default(), Means::default());
    displays.add(number(shown), noise + rounding);
    protected.add(number(cell.protected), noise);
    for (table, other) in lists.pairs() {
        let places = parts(lists, table, other, value);
        let Some(cells) = unit.published.get(table) else {
            continue;
        };
        let summed: Vec<Cell> = places
            .iter()
            .filter_map(|place| cells.get(*place).copied())
            .collect();
        let noise = noise * size(places.len());
        let sum: i64 = summed.iter().map(|cell| cell.protected).sum();
        protected.add(number(sum), noise);
        if let Some(shown) = mechanism.display_sum(summed.into_iter()) {
            displays.add(number(shown), noise + rounding);
        }
    }
    displays.count(n, &mut found.mean_display, &mut found.averaged_displays);
    protected.count(n, &mut found.mean_protected, &mut found.averaged_protected);
}

fn against_2018(
    lists: &Lists,
    unit: &Unit,
    value: usize,
    n: i64,
    mechanism: &Mechanism,
    found: &mut Averaging,
) {
    let shown = |n: i64| mechanism.display(mechanism.cell(n, n));
    let read = |n: i64| shown(n).map_or(HIDDEN_MIDDLE, number);
    found.single_hes_2018 += u32::from(shown(n) == Some(n));
    let mut means = Means::default();
    means.add(read(n), 1.0);
    for (table, other) in lists.pairs() {
        let places = parts(lists, table, other, value);
        let Some(truth) = unit.truth.get(table) else {
            continue;
        };
        let sum = places.iter().map(|place| read(truth_at(truth, *place)));
        means.add(sum.sum::<f64>(), size(places.len()));
    }
    means.count(n, &mut found.mean_hes_2018, &mut found.averaged_hes_2018);
}

fn size(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::INFINITY, f64::from)
}
