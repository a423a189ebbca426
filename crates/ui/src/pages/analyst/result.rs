use maud::{Markup, html};

use crate::components::table::{Head, Table};
use crate::view::ResultTable;

/// Rows of a result, with what an absent figure means under them.
pub(super) fn rows(view: &ResultTable) -> Markup {
    let heads = view
        .columns
        .iter()
        .map(|column| match column.is_number {
            true => Head::number(&column.name),
            false => Head::text(&column.name),
        })
        .collect();
    let rows = view
        .rows
        .iter()
        .map(|row| row.iter().map(|value| cell(value.as_deref())).collect())
        .collect();
    let has_gaps = view.rows.iter().flatten().any(Option::is_none);
    html! {
        div class="hub-result" { (Table::new(&view.caption, heads, rows).render()) }
        @if has_gaps {
            p class="hub-key" {
                "* means not shown, or no value. A figure is not shown where it is of none or too few people."
            }
        }
    }
}

fn cell(value: Option<&str>) -> Markup {
    html! {
        @match value {
            Some(text) => { (text) }
            None => {
                span class="hub-sign" aria-hidden="true" { "*" }
                span class="nhsuk-u-visually-hidden" { "not shown, or no value" }
            }
        }
    }
}
