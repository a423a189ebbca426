//! Keys and values.

use maud::{Markup, html};

use super::classes;

/// A line of a summary.
#[derive(Default)]
pub(crate) struct Row<'a> {
    /// What it is.
    pub(crate) key: &'a str,
    /// Its value.
    pub(crate) value: Markup,
    /// Further classes of the value.
    pub(crate) classes: &'a str,
    /// How to change it.
    pub(crate) change: Option<Change<'a>>,
}

/// A link that changes a line.
pub(crate) struct Change<'a> {
    /// Where it goes.
    pub(crate) href: &'a str,
    /// What it says.
    pub(crate) label: &'a str,
    /// What it changes, which is only read out.
    pub(crate) of: &'a str,
}

impl<'a> Row<'a> {
    /// A line that only says something.
    pub(crate) fn new(key: &'a str, value: Markup) -> Self {
        Self {
            key,
            value,
            ..Self::default()
        }
    }

    /// A line with a text that may be one long word.
    pub(crate) fn breaking(key: &'a str, value: &str) -> Self {
        Self {
            classes: "hub-break",
            ..Self::new(key, html! { (value) })
        }
    }
}

/// Lines under each other.
pub(crate) fn summary(more: &str, rows: &[Row<'_>]) -> Markup {
    let is_any_changed = rows.iter().any(|row| row.change.is_some());
    html! {
        dl class=(classes("nhsuk-summary-list", more)) {
            @for row in rows { (line(row, is_any_changed && row.change.is_none())) }
        }
    }
}

fn line(row: &Row<'_>, leaves_room: bool) -> Markup {
    html! {
        div class={ "nhsuk-summary-list__row" @if leaves_room { " nhsuk-summary-list__row--no-actions" } } {
            dt class="nhsuk-summary-list__key" { (row.key) }
            dd class=(classes("nhsuk-summary-list__value", row.classes)) { (row.value) }
            @if let Some(change) = &row.change {
                dd class="nhsuk-summary-list__actions" {
                    a class="nhsuk-link" href=(change.href) {
                        (change.label)
                        span class="nhsuk-u-visually-hidden" { " " (change.of) }
                    }
                }
            }
        }
    }
}
