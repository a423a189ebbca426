//! The hub: services, tokens, and, where a test asks for it, a release.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use axum::Router;
use hub_access::{AskLimits, Asking, AskingParts};
use hub_api::{App, Config, FixedClock, Role, issue_token, router};
use hub_disclosure::Policy;
use hub_reference::Reference;
use hub_release::intruder::{AuditOptions, audit, store_report};
use hub_release::{BuildOptions, Builder, Live, ReleaseKeys, Releases};
use hub_standard::ids::{Month, ReleaseId};
use hub_store::{Accepted, Event, ReturnSummary, Store};
use hub_testkit::fixtures::{
    REFERENCE, accepted_details, accepted_rows, door, month, service, submission,
};
use hub_testkit::{Fault, FaultStore};
use jiff::Timestamp;
use object_store::ObjectStore;
use object_store::memory::InMemory;

use super::told::told;
use super::{Answer, Ask};

/// The service that tests act for, and another one.
pub(crate) const OWN: &str = "YA001";
pub(crate) const OTHER: &str = "YA002";

/// Who asks. Each has a token, except the public.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Who {
    Public,
    Own,
    Other,
    Icb,
    OtherIcb,
    Analyst,
    Officer,
    Operator,
}

impl Who {
    pub(crate) const ALL: [Self; 8] = [
        Self::Public,
        Self::Own,
        Self::Other,
        Self::Icb,
        Self::OtherIcb,
        Self::Analyst,
        Self::Officer,
        Self::Operator,
    ];
}

/// A running hub.
pub(crate) struct TestApp {
    pub(crate) router: Router,
    pub(crate) store: Store,
    pub(crate) clock: Arc<FixedClock>,
    ground: Ground,
}

/// What lies in storage before the hub starts.
#[derive(Clone)]
struct Ground {
    objects: Arc<dyn ObjectStore>,
    tokens: Arc<BTreeMap<Who, String>>,
}

/// Ten in the morning of 3 November 2026.
fn day() -> Timestamp {
    "2026-11-03T10:00:00Z".parse().unwrap()
}

pub(crate) fn keys() -> ReleaseKeys {
    ReleaseKeys::from_bytes([3; 32], [4; 32])
}

/// Questions in SQL are answered, within the bounds that there are without settings.
fn asks() -> AskLimits {
    AskLimits {
        answers: true,
        ..AskLimits::default()
    }
}

impl TestApp {
    /// A hub with two services and nothing sent.
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// The same with other settings.
    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let ground = Ground::new().await;
        Self::over(&ground, change)
    }

    /// A hub with two months of returns and a release. Storage is shared: only for tests that do not write to it.
    pub(crate) fn released() -> Self {
        Self::over(&RELEASED, |_| {})
    }

    /// A hub to which both services have sent waits, scores and support of two months, and a release of both. Storage is
    /// shared: only for tests that do not write to it.
    pub(crate) fn told() -> Self {
        Self::over(&TOLD, |_| {})
    }

    /// The same release, of a hub that was started with other reference data. Storage is shared: only for tests that do not
    /// write to it.
    pub(crate) fn released_over(reference: Arc<Reference>) -> Self {
        Self::made_of(&RELEASED, asks(), reference, |_| {})
    }

    /// The same on storage of its own, for tests that write. It takes seconds.
    pub(crate) async fn released_apart() -> Self {
        Self::over(&Ground::released().await, |_| {})
    }

    /// The same of a hub that was started with other reference data.
    pub(crate) async fn released_apart_over(reference: Arc<Reference>) -> Self {
        Self::made_of(&Ground::released().await, asks(), reference, |_| {})
    }

    /// The same storage under a hub that was just started.
    pub(crate) fn restarted(&self) -> Self {
        Self::over(&self.ground, |_| {})
    }

    /// A hub on storage of its own that fails as it is told, and that storage as it is.
    pub(crate) async fn failing(fault: Fault) -> (Self, Arc<FaultStore>, Store) {
        let sound = Ground::new().await;
        let faulty = Arc::new(FaultStore::new(Arc::clone(&sound.objects), fault));
        let ground = Ground {
            objects: Arc::clone(&faulty) as Arc<dyn ObjectStore>,
            tokens: Arc::clone(&sound.tokens),
        };
        let store = Store::over(sound.objects);
        (Self::over(&ground, |_| {}), faulty, store)
    }

    /// A hub that answers no questions in SQL.
    pub(crate) fn without_sql() -> Self {
        let limits = AskLimits::default();
        Self::made_of(&RELEASED, limits, Arc::clone(&REFERENCE), |_| {})
    }

    /// The released hub, where an answer has at most so many rows.
    pub(crate) fn released_with_rows(rows_max: usize) -> Self {
        let mut limits = asks();
        limits.query.rows = rows_max;
        Self::made_of(&RELEASED, limits, Arc::clone(&REFERENCE), |_| {})
    }

    fn over(ground: &Ground, change: impl FnOnce(&mut Config)) -> Self {
        Self::made_of(ground, asks(), Arc::clone(&REFERENCE), change)
    }

    fn made_of(
        ground: &Ground,
        limits: AskLimits,
        reference: Arc<Reference>,
        change: impl FnOnce(&mut Config),
    ) -> Self {
        let store = Store::over(Arc::clone(&ground.objects));
        let clock = Arc::new(FixedClock::at(day()));
        let mut config = Config {
            check_wait: Duration::from_secs(30),
            ..Config::default()
        };
        change(&mut config);
        let releases = Arc::new(Releases::open(store.clone()));
        let asking = Asking::open(AskingParts {
            store: store.clone(),
            releases: Arc::clone(&releases),
            reference: Arc::clone(&reference),
            clock: Arc::clone(&clock) as Arc<dyn hub_api::Clock>,
            limits,
        });
        let app = App {
            store: store.clone(),
            door: Arc::new(door()),
            releases,
            asking,
            live: Live::new(&keys(), Policy::sdc_1()),
            reference,
            session_key: [9; 32],
            clock: Arc::clone(&clock) as Arc<dyn hub_api::Clock>,
            config,
        };
        Self {
            router: router(app),
            store,
            clock,
            ground: ground.clone(),
        }
    }

    pub(crate) fn token(&self, who: Who) -> &str {
        self.ground.tokens.get(&who).map_or("", String::as_str)
    }

    /// The board that the own service belongs to.
    pub(crate) fn icb() -> String {
        REFERENCE.atoms()[0].now.to_string()
    }

    pub(crate) fn ask(&self, who: Who, method: &str, path: &str) -> Ask {
        let ask = Ask::new(&self.router, method, path);
        if who == Who::Public {
            ask
        } else {
            ask.token(self.token(who))
        }
    }

    pub(crate) async fn get(&self, who: Who, path: &str) -> Answer {
        self.ask(who, "GET", path).send().await
    }

    /// Sends a file for October to be checked.
    pub(crate) async fn send(&self, content: impl Into<String>) -> Answer {
        let path = format!("/api/v1/returns?service={OWN}&month=2026-10&file_name=return.csv");
        self.ask(Who::Own, "POST", &path)
            .body(content.into())
            .send()
            .await
    }

    /// Submits what was sent.
    pub(crate) async fn submit(&self, id: &str, order: &str) -> Answer {
        let path = format!("/api/v1/returns/{id}/submit");
        self.ask(Who::Own, "POST", &path)
            .header("content-type", "application/json")
            .body(order.to_owned())
            .send()
            .await
    }

    /// Sends and submits a file; its id.
    pub(crate) async fn send_and_submit(&self, content: impl Into<String>) -> String {
        let sent = self.send(content).await.expect(202).json();
        let id = sent["id"].as_str().unwrap().to_owned();
        self.submit(&id, r#"{"warnings_confirmed": true}"#)
            .await
            .expect(201);
        id
    }

    /// Signs in as a browser does; its cookie.
    pub(crate) async fn sign_in(&self, who: Who) -> String {
        let ask = Ask::new(&self.router, "POST", "/sign-in").form(&[("token", self.token(who))]);
        let answer = ask.send().await.expect(303);
        answer
            .header("set-cookie")
            .split(';')
            .next()
            .unwrap()
            .to_owned()
    }

    /// The secret of the forms on a page.
    pub(crate) async fn csrf(&self, cookie: &str, path: &str) -> String {
        let page = Ask::new(&self.router, "GET", path)
            .cookie(cookie)
            .send()
            .await
            .expect(200)
            .text();
        let (_, rest) = page.split_once("name=\"csrf\" value=\"").expect("a form");
        rest.split('"').next().unwrap().to_owned()
    }
}

impl Ground {
    async fn new() -> Self {
        let objects: Arc<dyn ObjectStore> = Arc::new(InMemory::new());
        let store = Store::over(Arc::clone(&objects));
        let other_icb = REFERENCE
            .atoms()
            .iter()
            .find(|atom| atom.now != REFERENCE.atoms()[0].now)
            .unwrap();
        let roles = [
            (Who::Own, Role::Service(service(OWN))),
            (Who::Other, Role::Service(service(OTHER))),
            (Who::Icb, Role::Icb(REFERENCE.atoms()[0].now.clone())),
            (Who::OtherIcb, Role::Icb(other_icb.now.clone())),
            (Who::Analyst, Role::Analyst),
            (Who::Officer, Role::Officer),
            (Who::Operator, Role::Operator),
        ];
        let expires: Timestamp = "2026-12-31T00:00:00Z".parse().unwrap();
        let mut tokens = BTreeMap::new();
        let mut events: Vec<Event> = [OWN, OTHER].into_iter().map(registered).collect();
        for (who, role) in roles {
            let (token, event) = issue_token(&format!("{who:?}"), &role, expires).unwrap();
            tokens.insert(who, token);
            events.push(event);
        }
        store
            .journal()
            .append(move |_| Ok(events.clone()))
            .await
            .unwrap();
        Self {
            objects,
            tokens: Arc::new(tokens),
        }
    }

    /// With returns for September and October, and a release of both.
    async fn released() -> Self {
        let ground = Self::new().await;
        let store = Store::over(Arc::clone(&ground.objects));
        for (n, text) in ["2026-09", "2026-10"].into_iter().enumerate() {
            let month = month(text);
            let upload = hub_ingest::Upload {
                bytes: csv(month, 400).into(),
                file_name: None,
                service: service(OWN),
                month,
                today: month.next().last_day(),
                choices: hub_ingest::Choices::default(),
                earlier: None,
            };
            let checked = door().check(&upload);
            let rows = checked
                .rows
                .unwrap_or_else(|| panic!("{:?}", checked.findings));
            let id = submission(n as u64);
            let object = store.put_return(&id, &rows).await.unwrap();
            let accepted = Accepted {
                summary: ReturnSummary {
                    new_referrals: checked.summary.new_referrals,
                    people: checked.summary.people,
                    contacts: checked.summary.contacts,
                    closed: checked.summary.closed,
                },
                ..accepted_rows(&id, &rows, object, None)
            };
            store.journal().accept(accepted).await.unwrap();
        }
        let id = released_from(&store).await;
        let few = AuditOptions {
            targets: 20,
            ..AuditOptions::default()
        };
        let report = audit(&store, &REFERENCE, &keys(), &id, &few).await.unwrap();
        store_report(&store, &keys(), &report).await.unwrap();
        ground
    }

    /// With returns of both services, sheet by sheet, and a release of them.
    async fn told() -> Self {
        let ground = Self::new().await;
        let store = Store::over(Arc::clone(&ground.objects));
        let sent = [OWN, OTHER].map(|code| ["2026-09", "2026-10"].map(|text| (code, text)));
        for (n, (code, text)) in (0_u64..).zip(sent.into_iter().flatten()) {
            let month = month(text);
            let checked = door().check(&hub_ingest::Upload {
                bytes: told(month).into(),
                file_name: None,
                service: service(code),
                month,
                today: month.next().last_day(),
                choices: hub_ingest::Choices::default(),
                earlier: None,
            });
            let details = checked.details.into_iter().map(|detail| detail.rows);
            let sheets: Vec<hub_ingest::Anonymised> = std::iter::once(checked.rows)
                .chain(details)
                .flatten()
                .collect();
            assert_eq!(sheets.len(), 3, "{:?}", checked.findings);
            let id = submission(n);
            let mut objects = Vec::new();
            for sheet in &sheets {
                objects.push(store.put_return(&id, sheet).await.unwrap());
            }
            let accepted = accepted_details(&id, &sheets, &objects);
            store.journal().accept(accepted).await.unwrap();
        }
        released_from(&store).await;
        ground
    }
}

/// Builds a release of what counts. Its newest month is provisional.
async fn released_from(store: &Store) -> ReleaseId {
    let builder = Builder::new(
        store.clone(),
        Arc::clone(&REFERENCE),
        keys(),
        Policy::sdc_1(),
    );
    let options = BuildOptions {
        at: "2026-11-02T09:00:00Z".parse().unwrap(),
        label: "a test".to_owned(),
        months: None,
        provisional_months: vec![month("2026-10")],
    };
    builder.build(&options).await.unwrap()
}

/// Building a release takes seconds, so all tests that only read share one.
static RELEASED: LazyLock<Ground> = LazyLock::new(|| built(Ground::released));

/// The same of returns with all their sheets.
static TOLD: LazyLock<Ground> = LazyLock::new(|| built(Ground::told));

/// Builds on a thread and a runtime of its own, whoever waits for it.
fn built<F: Future<Output = Ground>>(ground: impl FnOnce() -> F + Send + 'static) -> Ground {
    let build = || {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(ground())
    };
    std::thread::spawn(build).join().unwrap()
}

fn registered(code: &str) -> Event {
    let atom = &REFERENCE.atoms()[0];
    Event::ServiceRegistered {
        service: service(code),
        name: format!("Service {code}"),
        atom: atom.id.to_string(),
        icb: atom.now.clone(),
        at_month: month("2026-09"),
        kind: None,
        by: None,
    }
}

/// A clean return of people of the service's own board.
pub(crate) fn csv(month: Month, n_rows: usize) -> String {
    let mut text = String::from(line());
    let atom = &REFERENCE.atoms()[0];
    let practices: Vec<_> = REFERENCE
        .practices()
        .iter()
        .filter(|practice| practice.atom == atom.id && practice.open_in(month))
        .collect();
    let areas: Vec<_> = REFERENCE
        .small_areas()
        .iter()
        .filter(|area| area.atom == atom.id)
        .collect();
    for row in 0..n_rows {
        let practice = practices[row % practices.len()];
        let area = areas[(row * 31) % areas.len()];
        let ethnic = ["A", "B", "H", "N", "S"][row % 5];
        let need = ["loneliness", "money", "housing"][row % 3];
        let source = ["A1", "GP"][row % 2];
        let (day, seen) = (month.first_day(), month.last_day());
        writeln!(
            text,
            "R{month}-{row},P{row},{},{},{ethnic},{},{},{day},{seen},{need},{source},1,,",
            18 + row % 70,
            1 + row % 2,
            area.code,
            practice.code,
        )
        .unwrap();
    }
    text
}

/// The same for October.
pub(crate) fn october(n_rows: usize) -> String {
    csv(month("2026-10"), n_rows)
}

/// A return with a day in its last row that does not exist.
pub(crate) fn spoilt(month: Month, n_rows: usize) -> String {
    let text = csv(month, n_rows);
    let (before, after) = text.rsplit_once(&month.first_day().to_string()).unwrap();
    format!("{before}2026-02-30{after}")
}

/// The headings of [`csv`].
pub(crate) const fn line() -> &'static str {
    "local_referral_id,local_person_id,age,sex,ethnic_category,lsoa,gp_practice,referral_date,first_contact_date,need_1,\
     referral_source,contacts_this_month,closed_date,closure_reason\n"
}
