//! For every unit and month: are its published cells kept, or made anew, and from which rows?

mod reader;

use std::collections::{BTreeMap, BTreeSet};

use arrow::record_batch::RecordBatch;
use hub_disclosure::{Change, Decision, Stage};
use hub_engine::UnitKind;
use hub_standard::ids::Month;
use hub_store::ActivityFile;

use self::reader::Reader;
use super::Build;
use super::places::UnitList;
use super::rows::MonthRows;
use crate::error::{ReleaseError, Result};
use crate::manifest::{Basis, MonthUnits, PlaceUnits, Unit, UnitReturns};

/// The decisions for one month.
#[derive(Debug)]
pub(super) struct MonthPlan {
    pub(super) month: Month,
    bases: Vec<Option<Basis>>,
    /// By basis; only those that cells are made from.
    pub(super) rows: Vec<Option<MonthRows>>,
    units: Decisions,
}

/// By kind, then by unit; none where a place has no cells in the month.
type Decisions = BTreeMap<UnitKind, Vec<Option<UnitPlan>>>;

/// The decision for one unit and month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct UnitPlan {
    pub(super) version: u32,
    /// Index into the month's bases.
    pub(super) basis: usize,
    /// The cells of the release before are copied.
    pub(super) kept: bool,
    /// The returns behind the rows that the cells of an area are made from.
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
            Ok(Some(UnitPlan {
                version: unit.version,
                basis: unit.basis,
                kept: is_kept(atom, unit.version),
                returns: unit.returns.unwrap_or_default(),
                changed: 0,
            }))
        };
        let units = atoms.iter().map(unit).collect::<Result<_>>()?;
        Ok(Self {
            month,
            bases: published.bases.clone(),
            rows,
            units: Decisions::from([(UnitKind::Area, units)]),
        })
    }

    /// The decisions for the units of a kind, in their order; none at all where the kind has no cells in the month.
    pub(super) fn of(&self, kind: UnitKind) -> &[Option<UnitPlan>] {
        self.units.get(&kind).map(Vec::as_slice).unwrap_or_default()
    }

    /// What the manifest says of the areas of the month.
    pub(super) fn units_for_manifest(&self, atoms: &[String]) -> MonthUnits {
        let mut told = MonthUnits::default();
        // Bases that no area stands on any more are left out.
        for (atom, unit) in atoms.iter().zip(self.of(UnitKind::Area)) {
            let Some(unit) = unit else {
                continue;
            };
            let basis = self.bases.get(unit.basis).cloned().flatten();
            let unit = Unit {
                version: unit.version,
                basis: position_or_push(&mut told.bases, basis),
                returns: Some(unit.returns),
            };
            told.atoms.insert(atom.clone(), unit);
        }
        told
    }

    /// What it says of the places of a kind, if there are any.
    pub(super) fn places_for_manifest(&self, kind: UnitKind) -> Option<PlaceUnits> {
        let bases = self.bases_of(kind).into_iter();
        let bases: Vec<_> = bases
            .map(|basis| self.bases.get(basis).cloned().flatten())
            .collect();
        (!bases.is_empty()).then_some(PlaceUnits { bases })
    }

    /// The bases that units of a kind stand on, in the order in which the manifest names them for places.
    pub(super) fn bases_of(&self, kind: UnitKind) -> Vec<usize> {
        let units = self.of(kind).iter().flatten();
        let bases: BTreeSet<usize> = units.map(|unit| unit.basis).collect();
        bases.into_iter().collect()
    }

    /// How many people changed behind each unit of a raised version.
    pub(super) fn changed<'a>(
        &'a self,
        kind: UnitKind,
        codes: &'a [String],
    ) -> impl Iterator<Item = ((UnitKind, Month, String), u32)> + 'a {
        let units = codes.iter().zip(self.of(kind));
        let units = units.filter_map(|(code, unit)| Some((code, unit.as_ref()?.changed)));
        units
            .filter(|(_, changed)| *changed > 0)
            .map(move |(code, changed)| ((kind, self.month, code.clone()), changed))
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
        let current = current.map(Basis::of);
        let mut bases = vec![current];
        let mut units = Decisions::new();
        for (kind, list) in self.build.units.all() {
            units.insert(kind, self.first_look(kind, list, month, &mut bases));
        }
        let mut reader = Reader::new(self, month, bases);
        self.decide(&mut reader, &mut units).await?;
        self.read_needed(&mut reader, &units).await?;
        Ok(MonthPlan {
            month,
            bases: reader.bases,
            rows: reader.rows,
            units,
        })
    }

    /// Keeps every unit that was published and begins those that were not, without a look at any rows.
    fn first_look(
        &self,
        kind: UnitKind,
        list: &UnitList,
        month: Month,
        bases: &mut Vec<Option<Basis>>,
    ) -> Vec<Option<UnitPlan>> {
        let mut units = Vec::with_capacity(list.codes.len());
        for code in list.codes.iter() {
            let today = self.returns(kind, code, month);
            units.push(match self.published(kind, list, month, code) {
                Some((unit, basis)) => Some(UnitPlan {
                    version: unit.version,
                    basis: position_or_push(bases, basis),
                    kept: true,
                    returns: unit.returns.unwrap_or(today),
                    changed: 0,
                }),
                None => self.begins(kind, list, month, code).then_some(UnitPlan {
                    version: 1,
                    basis: 0,
                    kept: false,
                    returns: today,
                    changed: 0,
                }),
            });
        }
        units
    }

    /// A unit as the release before has it, with the rows behind it.
    fn published(
        &self,
        kind: UnitKind,
        list: &UnitList,
        month: Month,
        code: &str,
    ) -> Option<(Unit, Option<Basis>)> {
        let manifest = &self.build.previous.as_ref()?.manifest;
        let (unit, bases) = if kind.is_place() {
            let unit = list.published(month, code)?;
            (unit, &manifest.places.get(&kind)?.get(&month)?.bases)
        } else {
            let units = manifest.units.get(&month)?;
            (*units.atoms.get(code)?, &units.bases)
        };
        Some((unit, bases.get(unit.basis).cloned().flatten()))
    }

    /// Whether a unit that was not published has its first cells in this release.
    ///
    /// A place waits for the final figures of a month: it has so few people that those of an early return, with which
    /// it would begin, could stay for good. Where there is no noise, nobody may ask of single places at all.
    fn begins(&self, kind: UnitKind, list: &UnitList, month: Month, code: &str) -> bool {
        let has_noise = self.build.builder.policy.epsilon.is_some();
        let may_begin = || self.stage(month) == Stage::Final && list.is_listed(month, code);
        !kind.is_place() || (has_noise && may_begin())
    }

    /// Those that an area's figures tell of today; a place's tell of none.
    fn returns(&self, kind: UnitKind, code: &str, month: Month) -> UnitReturns {
        if kind.is_place() {
            UnitReturns::default()
        } else {
            self.build.today.of_unit(code, month)
        }
    }

    fn stage(&self, month: Month) -> Stage {
        if self.build.options.provisional_months.contains(&month) {
            Stage::Provisional
        } else {
            Stage::Final
        }
    }

    /// Gives a new version to the units of which enough people changed since their cells were made.
    async fn decide(&self, reader: &mut Reader<'_>, units: &mut Decisions) -> Result<()> {
        let stage = self.stage(reader.month);
        for basis in 1..reader.bases.len() {
            let stand_on = units.iter().filter(|(kind, units)| {
                // A month that was final and is provisional again: its places wait until it is final.
                let waits = kind.is_place() && stage == Stage::Provisional;
                let mut units = units.iter().flatten();
                !waits && units.any(|unit| unit.kept && unit.basis == basis)
            });
            let kinds: BTreeSet<UnitKind> = stand_on.map(|(kind, _)| *kind).collect();
            if kinds.is_empty() {
                continue;
            }
            if !reader.read(basis, &kinds).await? {
                tracing::warn!(month = %reader.month, "the rows that cells were made from are gone: the cells stay");
                continue;
            }
            reader.read(0, &kinds).await?;
            for (kind, units) in units.iter_mut().filter(|(kind, _)| kinds.contains(*kind)) {
                self.decide_of(*kind, basis, stage, reader, units)?;
            }
        }
        Ok(())
    }

    /// The same for units of one kind whose cells were made from one basis, which was read.
    ///
    /// Nobody knows of whom the rows were that were erased, so every erasure from the month's rows counts against the
    /// change of each unit: of places, which have few people, too. One that changed by ten may so wait for more.
    fn decide_of(
        &self,
        kind: UnitKind,
        basis: usize,
        stage: Stage,
        reader: &Reader<'_>,
        units: &mut [Option<UnitPlan>],
    ) -> Result<()> {
        let (Some(old), Some(new)) = (
            reader.fingerprints(kind, basis, units.len()),
            reader.fingerprints(kind, 0, units.len()),
        ) else {
            return Ok(());
        };
        let erased = reader.erased_from(basis);
        let month = reader.month.to_string();
        // The rows of today by what they hold, so that the same rows always need the same change.
        let looked_at = match reader.bases.first() {
            Some(Some(basis)) => basis.sha256.as_str(),
            _ => "none",
        };
        let codes = self.build.units.of_kind(kind)?.codes.iter();
        let rows = old.into_iter().zip(new);
        for ((unit, code), (old, new)) in units.iter_mut().zip(codes).zip(rows) {
            let Some(unit) = unit else {
                continue;
            };
            if unit.kept && unit.basis == basis {
                let mut change = Change::between(old, new);
                // Whoever was erased from the old rows and sent again looks like somebody new, and is in the
                // published cells.
                change.people = change.people.saturating_sub(erased);
                let policy = &self.build.builder.policy;
                let published = unit.version;
                let needed = policy.change_needed(
                    self.build.builder.keys.noise(),
                    (kind.column(), code),
                    (&month, published),
                    looked_at,
                )?;
                let decision = policy.decide(Some(published), change, needed, stage);
                if let Decision::Make(version) = decision {
                    *unit = UnitPlan {
                        version,
                        basis: 0,
                        kept: false,
                        returns: self.returns(kind, code, reader.month),
                        changed: change.people,
                    };
                }
            }
        }
        Ok(())
    }

    /// Keeps the rows that cells are made from and lets go of the rest.
    async fn read_needed(&self, reader: &mut Reader<'_>, units: &Decisions) -> Result<()> {
        for basis in 0..reader.bases.len() {
            let mut kinds = BTreeSet::new();
            for (kind, units) in units {
                if self.is_needed(*kind, reader.month, basis, units)? {
                    kinds.insert(*kind);
                }
            }
            reader.forget_all_but(basis, &kinds)?;
            if !reader.read(basis, &kinds).await? {
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

    /// Whether cells of a kind are made from a basis. A table that is published for the first time needs the rows of
    /// kept units too; places that are not listed any more have none.
    fn is_needed(
        &self,
        kind: UnitKind,
        month: Month,
        basis: usize,
        units: &[Option<UnitPlan>],
    ) -> Result<bool> {
        let list = self.build.units.of_kind(kind)?;
        let is_new = self.build.facts.with_new_table.contains(&kind);
        let has_rows = |code: &str| !kind.is_place() || list.is_listed(month, code);
        let units = list.codes.iter().zip(units);
        let mut units = units.filter_map(|(code, unit)| Some((code, unit.as_ref()?)));
        Ok(units
            .any(|(code, unit)| unit.basis == basis && (!unit.kept || (is_new && has_rows(code)))))
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
