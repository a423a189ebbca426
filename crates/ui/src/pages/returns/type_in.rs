use maud::{Markup, html};

use crate::components::forms::{described_by, error_summary, field_errors, group_class, invalid};
use crate::components::inset;
use crate::layout::{Page, csrf_field, document};
use crate::view::{FormError, Frame, TypeIn, TypedField, TypedReferral};

/// No code, date or reference is longer.
const VALUE_CHARS_MAX: u16 = 200;

/// S2: a return of a few referrals, typed in.
#[must_use]
pub fn s2_type_in(frame: &Frame, view: &TypeIn) -> Markup {
    let title = format!("Type in your return for {}", view.month);
    let is_full = view.referrals.len() >= view.referrals_max;
    let content = html! {
        (error_summary(&view.errors))
        h1 class="nhsuk-heading-l hub-heading" {
            span class="nhsuk-caption-l" { (view.service) }
            (title)
        }
        @if let Some(replaces) = &view.replaces { (inset(&html! { p { (replaces) } })) }
        p {
            "For up to " (view.referrals_max) " referrals. If you have more, "
            a href=(view.upload_href) { "upload a file" } "."
        }
        p { "Do not type names, addresses, phone numbers, e-mail addresses or notes about people." }
        form action=(view.action) method="post" autocomplete="off" novalidate {
            (csrf_field(frame))
            // The first button is the one that Enter presses.
            button class="nhsuk-u-visually-hidden" type="submit" name="do" value="check" tabindex="-1" aria-hidden="true" { "Check this return" }
            @for typed in &view.referrals { (referral(view, typed)) }
            @if is_full {
                p { "This form is full. To send more referrals, " a href=(view.upload_href) { "upload a file" } "." }
            } @else {
                button class="nhsuk-button nhsuk-button--secondary" type="submit" name="do" value="add" { "Add another referral" }
            }
            p { button class="nhsuk-button" type="submit" name="do" value="check" { "Check this return" } }
            p class="hub-quiet" { "Nothing counts until you submit. What you type is not kept before that: finish it in one go." }
        }
        @if let Some(late) = &view.late { (inset(&html! { p { (late) } })) }
    };
    let page = Page::new("S2", &title)
        .about(&view.service)
        .with_errors(!view.errors.is_empty());
    document(frame, &page, &content)
}

fn referral(view: &TypeIn, typed: &TypedReferral) -> Markup {
    let number = typed.number;
    html! {
        // The box is outside: a legend would stand across its edge.
        div class="hub-problem" {
            fieldset class="nhsuk-fieldset" {
                legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--m" { "Referral " (number) }
                @for one in &typed.fields { (field(&view.errors, number, one)) }
                @if !typed.more.is_empty() {
                    details class="nhsuk-details" open[typed.is_open] {
                        summary class="nhsuk-details__summary" {
                            span class="nhsuk-details__summary-text" {
                                "More about this referral"
                                span class="nhsuk-u-visually-hidden" { " " (number) }
                            }
                        }
                        div class="nhsuk-details__text" {
                            @for one in &typed.more { (field(&view.errors, number, one)) }
                        }
                    }
                }
                @if view.referrals.len() > 1 {
                    button class="nhsuk-button nhsuk-button--secondary" type="submit" name="do" value={ "remove-" (number) } {
                        "Remove"
                        span class="nhsuk-u-visually-hidden" { " referral " (number) }
                    }
                }
            }
        }
    }
}

fn field(errors: &[FormError], number: usize, typed: &TypedField) -> Markup {
    let name = &typed.name;
    let hint = (!typed.hint.is_empty()).then(|| format!("{name}-hint"));
    let described = described_by(errors, name, hint.as_deref());
    html! {
        div class=(group_class(errors, name)) {
            label class="nhsuk-label" for=(name) {
                (typed.label)
                span class="nhsuk-u-visually-hidden" { ", referral " (number) }
            }
            @if let Some(id) = &hint { div class="nhsuk-hint" id=(id) { (typed.hint) } }
            (field_errors(errors, name))
            @if typed.options.is_empty() {
                input class="nhsuk-input hub-question" id=(name) name=(name) type="text" value=(typed.value)
                    maxlength=(VALUE_CHARS_MAX) autocomplete="off" spellcheck="false"
                    aria-describedby=[described] aria-invalid=[invalid(errors, name)];
            } @else {
                select class="nhsuk-select" id=(name) name=(name)
                    aria-describedby=[described] aria-invalid=[invalid(errors, name)] {
                    option value="" { "Choose" }
                    @for (value, label) in &typed.options {
                        option value=(value) selected[*value == typed.value] { (label) }
                    }
                }
            }
        }
    }
}
