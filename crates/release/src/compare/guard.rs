//! Holding a release back before anything of it is visible.
//!
//! The guard plays somebody who has every earlier release and subtracts each from this one. What has not changed must
//! cancel to nothing; what has changed must have changed for enough people.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::compute::concat_batches;
use arrow::record_batch::RecordBatch;
use hub_engine::{Catalogue, UnitKind};
use hub_standard::ids::{Month, ReleaseId};
use hub_store::{Released, Store};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::cells::CellRows;
use super::held::{HeldKind, Reasons};
use super::kinds::{Kinds, of_places};
use super::rules::{definitions, first_versions, kept, named, raised, versions};
use super::same_areas::{Areas, hidden_numbers};
use super::units::objects;
use crate::encode::{Ready, blocking, read_table};
use crate::error::{ReleaseError, Result};
use crate::layout;
use crate::manifest::{Manifest, MonthUnits};
use crate::reader::read_manifest;
use crate::value;

/// For every area or place, and month, of a raised version, how many people changed since the version before.
pub(crate) type Changed = BTreeMap<(UnitKind, Month, String), u32>;

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
    /// The facts that its tables are of.
    pub(crate) catalogue: &'a Catalogue,
    /// The reference table `area_atoms`.
    pub(crate) areas: &'a RecordBatch,
    pub(crate) changed: &'a Changed,
}

/// An earlier release, and what was found against it.
struct Earlier {
    id: ReleaseId,
    manifest: Arc<Manifest>,
    /// Whether it is the one before.
    is_latest: bool,
    reasons: Reasons,
}

/// A table of cells of the candidate.
struct Table {
    name: String,
    sha256: String,
    kind: UnitKind,
    /// Whether it has the totals of single places: it alone says which there are and of which version and rows each is.
    has_places: bool,
    cells: CellRows,
    /// Those that it may have cells of.
    units: Arc<Units>,
}

/// Tables of earlier releases that the candidate's table was set against, by their hashes, with their manifests.
type Compared = Vec<(String, Arc<Manifest>)>;

/// Holds the release against itself and against every earlier one. One table of it and one of an earlier release are in
/// memory at a time.
///
/// # Errors
/// [`ReleaseError::Held`]; or when storage does not answer or an earlier release is damaged.
pub(crate) async fn guard(candidate: &Candidate<'_>) -> Result<()> {
    figures(candidate).await?;
    let kinds = Kinds::of(candidate.catalogue);
    let mut own = Reasons::default();
    let mut earlier = read_earlier(candidate).await?;
    manifests(candidate, &kinds, &mut own, &mut earlier);
    // Areas are in the manifest; places come with the table of their totals, which is the first of their fact.
    let areas = Arc::new(candidate.manifest.units.clone());
    let mut units = BTreeMap::from([(UnitKind::Area, areas)]);
    for ready in candidate.ready {
        let Some(kind) = kinds.kind(&ready.name) else {
            continue;
        };
        let known = units.get(&kind).cloned();
        let Some((table, found)) = own_table(candidate, kind, ready, known).await? else {
            continue;
        };
        own.extend(found);
        units.insert(kind, Arc::clone(&table.units));
        let (table, mut compared) = (Arc::new(table), Compared::new());
        for earlier in &mut earlier {
            let found = beside(candidate, &table, earlier, &mut compared).await?;
            earlier.reasons.extend(found);
        }
    }
    own.judge(None).map_err(ReleaseError::Held)?;
    for Earlier { id, reasons, .. } in earlier {
        reasons.judge(Some(&id)).map_err(ReleaseError::Held)?;
    }
    Ok(())
}

/// The manifests of all earlier releases, oldest first.
async fn read_earlier(candidate: &Candidate<'_>) -> Result<Vec<Earlier>> {
    let mut earlier = Vec::with_capacity(candidate.earlier.len());
    for (index, released) in candidate.earlier.iter().enumerate() {
        earlier.push(Earlier {
            id: released.release.clone(),
            manifest: Arc::new(read_manifest(candidate.store, released).await?),
            is_latest: index + 1 == candidate.earlier.len(),
            reasons: Reasons::default(),
        });
    }
    Ok(earlier)
}

/// What the manifests alone tell: of areas, of what facts mean, and of which tables there are.
fn manifests(candidate: &Candidate<'_>, kinds: &Kinds, own: &mut Reasons, earlier: &mut [Earlier]) {
    let new = &candidate.manifest;
    if earlier.is_empty() {
        first_versions(&new.units, None, &new.policy, own);
    }
    for earlier in earlier {
        let (old, reasons) = (&earlier.manifest, &mut earlier.reasons);
        versions(&old.units, &new.units, reasons);
        definitions(old, new, reasons);
        forgotten(kinds, old, candidate.ready, reasons);
        if earlier.is_latest {
            first_versions(&new.units, Some(&old.units), &new.policy, reasons);
            let (kind, changed) = (UnitKind::Area, candidate.changed);
            raised(kind, &old.units, &new.units, changed, &new.policy, reasons);
        }
    }
}

/// A table of places that had rows and has none now: the versions in it would be forgotten. Services may be absent, as
/// their returns may be taken back.
fn forgotten(kinds: &Kinds, old: &Manifest, ready: &[Ready], reasons: &mut Reasons) {
    for (name, object) in objects(old) {
        let is_from_rows = kinds.kind(name).is_some_and(is_place_from_rows);
        let has_rows = |table: &Ready| table.name == name && table.rows > 0;
        if is_from_rows && object.rows > 0 && !ready.iter().any(has_rows) {
            reasons.add(HeldKind::UnitForgotten, || format!("table {name}"));
        }
    }
}

/// Every measure by itself: hidden rows, and the same area under several names.
async fn figures(candidate: &Candidate<'_>) -> Result<()> {
    let areas = Arc::new(Areas::of(candidate.areas)?);
    let mut reasons = Reasons::default();
    for measure in &candidate.manifest.measures {
        let name = layout::measure(&measure.id);
        let Some(table) = candidate.ready.iter().find(|ready| ready.name == name) else {
            continue;
        };
        let (table, measure) = (table.clone(), measure.clone());
        let (areas, manifest) = (Arc::clone(&areas), Arc::clone(&candidate.manifest));
        let found = blocking(move || {
            let mut found = Reasons::default();
            let Some(rows) = decode(&table)? else {
                return Ok(found);
            };
            hidden_numbers(&measure.id, &rows, &mut found)?;
            // What counts no people is exact, and may differ with the edition of the areas.
            if !measure.cells.is_empty() {
                let figures = value::from_batch(&measure, &manifest.policy, &rows)?;
                areas.check(&figures, &mut found);
            }
            Ok(found)
        })
        .await?;
        reasons.extend(found);
    }
    reasons.judge(None).map_err(ReleaseError::Held)
}

/// A table of the candidate, and what is wrong with it by itself; none where it has no rows.
async fn own_table(
    candidate: &Candidate<'_>,
    kind: UnitKind,
    ready: &Ready,
    known: Option<Arc<Units>>,
) -> Result<Option<(Table, Reasons)>> {
    let has_places = has_places(candidate.catalogue, kind, &ready.name);
    let is_first = candidate.earlier.is_empty();
    let (ready, new) = (ready.clone(), Arc::clone(&candidate.manifest));
    blocking(move || {
        let Some(rows) = decode(&ready)? else {
            return Ok(None);
        };
        let cells = CellRows::of(&ready.name, &rows, new.policy.soft_floor)?;
        let units = if has_places {
            Arc::new(of_places(new.places.get(&kind), &cells))
        } else {
            known.unwrap_or_default()
        };
        let mut found = Reasons::default();
        // The journal gives the versions of services.
        if kind != UnitKind::Service {
            named(&cells, &units, &mut found);
        }
        if is_first && has_places {
            first_versions(&units, None, &new.policy, &mut found);
        }
        let table = Table {
            name: ready.name,
            sha256: ready.sha256,
            kind,
            has_places,
            cells,
            units,
        };
        Ok(Some((table, found)))
    })
    .await
}

/// A table beside the same table of an earlier release.
async fn beside(
    candidate: &Candidate<'_>,
    table: &Arc<Table>,
    earlier: &Earlier,
    compared: &mut Compared,
) -> Result<Reasons> {
    let (old, kind) = (&earlier.manifest, table.kind);
    let object = old.object(&table.name);
    // The same bytes are the same cells, of which two manifests may yet say different things.
    let is_same = object.is_some_and(|object| object.sha256 == table.sha256);
    if is_same && (!table.has_places || say_the_same(kind, old, &candidate.manifest)) {
        return Ok(Reasons::default());
    }
    let rows = match object {
        Some(object) if !is_same => {
            let is_known = compared
                .iter()
                .any(|(sha256, other)| *sha256 == object.sha256 && say_the_same(kind, other, old));
            if is_known && !(earlier.is_latest && table.has_places) {
                return Ok(Reasons::default());
            }
            compared.push((object.sha256.clone(), Arc::clone(old)));
            read_table(candidate.store, object).await?
        }
        _ => None,
    };
    // Where other tables of the same places were published, these need not be in their first version.
    let begins = table.has_places && earlier.is_latest && !old.places.contains_key(&kind);
    if rows.is_none() && !is_same && !begins {
        return Ok(Reasons::default());
    }
    let since = (earlier.is_latest && table.has_places).then(|| candidate.changed.clone());
    let (table, old, new) = (
        Arc::clone(table),
        Arc::clone(old),
        Arc::clone(&candidate.manifest),
    );
    blocking(move || {
        let mut found = Reasons::default();
        let read = rows.map(|rows| CellRows::of(&table.name, &rows, old.policy.soft_floor));
        let read = read.transpose()?;
        if let Some(before) = &read {
            if kind == UnitKind::Area {
                named(before, &old.units, &mut found);
            }
            kept(before, &table.cells, &mut found);
        }
        if table.has_places {
            let before = read.as_ref().or(is_same.then_some(&table.cells));
            let theirs = match before {
                Some(before) => {
                    let theirs = of_places(old.places.get(&kind), before);
                    named(before, &theirs, &mut found);
                    theirs
                }
                None => Units::new(),
            };
            let ours = &table.units;
            versions(&theirs, ours, &mut found);
            if let Some(changed) = &since {
                first_versions(ours, Some(&theirs), &new.policy, &mut found);
                raised(kind, &theirs, ours, changed, &new.policy, &mut found);
            }
        }
        Ok(found)
    })
    .await
}

/// Whether two releases say the same of the cells of a kind where these are the same bytes.
fn say_the_same(kind: UnitKind, one: &Manifest, other: &Manifest) -> bool {
    let same_units = match kind {
        UnitKind::Area => one.units == other.units,
        place => one.places.get(&place) == other.places.get(&place),
    };
    same_units && one.policy.soft_floor == other.policy.soft_floor
}

/// Whether a table has the totals of places that rows are made for.
fn has_places(catalogue: &Catalogue, kind: UnitKind, name: &str) -> bool {
    let mut facts = catalogue.facts.iter().map(|file| &file.fact);
    is_place_from_rows(kind)
        && facts.any(|fact| fact.of == kind && layout::places(&fact.cell_table(&[])) == name)
}

/// Whether units of a kind are places whose cells are made from rows, in versions that the release gives them.
fn is_place_from_rows(kind: UnitKind) -> bool {
    matches!(kind, UnitKind::Pcn | UnitKind::Practice)
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
