//! One connection, from its handshake to its last answer.

use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::response::Response;
use hub_api::Peer;
use hub_wire::Tls;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::Service;
use hyper_util::rt::TokioIo;
use hyper_util::server::graceful::Watcher;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};

use super::handshakes::Begun;

/// The router, which learns of each request where it comes from.
pub(super) struct Known {
    peer: Peer,
    router: TowerToHyperService<Router>,
}

impl Known {
    pub(super) fn new(peer: Peer, router: Router) -> Self {
        Self {
            peer,
            router: TowerToHyperService::new(router),
        }
    }
}

impl Service<Request<Incoming>> for Known {
    type Response = Response;
    type Error = Infallible;
    type Future = <TowerToHyperService<Router> as Service<Request<Incoming>>>::Future;

    fn call(&self, mut request: Request<Incoming>) -> Self::Future {
        request.extensions_mut().insert(self.peer);
        self.router.call(request)
    }
}

/// What answers a connection.
pub(super) struct Answering {
    pub(super) http: http1::Builder,
    pub(super) service: Known,
    pub(super) watcher: Watcher,
    pub(super) tls: Option<Tls>,
    /// How long the client may take to agree on TLS.
    pub(super) handshake: Duration,
}

impl Answering {
    /// Answers until either side has had enough. Clients go away all the time, so that nothing comes of it but the end.
    pub(super) async fn run<S>(self, stream: S, begun: Option<Begun>)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let Self {
            http,
            service,
            watcher,
            tls,
            handshake,
        } = self;
        let Some(tls) = tls else {
            return answer(&http, stream, service, watcher).await;
        };
        match tokio::time::timeout(handshake, tls.accept(stream)).await {
            Ok(Ok(stream)) => {
                drop(begun);
                answer(&http, stream, service, watcher).await;
            }
            Ok(Err(error)) => tracing::debug!(%error, "TLS was not agreed on"),
            Err(_) => tracing::debug!("TLS was not agreed on in time"),
        }
    }
}

async fn answer<S>(http: &http1::Builder, stream: S, service: Known, watcher: Watcher)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let connection = http.serve_connection(TokioIo::new(stream), service);
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, "a connection ended early");
    }
}
