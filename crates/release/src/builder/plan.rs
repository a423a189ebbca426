//! For every area and month: are its published cells kept, or made anew, and from which rows?

use std::sync::Arc;

use arrow::record_batch::RecordBatch;
use hub_disclosure::{Change, Decision};
use hub_engine::{Inside, fact_rows};
use hub_standard::ids::Month;
use hub_store::{ActivityFile, ObjectRef, Path};

use super::Build;
use super::rows::{FactRows, MonthRows, People};
use crate::encode::{blocking, sha256_hex};
use crate::error::{ReleaseError, Result};
use crate::manifest::{Basis, MonthUnits, Unit};

/// The decisions for one month.
#[derive(Debug)]
pub(super) struct MonthPlan {
    pub(super) month: Month,
    bases: Vec<Option<Basis>>,
    /// By basis; only those that cells are made from.
    pub(super) rows: Vec<Option<MonthRows>>,
    /// By area atom.
    pub(super) units: Vec<UnitPlan>,
}

/// The decision for one area and month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct UnitPlan {
    pub(super) version: u32,
    /// Index into the month's bases.
    pub(super) basis: usize,
    /// The cells of the release before are copied, where it has them.
    pub(super) kept: bool,
}

impl MonthPlan {
    /// What the manifest says of the month; bases that no unit stands on any more are left out.
    pub(super) fn units_for_manifest(&self, atoms: &[String]) -> MonthUnits {
        let mut units = MonthUnits::default();
        for (atom, unit) in atoms.iter().zip(&self.units) {
            let basis = self.bases.get(unit.basis).cloned().flatten();
            let basis = position_or_push(&mut units.bases, basis);
            units.atoms.insert(
                atom.clone(),
                Unit {
                    version: unit.version,
                    basis,
                },
            );
        }
        units
    }
}

/// Plans month after month.
pub(super) struct Planner<'a> {
    build: &'a Build<'a>,
    /// Tables of schema `reference` inside the barrier.
    tables: Vec<(String, RecordBatch)>,
    /// A fact file is new or changed, so that even kept units may need cells that were never made.
    facts_changed: bool,
}

impl<'a> Planner<'a> {
    pub(super) fn new(build: &'a Build<'a>, tables: Vec<(String, RecordBatch)>) -> Self {
        let facts_changed = build.previous.as_ref().is_some_and(|previous| {
            build.catalogue.facts.iter().any(|file| {
                let path = format!("facts/{}.sql", file.fact.id);
                previous.manifest.sql.get(&path) != Some(&sha256_hex(file.text.as_bytes()))
            })
        });
        Self {
            build,
            tables,
            facts_changed,
        }
    }

    pub(super) async fn month(
        &self,
        month: Month,
        current: Option<&ActivityFile>,
    ) -> Result<MonthPlan> {
        let current = current.map(|file| Basis {
            path: file.object.path.clone(),
            sha256: file.object.sha256.clone(),
        });
        let published = self
            .build
            .previous
            .as_ref()
            .and_then(|release| release.manifest.units.get(&month));
        let mut reader = Reader {
            planner: self,
            month,
            people: People::default(),
            bases: vec![current],
            rows: vec![],
        };
        reader.rows.push(None);
        let mut units = Vec::with_capacity(self.build.atoms.len());
        for atom in self.build.atoms.iter() {
            let unit = published.and_then(|units| units.atoms.get(atom));
            units.push(match unit {
                None => UnitPlan {
                    version: 1,
                    basis: 0,
                    kept: false,
                },
                Some(unit) => {
                    let basis = published
                        .and_then(|units| units.bases.get(unit.basis))
                        .cloned()
                        .flatten();
                    let basis = position_or_push(&mut reader.bases, basis);
                    UnitPlan {
                        version: unit.version,
                        basis,
                        kept: true,
                    }
                }
            });
        }
        reader.rows.resize_with(reader.bases.len(), || None);
        self.decide(&mut reader, &mut units).await?;
        self.read_needed(&mut reader, &units).await?;
        Ok(MonthPlan {
            month,
            bases: reader.bases,
            rows: reader.rows,
            units,
        })
    }

    /// Gives a new version to the units of which enough people changed since their cells were made.
    async fn decide(&self, reader: &mut Reader<'_>, units: &mut [UnitPlan]) -> Result<()> {
        let n_units = units.len();
        for basis in 1..reader.bases.len() {
            if !reader.read(basis).await? {
                tracing::warn!(month = %reader.month, "the rows that cells were made from are gone: the cells stay");
                continue;
            }
            reader.read(0).await?;
            let (Some(old), Some(new)) = (
                reader.fingerprints(basis, n_units),
                reader.fingerprints(0, n_units),
            ) else {
                continue;
            };
            for (unit, (old, new)) in units.iter_mut().zip(old.into_iter().zip(new)) {
                if unit.kept && unit.basis == basis {
                    let decision = self
                        .build
                        .builder
                        .policy
                        .decide(Some(unit.version), Change::between(old, new));
                    if let Decision::Make(version) = decision {
                        *unit = UnitPlan {
                            version,
                            basis: 0,
                            kept: false,
                        };
                    }
                }
            }
        }
        Ok(())
    }

    /// Keeps the rows that cells are made from and lets go of the rest.
    async fn read_needed(&self, reader: &mut Reader<'_>, units: &[UnitPlan]) -> Result<()> {
        for basis in 0..reader.bases.len() {
            let needed = units
                .iter()
                .any(|unit| unit.basis == basis && (self.facts_changed || !unit.kept));
            if !needed {
                if let Some(rows) = reader.rows.get_mut(basis) {
                    *rows = None;
                }
            } else if !reader.read(basis).await? {
                let path = reader
                    .bases
                    .get(basis)
                    .cloned()
                    .flatten()
                    .map(|basis| basis.path)
                    .unwrap_or_default();
                return Err(ReleaseError::damaged(
                    &path,
                    "cells must be made from it and it is missing",
                ));
            }
        }
        Ok(())
    }
}

/// Reads the rows of a month's bases, each at most once.
struct Reader<'a> {
    planner: &'a Planner<'a>,
    month: Month,
    people: People,
    bases: Vec<Option<Basis>>,
    rows: Vec<Option<MonthRows>>,
}

impl Reader<'_> {
    /// Whether the rows are there.
    async fn read(&mut self, basis: usize) -> Result<bool> {
        if self.rows.get(basis).is_some_and(Option::is_some) {
            return Ok(true);
        }
        let Some(found) = self.bases.get(basis).cloned() else {
            return Ok(false);
        };
        let build = self.planner.build;
        let mut activity = Vec::new();
        if let Some(basis) = found {
            if !build
                .builder
                .store
                .exists(&Path::from(basis.path.as_str()))
                .await?
            {
                return Ok(false);
            }
            let object = ObjectRef {
                path: basis.path,
                sha256: basis.sha256,
                bytes: 0,
                rows: 0,
            };
            activity.push(ActivityFile {
                month: self.month,
                object,
                submissions: Vec::new(),
            });
        }
        let inside = Inside {
            store: &build.builder.store,
            activity: &activity,
            tables: self.planner.tables.clone(),
        };
        let mut facts = Vec::with_capacity(build.catalogue.facts.len());
        for index in 0..build.catalogue.facts.len() {
            let Some(file) = build.catalogue.facts.get(index) else {
                continue;
            };
            let batches = fact_rows(&inside, &build.catalogue, file).await?;
            let (catalogue, atoms, month) = (
                Arc::clone(&build.catalogue),
                Arc::clone(&build.atoms),
                self.month,
            );
            let mut people = std::mem::take(&mut self.people);
            let (people, encoded) = blocking(move || {
                let file = catalogue.facts.get(index).ok_or(ReleaseError::Worker)?;
                let encoded = FactRows::encode(&file.fact, month, &batches, &atoms, &mut people)?;
                Ok((people, encoded))
            })
            .await?;
            self.people = people;
            facts.push(encoded);
        }
        if let Some(rows) = self.rows.get_mut(basis) {
            *rows = Some(MonthRows { facts });
        }
        Ok(true)
    }

    fn fingerprints(&self, basis: usize, n_units: usize) -> Option<Vec<Vec<(u32, u64)>>> {
        self.rows
            .get(basis)?
            .as_ref()
            .map(|rows| rows.fingerprints(n_units))
    }
}

fn position_or_push(bases: &mut Vec<Option<Basis>>, basis: Option<Basis>) -> usize {
    bases
        .iter()
        .position(|known| *known == basis)
        .unwrap_or_else(|| {
            bases.push(basis);
            bases.len() - 1
        })
}
