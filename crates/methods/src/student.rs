//! Student's t distribution: quantiles and tail areas.
//!
//! Tail area by the incomplete beta function, whose continued fraction is Abramowitz and Stegun 26.5.8.

use crate::Level;
use crate::error::{MethodError, Result, domain};
use crate::gamma::ln_gamma;

const TERMS_MAX: u32 = 10_000;
const STEPS_MAX: u32 = 200;
/// Degrees of freedom beyond which two terms of the expansion about the normal point are exact to 1e-11.
const DEGREES_SEARCHED_MAX: f64 = 1e6;

/// How many standard errors lie between an estimate and its limits; infinite degrees give the normal point.
///
/// # Errors
/// Degrees below 1 or not a number.
pub(crate) fn point(degrees: f64, level: Level) -> Result<f64> {
    if degrees > DEGREES_SEARCHED_MAX {
        let z = level.z();
        // Abramowitz and Stegun 26.7.5.
        return Ok(z + (z.powi(3) + z) / (4.0 * degrees));
    }
    upper_quantile(degrees, level.tail())
}

/// The probability of lying at least as far from 0 as `t`, on either side.
///
/// # Errors
/// Degrees below 1, or a `t` that is not finite.
pub(crate) fn two_sided(degrees: f64, t: f64) -> Result<f64> {
    domain("degrees of freedom", "1 or more", degrees, |v| v >= 1.0)?;
    domain("t", "finite", t, |_| true)?;
    // Beyond this the square would leave the range of numbers; the area is long 0.
    let far = t.abs().min(1e100);
    Ok((2.0 * tail_area(degrees, far)?).clamp(0.0, 1.0))
}

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

/// The area above `t`, for `t` not below 0.
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
    use super::{point, two_sided, upper_quantile};
    use crate::Level;

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

    #[test]
    fn the_point_goes_on_smoothly_to_the_normal_one() {
        let searched = point(1e6, Level::P998).unwrap();
        let expanded = point(1e6 * (1.0 + 1e-12), Level::P998).unwrap();
        assert!(
            (searched / expanded - 1.0).abs() < 1e-8,
            "{searched} {expanded}"
        );
        assert_eq!(point(f64::INFINITY, Level::P95).unwrap(), Level::P95.z());
    }

    #[test]
    fn the_two_sided_area_turns_the_quantile_back() {
        for degrees in [1.0, 2.43, 29.0, 236.5] {
            let t = upper_quantile(degrees, 0.025).unwrap();
            assert!((two_sided(degrees, -t).unwrap() - 0.05).abs() < 1e-12);
        }
        assert_eq!(two_sided(7.0, 0.0).unwrap(), 1.0);
        assert!(two_sided(1.0, 1e300).unwrap() < 1e-99);
    }
}
