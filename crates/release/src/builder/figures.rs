//! What SQL cannot know of a figure: how complete its returns are, whether it may still change, whether it did.

use std::collections::HashMap;

use arrow::array::{AsArray, StringArray};
use arrow::record_batch::RecordBatch;
use hub_disclosure::Policy;
use hub_standard::ids::Month;

use super::Build;
use super::open::ReturnCounts;
use crate::error::{ReleaseError, Result};
use crate::manifest::UnitReturns;
use crate::measure::MeasureInfo;
use crate::release::Release;
use crate::value::{MeasureValue, Status};

/// Finishes the figures of every measure of a release.
pub(super) struct Finish<'a> {
    previous: Option<&'a Release>,
    provisional: &'a [Month],
    policy: &'a Policy,
    completeness: HashMap<Place, f64>,
}

/// Geography, kind and code of an area, and the month.
type Place = (String, String, String, Month);

impl<'a> Finish<'a> {
    /// `returns` are those behind the cells.
    pub(super) fn new(build: &'a Build<'_>, returns: &ReturnCounts) -> Result<Self> {
        let areas = build
            .reference_tables
            .iter()
            .find(|(name, _)| name == "area_atoms")
            .ok_or_else(|| ReleaseError::shape("reference", "no table area_atoms"))?;
        Ok(Self {
            previous: build.previous.as_ref(),
            provisional: &build.options.provisional_months,
            policy: &build.builder.policy,
            completeness: by_area(&areas.1, returns)?,
        })
    }

    pub(super) fn apply(&self, measure: &MeasureInfo, figures: &mut [MeasureValue]) {
        let rests_on_returns = !measure.cells.is_empty();
        let writing = measure.writing(self.policy);
        for figure in figures {
            if rests_on_returns {
                figure.completeness = self.completeness.get(&place(figure)).copied();
                self.judge(figure);
            }
            figure.settle(&writing);
        }
    }

    fn judge(&self, figure: &mut MeasureValue) {
        if figure.status != Status::Shown {
            return;
        }
        if self.provisional.contains(&figure.month) {
            figure.status = Status::Provisional;
            return;
        }
        let before = self.previous.and_then(|release| release.same_name(figure));
        // What was provisional was announced to change, so that its final value revises nothing.
        let was_final =
            |before: &&MeasureValue| matches!(before.status, Status::Shown | Status::Revised);
        if before
            .filter(was_final)
            .is_some_and(|before| !before.shows_same_as(figure))
        {
            figure.status = Status::Revised;
        }
    }
}

fn place(figure: &MeasureValue) -> Place {
    let (geography, area_type) = (figure.geography.to_string(), figure.area_type.to_string());
    (
        geography,
        area_type,
        figure.area_code.to_string(),
        figure.month,
    )
}

/// Returns received out of those expected, for every area and month.
fn by_area(areas: &RecordBatch, returns: &ReturnCounts) -> Result<HashMap<Place, f64>> {
    let text = |name: &str| -> Result<&StringArray> {
        let column = areas
            .column_by_name(name)
            .and_then(|column| column.as_string_opt::<i32>());
        column.ok_or_else(|| ReleaseError::shape("area_atoms", format!("no text column {name}")))
    };
    let (geography, area_type, area_code) =
        (text("geography")?, text("area_type")?, text("area_code")?);
    let (atom, from_month, to_month) = (text("atom")?, text("from_month")?, text("to_month")?);
    let mut by_atom: HashMap<&str, Vec<(Month, String, UnitReturns)>> = HashMap::new();
    for ((atom, month), counts) in returns {
        by_atom
            .entry(atom)
            .or_default()
            .push((*month, month.to_string(), *counts));
    }
    let mut sums: HashMap<Place, UnitReturns> = HashMap::new();
    for row in 0..areas.num_rows() {
        let in_force = from_month.value(row)..=to_month.value(row);
        for (month, name, counts) in by_atom.get(atom.value(row)).into_iter().flatten() {
            if in_force.contains(&name.as_str()) {
                let words =
                    [geography, area_type, area_code].map(|column| column.value(row).to_owned());
                let [geography, area_type, area_code] = words;
                let sum = sums
                    .entry((geography, area_type, area_code, *month))
                    .or_default();
                sum.expected = sum.expected.saturating_add(counts.expected);
                sum.received = sum.received.saturating_add(counts.received);
            }
        }
    }
    let share = |(place, sum): (Place, UnitReturns)| {
        (sum.expected > 0).then(|| (place, f64::from(sum.received) / f64::from(sum.expected)))
    };
    Ok(sums.into_iter().filter_map(share).collect())
}
