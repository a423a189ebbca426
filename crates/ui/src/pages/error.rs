use maud::{Markup, html};

use crate::components::{link_list, refusal_codes};
use crate::layout::{Page, document};
use crate::view::{ErrorPage, Frame};

/// P5: what happened, what is safe, what to do.
#[must_use]
pub fn p5_error(frame: &Frame, view: &ErrorPage) -> Markup {
    let content = html! {
        h1 class="nhsuk-heading-l" { (view.title) }
        p { (view.what) }
        @if !view.safe.is_empty() { p { (view.safe) } }
        @if !view.steps.is_empty() {
            h2 class="nhsuk-heading-s" { "What you can do" }
            ul class="nhsuk-list nhsuk-list--bullet" { @for step in &view.steps { li { (step) } } }
        }
        @if !view.codes.is_empty() {
            h2 class="nhsuk-heading-s" { "Codes" }
            (refusal_codes("Codes of the problem", &view.codes))
        }
        (link_list(&view.links))
        @if let Some(reference) = &view.reference { p class="hub-quiet" { "Reference: " code { (reference) } } }
    };
    document(frame, &Page::new("P5", &view.title), &content)
}
