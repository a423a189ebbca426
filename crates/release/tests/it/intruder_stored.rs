//! The report beside its release.

use hub_release::intruder::{
    AuditOptions, IntruderReport, Kept, audit, store_report, stored_report,
};
use hub_release::{ReleaseError, ReleaseKeys, Releases, VerifyProblem, verify};
use hub_standard::ids::ReleaseId;
use hub_testkit::fixtures::{REFERENCE, month};
use object_store::path::Path;
use object_store::{ObjectStoreExt, PutPayload};

use crate::support::{APRIL, World, keys};

async fn attacked(world: &World, id: &ReleaseId, seed: u64) -> IntruderReport {
    let options = AuditOptions {
        targets: 10,
        seed,
        ..AuditOptions::default()
    };
    audit(&world.store, &REFERENCE, &keys(), id, &options)
        .await
        .unwrap()
}

fn path(id: &ReleaseId, ending: &str) -> Path {
    Path::from(format!("releases/{id}/intruder.{ending}"))
}

async fn bytes(world: &World, path: &Path) -> Vec<u8> {
    world.store.read(path).await.unwrap().to_vec()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_stored_once_and_never_overwritten() {
    let world = World::with_april(61).await;
    let id = world.build().await;
    assert_eq!(stored_report(&world.store, &id).await.unwrap(), None);
    let report = attacked(&world, &id, 1).await;
    assert_eq!((report.setting.seed, report.setting.targets), (1, 10));
    let kept = store_report(&world.store, &keys(), &report).await.unwrap();
    assert_eq!(kept, Kept::Now);
    let first = bytes(&world, &path(&id, "json")).await;
    let page = bytes(&world, &path(&id, "html")).await;
    assert_eq!(page, report.to_html().into_bytes());

    let another = attacked(&world, &id, 2).await;
    let kept = store_report(&world.store, &keys(), &another).await.unwrap();
    assert!(matches!(&kept, Kept::Before(there) if there.setting.seed == 1));
    assert_eq!(bytes(&world, &path(&id, "json")).await, first);
    assert_eq!(bytes(&world, &path(&id, "html")).await, page);
    let releases = Releases::open(world.store.clone());
    let read = releases.intruder_report(&id).await.unwrap().unwrap();
    assert_eq!(read.bytes, first);
    assert_eq!(read.stored.report.setting, report.setting);
    assert!(releases.has_intruder_report(&id).await.unwrap());
    let whole = verify(&world.store, &id, &keys().public_key())
        .await
        .unwrap();
    assert!(whole.is_whole(), "{:?}", whole.problems);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_a_crash_left_out_is_written_by_the_next_call() {
    let world = World::with_april(61).await;
    let id = world.build().await;
    let report = attacked(&world, &id, 1).await;
    store_report(&world.store, &keys(), &report).await.unwrap();
    let page = bytes(&world, &path(&id, "html")).await;
    world.objects.delete(&path(&id, "html")).await.unwrap();
    let public = keys().public_key();
    assert!(verify(&world.store, &id, &public).await.unwrap().is_whole());
    store_report(&world.store, &keys(), &report).await.unwrap();
    assert_eq!(bytes(&world, &path(&id, "html")).await, page);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_of_another_release_is_refused() {
    let world = World::with_april(61).await;
    let first = world.build().await;
    world.send("YA001", month(APRIL), 0..90).await;
    let second = world.build().await;
    let report = attacked(&world, &first, 1).await;

    let mut passed_off = report.clone();
    passed_off.setting.release = second.clone();
    let refused = store_report(&world.store, &keys(), &passed_off).await;
    assert!(matches!(refused, Err(ReleaseError::OtherReport(id)) if id == second));

    // Put there by hand, it is neither served nor whole.
    store_report(&world.store, &keys(), &report).await.unwrap();
    let file = bytes(&world, &path(&first, "json")).await;
    let copied = path(&second, "json");
    world
        .objects
        .put(&copied, PutPayload::from(file))
        .await
        .unwrap();
    let served = stored_report(&world.store, &second).await;
    assert!(matches!(served, Err(ReleaseError::Damaged { .. })));
    let found = verify(&world.store, &second, &keys().public_key())
        .await
        .unwrap();
    let other = VerifyProblem::OtherReport {
        path: copied.to_string(),
    };
    assert_eq!(found.problems, [other]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_signed_by_somebody_else_or_altered_is_found() {
    let world = World::with_april(61).await;
    let id = world.build().await;
    let report = attacked(&world, &id, 1).await;
    let others = ReleaseKeys::from_bytes([3; 32], [9; 32]);
    store_report(&world.store, &others, &report).await.unwrap();
    let served = stored_report(&world.store, &id).await;
    assert!(matches!(served, Err(ReleaseError::Damaged { .. })));

    world.objects.delete(&path(&id, "json")).await.unwrap();
    world.objects.delete(&path(&id, "html")).await.unwrap();
    store_report(&world.store, &keys(), &report).await.unwrap();
    let page = path(&id, "html");
    world
        .objects
        .put(&page, PutPayload::from_static(b"<p>All is well.</p>"))
        .await
        .unwrap();
    let found = verify(&world.store, &id, &keys().public_key())
        .await
        .unwrap();
    let altered = VerifyProblem::Altered {
        path: page.to_string(),
    };
    assert_eq!(found.problems, [altered]);
}
