//! The intruder's report on a release.
//!
//! The JSON is served as it was signed. The page is written from it, and never read from storage: nothing in it can then
//! be anything but the report.

use axum::extract::{Path, State};
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, Uri};
use axum::response::{Html, IntoResponse, Response};
use hub_standard::ids::ReleaseId;
use hub_ui::assets;
use serde_json::Value;
use utoipa::ToSchema;

use super::etag::Tag;
use crate::format::Format;
use crate::hub::Hub;
use crate::params::Params;
use crate::problem::{Kind, Problem, Result};

/// The report and its signature.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) struct IntruderReportFile {
    /// What is signed, byte for byte: "report" with its verdict, its lines, its setting (release, hash of its manifest,
    /// seed, number of targets) and its figures; and the hash of the page that was stored with it.
    #[schema(value_type = Object)]
    intruder_report: Value,
    /// By the key of the release's manifest, hex.
    signature: String,
}

/// What the page leads back to. Whoever may not see the list of releases is told so there.
const WAYS_BACK: [(&str, &str); 3] = [
    ("Start", "/"),
    ("Releases", "/analyst/releases"),
    ("How figures are protected", "/protection"),
];

/// Where the report of a release is.
pub(crate) fn address(id: &ReleaseId) -> String {
    format!("/api/v1/releases/{id}/intruder-report")
}

/// `GET /releases/{id}/intruder-report`
pub(crate) async fn show(
    State(hub): State<Hub>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    params: Params,
) -> Result<Response> {
    params.only(&["format"])?;
    let as_page = wants_page(&params, &headers)?;
    let id: ReleaseId = id.parse().map_err(|_| Problem::plain(Kind::NotFound))?;
    let file = hub.releases.intruder_report(&id).await?.ok_or_else(none)?;
    // The frame of the page is of the program, and changes with it.
    let frame = match as_page {
        true => assets::style_sheets().join("\n"),
        false => String::new(),
    };
    let source = format!("{}\n{as_page}\n{frame}", file.stored.html_sha256);
    let tag = Tag::of(&source, &uri, Format::Json, true);
    if tag.is_known(&headers) {
        return Ok(tag.not_modified());
    }
    if as_page {
        let page = file
            .stored
            .report
            .to_html_with(&assets::style_sheets(), &WAYS_BACK);
        return Ok(tag.mark(Html(page).into_response()));
    }
    let mut response = file.bytes.into_response();
    let kind = HeaderValue::from_static(Format::Json.media_type());
    response.headers_mut().insert(CONTENT_TYPE, kind);
    Ok(tag.mark(response))
}

fn none() -> Problem {
    Problem::new(
        Kind::NotFound,
        "This release has no intruder's report: it was made before reports were stored, or the attacks have not been played \
         yet. The operator of this hub can add it as long as the rows of the release stand.",
    )
}

/// Whether the page is wanted: by the parameter `format`, else by the `Accept` header, else not.
fn wants_page(params: &Params, headers: &HeaderMap) -> Result<bool> {
    match params.text("format") {
        Some("html") => return Ok(true),
        Some("json") => return Ok(false),
        Some(_) => return Err(Problem::parameter("format", "json or html")),
        None => {}
    }
    let accept = headers.get(ACCEPT).and_then(|accept| accept.to_str().ok());
    if accept.is_some_and(|accept| accept.contains("text/html")) {
        return Ok(true);
    }
    Format::only_json(params, headers).map(|()| false)
}
