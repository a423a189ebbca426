//! Funnel plots: which units differ from the average of all by more than chance.
//!
//! Limits at 95 % and 99.8 %. With large counts they mark almost everyone: then use limits that allow for
//! overdispersion.

use crate::byar::count_limits;
use crate::error::{MethodError, Result, domain, finite};
use crate::{Interval, Level, gamma};

/// Fewest events of a directly standardised rate that is judged.
pub const EVENTS_MIN: f64 = 10.0;

/// The control limits of a proportion, 0 to 1, around `average` at the denominator `n`.
///
/// Source: the funnel limits of the public health statistics guidance, the Wilson form with a term for `n`.
///
/// # Errors
/// An average outside 0 to 1, or `n` not above 0.
pub fn proportion_limits(average: f64, n: f64, level: Level) -> Result<Interval> {
    domain("average", "between 0 and 1", average, |p| {
        (0.0..=1.0).contains(&p)
    })?;
    domain("denominator", "above 0", n, |n| n > 0.0)?;
    let q = level.z() * level.z();
    let a = 1.0 / q + 1.0 / n;
    let b = average * (n / q + 1.0);
    let c = n.mul_add(
        average * (average * (n / q + 2.0) - 1.0),
        q * average * (average - 1.0),
    );
    let root = (b * b - a * c).max(0.0).sqrt();
    Interval::between(
        ((b - root) / (a * n)).clamp(0.0, 1.0),
        ((b + root) / (a * n)).clamp(0.0, 1.0),
    )
}

/// The expected counts at which an observed count is just significant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JustSignificant {
    /// Any larger expectation makes the observed count significantly low.
    pub high: f64,
    /// Any smaller expectation makes it significantly high; 0 where nothing was observed.
    pub low: f64,
}

impl JustSignificant {
    /// Limits of the ratio observed / expected; the upper is `None` where nothing was observed.
    pub fn ratios(self, observed: f64) -> (f64, Option<f64>) {
        let upper = (self.low > 0.0).then(|| observed / self.low);
        (
            observed / self.high,
            upper.filter(|ratio| ratio.is_finite()),
        )
    }
}

/// The expected counts at which `observed` events are just significant: exact Poisson.
///
/// # Errors
/// A negative count, or one that is not finite.
pub fn just_significant(observed: f64, level: Level) -> Result<JustSignificant> {
    domain("count", "0 or more", observed, |x| x >= 0.0)?;
    let low = if observed == 0.0 {
        0.0
    } else {
        gamma::lower_quantile(observed, level.tail())?
    };
    Ok(JustSignificant {
        high: gamma::upper_quantile(observed + 1.0, level.tail())?,
        low,
    })
}

/// How a unit compares with the average of all units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Significance {
    /// Low at the level.
    Low(Level),
    /// Not significantly different.
    NotSignificant,
    /// High at the level.
    High(Level),
    /// A standardised rate of too few events.
    TooFewEvents,
}

/// What is plotted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statistic {
    /// A proportion of `numerator` in `denominator`.
    Proportion,
    /// Observed (`numerator`) over expected (`denominator`) events.
    Ratio,
    /// A crude rate.
    CrudeRate,
    /// A directly standardised rate: its denominator is the one that gives the rate.
    StandardisedRate,
}

/// One unit of a funnel plot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Unit {
    /// Events, or people with the attribute.
    pub numerator: f64,
    /// The people, or expected events, above 0.
    pub denominator: f64,
}

impl Unit {
    /// A unit with a rate: its denominator is the one that gives the rate, `multiplier * numerator / rate`, or
    /// `denominator` where the rate is 0.
    ///
    /// # Errors
    /// A negative rate, or a multiplier not above 0.
    pub fn with_rate(numerator: f64, denominator: f64, rate: f64, multiplier: f64) -> Result<Self> {
        domain("rate", "0 or more", rate, |rate| rate >= 0.0)?;
        domain("multiplier", "above 0", multiplier, |m| m > 0.0)?;
        let denominator = if rate > 0.0 {
            multiplier * numerator / rate
        } else {
            denominator
        };
        Ok(Self {
            numerator,
            denominator,
        })
    }
}

/// Which units differ from the average of the units given: 99.8 % is tested first.
///
/// # Errors
/// No units; a negative numerator; a denominator not above 0; a proportion above 1.
pub fn significance(units: &[Unit], statistic: Statistic) -> Result<Vec<Significance>> {
    let (mut numerators, mut denominators) = (0.0, 0.0);
    for unit in units {
        numerators += domain("numerator", "0 or more", unit.numerator, |x| x >= 0.0)?;
        denominators += domain("denominator", "above 0", unit.denominator, |n| n > 0.0)?;
    }
    if units.is_empty() {
        return Err(MethodError::Size {
            what: "units",
            need: "1 or more",
            found: 0,
        });
    }
    let average = finite("average", numerators / denominators)?;
    units
        .iter()
        .map(|unit| judge(*unit, statistic, average))
        .collect()
}

fn judge(unit: Unit, statistic: Statistic, average: f64) -> Result<Significance> {
    if statistic == Statistic::StandardisedRate && unit.numerator < EVENTS_MIN {
        return Ok(Significance::TooFewEvents);
    }
    for level in [Level::P998, Level::P95] {
        let (is_low, is_high) = match statistic {
            Statistic::Proportion => {
                let value = unit.numerator / unit.denominator;
                let limits = proportion_limits(average, unit.denominator, level)?;
                (value < limits.lower, value > limits.upper)
            }
            Statistic::Ratio => against(unit.numerator, unit.denominator, level)?,
            Statistic::CrudeRate | Statistic::StandardisedRate => {
                against(unit.numerator, average * unit.denominator, level)?
            }
        };
        if is_high {
            return Ok(Significance::High(level));
        }
        if is_low {
            return Ok(Significance::Low(level));
        }
    }
    Ok(Significance::NotSignificant)
}

/// Whether the limits of the observed count exclude the expected one: `(low, high)`.
fn against(observed: f64, expected: f64, level: Level) -> Result<(bool, bool)> {
    let limits = count_limits(observed, 0.0, level)?;
    Ok((limits.upper < expected, limits.lower > expected))
}
