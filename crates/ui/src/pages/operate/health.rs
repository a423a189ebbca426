use maud::{Markup, html};

use super::commands;
use crate::components::table::{Head, Table};
use crate::components::{link_list, tag};
use crate::layout::{Page, document};
use crate::view::{Frame, Health, HealthItem, Standing};

const TITLE: &str = "Health";

/// O6: how the hub is.
#[must_use]
pub fn o6_health(frame: &Frame, view: &Health) -> Markup {
    let heads = vec![
        Head::text("What"),
        Head::text("State"),
        Head::text("In words"),
        Head::text("What to do"),
    ];
    let failed: Vec<&HealthItem> = view.items.iter().filter(|item| is_amiss(item)).collect();
    let content = html! {
        h1 class="nhsuk-heading-l" {
            span class="nhsuk-caption-l" { "Operate" }
            (TITLE)
        }
        p class="hub-findings" { (view.finding) }
        p class="hub-quiet" { "Looked at on " (view.at) ". Load the page again to look again." }
        h2 class="nhsuk-heading-m" { "Failed checks" }
        @if failed.is_empty() {
            p { "None." }
        } @else {
            ul class="nhsuk-list nhsuk-list--bullet" {
                @for item in failed { li { strong { (item.what) } ": " (item.says) " " (item.to_do) } }
            }
        }
        h2 class="nhsuk-heading-m" { "All checks" }
        (Table::with_quiet_caption("All checks", heads, view.items.iter().map(row).collect()).stacking().render())
        h2 class="nhsuk-heading-m" { "This process and its data" }
        dl class="nhsuk-summary-list" {
            @for (name, value) in &view.facts {
                div class="nhsuk-summary-list__row" {
                    dt class="nhsuk-summary-list__key" { (name) }
                    dd class="nhsuk-summary-list__value hub-break" { (value) }
                }
            }
        }
        h2 class="nhsuk-heading-m" { "To look deeper" }
        (link_list(&view.links))
        p { "On the machine that holds the data directory, these read everything that is stored and say what is wrong with it:" }
        (commands(&view.commands))
    };
    document(frame, &Page::new("O6", TITLE).about("Operate"), &content)
}

fn is_amiss(item: &HealthItem) -> bool {
    matches!(item.standing, Standing::Look | Standing::Bad)
}

fn row(item: &HealthItem) -> Vec<Markup> {
    let state = match item.standing {
        Standing::Good => tag("green", "Good"),
        Standing::Look => tag("yellow", "Look at this"),
        Standing::Bad => tag("red", "Not working"),
        Standing::Unknown => tag("grey", "Not known"),
    };
    vec![
        html! { (item.what) },
        state,
        html! { (item.says) },
        html! { @if item.to_do.is_empty() { "Nothing" } @else { (item.to_do) } },
    ]
}
