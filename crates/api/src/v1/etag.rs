//! Answers that stay the same as long as their release does.

use axum::http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use crate::format::Format;
use crate::identity::hex;

/// The tag of an answer: release, address and format, and the version of the program that writes it.
pub(crate) struct Tag {
    etag: String,
    pinned: bool,
}

impl Tag {
    /// `pinned`: the address names its release, so that the answer can never change.
    pub(crate) fn of(source: &str, uri: &Uri, format: Format, pinned: bool) -> Self {
        let name = format!(
            "{source}\n{uri}\n{}\n{}",
            format.name(),
            env!("CARGO_PKG_VERSION")
        );
        let digest = hex(&Sha256::digest(name.as_bytes()));
        // Weak, since compression changes the bytes but not what they say.
        Self {
            etag: format!("W/\"{}\"", digest.get(..32).unwrap_or_default()),
            pinned,
        }
    }

    /// Whether the client has this answer already: it names the tag, which only an answer can have told it. A star names none.
    /// Whether there is an answer at all is known when it has been made, and then it is given.
    pub(crate) fn is_known(&self, headers: &HeaderMap) -> bool {
        let known = headers
            .get_all(IF_NONE_MATCH)
            .into_iter()
            .filter_map(|value| value.to_str().ok());
        known
            .flat_map(|list| list.split(','))
            .any(|tag| tag.trim() == self.etag)
    }

    /// "You have it already."
    pub(crate) fn not_modified(&self) -> Response {
        self.mark(StatusCode::NOT_MODIFIED.into_response())
    }

    /// Puts the tag on an answer.
    pub(crate) fn mark(&self, mut response: Response) -> Response {
        let cache = if self.pinned {
            "public, max-age=86400"
        } else {
            "public, no-cache"
        };
        response
            .headers_mut()
            .insert(CACHE_CONTROL, HeaderValue::from_static(cache));
        if let Ok(etag) = HeaderValue::from_str(&self.etag) {
            response.headers_mut().insert(ETAG, etag);
        }
        response
    }
}
