//! One month of returns of a synthetic England as large as the real one, accepted and ready to release.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use hub_disclosure::Policy;
use hub_ingest::{Door, DoorOptions, IdentityKeys, Limits, Upload};
use hub_reference::Reference;
use hub_release::{BuildOptions, Builder, ReleaseKeys};
use hub_standard::ids::{Month, SubmissionId};
use hub_store::{Accepted, Event, ReturnSummary, Store};
use hub_synth::{Synth, SynthConfig};
use jiff::Timestamp;
use object_store::memory::InMemory;

/// As many as there are primary care networks with a link worker, and some.
const SERVICES: usize = 1_300;
/// 108,000 new referrals a month over all services (1.3 million people a year).
const REFERRALS_PER_SERVICE: f64 = 83.0;
/// Commit this many returns at once, as a busy hub does.
const BATCH: usize = 100;

pub(crate) struct England {
    pub(crate) reference: Arc<Reference>,
    pub(crate) objects: Arc<InMemory>,
    pub(crate) month: Month,
    pub(crate) rows: u64,
}

impl England {
    /// Made once for all benchmarks of a run.
    pub(crate) fn shared() -> &'static Self {
        static ENGLAND: LazyLock<England> = LazyLock::new(England::accepted);
        &ENGLAND
    }

    /// Makes the files, checks them and stores the rows; nothing of this is measured.
    fn accepted() -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let reference = Arc::new(Reference::builtin());
        let month: Month = "2026-10".parse().unwrap();
        let config = SynthConfig {
            months: 1,
            services: SERVICES,
            last_month: month,
            referrals_per_service_month: REFERRALS_PER_SERVICE,
            ..SynthConfig::default()
        };
        let synth = Synth::new(&reference, config);
        let objects = Arc::new(InMemory::new());
        let store = Store::over(Arc::<InMemory>::clone(&objects));
        let rows = runtime.block_on(fill(&store, &synth, &door(&reference), month));
        Self {
            reference,
            objects,
            month,
            rows,
        }
    }

    /// A store that holds what was accepted and shares nothing that is written later.
    pub(crate) fn store(&self) -> Store {
        Store::over(Arc::new(self.objects.fork()))
    }

    /// The keys of its releases.
    pub(crate) fn keys(&self) -> ReleaseKeys {
        ReleaseKeys::from_bytes([3; 32], [4; 32])
    }

    /// Builds a release over that store.
    pub(crate) async fn release(&self, store: &Store) {
        let builder = Builder::new(
            store.clone(),
            Arc::clone(&self.reference),
            self.keys(),
            Policy::sdc_1(),
        );
        let options = BuildOptions {
            at: "2026-11-12T09:00:00Z".parse().unwrap(),
            label: "a benchmark".to_owned(),
            months: None,
            provisional_months: vec![self.month],
        };
        builder.build(&options).await.unwrap();
    }
}

pub(crate) fn door(reference: &Arc<Reference>) -> Door {
    let keys = IdentityKeys::from_bytes([1; 32], [2; 32]);
    let options = DoorOptions {
        allow_test_numbers: true,
        ..DoorOptions::default()
    };
    Door::new(keys, Arc::clone(reference), Limits::default(), options)
}

async fn fill(store: &Store, synth: &Synth, door: &Door, month: Month) -> u64 {
    let mut events = Vec::new();
    let mut total = 0;
    for (index, service) in synth.services().iter().enumerate() {
        events.push(Event::ServiceRegistered {
            service: service.code.clone(),
            name: service.name.clone(),
            atom: service.atom.to_string(),
            icb: service.icb.clone(),
            at_month: month,
            kind: None,
            by: None,
        });
        let Some(file) = synth.csv_file(index, month) else {
            continue;
        };
        let upload = Upload {
            bytes: file.bytes.into(),
            file_name: None,
            service: service.code.clone(),
            month,
            today: month.next().first_day(),
            choices: hub_ingest::Choices::default(),
            earlier: None,
        };
        let checked = door.check(&upload);
        let Some(rows) = checked.rows else {
            panic!("{:?}", checked.findings)
        };
        let mut random = [0; 10];
        random[2..].copy_from_slice(&u64::try_from(index).unwrap().to_be_bytes());
        let id = SubmissionId::from_parts(1_790_000_000_000, random);
        let object = store.put_return(&id, &rows).await.unwrap();
        let n_rows = u32::try_from(rows.rows()).unwrap();
        total += u64::from(n_rows);
        events.push(Event::Accepted(Box::new(Accepted {
            submission: id,
            service: service.code.clone(),
            month,
            by: "a benchmark".to_owned(),
            at: Timestamp::UNIX_EPOCH,
            content_tag: checked.content_tag,
            file_tag: None,
            nil: false,
            object: Some(object),
            details: BTreeMap::default(),
            rows_read: n_rows,
            rows_counted: n_rows,
            rows_left_out: 0,
            rows_ignored: 0,
            warnings: 0,
            replaces: None,
            items: Vec::new(),
            summary: ReturnSummary::default(),
            live: None,
            headings: checked.headings,
            reference_digits: checked.reference_digits,
            why_different: None,
        })));
    }
    for batch in events.chunks(BATCH) {
        let batch = batch.to_vec();
        store
            .journal()
            .append(move |_| Ok(batch.clone()))
            .await
            .unwrap();
    }
    total
}
