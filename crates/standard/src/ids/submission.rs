//! Names of submissions.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::ParseIdError;

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH: usize = 26;

/// One submission of a return: 26 lower-case characters, the time first, so that names sort by time.
///
/// The alphabet leaves out i, l, o and u, so that a name read out on the telephone is not misheard.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SubmissionId(String);

impl SubmissionId {
    /// Makes a name from milliseconds since 1970 (the lowest 48 bits count) and ten random bytes.
    pub fn from_parts(ms: u64, random: [u8; 10]) -> Self {
        let tail = random
            .iter()
            .fold(0_u128, |bits, byte| (bits << 8) | u128::from(*byte));
        let bits = (u128::from(ms & 0xFFFF_FFFF_FFFF) << 80) | tail;
        let text = (0..LENGTH)
            .rev()
            .filter_map(|place| {
                let index = usize::try_from((bits >> (place * 5)) & 31).ok()?;
                ALPHABET.get(index).copied().map(char::from)
            })
            .collect();
        Self(text)
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Milliseconds since 1970 at which it was made.
    pub fn millis(&self) -> u64 {
        let bits = self
            .0
            .bytes()
            .filter_map(value)
            .fold(0_u128, |bits, five| (bits << 5) | five);
        u64::try_from(bits >> 80).unwrap_or_default()
    }

    /// The last six characters in capitals: enough for two people to know that they mean the same return.
    pub fn reference(&self) -> String {
        self.0
            .chars()
            .skip(LENGTH - 6)
            .collect::<String>()
            .to_ascii_uppercase()
    }
}

fn value(byte: u8) -> Option<u128> {
    ALPHABET
        .iter()
        .position(|b| *b == byte)
        .and_then(|index| u128::try_from(index).ok())
}

impl FromStr for SubmissionId {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // 26 characters of five bits hold 130 bits, so the first carries only three.
        let fits = matches!(text.as_bytes().first(), Some(b'0'..=b'7'));
        if text.len() == LENGTH && fits && text.bytes().all(|b| value(b).is_some()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(ParseIdError::new(
                "submission",
                "26 lower-case letters and digits",
            ))
        }
    }
}

impl TryFrom<String> for SubmissionId {
    type Error = ParseIdError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<SubmissionId> for String {
    fn from(id: SubmissionId) -> Self {
        id.0
    }
}

impl fmt::Display for SubmissionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl AsRef<str> for SubmissionId {
    fn as_ref(&self) -> &str {
        &self.0
    }
}
