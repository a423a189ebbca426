//! The rows of a month, read for a build.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures::{StreamExt, TryStreamExt, stream};
use hub_engine::{Catalogue, Inside, InsideRows, UnitKind};
use hub_standard::ids::Month;
use hub_store::Path;

use super::Planner;
use crate::builder::rows::{FactRows, MonthRows, People};
use crate::encode::blocking;
use crate::error::{ReleaseError, Result};
use crate::manifest::Basis;

/// Facts whose rows are read at once, of each month.
const FACTS_AT_ONCE: usize = 2;

/// Reads the rows of a month's bases: of the facts that are needed, each at most once.
pub(super) struct Reader<'a> {
    planner: &'a Planner<'a>,
    pub(super) month: Month,
    people: People,
    pub(super) bases: Vec<Option<Basis>>,
    /// By basis.
    pub(super) rows: Vec<Option<MonthRows>>,
    /// By basis, the kinds of units whose rows were read; those of others have none in the rows.
    known: Vec<BTreeSet<UnitKind>>,
}

impl<'a> Reader<'a> {
    /// Of these bases, of which nothing is read yet.
    pub(super) fn new(planner: &'a Planner<'a>, month: Month, bases: Vec<Option<Basis>>) -> Self {
        Self {
            planner,
            month,
            people: People::default(),
            rows: bases.iter().map(|_| None).collect(),
            known: vec![BTreeSet::new(); bases.len()],
            bases,
        }
    }

    /// Reads the rows of a basis that facts of these kinds are made of, unless they were read. Whether they are there.
    pub(super) async fn read(&mut self, basis: usize, kinds: &BTreeSet<UnitKind>) -> Result<bool> {
        let (Some(found), Some(known)) = (self.bases.get(basis).cloned(), self.known.get(basis))
        else {
            return Ok(false);
        };
        let missing: BTreeSet<UnitKind> = kinds.difference(known).copied().collect();
        if missing.is_empty() {
            return Ok(true);
        }
        let build = self.planner.build;
        let mut activity = Vec::new();
        if let Some(basis) = found {
            // Where somebody's rows were erased since, what is left of the file stands for it: they are no change then.
            let file = basis.left(self.month, &build.state);
            for (_, object) in file.objects() {
                let path = Path::from(object.path.as_str());
                if !build.builder.store.exists(&path).await? {
                    return Ok(false);
                }
            }
            activity.push(file);
        }
        let inside = Inside {
            store: &build.builder.store,
            activity: &activity,
            tables: self.planner.tables.clone(),
        };
        let read = InsideRows::open(&inside, &build.catalogue).await?;
        let mut facts = match self.rows.get_mut(basis).and_then(Option::take) {
            Some(rows) => rows.facts,
            None => none_of_all(&build.catalogue)?,
        };
        let wanted = build.catalogue.facts.iter().zip(&mut facts).enumerate();
        let wanted = wanted.filter(|(_, (file, _))| missing.contains(&file.fact.of));
        let asked = wanted.map(|(index, (file, rows))| {
            let read = &read;
            async move { Ok::<_, ReleaseError>((index, file, rows, read.of(file).await?)) }
        });
        // The rows of one fact are numbered while those of the next are read.
        let mut answers = stream::iter(asked.collect::<Vec<_>>()).buffered(FACTS_AT_ONCE);
        while let Some((index, file, rows, batches)) = answers.try_next().await? {
            let (catalogue, units, month) = (
                Arc::clone(&build.catalogue),
                Arc::clone(&build.units.of_kind(file.fact.of)?.codes),
                self.month,
            );
            let mut people = std::mem::take(&mut self.people);
            let (people, encoded) = blocking(move || {
                let file = catalogue.facts.get(index).ok_or(ReleaseError::Worker)?;
                let encoded = FactRows::encode(&file.fact, month, &batches, &units, &mut people)?;
                Ok((people, encoded))
            })
            .await?;
            self.people = people;
            *rows = encoded;
        }
        drop(answers);
        if let Some(rows) = self.rows.get_mut(basis) {
            *rows = Some(MonthRows { facts });
        }
        if let Some(known) = self.known.get_mut(basis) {
            known.extend(missing);
        }
        Ok(true)
    }

    /// Lets go of the rows of a basis that facts of other kinds than these are made of.
    pub(super) fn forget_all_but(
        &mut self,
        basis: usize,
        kinds: &BTreeSet<UnitKind>,
    ) -> Result<()> {
        let (Some(rows), Some(known)) = (self.rows.get_mut(basis), self.known.get_mut(basis))
        else {
            return Ok(());
        };
        known.retain(|kind| kinds.contains(kind));
        if known.is_empty() {
            *rows = None;
        }
        let files = self.planner.build.catalogue.facts.iter();
        for (file, rows) in files.zip(rows.iter_mut().flat_map(|rows| &mut rows.facts)) {
            if !known.contains(&file.fact.of) {
                *rows = FactRows::none(&file.fact)?;
            }
        }
        Ok(())
    }

    /// How many people at most were erased from the rows of a basis since cells were made from it.
    pub(super) fn erased_from(&self, basis: usize) -> u32 {
        let state = &self.planner.build.state;
        let times = match self.bases.get(basis) {
            Some(Some(basis)) => state.times_erased_from(&basis.path),
            _ => 0,
        };
        u32::try_from(times).unwrap_or(u32::MAX)
    }

    /// Who has which rows, by the units of a kind; none where the rows were not read.
    pub(super) fn fingerprints(
        &self,
        kind: UnitKind,
        basis: usize,
        n_units: usize,
    ) -> Option<Vec<Vec<(u32, u64)>>> {
        let rows = self.rows.get(basis)?.as_ref()?;
        let is_read = self.known.get(basis)?.contains(&kind);
        is_read.then(|| rows.fingerprints_of(kind, n_units))
    }
}

/// No rows of any fact.
fn none_of_all(catalogue: &Catalogue) -> Result<Vec<FactRows>> {
    let facts = catalogue.facts.iter();
    facts.map(|file| FactRows::none(&file.fact)).collect()
}
