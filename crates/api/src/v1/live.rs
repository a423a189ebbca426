//! Headline totals of a month while its returns come in.

use axum::Json;
use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use hub_standard::ids::{AreaCode, Month};
use serde::Serialize;
use utoipa::ToSchema;

use super::figures::ADJUSTED;
use crate::format::{Cell, Column, Format, Table};
use crate::gate::Visitor;
use crate::hub::Hub;
use crate::live::Headline;
use crate::params::Params;
use crate::places;
use crate::problem::{Kind, Problem, Result};

/// The sign of a number that is not shown.
const HIDDEN: &str = "*";

/// A protected number.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LiveNumber {
    /// Null where none or too few.
    value: Option<i64>,
    /// The value as text; "*" where it is not shown.
    display: String,
}

impl From<Option<i64>> for LiveNumber {
    fn from(value: Option<i64>) -> Self {
        Self {
            value,
            display: value.map_or_else(|| HIDDEN.to_owned(), |value| value.to_string()),
        }
    }
}

/// The headline of an area.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LiveHeadline {
    /// england, region or icb.
    area_type: &'static str,
    /// Code of the area.
    area: String,
    area_name: String,
    /// Returns expected for the month.
    returns_expected: u32,
    /// Returns that count now.
    returns_received: u32,
    /// Those of them that are in the numbers: returns accepted before the hub made live totals are not.
    returns_counted: u32,
    /// Referrals received in the month, at most two of a person in each service.
    referrals: LiveNumber,
    /// People referred, each counted once in every service.
    people: LiveNumber,
}

impl From<Headline> for LiveHeadline {
    fn from(headline: Headline) -> Self {
        Self {
            area_type: headline.place.area_type.as_str(),
            area: headline.place.code.into(),
            area_name: headline.place.name,
            returns_expected: headline.expected,
            returns_received: headline.received,
            returns_counted: headline.counted,
            referrals: headline.figure.referrals.into(),
            people: headline.figure.people.into(),
        }
    }
}

/// The headlines of a month.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LiveHeadlines {
    /// Like 2026-10.
    month: String,
    /// When the journal that they were read from was last written; null while nothing is in it.
    as_at: Option<String>,
    /// Name of the disclosure policy.
    policy: String,
    /// How people are protected in these numbers.
    note: &'static str,
    headlines: Vec<LiveHeadline>,
}

/// `GET /live`
pub(crate) async fn list(
    State(hub): State<Hub>,
    visitor: Visitor,
    headers: HeaderMap,
    params: Params,
) -> Result<Response> {
    params.only(&["month", "area", "format"])?;
    let format = Format::asked(&params, &headers)?;
    let month: Month = match params.get("month")? {
        Some(month) => month,
        None => Month::of(hub.clock.today()).prev(),
    };
    let area: Option<AreaCode> = params.get("area")?;
    // Whoever reads for a board that became part of another reads for that, once a release shows it.
    let hub = hub.reading(None);
    let is_known = |area: &AreaCode| places::place(&hub.reference, area.as_str()).is_some();
    if !area.as_ref().is_none_or(is_known) {
        return Err(Problem::plain(Kind::NotFound));
    }
    let state = hub.state().await?;
    let headlines = hub.headlines(&state, &visitor.principal, month, area.as_ref());
    if headlines.is_empty() {
        return Err(Problem::new(
            Kind::Forbidden,
            "Totals of returns as they come in are for commissioners, of their own board, its region and England, and for \
             national analysts. Released figures are open to everybody.",
        ));
    }
    let live = LiveHeadlines {
        month: month.to_string(),
        as_at: state.at.map(|at| at.to_string()),
        policy: hub.live.policy().to_owned(),
        note: ADJUSTED,
        headlines: headlines.into_iter().map(LiveHeadline::from).collect(),
    };
    let mut response = match format {
        Format::Json => Json(live).into_response(),
        file => table(live).respond(file).await?,
    };
    // Different for everybody, and another one soon.
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

fn table(live: LiveHeadlines) -> Table {
    let columns = vec![
        Column::text("area_type"),
        Column::text("area_code"),
        Column::text("area_name"),
        Column::text("month"),
        Column::number("returns_expected"),
        Column::number("returns_received"),
        Column::number("returns_counted"),
        Column::number("referrals"),
        Column::number("people"),
        Column::text("as_at"),
        Column::text("policy"),
    ];
    let as_at = live.as_at.unwrap_or_default();
    let row = |headline: LiveHeadline| {
        // Displayed counts are far below 2^31.
        let shown = |number: LiveNumber| match number.value.and_then(|n| i32::try_from(n).ok()) {
            Some(value) => Cell::Number(f64::from(value)),
            None => Cell::Absent("[c]"),
        };
        vec![
            Cell::text(headline.area_type),
            Cell::text(headline.area),
            Cell::text(headline.area_name),
            Cell::text(&*live.month),
            Cell::Number(f64::from(headline.returns_expected)),
            Cell::Number(f64::from(headline.returns_received)),
            Cell::Number(f64::from(headline.returns_counted)),
            shown(headline.referrals),
            shown(headline.people),
            Cell::text(&*as_at),
            Cell::text(&*live.policy),
        ]
    };
    Table {
        name: format!("live-{}", live.month),
        notes: vec![
            ("month", live.month.clone()),
            ("as_at", as_at.clone()),
            ("policy", live.policy.clone()),
            ("note", live.note.to_owned()),
        ],
        columns,
        rows: live.headlines.into_iter().map(row).collect(),
    }
}
