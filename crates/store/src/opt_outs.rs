//! The list of people who object, as an object that the journal names.
//!
//! The journal keeps for good what is in it, so it says only that the list changed. The list itself is written anew each
//! time and the one before is deleted: whoever takes an objection back is on no list any more.

use hub_ingest::OptOuts;

use crate::error::{Refusal, Result, StoreError};
use crate::event::Event;
use crate::layout::{self, Path};
use crate::object::ObjectName;
use crate::store::{Store, nonce};

/// Changes by others that are waited for, in a row.
const ATTEMPTS: u32 = 8;

impl Store {
    /// The list as it is now.
    ///
    /// # Errors
    /// When it cannot be read. Then no rows may be stored: they could be those of somebody on it.
    pub async fn opt_outs(&self) -> Result<OptOuts> {
        let mut attempt = 1;
        loop {
            let state = self.journal().state().await?;
            match self.read_opt_outs(state.opt_outs.as_ref()).await {
                // Deleted because another one took its place meanwhile.
                Err(StoreError::NotFound { .. }) if attempt < ATTEMPTS => attempt += 1,
                read => return read,
            }
        }
    }

    /// Changes the list. `change` may be called again, when another process changed it meanwhile.
    ///
    /// Of several processes only one at a time may change the list, which the caller sees to: each deletes what the
    /// journal does not name, and would take a list that another has written and not yet named.
    ///
    /// # Errors
    /// When storage does not answer. Ask again: the same change twice is one.
    pub async fn change_opt_outs(&self, change: impl Fn(&mut OptOuts)) -> Result<()> {
        for _ in 0..ATTEMPTS {
            let before = self.journal().state().await?.opt_outs.clone();
            let old = self.read_opt_outs(before.as_ref()).await?;
            let mut new = old.clone();
            change(&mut new);
            if new == old {
                return self.forget_lists(before.as_ref()).await;
            }
            let after = self.put_opt_outs(&new).await?;
            if self.name_opt_outs(before, after.clone()).await? {
                return self.forget_lists(after.as_ref()).await;
            }
        }
        Err(StoreError::Contended { attempts: ATTEMPTS })
    }

    async fn read_opt_outs(&self, name: Option<&ObjectName>) -> Result<OptOuts> {
        let Some(name) = name else {
            return Ok(OptOuts::default());
        };
        let bytes = self.read_object(&name.to_ref()).await?;
        serde_json::from_slice(&bytes).map_err(|_| {
            let path = Path::from(name.path.as_str());
            StoreError::corrupt(&path, "not a list that this version can read")
        })
    }

    async fn put_opt_outs(&self, list: &OptOuts) -> Result<Option<ObjectName>> {
        if list.is_empty() {
            return Ok(None);
        }
        let bytes = serde_json::to_vec(list).map_err(StoreError::encode)?;
        // A name of its own each time, so that deleting an old list can never hit a new one.
        let path = layout::opt_outs(&nonce()?);
        let object = self.create_same(&path, bytes.into(), 0).await?;
        Ok(Some(ObjectName {
            path: object.path,
            sha256: object.sha256,
        }))
    }

    /// Whether `after` is the list now; not if another one than `before` was.
    async fn name_opt_outs(
        &self,
        before: Option<ObjectName>,
        after: Option<ObjectName>,
    ) -> Result<bool> {
        let named = self
            .journal()
            .append(move |state| {
                if state.opt_outs == before {
                    Ok(vec![Event::OptOutsChanged {
                        list: after.clone(),
                    }])
                } else {
                    Err(Refusal::because("the list was changed meanwhile"))
                }
            })
            .await;
        match named {
            Ok(_) => Ok(true),
            Err(StoreError::Refused(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Deletes every list but the one in use.
    async fn forget_lists(&self, used: Option<&ObjectName>) -> Result<()> {
        for listed in self.list(&Path::from(layout::OPT_OUTS)).await? {
            if used.is_none_or(|used| used.path != listed.path.as_ref()) {
                self.discard(&listed.path).await?;
            }
        }
        Ok(())
    }
}
