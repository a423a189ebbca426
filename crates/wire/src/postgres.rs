//! The Postgres wire: what psql, R, Python and reporting tools speak.
//!
//! A user is the name that a token was issued to, the password the token itself, shown by SCRAM-SHA-256. Queries are put
//! before [`Asking`]; what tools ask of the catalogue is answered from tables that hold no rows (`catalogue`).

mod bounded;
mod catalogue;
mod connection;
mod error;
mod handlers;
mod leaving;
mod read;
mod rows;
mod session;
mod settings;
mod startup;
mod values;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use hub_access::Asking;
use pgwire::api::ConnectionManager;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::door::Door;
use crate::{Tls, WireLimits};
use catalogue::Catalogues;

/// Connections at once; more wait in the operating system's queue.
const CONNECTIONS_MAX: usize = 256;
/// How long sessions under way may take to finish once the server is told to stop.
const STOP_TIME_MAX: Duration = Duration::from_secs(5);
/// Pause after the operating system refused a connection, most likely for want of file handles.
const PAUSE: Duration = Duration::from_millis(50);

/// What all connections have in common.
struct Shared {
    asking: Asking,
    catalogues: Catalogues,
    /// Knows the queries under way by what a client must know to cancel them.
    under_way: Arc<ConnectionManager>,
    tls: Option<Tls>,
    door: Arc<Door>,
}

/// Answers connections until `stopped`. With `tls`, a client from elsewhere must use it.
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
    limits: WireLimits,
    stopped: impl Future<Output = ()>,
) {
    let shared = Arc::new(Shared {
        catalogues: Catalogues::new(asking.clone()),
        asking,
        under_way: Arc::new(ConnectionManager::new()),
        tls,
        door: Door::new(limits),
    });
    let room = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let mut connections = JoinSet::new();
    tokio::pin!(stopped);
    loop {
        let next = async {
            let place = Arc::clone(&room).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            () = &mut stopped => break,
            next = next => next,
        };
        // Those that are over are let go of here: nothing else waits for them.
        while connections.try_join_next().is_some() {}
        let (stream, address) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        let Some(own) = shared.door.enter(address.ip()) else {
            continue;
        };
        let shared = Arc::clone(&shared);
        connections.spawn(async move {
            if let Err(error) = connection::serve(stream, &shared, own).await {
                // Clients go away all the time.
                tracing::debug!(%error, "a connection ended early");
            }
            drop(place);
        });
    }
    drop(listener);
    // A session may be idle for minutes: nobody waits for its end, only for that of a query.
    let all = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(STOP_TIME_MAX, all).await.is_err() {
        tracing::info!("sessions that were still open were cut off");
    }
    connections.shutdown().await;
}
