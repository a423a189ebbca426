//! Measures and their values.

mod definition;
pub(crate) mod dictionary;
pub(crate) mod metadata;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::LINK;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Response};
use hub_reference::Reference;
use hub_release::{
    AreaType, Geography, MeasureInfo, MeasureValue, ParseWordError, Release, ValueQuery,
};
use hub_standard::ids::{AreaCode, Month, ReleaseId};
use serde::Serialize;
use utoipa::ToSchema;

use super::etag::Tag;
use super::figures::{self, ADJUSTED, Figure, Found};
use crate::format::{Cell, Column, Format, Table};
use crate::hub::Hub;
use crate::params::Params;
use crate::places;
use crate::problem::{Kind, Problem, Result};

pub(crate) use definition::{Measure, MeasureCells, MeasureReview};

/// Parameters that say which values.
const OF_VALUES: &[&str] = &[
    "area",
    "area_type",
    "month",
    "from",
    "to",
    "by",
    "geography",
    "as_at",
    "format",
];

/// The measures of a release.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Measures {
    release: String,
    measures: Vec<Measure>,
}

/// Values of a measure.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Values {
    release: String,
    /// Name of the disclosure policy.
    policy: String,
    /// How figures are adjusted.
    note: &'static str,
    measure: String,
    title: String,
    unit: String,
    /// as_now or as_was.
    geography: &'static str,
    breakdown: String,
    values: Vec<Figure>,
}

impl Values {
    pub(crate) fn of(
        release: &Release,
        Found { info, values }: &Found<'_>,
        query: &ValueQuery,
        reference: &Reference,
    ) -> Self {
        Self {
            release: release.id.to_string(),
            policy: release.manifest.policy.name.clone(),
            note: ADJUSTED,
            measure: info.id.clone(),
            title: info.title.clone(),
            unit: info.unit.clone(),
            geography: query.geography.as_str(),
            breakdown: query.breakdown.clone().unwrap_or_else(|| "all".to_owned()),
            values: values
                .iter()
                .map(|value| Figure::of(value, reference))
                .collect(),
        }
    }
}

/// `GET /measures`
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
    let response = match format {
        Format::Json => {
            let measures = release.measures().iter().map(Measure::from).collect();
            Json(Measures {
                release: release.id.to_string(),
                measures,
            })
            .into_response()
        }
        file => definitions(&release).respond(file).await?,
    };
    Ok(tag.mark(response))
}

fn definitions(release: &Release) -> Table {
    let columns = [
        "id",
        "title",
        "why",
        "numerator",
        "denominator",
        "unit",
        "method",
        "breakdowns",
        "limits",
        "source",
    ];
    let row = |info: &MeasureInfo| {
        let breakdowns = info.breakdowns.join(" ");
        let limits = info.limits.join(" ");
        let texts = [
            &info.id,
            &info.title,
            &info.why,
            &info.numerator,
            &info.denominator,
            &info.unit,
            &info.method,
            &breakdowns,
            &limits,
            &info.source,
        ];
        texts.into_iter().map(Cell::text).collect()
    };
    Table {
        name: format!("measures-{}", release.id),
        notes: vec![("release", release.id.to_string())],
        columns: columns.into_iter().map(Column::text).collect(),
        rows: release.measures().iter().map(row).collect(),
    }
}

/// `GET /measures/{id}`
pub(crate) async fn show(
    State(hub): State<Hub>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    params: Params,
) -> Result<Response> {
    params.only(&["as_at", "format"])?;
    Format::only_json(&params, &headers)?;
    let as_at: Option<ReleaseId> = params.get("as_at")?;
    let release = hub.release(as_at.as_ref()).await?;
    let tag = Tag::of(
        &release.manifest_sha256,
        &uri,
        Format::Json,
        as_at.is_some(),
    );
    if tag.is_known(&headers) {
        return Ok(tag.not_modified());
    }
    let info = measure(&release, &id)?;
    Ok(tag.mark(Json(Measure::from(info)).into_response()))
}

/// `GET /measures/{id}/values`
pub(crate) async fn values(
    State(hub): State<Hub>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    params: Params,
) -> Result<Response> {
    params.only(OF_VALUES)?;
    let format = Format::asked(&params, &headers)?;
    let as_at: Option<ReleaseId> = params.get("as_at")?;
    let release = hub.release(as_at.as_ref()).await?;
    let tag = Tag::of(&release.manifest_sha256, &uri, format, as_at.is_some());
    if tag.is_known(&headers) {
        return Ok(tag.not_modified());
    }
    let hub = hub.reading(Some(&release.id));
    let info = measure(&release, &id)?;
    let query = asked(&hub, &params, info)?;
    let found = found(&release, info, &query);
    let mut response = match format {
        Format::Json => Json(Values::of(&release, &found, &query, &hub.reference)).into_response(),
        file => {
            let name = format!("{}-{}", info.id, release.id);
            let mut found = [found];
            let is_for_people = file == Format::Xlsx;
            if is_for_people {
                figures::newest_first(&mut found);
            }
            let mut table = figures::table(name, &release, &found, &hub.reference);
            if is_for_people {
                figures::for_people(&mut table, &found);
            }
            table.respond(file).await?
        }
    };
    if format == Format::Csv
        && let Some(link) = metadata::link(&info.id, &params)
    {
        response.headers_mut().insert(LINK, link);
    }
    Ok(tag.mark(response))
}

/// The values of a measure. Whatever a release may come to hold of finer places, here are the areas that anybody may see.
pub(crate) fn found<'a>(
    release: &'a Release,
    info: &'a MeasureInfo,
    query: &ValueQuery,
) -> Found<'a> {
    let values: Vec<&MeasureValue> = release
        .values(query)
        .into_iter()
        .filter(|value| is_for_everybody(value.area_type))
        .collect();
    Found { info, values }
}

/// Areas whose released figures are public: the finer ones are for those they belong to.
pub(crate) fn is_for_everybody(area_type: AreaType) -> bool {
    matches!(
        area_type,
        AreaType::England | AreaType::Region | AreaType::Icb
    )
}

/// An area that has figures in this geography: a code nobody has is an error, not an empty list.
pub(crate) fn known_area(hub: &Hub, code: &AreaCode, geography: Geography) -> Result<()> {
    let place = places::place(&hub.reference, code.as_str()).ok_or_else(|| {
        Problem::new(
            Kind::NotFound,
            "There is no area of that code. See the list at /api/v1/areas.",
        )
    })?;
    if geography == Geography::AsNow && !place.is_current() {
        let successors: Vec<String> = place.successors.iter().map(ToString::to_string).collect();
        let detail = format!(
            "{} no longer exists. Ask for the areas that took over from it ({}), or for geography=as_was.",
            place.name,
            successors.join(", ")
        );
        return Err(Problem::new(Kind::NotFound, detail).with("successors", successors));
    }
    Ok(())
}

/// The measure of an id.
pub(crate) fn measure<'a>(release: &'a Release, id: &str) -> Result<&'a MeasureInfo> {
    release.measure(id).ok_or_else(|| {
        Problem::new(
            Kind::NotFound,
            "There is no measure of that name in this release. See the list at /api/v1/measures.",
        )
    })
}

/// Which values are asked for: of a measure, and of an area that there is.
fn asked(hub: &Hub, params: &Params, info: &MeasureInfo) -> Result<ValueQuery> {
    let query = query(params, info)?;
    if let Some(code) = &query.area {
        known_area(hub, code, query.geography)?;
    }
    Ok(query)
}

fn query(params: &Params, info: &MeasureInfo) -> Result<ValueQuery> {
    let month: Option<Month> = params.get("month")?;
    let (from, to): (Option<Month>, Option<Month>) = (params.get("from")?, params.get("to")?);
    if month.is_some() && (from.is_some() || to.is_some()) {
        return Err(Problem::parameter(
            "month",
            "given alone, without from and to",
        ));
    }
    let area: Option<AreaCode> = params.get("area")?;
    let by = params.text("by");
    if let Some(by) = by
        && !info.breakdowns.iter().any(|known| known == by)
    {
        let known = info.breakdowns.join(", ");
        return Err(Problem::parameter(
            "by",
            format_args!("one of the breakdowns of this measure: {known}"),
        ));
    }
    // A measure without a total is read by its first breakdown.
    let first = info
        .breakdowns
        .first()
        .filter(|_| !info.breakdowns.iter().any(|b| b == "all"));
    Ok(ValueQuery {
        measure: info.id.clone(),
        area_type: area_type(params)?,
        area,
        from: month.or(from),
        to: month.or(to),
        breakdown: by.map(str::to_owned).or_else(|| first.cloned()),
        geography: geography(params)?,
    })
}

/// The parameter `geography`.
pub(crate) fn geography(params: &Params) -> Result<Geography> {
    Ok(word(params, "geography")?.unwrap_or_default())
}

/// The parameter `area_type`: of those that everybody sees.
fn area_type(params: &Params) -> Result<Option<AreaType>> {
    let of = |word: &str| {
        let asked: Option<AreaType> = word.parse().ok();
        asked
            .filter(|area_type| is_for_everybody(*area_type))
            .ok_or_else(|| Problem::parameter("area_type", "england, region or icb"))
    };
    params.text("area_type").map(of).transpose()
}

fn word<T: std::str::FromStr<Err = ParseWordError>>(
    params: &Params,
    name: &str,
) -> Result<Option<T>> {
    let parse = |text: &str| {
        text.parse().map_err(|error: ParseWordError| {
            Problem::parameter(name, format_args!("one of {}", error.expected))
        })
    };
    params.text(name).map(parse).transpose()
}
