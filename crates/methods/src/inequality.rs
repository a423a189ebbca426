//! The slope and the relative index of inequality over ordered groups.
//!
//! A weighted straight line is fitted through the groups' values against the cumulative share of the population,
//! from the most deprived end (0) to the least deprived end (1). The slope index (SII) is the difference between
//! the two ends of that line, the relative index (RII) their ratio: least deprived over most deprived.
//!
//! Source: Low and Low 2004. Suppressed groups are never imputed: leave the index out.

mod line;
mod simulate;

use crate::error::{MethodError, Result, domain, finite};
use crate::{Interval, Level};

use line::Line;
pub use simulate::Simulation;

/// Fewest groups an index is calculated for.
pub const GROUPS_MIN: usize = 5;
/// Most groups an index is calculated for.
pub const GROUPS_MAX: usize = 100;

/// What the groups' values are, which decides the scale of their uncertainty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueKind {
    /// Any value with a symmetric interval, such as a mean.
    Other,
    /// A rate: uncertain on the logarithmic scale.
    Rate,
    /// A proportion between 0 and 1: uncertain on the logit scale.
    Proportion,
}

impl ValueKind {
    fn link(self, value: f64) -> f64 {
        match self {
            Self::Other => value,
            Self::Rate => value.ln(),
            Self::Proportion => (value / (1.0 - value)).ln(),
        }
    }

    fn unlink(self, value: f64) -> f64 {
        match self {
            Self::Other => value,
            Self::Rate => value.exp(),
            Self::Proportion => 1.0 / (1.0 + (-value).exp()),
        }
    }
}

/// How uncertain a group's value is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Spread {
    /// The standard error on the scale of the link: of the value itself, of its logarithm (rate) or of its logit
    /// (proportion).
    StandardError(f64),
    /// The 95 % limits of the value.
    Limits95(Interval),
}

/// One group, such as a fifth of areas by deprivation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Group {
    /// The people in the group, above 0.
    pub population: f64,
    /// The value of the group.
    pub value: f64,
    /// How uncertain the value is.
    pub spread: Spread,
}

/// How an index is to be calculated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// What the values are.
    pub kind: ValueKind,
    /// Whether the line is fitted on the link scale (recommended for rates and proportions).
    pub transformed: bool,
    /// Applied to the SII; a negative multiplier turns the polarity of both indexes.
    pub multiplier: f64,
}

impl Settings {
    /// A rate on the logarithmic scale, polarity as it is: what the hub's pages show.
    pub const LOG_RATE: Self = Self {
        kind: ValueKind::Rate,
        transformed: true,
        multiplier: 1.0,
    };
}

/// The two indexes of one fitted line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Index {
    /// The slope index times the multiplier.
    pub sii: f64,
    /// The relative index. `None` where the line is 0 at the end that divides.
    pub rii: Option<f64>,
    /// The value at the most deprived end; times the absolute multiplier if transformed.
    pub intercept: f64,
    /// Whether an end of the line is 0 or less: the relative index then says nothing.
    pub crosses_zero: bool,
}

/// The limits of both indexes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IndexLimits {
    /// The limits of the slope index.
    pub sii: Interval,
    /// The limits of the relative index; `None` where the line may pass through 0.
    pub rii: Option<Interval>,
}

/// A fitted line with the spread of its groups, ready to give indexes and limits.
#[derive(Debug, Clone)]
pub struct Gradient {
    settings: Settings,
    line: Line,
    /// Values and standard errors on the link scale.
    linked: Vec<(f64, f64)>,
}

impl Gradient {
    /// Fits the line through `groups`, given from the most deprived to the least deprived.
    ///
    /// # Errors
    /// Fewer than 5 or more than 100 groups; a population not above 0; a value or limit that the link scale cannot
    /// hold (a rate of 0, a proportion of 0 or 1); a negative standard error; a multiplier of 0; anything not finite.
    pub fn fit(groups: &[Group], settings: Settings) -> Result<Self> {
        if !(GROUPS_MIN..=GROUPS_MAX).contains(&groups.len()) {
            return Err(MethodError::Size {
                what: "groups",
                need: "5 to 100",
                found: groups.len(),
            });
        }
        domain("multiplier", "other than 0", settings.multiplier, |m| {
            m != 0.0
        })?;
        let linked = groups
            .iter()
            .map(|group| linked(group, settings.kind))
            .collect::<Result<Vec<_>>>()?;
        let populations: Vec<f64> = groups.iter().map(|group| group.population).collect();
        let fitted: Vec<f64> = if settings.transformed {
            linked.iter().map(|(value, _)| *value).collect()
        } else {
            groups.iter().map(|group| group.value).collect()
        };
        Ok(Self {
            settings,
            line: Line::fit(&populations, &fitted)?,
            linked,
        })
    }

    /// The slope and the relative index.
    ///
    /// # Errors
    /// [`MethodError::NotFinite`] where the line runs out of range.
    pub fn index(&self) -> Result<Index> {
        let (start, end) = self.ends(self.line.intercept, self.line.slope);
        let multiplier = self.settings.multiplier;
        let scale = if self.settings.transformed {
            multiplier.abs()
        } else {
            1.0
        };
        Ok(Index {
            sii: finite("slope index", multiplier * (end - start))?,
            rii: Some(self.ratio(start, end)).filter(|ratio| ratio.is_finite()),
            intercept: finite("intercept", start * scale)?,
            crosses_zero: start <= 0.0 || end <= 0.0,
        })
    }

    /// The limits of both indexes: exact for a transformed line; for an untransformed value of kind
    /// [`ValueKind::Other`] exact for the slope index and simulated for the relative one; else simulated.
    ///
    /// # Errors
    /// [`MethodError::NotFinite`] where a limit runs out of range; [`MethodError::Size`] for too few draws.
    pub fn limits(&self, level: Level, simulation: Simulation) -> Result<IndexLimits> {
        if self.settings.transformed {
            return self.closed_form(level);
        }
        let simulated = simulate::limits(self, level, simulation)?;
        if self.settings.kind == ValueKind::Other {
            let [low, high] = self.slope_limits(level);
            return Ok(IndexLimits {
                sii: Interval::between(low, high)?.scaled(self.settings.multiplier)?,
                ..simulated
            });
        }
        Ok(simulated)
    }

    /// The exact limits of a transformed line: the middle of the line stays, its slope takes its limits.
    ///
    /// # Errors
    /// [`MethodError::Inconsistent`] if the line is not transformed; [`MethodError::NotFinite`] as [`Self::limits`].
    pub fn closed_form(&self, level: Level) -> Result<IndexLimits> {
        if !self.settings.transformed {
            return Err(MethodError::Inconsistent(
                "limits in closed form need a transformed line",
            ));
        }
        let middle = self.line.intercept + self.line.slope / 2.0;
        let [low, high] = self
            .slope_limits(level)
            .map(|slope| self.ends(middle - slope / 2.0, slope));
        let multiplier = self.settings.multiplier;
        Ok(IndexLimits {
            sii: Interval::between(multiplier * (low.1 - low.0), multiplier * (high.1 - high.0))?,
            rii: Some(Interval::between(
                self.ratio(low.0, low.1),
                self.ratio(high.0, high.1),
            )?),
        })
    }

    fn slope_limits(&self, level: Level) -> [f64; 2] {
        let errors = self.linked.iter().map(|(_, error)| *error);
        let half = level.z() * self.line.slope_error(errors);
        [self.line.slope - half, self.line.slope + half]
    }

    /// The two ends of a line, on the scale of the values.
    fn ends(&self, intercept: f64, slope: f64) -> (f64, f64) {
        let (start, end) = (intercept, intercept + slope);
        if self.settings.transformed {
            (
                self.settings.kind.unlink(start),
                self.settings.kind.unlink(end),
            )
        } else {
            (start, end)
        }
    }

    fn ratio(&self, start: f64, end: f64) -> f64 {
        if self.settings.multiplier < 0.0 {
            start / end
        } else {
            end / start
        }
    }
}

/// The value and its standard error on the link scale.
fn linked(group: &Group, kind: ValueKind) -> Result<(f64, f64)> {
    let value = domain(
        "value",
        "in the range of its kind",
        kind.link(group.value),
        |_| true,
    )?;
    let error = match group.spread {
        Spread::StandardError(error) => error,
        Spread::Limits95(limits) => {
            (kind.link(limits.upper) - kind.link(limits.lower)) / (2.0 * Level::P95.z())
        }
    };
    let error = domain("standard error", "0 or more", error, |error| error >= 0.0)?;
    Ok((value, error))
}
