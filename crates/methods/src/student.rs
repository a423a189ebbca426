//! Quantiles of Student's t distribution.
//!
//! Tail area by the incomplete beta function, whose continued fraction is Abramowitz and Stegun 26.5.8.

use crate::error::{MethodError, Result, domain};
use crate::gamma::ln_gamma;

const TERMS_MAX: u32 = 10_000;
const STEPS_MAX: u32 = 200;

/// The `t` above which a variable with `degrees` degrees of freedom lies with probability `tail`.
///
/// # Errors
/// Degrees below 1, or a tail outside 0 to 0.5 (both excluded).
pub(crate) fn upper_quantile(degrees: f64, tail: f64) -> Result<f64> {
    domain("degrees of freedom", "1 or more", degrees, |v| v >= 1.0)?;
    domain("tail", "between 0 and 0.5", tail, |p| p > 0.0 && p < 0.5)?;
    let target = tail.ln();
    // The heaviest tail is that of one degree, 1/(pi t).
    let (mut low, mut high) = (-30.0, (1.0 / (std::f64::consts::PI * tail)).ln() + 1.0);
    let mut log_t = 0.5;
    for _ in 0..STEPS_MAX {
        let t: f64 = f64::exp(log_t);
        let area = tail_area(degrees, t)?;
        let miss = area.ln() - target;
        if miss > 0.0 {
            low = log_t;
        } else {
            high = log_t;
        }
        let slope = -t * density(degrees, t) / area;
        let newton = log_t - miss / slope;
        let next = if newton > low && newton < high {
            newton
        } else {
            low.midpoint(high)
        };
        if (next - log_t).abs() <= 1e-15 * log_t.abs().max(1.0) {
            return Ok(next.exp());
        }
        log_t = next;
    }
    Ok(log_t.exp())
}

fn density(degrees: f64, t: f64) -> f64 {
    let ln_scale = ln_gamma(degrees.midpoint(1.0))
        - ln_gamma(degrees / 2.0)
        - 0.5 * (degrees * std::f64::consts::PI).ln();
    (ln_scale - degrees.midpoint(1.0) * (t * t / degrees).ln_1p()).exp()
}

/// The area above `t`, for `t` above 0.
fn tail_area(degrees: f64, t: f64) -> Result<f64> {
    let x = degrees / (degrees + t * t);
    Ok(0.5 * incomplete_beta(degrees / 2.0, 0.5, x, t * t / (degrees + t * t))?)
}

/// The regularised incomplete beta function at `x`; `rest` is `1 - x`, given apart to keep its digits.
fn incomplete_beta(a: f64, b: f64, x: f64, rest: f64) -> Result<f64> {
    let front = (ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * rest.ln()).exp();
    if x < (a + 1.0) / (a + b + 2.0) {
        Ok(front * fraction(a, b, x)? / a)
    } else {
        Ok(1.0 - front * fraction(b, a, rest)? / b)
    }
}

/// Modified Lentz evaluation.
fn fraction(a: f64, b: f64, x: f64) -> Result<f64> {
    const TINY: f64 = 1e-300;
    let away = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let mut value = d;
    for m in 1..=TERMS_MAX {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut factor = 1.0;
        for step in [even, odd] {
            d = 1.0 / away(1.0 + step * d);
            c = away(1.0 + step / c);
            factor = c * d;
            value *= factor;
        }
        if (factor - 1.0).abs() <= 2.0 * f64::EPSILON {
            return Ok(value);
        }
    }
    Err(MethodError::NotFinite("incomplete beta fraction"))
}

#[cfg(test)]
mod tests {
    use super::upper_quantile;

    #[test]
    fn one_and_two_degrees_have_closed_forms() {
        for tail in [0.025, 0.001f64] {
            let cauchy = 1.0 / (std::f64::consts::PI * tail).tan();
            assert!((upper_quantile(1.0, tail).unwrap() / cauchy - 1.0).abs() < 1e-12);
            let two = (1.0 - 2.0 * tail) * (2.0 / (4.0 * tail * (1.0 - tail))).sqrt();
            assert!((upper_quantile(2.0, tail).unwrap() / two - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn many_degrees_come_near_the_normal() {
        let t = upper_quantile(1e6, 0.025).unwrap();
        assert!(
            (t - 1.959_963_984_540_054).abs() < 1e-5 && t > 1.959_963_984_540_054,
            "{t}"
        );
    }
}
