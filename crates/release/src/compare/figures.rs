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

/// Every figure that is displayed in another way, or is in one of the two only.
pub(super) fn compare(
    old: &Release,
    new: &Release,
    measure: Option<&str>,
) -> Bounded<FigureChange> {
    let wanted = |figure: &&MeasureValue| measure.is_none_or(|only| *figure.measure == *only);
    let mut changes = Bounded::new();
    for figure in new.all_values().filter(wanted) {
        let before = old.same_name(figure);
        if before.is_none_or(|before| before.display != figure.display) {
            changes.push(|| change(new, before, Some(figure), figure));
        }
    }
    for figure in old.all_values().filter(wanted) {
        if new.same_name(figure).is_none() {
            changes.push(|| change(old, Some(figure), None, figure));
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
