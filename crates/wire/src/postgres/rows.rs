//! Rows of an answer, as PostgreSQL would send them.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatchOptions};
use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::record_batch::RecordBatch;
use arrow_pg::datatypes::{arrow_schema_to_pg_fields, encode_recordbatch, into_pg_type};
use pgwire::api::Type;
use pgwire::api::portal::Format;
use pgwire::api::results::{FieldInfo, QueryResponse};
use pgwire::error::{PgWireError, PgWireResult};

use super::error::error;
use super::leaving::Held;

/// Most digits of a number that is sent as `numeric`.
const DIGITS_MAX: u8 = 28;

/// The columns of an answer as they are sent: in types that PostgreSQL has too.
pub(super) fn sent(schema: &Schema) -> SchemaRef {
    let fields: Vec<Field> = schema
        .fields()
        .iter()
        .map(|field| {
            Field::new(field.name(), sent_type(field.data_type()), true)
                .with_metadata(field.metadata().clone())
        })
        .collect();
    Arc::new(Schema::new(fields))
}

/// One column of text.
pub(super) fn one_text(name: &str) -> SchemaRef {
    Arc::new(Schema::new(vec![Field::new(name, DataType::Utf8, true)]))
}

fn sent_type(data_type: &DataType) -> DataType {
    match data_type {
        DataType::Boolean
        | DataType::Int8
        | DataType::Int16
        | DataType::Int32
        | DataType::Int64
        | DataType::UInt8
        | DataType::UInt16
        | DataType::UInt32
        | DataType::Float32
        | DataType::Float64
        | DataType::Utf8
        | DataType::Utf8View
        | DataType::LargeUtf8
        | DataType::Binary
        | DataType::Date32
        | DataType::Timestamp(_, None) => data_type.clone(),
        // A count never comes near the bound of the other.
        DataType::UInt64 => DataType::Int64,
        DataType::Decimal128(digits, scale) if *digits <= DIGITS_MAX && *scale >= 0 => {
            data_type.clone()
        }
        DataType::List(item)
            if matches!(
                item.data_type(),
                DataType::Boolean
                    | DataType::Int16
                    | DataType::Int32
                    | DataType::Int64
                    | DataType::Float64
                    | DataType::Utf8
            ) =>
        {
            data_type.clone()
        }
        DataType::Dictionary(_, value) => sent_type(value),
        _ => DataType::Utf8,
    }
}

/// The type of a value that a query is asked with; text where its text leaves the type open.
pub(super) fn value_type(data_type: Option<&DataType>) -> Type {
    let known = data_type.map(|data_type| into_pg_type(&sent_type(data_type)));
    match known {
        Some(Ok(known)) => known,
        _ => Type::TEXT,
    }
}

/// Its columns, as they are described.
pub(super) fn fields(sent: &Schema, format: &Format) -> PgWireResult<Vec<FieldInfo>> {
    arrow_schema_to_pg_fields(sent, format, None)
}

/// An answer with the columns that were described, which is held as long as it has rows.
///
/// # Errors
/// When it has others by now.
pub(super) fn response(
    sent: &SchemaRef,
    format: &Format,
    batches: &[RecordBatch],
    held: Held,
) -> PgWireResult<QueryResponse> {
    let fields = Arc::new(fields(sent, format)?);
    let batches: Vec<RecordBatch> = batches
        .iter()
        .map(|batch| as_sent(batch, sent))
        .collect::<PgWireResult<_>>()?;
    let of_rows = Arc::clone(&fields);
    let rows = batches
        .into_iter()
        .flat_map(move |batch| encode_recordbatch(Arc::clone(&of_rows), batch));
    let rows = futures::stream::iter(held.with(rows));
    Ok(QueryResponse::new(fields, rows))
}

fn as_sent(batch: &RecordBatch, sent: &SchemaRef) -> PgWireResult<RecordBatch> {
    if batch.num_columns() != sent.fields().len() {
        return Err(changed());
    }
    let options = CastOptions {
        safe: false,
        ..CastOptions::default()
    };
    let columns = batch.columns().iter().zip(sent.fields());
    let columns: Vec<ArrayRef> = columns
        .map(
            |(column, field)| match column.data_type() == field.data_type() {
                true => Ok(Arc::clone(column)),
                false => cast_with_options(column, field.data_type(), &options)
                    .map_err(|_| error("22003", "a value is out of the range of its type")),
            },
        )
        .collect::<PgWireResult<_>>()?;
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    RecordBatch::try_new_with_options(Arc::clone(sent), columns, &options).map_err(|_| changed())
}

fn changed() -> PgWireError {
    error("0A000", "cached plan must not change result type")
}
