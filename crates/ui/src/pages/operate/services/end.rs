use maud::{Markup, html};

use super::add::field;
use super::bullets;
use crate::components::button::Button;
use crate::components::fields::Input;
use crate::components::forms::error_summary;
use crate::components::summary::{Row, summary};
use crate::components::warning_callout;
use crate::layout::{Page, csrf_field, document};
use crate::view::{Frame, ServiceEnd};

const TITLE: &str = "End a service";

/// O7: the question before a service ends: from which month on, and then what follows.
#[must_use]
pub fn o7_service_end(frame: &Frame, view: &ServiceEnd) -> Markup {
    let facts = view.facts.iter();
    let facts: Vec<Row<'_>> = facts
        .map(|(name, value)| Row::breaking(name, value))
        .collect();
    let content = html! {
        (error_summary(&view.errors))
        h1 class="nhsuk-heading-l" { (TITLE) }
        (summary("", &facts))
        form action=(view.action) method="get" novalidate {
            (field("month", "First month of which no return is expected", &view.errors)
                .hint(Some(html! { "Year and month, like 2027-04." }))
                .classes("nhsuk-input--width-10")
                .input(&Input {
                    value: Some(&view.month),
                    autocomplete: Some("off"),
                    spellcheck: Some(false),
                    ..Input::default()
                }))
            (Button::new("Show what follows").secondary().render())
        }
        @if !view.asked.is_empty() {
            (warning_callout(&format!("If it ends before {}", view.asked), &bullets(&view.follows)))
            h2 class="nhsuk-heading-m" { "What stays" }
            (bullets(&view.stays))
            form action=(view.action) method="post" novalidate {
                (csrf_field(frame))
                input type="hidden" name="month" value=(view.month);
                (Button::new(&format!("Expect nothing from {} on", view.asked)).warning().render())
            }
        }
        p class="hub-screen-only" { a href=(view.back.href) { (view.back.label) } }
    };
    let page = Page::new("O7", TITLE)
        .about("Services")
        .with_errors(!view.errors.is_empty());
    document(frame, &page, &content)
}
