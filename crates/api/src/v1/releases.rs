//! Releases.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Response};
use hub_release::{Manifest, ReleaseSummary};
use hub_standard::ids::ReleaseId;
use serde::Serialize;
use utoipa::ToSchema;

use super::etag::Tag;
use super::intruder;
use crate::format::{Cell, Column, Format, Table};
use crate::hub::Hub;
use crate::params::Params;
use crate::problem::{Kind, Problem, Result};

/// A line of the list of releases.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReleaseLine {
    id: String,
    label: String,
    /// When it was published.
    at: String,
    manifest_sha256: String,
}

impl From<&ReleaseSummary> for ReleaseLine {
    fn from(summary: &ReleaseSummary) -> Self {
        Self {
            id: summary.id.to_string(),
            label: summary.label.clone(),
            at: summary.at.to_string(),
            manifest_sha256: summary.manifest_sha256.clone(),
        }
    }
}

/// All releases, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReleaseList {
    releases: Vec<ReleaseLine>,
}

/// A release.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReleaseBody {
    id: String,
    label: String,
    /// When it was made.
    created: String,
    months: Vec<String>,
    /// Months for which returns may still come.
    provisional_months: Vec<String>,
    measures: Vec<String>,
    /// Name of the disclosure policy.
    policy: String,
    /// Which reference data were used.
    reference: String,
    /// SHA-256 of every query that was run.
    sql: BTreeMap<String, String>,
    /// The last entry of the journal that was taken into account, and its hash.
    journal_seq: u64,
    journal_head: String,
    previous: Option<String>,
    /// Verifies the signature of the manifest.
    public_key: String,
    manifest_sha256: String,
    /// Where the intruder's report on it is, once that is stored.
    intruder_report: String,
}

impl ReleaseBody {
    fn of(manifest: &Manifest, manifest_sha256: &str) -> Self {
        let months =
            |months: &[hub_standard::ids::Month]| months.iter().map(ToString::to_string).collect();
        Self {
            id: manifest.id.to_string(),
            label: manifest.label.clone(),
            created: manifest.created.to_string(),
            months: months(&manifest.months),
            provisional_months: months(&manifest.provisional_months),
            measures: manifest
                .measures
                .iter()
                .map(|measure| measure.id.clone())
                .collect(),
            policy: manifest.policy.name.clone(),
            reference: manifest.reference.clone(),
            sql: manifest.sql.clone(),
            journal_seq: manifest.journal_seq,
            journal_head: manifest.journal_head.clone(),
            previous: manifest.previous.as_ref().map(ToString::to_string),
            public_key: manifest.public_key.clone(),
            manifest_sha256: manifest_sha256.to_owned(),
            intruder_report: intruder::address(&manifest.id),
        }
    }
}

/// `GET /releases`
pub(crate) async fn list(
    State(hub): State<Hub>,
    uri: Uri,
    headers: HeaderMap,
    params: Params,
) -> Result<Response> {
    params.only(&["format"])?;
    let format = Format::asked(&params, &headers)?;
    let releases = hub.releases.list().await?;
    let newest = releases
        .last()
        .map_or("none", |release| release.manifest_sha256.as_str());
    let tag = Tag::of(newest, &uri, format, false);
    if tag.is_known(&headers) {
        return Ok(tag.not_modified());
    }
    let lines: Vec<ReleaseLine> = releases.iter().rev().map(ReleaseLine::from).collect();
    let response = match format {
        Format::Json => Json(ReleaseList { releases: lines }).into_response(),
        file => table(lines).respond(file).await?,
    };
    Ok(tag.mark(response))
}

/// `GET /releases/{id}`
pub(crate) async fn show(
    State(hub): State<Hub>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    params: Params,
) -> Result<Response> {
    params.only(&["format"])?;
    Format::only_json(&params, &headers)?;
    let id: ReleaseId = id.parse().map_err(|_| Problem::plain(Kind::NotFound))?;
    let release = hub.release(Some(&id)).await?;
    let tag = Tag::of(&release.manifest_sha256, &uri, Format::Json, true);
    if tag.is_known(&headers) {
        return Ok(tag.not_modified());
    }
    Ok(
        tag.mark(
            Json(ReleaseBody::of(&release.manifest, &release.manifest_sha256)).into_response(),
        ),
    )
}

fn table(lines: Vec<ReleaseLine>) -> Table {
    let row = |line: ReleaseLine| {
        [line.id, line.label, line.at, line.manifest_sha256]
            .into_iter()
            .map(Cell::text)
            .collect()
    };
    Table {
        name: "releases".to_owned(),
        notes: Vec::new(),
        columns: ["id", "label", "at", "manifest_sha256"]
            .into_iter()
            .map(Column::text)
            .collect(),
        rows: lines.into_iter().map(row).collect(),
    }
}
