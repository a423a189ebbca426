use maud::{Markup, html};

use super::{kind_tag, tabs};
use crate::components::table::{Head, Table};
use crate::components::{empty_note, link_list};
use crate::layout::{Page, document};
use crate::view::{Frame, TableItem, TableList};

/// A1: the tables that can be asked of.
#[must_use]
pub fn a1_tables(frame: &Frame, view: &TableList) -> Markup {
    let caption = format!("Tables of release {}", view.release);
    let heads = vec![
        Head::text("Table"),
        Head::text("Kind"),
        Head::text("One row is"),
        Head::number("Rows"),
        Head::text("Months"),
    ];
    let rows = view.tables.iter().map(row).collect();
    let content = html! {
        (tabs("Tables"))
        h1 class="nhsuk-heading-l" { "Tables" }
        @if let Some(notice) = &view.notice { (empty_note(notice)) }
        p {
            "Rows of a " strong { "protected" } " table are about people: nobody can read them, but you can count them. Rows of an "
            strong { "open" } " table can be read as they are. SQL, files, pages and every client give the same figures."
        }
        (link_list(&view.links))
        (Table::new(&caption, heads, rows).stacking().render())
    };
    document(
        frame,
        &Page::new("A1", "Tables").about("SQL and data"),
        &content,
    )
}

fn row(table: &TableItem) -> Vec<Markup> {
    vec![
        html! { a href=(table.href) { code { (table.name) } } br; (table.about) },
        kind_tag(table.is_protected),
        html! { (table.grain) },
        // Blocks of named lines leave out what is empty.
        html! { @if table.rows.is_empty() { "Not told" } @else { (table.rows) } },
        html! { @if table.months.is_empty() { "Not by month" } @else { (table.months) } },
    ]
}
