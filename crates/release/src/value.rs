//! One figure, with everything needed to name it and to say why it is or is not shown.

mod rows;
mod words;

pub(crate) use rows::{from_batch, to_batch};
pub use words::{AreaType, Geography, ParseWordError, Status};

use std::sync::Arc;

use hub_standard::ids::{AreaCode, Month};
use serde::Serialize;

/// A figure of a release.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MeasureValue {
    /// Identifier of the measure.
    pub measure: Arc<str>,
    /// Kind of the area.
    pub area_type: AreaType,
    /// Code of the area.
    pub area_code: AreaCode,
    /// Areas as they are now, or as they were in the month.
    pub geography: Geography,
    /// The month.
    pub month: Month,
    /// What it is broken down by; `all` for the total.
    pub breakdown: Arc<str>,
    /// The category of the breakdown; `all` for the total.
    pub category: Arc<str>,
    /// Numerator, rounded as displayed; none where hidden.
    pub numerator: Option<f64>,
    /// Denominator.
    pub denominator: Option<f64>,
    /// The value; none unless [`Status::has_value`].
    pub value: Option<f64>,
    /// Lower 95 % limit.
    pub lower95: Option<f64>,
    /// Upper 95 % limit.
    pub upper95: Option<f64>,
    /// Returns received out of those expected in the area and month, 0 to 1; none for a measure that does not rest
    /// on returns.
    pub completeness: Option<f64>,
    /// Whether it is shown, and if not, why.
    pub status: Status,
    /// The value as text, or the sign that stands for its absence.
    pub display: String,
}

impl MeasureValue {
    /// Takes every number away from a figure that must not show any, and writes the text.
    pub(crate) fn settle(&mut self, decimals: u8) {
        if matches!(self.status, Status::Hidden | Status::NotSubmitted) {
            self.numerator = None;
        }
        if !self.status.has_value() {
            self.value = None;
            self.lower95 = None;
            self.upper95 = None;
        }
        self.display = match self.value {
            Some(value) => format!("{value:.*}", usize::from(decimals)),
            None => self.status.sign().to_owned(),
        };
    }

    /// Whether two releases show the same under this name.
    pub(crate) fn shows_same_as(&self, other: &Self) -> bool {
        let numbers = |v: &Self| [v.numerator, v.denominator, v.value, v.lower95, v.upper95];
        numbers(self) == numbers(other)
    }
}
