//! A group's share of referrals beside its share of people.

use maud::{Markup, html};

use super::axis;
use super::block::{LegendLine, Parts, block, svg};
use super::mark::{icon, stacked, wrapped};
use super::scale::{Scale, as_f64, px};
use crate::components::figure::{in_cell, in_words, key};
use crate::components::table::{Head, Table};
use crate::view::{Figure, ShareChart};

const ROW: f64 = 70.0;
const BAR: f64 = 14.0;
/// Each further line of a label makes its row so much higher.
const LINE: f64 = 18.0;
/// First line of the label, below the top of its row.
const TEXT_AT: f64 = 17.0;
/// Characters that fit on a line of a label on a narrow screen.
const LINE_CHARS: usize = 30;
/// From the top of a row to its first bar, and from there to the second.
const FIRST_BAR_AT: f64 = 25.0;
const SECOND_BAR_AT: f64 = FIRST_BAR_AT + BAR + 4.0;

/// Two bars for each group: filled for referrals, outlined for people.
pub(crate) fn share(chart: &ShareChart) -> Markup {
    let (labels, height) = stacked(
        chart
            .rows
            .iter()
            .map(|row| (wrapped(&row.label, LINE_CHARS), ROW)),
        LINE,
    );
    let values = chart
        .rows
        .iter()
        .flat_map(|row| [row.referrals.drawn(), row.people.drawn()])
        .flatten();
    let scale = Scale::holding(values.chain([0.0]), 4);
    let content = html! {
        (axis::down(&scale, height, "%"))
        @for (row, (top, lines)) in chart.rows.iter().zip(&labels) {
            @let above = LINE * as_f64(lines.len().saturating_sub(1));
            @for (position, line) in lines.iter().enumerate() {
                text class="hub-label" x="0" y=(px(top + TEXT_AT + LINE * as_f64(position))) { (line) }
            }
            @let top = top + above;
            (bar(&row.referrals, filled(&row.referrals), top + FIRST_BAR_AT, &scale))
            (bar(&row.people, "hub-bar hub-bar--outline", top + SECOND_BAR_AT, &scale))
        }
    };
    let heads = vec![
        Head::text(chart.group_name.clone()),
        Head::number("Share of referrals"),
        Head::number(format!("Share of {}", chart.people_name)),
    ];
    let rows = chart.rows.iter().map(|row| {
        vec![
            html! { (row.label) },
            in_cell(&row.referrals),
            in_cell(&row.people),
        ]
    });
    let description: Vec<String> = chart
        .rows
        .iter()
        .map(|row| {
            format!(
                "{}: referrals {}, residents {}",
                row.label,
                in_words(&row.referrals),
                in_words(&row.people)
            )
        })
        .collect();
    block(
        &chart.block,
        &Parts {
            drawing: html! {
                div class="hub-plot hub-plot--bars" {
                    (svg(&chart.block, height, &format!("{}.", description.join("; ")), &content))
                }
            },
            legend: legend(chart),
            numbers: Table::new(&chart.block.subtitle, heads, rows.collect()),
            key: key(chart
                .rows
                .iter()
                .flat_map(|row| [&row.referrals, &row.people])),
            notes: Vec::new(),
        },
    )
}

fn legend(chart: &ShareChart) -> Vec<LegendLine> {
    let mut lines = vec![
        (
            icon(&html! { rect class="hub-bar" x="2" y="3" width="24" height="12" {} }),
            "share of referrals".to_owned(),
        ),
        (
            icon(
                &html! { rect class="hub-bar hub-bar--outline" x="2" y="3" width="24" height="12" {} },
            ),
            format!("share of {}", chart.people_name),
        ),
    ];
    if chart.rows.iter().any(|row| is_at_most(&row.referrals)) {
        lines.push((
            icon(
                &html! { rect class="hub-bar hub-bar--outline hub-bar--open" x="2" y="3" width="24" height="12" {} },
            ),
            "share of referrals that is anything up to the end of the bar".to_owned(),
        ));
    }
    lines
}

/// A share that stands for all up to it is drawn up to it, open.
fn filled(figure: &Figure) -> &'static str {
    if is_at_most(figure) {
        "hub-point hub-bar hub-bar--outline hub-bar--open"
    } else {
        "hub-point hub-bar"
    }
}

fn is_at_most(figure: &Figure) -> bool {
    figure.drawn().is_some() && figure.display.starts_with('≤')
}

fn bar(figure: &Figure, class: &str, top: f64, scale: &Scale) -> Markup {
    html! {
        @match figure.drawn() {
            Some(value) => {
                @let end = scale.percent(value);
                rect class=(class) x="0" y=(px(top)) width=(end) height=(BAR) {}
                text class="hub-axis" x=(end) dx="6" y=(px(top + BAR / 2.0)) dy="0.34em" { (figure.display) }
            }
            None => {
                text class={ "hub-axis hub-none" @if class.contains("hub-point") { " hub-point" } }
                    x="2" y=(px(top + BAR / 2.0)) dy="0.34em" { (in_words(figure)) }
            }
        }
    }
}
