//! C8: areas beside each other.

mod among;
mod filters;
mod funnel;
mod joined;
mod map;
mod ranked;
mod similar;

use hub_release::{AreaType, MeasureInfo, MeasureValue};
use hub_standard::ids::{AreaCode, Month};
use hub_ui::view::{ChartBlock, Compare, EmptyNote, Figure, Link, TileMap, Word};

pub(super) use self::among::{Among, among};
pub(super) use self::filters::Shown;
use self::similar::Beside;
use super::Page;
use super::figures::{self, COMPLETE_ENOUGH, Scope};
use super::filter::{self, Asked};
use super::own_figures;
use super::reader::Reader;
use crate::identity::Role;
use crate::places::{self, Place};
use crate::problem::{Kind, Problem, Result};

/// An area with its figure.
struct Entry {
    place: Place,
    figure: Figure,
    /// The counts that the figure is made of, as displayed.
    numerator: Option<f64>,
    denominator: Option<f64>,
    complete: bool,
    word: Word,
}

/// `GET /compare`
pub(crate) async fn page(reader: Reader) -> Result<Page> {
    let own = own(&reader).await;
    let shown = Shown::of(&reader.params)?;
    let scope = scope(&reader).await?;
    let info = asked(&reader, &scope)?;
    let view = view(&reader, &scope, info, own.as_ref(), shown);
    let mut frame = reader
        .frame_with(&scope.release, vec![Link::new("Start", "/?start=1")])
        .await;
    if let Some(code) = own.filter(|_| reader.params.text("area").is_none()) {
        // For other readers another board would be marked.
        let with_area = format!("area={code}&as_at=");
        frame.exactly = frame.exactly.replacen("as_at=", &with_area, 1);
    }
    Ok(Page(hub_ui::pages::c8_compare(&frame, &view)))
}

/// All of England, in the month and release that the address asks for.
pub(super) async fn scope(reader: &Reader) -> Result<Scope> {
    reader.params.only(&[
        "measure",
        "month",
        "geography",
        "as_at",
        "area",
        "with",
        "map",
    ])?;
    let england = AreaCode::england();
    match filter::scope(
        &england_of(reader),
        england.as_str(),
        &["measure", "with", "map"],
    )
    .await?
    {
        Asked::Scope(scope) => Ok(*scope),
        Asked::MovedTo(_) => Err(Problem::internal("England cannot have moved")),
    }
}

/// The measure that the address asks for.
pub(super) fn asked<'s>(reader: &Reader, scope: &'s Scope) -> Result<&'s MeasureInfo> {
    let id = reader.params.text("measure").unwrap_or("referral_rate");
    let info = scope.measure(id)?;
    if info.breakdowns.iter().any(|breakdown| breakdown == "all") {
        return Ok(info);
    }
    Err(Problem::new(
        Kind::NotFound,
        "This measure has no total to compare areas by.",
    ))
}

/// The reader's own area: the one asked for, or that of their role. Of a service it is that of its board.
async fn own(reader: &Reader) -> Option<AreaCode> {
    let asked = reader
        .params
        .text("area")
        .and_then(|code| code.parse().ok());
    if asked.is_some() {
        return asked;
    }
    match &reader.reads_as().role {
        Role::Icb(code) => Some(code.clone()),
        Role::Service(code) => {
            let service = reader.service(code.as_str()).await.ok()?;
            own_figures::board(reader, &service).map(|place| place.code)
        }
        _ => None,
    }
}

/// The same reader without the area, which marks one here and does not choose the page.
fn england_of(reader: &Reader) -> Reader {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in reader
        .params
        .pairs()
        .iter()
        .filter(|(name, _)| name != "area")
    {
        query.append_pair(name, value);
    }
    Reader {
        params: crate::params::Params::of(query.finish().as_bytes()),
        ..reader.clone()
    }
}

/// All boards on one measure; the scope is that of England.
pub(super) fn view(
    reader: &Reader,
    scope: &Scope,
    info: &MeasureInfo,
    own: Option<&AreaCode>,
    shown: Shown,
) -> Compare {
    let month = newest_month(scope, info);
    let england = scope.values_of(&AreaCode::england(), &info.id, "all", month, month);
    let england = england.first().map(|value| figures::figure(value, info));
    let all = entries(reader, scope, info, england.as_ref(), month);
    let mut beside = if shown.with_similar {
        similar::beside(reader, scope, own, month)
    } else {
        Beside::default()
    };
    let entries: Vec<&Entry> = all
        .iter()
        .filter(|entry| beside.shows(&entry.place.code))
        .collect();
    let own_entry = entries
        .iter()
        .copied()
        .find(|entry| own == Some(&entry.place.code));
    if let Some(entry) = own_entry.filter(|_| beside.is_some()) {
        beside.view.verdict = joined::among_peers(entry, &entries, info.cells.is_empty());
    }
    let period = month.words();
    let (funnel, no_funnel) = match funnel::funnel(scope, info, &all, &entries, own, &period) {
        Ok(chart) => (Some(chart), String::new()),
        Err(reason) => (None, reason),
    };
    let dots = funnel.as_ref().map(|chart| chart.dots.as_slice());
    let joined = joined::both(own_entry, dots.unwrap_or_default());
    let mut filter = filters::bar(reader, scope, info, own, &beside, shown, &period);
    // Six boards make no map.
    let map = if beside.is_some() {
        if shown.outlines {
            filter.hidden.push(filters::outline_kept());
        }
        TileMap::default()
    } else {
        let has_outlines = map::has_outlines(reader, scope, month);
        if has_outlines {
            filter.selects.push(filters::maps(shown.outlines));
        }
        let outlined = shown.outlines && has_outlines;
        map::map(reader, scope, info, &entries, own, month, outlined)
    };
    Compare {
        measure: info.title.clone(),
        strip: scope.strip(),
        ranked: ranked::ranked(scope, info, &entries, own, england.as_ref(), &period),
        joined,
        funnel,
        no_funnel,
        map,
        empty: entries
            .iter()
            .all(|entry| entry.figure.drawn().is_none())
            .then(|| nothing(reader, scope, info, month)),
        similar: shown.with_similar.then_some(beside.view),
        period,
        filter,
    }
}

/// What is said where no area has a figure, with the way to the newest month in which one has.
fn nothing(reader: &Reader, scope: &Scope, info: &MeasureInfo, month: Month) -> EmptyNote {
    let has_figures = |month: &&Month| {
        let values = scope.values_in(AreaType::Icb, &info.id, "all", **month);
        values.iter().any(|value| value.value.is_some())
    };
    let newest = scope.release.months().iter().rev().find(has_figures);
    EmptyNote {
        title: "No figures to compare".to_owned(),
        text: format!(
            "No area has a figure to show for this measure in {}.",
            month.words()
        ),
        link: Some(newest.map_or_else(
            || Link::new("Choose another measure", "/measures"),
            |newest| {
                Link::new(
                    format!("See {}, the newest month with figures", newest.words()),
                    filter::in_month(reader, *newest),
                )
            },
        )),
    }
}

/// The month of the page; for a census, the newest census until then.
pub(super) fn newest_month(scope: &Scope, info: &MeasureInfo) -> Month {
    let from = scope.month.plus(-12);
    let values = scope.values_of(&AreaCode::england(), &info.id, "all", from, scope.month);
    match values.last() {
        Some(value) if !super::brief::is_monthly(&values) => value.month,
        _ => scope.month,
    }
}

/// All boards, the highest displayed value first; after those that are ranked those of which too few returns came.
fn entries(
    reader: &Reader,
    scope: &Scope,
    info: &MeasureInfo,
    england: Option<&Figure>,
    month: Month,
) -> Vec<Entry> {
    let mut entries: Vec<Entry> = scope
        .values_in(AreaType::Icb, &info.id, "all", month)
        .into_iter()
        .filter_map(|value| {
            let place = places::place(&reader.hub.reference, value.area_code.as_str())?;
            Some(entry(place, value, info, england))
        })
        .collect();
    let by_value = |entry: &Entry| entry.figure.drawn().unwrap_or(f64::NEG_INFINITY);
    // Equal displayed values stand in the order of their names, so that the order tells no more than the values.
    entries.sort_by(|a, b| {
        let is_out = |entry: &Entry| !entry.complete;
        is_out(a)
            .cmp(&is_out(b))
            .then_with(|| by_value(b).total_cmp(&by_value(a)))
            .then_with(|| a.place.name.cmp(&b.place.name))
    });
    entries
}

fn entry(
    place: Place,
    value: &MeasureValue,
    info: &MeasureInfo,
    england: Option<&Figure>,
) -> Entry {
    let figure = figures::figure(value, info);
    let complete = value
        .completeness
        .is_none_or(|share| share >= COMPLETE_ENOUGH);
    let word = figures::against("England", &figure, england, info).word;
    Entry {
        place,
        figure,
        numerator: value.numerator,
        denominator: value.denominator,
        complete,
        word,
    }
}

/// The figures of all boards as files.
fn files(scope: &Scope, info: &MeasureInfo) -> Vec<Link> {
    figures::files(&format!(
        "/api/v1/measures/{}/values?area_type=icb&geography={}&as_at={}",
        info.id, scope.geography, scope.release.id
    ))
}

/// The frame of a chart of all boards, with the figures of all as files.
fn block(scope: &Scope, info: &MeasureInfo, id: &str, finding: String, period: &str) -> ChartBlock {
    let mut block = scope.block(id, info, "all", finding, period);
    block.downloads.figures = files(scope, info);
    block.subtitle = format!(
        "{}, integrated care boards, {period}, {}",
        info.title, block.unit
    );
    block
}
