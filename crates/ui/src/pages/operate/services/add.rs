use maud::{Markup, html};

use crate::components::button::Button;
use crate::components::fields::{Field, Input, Title};
use crate::components::forms::error_summary;
use crate::layout::{Page, csrf_field, document};
use crate::view::{FormError, Frame, ServiceAdd, ServiceForm};

const TITLE: &str = "Register a service";

/// O7: the form that registers a service.
#[must_use]
pub fn o7_service_add(frame: &Frame, view: &ServiceAdd) -> Markup {
    let content = html! {
        (error_summary(&view.form.errors))
        h1 class="nhsuk-heading-l" { (TITLE) }
        p {
            "From its first month on, a return is expected of the service each month, and completeness counts it. Nobody can send for it "
            "before somebody has a role for it: that comes next, on its page."
        }
        (service_form(frame, &view.form, "Register this service"))
        p class="hub-screen-only" { a href=(view.back.href) { (view.back.label) } }
    };
    let page = Page::new("O7", TITLE)
        .about("Services")
        .with_errors(!view.form.errors.is_empty());
    document(frame, &page, &content)
}

/// The fields of a service, with a button.
pub(super) fn service_form(frame: &Frame, form: &ServiceForm, button: &str) -> Markup {
    html! {
        form action=(form.action) method="post" novalidate {
            (csrf_field(frame))
            @if let Some(code) = &form.code {
                (field("code", "Code", &form.errors)
                    .hint(Some(html! { "3 to 8 capital letters and digits, like YA001. It stays for good and is never given to another service." }))
                    .classes("nhsuk-input--width-10")
                    .input(&typed(code)))
            }
            (field("name", "Name", &form.errors)
                .hint(Some(html! { "As others will see it." }))
                .input(&Input { maxlength: Some(form.name_characters_max), ..typed(&form.name) }))
            (field("area", "Where is it?", &form.errors)
                .hint(Some(html! {
                    "The code of a practice or network that it works with, or of its board. Rows that name no practice count there, "
                    "in all months of releases from then on."
                }))
                .classes("nhsuk-input--width-10")
                .input(&typed(&form.area)))
            (field("kind", "Kind of organisation", &form.errors).choices(&form.kinds))
            (field("from", "First month of which a return is expected", &form.errors)
                .hint(Some(html! { "Year and month, like 2026-10." }))
                .classes("nhsuk-input--width-10")
                .input(&typed(&form.from)))
            (Button::new(button).render())
        }
    }
}

fn typed(value: &str) -> Input<'_> {
    Input {
        value: Some(value),
        autocomplete: Some("off"),
        spellcheck: Some(false),
        ..Input::default()
    }
}

pub(super) fn field<'a>(id: &'a str, title: &str, errors: &'a [FormError]) -> Field<'a> {
    Field::new(id, Title::new(title).size("s")).errors(errors)
}
