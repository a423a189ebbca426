//! What is published stays; what changes, changes for ten people or more.

use hub_disclosure::Policy;
use hub_release::{ReleaseError, Releases};
use hub_testkit::fixtures::{REFERENCE, month};

use crate::support::{APRIL, World, all, builder, england_rate, options};

fn version(release: &std::sync::Arc<hub_release::Release>) -> u32 {
    release.manifest.units[&month(APRIL)].atoms[REFERENCE.atoms()[0].id.as_str()].version
}

#[tokio::test(flavor = "multi_thread")]
async fn two_builds_without_a_change_have_the_same_figures() {
    let world = World::with_april(60).await;
    let (first, second) = (world.build().await, world.build().await);
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
async fn nine_changed_people_change_nothing_and_the_tenth_makes_a_version() {
    let world = World::with_april(60).await;
    let first = world.build().await;
    world.send("YA001", month(APRIL), 0..69).await;
    let nine = world.build().await;
    world.send("YA001", month(APRIL), 0..70).await;
    let ten = world.build().await;
    let (first, nine, ten) = (
        world.release(&first).await,
        world.release(&nine).await,
        world.release(&ten).await,
    );
    assert_eq!((version(&first), version(&nine), version(&ten)), (1, 1, 2));
    assert_eq!(all(&first), all(&nine));
    // What counts is the change since the cells were made, not since the last look at them.
    assert_ne!(
        england_rate(&nine, month(APRIL)).value,
        england_rate(&ten, month(APRIL)).value
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_has_three_versions_at_most() {
    let world = World::with_april(20).await;
    let mut versions = Vec::new();
    for n in 1..=5 {
        world.send("YA001", month(APRIL), 0..20 + 15 * n).await;
        let release = world.build().await;
        versions.push(version(&world.release(&release).await));
    }
    assert_eq!(versions, [1, 2, 3, 3, 3]);
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
        england_rate(&second, month(APRIL)).value,
        england_rate(&world.release(&first).await, month(APRIL)).value
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
