//! Storage that fails when told to.

use std::fmt;
use std::io;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::{self, BoxStream, StreamExt as _, TryStreamExt as _};
use object_store::path::Path;
use object_store::{
    CopyOptions, Error, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta,
    ObjectStore, PutMultipartOptions, PutOptions, PutPayload, PutResult, Result,
};

/// What goes wrong. Calls are counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    Never,
    /// One call fails and has no effect.
    FailsAt(u64),
    /// One call fails because the disk is full.
    FullAt(u64),
    /// One call has its effect, but its answer is lost.
    AnswerLostAt(u64),
    /// The process dies before a call has its effect: this and all later calls fail.
    DiesBefore(u64),
    /// The process dies after a call has its effect: its answer is lost and all later calls fail.
    DiesAfter(u64),
    /// Nothing fails, but whatever should be created only if absent overwrites what is there.
    Overwrites,
    /// Whatever is put under names that begin so fails and has no effect.
    FailsUnder(&'static str),
}

/// A wrapper that fails as its [`Fault`] says.
#[derive(Debug)]
pub struct FaultStore {
    inner: Arc<dyn ObjectStore>,
    fault: Fault,
    n_calls: AtomicU64,
}

enum Fate {
    Fine,
    NoEffect,
    NoSpace,
    NoAnswer,
}

impl FaultStore {
    /// Wraps a store.
    pub fn new(inner: Arc<dyn ObjectStore>, fault: Fault) -> Self {
        Self {
            inner,
            fault,
            n_calls: AtomicU64::new(0),
        }
    }

    /// How many calls were made so far.
    pub fn calls(&self) -> u64 {
        self.n_calls.load(Ordering::SeqCst)
    }

    fn next_fate(&self) -> Fate {
        let call = self.n_calls.fetch_add(1, Ordering::SeqCst) + 1;
        match self.fault {
            Fault::FailsAt(n) if call == n => Fate::NoEffect,
            Fault::FullAt(n) if call == n => Fate::NoSpace,
            Fault::AnswerLostAt(n) | Fault::DiesAfter(n) if call == n => Fate::NoAnswer,
            Fault::DiesBefore(n) if call >= n => Fate::NoEffect,
            Fault::DiesAfter(n) if call > n => Fate::NoEffect,
            _ => Fate::Fine,
        }
    }

    async fn fated<T>(&self, call: impl Future<Output = Result<T>>) -> Result<T> {
        let fate = self.next_fate();
        if matches!(fate, Fate::NoEffect | Fate::NoSpace) {
            return Err(fate.error());
        }
        let answer = call.await;
        if matches!(fate, Fate::NoAnswer) {
            Err(fate.error())
        } else {
            answer
        }
    }
}

impl Fate {
    fn error(&self) -> Error {
        let source = match self {
            Self::NoSpace => io::Error::from(io::ErrorKind::StorageFull),
            Self::Fine | Self::NoEffect | Self::NoAnswer => io::Error::other("as told"),
        };
        Error::Generic {
            store: "faulty",
            source: source.into(),
        }
    }
}

#[async_trait]
impl ObjectStore for FaultStore {
    async fn put_opts(
        &self,
        location: &Path,
        payload: PutPayload,
        options: PutOptions,
    ) -> Result<PutResult> {
        let options = if self.fault == Fault::Overwrites {
            PutOptions::default()
        } else {
            options
        };
        if let Fault::FailsUnder(start) = self.fault
            && location.as_ref().starts_with(start)
        {
            return Err(Fate::NoEffect.error());
        }
        self.fated(self.inner.put_opts(location, payload, options))
            .await
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
        match self.next_fate() {
            Fate::Fine => self.inner.delete_stream(locations),
            fate @ Fate::NoAnswer => {
                let lose = move |_| std::future::ready(Err(fate.error()));
                self.inner.delete_stream(locations).and_then(lose).boxed()
            }
            fate => stream::once(async move { Err(fate.error()) }).boxed(),
        }
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        match self.next_fate() {
            Fate::Fine => self.inner.list(prefix),
            fate => stream::once(async move { Err(fate.error()) }).boxed(),
        }
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.fated(self.inner.list_with_delimiter(prefix)).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.fated(self.inner.copy_opts(from, to, options)).await
    }
}

impl fmt::Display for FaultStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "faulty {}", self.inner)
    }
}
