//! The weighted straight line under both indexes.

use crate::error::{Result, domain, finite};

/// Least squares of values on the cumulative mid-point of the population, weighted by population.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// The fitted value at the most deprived end.
    pub(super) intercept: f64,
    /// The change from the most to the least deprived end.
    pub(super) slope: f64,
    shares: Vec<f64>,
    /// What each value adds to the slope per unit.
    slope_weights: Vec<f64>,
    middle: f64,
}

impl Line {
    /// Fits `values` (from most to least deprived) with the populations of their groups.
    pub(super) fn fit(populations: &[f64], values: &[f64]) -> Result<Self> {
        for people in populations {
            domain("population", "above 0", *people, |people| people > 0.0)?;
        }
        let total: f64 = finite("total population", populations.iter().sum())?;
        let shares: Vec<f64> = populations.iter().map(|people| people / total).collect();
        let positions: Vec<f64> = shares
            .iter()
            .scan(0.0, |before, share| {
                let position = *before + share / 2.0;
                *before += share;
                Some(position)
            })
            .collect();
        let middle = dot(&shares, &positions);
        let square: f64 = shares
            .iter()
            .zip(&positions)
            .map(|(share, position)| share * (position - middle).powi(2))
            .sum();
        let slope_weights = shares
            .iter()
            .zip(&positions)
            .map(|(share, position)| share * (position - middle) / square)
            .collect();
        let mut line = Self {
            intercept: 0.0,
            slope: 0.0,
            shares,
            slope_weights,
            middle,
        };
        (line.intercept, line.slope) = line.through(values);
        finite("slope", line.slope)?;
        finite("intercept", line.intercept)?;
        Ok(line)
    }

    /// Intercept and slope of the line through other values of the same groups.
    pub(super) fn through(&self, values: &[f64]) -> (f64, f64) {
        let slope = dot(&self.slope_weights, values);
        (dot(&self.shares, values) - slope * self.middle, slope)
    }

    /// The standard error of the slope from the standard errors of the values.
    pub(super) fn slope_error(&self, errors: impl Iterator<Item = f64>) -> f64 {
        self.slope_weights
            .iter()
            .zip(errors)
            .map(|(weight, error)| (weight * error).powi(2))
            .sum::<f64>()
            .sqrt()
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
