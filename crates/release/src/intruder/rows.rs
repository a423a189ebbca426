//! The rows that cells were made from, read again.
//!
//! A release names the file of rows behind each area and month, and a file of that name and hash always holds the same
//! rows: whether other returns have come since does not matter. What was erased since does.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::record_batch::RecordBatch;
use hub_disclosure::marginals::NO_CODE;
use hub_engine::{Catalogue, Inside, fact_rows};
use hub_standard::ids::Month;
use hub_store::{ActivityFile, ObjectRef, Path, State, Store, StoreError};

use super::unit::{Person, Row};
use crate::builder::rows::{FactRows, MonthRows, People};
use crate::encode::{blocking, sha256_hex};
use crate::error::{ReleaseError, Result};
use crate::manifest::Basis;

/// Reads rows inside the barrier.
pub(super) struct Reader {
    pub(super) store: Store,
    pub(super) catalogue: Arc<Catalogue>,
    /// Area atoms, in order.
    pub(super) atoms: Arc<Vec<String>>,
    /// As the journal is now: it knows of erasures.
    pub(super) state: Arc<State>,
    /// Tables of schema `reference` inside the barrier.
    pub(super) tables: Vec<(String, RecordBatch)>,
}

impl Reader {
    /// The rows of every fact of a month; `None` where they are not all there any more.
    pub(super) async fn rows(
        &self,
        month: Month,
        basis: Option<&Basis>,
        people: &mut People,
    ) -> Result<Option<MonthRows>> {
        let mut activity = Vec::new();
        if let Some(basis) = basis {
            if !self.is_whole(basis).await? {
                return Ok(None);
            }
            activity.push(ActivityFile {
                month,
                object: ObjectRef {
                    path: basis.path.clone(),
                    sha256: basis.sha256.clone(),
                    bytes: 0,
                    rows: 0,
                },
                submissions: Vec::new(),
            });
        }
        let inside = Inside {
            store: &self.store,
            activity: &activity,
            tables: self.tables.clone(),
        };
        let mut facts = Vec::with_capacity(self.catalogue.facts.len());
        for (index, file) in self.catalogue.facts.iter().enumerate() {
            let batches = fact_rows(&inside, &self.catalogue, file).await?;
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
        Ok(Some(MonthRows { facts }))
    }

    async fn is_whole(&self, basis: &Basis) -> Result<bool> {
        if self.state.times_erased_from(&basis.path) > 0 {
            return Ok(false);
        }
        match self.store.read(&Path::from(basis.path.as_str())).await {
            Err(StoreError::NotFound { .. }) => Ok(false),
            Err(error) => Err(error.into()),
            Ok(bytes) => Ok(sha256_hex(&bytes) == basis.sha256),
        }
    }
}

/// The people of each area, by its place.
pub(super) fn people_by_unit(rows: &FactRows) -> BTreeMap<u32, Vec<Person>> {
    let mut by_unit: BTreeMap<u32, BTreeMap<u32, Vec<Row>>> = BTreeMap::new();
    for (row, (unit, person)) in rows.unit.iter().zip(&rows.person).enumerate() {
        let people = by_unit.entry(*unit).or_default();
        people.entry(*person).or_default().push(codes_of(rows, row));
    }
    by_unit
        .into_iter()
        .map(|(unit, people)| {
            let people = people.into_values().map(|rows| Person { rows });
            (unit, people.collect())
        })
        .collect()
}

fn codes_of(rows: &FactRows, row: usize) -> Row {
    let codes = |columns: &Vec<Vec<u16>>| -> Vec<u16> {
        let mut codes: Vec<u16> = columns
            .iter()
            .filter_map(|column| column.get(row).copied())
            .filter(|code| *code != NO_CODE)
            .collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    };
    rows.codes.iter().map(codes).collect()
}
