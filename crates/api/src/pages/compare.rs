//! C8: areas beside each other.

use hub_release::{AreaType, Geography, MeasureInfo, MeasureValue};
use hub_standard::ids::AreaCode;
use hub_ui::view::{
    Choice, Class, Compare, EmptyNote, Figure, Link, RankedChart, RankedDot, RefLine, Select, Tile,
    TileMap, Word,
};

use super::Page;
use super::figures::{self, COMPLETE_ENOUGH, Scope};
use super::filter::{self, Asked};
use super::reader::Reader;
use super::words;
use crate::identity::Role;
use crate::places::{self, Place};
use crate::problem::{Kind, Problem, Result};

/// Most classes of the map.
const CLASSES: usize = 5;

/// An area with its figure.
struct Entry {
    place: Place,
    figure: Figure,
    complete: bool,
    word: Word,
}

/// `GET /compare`
pub(crate) async fn page(reader: Reader) -> Result<Page> {
    reader
        .params
        .only(&["measure", "month", "geography", "as_at", "area"])?;
    let own = own(&reader);
    let scope = match filter::scope(
        &england_of(&reader),
        AreaCode::england().as_str(),
        &["measure"],
    )
    .await?
    {
        Asked::Scope(scope) => scope,
        Asked::MovedTo(_) => return Err(Problem::internal("England cannot have moved")),
    };
    let id = reader.params.text("measure").unwrap_or("referral_rate");
    let info = scope.measure(id)?;
    if !info.breakdowns.iter().any(|breakdown| breakdown == "all") {
        return Err(Problem::new(
            Kind::NotFound,
            "This measure has no total to compare areas by.",
        ));
    }
    let view = view(&reader, &scope, info, own.as_ref());
    let frame = reader
        .frame_with(&scope.release, vec![Link::new("Start", "/?start=1")])
        .await;
    Ok(Page(hub_ui::pages::c8_compare(&frame, &view)))
}

/// The reader's own area: the one asked for, or that of their role.
fn own(reader: &Reader) -> Option<AreaCode> {
    let asked = reader
        .params
        .text("area")
        .and_then(|code| code.parse().ok());
    asked.or_else(|| match &reader.principal().role {
        Role::Icb(code) => Some(code.clone()),
        _ => None,
    })
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
) -> Compare {
    let month = newest_month(scope, info);
    let england = scope.values_of(&AreaCode::england(), &info.id, "all", month, month);
    let england = england.first().map(|value| figures::figure(value, info));
    let mut entries: Vec<Entry> = scope
        .values_in(AreaType::Icb, &info.id, "all", month)
        .into_iter()
        .filter_map(|value| entry(reader, value, info, england.as_ref()))
        .collect();
    let by_value = |entry: &Entry| entry.figure.drawn().unwrap_or(f64::NEG_INFINITY);
    // Equal displayed values stand in the order of their names, so that the order tells no more than the values.
    entries.sort_by(|a, b| {
        by_value(b)
            .total_cmp(&by_value(a))
            .then_with(|| a.place.name.cmp(&b.place.name))
    });
    let finding = finding(&entries, own, england.is_some());
    let period = month.words();
    let mut filter = filter::bar(
        reader,
        scope,
        "/compare",
        false,
        vec![measures(scope, info)],
    );
    filter
        .hidden
        .extend(own.map(|code| ("area".to_owned(), code.to_string())));
    filter.sentence = format!("{}, all integrated care boards, {period}.", info.title);
    Compare {
        measure: info.title.clone(),
        strip: scope.strip(),
        ranked: ranked(
            scope,
            info,
            &entries,
            own,
            england.as_ref(),
            &finding,
            &period,
        ),
        map: map(reader, scope, info, &entries, own, &period),
        empty: entries
            .iter()
            .all(|entry| entry.figure.drawn().is_none())
            .then(|| EmptyNote {
                title: "No figures to compare".to_owned(),
                text: "No area has a figure to show for this measure and month.".to_owned(),
                link: Some(Link::new("Choose another measure", "/measures")),
            }),
        period,
        filter,
    }
}

/// The month of the page; for a census, the newest census until then.
fn newest_month(scope: &Scope, info: &MeasureInfo) -> hub_standard::ids::Month {
    let from = scope.month.plus(-12);
    let values = scope.values_of(&AreaCode::england(), &info.id, "all", from, scope.month);
    match values.last() {
        Some(value) if !super::brief::is_monthly(&values) => value.month,
        _ => scope.month,
    }
}

fn entry(
    reader: &Reader,
    value: &MeasureValue,
    info: &MeasureInfo,
    england: Option<&Figure>,
) -> Option<Entry> {
    let place = places::place(&reader.hub.reference, value.area_code.as_str())?;
    let figure = figures::figure(value, info);
    let complete = value
        .completeness
        .is_none_or(|share| share >= COMPLETE_ENOUGH);
    let word = figures::against("England", &figure, england, info).word;
    Some(Entry {
        place,
        figure,
        complete,
        word,
    })
}

fn measures(scope: &Scope, current: &MeasureInfo) -> Select {
    let with_total = scope
        .release
        .measures()
        .iter()
        .filter(|info| info.breakdowns.iter().any(|b| b == "all"));
    Select {
        name: "measure".to_owned(),
        label: "Measure".to_owned(),
        choices: with_total
            .map(|info| Choice {
                value: info.id.clone(),
                label: info.title.clone(),
                selected: info.id == current.id,
            })
            .collect(),
    }
}

/// The main message in words, true of the displayed values.
fn finding(entries: &[Entry], own: Option<&AreaCode>, has_england: bool) -> String {
    let own = own.and_then(|code| entries.iter().find(|entry| entry.place.code == *code));
    if let Some(entry) = own {
        // The short name, as in the drawing: the full one of a board can be a sentence of its own.
        let name = &entry.place.short;
        return match entry.word {
            Word::Higher => format!("{name} is higher than England"),
            Word::Lower => format!("{name} is lower than England"),
            Word::Better => format!("{name} is better than England"),
            Word::Worse => format!("{name} is worse than England"),
            Word::Similar => format!("{name} is similar to England"),
            Word::NotCompared => format!("{name} cannot be compared for this month"),
        };
    }
    let shown = entries
        .iter()
        .filter(|entry| entry.complete && entry.figure.drawn().is_some());
    let differ = shown
        .filter(|entry| !matches!(entry.word, Word::Similar | Word::NotCompared))
        .count();
    match (has_england, differ) {
        (false, _) => "There is no figure for England to compare with".to_owned(),
        (true, 0) => "No area differs clearly from England".to_owned(),
        (true, 1) => "1 area differs clearly from England".to_owned(),
        (true, n) => format!("{n} areas differ clearly from England"),
    }
}

fn ranked(
    scope: &Scope,
    info: &MeasureInfo,
    entries: &[Entry],
    own: Option<&AreaCode>,
    england: Option<&Figure>,
    finding: &str,
    period: &str,
) -> RankedChart {
    let in_rank: Vec<&Entry> = entries
        .iter()
        .filter(|entry| entry.complete && entry.figure.drawn().is_some())
        .collect();
    let rank = |entry: &Entry| {
        let value = entry.figure.drawn().filter(|_| entry.complete)?;
        // Equal displayed values share a rank.
        let above = in_rank
            .iter()
            .filter(|other| other.figure.drawn().is_some_and(|other| other > value))
            .count();
        Some(format!("{} of {}", above + 1, in_rank.len()))
    };
    let row = |entry: &Entry| RankedDot {
        name: entry.place.name.clone(),
        short: entry.place.short.clone(),
        href: scope.href(&format!("/areas/{}", entry.place.code)),
        figure: entry.figure.clone(),
        own: own == Some(&entry.place.code),
        rank: rank(entry),
        word: entry.word,
    };
    let mut block = scope.block("ranked", info, "all", finding.to_owned(), period);
    let icbs = format!(
        "/api/v1/measures/{}/values?area_type=icb&geography={}&as_at={}",
        info.id, scope.geography, scope.release.id
    );
    block.csv = Some(format!("{icbs}&format=csv"));
    block.json = Some(format!("{icbs}&format=json"));
    block.subtitle = format!(
        "{}, integrated care boards, {period}, {}",
        info.title, block.unit
    );
    let shown_england =
        england.and_then(|england| Some((england.drawn()?, england.display.clone())));
    RankedChart {
        block,
        rows: entries.iter().map(row).collect(),
        reference: shown_england.map(|(value, display)| RefLine {
            value,
            label: format!("England {display}"),
        }),
        hollow_note: "Hollow: fewer than 80% of returns received. Not ranked.".to_owned(),
    }
}

fn map(
    reader: &Reader,
    scope: &Scope,
    info: &MeasureInfo,
    entries: &[Entry],
    own: Option<&AreaCode>,
    period: &str,
) -> TileMap {
    let mut shown: Vec<f64> = entries
        .iter()
        .filter(|entry| entry.complete)
        .filter_map(|entry| entry.figure.drawn())
        .collect();
    shown.sort_by(f64::total_cmp);
    let limits = limits(&shown);
    let class_of = |value: f64| limits.iter().filter(|limit| value >= **limit).count();
    let reference = &reader.hub.reference;
    let mut tiles: Vec<Tile> = entries
        .iter()
        .filter_map(|entry| {
            let icb = reference.icb(entry.place.code.as_str())?;
            let region = reference
                .region(icb.region.as_str())
                .map(|region| region.name.clone())
                .unwrap_or_default();
            Some(Tile {
                name: entry.place.name.clone(),
                short: entry.place.short.clone(),
                href: scope.href(&format!("/areas/{}", entry.place.code)),
                region,
                col: icb.tile.0,
                row: icb.tile.1,
                class: entry
                    .figure
                    .drawn()
                    .filter(|_| entry.complete)
                    .map(class_of),
                figure: entry.figure.clone(),
                own: own == Some(&entry.place.code),
            })
        })
        .collect();
    tiles.sort_by(|a, b| (&a.region, &a.name).cmp(&(&b.region, &b.name)));
    if scope.geography == Geography::AsWas {
        // Boards of two editions share places on the map; each month has one edition only.
        tiles.dedup_by(|a, b| (a.col, a.row) == (b.col, b.row));
    }
    let mut block = scope.block(
        "map",
        info,
        "all",
        "Where values are high and low".to_owned(),
        period,
    );
    block.subtitle = format!(
        "{}, integrated care boards, {period}, {}",
        info.title, block.unit
    );
    block.about = None;
    TileMap {
        block,
        classes: classes(&limits, info),
        tiles,
    }
}

/// The least displayed value of each class but the first: fifths by rank, fewer where many values are equal.
fn limits(sorted: &[f64]) -> Vec<f64> {
    let mut limits: Vec<f64> = (1..CLASSES)
        .filter_map(|n| sorted.get(n * sorted.len() / CLASSES).copied())
        .collect();
    limits.dedup();
    limits.retain(|limit| sorted.first().is_some_and(|least| limit > least));
    limits
}

fn classes(limits: &[f64], info: &MeasureInfo) -> Vec<Class> {
    let (_, suffix) = figures::unit(info);
    let show = |value: f64| format!("{}{suffix}", words::decimal(value, info.decimals));
    let mut labels = Vec::new();
    match (limits.first(), limits.last()) {
        (Some(first), Some(last)) => {
            labels.push(format!("Lowest: under {}", show(*first)));
            for pair in limits.windows(2) {
                if let [from, to] = pair {
                    labels.push(format!("{} to under {}", show(*from), show(*to)));
                }
            }
            labels.push(format!("Highest: {} or more", show(*last)));
        }
        _ => labels.push("All much the same".to_owned()),
    }
    labels.into_iter().map(|label| Class { label }).collect()
}
