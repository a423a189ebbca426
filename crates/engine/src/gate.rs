//! The one way from a query to figures: SQL over tables about people is answered from protected cells, or refused.
//!
//! A query goes through five steps, whoever sends it and by whatever transport: it must be one query (`statement`); not
//! grow beyond bounds (`weight`); be made of what is allowed (`allowed`); each aggregate of people is turned into one of
//! cells, and what cannot be is refused (`rewrite`); and it runs within bounds of memory, time and rows. Should a step
//! miss something, a table about people has no way to be read (`protected`).

mod allowed;
mod asked;
mod cells;
mod places;
mod protected;
mod refusal;
mod rewrite;
mod shown;
mod statement;
mod weight;

pub use cells::CellSource;
pub use refusal::{Code, Refusal};

use std::sync::Arc;
use std::time::Duration;

use arrow::datatypes::SchemaRef;
use arrow::record_batch::RecordBatch;
use datafusion::common::TableReference;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::error::DataFusionError;
use datafusion::execution::SessionStateBuilder;
use datafusion::execution::context::SessionState;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::coop::CooperativeExec;
use datafusion::physical_plan::{ExecutionPlan, execute_stream};
use datafusion::prelude::SessionContext;
use futures::StreamExt;
use hub_disclosure::Policy;

use crate::catalogue::Fact;
use crate::error::EngineError;
use crate::session::{add_schema, add_table, runtime, session_under};
use cells::CellTables;
use places::Places;
use protected::ProtectedTable;
use rewrite::Rewrite;
use shown::Shown;

/// The schema of all that can be read.
const SCHEMA: &str = "hub";
/// The open table that says which area an atom belongs to.
const AREA_ATOMS: &str = "area_atoms";

/// What one query may take.
#[derive(Debug, Clone, Copy)]
pub struct QueryLimits {
    /// Bytes of its text.
    pub sql_bytes: usize,
    /// Bytes of memory while it runs.
    pub memory_bytes: usize,
    /// Rows of its answer.
    pub rows: usize,
    /// Bytes of its answer.
    pub answer_bytes: usize,
    /// Time from its arrival to its last row.
    pub time: Duration,
}

impl Default for QueryLimits {
    fn default() -> Self {
        Self {
            sql_bytes: 64 * 1024,
            memory_bytes: 512 << 20,
            rows: 200_000,
            answer_bytes: 64 << 20,
            time: Duration::from_secs(30),
        }
    }
}

/// What came of a query.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Its columns.
    pub schema: SchemaRef,
    /// Its rows.
    pub batches: Vec<RecordBatch>,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GateError {
    /// The query is not answered: it is for its sender to change.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Something that should be there cannot be read: it is for the operator to mend.
    #[error(transparent)]
    Failed(#[from] EngineError),
}

/// The figures of one release, before which queries are put.
pub struct Gate {
    state: SessionState,
    tables: Arc<CellTables>,
    shown: Shown,
    /// Names of the hub's own functions.
    own: Vec<String>,
    limits: QueryLimits,
}

impl std::fmt::Debug for Gate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gate")
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

impl Gate {
    /// Puts a table about people for each fact, and the open tables, before a session that can read no others. `policy` must
    /// be the one that the cells were made under.
    ///
    /// # Errors
    /// [`EngineError`] names the table that cannot be registered. Among the open tables must be `area_atoms`.
    pub fn new(
        facts: impl IntoIterator<Item = Fact>,
        policy: &Policy,
        cells: Arc<dyn CellSource>,
        open: Vec<(String, RecordBatch)>,
        limits: QueryLimits,
    ) -> Result<Self, EngineError> {
        let plain = SessionContext::new();
        let context = session_under(policy)?;
        let area_atoms = open.iter().find(|(name, _)| name == AREA_ATOMS);
        let places = match area_atoms {
            Some((_, rows)) => Places::of(rows)?,
            None => Places::default(),
        };
        add_schema(&context, SCHEMA)?;
        for (name, rows) in open {
            add_table(&context, SCHEMA, &name, rows)?;
        }
        for fact in facts {
            let name = TableReference::partial(SCHEMA, fact.id.as_str());
            let table = Arc::new(ProtectedTable::new(Arc::new(fact)));
            context
                .register_table(name.clone(), table)
                .map_err(|error| EngineError::table(name.table(), error))?;
        }
        let shown = Shown::of(&context).map_err(|error| EngineError::table("functions", error))?;
        let (plain, state) = (plain.state(), context.state());
        let is_own = |name: &&String| {
            !plain.scalar_functions().contains_key(*name)
                && !plain.aggregate_functions().contains_key(*name)
        };
        let names = state.scalar_functions().keys();
        let names = names.chain(state.aggregate_functions().keys());
        let own = names.filter(is_own).cloned().collect();
        Ok(Self {
            tables: Arc::new(CellTables::new(cells, places)),
            shown,
            own,
            state,
            limits,
        })
    }

    /// Answers a query.
    ///
    /// # Errors
    /// [`GateError::Refused`] with what to write instead; [`GateError::Failed`] where a release cannot be read.
    pub async fn answer(&self, sql: &str) -> Result<Answer, GateError> {
        let limit = self.limits.time;
        match tokio::time::timeout(limit, self.answer_in_time(sql)).await {
            Ok(answer) => answer,
            Err(_) => Err(Refusal::new(
                Code::Limit,
                format_args!(
                    "this took more than {} seconds. Ask for less at once",
                    limit.as_secs()
                ),
            )
            .into()),
        }
    }

    async fn answer_in_time(&self, sql: &str) -> Result<Answer, GateError> {
        let state = self.state_of_one_query()?;
        let plan = self.plan(&state, sql).await.map_err(spoken)?;
        let plan = state.create_physical_plan(&plan).await.map_err(spoken)?;
        let plan = yielding(plan).map_err(spoken)?;
        let schema = plan.schema();
        let mut rows = execute_stream(plan, state.task_ctx()).map_err(spoken)?;
        let (mut batches, mut n_rows, mut n_bytes) = (Vec::new(), 0_usize, 0_usize);
        while let Some(batch) = rows.next().await {
            let batch = batch.map_err(spoken)?;
            n_rows = n_rows.saturating_add(batch.num_rows());
            n_bytes = n_bytes.saturating_add(batch.get_array_memory_size());
            if n_rows > self.limits.rows || n_bytes > self.limits.answer_bytes {
                return Err(Refusal::new(
                    Code::Limit,
                    format_args!(
                        "the answer has more than {} rows or {} MB. Ask for fewer rows or columns, or group them",
                        self.limits.rows,
                        self.limits.answer_bytes >> 20
                    ),
                )
                .into());
            }
            batches.push(batch);
        }
        Ok(Answer { schema, batches })
    }

    /// The query over cells.
    async fn plan(&self, state: &SessionState, sql: &str) -> Result<LogicalPlan, DataFusionError> {
        let (statement, is_explained) = statement::one_query(state, sql, self.limits.sql_bytes)?;
        let plan = state.statement_to_plan(statement).await?;
        weight::check(&plan)?;
        allowed::check(&plan, &self.own)?;
        let rewrite = Rewrite {
            tables: &self.tables,
            shown: &self.shown,
        };
        let plan = rewrite.plan(plan)?;
        if is_explained {
            return statement::explained(plan);
        }
        Ok(plan)
    }

    /// Each query has memory of its own, so that none can take that of another.
    fn state_of_one_query(&self) -> Result<SessionState, EngineError> {
        Ok(SessionStateBuilder::new_from_existing(self.state.clone())
            .with_runtime_env(runtime(self.limits.memory_bytes)?)
            .build())
    }
}

/// The same plan with a pause now and then in every step that can make many rows of a few: a query that nobody could
/// interrupt would keep its thread beyond any limit of time.
fn yielding(plan: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>, DataFusionError> {
    let yielding = plan.transform_up(|step| match step.children().len() {
        0 | 1 => Ok(Transformed::no(step)),
        _ => Ok(Transformed::yes(
            Arc::new(CooperativeExec::new(step)) as Arc<dyn ExecutionPlan>
        )),
    });
    Ok(yielding?.data)
}

/// A refusal that the engine carried, or its own words for what is wrong with a query.
fn spoken(error: DataFusionError) -> GateError {
    let mut inner = &error;
    loop {
        inner = match inner {
            DataFusionError::Context(_, inner) | DataFusionError::Diagnostic(_, inner) => inner,
            DataFusionError::Shared(inner) => inner,
            DataFusionError::Collection(errors) if !errors.is_empty() => match errors.first() {
                Some(first) => first,
                None => break,
            },
            DataFusionError::External(carried) => match carried.downcast_ref::<Refusal>() {
                Some(refusal) => return refusal.clone().into(),
                None => break,
            },
            _ => break,
        };
    }
    let words = match inner {
        DataFusionError::SQL(error, _) => error.to_string(),
        DataFusionError::Plan(words) | DataFusionError::Configuration(words) => words.clone(),
        DataFusionError::SchemaError(error, _) => error.to_string(),
        DataFusionError::NotImplemented(words) => format!("not offered: {words}"),
        DataFusionError::ArrowError(error, _) => error.to_string(),
        DataFusionError::Execution(words) => words.clone(),
        DataFusionError::ResourcesExhausted(_) => {
            let words = "this needs more memory than a query may have. Ask for less at once";
            return Refusal::new(Code::Limit, words).into();
        }
        _ => return EngineError::query("of an analyst", error).into(),
    };
    // What the engine guesses was meant is another word each time.
    let words = words
        .split("Did you mean")
        .next()
        .unwrap_or_default()
        .trim_end();
    Refusal::new(Code::Sql, words).into()
}
