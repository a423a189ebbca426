//! Reading and writing the messages and headers of Flight SQL.

use arrow::datatypes::Schema;
use arrow::ipc::writer::IpcWriteOptions;
use arrow_flight::sql::{Any, Command, ProstMessageExt};
use arrow_flight::{FlightEndpoint, FlightInfo, IpcMessage, SchemaAsIpc, Ticket};
use bytes::Bytes;
use futures::{StreamExt, stream};
use hub_standard::ids::ReleaseId;
use prost::Message;
use tonic::Status;
use tonic::metadata::{Ascii, MetadataMap, MetadataValue};

use super::rows::Messages;
use super::status::{broken, internal, not_flight_sql, unwritten};

/// The header that names the release to read.
const AS_AT: &str = "hub-as-at";

pub(super) fn one<T: Send + 'static>(message: T) -> Messages<T> {
    stream::iter([Ok(message)]).boxed()
}

pub(super) fn command(bytes: &Bytes) -> Result<Command, Status> {
    let any = Any::decode(bytes.clone()).map_err(|_| not_flight_sql())?;
    // What is of Flight SQL but cannot be read was broken on its way.
    Command::try_from(any).map_err(|_| broken())
}

pub(super) fn unpacked<M: ProstMessageExt>(bytes: &Bytes) -> Result<M, Status> {
    let any = Any::decode(bytes.clone()).map_err(|_| not_flight_sql())?;
    any.unpack()
        .map_err(|_| not_flight_sql())?
        .ok_or_else(not_flight_sql)
}

pub(super) fn info(schema: &Schema, ticket: impl Into<Bytes>) -> Result<FlightInfo, Status> {
    let endpoint = FlightEndpoint::new().with_ticket(Ticket::new(ticket));
    let info = FlightInfo::new().with_endpoint(endpoint);
    info.try_with_schema(schema).map_err(unwritten)
}

pub(super) fn ipc(schema: &Schema) -> Result<Bytes, Status> {
    let options = IpcWriteOptions::default();
    let message = IpcMessage::try_from(SchemaAsIpc::new(schema, &options));
    message.map(|message| message.0).map_err(unwritten)
}

/// The release that a client wants to read; the newest where it names none.
pub(super) fn as_at(headers: &MetadataMap) -> Result<Option<ReleaseId>, Status> {
    let Some(named) = headers.get(AS_AT) else {
        return Ok(None);
    };
    let named: Option<ReleaseId> = named.to_str().ok().and_then(|name| name.parse().ok());
    named.map(Some).ok_or_else(|| {
        Status::invalid_argument(format!(
            "{AS_AT} names a release by day and number, like 2026-11-14.2"
        ))
    })
}

pub(super) fn header(text: &str) -> Result<MetadataValue<Ascii>, Status> {
    text.parse().map_err(|_| internal())
}
