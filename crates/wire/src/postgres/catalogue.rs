//! What tools ask of the catalogue of PostgreSQL, answered by a session of its own.
//!
//! It knows the tables of a release by name and column and holds no row of any, so that nothing that goes wrong here can
//! show a figure. What a query may do is bounded all the same: whoever signs in can send one.

mod functions;
mod room;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use arrow::array::Array as _;
use arrow::datatypes::{DataType, SchemaRef};
use arrow::record_batch::RecordBatch;
use datafusion::common::ParamValues;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::datasource::empty::EmptyTable;
use datafusion::error::DataFusionError;
use datafusion::execution::SessionStateBuilder;
use datafusion::execution::context::{SQLOptions, SessionState};
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::GreedyMemoryPool;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::coop::CooperativeExec;
use datafusion::physical_plan::{ExecutionPlan, execute_stream};
use datafusion::prelude::{SessionConfig, SessionContext};
use datafusion::scalar::ScalarValue;
use datafusion::sql::parser::Statement;
use datafusion::sql::sqlparser::ast::Statement as Sql;
use datafusion_pg_catalog::pg_catalog::context::EmptyContextProvider;
use datafusion_pg_catalog::setup_pg_catalog;
use datafusion_pg_catalog::sql::PostgresCompatibilityParser;
use futures::StreamExt;
use hub_access::{AskError, Asking};
use hub_release::{Refusal, check_patterns, check_weight, counted};
use hub_standard::ids::ReleaseId;
use pgwire::error::{PgWireError, PgWireResult};
use tokio::sync::Mutex;

use self::room::Room;
use super::error::{PLUS, asked, error, internal};

/// The database and the schema of all tables.
const NAME: &str = "hub";
const MEMORY_BYTES_MAX: usize = 64 << 20;
const TIME_MAX: Duration = Duration::from_secs(5);
/// How long a query waits for its turn.
const WAIT_MAX: Duration = Duration::from_secs(5);
const ROWS_MAX: usize = 10_000;
const ANSWER_BYTES_MAX: usize = 8 << 20;
const VALUES_MAX: usize = 200;
/// Longest words of the engine that are passed on.
const WORDS_MAX: usize = 500;

/// Who asks, as far as a query can find out.
#[derive(Debug)]
pub(super) struct Who {
    /// Whoever asks, with however many tokens.
    pub(super) person: String,
    pub(super) name: String,
    pub(super) settings: BTreeMap<String, String>,
}

/// The catalogue of the release that was asked of last.
pub(super) struct Catalogues {
    asking: Asking,
    last: Mutex<Option<(Option<ReleaseId>, Catalogue)>>,
    room: Arc<Room>,
}

impl Catalogues {
    pub(super) fn new(asking: Asking) -> Self {
        Self {
            asking,
            last: Mutex::new(None),
            room: Arc::new(Room::new()),
        }
    }

    /// The catalogue of a release, or of the newest. Without any it has no tables of the hub.
    pub(super) async fn of(&self, as_at: Option<&ReleaseId>) -> PgWireResult<Catalogue> {
        let id = match self.asking.release(as_at).await {
            Ok(release) => Some(release.id.clone()),
            Err(AskError::NoRelease) => None,
            Err(why) => return Err(asked(why)),
        };
        let mut last = self.last.lock().await;
        if let Some((known, catalogue)) = &*last
            && *known == id
        {
            return Ok(catalogue.clone());
        }
        let tables = match &id {
            Some(id) => self.asking.tables(Some(id)).await.map_err(asked)?,
            None => Vec::new(),
        };
        let tables = tables.into_iter().map(|table| (table.name, table.schema));
        let tables = Tables::new(tables).map_err(|why| {
            tracing::error!(error = %why, "the catalogue cannot be made");
            internal()
        })?;
        let made = Catalogue {
            tables: Arc::new(tables),
            asking: self.asking.clone(),
            room: Arc::clone(&self.room),
        };
        *last = Some((id, made.clone()));
        Ok(made)
    }
}

/// The catalogue of one release, and where it is asked.
#[derive(Clone)]
pub(super) struct Catalogue {
    tables: Arc<Tables>,
    asking: Asking,
    room: Arc<Room>,
}

impl Catalogue {
    /// What a query would answer, and the types of its values.
    pub(super) async fn describe(
        &self,
        sql: &str,
        who: Who,
    ) -> PgWireResult<(SchemaRef, Vec<Option<DataType>>)> {
        let (tables, sql) = (Arc::clone(&self.tables), sql.to_owned());
        let person = who.person.clone();
        self.in_bounds(&person, async move { tables.describe(&sql, &who).await })
            .await
    }

    /// Answers a query.
    pub(super) async fn answer(
        &self,
        sql: &str,
        values: Vec<ScalarValue>,
        who: Who,
    ) -> PgWireResult<(SchemaRef, Vec<RecordBatch>)> {
        let (tables, sql) = (Arc::clone(&self.tables), sql.to_owned());
        let person = who.person.clone();
        let answer = async move { tables.answer(&sql, values, &who).await };
        self.in_bounds(&person, answer).await
    }

    /// Work has its turn until it ends, also where nobody waits for it any more.
    async fn in_bounds<T: Send + 'static>(
        &self,
        person: &str,
        work: impl Future<Output = PgWireResult<T>> + Send + 'static,
    ) -> PgWireResult<T> {
        let turn = self.room.take(person, WAIT_MAX).await;
        let turn = turn.ok_or_else(|| asked(AskError::Busy))?;
        let bounded = async move {
            let _turn = turn;
            work.await
        };
        let done = self.asking.aside(TIME_MAX, bounded).await;
        done.unwrap_or_else(|| {
            Err(error(
                "57014",
                format_args!("this took more than {} seconds", TIME_MAX.as_secs()),
            ))
        })
    }
}

/// The tables of one release without their rows.
struct Tables {
    context: SessionContext,
    parser: PostgresCompatibilityParser,
}

impl Tables {
    fn new(tables: impl Iterator<Item = (String, SchemaRef)>) -> Result<Self, DataFusionError> {
        let mut config = SessionConfig::new()
            .with_target_partitions(1)
            .with_default_catalog_and_schema(NAME, NAME)
            .with_information_schema(true);
        config.options_mut().sql_parser.map_string_types_to_utf8view = false;
        let context = SessionContext::new_with_config_rt(config, runtime()?);
        functions::prune(&context);
        for (name, schema) in tables {
            context.register_table(name.as_str(), Arc::new(EmptyTable::new(schema)))?;
        }
        setup_pg_catalog(&context, NAME, EmptyContextProvider).map_err(|why| *why)?;
        functions::add(&context);
        Ok(Self {
            context,
            parser: PostgresCompatibilityParser::new(),
        })
    }

    async fn describe(
        &self,
        sql: &str,
        who: &Who,
    ) -> PgWireResult<(SchemaRef, Vec<Option<DataType>>)> {
        let plan = self.plan(&self.state(who)?, sql).await?;
        Ok((Arc::clone(plan.schema().inner()), types(&plan)?))
    }

    async fn answer(
        &self,
        sql: &str,
        values: Vec<ScalarValue>,
        who: &Who,
    ) -> PgWireResult<(SchemaRef, Vec<RecordBatch>)> {
        let state = self.state(who)?;
        let plan = put(self.plan(&state, sql).await?, values)?;
        check_patterns(&plan).map_err(refused)?;
        let schema = Arc::clone(plan.schema().inner());
        let plan = state.create_physical_plan(&plan).await.map_err(spoken)?;
        let plan = counted(plan).and_then(yielding).map_err(spoken)?;
        let mut rows = execute_stream(plan, state.task_ctx()).map_err(spoken)?;
        let (mut batches, mut n_rows, mut n_bytes) = (Vec::new(), 0_usize, 0_usize);
        while let Some(batch) = rows.next().await {
            let batch = batch.map_err(spoken)?;
            n_rows = n_rows.saturating_add(batch.num_rows());
            n_bytes = n_bytes.saturating_add(bytes(&batch));
            if n_rows > ROWS_MAX || n_bytes > ANSWER_BYTES_MAX {
                return Err(error(
                    "54000",
                    format_args!(
                        "LIMIT: the catalogue answers at most {ROWS_MAX} rows and {} MB. Ask for fewer rows or columns",
                        ANSWER_BYTES_MAX >> 20
                    ),
                ));
            }
            batches.push(batch);
        }
        Ok((schema, batches))
    }

    /// Each query has memory of its own, and knows who asks.
    fn state(&self, who: &Who) -> PgWireResult<SessionState> {
        let mut state = SessionStateBuilder::new_from_existing(self.context.state())
            .with_runtime_env(runtime().map_err(spoken)?)
            .build();
        functions::know(&mut state, who).map_err(spoken)?;
        Ok(state)
    }

    /// One query and nothing else: no other statement is even planned.
    async fn plan(&self, state: &SessionState, sql: &str) -> PgWireResult<LogicalPlan> {
        let read = self.parser.parse(sql);
        let read = read.map_err(|why| error("42601", format_args!("SQL_ERROR: {why}")))?;
        let mut read = read.into_iter();
        let (Some(statement @ Sql::Query(_)), None) = (read.next(), read.next()) else {
            return Err(error("0A000", "only one query can be sent"));
        };
        let plan = state.statement_to_plan(Statement::Statement(Box::new(statement)));
        let plan = plan.await.map_err(spoken)?;
        // Before anything walks through it again: what is small as written can be very large as planned.
        check_weight(&plan).map_err(refused)?;
        let options = SQLOptions::new()
            .with_allow_ddl(false)
            .with_allow_dml(false)
            .with_allow_statements(false);
        options.verify_plan(&plan).map_err(spoken)?;
        let mut is_of_figures = false;
        let walked = plan.apply_with_subqueries(|node| {
            if let LogicalPlan::TableScan(scan) = node {
                is_of_figures |= matches!(scan.table_name.schema(), None | Some(NAME));
            }
            Ok(TreeNodeRecursion::Continue)
        });
        walked.map_err(spoken)?;
        if is_of_figures {
            // They have no rows here, and a count of none would pass for a figure.
            return Err(error(
                "0A000",
                "tables of the catalogue and of figures cannot be asked together. Ask for each in a query of its own",
            ));
        }
        Ok(plan)
    }
}

impl Drop for Tables {
    fn drop(&mut self) {
        // The schema holds the list that it is itself in, and would stay for ever.
        if let Some(catalogue) = self.context.catalog(NAME) {
            drop(catalogue.deregister_schema("pg_catalog", true));
        }
    }
}

fn runtime() -> Result<Arc<RuntimeEnv>, DataFusionError> {
    RuntimeEnvBuilder::new()
        .with_memory_pool(Arc::new(GreedyMemoryPool::new(MEMORY_BYTES_MAX)))
        .with_disk_manager_builder(
            DiskManagerBuilder::default().with_mode(DiskManagerMode::Disabled),
        )
        .build_arc()
}

/// The types of `$1`, `$2` and so on.
fn types(plan: &LogicalPlan) -> PgWireResult<Vec<Option<DataType>>> {
    let mut types = Vec::new();
    for (name, data_type) in plan.get_parameter_types().map_err(spoken)? {
        let number = name
            .strip_prefix('$')
            .and_then(|digits| digits.parse::<usize>().ok());
        let Some(at) = number.filter(|at| (1..=VALUES_MAX).contains(at)) else {
            return Err(error(
                "42601",
                format_args!("SQL_ERROR: values are written $1 to ${VALUES_MAX}"),
            ));
        };
        if types.len() < at {
            types.resize(at, None);
        }
        if let Some(place) = types.get_mut(at - 1) {
            *place = data_type;
        }
    }
    Ok(types)
}

/// The query with its values.
fn put(plan: LogicalPlan, values: Vec<ScalarValue>) -> PgWireResult<LogicalPlan> {
    let types = types(&plan)?;
    if values.len() != types.len() {
        return Err(error(
            "42601",
            format_args!("SQL_ERROR: this query takes {} values", types.len()),
        ));
    }
    if values.is_empty() {
        return Ok(plan);
    }
    let values = values
        .into_iter()
        .zip(types)
        .map(|(value, data_type)| match data_type {
            Some(data_type) => value.cast_to(&data_type),
            None => Ok(value),
        });
    let values: Vec<ScalarValue> = values.collect::<Result<_, _>>().map_err(spoken)?;
    plan.with_param_values(ParamValues::from(values))
        .map_err(spoken)
}

/// Bytes of the rows of a batch. A batch can be a few rows of a large table, whose memory it shares: only its own count.
fn bytes(batch: &RecordBatch) -> usize {
    let columns = batch.columns().iter().map(|column| {
        let own = column.to_data().get_slice_memory_size();
        own.unwrap_or_else(|_| column.get_array_memory_size())
    });
    columns.fold(0, usize::saturating_add)
}

/// The same plan with a pause now and then in every step that can make many rows of a few.
fn yielding(plan: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>, DataFusionError> {
    let yielding = plan.transform_up(|step| match step.children().len() {
        0 | 1 => Ok(Transformed::no(step)),
        _ => Ok(Transformed::yes(
            Arc::new(CooperativeExec::new(step)) as Arc<dyn ExecutionPlan>
        )),
    });
    Ok(yielding?.data)
}

/// A refusal that the engine carried.
fn refused(why: DataFusionError) -> PgWireError {
    match &why {
        DataFusionError::External(carried) => match carried.downcast_ref::<Refusal>() {
            Some(refusal) => error("54000", refusal),
            None => internal(),
        },
        _ => internal(),
    }
}

/// The engine's words for what is wrong with a query. There is no figure that they could quote.
fn spoken(why: DataFusionError) -> PgWireError {
    let words: String = why.strip_backtrace().chars().take(WORDS_MAX).collect();
    match why.find_root() {
        DataFusionError::ResourcesExhausted(_) => error(
            "53200",
            "LIMIT: this needs more memory than a query may have",
        ),
        _ => {
            // What the engine guesses was meant is another word each time.
            let words = words.split("Did you mean").next().unwrap_or_default();
            let words = words.trim_end();
            let hint = if words.contains("Invalid function") {
                PLUS
            } else {
                ""
            };
            error("42601", format_args!("SQL_ERROR: {words}{hint}"))
        }
    }
}
