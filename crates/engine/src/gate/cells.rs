//! Protected cells as tables: what the gate puts in the place of rows about people.

use std::collections::HashMap;
use std::error::Error;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::{AsArray, BooleanArray, StringArray, StringDictionaryBuilder};
use arrow::compute::kernels::cmp::eq;
use arrow::compute::{cast, filter_record_batch};
use arrow::datatypes::{DataType, Field, Int32Type, Schema, SchemaRef};
use arrow::record_batch::{RecordBatch, RecordBatchOptions};
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::datasource::memory::MemorySourceConfig;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::{self, Column};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::projection::ProjectionExec;

use super::deeper::Reach;
use super::places::{PLACES, Places};
use super::protected::{MONTH, located, text};
use super::scope::BOARD;
use crate::catalogue::{Fact, UnitKind};

/// Whether a cell alone would be displayed.
pub(super) const FLOOR_MET: &str = "floor_met";
/// The unit of a cell: an atom, or a place by its own code.
const ATOM: &str = "atom";
/// The atom that a place belongs to.
const AREA: &str = "area";
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

    /// The areas that cells are summed to.
    pub(super) fn places(&self) -> &Places {
        &self.places
    }

    /// The rows of a table, of every place, as they are held.
    async fn rows(&self, marginal: &Marginal) -> Result<RecordBatch> {
        let table = marginal.name();
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
            Some(cells) => self.placed(&cells, marginal)?,
            None => RecordBatch::new_empty(marginal.held_schema()),
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

    /// The cells with the areas of their atoms in the place of these, or beside the places that they are of.
    fn placed(&self, cells: &RecordBatch, marginal: &Marginal) -> Result<RecordBatch> {
        let text = |name: &str| {
            let column = cells.column_by_name(name);
            column
                .and_then(|column| column.as_string_opt::<i32>())
                .ok_or_else(|| missing(name))
        };
        let is_place = marginal.of.is_place();
        let (atoms, months) = (text(if is_place { AREA } else { ATOM })?, text(MONTH)?);
        let schema = marginal.held_schema();
        let columns = schema.fields().iter().map(|field| {
            let name = field.name().as_str();
            let Some(place) = PLACES.iter().position(|place| place.column == name) else {
                let is_unit = is_place && name == marginal.of.column();
                let name = if is_unit { ATOM } else { name };
                let column = cells.column_by_name(name).ok_or_else(|| missing(name))?;
                return Ok(cast(column, field.data_type())?);
            };
            let mut codes = StringDictionaryBuilder::<Int32Type>::new();
            for (atom, month) in atoms.iter().zip(months) {
                let (atom, month) = (atom.unwrap_or_default(), month.unwrap_or_default());
                codes.append(self.places.code(place, atom, month))?;
            }
            Ok(cast(&codes.finish(), field.data_type())?)
        });
        let columns = columns.collect::<Result<_>>()?;
        Ok(RecordBatch::try_new(schema, columns)?)
    }
}

/// The same columns with each text as a number in a list of texts. A code stands in many rows, and cells are held.
fn numbered(schema: &Schema) -> SchemaRef {
    let numbers = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
    let fields = schema.fields().iter().map(|field| {
        let field = Field::clone(field);
        match field.data_type() {
            DataType::Utf8 => field.with_data_type(numbers.clone()),
            _ => field,
        }
    });
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

/// The same rows with the texts themselves.
fn cast_texts(rows: &RecordBatch) -> Result<RecordBatch> {
    let schema = rows.schema();
    let fields = schema.fields().iter().map(|field| {
        let field = Field::clone(field);
        match field.data_type() {
            DataType::Dictionary(..) => field.with_data_type(DataType::Utf8),
            _ => field,
        }
    });
    let spelt = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    let columns = rows.columns().iter().zip(spelt.fields());
    let columns = columns.map(|(column, field)| cast(column, field.data_type()));
    let options = RecordBatchOptions::new().with_row_count(Some(rows.num_rows()));
    let columns = columns.collect::<std::result::Result<_, _>>()?;
    Ok(RecordBatch::try_new_with_options(spelt, columns, &options)?)
}

/// The same rows with the texts themselves, of few rows at once.
fn spelt(rows: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
    let schema = rows.schema();
    let is_number = |field: &Field| matches!(field.data_type(), DataType::Dictionary(..));
    if !schema.fields().iter().any(|field| is_number(field)) {
        return Ok(rows);
    }
    let columns = schema.fields().iter().enumerate().map(|(at, field)| {
        let mut column: Arc<dyn PhysicalExpr> = Arc::new(Column::new(field.name(), at));
        if is_number(field) {
            column = expressions::cast(column, &schema, DataType::Utf8)?;
        }
        Ok((column, field.name().clone()))
    });
    let columns = columns.collect::<Result<Vec<_>>>()?;
    Ok(Arc::new(ProjectionExec::try_new(columns, rows)?))
}

fn missing(column: &str) -> DataFusionError {
    DataFusionError::Internal(format!("a table of cells has no column {column}"))
}

/// One table of cells: every combination of codes of a set of dimensions, in every area or place and month, as far as
/// whoever asks reaches.
#[derive(Debug)]
pub(super) struct Marginal {
    table: String,
    of: UnitKind,
    schema: SchemaRef,
    tables: Arc<CellTables>,
    reach: Reach,
}

impl Marginal {
    /// The cells of a fact by a set of its dimensions, within `reach`.
    pub(super) fn new(fact: &Fact, set: &[usize], tables: Arc<CellTables>, reach: Reach) -> Self {
        let mut fields = located(fact);
        let dimensions = set.iter().filter_map(|index| fact.dimensions.get(*index));
        fields.extend(dimensions.map(|dimension| text(&dimension.name)));
        let counts = fact.countables.iter();
        fields.extend(counts.map(|count| Field::new(&count.name, DataType::Int64, false)));
        fields.push(Field::new(FLOOR_MET, DataType::Boolean, false));
        Self {
            table: fact.cell_table(set),
            of: fact.of,
            schema: Arc::new(Schema::new(fields)),
            tables,
            reach,
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.table
    }

    /// Its columns as they are held. There are many more places than areas, so their codes are numbered.
    fn held_schema(&self) -> SchemaRef {
        match self.of.is_place() {
            true => numbered(&self.schema),
            false => Arc::clone(&self.schema),
        }
    }

    /// Which of the rows whoever asks may see; none where that is all of them.
    fn within_reach(&self, rows: &RecordBatch) -> Result<Option<BooleanArray>> {
        let board = match &self.reach {
            Reach::Everywhere => return Ok(None),
            Reach::Nowhere => return Ok(Some(vec![false; rows.num_rows()].into())),
            Reach::Board(code) => StringArray::new_scalar(code),
        };
        let boards = rows.column_by_name(BOARD).ok_or_else(|| missing(BOARD))?;
        Ok(Some(eq(boards, &board)?))
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
        let all = self.tables.rows(self).await?;
        let within = self.within_reach(&all)?;
        let rows = match projection {
            Some(columns) => all.project(columns)?,
            None => all,
        };
        // Before the plan and not within it: a condition of the query that fails at a row would tell that it is there.
        let rows = match within {
            // Spelt at once: the list of texts has those of other boards' places, and its size might show.
            Some(within) => cast_texts(&filter_record_batch(&rows, &within)?)?,
            None => rows,
        };
        let schema = rows.schema();
        spelt(MemorySourceConfig::try_new_exec(
            &[vec![rows]],
            schema,
            None,
        )?)
    }
}
