//! How many people fall into each band of days: a bar for each band, and a line at the median.

use maud::{Markup, html};

use super::axis;
use super::block::{LegendLine, Parts, block, svg};
use super::mark::{hollow, icon, line_icon, shape, wrapped};
use super::scale::{Scale, as_f64, percent, px};
use super::spc::upright;
use crate::components::figure::{in_cell, in_words, interval_in_cell, key};
use crate::components::table::{Head, Table};
use crate::view::{Figure, Histogram, HistogramBand, Status};

const HEIGHT: f64 = 240.0;
/// Share of the room of a band that its bar leaves free at either side.
const GAP: f64 = 0.04;
/// The axis of shares is at least so long, for small shares to look small.
const SHARE_LEAST: f64 = 20.0;
/// First line of the label of a band, below the bars, and from one line to the next.
const LABEL_AT: f64 = 20.0;
const LINE: f64 = 18.0;
/// Characters on a line of such a label: three bands stand side by side on a narrow screen.
const LINE_CHARS: usize = 10;
/// Hollow marks stand so far above the axis.
const HOLLOW_ABOVE: f64 = 10.0;
/// Ends of an upright interval.
const CAP: &str = "M-5 0H5";
/// Stands for a share that is hidden, or that cannot be told from nothing.
const TOO_LITTLE: &str = "too little to tell";

/// Bars from zero, as high as the share of people in the band; the one without an end is an outline.
pub(crate) fn histogram(chart: &Histogram) -> Markup {
    let scale = scale(chart);
    let content = html! {
        (axis::across(&scale, HEIGHT, &chart.block.suffix))
        @for (position, band) in chart.bands.iter().enumerate() { (bar(chart, position, band, &scale)) }
        line class="hub-base" x1="0" x2="100%" y1=(px(HEIGHT)) y2=(px(HEIGHT)) {}
        (median(chart))
    };
    block(
        &chart.block,
        &Parts {
            drawing: html! {
                div class="hub-plot hub-plot--histogram" { (svg(&chart.block, HEIGHT, &description(chart), &content)) }
                p class="hub-axis-names" { "Up: " (chart.block.unit) ", in each band. Across: " (chart.across) "." }
            },
            legend: legend(chart),
            numbers: numbers(chart),
            key: key(figures(chart)),
            notes: chart.notes.clone(),
        },
    )
}

/// Every figure that is drawn.
fn figures(chart: &Histogram) -> impl Iterator<Item = &Figure> {
    let median = std::iter::once(&chart.median);
    let figures = chart.bands.iter().map(|band| &band.figure).chain(median);
    figures.filter(|figure| figure.drawn().is_some())
}

/// The bands that have a share.
fn drawn(chart: &Histogram) -> impl Iterator<Item = &HistogramBand> {
    chart
        .bands
        .iter()
        .filter(|band| band.figure.drawn().is_some())
}

fn scale(chart: &Histogram) -> Scale {
    let values = drawn(chart).filter_map(|band| band.figure.drawn());
    let limits = drawn(chart)
        .filter_map(|band| band.figure.interval.as_ref())
        .map(|limits| limits.upper);
    Scale::holding(values.chain(limits).chain([0.0, SHARE_LEAST]), 4)
}

/// Where a share of the room of a band lies, as a share of the width.
fn across(chart: &Histogram, position: usize, share: f64) -> f64 {
    (as_f64(position) + GAP + share * (1.0 - 2.0 * GAP)) / as_f64(chart.bands.len().max(1))
}

fn bar(chart: &Histogram, position: usize, band: &HistogramBand, scale: &Scale) -> Markup {
    let (left, right) = (across(chart, position, 0.0), across(chart, position, 1.0));
    let middle = percent(across(chart, position, 0.5));
    html! {
        @match band.figure.drawn() {
            Some(value) => {
                @let top = scale.down(value, HEIGHT);
                rect class=(bar_class(band)) x=(percent(left)) width=(percent(right - left)) y=(px(top)) height=(px(HEIGHT - top)) {}
                (whisker(&band.figure, &middle, scale))
                text class="hub-label" x=(middle) y=(px(highest(&band.figure, scale).min(top) - 10.0)) text-anchor="middle" {
                    (band.figure.display)
                }
            }
            None => {
                @let y = HEIGHT - HOLLOW_ABOVE;
                g class="hub-point" { (hollow(&middle, y)) }
                (upright(&middle, y, &absence(&band.figure)))
            }
        }
        @for (line, words) in wrapped(&band.short, LINE_CHARS).iter().enumerate() {
            text class="hub-axis" x=(middle) y=(px(HEIGHT + LABEL_AT + LINE * as_f64(line))) text-anchor="middle" { (words) }
        }
    }
}

fn bar_class(band: &HistogramBand) -> &'static str {
    match band.to {
        Some(_) => "hub-point hub-bar",
        None => "hub-point hub-bar hub-bar--outline hub-bar--open",
    }
}

/// The interval of a share, cased so that it is seen on the bar.
fn whisker(figure: &Figure, x: &str, scale: &Scale) -> Markup {
    html! {
        @if let Some(limits) = &figure.interval {
            @let (lower, upper) = (scale.down(limits.lower, HEIGHT), scale.down(limits.upper, HEIGHT));
            line class="hub-casing" x1=(x) x2=(x) y1=(px(lower)) y2=(px(upper)) {}
            line class="hub-interval" x1=(x) x2=(x) y1=(px(lower)) y2=(px(upper)) {}
            @for end in [lower, upper] { (shape(x, end, "hub-interval", CAP)) }
        }
    }
}

/// The upper end of what is drawn of a share besides its bar.
fn highest(figure: &Figure, scale: &Scale) -> f64 {
    figure
        .interval
        .as_ref()
        .map_or(HEIGHT, |limits| scale.down(limits.upper, HEIGHT))
}

/// A line at the day by which half had been counted; at the edge the word for its absence.
fn median(chart: &Histogram) -> Markup {
    match median_at(chart) {
        Some(share) => {
            let x = percent(share);
            let (anchor, dx) = if share > 0.5 {
                ("end", "4")
            } else {
                ("start", "-4")
            };
            html! {
                line class="hub-casing" x1=(x) x2=(x) y1="-26" y2=(px(HEIGHT)) {}
                line class="hub-point hub-reference" x1=(x) x2=(x) y1="-26" y2=(px(HEIGHT)) {}
                text class="hub-label" x=(x) dx=(dx) y="-32" text-anchor=(anchor) { "median " (days(&chart.median)) }
            }
        }
        None => html! {
            text class="hub-point hub-label hub-none" x="100%" y="-32" text-anchor="end" { "median: " (absence(&chart.median)) }
        },
    }
}

/// Where the median stands: in the middle of its day, and in the middle of a band without an end.
fn median_at(chart: &Histogram) -> Option<f64> {
    let day = chart.median.drawn()?;
    let holds = |band: &HistogramBand| {
        day >= f64::from(band.from) && band.to.is_none_or(|to| day < f64::from(to) + 1.0)
    };
    let position = chart.bands.iter().position(holds)?;
    let band = chart.bands.get(position)?;
    let share = band.to.map_or(0.5, |to| {
        (day + 0.5 - f64::from(band.from)) / (f64::from(to) + 1.0 - f64::from(band.from))
    });
    Some(across(chart, position, share))
}

/// "12 days"
fn days(figure: &Figure) -> String {
    let unit = if figure.display == "1" { "day" } else { "days" };
    format!("{} {unit}", figure.display)
}

/// Why there is no figure.
fn absence(figure: &Figure) -> String {
    match figure.status {
        Status::NotSubmitted | Status::NotApplicable => in_words(figure).to_lowercase(),
        _ => TOO_LITTLE.to_owned(),
    }
}

fn legend(chart: &Histogram) -> Vec<LegendLine> {
    let is_open = |band: &HistogramBand| band.to.is_none();
    let mut lines = Vec::new();
    if drawn(chart).any(|band| !is_open(band)) {
        lines.push((
            icon(&html! { rect class="hub-bar" x="2" y="3" width="24" height="12" {} }),
            format!("{} first seen in those days", chart.block.unit),
        ));
    }
    if drawn(chart).any(is_open) {
        lines.push((
            icon(
                &html! { rect class="hub-bar hub-bar--outline hub-bar--open" x="2" y="3" width="24" height="12" {} },
            ),
            "no end: all others, those who still wait among them".to_owned(),
        ));
    }
    if drawn(chart).any(|band| band.figure.interval.is_some()) {
        lines.push((line_icon("hub-interval"), "limits of the share".to_owned()));
    }
    if median_at(chart).is_some() {
        lines.push((
            line_icon("hub-reference"),
            "median: half had been seen by then".to_owned(),
        ));
    }
    if drawn(chart).count() < chart.bands.len() {
        lines.push((
            icon(&hollow("14", 9.0)),
            "no share: the words say why".to_owned(),
        ));
    }
    lines
}

fn numbers(chart: &Histogram) -> Table<'_> {
    let heads = vec![
        Head::text("Band"),
        Head::number(chart.block.unit.clone()),
        Head::number("Limits"),
        Head::text("Made of"),
    ];
    let bands = chart.bands.iter().map(|band| {
        vec![
            html! { (band.label) },
            cell(&band.figure, &in_cell(&band.figure)),
            cell(&band.figure, &interval_in_cell(&band.figure)),
            html! { (band.made) },
        ]
    });
    let median = vec![
        html! { "Median: half seen within" },
        cell(
            &chart.median,
            &html! { (in_cell(&chart.median)) @if chart.median.drawn().is_some() { " days" } },
        ),
        cell(&chart.median, &interval_in_cell(&chart.median)),
        html! { "as displayed" },
    ];
    let rows = bands.chain(std::iter::once(median)).collect();
    Table::new(&chart.block.subtitle, heads, rows)
}

/// A cell of the table, or why there is nothing in it.
fn cell(figure: &Figure, content: &Markup) -> Markup {
    html! {
        @if figure.drawn().is_some() {
            (content)
        } @else {
            span class="hub-quiet" { (absence(figure)) }
        }
    }
}

fn description(chart: &Histogram) -> String {
    let told = |figure: &Figure, words: String| match figure.drawn() {
        Some(_) => words,
        None => absence(figure),
    };
    let bands: Vec<String> = chart
        .bands
        .iter()
        .map(|band| {
            format!(
                "{}: {}",
                band.label,
                told(&band.figure, in_words(&band.figure))
            )
        })
        .collect();
    let median = told(&chart.median, days(&chart.median));
    format!("{}. Median: {median}.", bands.join("; "))
}
