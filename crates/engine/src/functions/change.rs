//! The mean change of people, from protected sums.

use std::ops::RangeInclusive;

use hub_methods::moments::{Moments, Noisy, SampleMean};
use hub_methods::{Interval, Level};

use super::rowwise::RowAnswer;

/// Which figure a function gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Figure {
    /// `mean_change(n, sum, squares)`.
    Mean,
    /// `mean_change_lower(n, sum, squares, noise_n, noise_sum, noise_squares)`: null for fewer than two people.
    Lower,
    /// `mean_change_upper`, the same.
    Upper,
}

impl Figure {
    pub(super) const ALL: [Self; 3] = [Self::Mean, Self::Lower, Self::Upper];
}

impl RowAnswer for Figure {
    fn name(self) -> &'static str {
        match self {
            Self::Mean => "mean_change",
            Self::Lower => "mean_change_lower",
            Self::Upper => "mean_change_upper",
        }
    }

    fn arity(self) -> RangeInclusive<usize> {
        match self {
            Self::Mean => 3..=3,
            Self::Lower | Self::Upper => 6..=6,
        }
    }

    fn of(self, row: &[f64]) -> Option<f64> {
        match self {
            Self::Mean => mean(row),
            Self::Lower => Some(limits(row)?.lower),
            Self::Upper => Some(limits(row)?.upper),
        }
    }
}

/// The mean needs no spread: squares that noise has brought below those of any people do not hide it.
fn mean(row: &[f64]) -> Option<f64> {
    let [n, sum, squares] = *row else {
        return None;
    };
    let mean = sum / n;
    (n > 0.0 && squares.is_finite() && mean.is_finite()).then_some(mean)
}

fn limits(row: &[f64]) -> Option<Interval> {
    let [n, sum, squares, noise_n, noise_sum, noise_squares] = *row else {
        return None;
    };
    let noisy = |value, noise_variance| Noisy {
        value,
        noise_variance,
    };
    let mean = SampleMean::of_moments(Moments {
        n: noisy(n, noise_n),
        sum: noisy(sum, noise_sum),
        squares: noisy(squares, noise_squares),
    });
    mean.ok()?.estimate()?.limits(Level::P95).ok()
}
