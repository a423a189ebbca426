//! The certificate of an erasure: what was done, so that whoever asked for it, or an auditor, can hold the hub to it.
//!
//! It names nobody and says nowhere how many rows went, from which services or of which months: objects are told by their
//! hashes only, which the journal can place. The mark of the person can be checked by whoever has the hub's keys and the
//! identifier; to anybody else it is random.

use std::fmt;

use hub_store::{Erasure, ErasureOrder, JournalMark, Path, Replaced, State, Store, StoreError};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::encode::hex;
use crate::error::{ReleaseError, Result};
use crate::keys::ReleaseKeys;
use crate::signed::{self, is_signed};

/// The name under which the certificate stands in its file.
const NAME: &str = "erasure_certificate";
/// How a certificate is called where something is wrong with it.
const SHOWN: &str = "the certificate";

/// What an erasure did, and what proves it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasureCertificate {
    /// Identifier of the erasure: random.
    pub erasure: String,
    /// Keyed mark of the person, of this erasure only.
    pub person_mark: String,
    /// When it was begun.
    pub begun: Timestamp,
    /// When the key of the person's rows was found nowhere.
    pub proved: Timestamp,
    /// Where the journal stood when it was begun.
    pub journal_before: JournalMark,
    /// Where the journal stood when the key was found nowhere.
    pub journal_after: JournalMark,
    /// Objects that were looked through then: every byte, every column, footers and statistics.
    pub objects_scanned: u64,
    /// Their bytes.
    pub bytes_scanned: u64,
    /// Objects in which the key was found then: none, or there would be no certificate.
    pub objects_with_key: u64,
    /// Which object took the place of which, in the order of hashes.
    pub replaced: Vec<ReplacedHash>,
    /// The public key that verifies the signature, hex.
    pub public_key: String,
}

/// Hashes of an object that is gone and of the one in its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ReplacedHash {
    /// SHA-256 of the bytes that were, lower-case hex.
    pub from: String,
    /// SHA-256 of what took their place; none where nothing counted on them.
    pub to: Option<String>,
}

impl ErasureCertificate {
    /// The certificate of an erasure.
    #[must_use]
    pub fn of(
        order: &ErasureOrder,
        erasure: &Erasure,
        person_mark: String,
        proved: Timestamp,
        keys: &ReleaseKeys,
    ) -> Self {
        Self {
            erasure: order.erasure.clone(),
            person_mark,
            begun: order.begun,
            proved,
            journal_before: order.before.clone(),
            journal_after: erasure.after.clone(),
            objects_scanned: erasure.scan.objects,
            bytes_scanned: erasure.scan.bytes,
            objects_with_key: u64::try_from(erasure.scan.found.len()).unwrap_or(u64::MAX),
            replaced: hashes(&erasure.replaced),
            public_key: hex(&keys.public_key()),
        }
    }

    /// The file: the certificate and its signature.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn sign(&self, keys: &ReleaseKeys) -> Result<Vec<u8>> {
        let body = serde_json::to_string(self)
            .map_err(|error| ReleaseError::encode("certificate", error))?;
        Ok(signed::seal(keys, NAME, &body))
    }

    /// Reads a certificate without judging it.
    ///
    /// # Errors
    /// [`ReleaseError::Damaged`] where it is none.
    pub fn parse(file: &[u8]) -> Result<Self> {
        Ok(read(file)?.0)
    }
}

fn read(file: &[u8]) -> Result<(ErasureCertificate, &[u8], [u8; 64])> {
    let damaged = |reason: &str| ReleaseError::damaged(SHOWN, reason);
    let (body, signature) = signed::open(NAME, file).map_err(damaged)?;
    let certificate = serde_json::from_slice(body).map_err(|error| damaged(&error.to_string()))?;
    Ok((certificate, body, signature))
}

/// Hashes in an order that tells nothing of paths.
fn hashes(replaced: &[Replaced]) -> Vec<ReplacedHash> {
    let mut hashes: Vec<ReplacedHash> = replaced
        .iter()
        .map(|replaced| ReplacedHash {
            from: replaced.from.sha256.clone(),
            to: replaced.to.as_ref().map(|to| to.sha256.clone()),
        })
        .collect();
    hashes.sort_unstable();
    hashes
}

/// What is wrong with a certificate, or with what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CertificateProblem {
    /// The signature does not fit the certificate and the key.
    BadSignature,
    /// It was signed with another key than the one it names.
    OtherKey,
    /// It says itself that the key was found.
    KeyFound,
    /// The journal has other hashes where the certificate says it stood.
    OtherJournal,
    /// The journal knows of other objects that this erasure replaced.
    OtherObjects,
    /// An object that was erased is there.
    StillThere {
        /// Path inside the store.
        path: String,
    },
    /// An object that took the place of another is not there.
    Missing {
        /// Path inside the store.
        path: String,
    },
}

impl fmt::Display for CertificateProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadSignature => {
                f.write_str("the signature does not fit the certificate and the key of this hub")
            }
            Self::OtherKey => f.write_str("the certificate names another public key"),
            Self::KeyFound => f.write_str("the certificate says that the key was found"),
            Self::OtherJournal => f.write_str("the journal of this hub is another one"),
            Self::OtherObjects => {
                f.write_str("the journal knows of other objects than the certificate")
            }
            Self::StillThere { path } => write!(f, "{path} was erased and is there all the same"),
            Self::Missing { path } => {
                write!(f, "{path} took the place of what was erased and is missing")
            }
        }
    }
}

/// Holds a certificate against its signature, the journal and the objects; gives what is wrong.
///
/// # Errors
/// [`ReleaseError::Damaged`] where it is no certificate, [`ReleaseError::Store`] where storage does not answer.
pub async fn verify_certificate(
    store: &Store,
    file: &[u8],
    public_key: &[u8; 32],
) -> Result<Vec<CertificateProblem>> {
    let (certificate, body, signature) = read(file)?;
    let mut problems = Vec::new();
    if !is_signed(public_key, body, &signature) {
        problems.push(CertificateProblem::BadSignature);
    }
    if certificate.public_key != hex(public_key) {
        problems.push(CertificateProblem::OtherKey);
    }
    if certificate.objects_with_key > 0 {
        problems.push(CertificateProblem::KeyFound);
    }
    for mark in [&certificate.journal_before, &certificate.journal_after] {
        if !stood_there(store, mark).await? {
            problems.push(CertificateProblem::OtherJournal);
            break;
        }
    }
    let state = store.journal().state().await?;
    let replaced = state.replaced_by(&certificate.erasure);
    if hashes(&replaced) != certificate.replaced {
        problems.push(CertificateProblem::OtherObjects);
    }
    for replaced in &replaced {
        problems.extend(look_for(store, &state, replaced).await?);
    }
    Ok(problems)
}

/// Whether the journal had that hash at that place.
async fn stood_there(store: &Store, mark: &JournalMark) -> Result<bool> {
    let Some(seq) = mark.seq else {
        return Ok(mark.hash == State::default().head_hash);
    };
    match store.journal().state_at(seq).await {
        Ok(state) => Ok(state.head_hash == mark.hash),
        Err(StoreError::NotFound { .. }) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Whether what was erased is gone, and what took its place, or the place of that since, is there.
async fn look_for(
    store: &Store,
    state: &State,
    replaced: &Replaced,
) -> Result<Vec<CertificateProblem>> {
    let mut problems = Vec::new();
    let from = &replaced.from.path;
    if store.exists(&Path::from(from.as_str())).await? {
        problems.push(CertificateProblem::StillThere { path: from.clone() });
    }
    if let Some(stands) = state.in_place_of(from)
        && !store.exists(&Path::from(stands.path.as_str())).await?
    {
        problems.push(CertificateProblem::Missing {
            path: stands.path.clone(),
        });
    }
    Ok(problems)
}
