//! The one way from a query to figures: SQL over tables about people is answered from protected cells, or refused.
//!
//! A query goes through five steps, whoever sends it and by whatever transport: it must be one query (`statement`); not
//! grow beyond bounds (`weight`); be made of what is allowed (`allowed`); each aggregate of people is turned into one of
//! cells, as far as whoever asks may see them (`scope`), and what cannot be is refused (`rewrite`); and it runs within bounds
//! of memory, time and rows. Should a step miss something, a table about people has no way to be read (`protected`).

mod allowed;
mod asked;
mod bounded;
mod cells;
mod clauses;
mod coded;
mod deeper;
mod held;
mod log;
mod named;
mod offered;
mod patterns;
mod places;
mod protected;
mod readings;
mod refusal;
mod rewrite;
mod scope;
mod shown;
mod size;
mod spoken;
mod statement;
mod subqueries;
mod time;
mod values;
mod weight;

pub use bounded::counted;
pub use cells::CellSource;
pub use deeper::{Deeper, Reach};
pub use log::{LogGate, is_perhaps_of_log};
pub use offered::Offered;
pub use patterns::check_patterns;
pub use refusal::{Code, Refusal};
pub use time::{Deadline, too_long};
pub use weight::check_weight;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use arrow::datatypes::{DataType, SchemaRef};
use arrow::record_batch::RecordBatch;
use datafusion::catalog::TableProvider;
use datafusion::common::TableReference;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::error::DataFusionError;
use datafusion::execution::SessionStateBuilder;
use datafusion::execution::context::SessionState;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::execute_stream;
use datafusion::prelude::SessionContext;
use datafusion::scalar::ScalarValue;
use futures::StreamExt;
use hub_disclosure::Policy;

use crate::catalogue::Fact;
use crate::error::EngineError;
use crate::functions;
use crate::session::{add_schema, add_table_in_pieces, session_under};
use cells::CellTables;
use coded::Months;
use places::Places;
use protected::ProtectedTable;
use rewrite::Rewrite;
use shown::Shown;
use spoken::spoken;

/// The schema of all that can be read.
const SCHEMA: &str = "hub";
/// The open table that says which area an atom belongs to.
const AREA_ATOMS: &str = "area_atoms";
/// The open table of the months of the release.
const MONTHS: &str = "months";

/// Rows that are worked on at once.
const BATCH_ROWS: usize = 1_024;

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

/// A query, as its sender means it.
#[derive(Debug, Clone, Default)]
pub struct Query<'a> {
    /// Its text.
    pub sql: &'a str,
    /// What stands for `$1`, `$2` and so on.
    pub values: Vec<ScalarValue>,
    /// What may be read for it besides the cells that everyone sees.
    pub deeper: Deeper,
    /// Kept until the last of its tasks has ended, however it ended: what says that its turn is not over.
    pub turn: Option<Turn>,
}

/// Whatever its holder gives back when the last copy is dropped.
pub type Turn = Arc<dyn std::any::Any + Send + Sync>;

impl<'a> From<&'a str> for Query<'a> {
    fn from(sql: &'a str) -> Self {
        Self {
            sql,
            ..Self::default()
        }
    }
}

impl<'a> From<&'a String> for Query<'a> {
    fn from(sql: &'a String) -> Self {
        sql.as_str().into()
    }
}

/// What a query would answer.
#[derive(Debug, Clone)]
pub struct Described {
    /// Its columns.
    pub schema: SchemaRef,
    /// The types of `$1`, `$2` and so on; none where any would do.
    pub values: Vec<Option<DataType>>,
    /// The tables of cells and the open tables that it reads.
    pub reads: Vec<String>,
}

/// A table that can be asked of.
#[derive(Debug, Clone)]
pub struct TableInfo {
    /// Its name in the schema `hub`.
    pub name: String,
    /// Its columns.
    pub schema: SchemaRef,
    /// The fact that it is about, where its rows are about people and can only be counted.
    pub fact: Option<Arc<Fact>>,
    /// Its rows, where it is open.
    pub rows: Option<usize>,
}

/// What came of a query.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Its columns.
    pub schema: SchemaRef,
    /// Its rows.
    pub batches: Vec<RecordBatch>,
    /// The tables of cells and the open tables that were read.
    pub reads: Vec<String>,
    /// What is to be said of the query, known from its words alone: values that are no code of their column.
    pub notes: Vec<String>,
}

impl Answer {
    /// Bytes of its rows.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let batches = self.batches.iter();
        batches.map(size::of).fold(0, usize::saturating_add)
    }
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
    months: Months,
    shown: Shown,
    /// Names of the hub's own functions.
    own: Vec<String>,
    infos: Vec<TableInfo>,
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
        let months = open.iter().find(|(name, _)| name == MONTHS);
        let months = months.map_or_else(Months::default, |(_, rows)| Months::of(rows));
        add_schema(&context, SCHEMA)?;
        let mut infos = Vec::new();
        for fact in facts {
            let fact = Arc::new(fact);
            let name = TableReference::partial(SCHEMA, fact.id.as_str());
            let table = Arc::new(ProtectedTable::new(Arc::clone(&fact)));
            infos.push(TableInfo {
                name: fact.id.clone(),
                schema: table.schema(),
                fact: Some(fact),
                rows: None,
            });
            context
                .register_table(name.clone(), table)
                .map_err(|error| EngineError::table(name.table(), error))?;
        }
        for (name, rows) in open {
            infos.push(TableInfo {
                name: name.clone(),
                schema: rows.schema(),
                fact: None,
                rows: Some(rows.num_rows()),
            });
            add_table_in_pieces(&context, SCHEMA, &name, &rows, BATCH_ROWS)?;
        }
        let shown =
            Shown::of(&context, policy).map_err(|error| EngineError::table("functions", error))?;
        // In one piece: the same question then has its rows in the same order each time, where they tie too.
        let config = context
            .copied_config()
            .with_target_partitions(1)
            // What a function makes of one batch of texts is not in the memory that is counted.
            .with_batch_size(BATCH_ROWS)
            // The tables are in the catalogue that there is.
            .with_create_default_catalog_and_schema(false);
        let state = SessionStateBuilder::new_from_existing(context.state())
            .with_config(config)
            .build();
        let plain = plain.state();
        let is_own = |name: &&String| {
            !plain.scalar_functions().contains_key(*name)
                && !plain.aggregate_functions().contains_key(*name)
        };
        let names = state.scalar_functions().keys();
        let names = names.chain(state.aggregate_functions().keys());
        let own = names.filter(is_own).cloned().collect();
        Ok(Self {
            tables: Arc::new(CellTables::new(cells, places)),
            months,
            shown,
            own,
            infos,
            state,
            limits,
        })
    }

    /// The tables that can be asked of: first those about people.
    #[must_use]
    pub fn tables(&self) -> &[TableInfo] {
        &self.infos
    }

    /// Those of them that a query names. Nothing else of its text comes back; one that cannot be read names none.
    #[must_use]
    pub fn tables_in(&self, sql: &str) -> Vec<String> {
        let read = statement::one_query(&self.state, sql, self.limits.sql_bytes);
        let named = read.and_then(|(statement, _)| self.state.resolve_table_references(&statement));
        let named = named.unwrap_or_default();
        let is_named = |info: &&TableInfo| named.iter().any(|name| name.table() == info.name);
        let infos = self.infos.iter().filter(is_named);
        infos
            .map(|info| format!("{SCHEMA}.{}", info.name))
            .collect()
    }

    /// What one query may take.
    #[must_use]
    pub fn limits(&self) -> QueryLimits {
        self.limits
    }

    /// What a query would answer, without reading any figure.
    ///
    /// # Errors
    /// As [`Self::answer`].
    pub async fn describe(&self, query: impl Into<Query<'_>>) -> Result<Described, GateError> {
        let (state, query) = (self.state_of_one_query(None)?, query.into());
        let described = async {
            let planned = self.plan(&state, query.sql, None, &query.deeper).await?;
            Ok(Described {
                schema: named::columns(planned.plan.schema().inner()),
                values: planned.values,
                reads: reads(&planned.plan)?,
            })
        };
        let limit = self.limits.time;
        match tokio::time::timeout(limit, described).await {
            Ok(described) => described.map_err(spoken),
            Err(_) => Err(too_long(limit).into()),
        }
    }

    /// Answers a query.
    ///
    /// # Errors
    /// [`GateError::Refused`] with what to write instead; [`GateError::Failed`] where a release cannot be read.
    pub async fn answer(&self, query: impl Into<Query<'_>>) -> Result<Answer, GateError> {
        let (limit, query) = (self.limits.time, query.into());
        match tokio::time::timeout(limit, self.answer_in_time(query)).await {
            Ok(answer) => answer,
            Err(_) => Err(too_long(limit).into()),
        }
    }

    async fn answer_in_time(&self, query: Query<'_>) -> Result<Answer, GateError> {
        let state = self.state_of_one_query(query.turn)?;
        let (sql, values) = (query.sql, Some(query.values));
        let planned = self.plan(&state, sql, values, &query.deeper).await;
        let Planned { plan, notes, .. } = planned.map_err(spoken)?;
        let answer = run(&state, &plan, self.limits).await?;
        Ok(Answer { notes, ..answer })
    }

    /// The query over cells. Without `values` nothing stands for them.
    async fn plan(
        &self,
        state: &SessionState,
        sql: &str,
        values: Option<Vec<ScalarValue>>,
        deeper: &Deeper,
    ) -> Result<Planned, DataFusionError> {
        let (statement, is_explained) = statement::one_query(state, sql, self.limits.sql_bytes)?;
        let plan = state.statement_to_plan(statement).await?;
        check_weight(&plan)?;
        let types = values::types(&plan)?;
        let plan = values::put(plan, values.as_deref(), &types)?;
        allowed::check(&plan, SCHEMA, &self.own)?;
        let rewrite = Rewrite {
            tables: &self.tables,
            shown: &self.shown,
            deeper,
            months: &self.months,
            notes: RefCell::default(),
        };
        let plan = rewrite.plan(plan)?;
        let notes = rewrite.notes.into_inner().into_iter().collect();
        subqueries::check(&plan)?;
        let plan = match is_explained {
            true => statement::explained(plan)?,
            false => plan,
        };
        Ok(Planned {
            plan,
            values: types,
            notes,
        })
    }

    /// Each query has memory of its own, so that none can take that of another, and an end of its own.
    fn state_of_one_query(&self, turn: Option<Turn>) -> Result<SessionState, EngineError> {
        let mut state = SessionStateBuilder::new_from_existing(self.state.clone())
            .with_runtime_env(held::runtime(self.limits.memory_bytes, turn)?)
            .build();
        functions::register_until(&mut state, Deadline::after(self.limits.time))
            .map_err(|error| EngineError::table("functions", error))?;
        Ok(state)
    }
}

/// A query over cells.
struct Planned {
    plan: LogicalPlan,
    /// The types of the values that it takes.
    values: Vec<Option<DataType>>,
    /// What is to be said of it beside its answer.
    notes: Vec<String>,
}

/// The rows of a plan, within bounds.
async fn run(
    state: &SessionState,
    plan: &LogicalPlan,
    limits: QueryLimits,
) -> Result<Answer, GateError> {
    let reads = reads(plan).map_err(spoken)?;
    let plan = state.create_physical_plan(plan).await.map_err(spoken)?;
    let plan = bounded::yielding(plan, Deadline::after(limits.time)).map_err(spoken)?;
    let plan = counted(plan).map_err(spoken)?;
    let schema = named::columns(&plan.schema());
    let mut rows = execute_stream(plan, state.task_ctx()).map_err(spoken)?;
    let (mut batches, mut n_rows, mut n_bytes) = (Vec::new(), 0_usize, 0_usize);
    while let Some(batch) = rows.next().await {
        let batch = batch.map_err(spoken)?;
        let batch = named::rows(batch).map_err(|error| spoken(error.into()))?;
        n_rows = n_rows.saturating_add(batch.num_rows());
        n_bytes = n_bytes.saturating_add(size::of(&batch));
        if n_rows > limits.rows || n_bytes > limits.answer_bytes {
            return Err(Refusal::new(
                Code::Limit,
                format_args!(
                    "the answer has more than {} rows or {} MB. Ask for fewer rows or columns, or group them",
                    limits.rows,
                    limits.answer_bytes >> 20
                ),
            )
            .into());
        }
        batches.push(batch);
    }
    Ok(Answer {
        schema,
        batches,
        reads,
        notes: Vec::new(),
    })
}

/// The tables of cells and the open tables that a plan reads.
fn reads(plan: &LogicalPlan) -> Result<Vec<String>, DataFusionError> {
    let mut reads = BTreeSet::new();
    plan.apply_with_subqueries(|node| {
        if let LogicalPlan::TableScan(scan) = node {
            reads.insert(scan.table_name.to_string());
        }
        Ok(TreeNodeRecursion::Continue)
    })?;
    Ok(reads.into_iter().collect())
}

/// Refuses a text that is too long to be planned safely, by whomever.
///
/// # Errors
/// [`Code::Limit`] with the bound; [`Code::Statement`] for what no engine of ours takes notice of.
pub fn check_length(sql: &str) -> Result<(), Refusal> {
    statement::short_enough(sql)
}
