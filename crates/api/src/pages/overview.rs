//! C1: an area in brief.

mod stands_out;

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use hub_release::{AreaType, Geography, MeasureInfo};
use hub_ui::view::{
    AreaOverview, AreaTable, AreaTableRow, EmptyNote, Link, MeasureCard, Nugget, Signal,
};

use self::stands_out::stands_out;
use super::Page;
use super::brief::{BRIEFS, Brief, card, latest, series, uncovered};
use super::figures::{self, Scope};
use super::filter::{self, Asked};
use super::gap::Ends;
use super::reader::Reader;
use super::series::{MONTHS_SHOWN, Trend};
use super::so_far;
use super::trust_line;
use super::who;
use super::workload;
use crate::places;
use crate::problem::Result;

/// `GET /areas/{code}`
pub(crate) async fn page(reader: Reader, Path(code): Path<String>) -> Result<Response> {
    let scope = match filter::scope(&reader, &code, &[]).await? {
        Asked::Scope(scope) => scope,
        Asked::MovedTo(address) => return Ok(Redirect::to(&address).into_response()),
    };
    let view = AreaOverview {
        so_far: so_far::of(&reader, &scope).await?,
        ..view(&reader, &scope)
    };
    let frame = reader
        .frame_with(&scope.release, crumbs(&reader, &scope))
        .await;
    Ok(Page(hub_ui::pages::c1_overview(&frame, &view)).into_response())
}

/// The way down to the area.
pub(crate) fn crumbs(reader: &Reader, scope: &Scope) -> Vec<Link> {
    let mut links = vec![Link::new("Start", "/?start=1")];
    let mut above = Vec::new();
    let mut parent = scope.place.parent.clone();
    while let Some(place) =
        parent.and_then(|code| places::place(&reader.hub.reference, code.as_str()))
    {
        above.push(Link::new(
            &place.name,
            scope.href(&format!("/areas/{}", place.code)),
        ));
        parent = place.parent;
    }
    links.extend(above.into_iter().rev());
    links
}

pub(super) fn view(reader: &Reader, scope: &Scope) -> AreaOverview {
    let path = format!("/areas/{}", scope.place.code);
    let told: Vec<(MeasureCard, Option<Trend>)> = BRIEFS
        .iter()
        .filter_map(|brief| card(scope, brief))
        .collect();
    let has_data = told.iter().any(|(card, _)| card.figure.drawn().is_some());
    let cards: Vec<&MeasureCard> = told.iter().map(|(card, _)| card).collect();
    let stands_out = stands_out(reader, scope, &cards);
    AreaOverview {
        area: filter::head(reader, scope),
        filter: filter::bar(reader, scope, &path, true, Vec::new()),
        strip: trust_line::in_full(scope),
        so_far: None,
        stands_out: stands_out.sentences,
        words: stands_out.words,
        findings: findings(scope, &told),
        changes: changes(&told),
        still: still(&told).to_owned(),
        cards: told.into_iter().map(|(card, _)| card).collect(),
        inside: inside(reader, scope),
        empty: (!has_data).then(|| EmptyNote {
            title: "No link-worker service has sent data for this area".to_owned(),
            text: format!("There is no figure for {} to show. See which returns have come, or choose another month.", scope.month.words()),
            link: Some(Link::new("See which returns have come", scope.href(&format!("{path}/trust")))),
        }),
        links: links(scope, &path),
    }
}

/// Where to look further.
fn links(scope: &Scope, path: &str) -> Vec<Link> {
    let mut links = vec![
        Link::new(
            "Referrals over time",
            scope.href(&format!("{path}/measures/referral_rate")),
        ),
        Link::new(
            "Who is and is not being referred",
            scope.href(&format!("{path}/who")),
        ),
        Link::new(
            "Is every practice covered?",
            scope.href(&format!("{path}/coverage")),
        ),
        Link::new(
            "How long people wait",
            scope.href(&format!("{path}/waiting")),
        ),
        Link::new(
            "Outcomes of support",
            scope.href(&format!("{path}/outcomes")),
        ),
        Link::new("Compare with other areas", compare_href(scope)),
        Link::new(
            "Can I trust these figures",
            scope.href(&format!("{path}/trust")),
        ),
        Link::new("Report pack to print", scope.href(&format!("{path}/pack"))),
    ];
    if scope.place.area_type == hub_reference::AreaType::Icb {
        links.insert(
            2,
            Link::new(
                "Practices with fewer referrals than expected",
                scope.href(&format!("{path}/practices")),
            ),
        );
    }
    // They look twelve months back, for which only areas of today have been there.
    if scope.geography == Geography::AsNow {
        let href = scope.href(&format!("{path}/evaluations"));
        links.push(Link::new("What studies asked, answered here", href));
        let href = scope.href(&format!("{path}/value"));
        links.push(Link::new("What support may be worth: a calculator", href));
    }
    links
}

/// All areas, this one marked, in the same month, areas and release as here.
fn compare_href(scope: &Scope) -> String {
    let join = if scope.query.is_empty() { "?" } else { "&" };
    format!(
        "{}{join}measure=referral_rate&area={}",
        scope.href("/compare"),
        scope.place.code
    )
}

/// Four sentences by rule at most, each true of a figure that is displayed beside it.
fn findings(scope: &Scope, told: &[(MeasureCard, Option<Trend>)]) -> Vec<String> {
    let of = |title: &str| told.iter().find(|(card, _)| card.title == title);
    let mut sentences = Vec::new();
    if let Some((card, Some(trend))) = of("Referrals")
        && card.figure.drawn().is_some()
    {
        sentences.push(
            match trend.verdict.signal {
                Signal::Rise => "Referrals rose and the change is real.",
                Signal::Fall => "Referrals fell and the change is real.",
                Signal::None => "Referrals show no real change.",
                Signal::NotEnough if trend.in_steps => {
                    "Referrals move in too few steps to say whether they are changing."
                }
                Signal::NotEnough => {
                    "There are too few months to say whether referrals are changing."
                }
            }
            .to_owned(),
        );
    }
    if let Some((card, _)) = of("Deprivation gap")
        && card.figure.drawn().is_some()
        && who::deprivation_withheld(scope)
    {
        sentences.push(
            "Too much is not recorded to compare the most with the least deprived areas."
                .to_owned(),
        );
    } else if let Some((card, _)) = of("Deprivation gap")
        && let Some(interval) = &card.figure.interval
    {
        // The index is the least deprived end divided by the most deprived end.
        let rate = if interval.upper < 1.0 {
            "at a higher rate than"
        } else if interval.lower > 1.0 {
            "at a lower rate than"
        } else {
            "at a similar rate to"
        };
        let alike = scope
            .release
            .measure("referrals_by_deprivation")
            .is_some_and(|info| Ends::of(scope, info) == Ends::Alike);
        let uneven = alike && (interval.upper < 1.0 || interval.lower > 1.0);
        sentences.push(format!(
            "{}eople in the most deprived areas are referred {rate} people in the least deprived{}.",
            if uneven { "By a line through all, p" } else { "P" },
            if uneven {
                ", but unevenly: the two ends themselves do not clearly differ"
            } else {
                ""
            }
        ));
    }
    sentences.extend(uncovered(scope));
    sentences.extend(workload::above_guide(scope));
    sentences
}

/// What is said where nothing is new: whether a change that a card tells began earlier.
fn still(told: &[(MeasureCard, Option<Trend>)]) -> &'static str {
    let goes_on = told.iter().any(|(card, _)| {
        let verdict = card
            .verdict
            .as_ref()
            .filter(|verdict| verdict.rule.is_some());
        matches!(
            verdict.map(|verdict| verdict.signal),
            Some(Signal::Rise | Signal::Fall)
        )
    });
    if goes_on {
        "Nothing new that is more than chance: the value before stands on each card. The real changes named above began in an earlier month."
    } else {
        "Nothing that is more than chance: the value before stands on each card."
    }
}

/// Real changes only: a signal that the latest month brought.
fn changes(told: &[(MeasureCard, Option<Trend>)]) -> Vec<Nugget> {
    told.iter()
        .filter_map(|(card, trend)| {
            let trend = trend.as_ref().filter(|trend| trend.is_news)?;
            let rule = trend.verdict.rule.as_deref().unwrap_or_default();
            let text = format!(
                "{}: {}. {rule}.",
                card.title,
                trend.verdict.words.to_lowercase()
            );
            Some(Nugget {
                text,
                href: card.href.clone(),
            })
        })
        .collect()
}

/// The areas inside, with the same measures.
fn inside(reader: &Reader, scope: &Scope) -> Option<AreaTable> {
    let (kind, heading) = match scope.place.area_type {
        hub_reference::AreaType::England => (AreaType::Region, "Region"),
        hub_reference::AreaType::Region => (AreaType::Icb, "Integrated care board"),
        _ => return None,
    };
    let briefs: Vec<(&Brief, &MeasureInfo)> = BRIEFS
        .iter()
        .filter_map(|brief| Some((brief, scope.release.measure(brief.measure)?)))
        .collect();
    let codes = scope
        .values_in(kind, "referral_rate", "all", scope.month)
        .into_iter()
        .map(|value| value.area_code.clone());
    let parts = codes
        .filter_map(|code| places::place(&reader.hub.reference, code.as_str()))
        .filter(|place| place.parent.as_ref() == Some(&scope.place.code));
    let row = |place: places::Place| {
        let cell = |(brief, info): &(&Brief, &MeasureInfo)| {
            latest(
                &series(scope, &place.code, brief, MONTHS_SHOWN),
                info,
                scope.month,
            )
            .0
        };
        AreaTableRow {
            href: scope.href(&format!("/areas/{}", place.code)),
            cells: briefs.iter().map(cell).collect(),
            name: place.name,
        }
    };
    let mut rows: Vec<AreaTableRow> = parts.map(row).collect();
    rows.sort_by(|a, b| a.name.cmp(&b.name));
    let columns = briefs.iter().map(|(brief, info)| match brief.category {
        "rii" => brief.title.to_owned(),
        _ => format!("{} ({})", brief.title, figures::unit_of_total(info)),
    });
    Some(AreaTable {
        caption: format!("Areas of {}, {}", scope.place.name, scope.month.words()),
        area_heading: heading.to_owned(),
        columns: columns.collect(),
        rows,
        note: Some("Each area has its own random adjustment, so areas may not add up.".to_owned()),
    })
}
