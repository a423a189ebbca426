//! C5: how long people wait for a first contact.

mod everybody;
mod inside;
mod judged;
mod spread;

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use hub_release::{Geography, Polarity};
use hub_standard::ids::Month;
use hub_ui::view::{DotChart, EmptyNote, Headline, Link, SpcChart, Waiting};

use self::everybody::Everybody;
pub(crate) use self::everybody::months as referral_months;
use self::inside::inside;
use self::spread::spread;
use super::Page;
use super::figures::Scope;
use super::filter::{self, Asked};
use super::headline::{Series, as_told};
use super::measure;
use super::overview::crumbs;
use super::reader::Reader;
use super::series::{MONTHS_SHOWN, Trend};
use super::spread::Groups;
use super::who;
use super::workload;
use crate::problem::Result;

/// What there is of single services and networks.
const PLACES: &str = "Waits of single services, networks and practices are not made for anybody: each would be of too few people. \
    The smallest area with figures of waiting is an integrated care board.";

/// Where the share seen within 28 days stands among the headlines of everybody.
const WITHIN_28: usize = 3;

/// `GET /areas/{code}/waiting`
pub(crate) async fn page(reader: Reader, Path(code): Path<String>) -> Result<Response> {
    let scope = match filter::scope(&reader, &code, &[]).await? {
        Asked::Scope(scope) => scope,
        Asked::MovedTo(address) => return Ok(Redirect::to(&address).into_response()),
    };
    let view = view(&reader, &scope);
    let mut links = crumbs(&reader, &scope);
    links.push(Link::new(
        &scope.place.name,
        scope.href(&format!("/areas/{}", scope.place.code)),
    ));
    let frame = reader.frame_with(&scope.release, links).await;
    Ok(Page(hub_ui::pages::c5_waiting(&frame, &view)).into_response())
}

fn view(reader: &Reader, scope: &Scope) -> Waiting {
    let path = format!("/areas/{}/waiting", scope.place.code);
    let everybody = Everybody::of(scope);
    let referred = scope.at(told_month(scope));
    let headlines = everybody
        .as_ref()
        .map(|everybody| everybody.headlines(scope))
        .unwrap_or_default();
    let shares = shares(&referred);
    let trend = trend(scope);
    let (load, guide) = load(scope);
    let judged = headlines
        .first()
        .and_then(|half| judged::judged(half, trend.as_ref()));
    let quoted = everybody
        .as_ref()
        .and_then(|everybody| everybody.finding(scope))
        .map(|finding| format!("{finding} {}", judged::QUOTE));
    let findings = judged.into_iter().chain(quoted).collect();
    let has_figure = [&headlines, &shares, &load]
        .into_iter()
        .flatten()
        .any(|headline| headline.figure.drawn().is_some());
    Waiting {
        area: filter::head(reader, scope),
        filter: filter::bar(reader, scope, &path, true, Vec::new()),
        strip: scope.strip(),
        findings,
        apart: judged::apart(headlines.get(WITHIN_28), shares.last()),
        counted: everybody::counted(scope),
        curve: everybody.as_ref().map(|everybody| everybody.curve(scope)),
        spread: everybody.as_ref().map(|everybody| spread(everybody, scope)),
        headlines,
        looking_back: looking_back(reader, scope, &path),
        referred_in: referred.month.words(),
        groups: groups(&referred),
        shares,
        empty: (!has_figure && trend.is_none()).then(|| EmptyNote {
            title: "No figures of waiting to show".to_owned(),
            text:
                "No return has come for this area and month, or the numbers are too small to show."
                    .to_owned(),
            link: Some(Link::new(
                "See which returns have come",
                scope.href(&format!("/areas/{}/trust", scope.place.code)),
            )),
        }),
        trend,
        load,
        guide,
        inside: inside(reader, scope),
        places: PLACES.to_owned(),
    }
}

/// Why nothing here looks back, where it does not.
fn looking_back(reader: &Reader, scope: &Scope, path: &str) -> Option<EmptyNote> {
    if scope.geography == Geography::AsNow {
        return None;
    }
    let release = match reader.params.text("as_at") {
        Some(_) => format!("&as_at={}", scope.release.id),
        None => String::new(),
    };
    let href = format!("{path}?geography=as_now&month={}{release}", scope.month);
    Some(EmptyNote {
        title: "Given for areas as they are now alone".to_owned(),
        text: "Waits of everybody who was referred look back on several months, and shares of those seen soon on two. Areas of the past are \
            told month by month alone, so there is no such figure of them."
            .to_owned(),
        // An area that no longer exists has no page as it is now.
        link: scope
            .place
            .is_current()
            .then(|| Link::new("See areas as they are now", href)),
    })
}

/// The newest month of referral of which it is known who was seen within 28 days: the month after it must have been told.
pub(super) fn told_month(scope: &Scope) -> Month {
    if scope.release.months().contains(&scope.month.next()) {
        scope.month
    } else {
        scope.month.prev()
    }
}

/// Shares of the people referred in the month of the scope who were seen soon.
fn shares(referred: &Scope) -> Vec<Headline> {
    let is_known = referred.release.months().contains(&referred.month);
    let info = referred.release.measure("seen_within_days");
    let Some(info) = info.filter(|_| is_known) else {
        return Vec::new();
    };
    let period = format!("People referred in {}", referred.month.words());
    [
        ("14", "Seen within 14 days, of all referred"),
        ("28", "Seen within 28 days, of all referred"),
    ]
    .into_iter()
    .map(|(days, title)| {
        Series::of(info, "within_days", days, referred.month).headline(referred, title, &period)
    })
    .collect()
}

/// The same by deprivation.
fn groups(referred: &Scope) -> Option<DotChart> {
    let info = referred.release.measure("seen_within_days")?;
    let groups = Groups::of(referred, info, "imd_quintile");
    let withheld = who::is_withheld(referred, "imd_quintile");
    let finding = groups.apart("deprivation", withheld);
    groups.chart("fifths", "Deprivation fifth", finding)
}

/// Medians of the waits that ended in each month.
fn trend(scope: &Scope) -> Option<SpcChart> {
    let info = scope.release.measure("wait_median")?;
    let from = scope.month.plus(1 - MONTHS_SHOWN);
    let values = scope.values(&info.id, "all", from, scope.month);
    let trend = Trend::of(&values, info, scope.month, true);
    let has_figure = trend
        .points
        .iter()
        .any(|point| point.figure.drawn().is_some());
    has_figure.then(|| measure::chart(scope, info, trend))
}

/// People and referrals to a link worker, and what share of the guide the referrals are.
fn load(scope: &Scope) -> (Vec<Headline>, String) {
    let period = scope.month.words();
    let mut load = Vec::new();
    if let Some(info) = scope.release.measure("caseload_per_fte") {
        load.push(Series::total(info, scope.month).headline(scope, &info.title, &period));
    }
    let Some(info) = scope.release.measure(workload::MEASURE) else {
        return (load, String::new());
    };
    let a_year = as_told(
        info,
        "referrals per full-time equivalent a year",
        Polarity::NoJudgement,
    );
    load.push(Series::total(&a_year, scope.month).headline(scope, &info.title, &period));
    (load, workload::guide(scope).unwrap_or_default())
}
