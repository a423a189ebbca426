//! Holding a release back before anything of it is visible.
//!
//! The guard plays somebody who has every earlier release and subtracts each from this one. What has not changed must
//! cancel to nothing; what has changed must have changed for enough people.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use arrow::compute::concat_batches;
use arrow::record_batch::RecordBatch;
use hub_disclosure::Policy;
use hub_standard::ids::{Month, ReleaseId};
use hub_store::{Released, Store};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::cells::CellRows;
use super::held::{HeldKind, Reasons};
use super::places::{Places, hidden_numbers};
use crate::encode::{Ready, blocking, read_table};
use crate::error::{ReleaseError, Result};
use crate::layout;
use crate::manifest::{Basis, Manifest, MonthUnits, Unit};
use crate::reader::read_manifest;
use crate::value;

/// For every area and month of a raised version, how many people changed since the version before.
pub(crate) type Changed = BTreeMap<(Month, String), u32>;

/// Version and origin of the cells of every month, as a manifest has them.
pub(super) type Units = BTreeMap<Month, MonthUnits>;

/// A release that is not one yet.
#[derive(Debug)]
pub(crate) struct Candidate<'a> {
    pub(crate) store: &'a Store,
    /// Every release of the journal, oldest first.
    pub(crate) earlier: &'a [Released],
    pub(crate) manifest: Arc<Manifest>,
    pub(crate) ready: &'a [Ready],
    /// The reference table `area_atoms`.
    pub(crate) areas: &'a RecordBatch,
    pub(crate) changed: &'a Changed,
}

/// Holds the release against itself and against every earlier one. One earlier release and one table of it are in
/// memory at a time.
///
/// # Errors
/// [`ReleaseError::Held`]; or when storage does not answer or an earlier release is damaged.
pub(crate) async fn guard(candidate: &Candidate<'_>) -> Result<()> {
    figures(candidate).await?;
    let (new, policy) = (&candidate.manifest.units, &candidate.manifest.policy);
    if candidate.earlier.is_empty() {
        let mut reasons = Reasons::default();
        first_versions(new, None, policy, &mut reasons);
        return reasons.judge(None).map_err(ReleaseError::Held);
    }
    // Tables that stay the same from release to release are compared once.
    let mut compared = HashSet::new();
    for (index, released) in candidate.earlier.iter().enumerate() {
        let old = Arc::new(read_manifest(candidate.store, released).await?);
        let mut reasons = Reasons::default();
        versions(&old.units, new, &mut reasons);
        definitions(&old, &candidate.manifest, &mut reasons);
        if index + 1 == candidate.earlier.len() {
            first_versions(new, Some(&old.units), policy, &mut reasons);
            raised(&old.units, new, candidate.changed, policy, &mut reasons);
        }
        for table in candidate.ready {
            if let Some(found) = cells(candidate, &old, table, &mut compared).await? {
                reasons.extend(found);
            }
        }
        reasons
            .judge(Some(&released.release))
            .map_err(ReleaseError::Held)?;
    }
    Ok(())
}

/// Every measure by itself: hidden rows, and the same area under several names.
async fn figures(candidate: &Candidate<'_>) -> Result<()> {
    let places = Arc::new(Places::of(candidate.areas)?);
    let mut reasons = Reasons::default();
    for measure in &candidate.manifest.measures {
        let name = layout::measure(&measure.id);
        let Some(table) = candidate.ready.iter().find(|ready| ready.name == name) else {
            continue;
        };
        let (table, measure) = (table.clone(), measure.clone());
        let (places, manifest) = (Arc::clone(&places), Arc::clone(&candidate.manifest));
        let found = blocking(move || {
            let mut found = Reasons::default();
            let Some(rows) = decode(&table)? else {
                return Ok(found);
            };
            hidden_numbers(&measure.id, &rows, &mut found)?;
            // What counts no people is exact, and may differ with the edition of the areas.
            if !measure.cells.is_empty() {
                let figures = value::from_batch(&measure, &manifest.policy, &rows)?;
                places.check(&figures, &mut found);
            }
            Ok(found)
        })
        .await?;
        reasons.extend(found);
    }
    reasons.judge(None).map_err(ReleaseError::Held)
}

/// One table of cells against the same table of an earlier release; none where there is nothing new to compare.
async fn cells(
    candidate: &Candidate<'_>,
    old: &Arc<Manifest>,
    table: &Ready,
    compared: &mut HashSet<(String, String)>,
) -> Result<Option<Reasons>> {
    let Some(object) = old.object(&table.name) else {
        return Ok(None);
    };
    let is_cells = table.name.starts_with("cells/");
    // The same bytes are the same cells of the same versions.
    if !is_cells || object.sha256 == table.sha256 {
        return Ok(None);
    }
    if !compared.insert((table.name.clone(), object.sha256.clone())) {
        return Ok(None);
    }
    let Some(before) = read_table(candidate.store, object).await? else {
        return Ok(None);
    };
    let (table, old, new) = (
        table.clone(),
        Arc::clone(old),
        Arc::clone(&candidate.manifest),
    );
    let found = blocking(move || {
        let mut found = Reasons::default();
        let Some(now) = decode(&table)? else {
            return Ok(found);
        };
        let before = CellRows::of(&table.name, &before, old.policy.soft_floor)?;
        let now = CellRows::of(&table.name, &now, new.policy.soft_floor)?;
        named(&before, &old.units, &mut found);
        named(&now, &new.units, &mut found);
        kept(&before, &now, &mut found);
        Ok(found)
    })
    .await?;
    Ok(Some(found))
}

/// The manifest must say of every area and month which version its cells are of.
pub(super) fn named(cells: &CellRows, units: &Units, reasons: &mut Reasons) {
    for (month, atom) in cells.units() {
        let named = unit(units, month, atom).map(|unit| unit.version);
        if named.is_none() || named != cells.version(month, atom) {
            reasons.add_unit(HeldKind::VersionsDisagree, month, atom);
        }
    }
}

/// Cells of the same version must be the same: whoever subtracts them finds nothing.
pub(super) fn kept(before: &CellRows, now: &CellRows, reasons: &mut Reasons) {
    for (month, atom) in now.units() {
        let version = before.version(month, atom);
        let is_kept = version.is_some() && version == now.version(month, atom);
        if is_kept && before.differing(now, month, atom) > 0 {
            reasons.add_unit(HeldKind::CellsDiffer, month, atom);
        }
    }
}

/// Versions never fall, and one version is always made from the same rows.
pub(super) fn versions(old: &Units, new: &Units, reasons: &mut Reasons) {
    for (month, of_month) in old {
        for (atom, before) in &of_month.atoms {
            let Some(now) = unit(new, *month, atom) else {
                reasons.add_unit(HeldKind::UnitForgotten, *month, atom);
                continue;
            };
            if now.version < before.version {
                reasons.add_unit(HeldKind::VersionFell, *month, atom);
            } else if now.version == before.version {
                let now = new.get(month).and_then(|units| basis(units, now));
                if now != basis(of_month, *before) {
                    reasons.add_unit(HeldKind::OtherRows, *month, atom);
                }
            }
        }
    }
}

/// What is not in the release before begins with version 1, and no version is above the greatest allowed.
pub(super) fn first_versions(
    new: &Units,
    before: Option<&Units>,
    policy: &Policy,
    reasons: &mut Reasons,
) {
    for (month, of_month) in new {
        for (atom, now) in &of_month.atoms {
            let is_first = before.and_then(|old| unit(old, *month, atom)).is_none();
            if is_first && now.version != 1 {
                reasons.add_unit(HeldKind::VersionSkipped, *month, atom);
            }
            if now.version > policy.versions_max {
                reasons.add_unit(HeldKind::TooManyVersions, *month, atom);
            }
        }
    }
}

/// From the release before, a version rises by one, and for enough people.
pub(super) fn raised(
    old: &Units,
    new: &Units,
    changed: &Changed,
    policy: &Policy,
    reasons: &mut Reasons,
) {
    for (month, of_month) in new {
        for (atom, now) in &of_month.atoms {
            let Some(before) = unit(old, *month, atom) else {
                continue;
            };
            if now.version <= before.version {
                continue;
            }
            if now.version != before.version + 1 {
                reasons.add_unit(HeldKind::VersionSkipped, *month, atom);
            }
            let people = changed.get(&(*month, atom.clone())).copied();
            if people.unwrap_or_default() < policy.change_min {
                reasons.add_unit(HeldKind::TooFewChanged, *month, atom);
            }
        }
    }
}

/// The cells of a fact mean for ever what they meant when they were first published.
fn definitions(old: &Manifest, new: &Manifest, reasons: &mut Reasons) {
    for (id, before) in &old.facts {
        let same = new
            .facts
            .get(id)
            .is_some_and(|now| now.definition_sha256 == before.definition_sha256);
        if !same {
            reasons.add(HeldKind::OtherDefinition, || format!("fact {id}"));
        }
    }
}

fn unit(units: &Units, month: Month, atom: &str) -> Option<Unit> {
    units.get(&month)?.atoms.get(atom).copied()
}

fn basis(units: &MonthUnits, unit: Unit) -> Option<&Basis> {
    units.bases.get(unit.basis)?.as_ref()
}

/// The rows of a table that is ready to be written; none where it has none.
fn decode(table: &Ready) -> Result<Option<RecordBatch>> {
    let batches = ParquetRecordBatchReaderBuilder::try_new(table.bytes.clone())
        .and_then(|builder| builder.with_batch_size(16 * 1024).build())
        .map_err(|error| ReleaseError::encode(&table.name, error))?
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| ReleaseError::encode(&table.name, error))?;
    let Some(first) = batches.first() else {
        return Ok(None);
    };
    concat_batches(&first.schema(), &batches)
        .map(Some)
        .map_err(|error| ReleaseError::encode(&table.name, error))
}

/// A name for a release that has none yet.
///
/// # Errors
/// [`ReleaseError::Shape`] where the day is out of range.
pub(crate) fn unnamed(day: jiff::civil::Date) -> Result<ReleaseId> {
    ReleaseId::new(day, 1).map_err(|error| ReleaseError::shape("release", error.to_string()))
}
