//! One table of protected cells, for every unit and month.
//!
//! This is where a true count meets its noise, and the last place that knows it.

mod kept;

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Int32Array, Int64Array, StringBuilder};
use arrow::compute::concat_batches;
use arrow::record_batch::RecordBatch;
use hub_disclosure::marginals::{Code, Value};
use hub_disclosure::{Counting, Dimension, Marginal, NodeUnit, NoiseError, NoiseKey, Policy};
use hub_engine::{CountableKind, Fact};
use hub_standard::ids::Month;
use rayon::prelude::*;

use self::kept::KeptTable;
use super::facts;
use super::places::UnitList;
use super::plan::{MonthPlan, UnitPlan};
use super::rows::FactRows;
use super::shape::Shape;
use crate::encode::Ready;
use crate::error::{ReleaseError, Result};

/// Everything needed to make one table on a worker thread.
pub(super) struct TableJob {
    pub(super) plans: Arc<Vec<MonthPlan>>,
    /// Those that the fact is of.
    pub(super) units: Arc<UnitList>,
    pub(super) fact: Fact,
    pub(super) fact_index: usize,
    pub(super) set: Vec<usize>,
    pub(super) policy: Policy,
    pub(super) noise: NoiseKey,
    /// Whether the release before has the table: then kept units are copied from it or not made at all.
    pub(super) is_published: bool,
    /// Its rows.
    pub(super) previous: Option<RecordBatch>,
}

impl TableJob {
    /// Makes the table under that name; the rows come back too where they are wanted.
    pub(super) fn run(&self, name: String, wanted: bool) -> Result<(Ready, Option<RecordBatch>)> {
        let shape = Shape::of(&self.fact, &self.set, &self.policy)?;
        let kept = self
            .previous
            .as_ref()
            .and_then(|rows| KeptTable::of(rows, &shape));
        let months: Vec<_> = self
            .plans
            .par_iter()
            .map(|plan| self.month(plan, &shape, kept.as_ref()))
            .collect::<Result<_>>()?;
        let ready = Ready::table(name, &shape.schema, &months)?;
        let rows = wanted
            .then(|| concat_batches(&shape.schema, &months))
            .transpose();
        Ok((
            ready,
            rows.map_err(|error| ReleaseError::encode("cells", error))?,
        ))
    }

    fn month(
        &self,
        plan: &MonthPlan,
        shape: &Shape,
        kept: Option<&KeptTable<'_>>,
    ) -> Result<RecordBatch> {
        let month = plan.month.to_string();
        let mut marginals: Vec<Option<Marginal>> = vec![None; plan.rows.len()];
        let decided = self.units.codes.iter().zip(plan.of(self.fact.of));
        let units: Vec<_> = decided
            .enumerate()
            .filter_map(|(index, (code, unit))| Some((index, code, unit.as_ref()?)))
            .filter(|(_, code, unit)| self.has(plan.month, code, unit, kept))
            .collect();
        let mut columns = Columns::new(shape, units.len());
        for &(unit_index, code, unit) in &units {
            if self.is_copied(unit) {
                let cells = kept.and_then(|kept| kept.find(code, &month));
                let cells = cells.ok_or_else(|| facts::changed_shape(&self.fact.id))?;
                columns.copy(&cells, unit.version, self.policy.soft_floor);
                continue;
            }
            let missing = || ReleaseError::shape(&self.fact.id, "the rows of a unit were not read");
            let slot = marginals.get_mut(unit.basis).ok_or_else(missing)?;
            if slot.is_none() {
                let rows = plan
                    .rows
                    .get(unit.basis)
                    .and_then(Option::as_ref)
                    .ok_or_else(missing)?;
                let rows = rows.facts.get(self.fact_index).ok_or_else(missing)?;
                *slot = Some(self.count(rows, shape)?);
            }
            let marginal = slot.as_ref().ok_or_else(missing)?;
            self.protect(
                marginal,
                unit_index,
                &(code, &month, unit.version),
                shape,
                &mut columns,
            )?;
        }
        let bases = plan.bases_of(self.fact.of);
        let named: Vec<_> = units
            .iter()
            .map(|(_, code, unit)| Named {
                code,
                area: self.units.area(code),
                basis: bases.iter().position(|basis| *basis == unit.basis),
            })
            .collect();
        columns.finish(shape, &named, &month)
    }

    /// Whether the cells of a unit are those of the release before.
    fn is_copied(&self, unit: &UnitPlan) -> bool {
        unit.kept && self.is_published
    }

    /// Whether the table has cells of a unit.
    ///
    /// A place that the reference data do not list in the month any more has no rows to make cells from: a table that
    /// is new has none of its published version, and none of that month from then on, for they would begin with a
    /// version that is not the first.
    fn has(&self, month: Month, code: &str, unit: &UnitPlan, kept: Option<&KeptTable<'_>>) -> bool {
        if !self.fact.of.is_place() {
            return true;
        }
        if !self.is_published {
            return !unit.kept || self.units.is_listed(month, code);
        }
        let is_first = unit.version == 1 && !unit.kept;
        match (&self.previous, kept) {
            (None, _) => is_first,
            (Some(_), Some(kept)) => is_first || kept.has(code, &month.to_string()),
            // It cannot be copied from, which is refused where a unit must be.
            (Some(_), None) => true,
        }
    }

    /// Counts every cell of the table, from the rows of all units.
    fn count(&self, rows: &FactRows, shape: &Shape) -> Result<Marginal> {
        let failed = |source| ReleaseError::Marginal {
            table: self.fact.cell_table(&self.set),
            source,
        };
        let columns: Vec<Vec<&[Code]>> = self
            .set
            .iter()
            .filter_map(|index| rows.codes.get(*index))
            .map(|columns| columns.iter().map(Vec::as_slice).collect())
            .collect();
        let dimensions: Vec<_> = shape
            .dimensions
            .iter()
            .zip(&columns)
            .map(|(dimension, columns)| {
                let codes = Code::try_from(dimension.codes.len())
                    .map_err(|_| ReleaseError::shape(&self.fact.id, "a code list is too long"))?;
                Ok(Dimension { codes, columns })
            })
            .collect::<Result<_>>()?;
        let counting: Vec<_> = self
            .fact
            .countables
            .iter()
            .zip(&rows.values)
            .map(|(countable, values)| match &countable.kind {
                CountableKind::Persons {} => Counting::Persons,
                CountableKind::Rows { clip } => Counting::Rows { clip: *clip },
                CountableKind::Sum { clip, .. } => Counting::Sum {
                    values,
                    clip: *clip,
                },
                CountableKind::Signed { clip, .. } => Counting::Signed {
                    values,
                    clip: *clip,
                },
                CountableKind::Band { from, to, .. } => Counting::Band {
                    values,
                    from: *from,
                    to: to.unwrap_or(Value::MAX),
                },
            })
            .collect();
        rows.table.count(&dimensions, &counting).map_err(failed)
    }

    /// Adds the noise of each cell of one unit.
    fn protect(
        &self,
        marginal: &Marginal,
        unit_index: usize,
        (code, month, version): &(&String, &String, u32),
        shape: &Shape,
        columns: &mut Columns,
    ) -> Result<()> {
        let short = || ReleaseError::shape(&self.fact.id, "a marginal is shorter than its table");
        let start = unit_index * marginal.cells_per_unit;
        let cells = start..start + marginal.cells_per_unit;
        for ((count, truth), column) in shape
            .counts
            .iter()
            .zip(&marginal.counts)
            .zip(&mut columns.counts)
        {
            let truth = truth.get(cells.clone()).ok_or_else(short)?;
            let Some(noise) = &count.noise else {
                column.extend(truth);
                continue;
            };
            let unit = NodeUnit {
                measure: &count.node_measure,
                unit: code,
                month,
                version: *version,
            };
            let drawn = self.noise.unit(&unit).map_err(NoiseError::from)?;
            column.extend(
                truth
                    .iter()
                    .zip(&shape.canonical)
                    .map(|(n, cell)| n + noise.draw(drawn.uniform(cell))),
            );
        }
        let people = marginal.people.get(cells).ok_or_else(short)?;
        // The first countable is the people: a fact file is refused otherwise.
        let persons = columns.counts.first().ok_or_else(short)?;
        let from = persons.len().checked_sub(people.len()).ok_or_else(short)?;
        columns
            .floor_met
            .extend(
                people
                    .iter()
                    .zip(persons.iter().skip(from))
                    .map(|(people, persons)| {
                        // No more than whether the cell would be displayed: the floor alone is a bit about true people.
                        *people >= self.policy.floor
                            && *persons >= i64::from(self.policy.soft_floor)
                    }),
            );
        columns.version(*version, shape.cells());
        Ok(())
    }
}

/// A unit as it stands in the rows of its cells.
struct Named<'a> {
    code: &'a str,
    area: &'a str,
    /// Of those that the manifest names.
    basis: Option<usize>,
}

/// The columns of one month that are not the same in every month.
struct Columns {
    counts: Vec<Vec<i64>>,
    floor_met: Vec<bool>,
    versions: Vec<i32>,
}

impl Columns {
    fn new(shape: &Shape, units: usize) -> Self {
        let cells = shape.cells() * units;
        Self {
            counts: vec![Vec::with_capacity(cells); shape.counts.len()],
            floor_met: Vec::with_capacity(cells),
            versions: Vec::with_capacity(cells),
        }
    }

    fn version(&mut self, version: u32, cells: usize) {
        let version = i32::try_from(version).unwrap_or(i32::MAX);
        self.versions.extend(std::iter::repeat_n(version, cells));
    }

    fn copy(&mut self, kept: &kept::KeptUnit<'_>, version: u32, soft_floor: u32) {
        for (column, values) in self.counts.iter_mut().zip(&kept.counts) {
            column.extend_from_slice(values);
        }
        // Again with the soft floor: releases once kept the floor alone.
        let persons = kept.counts.first().copied().unwrap_or_default();
        let floors = kept.floor_met.iter().flatten().zip(persons);
        self.floor_met
            .extend(floors.map(|(met, persons)| met && *persons >= i64::from(soft_floor)));
        self.version(version, kept.floor_met.len());
    }

    /// With the code of every unit; of places also where they are and what their cells are made from.
    fn finish(self, shape: &Shape, units: &[Named<'_>], month: &str) -> Result<RecordBatch> {
        let cells = shape.cells();
        let rows = cells * units.len();
        let codes = units
            .iter()
            .flat_map(|unit| std::iter::repeat_n(unit.code, cells));
        let mut columns = vec![text(rows, codes)];
        if shape.is_of_places {
            let areas = units
                .iter()
                .flat_map(|unit| std::iter::repeat_n(unit.area, cells));
            columns.push(text(rows, areas));
        }
        columns.push(text(rows, std::iter::repeat_n(month, rows)));
        for codes in &shape.codes {
            columns.push(text(
                rows,
                std::iter::repeat_n(codes, units.len())
                    .flatten()
                    .map(String::as_str),
            ));
        }
        for counts in self.counts {
            columns.push(Arc::new(Int64Array::from(counts)));
        }
        columns.push(Arc::new(BooleanArray::from(self.floor_met)));
        columns.push(Arc::new(Int32Array::from(self.versions)));
        if shape.is_of_places {
            let bases = units.iter().flat_map(|unit| {
                // The column may not be empty, so that none ends in an error.
                let basis = unit.basis.and_then(|basis| i32::try_from(basis).ok());
                std::iter::repeat_n(basis, cells)
            });
            columns.push(Arc::new(bases.collect::<Int32Array>()));
        }
        RecordBatch::try_new(Arc::clone(&shape.schema), columns)
            .map_err(|error| ReleaseError::encode("cells", error))
    }
}

fn text<'a>(rows: usize, words: impl Iterator<Item = &'a str>) -> ArrayRef {
    let mut column = StringBuilder::with_capacity(rows, rows * 8);
    for word in words {
        column.append_value(word);
    }
    Arc::new(column.finish())
}
