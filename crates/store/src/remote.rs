//! An object store at the far end of a network, where answers get lost.
//!
//! A create that was not answered may have happened, may happen later, or not at all; a server that is asked again says
//! that the name is taken, by ourselves. [`Remote`] writes a mark beside each object that no other create has. Whatever
//! goes wrong, it looks at the mark: ours, and the create is done; another's, and the name is taken; no object, and the
//! same create with the same mark may be sent again without harm, however late the first one arrives.
//!
//! Nothing is overwritten, copied or uploaded in parts, and every call has an end.

use std::fmt;
use std::future::Future;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::{self, BoxStream, StreamExt as _};
use object_store::path::Path;
use object_store::{
    Attribute, Attributes, CopyOptions, Error, GetOptions, GetResult, GetResultPayload, ListResult,
    MultipartUpload, ObjectMeta, ObjectStore, PutMode, PutMultipartOptions, PutOptions, PutPayload,
    PutResult, Result,
};
use tokio::time::error::Elapsed;
use tokio::time::{sleep, timeout};

use crate::store::nonce;

/// Name of the mark among the metadata of an object.
const MARK: &str = "hub-create";

/// How long and how often is tried.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Creates sent, at most, when the outcome of the one before is not known.
    pub attempts: u32,
    /// Pause before the second; each further one is twice as long.
    pub pause: Duration,
    /// A request that takes longer is taken for lost.
    pub call: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            attempts: 4,
            pause: Duration::from_millis(200),
            // The client has shorter bounds of its own; this one holds whatever it does.
            call: Duration::from_secs(300),
        }
    }
}

/// A store that settles what lost answers leave open.
#[derive(Debug)]
pub struct Remote {
    inner: Arc<dyn ObjectStore>,
    patience: Patience,
}

/// What is found under a name after a create went wrong.
enum Found {
    Ours(PutResult),
    Others,
    Nothing,
}

impl Remote {
    /// Over a store that creates if absent and keeps user-defined metadata.
    pub fn new(inner: Arc<dyn ObjectStore>, patience: Patience) -> Self {
        Self { inner, patience }
    }

    async fn bounded<T>(&self, call: impl Future<Output = Result<T>> + Send) -> Result<T> {
        match timeout(self.patience.call, call).await {
            Ok(answer) => answer,
            Err(elapsed) => Err(timed_out(elapsed)),
        }
    }

    /// Whether an object is there, and whether this create made it.
    async fn find(&self, location: &Path, mark: &str) -> Result<Found> {
        let options = GetOptions {
            head: true,
            ..GetOptions::default()
        };
        match self.bounded(self.inner.get_opts(location, options)).await {
            Ok(found) => {
                let is_ours = found
                    .attributes
                    .get(&Attribute::Metadata(MARK.into()))
                    .is_some_and(|found| found.as_ref() == mark);
                Ok(match is_ours {
                    true => Found::Ours(PutResult {
                        e_tag: found.meta.e_tag,
                        version: found.meta.version,
                    }),
                    false => Found::Others,
                })
            }
            Err(Error::NotFound { .. }) => Ok(Found::Nothing),
            Err(error) => Err(error),
        }
    }

    fn not_implemented(&self, operation: &str) -> Error {
        Error::NotImplemented {
            operation: operation.to_owned(),
            implementer: self.to_string(),
        }
    }
}

#[async_trait]
impl ObjectStore for Remote {
    async fn put_opts(
        &self,
        location: &Path,
        payload: PutPayload,
        options: PutOptions,
    ) -> Result<PutResult> {
        if options.mode != PutMode::Create {
            return Err(self.not_implemented("overwriting"));
        }
        let mut attributes = options.attributes;
        let mark = mark(&mut attributes)?;
        let mut pause = self.patience.pause;
        let mut attempt = 1;
        loop {
            let options = PutOptions {
                mode: PutMode::Create,
                attributes: attributes.clone(),
                ..PutOptions::default()
            };
            let put = self.inner.put_opts(location, payload.clone(), options);
            let failure = match self.bounded(put).await {
                Ok(done) => return Ok(done),
                // It was heard and turned down, or can never be done.
                Err(
                    error @ (Error::PermissionDenied { .. }
                    | Error::Unauthenticated { .. }
                    | Error::NotImplemented { .. }
                    | Error::NotSupported { .. }
                    | Error::InvalidPath { .. }),
                ) => return Err(error),
                Err(error) => error,
            };
            match self.find(location, &mark).await {
                Ok(Found::Ours(done)) => return Ok(done),
                Ok(Found::Others) => {
                    return Err(match failure {
                        taken @ Error::AlreadyExists { .. } => taken,
                        other => Error::AlreadyExists {
                            path: location.to_string(),
                            source: other.into(),
                        },
                    });
                }
                // "Taken" and yet not there: it was deleted since, or the server met two creates at once and did neither.
                Ok(Found::Nothing) if attempt < self.patience.attempts => {}
                // Whether it will still happen nobody knows.
                Ok(Found::Nothing) => return Err(unknown(failure)),
                Err(_) if attempt < self.patience.attempts => {}
                Err(_) => return Err(unknown(failure)),
            }
            sleep(pause).await;
            pause *= 2;
            attempt += 1;
        }
    }

    async fn put_multipart_opts(
        &self,
        _location: &Path,
        _options: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        Err(self.not_implemented("multipart upload"))
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        match self.bounded(self.inner.get_opts(location, options)).await {
            Ok(mut found) => {
                found.payload = match found.payload {
                    GetResultPayload::Stream(parts) => {
                        GetResultPayload::Stream(bounded_each(parts, self.patience.call))
                    }
                    file => file,
                };
                Ok(found)
            }
            // Without its bucket every object is "not found", and a journal would look empty.
            Err(Error::NotFound { source, .. }) if is_about_bucket(source.as_ref()) => {
                Err(Error::Generic {
                    store: "remote",
                    source,
                })
            }
            answer => answer,
        }
    }

    async fn get_ranges(&self, location: &Path, ranges: &[Range<u64>]) -> Result<Vec<Bytes>> {
        self.bounded(self.inner.get_ranges(location, ranges)).await
    }

    fn delete_stream(
        &self,
        locations: BoxStream<'static, Result<Path>>,
    ) -> BoxStream<'static, Result<Path>> {
        bounded_each(self.inner.delete_stream(locations), self.patience.call)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        bounded_each(self.inner.list(prefix), self.patience.call)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.bounded(self.inner.list_with_delimiter(prefix)).await
    }

    async fn copy_opts(&self, _from: &Path, _to: &Path, _options: CopyOptions) -> Result<()> {
        Err(self.not_implemented("copying"))
    }
}

/// The same stream, which ends with an error when the next item takes too long.
fn bounded_each<T: Send + 'static>(
    items: BoxStream<'static, Result<T>>,
    patience: Duration,
) -> BoxStream<'static, Result<T>> {
    stream::unfold(Some(items), move |items| async move {
        let mut items = items?;
        match timeout(patience, items.next()).await {
            Ok(item) => item.map(|item| (item, Some(items))),
            Err(elapsed) => Some((Err(timed_out(elapsed)), None)),
        }
    })
    .boxed()
}

fn timed_out(elapsed: Elapsed) -> Error {
    Error::Generic {
        store: "remote",
        source: elapsed.into(),
    }
}

/// The mark of a create: the one that it has already, where two of these lie on top of each other, or a new one.
fn mark(attributes: &mut Attributes) -> Result<String> {
    let key = Attribute::Metadata(MARK.into());
    if let Some(mark) = attributes.get(&key) {
        return Ok(mark.to_string());
    }
    let mark = nonce().map_err(|error| Error::Generic {
        store: "remote",
        source: error.into(),
    })?;
    attributes.insert(key, mark.clone().into());
    Ok(mark)
}

/// Never "not found" or "already exists", of which the caller would believe that nothing was written.
fn unknown(failure: Error) -> Error {
    match failure {
        error @ Error::Generic { .. } => error,
        other => Error::Generic {
            store: "remote",
            source: other.into(),
        },
    }
}

fn is_about_bucket(error: &(dyn std::error::Error + Send + Sync + 'static)) -> bool {
    error.to_string().contains("NoSuchBucket")
}

impl fmt::Display for Remote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("remote store")
    }
}
