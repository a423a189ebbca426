//! Areas ranked by their displayed values, with intervals.

use maud::{Markup, html};

use super::axis;
use super::block::{LegendLine, Parts, block, svg};
use super::mark::{icon, line_icon, shape, state_word};
use super::scale::{Scale, as_f64, px};
use crate::components::figure::{in_cell, in_words, interval_in_cell, key, word};
use crate::components::link_or_text;
use crate::components::table::{Head, Table};
use crate::view::{ChartBlock, RankedChart, RankedDot};

const ROW: f64 = 26.0;
/// On a narrow screen a row has its name and value on one line, and its mark below them.
const ROW_NARROW: f64 = 46.0;
const NAME_AT: f64 = 18.0;
const MARK_AT: f64 = 33.0;
const DIAMOND: &str = "M0-8L8 0L0 8L-8 0Z";

/// All areas in order; the reader's own is a diamond with a bold name, areas out of ranks are hollow.
pub(crate) fn ranked(chart: &RankedChart) -> Markup {
    let height = ROW * as_f64(chart.rows.len());
    let scale = scale(chart);
    let content = html! {
        (axis::down(&scale, height, &chart.block.suffix))
        @if let Some(line) = &chart.reference { (axis::reference(&scale, line.value, &line.label, height)) }
        @for (position, dot) in chart.rows.iter().enumerate() { (row(dot, ROW * (as_f64(position) + 0.5), &scale)) }
    };
    block(
        &chart.block,
        &Parts {
            drawing: html! {
                div class="hub-plot hub-plot--ranked" { (svg(&chart.block, height, &description(chart), &content)) }
                (narrow(chart, &scale))
            },
            legend: legend(chart),
            numbers: numbers(chart),
            key: key(chart.rows.iter().map(|dot| &dot.figure)),
            notes: chart.notes.clone(),
        },
    )
}

fn scale(chart: &RankedChart) -> Scale {
    let shown = || chart.rows.iter().filter(|row| row.figure.drawn().is_some());
    let values = shown().filter_map(|row| row.figure.drawn());
    let limits = shown()
        .filter_map(|row| row.figure.interval.as_ref())
        .flat_map(|limits| [limits.lower, limits.upper]);
    Scale::holding(
        values
            .chain(limits)
            .chain(chart.reference.iter().map(|line| line.value)),
        6,
    )
}

/// The same for narrow screens, where marks have the whole width.
fn narrow(chart: &RankedChart, scale: &Scale) -> Markup {
    let height = ROW_NARROW * as_f64(chart.rows.len());
    let content = html! {
        (axis::down(scale, height, &chart.block.suffix))
        @for (position, _) in chart.rows.iter().enumerate().skip(1) {
            @let y = px(ROW_NARROW * as_f64(position));
            line class="hub-rule" x1="0" x2="100%" y1=(y) y2=(y) {}
        }
        @if let Some(line) = &chart.reference { (axis::reference_at_edge(scale, line.value, &line.label, height)) }
        @for (position, dot) in chart.rows.iter().enumerate() { (row_narrow(dot, ROW_NARROW * as_f64(position), scale)) }
    };
    let block = ChartBlock {
        id: format!("{}-narrow", chart.block.id),
        ..chart.block.clone()
    };
    html! {
        div class="hub-plot hub-plot--rows hub-plot--narrow" { (svg(&block, height, &description(chart), &content)) }
    }
}

fn name_class(dot: &RankedDot) -> &'static str {
    if dot.own {
        "hub-label hub-strong"
    } else {
        "hub-label"
    }
}

fn row(dot: &RankedDot, y: f64, scale: &Scale) -> Markup {
    let name_class = name_class(dot);
    html! {
        text class=(name_class) x="-8" y=(px(y)) dy="0.34em" text-anchor="end" { (dot.short) }
        @match dot.figure.drawn() {
            Some(value) => {
                g class="hub-point" { (mark(dot, value, y, scale)) }
                text class=(name_class) x="100%" dx="14" y=(px(y)) dy="0.34em" { (dot.figure.display) }
            }
            None => {
                text class="hub-point hub-label hub-none" x="4" y=(px(y)) dy="0.34em" { (state_word(dot.figure.status)) }
            }
        }
    }
}

fn row_narrow(dot: &RankedDot, top: f64, scale: &Scale) -> Markup {
    let (name_class, name_at) = (name_class(dot), px(top + NAME_AT));
    html! {
        text class=(name_class) x="0" y=(name_at) { (dot.short) }
        @match dot.figure.drawn() {
            Some(value) => {
                text class=(name_class) x="100%" y=(name_at) text-anchor="end" { (dot.figure.display) }
                (mark(dot, value, top + MARK_AT, scale))
            }
            None => {
                text class="hub-label hub-none" x="100%" y=(name_at) text-anchor="end" { (state_word(dot.figure.status)) }
            }
        }
    }
}

/// The mark of an area with its interval.
fn mark(dot: &RankedDot, value: f64, y: f64, scale: &Scale) -> Markup {
    let x = scale.percent(value);
    html! {
        @if let Some(limits) = &dot.figure.interval {
            line class="hub-interval" x1=(scale.percent(limits.lower)) x2=(scale.percent(limits.upper)) y1=(px(y)) y2=(px(y)) {}
        }
        @if dot.own {
            (shape(&x, y, if dot.rank.is_some() { "hub-own" } else { "hub-own hub-own--hollow" }, DIAMOND))
        } @else {
            circle class=(if dot.rank.is_some() { "hub-plain" } else { "hub-hollow" }) cx=(x) cy=(px(y)) r="5" {}
        }
    }
}

fn legend(chart: &RankedChart) -> Vec<LegendLine> {
    let mut lines = Vec::new();
    if chart.rows.iter().any(|row| row.own) {
        lines.push((
            icon(&shape("14", 9.0, "hub-own", DIAMOND)),
            "your area (bold name)".to_owned(),
        ));
    }
    lines.push((
        icon(&html! { circle class="hub-plain" cx="14" cy="9" r="5" {} }),
        "another area".to_owned(),
    ));
    if chart
        .rows
        .iter()
        .any(|row| row.rank.is_none() && row.figure.drawn().is_some())
    {
        lines.push((
            icon(&html! { circle class="hub-hollow" cx="14" cy="9" r="5" {} }),
            chart.hollow_note.clone(),
        ));
    }
    if chart.rows.iter().any(|row| row.figure.interval.is_some()) {
        lines.push((line_icon("hub-interval"), "95% interval".to_owned()));
    }
    if let Some(line) = &chart.reference {
        lines.push((line_icon("hub-reference"), line.label.clone()));
    }
    lines
}

fn numbers(chart: &RankedChart) -> Table<'_> {
    let heads = vec![
        Head::text("Area"),
        Head::number("Rank, 1 is highest"),
        Head::number(chart.block.unit.clone()),
        Head::number("95% interval"),
        Head::text("Against the line"),
    ];
    let rows = chart.rows.iter().map(|dot| {
        vec![
            html! { (link_or_text(&dot.name, &dot.href)) @if dot.own { " (your area)" } },
            html! { (dot.rank.as_deref().unwrap_or("not ranked")) },
            in_cell(&dot.figure),
            interval_in_cell(&dot.figure),
            html! { (word(dot.word)) },
        ]
    });
    Table::new(&chart.block.subtitle, heads, rows.collect())
}

fn description(chart: &RankedChart) -> String {
    let ends = |dot: Option<&RankedDot>| {
        dot.map(|dot| format!("{} {}", dot.short, in_words(&dot.figure)))
            .unwrap_or_default()
    };
    let own = chart.rows.iter().find(|row| row.own);
    // Those out of ranks stand after the lowest.
    let in_order = || {
        let any_ranked = chart.rows.iter().any(|row| row.rank.is_some());
        let rows = chart.rows.iter();
        rows.filter(move |row| row.figure.drawn().is_some() && (row.rank.is_some() || !any_ranked))
    };
    let mut words = format!(
        "{} areas, from {} to {}.",
        chart.rows.len(),
        ends(in_order().next()),
        ends(in_order().next_back()),
    );
    if let Some(own) = own {
        words.push_str(&format!(" Your area, {}.", ends(Some(own))));
    }
    if let Some(line) = &chart.reference {
        words.push_str(&format!(" {}.", line.label));
    }
    words
}
