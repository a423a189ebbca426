//! Pages and figures from a release that is in memory.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use criterion::{BenchmarkId, Criterion};
use hub_access::{AskLimits, Asking, AskingParts};
use hub_api::{App, Config, SystemClock, router};
use hub_disclosure::Policy;
use hub_release::{Live, Releases};
use tower::ServiceExt;

use crate::england::{England, door};

const ADDRESSES: [(&str, &str); 5] = [
    ("overview", "/areas/QHM"),
    ("measure", "/areas/QHM/measures/referral_rate"),
    ("who", "/areas/QHM/who?by=imd_decile"),
    ("compare", "/compare?measure=referral_rate"),
    (
        "values.json",
        "/api/v1/measures/referral_rate/values?area_type=icb",
    ),
];

pub(crate) fn bench(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let england = England::shared();
    let store = england.store();
    runtime.block_on(england.release(&store));
    let releases = Arc::new(Releases::open(store.clone()));
    let asking = Asking::open(AskingParts {
        store: store.clone(),
        releases: Arc::clone(&releases),
        reference: Arc::clone(&england.reference),
        clock: Arc::new(SystemClock),
        limits: AskLimits::default(),
    });
    let app = App {
        store,
        door: Arc::new(door(&england.reference)),
        releases,
        asking,
        live: Live::new(&england.keys(), Policy::sdc_1()),
        reference: Arc::clone(&england.reference),
        session_key: [9; 32],
        clock: Arc::new(SystemClock),
        config: Config::default(),
    };
    let router = runtime.block_on(async { router(app) });
    let get = |address: &'static str| {
        let router = router.clone();
        async move {
            let request = Request::get(address).body(Body::empty()).unwrap();
            let answer = router.oneshot(request).await.unwrap();
            assert_eq!(answer.status(), StatusCode::OK, "{address}");
            axum::body::to_bytes(answer.into_body(), usize::MAX)
                .await
                .unwrap()
        }
    };
    let mut group = criterion.benchmark_group("page");
    for (name, address) in ADDRESSES {
        // The release is read from storage by the first request.
        runtime.block_on(get(address));
        group.bench_function(BenchmarkId::from_parameter(name), |bencher| {
            bencher.to_async(&runtime).iter(|| get(address));
        });
    }
    group.finish();
}
