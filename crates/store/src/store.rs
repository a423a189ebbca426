//! The store: objects under stable names.

use std::fmt;
use std::sync::Arc;

use arrow::array::RecordBatch;
use bytes::Bytes;
use hub_ingest::Anonymised;
use hub_standard::ids::SubmissionId;
use object_store::ObjectStore;
use object_store::memory::InMemory;

use crate::audit::AuditLog;
use crate::disk::LocalDisk;
use crate::error::{Result, StoreError};
use crate::journal::Journal;
use crate::layout::{self, Path};
use crate::object::ObjectRef;
use crate::objects::{Objects, sha256_hex};
use crate::place::Place;
use crate::rows;
use crate::s3::{self, S3Settings};

/// Immutable objects and the journal. Clones are the same store.
#[derive(Clone)]
pub struct Store {
    objects: Objects,
    journal: Journal,
    audit: AuditLog,
    disk: Option<Arc<LocalDisk>>,
}

/// An object found by [`Store::list`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Path inside the store.
    pub path: Path,
    /// Length in bytes.
    pub bytes: u64,
}

impl Store {
    /// A store in a folder of this machine, which is made if need be. What is acknowledged survives a power cut.
    ///
    /// Removes what crashed writers left half-written. Does blocking work: call it at start.
    ///
    /// # Errors
    /// When the folder cannot be made, read or written.
    pub fn local(dir: &std::path::Path) -> Result<Self> {
        let disk = Arc::new(LocalDisk::open(dir)?);
        let swept = disk.sweep()?;
        if swept > 0 {
            tracing::info!(
                n_files = swept,
                "removed half-written files of an earlier run"
            );
        }
        Ok(Self::new(Arc::<LocalDisk>::clone(&disk), Some(disk)))
    }

    /// A store at a place: a folder of this machine as [`local`](Self::local), or a bucket of an S3 server, of which
    /// nothing is asked yet: [`probe`](Self::probe) it before it is relied on. May do blocking work: call it at start.
    ///
    /// # Errors
    /// [`StoreError::Settings`] when the settings of S3 do not do; otherwise as [`local`](Self::local).
    pub fn open(place: &Place, settings: &S3Settings) -> Result<Self> {
        match place {
            Place::Folder(folder) => Self::local(folder),
            Place::S3(bucket) => Ok(Self::over(s3::open(bucket, settings)?)),
        }
    }

    /// A store in memory, gone with the last clone.
    #[must_use]
    pub fn memory() -> Self {
        Self::over(Arc::new(InMemory::new()))
    }

    /// A store over any object store that can create if absent; see [`probe`](Self::probe).
    #[must_use]
    pub fn over(store: Arc<dyn ObjectStore>) -> Self {
        Self::new(store, None)
    }

    fn new(store: Arc<dyn ObjectStore>, disk: Option<Arc<LocalDisk>>) -> Self {
        let objects = Objects::new(store);
        Self {
            journal: Journal::new(objects.clone()),
            audit: AuditLog::new(objects.clone()),
            objects,
            disk,
        }
    }

    /// The object store underneath, for the engine's scans only. Writing past this type breaks its promises.
    #[must_use]
    pub fn object_store(&self) -> Arc<dyn ObjectStore> {
        Arc::clone(self.objects.inner())
    }

    /// The journal.
    #[must_use]
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// The log of questions.
    #[must_use]
    pub fn audit(&self) -> &AuditLog {
        &self.audit
    }

    /// Creates an object; once this returns it exists for good.
    ///
    /// # Errors
    /// [`StoreError::AlreadyExists`] when the name is taken, even by the same bytes.
    pub async fn create(&self, path: &Path, bytes: Bytes) -> Result<()> {
        self.objects.create(path, bytes).await
    }

    /// Takes away an object that nothing counts on and nothing ever will: what a writer that lost left behind.
    ///
    /// # Errors
    /// When storage does not answer. An object that is not there is no error.
    pub async fn discard(&self, path: &Path) -> Result<()> {
        match self.objects.delete(path).await {
            Err(StoreError::NotFound { .. }) => Ok(()),
            done => done,
        }
    }

    /// Whether a process has the key that this store was made with. The first key of a name is the one from then on.
    ///
    /// Kept is a hash, which does not give away a key that was drawn at random and has 16 bytes or more.
    ///
    /// # Errors
    /// When storage does not answer.
    pub async fn agrees_on_key(&self, name: &str, key: &[u8]) -> Result<bool> {
        let path = layout::key_mark(name);
        let mark = sha256_hex(&[b"mark of the key ", name.as_bytes(), b"\0", key].concat());
        if let Some(found) = self.objects.read_if_there(&path).await? {
            return Ok(found == mark.as_bytes());
        }
        match self.create_same(&path, mark.into(), 0).await {
            Ok(_) => Ok(true),
            Err(StoreError::AlreadyExists { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Reads a whole object.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none.
    pub async fn read(&self, path: &Path) -> Result<Bytes> {
        self.objects.read(path).await
    }

    /// All objects under `prefix`, sorted by path. Half-written ones are not among them.
    ///
    /// # Errors
    /// When storage does not answer.
    pub async fn list(&self, prefix: &Path) -> Result<Vec<Listed>> {
        self.objects.list(prefix).await
    }

    /// Whether an object exists.
    ///
    /// # Errors
    /// When storage does not answer.
    pub async fn exists(&self, path: &Path) -> Result<bool> {
        Ok(self.objects.size(path).await?.is_some())
    }

    /// Stores the anonymised rows of one sheet of a return. It counts only once the journal has accepted it.
    ///
    /// The bytes depend on the rows alone, so that sending the same rows under the same identifier again finds the same
    /// object. Other rows under the same identifier (somebody objected between two attempts to submit) get an object of
    /// their own; which of them counts, if any, the journal decides.
    ///
    /// # Errors
    /// When storage does not take them.
    pub async fn put_return(&self, id: &SubmissionId, rows: &Anonymised) -> Result<ObjectRef> {
        let path = layout::return_object(rows.record(), rows.month(), id);
        let batch = rows.batch().clone();
        let bytes = blocking(move || rows::encode_return(&batch)).await?;
        // How many rows it holds is not told; see `ObjectRef::rows`.
        match self.create_same(&path, bytes.clone(), 0).await {
            Err(StoreError::AlreadyExists { .. }) => {
                let (sha256, bytes) = blocking(move || Ok((sha256_hex(&bytes), bytes))).await?;
                let path = layout::rewritten_return(rows.record(), rows.month(), id, &sha256);
                self.create_same(&path, bytes, 0).await
            }
            created => created,
        }
    }

    /// Reads the rows of a Parquet object, after checking that they are the bytes that were written.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Corrupt`] when the bytes differ.
    pub async fn read_rows(&self, object: &ObjectRef) -> Result<Vec<RecordBatch>> {
        let bytes = self.read_object(object).await?;
        let path = Path::from(object.path.as_str());
        blocking(move || rows::decode(&path, bytes)).await
    }

    /// Reads an object whole, after checking that its bytes are those that were written.
    pub(crate) async fn read_object(&self, object: &ObjectRef) -> Result<Bytes> {
        let path = Path::from(object.path.as_str());
        let bytes = self.objects.read(&path).await?;
        let expected = object.sha256.clone();
        blocking(move || {
            if sha256_hex(&bytes) == expected {
                Ok(bytes)
            } else {
                Err(StoreError::corrupt(
                    &path,
                    "its bytes are not those that were written",
                ))
            }
        })
        .await
    }

    /// Creates an object, or finds that it exists with the same bytes.
    pub(crate) async fn create_same(
        &self,
        path: &Path,
        bytes: Bytes,
        rows: u64,
    ) -> Result<ObjectRef> {
        let (sha256, bytes) = blocking(move || Ok((sha256_hex(&bytes), bytes))).await?;
        let object = ObjectRef {
            path: path.to_string(),
            sha256,
            bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            rows,
        };
        match self.objects.create(path, bytes.clone()).await {
            Ok(()) => Ok(object),
            Err(taken @ StoreError::AlreadyExists { .. }) => {
                if self.objects.read(path).await? == bytes {
                    Ok(object)
                } else {
                    Err(taken)
                }
            }
            Err(error) => Err(error),
        }
    }

    pub(crate) fn objects(&self) -> &Objects {
        &self.objects
    }

    pub(crate) fn disk(&self) -> Option<&Arc<LocalDisk>> {
        self.disk.as_ref()
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").finish_non_exhaustive()
    }
}

/// Runs work that would hold up the async threads.
pub(crate) async fn blocking<T, F>(work: F) -> Result<T>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T> + Send + 'static,
{
    tokio::task::spawn_blocking(work)
        .await
        .map_err(StoreError::unavailable)?
}

/// 128 random bits in hex.
pub(crate) fn nonce() -> Result<String> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(StoreError::unavailable)?;
    Ok(crate::objects::hex(&bytes))
}
