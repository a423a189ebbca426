//! The files of `sql/` keep what their folders promise.

use hub_engine::{Catalogue, CountableKind, EngineError, Fact, FactFile, UnitKind};

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
            ("example", &meta.example),
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
fn a_measure_that_counts_people_names_the_return_as_a_source() {
    for measure in catalogue().measures {
        let meta = measure.meta;
        assert!(
            meta.cells.is_empty() || meta.source.contains("monthly return"),
            "{}: {}",
            meta.id,
            meta.source
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
        // With the shared views that it reads.
        let named =
            |view: &&hub_engine::ViewFile| measure.sql.contains(&format!("shared.{}", view.name));
        let views = catalogue.shared.iter().filter(named);
        let read: String = views
            .map(|view| view.sql.as_str())
            .chain([measure.sql.as_str()])
            .collect();
        for cells in &measure.meta.cells {
            assert!(
                tables.contains(cells),
                "{} reads {cells}, which no fact makes",
                measure.meta.id
            );
            assert!(
                read.contains(&format!("by_area.{cells}")),
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

#[test]
fn facts_that_share_a_node_name_are_refused() {
    let mut shared = catalogue();
    assert!(shared.check_node_names().is_ok());
    let contacts = shared
        .facts
        .iter_mut()
        .find(|file| file.fact.id == "first_contacts")
        .expect("the fact exists");
    contacts.fact.node_prefix.clear();
    let refused = shared.check_node_names().expect_err("both count persons");
    let words = refused.to_string();
    assert!(
        words.contains("persons") && words.contains("node_prefix"),
        "{words}"
    );
}

#[test]
fn tables_of_one_name_are_refused() {
    let mut shared = catalogue();
    assert!(shared.check_tables().is_ok());
    let mut same = shared.fact("contacts").expect("the fact exists").clone();
    same.fact.id = "referrals_by_sex".to_owned();
    shared.facts.push(same);
    let refused = shared.check_tables().expect_err("referrals has such cells");
    let words = refused.to_string();
    assert!(
        words.contains("facts/referrals_by_sex.sql") && words.contains("of fact referrals"),
        "{words}"
    );
}

#[test]
fn no_measure_reads_cells_of_single_places() {
    let mut catalogue = catalogue();
    for file in &mut catalogue.facts {
        file.fact.of = UnitKind::Practice;
    }
    let refused = catalogue.check_tables().expect_err("measures read cells");
    let words = refused.to_string();
    assert!(
        words.contains("measures/") && words.contains("single places"),
        "{words}"
    );
}

fn read(of: &str, depth: u8, opened_depth: u8) -> Result<FactFile, EngineError> {
    let text = format!(
        "-- ---
-- id = \"visits\"
-- title = \"Visits\"
-- grain = \"one row per visit\"
-- {of}
-- depth = {depth}
-- opened_depth = {opened_depth}
-- node_prefix = \"visits\"
--
-- [[countable]]
-- name = \"persons\"
-- kind = \"persons\"
-- ---
select practice, month, person from stg_visits
"
    );
    FactFile::read("facts/visits.sql", "visits", &text)
}

#[test]
fn a_fact_of_smaller_units_makes_cells_by_fewer_columns() {
    for (of, depth, kind) in [
        ("", 2, UnitKind::Area),
        ("of = \"area\"", 2, UnitKind::Area),
        ("of = \"pcn\"", 1, UnitKind::Pcn),
        ("of = \"practice\"", 0, UnitKind::Practice),
        ("of = \"service\"", 0, UnitKind::Service),
    ] {
        let file = read(of, depth, 0).expect(of);
        assert_eq!((file.fact.of, file.fact.dimensions.len()), (kind, 0));
        let deeper = read(of, depth + 1, 0).expect_err(of).to_string();
        assert!(deeper.contains("facts/visits.sql"), "{deeper}");
        assert_eq!(read(of, depth, 3).is_ok(), !kind.is_place(), "{of}");
        assert!(read(of, depth, 4).is_err(), "{of}");
    }
    assert!(read("of = \"ward\"", 0, 0).is_err());
}

#[test]
fn the_definition_of_a_fact_of_areas_is_as_before_there_were_others() {
    let file = catalogue().fact("referrals").expect("it exists").clone();
    let definition = file.definition();
    assert!(
        definition.starts_with("fact\treferrals\ndimension\tsex\ncolumns\tsex\n"),
        "{definition}"
    );
    assert!(!definition.contains("\nof\t"), "{definition}");
    let mut definitions = std::collections::BTreeSet::from([definition]);
    for of in [UnitKind::Pcn, UnitKind::Practice, UnitKind::Service] {
        let mut other = file.clone();
        other.fact.of = of;
        assert!(definitions.insert(other.definition()), "{of:?}");
    }
}

#[test]
fn the_definition_of_a_fact_leaves_out_titles_and_comments_and_nothing_else() {
    let file = catalogue().fact("referrals").expect("it exists").clone();
    let definition = file.definition();

    let mut same = file.clone();
    same.fact.title = "Another title".to_owned();
    same.fact.grain = "said in other words".to_owned();
    same.fact.depth = 1;
    same.sql = format!("-- A remark.\n\n{}\n", same.sql);
    assert_eq!(same.definition(), definition);

    let changes: [fn(&mut FactFile); 6] = [
        |file| file.fact.id.push('2'),
        |file| file.fact.node_prefix.push('p'),
        |file| file.fact.dimensions[0].codes.reverse(),
        |file| file.fact.dimensions[0].name.push('2'),
        |file| file.fact.countables[1].kind = CountableKind::Rows { clip: 3 },
        |file| file.sql = file.sql.replace("month_received =", "month_received <="),
    ];
    for (n, change) in changes.into_iter().enumerate() {
        let mut other = file.clone();
        change(&mut other);
        assert_ne!(other.definition(), definition, "change {n}");
    }
}

#[test]
fn the_definition_of_a_fact_holds_the_views_that_it_reads_and_no_others() {
    let whole = catalogue();
    let file = whole.fact("referrals").expect("it exists").clone();
    let changed = |view: &str| {
        let mut other = catalogue();
        let view = other
            .staging
            .iter_mut()
            .find(|found| found.name == view)
            .expect("it exists");
        view.sql.push_str("\nwhere true");
        other.definition(&file)
    };
    let definition = whole.definition(&file);
    assert_ne!(changed("stg_who_was_referred"), definition);
    assert_ne!(
        changed("stg_practices"),
        definition,
        "one that it reads reads it"
    );

    let mut with_another = catalogue();
    let mut another = with_another.staging[0].clone();
    another.name = "stg_contacts".to_owned();
    with_another.staging.push(another);
    assert_eq!(with_another.definition(&file), definition);
}

#[test]
fn a_total_is_that_of_a_fact_that_counts_the_same() {
    let offers = fact("offers");
    assert_eq!(offers.cell_table(&[]), "referrals");
    assert!(!offers.dimension_sets().contains(&Vec::new()));
    assert!(
        offers.has_cells_for(&[]) && offers.has_cells_for(&[0]) && !offers.has_cells_for(&[0, 1])
    );

    let refused = |change: fn(&mut Fact)| {
        let mut catalogue = catalogue();
        let mut files = catalogue.facts.iter_mut();
        change(
            &mut files
                .find(|file| file.fact.id == "offers")
                .expect("it exists")
                .fact,
        );
        catalogue
            .check_tables()
            .expect_err("another total")
            .to_string()
    };
    let nothing = refused(|fact| fact.total_of = Some("nothing".to_owned()));
    assert!(nothing.contains("no fact"), "{nothing}");
    let places = refused(|fact| fact.total_of = Some("referrals_by_pcn".to_owned()));
    assert!(places.contains("other places"), "{places}");
    let clip = refused(|fact| fact.countables[1].kind = CountableKind::Rows { clip: 3 });
    assert!(clip.contains("in the same way"), "{clip}");
}
