//! NHS publication style for counts and percentages.
//!
//! An output style, not protection: the hub's disclosure rules come first. Source: the rule of the Mental Health
//! Services Data Set publications.

use std::fmt;

use crate::error::{MethodError, Result};

/// Counts below this are not published below national level.
const SMALL: u64 = 5;

/// Whose figure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tier {
    /// A figure for the whole country: exact.
    National,
    /// Any smaller area: small counts hidden, others to the nearest 5.
    SubNational,
}

/// A figure as published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Published {
    /// Shown.
    Shown(u64),
    /// Hidden, shown as `*`.
    Hidden,
}

impl fmt::Display for Published {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shown(number) => number.fmt(f),
            Self::Hidden => f.write_str("*"),
        }
    }
}

/// The count as published: exact nationally, else hidden below 5 (0 too) and to the nearest 5.
pub const fn count(tier: Tier, count: u64) -> Published {
    match tier {
        Tier::National => Published::Shown(count),
        Tier::SubNational if count < SMALL => Published::Hidden,
        Tier::SubNational => Published::Shown(count / 5 * 5 + if count % 5 >= 3 { 5 } else { 0 }),
    }
}

/// The whole percentage, half up, from unrounded counts: hidden nationally at 0, else where either count is below 5.
///
/// # Errors
/// A numerator above the denominator, or counts too large to calculate with.
pub fn percentage(tier: Tier, numerator: u64, denominator: u64) -> Result<Published> {
    if numerator > denominator {
        return Err(MethodError::Inconsistent(
            "the numerator is above the denominator",
        ));
    }
    let is_hidden = match tier {
        Tier::National => numerator == 0,
        Tier::SubNational => numerator < SMALL || denominator < SMALL,
    };
    if is_hidden {
        return Ok(Published::Hidden);
    }
    numerator
        .checked_mul(200)
        .and_then(|doubled| doubled.checked_add(denominator))
        .and_then(|doubled| doubled.checked_div(denominator.checked_mul(2)?))
        .map(Published::Shown)
        .ok_or(MethodError::NotFinite("percentage"))
}
