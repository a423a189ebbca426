//! The closed lists of words in a figure's name and status.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A word outside its closed list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a {what}: expected one of {expected}")]
pub struct ParseWordError {
    /// What was expected.
    pub what: &'static str,
    /// The list.
    pub expected: &'static str,
}

macro_rules! words {
    ($name:ident, $what:literal, $expected:literal, $($variant:ident => $word:literal),+ $(,)?) => {
        impl $name {
            /// The word, as in SQL, files and the API.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = ParseWordError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(ParseWordError { what: $what, expected: $expected }),
                }
            }
        }
    };
}

/// Kind of area, from large to small.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AreaType {
    /// All of England.
    England,
    /// An NHS England region.
    Region,
    /// An integrated care board.
    Icb,
    /// A primary care network.
    Pcn,
}

words!(AreaType, "kind of area", "england, region, icb, pcn",
    England => "england", Region => "region", Icb => "icb", Pcn => "pcn");

impl AreaType {
    /// Every kind, from large to small.
    pub const ALL: [Self; 4] = [Self::England, Self::Region, Self::Icb, Self::Pcn];
}

/// Which edition of the areas a figure is for.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Geography {
    /// Today's areas, for every month.
    #[default]
    AsNow,
    /// The areas that were in force in the month.
    AsWas,
}

words!(Geography, "geography", "as_now, as_was", AsNow => "as_now", AsWas => "as_was");

/// Whether a figure is shown, and if not, why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Shown.
    Shown,
    /// None, or too few people to show. The two look the same.
    Hidden,
    /// No return came for the area and month: not the same as none.
    NotSubmitted,
    /// It makes no sense here, such as a rate of a group without a population.
    NotApplicable,
    /// Shown; returns may still come.
    Provisional,
    /// Shown; the release before showed something else.
    Revised,
    /// The method gives no answer for these data.
    NotCalculated,
}

words!(Status, "status",
    "shown, hidden, not_submitted, not_applicable, provisional, revised, not_calculated",
    Shown => "shown", Hidden => "hidden", NotSubmitted => "not_submitted", NotApplicable => "not_applicable",
    Provisional => "provisional", Revised => "revised", NotCalculated => "not_calculated");

impl Status {
    /// Every status.
    pub const ALL: [Self; 7] = [
        Self::Shown,
        Self::Provisional,
        Self::Revised,
        Self::Hidden,
        Self::NotSubmitted,
        Self::NotApplicable,
        Self::NotCalculated,
    ];

    /// What it means, in a sentence.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Shown => "Shown. Counts of people are adjusted and rounded to protect them.",
            Self::Provisional => "Shown; returns may still come.",
            Self::Revised => "Shown; the release before showed something else.",
            Self::Hidden => "None, or too few people to show. The two look the same.",
            Self::NotSubmitted => {
                "No return came for the area and month, which is not the same as none."
            }
            Self::NotApplicable => {
                "It makes no sense here, such as the rate of a group without a population."
            }
            Self::NotCalculated => "The method gives no answer for these data.",
        }
    }

    /// Whether a figure of this status may have a value.
    #[must_use]
    pub fn has_value(self) -> bool {
        matches!(self, Self::Shown | Self::Provisional | Self::Revised)
    }

    /// Whether a row of this status must show no number that is made from people.
    #[must_use]
    pub(crate) fn hides(self) -> bool {
        matches!(self, Self::Hidden | Self::NotSubmitted)
    }

    /// The sign that stands for an absent value in a table cell.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Hidden => hub_disclosure::display::HIDDEN,
            Self::NotApplicable => "[z]",
            Self::NotCalculated => "[u]",
            Self::NotSubmitted | Self::Shown | Self::Provisional | Self::Revised => "[x]",
        }
    }
}
