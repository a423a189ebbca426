//! Figures as the rows of a measure file, and back.

use std::collections::HashMap;
use std::str::FromStr;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Float64Array, StringArray};
use arrow::datatypes::{DataType, Field, Float64Type, Schema};
use arrow::record_batch::RecordBatch;
use hub_disclosure::Policy;
use hub_engine::MEASURE_COLUMNS;

use super::{MeasureValue, promises};
use crate::error::{ReleaseError, Result};
use crate::measure::MeasureInfo;

/// The column that a release adds to those a measure's SQL yields.
const COMPLETENESS: &str = "completeness";

/// Reads the figures of one measure from a file of a release.
pub(crate) fn from_batch(
    info: &MeasureInfo,
    policy: &Policy,
    rows: &RecordBatch,
) -> Result<Vec<MeasureValue>> {
    let figures = read(&info.id, rows)?;
    Ok(settled(info, policy, figures))
}

/// Takes the figures of one measure from its SQL.
///
/// # Errors
/// [`ReleaseError::Shape`] where the SQL did not hide or round what it must.
pub(crate) fn from_sql(
    info: &MeasureInfo,
    policy: &Policy,
    rows: &RecordBatch,
) -> Result<Vec<MeasureValue>> {
    let figures = read(&info.id, rows)?;
    promises::check(info, policy, &figures)?;
    Ok(settled(info, policy, figures))
}

fn settled(
    info: &MeasureInfo,
    policy: &Policy,
    mut figures: Vec<MeasureValue>,
) -> Vec<MeasureValue> {
    let writing = info.writing(policy);
    for figure in &mut figures {
        figure.settle(&writing);
    }
    figures
}

/// The figures as they lie in the rows, before anything is rounded or written.
fn read(measure: &str, rows: &RecordBatch) -> Result<Vec<MeasureValue>> {
    let text = |name: &str| {
        rows.column_by_name(name)
            .and_then(|column| column.as_string_opt::<i32>())
            .ok_or_else(|| ReleaseError::shape(measure, format!("no text column {name}")))
    };
    let number = |name: &str| {
        rows.column_by_name(name)
            .and_then(|column| column.as_primitive_opt::<Float64Type>())
            .ok_or_else(|| ReleaseError::shape(measure, format!("no number column {name}")))
    };
    let (area_type, area_code, geography) =
        (text("area_type")?, text("area_code")?, text("geography")?);
    let (month, breakdown, category, status) = (
        text("month")?,
        text("breakdown")?,
        text("category")?,
        text("status")?,
    );
    let (numerator, denominator, value) = (
        number("numerator")?,
        number("denominator")?,
        number("value")?,
    );
    let (lower95, upper95) = (number("lower95")?, number("upper95")?);
    let completeness = number(COMPLETENESS).ok();
    let measure: Arc<str> = measure.into();
    let mut words = Words::default();
    (0..rows.num_rows())
        .map(|row| {
            Ok(MeasureValue {
                measure: Arc::clone(&measure),
                area_type: word(&measure, area_type, row)?,
                area_code: word(&measure, area_code, row)?,
                geography: word(&measure, geography, row)?,
                month: word(&measure, month, row)?,
                breakdown: words.shared(breakdown.value(row)),
                category: words.shared(category.value(row)),
                numerator: at(numerator, row),
                denominator: at(denominator, row),
                value: at(value, row),
                lower95: at(lower95, row),
                upper95: at(upper95, row),
                completeness: completeness.and_then(|column| at(column, row)),
                status: word(&measure, status, row)?,
                display: String::new(),
            })
        })
        .collect()
}

/// Lays out the figures of one measure for its file.
pub(crate) fn to_batch(measure: &str, figures: &[MeasureValue]) -> Result<RecordBatch> {
    let text = |of: &dyn Fn(&MeasureValue) -> String| -> ArrayRef {
        Arc::new(
            figures
                .iter()
                .map(|figure| Some(of(figure)))
                .collect::<StringArray>(),
        )
    };
    let number = |of: &dyn Fn(&MeasureValue) -> Option<f64>| -> ArrayRef {
        Arc::new(figures.iter().map(of).collect::<Float64Array>())
    };
    let columns = vec![
        text(&|f| f.area_type.to_string()),
        text(&|f| f.area_code.to_string()),
        text(&|f| f.geography.to_string()),
        text(&|f| f.month.to_string()),
        text(&|f| f.breakdown.to_string()),
        text(&|f| f.category.to_string()),
        number(&|f| f.numerator),
        number(&|f| f.denominator),
        number(&|f| f.value),
        number(&|f| f.lower95),
        number(&|f| f.upper95),
        text(&|f| f.status.to_string()),
        number(&|f| f.completeness),
    ];
    let fields: Vec<_> = MEASURE_COLUMNS
        .iter()
        .map(|(name, kind)| Field::new(*name, kind.clone(), true))
        .chain([Field::new(COMPLETENESS, DataType::Float64, true)])
        .collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
        .map_err(|error| ReleaseError::encode(measure, error))
}

fn word<T: FromStr>(measure: &str, column: &StringArray, row: usize) -> Result<T>
where
    T::Err: std::fmt::Display,
{
    if column.is_null(row) {
        return Err(ReleaseError::shape(
            measure,
            format!("row {row} has no name"),
        ));
    }
    column
        .value(row)
        .parse()
        .map_err(|error: T::Err| ReleaseError::shape(measure, format!("row {row}: {error}")))
}

/// Numbers that are not numbers never leave: they stand for "not calculated".
fn at(column: &Float64Array, row: usize) -> Option<f64> {
    (!column.is_null(row))
        .then(|| column.value(row))
        .filter(|number| number.is_finite())
}

/// One copy of each word, however many figures use it.
#[derive(Default)]
struct Words(HashMap<String, Arc<str>>);

impl Words {
    fn shared(&mut self, word: &str) -> Arc<str> {
        if let Some(known) = self.0.get(word) {
            return Arc::clone(known);
        }
        let shared: Arc<str> = word.into();
        self.0.insert(word.to_owned(), Arc::clone(&shared));
        shared
    }
}
