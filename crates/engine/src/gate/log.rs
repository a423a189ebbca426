//! The gate of the audit log: SQL over who asked what, for those who answer for disclosure control.
//!
//! It is a session of its own with two tables, made of the log. No figure and no row about people is in it, and nothing of
//! the log in that of anybody else, so that the two cannot be joined. A query passes the same steps as one for figures,
//! but for the one that puts cells in the place of people.

use std::time::Duration;

use arrow::datatypes::DataType;
use datafusion::common::TableReference;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::SessionStateBuilder;
use datafusion::execution::context::SessionState;
use datafusion::logical_expr::LogicalPlan;
use datafusion::scalar::ScalarValue;
use datafusion::sql::parser::Statement;
use hub_store::AuditLog;

use super::refusal::{Code, Refusal};
use super::rewrite::refused;
use super::{
    Answer, BATCH_ROWS, Described, GateError, Query, QueryLimits, Turn, allowed, check_weight,
    held, named, reads, run, spoken, statement, subqueries, too_long, values,
};
use crate::error::EngineError;
use crate::questions::{Questions, Rows};
use crate::session::{add_schema, add_table, session};

/// The schema of the log.
const SCHEMA: &str = "audit";
/// One row for each question, with what came of it.
const QUESTIONS: &str = "questions";
/// One row for each entry of the chain.
const ENTRIES: &str = "entries";

/// The log of questions, before which queries about it are put. What was read of it is kept for the next.
#[derive(Debug)]
pub struct LogGate {
    questions: Questions,
    /// The tables without a row.
    empty: Empty,
    limits: QueryLimits,
}

struct Empty(SessionState);

impl std::fmt::Debug for Empty {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Empty").finish_non_exhaustive()
    }
}

impl LogGate {
    /// The gate of a log; reads nothing yet.
    ///
    /// # Errors
    /// [`GateError::Failed`] where no session can be made, which would be a fault of this program.
    pub fn open(log: AuditLog, limits: QueryLimits) -> Result<Self, GateError> {
        let none = Rows::none().map_err(|error| EngineError::table(QUESTIONS, error.into()))?;
        Ok(Self {
            questions: Questions::of(log),
            empty: Empty(state(none, limits.memory_bytes, None)?),
            limits,
        })
    }

    /// Whether a query names the log, or what would be part of it. One that cannot be read, or is none, does not.
    #[must_use]
    pub fn is_asked(&self, sql: &str) -> bool {
        self.named(sql).iter().any(is_of_log)
    }

    /// The tables of the log that a query names. Nothing else of its text comes back.
    #[must_use]
    pub fn tables_in(&self, sql: &str) -> Vec<String> {
        let named = self.named(sql);
        let is_named = |table: &&str| {
            let mut of_log = named.iter().filter(|name| is_of_log(name));
            of_log.any(|name| name.table() == *table)
        };
        let tables = [QUESTIONS, ENTRIES].into_iter().filter(is_named);
        tables.map(|table| format!("{SCHEMA}.{table}")).collect()
    }

    /// What a query would answer, without reading the log.
    ///
    /// # Errors
    /// As [`Self::answer`].
    pub async fn describe(&self, sql: &str) -> Result<Described, GateError> {
        let described = async {
            let (plan, values) = self.plan(&self.empty.0, sql, None).await.map_err(spoken)?;
            Ok(Described {
                schema: named::columns(plan.schema().inner()),
                values,
                reads: reads(&plan).map_err(spoken)?,
            })
        };
        within(self.limits.time, described).await
    }

    /// Answers a query from the newest records of the log.
    ///
    /// # Errors
    /// [`GateError::Refused`] with what to write instead; [`GateError::Failed`] where the log cannot be read.
    pub async fn answer(&self, query: impl Into<Query<'_>>) -> Result<Answer, GateError> {
        within(self.limits.time, self.answer_in_time(query.into())).await
    }

    async fn answer_in_time(&self, query: Query<'_>) -> Result<Answer, GateError> {
        let (sql, values) = (query.sql, query.values);
        // What is refused costs no reading.
        let plan = self.plan(&self.empty.0, sql, Some(values.clone())).await;
        plan.map_err(spoken)?;
        let rows = self.rows().await?;
        let state = state(rows, self.limits.memory_bytes, query.turn)?;
        let plan = self.plan(&state, sql, Some(values)).await;
        let (plan, _) = plan.map_err(spoken)?;
        run(&state, &plan, self.limits).await
    }

    async fn rows(&self) -> Result<Rows, GateError> {
        // A first reading may take longer than a query may. It goes on with the next.
        match tokio::time::timeout(self.limits.time / 2, self.questions.rows()).await {
            Ok(rows) => rows.map_err(|error| {
                EngineError::table(SCHEMA, DataFusionError::External(Box::new(error))).into()
            }),
            Err(_) => {
                let words = "the log is still being read for the first time. Ask again";
                Err(Refusal::new(Code::Limit, words).into())
            }
        }
    }

    async fn plan(
        &self,
        state: &SessionState,
        sql: &str,
        values: Option<Vec<ScalarValue>>,
    ) -> Result<(LogicalPlan, Vec<Option<DataType>>)> {
        let (statement, is_explained) = statement::one_query(state, sql, self.limits.sql_bytes)?;
        apart(state, &statement)?;
        let plan = state.statement_to_plan(statement).await?;
        check_weight(&plan)?;
        let types = values::types(&plan)?;
        let plan = values::put(plan, values.as_deref(), &types)?;
        allowed::check(&plan, SCHEMA, &[])?;
        subqueries::check(&plan)?;
        let plan = match is_explained {
            true => statement::explained(plan)?,
            false => plan,
        };
        Ok((plan, types))
    }

    fn named(&self, sql: &str) -> Vec<TableReference> {
        // Most queries are for figures, and need not be read twice.
        if !is_perhaps_of_log(sql) {
            return Vec::new();
        }
        let state = &self.empty.0;
        let read = statement::one_query(state, sql, self.limits.sql_bytes);
        let named = read.and_then(|(statement, _)| state.resolve_table_references(&statement));
        named.unwrap_or_default()
    }
}

/// Whether a query could name the log, by its letters alone: what does not have them is for figures.
#[must_use]
pub fn is_perhaps_of_log(sql: &str) -> bool {
    sql.to_ascii_lowercase().contains(SCHEMA)
}

fn is_of_log(name: &TableReference) -> bool {
    name.schema() == Some(SCHEMA)
}

/// Refuses a query that names anything beside the log.
fn apart(state: &SessionState, statement: &Statement) -> Result<()> {
    let named = state.resolve_table_references(statement)?;
    match named.iter().all(is_of_log) {
        true => Ok(()),
        false => Err(refused(Refusal::new(
            Code::Shape,
            "the log of questions is asked by itself. Name tables of schema audit only, and ask for figures in a query of its own",
        ))),
    }
}

/// A session that can read these rows and nothing else.
fn state(rows: Rows, memory_bytes: usize, turn: Option<Turn>) -> Result<SessionState, EngineError> {
    let context = session()?;
    add_schema(&context, SCHEMA)?;
    add_table(&context, SCHEMA, QUESTIONS, rows.questions)?;
    add_table(&context, SCHEMA, ENTRIES, rows.entries)?;
    let config = context
        .copied_config()
        .with_target_partitions(1)
        .with_batch_size(BATCH_ROWS)
        // The tables are in the catalogue that there is.
        .with_create_default_catalog_and_schema(false);
    Ok(SessionStateBuilder::new_from_existing(context.state())
        .with_config(config)
        .with_runtime_env(held::runtime(memory_bytes, turn)?)
        .build())
}

async fn within<T>(
    limit: Duration,
    work: impl Future<Output = Result<T, GateError>>,
) -> Result<T, GateError> {
    match tokio::time::timeout(limit, work).await {
        Ok(done) => done,
        Err(_) => Err(too_long(limit).into()),
    }
}
