//! A store with a release, somebody who asks of it, and what stays on record.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use hub_access::{
    Answered, AskError, AskLimits, Asking, AskingParts, Clock, Described, FixedClock, Principal,
    Question, Role, Transport,
};
use hub_disclosure::Policy;
use hub_release::{BuildOptions, Builder, ReleaseKeys, Releases};
use hub_store::{AuditRecord, Event, Store};
use hub_testkit::fixtures::{REFERENCE, accepted_rows, anonymised, month, service, submission};
use object_store::memory::InMemory;

const SERVICE: &str = "YA001";
const MONTH: &str = "2026-09";

/// Storage of its own that holds a release.
pub(crate) fn storage() -> Arc<InMemory> {
    Arc::new(RELEASED.fork())
}

/// A place to ask in front of a store.
pub(crate) fn asking(store: &Store) -> Asking {
    let clock: Arc<dyn Clock> = Arc::new(FixedClock::at("2026-11-03T10:00:00Z".parse().unwrap()));
    Asking::open(AskingParts {
        store: store.clone(),
        releases: Arc::new(Releases::open(store.clone())),
        reference: Arc::clone(&REFERENCE),
        clock,
        limits: AskLimits {
            answers: true,
            ..AskLimits::default()
        },
    })
}

fn analyst() -> Principal {
    Principal {
        name: "A. Khan".to_owned(),
        role: Role::Analyst,
        token_id: Some("0123456789abcdef".to_owned()),
        membership_id: None,
    }
}

fn question(sql: &str) -> Question<'_> {
    Question {
        sql,
        values: Vec::new(),
        as_at: None,
        transport: Transport::Http,
    }
}

/// An analyst's question.
pub(crate) async fn ask(asking: &Asking, sql: &str) -> Result<Answered, AskError> {
    asking.answer(&analyst(), question(sql)).await
}

/// An analyst who only wants to know what the answer would have.
pub(crate) async fn describe(asking: &Asking, sql: &str) -> Result<Described, AskError> {
    let described = asking.describe(&analyst(), &question(sql)).await;
    described.map(|(_, described)| described)
}

/// What is on record, once there are as many records.
pub(crate) async fn records(store: &Store, n: usize) -> Vec<AuditRecord> {
    for _ in 0..2_000 {
        let found = store.audit().records(None, 10_000).await.unwrap();
        if found.len() >= n {
            return found.into_iter().map(|(_, _, record)| record).collect();
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("{n} records never came");
}

/// Building a release takes seconds, so all tests begin with a copy of one.
static RELEASED: LazyLock<InMemory> = LazyLock::new(|| {
    let build = || {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(released())
    };
    std::thread::spawn(build).join().unwrap()
});

async fn released() -> InMemory {
    let storage: Arc<InMemory> = Arc::default();
    let store = Store::over(Arc::<InMemory>::clone(&storage));
    let atom = &REFERENCE.atoms()[0];
    let registered = Event::ServiceRegistered {
        service: service(SERVICE),
        name: "A service".to_owned(),
        atom: atom.id.to_string(),
        icb: atom.now.clone(),
        at_month: month(MONTH),
        kind: None,
        by: None,
    };
    store
        .journal()
        .append(move |_| Ok(vec![registered.clone()]))
        .await
        .unwrap();
    let rows = anonymised(&service(SERVICE), month(MONTH), 200);
    let object = store.put_return(&submission(1), &rows).await.unwrap();
    let accepted = accepted_rows(&submission(1), &rows, object, None);
    store.journal().accept(accepted).await.unwrap();
    let keys = ReleaseKeys::from_bytes([3; 32], [4; 32]);
    let builder = Builder::new(store, Arc::clone(&REFERENCE), keys, Policy::sdc_1());
    let options = BuildOptions {
        at: "2026-11-02T09:00:00Z".parse().unwrap(),
        label: "a test".to_owned(),
        months: None,
        provisional_months: Vec::new(),
    };
    builder.build(&options).await.unwrap();
    storage.fork()
}
