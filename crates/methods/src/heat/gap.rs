//! The gap between two groups: the simplest measure, blind to all others.

use super::{Estimate, Group, Outcome, Scale, check, extreme, too_few};
use crate::error::{MethodError, Result};

/// Two groups that are compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gap {
    /// The group whose value is compared.
    pub value: Group,
    /// The group that it is compared with.
    pub against: Group,
}

impl Gap {
    /// The two ends of ordered groups, from the most disadvantaged to the least: the last against the first where high
    /// is good, the first against the last where it is bad.
    ///
    /// # Errors
    /// Fewer than two groups, or a group that is not valid.
    pub fn between_ends(groups: &[Group], outcome: Outcome) -> Result<Self> {
        check(groups, 2)?;
        let (Some(first), Some(last)) = (groups.first(), groups.last()) else {
            return Err(too_few(groups.len(), 2));
        };
        Ok(match outcome {
            Outcome::Favourable => Self {
                value: *last,
                against: *first,
            },
            Outcome::Adverse => Self {
                value: *first,
                against: *last,
            },
        })
    }

    /// The highest value against the lowest, for groups without an order.
    ///
    /// # Errors
    /// Fewer than two groups, or a group that is not valid.
    pub fn between_extremes(groups: &[Group]) -> Result<Self> {
        check(groups, 2)?;
        let highest = extreme(groups, |value, other| value > other);
        let lowest = extreme(groups, |value, other| value < other);
        let (Some((_, value)), Some((_, against))) = (highest, lowest) else {
            return Err(too_few(groups.len(), 2));
        };
        Ok(Self { value, against })
    }

    /// The reference group (its place in the list) and the worst of the others: the reference against the lowest where
    /// high is good, the highest against the reference where it is bad.
    ///
    /// # Errors
    /// Fewer than two groups, a group that is not valid, or no group at the place of the reference.
    pub fn from_reference(groups: &[Group], reference: usize, outcome: Outcome) -> Result<Self> {
        check(groups, 2)?;
        let mut others = groups.to_vec();
        if reference >= others.len() {
            return Err(MethodError::Inconsistent(
                "the reference is not one of the groups",
            ));
        }
        let reference = others.remove(reference);
        let worst = extreme(&others, |value, other| match outcome {
            Outcome::Favourable => value < other,
            Outcome::Adverse => value > other,
        });
        let Some((_, worst)) = worst else {
            return Err(too_few(groups.len(), 2));
        };
        Ok(match outcome {
            Outcome::Favourable => Self {
                value: reference,
                against: worst,
            },
            Outcome::Adverse => Self {
                value: worst,
                against: reference,
            },
        })
    }

    /// The difference, in the unit of the measure.
    ///
    /// # Errors
    /// [`MethodError::NotFinite`] where it runs out of range.
    pub fn difference(self) -> Result<Estimate> {
        Estimate::plain(
            "difference",
            self.value.value - self.against.value,
            self.value.error.hypot(self.against.error),
        )
    }

    /// The ratio; `None` where a value is negative or would be divided by 0. A ratio of 0 has no limits.
    ///
    /// # Errors
    /// [`MethodError::NotFinite`] where it runs out of range.
    pub fn ratio(self) -> Result<Option<Estimate>> {
        if self.value.value < 0.0 || self.against.value <= 0.0 {
            return Ok(None);
        }
        if self.value.value == 0.0 {
            return Ok(Some(Estimate {
                value: 0.0,
                error: None,
                scale: Scale::Logarithmic,
            }));
        }
        let relative = |group: Group| group.error / group.value;
        Estimate::ratio(
            "ratio",
            self.value.value / self.against.value,
            relative(self.value).hypot(relative(self.against)),
        )
        .map(Some)
    }
}
