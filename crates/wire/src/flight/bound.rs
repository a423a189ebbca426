//! The values that a client binds to a prepared statement: one row of columns, as Arrow messages.

use arrow::ipc::root_as_message;
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
    let batches = flight_data_to_batches(parts).map_err(|_| unreadable())?;
    let mut with_rows = batches.iter().filter(|batch| batch.num_rows() > 0);
    let Some(row) = with_rows.next() else {
        return Ok(Vec::new());
    };
    if row.num_rows() > 1 || with_rows.next().is_some() {
        return Err(Status::invalid_argument(
            "one row of values can be bound to a query, and more were sent",
        ));
    }
    if row.num_columns() > VALUES_MAX {
        return Err(Status::invalid_argument(format!(
            "a query takes at most {VALUES_MAX} values"
        )));
    }
    let values = row.columns().iter();
    values
        .map(|column| ScalarValue::try_from_array(column, 0).map_err(|_| unreadable()))
        .collect()
}

/// Whether columns are compressed; or cannot be read at all.
fn is_packed(part: &FlightData) -> bool {
    let Ok(message) = root_as_message(&part.data_header) else {
        return true;
    };
    let rows = message.header_as_record_batch();
    rows.is_some_and(|rows| rows.compression().is_some())
}
