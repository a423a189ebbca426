use maud::{Markup, html};

use super::{code_block, result, saved, tabs};
use crate::components::button::Button;
use crate::components::fields::{Field, Title};
use crate::components::forms::{described_by, error_summary, field_errors, group_class, invalid};
use crate::components::{details, empty_note, group_digits, inset, link_list};
use crate::layout::{Page, document};
use crate::view::{Frame, SqlPage, SqlResult};

/// Id and name of the field for the query.
const FIELD: &str = "q";
const ROWS_SEEN: u8 = 10;

/// A2: a query, and what came of it.
#[must_use]
pub fn a2_sql(frame: &Frame, view: &SqlPage) -> Markup {
    let content = html! {
        (error_summary(&view.errors))
        (tabs("SQL"))
        h1 class="nhsuk-heading-l" { "Ask in SQL" }
        @if let Some(notice) = &view.notice { (empty_note(notice)) }
        @if view.is_open {
            div class="hub-beside hub-screen-only" {
                (form(view))
                (tables(view))
            }
        }
        @match &view.result {
            Some(found) => { (answer(frame, found)) }
            // What was not answered is on paper too, under what is said of it.
            None if !view.sql.trim().is_empty() => { div class="hub-print-only" { (code_block(&view.sql)) } }
            None => {}
        }
    };
    let page = Page::new("A2", "Ask in SQL")
        .about("SQL and data")
        .with_errors(!view.errors.is_empty());
    document(frame, &page, &content)
}

fn form(view: &SqlPage) -> Markup {
    html! {
        // Asking changes nothing, and a result has an address.
        form action="/analyst/sql" method="get" {
            div class=(group_class(&view.errors, FIELD)) {
                label class="nhsuk-label nhsuk-label--s" for=(FIELD) { "Your query" }
                div class="nhsuk-hint" id="q-hint" {
                    "The SQL is that of Apache DataFusion, close to that of PostgreSQL, with "
                    a href="/analyst/functions" { "these functions" } "."
                }
                (field_errors(&view.errors, FIELD))
                textarea class={ "nhsuk-textarea hub-sql" @if !view.errors.is_empty() { " nhsuk-textarea--error" } }
                    id=(FIELD) name=(FIELD) rows=(ROWS_SEEN) maxlength=(view.characters_max) spellcheck="false" autocomplete="off"
                    autocapitalize="off" data-runs="run"
                    aria-describedby=[described_by(&view.errors, FIELD, Some("q-hint"))]
                    aria-invalid=[invalid(&view.errors, FIELD)] { (view.sql) }
            }
            (Field::new("as_at", Title::new("Release")).choices(&view.releases))
            div class="hub-filter__buttons" {
                (Button::new("Run").id("run").sends("run", "1").render())
                (Button::new("Explain").secondary().sends("run", "explain").render())
            }
            p class="hub-quiet hub-sql__limits" {
                (view.limits) " Up to " (group_digits(&view.characters_max.to_string()))
                " characters here; the interface for programs takes longer ones."
            }
        }
    }
}

fn tables(view: &SqlPage) -> Markup {
    html! {
        @if !view.tables.is_empty() {
            section aria-labelledby="tables" {
                h2 class="nhsuk-heading-s" id="tables" { "Tables" }
                // Beside a result a long list would push it off the screen.
                @if view.result.is_some() {
                    (details(&format!("Names of {} tables", view.tables.len()), &link_list(&view.tables)))
                } @else {
                    (link_list(&view.tables))
                }
                (link_list(&view.code_links))
            }
        }
    }
}

fn answer(frame: &Frame, found: &SqlResult) -> Markup {
    html! {
        section aria-labelledby="result" {
            h2 class="nhsuk-heading-m" id="result" { "Result: " (found.summary) }
            div class="hub-print-only" { (code_block(&found.sql)) }
            @if !found.doubts.is_empty() {
                (inset(&html! { @for doubt in &found.doubts { p { (doubt) } } }))
            }
            @for note in &found.notes { p class="hub-quiet" { (note) } }
            p class="hub-quiet" {
                @if !found.sums.is_empty() { (found.sums) " " }
                a href="/protection" { "How figures are protected" }
            }
            @if !found.truncated.is_empty() { p { (found.truncated) } }
            @if found.empty_hint.is_empty() {
                (result::rows(&found.table))
            } @else {
                (inset(&html! { p { (found.empty_hint) } }))
            }
            p class="hub-downloads" {
                "Full result: "
                @for link in &found.downloads { a href=(link.href) { (link.label) } " " }
            }
            p class="hub-downloads" { a href=(found.href) { "Link to this result" } " It gives the same figures for ever." }
            @if let Some(form) = &found.save { (saved::save_this(frame, form)) }
        }
    }
}
