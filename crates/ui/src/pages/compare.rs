use maud::{Markup, html};

use crate::chart::{funnel, outlines, ranked, tiles};
use crate::components::area::{heading, strip};
use crate::components::figure::in_cell;
use crate::components::table::{Head, Table};
use crate::components::{empty_note, inset, link_or_text};
use crate::layout::{Page, document};
use crate::view::{AreaHead, Compare, Frame, SimilarAreas};

/// C8: areas compared on one measure.
#[must_use]
pub fn c8_compare(frame: &Frame, view: &Compare) -> Markup {
    let title = format!("Compare areas: {}", view.measure);
    let head = AreaHead {
        name: title.clone(),
        kind: view.period.clone(),
        ..AreaHead::default()
    };
    let content = html! {
        (heading(&head, None, &view.filter))
        (strip(&view.strip))
        @if let Some(areas) = &view.similar { (similar(areas)) }
        @match &view.empty {
            Some(note) => { (empty_note(note)) }
            None => {
                (ranked(&view.ranked))
                @if !view.joined.is_empty() { p { (view.joined) } }
                @if let Some(chart) = &view.funnel {
                    (funnel(chart))
                } @else if !view.no_funnel.is_empty() {
                    (inset(&html! { p { (view.no_funnel) } }))
                }
                @if !view.map.tiles.is_empty() {
                    @match view.map.plane {
                        Some(plane) => { (outlines(&view.map, plane)) }
                        None => { (tiles(&view.map)) }
                    }
                }
            }
        }
    };
    document(
        frame,
        &Page::new("C8", "Compare areas").about(&view.measure),
        &content,
    )
}

/// The areas like the reader's own, and in what; or why all are shown.
fn similar(similar: &SimilarAreas) -> Markup {
    let heads = vec![Head::text("Board"), Head::number("Distance")];
    let rows = similar.areas.iter().map(|area| {
        vec![
            link_or_text(&area.name, &area.href),
            in_cell(&area.distance),
        ]
    });
    html! {
        @if similar.areas.is_empty() {
            (inset(&html! { p { (similar.sentence) } }))
        } @else {
            h2 class="nhsuk-heading-m" { "Boards with people alike" }
            p { (similar.sentence) }
            @if !similar.verdict.is_empty() { p class="hub-findings" { (similar.verdict) } }
            (Table::new(&similar.caption, heads, rows.collect()).render())
            p class="hub-quiet" {
                (similar.reason)
                " "
                a href=(similar.definition.href) { (similar.definition.label) }
            }
        }
    }
}
