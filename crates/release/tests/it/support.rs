//! A store in memory, services that send returns, and builders over it.

pub(crate) mod england;

use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::Int64Type;
use bytes::Bytes;
use hub_disclosure::Policy;
use hub_engine::Catalogue;
use hub_ingest::Upload;
use hub_release::{
    BuildOptions, Builder, Geography, MeasureValue, Release, ReleaseKeys, Releases, ValueQuery,
};
use hub_standard::ids::{Month, ReleaseId, ServiceCode};
use hub_store::{Accepted, Event, Store};
use hub_testkit::fixtures::{REFERENCE, accepted_rows, door, month, service, submission};
use jiff::Timestamp;
use object_store::ObjectStore;
use object_store::memory::InMemory;

pub(crate) const NOISE: [u8; 32] = [3; 32];
pub(crate) const APRIL: &str = "2026-04";

/// The keys of every release in these tests.
pub(crate) fn keys() -> ReleaseKeys {
    ReleaseKeys::from_bytes(NOISE, [4; 32])
}

/// A deployment.
pub(crate) struct World {
    pub(crate) objects: Arc<dyn ObjectStore>,
    pub(crate) store: Store,
    sent: AtomicU64,
    built: AtomicU64,
}

impl World {
    pub(crate) fn new() -> Self {
        let objects: Arc<dyn ObjectStore> = Arc::new(InMemory::new());
        let store = Store::over(Arc::clone(&objects));
        Self {
            objects,
            store,
            sent: AtomicU64::new(0),
            built: AtomicU64::new(0),
        }
    }

    /// A deployment with one service, and people `0..n` referred to it in April.
    pub(crate) async fn with_april(n: u32) -> Self {
        let world = Self::new();
        world.register("YA001", 0).await;
        world.send("YA001", month(APRIL), 0..n).await;
        world
    }

    /// Registers a service in the `atom`-th area atom.
    pub(crate) async fn register(&self, code: &str, atom: usize) {
        let atom = &REFERENCE.atoms()[atom];
        let event = Event::ServiceRegistered {
            service: service(code),
            name: format!("Service {code}"),
            atom: atom.id.to_string(),
            icb: atom.now.clone(),
            at_month: month("2026-01"),
            kind: None,
            by: None,
        };
        self.store
            .journal()
            .append(move |_| Ok(vec![event.clone()]))
            .await
            .unwrap();
    }

    /// Sends a return with one new referral of each person, which replaces the one that counted.
    pub(crate) async fn send(&self, code: &str, month: Month, people: Range<u32>) {
        self.send_at(Timestamp::UNIX_EPOCH, code, month, people)
            .await;
    }

    /// The same, submitted at a moment.
    pub(crate) async fn send_at(
        &self,
        at: Timestamp,
        code: &str,
        month: Month,
        people: Range<u32>,
    ) {
        let service = service(code);
        let upload = Upload {
            bytes: Bytes::from(csv(month, people.clone())),
            file_name: None,
            service: service.clone(),
            month,
            today: month.next().last_day(),
            choices: hub_ingest::Choices::default(),
            earlier: None,
        };
        let checked = door().check(&upload);
        let rows = checked
            .rows
            .unwrap_or_else(|| panic!("not readable: {:?}", checked.findings));
        assert_eq!(rows.rows(), people.len(), "{:?}", checked.findings);
        let id = submission(self.sent.fetch_add(1, Ordering::SeqCst));
        let object = self.store.put_return(&id, &rows).await.unwrap();
        let replaces = self.current(&service, month).await;
        let accepted = Accepted {
            at,
            ..accepted_rows(&id, &rows, object, replaces)
        };
        self.store.journal().accept(accepted).await.unwrap();
    }

    async fn current(
        &self,
        service: &ServiceCode,
        month: Month,
    ) -> Option<hub_standard::ids::SubmissionId> {
        let state = self.store.journal().state().await.unwrap();
        state
            .current_for(service, month)
            .map(|accepted| accepted.submission.clone())
    }

    pub(crate) fn builder(&self) -> Builder {
        builder(self.store.clone(), Policy::sdc_1())
    }

    pub(crate) async fn build(&self) -> ReleaseId {
        self.build_with(&[]).await
    }

    pub(crate) async fn build_with(&self, provisional: &[Month]) -> ReleaseId {
        let n = self.built.fetch_add(1, Ordering::SeqCst);
        self.builder()
            .build(&options(n, provisional))
            .await
            .unwrap()
    }

    /// A release, read by a reader that has nothing loaded.
    pub(crate) async fn release(&self, id: &ReleaseId) -> Arc<Release> {
        Releases::open(self.store.clone()).get(id).await.unwrap()
    }
}

/// The measures that the tests of this crate ask for. A release plans each of its measures, which is most of the time
/// that a small one takes.
const MEASURES: [&str; 4] = [
    "referral_rate",
    "referrals_by_deprivation",
    "returns_received",
    "wait_median",
];

/// The embedded files with [`MEASURES`] only.
pub(crate) fn catalogue() -> Catalogue {
    catalogue_of(&MEASURES)
}

/// The embedded files with these measures only, and the views that they read.
pub(crate) fn catalogue_of(ids: &[&str]) -> Catalogue {
    let mut catalogue = Catalogue::embedded().unwrap();
    let measures = &mut catalogue.measures;
    measures.retain(|measure| ids.contains(&measure.meta.id.as_str()));
    assert_eq!(measures.len(), ids.len());
    // Of the views that measures share, the others read cells that none of these does. A view may read another one.
    let mut text: String = measures.iter().map(|file| file.sql.as_str()).collect();
    let mut kept = Vec::new();
    while let Some(at) = catalogue
        .shared
        .iter()
        .position(|view| text.contains(&format!("shared.{}", view.name)))
    {
        let view = catalogue.shared.remove(at);
        text.push_str(&view.sql);
        kept.push(view);
    }
    // As they come from the folder, in which no view reads a later one.
    kept.sort_by(|a, b| a.name.cmp(&b.name));
    catalogue.shared = kept;
    catalogue
}

/// A builder of [`MEASURES`].
pub(crate) fn builder(store: Store, policy: Policy) -> Builder {
    Builder::new(store, Arc::clone(&REFERENCE), keys(), policy).with_catalogue(catalogue())
}

/// A builder of all that there is.
pub(crate) fn builder_of_all(world: &World) -> Builder {
    let (store, reference) = (world.store.clone(), Arc::clone(&REFERENCE));
    Builder::new(store, reference, keys(), Policy::sdc_1())
}

/// The `n`-th build, all on one day.
pub(crate) fn options(n: u64, provisional: &[Month]) -> BuildOptions {
    let at: Timestamp = "2026-11-14T09:00:00Z".parse().unwrap();
    let minutes = jiff::SignedDuration::from_mins(i64::try_from(n).unwrap());
    BuildOptions {
        at: at + minutes,
        label: format!("build {n}"),
        months: None,
        provisional_months: provisional.to_vec(),
    }
}

/// A return in which every person lives where the service's practice is.
fn csv(month: Month, people: Range<u32>) -> String {
    let atom = &REFERENCE.atoms()[0].id;
    let practice = REFERENCE
        .practices()
        .iter()
        .find(|practice| practice.atom == *atom)
        .unwrap();
    let day = month.first_day();
    let mut text = String::from(
        "local_referral_id,local_person_id,age,sex,ethnic_category,gp_practice,referral_date,first_contact_date,need_1,need_2\n",
    );
    for person in people {
        let (age, sex) = (18 + person % 70, 1 + person % 2);
        let need = ["loneliness,money", "housing,", "food,caring"][person as usize % 3];
        let contact = day.saturating_add(jiff::Span::new().days(i64::from(person % 20)));
        writeln!(
            text,
            "R{person},P{person},{age},{sex},A,{},{day},{contact},{need}",
            practice.code
        )
        .unwrap();
    }
    text
}

/// Every figure with its name, for comparison.
pub(crate) fn all(release: &Arc<Release>) -> Vec<MeasureValue> {
    release.all_values().cloned().collect()
}

/// England's referral rate of a month.
pub(crate) fn england_rate(release: &Arc<Release>, month: Month) -> MeasureValue {
    england(release, "referral_rate", month)
}

/// England's figure of a measure in a month.
pub(crate) fn england(release: &Arc<Release>, measure: &str, month: Month) -> MeasureValue {
    let query = ValueQuery {
        measure: measure.to_owned(),
        area: Some("ENG".parse().unwrap()),
        from: Some(month),
        to: Some(month),
        geography: Geography::AsNow,
        ..ValueQuery::default()
    };
    let found = release.values(&query);
    assert_eq!(found.len(), 1, "{found:?}");
    found[0].clone()
}

/// A table of cells of a release.
pub(crate) async fn table(world: &World, release: &Release, name: &str) -> RecordBatch {
    let path = format!("releases/{}/cells/{name}.parquet", release.id);
    let object = release
        .manifest
        .objects
        .iter()
        .find(|object| object.path == path)
        .unwrap();
    let batches = world.store.read_rows(object).await.unwrap();
    arrow::compute::concat_batches(&batches[0].schema(), &batches).unwrap()
}

pub(crate) fn text(rows: &RecordBatch, column: &str, row: usize) -> String {
    rows.column_by_name(column)
        .unwrap()
        .as_string::<i32>()
        .value(row)
        .to_owned()
}

pub(crate) fn whole(rows: &RecordBatch, column: &str, row: usize) -> i64 {
    rows.column_by_name(column)
        .unwrap()
        .as_primitive::<Int64Type>()
        .value(row)
}
