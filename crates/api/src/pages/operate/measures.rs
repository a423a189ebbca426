//! O4: since when each measure is defined as it is, and what its versions changed.
//!
//! All of it is read from the manifests of the newest releases, which keep each definition with its SQL file. A manifest does
//! not say where a file came from: what this version of the hub has under the same name is taken to come with the hub.

mod changes;
mod costs;
mod fields;
mod history;
mod lines;
mod listed;
mod versions;

use axum::extract::Path;
use hub_release::{LeftOut, MeasureInfo};
use hub_ui::view::Link;
use sha2::{Digest, Sha256};

use self::history::{History, RELEASES_MAX};
use super::super::Page;
use super::super::measures::catalogue;
use super::super::reader::Reader;
use super::super::words;
use super::breadcrumbs;
use crate::identity::hex;
use crate::problem::{Kind, Problem, Result};

/// Where the list is; the versions of a measure are below it.
const MEASURES: &str = "/operate/measures";

/// `GET /operate/measures`
pub(crate) async fn list(reader: Reader) -> Result<Page> {
    reader.params.only(&[])?;
    let history = History::read(&reader.hub.releases).await?;
    let view = listed::view(&history);
    let frame = reader.frame(breadcrumbs()).await;
    Ok(Page(hub_ui::pages::o4_definitions(&frame, &view)))
}

/// `GET /operate/measures/{id}`
pub(crate) async fn show(reader: Reader, Path(id): Path<String>) -> Result<Page> {
    reader.params.only(&[])?;
    let history = History::read(&reader.hub.releases).await?;
    let Some(track) = history.measures.get(&id) else {
        let detail = format!(
            "No measure of that name is in the newest {RELEASES_MAX} releases. See the list at {MEASURES}."
        );
        return Err(Problem::new(Kind::NotFound, detail));
    };
    let view = versions::view(&reader.hub, &history, track).await;
    let mut way = breadcrumbs();
    way.push(Link::new("Measure definitions", MEASURES));
    let frame = reader.frame(way).await;
    Ok(Page(hub_ui::pages::o4_versions(&frame, &view)))
}

/// The page of a measure.
fn href(id: &str) -> String {
    format!("{MEASURES}/{id}")
}

/// Where the file of a measure comes from, as far as that can be told.
fn origin(info: &MeasureInfo) -> &'static str {
    let own = catalogue().and_then(|catalogue| catalogue.measure(&info.id));
    match own {
        Some(file) if hex(&Sha256::digest(file.text.as_bytes())) == info.sql_sha256 => "The hub",
        Some(_) => "Another version of the hub than this one",
        None => "The folder measures, or another version of the hub",
    }
}

/// Why a measure is not in the newest release.
fn why_dropped(history: &History, id: &str) -> String {
    let mut left_out = history.left_out.iter();
    match left_out.find(|left| left.measure == id) {
        Some(left) => format!(
            "Its file cannot be used: {}, {}.",
            left.file,
            place(left).to_lowercase()
        ),
        None => "No file of that name was there when the newest release was built.".to_owned(),
    }
}

/// Where in its file a measure is wrong.
fn place(left: &LeftOut) -> String {
    match left.line {
        Some(line) => format!("Line {line}"),
        None => "The whole file".to_owned(),
    }
}

/// Which releases were looked at, one sentence each.
fn looked(history: &History) -> Vec<String> {
    let all = history.span(history.releases.len().saturating_sub(1), 0);
    let older = match history.older {
        0 => String::new(),
        1 => " One older release is listed at /api/v1/releases.".to_owned(),
        more => format!(
            " {} older releases are listed at /api/v1/releases.",
            count(more)
        ),
    };
    let unread = history.unread.iter().map(|id| {
        format!(
            "Release {id} cannot be read and is passed over: what it changed is told as of the release after it. \
             The command hub release verify {id} says what is wrong with it."
        )
    });
    std::iter::once(format!("Looked at: {all}.{older}"))
        .chain(unread)
        .collect()
}

/// A number of things in words: "1,250".
fn count(n: usize) -> String {
    words::thousands(u64::try_from(n).unwrap_or(u64::MAX))
}
