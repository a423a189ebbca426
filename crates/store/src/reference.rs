//! Imported reference data: tables as objects, and the journal says which edition is in use.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;
use jiff::civil::Date;
use sha2::{Digest as _, Sha256};

use crate::error::{Refusal, Result, StoreError};
use crate::event::Event;
use crate::layout;
use crate::object::ObjectRef;
use crate::objects::hex;
use crate::state::State;
use crate::store::Store;

/// A table to be kept.
#[derive(Debug, Clone)]
pub struct ReferenceTable {
    /// Name.
    pub name: String,
    /// The Parquet file.
    pub bytes: Bytes,
    /// Rows.
    pub rows: u64,
}

/// Reference data in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceEdition {
    /// Day of the import and the first letters of a hash over all tables.
    pub edition: String,
    /// The tables by name.
    pub tables: BTreeMap<String, ObjectRef>,
}

impl ReferenceEdition {
    /// Whether it is made of these tables, on whatever day it was imported.
    #[must_use]
    pub fn is_of(&self, tables: &[ReferenceTable]) -> bool {
        self.edition.ends_with(&mark(tables))
    }
}

/// An import of reference data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceImport {
    /// What was imported.
    pub edition: Arc<ReferenceEdition>,
    /// When.
    pub at: Timestamp,
    /// Who did it on a page of the hub. None: it was done by command.
    pub by: Option<String>,
}

/// Somebody who imports on a page of the hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Importer {
    /// The name that their token was issued to.
    pub name: String,
    /// The edition that was in use when they decided; none: none was.
    pub saw: Option<String>,
}

impl Store {
    /// Keeps the tables of an import and makes them the ones in use. The same tables again change nothing.
    ///
    /// # Errors
    /// When storage does not take them; then the edition in use is still the one before.
    pub async fn adopt_reference(
        &self,
        day: Date,
        tables: Vec<ReferenceTable>,
    ) -> Result<Arc<ReferenceEdition>> {
        self.adopt(day, tables, None).await
    }

    /// The same for somebody who decided by what they saw in use.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when another edition came into use since, but not where it is made of the same tables.
    /// Otherwise as [`adopt_reference`](Self::adopt_reference).
    pub async fn adopt_reference_over(
        &self,
        day: Date,
        tables: Vec<ReferenceTable>,
        importer: Importer,
    ) -> Result<Arc<ReferenceEdition>> {
        self.adopt(day, tables, Some(importer)).await
    }

    async fn adopt(
        &self,
        day: Date,
        tables: Vec<ReferenceTable>,
        importer: Option<Importer>,
    ) -> Result<Arc<ReferenceEdition>> {
        let state = self.journal().state().await?;
        if let Some(used) = &state.reference
            && used.is_of(&tables)
        {
            return Ok(Arc::clone(used));
        }
        may_import(&state, importer.as_ref()).map_err(StoreError::Refused)?;
        let edition = format!("{day}-{}", mark(&tables));
        let mut objects = BTreeMap::new();
        for table in tables {
            let path = layout::reference_table(&table.name, &edition);
            let object = self.create_same(&path, table.bytes, table.rows).await?;
            objects.insert(table.name, object);
        }
        let adopted = Arc::new(ReferenceEdition {
            edition: edition.clone(),
            tables: objects.clone(),
        });
        self.journal()
            .append(move |state| {
                may_import(state, importer.as_ref())?;
                Ok(vec![Event::ReferenceImported {
                    edition: edition.clone(),
                    tables: objects.clone(),
                    by: importer.as_ref().map(|importer| importer.name.clone()),
                }])
            })
            .await?;
        Ok(adopted)
    }

    /// Reads the tables of an edition, after checking that they are the bytes that were written.
    ///
    /// # Errors
    /// [`StoreError::NotFound`](crate::StoreError::NotFound); [`StoreError::Corrupt`](crate::StoreError::Corrupt) when
    /// the bytes differ.
    pub async fn read_reference(
        &self,
        edition: &ReferenceEdition,
    ) -> Result<BTreeMap<String, Bytes>> {
        let mut tables = BTreeMap::new();
        for (name, object) in &edition.tables {
            tables.insert(name.clone(), self.read_object(object).await?);
        }
        Ok(tables)
    }
}

/// Nobody puts an edition in the place of one that they have not seen.
fn may_import(state: &State, importer: Option<&Importer>) -> Result<(), Refusal> {
    let used = state.reference.as_ref().map(|used| used.edition.as_str());
    match importer {
        Some(importer) if importer.saw.as_deref() != used => Err(Refusal::because(
            "other reference data came into use meanwhile",
        )),
        _ => Ok(()),
    }
}

/// The first letters of a hash over names and contents.
fn mark(tables: &[ReferenceTable]) -> String {
    let mut all = Sha256::new();
    for table in tables {
        all.update(table.name.as_bytes());
        all.update([0]);
        all.update(Sha256::digest(&table.bytes));
    }
    hex(&all.finalize()).chars().take(8).collect()
}
