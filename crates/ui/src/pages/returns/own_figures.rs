use maud::{Markup, html};

use crate::chart::{Range, spark};
use crate::components::figure::{comparison, in_cell, key, prominent, verdict};
use crate::components::table::{Head, Table};
use crate::components::{empty_note, link_list, link_or_text, whole};
use crate::layout::{Page, document};
use crate::pages::trust::completeness;
use crate::view::{Frame, MeasureCard, OwnCard, OwnFigure, OwnFigures};

/// S12: what the returns of a service say.
#[must_use]
pub fn s12_figures(frame: &Frame, view: &OwnFigures) -> Markup {
    let content = html! {
        h1 class="nhsuk-heading-l hub-heading" {
            span class="nhsuk-caption-l" {
                (view.service)
                @if !view.board.is_empty() { ", in " (view.board) }
            }
            "Your figures"
        }
        @match &view.empty {
            Some(note) => { (empty_note(note)) }
            None => {
                @if !view.finding.is_empty() { p class="hub-findings" { (view.finding) } }
                @for note in &view.notes { p class="hub-quiet" { (note) } }
            }
        }
        ul class="hub-cards" { @for card in &view.cards { li { (self::card(card, &view.board)) } } }
        @if view.empty.is_none() {
            // Beside each other on paper, for the page to take one sheet.
            div class="hub-own__beside" {
                div { (months(view)) }
                div { (items(view)) (reach(view)) }
            }
        } @else {
            (reach(view))
        }
        @if !view.links.is_empty() {
            div class="hub-screen-only" {
                h2 class="nhsuk-heading-m" { "More" }
                (link_list(&view.links))
            }
        }
    };
    document(
        frame,
        &Page::new("S12", "Your figures").about(&view.service),
        &content,
    )
}

fn card(card: &OwnCard, board: &str) -> Markup {
    html! {
        article class="hub-card" {
            h2 class="nhsuk-heading-s hub-card__title" { (card.title) }
            @if let Some(own) = &card.own { (own_figure(own)) }
            @if !card.note.is_empty() { p class="hub-quiet" { (card.note) } }
            @if let Some(measure) = &card.board { (of_board(measure, board)) }
        }
    }
}

fn own_figure(own: &OwnFigure) -> Markup {
    html! {
        p class="hub-own__whose" { "Your service" }
        (prominent(&own.figure, &own.unit))
        p class="hub-quiet" { (own.period) }
        @if let Some(series) = &own.spark { (spark(series, &Range::shared([series]))) }
        @if !own.span.is_empty() { p class="hub-quiet" { (own.span) } }
    }
}

/// Set apart from the service's own: it is of other people, and in another unit.
fn of_board(measure: &MeasureCard, board: &str) -> Markup {
    html! {
        div class="hub-own__board" {
            p class="hub-own__whose" { (board) }
            (prominent(&measure.figure, &measure.unit))
            p class="hub-quiet" { (measure.title) ", " (measure.period) }
            (comparison(&measure.comparison))
            @if let Some(series) = &measure.spark { (spark(series, &Range::shared([series]))) }
            @if let Some(found) = &measure.verdict { (verdict(found)) }
            @if !measure.href.is_empty() {
                p class="hub-screen-only" {
                    a href=(measure.href) {
                        "More on this"
                        span class="nhsuk-u-visually-hidden" { ": " (measure.title) ", " (board) }
                    }
                }
            }
        }
    }
}

fn months(view: &OwnFigures) -> Markup {
    let heads = vec![
        Head::text("Month"),
        Head::number("Referrals"),
        Head::number("People"),
        Head::text("What you sent"),
    ];
    let rows = view.months.iter().map(|month| {
        vec![
            whole(&month.month),
            in_cell(&month.referrals),
            in_cell(&month.people),
            link_or_text(&month.sent.label, &month.sent.href),
        ]
    });
    let figures = view
        .months
        .iter()
        .flat_map(|month| [&month.referrals, &month.people]);
    html! {
        @if !view.months.is_empty() {
            h2 class="nhsuk-heading-m" { "Month by month" }
            div class="hub-own__months" {
                (Table::new(&view.months_caption, heads, rows.collect()).stacking().render())
            }
            (key(figures))
            @if !view.downloads.is_empty() {
                p class="hub-downloads" {
                    "Download these figures: "
                    @for link in &view.downloads { a href=(link.href) { (link.label) } " " }
                }
            }
        }
    }
}

fn reach(view: &OwnFigures) -> Markup {
    html! {
        @if !view.reach_note.is_empty() {
            h2 class="nhsuk-heading-m" { "Who you reach" }
            p { (view.reach_note) }
            @if let Some(link) = &view.reach { p { a href=(link.href) { (link.label) } } }
        }
    }
}

fn items(view: &OwnFigures) -> Markup {
    html! {
        @if !view.items.is_empty() || !view.items_note.is_empty() {
            h2 class="nhsuk-heading-m" { "How complete your data are" }
            @if !view.items.is_empty() { (completeness(&view.items_caption, &view.items)) }
            @if !view.items_note.is_empty() { p class="hub-quiet" { (view.items_note) } }
        }
    }
}
