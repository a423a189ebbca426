//! Columns as they travel.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::error::ArrowError;
use arrow::record_batch::{RecordBatch, RecordBatchOptions};
use arrow_flight::FlightData;
use arrow_flight::encode::FlightDataEncoderBuilder;
use arrow_flight::error::FlightError;
use futures::{Stream, StreamExt, stream};
use hub_access::Hold;
use tokio::sync::mpsc;
use tokio::time::timeout;
use tonic::Status;

use super::status::unwritten;

/// Messages to a client.
pub(super) type Messages<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

/// Bytes of one message, about.
const MESSAGE_BYTES: usize = 1 << 20;
/// How long a client may take to read one.
const MESSAGE_TIME_MAX: Duration = Duration::from_secs(60);

/// The columns as told and sent: a plan knows more of them before it runs than its rows show, and clients want both to be
/// the same, in types that all of them know.
pub(super) fn plain(schema: &Schema) -> SchemaRef {
    let fields = schema.fields().iter();
    let fields: Vec<Field> = fields
        .map(|field| Field::new(field.name(), plain_type(field.data_type()), true))
        .collect();
    Arc::new(Schema::new(fields))
}

fn plain_type(data_type: &DataType) -> DataType {
    match data_type {
        DataType::Utf8View => DataType::Utf8,
        DataType::BinaryView => DataType::Binary,
        DataType::Dictionary(_, values) => plain_type(values),
        other => other.clone(),
    }
}

fn plain_rows(rows: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch, ArrowError> {
    let columns = rows.columns().iter().zip(schema.fields());
    let columns = columns.map(|(column, field)| {
        if column.data_type() == field.data_type() {
            Ok(Arc::clone(column))
        } else {
            cast(column, field.data_type())
        }
    });
    let columns = columns.collect::<Result<Vec<_>, _>>()?;
    let options = RecordBatchOptions::new().with_row_count(Some(rows.num_rows()));
    RecordBatch::try_new_with_options(Arc::clone(schema), columns, &options)
}

/// Sends an answer, and lets go of it when the client does not read on: its turn is over, so nothing else bounds how long
/// it is held. So long it counts for whoever asked.
pub(super) fn send(schema: &Schema, batches: Vec<RecordBatch>, hold: Hold) -> Messages<FlightData> {
    let schema = plain(schema);
    let of_rows = Arc::clone(&schema);
    let batches = batches
        .into_iter()
        .map(move |rows| plain_rows(&rows, &of_rows).map_err(FlightError::from));
    let mut messages = FlightDataEncoderBuilder::new()
        .with_max_flight_data_size(MESSAGE_BYTES)
        .with_schema(schema)
        .build(stream::iter(batches));
    let (sender, receiver) = mpsc::channel(1);
    tokio::spawn(async move {
        loop {
            let message = messages.next().await;
            let is_last = message.is_none();
            let message = message.map(|message| message.map_err(unwritten));
            let sent = timeout(MESSAGE_TIME_MAX, sender.send(message)).await;
            if is_last || !matches!(sent, Ok(Ok(()))) {
                break;
            }
        }
        // The last message was taken by now, or nobody will.
        drop(messages);
        drop(hold);
    });
    // An answer that ends without its end was cut off, and must not look complete.
    let received = stream::unfold(
        Some(receiver),
        |receiver: Option<mpsc::Receiver<Part>>| async move {
            let mut receiver = receiver?;
            match receiver.recv().await {
                Some(Some(message)) => Some((message, Some(receiver))),
                Some(None) => None,
                None => {
                    let late = Status::deadline_exceeded("the answer was not read in time");
                    Some((Err(late), None))
                }
            }
        },
    );
    received.boxed()
}

/// A message, or the end.
type Part = Option<Result<FlightData, Status>>;

/// Sends a few rows as they are.
pub(super) fn send_few(rows: RecordBatch) -> Messages<FlightData> {
    let messages = FlightDataEncoderBuilder::new()
        .with_schema(rows.schema())
        .build(stream::iter([Ok(rows)]));
    messages.map(|message| message.map_err(unwritten)).boxed()
}

#[cfg(test)]
mod tests {
    use arrow::array::{ArrayRef, StringViewArray};

    use super::*;

    #[test]
    fn rows_have_the_types_that_were_told() {
        let names: ArrayRef = Arc::new(StringViewArray::from(vec!["a", "b"]));
        let rows = RecordBatch::try_from_iter([("name", names)]).unwrap();
        let schema = plain(&rows.schema());
        let plain = plain_rows(&rows, &schema).unwrap();
        assert_eq!(plain.schema(), schema);
        assert_eq!(plain.column(0).data_type(), &DataType::Utf8);
        assert!(schema.field(0).is_nullable());
    }
}
