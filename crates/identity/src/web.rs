//! What issuers are asked with.

mod direct;

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};

pub use direct::Direct;

/// An answer that is under way.
pub type Answering<'a> = Pin<Box<dyn Future<Output = Result<HttpResponse, WebError>> + Send + 'a>>;

/// Sends a request to an issuer and brings its answer. Whatever does so follows no redirects: an answer that leads
/// elsewhere is brought as it is.
pub trait Web: fmt::Debug + Send + Sync {
    /// Sends one request.
    fn send(&self, request: HttpRequest) -> Answering<'_>;
}

/// Why an issuer gave no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WebError {
    /// The address cannot be asked: it is not encrypted, or is none.
    #[error("only https addresses are asked, and http on this machine")]
    Address,
    /// It cannot be reached, or the connection broke.
    #[error("no connection")]
    Connection(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// It took too long.
    #[error("no answer within {} seconds", .0.as_secs())]
    Slow(Duration),
    /// Its answer is too long.
    #[error("the answer is longer than {0} bytes")]
    Long(usize),
    /// It was asked a moment ago, to no avail.
    #[error("it could not be used a moment ago, and is not asked again yet")]
    Lately,
    /// The certificates that are trusted cannot be used.
    #[error("the certificates that are trusted cannot be used")]
    Certificates(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Bounds on one request.
#[derive(Debug, Clone, Copy)]
pub struct WebLimits {
    /// Longest time, from looking up the address to the last byte.
    pub time: Duration,
    /// Most bytes of an answer.
    pub answer_bytes: usize,
}

impl Default for WebLimits {
    fn default() -> Self {
        Self {
            time: Duration::from_secs(8),
            answer_bytes: 512 * 1024,
        }
    }
}

/// Lets the protocol's library speak through a [`Web`].
#[derive(Debug, Clone)]
pub(crate) struct Carrier(pub(crate) Arc<dyn Web>);

impl<'c> AsyncHttpClient<'c> for Carrier {
    type Error = WebError;
    type Future = Answering<'c>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        self.0.send(request)
    }
}

/// Whether an address may be asked, or a browser be sent to it: encrypted, or on this machine.
pub(crate) fn is_safe(url: &url::Url) -> bool {
    match (url.scheme(), url.host()) {
        ("https", Some(_)) => true,
        ("http", Some(url::Host::Ipv4(ip))) => ip.is_loopback(),
        ("http", Some(url::Host::Ipv6(ip))) => ip.is_loopback(),
        ("http", Some(url::Host::Domain(name))) => name == "localhost",
        _ => false,
    }
}
