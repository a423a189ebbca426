use maud::{Markup, html};

use crate::components::forms::{
    described_by, error_summary, field_errors, group_class, has_errors, invalid,
};
use crate::components::table::{Head, Table};
use crate::components::{empty_note, inset, program_name, whole};
use crate::layout::{Page, document};
use crate::view::{AuditFound, AuditPage, AuditRow, FormError, Frame, Link};

const TITLE: &str = "Audit log";
const ACTION: &str = "/operate/audit";

/// O5: who asked what in SQL, and what came of it.
#[must_use]
pub fn o5_audit(frame: &Frame, view: &AuditPage) -> Markup {
    let content = html! {
        (error_summary(&view.errors))
        h1 class="nhsuk-heading-l" {
            span class="nhsuk-caption-l" { "Operate" }
            (TITLE)
        }
        p {
            "Every question in SQL is in the log before anything is read for it, and again when it is over. The log holds no text of a "
            "question and no figure. Your own search is a question too: it is in the log when you look again."
        }
        (search(view))
        @if let Some(notice) = &view.notice { (empty_note(notice)) }
        @if let Some(found) = &view.found { (questions(found)) }
    };
    let page = Page::new("O5", TITLE)
        .about("Operate")
        .with_errors(!view.errors.is_empty());
    document(frame, &page, &content)
}

fn search(view: &AuditPage) -> Markup {
    html! {
        form class="hub-filter" action=(ACTION) method="get" aria-label="Search" novalidate {
            (field(&view.errors, "name", "Name holds", "text", &view.name))
            div class="hub-filter__field" {
                label class="nhsuk-label" for="outcome" { (view.outcome.label) }
                select class="nhsuk-select" id="outcome" name=(view.outcome.name) {
                    @for choice in &view.outcome.choices {
                        option value=(choice.value) selected[choice.selected] { (choice.label) }
                    }
                }
            }
            (field(&view.errors, "tables", "Tables hold", "text", &view.tables))
            (field(&view.errors, "from", "From day", "date", &view.from))
            (field(&view.errors, "to", "To day", "date", &view.to))
            div class="hub-filter__buttons" {
                button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" type="submit" { "Search" }
                a href=(ACTION) { "Reset" }
            }
        }
    }
}

fn field(errors: &[FormError], name: &str, label: &str, kind: &str, value: &str) -> Markup {
    // A browser's own choice of a day would show nothing of what is no day.
    let kind = if has_errors(errors, name) {
        "text"
    } else {
        kind
    };
    html! {
        div class={ "hub-filter__field " (group_class(errors, name)) } {
            label class="nhsuk-label" for=(name) { (label) }
            (field_errors(errors, name))
            input class="nhsuk-input" id=(name) name=(name) type=(kind) value=(value) autocomplete="off"
                aria-describedby=[described_by(errors, name, None)] aria-invalid=[invalid(errors, name)];
        }
    }
}

fn questions(found: &AuditFound) -> Markup {
    let heads = vec![
        Head::text("Asked"),
        Head::text("By"),
        Head::text("Way"),
        Head::text("Tables"),
        Head::text("What came of it"),
        Head::number("Rows"),
        Head::number("Milliseconds"),
        Head::text("Release and fingerprint"),
    ];
    html! {
        @if found.rows.is_empty() {
            (inset(&html! { p { "No question matches. Take a condition away, or choose other days." } }))
        } @else {
            // A page of questions is long, so that its ways on stand on both sides of it.
            (ways(found, "Pages above the questions"))
            (Table::new(&found.caption, heads, found.rows.iter().map(row).collect()).stacking().render())
        }
        (ways(found, "Pages"))
    }
}

fn ways(found: &AuditFound, label: &str) -> Markup {
    let links: Vec<&Link> = found.newest.iter().chain(&found.older).collect();
    html! {
        @if !links.is_empty() {
            nav class="hub-screen-only" aria-label=(label) {
                p class="hub-downloads" { @for link in links { a href=(link.href) { (link.label) } " " } }
            }
        }
        @if !found.downloads.is_empty() {
            p class="hub-downloads hub-screen-only" {
                "Download this search: "
                @for link in &found.downloads { a href=(link.href) { (link.label) } " " }
            }
        }
    }
}

/// The role, without a name that has been said.
fn role(row: &AuditRow) -> &str {
    let parts = row.role.split_once(" for ");
    match parts {
        Some((role, of)) if row.name.contains(of) => role,
        _ => &row.role,
    }
}

fn row(row: &AuditRow) -> Vec<Markup> {
    vec![
        html! { (row.asked) },
        html! { span class="hub-break" { (row.name) } br; (role(row)) },
        html! { (row.way) },
        html! { @if row.tables.is_empty() { "None" } @else { (program_name(&row.tables)) } },
        html! { (row.outcome) },
        html! { (row.rows) },
        html! { (row.ms) },
        html! { (whole(&row.release)) br; code { (row.fingerprint) } },
    ]
}
