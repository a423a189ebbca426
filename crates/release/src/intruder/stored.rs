//! The report beside its release: written once, signed, and taken for no other release's.

use bytes::Bytes;
use hub_standard::ids::ReleaseId;
use hub_store::{Store, StoreError};
use serde::{Deserialize, Serialize};

use super::report::IntruderReport;
use crate::encode::{from_hex, sha256_hex};
use crate::error::{ReleaseError, Result};
use crate::keys::ReleaseKeys;
use crate::layout;
use crate::reader::read_manifest;
use crate::signed;

/// The name under which the report stands in its file.
const NAME: &str = "intruder_report";

/// What is signed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoredReport {
    /// SHA-256 of the page beside it.
    pub html_sha256: String,
    /// The report.
    pub report: IntruderReport,
}

/// The file of a release's report.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportFile {
    /// As it was signed.
    pub bytes: Bytes,
    /// What it says.
    pub stored: StoredReport,
}

/// What became of a report that was to be stored.
#[derive(Debug, Clone, PartialEq)]
pub enum Kept {
    /// It is stored.
    Now,
    /// The release had a report already, which stays as it is.
    Before(Box<IntruderReport>),
}

/// Stores a report beside its release, as JSON and as a page. A report that is there already is never overwritten.
///
/// The JSON comes first and is what counts; a page that a crash left out is written by the next call.
///
/// # Errors
/// [`ReleaseError::NotFound`]; [`ReleaseError::OtherReport`] where it was made of another release of that name;
/// [`ReleaseError::Damaged`] where what is stored is not a report of the release; or when storage does not answer.
pub async fn store_report(
    store: &Store,
    keys: &ReleaseKeys,
    report: &IntruderReport,
) -> Result<Kept> {
    let id = &report.setting.release;
    let state = store.journal().state().await?;
    let released = state
        .releases
        .iter()
        .find(|released| released.release == *id)
        .ok_or_else(|| ReleaseError::NotFound(id.clone()))?;
    if report.setting.manifest_sha256 != released.manifest_sha256 {
        return Err(ReleaseError::OtherReport(id.clone()));
    }
    let page = report.to_html();
    let stored = StoredReport {
        html_sha256: sha256_hex(page.as_bytes()),
        report: report.clone(),
    };
    let body = serde_json::to_string(&stored).map_err(|error| ReleaseError::encode(NAME, error))?;
    let file = Bytes::from(signed::seal(keys, NAME, &body));
    match store.create(&layout::intruder_json(id), file).await {
        Ok(()) => {
            create_page(store, id, page).await?;
            Ok(Kept::Now)
        }
        Err(StoreError::AlreadyExists { .. }) => {
            let there = stored_report(store, id).await?;
            let there = there
                .ok_or_else(|| ReleaseError::NotFound(id.clone()))?
                .stored;
            let page = there.report.to_html();
            // Another version of the program may word the page in another way: then it stays left out.
            if sha256_hex(page.as_bytes()) == there.html_sha256 {
                create_page(store, id, page).await?;
            }
            Ok(Kept::Before(Box::new(there.report)))
        }
        Err(error) => Err(error.into()),
    }
}

async fn create_page(store: &Store, id: &ReleaseId, page: String) -> Result<()> {
    match store
        .create(&layout::intruder_html(id), Bytes::from(page))
        .await
    {
        Ok(()) | Err(StoreError::AlreadyExists { .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// The report that is stored beside a release; `None` where there is none.
///
/// # Errors
/// [`ReleaseError::NotFound`] where there is no such release; [`ReleaseError::Damaged`] where the report is of another
/// one or was not signed with its key; or when storage does not answer.
pub async fn stored_report(store: &Store, id: &ReleaseId) -> Result<Option<ReportFile>> {
    let state = store.journal().state().await?;
    let released = state
        .releases
        .iter()
        .find(|released| released.release == *id)
        .ok_or_else(|| ReleaseError::NotFound(id.clone()))?;
    let path = layout::intruder_json(id);
    let bytes = match store.read(&path).await {
        Err(StoreError::NotFound { .. }) => return Ok(None),
        read => read?,
    };
    let manifest = read_manifest(store, released).await?;
    let key = from_hex(&manifest.public_key)
        .and_then(|key| <[u8; 32]>::try_from(key).ok())
        .ok_or_else(|| ReleaseError::damaged(path.as_ref(), "its release names no key"))?;
    let stored = open(&bytes, id, &released.manifest_sha256, &key)
        .map_err(|reason| ReleaseError::damaged(path.as_ref(), &reason))?;
    Ok(Some(ReportFile { bytes, stored }))
}

/// What a file says, if it is a report of that release.
pub(crate) fn open(
    file: &[u8],
    id: &ReleaseId,
    manifest_sha256: &str,
    public_key: &[u8; 32],
) -> Result<StoredReport, String> {
    let (body, signature) = signed::open(NAME, file)?;
    if !signed::is_signed(public_key, body, &signature) {
        return Err("its signature does not fit the release's key".to_owned());
    }
    let stored: StoredReport = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    let setting = &stored.report.setting;
    if setting.release != *id || setting.manifest_sha256 != manifest_sha256 {
        return Err("it is the report of another release".to_owned());
    }
    Ok(stored)
}
