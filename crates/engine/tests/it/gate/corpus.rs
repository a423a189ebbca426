//! Statements that are answered, and statements that are refused, in `sql/tests/gate`.

use std::path::{Path, PathBuf};

use arrow::util::display::array_value_to_string;
use hub_engine::{Gate, GateError};
use sqllogictest::{DBOutput, DefaultColumnType, Record, Runner, parse_file};

use super::world::World;

fn file(name: &str) -> PathBuf {
    Path::new("../../sql/tests/gate").join(name)
}

/// The statements of a file.
pub(super) fn statements(name: &str) -> Vec<String> {
    let records = parse_file::<DefaultColumnType>(file(name)).expect("a file of statements");
    let statements = records.into_iter().filter_map(|record| match record {
        Record::Statement { sql, .. } | Record::Query { sql, .. } => Some(sql),
        _ => None,
    });
    statements.collect()
}

struct Asked(Gate);

#[async_trait::async_trait]
impl sqllogictest::AsyncDB for Asked {
    type Error = GateError;
    type ColumnType = DefaultColumnType;

    async fn run(&mut self, sql: &str) -> Result<DBOutput<DefaultColumnType>, GateError> {
        let answer = self.0.answer(sql).await?;
        let mut rows = Vec::new();
        for batch in &answer.batches {
            for row in 0..batch.num_rows() {
                let cell = |column| match batch.column(column).is_null(row) {
                    true => "NULL".to_owned(),
                    false => array_value_to_string(batch.column(column), row).expect("text"),
                };
                rows.push((0..batch.num_columns()).map(cell).collect());
            }
        }
        let types = vec![DefaultColumnType::Any; answer.schema.fields().len()];
        Ok(DBOutput::Rows { types, rows })
    }

    async fn shutdown(&mut self) {}

    fn engine_name(&self) -> &'static str {
        "gate"
    }
}

#[tokio::test]
async fn every_statement_is_answered_or_refused_as_its_file_says() {
    let (accepted, refused) = (statements("accept.slt"), statements("reject.slt"));
    let all = accepted.len() + refused.len();
    assert!(all >= 300, "{all} statements");
    let mut failures = Vec::new();
    for name in ["accept.slt", "reject.slt"] {
        let mut runner = Runner::new(|| async { Ok(Asked(World::exact().gate())) });
        for record in parse_file::<DefaultColumnType>(file(name)).expect("a file of statements") {
            if let Err(failure) = runner.run_async(record).await {
                failures.push(failure.display(false).to_string());
            }
        }
    }
    assert!(
        failures.is_empty(),
        "{} of {all}:\n{}",
        failures.len(),
        failures.join("\n\n")
    );
}
