//! An S3 server as a store: the client of `object_store`, with bounds of our own.
//!
//! Each request has a deadline and each call a number of requests. What a lost answer leaves open, [`Remote`] settles.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey, S3ConditionalPut};
use object_store::prefix::PrefixStore;
use object_store::{BackoffConfig, ClientConfigKey, ObjectStore, RetryConfig};

use crate::error::{Result, StoreError};
use crate::place::Bucket;
use crate::remote::{Patience, Remote};

/// Deadline of one request, body included, where `AWS_TIMEOUT` says no other: a month of England goes up in one.
const REQUEST_TIMEOUT: &str = "120 seconds";
/// Requests sent again because the server was busy or could not be reached.
const REQUEST_RETRIES: usize = 4;
/// No request is sent again after this.
const RETRY_FOR: Duration = Duration::from_secs(40);
/// Pauses between them.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

const BEGINNING: &str = "AWS_";

/// Where the S3 server is and who may use it, from the environment variables that the tools of AWS read too.
///
/// `AWS_ENDPOINT_URL`, `AWS_REGION`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`, `AWS_ALLOW_HTTP`,
/// `AWS_VIRTUAL_HOSTED_STYLE_REQUEST`, `AWS_TIMEOUT`, and what else `object_store` knows by such a name. Shared
/// configuration files and profiles are not read.
#[derive(Clone, Default)]
pub struct S3Settings(Vec<(String, String)>);

impl S3Settings {
    /// The variables of this process.
    #[must_use]
    pub fn from_env() -> Self {
        let text = std::env::vars_os().filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        });
        Self::from_vars(text)
    }

    /// These variables.
    pub fn from_vars(vars: impl IntoIterator<Item = (String, String)>) -> Self {
        let ours = |(name, _): &(String, String)| name.starts_with(BEGINNING);
        Self(vars.into_iter().filter(ours).collect())
    }

    fn builder(&self) -> AmazonS3Builder {
        let timeout = AmazonS3ConfigKey::Client(ClientConfigKey::Timeout);
        let mut builder = AmazonS3Builder::new().with_config(timeout, REQUEST_TIMEOUT);
        for (name, value) in &self.0 {
            if let Ok(key) = name.to_ascii_lowercase().parse::<AmazonS3ConfigKey>() {
                builder = builder.with_config(key, value);
            }
        }
        builder
    }

    /// Says by name, before a request is made, what would come back as some failed request.
    fn check(&self, builder: &AmazonS3Builder) -> Result<()> {
        let value = |key| builder.get_config_value(&key);
        let endpoint =
            value(AmazonS3ConfigKey::S3Endpoint).or_else(|| value(AmazonS3ConfigKey::Endpoint));
        let is_plain =
            endpoint.is_some_and(|url| url.trim().to_ascii_lowercase().starts_with("http://"));
        let allowed = value(AmazonS3ConfigKey::Client(ClientConfigKey::AllowHttp));
        let is_allowed = allowed.is_some_and(|text| {
            let text = text.trim().to_ascii_lowercase();
            ["1", "true", "on", "yes", "y"].contains(&text.as_str())
        });
        if is_plain && !is_allowed {
            return Err(settings(
                "AWS_ENDPOINT_URL begins with http://, where others can read along: use https://, or set \
                 AWS_ALLOW_HTTP=true",
            ));
        }
        let has_id = value(AmazonS3ConfigKey::AccessKeyId).is_some();
        let has_secret = value(AmazonS3ConfigKey::SecretAccessKey).is_some();
        if has_id != has_secret {
            return Err(settings(
                "of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY only one is set",
            ));
        }
        Ok(())
    }
}

impl fmt::Debug for S3Settings {
    /// Names without values, some of which are secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.0.iter().map(|(name, _)| name))
            .finish()
    }
}

/// The object store of a bucket. Nothing is asked of the server yet.
pub(crate) fn open(bucket: &Bucket, settings: &S3Settings) -> Result<Arc<dyn ObjectStore>> {
    let builder = settings.builder();
    settings.check(&builder)?;
    let client = builder
        .with_bucket_name(&bucket.name)
        .with_conditional_put(S3ConditionalPut::ETagMatch)
        .with_retry(RetryConfig {
            backoff: BackoffConfig {
                init_backoff: FIRST_PAUSE,
                max_backoff: LONGEST_PAUSE,
                ..BackoffConfig::default()
            },
            max_retries: REQUEST_RETRIES,
            retry_timeout: RETRY_FOR,
        })
        .build()
        .map_err(|error| StoreError::Settings {
            reason: "one of the variables that begin with AWS_ cannot be read".to_owned(),
            source: Some(Arc::new(error)),
        })?;
    let ours = PrefixStore::new(client, bucket.prefix.clone());
    Ok(Arc::new(Remote::new(Arc::new(ours), Patience::default())))
}

fn settings(reason: &str) -> StoreError {
    StoreError::Settings {
        reason: reason.to_owned(),
        source: None,
    }
}
