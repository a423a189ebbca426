//! Style sheets, the small script and licences, built into the program.

use std::borrow::Cow;
use std::fmt::Write;

use rust_embed::{Embed, EmbeddedFile};

/// Where assets are served from.
pub const PREFIX: &str = "/assets/";

const VENDOR_CSS: &str = "vendor/nhsuk-frontend/nhsuk-frontend-10.6.1.min.css";

/// How many hex digits of the content hash go into an address.
const VERSION_DIGITS: usize = 16;

#[derive(Embed)]
#[folder = "assets/"]
struct Files;

/// One file to serve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Content.
    pub bytes: Cow<'static, [u8]>,
    /// Media type, with character set for text.
    pub content_type: &'static str,
    /// Strong entity tag, in quotes.
    pub etag: String,
}

/// The asset at `path` below [`PREFIX`] (without query), for example `hub.css`; `None` if there is none.
///
/// Addresses made by [`url`] name the content, so that they may be cached for ever.
#[must_use]
pub fn get(path: &str) -> Option<Asset> {
    let file = Files::get(path)?;
    Some(Asset {
        etag: format!("\"{}\"", hash(&file)),
        content_type: content_type(path),
        bytes: file.data,
    })
}

/// Address of the asset at `path`, with the hash of its content as query.
#[must_use]
pub fn url(path: &str) -> String {
    Files::get(path).map_or_else(
        || format!("{PREFIX}{path}"),
        |file| format!("{PREFIX}{path}?v={}", hash(&file)),
    )
}

/// Addresses of the style sheets of every page, in order.
#[must_use]
pub fn style_sheets() -> [String; 2] {
    [url(VENDOR_CSS), url("hub.css")]
}

fn hash(file: &EmbeddedFile) -> String {
    let mut digits = String::new();
    for byte in file.metadata.sha256_hash().iter().take(VERSION_DIGITS / 2) {
        // Writing to a string cannot fail.
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "text/plain; charset=utf-8",
    }
}
