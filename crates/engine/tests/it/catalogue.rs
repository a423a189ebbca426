//! The files of `sql/` keep what their folders promise.

use hub_engine::{Catalogue, Fact};

fn catalogue() -> Catalogue {
    Catalogue::embedded().expect("every file is sound")
}

fn fact(id: &str) -> Fact {
    catalogue().fact(id).expect("the fact exists").fact.clone()
}

#[test]
fn every_file_of_sql_is_sound_and_reviewed() {
    let catalogue = catalogue();
    assert!(!catalogue.facts.is_empty() && !catalogue.measures.is_empty());
    for measure in &catalogue.measures {
        let meta = &measure.meta;
        for (field, text) in [
            ("title", &meta.title),
            ("why", &meta.why),
            ("numerator", &meta.numerator),
            ("denominator", &meta.denominator),
            ("unit", &meta.unit),
            ("method", &meta.method),
            ("source", &meta.source),
        ] {
            assert!(!text.trim().is_empty(), "{} has no {field}", meta.id);
        }
        assert!(
            meta.reviewed_on < meta.next_review,
            "{} is reviewed before it is due",
            meta.id
        );
        assert!(
            !meta.limits.is_empty(),
            "{} says what a reader must know",
            meta.id
        );
    }
}

#[test]
fn measures_read_only_cells_that_facts_make() {
    let catalogue = catalogue();
    let tables: Vec<_> = catalogue
        .facts
        .iter()
        .flat_map(|file| {
            file.fact
                .dimension_sets()
                .into_iter()
                .map(|set| file.fact.cell_table(&set))
        })
        .collect();
    for measure in &catalogue.measures {
        for cells in &measure.meta.cells {
            assert!(
                tables.contains(cells),
                "{} reads {cells}, which no fact makes",
                measure.meta.id
            );
            assert!(
                measure.sql.contains(&format!("by_area.{cells}")),
                "{} names {cells} in vain",
                measure.meta.id
            );
        }
        let reads = |table: &str| {
            measure.sql.contains(&format!("from {table}"))
                || measure.sql.contains(&format!("join {table}"))
        };
        assert!(
            !reads("cells."),
            "{} goes round the sums to areas",
            measure.meta.id
        );
    }
}

#[test]
fn sets_hold_every_pair_and_keep_deciles_alone() {
    let fact = fact("referrals");
    let sets = fact.dimension_sets();
    let may_combine = fact
        .dimensions
        .iter()
        .filter(|dimension| !dimension.alone)
        .count();
    let alone = fact.dimensions.len() - may_combine;
    assert_eq!(
        sets.len(),
        1 + fact.dimensions.len() + may_combine * (may_combine - 1) / 2
    );
    assert!(alone > 0);
    for set in &sets {
        assert!(set.is_sorted());
        let has_alone = set.iter().any(|index| fact.dimensions[*index].alone);
        assert!(
            !has_alone || set.len() == 1,
            "{} combines a decile",
            fact.cell_table(set)
        );
    }
    let names: std::collections::BTreeSet<_> =
        sets.iter().map(|set| fact.cell_table(set)).collect();
    assert_eq!(names.len(), sets.len(), "each set has a table of its own");
}

#[test]
fn node_names_of_two_facts_never_meet() {
    let (one, other) = (fact("referrals"), fact("first_contacts"));
    let names = |fact: &Fact| -> std::collections::BTreeSet<_> {
        fact.countables
            .iter()
            .map(|countable| fact.node_measure(countable))
            .collect()
    };
    assert!(
        names(&one).is_disjoint(&names(&other)),
        "two counts must not share their noise"
    );
}
