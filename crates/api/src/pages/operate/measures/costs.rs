//! What the cells that a measure reads cost in the ledger.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use hub_release::{Manifest, MeasureInfo};

use super::super::super::measures::catalogue;
use super::super::super::words;
use super::count;

/// Decimals of a bound.
const DECIMALS: u8 = 2;

/// The fact of each table of cells. A fact whose definition changes takes a new id, so this holds for earlier releases too.
static FACTS: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let mut facts = BTreeMap::new();
    for file in catalogue()
        .into_iter()
        .flat_map(|catalogue| &catalogue.facts)
    {
        for set in file.fact.dimension_sets() {
            facts.insert(file.fact.cell_table(&set), file.fact.id.clone());
        }
    }
    facts
});

/// The ledger of a release, as far as it is told here.
#[derive(Debug, Default)]
pub(super) struct Costs {
    /// Bound of one count of one table of cells; none where the policy adds no noise.
    per_set: Option<f64>,
    /// How many counts each fact has.
    counts: BTreeMap<String, u32>,
}

impl Costs {
    pub(super) fn of(manifest: &Manifest) -> Self {
        let mut counts = BTreeMap::new();
        for entry in &manifest.ledger.entries {
            *counts.entry(entry.fact.clone()).or_default() += 1;
        }
        Self {
            per_set: manifest.ledger.epsilon_per_set,
            counts,
        }
    }

    /// The bound of the tables that a measure reads, for a person with one code in each characteristic.
    pub(super) fn words(&self, info: &MeasureInfo) -> String {
        if info.cells.is_empty() {
            return "Nothing: it counts no people".to_owned();
        }
        let Some(per_set) = self.per_set else {
            return "Not bounded: the policy adds no noise".to_owned();
        };
        let of_table = |table: &String| self.counts.get(FACTS.get(table)?).copied();
        let counts: Option<Vec<u32>> = info.cells.iter().map(of_table).collect();
        let Some(counts) = counts else {
            return "Not known to this program".to_owned();
        };
        let bound = per_set * f64::from(counts.iter().sum::<u32>());
        let tables = match info.cells.len() {
            1 => "1 table of cells".to_owned(),
            more => format!("{} tables of cells", count(more)),
        };
        format!("Epsilon {}: {tables}", words::decimal(bound, DECIMALS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::samples;

    #[test]
    fn a_table_costs_once_for_each_count_of_its_fact() {
        let with = |cells: &[&str]| MeasureInfo {
            cells: cells.iter().map(|table| (*table).to_owned()).collect(),
            ..samples::info()
        };
        let costs = Costs {
            per_set: Some(0.5),
            counts: [("referrals".to_owned(), 2)].into(),
        };
        let two = with(&["referrals", "referrals_by_ethnic_group"]);
        assert_eq!(costs.words(&two), "Epsilon 2.00: 2 tables of cells");
        let one = with(&["referrals"]);
        assert_eq!(costs.words(&one), "Epsilon 1.00: 1 table of cells");
        assert_eq!(costs.words(&with(&[])), "Nothing: it counts no people");
        let unknown = with(&["referrals_by_shoe_size"]);
        assert_eq!(costs.words(&unknown), "Not known to this program");
        let without_noise = Costs::default();
        assert_eq!(
            without_noise.words(&one),
            "Not bounded: the policy adds no noise"
        );
    }
}
