//! A folder of this machine as an object store that survives a power cut.
//!
//! `object_store`'s own local backend creates by hard link, which is atomic, but never tells the disk to keep
//! anything. [`LocalDisk`] reads through it and creates by itself ([`durable`]).
//!
//! A created object becomes visible (its link exists) a moment before it is durable (its folder is on disk). Until it
//! is durable its staging name still exists too, so its link count says so to every process: whoever opens an object
//! with more than one link first makes the folder durable. Thus nothing that was ever read can vanish. (A backup that
//! makes hard links costs one such wait per read, no more.)

use std::fmt;
use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use futures::stream::{BoxStream, StreamExt as _};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{
    CopyOptions, GetOptions, GetResult, GetResultPayload, ListResult, MultipartUpload, ObjectMeta,
    ObjectStore, PutMode, PutMultipartOptions, PutOptions, PutPayload, PutResult,
};

pub mod durable;
mod sweep;

use crate::error::{Result, StoreError};
use durable::{Durable, RealDisk, STAGING};

/// Files taken away at the same time.
const DELETES_AT_ONCE: usize = 8;

/// An object store in a folder, with durable create-if-absent as its only way of writing.
#[derive(Debug)]
pub struct LocalDisk {
    root: PathBuf,
    reading: LocalFileSystem,
    writing: Arc<Durable<RealDisk>>,
}

impl LocalDisk {
    /// Opens the folder, making it if need be.
    ///
    /// # Errors
    /// When it cannot be made or read.
    pub fn open(dir: &std::path::Path) -> Result<Self> {
        let root = prepare(dir).map_err(|source| about_root(source, "open"))?;
        let reading = LocalFileSystem::new_with_prefix(&root)
            .map_err(|error| StoreError::from_objects(&Path::ROOT, error))?;
        let writing = Arc::new(Durable::new(RealDisk, root.clone()));
        Ok(Self {
            root,
            reading,
            writing,
        })
    }

    /// Removes what crashed writers left in staging and returns how many files that were. Files of living writers,
    /// in this process or another, stay.
    ///
    /// # Errors
    /// When the folder cannot be read or written.
    pub fn sweep(&self) -> Result<u64> {
        sweep::sweep(&self.root).map_err(|source| about_root(source, "sweep"))
    }

    /// How many half-written files lie in staging.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn leftovers(&self) -> Result<u64> {
        sweep::count(&self.root).map_err(|source| about_root(source, "count"))
    }

    fn not_implemented(&self, operation: &str) -> object_store::Error {
        object_store::Error::NotImplemented {
            operation: operation.to_owned(),
            implementer: self.to_string(),
        }
    }
}

/// Makes the root folder and its name durable.
fn prepare(dir: &std::path::Path) -> io::Result<PathBuf> {
    fs::create_dir_all(dir)?;
    let root = fs::canonicalize(dir)?;
    if let Some(parent) = root.parent() {
        // The folder above may belong to someone else. Then its owner made ours, long ago.
        match durable::sync_folder(parent) {
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {}
            synced => synced?,
        }
    }
    Ok(root)
}

fn about_root(source: io::Error, operation: &'static str) -> StoreError {
    tracing::warn!(operation, kind = ?source.kind(), "the data folder cannot be used");
    let error = object_store::Error::Generic {
        store: "local disk",
        source: source.into(),
    };
    StoreError::from_objects(&Path::ROOT, error)
}

#[async_trait]
impl ObjectStore for LocalDisk {
    async fn put_opts(
        &self,
        location: &Path,
        payload: PutPayload,
        options: PutOptions,
    ) -> object_store::Result<PutResult> {
        if options.mode != PutMode::Create {
            return Err(self.not_implemented("overwriting"));
        }
        let target = self.reading.path_to_filesystem(location)?;
        let writing = Arc::clone(&self.writing);
        let location = location.clone();
        let work = move || {
            let parts: Vec<&[u8]> = payload.iter().map(AsRef::as_ref).collect();
            writing.create(&location, &target, &parts)
        };
        tokio::task::spawn_blocking(work).await??;
        Ok(PutResult {
            e_tag: None,
            version: None,
        })
    }

    async fn put_multipart_opts(
        &self,
        _location: &Path,
        _options: PutMultipartOptions,
    ) -> object_store::Result<Box<dyn MultipartUpload>> {
        Err(self.not_implemented("multipart upload"))
    }

    async fn get_opts(
        &self,
        location: &Path,
        options: GetOptions,
    ) -> object_store::Result<GetResult> {
        let found = self.reading.get_opts(location, options).await?;
        if let GetResultPayload::File(file, path) = &found.payload
            && let Some(folder) = path.parent()
            && !durable::is_settled(file).map_err(generic)?
        {
            let folder = folder.to_owned();
            tokio::task::spawn_blocking(move || durable::sync_folder(&folder))
                .await?
                .map_err(generic)?;
        }
        Ok(found)
    }

    fn delete_stream(
        &self,
        locations: BoxStream<'static, object_store::Result<Path>>,
    ) -> BoxStream<'static, object_store::Result<Path>> {
        let (reading, writing) = (self.reading.clone(), Arc::clone(&self.writing));
        locations
            .map(move |location| {
                let (reading, writing) = (reading.clone(), Arc::clone(&writing));
                async move {
                    let location = location?;
                    let target = reading.path_to_filesystem(&location)?;
                    let work = move || writing.remove(&location, &target).map(|()| location);
                    tokio::task::spawn_blocking(work).await?
                }
            })
            .buffered(DELETES_AT_ONCE)
            .boxed()
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, object_store::Result<ObjectMeta>> {
        let shown = |meta: &object_store::Result<ObjectMeta>| !matches!(meta, Ok(meta) if is_staging(&meta.location));
        self.reading
            .list(prefix)
            .filter(move |meta| std::future::ready(shown(meta)))
            .boxed()
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> object_store::Result<ListResult> {
        let mut found = self.reading.list_with_delimiter(prefix).await?;
        found.common_prefixes.retain(|folder| !is_staging(folder));
        found.objects.retain(|meta| !is_staging(&meta.location));
        Ok(found)
    }

    async fn copy_opts(
        &self,
        _from: &Path,
        _to: &Path,
        _options: CopyOptions,
    ) -> object_store::Result<()> {
        Err(self.not_implemented("copying"))
    }
}

impl fmt::Display for LocalDisk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("local disk")
    }
}

fn is_staging(location: &Path) -> bool {
    location
        .parts()
        .next()
        .is_some_and(|first| first.as_ref() == STAGING)
}

fn generic(source: io::Error) -> object_store::Error {
    object_store::Error::Generic {
        store: "local disk",
        source: source.into(),
    }
}
