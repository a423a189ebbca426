//! Options of single parts.

use maud::{Markup, html};

use super::options::{Mapped, Options, joined, words};
use crate::components::button::Button;
use crate::components::{details_of, heading as headings, inset, tag_of, warning_at};

pub(super) fn tag(options: &mut Options<'_>) -> Mapped<Markup> {
    let text = options.words()?;
    let mut classes = Vec::new();
    if options.is_off("colour") {
        classes.push("nhsuk-tag--no-colour".to_owned());
    } else if let Some(colour) = options.text("colour")? {
        classes.push(format!("nhsuk-tag--{colour}"));
    }
    if options.is_off("border") {
        classes.push("nhsuk-tag--no-border".to_owned());
    }
    if let Some(more) = options.text("classes")? {
        // Of two colours theirs takes that of the classes; ours has one way to say it.
        if !classes.is_empty() && more.contains("nhsuk-tag--") {
            return Err("colour beside classes".to_owned());
        }
        classes.push(more.to_owned());
    }
    Ok(tag_of(&joined(&classes), &text))
}

pub(super) fn button(options: &mut Options<'_>) -> Mapped<Markup> {
    let text = options.words()?;
    let mut classes = Vec::new();
    if let Some(variant) = options.text("variant")? {
        classes.push(format!("nhsuk-button--{variant}"));
    }
    if options.is_on("small") {
        classes.push("nhsuk-button--small".to_owned());
    }
    Ok(Button::of(text).classes(&joined(&classes)).render())
}

pub(super) fn details(options: &mut Options<'_>) -> Mapped<Markup> {
    let summary = options.words_of("summary")?.ok_or("no summary")?;
    let is_open = options.is_on("open");
    Ok(details_of(&summary, is_open, &options.words()?))
}

/// A text in a paragraph, or HTML that brings its own.
fn paragraph(options: &mut Options<'_>, class: Option<&str>) -> Mapped<Markup> {
    match options.text("text")? {
        Some(text) => Ok(html! { p class=[class] { (text) } }),
        None => options.words(),
    }
}

pub(super) fn inset_text(options: &mut Options<'_>) -> Mapped<Markup> {
    Ok(inset(&paragraph(options, None)?))
}

pub(super) fn warning_callout(options: &mut Options<'_>) -> Mapped<Markup> {
    let heading = options.text_of("heading")?.ok_or("no heading")?;
    let content = paragraph(options, Some("nhsuk-card__description"))?;
    Ok(warning_at(3, heading, &content))
}

pub(super) fn heading(options: &mut Options<'_>) -> Mapped<Markup> {
    let text = options.words()?;
    let size = options.must("size")?;
    let caption = match options.take("caption") {
        None => None,
        Some(caption) if caption.is_string() => Some(words(caption)?),
        Some(caption) => {
            let mut caption = Options::of(caption)?;
            if !matches!(caption.text("placement")?, None | Some("start")) {
                return Err("caption elsewhere than at the start".to_owned());
            }
            let words = caption.words()?;
            caption.end()?;
            Some(words)
        }
    };
    Ok(headings::heading(1, size, "", caption.as_ref(), &text))
}

pub(super) fn panel(options: &mut Options<'_>) -> Mapped<Markup> {
    let heading = match options.take("heading") {
        Some(heading) if heading.is_object() => {
            let mut heading = Options::of(heading)?;
            if !matches!(heading.number("level")?, None | Some(1)) {
                return Err("heading of another level".to_owned());
            }
            let text = heading.must("text")?;
            heading.end()?;
            text
        }
        Some(heading) => heading.as_str().ok_or("heading")?,
        None => return Err("no heading".to_owned()),
    };
    Ok(crate::components::panel(heading, &options.words()?))
}
