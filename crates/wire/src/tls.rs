//! TLS of every listener: one certificate that can be renewed while connections are taken with it.

mod ends;

use std::fmt;
use std::io;
use std::sync::{Arc, PoisonError, RwLock};

use rustls::ServerConfig;
use rustls::crypto::CryptoProvider;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// A chain of certificates with its key; copies are cheap, and renewed together.
#[derive(Clone)]
pub struct Certificate(Arc<Current>);

struct Current(RwLock<Pair>);

#[derive(Clone)]
struct Pair {
    key: Arc<CertifiedKey>,
    ends: Option<i64>,
}

impl Certificate {
    /// Reads a chain of certificates and their key.
    ///
    /// # Errors
    /// [`TlsError`] says which file is wrong.
    pub fn from_pem(certificates: &[u8], key: &[u8]) -> Result<Self, TlsError> {
        let pair = Pair::from_pem(certificates, key)?;
        Ok(Self(Arc::new(Current(RwLock::new(pair)))))
    }

    /// Shows others from now on. Connections that were taken before keep what they were shown.
    ///
    /// # Errors
    /// [`TlsError`] says which file is wrong; what was shown before is shown on.
    pub fn renew(&self, certificates: &[u8], key: &[u8]) -> Result<(), TlsError> {
        let pair = Pair::from_pem(certificates, key)?;
        // A pair is put in place whole, or not at all.
        *self.0.0.write().unwrap_or_else(PoisonError::into_inner) = pair;
        Ok(())
    }

    /// When the certificate ends, in seconds since 1970; none where it does not say so in a form that is known.
    #[must_use]
    pub fn ends(&self) -> Option<i64> {
        self.0.pair().ends
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate")
            .field("ends", &self.ends())
            .finish_non_exhaustive()
    }
}

impl Current {
    fn pair(&self) -> Pair {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl fmt::Debug for Current {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Current(<redacted>)")
    }
}

impl ResolvesServerCert for Current {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.pair().key)
    }
}

impl Pair {
    fn from_pem(certificates: &[u8], key: &[u8]) -> Result<Self, TlsError> {
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(certificates)
            .collect::<Result<_, _>>()
            .map_err(|_| TlsError::Certificate)?;
        let first = chain.first().ok_or(TlsError::Certificate)?;
        let ends = ends::of(first);
        let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| TlsError::Key)?;
        let key = CertifiedKey::from_der(chain, key, &provider()).map_err(TlsError::Together)?;
        Ok(Self {
            key: Arc::new(key),
            ends,
        })
    }
}

/// Takes TLS connections with one certificate.
#[derive(Clone)]
pub struct Tls(Arc<ServerConfig>);

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tls(<redacted>)")
    }
}

/// Why a certificate cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TlsError {
    /// The file of certificates is not in PEM form, or holds none.
    #[error("the certificate file holds no certificate in PEM form")]
    Certificate,
    /// The file of the key is not in PEM form, or holds none.
    #[error("the key file holds no private key in PEM form")]
    Key,
    /// They do not belong together, or are of a kind that is not known.
    #[error("certificate and key cannot be used together")]
    Together(#[source] rustls::Error),
}

impl Tls {
    /// With the certificate as it is at the time of each connection. `protocols` are offered to the client by name (ALPN);
    /// none for a wire that has no name.
    ///
    /// # Errors
    /// [`TlsError`] where no version of TLS can be spoken.
    pub fn of(certificate: &Certificate, protocols: &[&str]) -> Result<Self, TlsError> {
        let mut config = ServerConfig::builder_with_provider(Arc::new(provider()))
            .with_safe_default_protocol_versions()
            .map_err(TlsError::Together)?
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(&certificate.0) as Arc<dyn ResolvesServerCert>);
        config.alpn_protocols = protocols
            .iter()
            .map(|name| name.as_bytes().to_vec())
            .collect();
        Ok(Self(Arc::new(config)))
    }

    /// Takes a client's side of the handshake. It waits for as long as the client does: whoever calls bounds the time.
    ///
    /// # Errors
    /// Where the client goes away, or speaks something else.
    pub async fn accept<S: AsyncRead + AsyncWrite + Unpin>(
        &self,
        stream: S,
    ) -> io::Result<TlsStream<S>> {
        self.acceptor().accept(stream).await
    }

    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.0))
    }
}

fn provider() -> CryptoProvider {
    rustls::crypto::ring::default_provider()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: [&[u8]; 2] = [
        include_bytes!("../tests/it/tls/old.cert.pem"),
        include_bytes!("../tests/it/tls/old.key.pem"),
    ];
    const NEW: [&[u8]; 2] = [
        include_bytes!("../tests/it/tls/new.cert.pem"),
        include_bytes!("../tests/it/tls/new.key.pem"),
    ];

    #[test]
    fn a_pair_that_cannot_be_used_changes_nothing() {
        let certificate = Certificate::from_pem(OLD[0], OLD[1]).unwrap();
        // 1 January 2049, as an ASN.1 UTCTime has it, and 1 January 2051, as a GeneralizedTime has it.
        assert_eq!(certificate.ends(), Some(2_493_072_000));
        let wrong: [[&[u8]; 2]; 3] = [[NEW[0], OLD[1]], [b"", NEW[1]], [NEW[0], b"half a"]];
        for [chain, key] in wrong {
            assert!(certificate.renew(chain, key).is_err());
            assert_eq!(certificate.ends(), Some(2_493_072_000));
        }
        certificate.renew(NEW[0], NEW[1]).unwrap();
        assert_eq!(certificate.clone().ends(), Some(2_556_144_000));
    }

    #[test]
    fn neither_key_nor_chain_is_shown_by_debug() {
        let certificate = Certificate::from_pem(OLD[0], OLD[1]).unwrap();
        let shown = format!("{certificate:?} {:?}", Tls::of(&certificate, &[]).unwrap());
        assert_eq!(
            shown,
            "Certificate { ends: Some(2493072000), .. } Tls(<redacted>)"
        );
    }
}
