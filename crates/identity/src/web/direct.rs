//! One connection for each request: sign-ins are rare, and nothing is left open for the next one.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{HOST, HeaderValue, USER_AGENT};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::client::conn::http1;
use hyper::rt::{Read, Write};
use hyper_util::rt::TokioIo;
use openidconnect::{HttpRequest, HttpResponse};
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, ServerName};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;
use url::{Position, Url};

use super::{Answering, Web, WebError, WebLimits, is_safe};

/// Asks by a connection of its own, over TLS wherever the address is not on this machine.
pub struct Direct {
    tls: TlsConnector,
    limits: WebLimits,
}

impl Direct {
    /// Trusts the authorities that the machine trusts, and those of `more` in PEM form.
    ///
    /// # Errors
    /// [`WebError::Certificates`] where these cannot be read.
    pub fn new(more: Option<&[u8]>, limits: WebLimits) -> Result<Self, WebError> {
        let mut roots = RootCertStore::empty();
        // Those that cannot be used are of no use for a connection either; which ones, is the machine's affair.
        let found = rustls_native_certs::load_native_certs();
        roots.add_parsable_certificates(found.certs);
        for certificate in CertificateDer::pem_slice_iter(more.unwrap_or_default()) {
            let certificate = certificate.map_err(|error| unusable(error.to_string()))?;
            roots.add(certificate).map_err(unusable)?;
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(unusable)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self {
            tls: TlsConnector::from(Arc::new(config)),
            limits,
        })
    }

    async fn ask(&self, request: HttpRequest) -> Result<HttpResponse, WebError> {
        let url = Url::parse(&request.uri().to_string()).map_err(|_| WebError::Address)?;
        if !is_safe(&url) {
            return Err(WebError::Address);
        }
        let host = url.host_str().ok_or(WebError::Address)?;
        // An address of six parts stands in brackets in a URL, and nowhere else.
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let port = url.port_or_known_default().ok_or(WebError::Address)?;
        let stream = TcpStream::connect((bare, port)).await.map_err(broken)?;
        let request = prepared(request, &url)?;
        if url.scheme() == "http" {
            return exchange(TokioIo::new(stream), request, self.limits).await;
        }
        let name = ServerName::try_from(bare.to_owned()).map_err(|_| WebError::Address)?;
        let stream = self.tls.connect(name, stream).await.map_err(broken)?;
        exchange(TokioIo::new(stream), request, self.limits).await
    }
}

impl Web for Direct {
    fn send(&self, request: HttpRequest) -> Answering<'_> {
        let time = self.limits.time;
        Box::pin(async move {
            match tokio::time::timeout(time, self.ask(request)).await {
                Ok(answer) => answer,
                Err(_) => Err(WebError::Slow(time)),
            }
        })
    }
}

impl fmt::Debug for Direct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Direct")
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

/// The request as it goes over a connection to its host: of the address only the path.
fn prepared(request: HttpRequest, url: &Url) -> Result<http::Request<Full<Bytes>>, WebError> {
    let (mut parts, body) = request.into_parts();
    let path = &url[Position::BeforePath..Position::AfterQuery];
    parts.uri = path.parse().map_err(|_| WebError::Address)?;
    let authority = &url[Position::BeforeHost..Position::AfterPort];
    let authority = HeaderValue::from_str(authority).map_err(|_| WebError::Address)?;
    parts.headers.insert(HOST, authority);
    let name = HeaderValue::from_static("social-prescribing-data-hub");
    parts.headers.insert(USER_AGENT, name);
    Ok(http::Request::from_parts(
        parts,
        Full::new(Bytes::from(body)),
    ))
}

async fn exchange<S>(
    stream: S,
    request: http::Request<Full<Bytes>>,
    limits: WebLimits,
) -> Result<HttpResponse, WebError>
where
    S: Read + Write + Send + Unpin + 'static,
{
    let (mut sender, connection) = http1::handshake(stream).await.map_err(broken)?;
    let _open = Open(tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection to an issuer ended early");
        }
    }));
    let answer = sender.send_request(request).await.map_err(broken)?;
    let (parts, body) = answer.into_parts();
    let body = Limited::new(body, limits.answer_bytes).collect().await;
    let body = body.map_err(|error| match error.is::<LengthLimitError>() {
        true => WebError::Long(limits.answer_bytes),
        false => WebError::Connection(error),
    })?;
    Ok(http::Response::from_parts(parts, body.to_bytes().to_vec()))
}

/// A connection, closed with whoever waits for its answer.
struct Open(JoinHandle<()>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn broken(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> WebError {
    WebError::Connection(error.into())
}

fn unusable(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> WebError {
    WebError::Certificates(error.into())
}
