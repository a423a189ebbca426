mod preview;

pub use preview::o2_reference_preview;

use maud::{Markup, html};

use crate::components::button::Button;
use crate::components::fields::{Field, Title};
use crate::components::forms::error_summary;
use crate::components::table::{Head, Table};
use crate::components::{
    details, empty_note, inset, program_name, tag, texts, thousands, warning_callout,
};
use crate::layout::{Page, csrf_field, document};
use crate::pages::analyst::code_block;
use crate::view::{
    FormError, Frame, ReferenceEditionRow, ReferenceFile, ReferenceFinding, ReferencePage,
    ReferencePart,
};

/// Where the page is, and where files are sent to be previewed.
const ACTION: &str = "/operate/reference";
const TITLE: &str = "Reference data";
const FILE: &str = "file";
/// What the file chooser offers first. The server decides by content.
const ACCEPT: &str = ".zip";

/// O2: the reference data in use, and the form for newer ones.
#[must_use]
pub fn o2_reference(frame: &Frame, view: &ReferencePage) -> Markup {
    let content = html! {
        (error_summary(&view.errors))
        h1 class="nhsuk-heading-l" {
            span class="nhsuk-caption-l" { "Operate" }
            (TITLE)
        }
        @if !view.notice.is_empty() { (inset(&html! { p { (view.notice) } })) }
        (findings(view))
        p class="hub-findings" { (view.finding) }
        @if let Some(behind) = &view.behind {
            (warning_callout("This server still uses another edition", &html! { p { (behind) } }))
        }
        h2 class="nhsuk-heading-m" { "What is in use" }
        (parts(&view.parts))
        h2 class="nhsuk-heading-m" { "When an edition takes effect" }
        (bullets(&view.standing))
        (upload(frame, view))
        h2 class="nhsuk-heading-m" { "Editions" }
        (editions(view))
    };
    let page = Page::new("O2", TITLE)
        .about("Operate")
        .with_errors(!view.errors.is_empty());
    document(frame, &page, &content)
}

/// Sentences, one below the other.
fn bullets(sentences: &[String]) -> Markup {
    html! {
        ul class="nhsuk-list nhsuk-list--bullet" {
            @for sentence in sentences { li { (sentence) } }
        }
    }
}

fn parts(parts: &[ReferencePart]) -> Markup {
    let heads = vec![
        Head::text("Table"),
        Head::text("Edition"),
        Head::text("Valid from"),
        Head::number("Rows"),
        Head::text("Source"),
        Head::text("Imported"),
    ];
    let row = |part: &ReferencePart| {
        vec![
            html! { (part.name) },
            html! { span class="hub-break" { (part.edition) } },
            html! { (part.valid_from) },
            html! { (thousands(part.rows)) },
            texts(&part.sources),
            html! { (part.imported) },
        ]
    };
    Table::with_quiet_caption(
        "Reference data in use",
        heads,
        parts.iter().map(row).collect(),
    )
    .stacking()
    .render()
}

fn upload(frame: &Frame, view: &ReferencePage) -> Markup {
    html! {
        div class="hub-screen-only" {
            h2 class="nhsuk-heading-m" { "Look at newer files" }
            @if let Some(note) = &view.closed { (empty_note(note)) }
            @if !view.closed_command.is_empty() { (code_block(&view.closed_command)) }
            p {
                "Send the publishers' files together in one zip file, since they are checked against each other. You are shown what they "
                "would change, and nothing comes into use before you confirm it."
            }
            form action=(ACTION) method="post" enctype="multipart/form-data" novalidate {
                (csrf_field(frame))
                (file_field("Zip file of the publishers' files", &view.max_size, &view.errors))
                (Button::new("Preview the difference").render())
            }
        }
        (details("Which files go into the zip file", &files(&view.files)))
    }
}

/// The field for a zip file.
fn file_field(title: &str, max_size: &str, errors: &[FormError]) -> Markup {
    let hint = html! {
        "A zip file smaller than " (max_size) ". The files in it may be packed with gzip, each under its name with .gz."
    };
    Field::new(FILE, Title::new(title).size("s"))
        .hint(Some(hint))
        .errors(errors)
        .file(Some(ACCEPT))
}

fn files(files: &[ReferenceFile]) -> Markup {
    let heads = vec![
        Head::text("File"),
        Head::text("For"),
        Head::text("Publisher and edition"),
        Head::text("Needed"),
    ];
    let row = |file: &ReferenceFile| {
        vec![
            html! { code { (program_name(&file.path)) } },
            html! { (file.part) },
            html! { (file.publisher) },
            html! { @if file.is_needed { "Yes" } @else { "No" } },
        ]
    };
    html! {
        p { "Files are known by their names, in whatever folder of the zip file they are. Others in it are not used." }
        (Table::with_quiet_caption("Files that are read", heads, files.iter().map(row).collect()).stacking().render())
    }
}

fn findings(view: &ReferencePage) -> Markup {
    let heads = vec![
        Head::text("File"),
        Head::text("Where"),
        Head::text("What is wrong"),
    ];
    let row = |finding: &ReferenceFinding| {
        vec![
            html! { span class="hub-break" { (finding.file) } },
            html! { @if finding.place.is_empty() { "The whole file" } @else { (finding.place) } },
            html! { span class="hub-break" { (finding.says) } },
        ]
    };
    html! {
        @if !view.findings.is_empty() {
            h2 class="nhsuk-heading-m" { "What is wrong with the files" }
            p { "Nothing was kept. Put these right, and send all the files again." }
            (Table::with_quiet_caption(
                "What is wrong with the files",
                heads,
                view.findings.iter().map(row).collect(),
            ).stacking().render())
            @if !view.more.is_empty() { p { (view.more) } }
        }
    }
}

fn editions(view: &ReferencePage) -> Markup {
    let heads = vec![
        Head::text("Edition"),
        Head::text("Imported"),
        Head::text("By"),
        Head::number("Rows"),
        Head::text("State"),
    ];
    let row = |edition: &ReferenceEditionRow| {
        vec![
            html! { span class="hub-break" { (edition.edition) } },
            html! { (edition.imported) },
            html! { span class="hub-break" { (edition.by) } },
            html! { (thousands(edition.rows)) },
            html! {
                @if edition.is_in_use { (tag("green", "In use")) } @else { (tag("grey", "Earlier")) }
            },
        ]
    };
    html! {
        @if view.editions.is_empty() {
            p { "Nothing was imported yet." }
        } @else {
            (Table::with_quiet_caption("Editions", heads, view.editions.iter().map(row).collect()).stacking().render())
            @if !view.older.is_empty() { p { (view.older) } }
            p class="hub-quiet" {
                "Editions are never overwritten. To go back to an earlier one, send its files again: they come into use as an edition of today."
            }
        }
    }
}
