//! How deep measures go: how many characteristics their cells combine.
//!
//! The name of a table does not tell, since the names of characteristics may hold several words; its fact does. A fact
//! whose definition changes takes a new id, so what the facts of this program say holds for earlier releases too.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use hub_engine::Catalogue;
use hub_release::MeasureInfo;

/// Characteristics of each table of cells. Empty where the facts cannot be read: nothing is said of depth then.
static DIMENSIONS: LazyLock<BTreeMap<String, usize>> = LazyLock::new(|| {
    let Ok(catalogue) = Catalogue::embedded() else {
        return BTreeMap::new();
    };
    let mut dimensions = BTreeMap::new();
    for file in &catalogue.facts {
        for set in file.fact.dimension_sets() {
            dimensions.insert(file.fact.cell_table(&set), set.len());
        }
    }
    dimensions
});

/// Characteristics that the cells of a table combine; none where its fact is not known here.
pub(crate) fn of_table(table: &str) -> Option<usize> {
    DIMENSIONS.get(table).copied()
}

/// Most characteristics that the cells of a measure combine; none where it counts no people or a fact is not known.
pub(crate) fn of_measure(info: &MeasureInfo) -> Option<usize> {
    let depths: Option<Vec<usize>> = info.cells.iter().map(|table| of_table(table)).collect();
    depths?.into_iter().max()
}

/// What the cells of a table are of, in a few words.
pub(crate) fn table_words(table: &str) -> Option<String> {
    Some(match of_table(table)? {
        0 => "totals".to_owned(),
        1 => "one characteristic".to_owned(),
        depth => format!("{depth} characteristics at once"),
    })
}

/// How deep a measure goes as a sentence.
pub(crate) fn words(info: &MeasureInfo) -> String {
    if info.cells.is_empty() {
        return "It counts no people.".to_owned();
    }
    match of_measure(info) {
        None => "Disclosure depth: not known to this program.".to_owned(),
        Some(0) => "Made from totals of areas and months (disclosure depth 0).".to_owned(),
        Some(1) => "Made from cells of one characteristic (disclosure depth 1).".to_owned(),
        Some(depth) => {
            format!(
                "Made from cells of up to {depth} characteristics at once (disclosure depth {depth})."
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::samples;

    #[test]
    fn depth_is_that_of_the_deepest_table_and_never_guessed_from_its_name() {
        let with = |cells: &[&str]| MeasureInfo {
            cells: cells.iter().map(|table| (*table).to_owned()).collect(),
            ..samples::info()
        };
        assert_eq!(of_measure(&with(&["referrals"])), Some(0));
        let one = with(&["referrals", "referrals_by_ethnic_group"]);
        assert_eq!(of_measure(&one), Some(1));
        assert_eq!(
            of_measure(&with(&["referrals", "referrals_by_shoe_size"])),
            None
        );
        assert_eq!(of_measure(&with(&[])), None);
        assert_eq!(words(&with(&[])), "It counts no people.");
        assert_eq!(table_words("referrals").as_deref(), Some("totals"));
        assert_eq!(table_words("referrals_by_shoe_size"), None);
    }
}
