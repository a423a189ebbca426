//! Names of releases.

use std::{fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::ParseIdError;

/// One release: the day and which one of that day it is, `2026-11-14.2`. Sorts by time: `.10` comes after `.9`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ReleaseId {
    date: Date,
    number: u32,
}

impl ReleaseId {
    const ERROR: ParseIdError =
        ParseIdError::new("release", "a day and a number, like 2026-11-14.2");

    /// The `number`th release of a day, from 1.
    ///
    /// # Errors
    /// When the number is 0 or the year has not four digits.
    pub fn new(date: Date, number: u32) -> Result<Self, ParseIdError> {
        if number == 0 || !(1900..=2199).contains(&date.year()) {
            return Err(Self::ERROR);
        }
        Ok(Self { date, number })
    }

    /// The day it was made.
    pub fn date(&self) -> Date {
        self.date
    }

    /// Which release of the day it is, from 1.
    pub fn number(&self) -> u32 {
        self.number
    }
}

impl FromStr for ReleaseId {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (date, number) = text.split_once('.').ok_or(Self::ERROR)?;
        let date = Date::strptime("%Y-%m-%d", date).map_err(|_| Self::ERROR)?;
        let id = Self::new(date, number.parse().map_err(|_| Self::ERROR)?)?;
        // One release has one name: what would print otherwise ("2026-1-4.02") is not it.
        if id.to_string() == text {
            Ok(id)
        } else {
            Err(Self::ERROR)
        }
    }
}

impl TryFrom<String> for ReleaseId {
    type Error = ParseIdError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<ReleaseId> for String {
    fn from(id: ReleaseId) -> Self {
        id.to_string()
    }
}

impl fmt::Display for ReleaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}.{}", self.date, self.number))
    }
}
