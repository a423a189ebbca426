//! Why a statistic could not be calculated.

/// The result of a statistical function.
pub type Result<T> = std::result::Result<T, MethodError>;

/// Why a statistic could not be calculated; the caller shows a flag instead of a number.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum MethodError {
    /// An input lies outside the domain of the method.
    #[error("{what} must be {need}, not {found}")]
    OutOfDomain {
        /// The name of the input.
        what: &'static str,
        /// What the method accepts.
        need: &'static str,
        /// The value given.
        found: f64,
    },
    /// The number of groups, bands or points is outside what the method accepts.
    #[error("{what}: {found} given, {need} needed")]
    Size {
        /// What is counted.
        what: &'static str,
        /// What the method accepts.
        need: &'static str,
        /// How many were given.
        found: usize,
    },
    /// The inputs are each valid but do not fit together.
    #[error("{0}")]
    Inconsistent(&'static str),
    /// The answer would not be a finite number.
    #[error("the {0} is not a finite number")]
    NotFinite(&'static str),
}

/// `value`, if it is finite and `accept` holds.
pub(crate) fn domain(
    what: &'static str,
    need: &'static str,
    value: f64,
    accept: impl FnOnce(f64) -> bool,
) -> Result<f64> {
    if value.is_finite() && accept(value) {
        Ok(value)
    } else {
        Err(MethodError::OutOfDomain {
            what,
            need,
            found: value,
        })
    }
}

/// `value`, if it is finite.
pub(crate) fn finite(what: &'static str, value: f64) -> Result<f64> {
    if value.is_finite() {
        Ok(value)
    } else {
        Err(MethodError::NotFinite(what))
    }
}

/// The number of items as `f64`; every list here is bounded far below the limit of `u32`.
pub(crate) fn count(what: &'static str, items: usize) -> Result<f64> {
    u32::try_from(items)
        .map(f64::from)
        .map_err(|_| MethodError::Size {
            what,
            need: "fewer than 4,294,967,296",
            found: items,
        })
}
