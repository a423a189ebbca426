//! The rows that published cells were made from, read again.
//!
//! A release names the file of rows behind each area and month, and a file of that name and hash always holds the same
//! rows: whether other returns have come since does not matter. What was erased since does.
//!
//! Rows of areas only: which practices a network had when its cells were made, nothing says any more.

use std::sync::Arc;

use arrow::record_batch::RecordBatch;
use hub_engine::{Catalogue, Inside, InsideRows};
use hub_reference::Reference;
use hub_standard::ids::Month;
use hub_store::{ActivityFile, Path, State, Store, StoreError};

use crate::builder::open::inside_tables;
use crate::builder::rows::{FactRows, MonthRows, People};
use crate::encode::{blocking, sha256_hex};
use crate::error::{ReleaseError, Result};
use crate::manifest::{Basis, Manifest};

/// Reads rows inside the barrier.
pub(crate) struct RowsAgain {
    pub(crate) store: Store,
    pub(crate) catalogue: Arc<Catalogue>,
    /// Area atoms, in order.
    pub(crate) atoms: Arc<Vec<String>>,
    /// As the journal is now: it knows of erasures.
    state: Arc<State>,
    /// Tables of schema `reference` inside the barrier.
    tables: Vec<(String, RecordBatch)>,
}

impl RowsAgain {
    /// The rows behind a release; reads none yet.
    pub(crate) async fn of(
        store: &Store,
        reference: &Reference,
        catalogue: Arc<Catalogue>,
        manifest: &Manifest,
    ) -> Result<Self> {
        let mut atoms: Vec<String> = reference
            .atoms()
            .iter()
            .map(|atom| atom.id.to_string())
            .collect();
        atoms.sort_unstable();
        let reference_tables: Vec<_> = reference
            .tables()?
            .into_iter()
            .map(|(name, rows)| (name.to_owned(), rows))
            .collect();
        // The services as they were then: they place people whose practice is not known.
        let then = store.journal().state_at(manifest.journal_seq).await?;
        Ok(Self {
            store: store.clone(),
            catalogue,
            atoms: Arc::new(atoms),
            state: store.journal().state().await?,
            tables: inside_tables(&reference_tables, &then)?,
        })
    }

    /// The rows of every fact of a month, none for facts of places; `None` where they are not all there any more.
    pub(crate) async fn all(
        &self,
        month: Month,
        basis: Option<&Basis>,
        people: &mut People,
    ) -> Result<Option<MonthRows>> {
        let file = match basis {
            None => None,
            Some(basis) if self.is_whole(month, basis).await? => Some(basis.file(month)),
            Some(_) => return Ok(None),
        };
        self.read(month, file, people).await.map(Some)
    }

    /// The same without whoever was erased since; `None` where nothing of it stands.
    pub(crate) async fn left(
        &self,
        month: Month,
        basis: Option<&Basis>,
        people: &mut People,
    ) -> Result<Option<MonthRows>> {
        let file = basis.map(|basis| basis.left(month, &self.state));
        for (_, object) in file.iter().flat_map(ActivityFile::objects) {
            if !self.store.exists(&Path::from(object.path.as_str())).await? {
                return Ok(None);
            }
        }
        self.read(month, file, people).await.map(Some)
    }

    /// Whether somebody was erased from the rows since.
    pub(crate) fn is_erased_from(&self, basis: &Basis) -> bool {
        self.state.times_erased_from(&basis.path) > 0
    }

    async fn read(
        &self,
        month: Month,
        file: Option<ActivityFile>,
        people: &mut People,
    ) -> Result<MonthRows> {
        let activity: Vec<_> = file.into_iter().collect();
        let inside = Inside {
            store: &self.store,
            activity: &activity,
            tables: self.tables.clone(),
        };
        let read = InsideRows::open(&inside, &self.catalogue).await?;
        let mut facts = Vec::with_capacity(self.catalogue.facts.len());
        for (index, file) in self.catalogue.facts.iter().enumerate() {
            // An empty one keeps the place of its fact in the order of the catalogue.
            let batches = if file.fact.of.is_place() {
                Vec::new()
            } else {
                read.of(file).await?
            };
            let (catalogue, atoms) = (Arc::clone(&self.catalogue), Arc::clone(&self.atoms));
            let mut known = std::mem::take(people);
            let (known, encoded) = blocking(move || {
                let file = catalogue.facts.get(index).ok_or(ReleaseError::Worker)?;
                let encoded = FactRows::encode(&file.fact, month, &batches, &atoms, &mut known)?;
                Ok((known, encoded))
            })
            .await?;
            *people = known;
            facts.push(encoded);
        }
        Ok(MonthRows { facts })
    }

    async fn is_whole(&self, month: Month, basis: &Basis) -> Result<bool> {
        if self.is_erased_from(basis) {
            return Ok(false);
        }
        for (_, object) in basis.file(month).objects() {
            let is_whole = match self.store.read(&Path::from(object.path.as_str())).await {
                Err(StoreError::NotFound { .. }) => false,
                Err(error) => return Err(error.into()),
                Ok(bytes) => sha256_hex(&bytes) == object.sha256,
            };
            if !is_whole {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
