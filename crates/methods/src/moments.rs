//! A mean and its spread, from values or from sums that carry disclosure noise.
//!
//! Above the privacy barrier there are no rows: only a number of people, a sum and a sum of squares, each protected
//! by noise of known variance, drawn apart from the others. Both ways lead to one [`SampleMean`].
//!
//! Noise does two things. It moves the mean, so its variance is added to that of the mean (delta method). And it
//! makes the spread itself uncertain, so the degrees of freedom fall to those of Satterthwaite 1946, where the
//! variance of the estimated variance includes the noise. For given sums noise only widens limits.

use crate::error::{MethodError, Result, domain, finite};
use crate::estimate::Estimate;
use crate::mean::Mean;

/// Fewest people who have a spread.
pub const SPREAD_MIN: f64 = 2.0;
/// What rounding can leave above 0 of a difference between two equal sums, as a share of them.
const ROUNDING: f64 = 1e-12;
/// How far below 0 rounding can bring such a difference when very many rows were summed.
const ROUNDING_BELOW: f64 = -1e-9;

/// A sum, and the variance of the noise it carries.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Noisy {
    /// The sum.
    pub value: f64,
    /// The variance of its noise, in the square of its unit; 0 for an exact sum.
    pub noise_variance: f64,
}

impl Noisy {
    /// A sum without noise.
    #[must_use]
    pub const fn exact(value: f64) -> Self {
        Self {
            value,
            noise_variance: 0.0,
        }
    }

    pub(crate) fn checked(self, what: &'static str) -> Result<Self> {
        domain(what, "finite", self.value, |_| true)?;
        domain(
            "noise variance",
            "0 or more",
            self.noise_variance,
            |variance| variance >= 0.0,
        )?;
        Ok(self)
    }
}

/// What is left of `total` without `part`, which the exact sums of real people never let exceed it.
///
/// # Errors
/// A remainder below 0 although the sums are exact.
pub(crate) fn remainder(total: f64, part: f64, is_exact: bool) -> Result<f64> {
    let rest = total - part;
    if rest <= ROUNDING * total && rest >= ROUNDING_BELOW * total {
        return Ok(0.0);
    }
    if is_exact && rest < 0.0 {
        return Err(MethodError::Inconsistent(
            "these sums of squares belong to no people",
        ));
    }
    Ok(rest)
}

/// The sums of one variable over people.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moments {
    /// How many people.
    pub n: Noisy,
    /// The sum of their values.
    pub sum: Noisy,
    /// The sum of the squares of their values.
    pub squares: Noisy,
}

/// A mean over people.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SampleMean {
    /// How many people; with noise not always whole.
    pub n: f64,
    /// Their mean.
    pub value: f64,
    spread: Option<Spread>,
}

/// How far people differ, and what noise adds to that.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Spread {
    /// The variance between people as the sums give it, 0 or more.
    plain: f64,
    /// The variance to calculate with: not below `plain`, nor below what the noise could hide.
    pub(crate) variance: f64,
    /// The variance that noise adds to the mean.
    pub(crate) mean_noise: f64,
    /// The noise variance of `variance`.
    pub(crate) variance_noise: f64,
}

impl SampleMean {
    /// The mean of values without noise.
    ///
    /// # Errors
    /// No values, or one that is not finite.
    pub fn of(values: &[f64]) -> Result<Self> {
        let mean = Mean::of(values)?;
        Ok(Self {
            n: mean.n,
            value: mean.value,
            spread: mean.deviation.map(|deviation| Spread {
                plain: deviation.powi(2),
                variance: deviation.powi(2),
                mean_noise: 0.0,
                variance_noise: 0.0,
            }),
        })
    }

    /// The mean from sums.
    ///
    /// # Errors
    /// A number of people not above 0; a negative noise variance; exact sums that no people can have; anything not
    /// finite.
    pub fn of_moments(moments: Moments) -> Result<Self> {
        let people = moments.n.checked("people")?;
        let n = domain("people", "above 0", people.value, |n| n > 0.0)?;
        let sum = moments.sum.checked("sum")?;
        let squares = moments.squares.checked("sum of squares")?;
        let value = finite("mean", sum.value / n)?;
        if n < SPREAD_MIN {
            return Ok(Self {
                n,
                value,
                spread: None,
            });
        }
        let is_exact = [people, sum, squares]
            .iter()
            .all(|each| each.noise_variance == 0.0);
        let rest = remainder(squares.value, value * sum.value, is_exact)? / (n - 1.0);
        let plain = rest.max(0.0);
        // The noise of the sum makes its square too large on average, and with it the variance too small.
        let unbiased = rest + sum.noise_variance / (n * (n - 1.0));
        let variance_noise = (squares.noise_variance
            + 4.0 * value.powi(2) * sum.noise_variance
            + (value.powi(2) - plain).powi(2) * people.noise_variance)
            / (n - 1.0).powi(2);
        // A variance below one standard deviation of its own noise cannot be told from 0.
        let variance = plain.max(unbiased).max(variance_noise.sqrt());
        let mean_noise = (sum.noise_variance + value.powi(2) * people.noise_variance) / n.powi(2);
        Ok(Self {
            n,
            value,
            spread: Some(Spread {
                plain,
                variance: finite("variance", variance)?,
                mean_noise: finite("noise of the mean", mean_noise)?,
                variance_noise: finite("noise of the variance", variance_noise)?,
            }),
        })
    }

    /// The standard deviation between people; `None` for fewer than two.
    #[must_use]
    pub fn deviation(self) -> Option<f64> {
        self.spread.map(|spread| spread.variance.sqrt())
    }

    /// The mean with its standard error; `None` for fewer than two people.
    #[must_use]
    pub fn estimate(self) -> Option<Estimate> {
        let spread = self.spread?;
        Some(Uncertainty::sum(&[spread.of_mean(self.n)]).estimate(self.value))
    }

    /// The spread, which a comparison of groups needs.
    pub(crate) fn spread(self) -> Result<Spread> {
        self.spread.ok_or(MethodError::OutOfDomain {
            what: "people in each group",
            need: "2 or more",
            found: self.n,
        })
    }
}

impl Spread {
    /// The uncertainty of the mean of `n` people.
    pub(crate) fn of_mean(self, n: f64) -> Uncertainty {
        let (plain, variance) = (self.plain / n, self.variance / n);
        Uncertainty {
            variance: variance + self.mean_noise,
            wobble: variance.powi(2) / (n - 1.0) + self.variance_noise / (2.0 * n.powi(2)),
            plain,
            plain_wobble: plain.powi(2) / (n - 1.0),
            degrees_min: n - 1.0,
        }
    }
}

/// The variance of an estimate, and half the variance of that variance ("wobble"), with and without noise.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Uncertainty {
    variance: f64,
    wobble: f64,
    plain: f64,
    plain_wobble: f64,
    degrees_min: f64,
}

impl Uncertainty {
    /// Of a sum or a difference of independent estimates.
    pub(crate) fn sum(parts: &[Self]) -> Self {
        let of = |field: fn(&Self) -> f64| parts.iter().map(field).sum::<f64>();
        Self {
            variance: of(|part| part.variance),
            wobble: of(|part| part.wobble),
            plain: of(|part| part.plain),
            plain_wobble: of(|part| part.plain_wobble),
            degrees_min: parts
                .iter()
                .map(|part| part.degrees_min)
                .fold(f64::INFINITY, f64::min),
        }
    }

    /// Degrees after Satterthwaite, but never more than the same sums would have without noise: known noise would
    /// else lend its certainty to a spread that a few people gave.
    pub(crate) fn estimate(self, value: f64) -> Estimate {
        let noisy = satterthwaite(self.variance, self.wobble).unwrap_or(self.degrees_min);
        let exact = satterthwaite(self.plain, self.plain_wobble).unwrap_or(self.degrees_min);
        Estimate {
            value,
            standard_error: self.variance.sqrt(),
            degrees: noisy.min(exact).max(1.0),
        }
    }
}

/// `None` where nothing varies.
pub(crate) fn satterthwaite(variance: f64, wobble: f64) -> Option<f64> {
    (wobble > 0.0)
        .then(|| variance.powi(2) / wobble)
        .filter(|degrees| degrees.is_finite())
}
