//! The named policies: how much noise, what is hidden, how the rest is rounded.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Bound on what one table of disjoint cells can reveal about one person, as an exact fraction in `0 < ε ≤ 1`.
///
/// A fraction, not a float: the noise thresholds are derived from it and must be the same everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Epsilon {
    numerator: u16,
    denominator: u16,
}

impl Epsilon {
    /// One half, the value of `sdc-1`.
    pub const HALF: Self = Self {
        numerator: 1,
        denominator: 2,
    };

    /// The fraction, or `None` outside `0 < ε ≤ 1`.
    #[must_use]
    pub fn new(numerator: u16, denominator: u16) -> Option<Self> {
        (numerator > 0 && numerator <= denominator).then_some(Self {
            numerator,
            denominator,
        })
    }

    /// Upper part of the fraction.
    #[must_use]
    pub fn numerator(self) -> u16 {
        self.numerator
    }

    /// Lower part of the fraction.
    #[must_use]
    pub fn denominator(self) -> u16 {
        self.denominator
    }

    /// The nearest float, for reports and intervals.
    #[must_use]
    pub fn value(self) -> f64 {
        f64::from(self.numerator) / f64::from(self.denominator)
    }
}

/// A disclosure policy: public constants under a name that every output carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// `sdc-1` or `hes-2018`.
    pub name: String,
    /// Fewer people than this are never shown, whatever the protected value.
    pub floor: u32,
    /// Protected values below this are not shown.
    pub soft_floor: u32,
    /// Shown counts are multiples of this.
    pub round_to: u32,
    /// The least count that is shown.
    pub least_shown: u32,
    /// Noise per table of cells; `None` adds no noise.
    pub epsilon: Option<Epsilon>,
    /// Whether a cell without people is shown as 0.
    pub shows_zero: bool,
    /// Denominator, as displayed, that a percentage needs.
    pub percent_denominator_min: u32,
    /// Denominator, as displayed, from which a percentage has one decimal.
    pub percent_decimal_from: u32,
    /// Protected people that a mean needs.
    pub mean_persons_min: u32,
    /// Distinct people who must have changed before a month's cells are made anew.
    pub change_min: u32,
    /// Versions that a month's cells can have, the first included.
    pub versions_max: u32,
}

/// There is no policy of that name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no disclosure policy is called {0}: use sdc-1 or hes-2018")]
pub struct UnknownPolicy(pub String);

impl Policy {
    /// Sticky noise, then the floor of 8 and rounding to 5: the default.
    #[must_use]
    pub fn sdc_1() -> Self {
        Self {
            name: "sdc-1".to_owned(),
            floor: 8,
            soft_floor: 12,
            round_to: 5,
            least_shown: 10,
            epsilon: Some(Epsilon::HALF),
            shows_zero: false,
            percent_denominator_min: 50,
            percent_decimal_from: 4_000,
            mean_persons_min: 30,
            change_min: 10,
            versions_max: 3,
        }
    }

    /// The rule of Hospital Episode Statistics since 2018: 1 to 7 hidden, the rest to the nearest 5, no noise.
    ///
    /// For a deployment that has approval for nothing else. It withstands less than [`Policy::sdc_1`]: exact counts
    /// can be had from overlapping tables.
    #[must_use]
    pub fn hes_2018() -> Self {
        Self {
            name: "hes-2018".to_owned(),
            soft_floor: 8,
            epsilon: None,
            shows_zero: true,
            ..Self::sdc_1()
        }
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self::sdc_1()
    }
}

impl FromStr for Policy {
    type Err = UnknownPolicy;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "sdc-1" => Ok(Self::sdc_1()),
            "hes-2018" => Ok(Self::hes_2018()),
            other => Err(UnknownPolicy(other.chars().take(40).collect())),
        }
    }
}
