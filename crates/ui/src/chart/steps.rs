//! How many had been seen by which day: a line of steps through the places that are known.

use maud::{Markup, html};

use super::axis;
use super::block::{LegendLine, Parts, block, svg};
use super::mark::{hollow, icon, line_icon, shape, state_word};
use super::scale::{Scale, percent, px};
use super::spc::upright;
use crate::components::figure::{in_cell, in_words, interval_in_cell, key};
use crate::components::table::{Head, Table};
use crate::view::{Figure, StepChart, StepPoint};

const HEIGHT: f64 = 280.0;
/// Hollow marks stand so far above the axis, or before its end.
const HOLLOW_OFF: f64 = 10.0;
/// The axis of days is at least so long, for a few short waits to look short.
const DAYS_LEAST: f64 = 28.0;
/// Ends of an upright interval.
const CAP: &str = "M-5 0H5";

/// A place that is known both in days and in share.
struct Place<'a> {
    days: f64,
    share: f64,
    point: &'a StepPoint,
}

/// Steps between the known places, each with the interval of what was found there. Between two places the line keeps the
/// last share: at least so many had been seen.
pub(crate) fn steps(chart: &StepChart) -> Markup {
    let known = known(chart);
    let across = days(&known);
    let up = Scale::holding([0.0, 100.0], 5);
    let content = html! {
        (axis::across(&up, HEIGHT, &chart.block.suffix))
        (axis::down(&across, HEIGHT, ""))
        line class="hub-base" x1="0" x2="100%" y1=(px(HEIGHT)) y2=(px(HEIGHT)) {}
        text class="hub-axis" x="100%" y=(px(HEIGHT + 44.0)) text-anchor="end" { "days from referral" }
        @for pair in known.windows(2) {
            @if let [before, after] = pair { (step(before, after, &across, &up)) }
        }
        @for place in &known { (mark(place, &across, &up)) }
        @for point in &chart.points { (missing(point, &across, &up)) }
    };
    let figures = chart
        .points
        .iter()
        .flat_map(|point| [&point.days, &point.share]);
    block(
        &chart.block,
        &Parts {
            drawing: html! {
                p class="hub-axis-names" { "How to read it: go straight up from a day to the line. At least that share of people had been seen by then." }
                div class="hub-plot hub-plot--steps" { (svg(&chart.block, HEIGHT, &description(chart), &content)) }
            },
            legend: legend(chart, &known),
            numbers: numbers(chart),
            key: key(figures),
            notes: Vec::new(),
        },
    )
}

/// The known places in order of their days.
fn known(chart: &StepChart) -> Vec<Place<'_>> {
    let mut known: Vec<Place<'_>> = chart
        .points
        .iter()
        .filter_map(|point| {
            Some(Place {
                days: point.days.drawn()?,
                share: point.share.drawn()?,
                point,
            })
        })
        .collect();
    known.sort_by(|a, b| {
        a.days
            .total_cmp(&b.days)
            .then_with(|| a.share.total_cmp(&b.share))
    });
    known
}

fn days(known: &[Place<'_>]) -> Scale {
    let limits = known
        .iter()
        .filter_map(|place| place.point.days.interval.as_ref())
        .flat_map(|limits| [limits.lower, limits.upper]);
    let days = known.iter().map(|place| place.days);
    Scale::holding(days.chain(limits).chain([0.0, DAYS_LEAST]), 5)
}

fn step(before: &Place<'_>, after: &Place<'_>, across: &Scale, up: &Scale) -> Markup {
    let (x1, x2) = (across.percent(before.days), across.percent(after.days));
    let (y1, y2) = (
        px(up.down(before.share, HEIGHT)),
        px(up.down(after.share, HEIGHT)),
    );
    html! {
        line class="hub-line" x1=(x1) x2=(x2) y1=(y1) y2=(y1) {}
        line class="hub-line" x1=(x2) x2=(x2) y1=(y1) y2=(y2) {}
    }
}

fn mark(place: &Place<'_>, across: &Scale, up: &Scale) -> Markup {
    let (x, y) = (across.percent(place.days), up.down(place.share, HEIGHT));
    html! {
        @if let Some(limits) = &place.point.share.interval {
            @let (lower, upper) = (up.down(limits.lower, HEIGHT), up.down(limits.upper, HEIGHT));
            line class="hub-casing" x1=(x) x2=(x) y1=(px(lower)) y2=(px(upper)) {}
            line class="hub-interval" x1=(x) x2=(x) y1=(px(lower)) y2=(px(upper)) {}
            @for end in [lower, upper] { (shape(&x, end, "hub-interval", CAP)) }
        }
        @if let Some(limits) = &place.point.days.interval {
            @let (lower, upper) = (across.percent(limits.lower), across.percent(limits.upper));
            line class="hub-casing" x1=(lower) x2=(upper) y1=(px(y)) y2=(px(y)) {}
            line class="hub-interval" x1=(lower) x2=(upper) y1=(px(y)) y2=(px(y)) {}
            @for end in [lower, upper] { line class="hub-interval" x1=(end) x2=(end) y1=(px(y - 5.0)) y2=(px(y + 5.0)) {} }
        }
        circle class="hub-point hub-plain" cx=(x) cy=(px(y)) r="6" {}
    }
}

/// A place of which one half is not known: hollow, with the word that says why, at the edge where it cannot be placed.
fn missing(point: &StepPoint, across: &Scale, up: &Scale) -> Markup {
    match (point.days.drawn(), point.share.drawn()) {
        (Some(_), Some(_)) => html! {},
        (None, Some(share)) => {
            let y = up.down(share, HEIGHT);
            html! {
                g class="hub-point" { (hollow("100%", y)) }
                text class="hub-label" x="100%" dx=(px(-HOLLOW_OFF)) y=(px(y)) dy="0.34em" text-anchor="end" {
                    (state_word(point.days.status))
                }
            }
        }
        (days, None) => {
            let x = percent(days.map_or(0.0, |days| across.share(days)));
            let y = HEIGHT - HOLLOW_OFF;
            html! {
                g class="hub-point" { (hollow(&x, y)) }
                (upright(&x, y, state_word(point.share.status)))
            }
        }
    }
}

fn legend(chart: &StepChart, known: &[Place<'_>]) -> Vec<LegendLine> {
    let mut lines = Vec::new();
    if !known.is_empty() {
        lines.push((
            icon(&html! { circle class="hub-plain" cx="14" cy="9" r="6" {} }),
            chart.block.unit.clone(),
        ));
    }
    if known.len() > 1 {
        lines.push((
            line_icon("hub-line"),
            "at least so many: between two marks there is no figure".to_owned(),
        ));
    }
    let with_interval = |place: &Place<'_>| {
        place.point.days.interval.is_some() || place.point.share.interval.is_some()
    };
    if known.iter().any(with_interval) {
        lines.push((
            line_icon("hub-interval"),
            "95% interval: upright of the share, level of the days".to_owned(),
        ));
    }
    if known.len() < chart.points.len() {
        lines.push((
            icon(&hollow("14", 9.0)),
            "no value: the word says why".to_owned(),
        ));
    }
    lines
}

fn numbers(chart: &StepChart) -> Table<'_> {
    let heads = vec![
        Head::text("What is found"),
        Head::number("Days"),
        Head::number("95% interval of the days"),
        Head::number(chart.block.unit.clone()),
        Head::number("95% interval of the share"),
    ];
    let rows = chart.points.iter().map(|point| {
        vec![
            html! { (point.label) },
            in_cell(&point.days),
            limits(&point.days, &point.share),
            in_cell(&point.share),
            limits(&point.share, &point.days),
        ]
    });
    Table::new(&chart.block.subtitle, heads, rows.collect())
}

/// The interval of a half; the other one was asked for, and has none.
fn limits(of: &Figure, other: &Figure) -> Markup {
    if of.drawn().is_some() && of.interval.is_none() && other.interval.is_some() {
        html! { span class="hub-quiet" { "exact" } }
    } else {
        interval_in_cell(of)
    }
}

fn description(chart: &StepChart) -> String {
    let places: Vec<String> = chart
        .points
        .iter()
        .map(|point| {
            let days = in_words(&point.days);
            let unit = if point.days.drawn().is_some() {
                " days"
            } else {
                ""
            };
            format!("{}: {days}{unit}, {}", point.label, in_words(&point.share))
        })
        .collect();
    format!("{}.", places.join("; "))
}
