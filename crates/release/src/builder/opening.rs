//! Finer tables of cells, made for a published release when a project asks, and counted.
//!
//! The cells are those that the release would have had: of the same rows, areas and versions, so of the same noise as in
//! any other release that has these versions. A version's cells that were once made are therefore copied and never made
//! again: rows may have been erased since, and the difference of two counts under one noise would be exact.

mod made;
mod wanted;

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow::array::AsArray;
use arrow::datatypes::Int64Type;
use arrow::record_batch::RecordBatch;
use hub_disclosure::metering::{FineTable, Left, Metering};
use hub_engine::{Catalogue, UnitKind};
use hub_standard::ids::{Month, ReleaseId};
use hub_store::{Event, OpenedTable, Path, Refusal, State, Store, StoreError};
use jiff::Timestamp;

use self::made::Made;
pub use self::wanted::OpeningError;
use self::wanted::Wanted;
use super::Builder;
use super::cells::TableJob;
use super::places::UnitList;
use super::plan::MonthPlan;
use super::rows::People;
use crate::again::RowsAgain;
use crate::encode::{Ready, blocking, read_table};
use crate::error::{ReleaseError, Result};
use crate::layout;
use crate::manifest::{Manifest, MonthUnits};
use crate::reader::read_manifest;

/// How often to begin anew when others make tables at the same time.
const ATTEMPTS_MAX: u32 = 5;

/// A finer table that a project asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpeningOrder {
    /// The release.
    pub release: ReleaseId,
    /// The fact.
    pub fact: String,
    /// The columns, more of them than everyone sees at once.
    pub by: Vec<String>,
    /// The project.
    pub project: String,
    /// When it is made.
    pub at: Timestamp,
}

/// What became of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opening {
    /// The table was made.
    Made(Arc<OpenedTable>),
    /// The release had it already.
    Known(Arc<OpenedTable>),
}

/// The finer tables that were ever made, in the order in which they were asked for.
#[must_use]
pub fn opened_tables(state: &State) -> Vec<Arc<OpenedTable>> {
    let mut all: Vec<_> = state.opened.values().cloned().collect();
    all.sort_by_key(|opened| opened.at);
    all
}

/// What may still be made, by the bounds that hold for all.
#[must_use]
pub fn openings_left(state: &State) -> Left {
    with_counted(state, |made| Metering::sdc_1().left(made))
}

/// Takes away finer tables that were written and never entered into the journal: whoever made them died in between. Left
/// there, they would differ from a table made after an erasure by just who was erased. How many there were.
///
/// For nobody but the holder of the data directory's lock: others may be about to enter theirs.
///
/// # Errors
/// When storage does not answer.
pub async fn discard_unopened(store: &Store) -> Result<usize> {
    let state = store.journal().state().await?;
    let named: BTreeSet<&str> = state
        .opened
        .values()
        .map(|opened| opened.object.path.as_str())
        .collect();
    let mut n = 0;
    for listed in store.list(&Path::from(layout::OPENED)).await? {
        if !named.contains(listed.path.as_ref()) {
            store.discard(&listed.path).await?;
            n += 1;
        }
    }
    Ok(n)
}

/// Hands over what was made in the form in which it is counted.
fn with_counted<R>(state: &State, count: impl FnOnce(&[FineTable<'_>]) -> R) -> R {
    let made = opened_tables(state);
    let releases: Vec<String> = made.iter().map(|o| o.release.to_string()).collect();
    let tables: Vec<_> = made
        .iter()
        .zip(&releases)
        .map(|(opened, release)| FineTable {
            table: &opened.table,
            release,
            project: &opened.project,
            is_sensitive: opened.is_sensitive,
        })
        .collect();
    count(&tables)
}

impl Builder {
    /// Makes a finer table for a published release, unless that has it.
    ///
    /// # Errors
    /// [`ReleaseError::Opening`] where there can be no such table or a bound stands in the way;
    /// [`ReleaseError::NotFound`]; [`ReleaseError::RowsGone`] and [`ReleaseError::RowsDiffer`] where the rows behind the
    /// release do not stand any more. After any of them nothing was made.
    pub async fn open_table(&self, order: &OpeningOrder) -> Result<Opening> {
        for _ in 0..ATTEMPTS_MAX {
            if let Some(opening) = self.try_open(order).await? {
                return Ok(opening);
            }
        }
        Err(ReleaseError::Store(StoreError::Contended {
            attempts: ATTEMPTS_MAX,
        }))
    }

    /// One attempt; `None` where others made tables meanwhile that change what may be made, or of what.
    async fn try_open(&self, order: &OpeningOrder) -> Result<Option<Opening>> {
        let state = self.store.journal().state().await?;
        let released = state
            .releases
            .iter()
            .find(|released| released.release == order.release)
            .ok_or_else(|| ReleaseError::NotFound(order.release.clone()))?;
        let manifest = read_manifest(&self.store, released).await?;
        let catalogue = match &self.catalogue {
            Some(catalogue) => Arc::clone(catalogue),
            None => Arc::new(Catalogue::embedded()?),
        };
        let wanted = Wanted::of(&catalogue, &manifest, order)?;
        let key = (order.release.clone(), wanted.table.clone());
        if let Some(known) = state.opened.get(&key) {
            return Ok(Some(Opening::Known(Arc::clone(known))));
        }
        may_make(&state, &wanted, order)?;
        let before = Made::of(&self.store, &state, &wanted.table).await?;
        let ready = self
            .finer_cells(catalogue, &manifest, &wanted, &before)
            .await?;
        let path = layout::opened(&order.release, &wanted.table, &ready.sha256);
        match self.store.create(&path, ready.bytes.clone()).await {
            // Its name says what is in it.
            Ok(()) | Err(StoreError::AlreadyExists { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        let mut object = ready.object(&order.release);
        object.path = path.to_string();
        let opened = OpenedTable {
            release: order.release.clone(),
            table: wanted.table.clone(),
            is_sensitive: wanted.is_sensitive,
            project: order.project.clone(),
            at: order.at,
            object,
        };
        let (event, order, n_before) = (opened.clone(), order.clone(), before.n_tables());
        let decide = move |state: &State| {
            let same_name = state.opened.values().filter(|o| o.table == event.table);
            if same_name.count() != n_before || may_make(state, &wanted, &order).is_err() {
                return Err(Refusal::because("another table was made meanwhile"));
            }
            Ok(vec![Event::TableOpened(Box::new(event.clone()))])
        };
        match self.store.journal().append(decide).await {
            Ok(_) => Ok(Some(Opening::Made(Arc::new(opened)))),
            Err(StoreError::Refused(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The cells of the table for every area and month of the release.
    async fn finer_cells(
        &self,
        catalogue: Arc<Catalogue>,
        manifest: &Manifest,
        wanted: &Wanted,
        before: &Made,
    ) -> Result<Ready> {
        let again = RowsAgain::of(&self.store, &self.reference, catalogue, manifest).await?;
        let mut plans = Vec::with_capacity(manifest.months.len());
        let mut erased = BTreeSet::new();
        for month in &manifest.months {
            let Some(units) = manifest.units.get(month) else {
                continue;
            };
            let rows = self.rows_of(&again, *month, units, before).await?;
            let rows = rows.ok_or_else(|| ReleaseError::RowsGone(manifest.id.clone()))?;
            let bases = units.bases.iter().flatten();
            if bases.into_iter().any(|basis| again.is_erased_from(basis)) {
                erased.insert(*month);
            }
            let is_kept = |atom: &str, version| before.has(atom, *month, version);
            plans.push(MonthPlan::published(
                *month,
                units,
                &again.atoms,
                rows,
                is_kept,
            )?);
        }
        let plans = Arc::new(plans);
        let units = Arc::new(UnitList::of_areas(Arc::clone(&again.atoms)));
        let job = |set: Vec<usize>, previous: Option<RecordBatch>| TableJob {
            plans: Arc::clone(&plans),
            units: Arc::clone(&units),
            fact: wanted.fact.clone(),
            fact_index: wanted.fact_index,
            set,
            policy: manifest.policy.clone(),
            noise: self.keys.noise().clone(),
            is_published: true,
            previous,
        };
        let total = wanted.fact.cell_table(&[]);
        let published = match manifest.object(&layout::cells(&total)) {
            Some(object) => read_table(&self.store, object).await?,
            None => None,
        };
        let check = job(Vec::new(), published.clone());
        let made = blocking(move || check.run(total, true)).await?.1;
        same_totals(&plans, published.as_ref(), made.as_ref(), &erased)?;
        let name = layout::cells(&wanted.table);
        let job = job(wanted.set.clone(), before.cells(manifest)?);
        blocking(move || job.run(name, false))
            .await
            .map(|(ready, _)| ready)
    }

    /// By basis; only those of which some area's cells are to be made. `None` where such rows are gone.
    async fn rows_of(
        &self,
        again: &RowsAgain,
        month: Month,
        units: &MonthUnits,
        before: &Made,
    ) -> Result<Option<Vec<Option<super::rows::MonthRows>>>> {
        let mut people = People::default();
        let mut rows = Vec::with_capacity(units.bases.len());
        for (index, basis) in units.bases.iter().enumerate() {
            let mut of_basis = units.atoms.iter().filter(|(_, unit)| unit.basis == index);
            if of_basis.all(|(atom, unit)| before.has(atom, month, unit.version)) {
                rows.push(None);
                continue;
            }
            match again.left(month, basis.as_ref(), &mut people).await? {
                Some(found) => rows.push(Some(found)),
                None => return Ok(None),
            }
        }
        Ok(Some(rows))
    }
}

/// Whether the bounds allow the table, as of the journal.
fn may_make(state: &State, wanted: &Wanted, order: &OpeningOrder) -> Result<(), OpeningError> {
    let release = order.release.to_string();
    let table = FineTable {
        table: &wanted.table,
        release: &release,
        project: &order.project,
        is_sensitive: wanted.is_sensitive,
    };
    with_counted(state, |made| Metering::sdc_1().may_make(made, &table))?;
    Ok(())
}

/// Holds the totals that the rows give now against those that were published: other rows would make cells of something
/// else. Months of which somebody was erased are passed over, for they differ by that.
fn same_totals(
    plans: &[MonthPlan],
    published: Option<&RecordBatch>,
    made: Option<&RecordBatch>,
    erased: &BTreeSet<Month>,
) -> Result<()> {
    let persons = |rows: Option<&RecordBatch>| {
        let column = rows?.column_by_name("persons")?;
        Some(column.as_primitive_opt::<Int64Type>()?.values().to_vec())
    };
    let (Some(published), Some(made)) = (persons(published), persons(made)) else {
        return Err(ReleaseError::shape(
            "cells",
            "a total has no column persons",
        ));
    };
    let mut at = 0;
    for plan in plans {
        let until = at + plan.of(UnitKind::Area).len();
        let is_same = published.get(at..until) == made.get(at..until);
        if !is_same && !erased.contains(&plan.month) {
            return Err(ReleaseError::RowsDiffer { month: plan.month });
        }
        at = until;
    }
    Ok(())
}
