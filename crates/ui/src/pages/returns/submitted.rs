use maud::{Markup, html};

use crate::components::forms::summary_list;
use crate::components::inset;
use crate::layout::{Page, document};
use crate::view::{Frame, Submitted};

/// S10: the receipt.
#[must_use]
pub fn s10_submitted(frame: &Frame, view: &Submitted) -> Markup {
    let what = if view.nil {
        "Nil return submitted"
    } else {
        "Return submitted"
    };
    let content = html! {
        div class="nhsuk-panel" {
            h1 class="nhsuk-panel__heading" { (what) }
            div class="nhsuk-panel__body" {
                (view.service) ", " (view.month)
                br;
                "Reference " strong class="hub-break" { (view.reference) }
            }
        }
        @if let Some(newer) = &view.superseded {
            (inset(&html! { p { "This version no longer counts. " a href=(newer.href) { (newer.label) } } }))
        }
        p { "We received it on " (view.at) @if !view.by.is_empty() { " from " (view.by) } "." }
        @if let Some(href) = &view.figures_href { a class="nhsuk-button" href=(href) { "See your figures" } }
        @if !view.receipt.is_empty() {
            h2 class="nhsuk-heading-m" { "Receipt" }
            (summary_list(&view.receipt))
            p class="hub-quiet" { "Print this page to keep the receipt." }
        }
        @if !view.next.is_empty() {
            h2 class="nhsuk-heading-m" { "What happens next" }
            ul class="nhsuk-list nhsuk-list--bullet" { @for line in &view.next { li { (line) } } }
        }
        p { a href=(view.home_href) { "Send another month" } }
    };
    document(
        frame,
        &Page::new("S10", what).about(&view.service),
        &content,
    )
}
