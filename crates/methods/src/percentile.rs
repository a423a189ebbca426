//! Percentiles of finished waits.

use crate::error::{MethodError, Result, domain, finite};

/// The percentile `p` (0 to 1) by linear interpolation between the sorted values: the one at `1 + (n-1)p`.
///
/// Source: type 7 of Hyndman and Fan 1996. Waits still running are missing here, so it is biased short.
///
/// # Errors
/// No values, a value that is not finite, or `p` outside 0 to 1.
pub fn percentile(values: &[f64], p: f64) -> Result<f64> {
    domain("share", "between 0 and 1", p, |p| (0.0..=1.0).contains(&p))?;
    let mut sorted = values
        .iter()
        .map(|value| finite("value", *value))
        .collect::<Result<Vec<_>>>()?;
    sorted.sort_unstable_by(f64::total_cmp);
    let steps = crate::error::count("values", sorted.len())? - 1.0;
    let place = steps * p;
    let mut position = 0.0;
    let mut ahead = sorted.iter().copied();
    let mut value = ahead.next().ok_or(MethodError::Size {
        what: "values",
        need: "1 or more",
        found: 0,
    })?;
    for next in ahead {
        if place < position + 1.0 {
            return Ok(value + (place - position) * (next - value));
        }
        position += 1.0;
        value = next;
    }
    Ok(value)
}
