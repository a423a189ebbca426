//! Above the barrier: measure files over protected cells and open tables.

use std::sync::Arc;

use arrow::compute::{cast, concat_batches};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::record_batch::RecordBatch;
use datafusion::common::TableReference;
use datafusion::prelude::SessionContext;
use hub_disclosure::Policy;

use crate::catalogue::{Catalogue, MeasureFile};
use crate::error::{EngineError, Result};
use crate::session::{add_schema, add_table, session_under};

/// Columns that every measure yields, in order.
pub const MEASURE_COLUMNS: [(&str, DataType); 12] = [
    ("area_type", DataType::Utf8),
    ("area_code", DataType::Utf8),
    ("geography", DataType::Utf8),
    ("month", DataType::Utf8),
    ("breakdown", DataType::Utf8),
    ("category", DataType::Utf8),
    ("numerator", DataType::Float64),
    ("denominator", DataType::Float64),
    ("value", DataType::Float64),
    ("lower95", DataType::Float64),
    ("upper95", DataType::Float64),
    ("status", DataType::Utf8),
];

/// A session in which only protected cells (schema `cells`) and open tables (schema `hub`) can be read.
pub struct Above {
    context: SessionContext,
}

impl std::fmt::Debug for Above {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Above").finish_non_exhaustive()
    }
}

impl Above {
    /// Puts cells and open tables before a new session, with the views that measures share: `by_area.<cells>`,
    /// each table of cells summed to every area, and `shared.<file>` from `sql/shared`. What is shown follows `policy`,
    /// which must be the one that the cells were made under.
    ///
    /// # Errors
    /// [`EngineError::Table`] names the table that cannot be registered.
    pub async fn new(
        catalogue: &Catalogue,
        policy: &Policy,
        cells: Vec<(String, RecordBatch)>,
        open: Vec<(String, RecordBatch)>,
    ) -> Result<Self> {
        let above = Self {
            context: session_under(policy)?,
        };
        // So that an error in a file names its line.
        {
            let state = above.context.state_ref();
            let mut state = state.write();
            state.config_mut().options_mut().sql_parser.collect_spans = true;
        }
        let mut views: Vec<_> = cells
            .iter()
            .map(|(name, rows)| ("by_area", name.clone(), by_area(name, rows.schema_ref())))
            .collect();
        views.extend(
            catalogue
                .shared
                .iter()
                .map(|view| ("shared", view.name.clone(), view.sql.clone())),
        );
        for (schema, tables) in [
            ("cells", cells),
            ("hub", open),
            ("by_area", vec![]),
            ("shared", vec![]),
        ] {
            add_schema(&above.context, schema)?;
            for (name, rows) in tables {
                add_table(&above.context, schema, &name, rows)?;
            }
        }
        for (schema, name, sql) in views {
            above.add_view(schema, &name, &sql).await?;
        }
        Ok(above)
    }

    async fn add_view(&self, schema: &str, name: &str, sql: &str) -> Result<()> {
        let frame = self
            .context
            .sql(sql)
            .await
            .map_err(|error| EngineError::query(name, error))?;
        self.context
            .register_table(TableReference::partial(schema, name), frame.into_view())
            .map_err(|error| EngineError::table(name, error))?;
        Ok(())
    }

    /// Runs one measure file; the rows have [`MEASURE_COLUMNS`] and are in one batch, in the order that the file
    /// states.
    ///
    /// # Errors
    /// [`EngineError::Query`] where DataFusion refuses or fails; [`EngineError::Shape`] where the file does not
    /// yield the measure columns.
    pub async fn measure_rows(&self, measure: &MeasureFile) -> Result<RecordBatch> {
        let name = measure.meta.id.as_str();
        let failed = |error| EngineError::query(name, error);
        let frame = self.context.sql(&measure.sql).await.map_err(failed)?;
        let found = Arc::new(frame.schema().as_arrow().clone());
        let batches = frame.collect().await.map_err(failed)?;
        let rows = concat_batches(&found, &batches).map_err(|error| failed(error.into()))?;
        to_measure_schema(name, &rows)
    }
}

/// The view that sums a table of cells to every area of both geographies.
///
/// Anything coarser than a cell is a sum of cells, never a new draw of noise. `nodes` counts the cells in the sum,
/// so that a measure can widen its limits by their noise; the floor counts as met where one of the cells alone would
/// be displayed, which is the safe side.
fn by_area(table: &str, schema: &Schema) -> String {
    const PLACE: [&str; 4] = [
        "areas.geography",
        "areas.area_type",
        "areas.area_code",
        "cells.month",
    ];
    let named = |kind: DataType, not: &[&str]| -> Vec<String> {
        let fields = schema
            .fields()
            .iter()
            .filter(|field| field.data_type() == &kind);
        fields
            .map(|field| field.name())
            .filter(|name| !not.contains(&name.as_str()))
            .cloned()
            .collect()
    };
    let keys: Vec<_> = PLACE
        .iter()
        .map(|key| (*key).to_owned())
        .chain(
            named(DataType::Utf8, &["atom", "month"])
                .iter()
                .map(|name| format!("cells.{name}")),
        )
        .collect();
    let sums: Vec<_> = named(DataType::Int64, &[])
        .iter()
        .map(|name| format!("sum(cells.{name}) as {name}"))
        .collect();
    format!(
        "select {keys}, {sums}, count(*) as nodes, bool_or(cells.floor_met) as floor_met \
         from cells.{table} as cells \
         inner join hub.area_atoms as areas on areas.atom = cells.atom \
         and cells.month between areas.from_month and areas.to_month \
         group by {keys}",
        keys = keys.join(", "),
        sums = sums.join(", "),
    )
}

/// Schema of a measure's rows.
fn measure_schema() -> SchemaRef {
    let fields: Vec<_> = MEASURE_COLUMNS
        .iter()
        .map(|(name, kind)| Field::new(*name, kind.clone(), true))
        .collect();
    Arc::new(Schema::new(fields))
}

/// Casts what the query yields (a sum of integers, say) to the one schema of measures, by name and in order.
fn to_measure_schema(name: &str, rows: &RecordBatch) -> Result<RecordBatch> {
    let found: Vec<_> = rows
        .schema()
        .fields()
        .iter()
        .map(|field| field.name().clone())
        .collect();
    let expected: Vec<_> = MEASURE_COLUMNS
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .collect();
    let shape = |expected: String, found: String| EngineError::Shape {
        file: format!("measures/{name}.sql"),
        expected,
        found,
    };
    if found != expected {
        return Err(shape(
            format!("columns {}", expected.join(", ")),
            format!("columns {}", found.join(", ")),
        ));
    }
    let schema = measure_schema();
    let columns: Result<Vec<_>> = rows
        .columns()
        .iter()
        .zip(schema.fields())
        .map(|(column, field)| {
            cast(column, field.data_type()).map_err(|_| {
                shape(
                    format!("{} of type {}", field.name(), field.data_type()),
                    column.data_type().to_string(),
                )
            })
        })
        .collect();
    RecordBatch::try_new(schema, columns?).map_err(|error| EngineError::query(name, error.into()))
}
