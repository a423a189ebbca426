//! A reference to an immutable object.

use serde::{Deserialize, Serialize};

/// Names an object and says exactly what it contains.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ObjectRef {
    /// Path inside the store.
    pub path: String,
    /// SHA-256 of the bytes, lower-case hex.
    pub sha256: String,
    /// Length in bytes.
    pub bytes: u64,
    /// Rows, for a Parquet object; 0 otherwise.
    pub rows: u64,
}
