//! Does storage keep the promises that everything rests on? Asked at start, of storage that others run.

use std::fmt;

use bytes::Bytes;
use futures::future::join_all;

use crate::error::{Result, StoreError};
use crate::layout::{self, Path};
use crate::store::{Store, nonce};

/// Creates of one name at the same time.
const RIVALS: usize = 6;

/// What storage must promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Promise {
    /// What is not there is told from what may not be read, and from an outage.
    AbsenceIsTold,
    /// A create under a name that is taken fails.
    CreateIfAbsent,
    /// A create that fails changes nothing.
    NothingOverwritten,
    /// Of several creates of one name at the same time one succeeds.
    OneWinner,
    /// What was created can be read at once, byte for byte.
    ReadAfterWrite,
    /// What was created is listed at once.
    ListAfterWrite,
    /// What was deleted is gone at once.
    GoneAfterDelete,
}

impl Promise {
    /// What storage did instead, as the end of a sentence that begins with "this storage".
    #[must_use]
    pub fn broken_words(self) -> &'static str {
        match self {
            Self::AbsenceIsTold => {
                "does not say of an object that is not there that it is not there: perhaps the credentials may not list \
                 the bucket"
            }
            Self::CreateIfAbsent => {
                "created an object under a name that was taken: it ignores If-None-Match, the conditional create that the \
                 journal rests on"
            }
            Self::NothingOverwritten => "changed an object by a create that it refused",
            Self::OneWinner => {
                "let more or fewer than one of several creates of the same name succeed: two writers could both believe \
                 that they wrote the same entry of the journal"
            }
            Self::ReadAfterWrite => "does not give back at once what was just written",
            Self::ListAfterWrite => "does not list at once what was just written",
            Self::GoneAfterDelete => "still gives back what was deleted",
        }
    }
}

impl fmt::Display for Promise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.broken_words())
    }
}

impl Store {
    /// Checks that storage keeps the promises that the hub rests on, with objects of its own that it takes away again.
    ///
    /// # Errors
    /// [`StoreError::BrokenPromise`] says which one it does not keep; the hub must not run on such storage. Other errors
    /// when it does not answer or refuses.
    pub async fn probe(&self) -> Result<()> {
        let folder = layout::probe(&nonce()?);
        let outcome = self.probe_in(&folder).await;
        // Also after a failure, and of whatever a broken promise left behind.
        let cleared = self.clear(&folder).await;
        outcome.and(cleared)
    }

    async fn probe_in(&self, folder: &Path) -> Result<()> {
        let objects = self.objects();
        let one = folder.clone().join("one");
        let told = objects.read_if_there(&one).await;
        match told {
            Ok(None) => {}
            Ok(Some(_)) | Err(StoreError::Denied { .. }) => {
                return Err(broken(Promise::AbsenceIsTold));
            }
            Err(error) => return Err(error),
        }
        objects.create(&one, Bytes::from_static(b"first")).await?;
        // Before anything else is asked, which could give a slow server the time that it needs.
        if objects.read_if_there(&one).await?.as_deref() != Some(b"first") {
            return Err(broken(Promise::ReadAfterWrite));
        }
        match objects.create(&one, Bytes::from_static(b"second")).await {
            Err(StoreError::AlreadyExists { .. }) => {}
            Ok(()) => return Err(broken(Promise::CreateIfAbsent)),
            Err(error) => return Err(error),
        }
        if objects.read_if_there(&one).await?.as_deref() != Some(b"first") {
            return Err(broken(Promise::NothingOverwritten));
        }
        self.probe_rivals(&folder.clone().join("rivals")).await?;
        let listed = self.list(folder).await?;
        let names: Vec<&str> = listed.iter().map(|listed| listed.path.as_ref()).collect();
        if names != [one.as_ref(), folder.clone().join("rivals").as_ref()] {
            return Err(broken(Promise::ListAfterWrite));
        }
        self.discard(&one).await?;
        let is_gone = objects.read_if_there(&one).await?.is_none();
        let is_listed = self
            .list(folder)
            .await?
            .iter()
            .any(|listed| listed.path == one);
        if is_gone && !is_listed {
            Ok(())
        } else {
            Err(broken(Promise::GoneAfterDelete))
        }
    }

    /// A server that looks first and writes then keeps the first promise and not this one.
    async fn probe_rivals(&self, path: &Path) -> Result<()> {
        let contents: Vec<Bytes> = (0..RIVALS)
            .map(|rival| Bytes::from(format!("rival {rival}")))
            .collect();
        let creates = contents
            .iter()
            .map(|content| self.objects().create(path, content.clone()));
        let mut winners = Vec::new();
        for (content, outcome) in contents.iter().zip(join_all(creates).await) {
            match outcome {
                Ok(()) => winners.push(content),
                Err(StoreError::AlreadyExists { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        let [winner] = winners.as_slice() else {
            return Err(broken(Promise::OneWinner));
        };
        match self.objects().read_if_there(path).await? {
            Some(found) if found == **winner => Ok(()),
            Some(_) => Err(broken(Promise::OneWinner)),
            None => Err(broken(Promise::ReadAfterWrite)),
        }
    }

    async fn clear(&self, folder: &Path) -> Result<()> {
        // By name too: a store that does not list what it holds would keep them.
        for name in ["one", "rivals"] {
            self.discard(&folder.clone().join(name)).await?;
        }
        for left in self.list(folder).await? {
            self.discard(&left.path).await?;
        }
        Ok(())
    }
}

fn broken(promise: Promise) -> StoreError {
    StoreError::BrokenPromise { promise }
}
