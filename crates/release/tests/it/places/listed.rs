//! Of which places there are cells, by the reference data of a release and of those before it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arrow::array::{AsArray, BooleanArray, RecordBatch, StringArray};
use arrow::compute::{concat_batches, filter_record_batch};
use bytes::Bytes;
use hub_disclosure::Policy;
use hub_reference::Reference;
use hub_release::{Builder, Release};
use hub_testkit::fixtures::{REFERENCE, month};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::{
    Home, MAY, NETWORKS, PRACTICES, build_with, drawn, drawn_in, drawn_of, home, neighbour,
    persons, places, version,
};
use crate::support::{APRIL, World, catalogue, keys, options, text};

/// The generated England with other practices.
fn england(change: impl FnOnce(&RecordBatch) -> RecordBatch) -> Arc<Reference> {
    let tables = REFERENCE.to_stored().unwrap();
    let mut tables: BTreeMap<String, Bytes> = tables
        .into_iter()
        .map(|table| (table.name.to_owned(), table.bytes))
        .collect();
    let stored = ParquetRecordBatchReaderBuilder::try_new(tables["practices"].clone()).unwrap();
    let batches: Vec<RecordBatch> = stored.build().unwrap().map(Result::unwrap).collect();
    let rows = change(&concat_batches(&batches[0].schema(), &batches).unwrap());
    let mut writer = ArrowWriter::try_new(Vec::new(), rows.schema(), None).unwrap();
    writer.write(&rows).unwrap();
    let bytes = Bytes::from(writer.into_inner().unwrap());
    tables.insert("practices".to_owned(), bytes);
    Arc::new(Reference::from_stored("2026-11-01", &tables).unwrap())
}

/// Without one of its practices.
fn without(practice: &str) -> Arc<Reference> {
    england(|rows| {
        let codes = rows.column_by_name("code").unwrap().as_string::<i32>();
        let stays: BooleanArray = codes
            .iter()
            .map(|code| Some(code != Some(practice)))
            .collect();
        filter_record_batch(rows, &stays).unwrap()
    })
}

/// With another value in a column of some practices, by their code and network.
fn practices_with(column: &str, new: impl Fn(&str, &str) -> Option<String>) -> Arc<Reference> {
    england(|rows| {
        let text = |name: &str| rows.column_by_name(name).unwrap().as_string::<i32>();
        let places = text("code").iter().zip(text("pcn"));
        let values: StringArray = places
            .zip(text(column))
            .map(|((code, network), old)| {
                let new = new(code.unwrap(), network.unwrap_or_default());
                new.or_else(|| old.map(str::to_owned))
            })
            .collect();
        let mut columns = rows.columns().to_vec();
        columns[rows.schema().index_of(column).unwrap()] = Arc::new(values);
        RecordBatch::try_new(rows.schema(), columns).unwrap()
    })
}

/// The `n`-th build, with a second table of practices, called `again`.
async fn build_again(world: &World, n: u64, reference: &Arc<Reference>) -> Arc<Release> {
    let mut catalogue = catalogue();
    let mut again = catalogue.fact(PRACTICES).unwrap().clone();
    again.fact.id = "again".to_owned();
    again.fact.node_prefix = "again".to_owned();
    catalogue.facts.push(again);
    let (store, reference) = (world.store.clone(), Arc::clone(reference));
    let builder = Builder::new(store, reference, keys(), Policy::sdc_1());
    let builder = builder.with_catalogue(catalogue);
    let built = builder.build(&options(n, &[])).await.unwrap();
    world.release(&built).await
}

/// Of a practice's people in the first version of that table.
fn drawn_again(practice: &str, month: &str) -> i64 {
    drawn(&format!("sdc-1|again.persons|{practice}|{month}|v1|"), 1)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_of_one_practice_or_in_two_areas_has_no_cells() {
    let world = World::with_april(61).await;
    let home = home();
    let mut elsewhere = REFERENCE.practices().iter();
    let elsewhere = elsewhere.find(|p| p.atom.as_str() != home.atom).unwrap();
    let other = elsewhere.pcn.as_ref().unwrap().to_string();
    // All but one of a network's practices join a network of another area.
    let reference = practices_with("pcn", |code, network| {
        (network == home.pcn && code != home.practice).then(|| other.clone())
    });
    let release = build_with(&world, 10, &reference).await;
    let rows = places(&world, &release, NETWORKS).await.unwrap();
    let found: BTreeSet<String> = (0..rows.num_rows())
        .map(|row| text(&rows, "atom", row))
        .collect();
    let expected: BTreeSet<String> = REFERENCE
        .pcns()
        .iter()
        .map(|pcn| pcn.code.to_string())
        .filter(|code| *code != home.pcn && *code != other)
        .collect();
    assert_eq!(found, expected);
    // The practice itself has.
    let of = (home.practice.as_str(), APRIL);
    let found = persons(&world, &release, PRACTICES, of).await;
    assert_eq!(found, Some(61 + drawn_of(&home.practice, APRIL, 1)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_that_leaves_the_reference_data_keeps_its_cells_and_begins_no_new_ones() {
    let world = World::with_april(60).await;
    let home = home();
    let (april, may) = (
        (home.practice.as_str(), APRIL),
        (home.practice.as_str(), MAY),
    );
    let first = build_with(&world, 10, &REFERENCE).await;
    let had = persons(&world, &first, PRACTICES, april).await;
    assert_eq!(had, Some(60 + drawn_of(&home.practice, APRIL, 1)));

    world.send("YA001", month(MAY), 0..30).await;
    let gone = build_with(&world, 11, &without(&home.practice)).await;
    assert_eq!(persons(&world, &gone, PRACTICES, april).await, had);
    assert_eq!(persons(&world, &gone, PRACTICES, may).await, None);
    // A practice that is not in the reference data is in no network either.
    let network = (home.pcn.as_str(), MAY);
    let found = persons(&world, &gone, NETWORKS, network).await;
    assert_eq!(found, Some(drawn_in(&home.pcn, MAY, 1)));

    // Back again, it goes on where it was.
    let back = build_with(&world, 12, &REFERENCE).await;
    assert_eq!(persons(&world, &back, PRACTICES, april).await, had);
    let version = version(&world, &back, PRACTICES, &home.practice).await;
    assert_eq!(version, 1);
    let found = persons(&world, &back, PRACTICES, may).await;
    assert_eq!(found, Some(30 + drawn_of(&home.practice, MAY, 1)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_table_of_places_counts_the_rows_behind_their_published_version() {
    let world = World::with_april(61).await;
    let home = home();
    world.build().await;
    // Five more people are too few for a new version.
    world.send("YA001", month(APRIL), 0..66).await;
    let release = build_again(&world, 10, &REFERENCE).await;
    let of = (home.practice.as_str(), APRIL);
    let found = persons(&world, &release, "again", of).await;
    assert_eq!(found, Some(61 + drawn_again(&home.practice, APRIL)));
}

#[tokio::test(flavor = "multi_thread")]
async fn places_have_cells_of_the_months_in_which_they_were_open() {
    let world = World::with_april(61).await;
    world.send("YA001", month(MAY), 0..30).await;
    let Home { practice, pcn, .. } = home();
    let others: Vec<String> = REFERENCE
        .practices()
        .iter()
        .filter(|other| other.closed.is_none() && other.code.as_str() != practice)
        .filter(|other| other.pcn.as_ref().is_some_and(|of| of.as_str() == pcn))
        .map(|other| other.code.to_string())
        .collect();
    let (last, closed) = others.split_first().unwrap();
    // In April two practices of the network are open still, one of them on one day, and in May one is.
    let reference = practices_with("closed", |code, _| {
        let is_last = code == last.as_str();
        let day = is_last.then_some("2026-04-01");
        let is_closed = closed.iter().any(|closed| closed == code);
        let day = day.or(is_closed.then_some("2026-03-31"));
        day.map(str::to_owned)
    });
    let closing = build_with(&world, 10, &reference).await;
    let cases = [
        (
            PRACTICES,
            practice.as_str(),
            APRIL,
            Some(61 + drawn_of(&practice, APRIL, 1)),
        ),
        (
            PRACTICES,
            practice.as_str(),
            MAY,
            Some(30 + drawn_of(&practice, MAY, 1)),
        ),
        (
            PRACTICES,
            last.as_str(),
            APRIL,
            Some(drawn_of(last, APRIL, 1)),
        ),
        (PRACTICES, last.as_str(), MAY, None),
        (PRACTICES, closed[0].as_str(), APRIL, None),
        (
            NETWORKS,
            pcn.as_str(),
            APRIL,
            Some(61 + drawn_in(&pcn, APRIL, 1)),
        ),
        (NETWORKS, pcn.as_str(), MAY, None),
    ];
    for (name, code, month, expected) in cases {
        let found = persons(&world, &closing, name, (code, month)).await;
        assert_eq!(found, expected, "{name} {code} {month}");
    }

    // Whoever is registered where nothing was open yet is in no place.
    let world = World::with_april(61).await;
    world.send("YA001", month(MAY), 0..30).await;
    let reference = practices_with("opened", |code, _| {
        (code == practice).then(|| "2026-05-31".to_owned())
    });
    let opening = build_with(&world, 10, &reference).await;
    let cases = [
        (PRACTICES, practice.as_str(), APRIL, None),
        (
            PRACTICES,
            practice.as_str(),
            MAY,
            Some(30 + drawn_of(&practice, MAY, 1)),
        ),
        (
            NETWORKS,
            pcn.as_str(),
            APRIL,
            Some(drawn_in(&pcn, APRIL, 1)),
        ),
        (
            NETWORKS,
            pcn.as_str(),
            MAY,
            Some(30 + drawn_in(&pcn, MAY, 1)),
        ),
    ];
    for (name, code, month, expected) in cases {
        let found = persons(&world, &opening, name, (code, month)).await;
        assert_eq!(found, expected, "{name} {code} {month}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_table_has_no_published_version_of_a_place_that_is_not_listed_any_more() {
    let world = World::with_april(61).await;
    let (home, neighbour) = (home().practice, neighbour());
    let april = (home.as_str(), APRIL);
    build_with(&world, 10, &REFERENCE).await;
    let gone = build_again(&world, 11, &without(&home)).await;
    let had = persons(&world, &gone, PRACTICES, april).await;
    assert_eq!(had, Some(61 + drawn_of(&home, APRIL, 1)));
    // There are no rows to count: noise alone would be taken for people.
    assert_eq!(persons(&world, &gone, "again", april).await, None);
    let found = persons(&world, &gone, "again", (&neighbour, APRIL)).await;
    assert_eq!(found, Some(drawn_again(&neighbour, APRIL)));

    // Listed again, the place goes on in the tables that have it, and begins in the other with another month.
    world.send("YA001", month(APRIL), 0..131).await;
    world.send("YA001", month(MAY), 0..30).await;
    for n in [12, 13] {
        let back = build_again(&world, n, &REFERENCE).await;
        let found = persons(&world, &back, PRACTICES, april).await;
        assert_eq!(found, Some(131 + drawn_of(&home, APRIL, 2)));
        assert_eq!(persons(&world, &back, "again", april).await, None);
        let found = persons(&world, &back, "again", (&home, MAY)).await;
        assert_eq!(found, Some(30 + drawn_again(&home, MAY)));
    }
}
