//! A count, and a crude rate, with exact Poisson or Byar limits.

use crate::error::{Result, domain};
use crate::{Interval, Level, gamma};

/// From this count on Byar's approximation is used; below it the exact Poisson limits.
const BYAR_FROM: f64 = 10.0;

/// Which formula gave the limits of a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountMethod {
    /// Exact Poisson limits, for counts below 10.
    Exact,
    /// Byar's approximation, for counts of 10 and more.
    Byar,
}

impl CountMethod {
    /// The method for a count.
    pub fn of(count: f64) -> Self {
        if count < BYAR_FROM {
            Self::Exact
        } else {
            Self::Byar
        }
    }
}

/// The limits of a count of events.
///
/// Source: Breslow and Day 1987, exact below 10 and Byar from 10; the small step between 9 and 10 is part of the
/// convention.
///
/// `noise_variance` is the variance of disclosure noise in the count (0 = exact count): the limits are taken at
/// `x*f` and divided by `f`, `f = x/(x+s2)`, and are never narrower than without noise. Below a count of 1, `f`
/// is that of 1, since at 0 it would have no limit.
///
/// # Errors
/// A negative count or noise variance, or either not finite.
pub fn count_limits(x: f64, noise_variance: f64, level: Level) -> Result<Interval> {
    domain("count", "0 or more", x, |x| x >= 0.0)?;
    domain("noise variance", "0 or more", noise_variance, |s2| {
        s2 >= 0.0
    })?;
    let plain = poisson_limits(x, level)?;
    if noise_variance == 0.0 {
        return Ok(plain);
    }
    let worth = x.max(1.0) / (x.max(1.0) + noise_variance);
    let noisy = poisson_limits(x * worth, level)?;
    Interval::between(
        plain.lower.min(noisy.lower / worth),
        plain.upper.max(noisy.upper / worth),
    )
}

/// A crude rate with its limits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// Events per `multiplier` of the denominator.
    pub value: f64,
    /// The limits of the value.
    pub limits: Interval,
    /// How the limits were made.
    pub method: CountMethod,
}

/// The rate `count / denominator * multiplier` with the limits of its count.
///
/// # Errors
/// As [`count_limits`]; a denominator or multiplier that is not above 0.
pub fn rate(
    count: f64,
    denominator: f64,
    multiplier: f64,
    noise_variance: f64,
    level: Level,
) -> Result<Rate> {
    domain("denominator", "above 0", denominator, |n| n > 0.0)?;
    domain("multiplier", "above 0", multiplier, |m| m > 0.0)?;
    let limits = count_limits(count, noise_variance, level)?;
    Ok(Rate {
        value: crate::error::finite("rate", count / denominator * multiplier)?,
        limits: limits.scaled(multiplier / denominator)?,
        method: CountMethod::of(count),
    })
}

fn poisson_limits(x: f64, level: Level) -> Result<Interval> {
    match CountMethod::of(x) {
        CountMethod::Exact => exact_limits(x, level),
        CountMethod::Byar => byar_limits(x, level),
    }
}

/// Byar's limits at any count above 0, as the standardised rates use them.
pub(crate) fn byar_limits(x: f64, level: Level) -> Result<Interval> {
    let z = level.z();
    let lower = x * (1.0 - 1.0 / (9.0 * x) - z / (3.0 * x.sqrt())).powi(3);
    let above = x + 1.0;
    let upper = above * (1.0 - 1.0 / (9.0 * above) + z / (3.0 * above.sqrt())).powi(3);
    Interval::between(lower, upper)
}

/// The exact limits: chi-squared quantiles with `2x` and `2x + 2` degrees of freedom, halved.
fn exact_limits(x: f64, level: Level) -> Result<Interval> {
    let lower = if x == 0.0 {
        0.0
    } else {
        gamma::lower_quantile(x, level.tail())?
    };
    Interval::between(lower, gamma::upper_quantile(x + 1.0, level.tail())?)
}
