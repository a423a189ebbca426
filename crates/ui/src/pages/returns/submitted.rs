use maud::{Markup, html};

use crate::components::forms::summary_list;
use crate::components::heading::page_heading;
use crate::components::{inset, panel};
use crate::layout::{Page, document};
use crate::view::{Frame, Submitted};

/// S10: the receipt.
#[must_use]
pub fn s10_submitted(frame: &Frame, view: &Submitted) -> Markup {
    let what = match (view.superseded.is_some(), view.same.is_some(), view.nil) {
        (true, _, _) => "A version that no longer counts",
        (false, true, _) => "Already submitted",
        (false, false, true) => "Nil return submitted",
        (false, false, false) => "Return submitted",
    };
    let content = html! {
        @match &view.superseded {
            // Green is for what counts.
            Some(newer) => {
                (page_heading(&format!("{}, {}", view.service, view.month), what))
                p { "Reference " strong class="hub-break" { (view.reference) } }
                (inset(&html! { p { a href=(newer.href) { (newer.label) } "." } }))
            }
            None => {
                (panel(what, &html! {
                    (view.service) ", " (view.month)
                    br;
                    "Reference " strong class="hub-break" { (view.reference) }
                }))
            }
        }
        @if let Some(same) = &view.same { (inset(&html! { p { (same) } })) }
        @if let Some(late) = &view.late { (inset(&html! { p { (late) } })) }
        p { "We received it on " (view.at) @if !view.by.is_empty() { " from " (view.by) } "." }
        @if view.figures_href.is_some() || view.corrected_href.is_some() {
            div class="nhsuk-button-group hub-actions" {
                @if let Some(href) = &view.figures_href { a class="nhsuk-button" href=(href) { "See your figures" } }
                @if let Some(href) = &view.corrected_href {
                    a class="nhsuk-button nhsuk-button--secondary" href=(href) { "Send a corrected file" }
                }
            }
        }
        @if !view.receipt.is_empty() {
            h2 class="nhsuk-heading-m" { "Receipt" }
            (summary_list(&view.receipt))
            p class="hub-quiet hub-screen-only" { "Print this page to keep the receipt." }
        }
        @if !view.next.is_empty() {
            h2 class="nhsuk-heading-m" { "What happens next" }
            ul class="nhsuk-list nhsuk-list--bullet" { @for line in &view.next { li { (line) } } }
        }
        p class="hub-screen-only" { a href=(view.home_href) { "Send another month" } }
        @if let Some(href) = &view.withdraw_href {
            p class="hub-screen-only" { a href=(href) { "Withdraw this return" } }
        }
    };
    document(
        frame,
        &Page::new("S10", what).about(&view.service),
        &content,
    )
}
