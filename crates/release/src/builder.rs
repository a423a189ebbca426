//! Making a release: from the returns that count to signed files.

mod announce;
mod cells;
mod figures;
mod open;
mod plan;
mod rows;
mod shape;
mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::sync::Arc;

use arrow::record_batch::RecordBatch;
use hub_disclosure::{Ledger, LedgerEntry, Policy};
use hub_engine::{Above, Catalogue, Fact};
use hub_reference::Reference;
use hub_standard::ids::{Month, ReleaseId};
use hub_store::{State, Store};
use jiff::Timestamp;

use crate::encode::{Ready, blocking, hex, read_table, sha256_hex};
use crate::error::{ReleaseError, Result};
use crate::keys::ReleaseKeys;
use crate::layout;
use crate::manifest::Manifest;
use crate::measure::MeasureInfo;
use crate::reader::read_release;
use crate::release::Release;
use crate::value;

use self::cells::TableJob;
use self::plan::{MonthPlan, Planner};

/// Makes releases.
#[derive(Debug)]
pub struct Builder {
    store: Store,
    reference: Arc<Reference>,
    keys: ReleaseKeys,
    policy: Policy,
}

/// What to release and under which name.
#[derive(Debug, Clone)]
pub struct BuildOptions {
    /// The time of the release; its day (UTC) becomes part of the release's name.
    pub at: Timestamp,
    /// Words for people, such as "October 2026, provisional".
    pub label: String,
    /// Months to cover besides those of the release before; `None` for all months that have returns.
    pub months: Option<RangeInclusive<Month>>,
    /// Months for which returns may still come.
    pub provisional_months: Vec<Month>,
}

/// What one build works on throughout.
struct Build<'a> {
    builder: &'a Builder,
    options: &'a BuildOptions,
    catalogue: Arc<Catalogue>,
    state: Arc<State>,
    previous: Option<Release>,
    /// Area atoms, in order; a unit's number is its place here.
    atoms: Arc<Vec<String>>,
    months: Vec<Month>,
    reference_tables: Vec<(String, RecordBatch)>,
}

impl Builder {
    /// A builder over this store, with the deployment's keys.
    #[must_use]
    pub fn new(store: Store, reference: Arc<Reference>, keys: ReleaseKeys, policy: Policy) -> Self {
        Self {
            store,
            reference,
            keys,
            policy,
        }
    }

    /// Builds and publishes a release.
    ///
    /// A build that dies on the way leaves files that nobody sees; the next build takes the next number.
    ///
    /// # Errors
    /// [`ReleaseError`]; after any of them nothing was published.
    pub async fn build(&self, options: &BuildOptions) -> Result<ReleaseId> {
        announce::finish_interrupted(&self.store, &self.keys).await?;
        let build = self.begin(options).await?;
        let plans = Arc::new(build.plan().await?);
        let mut ready = Vec::new();
        let cells = build.cells(&plans, &mut ready).await?;
        let measures = build.measures(cells, &mut ready).await?;
        let manifest = build.manifest(&plans, measures);
        let released = write::publish(&self.store, &self.keys, manifest, &ready).await?;
        tracing::info!(release = %released, n_objects = ready.len(), "release published");
        Ok(released)
    }

    async fn begin<'a>(&'a self, options: &'a BuildOptions) -> Result<Build<'a>> {
        let state = self.store.journal().state().await?;
        let previous = match state.releases.last() {
            Some(released) => Some(read_release(&self.store, released).await?),
            None => None,
        };
        if let Some(before) = previous.as_ref().map(|release| &release.manifest.policy)
            && *before != self.policy
        {
            return Err(ReleaseError::PolicyChanged {
                before: before.name.clone(),
                now: self.policy.name.clone(),
            });
        }
        let months = months(options, &state, previous.as_ref());
        if months.is_empty() {
            return Err(ReleaseError::Nothing);
        }
        let mut atoms: Vec<_> = self
            .reference
            .atoms()
            .iter()
            .map(|atom| atom.id.to_string())
            .collect();
        atoms.sort_unstable();
        let reference_tables = self
            .reference
            .tables()?
            .into_iter()
            .map(|(name, rows)| (name.to_owned(), rows))
            .collect();
        Ok(Build {
            builder: self,
            options,
            catalogue: Arc::new(Catalogue::embedded()?),
            state,
            previous,
            atoms: Arc::new(atoms),
            months,
            reference_tables,
        })
    }
}

impl Build<'_> {
    /// Decides for every area and month whether its cells are copied or made, and reads the rows for the latter.
    async fn plan(&self) -> Result<Vec<MonthPlan>> {
        let activity = self
            .builder
            .store
            .publish_activity(&self.state, &self.months)
            .await?;
        let tables = open::inside_tables(&self.reference_tables, &self.state)?;
        let planner = Planner::new(self, tables);
        let mut plans = Vec::with_capacity(self.months.len());
        for month in &self.months {
            let current = activity.iter().find(|file| file.month == *month);
            plans.push(planner.month(*month, current).await?);
        }
        Ok(plans)
    }

    /// Makes every table of cells; returns those that a measure reads.
    async fn cells(
        &self,
        plans: &Arc<Vec<MonthPlan>>,
        ready: &mut Vec<Ready>,
    ) -> Result<Vec<(String, RecordBatch)>> {
        let read: BTreeSet<&str> = self
            .catalogue
            .measures
            .iter()
            .flat_map(|measure| &measure.meta.cells)
            .map(String::as_str)
            .collect();
        let mut kept = Vec::new();
        for (fact_index, file) in self.catalogue.facts.iter().enumerate() {
            for set in file.fact.dimension_sets() {
                let table = file.fact.cell_table(&set);
                let name = layout::cells(&table);
                let job = TableJob {
                    plans: Arc::clone(plans),
                    atoms: Arc::clone(&self.atoms),
                    fact: file.fact.clone(),
                    fact_index,
                    set,
                    policy: self.builder.policy.clone(),
                    noise: self.builder.keys.noise().clone(),
                    previous: self.previous_table(&name).await?,
                };
                let wanted = read.contains(table.as_str());
                let (object, rows) = blocking(move || job.run(name, wanted)).await?;
                ready.push(object);
                kept.extend(rows.map(|rows| (table, rows)));
            }
        }
        Ok(kept)
    }

    async fn previous_table(&self, name: &str) -> Result<Option<RecordBatch>> {
        match self
            .previous
            .as_ref()
            .and_then(|release| release.manifest.object(name))
        {
            Some(object) => read_table(&self.builder.store, object).await,
            None => Ok(None),
        }
    }

    /// Runs every measure over the cells and finishes its figures.
    async fn measures(
        &self,
        cells: Vec<(String, RecordBatch)>,
        ready: &mut Vec<Ready>,
    ) -> Result<Vec<MeasureInfo>> {
        let completeness = open::Completeness::of(&self.state, &self.months, &self.atoms);
        let finish = figures::Finish::new(self, &completeness)?;
        let mut tables = self.reference_tables.clone();
        tables.extend(completeness.tables()?);
        tables.push((
            "noise".to_owned(),
            open::noise_table(&self.catalogue, &self.builder.policy)?,
        ));
        tables.push((
            "months".to_owned(),
            open::months_table(&self.months, &self.options.provisional_months)?,
        ));
        let above = Above::new(&self.catalogue, cells, tables).await?;
        let mut infos = Vec::with_capacity(self.catalogue.measures.len());
        for measure in &self.catalogue.measures {
            let info = MeasureInfo::of(measure);
            let rows = above.measure_rows(measure).await?;
            let mut found = value::from_batch(&info.id, info.decimals, &rows)?;
            finish.apply(&info, &mut found);
            let rows = value::to_batch(&info.id, &found)?;
            ready.push(Ready::table(
                layout::measure(&info.id),
                &rows.schema(),
                &[rows],
            )?);
            infos.push(info);
        }
        Ok(infos)
    }

    /// The manifest, but for its number and its objects, which are known once they are written.
    fn manifest(&self, plans: &[MonthPlan], measures: Vec<MeasureInfo>) -> ManifestDraft {
        let day = jiff::tz::TimeZone::UTC.to_datetime(self.options.at).date();
        let provisional = self
            .months
            .iter()
            .filter(|month| self.options.provisional_months.contains(month));
        ManifestDraft {
            day,
            label: self.options.label.clone(),
            created: self.options.at,
            journal_seq: self.state.seq.unwrap_or_default(),
            journal_head: self.state.head_hash.clone(),
            months: self.months.clone(),
            provisional_months: provisional.copied().collect(),
            sql: sql_hashes(&self.catalogue),
            policy: self.builder.policy.clone(),
            ledger: ledger(&self.catalogue, &self.builder.policy),
            measures,
            units: plans
                .iter()
                .map(|plan| (plan.month, plan.units_for_manifest(&self.atoms)))
                .collect(),
            reference: self.builder.reference.label().to_owned(),
            previous: self.previous.as_ref().map(|release| release.id.clone()),
            public_key: hex(&self.builder.keys.public_key()),
        }
    }
}

/// A manifest without its number and objects.
#[derive(Debug, Clone)]
struct ManifestDraft {
    day: jiff::civil::Date,
    label: String,
    created: Timestamp,
    journal_seq: u64,
    journal_head: String,
    months: Vec<Month>,
    provisional_months: Vec<Month>,
    sql: BTreeMap<String, String>,
    policy: Policy,
    ledger: Ledger,
    measures: Vec<MeasureInfo>,
    units: BTreeMap<Month, crate::manifest::MonthUnits>,
    reference: String,
    previous: Option<ReleaseId>,
    public_key: String,
}

impl ManifestDraft {
    fn numbered(&self, id: &ReleaseId, ready: &[Ready]) -> Manifest {
        let draft = self.clone();
        Manifest {
            id: id.clone(),
            label: draft.label,
            created: draft.created,
            journal_seq: draft.journal_seq,
            journal_head: draft.journal_head,
            months: draft.months,
            provisional_months: draft.provisional_months,
            objects: ready.iter().map(|object| object.object(id)).collect(),
            sql: draft.sql,
            policy: draft.policy,
            ledger: draft.ledger,
            measures: draft.measures,
            units: draft.units,
            reference: draft.reference,
            previous: draft.previous,
            public_key: draft.public_key,
        }
    }
}

/// The months of a release: those asked for or those with returns, and all that were released before.
fn months(options: &BuildOptions, state: &State, previous: Option<&Release>) -> Vec<Month> {
    let wanted = match &options.months {
        Some(range) => Some((*range.start(), *range.end())),
        None => {
            let with_returns: BTreeSet<Month> =
                state.current.keys().map(|(_, month)| *month).collect();
            with_returns
                .first()
                .copied()
                .zip(with_returns.last().copied())
        }
    };
    let mut months: BTreeSet<Month> = wanted
        .into_iter()
        .flat_map(|(from, to)| Month::range(from, to))
        .collect();
    months.extend(previous.into_iter().flat_map(|release| release.months()));
    months.into_iter().collect()
}

/// SHA-256 of every file of `sql/` that a release runs.
fn sql_hashes(catalogue: &Catalogue) -> BTreeMap<String, String> {
    let hash = |folder: &str, name: &str, text: &str| {
        (format!("{folder}/{name}.sql"), sha256_hex(text.as_bytes()))
    };
    let views = |folder: &'static str, files: &[hub_engine::ViewFile]| -> Vec<_> {
        files
            .iter()
            .map(|file| hash(folder, &file.name, &file.sql))
            .collect()
    };
    let mut hashes: BTreeMap<_, _> = views("staging", &catalogue.staging).into_iter().collect();
    hashes.extend(views("shared", &catalogue.shared));
    hashes.extend(
        catalogue
            .facts
            .iter()
            .map(|file| hash("facts", &file.fact.id, &file.text)),
    );
    hashes.extend(
        catalogue
            .measures
            .iter()
            .map(|file| hash("measures", &file.meta.id, &file.text)),
    );
    hashes
}

fn ledger(catalogue: &Catalogue, policy: &Policy) -> Ledger {
    let entries = catalogue.facts.iter().flat_map(|file| {
        let sets = codes_held(&file.fact);
        let fact = &file.fact;
        fact.countables
            .iter()
            .map(move |countable| {
                LedgerEntry::of(
                    policy,
                    &fact.id,
                    &countable.name,
                    countable.kind.clip(),
                    &sets,
                )
            })
            .collect::<Vec<_>>()
    });
    Ledger::new(policy, entries.collect())
}

/// For each table of cells, how many codes one row can hold in each of its dimensions.
fn codes_held(fact: &Fact) -> Vec<Vec<u32>> {
    let held = |index: &usize| {
        let columns = fact
            .dimensions
            .get(*index)
            .map_or(1, |dimension| dimension.columns().len());
        u32::try_from(columns).unwrap_or(u32::MAX)
    };
    fact.dimension_sets()
        .iter()
        .map(|set| set.iter().map(held).collect())
        .collect()
}
