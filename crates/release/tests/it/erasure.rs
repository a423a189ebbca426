//! An erasure leaves what was published, and nothing stands still because of it.

use hub_release::{
    CertificateProblem, ErasureCertificate, Release, ReleaseKeys, verify, verify_certificate,
};
use hub_store::{Erasure, ErasureOrder, Path};
use hub_testkit::fixtures::{REFERENCE, month, person};
use jiff::Timestamp;

use crate::support::{APRIL, NOISE, World, all, england_rate, keys};

fn version(release: &Release) -> u32 {
    release.manifest.units[&month(APRIL)].atoms[REFERENCE.atoms()[0].id.as_str()].version
}

async fn erase(world: &World, reference: &str) -> (ErasureOrder, Erasure) {
    let store = &world.store;
    let order = store.begin_erasure("sealed".to_owned()).await.unwrap();
    let erasure = store
        .erase(&order, &person("YA001", reference))
        .await
        .unwrap();
    store.close_erasure(&order).await.unwrap();
    (order, erasure)
}

#[tokio::test(flavor = "multi_thread")]
async fn earlier_figures_stay_and_the_next_release_has_the_same() {
    let world = World::with_april(60).await;
    let first = world.build().await;
    let then = all(&world.release(&first).await);

    let (_, erasure) = erase(&world, "P7").await;

    assert_eq!(
        erasure.replaced.len(),
        2,
        "the return and its activity file"
    );
    assert_eq!(all(&world.release(&first).await), then);
    let report = verify(&world.store, &first, &keys().public_key())
        .await
        .unwrap();
    assert!(report.is_whole(), "{:?}", report.problems);
    let second = world.build().await;
    let second = world.release(&second).await;
    assert_eq!(version(&second), 1);
    assert_eq!(
        all(&second),
        then,
        "one person fewer is too few for a version"
    );
    let scan = world.store.scan(&person("YA001", "P7")).await.unwrap();
    assert_eq!(scan.found, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_erased_and_sent_again_is_no_change_and_many_others_are_one() {
    let world = World::with_april(60).await;
    let first = world.build().await;
    erase(&world, "P7").await;
    // The service does not know of it, and sends its people again, with nine more.
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
    assert_ne!(
        england_rate(&nine, month(APRIL)).numerator,
        england_rate(&many, month(APRIL)).numerator
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn erased_people_are_no_change() {
    let world = World::with_april(60).await;
    world.build().await;
    for n in 0..12 {
        let (_, erasure) = erase(&world, &format!("P{n}")).await;
        assert!(!erasure.replaced.is_empty());
    }
    let after = world.build().await;
    assert_eq!(version(&*world.release(&after).await), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn certificate_is_held_against_signature_journal_and_objects() {
    let world = World::with_april(20).await;
    world.build().await;
    let (order, erasure) = erase(&world, "P7").await;
    let now = Timestamp::now();
    let certificate = ErasureCertificate::of(&order, &erasure, "mark".to_owned(), now, &keys());
    let file = certificate.sign(&keys()).unwrap();
    let public_key = keys().public_key();
    let problems = async |file: &[u8], key: &[u8; 32]| {
        verify_certificate(&world.store, file, key).await.unwrap()
    };

    assert_eq!(problems(&file, &public_key).await, []);
    assert_eq!(ErasureCertificate::parse(&file).unwrap(), certificate);
    assert_eq!(certificate.replaced.len(), 2);
    let text = String::from_utf8(file.clone()).unwrap();
    assert!(!text.contains("returns/") && !text.contains(APRIL));

    let other = ReleaseKeys::from_bytes(NOISE, [9; 32]).public_key();
    assert_eq!(
        problems(&file, &other).await,
        [
            CertificateProblem::BadSignature,
            CertificateProblem::OtherKey
        ]
    );
    let forged = text.replace("\"objects_with_key\":0", "\"objects_with_key\":1");
    assert_eq!(
        problems(forged.as_bytes(), &public_key).await,
        [
            CertificateProblem::BadSignature,
            CertificateProblem::KeyFound
        ]
    );
    let another = ErasureCertificate {
        replaced: Vec::new(),
        journal_after: certificate.journal_before.clone(),
        journal_before: hub_store::JournalMark {
            seq: certificate.journal_before.seq,
            hash: "0".repeat(64),
        },
        ..certificate.clone()
    };
    assert_eq!(
        problems(&another.sign(&keys()).unwrap(), &public_key).await,
        [
            CertificateProblem::OtherJournal,
            CertificateProblem::OtherObjects
        ]
    );
    assert!(
        verify_certificate(&world.store, b"{}", &public_key)
            .await
            .is_err()
    );

    // A later erasure of somebody else does not make it wrong; what comes back does.
    erase(&world, "P8").await;
    assert_eq!(problems(&file, &public_key).await, []);
    let back = erasure.replaced[0].from.path.clone();
    world
        .store
        .create(&Path::from(back.as_str()), "back again".into())
        .await
        .unwrap();
    assert_eq!(
        problems(&file, &public_key).await,
        [CertificateProblem::StillThere { path: back }]
    );
}
