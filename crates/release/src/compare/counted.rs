//! How many figures of one measure two releases display in another way.
//!
//! Of each release the manifest and the figures of that measure are read, and nothing else.

use arrow::record_batch::RecordBatch;
use hub_standard::ids::ReleaseId;
use hub_store::{State, Store};

use super::figures::{Differing, differing_figures};
use crate::encode::{blocking, read_table};
use crate::error::{ReleaseError, Result};
use crate::layout;
use crate::manifest::Manifest;
use crate::reader::read_manifest;
use crate::release::Release;
use crate::value;

/// Figures of one measure that two releases display in another way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DifferingCounts {
    /// Both have them, and display something else.
    pub changed: u64,
    /// Only the new one has them.
    pub added: u64,
    /// Only the old one has them.
    pub removed: u64,
}

/// Counts the figures of one measure that differ between two releases, as [`differing_figures`] tells them; a release
/// without the measure has none.
///
/// # Errors
/// [`ReleaseError::NotFound`]; or when storage does not answer or a release is damaged.
pub async fn count_differing(
    store: &Store,
    old: &ReleaseId,
    new: &ReleaseId,
    measure: &str,
) -> Result<DifferingCounts> {
    let state = store.journal().state().await?;
    let old = Side::read(store, &state, old, measure).await?;
    let new = Side::read(store, &state, new, measure).await?;
    let measure = measure.to_owned();
    blocking(move || {
        let (old, new) = (old.figures(&measure)?, new.figures(&measure)?);
        let mut counts = DifferingCounts::default();
        for found in differing_figures(&old, &new, |_| true) {
            match found {
                Differing::Changed { .. } => counts.changed += 1,
                Differing::Added(_) => counts.added += 1,
                Differing::Removed(_) => counts.removed += 1,
            }
        }
        Ok(counts)
    })
    .await
}

/// What is read of one release.
struct Side {
    manifest: Manifest,
    manifest_sha256: String,
    rows: Option<RecordBatch>,
}

impl Side {
    async fn read(store: &Store, state: &State, id: &ReleaseId, measure: &str) -> Result<Self> {
        let released = state
            .releases
            .iter()
            .find(|released| released.release == *id)
            .ok_or_else(|| ReleaseError::NotFound(id.clone()))?;
        let manifest = read_manifest(store, released).await?;
        let rows = match manifest.object(&layout::measure(measure)) {
            Some(object) => read_table(store, object).await?,
            None => None,
        };
        Ok(Self {
            manifest,
            manifest_sha256: released.manifest_sha256.clone(),
            rows,
        })
    }

    /// The release with the figures of that measure alone.
    fn figures(self, measure: &str) -> Result<Release> {
        let mut measures = self.manifest.measures.iter();
        let info = measures.find(|info| info.id == measure);
        let figures = match (info, &self.rows) {
            (Some(info), Some(rows)) => value::from_batch(info, &self.manifest.policy, rows)?,
            _ => Vec::new(),
        };
        Ok(Release::new(self.manifest, self.manifest_sha256, figures))
    }
}
