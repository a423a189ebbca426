use maud::{Markup, html};

use super::overview::card;
use crate::chart::dots;
use crate::components::area::{heading, strip};
use crate::components::figure::{in_cell, key};
use crate::components::table::{Head, Table};
use crate::components::{empty_note, link_list};
use crate::layout::{Page, document};
use crate::view::{Coverage, Frame, GridNetwork, PracticeMark, UncoveredRow};

/// C3: is every practice covered.
#[must_use]
pub fn c3_coverage(frame: &Frame, view: &Coverage) -> Markup {
    let content = html! {
        (heading(&view.area, Some("Is every practice covered?"), &view.filter))
        (strip(&view.strip))
        @match &view.empty {
            Some(note) => { (empty_note(note)) }
            None => {
                @if !view.findings.is_empty() {
                    p class="hub-findings" { @for finding in &view.findings { (finding) " " } }
                }
                ul class="hub-cards" { @for brief in &view.cards { li { (card(brief)) } } }
                @if !view.workload.is_empty() { p { (view.workload) } }
                p { (view.definition) }
                (grid(view))
                (list(view))
                @if let Some(chart) = &view.by_fifth { (dots(chart)) }
            }
        }
        @if !view.links.is_empty() {
            div class="hub-screen-only" {
                h2 class="nhsuk-heading-m" { "What to look at next" }
                (link_list(&view.links))
            }
        }
    };
    document(
        frame,
        &Page::new("C3", "Is every practice covered?").about(&view.area.name),
        &content,
    )
}

/// Class, letter and words of a mark.
pub(super) fn mark(mark: PracticeMark) -> (&'static str, &'static str, &'static str) {
    match mark {
        PracticeMark::Covered => ("covered", "C", "covered"),
        PracticeMark::Referring => ("covered", "C", "covered, with referrals"),
        PracticeMark::NoneShown => ("none", "N", "covered, none or too few referrals to show"),
        PracticeMark::NotCovered => ("uncovered", "U", "not covered"),
        PracticeMark::NoReturn => ("unknown", "?", "covered, no return to know referrals from"),
    }
}

const MARKS: [PracticeMark; 5] = [
    PracticeMark::Covered,
    PracticeMark::Referring,
    PracticeMark::NoneShown,
    PracticeMark::NotCovered,
    PracticeMark::NoReturn,
];

fn grid(view: &Coverage) -> Markup {
    let used = |kind: &PracticeMark| {
        let mut squares = view.networks.iter().flat_map(|network| &network.squares);
        squares.any(|square| square.mark == *kind)
    };
    html! {
        h2 class="nhsuk-heading-m" { "Practices by network" }
        @if view.networks.is_empty() {
            p { (view.grid_note) }
        } @else {
            ul class="hub-legend" {
                @for kind in MARKS.iter().filter(|kind| used(kind)) {
                    @let (class, letter, words) = mark(*kind);
                    li { span class={ "hub-practice hub-practice--" (class) } aria-hidden="true" { (letter) } " " (words) }
                }
            }
            @if !view.referrals_note.is_empty() { p class="hub-quiet" { (view.referrals_note) } }
            ul class="hub-practices" { @for network in &view.networks { li { (self::network(network)) } } }
        }
    }
}

fn network(network: &GridNetwork) -> Markup {
    html! {
        h3 class="nhsuk-heading-xs hub-practices__name" { (network.name) }
        ul class="hub-practices__squares" {
            @for square in &network.squares {
                @let (class, letter, words) = mark(square.mark);
                li title=(square.name) {
                    span class={ "hub-practice hub-practice--" (class) } aria-hidden="true" { (letter) }
                    span class="nhsuk-u-visually-hidden" { (square.name) ": " (words) }
                }
            }
        }
    }
}

fn list(view: &Coverage) -> Markup {
    let heads = vec![
        Head::text("Practice"),
        Head::text("What is known"),
        Head::number("People registered"),
        Head::text("Deprivation of its people"),
        Head::text("Network"),
    ];
    let row = |row: &UncoveredRow| {
        let (_, letter, words) = mark(row.mark);
        vec![
            html! { (row.name) " (" (row.code) ")" },
            html! { strong { (letter) } ": " (words) },
            in_cell(&row.registered),
            html! { (row.fifth) },
            html! { (row.network) },
        ]
    };
    html! {
        @if !view.list.is_empty() {
            h2 class="nhsuk-heading-m" { "Practices to look at" }
            (Table::new(&view.list_caption, heads, view.list.iter().map(row).collect()).stacking().render())
            (key(view.list.iter().map(|row| &row.registered)))
        }
    }
}
