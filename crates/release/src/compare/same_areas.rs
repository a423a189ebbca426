//! Figures of the same area under its several names: as now and as it was, and as areas of different kinds.
//!
//! Areas that are made of the same atoms are the same people. Two figures of them that differ, or one that is hidden
//! where the other is shown, tell what neither may.

use std::collections::{BTreeSet, HashMap};

use arrow::array::{Array, AsArray, Float64Array, StringArray};
use arrow::datatypes::Float64Type;
use arrow::record_batch::RecordBatch;
use hub_standard::ids::Month;

use super::held::{HeldKind, Reasons};
use crate::error::{ReleaseError, Result};
use crate::value::{AreaType, Geography, MeasureValue, ParseWordError, Status};

/// An area: its geography, kind and code.
type Area = (Geography, AreaType, String);

/// The months from and to which an atom belongs to an area, and the atom.
type Span = (String, String, String);

/// Which atoms make up each area, by month.
pub(super) struct Areas {
    spans: HashMap<Area, Vec<Span>>,
}

/// Figures of the same people: of one month, breakdown and category.
type Group<'a> = (usize, Month, &'a str, &'a str);

impl Areas {
    /// From the reference table `area_atoms`.
    pub(super) fn of(areas: &RecordBatch) -> Result<Self> {
        let text = |name: &str| -> Result<&StringArray> {
            let column = areas
                .column_by_name(name)
                .and_then(|column| column.as_string_opt::<i32>());
            column
                .ok_or_else(|| ReleaseError::shape("area_atoms", format!("no text column {name}")))
        };
        let (geography, area_type, area_code) =
            (text("geography")?, text("area_type")?, text("area_code")?);
        let (atom, from, to) = (text("atom")?, text("from_month")?, text("to_month")?);
        let mut spans: HashMap<_, Vec<_>> = HashMap::new();
        for row in 0..areas.num_rows() {
            let word = |error: ParseWordError| ReleaseError::shape("area_atoms", error.to_string());
            let geography: Geography = geography.value(row).parse().map_err(word)?;
            let area_type: AreaType = area_type.value(row).parse().map_err(word)?;
            let span = [from, to, atom].map(|column| column.value(row).to_owned());
            spans
                .entry((geography, area_type, area_code.value(row).to_owned()))
                .or_default()
                .push(span.into());
        }
        Ok(Self { spans })
    }

    /// The atoms of the area of a figure.
    fn atoms(&self, figure: &MeasureValue) -> BTreeSet<&str> {
        let area = (
            figure.geography,
            figure.area_type,
            figure.area_code.to_string(),
        );
        let month = figure.month.to_string();
        let spans = self.spans.get(&area).into_iter().flatten();
        spans
            .filter(|(from, to, _)| *from <= month && month <= *to)
            .map(|(_, _, atom)| atom.as_str())
            .collect()
    }

    /// Finds figures of one measure that tell more together than each by itself.
    pub(super) fn check(&self, figures: &[MeasureValue], reasons: &mut Reasons) {
        let mut sets: HashMap<BTreeSet<&str>, usize> = HashMap::new();
        let mut areas: HashMap<(Geography, AreaType, &str, Month), usize> = HashMap::new();
        let mut groups: HashMap<Group<'_>, Vec<&MeasureValue>> = HashMap::new();
        for figure in figures {
            let name = (
                figure.geography,
                figure.area_type,
                figure.area_code.as_str(),
                figure.month,
            );
            let set = *areas.entry(name).or_insert_with(|| {
                let next = sets.len();
                *sets.entry(self.atoms(figure)).or_insert(next)
            });
            let group = (set, figure.month, &*figure.breakdown, &*figure.category);
            groups.entry(group).or_default().push(figure);
        }
        for group in groups.values() {
            for (index, figure) in group.iter().enumerate() {
                for other in group.iter().skip(index + 1) {
                    pair(figure, other, reasons);
                }
            }
        }
    }
}

/// Two figures of the same people.
fn pair(one: &MeasureValue, other: &MeasureValue, reasons: &mut Reasons) {
    let shows_what_is_hidden =
        |a: &MeasureValue, b: &MeasureValue| a.status.hides() && b.status.has_value();
    if shows_what_is_hidden(one, other) || shows_what_is_hidden(other, one) {
        reasons.add(HeldKind::HiddenElsewhereShown, || name(one));
    } else if one.area_type == other.area_type
        && (one.display != other.display || one.numerator != other.numerator)
    {
        reasons.add(HeldKind::GeographiesDiffer, || name(one));
    }
}

fn name(figure: &MeasureValue) -> String {
    format!(
        "{} of {} in {}, {} {}",
        figure.measure, figure.area_code, figure.month, figure.breakdown, figure.category
    )
}

/// Finds hidden rows that hold a number, in the rows as they will be stored: reading them as figures takes it away.
pub(super) fn hidden_numbers(
    measure: &str,
    rows: &RecordBatch,
    reasons: &mut Reasons,
) -> Result<()> {
    let lacking = |name: &str| ReleaseError::shape(measure, format!("no column {name}"));
    let number = |name: &str| -> Result<&Float64Array> {
        rows.column_by_name(name)
            .and_then(|column| column.as_primitive_opt::<Float64Type>())
            .ok_or_else(|| lacking(name))
    };
    let status = rows
        .column_by_name("status")
        .and_then(|column| column.as_string_opt::<i32>())
        .ok_or_else(|| lacking("status"))?;
    let numerator = number("numerator")?;
    let values = [number("value")?, number("lower95")?, number("upper95")?];
    for row in 0..rows.num_rows() {
        let status: Status = status
            .value(row)
            .parse()
            .map_err(|error: ParseWordError| ReleaseError::shape(measure, error.to_string()))?;
        let has_value = values.iter().any(|column| column.is_valid(row));
        let tells =
            (!status.has_value() && has_value) || (status.hides() && numerator.is_valid(row));
        if tells {
            reasons.add(HeldKind::HiddenHoldsNumber, || {
                format!("{measure}, row {}", row + 1)
            });
        }
    }
    Ok(())
}
