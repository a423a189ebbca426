//! Flight SQL: what ADBC, JDBC and pyarrow speak. Figures travel as Arrow columns.
//!
//! Every call has a token (`signed_in`). Nothing is kept between calls: a prepared statement and a ticket hold the query
//! itself, which goes before [`Asking`] with whoever brings it, each time (`asked`).

mod asked;
mod bound;
mod catalogue;
mod connection;
mod messages;
mod rows;
mod signed_in;
mod status;
mod told;
mod wire;

use std::future::Future;
use std::io;
use std::time::Duration;

use arrow_flight::flight_service_server::FlightServiceServer;
use futures::future::join;
use futures::stream::poll_fn;
use hub_access::Asking;
use tokio::net::TcpListener;
use tokio::sync::{Notify, mpsc};
use tonic::transport::Server;

use crate::door::Door;
use crate::{Tls, WireLimits};
use signed_in::SignedIn;
use wire::Wire;

/// Calls of one connection at the same time.
const STREAMS_MAX: u32 = 32;
/// Bytes of all headers of a call.
const HEADER_BYTES_MAX: u32 = 16 << 10;
/// What a message may have beside the query and its values.
const MESSAGE_BYTES_BESIDE: usize = 16 << 10;
/// What a call may take beside the wait for its turn and the query.
const TIME_BESIDE: Duration = Duration::from_secs(5);
/// Streams of a connection that were ended for an error of its own.
const RESETS_MAX: usize = 100;
/// How often a silent client is asked whether it is still there.
const PING_EVERY: Duration = Duration::from_secs(30);
/// A connection is closed after this time, between two calls; clients open another.
const CONNECTION_TIME_MAX: Duration = Duration::from_secs(3600);
/// How long calls under way may take to finish once the server is told to stop.
const STOP_TIME_MAX: Duration = Duration::from_secs(5);

/// Answers connections until `stopped`. With `tls`, every client must use it.
pub async fn serve(
    listener: TcpListener,
    asking: Asking,
    tls: Option<Tls>,
    stopped: impl Future<Output = ()>,
) {
    serve_within(listener, asking, tls, WireLimits::default(), stopped).await;
}

/// The same within other bounds.
pub async fn serve_within(
    listener: TcpListener,
    asking: Asking,
    tls: Option<Tls>,
    wire_limits: WireLimits,
    stopped: impl Future<Output = ()>,
) {
    let limits = asking.limits();
    let message_bytes_max = asked::bytes_max(limits.query.sql_bytes) + MESSAGE_BYTES_BESIDE;
    let wire = FlightServiceServer::new(Wire::new(asking.clone()))
        .max_decoding_message_size(message_bytes_max);
    let service = SignedIn::new(wire, asking);

    let (taken, mut next) = mpsc::channel(1);
    let incoming = poll_fn(move |cx| next.poll_recv(cx).map(|next| next.map(Ok::<_, io::Error>)));
    let told = Notify::new();
    let signal = async {
        stopped.await;
        told.notify_one();
    };
    let answering = Server::builder()
        .timeout(limits.wait + limits.query.time + TIME_BESIDE)
        .max_concurrent_streams(STREAMS_MAX)
        .http2_max_header_list_size(HEADER_BYTES_MAX)
        .http2_keepalive_interval(Some(PING_EVERY))
        // Without a bound a client could have errors counted for it for ever.
        .http2_max_local_error_reset_streams(Some(RESETS_MAX))
        .max_connection_age(CONNECTION_TIME_MAX)
        .serve_with_incoming_shutdown(service, incoming, signal);
    let late = async {
        told.notified().await;
        tokio::time::sleep(STOP_TIME_MAX).await;
    };
    tokio::select! {
        (answered, ()) = join(answering, connection::take(listener, tls, Door::new(wire_limits), taken)) => {
            if let Err(error) = answered {
                tracing::error!(%error, "Flight SQL is no longer answered");
            }
        }
        () = late => tracing::info!("calls that were still under way were left behind"),
    }
}
