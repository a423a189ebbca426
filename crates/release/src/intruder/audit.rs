//! Reading a release and its rows, to attack it.

mod areas;
mod earlier;

use std::collections::BTreeMap;
use std::sync::Arc;

use hub_disclosure::NoiseKey;
use hub_disclosure::marginals::Code;
use hub_engine::{Catalogue, CountableKind, Fact};
use hub_reference::Reference;
use hub_standard::ids::{Month, ReleaseId};
use hub_store::{ObjectRef, State, Store};

use self::areas::Areas;
use super::cells::{CellTable, are_of};
use super::random::Random;
use super::report::{IntruderReport, Setting};
use super::rows::people_by_unit;
use super::unit::{Lists, Unit};
use crate::again::RowsAgain;
use crate::builder::rows::People;
use crate::builder::shape::Shape;
use crate::encode::{blocking, sha256_hex};
use crate::error::{ReleaseError, Result};
use crate::keys::ReleaseKeys;
use crate::layout;
use crate::manifest::Manifest;
use crate::reader::read_manifest;

/// The fact that is attacked: it has every dimension.
const FACT: &str = "referrals";
/// Months that are attacked, at most: each is all of England's rows.
const MONTHS_MAX: u32 = 6;

/// Whom to attack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditOptions {
    /// People, at most.
    pub targets: usize,
    /// Decides who they are, with the noise key.
    pub seed: u64,
    /// The dimension that the intruder wants to know.
    pub sensitive: String,
    /// Whether the intruder may ask in SQL, and so sees the finer tables that were made for the release.
    pub finer: bool,
}

impl Default for AuditOptions {
    fn default() -> Self {
        Self {
            targets: 1_000,
            seed: 1,
            sensitive: "need".to_owned(),
            finer: false,
        }
    }
}

/// What one audit works on.
struct Audit {
    manifest: Manifest,
    /// As the journal has it.
    manifest_sha256: String,
    earlier: Option<Manifest>,
    /// The finer tables of the release, by name.
    finer: BTreeMap<String, ObjectRef>,
    reader: RowsAgain,
    fact: Fact,
    fact_index: usize,
    /// The count of rows beside that of people, where the fact has one.
    rows: Option<RowCount>,
    noise: NoiseKey,
}

/// The countable that counts rows.
struct RowCount {
    index: usize,
    column: String,
    clip: u32,
}

impl RowCount {
    fn of(fact: &Fact) -> Option<Self> {
        let countables = fact.countables.iter().enumerate();
        countables
            .filter_map(|(index, countable)| match countable.kind {
                CountableKind::Rows { clip } => Some(Self {
                    index,
                    column: countable.name.clone(),
                    clip,
                }),
                _ => None,
            })
            .next()
    }
}

/// Plays the attacks against a published release.
///
/// The rows are those that the release names, whatever returns have come since; the cells are held against them.
///
/// # Errors
/// [`ReleaseError::NotFound`]; [`ReleaseError::RowsGone`] where the rows of no month stand any more;
/// [`ReleaseError::RowsDiffer`] where they do not give the cells of the release; [`ReleaseError::Shape`] where the
/// facts mean something else now; or when storage does not answer or the release is damaged.
pub async fn audit(
    store: &Store,
    reference: &Reference,
    keys: &ReleaseKeys,
    release: &ReleaseId,
    options: &AuditOptions,
) -> Result<IntruderReport> {
    let audit = Audit::open(store, reference, keys, release).await?;
    let (lists, tables) = audit.tables(options)?;
    let mut areas = Areas::open(&audit, reference).await?;
    let mut setting = Setting {
        release: release.clone(),
        manifest_sha256: audit.manifest_sha256.clone(),
        policy: audit.manifest.policy.clone(),
        seed: options.seed,
        targets: u32::try_from(options.targets).unwrap_or(u32::MAX),
        sensitive: options.sensitive.clone(),
        finer_tables: audit.n_finer(&tables),
        months: 0,
        months_left_out: 0,
    };
    let chosen = audit.chosen(options.seed);
    let units = audit
        .units(&lists, &tables, &mut setting, &mut areas, chosen)
        .await?;
    let between = audit.between().await?;
    let (policy, n) = (setting.policy.clone(), options.targets);
    let mut figures = blocking(move || super::attack(&lists, &units, &policy, n, chosen)).await?;
    figures.areas = areas.measure(&setting.policy);
    Ok(IntruderReport::new(setting, figures, between))
}

impl Audit {
    async fn open(
        store: &Store,
        reference: &Reference,
        keys: &ReleaseKeys,
        release: &ReleaseId,
    ) -> Result<Self> {
        let state = store.journal().state().await?;
        let (manifest, manifest_sha256) = manifest_of(store, &state, release)
            .await?
            .ok_or_else(|| ReleaseError::NotFound(release.clone()))?;
        let earlier = match &manifest.previous {
            Some(earlier) => manifest_of(store, &state, earlier).await?,
            None => None,
        };
        let catalogue = Arc::new(Catalogue::embedded()?);
        let index = catalogue.facts.iter().position(|file| file.fact.id == FACT);
        let (fact_index, file) = index
            .and_then(|index| Some((index, catalogue.facts.get(index)?)))
            .ok_or_else(|| ReleaseError::shape(FACT, "there is no such fact"))?;
        let definition = sha256_hex(catalogue.definition(file).as_bytes());
        let published = manifest.facts.get(FACT);
        if published.is_some_and(|published| published.definition_sha256 != definition) {
            return Err(ReleaseError::shape(
                FACT,
                "it means something else now than in the release",
            ));
        }
        let fact = file.fact.clone();
        let reader = RowsAgain::of(store, reference, catalogue, &manifest).await?;
        let opened = state.opened_of(release);
        let finer = opened.map(|opened| (opened.table.clone(), opened.object.clone()));
        Ok(Self {
            finer: finer.collect(),
            manifest,
            manifest_sha256,
            earlier: earlier.map(|(earlier, _)| earlier),
            reader,
            rows: RowCount::of(&fact),
            fact,
            fact_index,
            noise: keys.noise().clone(),
        })
    }

    /// What decides who is attacked: without the key, nobody can play the same attacks on people they imagine, and
    /// compare the reports.
    fn chosen(&self, seed: u64) -> u64 {
        // No name of a cell begins like this.
        let name = format!("intruder|{}|{seed}", self.manifest_sha256);
        self.noise.uniform(&name)
    }

    /// The code lists, with the tables that tell of the sensitive dimension and their names.
    fn tables(&self, options: &AuditOptions) -> Result<(Lists, Vec<String>)> {
        let (dimensions, wanted) = (&self.fact.dimensions, &options.sensitive);
        let sensitive = dimensions
            .iter()
            .position(|dimension| dimension.name == *wanted)
            .ok_or_else(|| ReleaseError::shape(FACT, format!("no dimension {wanted}")))?;
        let codes = dimensions
            .iter()
            .map(|dimension| Code::try_from(dimension.codes.len()))
            .collect::<Result<_, _>>()
            .map_err(|_| ReleaseError::shape(FACT, "a code list is too long"))?;
        let mut finer = self.fact.opened_sets();
        finer.retain(|set| options.finer && self.finer.contains_key(&self.fact.cell_table(set)));
        let sets: Vec<Vec<usize>> = self
            .fact
            .dimension_sets()
            .into_iter()
            .chain(finer)
            .filter(|set| set.contains(&sensitive))
            .collect();
        let names = sets.iter().map(|set| self.fact.cell_table(set)).collect();
        let lists = Lists {
            codes,
            sensitive,
            sets,
        };
        Ok((lists, names))
    }

    /// How many of the tables are finer than what everyone sees.
    fn n_finer(&self, names: &[String]) -> u32 {
        let finer = names.iter().filter(|name| self.finer.contains_key(*name));
        u32::try_from(finer.count()).unwrap_or(u32::MAX)
    }

    /// Areas and months with people, from months chosen by the seed.
    async fn units(
        &self,
        lists: &Lists,
        names: &[String],
        setting: &mut Setting,
        areas: &mut Areas,
        chosen: u64,
    ) -> Result<Vec<Unit>> {
        let mut tables = Vec::with_capacity(names.len());
        for (name, set) in names.iter().zip(&lists.sets) {
            let object = match self.finer.get(name) {
                Some(object) => Some(object),
                None => self.manifest.object(&layout::cells(name)),
            };
            let rows = self.rows.as_ref().map(|rows| rows.column.as_str());
            let table = CellTable::read(&self.reader.store, &self.manifest, name, rows, object);
            let table = table.await?;
            let table = table.ok_or_else(|| ReleaseError::shape(name, "it is not published"))?;
            tables.push((table, Shape::of(&self.fact, set, &self.manifest.policy)?));
        }
        let mut months = self.manifest.months.clone();
        Random::new(chosen).shuffle(&mut months);
        let mut units = Vec::new();
        for month in months {
            if setting.months == MONTHS_MAX {
                break;
            }
            match self.month(month, lists, &tables, areas).await? {
                Some(found) => {
                    setting.months += 1;
                    units.extend(found);
                }
                None => setting.months_left_out += 1,
            }
        }
        if setting.months == 0 {
            return Err(ReleaseError::RowsGone(self.manifest.id.clone()));
        }
        Ok(units)
    }

    async fn month(
        &self,
        month: Month,
        lists: &Lists,
        tables: &[(CellTable, Shape)],
        areas: &mut Areas,
    ) -> Result<Option<Vec<Unit>>> {
        let Some(published) = self.manifest.units.get(&month) else {
            return Ok(None);
        };
        let mut by_basis = Vec::with_capacity(published.bases.len());
        let mut truths = Vec::with_capacity(published.bases.len());
        for basis in &published.bases {
            let mut people = People::default();
            let rows = self.reader.all(month, basis.as_ref(), &mut people).await?;
            let Some(rows) = rows else {
                return Ok(None);
            };
            let fact = rows.facts.get(self.fact_index);
            by_basis.push(fact.map(people_by_unit).unwrap_or_default());
            truths.push(areas.truths(&rows)?);
        }
        let mut units = Vec::new();
        for (atom, unit) in &published.atoms {
            let place = self.place(atom)?;
            areas.add(atom, month, place, truths.get(unit.basis));
            let people = by_basis
                .get_mut(unit.basis)
                .and_then(|by_unit| by_unit.remove(&place))
                .unwrap_or_default();
            let is_empty = people.is_empty();
            let cells = tables.iter().map(|(table, _)| table.unit(atom, month));
            let mut found = Unit::new(lists, people, cells.collect())?;
            if let Some(rows) = &self.rows {
                let counts = tables.iter().map(|(table, _)| table.second(atom, month));
                let counts = counts.map(Option::unwrap_or_default).collect();
                found = found.with_rows(lists, rows.clip, counts)?;
            }
            let name = (atom.as_str(), month, unit.version);
            self.check(&found, tables, name)?;
            if !is_empty {
                units.push(found);
            }
        }
        Ok(Some(units))
    }

    /// Holds the cells of a unit against its rows.
    fn check(
        &self,
        unit: &Unit,
        tables: &[(CellTable, Shape)],
        name: (&str, Month, u32),
    ) -> Result<()> {
        for (at, (_, shape)) in tables.iter().enumerate() {
            let people = unit.published.get(at).zip(unit.truth.get(at));
            let is_people = people.map(|(cells, truth)| {
                let protected: Vec<i64> = cells.iter().map(|cell| cell.protected).collect();
                are_of(&protected, truth, (shape, 0), &self.noise, name)
            });
            let is_rows = self
                .rows
                .as_ref()
                .zip(unit.rows.as_ref())
                .map(|(count, rows)| {
                    let both = rows.published.get(at).zip(rows.truth.get(at));
                    both.map_or(Ok(false), |(protected, truth)| {
                        are_of(protected, truth, (shape, count.index), &self.noise, name)
                    })
                });
            if !(is_people.unwrap_or(Ok(false))? && is_rows.unwrap_or(Ok(true))?) {
                return Err(ReleaseError::RowsDiffer { month: name.1 });
            }
        }
        Ok(())
    }

    /// The number of an area among the atoms.
    fn place(&self, atom: &str) -> Result<u32> {
        let place = self
            .reader
            .atoms
            .binary_search_by(|known| known.as_str().cmp(atom));
        place
            .ok()
            .and_then(|place| u32::try_from(place).ok())
            .ok_or_else(|| ReleaseError::AreasGone {
                first: atom.to_owned(),
                missing: 1,
            })
    }
}

/// The manifest of a release, and its hash.
async fn manifest_of(
    store: &Store,
    state: &State,
    id: &ReleaseId,
) -> Result<Option<(Manifest, String)>> {
    let released = state
        .releases
        .iter()
        .find(|released| released.release == *id);
    match released {
        Some(released) => {
            let manifest = read_manifest(store, released).await?;
            Ok(Some((manifest, released.manifest_sha256.clone())))
        }
        None => Ok(None),
    }
}
