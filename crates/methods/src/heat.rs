//! Further measures of inequality between groups: gaps, concentration, straight lines, spread and shortfall.
//!
//! Source: the summary measures of the World Health Organization's handbook on health inequality monitoring (2013)
//! and its health equity assessment toolkit. Always show one absolute and one relative measure: they can move in
//! opposite directions. Leave people of unknown group out. A group's standard error comes from the caller and already
//! holds the noise of protected counts.

mod concentration;
mod gap;
mod line;
mod ranked;
mod shortfall;
mod spread;

use crate::error::{MethodError, Result, domain, finite};
use crate::{Interval, Level, student};

pub use concentration::Concentration;
pub use gap::Gap;
pub use line::{LinearIndexes, linear_indexes};
pub use shortfall::{Attributable, people_short_of_equity, population_attributable};
pub use spread::{
    Entropy, Variation, Weighting, entropy, index_of_disparity, mean_difference, variation,
};

/// A group of people with the value of a measure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Group {
    /// The value, in the unit of the measure.
    pub value: f64,
    /// Its standard error, in the same unit, 0 or more.
    pub error: f64,
    /// The people in the group, above 0.
    pub population: f64,
}

/// Whether a high value is good or bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// High is good, such as people who took up an offer.
    Favourable,
    /// High is bad, such as people who left without help.
    Adverse,
}

/// The scale on which an estimate is uncertain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scale {
    /// The scale of the value itself.
    Plain,
    /// The logarithm of the value, for ratios.
    Logarithmic,
}

/// A measure of inequality with its uncertainty.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The value.
    pub value: f64,
    /// The standard error on its scale; `None` where the method gives none.
    pub error: Option<f64>,
    /// The scale of the standard error.
    pub scale: Scale,
}

impl Estimate {
    /// The limits of the value; `None` where there is no standard error.
    ///
    /// # Errors
    /// [`MethodError::NotFinite`] where a limit runs out of range.
    pub fn limits(self, level: Level) -> Result<Option<Interval>> {
        self.limits_at(level.z())
    }

    /// The limits of a slope through `groups` points, by Student's t with two degrees of freedom fewer: its standard error
    /// is made from how far these few points lie from the line. Limits by the normal distribution, as
    /// [`Self::limits`] gives them, hold 86 % and not 95 % where there are five groups.
    ///
    /// # Errors
    /// Fewer than three groups; [`MethodError::NotFinite`] where a limit runs out of range.
    pub fn limits_of_few(self, groups: f64, level: Level) -> Result<Option<Interval>> {
        self.limits_at(student::point(groups - 2.0, level)?)
    }

    fn limits_at(self, errors: f64) -> Result<Option<Interval>> {
        let Some(error) = self.error else {
            return Ok(None);
        };
        let half = errors * error;
        let (lower, upper) = match self.scale {
            Scale::Plain => (self.value - half, self.value + half),
            Scale::Logarithmic => (self.value * (-half).exp(), self.value * half.exp()),
        };
        Interval::between(lower, upper).map(Some)
    }

    fn plain(what: &'static str, value: f64, error: f64) -> Result<Self> {
        Ok(Self {
            value: finite(what, value)?,
            error: Some(finite("standard error", error)?),
            scale: Scale::Plain,
        })
    }

    fn ratio(what: &'static str, value: f64, log_error: f64) -> Result<Self> {
        Ok(Self {
            scale: Scale::Logarithmic,
            ..Self::plain(what, value, log_error)?
        })
    }

    /// A plain estimate in another unit.
    fn divided_by(self, divisor: f64) -> Result<Self> {
        Ok(Self {
            value: finite("estimate", self.value / divisor)?,
            error: self
                .error
                .map(|error| finite("standard error", error / divisor.abs()))
                .transpose()?,
            scale: self.scale,
        })
    }
}

/// The mean of all people: the values weighted by population.
///
/// # Errors
/// No groups, or a group that is not valid.
pub fn mean(groups: &[Group]) -> Result<f64> {
    let shares = shares(groups, 1)?;
    finite("mean", weighted(groups, &shares))
}

/// The place of the best group in the list, the first of equals.
///
/// # Errors
/// No groups, or a group that is not valid.
pub fn best(groups: &[Group], outcome: Outcome) -> Result<usize> {
    check(groups, 1)?;
    extreme(groups, |value, other| match outcome {
        Outcome::Favourable => value > other,
        Outcome::Adverse => value < other,
    })
    .map(|(place, _)| place)
    .ok_or_else(|| too_few(0, 1))
}

/// The first group that no other beats.
fn extreme(groups: &[Group], beats: impl Fn(f64, f64) -> bool) -> Option<(usize, Group)> {
    groups.iter().copied().enumerate().reduce(|best, next| {
        if beats(next.1.value, best.1.value) {
            next
        } else {
            best
        }
    })
}

/// Refuses groups that no measure can be calculated for.
fn check(groups: &[Group], need: usize) -> Result<()> {
    if groups.len() < need {
        return Err(too_few(groups.len(), need));
    }
    for group in groups {
        domain("value", "a finite number", group.value, |_| true)?;
        domain("standard error", "0 or more", group.error, |error| {
            error >= 0.0
        })?;
        domain("population", "above 0", group.population, |people| {
            people > 0.0
        })?;
    }
    Ok(())
}

const fn too_few(found: usize, need: usize) -> MethodError {
    MethodError::Size {
        what: "groups",
        need: match need {
            1 => "1 or more",
            2 => "2 or more",
            _ => "3 or more",
        },
        found,
    }
}

/// Each group's share of all people.
fn shares(groups: &[Group], need: usize) -> Result<Vec<f64>> {
    check(groups, need)?;
    let total: f64 = groups.iter().map(|group| group.population).sum();
    let total = finite("total population", total)?;
    Ok(groups
        .iter()
        .map(|group| group.population / total)
        .collect())
}

fn weighted(groups: &[Group], shares: &[f64]) -> f64 {
    groups
        .iter()
        .zip(shares)
        .map(|(group, share)| share * group.value)
        .sum()
}
