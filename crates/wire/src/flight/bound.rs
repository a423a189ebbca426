//! The values that a client binds to a prepared statement: one row of columns, as Arrow messages.

use arrow::ipc::{Field, KeyValue, Type, root_as_message};
use arrow_flight::FlightData;
use arrow_flight::utils::flight_data_to_batches;
use hub_access::ScalarValue;
use tonic::{Status, Streaming};

use super::asked::VALUES_BYTES_MAX;
use super::status::internal;

/// Messages that one row comes in: a schema and the row, and room for empty ones.
const MESSAGES_MAX: usize = 8;
/// Most values of one query.
const VALUES_MAX: usize = 200;

fn unreadable() -> Status {
    Status::invalid_argument(
        "the values of this query cannot be read: send plain columns of one row",
    )
}

fn too_long() -> Status {
    Status::invalid_argument(format!(
        "the values of a query may have {} KB",
        VALUES_BYTES_MAX >> 10
    ))
}

/// Reads the messages that hold values to their end, of which the first was read already.
pub(super) async fn collect(
    first: FlightData,
    mut others: Streaming<FlightData>,
) -> Result<Vec<FlightData>, Status> {
    let mut parts = Vec::new();
    let (mut n_bytes, mut next) = (0_usize, Some(first));
    while let Some(part) = next {
        n_bytes = n_bytes
            .saturating_add(part.data_header.len())
            .saturating_add(part.data_body.len());
        if n_bytes > VALUES_BYTES_MAX {
            return Err(too_long());
        }
        if parts.len() >= MESSAGES_MAX {
            return Err(unreadable());
        }
        if !part.data_header.is_empty() {
            parts.push(FlightData {
                data_header: part.data_header,
                data_body: part.data_body,
                ..FlightData::default()
            });
        }
        next = others.message().await?;
    }
    Ok(parts)
}

/// The values that messages hold; none where there are no messages.
pub(super) async fn values(parts: Vec<FlightData>) -> Result<Vec<ScalarValue>, Status> {
    if parts.is_empty() {
        return Ok(Vec::new());
    }
    // On its own, since the library's reader may panic over columns that are shorter than they say.
    match tokio::task::spawn_blocking(move || read(&parts)).await {
        Ok(values) => values,
        Err(error) if error.is_panic() => Err(unreadable()),
        Err(_) => Err(internal()),
    }
}

fn read(parts: &[FlightData]) -> Result<Vec<ScalarValue>, Status> {
    // What unpacks to more than it is must not be unpacked: it says itself how much memory that takes.
    if parts.iter().any(is_packed) {
        return Err(unreadable());
    }
    check_columns(parts)?;
    check_rows(parts)?;
    let batches = flight_data_to_batches(parts).map_err(|_| unreadable())?;
    let Some(row) = batches.iter().find(|batch| batch.num_rows() > 0) else {
        return Ok(Vec::new());
    };
    let values = row.columns().iter();
    values
        .map(|column| ScalarValue::try_from_array(column, 0).map_err(|_| unreadable()))
        .collect()
}

/// Refuses what is no short list of plain columns, by what the first message says of them, before anything is made of it:
/// a list can be a billion nulls in some hundred bytes, and one column can be in many others without being sent again.
fn check_columns(parts: &[FlightData]) -> Result<(), Status> {
    let first = parts.first().ok_or_else(unreadable)?;
    let message = root_as_message(&first.data_header).map_err(|_| unreadable())?;
    let schema = message.header_as_schema().ok_or_else(unreadable)?;
    let columns = schema.fields().ok_or_else(unreadable)?;
    if columns.len() > VALUES_MAX {
        return Err(Status::invalid_argument(format!(
            "a query takes at most {VALUES_MAX} values"
        )));
    }
    if !columns.iter().all(is_plain) {
        return Err(Status::invalid_argument(
            "the values of a query can be numbers, texts, days, true or false, or null. Send any other as text",
        ));
    }
    // A few texts can be written many times over too.
    let of_all = schema.custom_metadata().into_iter().flatten();
    let of_each = columns.iter().flat_map(|column| {
        let told = column.custom_metadata().into_iter().flatten();
        told.map(bytes)
            .chain(column.name().map(str::len))
            .collect::<Vec<_>>()
    });
    let n_bytes = of_all.map(bytes).chain(of_each);
    match n_bytes.fold(0, usize::saturating_add) > VALUES_BYTES_MAX {
        true => Err(too_long()),
        false => Ok(()),
    }
}

/// Whether each value of a column is a few bytes or a text of its own.
fn is_plain(column: Field<'_>) -> bool {
    let is_of_plain_type = matches!(
        column.type_type(),
        Type::Null
            | Type::Bool
            | Type::Int
            | Type::FloatingPoint
            | Type::Utf8
            | Type::LargeUtf8
            | Type::Utf8View
            | Type::Date
    );
    let has_parts = column.children().is_some_and(|parts| !parts.is_empty());
    is_of_plain_type && !has_parts && column.dictionary().is_none()
}

/// Bytes of what a column is told to mean beside its type.
fn bytes(told: KeyValue<'_>) -> usize {
    let (key, value) = (told.key(), told.value());
    key.map_or(0, str::len)
        .saturating_add(value.map_or(0, str::len))
        .saturating_add(1)
}

/// Refuses more than one row, by what the messages say of themselves.
fn check_rows(parts: &[FlightData]) -> Result<(), Status> {
    let mut n_rows = 0_u64;
    for part in parts.iter().skip(1) {
        let message = root_as_message(&part.data_header).map_err(|_| unreadable())?;
        let rows = message.header_as_record_batch().ok_or_else(unreadable)?;
        let of_part = u64::try_from(rows.length()).map_err(|_| unreadable())?;
        n_rows = n_rows.saturating_add(of_part);
    }
    match n_rows {
        0 | 1 => Ok(()),
        _ => Err(Status::invalid_argument(
            "one row of values can be bound to a query, and more were sent",
        )),
    }
}

/// Whether columns are compressed; or cannot be read at all.
fn is_packed(part: &FlightData) -> bool {
    let Ok(message) = root_as_message(&part.data_header) else {
        return true;
    };
    let rows = message.header_as_record_batch();
    rows.is_some_and(|rows| rows.compression().is_some())
}
