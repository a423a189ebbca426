//! Names of things: months, services, practices, areas, submissions, releases.
//!
//! Each is checked when it is made from text, so a function that takes one need not check it again.

mod month;
mod release;
mod submission;

use std::{borrow::Borrow, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

pub use month::Month;
pub use release::ReleaseId;
pub use submission::SubmissionId;

/// The text is not such a name. It does not repeat the text, which may be a personal detail in the wrong place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a {what}: expected {expected}")]
#[non_exhaustive]
pub struct ParseIdError {
    /// What was asked for, like "month".
    pub what: &'static str,
    /// What it looks like, with an example.
    pub expected: &'static str,
}

impl ParseIdError {
    pub(crate) const fn new(what: &'static str, expected: &'static str) -> Self {
        Self { what, expected }
    }
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $what:literal, $expected:literal, $check:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The code as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::try_from(text.to_owned())
            }
        }

        impl TryFrom<String> for $name {
            type Error = ParseIdError;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                let check: fn(&[u8]) -> bool = $check;
                if check(text.as_bytes()) { Ok(Self(text)) } else { Err(ParseIdError::new($what, $expected)) }
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

fn is_upper_or_digit(text: &[u8]) -> bool {
    text.iter()
        .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

text_id!(
    /// A service that sends returns: 3 to 8 capital letters and digits, given by the hub. Many services have no
    /// national organisation code, so this is the hub's own.
    ServiceCode,
    "service code",
    "3 to 8 capital letters and digits, like YA001",
    |text| (3..=8).contains(&text.len()) && is_upper_or_digit(text)
);

text_id!(
    /// A GP practice: a capital letter and five digits (national organisation code).
    PracticeCode,
    "practice code",
    "a capital letter and five digits, like A81001",
    |text| matches!(text, [letter, digits @ ..] if letter.is_ascii_uppercase() && digits.len() == 5 && digits.iter().all(u8::is_ascii_digit))
);

text_id!(
    /// An area: the national organisation code of a region, an ICB or a PCN, or `ENG`. The shape says nothing about
    /// the kind of area: codes of ICBs are three characters or five.
    AreaCode,
    "area code",
    "3 to 9 capital letters and digits, like QOP, S1Y5D or ENG",
    |text| (3..=9).contains(&text.len()) && is_upper_or_digit(text)
);

impl AreaCode {
    /// The whole of England.
    pub fn england() -> Self {
        Self("ENG".to_owned())
    }
}
