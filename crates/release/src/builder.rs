//! Making a release: from the returns that count to signed files.

mod announce;
mod cells;
mod draft;
mod facts;
mod figures;
mod measures;
pub(crate) mod open;
pub(crate) mod opening;
mod places;
mod plan;
pub(crate) mod rows;
mod services;
pub(crate) mod shape;
mod write;

use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use arrow::record_batch::RecordBatch;
use futures::{StreamExt, TryStreamExt, stream};
use hub_disclosure::Policy;
use hub_engine::{Catalogue, Fact, Fault};
use hub_reference::Reference;
use hub_standard::calendar;
use hub_standard::ids::{Month, ReleaseId};
use hub_store::{ObjectRef, State, Store};
use jiff::Timestamp;

use crate::compare::{Candidate, Changed, guard, unnamed};
use crate::encode::{Ready, blocking, read_table};
use crate::error::{ReleaseError, Result};
use crate::keys::ReleaseKeys;
use crate::layout;
use crate::live;
use crate::reader::read_release;
use crate::release::Release;

use self::cells::TableJob;
use self::draft::ManifestDraft;
use self::facts::Facts;
use self::open::Completeness;
use self::places::UnitLists;
use self::plan::{MonthPlan, Planner};

/// Months that are planned at once: each holds its rows meanwhile.
const MONTHS_AT_ONCE: usize = 2;

/// Tables of cells that are made at once.
const TABLES_AT_ONCE: usize = 2;

/// Makes releases.
#[derive(Debug)]
pub struct Builder {
    store: Store,
    reference: Arc<Reference>,
    keys: ReleaseKeys,
    policy: Policy,
    /// None for the embedded files.
    catalogue: Option<Arc<Catalogue>>,
    /// Measures that were to be added and could not be.
    faults: Vec<Fault>,
}

/// What to release and under which name.
#[derive(Debug, Clone)]
pub struct BuildOptions {
    /// The time of the release; its day (UTC) becomes part of the release's name.
    pub at: Timestamp,
    /// Words for people, such as "October 2026, provisional"; empty for the months that the release turns out to have.
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
    facts: Facts,
    state: Arc<State>,
    /// Returns as of the journal.
    today: Completeness,
    previous: Option<Release>,
    /// What cells are of.
    units: UnitLists,
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
            catalogue: None,
            faults: Vec::new(),
        }
    }

    /// The builder with other SQL files than those that are embedded.
    #[must_use]
    pub fn with_catalogue(self, catalogue: Catalogue) -> Self {
        Self {
            catalogue: Some(Arc::new(catalogue)),
            ..self
        }
    }

    /// The builder with the measures of a folder beside those that it has; see [`Catalogue::add_measures`].
    ///
    /// # Errors
    /// [`ReleaseError`] where the folder cannot be read.
    pub fn with_measures_of(self, folder: &Path) -> Result<Self> {
        let mut catalogue = match &self.catalogue {
            Some(catalogue) => Catalogue::clone(catalogue),
            None => Catalogue::embedded()?,
        };
        let faults = catalogue
            .add_measures(folder)
            .map_err(|source| ReleaseError::Folder {
                folder: folder.display().to_string(),
                source,
            })?;
        Ok(Self {
            faults,
            ..self.with_catalogue(catalogue)
        })
    }

    /// Builds and publishes a release.
    ///
    /// A build that dies on the way leaves files that nobody sees; the next build takes the next number. One that is held
    /// back wrote none.
    ///
    /// # Errors
    /// [`ReleaseError`]; after any of them nothing was published.
    pub async fn build(&self, options: &BuildOptions) -> Result<ReleaseId> {
        announce::finish_interrupted(&self.store, &self.keys).await?;
        let build = self.begin(options).await?;
        let began = Instant::now();
        let plans = Arc::new(build.plan().await?);
        tracing::debug!(took = ?began.elapsed(), "rows of all months read");
        let mut ready = Vec::new();
        let began = Instant::now();
        let cells = build.cells(&plans, &mut ready).await?;
        tracing::debug!(took = ?began.elapsed(), "cells made");
        ready.extend(services::table(&build.state, &build.months, &self.policy)?);
        let made = build.measures(&plans, cells, &mut ready).await?;
        let manifest = ManifestDraft::of(&build, &plans, made);
        build.guard(&plans, &manifest, &ready).await?;
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
        let catalogue = match &self.catalogue {
            Some(catalogue) => Arc::clone(catalogue),
            None => Arc::new(Catalogue::embedded()?),
        };
        catalogue.check_node_names()?;
        catalogue.check_tables()?;
        live::check_names(&catalogue)?;
        let before = previous.as_ref().map(|release| &release.manifest);
        let facts = Facts::of(&catalogue, before)?;
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
        if let Some(before) = before {
            plan::check_atoms(&before.units, &atoms)?;
        }
        // Areas "as they are now" are those of the day that the release is named by.
        let reference_tables: Vec<_> = self
            .reference
            .on(draft::day_of(options.at))
            .tables()?
            .into_iter()
            .map(|(name, rows)| (name.to_owned(), rows))
            .collect();
        let practices = open::reference_table(&reference_tables, "practices")?;
        let atoms = Arc::new(atoms);
        let units = UnitLists::of(&self.store, &catalogue, practices, atoms, before).await?;
        Ok(Build {
            builder: self,
            options,
            catalogue,
            facts,
            today: Completeness::of(&state, &months, units.atoms(), calendar::day_of(options.at)),
            state,
            previous,
            units,
            months,
            reference_tables,
        })
    }
}

impl Build<'_> {
    /// Decides for every unit and month whether its cells are copied or made, and reads the rows for the latter.
    async fn plan(&self) -> Result<Vec<MonthPlan>> {
        let began = Instant::now();
        let activity = self
            .builder
            .store
            .publish_activity(&self.state, &self.months)
            .await?;
        tracing::debug!(took = ?began.elapsed(), "activity written");
        let tables = open::inside_tables(&self.reference_tables, &self.state)?;
        let planner = Planner::new(self, tables);
        let plans = self.months.iter().map(|month| {
            let current = activity.iter().find(|file| file.month == *month);
            planner.month(*month, current)
        });
        let plans: Vec<_> = plans.collect();
        // The rows of one month are numbered while those of the next are read.
        stream::iter(plans)
            .buffered(MONTHS_AT_ONCE)
            .try_collect()
            .await
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
        let facts = self.catalogue.facts.iter().enumerate();
        let tables = facts.flat_map(|(index, file)| {
            let sets = file.fact.dimension_sets().into_iter();
            sets.map(move |set| (index, &file.fact, set))
        });
        let jobs: Vec<_> = tables
            .map(|(index, fact, set)| self.table(plans, (index, fact, set), &read))
            .collect();
        // One table is written to its file while the cells of the next are counted.
        let mut made = stream::iter(jobs).buffered(TABLES_AT_ONCE);
        let mut kept = Vec::new();
        while let Some((object, rows)) = made.try_next().await? {
            ready.push(object);
            kept.extend(rows);
        }
        Ok(kept)
    }

    /// Makes one table of cells of a fact; its rows come with it where a measure reads them.
    async fn table(
        &self,
        plans: &Arc<Vec<MonthPlan>>,
        (fact_index, fact, set): (usize, &Fact, Vec<usize>),
        read: &BTreeSet<&str>,
    ) -> Result<(Ready, Option<(String, RecordBatch)>)> {
        let table = fact.cell_table(&set);
        let name = layout::cells_of(fact.of, &table);
        let job = TableJob {
            plans: Arc::clone(plans),
            units: Arc::clone(self.units.of_kind(fact.of)?),
            fact: fact.clone(),
            fact_index,
            set,
            policy: self.builder.policy.clone(),
            noise: self.builder.keys.noise().clone(),
            is_published: self.published(&name).is_some(),
            previous: self.previous_table(&name).await?,
        };
        let wanted = read.contains(table.as_str());
        let (object, rows) = blocking(move || job.run(name, wanted)).await?;
        Ok((object, rows.map(|rows| (table, rows))))
    }

    /// The object of that name in the release before.
    fn published(&self, name: &str) -> Option<&ObjectRef> {
        self.previous.as_ref()?.manifest.object(name)
    }

    async fn previous_table(&self, name: &str) -> Result<Option<RecordBatch>> {
        match self.published(name) {
            Some(object) => read_table(&self.builder.store, object).await,
            None => Ok(None),
        }
    }

    /// Sets the release, before a file of it is written, against every earlier one. An earlier one that comes meanwhile
    /// makes this one overtaken.
    async fn guard(
        &self,
        plans: &[MonthPlan],
        draft: &ManifestDraft,
        ready: &[Ready],
    ) -> Result<()> {
        let mut changed = Changed::new();
        for (kind, list) in self.units.all() {
            let plans = plans.iter();
            changed.extend(plans.flat_map(|plan| plan.changed(kind, &list.codes)));
        }
        let manifest = draft.numbered(&unnamed(draft.day)?, ready);
        guard(&Candidate {
            store: &self.builder.store,
            earlier: &self.state.releases,
            manifest: Arc::new(manifest),
            ready,
            catalogue: &self.catalogue,
            areas: open::reference_table(&self.reference_tables, "area_atoms")?,
            changed: &changed,
        })
        .await
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
