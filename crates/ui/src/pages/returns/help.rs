use maud::{Markup, html};

use super::upload::not_in_the_file;
use crate::components::table::{Head, Table};
use crate::components::{details, program_name};
use crate::layout::{Page, document};
use crate::view::{CodeLabel, Frame, HelpColumn, HelpSheet, ReturnHelp};

/// Where the page is.
pub(super) const HREF: &str = "/help/return";
/// More codes than this are folded.
const CODES_SEEN: usize = 6;

/// S3: the template, and what every column means.
#[must_use]
pub fn s3_help(frame: &Frame, view: &ReturnHelp) -> Markup {
    let content = html! {
        h1 class="nhsuk-heading-l hub-heading" {
            span class="nhsuk-caption-l" { (view.version) }
            "Template and help"
        }
        (contents(view))
        (template(view))
        (not_in_the_file())
        @for sheet in &view.sheets { (self::sheet(sheet)) }
        (own_export(view))
    };
    document(frame, &Page::new("S3", "Template and help"), &content)
}

fn contents(view: &ReturnHelp) -> Markup {
    html! {
        nav class="hub-screen-only" aria-label="On this page" {
            ul class="nhsuk-list" {
                li { a href="#template" { "Download the template" } }
                @for sheet in &view.sheets { li { a href={ "#" (sheet.id) } { "Columns of " (sheet.name) } } }
                li { a href="#own-export" { "Your own system's export is fine" } }
            }
        }
    }
}

fn template(view: &ReturnHelp) -> Markup {
    html! {
        h2 class="nhsuk-heading-m" id="template" { "Download the template" }
        @match &view.template {
            Some(link) => {
                p { a href=(link.href) { (link.label) } }
                p { "It has your service and month on it, lists to choose codes from, cells for dates, and a marked row as an example." }
            }
            None => {
                @if !view.sign_in_href.is_empty() {
                    p {
                        "The Excel template is made for a service and a month. "
                        a href=(view.sign_in_href) { "Sign in as your service" }
                        " to download it."
                    }
                }
            }
        }
        p class="hub-downloads" {
            "Only the headings, as the first line of a CSV file: "
            @for sheet in &view.sheets { a href=(sheet.csv_href) { (sheet.name) } " " }
        }
        h2 class="nhsuk-heading-m" { "How to fill it in" }
        ul class="nhsuk-list nhsuk-list--bullet" {
            @if let Some(first) = view.sheets.first() { li { "One row of " (first.name) " is " (first.row_meaning) "." } }
            li { "Leave a cell blank if you do not know the value. Do not enter 0 for what is not known." }
            li { "Enter dates as day/month/year, like 04/10/2026." }
            li { "Enter codes or the words beside them: both are read." }
        }
    }
}

fn sheet(sheet: &HelpSheet) -> Markup {
    let heads = vec![
        Head::text("Column"),
        Head::text("What to enter"),
        Head::text("Needed"),
        Head::text("Allowed values"),
        Head::text("For example"),
        Head::text("Why we ask"),
    ];
    let rows = sheet.columns.iter().map(|column| row(column, &sheet.name));
    let caption = format!("Columns of {}", sheet.name);
    html! {
        h2 class="nhsuk-heading-m" id=(sheet.id) { (caption) }
        p { "One row is " (sheet.row_meaning) "." }
        @if !sheet.notes.is_empty() {
            ul class="nhsuk-list nhsuk-list--bullet" { @for note in &sheet.notes { li { (note) } } }
        }
        div class="hub-help" {
            (Table::with_quiet_caption(&caption, heads, rows.collect()).stacking().render())
        }
    }
}

fn row(column: &HelpColumn, sheet: &str) -> Vec<Markup> {
    vec![
        html! { code { (program_name(&column.name)) } " " span class="hub-help__title" { (column.title) } },
        html! { (column.meaning) },
        html! { (column.requirement) },
        values(column, sheet),
        html! { (column.example) },
        html! { (column.why) },
    ]
}

fn values(column: &HelpColumn, sheet: &str) -> Markup {
    let list = html! {
        ul class="nhsuk-list hub-codes" {
            @for code in &column.codes { li { (code_label(code)) } }
        }
    };
    html! {
        (column.values)
        @if column.codes.len() > CODES_SEEN {
            (details(&format!("{} codes of {} in {sheet}", column.codes.len(), column.name), &list))
        } @else if !column.codes.is_empty() {
            (list)
        }
    }
}

fn code_label(code: &CodeLabel) -> Markup {
    html! {
        code { (code.code) }
        @if !code.label.is_empty() { ": " (code.label) }
    }
}

fn own_export(view: &ReturnHelp) -> Markup {
    html! {
        h2 class="nhsuk-heading-m" id="own-export" { "Your own system's export is fine" }
        p { "Headings need not be ours. We know " (view.headings_known) " others, in any capitals, spacing and punctuation, and with remarks in "
            "brackets after them." }
        ul class="nhsuk-list nhsuk-list--bullet" {
            li { "Headings of two rows are read together: \u{201c}First contact\u{201d} over \u{201c}date\u{201d} is the first contact date." }
            li { "Where we do not find a column that is needed, we ask you which of yours it is." }
            li { "Columns that are not listed here are not used. We name them, so that nothing goes missing unseen." }
            li { "What you tell us of a heading once is remembered for your next file." }
        }
        @for sheet in &view.sheets {
            (headings(&format!("Headings read as columns of {}", sheet.name), &sheet.columns))
        }
        @if !view.context.is_empty() {
            p { "Columns that say whose return it is may stay. They are compared with your sign-in and not kept." }
            (headings("Headings that say whose return it is", &view.context))
        }
    }
}

fn headings(caption: &str, columns: &[HelpColumn]) -> Markup {
    let heads = vec![Head::text("Column"), Head::text("Read as the same")];
    let rows = columns.iter().map(|column| {
        vec![
            html! { code { (program_name(&column.name)) } },
            html! { (column.headings.join("; ")) },
        ]
    });
    let table = Table::with_quiet_caption(caption, heads, rows.collect()).stacking();
    details(caption, &table.render())
}
