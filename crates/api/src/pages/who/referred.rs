//! Shares of those who were referred. They are no rates: nobody counts the people who live with a condition or a need.

use hub_release::{MeasureInfo, MeasureValue};
use hub_ui::view::{Comparison, Dot, DotChart, Figure, GroupRow, Status};

use super::GROUPS_TO_COMPARE;
use super::dimension::{Dimension, Lead, Referred};
use super::missing::withheld;
use crate::pages::figures::{self, Scope};
use crate::pages::labels::{UNKNOWN, label};
use crate::pages::words;

/// The code for all that has no code of its own: not one thing that could come first.
const OTHER: &str = "other";

/// A dimension of which shares are told, and the measure that has them.
pub(super) struct Shares<'a> {
    pub(super) dimension: &'a Dimension,
    pub(super) referred: &'a Referred,
    pub(super) info: &'a MeasureInfo,
    /// England's figures; empty where the area is England, or where an area is not to be set against another.
    pub(super) england: Vec<&'a MeasureValue>,
    /// Whether too much is not recorded to say what differs.
    pub(super) withheld: bool,
}

impl Shares<'_> {
    /// The most frequent first, hidden ones after those shown, unknown last; the two of a pair as they come.
    pub(super) fn in_order<'v>(&self, values: &[&'v MeasureValue]) -> Vec<&'v MeasureValue> {
        let mut ordered = values.to_vec();
        if let Lead::First { .. } = self.referred.lead {
            let name = |value: &MeasureValue| label(self.dimension.by, &value.category);
            ordered.sort_by(|a, b| {
                is_unknown(a)
                    .cmp(&is_unknown(b))
                    .then_with(|| size(b).total_cmp(&size(a)))
                    .then_with(|| name(a).cmp(&name(b)))
            });
        }
        ordered
    }

    pub(super) fn rows(&self, values: &[&MeasureValue]) -> Vec<GroupRow> {
        values.iter().map(|value| self.row(value)).collect()
    }

    pub(super) fn chart(&self, scope: &Scope, values: &[&MeasureValue]) -> DotChart {
        let dot = |value: &&MeasureValue| {
            let england = self.england_for(value);
            Dot {
                label: label(self.dimension.by, &value.category),
                figure: figures::figure(value, self.info),
                comparator: england.as_ref().and_then(Figure::drawn),
                comparator_display: england.map(|figure| figure.display).unwrap_or_default(),
                ..Dot::default()
            }
        };
        DotChart {
            block: scope.block(
                "shares",
                self.info,
                self.dimension.by,
                self.finding(values),
                &scope.month.words(),
            ),
            dots: values.iter().map(dot).collect(),
            group_name: self.dimension.heading.to_owned(),
            average: None,
            reference: None,
            comparator_name: if self.england.is_empty() {
                String::new()
            } else {
                "England".to_owned()
            },
            as_bars: false,
        }
    }

    /// Which group comes first, where it does so by more than chance; or how large the one is that matters.
    pub(super) fn finding(&self, values: &[&MeasureValue]) -> String {
        match self.referred.lead {
            Lead::First { one } => self.first(one, values),
            Lead::Size { category, from } => {
                let found = values.iter().find(|value| &*value.category == category);
                let share = found.map(|value| figures::figure(value, self.info));
                match share.filter(|share| share.drawn().is_some()) {
                    Some(share) => {
                        let (size, of) = (in_words(&share.display), self.referred.of);
                        format!("{size} of {of} are from {from}")
                    }
                    None => format!("No share of {from} to show"),
                }
            }
        }
    }

    /// What the shares are of and what they are not.
    pub(super) fn note(&self, values: &[&MeasureValue]) -> String {
        let whole = values
            .iter()
            .find_map(|value| value.value.and(value.denominator));
        let whole = whole
            .map(|whole| {
                format!(
                    "Shares are out of {} {}. ",
                    words::decimal(whole, 0),
                    self.referred.of
                )
            })
            .unwrap_or_default();
        format!(
            "{whole}{} Each group has its own random adjustment.",
            self.referred.note
        )
    }

    fn row(&self, value: &MeasureValue) -> GroupRow {
        let share = figures::figure(value, self.info);
        let england = self.england_for(value);
        let word = if self.england.is_empty() || is_unknown(value) {
            Comparison::default()
        } else if self.withheld {
            withheld()
        } else {
            figures::against("England", &share, england.as_ref(), self.info)
        };
        GroupRow {
            label: label(self.dimension.by, &value.category),
            referrals: figures::count(value.numerator, value.status),
            people: Figure::without_value(Status::NotApplicable),
            rate: share,
            ratio: Figure::without_value(Status::NotApplicable),
            england: england.unwrap_or_else(figures::none),
            word,
        }
    }

    /// England's figure for the same group.
    fn england_for(&self, value: &MeasureValue) -> Option<Figure> {
        self.england
            .iter()
            .find(|other| other.category == value.category)
            .map(|other| figures::figure(other, self.info))
    }

    fn first(&self, one: &str, values: &[&MeasureValue]) -> String {
        let mut shown: Vec<&MeasureValue> = values
            .iter()
            .copied()
            .filter(|value| !is_unknown(value) && value.value.is_some())
            .collect();
        if shown.is_empty() {
            return format!("No shares by {} to show", self.dimension.words);
        }
        if self.withheld {
            return "Too much is not recorded to compare groups".to_owned();
        }
        if shown.len() < GROUPS_TO_COMPARE {
            return format!("Too few referrals to compare by {}", self.dimension.words);
        }
        shown.retain(|value| &*value.category != OTHER);
        shown.sort_by(|a, b| size(b).total_cmp(&size(a)));
        let figure = |place: usize| {
            shown
                .get(place)
                .map(|value| figures::figure(value, self.info))
        };
        let limits = (
            figure(0).and_then(|first| first.interval),
            figure(1).and_then(|second| second.interval),
        );
        match (shown.first(), limits) {
            (Some(first), (Some(one_limits), Some(next))) if next.upper < one_limits.lower => {
                format!(
                    "Most frequent {one}: {}",
                    label(self.dimension.by, &first.category)
                )
            }
            _ => format!("No single {one} is clearly the most frequent"),
        }
    }
}

fn is_unknown(value: &MeasureValue) -> bool {
    &*value.category == UNKNOWN
}

/// The displayed value; what has none comes after all that have one.
fn size(value: &MeasureValue) -> f64 {
    value.value.unwrap_or(-1.0)
}

/// A share at the ends of the scale as a sentence has it.
fn in_words(display: &str) -> String {
    match (display.strip_prefix('≤'), display.strip_prefix('≥')) {
        (Some(most), _) => format!("{most} or less"),
        (_, Some(least)) => format!("{least} or more"),
        _ => display.to_owned(),
    }
}

#[cfg(test)]
mod tests;
