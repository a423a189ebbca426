//! A mean with Student's t limits.

use crate::error::{MethodError, Result, count, finite};
use crate::{Interval, Level, student};

/// A mean, and its spread where there are two values or more.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mean {
    /// How many values.
    pub n: f64,
    /// Their mean.
    pub value: f64,
    /// Their standard deviation, with `n - 1`; `None` for a single value.
    pub deviation: Option<f64>,
}

impl Mean {
    /// The mean of `values`.
    ///
    /// # Errors
    /// No values, or one that is not finite.
    pub fn of(values: &[f64]) -> Result<Self> {
        if values.is_empty() {
            return Err(MethodError::Size {
                what: "values",
                need: "1 or more",
                found: 0,
            });
        }
        let n = count("values", values.len())?;
        let value = finite("mean", values.iter().sum::<f64>() / n)?;
        let squares: f64 = values.iter().map(|each| (each - value).powi(2)).sum();
        let deviation = if n > 1.0 {
            Some(finite("standard deviation", (squares / (n - 1.0)).sqrt())?)
        } else {
            None
        };
        Ok(Self {
            n,
            value,
            deviation,
        })
    }

    /// The limits of the mean: `mean -/+ t * sd / sqrt(n)` with `n - 1` degrees of freedom; `None` for one value.
    ///
    /// # Errors
    /// [`MethodError::NotFinite`] where a limit runs out of range.
    pub fn limits(self, level: Level) -> Result<Option<Interval>> {
        let Some(deviation) = self.deviation else {
            return Ok(None);
        };
        let half = student::upper_quantile(self.n - 1.0, level.tail())? * deviation / self.n.sqrt();
        Interval::between(self.value - half, self.value + half).map(Some)
    }
}
