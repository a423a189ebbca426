//! The list of what is in use.

use hub_reference::{Part, Reference, SourceFile};
use hub_store::{ReferenceEdition, ReferenceImport, State};
use hub_ui::view::{
    EmptyNote, FormError, ReferenceEditionRow, ReferenceFile, ReferenceFinding, ReferencePage,
    ReferencePart,
};

use super::super::super::reader::Reader;
use super::super::super::words;
use super::count;
use super::told::several;
use crate::body;
use crate::clock::local;
use crate::hub::Hub;

/// Editions that are listed.
const EDITIONS_SHOWN: usize = 50;
/// What is said of parts that no publisher made.
const MADE_UP: &str = "Generated for demonstrations and tests";
const BUILT_IN: &str = "Comes with the program";
/// Begins a demonstration over the publishers' files.
const BEGIN_ANOTHER: &str = "hub demo --reference DIR --data NEW";

/// What is wrong with what was sent.
#[derive(Default)]
pub(super) struct Wrong {
    pub(super) errors: Vec<FormError>,
    pub(super) findings: Vec<ReferenceFinding>,
    pub(super) more: usize,
}

pub(super) fn view(reader: &Reader, state: &State, wrong: Wrong) -> ReferencePage {
    let hub = &reader.hub;
    let newest = state.imports.last();
    let (notice, finding) = (applied(reader, state), finding(hub, newest));
    let closed = closed(hub, state);
    ReferencePage {
        notice,
        finding,
        standing: standing(hub),
        behind: behind(hub, state),
        parts: Part::ALL
            .into_iter()
            .map(|part| (part, listed(part, &hub.reference, newest)))
            // Outlines need not be there.
            .filter(|(part, row)| *part != Part::Outlines || row.rows > 0)
            .map(|(_, row)| row)
            .collect(),
        editions: state
            .imports
            .iter()
            .rev()
            .take(EDITIONS_SHOWN)
            .enumerate()
            .map(|(n, import)| edition(import, n == 0))
            .collect(),
        older: match state.imports.len().saturating_sub(EDITIONS_SHOWN) {
            0 => String::new(),
            older => format!(
                "{} are not listed.",
                several(older, "older import", "older imports")
            ),
        },
        max_size: body::size_words(hub.config.upload_bytes_max),
        errors: wrong.errors,
        findings: wrong.findings,
        more: match wrong.more {
            0 => String::new(),
            more => format!("There are {} more.", count(more)),
        },
        files: SourceFile::ALL.iter().map(file).chain(later()).collect(),
        closed_command: match closed {
            Some(_) => BEGIN_ANOTHER.to_owned(),
            None => String::new(),
        },
        closed,
    }
}

/// Why nothing can be put into use here; none: it can.
///
/// The returns of a demonstration over the generated England name practices that exist nowhere else.
pub(super) fn closed(hub: &Hub, state: &State) -> Option<EmptyNote> {
    let is_generated = hub.config.demo && state.reference.is_none();
    is_generated.then(|| EmptyNote {
        title: "The generated England of this demonstration cannot be replaced".to_owned(),
        text: "Its returns name practices that exist nowhere else, so that other reference data would leave them without a place. You can \
               preview files here, and nothing comes into use. To see the hub with real reference data, begin another demonstration, by \
               command, with the folder that holds the publishers' files and a new folder for its data."
            .to_owned(),
        link: None,
    })
}

/// What is said after files were put into use.
fn applied(reader: &Reader, state: &State) -> String {
    let asked = reader.params.text("applied");
    let used = state.reference.as_ref().map(|used| used.edition.as_str());
    match (asked, used) {
        (Some(asked), Some(used)) if asked == used => {
            format!("Edition {used} is in use now for every release that is built from here on.")
        }
        _ => String::new(),
    }
}

fn finding(hub: &Hub, newest: Option<&ReferenceImport>) -> String {
    match newest {
        Some(import) => format!(
            "Edition {} is in use. It was imported {}.",
            import.edition.edition,
            when_and_by(import)
        ),
        None => format!(
            "Nothing was imported yet: in use is what comes with the program, {}.",
            hub.reference.label()
        ),
    }
}

fn when_and_by(import: &ReferenceImport) -> String {
    format!(
        "on {} {}",
        words::date_time(local(import.at)),
        match &import.by {
            Some(name) => format!("by {name}"),
            None => "by command".to_owned(),
        }
    )
}

fn standing(hub: &Hub) -> Vec<String> {
    vec![
        "A release uses the edition that is in use when it is built. Releases that there are never change.".to_owned(),
        format!(
            "A server reads reference data when it starts, and checks returns and names areas by them until it is started again. This one \
             was started on {} with {}.",
            words::date_time(local(hub.started)),
            hub.reference.label()
        ),
    ]
}

/// Set where this server was started with another edition than the one in use.
fn behind(hub: &Hub, state: &State) -> Option<String> {
    let used = state.reference.as_ref()?;
    let own = hub.reference.edition();
    (own != Some(used.edition.as_str())).then(|| {
        format!(
            "It was started with {}. Start it again, so that it uses edition {}. Every other server says on this page how it stands.",
            hub.reference.label(),
            used.edition
        )
    })
}

fn listed(part: Part, own: &Reference, newest: Option<&ReferenceImport>) -> ReferencePart {
    let name = part.words().to_owned();
    match newest {
        Some(import) => ReferencePart {
            name,
            edition: import.edition.edition.clone(),
            valid_from: part.valid_from().to_owned(),
            rows: rows(&import.edition, part.stored_tables()),
            sources: sources(part),
            imported: words::date_time(local(import.at)),
        },
        None => ReferencePart {
            name,
            edition: own.label().to_owned(),
            valid_from: match part {
                Part::Areas => part.valid_from(),
                _ => "Any time",
            }
            .to_owned(),
            rows: small(own.rows(part)),
            sources: match part {
                Part::Areas => sources(part),
                _ => vec![MADE_UP.to_owned()],
            },
            imported: BUILT_IN.to_owned(),
        },
    }
}

/// Who publishes the files of a part: those that it needs, and where it needs none, all of them.
fn sources(part: Part) -> Vec<String> {
    SourceFile::ALL
        .iter()
        .filter(|file| file.part == part && (file.is_needed || part == Part::Outlines))
        .map(|file| file.publisher.to_owned())
        .collect()
}

/// Rows of some tables of an edition, or of all that are named.
fn rows(edition: &ReferenceEdition, tables: &[&str]) -> u32 {
    let rows: u64 = tables
        .iter()
        .filter_map(|name| edition.tables.get(*name))
        .map(|table| table.rows)
        .sum();
    u32::try_from(rows).unwrap_or(u32::MAX)
}

fn edition(import: &ReferenceImport, is_in_use: bool) -> ReferenceEditionRow {
    let rows: u64 = import.edition.tables.values().map(|table| table.rows).sum();
    ReferenceEditionRow {
        edition: import.edition.edition.clone(),
        imported: words::date_time(local(import.at)),
        by: import.by.clone().unwrap_or_else(|| "Command".to_owned()),
        rows: u32::try_from(rows).unwrap_or(u32::MAX),
        is_in_use,
    }
}

/// The files that each later edition of the boards needs. Their names tell the month in which it begins.
const LATER: [(&str, &str); 2] = [
    (
        "geography/icb_YYYY_MM.csv",
        "Boards of an edition after April 2026, by year and month of its first day",
    ),
    (
        "geography/icb_succession_YYYY_MM.csv",
        "What became of the boards before it",
    ),
];

fn later() -> impl Iterator<Item = ReferenceFile> {
    LATER.into_iter().map(|(path, publisher)| ReferenceFile {
        path: path.to_owned(),
        part: Part::Areas.words().to_owned(),
        publisher: publisher.to_owned(),
        is_needed: false,
    })
}

fn file(file: &SourceFile) -> ReferenceFile {
    ReferenceFile {
        path: file.path.to_owned(),
        part: file.part.words().to_owned(),
        publisher: file.publisher.to_owned(),
        is_needed: file.is_needed,
    }
}

/// A number of rows for the page.
pub(super) fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
