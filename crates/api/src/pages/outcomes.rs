//! C6: how people fare at closing against before, as far as they were asked twice.

mod change;
mod follow_up;
mod kinds;
mod scales;
mod ways;
mod year;

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use hub_ui::view::{DotChart, EmptyNote, Headline, Link, Outcomes};

pub(super) use self::ways::PARAMETERS;
use self::ways::Ways;
pub(super) use self::year::year as twelve_months;
use super::Page;
use super::figures::Scope;
use super::filter::{self, Asked};
use super::headline::Series;
use super::overview::crumbs;
use super::reader::Reader;
use super::spread::Groups;
use super::who;
use crate::params::Params;
use crate::problem::Result;

/// The four questions of the Office for National Statistics on wellbeing.
const QUESTIONS: [&str; 4] = [
    "ons4_satisfaction",
    "ons4_worthwhile",
    "ons4_happiness",
    "ons4_anxiety",
];
/// Other questionnaires, each with a scale of its own.
const SCALES: [&str; 8] = [
    "swemwbs",
    "ucla3",
    "loneliness_direct",
    "pam_score",
    "mycaw_wellbeing",
    "mycaw_concern_1",
    "mycaw_concern_2",
    "eq5d_vas",
];
/// What questions on wellbeing are answered in.
const POINTS_OF_TEN: &str = "points, on a scale from 0 to 10";

/// `GET /areas/{code}/outcomes`
pub(crate) async fn page(reader: Reader, Path(code): Path<String>) -> Result<Response> {
    let scope = match filter::scope(&reader, &code, &PARAMETERS).await? {
        Asked::Scope(scope) => scope,
        Asked::MovedTo(address) => return Ok(Redirect::to(&address).into_response()),
    };
    let ways = Ways::asked(&reader.params)?;
    let view = view(&reader, &scope, &ways);
    let mut links = crumbs(&reader, &scope);
    links.push(Link::new(
        &scope.place.name,
        scope.href(&format!("/areas/{}", scope.place.code)),
    ));
    let frame = reader.frame_with(&scope.release, links).await;
    Ok(Page(hub_ui::pages::c6_outcomes(&frame, &view)).into_response())
}

/// The measures and breakdowns that the page shows of one month, by what its address asks for.
pub(super) fn series(params: &Params) -> Result<Vec<(&'static str, &'static str)>> {
    let ways = Ways::asked(params)?;
    Ok(vec![
        ("outcome_follow_up", "instrument"),
        ("wellbeing_change", "instrument"),
        ("wellbeing_improved", "improved"),
        ("wellbeing_improved", "worsened"),
        ("wellbeing_change", ways.by.value),
        ("plan_completed", "all"),
        ("plan_completed", ways.plans.value),
        ("support_not_available", "all"),
        kinds::series(ways.support),
    ])
}

fn view(reader: &Reader, scope: &Scope, ways: &Ways) -> Outcomes {
    let path = format!("/areas/{}/outcomes", scope.place.code);
    let (follow_up, caution) = follow_up::follow_up(scope);
    let (scales, scales_without) = scales::scales(scope);
    let (moved, moved_caption) = change::moved(scope);
    let view = Outcomes {
        area: filter::head(reader, scope),
        filter: filter::bar(reader, scope, &path, true, ways.selects()),
        strip: scope.strip(),
        period: scope.month.words(),
        year: year::year(scope),
        follow_up,
        caution,
        questions: change::questions(scope),
        questions_moved: moved,
        moved_caption,
        scales,
        scales_without,
        by_group: change::by_group(scope, ways.by),
        by_group_note: change::note(ways.by).to_owned(),
        plans: plans(scope),
        plans_by: plans_by(scope, ways),
        support: kinds::headline(scope),
        support_by: kinds::chart(scope, ways.support),
        support_note: kinds::note(ways.support).to_owned(),
        empty: None,
    };
    let empty = (!has_figure(&view)).then(|| EmptyNote {
        title: "No figures of outcomes to show".to_owned(),
        text: "No return with scores, closings or support has come for this area and month, or the numbers are too small to show."
            .to_owned(),
        link: Some(Link::new(
            "See which returns have come",
            scope.href(&format!("/areas/{}/trust", scope.place.code)),
        )),
    });
    Outcomes { empty, ..view }
}

fn has_figure(view: &Outcomes) -> bool {
    let charts = [
        &view.follow_up,
        &view.questions,
        &view.by_group,
        &view.plans_by,
        &view.support_by,
    ];
    let mut dots = charts.into_iter().flatten().flat_map(|chart| &chart.dots);
    let of_year = view.year.iter().flat_map(|year| &year.headlines);
    let mut headlines = [&view.plans, &view.support]
        .into_iter()
        .flatten()
        .chain(of_year);
    !view.scales.is_empty()
        || dots.any(|dot| dot.figure.drawn().is_some())
        || headlines.any(|headline| headline.figure.drawn().is_some())
}

/// Of the referrals closed, the share whose plan was completed.
fn plans(scope: &Scope) -> Option<Headline> {
    let info = scope.release.measure("plan_completed")?;
    let period = format!("Referrals closed in {}", scope.month.words());
    Some(Series::total(info, scope.month).headline(scope, &info.title, &period))
}

fn plans_by(scope: &Scope, ways: &Ways) -> Option<DotChart> {
    let info = scope.release.measure("plan_completed")?;
    let by = ways.plans;
    let groups = Groups::of(scope, info, by.value);
    let finding = groups.apart(by.words, who::is_withheld(scope, by.value));
    groups.chart("plans", by.heading, finding)
}
