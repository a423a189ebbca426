//! Where the objects of a release lie.

use hub_engine::UnitKind;
use hub_standard::ids::ReleaseId;
use hub_store::Path;

/// Folder of all releases.
pub(crate) const ROOT: &str = "releases";

/// Folder of finer tables.
pub(crate) const OPENED: &str = "opened";

/// Stands in the folder of a release whose files were taken away.
pub(crate) const DISCARDED: &str = "discarded";

pub(crate) fn folder(id: &ReleaseId) -> Path {
    Path::from(format!("{ROOT}/{id}"))
}

pub(crate) fn manifest(id: &ReleaseId) -> Path {
    Path::from(format!("{ROOT}/{id}/manifest.json"))
}

/// The intruder's report on a release: not part of it, and made after it.
pub(crate) fn intruder_json(id: &ReleaseId) -> Path {
    object(id, "intruder.json")
}

/// The same as a page.
pub(crate) fn intruder_html(id: &ReleaseId) -> Path {
    object(id, "intruder.html")
}

/// Path of a table of cells or a measure; `name` is one of [`cells`], [`places`] or [`measure`].
pub(crate) fn object(id: &ReleaseId, name: &str) -> Path {
    Path::from(format!("{ROOT}/{id}/{name}"))
}

/// Name of a table of cells inside its release.
pub(crate) fn cells(table: &str) -> String {
    format!("cells/{table}.parquet")
}

/// Name of a table of cells of single places inside its release: in a folder of their own, which is never served as it
/// is, since these figures are not for everyone.
pub(crate) fn places(table: &str) -> String {
    format!("places/{table}.parquet")
}

/// Name of a table of cells inside its release, by what its units are.
pub(crate) fn cells_of(kind: UnitKind, table: &str) -> String {
    if kind.is_place() {
        places(table)
    } else {
        cells(table)
    }
}

/// Name of a measure inside its release.
pub(crate) fn measure(id: &str) -> String {
    format!("measures/{id}.parquet")
}

/// Path of a finer table of cells that was made for a release after it. The name says what is in it, so that no two
/// contents contend for one name.
pub(crate) fn opened(id: &ReleaseId, table: &str, sha256: &str) -> Path {
    let mark = sha256.get(..16).unwrap_or(sha256);
    Path::from(format!("{OPENED}/{id}/{table}-{mark}.parquet"))
}

/// The release that a path belongs to, and the name inside it.
pub(crate) fn parse(path: &Path) -> Option<(ReleaseId, &str)> {
    let (id, name) = path.as_ref().strip_prefix("releases/")?.split_once('/')?;
    Some((id.parse().ok()?, name))
}
