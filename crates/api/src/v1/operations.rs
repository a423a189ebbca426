//! What operators and their monitoring ask.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::hub::Hub;
use crate::problem::{Kind, Problem, Result};
use crate::{metrics, openapi};

/// `GET /livez`: the process answers.
pub(crate) async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: storage answers too, nothing of the hub has gone away since it started, and the process is not about to end.
pub(crate) async fn ready(State(hub): State<Hub>) -> Result<&'static str> {
    if hub.config.standing.is_stopping() {
        return Err(Problem::plain(Kind::Stopping));
    }
    for path in &hub.config.must_stay {
        if !is_there(path).await {
            let path = path.display();
            return Err(Problem {
                cause: Some(Arc::from(Box::<dyn Error + Send + Sync>::from(format!(
                    "{path} was there when the hub started, and is gone or empty"
                )))),
                ..Problem::plain(Kind::Unavailable)
            });
        }
    }
    match hub.state().await {
        Ok(_) => Ok("ok\n"),
        Err(problem) => Err(Problem {
            cause: problem.cause,
            ..Problem::plain(Kind::Unavailable)
        }),
    }
}

/// Whether a file is there, or a folder that holds something.
async fn is_there(path: &Path) -> bool {
    match tokio::fs::metadata(path).await {
        Ok(found) if found.is_dir() => match tokio::fs::read_dir(path).await {
            Ok(mut entries) => matches!(entries.next_entry().await, Ok(Some(_))),
            Err(_) => false,
        },
        Ok(_) => true,
        Err(_) => false,
    }
}

/// `GET /version`
pub(crate) async fn version(State(hub): State<Hub>) -> Json<Value> {
    Json(json!({
        "name": "Social Prescribing Data Hub",
        "version": env!("CARGO_PKG_VERSION"),
        // The commit, where the build was told it.
        "revision": option_env!("HUB_REVISION"),
        "reference": hub.reference.label(),
    }))
}

/// `GET /metrics`
pub(crate) async fn metrics(State(hub): State<Hub>) -> Response {
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    ([(CONTENT_TYPE, kind)], metrics::text(&hub)).into_response()
}

/// `GET /openapi.json`
///
/// What the hub can do must be readable though its storage does not answer: only the measures are left out then.
pub(crate) async fn openapi(State(hub): State<Hub>) -> Response {
    let document = match hub.releases.latest().await {
        Ok(Some(release)) => openapi::document_of(&release),
        Ok(None) => openapi::document(),
        Err(error) => {
            let causes = Problem::from(error).causes();
            tracing::warn!(causes, "the OpenAPI document is without its measures");
            openapi::document()
        }
    };
    let mut response = Json(document).into_response();
    response.headers_mut().insert(
        CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=300"),
    );
    response
}
