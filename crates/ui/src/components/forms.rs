//! Parts of forms.

use maud::{Markup, html};

use crate::view::{FormError, SummaryRow};

/// The error summary, with the focus on it.
pub(crate) fn error_summary(errors: &[FormError]) -> Markup {
    html! {
        @if !errors.is_empty() {
            div class="nhsuk-error-summary" tabindex="-1" autofocus {
                div role="alert" {
                    h2 class="nhsuk-error-summary__heading" { "There is a problem" }
                    div class="nhsuk-error-summary__body" {
                        ul class="nhsuk-list nhsuk-error-summary__list" {
                            @for error in errors {
                                li { a href={ "#" (error.field) } { (error.message) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The errors of one field, above it. Its id is `<field>-error`.
pub(crate) fn field_errors(errors: &[FormError], field: &str) -> Markup {
    html! {
        @if has_errors(errors, field) {
            span class="nhsuk-error-message" id={ (field) "-error" } {
                @for error in errors.iter().filter(|error| error.field == field) {
                    span class="nhsuk-u-visually-hidden" { "Error: " }
                    (error.message)
                    " "
                }
            }
        }
    }
}

/// Whether a field has an error.
pub(crate) fn has_errors(errors: &[FormError], field: &str) -> bool {
    errors.iter().any(|error| error.field == field)
}

/// Class of the group round a field.
pub(crate) fn group_class(errors: &[FormError], field: &str) -> &'static str {
    if has_errors(errors, field) {
        "nhsuk-form-group nhsuk-form-group--error"
    } else {
        "nhsuk-form-group"
    }
}

/// What `aria-describedby` of a field names: its hint, if it has one, and its errors, if there are any.
pub(crate) fn described_by(
    errors: &[FormError],
    field: &str,
    hint: Option<&str>,
) -> Option<String> {
    let error = has_errors(errors, field).then(|| format!("{field}-error"));
    let ids: Vec<String> = hint.map(str::to_owned).into_iter().chain(error).collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// What `aria-invalid` of a field says: nothing unless it has an error.
pub(crate) fn invalid(errors: &[FormError], field: &str) -> Option<&'static str> {
    has_errors(errors, field).then_some("true")
}

/// One check box that stands alone. Its errors are those of the field with its id, and are shown by the caller.
pub(crate) fn check_box(
    id: &str,
    name: &str,
    value: &str,
    label: &str,
    ticked: bool,
    errors: &[FormError],
) -> Markup {
    html! {
        div class="nhsuk-checkboxes" {
            div class="nhsuk-checkboxes__item" {
                input class="nhsuk-checkboxes__input" id=(id) name=(name) type="checkbox" value=(value) checked[ticked]
                    aria-describedby=[described_by(errors, id, None)] aria-invalid=[invalid(errors, id)];
                label class="nhsuk-label nhsuk-checkboxes__label" for=(id) { (label) }
            }
        }
    }
}

/// Keys and values, with links to change them.
pub(crate) fn summary_list(rows: &[SummaryRow]) -> Markup {
    html! {
        dl class="nhsuk-summary-list" {
            @for row in rows {
                div class="nhsuk-summary-list__row" {
                    dt class="nhsuk-summary-list__key" { (row.key) }
                    dd class="nhsuk-summary-list__value" { (row.value) }
                    @if let Some(change) = &row.change {
                        dd class="nhsuk-summary-list__actions" {
                            a href=(change.href) {
                                (change.label)
                                span class="nhsuk-u-visually-hidden" { " " (row.key) }
                            }
                        }
                    }
                }
            }
        }
    }
}
