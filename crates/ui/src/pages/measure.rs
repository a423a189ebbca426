use maud::{Markup, html};

use crate::chart::{Range, spark, spc};
use crate::components::area::{heading, strip};
use crate::components::figure::{comparison, prominent, verdict};
use crate::components::table::{Head, Table};
use crate::components::{empty_note, link_or_text};
use crate::layout::{Page, document};
use crate::view::{Frame, MeasureOverTime, RevisionNote, SmallMultiple};

/// C2: a measure over time, and whether its change is real.
#[must_use]
pub fn c2_measure(frame: &Frame, view: &MeasureOverTime) -> Markup {
    let content = html! {
        (heading(&view.area, Some(&view.measure), &view.filter))
        (strip(&view.strip))
        @match &view.empty {
            Some(note) => { (empty_note(note)) }
            None => {
                (in_brief(view))
                (multiples(&view.multiples))
                (revisions(&view.revisions))
            }
        }
    };
    document(
        frame,
        &Page::new("C2", &view.measure).about(&view.area.name),
        &content,
    )
}

/// The latest value, its verdict and the chart.
pub(super) fn in_brief(view: &MeasureOverTime) -> Markup {
    html! {
        div class="hub-split" {
            div {
                (prominent(&view.latest, &view.unit))
                p class="hub-quiet" { (view.period) }
                (comparison(&view.comparison))
            }
            div {
                (verdict(&view.chart.verdict))
                @if let Some(rule) = &view.chart.verdict.rule { p class="hub-quiet" { "Rule that fired: " (rule) } }
            }
        }
        (spc(&view.chart))
    }
}

fn multiples(multiples: &[SmallMultiple]) -> Markup {
    let range = Range::shared(multiples.iter().map(|multiple| &multiple.series));
    html! {
        @if !multiples.is_empty() {
            h2 class="nhsuk-heading-m" { "Areas inside, on one scale" }
            ul class="hub-multiples" {
                @for multiple in multiples {
                    li {
                        h3 class="nhsuk-heading-xs" { (link_or_text(&multiple.name, &multiple.href)) }
                        (spark(&multiple.series, &range))
                        p class="hub-quiet" {
                            "Latest " (crate::components::figure::in_cell(&multiple.latest))
                            @if !multiple.verdict.is_empty() { ". " (multiple.verdict) }
                        }
                    }
                }
            }
        }
    }
}

fn revisions(revisions: &[RevisionNote]) -> Markup {
    let heads = vec![
        Head::text("Period"),
        Head::text("Revised on"),
        Head::number("Before"),
        Head::number("Now"),
    ];
    let rows = revisions.iter().map(|note| {
        vec![
            html! { (note.period) },
            html! { (note.date) },
            html! { (note.before) },
            html! { (note.now) },
        ]
    });
    html! {
        @if !revisions.is_empty() {
            h2 class="nhsuk-heading-m" { "Revisions" }
            (Table::with_quiet_caption("Revised figures", heads, rows.collect()).stacking().render())
        }
    }
}
