//! What came of a query, as a page shows it.

use arrow::array::Array;
use hub_access::Answered;
use hub_release::Answer;
use hub_ui::view::{ResultColumn, ResultTable, SqlResult};
use serde_json::Value;

use super::{address, files};
use crate::pages::words;
use crate::problem::Result;
use crate::v1::figures::ADJUSTED;
use crate::v1::sql::{kind, value};

/// Most rows on a page.
const ROWS_SEEN: usize = 1_000;

/// The whole of a result.
pub(super) fn of(answered: &Answered, sql: &str) -> Result<SqlResult> {
    let n_rows = count(&answered.answer);
    let release = answered.release.id.to_string();
    let table = rows(&answered.answer, "Rows of the result")?;
    let months = answered.release.months();
    let empty_hint = match (n_rows, months.first(), months.last()) {
        (0, Some(first), Some(last)) => format!(
            "No row matches. The months of this release run from {first} to {last}; areas and other codes are on the pages of the \
             tables."
        ),
        (0, ..) => "No row matches.".to_owned(),
        _ => String::new(),
    };
    let truncated = if n_rows > table.rows.len() {
        format!(
            "These are the first {} of {} rows. The files below hold all.",
            thousands(table.rows.len()),
            thousands(n_rows)
        )
    } else {
        String::new()
    };
    let pairs = [("q", sql), ("as_at", release.as_str()), ("run", "1")];
    Ok(SqlResult {
        sql: sql.to_owned(),
        summary: format!(
            "{} {} in {:.2} seconds",
            thousands(n_rows),
            if n_rows == 1 { "row" } else { "rows" },
            answered.took.as_secs_f64()
        ),
        notes: vec![
            format!(
                "Release {release}, disclosure policy {}.",
                answered.release.manifest.policy.name
            ),
            ADJUSTED.to_owned(),
        ],
        table,
        empty_hint,
        truncated,
        downloads: files(sql, &release),
        href: address("/analyst/sql", &pairs),
        save: None,
    })
}

/// The first rows of an answer.
pub(super) fn rows(answer: &Answer, caption: &str) -> Result<ResultTable> {
    let columns = answer.schema.fields().iter().map(|field| ResultColumn {
        name: field.name().clone(),
        is_number: matches!(kind(field.data_type()), "integer" | "number"),
    });
    let mut rows = Vec::new();
    for batch in &answer.batches {
        let room = ROWS_SEEN.saturating_sub(rows.len());
        for row in 0..batch.num_rows().min(room) {
            let cells = batch.columns().iter().map(|column| cell(column, row));
            rows.push(cells.collect::<Result<Vec<_>>>()?);
        }
    }
    Ok(ResultTable {
        caption: caption.to_owned(),
        columns: columns.collect(),
        rows,
    })
}

fn cell(column: &dyn Array, row: usize) -> Result<Option<String>> {
    Ok(match value(column, row)? {
        Value::Null => None,
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    })
}

fn count(answer: &Answer) -> usize {
    answer.batches.iter().map(|batch| batch.num_rows()).sum()
}

/// A number with its thousands apart.
pub(super) fn thousands(number: usize) -> String {
    words::thousands(u64::try_from(number).unwrap_or(u64::MAX))
}
