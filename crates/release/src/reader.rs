//! Reading what was published.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use hub_standard::ids::ReleaseId;
use hub_store::{Released, Store, StoreError};
use jiff::Timestamp;
use serde::Serialize;

use crate::encode::{read_table, sha256_hex};
use crate::error::{ReleaseError, Result};
use crate::intruder::{ReportFile, stored_report};
use crate::layout;
use crate::manifest::Manifest;
use crate::release::Release;
use crate::value;

/// Releases kept in memory at once.
const LOADED_MAX: usize = 4;

/// All published releases. Clones share what is loaded.
#[derive(Clone)]
pub struct Releases {
    store: Store,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    /// Most recently used last.
    loaded: Mutex<VecDeque<Arc<Release>>>,
    /// One load at a time: those who wait find the release loaded.
    loading: tokio::sync::Mutex<()>,
}

/// A line of the list of releases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReleaseSummary {
    /// The release.
    pub id: ReleaseId,
    /// Words for people.
    pub label: String,
    /// When it was published.
    pub at: Timestamp,
    /// The last journal entry that was taken into account.
    pub journal_seq: u64,
    /// SHA-256 of its manifest file.
    pub manifest_sha256: String,
}

impl Releases {
    /// The releases of a store; reads nothing yet.
    #[must_use]
    pub fn open(store: Store) -> Self {
        Self {
            store,
            shared: Arc::default(),
        }
    }

    /// The published releases, oldest first.
    ///
    /// # Errors
    /// When storage does not answer.
    pub async fn list(&self) -> Result<Vec<ReleaseSummary>> {
        let state = self.store.journal().state().await?;
        Ok(state.releases.iter().map(summary).collect())
    }

    /// The newest release; `None` where nothing was published yet.
    ///
    /// # Errors
    /// When storage does not answer or the release is damaged.
    pub async fn latest(&self) -> Result<Option<Arc<Release>>> {
        let state = self.store.journal().state().await?;
        match state.releases.last() {
            Some(released) => self.load(released).await.map(Some),
            None => Ok(None),
        }
    }

    /// The release of that id.
    ///
    /// # Errors
    /// [`ReleaseError::NotFound`]; or when storage does not answer or the release is damaged.
    pub async fn get(&self, id: &ReleaseId) -> Result<Arc<Release>> {
        let state = self.store.journal().state().await?;
        let released = state
            .releases
            .iter()
            .find(|released| released.release == *id);
        self.load(released.ok_or_else(|| ReleaseError::NotFound(id.clone()))?)
            .await
    }

    /// What the release of that id is made of, without reading its figures.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub async fn manifest(&self, id: &ReleaseId) -> Result<Manifest> {
        if let Some(release) = self.loaded(id) {
            return Ok(release.manifest.clone());
        }
        let state = self.store.journal().state().await?;
        let released = state
            .releases
            .iter()
            .find(|released| released.release == *id)
            .ok_or_else(|| ReleaseError::NotFound(id.clone()))?;
        read_manifest(&self.store, released).await
    }

    /// The intruder's report on the release of that id; `None` where none was stored.
    ///
    /// # Errors
    /// As [`stored_report`].
    pub async fn intruder_report(&self, id: &ReleaseId) -> Result<Option<ReportFile>> {
        stored_report(&self.store, id).await
    }

    /// Whether there is one, without reading it.
    ///
    /// # Errors
    /// When storage does not answer.
    pub async fn has_intruder_report(&self, id: &ReleaseId) -> Result<bool> {
        Ok(self.store.exists(&layout::intruder_json(id)).await?)
    }

    async fn load(&self, released: &Released) -> Result<Arc<Release>> {
        if let Some(release) = self.loaded(&released.release) {
            return Ok(release);
        }
        let _one_at_a_time = self.shared.loading.lock().await;
        if let Some(release) = self.loaded(&released.release) {
            return Ok(release);
        }
        let release = Arc::new(read_release(&self.store, released).await?);
        let mut loaded = self
            .shared
            .loaded
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if loaded.len() >= LOADED_MAX {
            loaded.pop_front();
        }
        loaded.push_back(Arc::clone(&release));
        Ok(release)
    }

    fn loaded(&self, id: &ReleaseId) -> Option<Arc<Release>> {
        let mut loaded = self
            .shared
            .loaded
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let position = loaded.iter().position(|release| release.id == *id)?;
        let release = loaded.remove(position)?;
        loaded.push_back(Arc::clone(&release));
        Some(release)
    }
}

impl fmt::Debug for Releases {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Releases").finish_non_exhaustive()
    }
}

fn summary(released: &Released) -> ReleaseSummary {
    ReleaseSummary {
        id: released.release.clone(),
        label: released.label.clone(),
        at: released.at,
        journal_seq: released.journal_seq,
        manifest_sha256: released.manifest_sha256.clone(),
    }
}

/// Reads and checks the manifest that the journal names.
pub(crate) async fn read_manifest(store: &Store, released: &Released) -> Result<Manifest> {
    let path = layout::manifest(&released.release);
    let file = match store.read(&path).await {
        Err(StoreError::NotFound { .. }) => {
            return Err(ReleaseError::damaged(path.as_ref(), "it is missing"));
        }
        read => read?,
    };
    if sha256_hex(&file) != released.manifest_sha256 {
        return Err(ReleaseError::damaged(
            path.as_ref(),
            "it is not the manifest that the journal names",
        ));
    }
    Ok(Manifest::parse(path.as_ref(), &file)?.0)
}

/// Reads a whole release; every object is held against its hash.
pub(crate) async fn read_release(store: &Store, released: &Released) -> Result<Release> {
    let manifest = read_manifest(store, released).await?;
    let mut figures = Vec::new();
    for measure in &manifest.measures {
        let Some(object) = manifest.object(&layout::measure(&measure.id)) else {
            continue;
        };
        if let Some(rows) = read_table(store, object).await? {
            figures.extend(value::from_batch(measure, &manifest.policy, &rows)?);
        }
    }
    Ok(Release::new(
        manifest,
        released.manifest_sha256.clone(),
        figures,
    ))
}
