//! Rates by group: dots, or bars from zero, with intervals and an average line.

use maud::{Markup, html};

use super::axis;
use super::block::{LegendLine, Parts, block, svg};
use super::mark::{icon, line_icon, shape, stacked, state_word};
use super::scale::{Scale, as_f64, percent, px};
use crate::components::figure::{
    in_cell, in_words, interval_in_cell, key, lower_first, state_words,
};
use crate::components::table::{Head, Table};
use crate::picture::words::{BOLD, lines, width};
use crate::view::{Dot, DotChart, RefLine, Status};

const ROW: f64 = 50.0;
/// Ends of an interval stand out above and below the dot, which a narrow one would vanish behind.
const CAP: f64 = 9.0;
/// Without a value, a row is its label with a word beside it.
const ROW_WITHOUT: f64 = 28.0;
/// Each further line of a label makes its row so much higher.
const LINE: f64 = 18.0;
/// First line of the label, below the top of its row.
const TEXT_AT: f64 = 18.0;
/// The dot stands so far below the last line of the label.
const DOT_BELOW: f64 = 16.0;
/// Width of the drawing on a narrow screen, size of its letters, and the room between a label and its value.
const NARROW: f64 = 226.0;
const TEXT: f64 = 15.0;
const VALUE_GAP: f64 = 10.0;
/// Stands for a drawing of nothing.
const NOTHING: &str =
    "Nothing is drawn here: no group has a figure to show, or too few people to tell.";
/// Stands in place of a mark whose interval is too wide to read anything from it.
const TOO_WIDE: &str = "too few to tell";
/// What it means.
const TOO_WIDE_MEANS: &str = "the interval, in the numbers below, is too wide to tell anything";

/// The value where there is a mark for it.
fn drawn(dot: &Dot) -> Option<f64> {
    dot.figure.drawn().filter(|_| !dot.is_too_wide)
}

/// What stands in place of a mark.
fn absence(dot: &Dot) -> &'static str {
    if dot.is_too_wide && dot.figure.drawn().is_some() {
        TOO_WIDE
    } else {
        state_word(dot.figure.status)
    }
}

/// Groups in their order, hidden ones included.
pub(crate) fn dots(chart: &DotChart) -> Markup {
    if chart.dots.iter().all(|dot| drawn(dot).is_none()) {
        return nothing(chart);
    }
    let (labels, height) = stacked(chart.dots.iter().map(labelled), LINE);
    let scale = scale(chart);
    let content = html! {
        (axis::down(&scale, height, &chart.block.suffix))
        @for (top, _) in labels.iter().skip(1) { line class="hub-rule" x1="0" x2="100%" y1=(px(*top)) y2=(px(*top)) {} }
        // Under the rows, whose labels it would cross.
        @for line in verticals(chart) { (axis::reference(&scale, line.value, &line.label, height)) }
        @for (dot, (top, lines)) in chart.dots.iter().zip(&labels) { (row(dot, *top, lines, &scale, chart.as_bars)) }
    };
    block(
        &chart.block,
        &Parts {
            drawing: html! { div class="hub-plot hub-plot--rows" { (svg(&chart.block, height, &description(chart), &content)) } },
            legend: legend(chart),
            numbers: numbers(chart),
            key: key(chart.dots.iter().map(|dot| &dot.figure)),
            notes: Vec::new(),
        },
    )
}

/// The block without a drawing, and so without a picture: the table says of each group why it has no figure.
fn nothing(chart: &DotChart) -> Markup {
    let mut frame = chart.block.clone();
    frame.downloads.picture.clear();
    block(
        &frame,
        &Parts {
            drawing: html! { p { (NOTHING) } },
            legend: Vec::new(),
            numbers: numbers(chart),
            key: key(chart.dots.iter().map(|dot| &dot.figure)),
            notes: Vec::new(),
        },
    )
}

/// The lines of a label and the height of its row.
fn labelled(dot: &Dot) -> (Vec<String>, f64) {
    match drawn(dot) {
        Some(_) => (label(dot, &in_words(&dot.figure)), ROW),
        None => (label(dot, absence(dot)), ROW_WITHOUT),
    }
}

/// The lines of a label: the first leaves room for what stands beside it.
fn label(dot: &Dot, beside: &str) -> Vec<String> {
    let room = NARROW - VALUE_GAP - width(beside, TEXT * BOLD);
    let Some(first) = lines(&dot.label, TEXT, room).into_iter().next() else {
        return Vec::new();
    };
    let rest: Vec<&str> = dot
        .label
        .split_whitespace()
        .skip(first.split_whitespace().count())
        .collect();
    let mut label = vec![first];
    label.extend(lines(&rest.join(" "), TEXT, NARROW));
    label
}

/// The lines down the drawing.
fn verticals(chart: &DotChart) -> impl Iterator<Item = &RefLine> {
    chart.average.iter().chain(&chart.reference)
}

fn scale(chart: &DotChart) -> Scale {
    let shown = || chart.dots.iter().filter(|dot| drawn(dot).is_some());
    let values = shown().filter_map(|dot| dot.figure.drawn());
    let limits = shown()
        .filter_map(|dot| dot.figure.interval.as_ref())
        .flat_map(|limits| [limits.lower, limits.upper]);
    let others = chart
        .dots
        .iter()
        .filter_map(|dot| dot.comparator)
        .chain(verticals(chart).map(|line| line.value));
    // Bars start at zero; so do rates on a dot chart, where a cut axis would make small gaps look large.
    Scale::holding(values.chain(limits).chain(others).chain([0.0]), 5)
}

fn row(dot: &Dot, top: f64, lines: &[String], scale: &Scale, as_bars: bool) -> Markup {
    let y = top + TEXT_AT + LINE * as_f64(lines.len().saturating_sub(1)) + DOT_BELOW;
    html! {
        @for (position, line) in lines.iter().enumerate() {
            text class="hub-label" x="0" y=(px(top + TEXT_AT + LINE * as_f64(position))) { (line) }
        }
        @match drawn(dot) {
            Some(value) => {
                text class="hub-label hub-strong" x="100%" y=(px(top + TEXT_AT)) text-anchor="end" { (in_words(&dot.figure)) }
                @if as_bars {
                    // Below zero it ends where others begin.
                    @let (from, to) = (scale.share(value.min(0.0)), scale.share(value.max(0.0)));
                    rect class="hub-point hub-bar" x=(percent(from)) y=(px(y - 7.0)) width=(percent(to - from)) height="14" {}
                }
                (interval(dot, y, scale))
                @if let Some(comparator) = dot.comparator {
                    (shape(&scale.percent(comparator), y, "hub-comparator", "M-2.5-10H2.5V10H-2.5Z"))
                }
                @if !as_bars { circle class="hub-point hub-plain" cx=(scale.percent(value)) cy=(px(y)) r="6" {} }
            }
            None => {
                text class="hub-point hub-label hub-none" x="100%" y=(px(top + TEXT_AT)) text-anchor="end" { (absence(dot)) }
            }
        }
    }
}

fn interval(dot: &Dot, y: f64, scale: &Scale) -> Markup {
    html! {
        @if let Some(interval) = &dot.figure.interval {
            @let (lower, upper) = (scale.percent(interval.lower), scale.percent(interval.upper));
            line class="hub-casing" x1=(lower) x2=(upper) y1=(px(y)) y2=(px(y)) {}
            line class="hub-interval" x1=(lower) x2=(upper) y1=(px(y)) y2=(px(y)) {}
            @for end in [lower, upper] { line class="hub-interval" x1=(end) x2=(end) y1=(px(y - CAP)) y2=(px(y + CAP)) {} }
        }
    }
}

fn legend(chart: &DotChart) -> Vec<LegendLine> {
    let mut lines = Vec::new();
    let with_interval = chart.dots.iter().any(|dot| dot.figure.interval.is_some());
    let value = if chart.as_bars {
        icon(&html! { rect class="hub-bar" x="2" y="3" width="24" height="12" {} })
    } else {
        icon(&html! { circle class="hub-plain" cx="14" cy="9" r="6" {} })
    };
    lines.push((value, chart.block.unit.clone()));
    if with_interval {
        lines.push((line_icon("hub-interval"), "95% interval".to_owned()));
    }
    if !chart.comparator_name.is_empty() {
        lines.push((
            icon(&shape("14", 9.0, "hub-comparator", "M-2.5-10H2.5V10H-2.5Z")),
            chart.comparator_name.clone(),
        ));
    }
    if chart.average.is_some() {
        lines.push((
            line_icon("hub-reference"),
            "average of all groups".to_owned(),
        ));
    }
    if let Some(line) = &chart.reference {
        lines.push((line_icon("hub-reference"), line.label.clone()));
    }
    if chart.dots.iter().any(|dot| absence(dot) == TOO_WIDE) {
        lines.push((html! { em { (TOO_WIDE) } }, TOO_WIDE_MEANS.to_owned()));
    }
    lines.extend(words_used(chart));
    lines.extend(signs_used(chart));
    lines
}

/// What the signs mean that stand beside values.
fn signs_used(chart: &DotChart) -> Vec<LegendLine> {
    let with = |status: Status| {
        let mut figures = chart.dots.iter().map(|dot| &dot.figure);
        figures.any(|figure| figure.status == status && figure.drawn().is_some())
    };
    [Status::Provisional, Status::Revised]
        .into_iter()
        .filter(|status| with(*status))
        .filter_map(state_words)
        .map(|words| (html! { em { (words.sign) } }, lower_first(words.sentence)))
        .collect()
}

/// What the words mean that stand for values.
fn words_used(chart: &DotChart) -> Vec<LegendLine> {
    let mut seen: Vec<&'static str> = Vec::new();
    let mut lines = Vec::new();
    let without = chart.dots.iter().filter(|dot| dot.figure.drawn().is_none());
    for figure in without.map(|dot| &dot.figure) {
        let word = state_word(figure.status);
        let meaning = lower_first(&in_words(figure));
        if !seen.contains(&word) && !meaning.is_empty() && meaning != word {
            seen.push(word);
            lines.push((html! { em { (word) } }, meaning));
        }
    }
    lines
}

fn numbers(chart: &DotChart) -> Table<'_> {
    let compared = !chart.comparator_name.is_empty();
    let mut heads = vec![
        Head::text(chart.group_name.clone()),
        Head::number(chart.block.unit.clone()),
        Head::number("95% interval"),
    ];
    if compared {
        heads.push(Head::number(chart.comparator_name.clone()));
    }
    let rows = chart.dots.iter().map(|dot| {
        let mut cells = vec![
            html! { (dot.label) },
            in_cell(&dot.figure),
            interval_in_cell(&dot.figure),
        ];
        if compared {
            cells.push(html! { (dot.comparator_display) });
        }
        cells
    });
    Table::new(&chart.block.subtitle, heads, rows.collect()).wide()
}

fn description(chart: &DotChart) -> String {
    let groups: Vec<String> = chart
        .dots
        .iter()
        .map(|dot| match drawn(dot) {
            None if dot.is_too_wide => format!("{}: {}", dot.label, absence(dot)),
            _ => format!("{}: {}", dot.label, in_words(&dot.figure)),
        })
        .collect();
    let lines: String = verticals(chart)
        .map(|line| format!(" {}.", line.label))
        .collect();
    format!("{}.{lines}", groups.join("; "))
}
