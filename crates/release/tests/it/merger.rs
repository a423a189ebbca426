//! A merger of boards: releases before and after it put the same cells together in another way.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hub_disclosure::Policy;
use hub_reference::Reference;
use hub_release::{AreaType, BuildOptions, Builder, Geography, MeasureValue, Release};
use hub_testkit::fixtures::{MERGED, MERGED_BOARD, REFERENCE, merging};

use crate::support::{World, catalogue, keys, options, table};

/// By its name, what a figure shows.
type Shown = BTreeMap<String, String>;

async fn build(world: &World, reference: &Arc<Reference>, at: &str) -> Arc<Release> {
    let (store, reference) = (world.store.clone(), Arc::clone(reference));
    let builder = Builder::new(store, reference, keys(), Policy::sdc_1());
    let options = BuildOptions {
        at: at.parse().unwrap(),
        ..options(0, &[])
    };
    let id = builder.with_catalogue(catalogue()).build(&options).await;
    world.release(&id.unwrap()).await
}

fn shown(release: &Release, is_wanted: impl Fn(&MeasureValue) -> bool) -> Shown {
    let figures = release.all_values().filter(|figure| is_wanted(figure));
    figures
        .map(|figure| {
            let name = format!(
                "{} {} {} {} {} {} {}",
                figure.measure,
                figure.geography,
                figure.area_type,
                figure.area_code,
                figure.month,
                figure.breakdown,
                figure.category
            );
            let shown = format!(
                "{:?} {:?} {:?} {:?} {}",
                figure.value, figure.lower95, figure.upper95, figure.numerator, figure.display
            );
            (name, shown)
        })
        .collect()
}

/// The boards of today that have figures.
fn boards(release: &Release) -> BTreeSet<String> {
    let figures = release
        .all_values()
        .filter(|figure| figure.geography == Geography::AsNow && figure.area_type == AreaType::Icb);
    figures.map(|figure| figure.area_code.to_string()).collect()
}

fn versions(release: &Release) -> BTreeMap<String, u32> {
    let months = release.manifest.units.iter();
    let units = months.flat_map(|(month, units)| {
        let atoms = units.atoms.iter();
        atoms.map(move |(atom, unit)| (format!("{month} {atom}"), unit.version))
    });
    units.collect()
}

fn tables_of_cells(release: &Release) -> Vec<String> {
    let start = format!("releases/{}/cells/", release.id);
    let objects = release.manifest.objects.iter();
    objects
        .filter_map(|object| {
            let name = object.path.strip_prefix(&start)?.strip_suffix(".parquet")?;
            Some(name.to_owned())
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edition_that_is_yet_to_begin_changes_no_figure() {
    let world = World::with_april(300).await;
    let before = build(&world, &REFERENCE, "2026-11-14T09:00:00Z").await;
    let known = build(&world, &MERGED, "2027-03-31T12:00:00Z").await;
    let is_of_people = |figure: &MeasureValue| &*figure.measure != "returns_received";
    assert_eq!(shown(&known, is_of_people), shown(&before, is_of_people));
    assert_eq!(versions(&known), versions(&before));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merger_changes_no_cell_and_no_figure_of_an_area_that_stays() {
    let world = World::with_april(300).await;
    let before = build(&world, &REFERENCE, "2026-11-14T09:00:00Z").await;
    let after = build(&world, &MERGED, "2027-04-02T09:00:00Z").await;

    assert_eq!(versions(&after), versions(&before));
    let tables = tables_of_cells(&before);
    assert!(!tables.is_empty());
    assert_eq!(tables_of_cells(&after), tables);
    for name in &tables {
        let cells = [&before, &after].map(|release| table(&world, release, name));
        let [before, after] = cells;
        assert_eq!(before.await, after.await, "{name}");
    }

    let old = merging().map(|code| code.to_string());
    let mut expected = boards(&before);
    assert!(old.iter().all(|code| expected.remove(code)));
    assert!(expected.insert(MERGED_BOARD.to_owned()));
    assert_eq!(boards(&after), expected);

    // As they were, and as they are where they stay: the same to the last digit.
    let stays = |figure: &MeasureValue| {
        let code = figure.area_code.as_str();
        let merges = code == MERGED_BOARD || old.iter().any(|old| old == code);
        let is_same = figure.geography == Geography::AsWas || !merges;
        is_same && &*figure.measure != "returns_received"
    };
    assert_eq!(shown(&after, stays), shown(&before, stays));
}
