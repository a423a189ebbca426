use std::collections::BTreeSet;

use maud::{Markup, html};

use super::problems::places_and_kinds;
use crate::components::button::Button;
use crate::components::choices::{Choice, checkboxes};
use crate::components::fields::{Field, Title};
use crate::components::forms::{error_message, error_summary, has_errors, hint};
use crate::components::heading::page_heading;
use crate::components::table::{Head, Table};
use crate::components::{counted, details, inset};
use crate::layout::{Page, csrf_field, document};
use crate::view::{FixCell, FixHere, FormError, Frame};

/// No code, date or reference is longer.
const VALUE_CHARS_MAX: u16 = 200;
/// Stands for each letter and digit that is hidden.
const MASK: char = '\u{2022}';

/// S8: new values for the cells that have a problem.
#[must_use]
pub fn s8_fix(frame: &Frame, view: &FixHere) -> Markup {
    let title = title(view);
    let content = html! {
        (error_summary(&view.errors))
        (page_heading(&view.service, &title))
        p class="hub-facts" {
            strong { (view.month) } "."
            @if !view.file_name.is_empty() { " File: " span class="hub-break" { (view.file_name) } "." }
        }
        p { "Type the right values, then select the same file again. We put them in while we read it and check the whole file anew. "
            "What you leave empty stays as it is in the file." }
        @if !view.again.is_empty() {
            p {
                (counted(u32::try_from(view.again.len()).unwrap_or(u32::MAX), "box", "boxes")) " at the end "
                "must be filled again: " a href="#again" { "why, and which" } "."
            }
        }
        p { "Your own file stays as it was: put it right too, so that next month's begins right." }
        @if !view.kept.is_empty() { p { (kept(&view.kept)) } }
        p class="hub-screen-only" { a href="#file" { "Go to the last step: select the file again" } }
        @if is_any_hidden(view) {
            (inset(&html! { p { "Some of what you typed may tell who somebody is, so it is not shown again. Type it again." } }))
        }
        form action=(view.action) method="post" enctype="multipart/form-data" autocomplete="off" novalidate {
            (csrf_field(frame))
            @for (name, value) in &view.given { input type="hidden" name=(name) value=(value); }
            @for (position, cell) in view.cells.iter().enumerate() { (field(position, cell, &view.errors)) }
            @if !view.again.is_empty() {
                h2 class="nhsuk-heading-m" id="again" { "Type these again" }
                p { "You put these right before. What you typed may tell who somebody is, so we have not kept it." }
                @for (position, cell) in (view.cells.len()..).zip(&view.again) { (field(position, cell, &view.errors)) }
            }
            (file(view))
            (Button::new("Check again with these values").render())
        }
        p class="hub-screen-only" { a href=(view.back_href) { "Back to the result of the check" } }
    };
    let page = Page::new("S8", &title)
        .about(&view.service)
        .with_errors(!view.errors.is_empty());
    document(frame, &page, &content)
}

/// So many places and kinds as the result of the check says.
fn title(view: &FixHere) -> String {
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let kinds: BTreeSet<&str> = view.cells.iter().map(|cell| cell.what.as_str()).collect();
    let (places, kinds) = places_and_kinds(number(view.cells.len()), number(kinds.len()));
    let boxes = match view.again.len() {
        0 => String::new(),
        // What must be typed again takes boxes of its own.
        again => format!(": {} boxes to fill", view.cells.len() + again),
    };
    format!("Fix {places} here{kinds}{boxes}")
}

/// What was typed in an earlier round, which this one need not repeat.
fn kept(cells: &[String]) -> String {
    let number = u32::try_from(cells.len()).unwrap_or(u32::MAX);
    format!(
        "What you typed before is remembered and goes with this: {} ({}).",
        counted(number, "cell", "cells"),
        cells.join(", ")
    )
}

fn is_any_hidden(view: &FixHere) -> bool {
    let mut cells = view.cells.iter().chain(&view.again);
    cells.any(|cell| cell.is_hidden)
}

fn file(view: &FixHere) -> Markup {
    let hint = html! { "We do not keep your file, so choose it once more. It may have up to " (view.max_size) "." };
    Field::new("file", Title::new("Select the same file again").size("m"))
        .hint(Some(hint))
        .errors(&view.errors)
        .classes("hub-drop")
        .group_classes("hub-screen-only")
        .file(None)
}

/// One cell: what is the matter, the rest of its row, and its new value.
fn field(position: usize, cell: &FixCell, errors: &[FormError]) -> Markup {
    let place = place(cell);
    let is_error = has_problem(cell) || has_errors(errors, &format!("value-{position}"));
    html! {
        section class="hub-problem" {
            h2 class="nhsuk-heading-s" { (place) }
            div class={ "nhsuk-form-group" @if is_error { " nhsuk-form-group--error" } } { (input(position, &place, cell, errors)) }
            @if cell.place.found.contains(MASK) {
                p class="hub-quiet" {
                    "We hide part of what we found, since it may tell who somebody is. Look at cell " (cell.cell) " in your file."
                }
            }
            @if !cell.is_needed { (blank(position, &place, cell)) }
            @if !cell.others.is_empty() { (details("The rest of this row", &others(&place, cell))) }
        }
    }
}

fn has_problem(cell: &FixCell) -> bool {
    !cell.what.is_empty()
}

fn input(position: usize, place: &str, cell: &FixCell, errors: &[FormError]) -> Markup {
    let id = format!("value-{position}");
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let own: Vec<&str> = errors
        .iter()
        .filter(|error| error.field == id)
        .map(|error| error.message.as_str())
        .collect();
    let is_error = has_problem(cell) || !own.is_empty();
    let described = if is_error {
        format!("{hint_id} {error_id}")
    } else {
        hint_id.clone()
    };
    let title = Title::of(html! {
        "New value"
        span class="nhsuk-u-visually-hidden" { ": " (place) }
    });
    let expected = html! {
        @if has_problem(cell) { (how(cell)) } @else { "Type the value again." }
        @if cell.month_first { " The month comes first, as you told us of this column." }
    };
    let what = html! {
        @for message in &own { (message) @if has_problem(cell) { ". " } }
        (cell.what)
        @if !cell.place.found.is_empty() { ". We found: " code class="hub-found" { (cell.place.found) } }
    };
    html! {
        (title.label(Some(&id)))
        (hint(Some(&hint_id), "", &expected))
        @if is_error { (error_message(Some(&error_id), &what)) }
        input type="hidden" name="cell" value=(cell.cell);
        @if cell.options.is_empty() {
            input class={ "nhsuk-input hub-question" @if is_error { " nhsuk-input--error" } } id=(id) name="value"
                type="text" value=(cell.typed) maxlength=(VALUE_CHARS_MAX)
                autocomplete="off" spellcheck="false" aria-describedby=(described) aria-invalid=[is_error.then_some("true")];
        } @else {
            select class={ "nhsuk-select" @if is_error { " nhsuk-select--error" } } id=(id) name="value"
                aria-describedby=(described) aria-invalid=[is_error.then_some("true")] {
                option value="" selected[cell.typed.is_empty()] { "Choose" }
                @for (value, label) in &cell.options {
                    option value=(value) selected[*value == cell.typed] { (label) }
                }
            }
        }
    }
}

/// What is expected and how to put it right, with an example that both have said once.
fn how(cell: &FixCell) -> String {
    let (fix, expected) = (&cell.fix, &cell.place.expected);
    let example = expected.rsplit_once("like ").map(|(_, example)| example);
    match example {
        Some(example) if fix.trim_end_matches('.').ends_with(example) => {
            format!("We expect {expected}.")
        }
        Some(example) if fix.contains(example) => fix.clone(),
        _ if expected.is_empty() => fix.clone(),
        _ => format!("We expect {expected}. {fix}"),
    }
}

/// The box that leaves the cell blank. Its row and column stand above it, and are read out with it.
fn blank(position: usize, place: &str, cell: &FixCell) -> Markup {
    let choice = Choice {
        id: format!("blank-{position}"),
        value: &cell.cell,
        label: html! {
            "Leave the cell blank"
            span class="nhsuk-u-visually-hidden" { ": " (place) }
        },
        ticked: cell.is_blank,
        ..Choice::default()
    };
    html! { div class="nhsuk-form-group" { (checkboxes("", "blank", &[choice])) } }
}

/// `Row 14, column C (Referral date)`, with the sheet if there are sheets.
fn place(cell: &FixCell) -> String {
    let place = &cell.place;
    let row = place
        .row
        .map_or_else(String::new, |row| format!("Row {row}, "));
    let column = format!("{row}column {}", place.column);
    let column = match place.header.is_empty() {
        true => column,
        false => format!("{column} ({})", place.header),
    };
    match place.sheet.is_empty() {
        true => column,
        false => format!("{column}, sheet {}", place.sheet),
    }
}

fn others(place: &str, cell: &FixCell) -> Markup {
    let rows = cell.others.iter().map(|(heading, value)| {
        vec![
            html! { (heading) },
            html! { code class="hub-found" { (value) } },
        ]
    });
    let heads = vec![Head::text("Column"), Head::text("Value")];
    let caption = format!("The rest of the row: {place}");
    html! {
        (Table::with_quiet_caption(&caption, heads, rows.collect()).render())
        p class="hub-quiet" {
            "References and other values that tell who somebody is are not here: we do not keep them."
            @if let Some(row) = cell.place.row { " You find them in row " (row) " of your file." }
        }
    }
}
