//! Storage behind a bad network, the same for the same seed: calls fail, answers are lost, writes land after their caller
//! has given up, answers come late, the line is cut for a while, the process dies.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::{self, BoxStream, StreamExt as _, TryStreamExt as _};
use object_store::path::Path;
use object_store::{
    CopyOptions, Error, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta,
    ObjectStore, PutMultipartOptions, PutOptions, PutPayload, PutResult, Result,
};

/// How often, of a thousand calls, something goes wrong; and how long the line is cut.
#[derive(Debug, Clone, Copy)]
pub struct Weather {
    /// The call fails and has no effect.
    pub fails: u64,
    /// The call has its effect, its answer is lost.
    pub answer_lost: u64,
    /// The call is given up, and has its effect some time later. Writes only.
    pub lands_late: u64,
    /// The call takes a while.
    pub delayed: u64,
    /// The line is cut: this call and some of those after it fail.
    pub cut: u64,
    /// The process dies: this call and all after it fail, and whether this one had its effect is left to chance.
    pub dies: u64,
}

impl Weather {
    /// Nothing goes wrong.
    pub const FAIR: Self = Self {
        fails: 0,
        answer_lost: 0,
        lands_late: 0,
        delayed: 0,
        cut: 0,
        dies: 0,
    };
    /// About one call in five goes wrong.
    pub const FOUL: Self = Self {
        fails: 50,
        answer_lost: 50,
        lands_late: 30,
        delayed: 60,
        cut: 8,
        dies: 3,
    };
}

/// What was done to calls, over all runs that share it.
#[derive(Debug, Default)]
pub struct Tally {
    /// Calls made.
    pub calls: AtomicU64,
    /// Calls that failed without effect.
    pub failed: AtomicU64,
    /// Calls that had their effect and whose answer was lost.
    pub answers_lost: AtomicU64,
    /// Writes that had their effect after their caller had given up.
    pub landed_late: AtomicU64,
    /// Of those, the ones that have not landed yet.
    pub in_flight: AtomicU64,
    /// Calls that took a while.
    pub delayed: AtomicU64,
    /// Calls that failed because the line was cut.
    pub cut: AtomicU64,
    /// Processes that died.
    pub deaths: AtomicU64,
}

impl Tally {
    /// Everything that went wrong.
    pub fn faults(&self) -> u64 {
        [
            &self.failed,
            &self.answers_lost,
            &self.landed_late,
            &self.delayed,
            &self.cut,
            &self.deaths,
        ]
        .iter()
        .map(|count| count.load(Ordering::SeqCst))
        .sum()
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = |count: &AtomicU64| count.load(Ordering::SeqCst);
        write!(
            f,
            "{} faults in {} calls: {} failed, {} answers lost, {} landed late, {} delayed, {} on a cut line, {} deaths",
            self.faults(),
            of(&self.calls),
            of(&self.failed),
            of(&self.answers_lost),
            of(&self.landed_late),
            of(&self.delayed),
            of(&self.cut),
            of(&self.deaths),
        )
    }
}

/// Numbers that a seed decides (SplitMix64).
#[derive(Debug)]
pub struct Dice(AtomicU64);

impl Dice {
    /// From a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }

    /// The next number below `end`, which is not 0.
    pub fn below(&self, end: u64) -> u64 {
        const STEP: u64 = 0x9E37_79B9_7F4A_7C15;
        let mut mixed = self.0.fetch_add(STEP, Ordering::SeqCst).wrapping_add(STEP);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % end
    }
}

/// Longest delay and latest landing.
const LATE_US: u64 = 1_500;
/// Most calls that a cut line takes.
const CUT_CALLS: u64 = 12;

/// Storage as one process sees it through the weather.
#[derive(Debug, Clone)]
pub struct ChaosStore {
    inner: Arc<dyn ObjectStore>,
    weather: Weather,
    dice: Arc<Dice>,
    tally: Arc<Tally>,
    /// Calls that the cut line still takes; `u64::MAX` once the process is dead.
    cut_for: Arc<AtomicU64>,
}

enum Fate {
    Fine,
    Delayed(Duration),
    NoEffect,
    NoAnswer,
    LandsLate(Duration),
}

impl ChaosStore {
    /// Over storage that other processes share.
    pub fn new(
        inner: Arc<dyn ObjectStore>,
        weather: Weather,
        seed: u64,
        tally: Arc<Tally>,
    ) -> Self {
        Self {
            inner,
            weather,
            dice: Arc::new(Dice::new(seed)),
            tally,
            cut_for: Arc::default(),
        }
    }

    /// Whether the process has died.
    pub fn is_dead(&self) -> bool {
        self.cut_for.load(Ordering::SeqCst) == u64::MAX
    }

    fn next_fate(&self, is_write: bool) -> Fate {
        let count = |counter: &AtomicU64| counter.fetch_add(1, Ordering::SeqCst);
        count(&self.tally.calls);
        if self.is_dead() {
            return Fate::NoEffect;
        }
        let cut_for = self.cut_for.load(Ordering::SeqCst);
        if cut_for > 0 {
            self.cut_for.store(cut_for - 1, Ordering::SeqCst);
            count(&self.tally.cut);
            return Fate::NoEffect;
        }
        let later = || Duration::from_micros(self.dice.below(LATE_US));
        let mut roll = self.dice.below(1_000);
        let mut falls = |chance: u64| {
            let is_hit = roll < chance;
            roll = roll.saturating_sub(chance);
            // Once hit, nothing else is looked at.
            is_hit
        };
        let weather = self.weather;
        if falls(weather.fails) {
            count(&self.tally.failed);
            return Fate::NoEffect;
        }
        if falls(weather.answer_lost) {
            count(&self.tally.answers_lost);
            return Fate::NoAnswer;
        }
        if falls(weather.lands_late) && is_write {
            count(&self.tally.landed_late);
            return Fate::LandsLate(later());
        }
        if falls(weather.delayed) {
            count(&self.tally.delayed);
            return Fate::Delayed(later());
        }
        if falls(weather.cut) {
            let cut_for = self.dice.below(CUT_CALLS);
            self.cut_for.store(cut_for, Ordering::SeqCst);
            count(&self.tally.cut);
            return Fate::NoEffect;
        }
        if falls(weather.dies) {
            self.cut_for.store(u64::MAX, Ordering::SeqCst);
            count(&self.tally.deaths);
            return match self.dice.below(2) {
                0 => Fate::NoEffect,
                _ => Fate::NoAnswer,
            };
        }
        Fate::Fine
    }

    async fn fated<T>(&self, call: impl Future<Output = Result<T>>) -> Result<T> {
        match self.next_fate(false) {
            Fate::Fine => call.await,
            Fate::Delayed(while_) | Fate::LandsLate(while_) => {
                tokio::time::sleep(while_).await;
                call.await
            }
            Fate::NoEffect => Err(lost()),
            Fate::NoAnswer => {
                let _lost = call.await;
                Err(lost())
            }
        }
    }
}

fn lost() -> Error {
    Error::Generic {
        store: "chaos",
        source: "as the seed wants it".into(),
    }
}

#[async_trait]
impl ObjectStore for ChaosStore {
    async fn put_opts(
        &self,
        location: &Path,
        payload: PutPayload,
        options: PutOptions,
    ) -> Result<PutResult> {
        let put = {
            let (inner, location) = (Arc::clone(&self.inner), location.clone());
            async move { inner.put_opts(&location, payload, options).await }
        };
        match self.next_fate(true) {
            Fate::Fine => put.await,
            Fate::Delayed(while_) => {
                tokio::time::sleep(while_).await;
                put.await
            }
            Fate::NoEffect => Err(lost()),
            Fate::NoAnswer => {
                let _lost = put.await;
                Err(lost())
            }
            Fate::LandsLate(while_) => {
                let tally = Arc::clone(&self.tally);
                tally.in_flight.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(async move {
                    tokio::time::sleep(while_).await;
                    let _unheard = put.await;
                    tally.in_flight.fetch_sub(1, Ordering::SeqCst);
                });
                Err(lost())
            }
        }
    }

    async fn put_multipart_opts(
        &self,
        location: &Path,
        options: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        self.fated(self.inner.put_multipart_opts(location, options))
            .await
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        self.fated(self.inner.get_opts(location, options)).await
    }

    async fn get_ranges(&self, location: &Path, ranges: &[Range<u64>]) -> Result<Vec<Bytes>> {
        self.fated(self.inner.get_ranges(location, ranges)).await
    }

    fn delete_stream(
        &self,
        locations: BoxStream<'static, Result<Path>>,
    ) -> BoxStream<'static, Result<Path>> {
        match self.next_fate(false) {
            Fate::NoEffect => stream::once(async { Err(lost()) }).boxed(),
            Fate::NoAnswer => {
                let lose = |_| std::future::ready(Err(lost()));
                self.inner.delete_stream(locations).and_then(lose).boxed()
            }
            _ => self.inner.delete_stream(locations),
        }
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        match self.next_fate(false) {
            Fate::NoEffect | Fate::NoAnswer => stream::once(async { Err(lost()) }).boxed(),
            _ => self.inner.list(prefix),
        }
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.fated(self.inner.list_with_delimiter(prefix)).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.fated(self.inner.copy_opts(from, to, options)).await
    }
}

impl fmt::Display for ChaosStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "chaos over {}", self.inner)
    }
}
