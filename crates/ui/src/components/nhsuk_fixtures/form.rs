//! Options of forms.

use maud::{Markup, html};
use serde_json::Value;

use super::options::{Mapped, Options, joined};
use crate::components::choices::{self, Choice, Question};
use crate::components::fields::{self, Field, Input, SelectOption, TextArea, Title};
use crate::components::forms;
use crate::view::FormError;

const NO_WORDS: &str = "an error without words";

pub(super) fn hint(options: &mut Options<'_>) -> Mapped<Markup> {
    Ok(forms::hint(None, "", &options.words()?))
}

pub(super) fn error_message(options: &mut Options<'_>) -> Mapped<Markup> {
    Ok(forms::error_message(None, &options.words()?))
}

pub(super) fn error_summary(options: &mut Options<'_>) -> Mapped<Markup> {
    if options.text_of("heading")? != Some("There is a problem") {
        return Err("another heading".to_owned());
    }
    let errors = options.list("errorList")?;
    if errors.is_empty() {
        return Err("no errors".to_owned());
    }
    let errors: Mapped<Vec<FormError>> = errors.into_iter().map(listed_error).collect();
    Ok(forms::error_summary(&errors?))
}

fn listed_error(value: &Value) -> Mapped<FormError> {
    let mut options = Options::of(value)?;
    let href = options
        .text("href")?
        .and_then(|href| href.strip_prefix('#'));
    let error = FormError {
        field: href.ok_or("an error without a field")?.to_owned(),
        message: options.must("text")?.to_owned(),
    };
    options.end()?;
    Ok(error)
}

pub(super) fn label(options: &mut Options<'_>) -> Mapped<Markup> {
    Ok(title(options)?.label(None))
}

pub(super) fn legend(options: &mut Options<'_>) -> Mapped<Markup> {
    Ok(title(options)?.legend())
}

/// Words with a size, which may be a heading.
fn title<'a>(options: &mut Options<'a>) -> Mapped<Title<'a>> {
    let size = options.text("size")?.unwrap_or_default();
    match options.take("heading") {
        None => Ok(Title::of(options.words()?).size(size)),
        Some(Value::String(text)) => Ok(Title {
            heading: Some(1),
            ..Title::new(text).size(size)
        }),
        Some(Value::Bool(true)) => Ok(Title {
            heading: Some(1),
            ..Title::of(options.words()?).size(size)
        }),
        Some(heading) => heading_title(options, heading, size),
    }
}

fn heading_title<'a>(
    options: &mut Options<'a>,
    heading: &'a Value,
    size: &'a str,
) -> Mapped<Title<'a>> {
    let mut heading = Options::of(heading)?;
    let level = heading.number("level")?;
    let size = heading.text("size")?.unwrap_or(size);
    let text = match heading.text("text")? {
        Some(text) => html! { (text) },
        None => options.words()?,
    };
    heading.end()?;
    Ok(Title {
        heading: level.or(Some(1)),
        ..Title::of(text).size(size)
    })
}

/// A text, or options of words.
fn title_of<'a>(options: &mut Options<'a>, name: &'static str) -> Mapped<Title<'a>> {
    match options.take(name) {
        None => Err(format!("no {name}")),
        Some(Value::String(text)) => Ok(Title::new(text)),
        Some(value) => {
            let mut options = Options::of(value)?;
            let title = title(&mut options)?;
            options.end()?;
            Ok(title)
        }
    }
}

pub(super) fn fieldset(options: &mut Options<'_>) -> Mapped<Markup> {
    let legend = title_of(options, "legend")?;
    let content = match options.text("html")? {
        Some(_) => options.words()?,
        None => html! {},
    };
    Ok(fields::fieldset("", None, &legend, &content))
}

/// What all fields have.
struct Common<'a> {
    id: &'a str,
    name: &'a str,
    title: Title<'a>,
    hint: Option<Markup>,
    errors: Vec<FormError>,
}

impl<'a> Common<'a> {
    fn of(options: &mut Options<'a>) -> Mapped<Self> {
        let name = options.must("name")?;
        let id = options.text("id")?.unwrap_or(name);
        Ok(Self {
            id,
            name,
            title: title_of(options, "label")?,
            hint: options.words_of("hint")?,
            errors: errors(options, id)?,
        })
    }

    /// The HTML that `render` makes of a field with further classes.
    fn field(self, classes: &str, render: impl Fn(&Field<'_>) -> Markup) -> Markup {
        let field = Field::new(self.id, self.title)
            .name(self.name)
            .hint(self.hint)
            .errors(&self.errors)
            .classes(classes);
        render(&field)
    }
}

/// The error of a field, as one of a form.
fn errors(options: &mut Options<'_>, id: &str) -> Mapped<Vec<FormError>> {
    if options.is_on("errorMessage") {
        return Err(NO_WORDS.to_owned());
    }
    let message = options.text_of("errorMessage")?;
    let error = message.map(|message| FormError {
        field: id.to_owned(),
        message: message.to_owned(),
    });
    Ok(error.into_iter().collect())
}

/// What is on or off, or left to the browser.
fn choice(options: &mut Options<'_>, name: &'static str) -> Option<bool> {
    options.take(name).and_then(Value::as_bool)
}

pub(super) fn input(options: &mut Options<'_>) -> Mapped<Markup> {
    let common = Common::of(options)?;
    let mut classes = Vec::new();
    if let Some(width) = options.number("width")? {
        classes.push(format!("nhsuk-input--width-{width}"));
    }
    if options.is_on("code") {
        classes.push("nhsuk-input--code".to_owned());
    }
    if let Some(more) = options.text("classes")? {
        // Of two widths theirs takes that of the classes; ours has one way to say it.
        if !classes.is_empty() {
            return Err("width beside classes".to_owned());
        }
        classes.push(more.to_owned());
    }
    let input = Input {
        kind: options.text("type")?,
        inputmode: options.text("inputmode")?,
        value: options.text("value")?,
        autocomplete: options.text("autocomplete")?,
        spellcheck: choice(options, "spellcheck"),
        ..Input::default()
    };
    Ok(common.field(&joined(&classes), |field| field.input(&input)))
}

pub(super) fn textarea(options: &mut Options<'_>) -> Mapped<Markup> {
    let common = Common::of(options)?;
    let area = TextArea {
        rows: options.number("rows")?.unwrap_or(5),
        autocomplete: options.text("autocomplete")?,
        ..TextArea::default()
    };
    Ok(common.field("", |field| field.textarea(&area)))
}

pub(super) fn select(options: &mut Options<'_>) -> Mapped<Markup> {
    let common = Common::of(options)?;
    let chosen = options.text("value")?;
    let mut listed: Vec<SelectOption<'_>> = Vec::new();
    for item in options.list("items")? {
        let mut item = Options::of(item)?;
        let value = item.must("value")?;
        listed.push((value, item.must("text")?, chosen == Some(value)));
        item.end()?;
    }
    Ok(common.field("", |field| field.select(&listed)))
}

pub(super) fn file_upload(options: &mut Options<'_>) -> Mapped<Markup> {
    let common = Common::of(options)?;
    Ok(common.field("", |field| field.file(None)))
}

pub(super) fn radios(options: &mut Options<'_>) -> Mapped<Markup> {
    question(options, "nhsuk-radios", choices::radios)
}

pub(super) fn checkboxes(options: &mut Options<'_>) -> Mapped<Markup> {
    question(options, "nhsuk-checkboxes", choices::checkboxes)
}

fn question(
    options: &mut Options<'_>,
    base: &str,
    answers: fn(&str, &str, &[Choice<'_>]) -> Markup,
) -> Mapped<Markup> {
    let name = options.must("name")?;
    let id = options.text("idPrefix")?.unwrap_or(name);
    let mut classes = Vec::new();
    for look in ["small", "inline"] {
        if options.is_on(look) {
            classes.push(format!("{base}--{look}"));
        }
    }
    let items = options.list("items")?;
    let listed: Mapped<Vec<Choice<'_>>> = items
        .into_iter()
        .enumerate()
        .map(|(position, item)| answer(id, position, item))
        .collect();
    let answers = answers(&joined(&classes), name, &listed?);
    let (hint, errors) = (options.words_of("hint")?, errors(options, id)?);
    match options.take("fieldset") {
        Some(fieldset) => {
            let mut fieldset = Options::of(fieldset)?;
            let title = title_of(&mut fieldset, "legend")?;
            fieldset.end()?;
            let question = Question {
                id,
                title,
                hint,
                errors: &errors,
            };
            Ok(question.render(&answers))
        }
        None if hint.is_none() && errors.is_empty() => {
            let class = forms::group_class(&errors, id);
            Ok(html! { div class=(class) { (answers) } })
        }
        None => Err("hint or error without a legend".to_owned()),
    }
}

/// One answer. The first has the id of the question, the others a number after it.
fn answer<'a>(id: &str, position: usize, value: &'a Value) -> Mapped<Choice<'a>> {
    let mut options = Options::of(value)?;
    let choice = Choice {
        id: match position {
            0 => id.to_owned(),
            position => format!("{id}-{}", position + 1),
        },
        value: options.must("value")?,
        label: options.words()?,
        hint: options.words_of("hint")?,
        ..Choice::default()
    };
    options.end()?;
    Ok(choice)
}
