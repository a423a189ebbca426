mod add;
mod end;
mod import;
mod one;

pub use add::o7_service_add;
pub use end::o7_service_end;
pub use import::o7_services_import;
pub use one::o7_service;

use maud::{Markup, html};

use crate::components::inset;
use crate::components::table::{Head, Table};
use crate::layout::{Page, document};
use crate::view::{Frame, ServiceChangeRow, ServiceRow, ServicesPage};

/// Where the page is.
const ACTION: &str = "/operate/services";
const TITLE: &str = "Services";

/// O7: the services that take part, and what became of their returns.
#[must_use]
pub fn o7_services(frame: &Frame, view: &ServicesPage) -> Markup {
    let content = html! {
        h1 class="nhsuk-heading-l" {
            span class="nhsuk-caption-l" { "Operate" }
            (TITLE)
        }
        @if !view.notice.is_empty() { (inset(&html! { p { (view.notice) } })) }
        p class="hub-findings" { (view.finding) }
        p class="hub-screen-only" { a class="nhsuk-button" href=(view.add_href) { "Register a service" } }
        p class="hub-screen-only" { a href=(view.import_href) { "Register the services of a list" } }
        h2 class="nhsuk-heading-m" { "Which services there are" }
        (search(view))
        (services(view))
        p { a href=(view.csv_href) { "All services as CSV" } }
        h2 class="nhsuk-heading-m" { "Changes" }
        (changes(&view.changes))
    };
    document(frame, &Page::new("O7", TITLE).about("Operate"), &content)
}

fn search(view: &ServicesPage) -> Markup {
    html! {
        form class="hub-filter" action=(ACTION) method="get" aria-label="Search" novalidate {
            div class="hub-filter__field" {
                label class="nhsuk-label" for="standing" { (view.standing.label) }
                select class="nhsuk-select" id="standing" name=(view.standing.name) {
                    @for choice in &view.standing.choices {
                        option value=(choice.value) selected[choice.selected] { (choice.label) }
                    }
                }
            }
            div class="hub-filter__field" {
                label class="nhsuk-label" for="text" { "Name, code or board holds" }
                input class="nhsuk-input" id="text" name="text" type="text" value=(view.text) autocomplete="off";
            }
            div class="hub-filter__buttons" {
                button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" type="submit" { "Search" }
                a href=(ACTION) { "Reset" }
            }
        }
    }
}

fn services(view: &ServicesPage) -> Markup {
    let newest = format!("Return for {}", view.month);
    let heads = [
        "Service",
        "Board",
        "Returns expected",
        newest.as_str(),
        "People",
    ];
    let heads = heads.into_iter().map(Head::text).collect();
    let row = |row: &ServiceRow| {
        vec![
            html! {
                a class="hub-name" href=(row.service.href) { (row.service.label) }
                br;
                code { (row.code) }
                @if !row.kind.is_empty() { br; span class="hub-quiet" { (row.kind) } }
            },
            html! { span class="hub-name" { (row.board) } },
            html! { (row.months) },
            html! { (row.mark) },
            html! {
                a href=(row.people.href) {
                    (row.people.label)
                    span class="nhsuk-u-visually-hidden" { ": " (row.service.label) }
                }
            },
        ]
    };
    html! {
        @if view.services.is_empty() {
            (inset(&html! { p { "Nothing matches. Choose all services, or look for something shorter." } }))
        } @else {
            (Table::with_quiet_caption("Services", heads, view.services.iter().map(row).collect()).stacking().render())
            @if !view.more.is_empty() { p { (view.more) } }
        }
    }
}

fn changes(changes: &[ServiceChangeRow]) -> Markup {
    let heads = ["When", "Who did it", "Service", "What"];
    let heads = heads.into_iter().map(Head::text).collect();
    let row = |change: &ServiceChangeRow| {
        vec![
            html! { (change.at) },
            html! { span class="hub-name" { (change.by) } },
            html! { a class="hub-name" href=(change.service.href) { (change.service.label) } },
            html! { (change.what) },
        ]
    };
    html! {
        @if changes.is_empty() {
            p { "No service was registered yet." }
        } @else {
            (Table::with_quiet_caption("Changes, newest first", heads, changes.iter().map(row).collect()).stacking().render())
            p class="hub-quiet" { "The journal keeps every change for good; the newest 50 are shown." }
        }
    }
}

/// Sentences, one below the other.
fn bullets(sentences: &[String]) -> Markup {
    html! {
        ul class="nhsuk-list nhsuk-list--bullet" {
            @for sentence in sentences { li { (sentence) } }
        }
    }
}
