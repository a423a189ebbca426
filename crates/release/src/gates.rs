//! SQL over the figures of releases.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::error::Error;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use arrow::array::{ArrayRef, Float64Array, Int64Array, StringArray};
use arrow::record_batch::RecordBatch;
use hub_engine::{Catalogue, CellSource, EvaluationFile, Fact, Gate, QueryLimits};
use hub_reference::Reference;
use hub_standard::ids::ReleaseId;
use hub_store::{ObjectRef, Store};

use crate::encode::{read_table, sha256_hex};
use crate::error::{ReleaseError, Result};
use crate::release::Release;
use crate::value::{self, AreaType, MeasureValue};
use crate::{layout, live};

/// Releases that can be asked at once; a gate holds the cells that were asked for lately.
const OPEN_MAX: usize = 2;
/// The open tables of reference data that have a meaning to somebody who asks of people.
const REFERENCE_TABLES: [&str; 9] = [
    "regions",
    "areas",
    "area_successors",
    "area_atoms",
    "practices",
    "pcns",
    "populations",
    "workforce",
    "small_area_changes",
];

/// The gates of all releases.
pub struct Gates {
    store: Store,
    reference: Arc<Reference>,
    limits: QueryLimits,
    catalogue: OnceLock<Arc<Catalogue>>,
    /// Most recently used last.
    open: Mutex<VecDeque<(ReleaseId, Arc<Gate>)>>,
    /// The gate of evaluations that was used last.
    evaluations: Mutex<Option<(ReleaseId, Arc<Gate>)>>,
}

impl fmt::Debug for Gates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gates")
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

impl Gates {
    /// The gates of a store; reads nothing yet.
    #[must_use]
    pub fn open(store: Store, reference: Arc<Reference>, limits: QueryLimits) -> Self {
        Self {
            store,
            reference,
            limits,
            catalogue: OnceLock::new(),
            open: Mutex::default(),
            evaluations: Mutex::default(),
        }
    }

    /// The gate of a release. Its cells are read when they are asked for.
    ///
    /// # Errors
    /// [`ReleaseError`] where a table cannot be put before queries, which would be a fault of this program.
    pub fn of(&self, release: &Release) -> Result<Arc<Gate>> {
        if let Some(gate) = self.known(&release.id) {
            return Ok(gate);
        }
        let gate = Arc::new(self.make(release)?);
        let mut open = self.opened();
        if open.len() >= OPEN_MAX {
            open.pop_front();
        }
        open.push_back((release.id.clone(), Arc::clone(&gate)));
        Ok(gate)
    }

    fn opened(&self) -> std::sync::MutexGuard<'_, VecDeque<(ReleaseId, Arc<Gate>)>> {
        // The list is whole at any moment.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn known(&self, id: &ReleaseId) -> Option<Arc<Gate>> {
        let mut open = self.opened();
        let at = open.iter().position(|(known, _)| known == id)?;
        let (id, gate) = open.remove(at)?;
        open.push_back((id, Arc::clone(&gate)));
        Some(gate)
    }

    /// What published studies asked, as this program asks it.
    ///
    /// # Errors
    /// [`ReleaseError::Engine`] where a file of this program breaks its promise.
    pub fn evaluations(&self) -> Result<Vec<EvaluationFile>> {
        Ok(self.catalogue()?.evaluations.clone())
    }

    /// A gate before the figures that evaluations read, and nothing else. It is apart from those that people ask of, so that
    /// whoever reads evaluations of many releases takes the place of none.
    ///
    /// # Errors
    /// As [`Self::of`].
    pub fn of_evaluations(&self, release: &Release) -> Result<Arc<Gate>> {
        let known = || {
            let open = self.evaluations.lock();
            open.unwrap_or_else(PoisonError::into_inner)
        };
        if let Some((id, gate)) = known().as_ref()
            && *id == release.id
        {
            return Ok(Arc::clone(gate));
        }
        let catalogue = self.catalogue()?;
        let measures: BTreeSet<&str> = catalogue
            .evaluations
            .iter()
            .flat_map(|file| &file.meta.measures)
            .map(String::as_str)
            .collect();
        let rows = measure_values(release, |value| measures.contains(&*value.measure))?;
        let gate = Arc::new(Gate::new(
            [],
            &release.manifest.policy,
            Arc::new(ReleasedCells::of(&self.store, release)),
            vec![("measure_values".to_owned(), rows)],
            self.limits,
        )?);
        *known() = Some((release.id.clone(), Arc::clone(&gate)));
        Ok(gate)
    }

    fn catalogue(&self) -> Result<Arc<Catalogue>> {
        if let Some(catalogue) = self.catalogue.get() {
            return Ok(Arc::clone(catalogue));
        }
        let read = Arc::new(Catalogue::embedded()?);
        Ok(Arc::clone(self.catalogue.get_or_init(|| read)))
    }

    fn make(&self, release: &Release) -> Result<Gate> {
        let catalogue = self.catalogue()?;
        let mut open = self.reference.on(release.id.date()).tables()?;
        open.retain(|(name, _)| REFERENCE_TABLES.contains(name));
        let mut open: Vec<(String, RecordBatch)> = open
            .into_iter()
            .map(|(name, rows)| (name.to_owned(), rows))
            .collect();
        open.push(("measures".to_owned(), measures(release)?));
        open.push((
            "measure_values".to_owned(),
            measure_values(release, |_| true)?,
        ));
        open.push(("months".to_owned(), months(release)?));
        open.push(("noise".to_owned(), noise(release)?));
        let source = ReleasedCells::of(&self.store, release);
        let gate = Gate::new(
            facts(&catalogue, release),
            &release.manifest.policy,
            Arc::new(source),
            open,
            self.limits,
        )?;
        Ok(gate)
    }
}

/// The facts that mean in this release what they mean in this program, and the totals of services where it has them.
fn facts<'a>(catalogue: &'a Catalogue, release: &'a Release) -> impl Iterator<Item = Fact> + 'a {
    let manifest = &release.manifest;
    // Without noise, what is left out and what is kept of a count would tell it exactly.
    let has_noise = manifest.policy.epsilon.is_some();
    let is_same = move |id: &str, definition: &str| {
        let published = manifest.facts.get(id);
        has_noise
            && published
                .is_some_and(|fact| fact.definition_sha256 == sha256_hex(definition.as_bytes()))
    };
    let services = live::service_fact();
    let table = layout::places(&services.cell_table(&[]));
    let has_services = has_noise && manifest.object(&table).is_some();
    catalogue
        .facts
        .iter()
        .filter(|file| !file.fact.measures_only)
        .filter(move |file| is_same(&file.fact.id, &catalogue.definition(file)))
        .map(|file| file.fact.clone())
        .chain(has_services.then_some(services))
}

/// The tables of cells of one release, each held against its hash when it is read.
#[derive(Debug)]
struct ReleasedCells {
    store: Store,
    release: ReleaseId,
    objects: HashMap<String, ObjectRef>,
}

impl ReleasedCells {
    fn of(store: &Store, release: &Release) -> Self {
        let objects = release.manifest.objects.iter().filter_map(|object| {
            let path = object.path.as_str().into();
            let (_, name) = layout::parse(&path)?;
            Some((name.to_owned(), object.clone()))
        });
        Self {
            store: store.clone(),
            release: release.id.clone(),
            objects: objects.collect(),
        }
    }
}

#[async_trait::async_trait]
impl CellSource for ReleasedCells {
    async fn cells(
        &self,
        table: &str,
    ) -> std::result::Result<Option<RecordBatch>, Box<dyn Error + Send + Sync>> {
        let names = [layout::cells(table), layout::places(table)];
        if let Some(object) = names.iter().find_map(|name| self.objects.get(name)) {
            return Ok(read_table(&self.store, object).await?);
        }
        // Those that were made since are in the journal.
        let state = self.store.journal().state().await?;
        match state.opened.get(&(self.release.clone(), table.to_owned())) {
            Some(opened) => Ok(read_table(&self.store, &opened.object).await?),
            None => Ok(None),
        }
    }
}

fn text<'a>(words: impl Iterator<Item = &'a str>) -> ArrayRef {
    Arc::new(words.map(Some).collect::<StringArray>())
}

fn batch(name: &str, columns: Vec<(&str, ArrayRef)>) -> Result<RecordBatch> {
    RecordBatch::try_from_iter(columns).map_err(|error| ReleaseError::encode(name, error))
}

/// What each measure is.
fn measures(release: &Release) -> Result<RecordBatch> {
    let all = || release.measures().iter();
    let columns = vec![
        ("measure", text(all().map(|info| info.id.as_str()))),
        ("title", text(all().map(|info| info.title.as_str()))),
        ("why", text(all().map(|info| info.why.as_str()))),
        ("numerator", text(all().map(|info| info.numerator.as_str()))),
        (
            "denominator",
            text(all().map(|info| info.denominator.as_str())),
        ),
        ("unit", text(all().map(|info| info.unit.as_str()))),
        ("method", text(all().map(|info| info.method.as_str()))),
        ("source", text(all().map(|info| info.source.as_str()))),
    ];
    batch("measures", columns)
}

/// Every figure of the areas that anybody may see, as pages and files have it.
fn measure_values(
    release: &Release,
    is_wanted: impl Fn(&MeasureValue) -> bool,
) -> Result<RecordBatch> {
    let is_open = |value: &&MeasureValue| {
        matches!(
            value.area_type,
            AreaType::England | AreaType::Region | AreaType::Icb
        ) && is_wanted(value)
    };
    let values: Vec<MeasureValue> = release.all_values().filter(is_open).cloned().collect();
    let rows = value::to_batch("measure_values", &values)?;
    let names = text(values.iter().map(|value| &*value.measure));
    let shown = text(values.iter().map(|value| value.display.as_str()));
    let schema = rows.schema();
    let mut columns = vec![("measure", names)];
    let of_rows = schema.fields().iter().zip(rows.columns());
    columns.extend(of_rows.map(|(field, column)| (field.name().as_str(), Arc::clone(column))));
    columns.push(("display", shown));
    batch("measure_values", columns)
}

/// How far the adjustment of one cell goes, by table and count.
fn noise(release: &Release) -> Result<RecordBatch> {
    let all = release.manifest.cell_noise();
    let clips = all.iter().map(|noise| Some(i64::from(noise.clip)));
    let variances = all.iter().map(|noise| Some(noise.variance));
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("fact", text(all.iter().map(|noise| noise.fact.as_str()))),
        (
            "countable",
            text(all.iter().map(|noise| noise.countable.as_str())),
        ),
        ("variance", Arc::new(variances.collect::<Float64Array>())),
        ("clip", Arc::new(clips.collect::<Int64Array>())),
    ];
    batch("noise", columns)
}

/// The months of the release.
fn months(release: &Release) -> Result<RecordBatch> {
    let names: Vec<String> = release.months().iter().map(ToString::to_string).collect();
    let stage = |month| match release.is_provisional(month) {
        true => "provisional",
        false => "final",
    };
    let stages = release.months().iter().map(|month| stage(*month));
    let columns = vec![
        ("month", text(names.iter().map(String::as_str))),
        ("stage", text(stages)),
    ];
    batch("months", columns)
}
