//! Reading files that somebody sent, aside and one set at a time, and holding them against what is in use.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hub_engine::{Catalogue, CheckOutcome, run_checks};
use hub_reference::{Difference, ImportError, Problem as FileProblem, Reference, ReferenceError};
use hub_store::{ReferenceTable, State};
use hub_ui::view::ReferenceFinding;
use tokio::sync::OwnedSemaphorePermit;

use super::zipped::unzip;
use crate::hub::Hub;
use crate::intake::Room;
use crate::problem::{Kind, Problem, Result};

/// How long one set of files may be read. The whole of England takes a few seconds.
const READING_MAX: Duration = Duration::from_secs(120);
/// How long claims about the tables may be tried.
const CLAIMS_MAX: Duration = Duration::from_secs(30);
/// Characters of a reason that are shown: it may repeat a cell of any length.
const REASON_CHARS_MAX: usize = 300;

/// Files that could be read.
pub(super) struct Looked {
    /// What they make.
    pub(super) reference: Reference,
    /// The same, ready to be kept.
    pub(super) tables: Vec<ReferenceTable>,
    /// How they differ from what is in use.
    pub(super) difference: Difference,
    /// Files that are not used; empty: all are.
    pub(super) not_used: String,
    /// The turn; nobody else imports while it is held.
    pub(super) turn: OwnedSemaphorePermit,
}

/// Why files cannot be used, in words.
pub(super) enum Refused {
    /// The zip file itself.
    Zip(String),
    /// What it holds.
    Files {
        /// What is wrong, file by file.
        findings: Vec<ReferenceFinding>,
        /// How many more there are.
        more: usize,
    },
}

/// What reading on another thread can end in besides.
enum Stopped {
    Refused(Refused),
    Broken(ReferenceError),
    Unknown,
}

/// Reads files and holds them against `in_use`. The memory set aside for them is given back once they are read.
///
/// # Errors
/// [`Kind::TooBusy`] while others are read; [`Kind::TimedOut`] when it takes too long. What is wrong with the files is no
/// error.
pub(super) async fn look(
    hub: &Hub,
    bytes: Bytes,
    room: Option<Room>,
    in_use: Arc<Reference>,
) -> Result<Result<Looked, Refused>> {
    let turn = Arc::clone(&hub.imports)
        .try_acquire_owned()
        .map_err(|_| {
            Problem::new(
                Kind::TooBusy,
                "Other reference data are being looked at, and only one set of files at a time can be. Nothing was kept. Try again in a minute.",
            )
        })?;
    let work = tokio::task::spawn_blocking(move || -> Result<Looked, Stopped> {
        let read = read(&bytes);
        drop(bytes);
        drop(room);
        let (reference, tables, not_used) = read?;
        let difference = in_use.difference(&reference);
        Ok(Looked {
            reference,
            tables,
            difference,
            not_used,
            turn,
        })
    });
    // What was begun goes on to its end and holds the turn until then.
    match tokio::time::timeout(READING_MAX, work).await {
        Ok(Ok(Ok(looked))) => Ok(Ok(looked)),
        Ok(Ok(Err(Stopped::Refused(refused)))) => Ok(Err(refused)),
        Ok(Ok(Err(Stopped::Broken(error)))) => Err(Problem::internal(error)),
        Ok(Ok(Err(Stopped::Unknown))) => Err(Problem::internal("files were refused in a new way")),
        Ok(Err(error)) => Err(Problem::internal(error)),
        Err(_) => Err(Problem::plain(Kind::TimedOut)),
    }
}

fn read(bytes: &[u8]) -> Result<(Reference, Vec<ReferenceTable>, String), Stopped> {
    let unzipped = unzip(bytes).map_err(|words| Stopped::Refused(Refused::Zip(words)))?;
    let reference = match Reference::import_files(&unzipped.files) {
        Ok(reference) => reference,
        Err(ImportError::Refused { problems, more }) => {
            let findings = problems.iter().map(finding).collect();
            return Err(Stopped::Refused(Refused::Files { findings, more }));
        }
        Err(_) => return Err(Stopped::Unknown),
    };
    let tables = reference
        .to_stored()
        .map_err(Stopped::Broken)?
        .into_iter()
        .map(|table| ReferenceTable {
            name: table.name.to_owned(),
            bytes: table.bytes,
            rows: u64::try_from(table.rows).unwrap_or(u64::MAX),
        })
        .collect();
    Ok((reference, tables, unzipped.not_used))
}

fn finding(problem: &FileProblem) -> ReferenceFinding {
    let place = match (problem.row, &problem.column) {
        (None, None) => String::new(),
        (None, Some(column)) => format!("Column {column}"),
        (Some(row), None) => format!("Row {row}"),
        (Some(row), Some(column)) => format!("Row {row}, column {column}"),
    };
    let mut says: String = problem.reason.chars().take(REASON_CHARS_MAX).collect();
    if says.len() < problem.reason.len() {
        says.push_str(" ...");
    }
    ReferenceFinding {
        file: problem.file.clone(),
        place,
        says,
    }
}

/// The reference data in use: those that this server was started with, or what was imported since.
pub(super) async fn in_use(hub: &Hub, state: &State) -> Result<Arc<Reference>> {
    let Some(edition) = &state.reference else {
        return Ok(Arc::clone(&hub.reference));
    };
    if hub.reference.edition() == Some(edition.edition.as_str()) {
        return Ok(Arc::clone(&hub.reference));
    }
    let tables = hub.store.read_reference(edition).await?;
    let name = edition.edition.clone();
    let read = tokio::task::spawn_blocking(move || Reference::from_stored(&name, &tables)).await;
    let reference = read
        .map_err(Problem::internal)?
        .map_err(Problem::internal)?;
    Ok(Arc::new(reference))
}

/// What becomes of the claims about the tables; none where they could not be tried.
pub(super) async fn claims(reference: &Reference) -> Vec<CheckOutcome> {
    let tried = tokio::time::timeout(CLAIMS_MAX, try_claims(reference)).await;
    match tried {
        Ok(Ok(outcomes)) => outcomes,
        Ok(Err(problem)) => {
            tracing::warn!(causes = problem.causes(), "claims could not be tried");
            Vec::new()
        }
        Err(_) => {
            tracing::warn!("claims about reference data took too long");
            Vec::new()
        }
    }
}

async fn try_claims(reference: &Reference) -> Result<Vec<CheckOutcome>> {
    let tables: Vec<_> = reference
        .tables()
        .map_err(Problem::internal)?
        .into_iter()
        .map(|(name, rows)| (name.to_owned(), rows))
        .collect();
    let catalogue = Catalogue::embedded().map_err(Problem::internal)?;
    run_checks(&catalogue, &tables)
        .await
        .map_err(Problem::internal)
}
