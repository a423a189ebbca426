use maud::{Markup, html};

use crate::chart::{Range, spark};
use crate::components::area::{heading, inside, strip};
use crate::components::figure::{comparison, in_words, prominent, verdict};
use crate::components::summary::{Row, summary};
use crate::components::{empty_note, inset, link_list, link_or_text};
use crate::layout::{Page, document};
use crate::view::{AreaOverview, Frame, MeasureCard, SoFar};

/// C1: an area in brief.
#[must_use]
pub fn c1_overview(frame: &Frame, view: &AreaOverview) -> Markup {
    let content = html! {
        (heading(&view.area, None, &view.filter))
        (strip(&view.strip))
        (in_brief(view))
        @if let Some(month) = &view.so_far { (so_far(month)) }
        @if let Some(table) = &view.inside { (inside(table)) }
        @if !view.links.is_empty() {
            div class="hub-screen-only" {
                h2 class="nhsuk-heading-m" { "More about this area" }
                (link_list(&view.links))
            }
        }
    };
    document(
        frame,
        &Page::new("C1", "Overview").about(&view.area.name),
        &content,
    )
}

/// Findings, cards and changes, or why there are none.
pub(super) fn in_brief(view: &AreaOverview) -> Markup {
    html! {
        @match &view.empty {
            Some(note) => { (empty_note(note)) }
            None => {
                @if !view.stands_out.is_empty() {
                    h2 class="nhsuk-heading-m" { "What stands out" }
                    ul class="nhsuk-list nhsuk-list--bullet" { @for sentence in &view.stands_out { li { (sentence) } } }
                }
                @if !view.findings.is_empty() {
                    p class="hub-findings" { @for finding in &view.findings { (finding) " " } }
                }
                (cards(&view.cards))
                @if !view.words.is_empty() { p class="hub-quiet" { (view.words) } }
                (changes(view))
            }
        }
    }
}

/// Measures beside each other.
pub(super) fn cards(cards: &[MeasureCard]) -> Markup {
    html! {
        ul class="hub-cards" { @for card in cards { li { (self::card(card)) } } }
    }
}

/// Set apart from the release that the rest of the page shows.
fn so_far(month: &SoFar) -> Markup {
    let rows = [
        Row::new(
            "Referrals in these returns",
            html! { (in_words(&month.referrals)) },
        ),
        Row::new(
            "People, once for each service",
            html! { (in_words(&month.people)) },
        ),
    ];
    inset(&html! {
        h2 class="nhsuk-heading-s" { (month.month) " so far" }
        p { (month.returns) }
        (summary("nhsuk-summary-list--no-border", &rows))
        p class="hub-quiet" {
            "At " (month.at) ". Adjusted to protect people like all figures, and not part of a release: what is released for the month may differ."
        }
    })
}

pub(super) fn card(card: &MeasureCard) -> Markup {
    html! {
        article class="hub-card" {
            h2 class="nhsuk-heading-s hub-card__title" { (link_or_text(&card.title, &card.href)) }
            @match &card.restricted {
                Some(who) => { p class="hub-quiet" { (who) } }
                None => {
                    (prominent(&card.figure, &card.unit))
                    p class="hub-quiet" { (card.period) @if !card.before.is_empty() { ". Before: " (card.before) } }
                    (comparison(&card.comparison))
                    @if let Some(series) = &card.spark {
                        (spark(series, &Range::shared([series])))
                        p class="hub-quiet hub-spark__scale" { (upper_first(&series.summary)) }
                    }
                    @if let Some(found) = &card.verdict { (verdict(found)) }
                }
            }
        }
    }
}

/// The words of a line, as a sentence of its own.
fn upper_first(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}

fn changes(view: &AreaOverview) -> Markup {
    html! {
        h2 class="nhsuk-heading-m" { "What changed since last month" }
        @if view.changes.is_empty() {
            p { (view.still) }
        } @else {
            ul class="nhsuk-list nhsuk-list--bullet" {
                @for change in &view.changes {
                    li {
                        (change.text)
                        @if !change.href.is_empty() { " " a href=(change.href) { "See the chart" span class="nhsuk-u-visually-hidden" { ": " (change.text) } } }
                    }
                }
            }
        }
    }
}
