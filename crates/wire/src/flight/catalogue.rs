//! What tools ask before they ask: which tables there are, which types, and what the hub can do.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::record_batch::RecordBatch;
use arrow_flight::sql::Command;
use hub_access::{Asking, TableInfo};
use hub_standard::ids::ReleaseId;
use tonic::Status;

use super::rows::plain;
use super::status::{asked, not_flight_sql, not_offered, read_only, unwritten};
use super::told;

/// The one catalogue and the one schema.
const HUB: &str = "hub";
/// Rows that can be read.
const OPEN: &str = "TABLE";
/// Rows about people, of which only counts can be had.
const PROTECTED: &str = "VIEW";

/// What a command of the catalogue answers.
///
/// # Errors
/// What the client is told.
pub(super) async fn rows(
    asking: &Asking,
    as_at: Option<&ReleaseId>,
    command: Command,
) -> Result<RecordBatch, Status> {
    let rows = match command {
        Command::CommandGetCatalogs(wanted) => {
            let mut rows = wanted.into_builder();
            rows.append(HUB);
            rows.build()
        }
        Command::CommandGetDbSchemas(wanted) => {
            let mut rows = wanted.into_builder();
            rows.append(HUB, HUB);
            rows.build()
        }
        Command::CommandGetTables(wanted) => {
            let tables = asking.tables(as_at).await.map_err(asked)?;
            let mut rows = wanted.into_builder();
            for table in &tables {
                let schema = plain(&table.schema);
                rows.append(HUB, HUB, &table.name, kind(table), &schema)
                    .map_err(unwritten)?;
            }
            rows.build()
        }
        Command::CommandGetTableTypes(wanted) => {
            let mut rows = wanted.into_builder();
            rows.append(OPEN);
            rows.append(PROTECTED);
            rows.build()
        }
        Command::CommandGetSqlInfo(wanted) => {
            told::sql_info().and_then(|told| told.record_batch(wanted.info))
        }
        Command::CommandGetXdbcTypeInfo(wanted) => {
            told::types().and_then(|told| told.record_batch(wanted.data_type))
        }
        Command::CommandGetPrimaryKeys(_) => Ok(RecordBatch::new_empty(primary_keys())),
        Command::CommandGetExportedKeys(_)
        | Command::CommandGetImportedKeys(_)
        | Command::CommandGetCrossReference(_) => Ok(RecordBatch::new_empty(foreign_keys())),
        Command::CommandStatementUpdate(_)
        | Command::CommandPreparedStatementUpdate(_)
        | Command::CommandStatementIngest(_) => return Err(read_only()),
        Command::CommandStatementSubstraitPlan(_) => return Err(not_offered()),
        _ => return Err(not_flight_sql()),
    };
    rows.map_err(unwritten)
}

fn kind(table: &TableInfo) -> &'static str {
    match table.fact {
        Some(_) => PROTECTED,
        None => OPEN,
    }
}

/// Tables here have no keys: these are the columns of none.
fn primary_keys() -> SchemaRef {
    columns([
        ("catalog_name", DataType::Utf8, true),
        ("db_schema_name", DataType::Utf8, true),
        ("table_name", DataType::Utf8, false),
        ("column_name", DataType::Utf8, false),
        ("key_name", DataType::Utf8, true),
        ("key_sequence", DataType::Int32, false),
    ])
}

fn foreign_keys() -> SchemaRef {
    columns([
        ("pk_catalog_name", DataType::Utf8, true),
        ("pk_db_schema_name", DataType::Utf8, true),
        ("pk_table_name", DataType::Utf8, false),
        ("pk_column_name", DataType::Utf8, false),
        ("fk_catalog_name", DataType::Utf8, true),
        ("fk_db_schema_name", DataType::Utf8, true),
        ("fk_table_name", DataType::Utf8, false),
        ("fk_column_name", DataType::Utf8, false),
        ("key_sequence", DataType::Int32, false),
        ("fk_key_name", DataType::Utf8, true),
        ("pk_key_name", DataType::Utf8, true),
        ("update_rule", DataType::UInt8, false),
        ("delete_rule", DataType::UInt8, false),
    ])
}

fn columns<const N: usize>(columns: [(&str, DataType, bool); N]) -> SchemaRef {
    let fields =
        columns.map(|(name, data_type, is_nullable)| Field::new(name, data_type, is_nullable));
    Arc::new(Schema::new(Vec::from(fields)))
}
