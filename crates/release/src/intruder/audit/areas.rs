//! The cells of whole areas, and the true counts behind them.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use arrow::array::{AsArray, BooleanArray, Int64Array};
use arrow::datatypes::Int64Type;
use arrow::record_batch::RecordBatch;
use hub_disclosure::marginals::Code;
use hub_disclosure::{Counting, Dimension, Marginal, Policy};
use hub_engine::{CountableKind, Fact};
use hub_reference::{Basis, Reference};
use hub_standard::ids::Month;

use super::Audit;
use crate::builder::rows::{FactRows, MonthRows};
use crate::encode::{read_table, sha256_hex};
use crate::error::{ReleaseError, Result};
use crate::intruder::areas::{AreaCell, AreaMonth, AreaUtility, measure_areas};
use crate::layout;

/// Fact, dimension and countable of each list of cells of [`AreaMonth`], in that order.
const WANTED: [(&str, Option<&str>, &str); 3] = [
    ("referrals", Some("imd_decile"), "referrals"),
    ("referrals", Some("age_band"), "persons"),
    ("first_contacts", None, "wait_days"),
];
/// Codes without a figure of their own: nobody lives in "unknown", and few children are referred.
const LEFT_OUT: [&str; 2] = ["unknown", "0-17"];

/// Gathers areas while the months are read.
pub(super) struct Areas {
    /// As [`WANTED`]; none where the release has no such cells.
    sources: Vec<Option<Source>>,
    /// Area of each atom, as it is now.
    area_of: HashMap<String, String>,
    /// Residents by area, as the sources have their codes.
    residents: HashMap<String, Vec<Vec<f64>>>,
    found: BTreeMap<(Month, String), AreaMonth>,
}

/// One table of cells.
struct Source {
    fact: Fact,
    fact_index: usize,
    set: Vec<usize>,
    countable: usize,
    /// Places of the codes that are used, with their names.
    codes: Vec<(usize, String)>,
    published: Published,
}

/// The cells of a table, by atom and month.
struct Published {
    persons: Int64Array,
    values: Int64Array,
    floor_met: BooleanArray,
    units: HashMap<(String, String), Range<usize>>,
}

/// True counts by [`WANTED`].
pub(super) type Truths = Vec<Option<Marginal>>;

impl Areas {
    pub(super) async fn open(audit: &Audit, reference: &Reference) -> Result<Self> {
        let mut sources = Vec::with_capacity(WANTED.len());
        for (fact, dimension, countable) in WANTED {
            sources.push(Source::open(audit, fact, dimension, countable).await?);
        }
        let atoms = reference.atoms().iter();
        let area_of: HashMap<String, String> = atoms
            .map(|atom| {
                let area = atom.now.to_string();
                (atom.id.to_string(), area)
            })
            .collect();
        let mut residents: HashMap<String, Vec<Vec<f64>>> = HashMap::new();
        for people in reference.populations() {
            let Some(area) = area_of.get(people.atom.as_str()) else {
                continue;
            };
            let lists = residents.entry(area.clone()).or_insert_with(|| {
                let none = |source: &Option<Source>| {
                    vec![0.0; source.as_ref().map_or(0, |source| source.codes.len())]
                };
                sources.iter().map(none).collect()
            });
            for ((source, (_, dimension, _)), list) in sources.iter().zip(WANTED).zip(lists) {
                let basis = match dimension {
                    Some("imd_decile") => Basis::ResidentCensus2021,
                    _ => Basis::ResidentMid2020,
                };
                if Some(people.breakdown) != dimension || people.basis != basis {
                    continue;
                }
                let codes = source.iter().flat_map(|source| &source.codes);
                for ((_, code), number) in codes.zip(list) {
                    if *code == people.category {
                        *number += people.people;
                    }
                }
            }
        }
        Ok(Self {
            sources,
            area_of,
            residents,
            found: BTreeMap::new(),
        })
    }

    /// Counts the rows of a month, for all atoms.
    pub(super) fn truths(&self, rows: &MonthRows) -> Result<Truths> {
        let sources = self.sources.iter();
        sources
            .map(|source| source.as_ref().map(|source| source.count(rows)).transpose())
            .collect()
    }

    /// Adds the cells of an atom and month to those of its area.
    pub(super) fn add(&mut self, atom: &str, month: Month, place: u32, truths: Option<&Truths>) {
        let (Some(area), Some(truths)) = (self.area_of.get(atom), truths) else {
            return;
        };
        let mut residents = self.residents.get(area).into_iter().flatten();
        let mut blank = || -> Vec<AreaCell> {
            let residents = residents.next().into_iter().flatten();
            residents
                .map(|residents| AreaCell {
                    residents: *residents,
                    ..AreaCell::default()
                })
                .collect()
        };
        let found = self
            .found
            .entry((month, area.clone()))
            .or_insert_with(|| AreaMonth {
                area: area.clone(),
                month,
                deciles: blank(),
                ages: blank(),
                waits: blank(),
            });
        let lists = [&mut found.deciles, &mut found.ages, &mut found.waits];
        for ((source, truth), list) in self.sources.iter().zip(truths).zip(lists) {
            if let (Some(source), Some(truth)) = (source, truth) {
                source.add(atom, month, place, truth, list);
            }
        }
    }

    /// Holds the figures of the areas against the true ones; the standard population is that of all areas.
    pub(super) fn measure(self, policy: &Policy) -> Vec<AreaUtility> {
        let ages = 1;
        let mut standard: Vec<f64> = Vec::new();
        for list in self.residents.values().filter_map(|lists| lists.get(ages)) {
            standard.resize(list.len(), 0.0);
            for (sum, people) in standard.iter_mut().zip(list) {
                *sum += people;
            }
        }
        let areas: Vec<AreaMonth> = self.found.into_values().collect();
        measure_areas(&areas, &standard, policy)
    }
}

impl Source {
    /// `None` where the release has no such cells, or they meant something else then.
    async fn open(
        audit: &Audit,
        fact: &str,
        dimension: Option<&str>,
        countable: &str,
    ) -> Result<Option<Self>> {
        let catalogue = &audit.reader.catalogue;
        let mut files = catalogue.facts.iter().enumerate();
        let Some((fact_index, file)) = files.find(|(_, file)| file.fact.id == fact) else {
            return Ok(None);
        };
        let definition = sha256_hex(catalogue.definition(file).as_bytes());
        let published = audit.manifest.facts.get(fact);
        if published.is_some_and(|published| published.definition_sha256 != definition) {
            return Ok(None);
        }
        let fact = file.fact.clone();
        let mut set = Vec::new();
        let mut codes = Vec::new();
        match dimension {
            // One cell, that of everybody.
            None => codes.push((0, String::new())),
            Some(name) => {
                let mut dimensions = fact.dimensions.iter().enumerate();
                let Some((index, dimension)) = dimensions.find(|(_, known)| known.name == name)
                else {
                    return Ok(None);
                };
                set.push(index);
                let all = dimension.codes.iter().cloned().enumerate();
                codes.extend(all.filter(|(_, code)| !LEFT_OUT.contains(&code.as_str())));
            }
        }
        let mut countables = fact.countables.iter();
        let Some(index) = countables.position(|known| known.name == countable) else {
            return Ok(None);
        };
        let table = fact.cell_table(&set);
        let Some(object) = audit.manifest.object(&layout::cells(&table)) else {
            return Ok(None);
        };
        let Some(rows) = read_table(&audit.reader.store, object).await? else {
            return Ok(None);
        };
        let soft_floor = i64::from(audit.manifest.policy.soft_floor);
        let published = Published::of(&rows, countable, soft_floor)
            .ok_or_else(|| ReleaseError::shape(&table, "a column is missing"))?;
        Ok(Some(Self {
            fact,
            fact_index,
            set,
            countable: index,
            codes,
            published,
        }))
    }

    fn count(&self, rows: &MonthRows) -> Result<Marginal> {
        let missing = || ReleaseError::shape(&self.fact.id, "its rows were not read");
        let rows: &FactRows = rows.facts.get(self.fact_index).ok_or_else(missing)?;
        let columns: Vec<Vec<&[Code]>> = self
            .set
            .iter()
            .filter_map(|index| rows.codes.get(*index))
            .map(|columns| columns.iter().map(Vec::as_slice).collect())
            .collect();
        let dimensions: Vec<Dimension<'_>> = self
            .set
            .iter()
            .filter_map(|index| self.fact.dimensions.get(*index))
            .zip(&columns)
            .map(|(dimension, columns)| {
                let codes = Code::try_from(dimension.codes.len())
                    .map_err(|_| ReleaseError::shape(&self.fact.id, "a code list is too long"))?;
                Ok(Dimension { codes, columns })
            })
            .collect::<Result<_>>()?;
        let kind = self.fact.countables.get(self.countable);
        let values = rows.values.get(self.countable).ok_or_else(missing)?;
        let counting = match kind.map(|countable| &countable.kind) {
            Some(CountableKind::Rows { clip }) => Counting::Rows { clip: *clip },
            Some(CountableKind::Sum { clip, .. }) => Counting::Sum {
                values,
                clip: *clip,
            },
            _ => Counting::Persons,
        };
        rows.table
            .count(&dimensions, &[counting])
            .map_err(|source| ReleaseError::Marginal {
                table: self.fact.cell_table(&self.set),
                source,
            })
    }

    /// Adds the cells of an atom to those of its area.
    fn add(
        &self,
        atom: &str,
        month: Month,
        place: u32,
        truth: &Marginal,
        cells: &mut Vec<AreaCell>,
    ) {
        // Those that no population is known of, like the one cell of everybody.
        cells.resize(self.codes.len(), AreaCell::default());
        let unit = self
            .published
            .units
            .get(&(atom.to_owned(), month.to_string()));
        let start = unit.map_or(usize::MAX, |unit| unit.start);
        let length = unit.map_or(0, ExactSizeIterator::len);
        let base = usize::try_from(place)
            .unwrap_or(usize::MAX)
            .saturating_mul(truth.cells_per_unit);
        for ((code, _), cell) in self.codes.iter().zip(cells) {
            let counted = base.saturating_add(*code);
            let people = truth.people.get(counted).copied().unwrap_or_default();
            let values = truth.counts.first().and_then(|values| values.get(counted));
            cell.true_persons += i64::from(people);
            cell.truth += values.copied().unwrap_or_default();
            if *code < length {
                let (persons, value, floor_met) = self.published.cell(start.saturating_add(*code));
                cell.persons += persons;
                cell.protected += value;
                cell.floor_met |= floor_met;
            }
        }
    }
}

impl Published {
    fn of(rows: &RecordBatch, countable: &str, soft_floor: i64) -> Option<Self> {
        let text = |name: &str| rows.column_by_name(name)?.as_string_opt::<i32>();
        let whole = |name: &str| -> Option<Int64Array> {
            let column = rows.column_by_name(name)?;
            Some(column.as_primitive_opt::<Int64Type>()?.clone())
        };
        let (atoms, months) = (text("atom")?, text("month")?);
        let mut units: HashMap<(String, String), Range<usize>> = HashMap::new();
        for (row, (atom, month)) in atoms.iter().zip(months).enumerate() {
            let unit = (atom?.to_owned(), month?.to_owned());
            units.entry(unit).or_insert(row..row).end = row + 1;
        }
        let persons = whole("persons")?;
        let floors = rows.column_by_name("floor_met")?.as_boolean_opt()?;
        // Releases once kept the floor alone.
        let floor_met = floors
            .iter()
            .zip(&persons)
            .map(|(met, persons)| Some(met? && persons? >= soft_floor))
            .collect();
        Some(Self {
            values: whole(countable)?,
            persons,
            floor_met,
            units,
        })
    }

    /// Protected people, protected value, and whether it would be displayed by itself; nothing beyond the end.
    fn cell(&self, row: usize) -> (i64, i64, bool) {
        if row >= self.persons.len() {
            return (0, 0, false);
        }
        (
            self.persons.value(row),
            self.values.value(row),
            self.floor_met.value(row),
        )
    }
}
