//! Data quality in five classes: valid, other, default, invalid, missing.

use crate::error::{MethodError, Result};

/// The one class each returned value falls into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Vodim {
    /// A code that says something about the person.
    Valid,
    /// Not stated by the person.
    Other,
    /// Not known to the service.
    Default,
    /// Not in the code list.
    Invalid,
    /// Empty or blank.
    Missing,
}

/// The class of an ethnic category code: by its first character, whatever its case.
///
/// Source: the rule of the Mental Health Services Data Set publications. Categories A to H, J to N, P, R and S are
/// valid; Z is other; 99 is default.
pub fn ethnic_category(code: &str) -> Vodim {
    let trimmed = code.trim();
    if trimmed.is_empty() {
        return Vodim::Missing;
    }
    if trimmed == "99" {
        return Vodim::Default;
    }
    match code.chars().next().map(|first| first.to_ascii_uppercase()) {
        Some('A'..='H' | 'J'..='N' | 'P' | 'R' | 'S') => Vodim::Valid,
        Some('Z') => Vodim::Other,
        _ => Vodim::Invalid,
    }
}

/// How many values fall into each class; the classes add up to the rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct VodimCounts {
    /// Valid values.
    pub valid: u32,
    /// Values not stated.
    pub other: u32,
    /// Values not known.
    pub default: u32,
    /// Values not in the code list.
    pub invalid: u32,
    /// Empty values.
    pub missing: u32,
}

impl VodimCounts {
    /// Counts the classes.
    pub fn of(classes: impl IntoIterator<Item = Vodim>) -> Self {
        let mut counts = Self::default();
        for class in classes {
            let slot = match class {
                Vodim::Valid => &mut counts.valid,
                Vodim::Other => &mut counts.other,
                Vodim::Default => &mut counts.default,
                Vodim::Invalid => &mut counts.invalid,
                Vodim::Missing => &mut counts.missing,
            };
            *slot = slot.saturating_add(1);
        }
        counts
    }

    /// All rows.
    pub fn rows(self) -> u64 {
        [
            self.valid,
            self.other,
            self.default,
            self.invalid,
            self.missing,
        ]
        .into_iter()
        .map(u64::from)
        .sum()
    }

    /// The percentage of rows that `part` is, unrounded.
    ///
    /// # Errors
    /// No rows at all.
    pub fn percent(self, part: u32) -> Result<f64> {
        let rows = f64::from(self.valid)
            + f64::from(self.other)
            + f64::from(self.default)
            + f64::from(self.invalid)
            + f64::from(self.missing);
        if rows > 0.0 {
            Ok(f64::from(part) / rows * 100.0)
        } else {
            Err(MethodError::Size {
                what: "rows",
                need: "1 or more",
                found: 0,
            })
        }
    }
}
