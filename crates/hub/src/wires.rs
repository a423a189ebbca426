//! The two wires beside HTTP: Postgres and Flight SQL, each only where an address is given.

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use hub_access::Asking;
use hub_wire::Tls;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// The ports that clients know.
pub(crate) const POSTGRES_PORT: u16 = 5433;
pub(crate) const FLIGHT_PORT: u16 = 50051;

/// Listeners that are not served yet.
#[derive(Debug, Default)]
pub(crate) struct Wires {
    postgres: Option<TcpListener>,
    flight: Option<TcpListener>,
    certificate: Option<Certificate>,
}

/// What TLS is made of.
#[derive(Debug)]
struct Certificate {
    chain: Vec<u8>,
    key: Vec<u8>,
}

impl Wires {
    /// Takes the addresses before any work is done, so that a port in use is told at once.
    pub(crate) async fn bind(
        postgres: Option<SocketAddr>,
        flight: Option<SocketAddr>,
        certificate: Option<(&PathBuf, &PathBuf)>,
    ) -> Result<Self> {
        for address in postgres.iter().chain(&flight) {
            if certificate.is_none() && !address.ip().is_loopback() {
                bail!(
                    "{address} can be reached from other machines, where tokens must not travel in the clear: name a \
                     certificate with --tls-cert and --tls-key"
                );
            }
        }
        Ok(Self {
            postgres: listener(postgres, "--postgres").await?,
            flight: listener(flight, "--flight").await?,
            certificate: match certificate {
                Some((chain, key)) => Some(Certificate {
                    chain: read(chain)?,
                    key: read(key)?,
                }),
                None => None,
            },
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
            certificate: None,
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
        self.certificate.is_some()
    }

    /// Serves them until `stopped` says so.
    ///
    /// # Errors
    /// When the certificate cannot be used.
    pub(crate) fn serve(self, asking: &Asking, stopped: watch::Receiver<bool>) -> Result<()> {
        let tls = |protocols: &[&str]| match &self.certificate {
            Some(Certificate { chain, key }) => Tls::from_pem(chain, key, protocols).map(Some),
            None => Ok(None),
        };
        let (of_postgres, of_flight) = (tls(&[])?, tls(&["h2"])?);
        if let Some(listener) = self.postgres {
            let wire = hub_wire::postgres::serve(
                listener,
                asking.clone(),
                of_postgres,
                until(stopped.clone()),
            );
            tokio::spawn(wire);
        }
        if let Some(listener) = self.flight {
            let wire = hub_wire::flight::serve(listener, asking.clone(), of_flight, until(stopped));
            tokio::spawn(wire);
        }
        Ok(())
    }
}

async fn until(mut stopped: watch::Receiver<bool>) {
    // Who could say so is gone: that says it too.
    let _gone = stopped.wait_for(|stopped| *stopped).await;
}

async fn listener(address: Option<SocketAddr>, option: &str) -> Result<Option<TcpListener>> {
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

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}
