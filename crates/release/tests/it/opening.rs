//! Finer tables: made from the rows of their release, once for each version, and counted.

use std::collections::BTreeMap;

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::{Int32Type, Int64Type};
use hub_release::{
    Opening, OpeningError, OpeningOrder, ReleaseError, discard_unopened, opened_tables,
    openings_left,
};
use hub_standard::ids::ReleaseId;
use hub_store::{OpenedTable, Path};
use hub_testkit::fixtures::{month, person};
use std::sync::Arc;

use crate::support::{APRIL, World};

fn order(release: &ReleaseId, by: &str, project: &str) -> OpeningOrder {
    OpeningOrder {
        release: release.clone(),
        fact: "referrals".to_owned(),
        by: by.split(',').map(str::to_owned).collect(),
        project: project.to_owned(),
        at: "2026-11-14T12:00:00Z".parse().unwrap(),
    }
}

async fn open(world: &World, release: &ReleaseId, by: &str) -> Arc<OpenedTable> {
    match world
        .builder()
        .open_table(&order(release, by, "Frailty"))
        .await
    {
        Ok(Opening::Made(table) | Opening::Known(table)) => table,
        Err(error) => panic!("{error:?}"),
    }
}

async fn rows(world: &World, table: &OpenedTable) -> Vec<RecordBatch> {
    world.store.read_rows(&table.object).await.unwrap()
}

/// The cells of the table of a release, made if it has none.
async fn cells(world: &World, release: &ReleaseId) -> BTreeMap<(String, i32), i64> {
    let table = open(world, release, BY).await;
    persons(&rows(world, &table).await)
}

/// The protected people of every cell, by what it is of and its version.
fn persons(batches: &[RecordBatch]) -> BTreeMap<(String, i32), i64> {
    let mut all = BTreeMap::new();
    for batch in batches {
        let names = batch
            .columns()
            .iter()
            .filter_map(|c| c.as_string_opt::<i32>());
        let names: Vec<_> = names.collect();
        let persons = batch["persons"].as_primitive::<Int64Type>();
        let version = batch["version"].as_primitive::<Int32Type>();
        for row in 0..batch.num_rows() {
            let name: Vec<_> = names.iter().map(|column| column.value(row)).collect();
            all.insert((name.join("|"), version.value(row)), persons.value(row));
        }
    }
    all
}

const BY: &str = "need,sex,age_band";

#[tokio::test(flavor = "multi_thread")]
async fn a_finer_table_is_made_once_and_the_release_stays_as_it_is() {
    let world = World::with_april(60).await;
    let release = world.build().await;
    let before = world.release(&release).await.manifest.clone();
    let first = world.builder().open_table(&order(&release, BY, "A")).await;
    let Ok(Opening::Made(table)) = first else {
        panic!("{first:?}");
    };
    assert_eq!(table.table, "referrals_by_sex_age_band_need");
    assert!(table.is_sensitive);
    // 4 sexes, 10 bands and 13 needs in every area.
    let cells = persons(&rows(&world, &table).await);
    assert_eq!(cells.len() % (4 * 10 * 13), 0);
    assert!(cells.values().any(|n| *n != 0));
    let again = world
        .builder()
        .open_table(&order(&release, "sex,need,age_band", "B"))
        .await;
    assert_eq!(again.unwrap(), Opening::Known(table));
    assert_eq!(world.release(&release).await.manifest, before);
    assert!(world.store.doctor().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn cells_of_a_version_are_the_same_in_every_release_and_after_an_erasure() {
    let world = World::with_april(60).await;
    let first = world.build().await;
    let old = cells(&world, &first).await;
    let store = &world.store;
    let erasure = store.begin_erasure("sealed".to_owned()).await.unwrap();
    store.erase(&erasure, &person("YA001", "P7")).await.unwrap();
    store.close_erasure(&erasure).await.unwrap();
    let second = world.build().await;
    let kept = cells(&world, &second).await;
    assert_eq!(kept, old, "the noise is the same, so the counts must be");
    world.send("YA001", month(APRIL), 0..90).await;
    let third = world.build().await;
    let raised = cells(&world, &third).await;
    let versions = |cells: &BTreeMap<(String, i32), i64>, wanted: i32| {
        cells
            .keys()
            .filter(|(_, version)| *version == wanted)
            .count()
    };
    assert_eq!(versions(&raised, 2), 4 * 10 * 13);
    let same = raised.iter().filter(|(name, n)| old.get(*name) == Some(*n));
    assert_eq!(
        same.count(),
        versions(&raised, 1),
        "what kept its version kept its cells"
    );
    // The old release, asked again, has what it had.
    assert_eq!(cells(&world, &first).await, old);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_erased_before_the_first_table_is_in_none() {
    let world = World::with_april(60).await;
    let release = world.build().await;
    let store = &world.store;
    let erasure = store.begin_erasure("sealed".to_owned()).await.unwrap();
    store.erase(&erasure, &person("YA001", "P7")).await.unwrap();
    store.close_erasure(&erasure).await.unwrap();
    let table = open(&world, &release, BY).await;
    assert!(!rows(&world, &table).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_seventh_sensitive_table_is_refused_and_nothing_is_written() {
    let world = World::with_april(20).await;
    let release = world.build().await;
    let others = ["sex", "age_band", "ethnic_group", "imd_quintile"];
    let mut asked = Vec::new();
    for (at, first) in others.iter().enumerate() {
        for second in others.iter().skip(at + 1) {
            asked.push(format!("{first},{second},need"));
        }
    }
    asked.push("sex,rural,need".to_owned());
    assert_eq!(asked.len(), 7);
    for by in &asked[..6] {
        open(&world, &release, by).await;
    }
    let seventh = world
        .builder()
        .open_table(&order(&release, &asked[6], "B"))
        .await;
    let Err(ReleaseError::Opening(OpeningError::Metering(refused))) = seventh else {
        panic!("{seventh:?}");
    };
    assert!(refused.to_string().contains("sensitive"), "{refused}");
    let state = world.store.journal().state().await.unwrap();
    assert_eq!(opened_tables(&state).len(), 6);
    let left = openings_left(&state);
    assert_eq!((left.tables, left.sensitive), (34, 0));
    // The same six cost nothing in the next release.
    let next = world.build().await;
    open(&world, &next, &asked[0]).await;
    let state = world.store.journal().state().await.unwrap();
    assert_eq!(openings_left(&state), left);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_cannot_be_is_told_what_can() {
    let world = World::with_april(20).await;
    let release = world.build().await;
    for by in [
        "sex,need",
        "sex,need,imd_decile",
        "sex,need,need",
        "sex,need,name",
        "sex,need,rural,source",
    ] {
        let answer = world.builder().open_table(&order(&release, by, "A")).await;
        let Err(ReleaseError::Opening(error @ OpeningError::NoTable { .. })) = answer else {
            panic!("{by}: {answer:?}");
        };
        assert!(error.to_string().contains("by 3 of its columns"), "{error}");
    }
    let mut contacts = order(&release, BY, "A");
    contacts.fact = "contacts".to_owned();
    let answer = world.builder().open_table(&contacts).await;
    assert!(
        matches!(answer, Err(ReleaseError::Opening(OpeningError::NoFact(_)))),
        "{answer:?}"
    );
    for project in ["", " A", "A  B", "a\nb", "\u{410}", &"x".repeat(61)] {
        let answer = world
            .builder()
            .open_table(&order(&release, BY, project))
            .await;
        let refused = matches!(answer, Err(ReleaseError::Opening(OpeningError::Project)));
        assert!(refused, "{project:?}: {answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_ask_at_once_get_one_table() {
    let world = World::with_april(30).await;
    let release = world.build().await;
    let (one, other) = (world.builder(), world.builder());
    let (one_order, other_order) = (order(&release, BY, "A"), order(&release, BY, "B"));
    let (one, other) = tokio::join!(one.open_table(&one_order), other.open_table(&other_order));
    let table = |opening| match opening {
        Opening::Made(table) | Opening::Known(table) => table,
    };
    assert_eq!(table(one.unwrap()), table(other.unwrap()));
    let state = world.store.journal().state().await.unwrap();
    assert_eq!(opened_tables(&state).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_crash_left_unentered_is_taken_away_and_what_was_entered_stays() {
    let world = World::with_april(30).await;
    let release = world.build().await;
    let table = open(&world, &release, BY).await;
    let left = Path::from(format!(
        "opened/{release}/referrals_by_sex_rural_need-00.parquet"
    ));
    world.store.create(&left, "cells".into()).await.unwrap();
    let found = world.store.doctor().await.unwrap();
    assert!(
        found.iter().any(|ailment| ailment.path == "opened"),
        "{found:?}"
    );
    assert_eq!(discard_unopened(&world.store).await.unwrap(), 1);
    assert!(!world.store.exists(&left).await.unwrap());
    assert!(!rows(&world, &table).await.is_empty());
    assert!(world.store.doctor().await.unwrap().is_empty());
}
