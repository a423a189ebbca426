//! What changed since an earlier release.

use maud::{Markup, html};

use crate::components::area::select_field;
use crate::components::button::Button;
use crate::components::figure::{in_cell, key};
use crate::components::table::{Head, Table};
use crate::components::{link_or_text, whole};
use crate::view::{FiguresChanged, SinceRelease};

/// The form to choose an earlier release, and what differs from it. Without a choice paper has nothing of it.
pub(super) fn since(block: &SinceRelease) -> Markup {
    let class = block.found.is_none().then_some("hub-screen-only");
    html! {
        div id="changes" class=[class] {
            h2 class="nhsuk-heading-m" { "What changed since an earlier release" }
            @if block.earlier.choices.is_empty() {
                p { "There is no earlier release than this one." }
            } @else {
                (form(block))
            }
            @if let Some(found) = &block.found { (changed(found)) }
        }
    }
}

fn form(block: &SinceRelease) -> Markup {
    html! {
        form class="hub-filter" action={ (block.action) "#changes" } method="get" aria-label="Earlier release" {
            @for (name, value) in &block.hidden { input type="hidden" name=(name) value=(value); }
            (select_field(&block.earlier, None))
            div class="hub-filter__buttons" {
                (Button::new("Show what changed").classes("nhsuk-button--secondary nhsuk-button--small").render())
            }
        }
    }
}

fn changed(found: &FiguresChanged) -> Markup {
    let heads = vec![
        Head::text("Measure"),
        Head::text("Group"),
        Head::text("Month"),
        Head::number("Before"),
        Head::number("Now"),
    ];
    let rows = found.rows.iter().map(|row| {
        vec![
            link_or_text(&row.measure.label, &row.measure.href),
            html! { (row.group) },
            whole(&row.month),
            in_cell(&row.before),
            in_cell(&row.now),
        ]
    });
    let figures = found.rows.iter().flat_map(|row| [&row.before, &row.now]);
    html! {
        @for sentence in &found.sentences { p { (sentence) } }
        @if !found.rows.is_empty() {
            (Table::new(&found.caption, heads, rows.collect()).stacking().render())
            (key(figures))
        }
        @if !found.more.is_empty() { p class="hub-quiet" { (found.more) } }
    }
}
