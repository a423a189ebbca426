//! What went wrong, as RFC 9457 problems: one list of kinds, one way from an error to an answer.
//!
//! A handler returns a [`Problem`]; [`crate::front`] turns it into JSON or into a page, gives it the id of the request,
//! and writes its causes to the log. Causes never leave the process.

mod kind;

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use hub_access::AskError;
use hub_release::ReleaseError;
use hub_store::StoreError;
use serde_json::{Map, Value, json};

pub(crate) use kind::Kind;

/// The result of a handler.
pub(crate) type Result<T, E = Problem> = std::result::Result<T, E>;

/// One thing that went wrong.
#[derive(Clone)]
pub(crate) struct Problem {
    pub(crate) kind: Kind,
    /// What happened and what to do, in sentences for people.
    pub(crate) detail: String,
    /// Further members of the body.
    pub(crate) more: Map<String, Value>,
    /// After how many seconds trying again makes sense.
    pub(crate) retry_after_s: Option<u32>,
    /// For the log only.
    pub(crate) cause: Option<Arc<dyn Error + Send + Sync>>,
}

impl Problem {
    /// A problem of a kind, with a sentence for people.
    pub(crate) fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Self {
            kind,
            detail: detail.into(),
            more: Map::new(),
            retry_after_s: kind.retry_after_s(),
            cause: None,
        }
    }

    /// A problem in the kind's own words.
    pub(crate) fn plain(kind: Kind) -> Self {
        Self::new(kind, kind.words())
    }

    /// A parameter that cannot be used.
    pub(crate) fn parameter(name: &str, expected: impl fmt::Display) -> Self {
        Self::new(
            Kind::InvalidRequest,
            format!("The parameter \"{name}\" must be {expected}."),
        )
        .with("parameter", name)
    }

    /// Our own fault.
    pub(crate) fn internal(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            cause: Some(Arc::from(cause.into())),
            ..Self::plain(Kind::Internal)
        }
    }

    /// With a further member of the body.
    pub(crate) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.more.insert(name.to_owned(), value.into());
        self
    }

    /// The same, where it is known when to try again.
    pub(crate) fn again_after(mut self, seconds: u32) -> Self {
        self.retry_after_s = Some(seconds);
        self
    }

    /// The JSON body.
    pub(crate) fn body(&self, request_id: &str) -> Value {
        let mut body = Map::new();
        body.insert("type".to_owned(), json!(self.kind.uri()));
        body.insert("title".to_owned(), json!(self.kind.title()));
        body.insert("status".to_owned(), json!(self.kind.status().as_u16()));
        body.insert("detail".to_owned(), json!(self.detail));
        body.insert(
            "instance".to_owned(),
            json!(format!("urn:hub:request:{request_id}")),
        );
        body.extend(self.more.clone());
        Value::Object(body)
    }

    /// The chain of causes, for the log.
    pub(crate) fn causes(&self) -> String {
        let mut text = String::new();
        let mut cause: Option<&(dyn Error + 'static)> =
            self.cause.as_deref().map(|cause| cause as _);
        while let Some(error) = cause {
            if !text.is_empty() {
                text.push_str(": ");
            }
            text.push_str(&error.to_string());
            cause = error.source();
        }
        text
    }
}

impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Problem")
            .field("kind", &self.kind)
            .field("detail", &self.detail)
            .finish_non_exhaustive()
    }
}

/// Only the status, with the problem as an extension: [`crate::front`] writes the body.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status: StatusCode = self.kind.status();
        let mut response = status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        let kind = match &error {
            StoreError::Full { .. } => Kind::StorageFull,
            _ if error.is_transient() => Kind::Unavailable,
            _ => Kind::Internal,
        };
        Self {
            cause: Some(Arc::new(error)),
            ..Self::plain(kind)
        }
    }
}

impl From<AskError> for Problem {
    fn from(error: AskError) -> Self {
        match error {
            AskError::NotAllowed => Self::plain(Kind::Forbidden),
            AskError::Closed => Self::new(
                Kind::NotFound,
                "Questions in SQL are not answered by this hub. Released figures are under /api/v1/measures.",
            ),
            AskError::Busy => Self::plain(Kind::TooManyQueries),
            AskError::NoRelease => Self::plain(Kind::NoRelease),
            AskError::Refused(refusal) => {
                let words = format!("{}: {}.", refusal.code.name(), refusal.words);
                Self::new(Kind::QueryRefused, words).with("code", refusal.code.name())
            }
            AskError::Release(error) => error.into(),
            AskError::Store(error) => error.into(),
            other => Self::internal(other),
        }
    }
}

impl From<ReleaseError> for Problem {
    fn from(error: ReleaseError) -> Self {
        match error {
            ReleaseError::Store(error) => error.into(),
            ReleaseError::NotFound(_) => Self::new(
                Kind::NotFound,
                "There is no release of that name. See the list at /api/v1/releases.",
            ),
            other => Self::internal(other),
        }
    }
}
