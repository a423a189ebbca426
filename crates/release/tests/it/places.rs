//! Cells of single places: networks and practices.

mod listed;

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{AsArray, RecordBatch};
use arrow::compute::concat_batches;
use arrow::datatypes::Int32Type;
use hub_disclosure::{Epsilon, NoiseKey, Policy, noise};
use hub_engine::Catalogue;
use hub_reference::{Practice, Reference};
use hub_release::{Builder, Release};
use hub_store::Path;
use hub_testkit::fixtures::{REFERENCE, month};

use crate::support::{APRIL, NOISE, World, builder, catalogue, keys, options, table, text, whole};

const MAY: &str = "2026-05";
/// The tables of totals.
const PRACTICES: &str = "referrals_by_practice";
const NETWORKS: &str = "referrals_by_pcn";

/// Where everybody in these tests is registered.
struct Home {
    practice: String,
    pcn: String,
    atom: String,
}

fn home() -> Home {
    let atom = &REFERENCE.atoms()[0].id;
    let mut practices = REFERENCE.practices().iter();
    let practice = practices.find(|practice| practice.atom == *atom).unwrap();
    Home {
        practice: practice.code.to_string(),
        pcn: practice.pcn.as_ref().unwrap().to_string(),
        atom: atom.to_string(),
    }
}

/// An open practice in which nobody is registered.
fn neighbour() -> String {
    let home = home().practice;
    let mut practices = REFERENCE.practices().iter();
    let is_other =
        |practice: &&Practice| practice.code.as_str() != home && practice.open_in(month(APRIL));
    practices.find(is_other).unwrap().code.to_string()
}

/// A table of cells of places; none where it has no rows.
async fn places(world: &World, release: &Release, name: &str) -> Option<RecordBatch> {
    let path = format!("releases/{}/places/{name}.parquet", release.id);
    let mut objects = release.manifest.objects.iter();
    let object = objects.find(|object| object.path == path).unwrap();
    let batches = world.store.read_rows(object).await.unwrap();
    let rows = concat_batches(&batches.first()?.schema(), &batches).unwrap();
    (rows.num_rows() > 0).then_some(rows)
}

/// The protected people of a place in a month.
async fn persons(
    world: &World,
    release: &Release,
    name: &str,
    (code, month): (&str, &str),
) -> Option<i64> {
    let rows = places(world, release, name).await?;
    (0..rows.num_rows())
        .find(|row| text(&rows, "atom", *row) == code && text(&rows, "month", *row) == month)
        .map(|row| whole(&rows, "persons", row))
}

/// The noise that a cell has by its name.
fn drawn(node: &str, clip: u32) -> i64 {
    noise(&NoiseKey::from_bytes(NOISE), node, Epsilon::HALF, clip).unwrap()
}

/// Of a practice's people.
fn drawn_of(practice: &str, month: &str, version: u32) -> i64 {
    drawn(
        &format!("sdc-1|practice_referrals.persons|{practice}|{month}|v{version}|"),
        1,
    )
}

/// Of a network's people.
fn drawn_in(network: &str, month: &str, version: u32) -> i64 {
    drawn(
        &format!("sdc-1|pcn_referrals.persons|{network}|{month}|v{version}|"),
        1,
    )
}

/// The version of a place's cells in April, by the totals.
async fn version(world: &World, release: &Release, name: &str, code: &str) -> i32 {
    let rows = places(world, release, name).await.unwrap();
    let row = (0..rows.num_rows())
        .find(|row| text(&rows, "atom", *row) == code && text(&rows, "month", *row) == APRIL)
        .unwrap();
    let versions = rows.column_by_name("version").unwrap();
    versions.as_primitive::<Int32Type>().value(row)
}

/// Every table of places with the hash of its bytes.
fn hashes(release: &Release) -> BTreeMap<String, String> {
    let of_places = release.manifest.objects.iter().filter_map(|object| {
        let (_, name) = object.path.split_once("/places/")?;
        Some((name.to_owned(), object.sha256.clone()))
    });
    of_places.collect()
}

/// The `n`-th build, with reference data of its own.
async fn build_with(world: &World, n: u64, reference: &Arc<Reference>) -> Arc<Release> {
    let (store, reference) = (world.store.clone(), Arc::clone(reference));
    let builder = Builder::new(store, reference, keys(), Policy::sdc_1());
    let builder = builder.with_catalogue(catalogue());
    let built = builder.build(&options(n, &[])).await.unwrap();
    world.release(&built).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cell_of_a_place_is_its_people_and_the_noise_of_its_own_name() {
    let world = World::with_april(61).await;
    let release = world.build().await;
    let release = world.release(&release).await;
    let home = home();
    let rows = places(&world, &release, PRACTICES).await;
    let rows = rows.unwrap();
    let practices = REFERENCE.practices().iter();
    let n_open = practices.filter(|practice| practice.open_in(month(APRIL)));
    assert_eq!(rows.num_rows(), n_open.count());
    for row in 0..rows.num_rows() {
        let code = text(&rows, "atom", row);
        let people = if code == home.practice { 61 } else { 0 };
        for (measure, clip) in [("persons", 1), ("referrals", 2)] {
            let node = format!("sdc-1|practice_referrals.{measure}|{code}|{APRIL}|v1|");
            assert_eq!(whole(&rows, measure, row), people + drawn(&node, clip));
        }
        let practice = REFERENCE.practice(&code).unwrap();
        assert_eq!(text(&rows, "area", row), practice.atom.as_str());
    }

    let by_need = places(&world, &release, "referrals_by_pcn_by_need").await;
    let by_need = by_need.unwrap();
    let row = (0..by_need.num_rows())
        .find(|row| {
            text(&by_need, "atom", *row) == home.pcn && text(&by_need, "need", *row) == "money"
        })
        .unwrap();
    let node = format!(
        "sdc-1|pcn_referrals.persons|{}|{APRIL}|v1|need=money",
        home.pcn
    );
    assert_eq!(whole(&by_need, "persons", row), 21 + drawn(&node, 1));
    assert_eq!(text(&by_need, "area", row), home.atom);
    // With its total, seven tables by one column and none by two.
    let networks = hashes(&release)
        .into_keys()
        .filter(|name| name.starts_with(NETWORKS));
    assert_eq!(networks.count(), 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn nine_changed_people_keep_the_cells_of_a_place_and_seventy_make_a_version() {
    let world = World::with_april(60).await;
    let home = home();
    let neighbour = neighbour();
    let (mut versions, mut tables, mut neighbour_has) = (Vec::new(), Vec::new(), Vec::new());
    for people in [60, 69, 130] {
        world.send("YA001", month(APRIL), 0..people).await;
        let release = world.build().await;
        let release = world.release(&release).await;
        versions.push((
            version(&world, &release, PRACTICES, &home.practice).await,
            version(&world, &release, NETWORKS, &home.pcn).await,
            version(&world, &release, PRACTICES, &neighbour).await,
        ));
        tables.push(hashes(&release));
        // It is for everyone, and says of no place how it changed.
        let manifest = serde_json::to_string(&release.manifest).unwrap();
        assert!(!manifest.contains(&home.practice) && !manifest.contains(&home.pcn));
        let of = (neighbour.as_str(), APRIL);
        neighbour_has.push(persons(&world, &release, PRACTICES, of).await);
        if people == 130 {
            let of = (home.practice.as_str(), APRIL);
            let found = persons(&world, &release, PRACTICES, of).await;
            let expected = 130 + drawn_of(&home.practice, APRIL, 2);
            assert_eq!(found, Some(expected));
        }
    }
    // Only where people changed is there a new version.
    assert_eq!(versions, [(1, 1, 1), (1, 1, 1), (2, 2, 1)]);
    // What is kept is copied byte for byte.
    assert_eq!(tables[0], tables[1]);
    assert_ne!(tables[1], tables[2]);
    assert_eq!(neighbour_has, [neighbour_has[0]; 3]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_has_three_versions_at_most() {
    let world = World::with_april(20).await;
    let home = home();
    let mut versions = Vec::new();
    for n in 1..=5 {
        world.send("YA001", month(APRIL), 0..20 + 70 * n).await;
        let release = world.build().await;
        let release = world.release(&release).await;
        versions.push((
            version(&world, &release, PRACTICES, &home.practice).await,
            version(&world, &release, NETWORKS, &home.pcn).await,
        ));
    }
    assert_eq!(versions, [(1, 1), (2, 2), (3, 3), (3, 3), (3, 3)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn places_wait_for_the_final_figures_of_a_month() {
    let world = World::with_april(20).await;
    let home = home();
    let of = (home.practice.as_str(), APRIL);
    let early = world.build_with(&[month(APRIL)]).await;
    let early = world.release(&early).await;
    assert!(early.manifest.places.is_empty());
    for name in [PRACTICES, NETWORKS] {
        assert!(places(&world, &early, name).await.is_none(), "{name}");
    }

    // Five more are too few for new cells of the area, which keeps its early figures; the practice begins with them.
    world.send("YA001", month(APRIL), 0..25).await;
    let last = world.build().await;
    let last = world.release(&last).await;
    let area = table(&world, &last, "referrals").await;
    let row = (0..area.num_rows())
        .find(|row| text(&area, "atom", *row) == home.atom)
        .unwrap();
    let node = format!("sdc-1|persons|{}|{APRIL}|v1|", home.atom);
    assert_eq!(whole(&area, "persons", row), 20 + drawn(&node, 1));
    let found = persons(&world, &last, PRACTICES, of).await;
    let expected = 25 + drawn_of(&home.practice, APRIL, 1);
    assert_eq!(found, Some(expected));

    // A month that awaits returns again keeps what its places have, and they follow when it is final.
    world.send("YA001", month(APRIL), 0..60).await;
    let again = world.build_with(&[month(APRIL)]).await;
    let again = world.release(&again).await;
    assert_eq!(hashes(&again), hashes(&last));
    let close = world.build().await;
    let close = world.release(&close).await;
    let found = persons(&world, &close, PRACTICES, of).await;
    let expected = 60 + drawn_of(&home.practice, APRIL, 2);
    assert_eq!(found, Some(expected));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_data_folder_from_before_places_gets_their_cells_and_keeps_those_of_areas() {
    let world = World::with_april(60).await;
    let home = home();
    let mut catalogue = catalogue();
    catalogue.facts.retain(|file| !file.fact.of.is_place());
    let before = world.builder().with_catalogue(catalogue);
    let first = before.build(&options(10, &[])).await.unwrap();
    let first = world.release(&first).await;
    assert!(hashes(&first).is_empty());
    let text = serde_json::to_string(&first.manifest).unwrap();
    assert!(!text.contains("\"places\""), "{text}");

    // Five more people, and the rows behind the cells of areas are gone: places have no need of them.
    world.send("YA001", month(APRIL), 0..65).await;
    for basis in first.manifest.units[&month(APRIL)].bases.iter().flatten() {
        let path = Path::from(basis.path.as_str());
        world.store.discard(&path).await.unwrap();
    }
    let second = build_with(&world, 11, &REFERENCE).await;
    let of = (home.practice.as_str(), APRIL);
    let found = persons(&world, &second, PRACTICES, of).await;
    assert_eq!(found, Some(65 + drawn_of(&home.practice, APRIL, 1)));
    assert_eq!(
        table(&world, &second, "referrals_by_need").await,
        table(&world, &first, "referrals_by_need").await
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ledger_says_what_tables_of_places_add() {
    let world = World::with_april(20).await;
    let release = world.build().await;
    let release = world.release(&release).await;
    let entries = release.manifest.ledger.entries.iter();
    let found: Vec<_> = entries
        .filter(|entry| entry.fact.starts_with("referrals_by_"))
        .map(|entry| {
            let (fact, countable) = (entry.fact.as_str(), entry.countable.as_str());
            let epsilon = entry.epsilon.unwrap();
            let many = entry.epsilon_many_codes.unwrap();
            (fact, countable, entry.sets, epsilon, many)
        })
        .collect();
    // Of networks the total and seven columns, of which somebody can have three needs.
    let expected = [
        (NETWORKS, "persons", 8, 4.0, 5.0),
        (NETWORKS, "referrals", 8, 4.0, 5.0),
        (PRACTICES, "persons", 1, 0.5, 0.5),
        (PRACTICES, "referrals", 1, 0.5, 0.5),
    ];
    assert_eq!(found, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_without_noise_has_no_cells_of_places() {
    let world = World::with_april(60).await;
    for n in 10..12 {
        let builder = builder(world.store.clone(), Policy::hes_2018());
        let release = builder.build(&options(n, &[])).await.unwrap();
        let release = world.release(&release).await;
        assert!(release.manifest.places.is_empty());
        for name in [PRACTICES, "referrals_by_pcn_by_need"] {
            assert!(places(&world, &release, name).await.is_none(), "{name}");
        }
    }
}

#[test]
fn referrals_are_in_the_same_groups_for_places_as_for_areas() {
    let catalogue = Catalogue::embedded().unwrap();
    // One of the views can never change, so that the other has a copy of its lists of codes.
    let groups = |name: &str| -> Vec<String> {
        let mut views = catalogue.staging.iter();
        let view = views.find(|view| view.name == name).unwrap();
        view.sql
            .lines()
            .skip_while(|line| line.trim() != "case referrals.sex_code")
            .take_while(|line| !line.starts_with("from "))
            .filter(|line| !line.ends_with(" as imd_decile,"))
            .map(str::to_owned)
            .collect()
    };
    let of_areas = groups("stg_who_was_referred");
    assert!(of_areas.len() > 20, "{of_areas:?}");
    assert_eq!(groups("stg_referrals_by_place"), of_areas);
}
