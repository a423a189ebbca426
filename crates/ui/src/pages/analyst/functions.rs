use maud::{Markup, html};

use super::tabs;
use crate::components::table::{Head, Table};
use crate::components::{details, empty_note};
use crate::layout::{Page, document};
use crate::view::{CodeLabel, Frame, FunctionsPage};

/// The manual in which standard functions are described.
const MANUAL: &str = "https://datafusion.apache.org/user-guide/sql/";

/// A8: the functions that a query may be made of.
#[must_use]
pub fn a8_functions(frame: &Frame, view: &FunctionsPage) -> Markup {
    let content = html! {
        (tabs("SQL"))
        h1 class="nhsuk-heading-l" { "Functions in SQL" }
        @if let Some(notice) = &view.notice { (empty_note(notice)) }
        p {
            "A query may use these functions and no others, beside the operators and " code { "case" } ", " code { "cast" } ", "
            code { "coalesce" } " and " code { "like" } " of SQL. Of people only the figures of a table's page can be had; what is made of such "
            "figures may use all that is here."
        }
        h2 class="nhsuk-heading-m" { "The hub's own" }
        p { "A value that is none, or that a method cannot take, gives none." }
        (own(&view.own))
        h2 class="nhsuk-heading-m" { "Of standard SQL" }
        p {
            "They are those of Apache DataFusion, whose " a href=(MANUAL) { "manual" } " says what each does. It describes much that is not offered "
            "here."
        }
        (names("Of one row", &view.rows))
        (names("Of groups of rows", &view.groups))
        (names("Over windows of rows", &view.windows))
    };
    document(
        frame,
        &Page::new("A8", "Functions in SQL").about("SQL and data"),
        &content,
    )
}

fn own(functions: &[CodeLabel]) -> Markup {
    let heads = vec![Head::text("Function"), Head::text("What it answers")];
    let rows = functions.iter().map(|function| {
        vec![
            html! {
                ul class="nhsuk-list hub-codes" {
                    // Each call ends before the next name, which no argument does.
                    @for call in calls(&function.code) { li { code class="hub-break" { (call) } } }
                }
            },
            html! { @if function.label.is_empty() { "Not described" } @else { (function.label) } },
        ]
    });
    Table::with_quiet_caption("The hub's own functions", heads, rows.collect())
        .stacking()
        .render()
}

/// The calls that stand in a text, apart by commas outside of brackets.
fn calls(text: &str) -> Vec<&str> {
    let mut depth = 0_i32;
    let calls = text.split(|sign: char| {
        match sign {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        sign == ',' && depth == 0
    });
    calls.map(str::trim).collect()
}

fn names(title: &str, names: &[String]) -> Markup {
    let list = html! {
        p class="hub-break" {
            @for (place, name) in names.iter().enumerate() {
                @if place > 0 { ", " }
                code { (name) }
            }
        }
    };
    html! {
        @if !names.is_empty() { (details(&format!("{title}: {}", names.len()), &list)) }
    }
}
