//! C4: who is and is not being referred.

mod adding_up;
mod dimension;
mod groups;
mod missing;
mod rates;
mod referred;
mod shares;
mod year;

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use hub_release::{MeasureInfo, MeasureValue};
use hub_standard::ids::AreaCode;
use hub_ui::view::{EmptyNote, GroupFigures, GroupRow, Link, Tab, WhoIsReferred};

use self::dimension::{DIMENSIONS, Dimension, Lead, Referred, Residents, Told};
use self::groups::{average, group};
use self::missing::missing;
pub(crate) use self::missing::{deprivation_withheld, is_withheld, withheld};
use self::rates::rates;
use self::referred::Shares;
use self::shares::shares;
use super::Page;
use super::figures::Scope;
use super::filter::{self, Asked};
use super::gap::{Ends, gap, slope_words};
use super::labels::UNKNOWN;
use super::overview::crumbs;
use super::reader::Reader;
use super::words;
use crate::params::Params;
use crate::problem::{Problem, Result};

/// Fewest groups with a figure that a comparison takes.
const GROUPS_TO_COMPARE: usize = 2;

/// What the page shows a measure by, and that in words, for a measure that is a page of it.
pub(crate) fn shown_by(measure: &str) -> Option<(&'static str, &'static str)> {
    DIMENSIONS
        .iter()
        .find(|dimension| dimension.measure == measure)
        .map(|dimension| (dimension.by, dimension.words))
}

/// The dimension that an address asks for.
fn asked(params: &Params) -> Result<&'static Dimension> {
    let by = params.text("by").unwrap_or("imd_decile");
    DIMENSIONS
        .iter()
        .find(|dimension| dimension.by == by)
        .ok_or_else(|| Problem::parameter("by", ways()))
}

/// The measure and breakdown that an address asks for.
pub(super) fn series(params: &Params) -> Result<(&'static str, &'static str)> {
    asked(params).map(|dimension| (dimension.measure, dimension.by))
}

/// `GET /areas/{code}/who`
pub(crate) async fn page(reader: Reader, Path(code): Path<String>) -> Result<Response> {
    let scope = match filter::scope(&reader, &code, &["by"]).await? {
        Asked::Scope(scope) => scope,
        Asked::MovedTo(address) => return Ok(Redirect::to(&address).into_response()),
    };
    let dimension = asked(&reader.params)?;
    let info = scope.measure(dimension.measure)?;
    let year = match &dimension.told {
        Told::Rates(residents) => year::year(&reader, &scope, dimension, residents, info).await,
        Told::Shares(_) => None,
    };
    let view = WhoIsReferred {
        year,
        ..view(&reader, &scope, dimension, info)
    };
    let mut links = crumbs(&reader, &scope);
    links.push(Link::new(
        &scope.place.name,
        scope.href(&format!("/areas/{}", scope.place.code)),
    ));
    let frame = reader.frame_with(&scope.release, links).await;
    Ok(Page(hub_ui::pages::c4_who(&frame, &view)).into_response())
}

/// The page by one dimension; nothing where there is no such dimension, or no such measure in the release.
pub(super) fn view_by(reader: &Reader, scope: &Scope, by: &str) -> Option<WhoIsReferred> {
    let dimension = DIMENSIONS.iter().find(|dimension| dimension.by == by)?;
    let info = scope.release.measure(dimension.measure)?;
    Some(view(reader, scope, dimension, info))
}

/// What the page can be asked for.
fn ways() -> String {
    let ways: Vec<&str> = DIMENSIONS.iter().map(|dimension| dimension.by).collect();
    format!("one of {}", ways.join(", "))
}

fn view(
    reader: &Reader,
    scope: &Scope,
    dimension: &Dimension,
    info: &MeasureInfo,
) -> WhoIsReferred {
    let path = format!("/areas/{}/who", scope.place.code);
    let values = scope.values(&info.id, dimension.by, scope.month, scope.month);
    let missing = missing(scope, dimension, &values);
    let has_data = values.iter().any(|value| value.value.is_some());
    let mut filter = filter::bar(reader, scope, &path, true, Vec::new());
    filter
        .hidden
        .push(("by".to_owned(), dimension.by.to_owned()));
    let told = match &dimension.told {
        Told::Rates(residents) => {
            let mut told =
                of_residents(scope, dimension, residents, info, &values, missing.withheld);
            let added_up = adding_up::sentence(reader, scope, &values);
            if let Some(note) = told.note.as_mut().filter(|_| !added_up.is_empty()) {
                note.push(' ');
                note.push_str(&added_up);
            }
            told
        }
        Told::Shares(referred) => {
            of_referred(scope, dimension, referred, info, &values, missing.withheld)
        }
    };
    WhoIsReferred {
        area: filter::head(reader, scope),
        filter,
        strip: scope.strip(),
        tabs: tabs(scope, &path, dimension),
        dimension: dimension.words.to_owned(),
        groups_caption: format!(
            "{}, {}, {}",
            info.title,
            scope.place.name,
            scope.month.words()
        ),
        missing,
        empty: (!has_data).then(|| EmptyNote {
            title: "No figures by group to show".to_owned(),
            text:
                "No return has come for this area and month, or the numbers are too small to show."
                    .to_owned(),
            link: Some(Link::new(
                "See which returns have come",
                scope.href(&format!("/areas/{}/trust", scope.place.code)),
            )),
        }),
        ..told
    }
}

/// Rates of the people who live in the area, each set against the average.
fn of_residents(
    scope: &Scope,
    dimension: &Dimension,
    residents: &Residents,
    info: &MeasureInfo,
    values: &[&MeasureValue],
    withheld: bool,
) -> WhoIsReferred {
    let england = england(scope, dimension, info);
    let average = average(values, info);
    let (known, unknown): (Vec<&MeasureValue>, Vec<&MeasureValue>) = values
        .iter()
        .copied()
        .partition(|value| &*value.category != UNKNOWN);
    let groups: Vec<GroupRow> = known
        .iter()
        .chain(&unknown)
        .map(|value| group(value, info, dimension, average, withheld))
        .collect();
    let gap = (dimension.by == "imd_decile").then(|| gap(scope, info, withheld));
    let mut rates = rates(scope, dimension, info, values, &england, average, withheld);
    let slope = gap
        .as_ref()
        .and_then(|gap| slope_words(&gap.relative, Ends::of(scope, info)));
    if let Some(slope) = slope.filter(|_| !withheld) {
        // Of groups in an order the way of all says more than which of them is highest.
        slope.clone_into(&mut rates.block.finding);
    }
    WhoIsReferred {
        figures: GroupFigures::Rates,
        rates,
        shares: shares(scope, dimension, residents, info, values),
        groups,
        counted: "Referrals".to_owned(),
        people_heading: residents.heading.to_owned(),
        note: Some(note(residents, average, info)),
        gap,
        ..WhoIsReferred::default()
    }
}

/// Why groups do not add up, and why the average is not the rate of the overview.
fn note(residents: &Residents, average: Option<f64>, info: &MeasureInfo) -> String {
    let adjusted = "Each group has its own random adjustment and is rounded by itself, so groups do not add up to the area's total. The \
         unknown group has no rate.";
    match average {
        Some(average) => format!(
            "{adjusted} The average of {} is of referrals whose group is shown, out of {}: the overview has all referrals, out of people \
             registered with practices.",
            words::decimal(average, info.decimals),
            residents.words
        ),
        None => adjusted.to_owned(),
    }
}

/// Shares of those who were referred, each set against England's where that can be done.
fn of_referred(
    scope: &Scope,
    dimension: &Dimension,
    referred: &Referred,
    info: &MeasureInfo,
    values: &[&MeasureValue],
    withheld: bool,
) -> WhoIsReferred {
    let is_england = scope.place.area_type == hub_reference::AreaType::England;
    let shares = Shares {
        dimension,
        referred,
        info,
        england: match referred.lead {
            Lead::First { .. } if !is_england => england(scope, dimension, info),
            _ => Vec::new(),
        },
        withheld,
    };
    let values = shares.in_order(values);
    WhoIsReferred {
        figures: GroupFigures::Shares,
        rates: shares.chart(scope, &values),
        groups: shares.rows(&values),
        counted: referred.counted.to_owned(),
        note: Some(shares.note(&values)),
        ..WhoIsReferred::default()
    }
}

fn england<'a>(
    scope: &'a Scope,
    dimension: &Dimension,
    info: &MeasureInfo,
) -> Vec<&'a MeasureValue> {
    scope.values_of(
        &AreaCode::england(),
        &info.id,
        dimension.by,
        scope.month,
        scope.month,
    )
}

/// One for each way that the release has figures for.
fn tabs(scope: &Scope, path: &str, current: &Dimension) -> Vec<Tab> {
    let join = if scope.query.is_empty() { "?" } else { "&" };
    let tab = |dimension: &Dimension| Tab {
        label: dimension.tab.to_owned(),
        href: format!("{}{join}by={}", scope.href(path), dimension.by),
        current: dimension.by == current.by,
    };
    DIMENSIONS
        .iter()
        .filter(|dimension| scope.release.measure(dimension.measure).is_some())
        .map(tab)
        .collect()
}

#[cfg(test)]
mod tests;
