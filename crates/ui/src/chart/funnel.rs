//! Funnel plot: values against the size of areas, between limits that narrow as areas grow.

mod name;

use maud::{Markup, html};

use self::name::{Mark, Place};
use super::axis;
use super::block::{LegendLine, Parts, block, svg};
use super::mark::{icon, line_icon, shape};
use super::scale::{Scale, percent, px};
use crate::components::figure::{in_cell, key, lower_first};
use crate::components::link_or_text;
use crate::components::table::{Head, Table};
use crate::view::{FunnelChart, FunnelDot, FunnelLimits, FunnelPlace};

const HEIGHT: f64 = 320.0;
/// Width of the box that curves are drawn in, which is stretched to the width of the drawing.
const BOX: f64 = 1000.0;
const DIAMOND: &str = "M0-8L8 0L0 8L-8 0Z";
const SQUARE: &str = "M-5-5H5V5H-5Z";
const CROSS: &str = "M-6-4L-4-6L0-2L4-6L6-4L2 0L6 4L4 6L0 2L-4 6L-6 4L-2 0Z";
const UP: &str = "M0-7L7 6H-7Z";
const DOWN: &str = "M0 7L7-6H-7Z";
/// Places in the order of the legend.
const PLACES: [FunnelPlace; 6] = [
    FunnelPlace::Above998,
    FunnelPlace::Above95,
    FunnelPlace::Within,
    FunnelPlace::Below95,
    FunnelPlace::Below998,
    FunnelPlace::NotJudged,
];

/// Areas with a value; the reader's own is a diamond with its name, those out of judgement are hollow.
pub(crate) fn funnel(chart: &FunnelChart) -> Markup {
    let drawn: Vec<&FunnelDot> = chart
        .dots
        .iter()
        .filter(|dot| dot.figure.drawn().is_some())
        .collect();
    let (across, up) = scales(chart, &drawn);
    let average = px(up.down(chart.average.value, HEIGHT));
    // The reader's own area lies over the others.
    let (own, others): (Vec<&FunnelDot>, Vec<&FunnelDot>) =
        drawn.iter().copied().partition(|dot| dot.own);
    let at = |dot: &FunnelDot| mark_at(dot, &across, &up);
    let crowd: Vec<Mark> = others.iter().copied().filter_map(at).collect();
    let named: Vec<(&FunnelDot, Mark, Place)> = own
        .iter()
        .copied()
        .filter_map(|dot| at(dot).map(|own| (dot, own, Place::of(&dot.short, own, &crowd))))
        .collect();
    let content = html! {
        (axis::across(&up, HEIGHT, &chart.block.suffix))
        (axis::down(&across, HEIGHT, ""))
        (curves(&chart.limits, &across, &up))
        line class="hub-reference" x1="0" x2="100%" y1=(average) y2=(average) {}
        @for (_, (along, y), place) in &named { (place.leader(&percent(*along), *y)) }
        @for dot in others.iter().chain(&own) { (placed(dot, &across, &up)) }
        @for (dot, (along, y), place) in &named { (place.text(&dot.short, &percent(*along), *y)) }
    };
    let drawing = html! {
        div class="hub-plot hub-plot--funnel" {
            (svg(&chart.block, HEIGHT, &description(chart, drawn.len()), &content))
        }
        p class="hub-axis-names" { "Up: " (chart.block.unit) ". Across: " (lower_first(&chart.size_name)) "." }
    };
    block(
        &chart.block,
        &Parts {
            drawing,
            legend: legend(chart, &drawn),
            numbers: numbers(chart, &drawn),
            key: key(drawn.iter().map(|dot| &dot.figure)),
            notes: chart.outliers.iter().chain(&chart.notes).cloned().collect(),
        },
    )
}

/// Sizes along the page and values up it.
fn scales(chart: &FunnelChart, drawn: &[&FunnelDot]) -> (Scale, Scale) {
    let sizes = drawn.iter().map(|dot| dot.size);
    let ends = chart.limits.iter().map(|limits| limits.size);
    let values = drawn.iter().filter_map(|dot| dot.figure.drawn());
    let limits = chart
        .limits
        .iter()
        .flat_map(|limits| [limits.lower998, limits.upper998]);
    (
        Scale::holding(sizes.chain(ends), 4),
        Scale::holding(values.chain(limits).chain([chart.average.value]), 5),
    )
}

fn curves(limits: &[FunnelLimits], across: &Scale, up: &Scale) -> Markup {
    let line = |class: &str, pick: fn(&FunnelLimits) -> f64| html! { path class={ "hub-curve " (class) } d=(path(limits, across, up, pick)) {} };
    html! {
        @if !limits.is_empty() {
            svg x="0" y="0" width="100%" height=(HEIGHT) viewBox={ "0 0 " (BOX) " " (HEIGHT) } preserveAspectRatio="none" {
                (line("hub-limit--far", |limits| limits.lower998))
                (line("hub-limit", |limits| limits.lower95))
                (line("hub-limit", |limits| limits.upper95))
                (line("hub-limit--far", |limits| limits.upper998))
            }
        }
    }
}

fn path(
    limits: &[FunnelLimits],
    across: &Scale,
    up: &Scale,
    pick: fn(&FunnelLimits) -> f64,
) -> String {
    let points: Vec<String> = limits
        .iter()
        .map(|at| {
            let (x, y) = (BOX * across.share(at.size), up.down(pick(at), HEIGHT));
            format!("{} {}", px(x), px(y))
        })
        .collect();
    format!("M{}", points.join("L"))
}

/// Where the mark of an area is; `None`: it has no value.
fn mark_at(dot: &FunnelDot, across: &Scale, up: &Scale) -> Option<Mark> {
    let value = dot.figure.drawn()?;
    Some((across.share(dot.size), up.down(value, HEIGHT)))
}

fn placed(dot: &FunnelDot, across: &Scale, up: &Scale) -> Markup {
    html! {
        @if let Some((along, y)) = mark_at(dot, across, up) {
            g class="hub-point" {
                title { (dot.name) ": " (dot.figure.display) ", " (words(dot)) }
                (mark(dot.place, dot.own, &percent(along), y))
            }
        }
    }
}

fn mark(place: FunnelPlace, own: bool, x: &str, y: f64) -> Markup {
    match (own, place) {
        (true, FunnelPlace::NotJudged) => shape(x, y, "hub-own hub-own--hollow", DIAMOND),
        (true, _) => shape(x, y, "hub-own", DIAMOND),
        (false, FunnelPlace::Within) => {
            html! { circle class="hub-plain" cx=(x) cy=(px(y)) r="5" {} }
        }
        (false, FunnelPlace::NotJudged) => {
            html! { circle class="hub-hollow" cx=(x) cy=(px(y)) r="5" {} }
        }
        (false, FunnelPlace::Above95) => shape(x, y, "hub-run", SQUARE),
        (false, FunnelPlace::Below95) => shape(x, y, "hub-run", CROSS),
        (false, FunnelPlace::Above998) => shape(x, y, "hub-trend", UP),
        (false, FunnelPlace::Below998) => shape(x, y, "hub-near", DOWN),
    }
}

/// Where an area lies, in words.
fn words(dot: &FunnelDot) -> String {
    match dot.place {
        FunnelPlace::NotJudged if !dot.reason.is_empty() => format!("not judged: {}", dot.reason),
        place => place_words(place).to_owned(),
    }
}

fn place_words(place: FunnelPlace) -> &'static str {
    match place {
        FunnelPlace::Within => "within the limits",
        FunnelPlace::Above95 => "above the 95% limit",
        FunnelPlace::Above998 => "above the 99.8% limit",
        FunnelPlace::Below95 => "below the 95% limit",
        FunnelPlace::Below998 => "below the 99.8% limit",
        FunnelPlace::NotJudged => "not judged",
    }
}

fn legend(chart: &FunnelChart, drawn: &[&FunnelDot]) -> Vec<LegendLine> {
    let mut lines = Vec::new();
    if drawn.iter().any(|dot| dot.own) {
        lines.push((
            icon(&mark(FunnelPlace::Within, true, "14", 9.0)),
            "your area (named)".to_owned(),
        ));
    }
    for place in PLACES {
        if drawn.iter().any(|dot| !dot.own && dot.place == place) {
            let meaning = match place {
                FunnelPlace::NotJudged => "hollow: not judged, the table says why",
                place => place_words(place),
            };
            lines.push((icon(&mark(place, false, "14", 9.0)), meaning.to_owned()));
        }
    }
    if !chart.limits.is_empty() {
        lines.push((line_icon("hub-limit"), "95% limits".to_owned()));
        lines.push((line_icon("hub-limit--far"), "99.8% limits".to_owned()));
    }
    lines.push((line_icon("hub-reference"), chart.average.label.clone()));
    lines
}

fn numbers<'a>(chart: &'a FunnelChart, drawn: &[&FunnelDot]) -> Table<'a> {
    let heads = vec![
        Head::text("Area"),
        Head::number(chart.size_short.clone()),
        Head::number(chart.block.unit.clone()),
        Head::text("Where it lies"),
    ];
    let rows = drawn.iter().map(|dot| {
        vec![
            html! { (link_or_text(&dot.name, &dot.href)) @if dot.own { " (your area)" } },
            html! { (dot.size_display) },
            in_cell(&dot.figure),
            html! { (words(dot)) },
        ]
    });
    Table::new(&chart.block.subtitle, heads, rows.collect())
}

fn description(chart: &FunnelChart, drawn: usize) -> String {
    let own = chart
        .dots
        .iter()
        .find(|dot| dot.own && dot.figure.drawn().is_some());
    let own = own
        .map(|dot| {
            format!(
                " Your area, {} {}: {}.",
                dot.short,
                dot.figure.display,
                words(dot)
            )
        })
        .unwrap_or_default();
    format!(
        "{drawn} areas by size. {}.{own} {}",
        chart.average.label,
        chart.outliers.join(" ")
    )
}
