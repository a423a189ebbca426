//! The one place where sessions are made.

use std::sync::Arc;

use arrow::array::UInt64Array;
use arrow::compute::take_record_batch;
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use arrow::record_batch::RecordBatch;
use datafusion::catalog::{CatalogProvider, MemTable, MemorySchemaProvider};
use datafusion::common::TableReference;
use datafusion::error::DataFusionError;
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::GreedyMemoryPool;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::prelude::{SessionConfig, SessionContext};
use hub_disclosure::Policy;

use crate::error::{EngineError, Result};
use crate::functions;

/// Most memory that the queries of one session may hold, in bytes.
const MEMORY_BYTES_MAX: usize = 2 << 30;
/// Partitions of a plan; small on purpose, since a service's machine has few cores and many readers.
const PARTITIONS: usize = 2;

/// Makes a session with the hub's functions and limits and nothing to read; the disclosure functions follow the default
/// policy.
///
/// # Errors
/// [`EngineError::Table`] where the runtime cannot be built.
pub fn session() -> Result<SessionContext> {
    session_under(&Policy::default())
}

/// Makes a session as [`session`] does, with the disclosure functions following `policy`.
///
/// Nothing spills to disk: rows about people must not lie in temporary files, so a query that outgrows its memory
/// fails instead.
///
/// # Errors
/// [`EngineError::Table`] where the runtime cannot be built.
pub fn session_under(policy: &Policy) -> Result<SessionContext> {
    session_of(policy, PARTITIONS)
}

/// Makes a session as [`session`] does, of which each query runs on one thread, for many queries side by side: so no rows
/// are handed from one thread to another.
///
/// # Errors
/// [`EngineError::Table`] where the runtime cannot be built.
pub(crate) fn session_of_one_thread() -> Result<SessionContext> {
    session_of(&Policy::default(), 1)
}

fn session_of(policy: &Policy, partitions: usize) -> Result<SessionContext> {
    let runtime = runtime(MEMORY_BYTES_MAX)?;
    let mut config = SessionConfig::new()
        .with_target_partitions(partitions)
        .with_information_schema(false);
    // One string type in every plan: files, open tables and results then agree at every seam.
    config
        .options_mut()
        .execution
        .parquet
        .schema_force_view_types = false;
    config.options_mut().sql_parser.map_string_types_to_utf8view = false;
    let context = SessionContext::new_with_config_rt(config, runtime);
    functions::register_with(&context, policy);
    Ok(context)
}

/// The memory that queries share, and no disk.
pub(crate) fn runtime(memory_bytes: usize) -> Result<Arc<RuntimeEnv>> {
    RuntimeEnvBuilder::new()
        .with_memory_pool(Arc::new(GreedyMemoryPool::new(memory_bytes)))
        .with_disk_manager_builder(
            DiskManagerBuilder::default().with_mode(DiskManagerMode::Disabled),
        )
        .build_arc()
        .map_err(|error| EngineError::table("runtime", error))
}

/// Adds an empty schema to the session's catalogue.
pub(crate) fn add_schema(context: &SessionContext, name: &str) -> Result<()> {
    let missing = || DataFusionError::Internal("the session has no default catalogue".into());
    let catalogue: Arc<dyn CatalogProvider> = context
        .catalog("datafusion")
        .ok_or_else(|| EngineError::table(name, missing()))?;
    catalogue
        .register_schema(name, Arc::new(MemorySchemaProvider::new()))
        .map_err(|error| EngineError::table(name, error))?;
    Ok(())
}

/// Registers rows that are held in memory as `schema.name`.
pub(crate) fn add_table(
    context: &SessionContext,
    schema: &str,
    name: &str,
    rows: RecordBatch,
) -> Result<()> {
    add_pieces(context, schema, name, rows.schema(), vec![rows])
}

/// The same in pieces of so many rows, each with memory of its own. A piece of a large table would count as the whole of it
/// wherever rows are gathered, so that a few hundred of them could not be put in order.
pub(crate) fn add_table_in_pieces(
    context: &SessionContext,
    schema: &str,
    name: &str,
    rows: &RecordBatch,
    piece_rows: usize,
) -> Result<()> {
    let failed = |error: ArrowError| EngineError::table(name, error.into());
    let mut pieces = Vec::with_capacity(rows.num_rows().div_ceil(piece_rows.max(1)));
    for at in (0..rows.num_rows()).step_by(piece_rows.max(1)) {
        let end = rows.num_rows().min(at.saturating_add(piece_rows));
        let first = u64::try_from(at).map_err(|_| failed(too_many()))?;
        let last = u64::try_from(end).map_err(|_| failed(too_many()))?;
        let piece = take_record_batch(rows, &UInt64Array::from_iter_values(first..last));
        pieces.push(piece.map_err(failed)?);
    }
    add_pieces(context, schema, name, rows.schema(), pieces)
}

fn too_many() -> ArrowError {
    ArrowError::InvalidArgumentError("too many rows".to_owned())
}

fn add_pieces(
    context: &SessionContext,
    schema: &str,
    name: &str,
    columns: SchemaRef,
    pieces: Vec<RecordBatch>,
) -> Result<()> {
    let table = MemTable::try_new(columns, vec![pieces])
        .map_err(|error| EngineError::table(name, error))?;
    context
        .register_table(TableReference::partial(schema, name), Arc::new(table))
        .map_err(|error| EngineError::table(name, error))?;
    Ok(())
}
