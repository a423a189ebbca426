//! Change in the use of a service over two periods of the same length, from protected sums over people.

use std::ops::RangeInclusive;

use hub_methods::moments::Noisy;
use hub_methods::service_use::{UseChange, UseMoments};
use hub_methods::{Interval, Level};

use super::rowwise::RowAnswer;

/// The days of each period: as long before as after, they make no difference to a ratio.
const DAYS: f64 = 1.0;

/// Which figure a function gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Figure {
    /// `use_ratio(before, after)`: events after over events before.
    Ratio,
    /// `use_ratio_lower(n, before, after, before_sq, after_sq, product, noise_n, noise_sum, noise_square)`: people,
    /// their events, the sums of each person's squares and of their products, and the variances of the noise of the
    /// people, of each sum of events and of each of the last three sums.
    Lower,
    /// `use_ratio_upper`, the same.
    Upper,
    /// `use_ratio_totals_lower(before, after, noise_sum)`: as if no one came twice.
    TotalsLower,
    /// `use_ratio_totals_upper`, the same.
    TotalsUpper,
    /// `log_ratio_se(lower, upper)`: the standard error of the logarithm of a ratio with these limits.
    LogError,
}

impl Figure {
    pub(super) const ALL: [Self; 6] = [
        Self::Ratio,
        Self::Lower,
        Self::Upper,
        Self::TotalsLower,
        Self::TotalsUpper,
        Self::LogError,
    ];
}

impl RowAnswer for Figure {
    fn name(self) -> &'static str {
        match self {
            Self::Ratio => "use_ratio",
            Self::Lower => "use_ratio_lower",
            Self::Upper => "use_ratio_upper",
            Self::TotalsLower => "use_ratio_totals_lower",
            Self::TotalsUpper => "use_ratio_totals_upper",
            Self::LogError => "log_ratio_se",
        }
    }

    fn arity(self) -> RangeInclusive<usize> {
        match self {
            Self::Ratio | Self::LogError => 2..=2,
            Self::Lower | Self::Upper => 9..=9,
            Self::TotalsLower | Self::TotalsUpper => 3..=3,
        }
    }

    fn of(self, row: &[f64]) -> Option<f64> {
        match self {
            Self::Ratio => match *row {
                [before, after] => Some(totals(before, after, 0.0)?.ratio()?.ratio),
                _ => None,
            },
            Self::Lower => Some(clustered(row)?.lower),
            Self::Upper => Some(clustered(row)?.upper),
            Self::TotalsLower => Some(ignoring_repeats(row)?.lower),
            Self::TotalsUpper => Some(ignoring_repeats(row)?.upper),
            Self::LogError => log_error(row),
        }
    }
}

/// From the totals alone; nor does it matter of how many people they are.
fn totals(before: f64, after: f64, noise_variance: f64) -> Option<UseChange> {
    let noisy = |value| Noisy {
        value,
        noise_variance,
    };
    UseChange::of_moments(UseMoments {
        people: Noisy::exact(1.0),
        before_days: DAYS,
        after_days: DAYS,
        before: noisy(before),
        after: noisy(after),
        before_squares: Noisy::exact(0.0),
        after_squares: Noisy::exact(0.0),
        products: Noisy::exact(0.0),
    })
    .ok()
}

fn ignoring_repeats(row: &[f64]) -> Option<Interval> {
    let [before, after, noise_sum] = *row else {
        return None;
    };
    let ratio = totals(before, after, noise_sum)?.ratio_of_totals()?;
    ratio.limits(Level::P95).ok()
}

fn clustered(row: &[f64]) -> Option<Interval> {
    let [
        n,
        before,
        after,
        before_sq,
        after_sq,
        product,
        noise_n,
        noise_sum,
        noise_square,
    ] = *row
    else {
        return None;
    };
    let noisy = |value, noise_variance| Noisy {
        value,
        noise_variance,
    };
    let change = UseChange::of_moments(UseMoments {
        people: noisy(n, noise_n),
        before_days: DAYS,
        after_days: DAYS,
        before: noisy(before, noise_sum),
        after: noisy(after, noise_sum),
        before_squares: noisy(before_sq, noise_square),
        after_squares: noisy(after_sq, noise_square),
        products: noisy(product, noise_square),
    });
    change.ok()?.ratio()?.limits(Level::P95).ok()
}

fn log_error(row: &[f64]) -> Option<f64> {
    let [lower, upper] = *row else {
        return None;
    };
    let error = (upper.ln() - lower.ln()) / (2.0 * Level::P95.z());
    (lower > 0.0 && error >= 0.0 && error.is_finite()).then_some(error)
}
