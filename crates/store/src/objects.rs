//! The object store, reduced to what the hub asks of it.

use std::sync::Arc;

use bytes::Bytes;
use futures::TryStreamExt as _;
use object_store::{GetOptions, ObjectStore, ObjectStoreExt as _, PutMode, PutOptions};
use sha2::{Digest as _, Sha256};

use crate::error::{Result, StoreError};
use crate::layout::Path;
use crate::store::Listed;

/// Create, read, list. There is no overwrite.
#[derive(Debug, Clone)]
pub(crate) struct Objects(Arc<dyn ObjectStore>);

impl Objects {
    pub(crate) fn new(store: Arc<dyn ObjectStore>) -> Self {
        Self(store)
    }

    pub(crate) fn inner(&self) -> &Arc<dyn ObjectStore> {
        &self.0
    }

    pub(crate) async fn create(&self, path: &Path, bytes: Bytes) -> Result<()> {
        let options = PutOptions::from(PutMode::Create);
        match self.0.put_opts(path, bytes.into(), options).await {
            Ok(_) => Ok(()),
            Err(error) => Err(StoreError::from_objects(path, error)),
        }
    }

    pub(crate) async fn read(&self, path: &Path) -> Result<Bytes> {
        let translate = |error| StoreError::from_objects(path, error);
        let found = self
            .0
            .get_opts(path, GetOptions::default())
            .await
            .map_err(translate)?;
        found.bytes().await.map_err(translate)
    }

    /// Reads an object that may not exist.
    pub(crate) async fn read_if_there(&self, path: &Path) -> Result<Option<Bytes>> {
        match self.read(path).await {
            Ok(bytes) => Ok(Some(bytes)),
            Err(StoreError::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(crate) async fn size(&self, path: &Path) -> Result<Option<u64>> {
        match self.0.head(path).await {
            Ok(meta) => Ok(Some(meta.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(StoreError::from_objects(path, error)),
        }
    }

    /// All objects under `prefix`, sorted by path.
    pub(crate) async fn list(&self, prefix: &Path) -> Result<Vec<Listed>> {
        let mut found: Vec<Listed> = self
            .0
            .list(Some(prefix))
            .map_ok(|meta| Listed {
                path: meta.location,
                bytes: meta.size,
            })
            .try_collect()
            .await
            .map_err(|error| StoreError::from_objects(prefix, error))?;
        found.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        Ok(found)
    }

    pub(crate) async fn delete(&self, path: &Path) -> Result<()> {
        self.0
            .delete(path)
            .await
            .map_err(|error| StoreError::from_objects(path, error))
    }
}

/// SHA-256 in lower-case hex.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| {
        DIGITS
            .get(usize::from(nibble))
            .copied()
            .map_or('0', char::from)
    };
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}
