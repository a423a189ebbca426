//! Fields of forms: the words above, a hint, errors, and the field itself.

use maud::{Markup, html};

use super::forms::{described_by, field_errors, group_class, has_errors, hint, invalid};
use super::{classes, heading};
use crate::view::{Choice, FormError};

/// Words above a field or above a question.
#[derive(Default)]
pub(crate) struct Title<'a> {
    /// The words.
    pub(crate) text: Markup,
    /// `s`, `m`, `l` or `xl`; empty: as large as other text.
    pub(crate) size: &'a str,
    /// Level of the heading that they are; none: they are no heading.
    pub(crate) heading: Option<u8>,
}

impl<'a> Title<'a> {
    /// Words as large as other text.
    pub(crate) fn new(text: &str) -> Self {
        Self::of(html! { (text) })
    }

    /// The same, of more than plain text.
    pub(crate) fn of(text: Markup) -> Self {
        Self {
            text,
            size: "",
            heading: None,
        }
    }

    /// The same in another size.
    pub(crate) fn size(self, size: &'a str) -> Self {
        Self { size, ..self }
    }

    /// As the label of the field with an id.
    pub(crate) fn label(&self, field: Option<&str>) -> Markup {
        let label = html! { label class=(self.class("nhsuk-label")) for=[field] { (self.text) } };
        match self.heading {
            Some(level) => heading::element(level, "nhsuk-label-wrapper", &label),
            None => label,
        }
    }

    /// As the legend of a set of fields.
    pub(crate) fn legend(&self) -> Markup {
        html! {
            legend class=(self.class("nhsuk-fieldset__legend")) {
                @match self.heading {
                    Some(level) => { (heading::element(level, "nhsuk-fieldset__heading", &self.text)) }
                    None => { (self.text) }
                }
            }
        }
    }

    fn class(&self, base: &str) -> String {
        match self.size {
            "" => base.to_owned(),
            size => format!("{base} {base}--{size}"),
        }
    }
}

/// Fields that belong together, under a legend.
pub(crate) fn fieldset(
    more: &str,
    described_by: Option<&str>,
    legend: &Title<'_>,
    content: &Markup,
) -> Markup {
    html! {
        fieldset class=(classes("nhsuk-fieldset", more)) aria-describedby=[described_by] {
            (legend.legend())
            (content)
        }
    }
}

/// A field with all that belongs to it. Its hint has the id `<id>-hint`, its errors `<id>-error`.
pub(crate) struct Field<'a> {
    id: &'a str,
    name: &'a str,
    title: Title<'a>,
    hint: Option<Markup>,
    errors: &'a [FormError],
    classes: &'a str,
    group_classes: &'a str,
}

/// What a field for one line of text has besides.
#[derive(Default)]
pub(crate) struct Input<'a> {
    /// Type; none: text.
    pub(crate) kind: Option<&'a str>,
    /// The keys that a telephone offers.
    pub(crate) inputmode: Option<&'a str>,
    /// What is in it.
    pub(crate) value: Option<&'a str>,
    /// The most characters.
    pub(crate) maxlength: Option<usize>,
    /// What the browser may fill in.
    pub(crate) autocomplete: Option<&'a str>,
    /// Whether spelling is checked; none: as the browser likes.
    pub(crate) spellcheck: Option<bool>,
}

/// What a field for several lines of text has besides.
#[derive(Default)]
pub(crate) struct TextArea<'a> {
    /// How many lines are seen.
    pub(crate) rows: u8,
    /// What is in it.
    pub(crate) text: &'a str,
    /// The most characters.
    pub(crate) maxlength: Option<usize>,
    /// Whether it must not be empty.
    pub(crate) required: bool,
    /// Whether spelling is checked; none: as the browser likes.
    pub(crate) spellcheck: Option<bool>,
    /// What the browser may fill in.
    pub(crate) autocomplete: Option<&'a str>,
    /// What a telephone writes in capitals.
    pub(crate) autocapitalize: Option<&'a str>,
}

/// A value to choose, its words, and whether it is chosen.
pub(crate) type SelectOption<'a> = (&'a str, &'a str, bool);

impl<'a> Field<'a> {
    /// A field whose name is its id.
    pub(crate) fn new(id: &'a str, title: Title<'a>) -> Self {
        Self {
            id,
            name: id,
            title,
            hint: None,
            errors: &[],
            classes: "",
            group_classes: "",
        }
    }

    /// The same under another name.
    pub(crate) fn name(self, name: &'a str) -> Self {
        Self { name, ..self }
    }

    /// The same with a hint.
    pub(crate) fn hint(self, hint: Option<Markup>) -> Self {
        Self { hint, ..self }
    }

    /// The same with those of a form's errors that are its own.
    pub(crate) fn errors(self, errors: &'a [FormError]) -> Self {
        Self { errors, ..self }
    }

    /// The same with further classes.
    pub(crate) fn classes(self, classes: &'a str) -> Self {
        Self { classes, ..self }
    }

    /// The same with further classes of the group round it.
    pub(crate) fn group_classes(self, group_classes: &'a str) -> Self {
        Self {
            group_classes,
            ..self
        }
    }

    /// One line of text.
    pub(crate) fn input(&self, input: &Input<'_>) -> Markup {
        self.group(
            "",
            &html! {
                input class=(self.class("nhsuk-input")) id=(self.id) name=(self.name) type=(input.kind.unwrap_or("text"))
                    inputmode=[input.inputmode] value=[input.value] maxlength=[input.maxlength]
                    autocomplete=[input.autocomplete] spellcheck=[input.spellcheck.map(on)]
                    aria-describedby=[self.described()] aria-invalid=[invalid(self.errors, self.id)];
            },
        )
    }

    /// Several lines of text.
    pub(crate) fn textarea(&self, area: &TextArea<'_>) -> Markup {
        self.group(
            "",
            &html! {
                textarea class=(self.class("nhsuk-textarea")) id=(self.id) name=(self.name) rows=(area.rows)
                    maxlength=[area.maxlength] required[area.required] spellcheck=[area.spellcheck.map(on)]
                    autocomplete=[area.autocomplete] autocapitalize=[area.autocapitalize]
                    aria-describedby=[self.described()] aria-invalid=[invalid(self.errors, self.id)] { (area.text) }
            },
        )
    }

    /// One of several values.
    pub(crate) fn select(&self, options: &[SelectOption<'_>]) -> Markup {
        self.group(
            "",
            &html! {
                select class=(self.class("nhsuk-select")) id=(self.id) name=(self.name)
                    aria-describedby=[self.described()] aria-invalid=[invalid(self.errors, self.id)] {
                    @for (value, label, is_chosen) in options {
                        option value=(value) selected[*is_chosen] { (label) }
                    }
                }
            },
        )
    }

    /// One of several values, of which each says whether it is the one in use.
    pub(crate) fn choices(&self, choices: &[Choice]) -> Markup {
        let options: Vec<SelectOption<'_>> = choices
            .iter()
            .map(|choice| {
                (
                    choice.value.as_str(),
                    choice.label.as_str(),
                    choice.selected,
                )
            })
            .collect();
        self.select(&options)
    }

    /// A file, of the kinds that the browser is to offer first.
    pub(crate) fn file(&self, accept: Option<&str>) -> Markup {
        self.group(
            "nhsuk-file-upload",
            &html! {
                input class=(classes("nhsuk-file-upload__input", self.classes)) id=(self.id) name=(self.name) type="file"
                    accept=[accept] aria-describedby=[self.described()] aria-invalid=[invalid(self.errors, self.id)];
            },
        )
    }

    fn group(&self, kind: &str, control: &Markup) -> Markup {
        let class = classes(group_class(self.errors, self.id), kind);
        html! {
            div class=(classes(&class, self.group_classes)) {
                (self.title.label(Some(self.id)))
                @if let Some(words) = &self.hint { (hint(Some(&self.hint_id()), "", words)) }
                (field_errors(self.errors, self.id))
                (control)
            }
        }
    }

    fn class(&self, base: &str) -> String {
        let class = classes(base, self.classes);
        match has_errors(self.errors, self.id) {
            true => format!("{class} {base}--error"),
            false => class,
        }
    }

    fn hint_id(&self) -> String {
        format!("{}-hint", self.id)
    }

    fn described(&self) -> Option<String> {
        let hint = self.hint.as_ref().map(|_| self.hint_id());
        described_by(self.errors, self.id, hint.as_deref())
    }
}

/// An attribute that is not left out where it is off.
fn on(is_on: bool) -> &'static str {
    if is_on { "true" } else { "false" }
}
