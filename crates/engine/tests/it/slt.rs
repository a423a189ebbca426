//! Runs every file of `sql/tests`, each in a fresh session.

use std::path::Path;

use arrow::array::{Array, AsArray};
use arrow::datatypes::{DataType, Float64Type};
use arrow::record_batch::RecordBatch;
use arrow::util::display::array_value_to_string;
use datafusion::error::DataFusionError;
use datafusion::prelude::SessionContext;
use sqllogictest::{DBOutput, DefaultColumnType, Runner};

struct Database(SessionContext);

#[async_trait::async_trait]
impl sqllogictest::AsyncDB for Database {
    type Error = DataFusionError;
    type ColumnType = DefaultColumnType;

    async fn run(&mut self, sql: &str) -> Result<DBOutput<DefaultColumnType>, DataFusionError> {
        let batches = self.0.sql(sql).await?.collect().await?;
        let Some(first) = batches.first() else {
            return Ok(DBOutput::StatementComplete(0));
        };
        let types = first
            .schema()
            .fields()
            .iter()
            .map(|field| column_type(field.data_type()))
            .collect();
        let mut rows = Vec::new();
        for batch in &batches {
            for row in 0..batch.num_rows() {
                rows.push(cells(batch, row)?);
            }
        }
        if first.num_columns() == 0 {
            return Ok(DBOutput::StatementComplete(0));
        }
        Ok(DBOutput::Rows { types, rows })
    }

    async fn shutdown(&mut self) {}

    fn engine_name(&self) -> &'static str {
        "hub"
    }
}

fn column_type(data_type: &DataType) -> DefaultColumnType {
    match data_type {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => DefaultColumnType::Text,
        other if other.is_integer() => DefaultColumnType::Integer,
        other if other.is_floating() => DefaultColumnType::FloatingPoint,
        _ => DefaultColumnType::Any,
    }
}

fn cells(batch: &RecordBatch, row: usize) -> Result<Vec<String>, DataFusionError> {
    batch
        .columns()
        .iter()
        .map(|column| {
            if column.is_null(row) {
                return Ok("NULL".to_owned());
            }
            if let Some(numbers) = column.as_primitive_opt::<Float64Type>() {
                return Ok(ten_figures(numbers.value(row)));
            }
            Ok(array_value_to_string(column, row)?)
        })
        .collect()
}

/// Ten significant figures: machines differ in the sixteenth.
fn ten_figures(value: f64) -> String {
    let rounded: f64 = format!("{value:.9e}")
        .parse()
        .expect("a number that was just printed");
    rounded.to_string()
}

#[tokio::test]
async fn every_sql_test_file_gives_the_answers_it_states() {
    let folder = Path::new("../../sql/tests");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder of SQL tests")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "slt"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no .slt file in {}", folder.display());
    let mut failures = Vec::new();
    for file in &files {
        let mut runner =
            Runner::new(|| async { Ok(Database(hub_engine::session().expect("a session"))) });
        if let Err(failure) = runner.run_file_async(file).await {
            failures.push(failure.display(false).to_string());
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
