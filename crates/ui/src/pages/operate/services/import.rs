use maud::{Markup, html};

use super::{ACTION, bullets};
use crate::components::button::Button;
use crate::components::fields::{Field, Title};
use crate::components::forms::error_summary;
use crate::components::summary::{Row, summary};
use crate::components::table::{Head, Table};
use crate::components::warning_callout;
use crate::layout::{Page, csrf_field, document};
use crate::view::{FormError, Frame, ServiceListApply, ServiceListFinding, ServicesImport};

const TITLE: &str = "Register the services of a list";
const FILE: &str = "file";
/// What the file chooser offers first. The server decides by content.
const ACCEPT: &str = ".csv,text/csv";

/// O7: the form for a list of services, and what a list that was sent would do.
#[must_use]
pub fn o7_services_import(frame: &Frame, view: &ServicesImport) -> Markup {
    let content = html! {
        (error_summary(&view.errors))
        h1 class="nhsuk-heading-l" {
            span class="nhsuk-caption-l" { "Services" }
            (TITLE)
        }
        (findings(view))
        @if !view.finding.is_empty() { p class="hub-findings" { (view.finding) } }
        (services(view))
        @match &view.apply {
            Some(apply) => { (form(frame, view, apply)) }
            None => { (upload(frame, view)) }
        }
        p class="hub-screen-only" { a href=(view.back.href) { (view.back.label) } }
    };
    let page = Page::new("O7", TITLE)
        .about("Services")
        .with_errors(!view.errors.is_empty());
    document(frame, &page, &content)
}

fn upload(frame: &Frame, view: &ServicesImport) -> Markup {
    let columns = view.columns.iter();
    let columns: Vec<Row<'_>> = columns
        .map(|(name, value)| Row::breaking(name, value))
        .collect();
    html! {
        div class="hub-screen-only" {
            p { "You are shown what is in the list before anything is registered. All of its services are registered, or none." }
            form action={ (ACTION) "/import" } method="post" enctype="multipart/form-data" novalidate {
                (csrf_field(frame))
                (file_field("List of services", &view.max_size, &view.errors))
                (Button::new("Preview the list").render())
            }
        }
        h2 class="nhsuk-heading-m" { "Columns of the list" }
        p { "The first line names the columns. Services that are registered just so already are passed over." }
        (summary("", &columns))
        p { a href=(view.csv_href) { "The services that there are, as such a list" } }
    }
}

fn file_field(title: &str, max_size: &str, errors: &[FormError]) -> Markup {
    Field::new(FILE, Title::new(title).size("s"))
        .hint(Some(
            html! { "A file of comma-separated text (CSV UTF-8) smaller than " (max_size) "." },
        ))
        .errors(errors)
        .file(Some(ACCEPT))
}

fn findings(view: &ServicesImport) -> Markup {
    let heads = ["Line", "Column", "What is wrong, and what to do"];
    let heads = heads.into_iter().map(Head::text).collect();
    let row = |finding: &ServiceListFinding| {
        vec![
            html! { @if finding.line.is_empty() { "The whole file" } @else { (finding.line) } },
            html! { @if finding.column.is_empty() { "The whole line" } @else { code { (finding.column) } } },
            html! { span class="hub-break" { (finding.says) } },
        ]
    };
    html! {
        @if !view.findings.is_empty() {
            h2 class="nhsuk-heading-m" { "What is wrong with the list" }
            p { "Nothing was registered. Put these right, and send the list again." }
            (Table::with_quiet_caption(
                "What is wrong with the list",
                heads,
                view.findings.iter().map(row).collect(),
            ).stacking().render())
            @if !view.more.is_empty() { p { (view.more) } }
        }
    }
}

fn services(view: &ServicesImport) -> Markup {
    let heads = ["Code", "Name", "Board", "Kind", "First month", "Last month"];
    let heads = heads.into_iter().map(Head::text).collect();
    let row = |cells: &[String; 6]| {
        cells
            .iter()
            .map(|cell| html! { span class="hub-break" { (cell) } })
            .collect::<Vec<Markup>>()
    };
    html! {
        @if !view.services.is_empty() {
            (Table::with_quiet_caption("Services that would be registered", heads, view.services.iter().map(row).collect())
                .stacking()
                .render())
            @if !view.more_services.is_empty() { p { (view.more_services) } }
        }
    }
}

fn form(frame: &Frame, view: &ServicesImport, apply: &ServiceListApply) -> Markup {
    let title = if apply.file_name.is_empty() {
        "The same list again".to_owned()
    } else {
        format!("The same list again ({})", apply.file_name)
    };
    html! {
        div class="hub-screen-only" {
            h2 class="nhsuk-heading-m" { "Register these services" }
            (warning_callout("What this does", &bullets(&apply.effects)))
            p {
                "The hub has kept nothing of what you sent. Select the same file once more: any other is refused, so that nothing is "
                "registered that was not looked at here."
            }
            form action={ (ACTION) "/import/apply" } method="post" enctype="multipart/form-data" novalidate {
                (csrf_field(frame))
                input type="hidden" name="previewed" value=(apply.previewed);
                (file_field(&title, &view.max_size, &view.errors))
                (Button::new("Register these services").warning().render())
            }
        }
    }
}
