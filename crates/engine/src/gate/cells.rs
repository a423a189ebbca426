//! Protected cells as tables: what the gate puts in the place of rows about people.

use std::collections::HashMap;
use std::error::Error;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::{ArrayRef, AsArray, StringBuilder};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::record_batch::RecordBatch;
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::datasource::memory::MemorySourceConfig;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_plan::ExecutionPlan;

use super::places::{PLACES, Places};
use super::protected::MONTH;
use crate::catalogue::Fact;

/// Whether a cell alone would be displayed.
pub(super) const FLOOR_MET: &str = "floor_met";
const ATOM: &str = "atom";
/// So many bytes of cells are held ready.
const HELD_BYTES_MAX: usize = 512 << 20;

/// Where the tables of cells of one release come from.
#[async_trait]
pub trait CellSource: Send + Sync + fmt::Debug {
    /// The table of that name; none where it has no rows.
    ///
    /// # Errors
    /// Where it cannot be read, or is not what the release says it is.
    async fn cells(&self, table: &str)
    -> Result<Option<RecordBatch>, Box<dyn Error + Send + Sync>>;
}

/// The cells of one release, those asked for lately held ready.
#[derive(Debug)]
pub(super) struct CellTables {
    source: Arc<dyn CellSource>,
    places: Places,
    held: Mutex<Held>,
    /// One table is read at a time: those who wait find it held ready.
    reading: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Held {
    tables: HashMap<String, RecordBatch>,
    bytes: usize,
}

impl CellTables {
    pub(super) fn new(source: Arc<dyn CellSource>, places: Places) -> Self {
        Self {
            source,
            places,
            held: Mutex::default(),
            reading: tokio::sync::Mutex::default(),
        }
    }

    /// The rows of a table with the columns of `schema`.
    async fn rows(&self, table: &str, schema: &SchemaRef) -> Result<RecordBatch> {
        let known = || self.held().tables.get(table).cloned();
        if let Some(rows) = known() {
            return Ok(rows);
        }
        let _one_at_a_time = self.reading.lock().await;
        if let Some(rows) = known() {
            return Ok(rows);
        }
        let cells = self.source.cells(table).await;
        let rows = match cells.map_err(DataFusionError::External)? {
            Some(cells) => self.placed(&cells, schema)?,
            None => RecordBatch::new_empty(Arc::clone(schema)),
        };
        let mut held = self.held();
        let bytes = rows.get_array_memory_size();
        if bytes > HELD_BYTES_MAX {
            return Ok(rows);
        }
        if held.bytes.saturating_add(bytes) > HELD_BYTES_MAX {
            *held = Held::default();
        }
        if held.tables.insert(table.to_owned(), rows.clone()).is_none() {
            held.bytes = held.bytes.saturating_add(bytes);
        }
        Ok(rows)
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Held> {
        // What is held is whole at any moment.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The cells with the areas of their atoms in the place of these.
    fn placed(&self, cells: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch> {
        let text = |name: &str| {
            let column = cells.column_by_name(name);
            column
                .and_then(|column| column.as_string_opt::<i32>())
                .ok_or_else(|| missing(name))
        };
        let (atoms, months) = (text(ATOM)?, text(MONTH)?);
        let columns = schema.fields().iter().map(|field| {
            let name = field.name();
            let Some(place) = PLACES.iter().position(|place| place.column == name) else {
                let column = cells.column_by_name(name).ok_or_else(|| missing(name))?;
                return Ok(Arc::clone(column));
            };
            let mut codes = StringBuilder::with_capacity(cells.num_rows(), cells.num_rows() * 8);
            for (atom, month) in atoms.iter().zip(months) {
                let (atom, month) = (atom.unwrap_or_default(), month.unwrap_or_default());
                codes.append_value(self.places.code(place, atom, month));
            }
            Ok(Arc::new(codes.finish()) as ArrayRef)
        });
        let columns = columns.collect::<Result<_>>()?;
        Ok(RecordBatch::try_new(Arc::clone(schema), columns)?)
    }
}

fn missing(column: &str) -> DataFusionError {
    DataFusionError::Internal(format!("a table of cells has no column {column}"))
}

/// One table of cells: every combination of codes of a set of dimensions, in every area and month.
#[derive(Debug)]
pub(super) struct Marginal {
    table: String,
    schema: SchemaRef,
    tables: Arc<CellTables>,
}

impl Marginal {
    /// The cells of a fact by a set of its dimensions.
    pub(super) fn new(fact: &Fact, set: &[usize], tables: Arc<CellTables>) -> Self {
        let text = |name: &str| Field::new(name, DataType::Utf8, false);
        let mut fields = vec![text(MONTH)];
        fields.extend(PLACES.iter().map(|place| text(place.column)));
        let dimensions = set.iter().filter_map(|index| fact.dimensions.get(*index));
        fields.extend(dimensions.map(|dimension| text(&dimension.name)));
        let counts = fact.countables.iter();
        fields.extend(counts.map(|count| Field::new(&count.name, DataType::Int64, false)));
        fields.push(Field::new(FLOOR_MET, DataType::Boolean, false));
        Self {
            table: fact.cell_table(set),
            schema: Arc::new(Schema::new(fields)),
            tables,
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.table
    }
}

#[async_trait]
impl TableProvider for Marginal {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        _state: &dyn Session,
        projection: Option<&Vec<usize>>,
        _filters: &[Expr],
        _limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let rows = self.tables.rows(&self.table, &self.schema).await?;
        let plan = MemorySourceConfig::try_new_exec(
            &[vec![rows]],
            Arc::clone(&self.schema),
            projection.cloned(),
        )?;
        Ok(plan)
    }
}
