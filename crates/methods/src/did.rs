//! Difference in differences: the change of people helped against the change of people alike who were not.
//!
//! People referred when things are bad get better without any help, so a change alone says little. The comparison
//! is only worth as much as the likeness of the groups: the same method on changes of earlier periods gives the
//! difference in trend before, and where its limits leave out 0 the groups are not comparable.
//!
//! Source: Welch 1947; Satterthwaite 1946 for the degrees; clustered by person after Liang and Zeger 1986.

use crate::error::Result;
use crate::estimate::Estimate;
use crate::moments::{Moments, SampleMean, Spread, Uncertainty, satterthwaite};

/// The mean changes of two groups.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DifferenceInDifferences {
    /// The change of those helped.
    pub intervention: SampleMean,
    /// The change of those not helped.
    pub comparison: SampleMean,
    spreads: [Spread; 2],
}

impl DifferenceInDifferences {
    /// From the change of each person.
    ///
    /// # Errors
    /// Fewer than two people in a group; a change that is not finite.
    pub fn of_changes(intervention: &[f64], comparison: &[f64]) -> Result<Self> {
        Self::between(SampleMean::of(intervention)?, SampleMean::of(comparison)?)
    }

    /// From the sums of the changes.
    ///
    /// # Errors
    /// Fewer than two people in a group; else as [`SampleMean::of_moments`].
    pub fn of_moments(intervention: Moments, comparison: Moments) -> Result<Self> {
        Self::between(
            SampleMean::of_moments(intervention)?,
            SampleMean::of_moments(comparison)?,
        )
    }

    fn between(intervention: SampleMean, comparison: SampleMean) -> Result<Self> {
        Ok(Self {
            intervention,
            comparison,
            spreads: [intervention.spread()?, comparison.spread()?],
        })
    }

    /// The change of those helped minus the change of those not helped.
    #[must_use]
    pub fn value(self) -> f64 {
        self.intervention.value - self.comparison.value
    }

    /// With a spread of its own for each group: what the hub shows.
    #[must_use]
    pub fn welch(self) -> Estimate {
        let [helped, not_helped] = self.groups();
        Uncertainty::sum(&[
            helped.1.of_mean(helped.0),
            not_helped.1.of_mean(not_helped.0),
        ])
        .estimate(self.value())
    }

    /// With one spread for both groups.
    #[must_use]
    pub fn pooled(self) -> Estimate {
        let groups = self.groups();
        let over = |of: fn(f64, Spread) -> f64| {
            groups
                .iter()
                .map(|(n, spread)| of(*n, *spread))
                .sum::<f64>()
        };
        let degrees = over(|n, _| n - 1.0);
        let per_person = over(|n, _| 1.0 / n);
        let within = per_person * over(|n, spread| (n - 1.0) * spread.variance) / degrees;
        let noise_of_within = (per_person / degrees).powi(2)
            * over(|n, spread| (n - 1.0).powi(2) * spread.variance_noise);
        let variance = within + over(|_, spread| spread.mean_noise);
        let wobble = within.powi(2) / degrees + noise_of_within / 2.0;
        Estimate {
            value: self.value(),
            standard_error: variance.sqrt(),
            degrees: satterthwaite(variance, wobble)
                .unwrap_or(degrees)
                .clamp(1.0, degrees),
        }
    }

    /// The standard error clustered by person, as a regression on before and after reports it.
    #[must_use]
    pub fn clustered_error(self) -> f64 {
        self.groups()
            .iter()
            .map(|(n, spread)| spread.variance * (n - 1.0) / n.powi(2) + spread.mean_noise)
            .sum::<f64>()
            .sqrt()
    }

    fn groups(self) -> [(f64, Spread); 2] {
        let [helped, not_helped] = self.spreads;
        [
            (self.intervention.n, helped),
            (self.comparison.n, not_helped),
        ]
    }
}
