//! Style sheets and the small script.

use axum::extract::{Path, Request};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use hub_ui::assets;

use crate::problem::{Kind, Problem, Result};

/// `GET /assets/{*path}`
pub(crate) async fn get(Path(path): Path<String>, request: Request) -> Result<Response> {
    let asset = assets::get(&path).ok_or_else(|| Problem::plain(Kind::NotFound))?;
    let known = request
        .headers()
        .get(IF_NONE_MATCH)
        .is_some_and(|tag| tag.as_bytes() == asset.etag.as_bytes());
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        asset.bytes.into_owned().into_response()
    };
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(asset.content_type));
    // An address with a hash names its content.
    let cache = match request.uri().query() {
        Some(query) if query.starts_with("v=") => "public, max-age=31536000, immutable",
        _ => "public, no-cache",
    };
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    if let Ok(etag) = HeaderValue::from_str(&asset.etag) {
        headers.insert(ETAG, etag);
    }
    Ok(response)
}
