//! Answering connections, with bounds on how many there are, on how many come from one address, and on how long a client
//! takes to ask and to take its answer.

mod addresses;
mod answering;
mod handshakes;
mod patience;
#[cfg(test)]
mod tests;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use hub_api::{Peer, Proxies};
use hub_wire::Tls;
use hyper::server::conn::http1;
use hyper_util::rt::TokioTimer;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use addresses::Addresses;
use answering::{Answering, Known};
use handshakes::Handshakes;
use patience::Patient;

/// Where connections come in.
#[derive(Debug)]
pub(crate) struct Entrance {
    pub(crate) listener: TcpListener,
    /// Every client must speak it, where it is there.
    pub(crate) tls: Option<Tls>,
    /// They bring the connections of everybody, and are not counted.
    pub(crate) proxies: Proxies,
}

/// Bounds on connections.
#[derive(Debug, Clone, Copy)]
struct Limits {
    /// Connections at once.
    connections: usize,
    /// Of these, from one address that is neither this machine's nor a trusted proxy's.
    connections_each: usize,
    /// Of all connections, those that have not agreed on TLS yet.
    handshakes: usize,
    /// Of these, from one such address.
    handshakes_each: usize,
    /// How long a client may take to agree on TLS.
    handshake: Duration,
    /// Connections beyond these, which are only told that the hub lives, or that it is full; more wait in the operating
    /// system's queue.
    spare: usize,
    /// How long one of those may take in all.
    spare_time: Duration,
    /// How long a client may take to send the head of a request, and to think before its next one.
    head: Duration,
    /// How long a client may take nothing of an answer that is there for it, and in which it must take 16 KB.
    write: Duration,
    /// How long requests under way may take to finish once the server is told to stop.
    stop: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1024,
            connections_each: 256,
            handshakes: 512,
            handshakes_each: 64,
            handshake: Duration::from_secs(10),
            spare: 64,
            spare_time: Duration::from_secs(2),
            head: Duration::from_secs(30),
            write: Duration::from_secs(30),
            stop: Duration::from_secs(30),
        }
    }
}

/// Pause after the operating system refused a connection, most likely for want of file handles.
const PAUSE: Duration = Duration::from_millis(50);
/// What is answered also where there is no place, so that nobody restarts a hub that is only full.
const ALIVE: &str = "/livez";
/// What a client is told for whom there is no place.
const FULL: &str = "Too many connections are open. Try again shortly.\n";
/// Seconds after which it may find one.
const FULL_RETRY_S: &str = "5";

/// Serves the router until `stopped`; requests under way are then finished, within half a minute.
pub(crate) async fn serve(entrance: Entrance, router: Router, stopped: impl Future<Output = ()>) {
    serve_within(Limits::default(), entrance, router, stopped).await;
}

async fn serve_within(
    limits: Limits,
    entrance: Entrance,
    router: Router,
    stopped: impl Future<Output = ()>,
) {
    let Entrance {
        listener,
        tls,
        proxies,
    } = entrance;
    let graceful = GracefulShutdown::new();
    let room = Arc::new(Semaphore::new(limits.connections));
    let spares = Arc::new(Semaphore::new(limits.spare));
    let handshakes = Handshakes::new(limits.handshakes, limits.handshakes_each, proxies.clone());
    let addresses = Addresses::new(limits.connections_each, proxies);
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(limits.head);
    let mut brief = http1::Builder::new();
    brief
        .timer(TokioTimer::new())
        .header_read_timeout(limits.spare_time)
        .keep_alive(false);
    let telling = router.clone().layer(from_fn(tell));
    tokio::pin!(stopped);
    loop {
        let next = async {
            // First, so that whoever comes can at least be told that there is no place.
            let spare = Arc::clone(&spares).acquire_owned().await;
            (spare, listener.accept().await)
        };
        let (spare, accepted) = tokio::select! {
            () = &mut stopped => break,
            next = next => next,
        };
        let (stream, address) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        let place = match addresses.enter(address.ip()) {
            Some(counted) => {
                let place = Arc::clone(&room).try_acquire_owned().ok();
                place.map(|place| (place, counted))
            }
            // Closed without a word: one address must not take all the spare places either.
            None if spares.available_permits() < limits.spare / 2 => continue,
            None => None,
        };
        // Closed without a word too: nothing can be said before TLS is agreed on.
        let begun = match &tls {
            Some(_) => match handshakes.begin(address.ip()) {
                Some(begun) => Some(begun),
                None => continue,
            },
            None => None,
        };
        let stream = Patient::new(stream, limits.write);
        let peer = Peer {
            address: address.ip(),
            is_tls: tls.is_some(),
        };
        let answering = |http: &http1::Builder, router: &Router| Answering {
            http: http.clone(),
            service: Known::new(peer, router.clone()),
            watcher: graceful.watcher(),
            tls: tls.clone(),
            handshake: limits.handshake,
        };
        let Some(place) = place else {
            let connection = answering(&brief, &telling).run(stream, begun);
            tokio::spawn(async move {
                let told = tokio::time::timeout(limits.spare_time, connection);
                if told.await.is_err() {
                    tracing::debug!("a connection for which there is no place was cut");
                }
                drop(spare);
            });
            continue;
        };
        drop(spare);
        let connection = answering(&http, &router).run(stream, begun);
        tokio::spawn(async move {
            connection.await;
            drop(place);
        });
    }
    drop(listener);
    if tokio::time::timeout(limits.stop, graceful.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("some requests did not finish in time and were cut off");
    }
}

/// Whoever has no place learns whether the hub lives, and of all else when to come again.
async fn tell(request: Request, next: Next) -> Response {
    if request.uri().path() == ALIVE {
        return next.run(request).await;
    }
    (
        StatusCode::SERVICE_UNAVAILABLE,
        [(RETRY_AFTER, FULL_RETRY_S)],
        FULL,
    )
        .into_response()
}
