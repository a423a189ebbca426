//! The two wires beside HTTP: Postgres and Flight SQL, each only where an address is given.

use std::io;
use std::net::SocketAddr;

use anyhow::{Context, Result, bail};
use hub_access::Asking;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::certificate::Files;

/// The ports that clients know.
pub(crate) const POSTGRES_PORT: u16 = 5433;
pub(crate) const FLIGHT_PORT: u16 = 50051;

/// Listeners that are not served yet.
#[derive(Debug, Default)]
pub(crate) struct Wires {
    postgres: Option<TcpListener>,
    flight: Option<TcpListener>,
    is_tls: bool,
}

impl Wires {
    /// Takes the addresses before any work is done, so that a port in use is told at once.
    pub(crate) async fn bind(
        postgres: Option<SocketAddr>,
        flight: Option<SocketAddr>,
        is_tls: bool,
    ) -> Result<Self> {
        for address in postgres.iter().chain(&flight) {
            if !is_tls && !address.ip().is_loopback() {
                bail!(
                    "{address} can be reached from other machines, where tokens must not travel in the clear: name a \
                     certificate with --tls-cert and --tls-key"
                );
            }
        }
        Ok(Self {
            postgres: listener(postgres, "--postgres").await?,
            flight: listener(flight, "--flight").await?,
            is_tls,
        })
    }

    /// The same at the ports that clients know, each left out where somebody else has it.
    pub(crate) async fn at_known_ports(beside: SocketAddr) -> Result<Self> {
        if !beside.ip().is_loopback() {
            return Ok(Self::default());
        }
        let at = |port| SocketAddr::new(beside.ip(), port);
        Ok(Self {
            postgres: if_free(at(POSTGRES_PORT)).await?,
            flight: if_free(at(FLIGHT_PORT)).await?,
            is_tls: false,
        })
    }

    /// Where Postgres is answered.
    pub(crate) fn postgres(&self) -> Option<SocketAddr> {
        self.postgres.as_ref()?.local_addr().ok()
    }

    /// Where Flight SQL is answered.
    pub(crate) fn flight(&self) -> Option<SocketAddr> {
        self.flight.as_ref()?.local_addr().ok()
    }

    /// Whether they speak TLS.
    pub(crate) fn is_tls(&self) -> bool {
        self.is_tls
    }

    /// Serves them until `stopped` says so. What is given back ends once all questions under way have.
    ///
    /// # Errors
    /// When TLS cannot be spoken with the certificate.
    pub(crate) fn serve(
        self,
        asking: &Asking,
        certificate: Option<&Files>,
        stopped: watch::Receiver<bool>,
    ) -> Result<JoinSet<()>> {
        let tls = |protocols: &[&str]| match certificate {
            Some(files) => files.tls(protocols).map(Some),
            None => Ok(None),
        };
        let (of_postgres, of_flight) = (tls(&[])?, tls(&["h2"])?);
        let mut wires = JoinSet::new();
        if let Some(listener) = self.postgres {
            wires.spawn(hub_wire::postgres::serve(
                listener,
                asking.clone(),
                of_postgres,
                until(stopped.clone()),
            ));
        }
        if let Some(listener) = self.flight {
            wires.spawn(hub_wire::flight::serve(
                listener,
                asking.clone(),
                of_flight,
                until(stopped),
            ));
        }
        Ok(wires)
    }
}

/// Ends when it is said so.
pub(crate) async fn until(mut stopped: watch::Receiver<bool>) {
    // Who could say so is gone: that says it too.
    let _gone = stopped.wait_for(|stopped| *stopped).await;
}

/// Takes an address, where there is one.
///
/// # Errors
/// Names the option that another address can be given with.
pub(crate) async fn listener(
    address: Option<SocketAddr>,
    option: &str,
) -> Result<Option<TcpListener>> {
    let Some(address) = address else {
        return Ok(None);
    };
    let listener = TcpListener::bind(address).await.with_context(|| {
        format!("cannot listen on {address}: choose another address with {option}")
    })?;
    Ok(Some(listener))
}

async fn if_free(address: SocketAddr) -> Result<Option<TcpListener>> {
    match TcpListener::bind(address).await {
        Ok(listener) => Ok(Some(listener)),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot listen on {address}")),
    }
}
