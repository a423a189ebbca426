//! The slope and relative index of a straight line with robust standard errors.
//!
//! The hub's pages show the indexes of [`crate::inequality`], which use the groups' own uncertainty; these ask how well
//! a straight line describes the groups.

use super::ranked::Ranked;
use super::{Estimate, Group};
use crate::error::Result;

/// The two indexes of a straight line through the values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LinearIndexes {
    /// The slope index, in the unit of the measure: the most advantaged end less the most disadvantaged.
    pub sii: Estimate,
    /// The relative index, the one end over the other; `None` where an end is 0 or less.
    pub rii: Option<Estimate>,
}

/// The indexes of `groups`, given from the most disadvantaged to the least, by least squares weighted by population;
/// standard errors by the sandwich estimator with `k / (k - 2)` (HC1; MacKinnon and White 1985).
///
/// # Errors
/// Fewer than three groups, or a group that is not valid.
pub fn linear_indexes(groups: &[Group]) -> Result<LinearIndexes> {
    let ranked = Ranked::new(groups)?;
    let values: Vec<f64> = groups.iter().map(|group| group.value).collect();
    let line = ranked.line(&values)?;
    let correction = (ranked.degrees + 2.0) / ranked.degrees;
    // The error of a function of the line, from what a unit on the intercept and on the slope does to it.
    let error = |per_intercept: f64, per_slope: f64| {
        let squares: f64 = ranked
            .influences()
            .zip(&line.residuals)
            .map(|((on_intercept, on_slope), residual)| {
                ((per_intercept * on_intercept + per_slope * on_slope) * residual).powi(2)
            })
            .sum();
        (correction * squares).sqrt()
    };
    let (start, end) = (line.intercept, line.intercept + line.slope);
    let rii = if start > 0.0 && end > 0.0 {
        let log_error = error(1.0 / end - 1.0 / start, 1.0 / end);
        Some(Estimate::ratio("relative index", end / start, log_error)?)
    } else {
        None
    };
    Ok(LinearIndexes {
        sii: Estimate::plain("slope index", line.slope, error(0.0, 1.0))?,
        rii,
    })
}
