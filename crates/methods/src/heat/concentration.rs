//! The concentration index: how far a measure is concentrated among the advantaged.

use super::ranked::Ranked;
use super::{Estimate, Group, weighted};
use crate::error::{Result, domain, finite};

/// The concentration index of ordered groups: above 0 where the advantaged have more.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Concentration {
    absolute: Estimate,
    mean: f64,
    smallest: f64,
    largest: f64,
}

impl Concentration {
    /// The index of `groups`, given from the most disadvantaged to the least, by convenient regression: the ordinary
    /// standard error of its slope.
    ///
    /// Source: Kakwani, Wagstaff and van Doorslaer 1997.
    ///
    /// # Errors
    /// Fewer than three groups, or a group that is not valid.
    pub fn of(groups: &[Group]) -> Result<Self> {
        let ranked = Ranked::new(groups)?;
        // The variance of the places around one half, which turns a slope over places into a concentration.
        let spread: f64 = ranked
            .shares
            .iter()
            .zip(&ranked.places)
            .map(|(share, place)| share * (place - 0.5).powi(2))
            .sum();
        let values: Vec<f64> = groups
            .iter()
            .map(|group| 2.0 * spread * group.value)
            .collect();
        let line = ranked.line(&values)?;
        let left: f64 = ranked
            .shares
            .iter()
            .zip(&line.residuals)
            .map(|(share, residual)| share * residual.powi(2))
            .sum();
        let error = (left / ranked.degrees / ranked.square).sqrt();
        let values = groups.iter().map(|group| group.value);
        Ok(Self {
            absolute: Estimate::plain("concentration index", line.slope, error)?,
            mean: finite("mean", weighted(groups, &ranked.shares))?,
            smallest: values.clone().fold(f64::INFINITY, f64::min),
            largest: values.fold(f64::NEG_INFINITY, f64::max),
        })
    }

    /// The absolute index, in the unit of the measure.
    pub const fn absolute(self) -> Estimate {
        self.absolute
    }

    /// The relative index: the absolute one over the mean. `None` unless the mean is above 0.
    ///
    /// # Errors
    /// [`MethodError::NotFinite`](crate::MethodError::NotFinite) where it runs out of range.
    pub fn relative(self) -> Result<Option<Estimate>> {
        if self.mean <= 0.0 {
            return Ok(None);
        }
        self.absolute.divided_by(self.mean).map(Some)
    }

    /// The absolute index of a measure between 0 and `most`, as a share of `most`.
    ///
    /// # Errors
    /// A value outside 0 to `most`.
    pub fn bounded(self, most: f64) -> Result<Estimate> {
        self.check_bounds(most)?;
        self.absolute.divided_by(most)
    }

    /// Erreygers' corrected index (2009) of a measure between 0 and `most`: -1 to 1.
    ///
    /// # Errors
    /// A value outside 0 to `most`.
    pub fn erreygers(self, most: f64) -> Result<Estimate> {
        self.check_bounds(most)?;
        self.absolute.divided_by(most / 4.0)
    }

    /// Wagstaff's normalised index (2005) of a measure between 0 and `most`: -1 to 1. `None` where the mean is 0 or
    /// `most`.
    ///
    /// # Errors
    /// A value outside 0 to `most`.
    pub fn wagstaff(self, most: f64) -> Result<Option<Estimate>> {
        self.check_bounds(most)?;
        if self.mean <= 0.0 || self.mean >= most {
            return Ok(None);
        }
        self.absolute
            .divided_by(self.mean * (1.0 - self.mean / most))
            .map(Some)
    }

    fn check_bounds(self, most: f64) -> Result<()> {
        domain("largest possible value", "above 0", most, |most| most > 0.0)?;
        for value in [self.smallest, self.largest] {
            domain("value", "0 to the largest possible", value, |value| {
                (0.0..=most).contains(&value)
            })?;
        }
        Ok(())
    }
}
