//! What published studies asked, asked of the figures of a release.
//!
//! An evaluation is a query of `sql/evaluations/` over the open table of measures, put before the same gate as everybody's.
//! It reads what pages show already, so that it tells no more than they do.

use arrow::array::{Array, AsArray, Float64Array, StringArray};
use arrow::datatypes::Float64Type;
use arrow::record_batch::RecordBatch;
use hub_engine::{EvaluationFile, Gate, Query, ScalarValue, Turn};
use hub_standard::ids::{AreaCode, Month};

use crate::error::{ReleaseError, Result};
use crate::value::{AreaType, Status};

/// The table that an evaluation reads, and no other.
const READS: &str = "hub.measure_values";

/// One figure of an evaluation: of one area and month, with the sentence that says it.
#[derive(Debug, Clone, PartialEq)]
pub struct EvaluationFigure {
    /// The kind of the area.
    pub area_type: AreaType,
    /// The area.
    pub area_code: AreaCode,
    /// Which figure of the evaluation, in a word.
    pub figure: String,
    /// The month.
    pub month: Month,
    /// The figure; `None` unless its status says that there is one.
    pub value: Option<f64>,
    /// Lower 95 % limit.
    pub lower95: Option<f64>,
    /// Upper 95 % limit.
    pub upper95: Option<f64>,
    /// The same under cautious assumptions, where it rests on assumptions.
    pub low: Option<f64>,
    /// The same under hopeful ones.
    pub high: Option<f64>,
    /// What the value counts.
    pub unit: String,
    /// Whether there is a value, and if not, why.
    pub status: Status,
    /// The figure in words, with its interval, or why there is none.
    pub sentence: String,
}

/// The figures of an evaluation for one month, by area. The turn is kept until the last of the work has ended.
///
/// # Errors
/// [`ReleaseError::Evaluation`]: the query is refused or cannot be run, or reads or gives something else than it must.
pub async fn evaluate(
    gate: &Gate,
    evaluation: &EvaluationFile,
    month: Month,
    turn: Option<Turn>,
) -> Result<Vec<EvaluationFigure>> {
    let id = evaluation.meta.id.as_str();
    // An evaluation gives every month; the engine reads the one.
    let sql = format!(
        "select * from (\n{}\n) as evaluation where month = $1",
        evaluation.sql
    );
    let query = Query {
        values: vec![ScalarValue::from(month.to_string().as_str())],
        turn,
        ..sql.as_str().into()
    };
    let answer = gate
        .answer(query)
        .await
        .map_err(|source| ReleaseError::Evaluation {
            id: id.to_owned(),
            source: Box::new(source),
        })?;
    if answer.reads.iter().any(|table| table != READS) {
        return Err(ReleaseError::shape(
            id,
            format!("it reads more than {READS}"),
        ));
    }
    let mut figures = Vec::new();
    for rows in &answer.batches {
        read(id, rows, &mut figures)?;
    }
    figures.sort_by(|a, b| {
        let place = |figure: &EvaluationFigure| (figure.area_type, figure.area_code.clone());
        place(a)
            .cmp(&place(b))
            .then_with(|| a.figure.cmp(&b.figure))
    });
    Ok(figures)
}

fn read(id: &str, rows: &RecordBatch, figures: &mut Vec<EvaluationFigure>) -> Result<()> {
    let text = |name: &str| -> Result<&StringArray> {
        let column = rows.column_by_name(name);
        column
            .and_then(|column| column.as_string_opt::<i32>())
            .ok_or_else(|| ReleaseError::shape(id, format!("no text column {name}")))
    };
    let number = |name: &str| -> Result<&Float64Array> {
        let column = rows.column_by_name(name);
        column
            .and_then(|column| column.as_primitive_opt::<Float64Type>())
            .ok_or_else(|| ReleaseError::shape(id, format!("no number column {name}")))
    };
    let (area_type, area_code) = (text("area_type")?, text("area_code")?);
    let (figure, month) = (text("figure")?, text("month")?);
    let (unit, status, sentence) = (text("unit")?, text("status")?, text("sentence")?);
    let (value, lower95, upper95) = (number("value")?, number("lower95")?, number("upper95")?);
    let (low, high) = (number("low")?, number("high")?);
    for row in 0..rows.num_rows() {
        let at = |column: &Float64Array| column.is_valid(row).then(|| column.value(row));
        let words = |column: &StringArray| column.value(row).to_owned();
        let unreadable =
            |error: &dyn std::fmt::Display| ReleaseError::shape(id, format!("row {row}: {error}"));
        figures.push(EvaluationFigure {
            area_type: area_type
                .value(row)
                .parse()
                .map_err(|error| unreadable(&error))?,
            area_code: area_code
                .value(row)
                .parse()
                .map_err(|error| unreadable(&error))?,
            figure: words(figure),
            month: month
                .value(row)
                .parse()
                .map_err(|error| unreadable(&error))?,
            value: at(value),
            lower95: at(lower95),
            upper95: at(upper95),
            low: at(low),
            high: at(high),
            unit: words(unit),
            status: status
                .value(row)
                .parse()
                .map_err(|error| unreadable(&error))?,
            sentence: words(sentence),
        });
    }
    Ok(())
}
