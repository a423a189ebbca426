use maud::{Markup, html};

use crate::components::button::Button;
use crate::components::fields::{Field, Title};
use crate::components::forms::error_summary;
use crate::components::heading::page_heading;
use crate::components::{details, inset, warning_callout};
use crate::layout::{Page, csrf_field, document};
use crate::view::{Frame, UploadForm};

/// What the file chooser offers first. The server decides by content, so this only helps.
const ACCEPT: &str = ".xlsx,.xlsm,.xlsb,.xls,.ods,.csv,.tsv,.txt,.zip";

/// S4: select a file for a month.
#[must_use]
pub fn s4_upload(frame: &Frame, view: &UploadForm) -> Markup {
    let title = format!("Upload your return for {}", view.month);
    let content = html! {
        (error_summary(&view.errors))
        (page_heading(&view.service, &title))
        @for line in &view.help { p { (line) } }
        (file_form(frame, view))
        // The page before submitting says both again.
        @if let Some(replaces) = &view.replaces { (inset(&html! { p { (replaces) } })) }
        @if let Some(late) = &view.late { (inset(&html! { p { (late) } })) }
        (not_in_the_file())
        (details("Which file to use and how it should look", &format_help(view)))
        @if !view.other_ways_href.is_empty() {
            p { "No spreadsheet, or nothing to report? " a href=(view.other_ways_href) { "Send it in another way" } "." }
        }
        @if !view.back_href.is_empty() { p { a href=(view.back_href) { "Back to your returns" } } }
    };
    let page = Page::new("S4", &title)
        .about(&view.service)
        .with_errors(!view.errors.is_empty());
    document(frame, &page, &content)
}

/// What a return must not hold.
pub(super) fn not_in_the_file() -> Markup {
    warning_callout(
        "What must not be in the file",
        &html! {
            p { "Do not include names, addresses, phone numbers, e-mail addresses or notes about people." }
            p { "NHS numbers, dates of birth and postcodes belong only in their own columns: they are turned into codes and groups as the "
                "file arrives and are never kept." }
        },
    )
}

fn file_form(frame: &Frame, view: &UploadForm) -> Markup {
    let hint = html! {
        "An Excel or OpenDocument spreadsheet, a CSV file or a zip of CSV files, up to " (view.max_size)
        ", without names, addresses or notes about people."
    };
    let file = Field::new("file", Title::new("Select a file").size("m"))
        .hint(Some(hint))
        .errors(&view.errors)
        .classes("hub-drop");
    html! {
        form action=(view.action) method="post" enctype="multipart/form-data" novalidate {
            (csrf_field(frame))
            (file.file(Some(ACCEPT)))
            (Button::new("Check this file").render())
            p class="hub-quiet" { "We check it while you wait, usually in seconds. Nothing counts until you submit." }
        }
    }
}

fn format_help(view: &UploadForm) -> Markup {
    html! {
        ul class="nhsuk-list nhsuk-list--bullet" {
            li { "One row for each referral that was on your caseload at any time in " (view.month) "." }
            li { "One row of column headings. Other words than ours are fine: we know the headings of the usual case systems." }
            li { "Dates as 04/10/2026 or as Excel dates. Codes may have lost their leading zeros: we notice." }
            li { "Title rows above the table and notes below it are ignored, and we say so." }
        }
        @if !view.template_href.is_empty() {
            p { a href=(view.template_href) { "Download a template for " (view.month) " (Excel)" } }
        }
        p { a href=(super::help::HREF) { "See every column, its codes and the headings we know" } }
    }
}
