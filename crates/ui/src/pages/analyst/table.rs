use maud::{Markup, html};

use super::{code_block, kind_tag, result, tabs};
use crate::components::heading::heading;
use crate::components::status_codes::status_codes;
use crate::components::summary::{Row, summary};
use crate::components::table::{Head, Table};
use crate::components::{details, inset, link_list};
use crate::layout::{Page, document};
use crate::view::{CodeLabel, ExampleQuery, Frame, TableColumn, TablePage, TableParts};

/// Begins the name of a table.
const SCHEMA: &str = "hub.";
/// More codes than this are folded.
const CODES_SEEN: usize = 6;

/// A1: one table.
#[must_use]
pub fn a1_table(frame: &Frame, view: &TablePage) -> Markup {
    let table = &view.table;
    let above = html! { "Table of release " (view.release) };
    let facts: Vec<Row<'_>> = [
        ("One row is", &table.grain),
        ("Rows", &table.rows),
        ("Months", &table.months),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(key, value)| Row::new(key, html! { (value) }))
    .collect();
    let content = html! {
        (tabs("Tables"))
        (heading(1, "l", "hub-heading hub-break", Some(&above), &html! { (table.name) }))
        p { (kind_tag(table.is_protected)) " " (table.about) "." }
        (summary("", &facts))
        @for note in &view.notes { (inset(&html! { p { (linked(note)) } })) }
        (link_list(&view.links))
        (figures(view))
        h2 class="nhsuk-heading-m" { "Columns" }
        (columns(view))
        (status_codes(&view.statuses))
        h2 class="nhsuk-heading-m" { "Queries to begin with" }
        @for example in &view.examples { (example_query(example)) }
        @if let Some(sample) = &view.sample {
            h2 class="nhsuk-heading-m" { "What the first of them gives" }
            (result::rows(sample))
        }
        @if !view.downloads.is_empty() {
            h2 class="nhsuk-heading-m" { "Download the whole table" }
            p class="hub-downloads" {
                @for link in &view.downloads { a href=(link.href) { (link.label) } " " }
            }
        }
        @if let Some(found) = &view.parts {
            h2 class="nhsuk-heading-m" { "Download the table in parts" }
            p { (found.text) }
            @if !found.parts.is_empty() { (parts(found, &table.name)) }
        }
    };
    document(
        frame,
        &Page::new("A1", &table.name).about("SQL and data"),
        &content,
    )
}

fn parts(view: &TableParts, table: &str) -> Markup {
    let heads = vec![
        Head::text(&view.head),
        Head::number("Rows"),
        Head::text("Files"),
    ];
    let rows = view.parts.iter().map(|part| {
        vec![
            html! { (part.name) },
            html! { (part.rows) },
            html! {
                @for link in &part.downloads {
                    a href=(link.href) {
                        (link.label)
                        span class="nhsuk-u-visually-hidden" { ": " (part.name) }
                    }
                    " "
                }
            },
        ]
    });
    let caption = format!("Parts of {table} as files");
    Table::with_quiet_caption(&caption, heads, rows.collect())
        .stacking()
        .render()
}

fn figures(view: &TablePage) -> Markup {
    html! {
        @if !view.figures.is_empty() {
            h2 class="nhsuk-heading-m" { "What can be counted" }
            dl class="hub-about" {
                @for figure in &view.figures { dt { code { (figure.code) } } dd { (figure.label) } }
            }
            p { (view.at_once) }
            @if !view.seen_by.is_empty() { p { (view.seen_by) } }
        }
    }
}

fn columns(view: &TablePage) -> Markup {
    let heads = vec![
        Head::text("Column"),
        Head::text("Type"),
        Head::text("What it says"),
        Head::text("Values"),
    ];
    let caption = format!("Columns of {}", view.table.name);
    let rows = view.columns.iter().map(|column| {
        vec![
            html! { code { (column.name) } },
            html! { (column.kind) },
            linked(&column.meaning),
            codes(column),
        ]
    });
    Table::with_quiet_caption(&caption, heads, rows.collect())
        .stacking()
        .render()
}

/// Words in which the name of each table leads to its page.
fn linked(words: &str) -> Markup {
    html! {
        @for (position, part) in words.split(SCHEMA).enumerate() {
            @if position == 0 {
                (part)
            } @else {
                @let (name, rest) = part.split_at_checked(name_bytes(part)).unwrap_or((part, ""));
                @if name.is_empty() {
                    (SCHEMA)
                } @else {
                    a href={ "/analyst/tables/" (name) } { (SCHEMA) (name) }
                }
                (rest)
            }
        }
    }
}

/// So long is the name of a table at the beginning of a text.
fn name_bytes(text: &str) -> usize {
    text.find(|c: char| !c.is_ascii_lowercase() && c != '_')
        .unwrap_or(text.len())
}

fn codes(column: &TableColumn) -> Markup {
    let list = html! {
        ul class="nhsuk-list hub-codes" {
            @for code in &column.codes { li { (code_label(code)) } }
        }
    };
    html! {
        @if column.codes.len() > CODES_SEEN {
            (details(&format!("{} values of {}", column.codes.len(), column.name), &list))
        } @else if !column.codes.is_empty() {
            (list)
        }
    }
}

fn code_label(code: &CodeLabel) -> Markup {
    html! {
        code { (code.code) }
        @if !code.label.is_empty() { ": " (code.label) }
    }
}

fn example_query(example: &ExampleQuery) -> Markup {
    html! {
        h3 class="nhsuk-heading-s" { (example.title) }
        (code_block(&example.sql))
        p class="hub-screen-only" {
            a href=(example.href) {
                "Run"
                span class="nhsuk-u-visually-hidden" { ": " (example.title) }
            }
        }
    }
}
