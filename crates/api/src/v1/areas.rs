//! Areas.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Response};
use hub_reference::{AreaType, Geography};
use serde::Serialize;
use utoipa::ToSchema;

use super::etag::Tag;
use crate::format::{Cell, Column, Format, Table};
use crate::hub::Hub;
use crate::params::Params;
use crate::places::{self, Place};
use crate::problem::{Kind, Problem, Result};

/// An area.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Area {
    /// Code of the Organisation Data Service; ENG for England.
    code: String,
    /// Code of the Office for National Statistics.
    ons: String,
    name: String,
    /// england, region or icb.
    area_type: &'static str,
    /// The area it is part of.
    parent: Option<String>,
    /// First day, where known.
    valid_from: Option<String>,
    /// Last day, for an area that no longer exists.
    valid_to: Option<String>,
    /// Areas it took over from, wholly or in part.
    predecessors: Vec<String>,
    /// Areas that took over from it, for an area that no longer exists.
    successors: Vec<String>,
}

impl From<Place> for Area {
    fn from(place: Place) -> Self {
        let codes =
            |codes: Vec<hub_standard::ids::AreaCode>| codes.into_iter().map(String::from).collect();
        Self {
            code: place.code.into(),
            ons: place.ons,
            name: place.name,
            area_type: place.area_type.as_str(),
            parent: place.parent.map(String::from),
            valid_from: place.valid_from.map(|day| day.to_string()),
            valid_to: place.valid_to.map(|day| day.to_string()),
            predecessors: codes(place.predecessors),
            successors: codes(place.successors),
        }
    }
}

/// Areas.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Areas {
    /// Which reference data they come from.
    reference: String,
    areas: Vec<Area>,
}

/// `GET /areas`
pub(crate) async fn list(
    State(hub): State<Hub>,
    uri: Uri,
    headers: HeaderMap,
    params: Params,
) -> Result<Response> {
    params.only(&["area_type", "geography", "format"])?;
    let format = Format::asked(&params, &headers)?;
    let only = params.text("area_type").map(kind).transpose()?;
    let geography = match params.text("geography") {
        None => Geography::default(),
        Some(word) => Geography::parse(word)
            .ok_or_else(|| Problem::parameter("geography", "as_now or as_was"))?,
    };
    let hub = hub.reading(None);
    let now = hub.reference.now().first_day();
    let source = format!("{} {now}", hub.reference.label());
    let tag = Tag::of(&source, &uri, format, false);
    if tag.is_known(&headers) {
        return Ok(tag.not_modified());
    }
    let areas: Vec<Area> = places::areas(&hub.reference, only, geography)
        .into_iter()
        .map(Area::from)
        .collect();
    let reference = hub.reference.label().to_owned();
    let response = match format {
        Format::Json => Json(Areas { reference, areas }).into_response(),
        file => table(reference, areas).respond(file).await?,
    };
    Ok(tag.mark(response))
}

/// `GET /areas/{code}`
pub(crate) async fn show(
    State(hub): State<Hub>,
    Path(code): Path<String>,
    headers: HeaderMap,
    params: Params,
) -> Result<Json<Area>> {
    params.only(&["format"])?;
    Format::only_json(&params, &headers)?;
    let place = places::place(&hub.reading(None).reference, &code);
    let place = place.ok_or_else(|| {
        Problem::new(
            Kind::NotFound,
            "There is no area of that code. See the list at /api/v1/areas.",
        )
    })?;
    Ok(Json(place.into()))
}

fn kind(word: &str) -> Result<AreaType> {
    AreaType::parse(word)
        .filter(|kind| *kind != AreaType::Pcn)
        .ok_or_else(|| Problem::parameter("area_type", "england, region or icb"))
}

fn table(reference: String, areas: Vec<Area>) -> Table {
    let columns = [
        "code",
        "ons",
        "name",
        "area_type",
        "parent",
        "valid_from",
        "valid_to",
        "predecessors",
        "successors",
    ];
    let row = |area: Area| {
        let texts = [
            area.code,
            area.ons,
            area.name,
            area.area_type.to_owned(),
            area.parent.unwrap_or_default(),
            area.valid_from.unwrap_or_default(),
            area.valid_to.unwrap_or_default(),
            area.predecessors.join(" "),
            area.successors.join(" "),
        ];
        texts.into_iter().map(Cell::text).collect()
    };
    Table {
        name: "areas".to_owned(),
        notes: vec![("reference", reference)],
        columns: columns.into_iter().map(Column::text).collect(),
        rows: areas.into_iter().map(row).collect(),
    }
}
