//! What is asked, what comes of it, and within which bounds.

use std::sync::Arc;
use std::time::Duration;

use hub_release::{Answer, GateError, QueryLimits, Refusal, Release, ReleaseError, ScalarValue};
use hub_standard::ids::ReleaseId;
use hub_store::StoreError;

use crate::holding::Hold;
use crate::turns::Place;

/// Bounds on asking.
#[derive(Debug, Clone, Copy)]
pub struct AskLimits {
    /// Whether questions are answered at all.
    pub answers: bool,
    /// What one query may take.
    pub query: QueryLimits,
    /// Most queries at the same time.
    pub running_max: usize,
    /// Most queries of one person at the same time.
    pub running_each_max: usize,
    /// Most queries that wait for their turn.
    pub waiting_max: usize,
    /// How long one waits.
    pub wait: Duration,
}

impl Default for AskLimits {
    fn default() -> Self {
        let running_max = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            answers: false,
            query: QueryLimits::default(),
            running_max,
            running_each_max: running_max.div_ceil(2),
            waiting_max: 1_000,
            wait: Duration::from_secs(10),
        }
    }
}

/// How a question came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Transport {
    /// A program, over HTTP.
    Http,
    /// A person, on a page.
    Page,
    /// The Postgres wire.
    Postgres,
    /// Flight SQL.
    Flight,
}

impl Transport {
    /// Its name in records.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Page => "page",
            Self::Postgres => "postgres",
            Self::Flight => "flight",
        }
    }
}

/// A question.
#[derive(Debug, Clone)]
pub struct Question<'a> {
    /// One query.
    pub sql: &'a str,
    /// What stands for `$1`, `$2` and so on.
    pub values: Vec<ScalarValue>,
    /// Release to read; the newest without it.
    pub as_at: Option<&'a ReleaseId>,
    /// How it came.
    pub transport: Transport,
}

/// An answer, with what it was read from.
#[derive(Debug)]
pub struct Answered {
    /// The release.
    pub release: Arc<Release>,
    /// The rows.
    pub answer: Answer,
    /// From the start of its turn to its last row.
    pub took: Duration,
    /// The place in the line of whoever asked: as long as it is kept, with what is made of the answer, they have one fewer.
    pub place: Place,
    /// What counts its bytes against whoever asked: to be kept until the last of them was taken.
    pub hold: Hold,
}

/// Why a question was not answered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AskError {
    /// Whoever asks may not: not at all, or not of this.
    #[error("this role may not ask that in SQL")]
    NotAllowed,
    /// Nobody may, here.
    #[error("questions in SQL are not answered by this hub")]
    Closed,
    /// Too many ask at once: try again in a moment.
    #[error("too many queries run at once. Try again in a moment")]
    Busy,
    /// Nothing was released yet.
    #[error("nothing has been released yet")]
    NoRelease,
    /// The query is for its sender to change.
    #[error(transparent)]
    Refused(Refusal),
    /// A release cannot be had; [`ReleaseError::NotFound`] where there is none of that name.
    #[error(transparent)]
    Release(#[from] ReleaseError),
    /// Storage does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Something is for the operator to mend.
    #[error(transparent)]
    Failed(GateError),
    /// The query took its thread with it, which is a fault of the hub.
    #[error("the query could not be finished")]
    Lost,
}

impl From<GateError> for AskError {
    fn from(error: GateError) -> Self {
        match error {
            GateError::Refused(refusal) => Self::Refused(refusal),
            error => Self::Failed(error),
        }
    }
}
