//! A gap over time, with intervals.

use maud::{Markup, html};

use super::axis;
use super::block::{Parts, block, svg};
use super::mark::line_icon;
use super::scale::{Scale, centre, percent, px};
use super::spc::{description, line, marks, spots_used};
use crate::components::figure::{in_cell, interval_in_cell, key};
use crate::components::table::{Head, Table};
use crate::components::whole;
use crate::view::{GapChart, SpcPoint, Spot};

const HEIGHT: f64 = 180.0;

/// The gap month by month, each with its interval, and the line of "no gap".
pub(crate) fn gap(chart: &GapChart) -> Markup {
    let values = chart.points.iter().filter_map(|point| point.figure.drawn());
    let limits = chart
        .points
        .iter()
        .filter(|point| point.figure.drawn().is_some())
        .filter_map(|point| point.figure.interval.as_ref())
        .flat_map(|interval| [interval.lower, interval.upper]);
    let scale = Scale::holding(values.chain(limits).chain([chart.no_gap]), 4);
    // Without limits in the drawing, no mark speaks of them.
    let points: Vec<SpcPoint> = chart
        .points
        .iter()
        .map(|point| SpcPoint {
            spot: Spot::Plain,
            ..point.clone()
        })
        .collect();
    let count = points.len();
    let no_gap = px(scale.down(chart.no_gap, HEIGHT));
    let content = html! {
        (axis::across(&scale, HEIGHT, &chart.block.suffix))
        (axis::months(chart.points.iter().map(|point| point.short.as_str()), HEIGHT))
        line class="hub-reference" x1="0" x2="100%" y1=(no_gap) y2=(no_gap) {}
        @for (position, point) in chart.points.iter().enumerate() {
            @if let (Some(_), Some(interval)) = (point.figure.drawn(), &point.figure.interval) {
                @let x = percent(centre(position, count));
                line class="hub-interval" x1=(x) x2=(x)
                    y1=(px(scale.down(interval.lower, HEIGHT))) y2=(px(scale.down(interval.upper, HEIGHT))) {}
            }
        }
        (line(&points, &scale, HEIGHT))
        (marks(&points, &scale, HEIGHT))
    };
    let with_interval = points
        .iter()
        .any(|point| point.figure.drawn().is_some() && point.figure.interval.is_some());
    let mut legend = vec![(line_icon("hub-reference"), chart.no_gap_label.clone())];
    if with_interval {
        legend.push((
            line_icon("hub-interval"),
            "95% interval of each month".to_owned(),
        ));
    }
    legend.extend(spots_used(&points));
    let rows = chart.points.iter().map(|point| {
        vec![
            whole(&point.month),
            in_cell(&point.figure),
            interval_in_cell(&point.figure),
        ]
    });
    let heads = vec![
        Head::text("Month"),
        Head::number(chart.block.unit.clone()),
        Head::number("95% interval"),
    ];
    block(
        &chart.block,
        &Parts {
            drawing: html! {
                div class="hub-plot hub-plot--time" { (svg(&chart.block, HEIGHT, &description(&chart.points), &content)) }
            },
            legend,
            numbers: Table::new(&chart.block.subtitle, heads, rows.collect()),
            key: key(chart.points.iter().map(|point| &point.figure)),
            notes: Vec::new(),
        },
    )
}
