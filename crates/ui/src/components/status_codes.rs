//! What the words for a figure's status mean, wherever they stand.

use maud::{Markup, html};

use super::table::{Head, Table};
use crate::view::StatusCode;

/// The heading and the table; nothing where there are none.
pub(crate) fn status_codes(codes: &[StatusCode]) -> Markup {
    let heads = [
        "In SQL and JSON (status)",
        "In files (value_status)",
        "In place of a value",
        "What it means",
    ];
    let heads = heads.into_iter().map(Head::text).collect();
    html! {
        @if !codes.is_empty() {
            h2 class="nhsuk-heading-m" id="status-codes" { "Status codes" }
            (Table::with_quiet_caption("Status codes", heads, codes.iter().map(row).collect()).stacking().render())
        }
    }
}

fn row(code: &StatusCode) -> Vec<Markup> {
    vec![
        html! { code { (code.status) } },
        html! { (code.file) },
        html! {
            @if code.sign.is_empty() {
                "Nothing: the value is there"
            } @else {
                code { (code.sign) } " on pages, " code { (code.sheet_sign) } " in spreadsheets"
            }
        },
        html! { (code.meaning) },
    ]
}
