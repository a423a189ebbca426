//! Certificates of the two wires.

use std::fmt;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

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
    /// Reads a chain of certificates and their key. `protocols` are offered to the client by name (ALPN); none for a wire that
    /// has no name.
    ///
    /// # Errors
    /// [`TlsError`] says which file is wrong.
    pub fn from_pem(certificates: &[u8], key: &[u8], protocols: &[&str]) -> Result<Self, TlsError> {
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(certificates)
            .collect::<Result<_, _>>()
            .map_err(|_| TlsError::Certificate)?;
        if chain.is_empty() {
            return Err(TlsError::Certificate);
        }
        let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| TlsError::Key)?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(TlsError::Together)?
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .map_err(TlsError::Together)?;
        config.alpn_protocols = protocols
            .iter()
            .map(|name| name.as_bytes().to_vec())
            .collect();
        Ok(Self(Arc::new(config)))
    }

    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.0))
    }
}
