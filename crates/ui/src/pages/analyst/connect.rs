use maud::{Markup, html};

use super::tabs;
use crate::components::summary::{Row, summary};
use crate::components::table::{Head, Table};
use crate::layout::{Page, document};
use crate::view::{Connect, Frame, Snippet, Wire};

/// A4: how to connect other programs.
#[must_use]
pub fn a4_connect(frame: &Frame, view: &Connect) -> Markup {
    let content = html! {
        (tabs("Connect"))
        h1 class="nhsuk-heading-l" { "Connect" }
        p {
            "Every client asks the same tables and gets the same figures. Each needs an access token: "
            a href="/analyst/tokens" { "make one for each program" } ". Keep it out of files and programs: put it in the environment "
            "variable " code { "HUB_TOKEN" } ", from which the examples read it. In bash type " code { "read -rs HUB_TOKEN && export HUB_TOKEN" }
            ", in PowerShell " code { "$env:HUB_TOKEN = Read-Host" } ", and paste the token: so it is in no history of commands."
        }
        p {
            "Examples of curl and psql are for bash; those in Python and R run anywhere. An example without a release reads the newest. The "
            a href="/analyst/releases" { "list of releases" } " has the ids of earlier ones."
        }
        @for wire in &view.wires { (way(wire)) }
        @if !view.limits.is_empty() {
            h2 class="nhsuk-heading-m" { "What does not work" }
            (limits(view))
        }
    };
    document(
        frame,
        &Page::new("A4", "Connect").about("SQL and data"),
        &content,
    )
}

fn way(wire: &Wire) -> Markup {
    let facts: Vec<Row<'_>> = wire
        .facts
        .iter()
        .map(|(key, value)| Row::breaking(key, value))
        .collect();
    html! {
        h2 class="nhsuk-heading-m" { (wire.title) }
        p { (wire.text) }
        @if !facts.is_empty() { (summary("", &facts)) }
        @for snippet in &wire.snippets { (code(snippet)) }
    }
}

fn code(snippet: &Snippet) -> Markup {
    html! {
        h3 class="nhsuk-heading-s" { (snippet.title) }
        @if !snippet.needs.is_empty() { p class="hub-quiet" { (snippet.needs) } }
        pre class="hub-code" tabindex="0" { code data-snippet=(snippet.id) { (snippet.code) } }
    }
}

fn limits(view: &Connect) -> Markup {
    let heads = vec![Head::text("What"), Head::text("Instead")];
    let rows = view
        .limits
        .iter()
        .map(|(what, instead)| vec![html! { (what) }, html! { (instead) }]);
    Table::with_quiet_caption("What does not work", heads, rows.collect())
        .stacking()
        .render()
}
