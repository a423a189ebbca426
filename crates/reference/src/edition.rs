//! Editions of the ICBs, each named by the day it begins, the two ways to look at the past, and kinds of area.

use std::fmt;

use hub_standard::Month;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A set of ICBs that was in force for a time: from its first day until the day before the next edition begins. Which
/// editions there are, a [`Reference`](crate::Reference) says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edition(Date);

impl Edition {
    /// The edition that begins on that day.
    pub(crate) const fn beginning(day: Date) -> Self {
        Self(day)
    }

    /// The day on which it begins.
    pub const fn first_day(self) -> Date {
        self.0
    }

    /// The month in which it begins.
    pub fn first_month(self) -> Month {
        Month::of(self.0)
    }
}

/// Which edition a figure about the past uses.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Geography {
    /// Today's areas for every month: a line over time means the same place throughout.
    #[default]
    AsNow,
    /// The areas in force in the month.
    AsWas,
}

impl Geography {
    /// Both, in the order in which tables list them.
    pub const ALL: [Self; 2] = [Self::AsNow, Self::AsWas];

    /// The name in tables and addresses: `as_now` or `as_was`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AsNow => "as_now",
            Self::AsWas => "as_was",
        }
    }

    /// The geography of that name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|geography| geography.as_str() == text)
    }
}

impl fmt::Display for Geography {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Kinds of area for which figures are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AreaType {
    /// The whole country.
    England,
    /// One of the NHS regions.
    Region,
    /// An integrated care board.
    Icb,
    /// A primary care network.
    Pcn,
}

impl AreaType {
    /// Every kind, largest first.
    pub const ALL: [Self; 4] = [Self::England, Self::Region, Self::Icb, Self::Pcn];

    /// The name in tables and addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::England => "england",
            Self::Region => "region",
            Self::Icb => "icb",
            Self::Pcn => "pcn",
        }
    }

    /// The kind of that name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|area_type| area_type.as_str() == text)
    }
}

impl fmt::Display for AreaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
