//! What is published stays; what changes, changes for many people.

use hub_disclosure::Policy;
use hub_release::{ReleaseError, Releases, Status, ValueQuery};
use hub_store::Path;
use hub_testkit::fixtures::{REFERENCE, month};

use crate::support::{APRIL, World, all, builder, builder_of_all, england, england_rate, options};

fn version(release: &std::sync::Arc<hub_release::Release>) -> u32 {
    release.manifest.units[&month(APRIL)].atoms[REFERENCE.atoms()[0].id.as_str()].version
}

#[tokio::test(flavor = "multi_thread")]
async fn two_builds_without_a_change_have_the_same_figures() {
    let world = World::with_april(60).await;
    let first = builder_of_all(&world).build(&options(0, &[])).await;
    let second = builder_of_all(&world).build(&options(1, &[])).await;
    let (first, second) = (first.unwrap(), second.unwrap());
    assert_eq!(
        (first.to_string(), second.to_string()),
        ("2026-11-14.1".into(), "2026-11-14.2".into())
    );
    let (first, second) = (world.release(&first).await, world.release(&second).await);
    assert!(!all(&first).is_empty());
    assert_eq!(all(&first), all(&second));
    let hashes = |release: &hub_release::Release| -> Vec<_> {
        release
            .manifest
            .objects
            .iter()
            .map(|object| object.sha256.clone())
            .collect()
    };
    assert_eq!(hashes(&first), hashes(&second));
}

#[tokio::test(flavor = "multi_thread")]
async fn nine_changed_people_change_nothing_and_seventy_make_a_version() {
    let world = World::with_april(60).await;
    let first = world.build().await;
    world.send("YA001", month(APRIL), 0..69).await;
    let nine = world.build().await;
    world.send("YA001", month(APRIL), 0..130).await;
    let many = world.build().await;
    let (first, nine, many) = (
        world.release(&first).await,
        world.release(&nine).await,
        world.release(&many).await,
    );
    assert_eq!((version(&first), version(&nine), version(&many)), (1, 1, 2));
    assert_eq!(all(&first), all(&nine));
    // What counts is the change since the cells were made, not since the last look at them.
    assert_ne!(
        england_rate(&nine, month(APRIL)).numerator,
        england_rate(&many, month(APRIL)).numerator
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_has_three_versions_at_most() {
    let world = World::with_april(20).await;
    let mut versions = Vec::new();
    for n in 1..=5 {
        world.send("YA001", month(APRIL), 0..20 + 70 * n).await;
        let release = world.build().await;
        versions.push(version(&world.release(&release).await));
    }
    assert_eq!(versions, [1, 2, 3, 3, 3]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provisional_month_leaves_a_version_for_its_final_figures() {
    let world = World::with_april(20).await;
    let mut versions = Vec::new();
    for n in 1..=5 {
        world.send("YA001", month(APRIL), 0..20 + 70 * n).await;
        let provisional = if n < 4 { vec![month(APRIL)] } else { vec![] };
        let release = world.build_with(&provisional).await;
        versions.push(version(&world.release(&release).await));
    }
    assert_eq!(versions, [1, 2, 2, 3, 3]);
}

#[tokio::test(flavor = "multi_thread")]
async fn completeness_is_that_of_the_rows_behind_the_cells() {
    let world = World::with_april(60).await;
    world.register("YA002", 0).await;
    let mut seen = Vec::new();
    for people in [0, 5, 80] {
        if people > 0 {
            world.send("YA002", month(APRIL), 0..people).await;
        }
        let release = world.build().await;
        let release = world.release(&release).await;
        let received = england(&release, "returns_received", month(APRIL)).numerator;
        let completeness = england_rate(&release, month(APRIL)).completeness;
        seen.push((version(&release), received, completeness));
    }
    let half = Some(0.5);
    let expected = [
        (1, Some(1.0), half),
        // Five people are too few for new cells: the second return is not in the figures yet.
        (1, Some(2.0), half),
        (2, Some(2.0), Some(1.0)),
    ];
    assert_eq!(seen, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_return_that_changed_too_few_people_leaves_its_area_not_submitted() {
    let world = World::with_april(60).await;
    let (index, atom) = REFERENCE
        .atoms()
        .iter()
        .enumerate()
        .find(|(_, atom)| atom.now != REFERENCE.atoms()[0].now)
        .unwrap();
    world.register("YA002", index).await;
    for received in [0.0, 1.0] {
        if received > 0.0 {
            world.send("YA002", month(APRIL), 0..5).await;
        }
        let release = world.build().await;
        let release = world.release(&release).await;
        let of = |measure: &str| {
            let query = ValueQuery {
                measure: measure.to_owned(),
                area: Some(atom.now.clone()),
                ..ValueQuery::default()
            };
            release.values(&query)[0].clone()
        };
        assert_eq!(of("returns_received").numerator, Some(received));
        let rate = of("referral_rate");
        assert_eq!(
            (rate.status, rate.completeness),
            (Status::NotSubmitted, Some(0.0))
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_release_reads_as_on_its_first_day() {
    let world = World::with_april(40).await;
    let first = world.build().await;
    let then = all(&world.release(&first).await);
    world.send("YA001", month(APRIL), 0..90).await;
    world.send("YA001", month("2026-05"), 0..30).await;
    let second = world.build().await;
    assert_eq!(all(&world.release(&first).await), then);
    let second = world.release(&second).await;
    assert_eq!(second.months(), [month(APRIL), month("2026-05")]);
    assert_eq!(second.manifest.previous.as_ref(), Some(&first));
    assert_ne!(
        england_rate(&second, month(APRIL)).numerator,
        england_rate(&world.release(&first).await, month(APRIL)).numerator
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn no_two_releases_come_from_the_same_one() {
    let world = World::with_april(40).await;
    let (one, two) = (world.builder(), world.builder());
    let (a, b) = (options(0, &[]), options(1, &[]));
    let (a, b) = tokio::join!(one.build(&a), two.build(&b));
    assert!(a.is_ok() || b.is_ok(), "{a:?} {b:?}");
    for lost in [a, b].into_iter().filter_map(Result::err) {
        assert!(matches!(lost, ReleaseError::Overtaken { .. }), "{lost:?}");
    }
    let releases = Releases::open(world.store.clone());
    let mut before = None;
    for summary in releases.list().await.unwrap() {
        let release = releases.get(&summary.id).await.unwrap();
        assert_eq!(release.manifest.previous, before);
        before = Some(summary.id);
    }
    let published = releases.list().await.unwrap();
    for object in world.store.list(&Path::from("releases")).await.unwrap() {
        if object.path.as_ref().ends_with("/discarded") {
            continue;
        }
        assert!(
            published.iter().any(|summary| object
                .path
                .as_ref()
                .starts_with(&format!("releases/{}/", summary.id))),
            "{} was left by a builder that lost",
            object.path
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_of_two_policies_are_not_mixed() {
    let world = World::with_april(20).await;
    world.build().await;
    let other = builder(world.store.clone(), Policy::hes_2018());
    let refused = other.build(&options(9, &[])).await;
    assert!(
        matches!(refused, Err(ReleaseError::PolicyChanged { .. })),
        "{refused:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn there_is_no_release_of_nothing() {
    let world = World::new();
    let refused = world.builder().build(&options(0, &[])).await;
    assert!(matches!(refused, Err(ReleaseError::Nothing)), "{refused:?}");
    assert!(
        Releases::open(world.store.clone())
            .latest()
            .await
            .unwrap()
            .is_none()
    );
}
