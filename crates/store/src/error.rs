//! What can go wrong with storage, as a caller can act on it.

use std::error::Error;
use std::io;
use std::sync::Arc;

use hub_standard::ids::SubmissionId;

use crate::event::Accepted;
use crate::layout::Path;
use crate::probe::Promise;

/// The result of a storage operation.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// The cause of a failure, shared by all who waited for the same write.
pub type Cause = Arc<dyn Error + Send + Sync>;

/// A failed storage operation.
///
/// The messages name objects by their path inside the store, never by a folder or bucket of the machine; causes may,
/// and belong in the log only.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no such object.
    #[error("{path} does not exist")]
    NotFound {
        /// Path inside the store.
        path: String,
    },
    /// The name is taken by different content. Nothing was written.
    #[error("{path} already exists")]
    AlreadyExists {
        /// Path inside the store.
        path: String,
    },
    /// The writer's own decision, taken on the newest state, was not to write.
    #[error("not written")]
    Refused(#[source] Refusal),
    /// Other writers won every attempt. Nothing was written; try again later.
    #[error("other writers were faster {attempts} times in a row")]
    Contended {
        /// How often the write was tried.
        attempts: u32,
    },
    /// Too many writes wait already. Nothing was written; try again later.
    #[error("{waiting} writes are waiting already")]
    Overloaded {
        /// How many were waiting.
        waiting: usize,
    },
    /// The disk or the quota is full.
    #[error("storage is full")]
    Full {
        /// The cause.
        #[source]
        source: Cause,
    },
    /// Storage refuses this process: permissions or credentials.
    #[error("storage refuses access")]
    Denied {
        /// The cause.
        #[source]
        source: Cause,
    },
    /// Storage did not answer, or not in time. A write may or may not have happened: ask again, every write is
    /// idempotent.
    #[error("storage is unavailable")]
    Unavailable {
        /// The cause.
        #[source]
        source: Cause,
    },
    /// An object is not what its writer wrote, or the journal does not hold together.
    #[error("{path} is damaged: {reason}")]
    Corrupt {
        /// Path inside the store.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Rows could not be turned into Parquet.
    #[error("rows could not be encoded")]
    Encode {
        /// The cause.
        #[source]
        source: Cause,
    },
    /// This storage does not keep a promise that the hub rests on. The hub must not run on it.
    #[error("this storage {promise}")]
    BrokenPromise {
        /// Which.
        promise: Promise,
    },
    /// What the environment says of the storage does not do. Nothing was asked of it.
    #[error("{reason}")]
    Settings {
        /// What is wrong, in words that name the variable and never its value.
        reason: String,
        /// The cause, where there is one.
        #[source]
        source: Option<Cause>,
    },
    /// Another process does what only one may do at a time. Nothing was written; try again when it is done.
    #[error("another process is at work here: {by}")]
    Held {
        /// What it said of itself.
        by: String,
    },
    /// This process was silent for so long that another one took over what only one may do at a time.
    #[error("this process was cut off from storage for so long that another one took over")]
    Overtaken,
    /// This storage cannot do what the hub needs.
    #[error("this storage lacks {what}")]
    Unsupported {
        /// The missing ability.
        what: &'static str,
    },
}

impl StoreError {
    /// Whether the same call may succeed later without anyone changing anything.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(
            self,
            Self::Contended { .. }
                | Self::Overloaded { .. }
                | Self::Unavailable { .. }
                | Self::Held { .. }
        )
    }

    pub(crate) fn corrupt(path: &Path, reason: impl Into<String>) -> Self {
        Self::Corrupt {
            path: path.to_string(),
            reason: reason.into(),
        }
    }

    pub(crate) fn encode(source: impl Error + Send + Sync + 'static) -> Self {
        Self::Encode {
            source: Arc::new(source),
        }
    }

    pub(crate) fn unavailable(source: impl Error + Send + Sync + 'static) -> Self {
        Self::Unavailable {
            source: Arc::new(source),
        }
    }

    /// Translates an error of the object store about `path`.
    pub(crate) fn from_objects(path: &Path, error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::NotFound {
                path: path.to_string(),
            },
            object_store::Error::AlreadyExists { .. } => Self::AlreadyExists {
                path: path.to_string(),
            },
            object_store::Error::PermissionDenied { .. }
            | object_store::Error::Unauthenticated { .. } => Self::Denied {
                source: Arc::new(error),
            },
            object_store::Error::NotImplemented { .. }
            | object_store::Error::NotSupported { .. } => Self::Unsupported {
                what: "an operation the hub needs",
            },
            other => match io_kind(&other) {
                Some(io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) => Self::Full {
                    source: Arc::new(other),
                },
                Some(io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem) => {
                    Self::Denied {
                        source: Arc::new(other),
                    }
                }
                _ => Self::Unavailable {
                    source: Arc::new(other),
                },
            },
        }
    }
}

/// The kind of the first `io::Error` among the causes of `error`.
fn io_kind(error: &object_store::Error) -> Option<io::ErrorKind> {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if let Some(io) = error.downcast_ref::<io::Error>() {
            return Some(io.kind());
        }
        cause = error.source();
    }
    None
}

/// Why a writer decided, on the newest state, not to write.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The very same file counts already.
    #[error("the same file was accepted before as {submission}")]
    SameFile {
        /// The submission that counts.
        submission: SubmissionId,
    },
    /// Another return arrived since the writer last looked.
    #[error("{} was accepted meanwhile", current.submission)]
    Superseded {
        /// The return that counts now.
        current: Box<Accepted>,
    },
    /// Any other reason, in words that may be shown to the person who asked.
    #[error("{reason}")]
    Other {
        /// The reason.
        reason: String,
    },
}

impl Refusal {
    /// A refusal in words that may be shown to the person who asked.
    pub fn because(reason: impl Into<String>) -> Self {
        Self::Other {
            reason: reason.into(),
        }
    }
}
