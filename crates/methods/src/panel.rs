//! Association over a panel: whether an outcome goes with a regressor once each unit and each month is allowed for.
//!
//! `outcome = unit + month + coefficient * regressor + error`, by weighted least squares. What differs between units
//! and never changes, and what changes for all at once, cancels out; what is left is an association, not an effect.
//! In the hub a unit is a practice or a network, the regressor link workers (full-time equivalents) per 50,000
//! registered people, which are open data without noise, and the outcome a share or mean of protected sums.
//!
//! The outcome of a cell varies by `person variance / weight + noise variance`. The person variance is estimated
//! from a first fit weighted by people alone; the second fit weights each cell by one over that sum. The standard
//! error is clustered by unit and rests on residuals, which hold the noise already; it is never less than what the
//! noise alone gives.
//!
//! Source: Frisch and Waugh 1933 (units and months taken out first); Arellano 1987 and Cameron and Miller 2015
//! (clusters: `G/(G-1) * (N-1)/(N-K)`, unit effects not counted in `K`, `G-1` degrees of freedom).

mod within;

use std::collections::BTreeMap;

use crate::error::{MethodError, Result, count, domain, finite};
use crate::estimate::Estimate;

use within::{Within, remove_effects};

/// Most months a panel may have.
pub const MONTHS_MAX: usize = 240;
/// The least person variance to weight with, as a share of the mean noise: cells almost free of noise would else
/// decide alone.
const PERSON_SHARE_MIN: f64 = 0.01;
/// Below this share of its square a regressor is only rounding once units and months are taken out.
const VARIATION_MIN: f64 = 1e-18;

/// One unit in one month.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell<U, M> {
    /// The unit, which is also the cluster.
    pub unit: U,
    /// The month.
    pub month: M,
    /// The regressor, exact; in the hub full-time equivalents per 50,000 registered people.
    pub regressor: f64,
    /// The outcome: a share or a mean.
    pub outcome: f64,
    /// The people behind the outcome, above 0.
    pub weight: f64,
    /// The variance that disclosure noise gives the outcome, in the square of its unit.
    pub noise_variance: f64,
}

/// How the outcome goes with the regressor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Association {
    /// The outcome for one more of the regressor.
    pub estimate: Estimate,
    /// Units with two months or more; the others say nothing.
    pub units: usize,
    /// Cells of these units.
    pub cells: usize,
}

/// A cell of a unit, its month by number.
#[derive(Debug, Clone, Copy)]
struct Row {
    month: usize,
    regressor: f64,
    outcome: f64,
    weight: f64,
    noise_variance: f64,
}

/// Fits the panel.
///
/// # Errors
/// A weight not above 0, a negative noise variance, anything not finite; two cells of one unit and month; fewer than
/// two units with two months; more than 240 months; too few cells for the effects; a regressor that changes for no
/// unit otherwise than for all.
pub fn associate<U: Ord, M: Ord>(cells: &[Cell<U, M>]) -> Result<Association> {
    let (units, months) = arrange(cells)?;
    let n_units = count("units", units.len())?;
    let cells: usize = units.iter().map(Vec::len).sum();
    let n_cells = count("cells", cells)?;
    let first = remove_effects(&units, months, |row| row.weight);
    // A slope, the units, and the months that they do not fix already.
    let left = n_cells - n_units - first.month_effects - 1.0;
    if left < 1.0 {
        return Err(MethodError::Inconsistent(
            "too few cells for the units and months of the panel",
        ));
    }
    let noise = sum(&units, |row| row.weight * row.noise_variance) / n_cells;
    let fit = if noise > 0.0 {
        let squares = residual_squares(&first)?;
        let person_variance = (squares / left - noise).max(PERSON_SHARE_MIN * noise);
        remove_effects(&units, months, |row| {
            1.0 / (person_variance / row.weight + row.noise_variance)
        })
    } else {
        first
    };
    let value = slope(&fit)?;
    let variation = fit.variation();
    let scores = fit.units.iter().map(|unit| {
        unit.iter()
            .map(|cell| cell.weight * cell.regressor * (cell.outcome - value * cell.regressor))
            .sum::<f64>()
            .powi(2)
    });
    let correction =
        n_units / (n_units - 1.0) * (n_cells - 1.0) / (n_cells - fit.month_effects - 2.0);
    let clustered = correction * scores.sum::<f64>() / variation.powi(2);
    let rows = units.iter().flatten();
    let of_noise = rows
        .zip(fit.units.iter().flatten())
        .map(|(row, cell)| (cell.weight * cell.regressor).powi(2) * row.noise_variance)
        .sum::<f64>()
        / variation.powi(2);
    Ok(Association {
        estimate: Estimate {
            value,
            standard_error: finite("standard error", clustered.max(of_noise).sqrt())?,
            degrees: n_units - 1.0,
        },
        units: units.len(),
        cells,
    })
}

/// The cells by unit, in one order whatever the order given, and the number of months.
fn arrange<U: Ord, M: Ord>(cells: &[Cell<U, M>]) -> Result<(Vec<Vec<Row>>, usize)> {
    for cell in cells {
        domain("regressor", "finite", cell.regressor, |_| true)?;
        domain("outcome", "finite", cell.outcome, |_| true)?;
        domain("weight", "above 0", cell.weight, |weight| weight > 0.0)?;
        domain("noise variance", "0 or more", cell.noise_variance, |s2| {
            s2 >= 0.0
        })?;
    }
    let mut ordered: Vec<&Cell<U, M>> = cells.iter().collect();
    ordered.sort_by(|a, b| (&a.unit, &a.month).cmp(&(&b.unit, &b.month)));
    let repeats = ordered
        .iter()
        .zip(ordered.iter().skip(1))
        .any(|(a, b)| a.unit == b.unit && a.month == b.month);
    if repeats {
        return Err(MethodError::Inconsistent(
            "two cells of one unit and one month",
        ));
    }
    let mut months: BTreeMap<&M, usize> = ordered.iter().map(|cell| (&cell.month, 0)).collect();
    for (number, place) in months.values_mut().enumerate() {
        *place = number;
    }
    if months.len() > MONTHS_MAX {
        return Err(MethodError::Size {
            what: "months",
            need: "240 or fewer",
            found: months.len(),
        });
    }
    let units: Vec<Vec<Row>> = ordered
        .chunk_by(|a, b| a.unit == b.unit)
        .filter(|cells| cells.len() > 1)
        .map(|cells| {
            let rows = cells.iter().filter_map(|cell| {
                Some(Row {
                    month: *months.get(&cell.month)?,
                    regressor: cell.regressor,
                    outcome: cell.outcome,
                    weight: cell.weight,
                    noise_variance: cell.noise_variance,
                })
            });
            rows.collect()
        })
        .collect();
    if units.len() < 2 {
        return Err(MethodError::Size {
            what: "units with two months or more",
            need: "2 or more",
            found: units.len(),
        });
    }
    Ok((units, months.len()))
}

fn sum(units: &[Vec<Row>], of: impl Fn(&Row) -> f64) -> f64 {
    units.iter().flatten().map(of).sum()
}

/// The coefficient of the regressor.
fn slope(fit: &Within) -> Result<f64> {
    let variation = fit.variation();
    let enough = VARIATION_MIN * fit.regressor_square;
    if variation.is_nan() || variation <= enough {
        return Err(MethodError::Inconsistent(
            "the regressor changes for no unit otherwise than for all",
        ));
    }
    finite(
        "coefficient",
        fit.sum(|cell| cell.weight * cell.regressor * cell.outcome) / variation,
    )
}

/// The weighted sum of the squares of what the fit leaves over.
fn residual_squares(fit: &Within) -> Result<f64> {
    let value = slope(fit)?;
    let squares = fit.sum(|cell| cell.weight * (cell.outcome - value * cell.regressor).powi(2));
    finite("sum of squares", squares)
}
