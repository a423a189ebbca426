//! A proportion with Wilson score limits.

use crate::error::{Result, domain};
use crate::{Interval, Level};

/// The Wilson score limits of the proportion `x / n`, between 0 and 1.
///
/// Source: Wilson 1927; Newcombe and Altman 2000. For proportions of people, not for rates or ratios.
///
/// `noise_variance` is the variance of disclosure noise carried by numerator and denominator alike (0 = exact
/// counts). The sample is then worth less: with `v0 = p(1-p)/n` and `v = v0 + s2(1+p^2)/n^2` both counts are
/// scaled by `v0/v`. Where every person, or none, has the attribute, `v0` is taken one person away from the edge,
/// because at the edge itself the correction has no limit.
///
/// # Errors
/// `n` not above 0, `x` outside 0..=`n`, a negative noise variance, or any of them not finite.
pub fn wilson(x: f64, n: f64, noise_variance: f64, level: Level) -> Result<Interval> {
    domain("denominator", "above 0", n, |n| n > 0.0)?;
    domain("numerator", "between 0 and the denominator", x, |x| {
        (0.0..=n).contains(&x)
    })?;
    domain("noise variance", "0 or more", noise_variance, |s2| {
        s2 >= 0.0
    })?;
    let share = worth(x / n, n, noise_variance);
    score_limits(x * share, n * share, level)
}

/// The share of the sample that is left once the noise is allowed for: 1 without noise.
fn worth(p: f64, n: f64, noise_variance: f64) -> f64 {
    if noise_variance == 0.0 {
        return 1.0;
    }
    let edge = (1.0 / n).min(0.5);
    let p_inside = p.clamp(edge, 1.0 - edge);
    let binomial = p_inside * (1.0 - p_inside) / n;
    binomial / (binomial + noise_variance * (1.0 + p * p) / (n * n))
}

fn score_limits(x: f64, n: f64, level: Level) -> Result<Interval> {
    let z = level.z();
    let centre = 2.0 * x + z * z;
    let spread = z * (z * z + 4.0 * x * (1.0 - x / n).max(0.0)).sqrt();
    let scale = 2.0 * (n + z * z);
    // At x = 0 and x = n one limit is exactly 0 or 1; rounding leaves 1e-17 of it.
    Interval::between(
        ((centre - spread) / scale).clamp(0.0, 1.0),
        ((centre + spread) / scale).clamp(0.0, 1.0),
    )
}
