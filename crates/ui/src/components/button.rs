//! Buttons.

use maud::{Markup, html};

use super::classes;

/// A button that sends its form.
///
/// What only leads somewhere is a link that looks like a button, without the role of one: such a role promises that
/// the space bar works, which takes a script.
pub(crate) struct Button<'a> {
    text: Markup,
    classes: &'a str,
    id: Option<&'a str>,
    sends: Option<(&'a str, &'a str)>,
}

impl<'a> Button<'a> {
    /// A green button.
    pub(crate) fn new(text: &str) -> Self {
        Self::of(html! { (text) })
    }

    /// A green button that says more than plain text.
    pub(crate) fn of(text: Markup) -> Self {
        Self {
            text,
            classes: "",
            id: None,
            sends: None,
        }
    }

    /// A button for what is not the main thing to do.
    pub(crate) fn secondary(self) -> Self {
        self.classes("nhsuk-button--secondary")
    }

    /// A button for what cannot be undone.
    pub(crate) fn warning(self) -> Self {
        self.classes("nhsuk-button--warning")
    }

    /// The same with further classes.
    pub(crate) fn classes(self, classes: &'a str) -> Self {
        Self { classes, ..self }
    }

    /// The same with an id.
    pub(crate) fn id(self, id: &'a str) -> Self {
        Self {
            id: Some(id),
            ..self
        }
    }

    /// The same, telling the form that it was this button.
    pub(crate) fn sends(self, name: &'a str, value: &'a str) -> Self {
        Self {
            sends: Some((name, value)),
            ..self
        }
    }

    /// The button.
    pub(crate) fn render(&self) -> Markup {
        html! {
            button class=(classes("nhsuk-button", self.classes)) id=[self.id] type="submit"
                name=[self.sends.map(|(name, _)| name)] value=[self.sends.map(|(_, value)| value)] { (self.text) }
        }
    }
}
