//! C2: a measure over time.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use hub_release::{AreaType, Geography, MeasureInfo};
use hub_standard::ids::{AreaCode, Month};
use hub_ui::view::{
    Comparison, EmptyNote, Link, MeasureOverTime, Shift, Signal, SmallMultiple, SpcChart,
};

use super::Page;
use super::brief::{is_monthly, latest};
use super::figures::{self, Scope};
use super::filter::{self, Asked};
use super::overview::crumbs;
use super::reader::Reader;
use super::series::{IN_STEPS, MONTHS_SHOWN, NO_LATEST, OVERLAPPING, Trend};
use super::twins;
use crate::places;
use crate::problem::{Kind, Problem, Result};

/// `GET /areas/{code}/measures/{id}`
pub(crate) async fn page(
    reader: Reader,
    Path((code, id)): Path<(String, String)>,
) -> Result<Response> {
    if let Some((id, kind)) = twins::named(&id) {
        return twins::of_measure(&reader, &code, id, kind).await;
    }
    let scope = match filter::scope(&reader, &code, &[]).await? {
        Asked::Scope(scope) => scope,
        Asked::MovedTo(address) => return Ok(Redirect::to(&address).into_response()),
    };
    let info = with_total(&scope, &id)?;
    let view = view(&reader, &scope, info);
    let mut links = crumbs(&reader, &scope);
    links.push(Link::new(
        &scope.place.name,
        scope.href(&format!("/areas/{}", scope.place.code)),
    ));
    let frame = reader.frame_with(&scope.release, links).await;
    Ok(Page(hub_ui::pages::c2_measure(&frame, &view)).into_response())
}

/// The measure of an id, which the page can show.
pub(super) fn with_total<'s>(scope: &'s Scope, id: &str) -> Result<&'s MeasureInfo> {
    let info = scope.measure(id)?;
    if info.breakdowns.iter().any(|breakdown| breakdown == "all") {
        return Ok(info);
    }
    Err(Problem::new(
        Kind::NotFound,
        "This measure has no total over time. It is shown by group instead.",
    ))
}

pub(super) fn view(reader: &Reader, scope: &Scope, info: &MeasureInfo) -> MeasureOverTime {
    let path = format!("/areas/{}/measures/{}", scope.place.code, info.id);
    let values = scope.values(
        &info.id,
        "all",
        scope.month.plus(1 - MONTHS_SHOWN),
        scope.month,
    );
    let (figure, month) = latest(&values, info, scope.month);
    let trend = Trend::of(&values, info, scope.month, is_monthly(&values));
    let has_data = trend
        .points
        .iter()
        .any(|point| point.figure.drawn().is_some());
    MeasureOverTime {
        area: filter::head(reader, scope),
        measure: info.title.clone(),
        unit: figures::unit_beside(info),
        filter: filter::bar(reader, scope, &path, true, Vec::new()),
        strip: scope.strip(),
        comparison: comparison(scope, info, &figure, month),
        latest: figure,
        period: month.words(),
        chart: chart(scope, info, trend),
        multiples: multiples(reader, scope, info),
        revisions: Vec::new(),
        empty: (!has_data).then(|| EmptyNote {
            title: "No figure to show over time".to_owned(),
            text: "No return has come for this area, or the numbers are too small to show."
                .to_owned(),
            link: Some(Link::new(
                "See which returns have come",
                scope.href(&format!("/areas/{}/trust", scope.place.code)),
            )),
        }),
    }
}

fn comparison(
    scope: &Scope,
    info: &MeasureInfo,
    own: &hub_ui::view::Figure,
    month: Month,
) -> Comparison {
    if scope.place.area_type == hub_reference::AreaType::England {
        return Comparison {
            reason: Some("This is all of England.".to_owned()),
            ..Comparison::default()
        };
    }
    let values = scope.values_of(&AreaCode::england(), &info.id, "all", month, month);
    let england = values.first().map(|value| figures::figure(value, info));
    figures::against("England", own, england.as_ref(), info)
}

/// The process control chart of a trend.
pub(crate) fn chart(scope: &Scope, info: &MeasureInfo, trend: Trend) -> SpcChart {
    let finding = match trend.verdict.signal {
        // Of a complete count, which no rule of chance is for.
        Signal::Rise | Signal::Fall if trend.verdict.rule.is_none() => trend.verdict.words.clone(),
        Signal::Rise => "Higher, and the change is real".to_owned(),
        Signal::Fall => "Lower, and the change is real".to_owned(),
        Signal::None => "No real change".to_owned(),
        Signal::NotEnough if !trend.ends_here => NO_LATEST.to_owned(),
        Signal::NotEnough if trend.is_overlapping => OVERLAPPING.to_owned(),
        Signal::NotEnough if trend.in_steps => IN_STEPS.to_owned(),
        Signal::NotEnough => format!("Too few {} to judge a change", trend.point.many()),
    };
    let rules = if trend.in_steps || trend.is_overlapping {
        String::new()
    } else {
        trend.point.rules()
    };
    SpcChart {
        block: scope.block("over-time", info, "all", finding, &trend.period()),
        shifts: shifts(scope, &trend),
        points: trend.points,
        phases: trend.phases,
        target: None,
        verdict: trend.verdict,
        caveat: trend.caveat,
        rules,
    }
}

/// Where the boundaries changed under the line. As they are now, the whole line is of one area.
fn shifts(scope: &Scope, trend: &Trend) -> Vec<Shift> {
    let from = scope
        .place
        .valid_from
        .filter(|_| !scope.place.predecessors.is_empty());
    let at = from
        .filter(|_| scope.geography == Geography::AsWas)
        .and_then(|day| trend.break_at(Month::of(day)));
    at.map(|at| Shift {
        at,
        label: "new ICB boundaries".to_owned(),
    })
    .into_iter()
    .collect()
}

/// The areas inside, on one scale.
fn multiples(reader: &Reader, scope: &Scope, info: &MeasureInfo) -> Vec<SmallMultiple> {
    let kind = match scope.place.area_type {
        hub_reference::AreaType::England => AreaType::Region,
        hub_reference::AreaType::Region => AreaType::Icb,
        _ => return Vec::new(),
    };
    let from = scope.month.plus(1 - MONTHS_SHOWN);
    let mut parts: Vec<places::Place> = scope
        .values_in(kind, &info.id, "all", scope.month)
        .into_iter()
        .filter_map(|value| places::place(&reader.hub.reference, value.area_code.as_str()))
        .filter(|place| place.parent.as_ref() == Some(&scope.place.code))
        .collect();
    parts.sort_by(|a, b| a.name.cmp(&b.name));
    parts
        .into_iter()
        .map(|place| {
            let values = scope.values_of(&place.code, &info.id, "all", from, scope.month);
            let trend = Trend::of(&values, info, scope.month, is_monthly(&values));
            SmallMultiple {
                href: scope.href(&format!("/areas/{}/measures/{}", place.code, info.id)),
                name: place.name,
                series: trend.spark(),
                latest: latest(&values, info, scope.month).0,
                verdict: trend.verdict.words,
            }
        })
        .collect()
}
