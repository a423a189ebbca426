//! The probe finds out which promise a storage breaks.

use std::sync::Arc;

use hub_store::remote::{Patience, Remote};
use hub_store::{Promise, Store, StoreError};
use hub_testkit::{Breach, BrokenStore};

async fn promise_broken_by(breach: Breach, is_remote: bool) -> Promise {
    let broken = Arc::new(BrokenStore::new(breach));
    let store = match is_remote {
        true => Store::over(Arc::new(Remote::new(broken, Patience::default()))),
        false => Store::over(broken),
    };
    match store.probe().await {
        Err(error @ StoreError::BrokenPromise { promise }) => {
            assert!(error.to_string().starts_with("this storage "), "{error}");
            promise
        }
        other => panic!("{breach:?}: {other:?}"),
    }
}

#[tokio::test]
async fn each_breach_is_told_by_the_promise_that_it_breaks() {
    for (breach, promise) in [
        (Breach::DeniesAbsence, Promise::AbsenceIsTold),
        (Breach::IgnoresCondition, Promise::CreateIfAbsent),
        (Breach::RefusesAndWrites, Promise::NothingOverwritten),
        (Breach::LooksFirst, Promise::OneWinner),
        (Breach::ReadsLate, Promise::ReadAfterWrite),
        (Breach::ListsLate, Promise::ListAfterWrite),
        (Breach::KeepsDeleted, Promise::GoneAfterDelete),
    ] {
        assert_eq!(promise_broken_by(breach, false).await, promise);
    }
}

#[tokio::test]
async fn what_settles_lost_answers_does_not_hide_a_breach() {
    for (breach, promise) in [
        (Breach::DeniesAbsence, Promise::AbsenceIsTold),
        (Breach::IgnoresCondition, Promise::CreateIfAbsent),
        (Breach::LooksFirst, Promise::OneWinner),
        (Breach::ReadsLate, Promise::ReadAfterWrite),
        (Breach::ListsLate, Promise::ListAfterWrite),
        (Breach::KeepsDeleted, Promise::GoneAfterDelete),
    ] {
        assert_eq!(promise_broken_by(breach, true).await, promise);
    }
}
