//! What an issuer says of itself, and its keys, kept for a while.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use openidconnect::{DiscoveryError, IssuerUrl};
use tokio::sync::Mutex;
use url::Url;

use crate::error::SignInError;
use crate::oidc::{Keys, Metadata};
use crate::web::{Carrier, WebError, is_safe};

/// How long it is kept.
const LASTS: SignedDuration = SignedDuration::from_hours(1);
/// Pause after an issuer could not be used, so that not everybody who waits asks it again.
const PAUSE: SignedDuration = SignedDuration::from_secs(5);
/// Keys are fetched again at most so often, however many tokens come with a key that nobody knows.
const KEYS_PAUSE: SignedDuration = SignedDuration::from_secs(60);
/// Which of its answers.
const DOCUMENT: &str = "description of itself";
const KEYS: &str = "list of keys";

/// An issuer as it was known at some time.
#[derive(Clone)]
pub(crate) struct Known {
    pub(crate) metadata: Arc<Metadata>,
    pub(crate) keys: Arc<Keys>,
    read: Timestamp,
    keys_read: Timestamp,
}

#[derive(Default)]
struct Kept {
    known: Option<Known>,
    failed: Option<Timestamp>,
}

/// What is known of one issuer. It is asked by one at a time; the others wait for what comes of that.
#[derive(Default)]
pub(crate) struct Book(Mutex<Kept>);

impl Book {
    /// What the issuer says of itself.
    pub(crate) async fn known(
        &self,
        issuer: &str,
        web: &Carrier,
        now: Timestamp,
    ) -> Result<Known, SignInError> {
        let mut kept = self.0.lock().await;
        if let Some(known) = kept
            .known
            .as_ref()
            .filter(|known| is_within(known.read, now, LASTS))
        {
            return Ok(known.clone());
        }
        if kept
            .failed
            .is_some_and(|failed| is_within(failed, now, PAUSE))
        {
            return Err(SignInError::Unreachable(WebError::Lately));
        }
        match read(issuer, web, now).await {
            Ok(known) => {
                *kept = Kept {
                    known: Some(known.clone()),
                    failed: None,
                };
                Ok(known)
            }
            Err(error) => {
                *kept = Kept {
                    known: None,
                    failed: Some(now),
                };
                Err(error)
            }
        }
    }

    /// The issuer with newer keys than these. None: they were fetched just now, and there are no others.
    pub(crate) async fn with_newer_keys(
        &self,
        than: &Known,
        web: &Carrier,
        now: Timestamp,
    ) -> Result<Option<Known>, SignInError> {
        let mut kept = self.0.lock().await;
        let Some(known) = kept.known.as_mut() else {
            return Ok(None);
        };
        if known.keys_read > than.keys_read {
            return Ok(Some(known.clone()));
        }
        if is_within(known.keys_read, now, KEYS_PAUSE) {
            return Ok(None);
        }
        known.keys_read = now;
        let keys = Keys::fetch_async(known.metadata.jwks_uri(), web).await;
        known.keys = Arc::new(keys.map_err(|error| failed(KEYS, error))?);
        Ok(Some(known.clone()))
    }
}

/// Whether not more than so much time went by since. A clock that was set back makes nothing last longer.
fn is_within(since: Timestamp, now: Timestamp, lasts: SignedDuration) -> bool {
    let age = now.duration_since(since);
    !age.is_negative() && age < lasts
}

async fn read(issuer: &str, web: &Carrier, now: Timestamp) -> Result<Known, SignInError> {
    let issuer = IssuerUrl::new(issuer.to_owned()).map_err(|error| unusable(DOCUMENT, error))?;
    let metadata = Metadata::discover_async(issuer, web).await;
    let metadata = metadata.map_err(|error| failed(DOCUMENT, error))?;
    let token = metadata.token_endpoint().map(|endpoint| endpoint.url());
    let Some(token) = token else {
        return Err(unusable(DOCUMENT, "it names no token endpoint"));
    };
    let person = metadata.userinfo_endpoint().map(|endpoint| endpoint.url());
    let fixed: [&Url; 3] = [
        metadata.authorization_endpoint().url(),
        metadata.jwks_uri().url(),
        token,
    ];
    if !fixed.into_iter().chain(person).all(is_safe) {
        return Err(unusable(DOCUMENT, "it names an address without https"));
    }
    let keys = Arc::new(metadata.jwks().clone());
    Ok(Known {
        metadata: Arc::new(metadata),
        keys,
        read: now,
        keys_read: now,
    })
}

/// The parts of an issuer that tell of nobody: what is wrong with them may be in a log.
fn failed(part: &'static str, error: DiscoveryError<WebError>) -> SignInError {
    match error {
        DiscoveryError::Request(error) => SignInError::Unreachable(error),
        DiscoveryError::Response(status, ..) => {
            unusable(part, format!("it came with the status {}", status.as_u16()))
        }
        DiscoveryError::Parse(error) => unusable(part, error.into_inner()),
        error => unusable(part, error.to_string()),
    }
}

pub(crate) fn unusable(
    part: &'static str,
    cause: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> SignInError {
    SignInError::Unusable {
        part,
        cause: cause.into(),
    }
}
