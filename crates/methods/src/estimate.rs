//! An estimate with its standard error.

use crate::error::Result;
use crate::{Interval, Level, student};

/// An estimate whose uncertainty follows Student's t distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The estimate, in its own unit.
    pub value: f64,
    /// Its standard error, in the same unit; disclosure noise included.
    pub standard_error: f64,
    /// Degrees of freedom, 1 or more, not always whole.
    pub degrees: f64,
}

impl Estimate {
    /// The limits: `value -/+ t * standard error`.
    ///
    /// # Errors
    /// Degrees below 1; a limit that runs out of range.
    pub fn limits(self, level: Level) -> Result<Interval> {
        let half = student::point(self.degrees, level)? * self.standard_error;
        Interval::between(self.value - half, self.value + half)
    }

    /// The estimate in standard errors; `None` where there is no spread.
    #[must_use]
    pub fn t(self) -> Option<f64> {
        (self.standard_error > 0.0)
            .then(|| self.value / self.standard_error)
            .filter(|t| t.is_finite())
    }

    /// The two-sided probability of an estimate this far from 0 if there were nothing; `None` without spread.
    ///
    /// # Errors
    /// Degrees below 1.
    pub fn p_value(self) -> Result<Option<f64>> {
        self.t()
            .map(|t| student::two_sided(self.degrees, t))
            .transpose()
    }
}
