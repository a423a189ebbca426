//! A builder that dies at any instruction leaves nothing half-visible.

use std::sync::Arc;

use hub_disclosure::Policy;
use hub_release::{Releases, verify};
use hub_store::Store;
use hub_testkit::fault::{Fault, FaultStore};
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{ObjectStoreExt, PutPayload};

use crate::support::{World, all, builder, keys, options};

/// Copies a deployment's objects, so that each crash starts from the same place.
async fn copy(world: &World) -> Arc<InMemory> {
    let objects = InMemory::new();
    for listed in world.store.list(&Path::default()).await.unwrap() {
        let bytes = world.store.read(&listed.path).await.unwrap();
        objects
            .put(&listed.path, PutPayload::from(bytes))
            .await
            .unwrap();
    }
    Arc::new(objects)
}

async fn build_over(objects: Arc<InMemory>, fault: Fault) -> (bool, u64) {
    let faulty = Arc::new(FaultStore::new(objects, fault));
    let store = Store::over(Arc::<FaultStore>::clone(&faulty));
    let built = builder(store, Policy::sdc_1())
        .build(&options(0, &[]))
        .await
        .is_ok();
    (built, faulty.calls())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_half_way_is_invisible_and_the_next_build_succeeds() {
    let world = World::with_april(40).await;
    let (built, calls) = build_over(copy(&world).await, Fault::Never).await;
    assert!(built);
    let undisturbed = all(&world.release(&world.build().await).await);

    let late = calls.saturating_sub(5)..=calls;
    for call in (1..calls)
        .step_by(usize::try_from(calls / 6).unwrap())
        .chain(late)
    {
        for fault in [Fault::DiesBefore(call), Fault::DiesAfter(call)] {
            let fresh = World::with_april(40).await;
            let objects = copy(&fresh).await;
            let (built, _) = build_over(Arc::clone(&objects), fault).await;
            let store = Store::over(objects);
            let seen = Releases::open(store.clone()).list().await.unwrap();
            assert!(seen.len() <= 1 && (!built || seen.len() == 1), "{fault:?}");
            for summary in &seen {
                assert!(
                    verify(&store, &summary.id, &keys().public_key())
                        .await
                        .unwrap()
                        .is_whole(),
                    "{fault:?}"
                );
            }
            builder(store.clone(), Policy::sdc_1())
                .build(&options(1, &[]))
                .await
                .unwrap();
            let releases = Releases::open(store.clone());
            for summary in releases.list().await.unwrap() {
                assert_eq!(
                    all(&releases.get(&summary.id).await.unwrap()),
                    undisturbed,
                    "{fault:?}"
                );
                assert!(
                    verify(&store, &summary.id, &keys().public_key())
                        .await
                        .unwrap()
                        .is_whole(),
                    "{fault:?}"
                );
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_build_takes_the_next_number() {
    let world = World::with_april(20).await;
    let partial = Path::from("releases/2026-11-14.1/cells/referrals.parquet");
    world
        .objects
        .put(&partial, PutPayload::from_static(b"half"))
        .await
        .unwrap();
    let releases = Releases::open(world.store.clone());
    assert!(releases.latest().await.unwrap().is_none());
    assert_eq!(world.build().await.to_string(), "2026-11-14.2");
    assert_eq!(releases.list().await.unwrap().len(), 1);
}
