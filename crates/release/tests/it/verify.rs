//! Verification finds any altered byte.

use hub_release::{ReleaseError, Releases, VerifyProblem, verify};
use object_store::path::Path;
use object_store::{ObjectStoreExt, PutPayload};

use crate::support::{World, keys};

#[tokio::test(flavor = "multi_thread")]
async fn one_flipped_byte_in_any_object_is_found() {
    let world = World::with_april(40).await;
    let id = world.build().await;
    let public = keys().public_key();
    let whole = verify(&world.store, &id, &public).await.unwrap();
    assert!(whole.is_whole(), "{:?}", whole.problems);

    let objects = world
        .store
        .list(&Path::from(format!("releases/{id}")))
        .await
        .unwrap();
    assert_eq!(objects.len(), whole.objects_checked);
    for (n, object) in objects.iter().enumerate() {
        let bytes = world.store.read(&object.path).await.unwrap();
        let mut altered = bytes.to_vec();
        let place = (n * 7919) % altered.len();
        altered[place] ^= 1;
        world
            .objects
            .put(&object.path, PutPayload::from(altered))
            .await
            .unwrap();
        match verify(&world.store, &id, &public).await {
            Ok(report) => assert!(!report.is_whole(), "{} at {place}", object.path),
            Err(error) => assert!(matches!(error, ReleaseError::Damaged { .. }), "{error:?}"),
        }
        world
            .objects
            .put(&object.path, PutPayload::from(bytes))
            .await
            .unwrap();
    }
    assert!(verify(&world.store, &id, &public).await.unwrap().is_whole());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_and_a_foreign_object_are_found_and_so_is_a_wrong_key() {
    let world = World::with_april(40).await;
    let id = world.build().await;
    let public = keys().public_key();
    let gone = Path::from(format!("releases/{id}/cells/referrals.parquet"));
    let foreign = Path::from(format!("releases/{id}/cells/extra.parquet"));
    world.objects.delete(&gone).await.unwrap();
    world
        .objects
        .put(&foreign, PutPayload::from_static(b"x"))
        .await
        .unwrap();
    let report = verify(&world.store, &id, &public).await.unwrap();
    assert_eq!(
        report.problems,
        [
            VerifyProblem::Missing {
                path: gone.to_string()
            },
            VerifyProblem::Foreign {
                path: foreign.to_string()
            },
        ]
    );
    let other = hub_release::ReleaseKeys::from_bytes([3; 32], [9; 32]).public_key();
    let report = verify(&world.store, &id, &other).await.unwrap();
    assert!(report.problems.contains(&VerifyProblem::BadSignature));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_altered_measure_is_not_served() {
    let world = World::with_april(40).await;
    let id = world.build().await;
    let path = Path::from(format!("releases/{id}/measures/referral_rate.parquet"));
    let mut bytes = world.store.read(&path).await.unwrap().to_vec();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    world
        .objects
        .put(&path, PutPayload::from(bytes))
        .await
        .unwrap();
    assert!(Releases::open(world.store.clone()).get(&id).await.is_err());
}
