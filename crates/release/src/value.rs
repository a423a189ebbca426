//! One figure, with everything needed to name it and to say why it is or is not shown.

mod promises;
mod rows;
mod words;

pub(crate) use rows::{from_batch, from_sql, to_batch};
pub use words::{AreaType, Geography, ParseWordError, Status};

use std::sync::Arc;

use hub_disclosure::{Percent, Policy, percent};
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
    /// The value, rounded as displayed; none unless [`Status::has_value`]. Of a percentage of people, 5 stands for 5
    /// or less and 95 for 95 or more.
    pub value: Option<f64>,
    /// Lower 95 % limit, rounded as the value and never above it.
    pub lower95: Option<f64>,
    /// Upper 95 % limit, rounded as the value and never below it.
    pub upper95: Option<f64>,
    /// Returns received out of those expected in the area and month when the cells were made, 0 to 1; none for a
    /// measure that does not rest on returns.
    pub completeness: Option<f64>,
    /// Whether it is shown, and if not, why.
    pub status: Status,
    /// The value as text, or the sign that stands for its absence.
    pub display: String,
}

/// How the figures of a measure are written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Writing<'a> {
    /// Decimals of values and limits.
    pub(crate) decimals: u8,
    /// The policy by whose rule for percentages of people the values are written; none where they are not such.
    pub(crate) percentages: Option<&'a Policy>,
}

impl MeasureValue {
    /// Rounds every number as it is displayed, takes away those that the status does not allow, and writes the text.
    ///
    /// Pages, JSON, CSV and Parquet all read what this leaves, so they cannot differ, and none tells more than the page.
    pub(crate) fn settle(&mut self, writing: &Writing<'_>) {
        let percentage = writing
            .percentages
            .filter(|_| self.status.has_value())
            .map(|policy| self.percentage(policy));
        let decimals = match percentage {
            Some(Some(percentage)) => {
                self.value = Some(percentage.value());
                percentage.decimals()
            }
            Some(None) => {
                self.status = Status::Hidden;
                self.denominator = None;
                writing.decimals
            }
            None => writing.decimals,
        };
        if self.status.has_value() && self.value.is_none() {
            self.status = Status::NotApplicable;
        }
        if self.status.hides() {
            self.numerator = None;
        }
        if !self.status.has_value() {
            self.value = None;
            self.lower95 = None;
            self.upper95 = None;
        }
        self.round(decimals);
        self.display = match (self.value, percentage.flatten()) {
            (Some(_), Some(percentage)) => percentage.to_string(),
            (Some(value), None) => format!("{value:.*}", usize::from(decimals)),
            (None, _) => self.status.sign().to_owned(),
        };
    }

    /// Numerator out of denominator by the rule for percentages of people; none where that hides it.
    fn percentage(&self, policy: &Policy) -> Option<Percent> {
        percent(
            policy,
            self.numerator.and_then(whole),
            self.denominator.and_then(whole),
        )
    }

    fn round(&mut self, decimals: u8) {
        let scale = 10_f64.powi(i32::from(decimals));
        // Adding nought makes a nought of -0.
        let rounded = |number: f64| (number * scale).round() / scale + 0.0;
        self.value = self.value.map(rounded);
        self.lower95 = self.lower95.map(rounded);
        self.upper95 = self.upper95.map(rounded);
        if let Some(value) = self.value {
            self.lower95 = self.lower95.map(|lower| lower.min(value));
            self.upper95 = self.upper95.map(|upper| upper.max(value));
        }
    }

    /// Whether two releases show the same under this name. Every number is rounded as displayed, so what no reader can
    /// see makes no difference.
    pub(crate) fn shows_same_as(&self, other: &Self) -> bool {
        let numbers = |v: &Self| [v.numerator, v.denominator, v.value, v.lower95, v.upper95];
        numbers(self) == numbers(other)
    }
}

/// A displayed count as a whole number; none where it is not one.
fn whole(number: f64) -> Option<i64> {
    if number.fract() == 0.0 {
        format!("{number:.0}").parse().ok()
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
