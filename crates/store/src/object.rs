//! A reference to an immutable object.

use serde::{Deserialize, Serialize};

/// Names an object and says exactly what it contains.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ObjectRef {
    /// Path inside the store.
    pub path: String,
    /// SHA-256 of the bytes, lower-case hex.
    pub sha256: String,
    /// Length in bytes; 0 where it is not told.
    pub bytes: u64,
    /// Rows, for a Parquet object of which that may be told; 0 otherwise. It is not told of a return: beside the number
    /// that its sender was told, it would say how many rows were left out for people who object.
    pub rows: u64,
}

/// Names an object and says what it contains, but not how much: where rows were taken out, that would tell how many.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ObjectName {
    /// Path inside the store.
    pub path: String,
    /// SHA-256 of the bytes, lower-case hex.
    pub sha256: String,
}

impl ObjectName {
    /// The object, without saying how long it is.
    #[must_use]
    pub fn to_ref(&self) -> ObjectRef {
        ObjectRef {
            path: self.path.clone(),
            sha256: self.sha256.clone(),
            bytes: 0,
            rows: 0,
        }
    }
}
