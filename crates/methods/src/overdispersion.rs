//! Funnel limits that allow for overdispersion.
//!
//! With large counts the plain limits mark almost every unit, because units differ by more than chance for many small
//! reasons. An additive random effect between units, of variance tau squared, widens the limits by just that.
//!
//! Source: Spiegelhalter 2005, in the forms of the Care Quality Commission and of the summary hospital mortality
//! indicator. Not for a ratio of two counts: use observed over expected events.

use crate::error::{MethodError, Result, count, domain, finite};
use crate::funnel::{Significance, Unit};
use crate::percentile::percentile;
use crate::{Interval, Level};

/// The share at each end that is trimmed before the spread is measured.
pub const TRIM: f64 = 0.1;

/// How a unit's difference from the average is made symmetric, and how extreme units are kept from the spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// Observed over expected events, by square root (Care Quality Commission); extremes are drawn in.
    SquareRootRatio,
    /// Observed over expected events, by logarithm (hospital mortality indicator); extremes are left out. Undefined
    /// for a count of 0.
    LogRatio,
    /// A proportion of the numerator in the denominator, by arcsine; extremes are drawn in.
    Proportion,
}

/// The spread of units around their average, from which limits follow.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Model {
    /// The scale of the spread.
    pub method: Method,
    /// The proportion of all units together; 1 for a ratio.
    pub average: f64,
    /// The variance of the disclosure noise in each count of a unit; expected events carry none.
    pub noise: f64,
    /// The mean square of the trimmed scores: about 1 where there is only chance.
    pub phi: f64,
    /// The variance between units on the scale of the method; 0 where there is only chance.
    pub tau2: f64,
}

/// One unit's place among all.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// The ratio, or the proportion.
    pub value: f64,
    /// How many standard errors of chance the unit lies from the average.
    pub z: f64,
    /// The score after trimming; `None` if the unit was left out of the spread.
    pub trimmed: Option<f64>,
}

/// The spread of units, and each unit's place in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// The spread.
    pub model: Model,
    /// The units, in the order given.
    pub scores: Vec<Score>,
}

/// Measures the spread of `units`, with the share `trim` trimmed at each end ([`TRIM`]). `noise` is the variance of
/// the disclosure noise in each count of a unit, 0 for exact counts.
///
/// # Errors
/// Fewer than two units, or fewer than two that are not trimmed away; a denominator not above 0; a negative count; a
/// count of 0 with [`Method::LogRatio`]; a proportion above 1; with noise, an average proportion of 0 or 1; a share not
/// between 0 and 0.5; a negative variance.
pub fn fit(units: &[Unit], method: Method, trim: f64, noise: f64) -> Result<Fit> {
    domain("share trimmed", "between 0 and 0.5", trim, |trim| {
        trim > 0.0 && trim < 0.5
    })?;
    domain("noise variance", "0 or more", noise, |noise| noise >= 0.0)?;
    let mut model = Model {
        method,
        average: average(units, method)?,
        noise,
        phi: 0.0,
        tau2: 0.0,
    };
    let mut values = Vec::with_capacity(units.len());
    let mut variances = Vec::with_capacity(units.len());
    let mut z = Vec::with_capacity(units.len());
    for unit in units {
        let value = model.value(*unit)?;
        let variance = model.variance(unit.denominator)?;
        let away = (model.scale(value) - model.scale(model.average)) / variance.sqrt();
        values.push(value);
        variances.push(variance);
        z.push(finite("score", away)?);
    }
    let trimmed = match method {
        Method::SquareRootRatio | Method::Proportion => drawn_in(&z, trim)?,
        Method::LogRatio => left_out(&z, trim)?,
    };
    let kept = trimmed
        .iter()
        .zip(&variances)
        .filter_map(|(z, variance)| z.map(|z| (z, 1.0 / variance)));
    (model.phi, model.tau2) = spread(kept)?;
    let scores = values
        .into_iter()
        .zip(z)
        .zip(trimmed)
        .map(|((value, z), trimmed)| Score { value, z, trimmed })
        .collect();
    Ok(Fit { model, scores })
}

impl Model {
    /// The limits around the average at a denominator (expected events, or people): of the ratio, or of the
    /// proportion from 0 to 1. The lower limit of a square-root ratio can be negative.
    ///
    /// # Errors
    /// A denominator not above 0.
    pub fn limits(&self, denominator: f64, level: Level) -> Result<Interval> {
        let half = z(level) * (self.variance(denominator)? + self.tau2).sqrt();
        match self.method {
            Method::SquareRootRatio => Interval::between(1.0 - half, 1.0 + half),
            Method::LogRatio => Interval::between((-half).exp(), half.exp()),
            Method::Proportion => {
                let middle = self.scale(self.average);
                let share = |angle: f64| angle.sin().powi(2);
                Interval::between(
                    share((middle - half).max(0.0)),
                    share((middle + half).min(std::f64::consts::FRAC_PI_2)),
                )
            }
        }
    }

    /// Whether a unit lies outside the limits: 99.8 % is tested first.
    ///
    /// # Errors
    /// As [`fit`] for a single unit.
    pub fn significance(&self, unit: Unit) -> Result<Significance> {
        let value = self.value(unit)?;
        for level in [Level::P998, Level::P95] {
            let limits = self.limits(unit.denominator, level)?;
            if value > limits.upper {
                return Ok(Significance::High(level));
            }
            if value < limits.lower {
                return Ok(Significance::Low(level));
            }
        }
        Ok(Significance::NotSignificant)
    }

    /// The ratio or proportion of a unit.
    fn value(&self, unit: Unit) -> Result<f64> {
        let people = self.denominator(unit.denominator)?;
        let x = unit.numerator;
        let (need, is_possible) = match self.method {
            Method::SquareRootRatio => ("0 or more", x >= 0.0),
            Method::LogRatio => ("above 0", x > 0.0),
            Method::Proportion => ("0 to its denominator", (0.0..=people).contains(&x)),
        };
        let numerator = domain("numerator", need, x, |_| is_possible)?;
        finite("value", numerator / people)
    }

    /// The denominator as the method takes it: the mortality indicator rounds expected events to two places.
    fn denominator(&self, given: f64) -> Result<f64> {
        let taken = match self.method {
            Method::SquareRootRatio | Method::Proportion => given,
            Method::LogRatio => (given * 100.0).round_ties_even() / 100.0,
        };
        domain("denominator", "above 0", taken, |n| n > 0.0)
    }

    /// A value on the scale of the method, where its spread by chance depends on the denominator alone.
    fn scale(&self, value: f64) -> f64 {
        match self.method {
            Method::SquareRootRatio => value.sqrt(),
            Method::LogRatio => value.ln(),
            Method::Proportion => value.sqrt().asin(),
        }
    }

    /// The variance by chance and noise on the scale of the method.
    fn variance(&self, denominator: f64) -> Result<f64> {
        let n = self.denominator(denominator)?;
        let chance = match self.method {
            Method::SquareRootRatio | Method::Proportion => 1.0 / (4.0 * n),
            Method::LogRatio => 1.0 / n,
        };
        if self.noise == 0.0 {
            return Ok(chance);
        }
        let p = self.average;
        // Noise over chance: in the count alone for a ratio, in both counts for a proportion.
        let excess = match self.method {
            Method::SquareRootRatio | Method::LogRatio => self.noise / n,
            Method::Proportion => self.noise * (1.0 + p * p) / (n * p * (1.0 - p)),
        };
        finite("variance", chance * (1.0 + excess))
    }
}

/// The points of the normal distribution that published overdispersed funnels use, to six places.
const fn z(level: Level) -> f64 {
    match level {
        Level::P95 => 1.959_964,
        Level::P998 => 3.090_232,
    }
}

fn average(units: &[Unit], method: Method) -> Result<f64> {
    if units.len() < 2 {
        return Err(too_few(units.len()));
    }
    if method != Method::Proportion {
        return Ok(1.0);
    }
    let numerators: f64 = units.iter().map(|unit| unit.numerator).sum();
    let denominators: f64 = units.iter().map(|unit| unit.denominator).sum();
    domain(
        "average",
        "between 0 and 1",
        numerators / denominators,
        |p| (0.0..=1.0).contains(&p),
    )
}

const fn too_few(found: usize) -> MethodError {
    MethodError::Size {
        what: "units",
        need: "2 or more",
        found,
    }
}

/// Scores beyond the trimmed percentiles are set to them.
fn drawn_in(z: &[f64], trim: f64) -> Result<Vec<Option<f64>>> {
    let (low, high) = (percentile(z, trim)?, percentile(z, 1.0 - trim)?);
    Ok(z.iter().map(|z| Some(z.max(low).min(high))).collect())
}

/// Scores in the first and the last part of the ranks (tenths if a tenth is trimmed) are left out; ties share the
/// mean of their ranks.
fn left_out(z: &[f64], trim: f64) -> Result<Vec<Option<f64>>> {
    let mut ordered = z.to_vec();
    ordered.sort_unstable_by(f64::total_cmp);
    let places = count("units", z.len())? + 1.0;
    let parts = 1.0 / trim;
    z.iter()
        .map(|z| {
            let below = count("units", ordered.partition_point(|other| other < z))?;
            let up_to = count("units", ordered.partition_point(|other| other <= z))?;
            let rank = (below + up_to + 1.0) / 2.0;
            let part = (rank * parts / places).floor();
            Ok(Some(*z).filter(|_| part > 0.0 && part < parts - 1.0))
        })
        .collect()
}

/// Phi and tau squared of trimmed scores with their weights.
fn spread(kept: impl Iterator<Item = (f64, f64)>) -> Result<(f64, f64)> {
    let (mut n, mut squares, mut weights, mut weights_squared) = (0usize, 0.0, 0.0, 0.0);
    for (z, weight) in kept {
        n += 1;
        squares += z * z;
        weights += weight;
        weights_squared += weight * weight;
    }
    if n < 2 {
        return Err(too_few(n));
    }
    let n = count("units", n)?;
    let phi = finite("overdispersion", squares / n)?;
    let excess = squares - (n - 1.0);
    let tau2 = if excess > 0.0 {
        excess / (weights - weights_squared / weights)
    } else {
        0.0
    };
    Ok((phi, finite("variance between units", tau2)?))
}
