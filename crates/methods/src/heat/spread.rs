//! How far the groups lie apart, whatever their order.

use super::{Estimate, Group, check, mean, shares};
use crate::error::{Result, count, domain, finite};

/// Stands in for a value of 0 in a logarithm, in the unit of the measure.
const NEARLY_NOUGHT: f64 = 1e-6;

/// How the groups count in a mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Weighting {
    /// By their people.
    ByPopulation,
    /// All the same.
    Equal,
}

/// The mean distance of the groups' values from `reference`: the mean, the best or a named group's value. In the unit
/// of the measure.
///
/// # Errors
/// No groups, a group that is not valid, or a reference that is not finite.
pub fn mean_difference(groups: &[Group], reference: f64, weighting: Weighting) -> Result<f64> {
    domain("reference", "a finite number", reference, |_| true)?;
    let distances = groups.iter().map(|group| (group.value - reference).abs());
    let difference: f64 = match weighting {
        Weighting::ByPopulation => shares(groups, 1)?
            .into_iter()
            .zip(distances)
            .map(|(share, distance)| share * distance)
            .sum(),
        Weighting::Equal => {
            check(groups, 1)?;
            distances.sum::<f64>() / count("groups", groups.len())?
        }
    };
    finite("mean difference", difference)
}

/// The index of disparity: the mean difference from the mean, in percent of the mean. `None` unless the mean is
/// above 0.
///
/// Source: Pearcy and Keppel 2002.
///
/// # Errors
/// No groups, or a group that is not valid.
pub fn index_of_disparity(groups: &[Group], weighting: Weighting) -> Result<Option<f64>> {
    let mean = mean(groups)?;
    if mean <= 0.0 {
        return Ok(None);
    }
    let difference = mean_difference(groups, mean, weighting)?;
    finite("index of disparity", 100.0 * difference / mean).map(Some)
}

/// The variance between groups and what follows from it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Variation {
    /// The variance between the groups, in the unit of the measure squared.
    pub variance: Estimate,
    /// Its root, in the unit of the measure.
    pub deviation: f64,
    /// The root in percent of the mean; `None` unless the mean is above 0.
    pub coefficient: Option<f64>,
}

/// The variance of the groups' values around the mean of all people, weighted by population.
///
/// # Errors
/// No groups, or a group that is not valid.
pub fn variation(groups: &[Group]) -> Result<Variation> {
    let shares = shares(groups, 1)?;
    let mean = mean(groups)?;
    let (mut variance, mut linear, mut squares, mut own, mut rest) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for (group, share) in groups.iter().zip(&shares) {
        let distance2 = (group.value - mean).powi(2);
        let error2 = group.error.powi(2);
        let weighted2 = share * share * error2;
        variance += share * distance2;
        linear += weighted2 * distance2;
        squares += weighted2;
        own += weighted2 * weighted2;
        rest += weighted2 * (1.0 - share).powi(2) * error2;
    }
    // The part that is linear in the errors, and the part of their squares.
    let error = (4.0 * linear + 2.0 * (squares * squares - own + rest))
        .max(0.0)
        .sqrt();
    let deviation = variance.sqrt();
    Ok(Variation {
        variance: Estimate::plain("variance between groups", variance, error)?,
        deviation,
        coefficient: (mean > 0.0)
            .then(|| finite("coefficient of variation", 100.0 * deviation / mean))
            .transpose()?,
    })
}

/// Entropy measures: 0 where all groups have the same value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entropy {
    /// The Theil index times 1,000: most sensitive to groups with high values.
    pub theil_x1000: f64,
    /// The mean log deviation times 1,000: most sensitive to groups with low values.
    pub mean_log_deviation_x1000: f64,
}

/// The entropy measures of the groups; a value of 0 counts as a millionth.
///
/// Source: Theil 1967.
///
/// # Errors
/// No groups, a group that is not valid, a negative value, or a mean that is not above 0.
pub fn entropy(groups: &[Group]) -> Result<Entropy> {
    let shares = shares(groups, 1)?;
    let mean = domain("mean", "above 0", mean(groups)?, |mean| mean > 0.0)?;
    let (mut theil, mut deviation) = (0.0, 0.0);
    for (group, share) in groups.iter().zip(&shares) {
        let value = domain("value", "0 or more", group.value, |value| value >= 0.0)?;
        let relative = if value == 0.0 { NEARLY_NOUGHT } else { value } / mean;
        theil += share * relative * relative.ln();
        deviation -= share * relative.ln();
    }
    Ok(Entropy {
        theil_x1000: finite("Theil index", 1000.0 * theil)?,
        mean_log_deviation_x1000: finite("mean log deviation", 1000.0 * deviation)?,
    })
}
