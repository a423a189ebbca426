//! Figures that two releases display in another way.

use hub_standard::ids::{AreaCode, Month};
use serde::Serialize;

use super::Bounded;
use crate::release::Release;
use crate::value::{AreaType, Geography, MeasureValue};

/// A figure that two releases display in another way. What is hidden stays hidden: both sides are as readers saw them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FigureChange {
    /// Identifier of the measure.
    pub measure: String,
    /// Kind of the area.
    pub area_type: AreaType,
    /// Code of the area.
    pub area_code: AreaCode,
    /// Areas as they are now or as they were.
    pub geography: Geography,
    /// The month.
    pub month: Month,
    /// What it is broken down by.
    pub breakdown: String,
    /// The category of the breakdown.
    pub category: String,
    /// What the old release displays; none where it has no such figure.
    pub old: Option<String>,
    /// What the new release displays.
    pub new: Option<String>,
    /// New less old, where both show a value.
    pub by: Option<String>,
}

/// A figure that two releases in memory display in another way, or that only one of them has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Differing<'a> {
    /// Both have it.
    Changed {
        /// As the old release displays it.
        old: &'a MeasureValue,
        /// As the new release displays it.
        new: &'a MeasureValue,
    },
    /// Only the new release has it.
    Added(&'a MeasureValue),
    /// Only the old release has it.
    Removed(&'a MeasureValue),
}

/// Every figure that `wanted` picks and that two releases display in another way, those that the new one has first; each
/// part in the order of its release.
pub fn differing_figures<'a>(
    old: &'a Release,
    new: &'a Release,
    wanted: impl Fn(&MeasureValue) -> bool + Copy + 'a,
) -> impl Iterator<Item = Differing<'a>> {
    let now = new
        .all_values()
        .filter(move |&figure| wanted(figure))
        .filter_map(move |figure| match old.same_name(figure) {
            Some(before) if before.display == figure.display => None,
            Some(before) => Some(Differing::Changed {
                old: before,
                new: figure,
            }),
            None => Some(Differing::Added(figure)),
        });
    let gone = old
        .all_values()
        .filter(move |&figure| wanted(figure) && new.same_name(figure).is_none())
        .map(Differing::Removed);
    now.chain(gone)
}

/// Every figure that is displayed in another way, or is in one of the two only.
pub(super) fn compare(
    old: &Release,
    new: &Release,
    measure: Option<&str>,
) -> Bounded<FigureChange> {
    let wanted = |figure: &MeasureValue| measure.is_none_or(|only| *figure.measure == *only);
    let mut changes = Bounded::new();
    for found in differing_figures(old, new, wanted) {
        match found {
            Differing::Changed {
                old: before,
                new: now,
            } => {
                changes.push(|| change(new, Some(before), Some(now), now));
            }
            Differing::Added(figure) => changes.push(|| change(new, None, Some(figure), figure)),
            Differing::Removed(figure) => changes.push(|| change(old, Some(figure), None, figure)),
        }
    }
    changes
}

fn change(
    release: &Release,
    old: Option<&MeasureValue>,
    new: Option<&MeasureValue>,
    name: &MeasureValue,
) -> FigureChange {
    let values = old
        .and_then(|figure| figure.value)
        .zip(new.and_then(|figure| figure.value));
    let decimals = release.measure(&name.measure).map_or(0, |m| m.decimals);
    let display = |figure: &MeasureValue| figure.display.clone();
    FigureChange {
        measure: name.measure.to_string(),
        area_type: name.area_type,
        area_code: name.area_code.clone(),
        geography: name.geography,
        month: name.month,
        breakdown: name.breakdown.to_string(),
        category: name.category.to_string(),
        old: old.map(display),
        new: new.map(display),
        by: values.map(|(old, new)| format!("{:+.*}", usize::from(decimals), new - old)),
    }
}
