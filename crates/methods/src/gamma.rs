//! Quantiles of the gamma distribution, from which the exact Poisson limits come.
//!
//! Series and continued fraction of the incomplete gamma function: Abramowitz and Stegun 6.5.29 and 6.5.31;
//! logarithm of gamma: Stirling's series, 6.1.41. Relative error of a quantile below 1e-12 for shapes up to 5,000.

use crate::error::{MethodError, Result, domain};

/// Terms after which series and fraction have long converged for every shape in use.
const TERMS_MAX: u32 = 200_000;
/// Steps of the root search; bisection alone would need about 60.
const STEPS_MAX: u32 = 200;

/// The `x` with `P(shape, x) = p`: the point below which a gamma variable of unit scale falls with probability `p`.
///
/// Half the chi-squared quantile with `2 * shape` degrees of freedom. 0 where the answer is below 1e-304.
///
/// # Errors
/// A shape that is not above 0, or `p` outside (0, 1).
pub(crate) fn lower_quantile(shape: f64, p: f64) -> Result<f64> {
    quantile(shape, p, Tail::Lower)
}

/// The `x` with `Q(shape, x) = q`: the point above which a gamma variable of unit scale falls with probability `q`.
///
/// # Errors
/// As [`lower_quantile`].
pub(crate) fn upper_quantile(shape: f64, q: f64) -> Result<f64> {
    quantile(shape, q, Tail::Upper)
}

#[derive(Debug, Clone, Copy)]
enum Tail {
    Lower,
    Upper,
}

/// Newton's method on the logarithm of the tail against the logarithm of x, kept inside a shrinking bracket.
/// In these coordinates the curve is concave, so the steps do not overshoot far.
fn quantile(shape: f64, probability: f64, tail: Tail) -> Result<f64> {
    domain("shape", "above 0", shape, |a| a > 0.0)?;
    domain("probability", "between 0 and 1", probability, |p| {
        p > 0.0 && p < 1.0
    })?;
    let target = probability.ln();
    let (mut low, mut high) = (-700.0, (shape + 40.0 * shape.sqrt() + 800.0).ln());
    let mut log_x = shape.max(0.05).ln();
    for _ in 0..STEPS_MAX {
        let x = log_x.exp();
        let (lower, upper) = incomplete(shape, x)?;
        let (mass, slope_sign) = match tail {
            Tail::Lower => (lower, 1.0),
            Tail::Upper => (upper, -1.0),
        };
        let miss = mass.ln() - target;
        if miss == 0.0 {
            return Ok(x);
        }
        if miss * slope_sign > 0.0 {
            high = log_x;
        } else {
            low = log_x;
        }
        let slope = slope_sign * (shape * log_x - x - ln_gamma(shape)).exp() / mass;
        let newton = log_x - miss / slope;
        let next = if newton.is_finite() && newton > low && newton < high {
            newton
        } else {
            low.midpoint(high)
        };
        if (next - log_x).abs() <= f64::EPSILON * log_x.abs().max(1.0) || high - low <= f64::EPSILON
        {
            return Ok(if next <= -699.0 { 0.0 } else { next.exp() });
        }
        log_x = next;
    }
    Ok(if log_x <= -699.0 { 0.0 } else { log_x.exp() })
}

/// `Q(shape, x)`: the probability that a gamma variable of unit scale lies above `x`.
///
/// The upper tail of chi-squared `c` with `k` degrees of freedom is the one of shape `k / 2` at `c / 2`.
///
/// # Errors
/// A shape that is not above 0, or a negative `x`.
pub(crate) fn upper_tail(shape: f64, x: f64) -> Result<f64> {
    domain("shape", "above 0", shape, |a| a > 0.0)?;
    domain("point", "0 or more", x, |x| x >= 0.0)?;
    if x == 0.0 {
        return Ok(1.0);
    }
    Ok(incomplete(shape, x)?.1)
}

/// The regularised incomplete gamma functions `(P(shape, x), Q(shape, x))`, for `x` above 0.
fn incomplete(shape: f64, x: f64) -> Result<(f64, f64)> {
    let front = (shape * x.ln() - x - ln_gamma(shape)).exp();
    if x < shape + 1.0 {
        let lower = front * series(shape, x)?;
        Ok((lower, 1.0 - lower))
    } else {
        let upper = front * fraction(shape, x)?;
        Ok((1.0 - upper, upper))
    }
}

fn series(shape: f64, x: f64) -> Result<f64> {
    let mut term = 1.0 / shape;
    let mut sum = term;
    let mut denominator = shape;
    for _ in 0..TERMS_MAX {
        denominator += 1.0;
        term *= x / denominator;
        sum += term;
        if term <= sum * 1e-17 {
            return Ok(sum);
        }
    }
    Err(MethodError::NotFinite("incomplete gamma series"))
}

/// Modified Lentz evaluation.
fn fraction(shape: f64, x: f64) -> Result<f64> {
    const TINY: f64 = 1e-300;
    let mut b = x + 1.0 - shape;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut value = d;
    let mut n = 0.0;
    for _ in 0..TERMS_MAX {
        n += 1.0;
        let a = -n * (n - shape);
        b += 2.0;
        d = a.mul_add(d, b);
        d = 1.0 / if d.abs() < TINY { TINY } else { d };
        c = b + a / c;
        if c.abs() < TINY {
            c = TINY;
        }
        let factor = c * d;
        value *= factor;
        if (factor - 1.0).abs() <= 2.0 * f64::EPSILON {
            return Ok(value);
        }
    }
    Err(MethodError::NotFinite("incomplete gamma fraction"))
}

/// The natural logarithm of the gamma function, for arguments above 0.
pub(crate) fn ln_gamma(a: f64) -> f64 {
    const STIRLING_FROM: f64 = 16.0;
    let mut shifted = a;
    let mut product = 1.0;
    while shifted < STIRLING_FROM {
        product *= shifted;
        shifted += 1.0;
    }
    let inverse = 1.0 / shifted;
    let square = inverse * inverse;
    let correction = inverse
        * (1.0 / 12.0
            - square
                * (1.0 / 360.0
                    - square * (1.0 / 1260.0 - square * (1.0 / 1680.0 - square / 1188.0))));
    let half_ln_two_pi = 0.918_938_533_204_672_8;
    (shifted - 0.5) * shifted.ln() - shifted + half_ln_two_pi + correction - product.ln()
}

#[cfg(test)]
mod tests {
    use super::{lower_quantile, upper_quantile, upper_tail};

    fn close(a: f64, b: f64) {
        assert!(((a - b) / b).abs() < 1e-12, "{a} is not {b}");
    }

    #[test]
    fn two_degrees_of_freedom_are_the_exponential() {
        close(lower_quantile(1.0, 0.001).unwrap(), -(0.999f64.ln()));
        close(upper_quantile(1.0, 0.001).unwrap(), -(0.001f64.ln()));
    }

    #[test]
    fn whole_shapes_reproduce_the_poisson_sum() {
        for shape in [2.0, 5.0, 10.0f64] {
            let x = upper_quantile(shape, 0.025).unwrap();
            let (mut term, mut sum, mut k) = (1.0, 1.0, 1.0);
            while k < shape {
                term *= x / k;
                sum += term;
                k += 1.0;
            }
            close(sum * (-x).exp(), 0.025);
        }
    }

    #[test]
    fn tail_and_quantile_undo_each_other() {
        for (shape, q) in [(0.5, 1e-9), (0.5, 0.9), (4.5, 0.5), (20.0, 0.001)] {
            let x = upper_quantile(shape, q).unwrap();
            close(upper_tail(shape, x).unwrap(), q);
        }
        assert_eq!(upper_tail(0.5, 0.0).unwrap(), 1.0);
    }

    #[test]
    fn tiny_shapes_end_at_zero_not_in_an_error() {
        assert_eq!(lower_quantile(1e-6, 0.025).unwrap(), 0.0);
        assert!(upper_quantile(1e-6, 0.025).unwrap() >= 0.0);
    }

    #[test]
    fn large_shapes_agree_with_the_cube_root_normal_within_its_error() {
        let shape = 2500.0f64;
        let c = 1.0 / (9.0 * shape);
        let approximate = shape * (1.0 - c + 1.959_963_984_540_054 * c.sqrt()).powi(3);
        let exact = upper_quantile(shape, 0.025).unwrap();
        assert!(
            ((exact - approximate) / exact).abs() < 1e-6,
            "{exact} {approximate}"
        );
    }
}
