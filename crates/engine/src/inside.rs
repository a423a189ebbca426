//! Inside the barrier: fact files over the anonymised rows.

mod files;
mod numbered;
mod windows;

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use arrow::datatypes::{DataType, Field};
use arrow::record_batch::RecordBatch;
use datafusion::common::TableReference;
use datafusion::common::runtime::SpawnedTask;
use datafusion::error::DataFusionError;
use datafusion::physical_plan::collect;
use datafusion::prelude::{ParquetReadOptions, SessionContext};
use hub_ingest::schema_of;
use hub_standard::stored::Record;
use hub_store::{ActivityFile, Store};
use url::Url;

use crate::catalogue::{Catalogue, Fact, FactFile};
use crate::error::{EngineError, Result};
use crate::session::{add_schema, add_table, session_of_one_thread};

const STORE_URL: &str = "hub://store/";

/// What a fact is made from.
#[derive(Debug)]
pub struct Inside<'a> {
    /// Where the activity files lie.
    pub store: &'a Store,
    /// The rows that count, by month.
    pub activity: &'a [ActivityFile],
    /// Tables of schema `reference`: practices, services, and the places that cells are made of.
    pub tables: Vec<(String, RecordBatch)>,
}

/// One session over activity files, which every fact that is made from them shares.
pub struct InsideRows {
    /// None where there are no files.
    context: Option<SessionContext>,
}

impl fmt::Debug for InsideRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InsideRows").finish_non_exhaustive()
    }
}

impl InsideRows {
    /// Puts the files, the reference tables and the staging views before a new session.
    ///
    /// # Errors
    /// [`EngineError::Query`] or [`EngineError::Table`] names what cannot be put there.
    pub async fn open(inside: &Inside<'_>, catalogue: &Catalogue) -> Result<Self> {
        if inside.activity.is_empty() {
            return Ok(Self { context: None });
        }
        let context = session_of_one_thread()?;
        register(&context, inside, catalogue).await?;
        Ok(Self {
            context: Some(context),
        })
    }

    /// Runs one fact file: one row per stated grain, with the columns that the fact declares.
    ///
    /// The rows are about people. They are for making cells and must not leave the release builder.
    ///
    /// # Errors
    /// [`EngineError::Query`] where DataFusion fails; [`EngineError::Shape`] where the file does not yield what it
    /// declares.
    pub async fn of(&self, fact: &FactFile) -> Result<Vec<RecordBatch>> {
        let Some(context) = &self.context else {
            return Ok(Vec::new());
        };
        let name = &fact.fact.id;
        let began = Instant::now();
        let frame = context
            .sql(&fact.sql)
            .await
            .map_err(|error| EngineError::query(name, error))?;
        check_shape(&fact.fact, frame.schema().as_arrow().fields())?;
        // A task of its own, so that facts that are asked for at once run at once; it ends with whoever waits for it.
        let task = Arc::new(frame.task_ctx());
        let answer = async move {
            let plan = windows::at_once(frame.create_physical_plan().await?)?;
            collect(plan, task).await
        };
        let asked = SpawnedTask::spawn(answer).join().await;
        let rows = asked
            .map_err(|error| DataFusionError::External(error.into()))
            .flatten()
            .map_err(|error| EngineError::query(name, error))?;
        let n: usize = rows.iter().map(RecordBatch::num_rows).sum();
        tracing::trace!(fact = name, rows = n, took = ?began.elapsed(), "rows of a fact read");
        Ok(rows)
    }
}

async fn register(
    context: &SessionContext,
    inside: &Inside<'_>,
    catalogue: &Catalogue,
) -> Result<()> {
    let root = Url::parse(STORE_URL)
        .map_err(|error| EngineError::table("store", DataFusionError::External(error.into())))?;
    let files = files::in_memory(inside.store, inside.activity).await?;
    context.register_object_store(&root, files);
    add_schema(context, "reference")?;
    for (name, rows) in &inside.tables {
        add_table(context, "reference", name, rows.clone())?;
    }
    add_schema(context, "activity")?;
    for record in std::iter::once(Record::Referrals).chain(Record::DETAILS) {
        register_rows(context, inside, record).await?;
    }
    for view in &catalogue.staging {
        let frame = context
            .sql(&view.sql)
            .await
            .map_err(|error| EngineError::query(&view.name, error))?;
        context
            .register_table(view.name.as_str(), frame.into_view())
            .map_err(|error| EngineError::table(&view.name, error))?;
    }
    Ok(())
}

/// The rows of a sheet as table `activity.<sheet>`; an empty table where no return has the sheet.
async fn register_rows(
    context: &SessionContext,
    inside: &Inside<'_>,
    record: Record,
) -> Result<()> {
    let files = inside.activity.iter().flat_map(ActivityFile::objects);
    let files: Vec<_> = files
        .filter(|(of, _)| *of == record)
        .map(|(_, object)| format!("{STORE_URL}{}", object.path))
        .collect();
    let schema = schema_of(record);
    if files.is_empty() {
        let none = RecordBatch::new_empty(schema);
        return add_table(context, "activity", record.name(), none);
    }
    let options = ParquetReadOptions::default().schema(&schema);
    let rows = context
        .read_parquet(files, options)
        .await
        .map_err(|error| EngineError::table("activity", error))?
        .into_view();
    context
        .register_table(TableReference::partial("activity", record.name()), rows)
        .map_err(|error| EngineError::table("activity", error))?;
    Ok(())
}

/// A fact must yield each declared column with the type that cell making reads.
fn check_shape(fact: &Fact, fields: &[Arc<Field>]) -> Result<()> {
    let text = fact
        .dimensions
        .iter()
        .flat_map(|dimension| dimension.columns());
    let required = [
        (fact.of.column(), DataType::Utf8),
        ("month", DataType::Utf8),
        ("person", DataType::Binary),
    ]
    .into_iter()
    .chain(text.map(|name| (name, DataType::Utf8)))
    .chain(
        fact.countables
            .iter()
            .filter_map(|c| c.kind.column())
            .map(|name| (name, DataType::Int64)),
    );
    for (name, data_type) in required {
        let found = fields.iter().find(|field| field.name() == name);
        if found.map(|field| field.data_type()) != Some(&data_type) {
            return Err(EngineError::Shape {
                file: format!("facts/{}.sql", fact.id),
                expected: format!("column {name} of type {data_type}"),
                found: found.map_or_else(
                    || "no such column".to_owned(),
                    |field| field.data_type().to_string(),
                ),
            });
        }
    }
    Ok(())
}
