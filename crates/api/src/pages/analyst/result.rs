//! What came of a query, as a page shows it.

use arrow::array::Array;
use hub_access::Answered;
use hub_release::{Answer, TableInfo};
use hub_ui::view::{ResultColumn, ResultTable, SqlResult};
use serde_json::{Number, Value};

use super::{address, files};
use crate::pages::words;
use crate::problem::Result;
use crate::v1::figures::ADJUSTED;
use crate::v1::sql::{codes, kind, months, sums, value};

/// Most rows on a page.
const ROWS_SEEN: usize = 1_000;

/// The whole of a result.
pub(super) fn of(answered: &Answered, sql: &str, tables: &[TableInfo]) -> Result<SqlResult> {
    let n_rows = count(&answered.answer);
    let release = answered.release.id.to_string();
    let table = rows(&answered.answer, "Rows of the result")?;
    let empty_hint = match n_rows {
        0 => no_row(answered, tables),
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
        doubts: codes(&answered.answer),
        notes: [
            format!(
                "Release {release}, disclosure policy {}.",
                answered.release.manifest.policy.name
            ),
            ADJUSTED.to_owned(),
        ]
        .into_iter()
        .chain(months(&answered.release, &answered.answer))
        .collect(),
        sums: sums(&answered.answer).to_owned(),
        table,
        empty_hint,
        truncated,
        downloads: files(sql, &release),
        href: address("/analyst/sql", &pairs),
        save: None,
    })
}

/// What to look at where no row matches: the months of the table that was read, where these are fewer than those of the
/// release.
fn no_row(answered: &Answered, tables: &[TableInfo]) -> String {
    let release = &answered.release;
    let is_read = |table: &&TableInfo| {
        let fact = table.fact.as_deref();
        fact.is_some_and(|fact| {
            let mut sets = fact.dimension_sets();
            sets.extend(fact.opened_sets());
            let mut cells = sets
                .iter()
                .map(|set| format!("cells.{}", fact.cell_table(set)));
            cells.any(|cells| answered.answer.reads.contains(&cells))
        })
    };
    let of_final = tables.iter().filter(is_read).find(|table| {
        let fact = table.fact.as_deref();
        fact.is_some_and(|fact| fact.of.is_of_final_months())
    });
    let (of, months) = match of_final {
        Some(table) => (
            format!("hub.{}", table.name),
            crate::months::of_table(table, release),
        ),
        None => ("this release".to_owned(), release.months().to_vec()),
    };
    let (Some(first), Some(last)) = (months.first(), months.last()) else {
        return "No row matches.".to_owned();
    };
    let left_out = release
        .months()
        .iter()
        .filter(|month| !months.contains(month));
    let left_out = left_out.map(|month| {
        let month = month.words();
        format!(" {month} is provisional and not in this table.")
    });
    let left_out: String = left_out.collect();
    format!(
        "No row matches. The months of {of} run from {first} to {last}.{left_out} Areas and other codes are on the pages of \
         the tables."
    )
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
        Value::Number(number) => Some(written(&number)),
        other => Some(other.to_string()),
    })
}

/// A number in the shortest way that has its first fifteen digits: what comes after these is of how numbers are held.
fn written(number: &Number) -> String {
    let whole = number.is_i64() || number.is_u64();
    let rounded = number
        .as_f64()
        .filter(|_| !whole)
        .and_then(|value| format!("{value:.14e}").parse().ok())
        .and_then(Number::from_f64);
    rounded.as_ref().unwrap_or(number).to_string()
}

fn count(answer: &Answer) -> usize {
    answer.batches.iter().map(|batch| batch.num_rows()).sum()
}

/// A number with its thousands apart.
pub(super) fn thousands(number: usize) -> String {
    words::thousands(u64::try_from(number).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use serde_json::Number;

    use super::written;

    #[test]
    fn no_digit_is_shown_that_only_the_way_of_holding_numbers_made() {
        let of = |value: f64| written(&Number::from_f64(value).unwrap());
        assert_eq!(of(694.390_000_000_000_2), "694.39");
        assert_eq!(of(0.1 + 0.2), "0.3");
        assert_eq!(of(-2.5), "-2.5");
        assert_eq!(of(1.0 / 3.0), "0.333333333333333");
        assert_eq!(
            written(&Number::from(9_007_199_254_740_993_i64)),
            "9007199254740993"
        );
    }
}
