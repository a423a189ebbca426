use maud::{Markup, html};

use crate::components::group_digits;
use crate::components::table::{Head, Table};
use crate::view::ResultTable;

/// More rows are cut off by the box that they scroll in.
const ROWS_FIT: usize = 16;
/// More may be on a small screen, where lines are longer than the box is wide.
const ROWS_FIT_SMALL: usize = 6;
/// More columns may be.
const COLUMNS_FIT: usize = 8;

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
    let is_long = view.rows.len() > ROWS_FIT || view.columns.len() > COLUMNS_FIT;
    let is_long_where_small = view.rows.len() > ROWS_FIT_SMALL;
    html! {
        @if is_long || is_long_where_small {
            // Larger screens do not show what is said for small ones.
            p class={ "hub-screen-only hub-result__hint " @if is_long { "hub-quiet" } @else { "hub-scrolls" } } {
                "The table goes on inside its box, which holds "
                @match view.rows.len() {
                    1 => { "1 row" }
                    more => { (group_digits(&more.to_string())) " rows" }
                }
                ": scroll it down, and sideways where it is wide."
            }
        }
        div class="hub-result" { (Table::new(&view.caption, heads, rows).render()) }
        @if has_gaps {
            p class="hub-key" {
                "* means not shown, or no value. A figure is not shown where it is of none or too few people. In files such cells are empty."
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
