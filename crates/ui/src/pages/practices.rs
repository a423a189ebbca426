use maud::{Markup, html};

use crate::components::area::{heading, strip};
use crate::components::figure::{in_cell, interval_in_cell, key, word};
use crate::components::table::{Head, Table};
use crate::components::{details, empty_note, texts, warning_callout};
use crate::layout::{Page, document};
use crate::view::{ExpectedRow, Frame, Practices};

const TITLE: &str = "Practices with fewer referrals than expected";

/// C13: practices against what is expected of them.
#[must_use]
pub fn c13_practices(frame: &Frame, view: &Practices) -> Markup {
    let content = html! {
        (heading(&view.area, Some(TITLE), &view.filter))
        (strip(&view.strip))
        @match &view.empty {
            Some(note) => { (empty_note(note)) }
            None => {
                p class="hub-findings" { (view.finding) }
                (before_naming(view))
                @if !view.basis.is_empty() { p { (view.basis) } }
                @if !view.beside_who.is_empty() {
                    p {
                        (view.beside_who)
                        @if let Some(link) = &view.who { " " a href=(link.href) { (link.label) } }
                    }
                }
                @if !view.fewer.is_empty() {
                    h2 class="nhsuk-heading-m" { "Fewer than expected" }
                    (table(&format!("Fewer than expected: {}", view.caption), &view.fewer))
                }
                @if !view.others.is_empty() {
                    h2 class="nhsuk-heading-m" { "All other practices" }
                    (details(
                        &format!("Show the other practices ({})", view.others.len()),
                        &table(&format!("All others: {}", view.caption), &view.others),
                    ))
                }
                (key(view.fewer.iter().chain(&view.others).flat_map(|row| [&row.observed, &row.expected, &row.ratio])))
                (details("How this is worked out", &html! { (texts(&view.method)) }))
                @if !view.downloads.is_empty() {
                    p class="hub-downloads" {
                        "Download this list: "
                        @for link in &view.downloads { a href=(link.href) { (link.label) } " " }
                    }
                }
            }
        }
    };
    document(
        frame,
        &Page::new("C13", TITLE).about(&view.area.name),
        &content,
    )
}

/// What may be behind a low number, where everybody sees it.
fn before_naming(view: &Practices) -> Markup {
    html! {
        @if !view.returns.is_empty() || !view.cautions.is_empty() {
            (warning_callout("Before you name a practice", &html! {
                @if !view.returns.is_empty() { p { (view.returns) } }
                @if !view.services.is_empty() {
                    p { "Services that have not sent some of them:" }
                    ul class="nhsuk-list nhsuk-list--bullet" {
                        @for row in &view.services { li { (row.service) ": " (row.months) } }
                    }
                }
                @for caution in &view.cautions { p { (caution) } }
            }))
        }
    }
}

fn table(caption: &str, rows: &[ExpectedRow]) -> Markup {
    let heads = vec![
        Head::text("Practice"),
        Head::text("In a word"),
        Head::text("Link worker"),
        Head::number("Referrals"),
        Head::number("Referrals per 1,000 registered"),
        Head::number("Expected"),
        Head::number("Referrals over expected (95% interval)"),
        Head::number("People registered"),
        Head::text("Deprivation of its people"),
    ];
    Table::new(caption, heads, rows.iter().map(row).collect())
        .stacking()
        .render()
}

fn row(row: &ExpectedRow) -> Vec<Markup> {
    vec![
        html! {
            (row.name) " (" (row.code) ")"
            @if !row.network.is_empty() { span class="hub-network" { (row.network) } }
        },
        html! {
            (word(row.word.word))
            @if !row.difference.is_empty() { ": " (row.difference) }
            @else if let Some(reason) = &row.word.reason { ": " (reason) }
        },
        html! {
            @match row.has_worker {
                Some(true) => "yes",
                Some(false) => "no",
                None => "not known",
            }
        },
        in_cell(&row.observed),
        in_cell(&row.rate),
        in_cell(&row.expected),
        html! {
            (in_cell(&row.ratio))
            @if row.ratio.drawn().is_some() && row.ratio.interval.is_some() {
                " (" (interval_in_cell(&row.ratio)) ")"
            }
        },
        in_cell(&row.registered),
        html! { (row.fifth) },
    ]
}
