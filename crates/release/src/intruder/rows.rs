//! The rows behind a release as people of areas.

use std::collections::BTreeMap;

use hub_disclosure::marginals::{Code, NO_CODE};

use super::unit::{Person, Row};
use crate::builder::rows::FactRows;

/// The people of each area, by its place.
pub(super) fn people_by_unit(rows: &FactRows) -> BTreeMap<u32, Vec<Person>> {
    let mut by_unit: BTreeMap<u32, BTreeMap<u32, Vec<Row>>> = BTreeMap::new();
    for (row, (unit, person)) in rows.unit.iter().zip(&rows.person).enumerate() {
        let people = by_unit.entry(*unit).or_default();
        people.entry(*person).or_default().push(codes_of(rows, row));
    }
    by_unit
        .into_iter()
        .map(|(unit, people)| {
            let people = people.into_values().map(|rows| Person { rows });
            (unit, people.collect())
        })
        .collect()
}

fn codes_of(rows: &FactRows, row: usize) -> Row {
    let codes = |columns: &Vec<Vec<Code>>| -> Vec<Code> {
        let mut codes: Vec<Code> = columns
            .iter()
            .filter_map(|column| column.get(row).copied())
            .filter(|code| *code != NO_CODE)
            .collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    };
    rows.codes.iter().map(codes).collect()
}
