//! Process control chart.

use maud::{Markup, html};

use super::axis;
use super::block::{LegendLine, Parts, block, svg};
use super::mark::{
    INCOMPLETE, hollow, hollow_spot, icon, is_incomplete, line_icon, spot, spot_words, state_word,
};
use super::scale::{Scale, as_f64, centre, number, percent, px};
use crate::components::figure::{in_cell, in_words, key};
use crate::components::table::{Head, Table};
use crate::components::whole;
use crate::view::{PhaseLine, Shift, SpcChart, SpcPoint, Spot, Status};

const HEIGHT: f64 = 280.0;
/// Hollow marks stand so far above the axis.
const HOLLOW_ABOVE: f64 = 10.0;

/// Mean, limits and signals over the months.
pub(crate) fn spc(chart: &SpcChart) -> Markup {
    let scale = scale(chart);
    let months = chart.points.iter().map(|point| point.short.as_str());
    let content = html! {
        (axis::across(&scale, HEIGHT, &chart.block.suffix))
        (axis::months(months, HEIGHT))
        @for (position, change) in chart.shifts.iter().enumerate() { (shift(change, position, chart.points.len())) }
        @for phase in &chart.phases { (phase_lines(phase, &scale, chart.points.len())) }
        @if let Some(target) = &chart.target {
            @let y = px(scale.down(target.value, HEIGHT));
            line class="hub-target" x1="0" x2="100%" y1=(y) y2=(y) {}
        }
        (line(&chart.points, &scale, HEIGHT))
        (marks(&chart.points, &scale, HEIGHT))
    };
    let drawing = html! {
        div class="hub-plot hub-plot--time" { (svg(&chart.block, HEIGHT, &description(&chart.points), &content)) }
    };
    let parts = Parts {
        drawing,
        legend: legend(chart),
        numbers: numbers(chart),
        key: key(chart.points.iter().map(|point| &point.figure)),
        notes: notes(chart),
    };
    block(&chart.block, &parts)
}

fn notes(chart: &SpcChart) -> Vec<String> {
    let rules = (!chart.rules.is_empty()).then(|| format!("Rules used: {}.", chart.rules));
    incomplete(&chart.points)
        .into_iter()
        .chain(chart.caveat.clone())
        .chain(rules)
        .collect()
}

/// In which months too few returns came, in a sentence.
fn incomplete(points: &[SpcPoint]) -> Option<String> {
    let months: Vec<&str> = points
        .iter()
        .filter(|point| is_incomplete(&point.figure))
        .map(|point| point.month.as_str())
        .collect();
    (!months.is_empty()).then(|| {
        format!(
            "With {INCOMPLETE}: {}. What looks like a change there may come of the missing returns.",
            months.join(", ")
        )
    })
}

fn scale(chart: &SpcChart) -> Scale {
    let points = chart.points.iter().filter_map(|point| point.figure.drawn());
    let limits = chart
        .phases
        .iter()
        .flat_map(|phase| [phase.mean, phase.lower, phase.upper]);
    Scale::holding(
        points
            .chain(limits)
            .chain(chart.target.iter().map(|target| target.value)),
        5,
    )
}

fn phase_lines(phase: &PhaseLine, scale: &Scale, count: usize) -> Markup {
    let (x1, x2) = (
        percent(as_f64(phase.from) / as_f64(count.max(1))),
        percent(as_f64(phase.to.saturating_add(1).min(count)) / as_f64(count.max(1))),
    );
    html! {
        @for (class, value) in [("hub-limit", phase.upper), ("hub-mean", phase.mean), ("hub-limit", phase.lower)] {
            @let y = px(scale.down(value, HEIGHT));
            line class=(class) x1=(x1) x2=(x2) y1=(y) y2=(y) {}
        }
    }
}

fn shift(shift: &Shift, position: usize, count: usize) -> Markup {
    let share = as_f64(shift.at) / as_f64(count.max(1));
    let x = percent(share);
    let (anchor, dx) = if share > 0.5 {
        ("end", "-6")
    } else {
        ("start", "6")
    };
    html! {
        line class="hub-shift" x1=(x) x2=(x) y1=(px(-14.0 - 18.0 * as_f64(position))) y2=(px(HEIGHT)) {}
        text class="hub-label" x=(x) dx=(dx) y=(px(-16.0 - 18.0 * as_f64(position))) text-anchor=(anchor) { (shift.label) }
    }
}

/// The line: from each point to the next one, broken where a value is missing, dashed towards a provisional one.
pub(crate) fn line(points: &[SpcPoint], scale: &Scale, height: f64) -> Markup {
    let count = points.len();
    html! {
        @for (position, pair) in points.windows(2).enumerate() {
            @if let [before, after] = pair
                && let (Some(from), Some(to)) = (before.figure.drawn(), after.figure.drawn())
            {
                @let class = if after.figure.status == Status::Provisional { "hub-line hub-line--open" } else { "hub-line" };
                line class=(class)
                    x1=(percent(centre(position, count))) x2=(percent(centre(position + 1, count)))
                    y1=(px(scale.down(from, height))) y2=(px(scale.down(to, height))) {}
            }
        }
    }
}

/// A mark for every month: by rule where there is a value, hollow with a word where there is none.
pub(crate) fn marks(points: &[SpcPoint], scale: &Scale, height: f64) -> Markup {
    let count = points.len();
    html! {
        @for (position, point) in points.iter().enumerate() {
            @let x = percent(centre(position, count));
            @match point.figure.drawn() {
                Some(value) => {
                    @let y = scale.down(value, height);
                    g class="hub-point" {
                        @if is_incomplete(&point.figure) { (hollow_spot(point.spot, &x, y)) } @else { (spot(point.spot, &x, y)) }
                    }
                }
                None => {
                    g class="hub-point" { (hollow(&x, height - HOLLOW_ABOVE)) }
                    @if let Some(words) = run_words(points, position) { (upright(&x, height - HOLLOW_ABOVE, &words)) }
                }
            }
        }
    }
}

/// Words for a run of months in one state, at its first month only: side by side they would overlap.
fn run_words(points: &[SpcPoint], position: usize) -> Option<String> {
    let state = |point: &SpcPoint| {
        point
            .figure
            .drawn()
            .is_none()
            .then_some(state_word(point.figure.status))
    };
    let here = points.get(position).and_then(state)?;
    let before = position
        .checked_sub(1)
        .and_then(|before| points.get(before))
        .and_then(state);
    if before == Some(here) {
        return None;
    }
    let run = points
        .iter()
        .skip(position)
        .take_while(|point| state(point) == Some(here))
        .count();
    Some(if run > 1 {
        format!("{run} months {here}")
    } else {
        here.to_owned()
    })
}

/// A word that stands upright from a mark.
pub(crate) fn upright(x: &str, y: f64, words: &str) -> Markup {
    html! {
        svg class="hub-over" x=(x) y=(px(y)) {
            text class="hub-label" transform="rotate(-90)" x="10" dy="0.34em" { (words) }
        }
    }
}

fn legend(chart: &SpcChart) -> Vec<LegendLine> {
    let decimals = chart.block.decimals;
    let with_suffix = |value: f64| format!("{}{}", number(value, decimals), chart.block.suffix);
    let mut lines = Vec::new();
    if let Some(phase) = chart.phases.last() {
        let now = if chart.phases.len() > 1 { " now" } else { "" };
        lines.push((
            line_icon("hub-mean"),
            format!("mean{now} {}", with_suffix(phase.mean)),
        ));
        lines.push((
            line_icon("hub-limit"),
            format!(
                "limits of chance{now} {} to {}",
                with_suffix(phase.lower),
                with_suffix(phase.upper)
            ),
        ));
    }
    if let Some(target) = &chart.target {
        lines.push((line_icon("hub-target"), target.label.clone()));
    }
    lines.extend(spots_used(&chart.points));
    lines
}

/// Legend of the marks that occur.
pub(crate) fn spots_used(points: &[SpcPoint]) -> Vec<LegendLine> {
    let mut lines = Vec::new();
    for kind in [Spot::Outside, Spot::Run, Spot::Trend, Spot::NearLimit] {
        if points
            .iter()
            .any(|point| point.spot == kind && point.figure.drawn().is_some())
        {
            lines.push((
                icon(&spot(kind, "14", 9.0)),
                spot_words(kind).to_lowercase(),
            ));
        }
    }
    if points.iter().any(|point| is_incomplete(&point.figure)) {
        lines.push((
            icon(&hollow_spot(Spot::Plain, "14", 9.0)),
            format!("on the line, hollow: {INCOMPLETE}"),
        ));
    }
    if points.iter().any(|point| point.figure.drawn().is_none()) {
        lines.push((
            icon(&hollow("14", 9.0)),
            "no value: the word says why".to_owned(),
        ));
    }
    let leads_to_provisional = points.windows(2).any(|pair| {
        matches!(pair, [before, after] if before.figure.drawn().is_some()
            && after.figure.status == Status::Provisional)
    });
    if leads_to_provisional {
        lines.push((
            line_icon("hub-line hub-line--open"),
            "leads to a provisional month".to_owned(),
        ));
    }
    lines
}

fn numbers(chart: &SpcChart) -> Table<'_> {
    let decimals = chart.block.decimals;
    let phase_at = |position: usize| {
        chart
            .phases
            .iter()
            .find(|phase| (phase.from..=phase.to).contains(&position))
    };
    let rows = chart.points.iter().enumerate().map(|(position, point)| {
        let phase = phase_at(position);
        let line = |pick: fn(&PhaseLine) -> f64| html! { @if let Some(phase) = phase { (number(pick(phase), decimals)) } };
        vec![
            whole(&point.month),
            in_cell(&point.figure),
            line(|phase| phase.mean),
            line(|phase| phase.lower),
            line(|phase| phase.upper),
            html! {
                @if point.figure.drawn().is_some() && point.spot != Spot::Plain { (spot_words(point.spot)) }
                @if is_incomplete(&point.figure) { " (" (INCOMPLETE) ")" }
            },
        ]
    });
    let heads = vec![
        Head::text("Month"),
        Head::number(chart.block.unit.clone()),
        Head::number("Mean"),
        Head::number("Lower limit"),
        Head::number("Upper limit"),
        Head::text("Signal"),
    ];
    Table::new(&chart.block.subtitle, heads, rows.collect())
}

/// The line in words, from the displayed values.
pub(crate) fn description(points: &[SpcPoint]) -> String {
    let drawn = || {
        points
            .iter()
            .filter_map(|point| point.figure.drawn().map(|value| (value, point)))
    };
    let lowest = drawn().min_by(|a, b| a.0.total_cmp(&b.0));
    let highest = drawn().max_by(|a, b| a.0.total_cmp(&b.0));
    let without = points.len() - drawn().count();
    let mut words = match (points.first(), points.last()) {
        (Some(first), Some(last)) if points.len() > 1 => format!(
            "{} points, {} to {}.",
            points.len(),
            first.month,
            last.month
        ),
        (Some(only), _) => format!("1 point, {}.", only.month),
        _ => "No points.".to_owned(),
    };
    if let (Some((_, lowest)), Some((_, highest)), Some(latest)) = (lowest, highest, points.last())
    {
        words.push_str(&format!(
            " Lowest {} in {}, highest {} in {}. Latest, {}: {}.",
            lowest.figure.display,
            lowest.month,
            highest.figure.display,
            highest.month,
            latest.month,
            in_words(&latest.figure),
        ));
    }
    if without > 0 {
        words.push_str(&format!(" {without} without a value."));
    }
    let incomplete = points
        .iter()
        .filter(|point| is_incomplete(&point.figure))
        .count();
    if incomplete > 0 {
        words.push_str(&format!(" {incomplete} with {INCOMPLETE}."));
    }
    words
}
