//! What the cells of a fact mean never changes under their names.

use hub_disclosure::{Epsilon, NoiseKey, noise};
use hub_engine::{Catalogue, CountableKind, FactFile};
use hub_release::{Manifest, ReleaseError};
use hub_standard::ids::ReleaseId;
use hub_testkit::fixtures::{REFERENCE, month};

use crate::support::{APRIL, NOISE, World, all, options, table, text, whole};

type Built = Result<ReleaseId, ReleaseError>;

/// The embedded files after a change.
fn changed(change: impl FnOnce(&mut Catalogue)) -> Catalogue {
    let mut catalogue = crate::support::catalogue();
    change(&mut catalogue);
    catalogue
}

// Where the referrals change, those facts are left out whose total is that of the referrals.
fn fact<'a>(catalogue: &'a mut Catalogue, id: &str) -> &'a mut FactFile {
    catalogue
        .facts
        .iter_mut()
        .find(|file| file.fact.id == id)
        .unwrap()
}

async fn build(world: &World, n: u64, catalogue: Catalogue) -> Built {
    world
        .builder()
        .with_catalogue(catalogue)
        .build(&options(n, &[]))
        .await
}

fn refusal(built: Built) -> String {
    match built {
        Err(ReleaseError::Shape { what, reason }) => format!("{what}: {reason}"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fact_whose_meaning_changed_needs_another_name() {
    let world = World::with_april(60).await;
    world.build().await;
    let changes: [fn(&mut FactFile); 4] = [
        |file| file.sql = file.sql.replace("month_received =", "month_received <="),
        |file| file.fact.dimensions[0].codes.push("another".to_owned()),
        |file| file.fact.countables[1].kind = CountableKind::Rows { clip: 3 },
        |file| file.fact.node_prefix.push_str("other"),
    ];
    for (n, change) in (10..).zip(changes) {
        let catalogue = changed(|catalogue| {
            catalogue.facts.retain(|file| file.fact.total_of.is_none());
            change(fact(catalogue, "referrals"));
        });
        let words = refusal(build(&world, n, catalogue).await);
        assert!(
            words.starts_with("referrals: ") && words.contains("new id and node_prefix"),
            "{words}"
        );
    }
    let view_changed = changed(|catalogue| {
        for view in &mut catalogue.staging {
            view.sql = view.sql.replace("then 'male'", "then 'other'");
        }
    });
    let words = refusal(build(&world, 20, view_changed).await);
    assert!(words.contains("new id and node_prefix"), "{words}");
    // Nothing was published by any of them.
    assert_eq!(world.build().await.to_string(), "2026-11-14.2");
}

#[tokio::test(flavor = "multi_thread")]
async fn titles_and_comments_of_a_fact_may_change() {
    let world = World::with_april(60).await;
    let first = world.build().await;
    let catalogue = changed(|catalogue| {
        let file = fact(catalogue, "referrals");
        file.fact.title = "Another title".to_owned();
        file.sql = format!("-- A remark.\n{}", file.sql);
        file.text.push_str("\n-- Another remark.\n");
    });
    let second = build(&world, 10, catalogue).await.unwrap();
    let (first, second) = (world.release(&first).await, world.release(&second).await);
    assert_eq!(all(&first), all(&second));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_fact_counts_the_rows_behind_the_published_version_under_names_of_its_own() {
    let world = World::with_april(61).await;
    world.build().await;
    // Five more people are too few for a new version.
    world.send("YA001", month(APRIL), 0..66).await;
    let catalogue = changed(|catalogue| {
        let mut again = fact(catalogue, "referrals").clone();
        again.fact.id = "referrals_again".to_owned();
        again.fact.node_prefix = "again".to_owned();
        catalogue.facts.push(again);
    });
    let release = build(&world, 10, catalogue.clone()).await.unwrap();
    let release = world.release(&release).await;
    let cells = table(&world, &release, "referrals_again").await;
    let atom = REFERENCE.atoms()[0].id.to_string();
    let row = (0..cells.num_rows())
        .find(|row| text(&cells, "atom", *row) == atom)
        .unwrap();
    let node = format!("sdc-1|again.persons|{atom}|{APRIL}|v1|");
    let key = NoiseKey::from_bytes(NOISE);
    let drawn = noise(&key, &node, Epsilon::HALF, 1).unwrap();
    assert_eq!(whole(&cells, "persons", row), 61 + drawn);

    // From then on its cells are copied like all others.
    let next = build(&world, 11, catalogue).await.unwrap();
    let next = world.release(&next).await;
    assert_eq!(table(&world, &next, "referrals_again").await, cells);
}

#[tokio::test(flavor = "multi_thread")]
async fn names_that_cells_once_had_are_never_given_again() {
    let world = World::with_april(60).await;
    world.build().await;
    let renamed = changed(|catalogue| {
        fact(catalogue, "referrals").fact.id = "arrivals".to_owned();
        catalogue.facts.retain(|file| file.fact.total_of.is_none());
        catalogue.measures.clear();
    });
    let words = refusal(build(&world, 10, renamed).await);
    assert!(
        words.contains("arrivals") && words.contains("fact referrals"),
        "{words}"
    );

    // Of areas, and of places.
    for id in ["first_contacts", "referrals_by_practice"] {
        let world = World::with_april(60).await;
        world.build().await;
        let without = changed(|catalogue| {
            catalogue.facts.retain(|file| file.fact.id != id);
            catalogue
                .measures
                .retain(|measure| !measure.meta.cells.contains(&id.to_owned()));
        });
        build(&world, 11, without).await.unwrap();
        let back = changed(|_| ());
        let words = refusal(build(&world, 12, back).await);
        assert!(
            words.starts_with(&format!("{id}: ")) && words.contains("published once"),
            "{words}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn manifests_from_before_facts_and_returns_were_kept_are_read() {
    let world = World::with_april(20).await;
    let release = world.build().await;
    let release = world.release(&release).await;
    assert!(release.manifest.facts.contains_key("referrals"));
    let mut old = serde_json::to_value(&release.manifest).unwrap();
    old.as_object_mut().unwrap().remove("facts");
    for month in old["units"].as_object_mut().unwrap().values_mut() {
        for unit in month["atoms"].as_object_mut().unwrap().values_mut() {
            assert!(unit.as_object_mut().unwrap().remove("returns").is_some());
        }
    }
    let old: Manifest = serde_json::from_value(old).unwrap();
    assert!(old.facts.is_empty());
    let unit = old.units[&month(APRIL)].atoms[REFERENCE.atoms()[0].id.as_str()];
    assert_eq!((unit.version, unit.returns), (1, None));
}
