//! Answers to choose from: radios and check boxes.

use maud::{Markup, html};

use super::classes;
use super::fields::{Title, fieldset};
use super::forms::{described_by, field_errors, group_class, hint, invalid};
use crate::view::FormError;

/// One answer.
#[derive(Default)]
pub(crate) struct Choice<'a> {
    /// Id of its field. Its hint has the id `<id>-item-hint`.
    pub(crate) id: String,
    /// Value that the form sends.
    pub(crate) value: &'a str,
    /// What it says.
    pub(crate) label: Markup,
    /// More about it.
    pub(crate) hint: Option<Markup>,
    /// Whether it is chosen.
    pub(crate) ticked: bool,
    /// Errors of the form: those of a box that stands alone are tied to it.
    pub(crate) errors: &'a [FormError],
}

/// Answers of which one is chosen.
pub(crate) fn radios(more: &str, name: &str, choices: &[Choice<'_>]) -> Markup {
    block("nhsuk-radios", "radio", more, name, choices)
}

/// Answers of which any number is chosen.
pub(crate) fn checkboxes(more: &str, name: &str, choices: &[Choice<'_>]) -> Markup {
    block("nhsuk-checkboxes", "checkbox", more, name, choices)
}

fn block(base: &str, kind: &str, more: &str, name: &str, choices: &[Choice<'_>]) -> Markup {
    html! {
        div class=(classes(base, more)) {
            @for choice in choices { (item(base, kind, name, choice)) }
        }
    }
}

fn item(base: &str, kind: &str, name: &str, choice: &Choice<'_>) -> Markup {
    let hint_id = format!("{}-item-hint", choice.id);
    let has_hint = choice.hint.is_some().then_some(hint_id.as_str());
    html! {
        div class={ (base) "__item" } {
            input class={ (base) "__input" } id=(choice.id) name=(name) type=(kind) value=(choice.value) checked[choice.ticked]
                aria-describedby=[described_by(choice.errors, &choice.id, has_hint)]
                aria-invalid=[invalid(choice.errors, &choice.id)];
            label class={ "nhsuk-label " (base) "__label" } for=(choice.id) { (choice.label) }
            @if let Some(words) = &choice.hint { (hint(Some(&hint_id), &format!("{base}__hint"), words)) }
        }
    }
}

/// A question with answers to choose from. Its hint has the id `<id>-hint`, its errors `<id>-error`.
#[derive(Default)]
pub(crate) struct Question<'a> {
    /// Id, which is also that of its first answer.
    pub(crate) id: &'a str,
    /// The question.
    pub(crate) title: Title<'a>,
    /// More about it.
    pub(crate) hint: Option<Markup>,
    /// Errors of the form, its own among them.
    pub(crate) errors: &'a [FormError],
}

impl Question<'_> {
    /// The question above its answers.
    pub(crate) fn render(&self, answers: &Markup) -> Markup {
        let hint_id = format!("{}-hint", self.id);
        let has_hint = self.hint.is_some().then_some(hint_id.as_str());
        let described = described_by(self.errors, self.id, has_hint);
        let content = html! {
            @if let Some(words) = &self.hint { (hint(Some(&hint_id), "", words)) }
            (field_errors(self.errors, self.id))
            (answers)
        };
        html! {
            div class=(group_class(self.errors, self.id)) {
                (fieldset("", described.as_deref(), &self.title, &content))
            }
        }
    }
}
