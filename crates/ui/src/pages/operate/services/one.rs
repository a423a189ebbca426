use maud::{Markup, html};

use super::TITLE;
use super::add::service_form;
use crate::components::button::Button;
use crate::components::forms::error_summary;
use crate::components::summary::{Row, summary};
use crate::components::{inset, link_list};
use crate::layout::{Page, csrf_field, document};
use crate::view::{Frame, ServicePage};

/// O7: one service, and what can be changed about it.
#[must_use]
pub fn o7_service(frame: &Frame, view: &ServicePage) -> Markup {
    let facts = view.facts.iter();
    let facts: Vec<Row<'_>> = facts
        .map(|(name, value)| Row::breaking(name, value))
        .collect();
    let content = html! {
        (error_summary(&view.form.errors))
        h1 class="nhsuk-heading-l" {
            span class="nhsuk-caption-l" { "Service" }
            span class="hub-break" { (view.name) }
        }
        @if !view.notice.is_empty() { (inset(&html! { p { (view.notice) } })) }
        (summary("", &facts))
        h2 class="nhsuk-heading-m" { "Who works for it" }
        (link_list(&view.people))
        div class="hub-screen-only" {
            h2 class="nhsuk-heading-m" { "Change it" }
            (service_form(frame, &view.form, "Save the changes"))
            h2 class="nhsuk-heading-m" { "When it ends" }
            p { "A service is never removed: figures of the past name it. It can end, and then nothing is expected of it." }
            p { a href=(view.end.href) { (view.end.label) } }
            @if let Some(action) = &view.keep_action {
                form action=(action) method="post" novalidate {
                    (csrf_field(frame))
                    (Button::new("It goes on after all").secondary().render())
                }
            }
        }
        p class="hub-screen-only" { a href=(view.back.href) { (view.back.label) } }
    };
    let page = Page::new("O7", &view.name)
        .about(TITLE)
        .with_errors(!view.form.errors.is_empty());
    document(frame, &page, &content)
}
