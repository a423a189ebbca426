mod versions;

pub use versions::o4_versions;

use maud::{Markup, html};

use crate::components::table::{Head, Table};
use crate::components::{empty_note, link_or_text, program_name, whole};
use crate::layout::{Page, document};
use crate::view::{DefinitionList, DefinitionRow, DroppedMeasure, Frame, UnusedFile};

const TITLE: &str = "Measure definitions";

/// O4: the measures of the newest release, and how long each has been defined as it is.
#[must_use]
pub fn o4_definitions(frame: &Frame, view: &DefinitionList) -> Markup {
    let content = html! {
        h1 class="nhsuk-heading-l" {
            span class="nhsuk-caption-l" { "Operate" }
            (TITLE)
        }
        @match &view.empty {
            Some(note) => { (empty_note(note)) }
            None => {
                p class="hub-findings" { (view.finding) }
                (looked(&view.looked))
                (unused(&view.unused))
                h2 class="nhsuk-heading-m" { "Measures of the newest release" }
                (about())
                (measures(&view.measures))
                (dropped(&view.dropped))
            }
        }
    };
    document(frame, &Page::new("O4", TITLE).about("Operate"), &content)
}

/// Which releases were looked at.
fn looked(sentences: &[String]) -> Markup {
    html! {
        @for sentence in sentences { p class="hub-quiet" { (sentence) } }
    }
}

fn about() -> Markup {
    html! {
        p {
            "A version of a definition is its SQL file, with the front matter in it, as the manifests of releases keep them: a release with "
            "another file has another version. A measure is changed by its file and comes with the next release."
        }
        p {
            "A measure costs nothing of its own in the ledger of privacy, since it is made from protected cells. What is told is the bound of the "
            "tables of cells that it reads, for one version of them; other measures may read the same tables. Epsilon bounds what anybody could "
            "learn of one person from these cells, whatever else they know: the smaller, the less. "
            a href="/protection" { "How figures are protected" }
        }
        p {
            "Where a file is from another version of the hub than this one, the release was built by an earlier or later version of the program, "
            "and the file has changed since, if only in its wording. Figures that were released stay as they are, and the next release is "
            "made with the files of this version: nothing has to be done."
        }
    }
}

fn measures(measures: &[DefinitionRow]) -> Markup {
    let heads = vec![
        Head::text("Measure"),
        Head::text("First release"),
        Head::text("Defined so since"),
        Head::number("Versions"),
        Head::text("File from"),
        Head::text("Cost in the ledger"),
    ];
    let row = |row: &DefinitionRow| {
        vec![
            html! { a href=(row.measure.href) { (row.measure.label) } br; code { (program_name(&row.id)) } },
            whole(&row.first),
            whole(&row.since),
            html! { (row.versions) },
            html! { (row.origin) },
            html! { (row.cost) },
        ]
    };
    Table::with_quiet_caption(
        "Measures of the newest release",
        heads,
        measures.iter().map(row).collect(),
    )
    .stacking()
    .render()
}

fn dropped(dropped: &[DroppedMeasure]) -> Markup {
    let heads = vec![
        Head::text("Measure"),
        Head::text("Last release with it"),
        Head::text("First release without it"),
        Head::text("Why"),
    ];
    let row = |row: &DroppedMeasure| {
        vec![
            html! { a href=(row.measure.href) { (row.measure.label) } br; code { (program_name(&row.id)) } },
            whole(&row.last),
            whole(&row.without),
            html! { span class="hub-break" { (row.why) } },
        ]
    };
    html! {
        h2 class="nhsuk-heading-m" { "Measures that a release dropped" }
        @if dropped.is_empty() {
            p { "None." }
        } @else {
            (Table::with_quiet_caption(
                "Measures that a release dropped",
                heads,
                dropped.iter().map(row).collect(),
            ).stacking().render())
        }
    }
}

fn unused(files: &[UnusedFile]) -> Markup {
    let heads = vec![
        Head::text("File"),
        Head::text("Where"),
        Head::text("Measure"),
    ];
    let row = |file: &UnusedFile| {
        vec![
            html! { code { (program_name(&file.file)) } },
            html! { (file.line) },
            html! { span class="hub-break" { (link_or_text(&file.measure.label, &file.measure.href)) } },
        ]
    };
    html! {
        @if !files.is_empty() {
            h2 class="nhsuk-heading-m" { "Files that could not be used" }
            p {
                "These were left out of the newest release, and nothing else of it is touched by that. The log of the build says what is wrong "
                "with each. Put the file right, and build a release."
            }
            (Table::with_quiet_caption(
                "Files that could not be used",
                heads,
                files.iter().map(row).collect(),
            ).stacking().render())
        }
    }
}
