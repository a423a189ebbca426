//! Confidence levels and limits.

use crate::error::{MethodError, Result};

/// The two confidence levels the hub reports: pages show 95 %, funnels and alerts use 99.8 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Level {
    /// 95 %: one error in forty on each side.
    P95,
    /// 99.8 %: one error in a thousand on each side.
    P998,
}

impl Level {
    /// Both levels, the narrower first.
    pub const ALL: [Self; 2] = [Self::P95, Self::P998];

    /// The two-sided point of the standard normal distribution.
    pub const fn z(self) -> f64 {
        match self {
            Self::P95 => 1.959_963_984_540_054,
            Self::P998 => 3.090_232_306_167_813,
        }
    }

    /// The probability left in one tail.
    pub const fn tail(self) -> f64 {
        match self {
            Self::P95 => 0.025,
            Self::P998 => 0.001,
        }
    }
}

/// A lower and an upper limit, both finite, lower not above upper.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lower limit.
    pub lower: f64,
    /// The upper limit.
    pub upper: f64,
}

impl Interval {
    /// The interval between two finite limits, in either order.
    ///
    /// # Errors
    /// [`MethodError::NotFinite`] if a limit is not finite.
    pub fn between(a: f64, b: f64) -> Result<Self> {
        if a.is_finite() && b.is_finite() {
            Ok(Self {
                lower: a.min(b),
                upper: a.max(b),
            })
        } else {
            Err(MethodError::NotFinite("limit"))
        }
    }

    /// Whether `value` lies inside or on a limit.
    pub fn contains(self, value: f64) -> bool {
        self.lower <= value && value <= self.upper
    }

    /// Both limits multiplied by `factor`; a negative factor swaps them.
    ///
    /// # Errors
    /// [`MethodError::NotFinite`] if a product is not finite.
    pub fn scaled(self, factor: f64) -> Result<Self> {
        Self::between(self.lower * factor, self.upper * factor)
    }
}
