//! The files of activity that facts are made from, read once for all of them.

use std::sync::Arc;

use datafusion::error::DataFusionError;
use hub_store::{ActivityFile, Path, Store};
use object_store::memory::InMemory;
use object_store::{ObjectStore, ObjectStoreExt};

use crate::error::{EngineError, Result};

/// Copies the files into memory, under their names.
///
/// Every fact reads some columns of them; from storage that would be as many requests of the same bytes. A month of
/// England is some tens of megabytes, and whoever reads the rows of a month keeps more than that.
pub(super) async fn in_memory(
    store: &Store,
    activity: &[ActivityFile],
) -> Result<Arc<dyn ObjectStore>> {
    let failed = |cause| EngineError::table("activity", DataFusionError::External(cause));
    let memory = InMemory::new();
    for (_, object) in activity.iter().flat_map(ActivityFile::objects) {
        let path = Path::from(object.path.as_str());
        let bytes = store
            .read(&path)
            .await
            .map_err(|error| failed(error.into()))?;
        let put = memory.put(&path, bytes.into()).await;
        put.map_err(|error| failed(error.into()))?;
    }
    Ok(Arc::new(memory))
}
