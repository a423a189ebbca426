//! What an intruder knows of how figures are protected: everything but the noise key.

use hub_disclosure::Policy;

use super::unit::{Cell, Tables, Unit};
use crate::error::Result;

/// A policy with the distribution of its noise.
#[derive(Debug, Clone)]
pub struct Mechanism {
    policy: Policy,
    reach: i64,
    /// Logarithms of the probabilities of `-reach..=reach`.
    log_noise: Vec<f64>,
}

impl Mechanism {
    /// The mechanism of a policy for counts of people.
    ///
    /// # Errors
    /// [`crate::ReleaseError::Noise`] where the policy's noise cannot be made.
    pub fn new(policy: &Policy) -> Result<Self> {
        Self::of(policy, 1)
    }

    /// The mechanism of a policy for counts to which one person adds at most `clip`.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub(super) fn of(policy: &Policy, clip: u32) -> Result<Self> {
        let reach = policy.noise(clip)?.map_or(0, |noise| noise.reach());
        let epsilon = policy.epsilon.map_or(0.0, |epsilon| epsilon.value()) / f64::from(clip);
        // Unnormalised: α^|k| with α = e^(−ε/clip).
        let weights: Vec<f64> = (-reach..=reach)
            .map(|k| -epsilon * number(k.abs()))
            .collect();
        let whole = weights.iter().map(|weight| weight.exp()).sum::<f64>().ln();
        Ok(Self {
            policy: policy.clone(),
            reach,
            log_noise: weights.iter().map(|weight| weight - whole).collect(),
        })
    }

    /// The cell of a true count and its protected value.
    #[must_use]
    pub fn cell(&self, n: i64, protected: i64) -> Cell {
        Cell {
            protected,
            floor_met: self.is_shown(n, protected),
        }
    }

    /// The cells of a unit if this mechanism had protected them without noise.
    pub(super) fn of_truth(&self, unit: &Unit) -> Tables {
        let cells = |counts: &Vec<u32>| -> Vec<Cell> {
            let counts = counts.iter().map(|n| i64::from(*n));
            counts.map(|n| self.cell(n, n)).collect()
        };
        unit.truth.iter().map(cells).collect()
    }

    fn is_shown(&self, n: i64, protected: i64) -> bool {
        n >= i64::from(self.policy.floor) && protected >= i64::from(self.policy.soft_floor)
    }

    /// What is displayed of a cell.
    pub(super) fn display(&self, cell: Cell) -> Option<i64> {
        self.policy.display(cell.protected, cell.floor_met)
    }

    /// What is displayed of a sum of cells: the floor is met where it is met in one of them.
    pub(super) fn display_sum(&self, cells: impl Iterator<Item = Cell>) -> Option<i64> {
        let nothing = Cell {
            protected: 0,
            floor_met: false,
        };
        self.display(cells.fold(nothing, |sum, cell| Cell {
            protected: sum.protected + cell.protected,
            floor_met: sum.floor_met || cell.floor_met,
        }))
    }

    /// The least and greatest protected value that is displayed so.
    pub(super) fn behind(&self, shown: i64) -> Option<(i64, i64)> {
        let base = i64::from(self.policy.round_to.max(1));
        let mut found = (shown - base..=shown + base)
            .filter(|protected| self.policy.display(*protected, true) == Some(shown));
        let least = found.next()?;
        Some((least, found.next_back().unwrap_or(least)))
    }

    fn log_noise(&self, k: i64) -> f64 {
        usize::try_from(k + self.reach)
            .ok()
            .and_then(|place| self.log_noise.get(place))
            .copied()
            .unwrap_or(f64::NEG_INFINITY)
    }

    /// Log-probability of a cell, unrounded value and flag, if `n` people are in it.
    pub(super) fn log_protected(&self, cell: Cell, n: i64) -> f64 {
        if self.is_shown(n, cell.protected) == cell.floor_met {
            self.log_noise(cell.protected - n)
        } else {
            f64::NEG_INFINITY
        }
    }

    /// Log-probability of what is displayed of a cell if `n` people are in it.
    pub(super) fn log_displayed(&self, shown: Option<i64>, n: i64) -> f64 {
        let all = -self.reach..=self.reach;
        all.filter(|k| self.display(self.cell(n, n + k)) == shown)
            .map(|k| self.log_noise(k).exp())
            .sum::<f64>()
            .ln()
    }

    /// Log-probability of a second count of a cell, unrounded, if its true value is `n`.
    pub(super) fn log_count(&self, protected: i64, n: i64) -> f64 {
        self.log_noise(protected - n)
    }

    /// Log-probability of what is displayed of a second count of a cell that is shown, if its true value is `n`.
    pub(super) fn log_displayed_count(&self, protected: i64, n: i64) -> f64 {
        let shown = self.rounded(protected);
        (-self.reach..=self.reach)
            .filter(|k| self.rounded(n + k) == shown)
            .map(|k| self.log_noise(k).exp())
            .sum::<f64>()
            .ln()
    }

    fn rounded(&self, protected: i64) -> i64 {
        let base = i64::from(self.policy.round_to.max(1));
        let nearest = (protected + base / 2).div_euclid(base) * base;
        nearest.max(i64::from(self.policy.least_shown))
    }

    /// Log-probability that the protected value of `n` people lies in a range.
    pub(super) fn log_between(&self, (least, greatest): (i64, i64), n: i64) -> f64 {
        let possible = least.max(n - self.reach)..=greatest.min(n + self.reach);
        possible
            .map(|protected| self.log_noise(protected - n).exp())
            .sum::<f64>()
            .ln()
    }

    /// Variance of the noise of one cell.
    pub(super) fn variance(&self) -> f64 {
        self.policy.noise_variance(1)
    }

    /// Variance that rounding adds.
    pub(super) fn variance_of_rounding(&self) -> f64 {
        f64::from(self.policy.round_to).powi(2) / 12.0
    }
}

/// A count as a float; counts of people are far below where that could lose anything.
pub(super) fn number(count: i64) -> f64 {
    i32::try_from(count).map_or(f64::INFINITY, f64::from)
}
