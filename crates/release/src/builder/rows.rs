//! The rows of a fact as numbers: units (areas or places), people and codes by their place in a list.
//!
//! These rows are about people. They live only while a release is made or attacked.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::fmt;
use std::hash::{Hash, Hasher};

use ahash::RandomState;
use arrow::array::{Array, AsArray, BinaryArray, Int64Array, StringArray};
use arrow::datatypes::Int64Type;
use arrow::record_batch::RecordBatch;
use hub_disclosure::Table;
use hub_disclosure::marginals::{Code, NO_CODE, NO_VALUE, Value};
use hub_engine::{Dimension, Fact, UnitKind};
use hub_standard::ids::Month;

use crate::error::{ReleaseError, Result};

/// The rows of every fact for one month, in the order of the catalogue.
pub(crate) struct MonthRows {
    pub(crate) facts: Vec<FactRows>,
}

impl fmt::Debug for MonthRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MonthRows").finish_non_exhaustive()
    }
}

/// The rows of one fact.
pub(crate) struct FactRows {
    /// What a unit is.
    of: UnitKind,
    /// In order of unit and person, for counting.
    pub(crate) table: Table,
    pub(crate) unit: Vec<u32>,
    pub(crate) person: Vec<u32>,
    /// By dimension, then column.
    pub(crate) codes: Vec<Vec<Vec<Code>>>,
    /// By countable; empty where it reads no column.
    pub(crate) values: Vec<Vec<Value>>,
}

/// Numbers people in the order in which they are met; the same person has one number in all sets of rows compared.
#[derive(Default)]
pub(crate) struct People(HashMap<Box<[u8]>, u32, RandomState>);

impl People {
    fn number(&mut self, key: &[u8]) -> Result<u32> {
        if let Some(number) = self.0.get(key) {
            return Ok(*number);
        }
        let number = u32::try_from(self.0.len())
            .map_err(|_| ReleaseError::shape("people", "more than 32 bits count"))?;
        self.0.insert(key.into(), number);
        Ok(number)
    }
}

impl MonthRows {
    /// For each area, who has rows there and a hash of each row: what two sets of rows are compared by.
    pub(crate) fn fingerprints(&self, n_atoms: usize) -> Vec<Vec<(u32, u64)>> {
        self.fingerprints_of(UnitKind::Area, n_atoms)
    }

    /// The same for each unit of a kind, by the facts whose cells are of such units.
    pub(crate) fn fingerprints_of(&self, kind: UnitKind, n_units: usize) -> Vec<Vec<(u32, u64)>> {
        let mut by_unit = vec![Vec::new(); n_units];
        let facts = self.facts.iter().enumerate();
        for (fact_index, fact) in facts.filter(|(_, fact)| fact.of == kind) {
            for (row, (unit, person)) in fact.unit.iter().zip(&fact.person).enumerate() {
                // Equal within one build only; never stored.
                let mut hasher = DefaultHasher::new();
                fact_index.hash(&mut hasher);
                for column in fact.codes.iter().flatten() {
                    column.get(row).hash(&mut hasher);
                }
                for column in &fact.values {
                    column.get(row).hash(&mut hasher);
                }
                if let Some(rows) = usize::try_from(*unit)
                    .ok()
                    .and_then(|unit| by_unit.get_mut(unit))
                {
                    rows.push((*person, hasher.finish()));
                }
            }
        }
        by_unit
    }
}

impl FactRows {
    /// In the place of rows that are not read; there is no unit in it, so that nothing can be counted by mistake.
    pub(crate) fn none(fact: &Fact) -> Result<Self> {
        Self::encode(fact, Month::MIN, &[], &[], &mut People::default())
    }

    /// Turns what a fact file yields for one month into numbers; `units` are the codes of all units of its kind.
    pub(crate) fn encode(
        fact: &Fact,
        month: Month,
        batches: &[RecordBatch],
        units: &[String],
        people: &mut People,
    ) -> Result<Self> {
        let n_rows = batches.iter().map(RecordBatch::num_rows).sum();
        let mut rows = Rows::new(fact, units, n_rows)?;
        // Most of a month's people are in its first fact.
        people.0.reserve(n_rows.saturating_sub(people.0.len()));
        let month = month.to_string();
        for batch in batches {
            rows.add(batch, &month, people)?;
        }
        let n_units = u32::try_from(units.len())
            .map_err(|_| ReleaseError::shape(&fact.id, "too many units"))?;
        let table = Table::new(&rows.unit, &rows.person, n_units).map_err(|source| {
            ReleaseError::Marginal {
                table: fact.id.clone(),
                source,
            }
        })?;
        Ok(Self {
            of: fact.of,
            table,
            unit: rows.unit,
            person: rows.person,
            codes: rows.codes,
            values: rows.values,
        })
    }
}

struct Rows<'a> {
    fact: &'a Fact,
    units: HashMap<&'a str, u32, RandomState>,
    lists: Vec<HashMap<&'a str, Code, RandomState>>,
    unit: Vec<u32>,
    person: Vec<u32>,
    codes: Vec<Vec<Vec<Code>>>,
    values: Vec<Vec<Value>>,
}

impl<'a> Rows<'a> {
    /// With room for so many rows: they are most of what a release holds in memory.
    fn new(fact: &'a Fact, units: &'a [String], n_rows: usize) -> Result<Self> {
        let list = |dimension: &'a Dimension| {
            let codes = dimension.codes.iter().map(String::as_str).enumerate();
            codes
                .map(|(place, code)| Ok((code, Code::try_from(place)?)))
                .collect::<std::result::Result<_, std::num::TryFromIntError>>()
                .map_err(|_| ReleaseError::shape(&fact.id, "a code list is too long"))
        };
        Ok(Self {
            fact,
            units: units.iter().map(String::as_str).zip(0_u32..).collect(),
            lists: fact.dimensions.iter().map(list).collect::<Result<_>>()?,
            unit: Vec::with_capacity(n_rows),
            person: Vec::with_capacity(n_rows),
            codes: fact
                .dimensions
                .iter()
                .map(|d| {
                    d.columns()
                        .iter()
                        .map(|_| Vec::with_capacity(n_rows))
                        .collect()
                })
                .collect(),
            values: fact
                .countables
                .iter()
                .map(|countable| match countable.kind.column() {
                    Some(_) => Vec::with_capacity(n_rows),
                    None => Vec::new(),
                })
                .collect(),
        })
    }

    fn add(&mut self, batch: &RecordBatch, month: &str, people: &mut People) -> Result<()> {
        let (id, of) = (&self.fact.id, self.fact.of.column());
        for code in present(id, of, text(id, batch, of)?)? {
            let unit = self.units.get(code).ok_or_else(|| outside(id, of))?;
            self.unit.push(*unit);
        }
        if present(id, "month", text(id, batch, "month")?)?.any(|found| found != month) {
            return Err(ReleaseError::shape(
                id,
                "a month's rows must come from the returns of that month",
            ));
        }
        let keys = binary(id, batch, "person")?;
        for key in keys {
            let key = key.ok_or_else(|| ReleaseError::shape(id, "a row has no person"))?;
            self.person.push(people.number(key)?);
        }
        for ((dimension, list), columns) in self
            .fact
            .dimensions
            .iter()
            .zip(&self.lists)
            .zip(&mut self.codes)
        {
            let names = dimension.columns();
            let several = names.len() > 1;
            for (name, codes) in names.into_iter().zip(columns) {
                for code in present(id, name, text(id, batch, name)?)? {
                    match list.get(code) {
                        Some(code) => codes.push(*code),
                        None if several && code.is_empty() => codes.push(NO_CODE),
                        None => return Err(outside(id, name)),
                    }
                }
            }
        }
        for (countable, values) in self.fact.countables.iter().zip(&mut self.values) {
            if let Some(name) = countable.kind.column() {
                values.extend(
                    whole(id, batch, name)?
                        .iter()
                        .map(|value| value.map_or(NO_VALUE, cut)),
                );
            }
        }
        Ok(())
    }
}

/// A value as it is kept: what does not fit is beyond every clip and band, and stands at the end of the range.
fn cut(value: i64) -> Value {
    let end = if value < 0 { -Value::MAX } else { Value::MAX };
    Value::try_from(value).map_or(end, |value| value.max(-Value::MAX))
}

fn outside(fact: &str, dimension: &str) -> ReleaseError {
    ReleaseError::Code {
        fact: fact.to_owned(),
        dimension: dimension.to_owned(),
    }
}

fn missing(fact: &str, name: &str, kind: &str) -> ReleaseError {
    ReleaseError::shape(fact, format!("no {kind} column {name}"))
}

fn text<'b>(fact: &str, batch: &'b RecordBatch, name: &str) -> Result<&'b StringArray> {
    let column = batch
        .column_by_name(name)
        .and_then(|column| column.as_string_opt::<i32>());
    column.ok_or_else(|| missing(fact, name, "text"))
}

fn binary<'b>(fact: &str, batch: &'b RecordBatch, name: &str) -> Result<&'b BinaryArray> {
    let column = batch
        .column_by_name(name)
        .and_then(|column| column.as_binary_opt::<i32>());
    column.ok_or_else(|| missing(fact, name, "binary"))
}

fn whole<'b>(fact: &str, batch: &'b RecordBatch, name: &str) -> Result<&'b Int64Array> {
    let column = batch
        .column_by_name(name)
        .and_then(|column| column.as_primitive_opt::<Int64Type>());
    column.ok_or_else(|| missing(fact, name, "whole-number"))
}

/// The texts of a column that must have one in every row.
fn present<'b>(
    fact: &str,
    name: &str,
    column: &'b StringArray,
) -> Result<impl Iterator<Item = &'b str>> {
    if column.null_count() > 0 {
        return Err(ReleaseError::shape(fact, format!("a row has no {name}")));
    }
    Ok(column.iter().flatten())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_does_not_fit_stands_at_the_end_and_is_never_no_value() {
        for value in [0, 7, -7, i64::from(i32::MAX), -i64::from(i32::MAX)] {
            assert_eq!(i64::from(cut(value)), value);
        }
        for beyond in [i64::from(i32::MAX) + 1, i64::MAX] {
            assert_eq!(cut(beyond), Value::MAX);
        }
        for beyond in [i64::from(i32::MIN), i64::from(i32::MIN) - 1, i64::MIN] {
            assert_eq!(cut(beyond), -Value::MAX);
            assert_ne!(cut(beyond), NO_VALUE);
        }
    }
}
