//! What each assumption alone does to a result: bars on both sides of the central line, the widest first.

use maud::{Markup, html};

use super::axis;
use super::block::{LegendLine, Parts, block, svg};
use super::mark::{icon, line_icon, stacked, wrapped};
use super::scale::{Scale, as_f64, percent, px};
use crate::components::table::{Head, Table};
use crate::view::{TornadoChart, TornadoRow};

const ROW: f64 = 70.0;
const BAR: f64 = 16.0;
/// Each further line of a label makes its row so much higher.
const LINE: f64 = 18.0;
/// First line of the label, below the top of its row.
const TEXT_AT: f64 = 18.0;
/// From the last line of the label to the words of its two cases, and from there to the bar.
const CASES_BELOW: f64 = 19.0;
const BAR_BELOW: f64 = 7.0;
/// Characters that fit on a line of a label on a narrow screen.
const LINE_CHARS: usize = 28;

/// Assumptions in their order; a bar is outlined toward the low case and filled toward the high case.
pub(crate) fn tornado(chart: &TornadoChart) -> Markup {
    let (labels, height) = stacked(
        chart
            .rows
            .iter()
            .map(|row| (wrapped(&row.label, LINE_CHARS), ROW)),
        LINE,
    );
    let scale = scale(chart);
    let content = html! {
        (axis::down(&scale, height, &chart.block.suffix))
        // Under the rows, whose labels it would cross.
        (axis::reference(&scale, chart.central.value, &chart.central.label, height))
        @for (row, (top, lines)) in chart.rows.iter().zip(&labels) {
            (self::row(row, *top, lines, chart.central.value, &scale))
        }
    };
    let notes = if chart.note.is_empty() {
        Vec::new()
    } else {
        vec![chart.note.clone()]
    };
    block(
        &chart.block,
        &Parts {
            drawing: html! { div class="hub-plot hub-plot--rows" { (svg(&chart.block, height, &description(chart), &content)) } },
            legend: legend(chart),
            numbers: numbers(chart),
            key: html! {},
            notes,
        },
    )
}

fn scale(chart: &TornadoChart) -> Scale {
    let ends = chart.rows.iter().flat_map(|row| [row.low, row.high]);
    // From zero, where a cut axis would make small changes look large.
    Scale::holding(ends.chain([chart.central.value, 0.0]), 5)
}

fn row(row: &TornadoRow, top: f64, lines: &[String], central: f64, scale: &Scale) -> Markup {
    let cases = top + TEXT_AT + LINE * as_f64(lines.len().saturating_sub(1)) + CASES_BELOW;
    let bar = cases + BAR_BELOW;
    let x = scale.percent(central);
    html! {
        @for (position, line) in lines.iter().enumerate() {
            text class="hub-label hub-strong" x="0" y=(px(top + TEXT_AT + LINE * as_f64(position))) { (line) }
        }
        text class="hub-axis hub-label" x="0" y=(px(cases)) { (case(&row.low_input, &row.low_display)) }
        text class="hub-axis hub-label" x="100%" y=(px(cases)) text-anchor="end" { (case(&row.high_input, &row.high_display)) }
        (part("hub-bar hub-bar--outline", central, row.low, bar, scale))
        (part("hub-point hub-bar", central, row.high, bar, scale))
        line class="hub-reference" x1=(x) x2=(x) y1=(px(bar - 3.0)) y2=(px(bar + BAR + 3.0)) {}
    }
}

/// A case with the result that it gives.
fn case(input: &str, result: &str) -> String {
    format!("{input}: {result}")
}

fn part(class: &str, from: f64, to: f64, top: f64, scale: &Scale) -> Markup {
    let (start, end) = (from.min(to), from.max(to));
    let width = scale.share(end) - scale.share(start);
    html! { rect class=(class) x=(scale.percent(start)) y=(px(top)) width=(percent(width)) height=(px(BAR)) {} }
}

fn legend(chart: &TornadoChart) -> Vec<LegendLine> {
    let bar =
        |class: &str| icon(&html! { rect class=(class) x="2" y="3" width="24" height="12" {} });
    vec![
        (
            bar("hub-bar hub-bar--outline"),
            "low case, in words at the left".to_owned(),
        ),
        (
            bar("hub-bar"),
            "high case, in words at the right".to_owned(),
        ),
        (line_icon("hub-reference"), chart.central.label.clone()),
    ]
}

fn numbers(chart: &TornadoChart) -> Table<'_> {
    let heads = vec![
        Head::text("Assumption"),
        Head::number("Low case"),
        Head::number("Result"),
        Head::number("High case"),
        Head::number("Result"),
    ];
    let rows = chart.rows.iter().map(|row| {
        vec![
            html! { (row.label) },
            html! { (row.low_input) },
            html! { (row.low_display) },
            html! { (row.high_input) },
            html! { (row.high_display) },
        ]
    });
    Table::new(&chart.block.subtitle, heads, rows.collect())
}

fn description(chart: &TornadoChart) -> String {
    let rows: Vec<String> = chart
        .rows
        .iter()
        .map(|row| {
            format!(
                "{}: {} with {}, {} with {}",
                row.label, row.low_display, row.low_input, row.high_display, row.high_input
            )
        })
        .collect();
    format!("{}. {}.", chart.central.label, rows.join("; "))
}
