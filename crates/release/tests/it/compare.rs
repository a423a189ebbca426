//! Releases laid side by side, and those that are held back because of it.

use std::sync::Arc;

use arrow::array::{AsArray, Int64Array};
use arrow::compute::concat_batches;
use arrow::datatypes::Int64Type;
use arrow::record_batch::RecordBatch;
use bytes::Bytes;
use hub_engine::UnitKind;
use hub_release::{
    DifferingCounts, Held, HeldKind, Manifest, ReleaseError, Releases, compare, count_differing,
    differing_figures,
};
use hub_standard::ids::ReleaseId;
use hub_store::{Event, Path};
use hub_testkit::fixtures::month;
use object_store::{ObjectStoreExt, PutPayload};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use sha2::{Digest, Sha256};

use crate::support::{APRIL, World, catalogue, options};

#[tokio::test(flavor = "multi_thread")]
async fn identical_releases_differ_in_nothing() {
    let world = World::with_april(60).await;
    let (old, new) = (world.build().await, world.build().await);
    let found = compare(&world.store, &old, &new, None).await.unwrap();
    assert!(found.is_empty(), "{found:?}");
    assert!(found.kept > 0);
    let text = found.to_text();
    assert!(text.starts_with("2026-11-14.1 -> 2026-11-14.2\n"), "{text}");
    assert!(
        text.ends_with("no figure is displayed in another way\n"),
        "{text}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn fewer_than_ten_changed_people_are_seen_by_nobody_who_subtracts() {
    // Of how many it takes exactly chance has a part; nine are never enough, and seventy are.
    for changed in [1, 9, 70, 71] {
        let world = World::with_april(60).await;
        let old = world.build().await;
        world.send("YA001", month(APRIL), 0..60 + changed).await;
        let new = world.build().await;
        let found = compare(&world.store, &old, &new, None).await.unwrap();
        assert_eq!(found.kept_cells_that_differ, 0, "{changed}");
        if changed < 10 {
            assert!(found.is_empty(), "{changed}: {found:?}");
            continue;
        }
        let [unit] = found.units.as_slice() else {
            panic!("{changed}: {:?}", found.units);
        };
        assert_eq!((unit.old_version, unit.new_version), (Some(1), Some(2)));
        assert!(0 < unit.changed_cells && unit.changed_cells <= unit.cells);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn places_that_begin_are_told_with_their_cells() {
    let world = World::with_april(60).await;
    let old = world.build_with(&[month(APRIL)]).await;
    let new = world.build().await;
    let found = compare(&world.store, &old, &new, None).await.unwrap();
    assert!(found.units.is_empty(), "{:?}", found.units);
    assert_eq!(found.kept_place_cells_that_differ, 0);
    for kind in [UnitKind::Pcn, UnitKind::Practice] {
        let begun = found.places.iter().filter(|unit| unit.of == kind);
        assert!(begun.count() > 0, "{kind:?}");
    }
    for unit in &found.places {
        assert_eq!((unit.old_version, unit.new_version), (None, Some(1)));
        assert!(0 < unit.cells && unit.changed_cells == unit.cells);
    }
    let text = found.to_text();
    assert!(text.contains("practice ") && text.contains("- -> 1"));
    // The other way round they end.
    let back = compare(&world.store, &new, &old, None).await.unwrap();
    assert_eq!(back.places.len(), found.places.len());
    assert!(back.places.iter().all(|unit| unit.new_version.is_none()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_figure_is_told_as_both_releases_display_it() {
    let world = World::with_april(60).await;
    let old = world.build().await;
    world.send("YA001", month(APRIL), 0..300).await;
    let new = world.build().await;
    let (store, measure) = (&world.store, Some("referral_rate"));
    let found = compare(store, &old, &new, measure).await.unwrap();
    let england = found
        .figures
        .iter()
        .find(|figure| figure.area_code.as_str() == "ENG")
        .unwrap();
    assert!(england.by.as_ref().unwrap().starts_with('+'), "{england:?}");
    assert!(
        found
            .figures
            .iter()
            .all(|figure| figure.measure == "referral_rate" && figure.old != figure.new)
    );
    // The same, of releases in memory and of one area.
    let releases = Releases::open(store.clone());
    let (before, now) = (
        releases.get(&old).await.unwrap(),
        releases.get(&new).await.unwrap(),
    );
    let of_england = differing_figures(&before, &now, |figure| {
        *figure.measure == *"referral_rate" && figure.area_code.as_str() == "ENG"
    });
    let told = found.figures.iter();
    let told = told.filter(|figure| figure.area_code.as_str() == "ENG");
    assert_eq!(of_england.count(), told.count());
    let itself = differing_figures(&now, &now, |_| true);
    assert_eq!(itself.count(), 0);
    let counts = count_differing(store, &old, &new, "referral_rate").await;
    let counts = counts.unwrap();
    let listed = u64::try_from(found.figures.len()).unwrap() + found.more_figures;
    assert_eq!(counts.changed + counts.added + counts.removed, listed);
    assert!(counts.changed > 0, "{counts:?}");
    let none = count_differing(store, &old, &new, "no_such").await;
    assert_eq!(none.unwrap(), DifferingCounts::default());
    let text = found.to_text();
    assert!(text.contains("1 -> 2") && text.contains(england.old.as_ref().unwrap()));
    let unknown = compare(store, &old, &new, Some("no_such")).await;
    assert!(
        matches!(unknown, Err(ReleaseError::NoMeasure(_))),
        "{unknown:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_whose_kept_cells_differ_from_an_earlier_one_is_held_back() {
    let world = World::with_april(60).await;
    let first = world.build().await;
    forge(&world, &first, "cells/referrals.parquet", |_| {}).await;
    let held = held(&world).await;
    assert_eq!(held.with, Some(first));
    let kinds: Vec<_> = held.why.iter().map(|because| because.kind).collect();
    assert_eq!(kinds, [HeldKind::CellsDiffer]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hidden_figure_that_the_other_geography_shows_holds_the_release_back() {
    let world = World::with_april(200).await;
    let mut catalogue = catalogue();
    let rule = "when sdc_shown(cells.persons, cells.floor_met) then 'shown'";
    for measure in &mut catalogue.measures {
        if measure.meta.id == "referral_rate" {
            let sql = measure.sql.replace(
                rule,
                &rule.replace("when ", "when cells.geography = 'as_now' and "),
            );
            assert_ne!(sql, measure.sql);
            measure.sql = sql;
        }
    }
    let builder = world.builder().with_catalogue(catalogue);
    let Err(ReleaseError::Held(held)) = builder.build(&options(0, &[])).await else {
        panic!("it was published");
    };
    assert_eq!(held.with, None);
    let kinds: Vec<_> = held.why.iter().map(|because| because.kind).collect();
    assert_eq!(kinds, [HeldKind::HiddenElsewhereShown]);
    assert!(held.to_string().contains("SQL file"), "{held}");
    assert!(is_untouched(&world, 0).await);
    // Nothing of it stands in the way of the next.
    world.build().await;
}

/// Builds, and gives why the release was held back; nothing of it may be visible.
async fn held(world: &World) -> Held {
    let released = Releases::open(world.store.clone()).list().await.unwrap();
    let built = world.builder().build(&options(9, &[])).await;
    let Err(ReleaseError::Held(held)) = built else {
        panic!("{built:?}");
    };
    assert!(is_untouched(world, released.len()).await);
    held
}

/// Whether there are this many releases, and no manifest beside theirs.
async fn is_untouched(world: &World, n_releases: usize) -> bool {
    let released = Releases::open(world.store.clone()).list().await.unwrap();
    let objects = world.store.list(&Path::from("releases")).await.unwrap();
    let manifests = objects
        .iter()
        .filter(|object| object.path.as_ref().ends_with("/manifest.json"));
    released.len() == n_releases && manifests.count() == n_releases
}

/// Enters a copy of a release into the journal as the next one, with one person more in the first cell of a table and
/// with a changed manifest: what no builder makes.
async fn forge(
    world: &World,
    from: &ReleaseId,
    table: &str,
    change: impl FnOnce(&mut Manifest),
) -> ReleaseId {
    let id: ReleaseId = "2026-11-14.2".parse().unwrap();
    let mut manifest = world.release(from).await.manifest.clone();
    for object in &mut manifest.objects {
        let bytes = world
            .store
            .read(&Path::from(object.path.as_str()))
            .await
            .unwrap();
        let bytes = if !table.is_empty() && object.path.ends_with(table) {
            one_more(bytes)
        } else {
            bytes
        };
        object.path = object.path.replace(&from.to_string(), &id.to_string());
        object.sha256 = sha256(&bytes);
        object.bytes = u64::try_from(bytes.len()).unwrap();
        put(world, &object.path, bytes).await;
    }
    manifest.id = id.clone();
    manifest.previous = Some(from.clone());
    change(&mut manifest);
    // Who reads a release of the journal goes by its hash there, not by the signature.
    let file = format!(
        "{{\"manifest\":{},\"signature\":\"{}\"}}\n",
        serde_json::to_string(&manifest).unwrap(),
        "00".repeat(64)
    );
    let event = Event::Released {
        release: id.clone(),
        manifest_sha256: sha256(file.as_bytes()),
        journal_seq: manifest.journal_seq,
        label: "forged".to_owned(),
    };
    put(world, &format!("releases/{id}/manifest.json"), file.into()).await;
    world
        .store
        .journal()
        .append(move |_| Ok(vec![event.clone()]))
        .await
        .unwrap();
    id
}

async fn put(world: &World, path: &str, bytes: Bytes) {
    let path = Path::from(path);
    world
        .objects
        .put(&path, PutPayload::from(bytes))
        .await
        .unwrap();
}

fn sha256(bytes: &[u8]) -> String {
    use std::fmt::Write;
    Sha256::digest(bytes)
        .iter()
        .fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").unwrap();
            text
        })
}

/// The table with one person more in its first cell.
fn one_more(bytes: Bytes) -> Bytes {
    let reader = ParquetRecordBatchReaderBuilder::try_new(bytes)
        .unwrap()
        .build()
        .unwrap();
    let batches: Vec<RecordBatch> = reader.map(Result::unwrap).collect();
    let rows = concat_batches(&batches[0].schema(), &batches).unwrap();
    let index = rows.schema().index_of("persons").unwrap();
    let mut persons = rows
        .column(index)
        .as_primitive::<Int64Type>()
        .values()
        .to_vec();
    persons[0] += 1;
    let mut columns = rows.columns().to_vec();
    columns[index] = Arc::new(Int64Array::from(persons));
    let rows = RecordBatch::try_new(rows.schema(), columns).unwrap();
    let mut writer = ArrowWriter::try_new(Vec::new(), rows.schema(), None).unwrap();
    writer.write(&rows).unwrap();
    writer.into_inner().unwrap().into()
}
