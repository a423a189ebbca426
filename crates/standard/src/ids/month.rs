//! Calendar months.

use std::{fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::ParseIdError;

const NAMES: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A calendar month, written `2026-10`. From January 1900 to December 2199: a year outside is a slip of the finger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month(Date);

impl Month {
    /// The first month there is.
    pub const MIN: Self = Self(jiff::civil::date(1900, 1, 1));
    /// The last month there is.
    pub const MAX: Self = Self(jiff::civil::date(2199, 12, 1));

    /// The month of a year, `month` from 1 to 12.
    ///
    /// # Errors
    /// When the month is not 1 to 12 or the year not 1900 to 2199.
    pub fn new(year: i16, month: u8) -> Result<Self, ParseIdError> {
        i8::try_from(month)
            .ok()
            .and_then(|month| Date::new(year, month, 1).ok())
            .map(Self)
            .filter(|month| (Self::MIN..=Self::MAX).contains(month))
            .ok_or(ParseIdError::new(
                "month",
                "a year and a month, like 2026-10",
            ))
    }

    /// The month that a day is in, held to the first or last month there is.
    pub fn of(date: Date) -> Self {
        Self(date.first_of_month()).clamp(Self::MIN, Self::MAX)
    }

    /// The year.
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// The month of the year, 1 to 12.
    pub fn month(self) -> u8 {
        self.0.month().unsigned_abs()
    }

    /// The month after.
    #[must_use]
    pub fn next(self) -> Self {
        self.plus(1)
    }

    /// The month before.
    #[must_use]
    pub fn prev(self) -> Self {
        self.plus(-1)
    }

    /// `n` months later, or earlier when `n` is negative; held to the first or last month there is.
    #[must_use]
    pub fn plus(self, n: i32) -> Self {
        let index = self
            .index()
            .saturating_add(n)
            .clamp(Self::MIN.index(), Self::MAX.index());
        let year = i16::try_from(index.div_euclid(12));
        let month = u8::try_from(index.rem_euclid(12) + 1);
        match (year, month) {
            (Ok(year), Ok(month)) => Self::new(year, month).unwrap_or(self),
            _ => self,
        }
    }

    /// How many months `self` is after `earlier`; negative when it is before.
    pub fn months_since(self, earlier: Self) -> i32 {
        self.index() - earlier.index()
    }

    /// The first day.
    pub fn first_day(self) -> Date {
        self.0
    }

    /// The last day.
    pub fn last_day(self) -> Date {
        self.0.last_of_month()
    }

    /// Whether the day is in this month.
    pub fn contains(self, date: Date) -> bool {
        date.first_of_month() == self.0
    }

    /// The month in words: "October 2026".
    pub fn words(self) -> String {
        let name = NAMES
            .get(usize::from(self.month()).saturating_sub(1))
            .copied()
            .unwrap_or_default();
        format!("{name} {}", self.year())
    }

    /// Every month from the first to the last, both included; nothing when `from` is after `to`.
    pub fn range(from: Self, to: Self) -> impl Iterator<Item = Self> + Clone {
        let months = to.months_since(from).saturating_add(1).max(0);
        (0..months).map(move |n| from.plus(n))
    }

    fn index(self) -> i32 {
        i32::from(self.year()) * 12 + i32::from(self.month()) - 1
    }
}

impl FromStr for Month {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = ParseIdError::new("month", "a year and a month, like 2026-10");
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        match text.split_once('-') {
            Some((year, month))
                if year.len() == 4 && month.len() == 2 && digits(year) && digits(month) =>
            {
                let year = year.parse().map_err(|_| error.clone())?;
                let month = month.parse().map_err(|_| error)?;
                Self::new(year, month)
            }
            _ => Err(error),
        }
    }
}

impl TryFrom<String> for Month {
    type Error = ParseIdError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:04}-{:02}", self.year(), self.month()))
    }
}
