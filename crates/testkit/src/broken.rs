//! Storage that breaks one promise and keeps the others.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use futures::stream::{BoxStream, StreamExt as _};
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{
    CopyOptions, Error, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta,
    ObjectStore, ObjectStoreExt as _, PutMode, PutMultipartOptions, PutOptions, PutPayload,
    PutResult, Result,
};

/// What it does instead of what it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breach {
    /// It says that it may not tell whether something is there.
    DeniesAbsence,
    /// It ignores that something should be created only if absent.
    IgnoresCondition,
    /// It says that a name is taken, and overwrites what is there.
    RefusesAndWrites,
    /// It looks first and writes then, and lets others do so in between.
    LooksFirst,
    /// It does not give back at once what was written.
    ReadsLate,
    /// It does not list at once what was written.
    ListsLate,
    /// It gives back what was deleted.
    KeepsDeleted,
}

/// A store with a [`Breach`], over memory.
#[derive(Debug)]
pub struct BrokenStore {
    inner: InMemory,
    breach: Breach,
    /// What cannot be seen yet, and how many more looks that takes.
    unseen: Arc<Mutex<BTreeMap<Path, u32>>>,
}

impl BrokenStore {
    /// Empty.
    #[must_use]
    pub fn new(breach: Breach) -> Self {
        Self {
            inner: InMemory::new(),
            breach,
            unseen: Arc::default(),
        }
    }

    /// Whether a look is too early for an object.
    fn is_unseen(&self, location: &Path) -> bool {
        let mut unseen = self.unseen.lock().unwrap();
        match unseen.get_mut(location) {
            Some(looks) if *looks > 0 => {
                *looks -= 1;
                true
            }
            _ => false,
        }
    }
}

#[async_trait]
impl ObjectStore for BrokenStore {
    async fn put_opts(
        &self,
        location: &Path,
        payload: PutPayload,
        options: PutOptions,
    ) -> Result<PutResult> {
        let over = PutOptions {
            mode: PutMode::Overwrite,
            ..options.clone()
        };
        let taken = || Error::AlreadyExists {
            path: location.to_string(),
            source: "as told".into(),
        };
        match self.breach {
            Breach::IgnoresCondition => self.inner.put_opts(location, payload, over).await,
            Breach::RefusesAndWrites => {
                let is_taken = self.inner.head(location).await.is_ok();
                let done = self.inner.put_opts(location, payload, over).await?;
                if is_taken { Err(taken()) } else { Ok(done) }
            }
            Breach::LooksFirst => {
                if self.inner.head(location).await.is_ok() {
                    return Err(taken());
                }
                tokio::task::yield_now().await;
                self.inner.put_opts(location, payload, over).await
            }
            _ => {
                let done = self.inner.put_opts(location, payload, options).await?;
                self.unseen.lock().unwrap().insert(location.clone(), 2);
                Ok(done)
            }
        }
    }

    async fn put_multipart_opts(
        &self,
        location: &Path,
        options: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        self.inner.put_multipart_opts(location, options).await
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        let absent = || Error::NotFound {
            path: location.to_string(),
            source: "as told".into(),
        };
        if self.breach == Breach::ReadsLate && self.is_unseen(location) {
            return Err(absent());
        }
        match self.inner.get_opts(location, options).await {
            Err(Error::NotFound { path, source }) if self.breach == Breach::DeniesAbsence => {
                Err(Error::PermissionDenied { path, source })
            }
            answer => answer,
        }
    }

    fn delete_stream(
        &self,
        locations: BoxStream<'static, Result<Path>>,
    ) -> BoxStream<'static, Result<Path>> {
        match self.breach {
            Breach::KeepsDeleted => locations,
            _ => self.inner.delete_stream(locations),
        }
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        let is_late = self.breach == Breach::ListsLate;
        let unseen = Arc::clone(&self.unseen);
        self.inner
            .list(prefix)
            .filter(move |meta| {
                let hidden = is_late
                    && matches!(meta, Ok(meta) if unseen.lock().unwrap().contains_key(&meta.location));
                std::future::ready(!hidden)
            })
            .boxed()
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.inner.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.inner.copy_opts(from, to, options).await
    }
}

impl fmt::Display for BrokenStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.breach)
    }
}
