//! Options of tables, of keys and values, and of things to do.

use maud::Markup;
use serde_json::Value;

use super::options::{Mapped, Options, joined, text, things, words};
use super::parts;
use crate::components::summary::{Change, Row, summary};
use crate::components::table::{Head, Table};
use crate::components::tasks;

pub(super) fn summary_list(options: &mut Options<'_>) -> Mapped<Markup> {
    let (has_no_border, has_no_last_border) =
        (options.is_off("border"), options.is_off("lastRowBorder"));
    let class = match (has_no_border, has_no_last_border) {
        (true, _) => "nhsuk-summary-list--no-border",
        (false, true) => "nhsuk-summary-list--no-last-row-border",
        (false, false) => "",
    };
    let rows: Mapped<Vec<Row<'_>>> = options.list("rows")?.into_iter().map(row).collect();
    Ok(summary(class, &rows?))
}

fn row(value: &Value) -> Mapped<Row<'_>> {
    let mut options = Options::of(value)?;
    let row = Row {
        key: options.text_of("key")?.ok_or("no key")?,
        value: options.words_of("value")?.ok_or("no value")?,
        change: match options.take("actions") {
            Some(actions) => change(actions)?,
            None => None,
        },
        ..Row::default()
    };
    options.end()?;
    Ok(row)
}

/// A list of actions, or what has one as `items`.
fn change(actions: &Value) -> Mapped<Option<Change<'_>>> {
    let listed = match things(actions) {
        Some(listed) => listed,
        None => {
            let mut options = Options::of(actions)?;
            let listed = options.list("items")?;
            options.end()?;
            listed
        }
    };
    match listed.as_slice() {
        [] => Ok(None),
        [action] => {
            let mut options = Options::of(action)?;
            let change = Change {
                href: options.must("href")?,
                label: options.must("text")?,
                of: options.must("visuallyHiddenText")?,
            };
            options.end()?;
            Ok(Some(change))
        }
        _ => Err("several actions in a row".to_owned()),
    }
}

pub(super) fn table(options: &mut Options<'_>) -> Mapped<Markup> {
    let (caption, caption_classes) = caption(options.take("caption").ok_or("no caption")?)?;
    let classes = table_classes(options)?;
    if !options.is_on("firstCellIsHeader") {
        return Err("a first cell that is not the head of its row".to_owned());
    }
    let heads: Mapped<Vec<Head>> = options.list("head")?.into_iter().map(head).collect();
    let rows: Mapped<Vec<Vec<Markup>>> = options.list("rows")?.into_iter().map(cells).collect();
    let table = Table {
        caption_classes: &caption_classes,
        classes: &classes,
        ..Table::new(caption, heads?, rows?)
    };
    Ok(table.element())
}

/// Classes of options that are nothing but a class.
fn table_classes(options: &mut Options<'_>) -> Mapped<String> {
    let mut classes = Vec::new();
    if let Some(variant) = options.text("variant")? {
        classes.push(format!("nhsuk-table--{variant}"));
    }
    for (name, class) in [
        ("compact", "nhsuk-table--compact"),
        ("striped", "nhsuk-table--striped"),
    ] {
        if options.is_on(name) {
            classes.push(class.to_owned());
        }
    }
    if options.is_off("lastRowBorder") {
        classes.push("nhsuk-table--no-last-row-border".to_owned());
    }
    Ok(joined(&classes))
}

/// The text of a caption, and its classes.
fn caption(value: &Value) -> Mapped<(&str, String)> {
    if let Some(text) = value.as_str() {
        return Ok((text, String::new()));
    }
    let mut options = Options::of(value)?;
    let text = options.must("text")?;
    let classes = match (options.text("size")?, options.text("classes")?) {
        (Some(size), None) => format!("nhsuk-table__caption--{size}"),
        (None, Some(classes)) => classes.to_owned(),
        (None, None) => String::new(),
        (Some(_), Some(_)) => return Err("size beside classes".to_owned()),
    };
    options.end()?;
    Ok((text, classes))
}

fn head(value: &Value) -> Mapped<Head> {
    if value.is_string() {
        return text(value).map(Head::text);
    }
    let mut options = Options::of(value)?;
    let text = options.must("text")?;
    let head = match options.text("format")? {
        Some("numeric") => Head::number(text),
        None => Head::text(text),
        Some(_) => return Err("format".to_owned()),
    };
    options.end()?;
    Ok(head)
}

fn cells(row: &Value) -> Mapped<Vec<Markup>> {
    let cells = things(row).ok_or("row")?;
    cells.into_iter().map(words).collect()
}

pub(super) fn task_list(options: &mut Options<'_>) -> Mapped<Markup> {
    let prefix = options.must("idPrefix")?;
    let items = options.take("items").and_then(Value::as_array);
    let mut listed = Vec::new();
    // One that stands for nothing has a number all the same.
    for (number, item) in items.ok_or("no items")?.iter().enumerate() {
        if item.is_object() {
            listed.push(task(format!("{prefix}-{}", number + 1), item)?);
        }
    }
    Ok(tasks::task_list(&listed))
}

fn task(id: String, value: &Value) -> Mapped<tasks::Task<'_>> {
    let mut options = Options::of(value)?;
    let task = tasks::Task {
        id,
        name: options.words_of("heading")?.ok_or("title")?,
        href: options.text("href")?,
        hint: options.words_of("hint")?,
        status: status(options.take("status").ok_or("no status")?)?,
        ..tasks::Task::default()
    };
    options.end()?;
    Ok(task)
}

/// Words, or a tag.
fn status(value: &Value) -> Mapped<Markup> {
    let Some(tag) = value.get("tag") else {
        return words(value);
    };
    let mut options = Options::of(value)?;
    options.take("tag");
    options.end()?;
    let mut tag = Options::of(tag)?;
    let markup = parts::tag(&mut tag)?;
    tag.end()?;
    Ok(markup)
}
