//! Ordered groups laid out along the people, and the straight line through their values.

use super::{Group, shares};
use crate::error::{Result, count, finite};

/// The groups' places between 0 (most disadvantaged) and 1, each in the middle of its people.
#[derive(Debug, Clone)]
pub(super) struct Ranked {
    pub(super) shares: Vec<f64>,
    pub(super) places: Vec<f64>,
    /// The weighted mean of the places.
    pub(super) middle: f64,
    /// The weighted mean square of the distances from the middle.
    pub(super) square: f64,
    /// The degrees of freedom that a line leaves.
    pub(super) degrees: f64,
}

/// A line of least squares, weighted by population.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) intercept: f64,
    pub(super) slope: f64,
    /// What the line leaves of each value.
    pub(super) residuals: Vec<f64>,
}

impl Ranked {
    pub(super) fn new(groups: &[Group]) -> Result<Self> {
        let shares = shares(groups, 3)?;
        let places: Vec<f64> = shares
            .iter()
            .scan(0.0, |before, share| {
                let place = *before + share / 2.0;
                *before += share;
                Some(place)
            })
            .collect();
        let middle = dot(&shares, &places);
        let square = shares
            .iter()
            .zip(&places)
            .map(|(share, place)| share * (place - middle).powi(2))
            .sum();
        Ok(Self {
            shares,
            places,
            middle,
            square,
            degrees: count("groups", groups.len())? - 2.0,
        })
    }

    pub(super) fn line(&self, values: &[f64]) -> Result<Line> {
        let product: f64 = self
            .influences()
            .zip(values)
            .map(|((_, on_slope), value)| on_slope * value)
            .sum();
        let slope = finite("slope", product)?;
        let intercept = finite("intercept", dot(&self.shares, values) - slope * self.middle)?;
        let residuals = self
            .places
            .iter()
            .zip(values)
            .map(|(place, value)| value - intercept - slope * place)
            .collect();
        Ok(Line {
            intercept,
            slope,
            residuals,
        })
    }

    /// What a unit of each value adds to the intercept and to the slope.
    pub(super) fn influences(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        self.shares
            .iter()
            .zip(&self.places)
            .map(move |(share, place)| {
                let on_slope = share * (place - self.middle) / self.square;
                (share - self.middle * on_slope, on_slope)
            })
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
