//! What published studies asked, asked of the figures of a release.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Response};
use hub_reference::Reference;
use hub_release::{EvaluationFigure, EvaluationFile, Geography, Release};
use hub_standard::ids::{AreaCode, Month, ReleaseId};
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::etag::Tag;
use super::figures::ADJUSTED;
use super::measures::known_area;
use crate::format::{Cell, Column, Format, Table};
use crate::hub::Hub;
use crate::identity::hex;
use crate::params::Params;
use crate::places;
use crate::problem::{Kind, Problem, Result};

/// The evaluations that there are.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Evaluations {
    evaluations: Vec<Evaluation>,
}

/// What one published study asked, and how the hub asks it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Evaluation {
    /// Name in addresses.
    id: String,
    title: String,
    /// What a commissioner asks.
    question: String,
    /// Authors and year of the study.
    study: String,
    /// Where it can be read.
    address: String,
    /// What it found.
    published: String,
    /// What the hub's answer cannot say.
    caveat: String,
    /// The measures that the answer is read from.
    measures: Vec<String>,
    /// The query, which whoever may ask in SQL can send as it is.
    sql: String,
}

impl From<EvaluationFile> for Evaluation {
    fn from(file: EvaluationFile) -> Self {
        let EvaluationFile { meta, sql } = file;
        Self {
            id: meta.id,
            title: meta.title,
            question: meta.question,
            study: meta.study,
            address: meta.address,
            published: meta.published,
            caveat: meta.caveat,
            measures: meta.measures,
            sql,
        }
    }
}

/// What an evaluation gives in one month.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EvaluationAnswer {
    release: String,
    /// How figures are adjusted.
    note: &'static str,
    /// Like 2026-10.
    month: String,
    evaluation: Evaluation,
    figures: Vec<EvaluationRow>,
}

/// One figure of an evaluation, of areas as they are now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EvaluationRow {
    /// england, region or icb.
    area_type: &'static str,
    /// Code of the area.
    area: String,
    area_name: String,
    /// Which figure of the evaluation.
    figure: String,
    /// Null unless the status says that there is one.
    value: Option<f64>,
    /// Lower 95 % limit.
    lower95: Option<f64>,
    /// Upper 95 % limit.
    upper95: Option<f64>,
    /// The value under cautious assumptions, where it rests on assumptions.
    low: Option<f64>,
    /// The value under hopeful ones.
    high: Option<f64>,
    unit: String,
    /// shown, hidden, not_submitted, not_applicable, provisional, revised or not_calculated.
    status: &'static str,
    /// The figure in words, with its interval and its caveat, or why there is none.
    sentence: String,
}

impl EvaluationRow {
    fn of(figure: &EvaluationFigure, reference: &Reference) -> Self {
        let code = figure.area_code.as_str();
        Self {
            area_type: figure.area_type.as_str(),
            area: code.to_owned(),
            area_name: places::place(reference, code)
                .map_or_else(|| code.to_owned(), |place| place.name),
            figure: figure.figure.clone(),
            value: figure.value,
            lower95: figure.lower95,
            upper95: figure.upper95,
            low: figure.low,
            high: figure.high,
            unit: figure.unit.clone(),
            status: figure.status.as_str(),
            sentence: figure.sentence.clone(),
        }
    }
}

/// `GET /evaluations`
pub(crate) async fn list(State(hub): State<Hub>, params: Params) -> Result<Json<Evaluations>> {
    params.only(&[])?;
    let evaluations = hub.asking.evaluations()?;
    Ok(Json(Evaluations {
        evaluations: evaluations.into_iter().map(Evaluation::from).collect(),
    }))
}

/// `GET /evaluations/{id}`
pub(crate) async fn show(
    State(hub): State<Hub>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    params: Params,
) -> Result<Response> {
    params.only(&["area", "month", "as_at", "format"])?;
    let format = Format::asked(&params, &headers)?;
    let as_at: Option<ReleaseId> = params.get("as_at")?;
    let area: Option<AreaCode> = params.get("area")?;
    let hub = hub.reading(as_at.as_ref());
    if let Some(area) = &area {
        known_area(&hub, area, Geography::AsNow)?;
    }
    let release = hub.release(as_at.as_ref()).await?;
    let month = month(&release, params.get("month")?)?;
    let mut evaluations = hub.asking.evaluations()?.into_iter();
    let evaluation = evaluations.find(|file| file.meta.id == id).ok_or_else(|| {
        Problem::new(
            Kind::NotFound,
            "There is no evaluation of that name. See the list at /api/v1/evaluations.",
        )
    })?;
    // The query comes with the program, so that the release alone does not fix the answer.
    let query = hex(&Sha256::digest(evaluation.sql.as_bytes()));
    let source = format!("{} {query}", release.manifest_sha256);
    let tag = Tag::of(&source, &uri, format, false);
    if tag.is_known(&headers) {
        return Ok(tag.not_modified());
    }
    let all = hub
        .asking
        .evaluation(&release, evaluation.clone(), month)
        .await?;
    let is_asked =
        |figure: &&EvaluationFigure| area.as_ref().is_none_or(|area| figure.area_code == *area);
    let asked = all.iter().filter(is_asked);
    let rows: Vec<_> = asked
        .map(|figure| EvaluationRow::of(figure, &hub.reference))
        .collect();
    let response = match format {
        Format::Json => Json(EvaluationAnswer {
            release: release.id.to_string(),
            note: ADJUSTED,
            month: month.to_string(),
            evaluation: evaluation.into(),
            figures: rows,
        })
        .into_response(),
        file => {
            let table = table(&release, &evaluation, month, rows);
            table.respond(file).await?
        }
    };
    Ok(tag.mark(response))
}

/// The month asked for, or the newest of the release.
fn month(release: &Release, asked: Option<Month>) -> Result<Month> {
    let months = release.months();
    match asked {
        Some(month) if months.contains(&month) => Ok(month),
        Some(_) => Err(Problem::parameter("month", "a month of the release")),
        None => {
            let newest = months.last().copied();
            newest.ok_or_else(|| Problem::plain(Kind::NoRelease))
        }
    }
}

fn table(
    release: &Release,
    evaluation: &EvaluationFile,
    month: Month,
    rows: Vec<EvaluationRow>,
) -> Table {
    let meta = &evaluation.meta;
    let text = ["area_type", "area", "area_name", "month", "figure"];
    let numbers = ["value", "lower95", "upper95", "low", "high"];
    let columns = text.into_iter().map(Column::text);
    let columns = columns.chain(numbers.into_iter().map(Column::number));
    let columns = columns.chain(["unit", "value_status", "sentence"].map(Column::text));
    let row = |row: EvaluationRow| {
        vec![
            Cell::text(row.area_type),
            Cell::text(row.area),
            Cell::text(row.area_name),
            Cell::text(month.to_string()),
            Cell::text(row.figure),
            Cell::number(row.value),
            Cell::number(row.lower95),
            Cell::number(row.upper95),
            Cell::number(row.low),
            Cell::number(row.high),
            Cell::text(row.unit),
            Cell::text(row.status),
            Cell::text(row.sentence),
        ]
    };
    Table {
        name: format!("{}-{}", meta.id, release.id),
        notes: vec![
            ("release", release.id.to_string()),
            ("policy", release.manifest.policy.name.clone()),
            ("note", ADJUSTED.to_owned()),
            ("question", meta.question.clone()),
            ("study", format!("{} {}", meta.study, meta.address)),
            ("published", meta.published.clone()),
            ("caveat", meta.caveat.clone()),
        ],
        columns: columns.collect(),
        rows: rows.into_iter().map(row).collect(),
    }
}
