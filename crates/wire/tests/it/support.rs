//! A store with two releases, people who hold tokens, and the wires in front of it.

use std::sync::{Arc, LazyLock};
use std::thread::JoinHandle;
use std::time::Duration;

use axum::http::HeaderMap;
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
/// A service beside it, in the hubs of [`World::twins`].
pub(crate) const BESIDE: &str = "YA002";
/// Who holds [`World::token`].
pub(crate) const NAME: &str = "A. Khan";

/// A place to ask, on storage of its own.
pub(crate) struct World {
    pub(crate) store: Store,
    pub(crate) asking: Asking,
    router: axum::Router,
    /// An analyst's.
    pub(crate) token: String,
    /// Of somebody who sends the returns of [`BESIDE`].
    pub(crate) sender: String,
    /// A disclosure officer's.
    pub(crate) officer: String,
    /// The older of two releases, and the newer.
    pub(crate) releases: [String; 2],
}

struct Ground {
    storage: InMemory,
    tokens: Tokens,
    releases: [String; 2],
}

/// Who may do what, and what the journal says of them.
#[derive(Clone)]
struct Tokens {
    analyst: String,
    sender: String,
    officer: String,
    events: Vec<Event>,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::over(&RELEASED)
    }

    /// Two hubs that are the same but for one person of the newer release, and one with many people more.
    pub(crate) fn twins() -> [Self; 3] {
        let grounds: &[Ground; 3] = &TWINS;
        grounds.each_ref().map(Self::over)
    }

    fn over(ground: &Ground) -> Self {
        let store = Store::over(Arc::new(ground.storage.fork()));
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
            config: Config {
                check_wait: Duration::from_secs(30),
                ..Config::default()
            },
        });
        Self {
            store,
            router,
            asking,
            token: ground.tokens.analyst.clone(),
            sender: ground.tokens.sender.clone(),
            officer: ground.tokens.officer.clone(),
            releases: ground.releases.clone(),
        }
    }

    /// The same question without a wire.
    pub(crate) async fn ask(&self, sql: &str) -> Result<Answered, AskError> {
        let analyst = Principal {
            name: NAME.to_owned(),
            role: Role::Analyst,
            token_id: Some("0123456789abcdef".to_owned()),
            membership_id: None,
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

    /// Anything over HTTP, as whoever holds a token, or as nobody.
    pub(crate) async fn send(
        &self,
        token: Option<&str>,
        method: &str,
        path: &str,
        body: &str,
    ) -> (u16, HeaderMap, Vec<u8>) {
        let mut request = axum::http::Request::builder()
            .method(method)
            .uri(path)
            .header("content-type", "application/json");
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let request = request
            .body(axum::body::Body::from(body.to_owned()))
            .unwrap();
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let body = axum::body::to_bytes(body, 64 << 20).await.unwrap();
        (parts.status.as_u16(), parts.headers, body.to_vec())
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
    apart(|| released(Tokens::new(), 200, false))
        .join()
        .unwrap()
});

/// Whoever asks has the same token in each, so that nothing but the people differs.
static TWINS: LazyLock<[Ground; 3]> = LazyLock::new(|| {
    let tokens = Tokens::new();
    let grounds = [200, 201, 290].map(|n_people| {
        let tokens = tokens.clone();
        apart(move || released(tokens, n_people, true))
    });
    grounds.map(|ground| ground.join().unwrap())
});

/// Works on a runtime of its own: tests have one already, and cannot wait in it.
fn apart<F: Future<Output = Ground> + 'static>(
    work: impl FnOnce() -> F + Send + 'static,
) -> JoinHandle<Ground> {
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(work())
    })
}

impl Tokens {
    fn new() -> Self {
        let expires = "2026-12-31T00:00:00Z".parse().unwrap();
        let roles = [
            (NAME, Role::Analyst),
            ("B. Jones", Role::Service(service(BESIDE))),
            ("C. Okoro", Role::Officer),
        ];
        let issued = roles.map(|(name, role)| issue_token(name, &role, expires).unwrap());
        let events = issued.iter().map(|(_, event)| event.clone()).collect();
        let [analyst, sender, officer] = issued.map(|(token, _)| token);
        Self {
            analyst,
            sender,
            officer,
            events,
        }
    }
}

/// A month of 200 people and one of `n_october`, each released; with `has_beside`, those of another service of the same
/// area too.
async fn released(tokens: Tokens, n_october: usize, has_beside: bool) -> Ground {
    let storage: Arc<InMemory> = Arc::default();
    let store = Store::over(Arc::<InMemory>::clone(&storage));
    let mut events = vec![registered(SERVICE)];
    if has_beside {
        events.push(registered(BESIDE));
    }
    events.extend(tokens.events.iter().cloned());
    store
        .journal()
        .append(move |_| Ok(events.clone()))
        .await
        .unwrap();
    if has_beside {
        accept(&store, BESIDE, 3, "2026-09", 40).await;
    }
    accept(&store, SERVICE, 1, "2026-09", 200).await;
    let older = release(&store, "2026-11-01T09:00:00Z").await;
    accept(&store, SERVICE, 2, "2026-10", n_october).await;
    let newer = release(&store, "2026-11-02T09:00:00Z").await;
    Ground {
        storage: storage.fork(),
        tokens,
        releases: [older, newer],
    }
}

fn registered(code: &str) -> Event {
    let atom = &REFERENCE.atoms()[0];
    Event::ServiceRegistered {
        service: service(code),
        name: "A service".to_owned(),
        atom: atom.id.to_string(),
        icb: atom.now.clone(),
        at_month: month("2026-09"),
        kind: None,
        by: None,
    }
}

/// A return of a service for a month.
async fn accept(store: &Store, code: &str, n: u64, of: &str, n_rows: usize) {
    let rows = anonymised(&service(code), month(of), n_rows);
    let object = store.put_return(&submission(n), &rows).await.unwrap();
    let accepted = accepted_rows(&submission(n), &rows, object, None);
    store.journal().accept(accepted).await.unwrap();
}

/// A release of all there is.
async fn release(store: &Store, at: &str) -> String {
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
