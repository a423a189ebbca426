//! Parts of forms.

use maud::{Markup, html};

use super::choices::{Choice, checkboxes};
use super::classes;
use super::summary::{Change, Row, summary};
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

/// What a field is for, or how to fill it in.
pub(crate) fn hint(id: Option<&str>, more: &str, words: &Markup) -> Markup {
    html! { div class=(classes("nhsuk-hint", more)) id=[id] { (words) } }
}

/// What is wrong with a field.
pub(crate) fn error_message(id: Option<&str>, words: &Markup) -> Markup {
    html! { span class="nhsuk-error-message" id=[id] { (read_out_error()) (words) } }
}

fn read_out_error() -> Markup {
    html! { span class="nhsuk-u-visually-hidden" { "Error: " } }
}

/// The errors of one field, above it. Its id is `<field>-error`.
pub(crate) fn field_errors(errors: &[FormError], field: &str) -> Markup {
    let own = errors.iter().filter(|error| error.field == field);
    html! {
        @if has_errors(errors, field) {
            (error_message(Some(&format!("{field}-error")), &html! {
                @for (position, error) in own.enumerate() {
                    @if position > 0 { " " (read_out_error()) }
                    (error.message)
                }
            }))
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
    let choice = Choice {
        id: id.to_owned(),
        value,
        label: html! { (label) },
        ticked,
        errors,
        ..Choice::default()
    };
    checkboxes("", name, &[choice])
}

/// Keys and values, with links to change them.
pub(crate) fn summary_list(rows: &[SummaryRow]) -> Markup {
    let rows: Vec<Row<'_>> = rows
        .iter()
        .map(|row| Row {
            change: row.change.as_ref().map(|link| Change {
                href: &link.href,
                label: &link.label,
                of: &row.key,
            }),
            ..Row::new(&row.key, html! { (row.value) })
        })
        .collect();
    summary("", &rows)
}
