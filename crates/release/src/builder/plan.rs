//! For every area and month: are its published cells kept, or made anew, and from which rows?

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arrow::record_batch::RecordBatch;
use hub_disclosure::{Change, Decision, Stage};
use hub_engine::{Inside, fact_rows};
use hub_standard::ids::Month;
use hub_store::{ActivityFile, ObjectRef, Path};

use super::Build;
use super::rows::{FactRows, MonthRows, People};
use crate::encode::blocking;
use crate::error::{ReleaseError, Result};
use crate::manifest::{Basis, MonthUnits, Unit, UnitReturns};

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
    /// The cells of the release before are copied.
    pub(super) kept: bool,
    /// The returns behind the rows that the cells are made from.
    pub(super) returns: UnitReturns,
    /// Distinct people who changed since the version before; 0 where there is none or it is kept.
    pub(super) changed: u32,
}

impl MonthPlan {
    /// The areas of a published month in their published versions, with the rows that some of their cells are to be made
    /// from again; those of the others are kept.
    pub(super) fn published(
        month: Month,
        published: &MonthUnits,
        atoms: &[String],
        rows: Vec<Option<MonthRows>>,
        is_kept: impl Fn(&str, u32) -> bool,
    ) -> Result<Self> {
        if let Some(gone) = published.atoms.keys().find(|atom| !atoms.contains(atom)) {
            return Err(ReleaseError::AreasGone {
                first: gone.clone(),
                missing: 1,
            });
        }
        let unit = |atom: &String| {
            let unit = published.atoms.get(atom).ok_or_else(|| {
                ReleaseError::shape("units", "the release has no cells of an area of today")
            })?;
            Ok(UnitPlan {
                version: unit.version,
                basis: unit.basis,
                kept: is_kept(atom, unit.version),
                returns: unit.returns.unwrap_or_default(),
                changed: 0,
            })
        };
        Ok(Self {
            month,
            bases: published.bases.clone(),
            rows,
            units: atoms.iter().map(unit).collect::<Result<_>>()?,
        })
    }

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
                    returns: Some(unit.returns),
                },
            );
        }
        units
    }

    /// How many people changed behind each area of a raised version.
    pub(super) fn changed<'a>(
        &'a self,
        atoms: &'a [String],
    ) -> impl Iterator<Item = ((Month, String), u32)> + 'a {
        let units = atoms.iter().zip(&self.units);
        units
            .filter(|(_, unit)| unit.changed > 0)
            .map(|(atom, unit)| ((self.month, atom.clone()), unit.changed))
    }
}

/// Refuses to forget units: every area of which cells were published must be among `atoms`.
///
/// A unit that is left out of one release would come back as version 1, and draw the noise of its first version again.
pub(super) fn check_atoms(published: &BTreeMap<Month, MonthUnits>, atoms: &[String]) -> Result<()> {
    let known: BTreeSet<_> = atoms.iter().collect();
    let gone: BTreeSet<_> = published
        .values()
        .flat_map(|units| units.atoms.keys())
        .filter(|atom| !known.contains(atom))
        .collect();
    match gone.first() {
        None => Ok(()),
        Some(first) => Err(ReleaseError::AreasGone {
            first: (*first).clone(),
            missing: gone.len(),
        }),
    }
}

/// Plans month after month.
pub(super) struct Planner<'a> {
    build: &'a Build<'a>,
    /// Tables of schema `reference` inside the barrier.
    tables: Vec<(String, RecordBatch)>,
}

impl<'a> Planner<'a> {
    pub(super) fn new(build: &'a Build<'a>, tables: Vec<(String, RecordBatch)>) -> Self {
        Self { build, tables }
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
            let today = self.build.today.of_unit(atom, month);
            units.push(match unit {
                None => UnitPlan {
                    version: 1,
                    basis: 0,
                    kept: false,
                    returns: today,
                    changed: 0,
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
                        returns: unit.returns.unwrap_or(today),
                        changed: 0,
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
        let stage = if self
            .build
            .options
            .provisional_months
            .contains(&reader.month)
        {
            Stage::Provisional
        } else {
            Stage::Final
        };
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
            let erased = reader.erased_from(basis);
            let atoms = self.build.atoms.iter();
            let rows = old.into_iter().zip(new);
            for ((unit, atom), (old, new)) in units.iter_mut().zip(atoms).zip(rows) {
                if unit.kept && unit.basis == basis {
                    let mut change = Change::between(old, new);
                    // Whoever was erased from the old rows and sent again looks like somebody new, and is in the
                    // published cells.
                    change.people = change.people.saturating_sub(erased);
                    let policy = &self.build.builder.policy;
                    if let Decision::Make(version) =
                        policy.decide(Some(unit.version), change, stage)
                    {
                        *unit = UnitPlan {
                            version,
                            basis: 0,
                            kept: false,
                            returns: self.build.today.of_unit(atom, reader.month),
                            changed: change.people,
                        };
                    }
                }
            }
        }
        Ok(())
    }

    /// Keeps the rows that cells are made from and lets go of the rest. A table that is published for the first time
    /// needs the rows of kept units too.
    async fn read_needed(&self, reader: &mut Reader<'_>, units: &[UnitPlan]) -> Result<()> {
        for basis in 0..reader.bases.len() {
            let needed = units
                .iter()
                .any(|unit| unit.basis == basis && (self.build.facts.has_new_table || !unit.kept));
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
            // Where somebody's rows were erased since, what is left of the file stands for it: they are no change then.
            let object = match build.state.in_place_of(&basis.path) {
                Some(stands) => stands.to_ref(),
                None => ObjectRef {
                    path: basis.path,
                    sha256: basis.sha256,
                    bytes: 0,
                    rows: 0,
                },
            };
            if !build
                .builder
                .store
                .exists(&Path::from(object.path.as_str()))
                .await?
            {
                return Ok(false);
            }
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

    /// How many people at most were erased from the rows of a basis since cells were made from it.
    fn erased_from(&self, basis: usize) -> u32 {
        let state = &self.planner.build.state;
        let times = match self.bases.get(basis) {
            Some(Some(basis)) => state.times_erased_from(&basis.path),
            _ => 0,
        };
        u32::try_from(times).unwrap_or(u32::MAX)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reference_data_that_lack_a_published_area_are_refused() {
        let unit = Unit {
            version: 2,
            basis: 0,
            returns: None,
        };
        let units = MonthUnits {
            bases: vec![None],
            atoms: ["QE1", "QM7.S1Y5D"]
                .map(|atom| (atom.to_owned(), unit))
                .into(),
        };
        let april: Month = "2026-04".parse().unwrap();
        let published = BTreeMap::from([(april, units)]);
        let check = |atoms: &[&str]| {
            let atoms: Vec<_> = atoms.iter().map(|atom| (*atom).to_owned()).collect();
            check_atoms(&published, &atoms)
        };
        assert!(check(&["QE1", "QF7", "QM7.S1Y5D"]).is_ok());
        let words = check(&["QE1", "QM7"]).unwrap_err().to_string();
        assert!(
            words.contains("1 area(s)")
                && words.contains("QM7.S1Y5D")
                && words.contains("import reference data"),
            "{words}"
        );
    }
}
