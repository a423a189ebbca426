use maud::{Markup, html};

use crate::components::button::Button;
use crate::components::fields::{Field, Input, SelectOption, Title, fieldset};
use crate::components::forms::error_summary;
use crate::components::heading::page_heading;
use crate::components::{details_of, inset, warning_callout};
use crate::layout::{Page, csrf_field, document};
use crate::view::{FormError, Frame, TypeIn, TypedField, TypedReferral};

/// No code, date or reference is longer.
const VALUE_CHARS_MAX: usize = 200;

/// S2: a return of a few referrals, typed in.
#[must_use]
pub fn s2_type_in(frame: &Frame, view: &TypeIn) -> Markup {
    let title = format!("Type in your return for {}", view.month);
    let is_full = view.referrals.len() >= view.referrals_max;
    let content = html! {
        (error_summary(&view.errors))
        (page_heading(&view.service, &title))
        @if let Some(replaces) = &view.replaces { (inset(&html! { p { (replaces) } })) }
        p {
            "For up to " (view.referrals_max) " referrals. If you have more, "
            a href=(view.upload_href) { "upload a file" } "."
        }
        p { "Finish it in one go: what you type is not kept before you submit it, and nothing counts until then." }
        p { "Do not type names, addresses, phone numbers, e-mail addresses or notes about people." }
        (warnings(view))
        form action=(view.action) method="post" autocomplete="off" novalidate {
            (csrf_field(frame))
            @if let Some(checked) = &view.checked { input type="hidden" name="checked" value=(checked.id); }
            // The first button is the one that Enter presses.
            button class="nhsuk-u-visually-hidden" type="submit" name="do" value="check" tabindex="-1" aria-hidden="true" { "Check this return" }
            @for typed in &view.referrals { (referral(view, typed)) }
            @if is_full {
                p { "This form is full. To send more referrals, " a href=(view.upload_href) { "upload a file" } "." }
            } @else {
                (Button::new("Add another referral").secondary().sends("do", "add").render())
            }
            p { (check(view)) }
        }
        @if let Some(late) = &view.late { (inset(&html! { p { (late) } })) }
    };
    let page = Page::new("S2", &title)
        .about(&view.service)
        .with_errors(!view.errors.is_empty());
    document(frame, &page, &content)
}

/// The button that checks; where nothing but a look is needed, the way on comes first.
fn check(view: &TypeIn) -> Markup {
    let button = Button::new("Check this return").sends("do", "check");
    match view.checked {
        Some(_) => button.secondary().render(),
        None => button.render(),
    }
}

/// What needs a look, and the way on for whoever has looked.
fn warnings(view: &TypeIn) -> Markup {
    html! {
        @if !view.warnings.is_empty() {
            (warning_callout("Look at these", &html! {
                ul class="nhsuk-list nhsuk-list--bullet" {
                    @for warning in &view.warnings {
                        li {
                            @if warning.field.is_empty() { (warning.message) } @else { a href={ "#" (warning.field) } { (warning.message) } }
                        }
                    }
                }
                @if let Some(checked) = &view.checked {
                    p { "If they are right, go on. If not, put them right below and check again." }
                    form action=(checked.action) method="get" {
                        @for code in &checked.codes { input type="hidden" name="ok" value=(code); }
                        (Button::new("I have looked at these: go on").render())
                    }
                }
            }))
        }
    }
}

fn referral(view: &TypeIn, typed: &TypedReferral) -> Markup {
    let number = typed.number;
    let title = Title::of(html! { "Referral " (number) }).size("m");
    let more = html! {
        "More about this referral"
        span class="nhsuk-u-visually-hidden" { " " (number) }
    };
    let content = html! {
        (fields(view, number, &typed.fields))
        @if !typed.more.is_empty() { (details_of(&more, typed.is_open, &fields(view, number, &typed.more))) }
        @if view.referrals.len() > 1 { (remove(number)) }
    };
    // The box is outside: a legend would stand across its edge.
    html! { div class="hub-problem" { (fieldset("", None, &title, &content)) } }
}

fn remove(number: usize) -> Markup {
    let text = html! {
        "Remove"
        span class="nhsuk-u-visually-hidden" { " referral " (number) }
    };
    Button::of(text)
        .secondary()
        .sends("do", &format!("remove-{number}"))
        .render()
}

fn fields(view: &TypeIn, number: usize, typed: &[TypedField]) -> Markup {
    html! { @for one in typed { (field(view, number, one)) } }
}

fn field(view: &TypeIn, number: usize, typed: &TypedField) -> Markup {
    let warnings: Vec<&FormError> = view
        .warnings
        .iter()
        .filter(|warning| warning.field == typed.name)
        .collect();
    let title = Title::of(html! {
        (typed.label)
        span class="nhsuk-u-visually-hidden" { ", referral " (number) }
    });
    let has_hint = !typed.hint.is_empty() || !warnings.is_empty();
    let hint = has_hint.then(|| {
        html! {
            (typed.hint)
            @for warning in &warnings {
                @if !typed.hint.is_empty() { br; }
                strong { (warning.message) }
            }
        }
    });
    let field = Field::new(&typed.name, title)
        .hint(hint)
        .errors(&view.errors);
    if typed.options.is_empty() {
        field.classes("hub-question").input(&Input {
            value: Some(&typed.value),
            maxlength: Some(VALUE_CHARS_MAX),
            autocomplete: Some("off"),
            spellcheck: Some(false),
            ..Input::default()
        })
    } else {
        let mut options: Vec<SelectOption<'_>> = vec![("", "Choose", false)];
        options.extend(
            typed
                .options
                .iter()
                .map(|(value, label)| (value.as_str(), label.as_str(), *value == typed.value)),
        );
        field.select(&options)
    }
}
