//! What only one process may do at a time, on whatever machine: a hold that is taken, kept up and ended.
//!
//! Hold `n` is the object `holds/<n>.json`; creating it is taking it, so of several takers one wins. Its holder puts signs
//! of life beside it, and at last a sign that it is over. The next number may be taken when the last hold is over or has
//! been silent for long. How long is said by the clock of the storage alone, which wrote the time on each object: the
//! clocks of the machines need not agree.
//!
//! A process that stands still for longer than that and then goes on may find that it was overtaken; it hears so at the
//! end ([`Hold::end`]). Thus a hold keeps two processes out of each other's way; what is written stays right without it,
//! since every commit is a create that one writer wins.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures::TryStreamExt as _;
use object_store::{ObjectMeta, ObjectStore as _, ObjectStoreExt as _};
use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use crate::error::{Result, StoreError};
use crate::layout::{self, Path};
use crate::objects::Objects;
use crate::race;
use crate::store::{Store, nonce};

/// How often a holder gives signs of life, and how long it may give none.
#[derive(Debug, Clone, Copy)]
pub struct HoldTimes {
    /// Between two signs of life.
    pub sign: Duration,
    /// Without one for so long a holder is taken for dead.
    pub silence: Duration,
}

impl Default for HoldTimes {
    fn default() -> Self {
        Self {
            sign: Duration::from_secs(20),
            silence: Duration::from_secs(180),
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Claim {
    /// What its holder says of itself.
    by: String,
    nonce: String,
}

/// The right to do what only one process may do at a time. [`end`](Self::end) it: left to itself it stands in the way of
/// others until it has been silent for long.
pub struct Hold {
    objects: Objects,
    number: u64,
    signing: JoinHandle<()>,
    is_overtaken: Arc<AtomicBool>,
    is_over: bool,
}

impl Store {
    /// Takes the hold. Nobody waits: whoever has it may take long. `by` tells others who has it and names no person.
    ///
    /// # Errors
    /// [`StoreError::Held`] while somebody has it.
    pub async fn hold(&self, by: &str, times: HoldTimes) -> Result<Hold> {
        let objects = self.objects();
        let found = list(objects, &Path::from(layout::HOLDS)).await?;
        let last = found
            .iter()
            .filter_map(|meta| layout::hold_number(&meta.location))
            .max();
        if let Some(last) = last
            && !may_follow(objects, &found, last, times).await?
        {
            return Err(held(objects, last).await);
        }
        let number = last.map_or(0, |last| last + 1);
        let claim = Claim {
            by: by.to_owned(),
            nonce: nonce()?,
        };
        let bytes = serde_json::to_vec(&claim).map_err(StoreError::encode)?;
        if !race::create(objects, &layout::hold(number), bytes.into()).await? {
            return Err(held(objects, number).await);
        }
        // Claims stay for good, so that no number is ever taken twice; signs of life of those before are of no use.
        for meta in found
            .iter()
            .filter(|meta| layout::hold_number(&meta.location).is_none())
            .filter(|meta| !is_clock(&meta.location))
        {
            self.discard(&meta.location).await?;
        }
        let is_overtaken: Arc<AtomicBool> = Arc::default();
        let signing = tokio::spawn(give_signs(
            objects.clone(),
            number,
            times.sign,
            Arc::clone(&is_overtaken),
        ));
        Ok(Hold {
            objects: objects.clone(),
            number,
            signing,
            is_overtaken,
            is_over: false,
        })
    }
}

impl Hold {
    /// Ends it, so that the next can be taken at once.
    ///
    /// # Errors
    /// [`StoreError::Overtaken`] when somebody else took it meanwhile.
    pub async fn end(mut self) -> Result<()> {
        self.is_over = true;
        self.signing.abort();
        let is_overtaken = self.is_overtaken.load(Ordering::SeqCst)
            || next_is_taken(&self.objects, self.number).await?;
        finish(&self.objects, self.number).await?;
        if is_overtaken {
            Err(StoreError::Overtaken)
        } else {
            Ok(())
        }
    }

    /// Whether somebody else is known to have taken it meanwhile.
    #[must_use]
    pub fn is_overtaken(&self) -> bool {
        self.is_overtaken.load(Ordering::SeqCst)
    }
}

impl Drop for Hold {
    /// After an error nobody waits for the end; where there is still time it is told all the same.
    fn drop(&mut self) {
        self.signing.abort();
        if !self.is_over
            && let Ok(runtime) = Handle::try_current()
        {
            let (objects, number) = (self.objects.clone(), self.number);
            runtime.spawn(async move {
                if let Err(error) = finish(&objects, number).await {
                    let error: &dyn std::error::Error = &error;
                    tracing::warn!(error, "a hold was not ended; it ends by its silence");
                }
            });
        }
    }
}

impl fmt::Debug for Hold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hold")
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}

/// Gives signs of life until the hold is over or somebody else's.
async fn give_signs(objects: Objects, number: u64, every: Duration, is_overtaken: Arc<AtomicBool>) {
    for sign in 0.. {
        tokio::time::sleep(every).await;
        if let Ok(true) = next_is_taken(&objects, number).await {
            tracing::error!("another process took over what this one does");
            is_overtaken.store(true, Ordering::SeqCst);
            return;
        }
        let path = layout::hold_sign(number, sign);
        if let Err(error) = objects.create(&path, Bytes::new()).await {
            let error: &dyn std::error::Error = &error;
            tracing::warn!(error, "no sign of life could be given");
        }
    }
}

async fn next_is_taken(objects: &Objects, number: u64) -> Result<bool> {
    Ok(objects.size(&layout::hold(number + 1)).await?.is_some())
}

async fn finish(objects: &Objects, number: u64) -> Result<()> {
    match objects
        .create(&layout::hold_end(number), Bytes::new())
        .await
    {
        Ok(()) | Err(StoreError::AlreadyExists { .. }) => {}
        Err(error) => return Err(error),
    }
    let end = layout::hold_end(number);
    for meta in list(objects, &layout::hold_signs(number)).await? {
        if meta.location != end {
            match objects.delete(&meta.location).await {
                Ok(()) | Err(StoreError::NotFound { .. }) => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(())
}

/// Whether the last hold is over, or has been silent for so long that its holder must be dead.
async fn may_follow(
    objects: &Objects,
    found: &[ObjectMeta],
    last: u64,
    times: HoldTimes,
) -> Result<bool> {
    let (claim, signs) = (layout::hold(last), layout::hold_signs(last));
    let end = layout::hold_end(last);
    if found.iter().any(|meta| meta.location == end) {
        return Ok(true);
    }
    let clock = layout::hold_clock(&nonce()?);
    objects.create(&clock, Bytes::new()).await?;
    let now = objects
        .inner()
        .head(&clock)
        .await
        .map_err(|error| StoreError::from_objects(&clock, error));
    objects.delete(&clock).await?;
    let now = now?.last_modified;
    let is_sign =
        |meta: &&ObjectMeta| meta.location == claim || meta.location.prefix_matches(&signs);
    let newest = found
        .iter()
        .filter(is_sign)
        .map(|meta| meta.last_modified)
        .max();
    Ok(newest.is_some_and(|newest| {
        let silent_ms = now.signed_duration_since(newest).num_milliseconds();
        u128::try_from(silent_ms).is_ok_and(|silent_ms| silent_ms > times.silence.as_millis())
    }))
}

async fn held(objects: &Objects, number: u64) -> StoreError {
    let claim = objects.read_if_there(&layout::hold(number)).await;
    let by = match claim {
        Ok(Some(bytes)) => serde_json::from_slice::<Claim>(&bytes).ok(),
        Ok(None) | Err(_) => None,
    };
    StoreError::Held {
        by: by.map_or_else(|| "it does not say who it is".to_owned(), |claim| claim.by),
    }
}

fn is_clock(path: &Path) -> bool {
    path.prefix_matches(&Path::from("holds/clock"))
}

async fn list(objects: &Objects, prefix: &Path) -> Result<Vec<ObjectMeta>> {
    objects
        .inner()
        .list(Some(prefix))
        .try_collect()
        .await
        .map_err(|error| StoreError::from_objects(prefix, error))
}
