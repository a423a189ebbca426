use maud::{Markup, html};

use crate::components::area::heading;
use crate::components::table::{Head, Table};
use crate::components::{empty_note, link_list, tag, texts, thousands};
use crate::layout::{Page, document};
use crate::pages::trust::{grid, legend};
use crate::view::{AreaHead, BoardReturns, Frame, RegionReturns, ReturnsOverview};

const TITLE: &str = "Returns overview";

/// O3: which services sent which month, one region at a time.
#[must_use]
pub fn o3_returns(frame: &Frame, view: &ReturnsOverview) -> Markup {
    let head = AreaHead {
        name: view.region.clone(),
        ..AreaHead::default()
    };
    let content = html! {
        (heading(&head, Some(TITLE), &view.filter))
        @match &view.empty {
            Some(note) => { (empty_note(note)) }
            None => {
                p class="hub-findings" { (view.finding) }
                h2 class="nhsuk-heading-m" { "All regions" }
                (regions(view))
                h2 class="nhsuk-heading-m" { "Services of " (view.region) }
                (legend(view.boards.iter().flat_map(|board| &board.heat.rows)))
                @if !view.none_missing.is_empty() { p { (view.none_missing) } }
                @for board in &view.boards { (services(board)) }
                h2 class="nhsuk-heading-m" { "Returns that come late" }
                (texts(&view.late))
            }
        }
        @if !view.downloads.is_empty() {
            div class="hub-screen-only" {
                h2 class="nhsuk-heading-m" { "Downloads" }
                (link_list(&view.downloads))
            }
        }
    };
    document(frame, &Page::new("O3", TITLE).about(&view.region), &content)
}

fn regions(view: &ReturnsOverview) -> Markup {
    let heads = vec![
        Head::text("Region"),
        Head::number("Expected"),
        Head::number("Received"),
        Head::number("Missing"),
        Head::text("In words"),
    ];
    let caption = format!("Returns for {}, by region", view.month);
    let mut rows: Vec<Vec<Markup>> = view.regions.iter().map(row).collect();
    rows.push(row(&view.england));
    Table::new(&caption, heads, rows).stacking().render()
}

fn row(one: &RegionReturns) -> Vec<Markup> {
    let words = match (one.expected, one.received, one.missing) {
        (0, ..) => "No return was expected".to_owned(),
        (expected, received, _) if received >= expected => "All are in".to_owned(),
        (expected, received, 0) => format!(
            "{} of {} still to come",
            thousands(expected.saturating_sub(received)),
            thousands(expected)
        ),
        (expected, _, missing) => {
            format!("{} of {} missing", thousands(missing), thousands(expected))
        }
    };
    vec![
        html! {
            @if one.region.href.is_empty() {
                strong { (one.region.label) }
            } @else {
                a href=(one.region.href) { (one.region.label) }
            }
            @if one.is_shown { " " (tag("blue", "Shown below")) }
        },
        html! { (thousands(one.expected)) },
        html! { (thousands(one.received)) },
        html! { (thousands(one.missing)) },
        html! { (words) },
    ]
}

fn services(board: &BoardReturns) -> Markup {
    html! {
        h3 class="nhsuk-heading-s" { a href=(board.board.href) { (board.board.label) } }
        (grid(&board.heat))
    }
}
