//! The time that a query may take, for whatever does not pause.

use std::time::{Duration, Instant};

use datafusion::error::Result;

use super::refusal::{Code, Refusal};
use super::rewrite::refused;

/// When a query must have ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Deadline {
    at: Instant,
    limit: Duration,
}

impl Deadline {
    /// So long from now.
    #[must_use]
    pub fn after(limit: Duration) -> Self {
        Self {
            at: Instant::now() + limit,
            limit,
        }
    }

    /// Refuses to go on once it has passed. Called between two groups of a function that makes many in one go.
    pub(crate) fn check(self) -> Result<()> {
        match Instant::now() <= self.at {
            true => Ok(()),
            false => Err(refused(too_long(self.limit))),
        }
    }
}

/// What is said of a query that takes longer than its limit.
#[must_use]
pub fn too_long(limit: Duration) -> Refusal {
    let seconds = limit.as_secs();
    Refusal::new(
        Code::Limit,
        format_args!("this took more than {seconds} seconds. Ask for less at once"),
    )
}
