//! The data dictionary: every measure, field by field.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Response};
use hub_release::{MeasureInfo, Release};
use hub_standard::ids::ReleaseId;
use serde::Serialize;
use utoipa::ToSchema;

use super::definition::polarity;
use crate::depth;
use crate::format::{Cell, Column, Format, Table};
use crate::hub::Hub;
use crate::params::Params;
use crate::problem::Result;
use crate::v1::etag::Tag;

/// The data dictionary of a release.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Dictionary {
    release: String,
    entries: Vec<DictionaryEntry>,
}

/// What one field of a measure's definition says.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DictionaryEntry {
    /// Id of the measure.
    measure: String,
    /// Name of the field.
    field: &'static str,
    /// What the field means.
    meaning: &'static str,
    /// What it says of this measure; empty where it says nothing.
    value: String,
}

/// `GET /measures/dictionary`
pub(crate) async fn list(
    State(hub): State<Hub>,
    uri: Uri,
    headers: HeaderMap,
    params: Params,
) -> Result<Response> {
    params.only(&["as_at", "format"])?;
    let format = Format::asked(&params, &headers)?;
    let as_at: Option<ReleaseId> = params.get("as_at")?;
    let release = hub.release(as_at.as_ref()).await?;
    let tag = Tag::of(&release.manifest_sha256, &uri, format, as_at.is_some());
    if tag.is_known(&headers) {
        return Ok(tag.not_modified());
    }
    let entries = release.measures().iter().flat_map(entries).collect();
    let response = match format {
        Format::Json => Json(Dictionary {
            release: release.id.to_string(),
            entries,
        })
        .into_response(),
        file => table(&release, entries).respond(file).await?,
    };
    Ok(tag.mark(response))
}

/// One line for each field, in the order in which people read a definition.
fn entries(info: &MeasureInfo) -> Vec<DictionaryEntry> {
    let entry = |field: &'static str, meaning: &'static str, value: &str| DictionaryEntry {
        measure: info.id.clone(),
        field,
        meaning,
        value: value.to_owned(),
    };
    let deepest = depth::of_measure(info).map(|depth| depth.to_string());
    vec![
        entry("id", "Name in addresses and in SQL.", &info.id),
        entry("title", "Name for people.", &info.title),
        entry("topic", "Heading that it stands under.", &info.topic),
        entry("why", "Why it matters.", &info.why),
        entry("numerator", "What is counted.", &info.numerator),
        entry("denominator", "Out of what.", &info.denominator),
        entry("unit", "Unit of the value.", &info.unit),
        entry(
            "per",
            "What a rate is multiplied by.",
            &info.per.to_string(),
        ),
        entry("decimals", "Decimals shown.", &info.decimals.to_string()),
        entry(
            "polarity",
            "Which way is good: high_is_good, low_is_good or no_judgement.",
            polarity(info.polarity),
        ),
        entry("method", "How value and limits are computed.", &info.method),
        entry(
            "example",
            "A worked example to check by hand.",
            &info.example,
        ),
        entry(
            "breakdowns",
            "What its values can be broken down by.",
            &info.breakdowns.join(" "),
        ),
        entry(
            "cells",
            "Tables of protected counts that it is made from; empty where it counts no people.",
            &info.cells.join(" "),
        ),
        entry(
            "depth",
            "Most characteristics that a cell of it combines; empty where it counts no people or that is not known.",
            &deepest.unwrap_or_default(),
        ),
        entry(
            "limits",
            "What a reader must know before using it.",
            &info.limits.join(" "),
        ),
        entry(
            "source",
            "Where definition and data come from.",
            &info.source,
        ),
        entry("reviewed_by", "Who reviewed it.", &info.reviewed_by),
        entry("reviewed_on", "When it was reviewed.", &info.reviewed_on),
        entry(
            "next_review",
            "When it must be looked at again.",
            &info.next_review,
        ),
        entry(
            "sql_sha256",
            "SHA-256 of the query that makes it.",
            &info.sql_sha256,
        ),
    ]
}

fn table(release: &Release, entries: Vec<DictionaryEntry>) -> Table {
    let row = |entry: DictionaryEntry| {
        vec![
            Cell::text(entry.measure),
            Cell::text(entry.field),
            Cell::text(entry.meaning),
            Cell::text(entry.value),
        ]
    };
    Table {
        name: format!("dictionary-{}", release.id),
        notes: vec![("release", release.id.to_string())],
        columns: ["measure", "field", "meaning", "value"]
            .into_iter()
            .map(Column::text)
            .collect(),
        rows: entries.into_iter().map(row).collect(),
    }
}
