//! Limits of counts and proportions, row by row.

use std::ops::RangeInclusive;

use hub_methods::byar::count_limits;
use hub_methods::wilson::wilson;
use hub_methods::{Interval, Level};

use super::rowwise::RowAnswer;

/// Which limit a function gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Limit {
    WilsonLower,
    WilsonUpper,
    ByarLower,
    ByarUpper,
}

impl Limit {
    pub(super) const ALL: [Self; 4] = [
        Self::WilsonLower,
        Self::WilsonUpper,
        Self::ByarLower,
        Self::ByarUpper,
    ];
}

impl RowAnswer for Limit {
    fn name(self) -> &'static str {
        match self {
            Self::WilsonLower => "wilson_lower",
            Self::WilsonUpper => "wilson_upper",
            Self::ByarLower => "byar_lower",
            Self::ByarUpper => "byar_upper",
        }
    }

    fn arity(self) -> RangeInclusive<usize> {
        match self {
            Self::WilsonLower | Self::WilsonUpper => 2..=3,
            Self::ByarLower | Self::ByarUpper => 1..=2,
        }
    }

    fn of(self, row: &[f64]) -> Option<f64> {
        match self {
            Self::WilsonLower => Some(proportion(row)?.lower),
            Self::WilsonUpper => Some(proportion(row)?.upper),
            Self::ByarLower => Some(count(row)?.lower),
            Self::ByarUpper => Some(count(row)?.upper),
        }
    }
}

fn proportion(row: &[f64]) -> Option<Interval> {
    match *row {
        [x, n] => wilson(x, n, 0.0, Level::P95).ok(),
        [x, n, noise_variance] => wilson(x, n, noise_variance, Level::P95).ok(),
        _ => None,
    }
}

fn count(row: &[f64]) -> Option<Interval> {
    match *row {
        [x] => count_limits(x, 0.0, Level::P95).ok(),
        [x, noise_variance] => count_limits(x, noise_variance, Level::P95).ok(),
        _ => None,
    }
}
