//! Imported reference data: tables as objects, and the journal says which edition is in use.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use jiff::civil::Date;
use sha2::{Digest as _, Sha256};

use crate::error::Result;
use crate::event::Event;
use crate::layout;
use crate::object::ObjectRef;
use crate::objects::hex;
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
        let mark = mark(&tables);
        if let Some(used) = self.journal().state().await?.reference.clone()
            && used.edition.ends_with(&mark)
        {
            return Ok(used);
        }
        let edition = format!("{day}-{mark}");
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
            .append(move |_| {
                Ok(vec![Event::ReferenceImported {
                    edition: edition.clone(),
                    tables: objects.clone(),
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
