use maud::{Markup, html};

use super::super::commands;
use super::looked;
use crate::components::summary::{Row, summary};
use crate::components::table::{Head, Table};
use crate::components::{details, empty_note, link_list};
use crate::layout::{Page, document};
use crate::view::{
    DefinitionChange, DefinitionVersion, DefinitionVersions, FieldChange, Frame, LineMark,
    QueryLine,
};

/// Of what the page is one.
const ABOUT: &str = "Measure definitions";

/// O4: the versions of one measure's definition, and what each changed.
#[must_use]
pub fn o4_versions(frame: &Frame, view: &DefinitionVersions) -> Markup {
    let facts: Vec<Row<'_>> = view
        .facts
        .iter()
        .map(|(name, value)| Row::breaking(name, value))
        .collect();
    let content = html! {
        h1 class="nhsuk-heading-l" {
            span class="nhsuk-caption-l" { (ABOUT) }
            (view.title)
        }
        @if let Some(note) = &view.dropped { (empty_note(note)) }
        p class="hub-findings" { (view.finding) }
        (summary("", &facts))
        (looked(&view.looked))
        (link_list(&view.links))
        @for one in &view.versions { (version(one)) }
    };
    document(frame, &Page::new("O4", &view.title).about(ABOUT), &content)
}

fn version(version: &DefinitionVersion) -> Markup {
    html! {
        h2 class="nhsuk-heading-m" { (version.name) }
        p class="hub-quiet hub-break" { (version.count) " SHA-256 of its file: " code { (version.sha256) } }
        @if !version.began.is_empty() { p { (version.began) } }
        @if let Some(change) = &version.change { (changed(version, change)) }
        @for sentence in &version.views { p { (sentence) } }
        (details(
            &format!("{}: the definition as at each release", version.name),
            &link_list(&version.releases),
        ))
    }
}

fn changed(version: &DefinitionVersion, change: &DefinitionChange) -> Markup {
    html! {
        @for sentence in &change.says { p { (sentence) } }
        @if !change.fields.is_empty() { (fields(version, &change.fields)) }
        p { (change.query) }
        @if !change.lines.is_empty() {
            (details(
                &format!("{}: lines of the query that changed", version.name),
                &html! {
                    p { "Lines that begin with + are new, and those that begin with - are gone." }
                    pre class="hub-code" tabindex="0" { code { (lines(&change.lines)) } }
                    @if !change.more_lines.is_empty() { p { (change.more_lines) } }
                },
            ))
        }
        @if !change.figures.is_empty() { p { (change.figures) } }
        @if !change.command.is_empty() {
            p { "On the machine that holds the data directory, this lists the figures that differ:" }
            (commands(std::slice::from_ref(&change.command)))
        }
    }
}

fn fields(version: &DefinitionVersion, fields: &[FieldChange]) -> Markup {
    let caption = format!("{}: what changed in the front matter", version.name);
    let heads = vec![Head::text("Field"), Head::text("Before"), Head::text("Now")];
    let row = |change: &FieldChange| {
        vec![
            html! { (change.field) },
            said(&change.before),
            said(&change.after),
        ]
    };
    Table::new(&caption, heads, fields.iter().map(row).collect())
        .stacking()
        .render()
}

fn said(text: &str) -> Markup {
    html! {
        @if text.is_empty() { "Nothing" } @else { span class="hub-break" { (text) } }
    }
}

fn lines(lines: &[QueryLine]) -> String {
    let line = |line: &QueryLine| match line.mark {
        LineMark::Same => format!("  {}", line.text),
        LineMark::Added => format!("+ {}", line.text),
        LineMark::Removed => format!("- {}", line.text),
        LineMark::Skipped => format!("... {}", line.text),
    };
    let lines: Vec<String> = lines.iter().map(line).collect();
    lines.join("\n")
}
