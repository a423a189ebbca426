//! A store with two releases, people who hold tokens, and the wires in front of it.

use std::sync::{Arc, LazyLock};

use hub_access::{
    Answered, AskError, AskLimits, Asking, AskingParts, Clock, FixedClock, Principal, Question,
    Role, Transport, issue_token,
};
use hub_api::{App, Config, router};
use hub_disclosure::Policy;
use hub_release::{BuildOptions, Builder, Live, ReleaseKeys, Releases};
use hub_store::{Event, Store};
use hub_testkit::fixtures::{
    REFERENCE, accepted_rows, anonymised, door, month, service, submission,
};
use object_store::memory::InMemory;
use tokio::net::TcpListener;
use tower::ServiceExt;

const SERVICE: &str = "YA001";
/// Who holds [`World::token`].
pub(crate) const NAME: &str = "A. Khan";

/// A place to ask, on storage of its own.
pub(crate) struct World {
    pub(crate) store: Store,
    pub(crate) asking: Asking,
    router: axum::Router,
    /// An analyst's.
    pub(crate) token: String,
    /// The older of two releases, and the newer.
    pub(crate) releases: [String; 2],
}

struct Ground {
    storage: InMemory,
    token: String,
    releases: [String; 2],
}

impl World {
    pub(crate) fn new() -> Self {
        let store = Store::over(Arc::new(RELEASED.storage.fork()));
        let clock: Arc<dyn Clock> =
            Arc::new(FixedClock::at("2026-11-03T10:00:00Z".parse().unwrap()));
        let releases = Arc::new(Releases::open(store.clone()));
        let asking = Asking::open(AskingParts {
            store: store.clone(),
            releases: Arc::clone(&releases),
            reference: Arc::clone(&REFERENCE),
            clock: Arc::clone(&clock),
            limits: AskLimits {
                answers: true,
                ..AskLimits::default()
            },
        });
        let router = router(App {
            store: store.clone(),
            door: Arc::new(door()),
            releases,
            live: Live::new(&keys(), Policy::sdc_1()),
            asking: asking.clone(),
            reference: Arc::clone(&REFERENCE),
            session_key: [9; 32],
            clock,
            config: Config::default(),
        });
        Self {
            store,
            router,
            asking,
            token: RELEASED.token.clone(),
            releases: RELEASED.releases.clone(),
        }
    }

    /// The same question without a wire.
    pub(crate) async fn ask(&self, sql: &str) -> Result<Answered, AskError> {
        let analyst = Principal {
            name: NAME.to_owned(),
            role: Role::Analyst,
            token_id: Some("0123456789abcdef".to_owned()),
        };
        let question = Question {
            sql,
            values: Vec::new(),
            as_at: None,
            transport: Transport::Http,
        };
        self.asking.answer(&analyst, question).await
    }

    /// The same question over HTTP.
    pub(crate) async fn http(&self, sql: &str) -> (u16, serde_json::Value) {
        let body = serde_json::json!({ "query": sql }).to_string();
        let request = axum::http::Request::post("/api/v1/sql")
            .header("authorization", format!("Bearer {}", self.token))
            .header("content-type", "application/json")
            .body(axum::body::Body::from(body))
            .unwrap();
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let status = answer.status().as_u16();
        let body = axum::body::to_bytes(answer.into_body(), 64 << 20).await;
        (status, serde_json::from_slice(&body.unwrap()).unwrap())
    }

    /// The Postgres wire on a port of its own.
    pub(crate) async fn postgres(&self) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let asking = self.asking.clone();
        tokio::spawn(hub_wire::postgres::serve(
            listener,
            asking,
            None,
            std::future::pending(),
        ));
        port
    }
}

/// Building a release takes seconds, so all tests begin with a copy of one.
static RELEASED: LazyLock<Ground> = LazyLock::new(|| {
    let build = || {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(released())
    };
    std::thread::spawn(build).join().unwrap()
});

async fn released() -> Ground {
    let storage: Arc<InMemory> = Arc::default();
    let store = Store::over(Arc::<InMemory>::clone(&storage));
    let atom = &REFERENCE.atoms()[0];
    let expires = "2026-12-31T00:00:00Z".parse().unwrap();
    let (token, issued) = issue_token(NAME, &Role::Analyst, expires).unwrap();
    let registered = Event::ServiceRegistered {
        service: service(SERVICE),
        name: "A service".to_owned(),
        atom: atom.id.to_string(),
        icb: atom.now.clone(),
        at_month: month("2026-09"),
    };
    store
        .journal()
        .append(move |_| Ok(vec![registered.clone(), issued.clone()]))
        .await
        .unwrap();
    let older = release(&store, 1, "2026-09", "2026-11-01T09:00:00Z").await;
    let newer = release(&store, 2, "2026-10", "2026-11-02T09:00:00Z").await;
    Ground {
        storage: storage.fork(),
        token,
        releases: [older, newer],
    }
}

/// A return for a month, and a release of all there is.
async fn release(store: &Store, n: u64, of: &str, at: &str) -> String {
    let rows = anonymised(&service(SERVICE), month(of), 200);
    let object = store.put_return(&submission(n), &rows).await.unwrap();
    let accepted = accepted_rows(&submission(n), &rows, object, None);
    store.journal().accept(accepted).await.unwrap();
    let builder = Builder::new(
        store.clone(),
        Arc::clone(&REFERENCE),
        keys(),
        Policy::sdc_1(),
    );
    let options = BuildOptions {
        at: at.parse().unwrap(),
        label: "a test".to_owned(),
        months: None,
        provisional_months: Vec::new(),
    };
    builder.build(&options).await.unwrap().to_string()
}

fn keys() -> ReleaseKeys {
    ReleaseKeys::from_bytes([3; 32], [4; 32])
}
