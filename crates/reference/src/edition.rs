//! Editions of the ICBs, the two ways to look at the past, and kinds of area.

use std::fmt;

use hub_standard::Month;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

/// A set of ICBs that was in force for a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edition {
    /// From July 2022 to March 2026.
    Before2026,
    /// Since April 2026.
    From2026,
}

impl Edition {
    /// Every edition, oldest first.
    pub const ALL: [Self; 2] = [Self::Before2026, Self::From2026];

    /// The day on which [`Edition::From2026`] came into force.
    pub const CHANGE: Date = date(2026, 4, 1);

    /// The edition in force in a month.
    pub fn at(month: Month) -> Self {
        if month.first_day() < Self::CHANGE {
            Self::Before2026
        } else {
            Self::From2026
        }
    }

    /// The newest edition.
    pub fn newest() -> Self {
        Self::From2026
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

    /// The edition that this geography uses for a month.
    pub fn edition(self, month: Month) -> Edition {
        match self {
            Self::AsNow => Edition::newest(),
            Self::AsWas => Edition::at(month),
        }
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
