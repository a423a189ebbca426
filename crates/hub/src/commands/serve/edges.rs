//! Where clients come in, and how they are let go when the process is told to stop.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use hub_api::{App, Proxies, Standing};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::certificate::Files;
use crate::cli::Serve;
use crate::listen::{self, Entrance};
use crate::wires::{self, Wires};

/// All listeners, not served yet.
#[derive(Debug)]
pub(crate) struct Edges {
    plain: TcpListener,
    https: Option<TcpListener>,
    wires: Wires,
    certificate: Option<Files>,
    proxies: Proxies,
    /// Between being told to stop and answering nobody new.
    drain: Duration,
}

impl Edges {
    /// Takes the addresses before any work is done, so that a port in use is told at once.
    pub(super) async fn bind(args: &Serve) -> Result<Self> {
        let files = args.tls_cert.as_ref().zip(args.tls_key.as_ref());
        let certificate = files
            .map(|(chain, key)| Files::open(chain, key))
            .transpose()?;
        let wires = Wires::bind(args.postgres, args.flight, certificate.is_some()).await?;
        Ok(Self {
            plain: super::listen(args.listen).await?.0,
            https: wires::listener(args.https, "--https").await?,
            wires,
            certificate,
            proxies: Proxies::new(args.trusted_proxies.clone()),
            drain: Duration::from_secs(args.drain_seconds),
        })
    }

    /// Without TLS for pages, and without anybody in front.
    pub(crate) fn plain(plain: TcpListener, wires: Wires) -> Self {
        Self {
            plain,
            https: None,
            wires,
            certificate: None,
            proxies: Proxies::default(),
            drain: Duration::ZERO,
        }
    }

    pub(super) fn wires(&self) -> &Wires {
        &self.wires
    }

    pub(super) fn proxies(&self) -> &Proxies {
        &self.proxies
    }

    /// Where pages are, as somebody on this machine types it.
    pub(super) fn bases(&self) -> Vec<String> {
        let base = |scheme: &str, listener: &TcpListener| {
            let address: SocketAddr = listener.local_addr().ok()?;
            Some(format!("{scheme}://{address}"))
        };
        let https = self.https.as_ref();
        [
            base("http", &self.plain),
            https.and_then(|listener| base("https", listener)),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// Serves until the process is told to stop; requests and questions under way are finished.
    pub(super) async fn serve(self, app: App) -> Result<()> {
        let Self {
            plain,
            https,
            wires,
            certificate,
            proxies,
            drain,
        } = self;
        let standing = Arc::clone(&app.config.standing);
        let (stop, stopped) = watch::channel(false);
        let mut of_wires = wires.serve(&app.asking, certificate.as_ref(), stopped.clone())?;
        let https = match (https, &certificate) {
            (Some(listener), Some(files)) => Some(Entrance {
                listener,
                tls: Some(files.tls(&["http/1.1"]).context("HTTPS cannot be spoken")?),
                proxies: proxies.clone(),
            }),
            _ => None,
        };
        let fresh = certificate.map(|files| tokio::spawn(files.keep_fresh(Arc::clone(&standing))));
        let router = hub_api::router(app);
        let plain = Entrance {
            listener: plain,
            tls: None,
            proxies,
        };
        let of_pages = async {
            let over_tls = async {
                if let Some(entrance) = https {
                    let stopped = wires::until(stopped.clone());
                    listen::serve(entrance, router.clone(), stopped).await;
                }
            };
            let without = listen::serve(plain, router.clone(), wires::until(stopped.clone()));
            tokio::join!(without, over_tls);
        };
        let told = async {
            leave(&standing, drain).await;
            stop.send_replace(true);
        };
        tokio::join!(of_pages, told);
        while of_wires.join_next().await.is_some() {}
        if let Some(fresh) = fresh {
            fresh.abort();
        }
        Ok(())
    }
}

/// Ends when nobody new is to be answered any more. Whoever presses Ctrl+C waits for nobody.
async fn leave(standing: &Standing, drain: Duration) {
    match told().await {
        Told::Interrupt => standing.stop(),
        Told::Terminate => {
            standing.stop();
            tracing::info!(seconds = drain.as_secs(), "told to stop");
            tokio::select! {
                () = tokio::time::sleep(drain) => {}
                () = interrupted() => {}
            }
        }
    }
}

enum Told {
    Interrupt,
    Terminate,
}

async fn told() -> Told {
    tokio::select! {
        () = interrupted() => Told::Interrupt,
        () = terminated() => Told::Terminate,
    }
}

async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

#[cfg(unix)]
async fn terminated() {
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
fn terminated() -> impl Future<Output = ()> {
    std::future::pending()
}
