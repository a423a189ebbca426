//! What every handler works with.

use std::ops::Deref;
use std::sync::Arc;

use hub_access::Asking;
use hub_ingest::Door;
use hub_reference::Reference;
use hub_release::{Live, Release, Releases};
use hub_standard::ids::ReleaseId;
use hub_store::{State, Store};
use jiff::Timestamp;
use tokio::sync::Semaphore;

use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::drafts::Drafts;
use crate::front;
use crate::idempotency::Replays;
use crate::identity::Seal;
use crate::metrics::Metrics;
use crate::problem::{Kind, Problem, Result};
use crate::rates::Limits;

/// One permit for so many bytes of upload memory: the semaphore counts in 32 bits.
pub(crate) const MEMORY_UNIT_BYTES: usize = 1024;

/// A handle on the running hub; copies are cheap.
#[derive(Clone)]
pub(crate) struct Hub {
    inner: Arc<Inner>,
    /// Areas as they stand on a day: in handlers of pages that of the release that is read ([`Hub::reading`]).
    pub(crate) reference: Arc<Reference>,
}

pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) door: Arc<Door>,
    pub(crate) releases: Arc<Releases>,
    pub(crate) live: Live,
    pub(crate) asking: Asking,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) config: Config,
    pub(crate) seal: Seal,
    pub(crate) drafts: Arc<Drafts>,
    pub(crate) replays: Replays,
    pub(crate) metrics: Metrics,
    pub(crate) limits: Limits,
    /// When this process began to answer.
    pub(crate) started: Timestamp,
    /// Memory for files, in units of [`MEMORY_UNIT_BYTES`].
    pub(crate) upload_memory: Arc<Semaphore>,
    /// Checks that may run now.
    pub(crate) checks: Arc<Semaphore>,
    /// Reference data are read one set at a time.
    pub(crate) imports: Arc<Semaphore>,
}

impl Hub {
    pub(crate) fn new(app: App) -> Self {
        let App {
            store,
            door,
            releases,
            live,
            asking,
            reference,
            session_key,
            clock,
            config,
        } = app;
        let units =
            config.upload_memory_bytes_max.max(config.upload_bytes_max) / MEMORY_UNIT_BYTES + 1;
        let inner = Inner {
            seal: Seal::new(&session_key),
            drafts: Arc::new(Drafts::new(config.drafts, Arc::clone(&clock))),
            replays: Replays::new(Arc::clone(&clock)),
            metrics: Metrics::default(),
            limits: Limits::new(config.rates, Arc::clone(&clock)),
            started: clock.now(),
            upload_memory: Arc::new(Semaphore::new(units.min(Semaphore::MAX_PERMITS))),
            checks: Arc::new(Semaphore::new(config.checks_running_max.max(1))),
            imports: Arc::new(Semaphore::new(1)),
            store,
            door,
            releases,
            live,
            asking,
            clock,
            config,
        };
        Self {
            inner: Arc::new(inner),
            reference,
        }
    }

    /// The hub for whoever reads a release, or the newest that is known: areas "as they are now" are those of its day.
    pub(crate) fn reading(&self, release: Option<&ReleaseId>) -> Self {
        let seen = || {
            let state = self.store.journal().latest_seen();
            state.releases.last().map(|known| known.release.date())
        };
        match release.map(ReleaseId::date).or_else(seen) {
            None => self.clone(),
            Some(day) => Self {
                inner: Arc::clone(&self.inner),
                reference: self.reference.on(day),
            },
        }
    }

    /// The newest state of the journal.
    pub(crate) async fn state(&self) -> Result<Arc<State>> {
        Ok(self.store.journal().state().await?)
    }

    /// The release asked for, or the newest.
    pub(crate) async fn release(&self, as_at: Option<&ReleaseId>) -> Result<Arc<Release>> {
        let release = match as_at {
            Some(id) => self.releases.get(id).await?,
            None => self
                .releases
                .latest()
                .await?
                .ok_or_else(|| Problem::plain(Kind::NoRelease))?,
        };
        front::note_release(&release.id);
        Ok(release)
    }
}

impl Deref for Hub {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.inner
    }
}
