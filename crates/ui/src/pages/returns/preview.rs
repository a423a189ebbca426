use maud::{Markup, html};

use crate::components::figure::{in_cell, key};
use crate::components::link_or_text;
use crate::components::table::{Head, Table};
use crate::view::Preview;

/// The published figures of a month that a return for it goes into.
pub(super) fn preview(preview: &Preview, month: &str) -> Markup {
    let caption = format!("Published figures of {month}, and your part in them");
    let heads = vec![
        Head::text("Published figure"),
        Head::text("Area"),
        Head::number(format!("As published now (release {})", preview.release)),
        Head::number("Your part now"),
        Head::number("Your part with this return"),
        Head::number("Difference"),
    ];
    let rows = preview.rows.iter().map(|row| {
        vec![
            html! { (row.what) },
            link_or_text(&row.area.label, &row.area.href),
            in_cell(&row.published),
            html! { (row.part_now) },
            html! { (row.part_then) },
            html! { (row.difference) },
        ]
    });
    html! {
        h2 class="nhsuk-heading-m" { "Published figures that this return goes into" }
        @if !preview.rows.is_empty() {
            (Table::with_quiet_caption(&caption, heads, rows.collect()).stacking().render())
            (key(preview.rows.iter().map(|row| &row.published)))
        }
        @for note in &preview.notes { p { (note) } }
    }
}
