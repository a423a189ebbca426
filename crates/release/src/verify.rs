//! Holding a release against its manifest, its signature and the journal.

use std::fmt;

use hub_standard::ids::ReleaseId;
use hub_store::{Path, Store, StoreError};
use serde::Serialize;

use crate::encode::sha256_hex;
use crate::error::{ReleaseError, Result};
use crate::intruder::open_report;
use crate::layout;
use crate::manifest::Manifest;
use crate::signed::is_signed;

/// What [`verify`] found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VerifyReport {
    /// The release.
    pub release: ReleaseId,
    /// Objects read and hashed, the manifest included.
    pub objects_checked: usize,
    /// What is wrong; empty where the release is exactly what was published.
    pub problems: Vec<VerifyProblem>,
}

impl VerifyReport {
    /// Whether the release is exactly what was published.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.problems.is_empty()
    }
}

/// One defect of a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum VerifyProblem {
    /// The journal does not know the release.
    NotPublished,
    /// The journal names another manifest.
    OtherManifest,
    /// The signature does not fit the manifest and the key.
    BadSignature,
    /// The manifest was signed with another key than the one it names.
    OtherKey,
    /// An object is missing.
    Missing {
        /// Path inside the store.
        path: String,
    },
    /// An object has other bytes than the manifest says.
    Altered {
        /// Path inside the store.
        path: String,
    },
    /// The intruder's report beside the release is of another one, or was not signed with the key.
    OtherReport {
        /// Path inside the store.
        path: String,
    },
    /// An object lies in the release's folder that the manifest does not name.
    Foreign {
        /// Path inside the store.
        path: String,
    },
}

impl fmt::Display for VerifyProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotPublished => f.write_str("the journal does not know this release"),
            Self::OtherManifest => f.write_str("the journal names another manifest"),
            Self::BadSignature => {
                f.write_str("the signature does not fit the manifest and the key")
            }
            Self::OtherKey => f.write_str("the manifest names another public key"),
            Self::Missing { path } => write!(f, "{path} is missing"),
            Self::Altered { path } => write!(f, "{path} has other bytes than were published"),
            Self::OtherReport { path } => write!(f, "{path} is no report of this release"),
            Self::Foreign { path } => write!(f, "{path} does not belong to the release"),
        }
    }
}

/// Recomputes every hash of a release and checks the signature with `public_key`.
///
/// # Errors
/// [`ReleaseError::NotFound`] where there is no manifest, [`ReleaseError::Damaged`] where it cannot be read at all,
/// [`ReleaseError::Store`] where storage does not answer. Everything else is a [`VerifyProblem`].
pub async fn verify(store: &Store, id: &ReleaseId, public_key: &[u8; 32]) -> Result<VerifyReport> {
    let path = layout::manifest(id);
    let file = match store.read(&path).await {
        Err(StoreError::NotFound { .. }) => return Err(ReleaseError::NotFound(id.clone())),
        read => read?,
    };
    let (manifest, body, signature) = Manifest::parse(path.as_ref(), &file)?;
    let mut problems = Vec::new();
    let state = store.journal().state().await?;
    match state
        .releases
        .iter()
        .find(|released| released.release == *id)
    {
        None => problems.push(VerifyProblem::NotPublished),
        Some(released) if released.manifest_sha256 != sha256_hex(&file) => {
            problems.push(VerifyProblem::OtherManifest);
        }
        Some(_) => {}
    }
    if !is_signed(public_key, body, &signature) {
        problems.push(VerifyProblem::BadSignature);
    }
    if manifest.public_key != crate::encode::hex(public_key) {
        problems.push(VerifyProblem::OtherKey);
    }
    for object in &manifest.objects {
        match store.read(&Path::from(object.path.as_str())).await {
            Err(StoreError::NotFound { .. }) => problems.push(VerifyProblem::Missing {
                path: object.path.clone(),
            }),
            Err(error) => return Err(error.into()),
            Ok(bytes) if sha256_hex(&bytes) != object.sha256 => {
                problems.push(VerifyProblem::Altered {
                    path: object.path.clone(),
                });
            }
            Ok(_) => {}
        }
    }
    let reports = reports(store, id, &sha256_hex(&file), public_key, &mut problems).await?;
    for listed in store.list(&layout::folder(id)).await? {
        let known = listed.path == path
            || reports.contains(&listed.path)
            || manifest
                .objects
                .iter()
                .any(|object| object.path == listed.path.as_ref());
        if !known {
            problems.push(VerifyProblem::Foreign {
                path: listed.path.to_string(),
            });
        }
    }
    Ok(VerifyReport {
        release: id.clone(),
        objects_checked: manifest.objects.len() + 1 + reports.len(),
        problems,
    })
}

/// Checks the intruder's report, if the release has one; gives the paths of what was checked.
///
/// A release without one is whole: it is made afterwards, or never, where the rows are gone. A page without a report
/// was written by nobody here.
async fn reports(
    store: &Store,
    id: &ReleaseId,
    manifest_sha256: &str,
    public_key: &[u8; 32],
    problems: &mut Vec<VerifyProblem>,
) -> Result<Vec<Path>> {
    let (report, page) = (layout::intruder_json(id), layout::intruder_html(id));
    let file = match store.read(&report).await {
        Err(StoreError::NotFound { .. }) => return Ok(Vec::new()),
        read => read?,
    };
    let Ok(stored) = open_report(&file, id, manifest_sha256, public_key) else {
        problems.push(VerifyProblem::OtherReport {
            path: report.to_string(),
        });
        return Ok(vec![report, page]);
    };
    match store.read(&page).await {
        Err(StoreError::NotFound { .. }) => return Ok(vec![report]),
        Err(error) => return Err(error.into()),
        Ok(bytes) if sha256_hex(&bytes) != stored.html_sha256 => {
            problems.push(VerifyProblem::Altered {
                path: page.to_string(),
            });
        }
        Ok(_) => {}
    }
    Ok(vec![report, page])
}
