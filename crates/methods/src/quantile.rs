//! Assigning areas to quantiles by their value.

use crate::error::{MethodError, Result, count, finite};

/// Which end quantile 1 holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FirstQuantile {
    /// Quantile 1 holds the lowest values.
    LowestValues,
    /// Quantile 1 holds the highest values, as for a deprivation score.
    HighestValues,
}

/// The quantile (from 1) of each value; `None` for a missing value, and for all if there are fewer values than
/// quantiles.
///
/// Ties share the lowest rank. Source: the quantile rule of the public health statistics guidance: the quantile is
/// `floor((q+1) - ceil((N+1-rank)/(N/q)))`, and 1 where that is 0. Local quantiles answer another question than
/// national ones: label them so.
///
/// # Errors
/// No quantiles asked for, or a value that is not finite.
pub fn assign(
    values: &[Option<f64>],
    quantiles: u32,
    first: FirstQuantile,
) -> Result<Vec<Option<u32>>> {
    if quantiles == 0 {
        return Err(MethodError::Size {
            what: "quantiles",
            need: "1 or more",
            found: 0,
        });
    }
    let sign = match first {
        FirstQuantile::LowestValues => 1.0,
        FirstQuantile::HighestValues => -1.0,
    };
    let mut ordered = Vec::with_capacity(values.len());
    for value in values.iter().flatten() {
        ordered.push(sign * finite("value", *value)?);
    }
    ordered.sort_unstable_by(f64::total_cmp);
    let n = count("values", ordered.len())?;
    let q = f64::from(quantiles);
    if n < q {
        return Ok(vec![None; values.len()]);
    }
    values
        .iter()
        .map(|value| {
            let Some(value) = value else { return Ok(None) };
            let below = ordered.partition_point(|other| *other < sign * value);
            let rank = count("values", below)? + 1.0;
            let place = (q + 1.0 - ((n + 1.0 - rank) / (n / q)).ceil()).floor();
            Ok((1..=quantiles)
                .rev()
                .find(|quantile| f64::from(*quantile) <= place)
                .or(Some(1)))
        })
        .collect()
}
