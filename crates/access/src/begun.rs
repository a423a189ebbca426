//! A question whose turn it is.

use std::time::Duration;

use hub_release::{Code, Refusal, too_long};

use crate::principal::Principal;
use crate::question::AskError;
use crate::threads::{GivenUp, Lane};
use crate::turns::Turn;

/// So much later than the limit of its time a query is given up that has not said so itself.
const GRACE: Duration = Duration::from_secs(1);

/// A turn with its thread.
pub(crate) struct Begun {
    pub(crate) turn: Turn,
    pub(crate) lane: Lane,
}

impl Begun {
    /// What comes of work on the thread of a question. The gate itself says when a query took too long; where it has no
    /// pause to say so, this does. The work must hold the turn, which ends with it and not with whoever waits.
    pub(crate) async fn in_time<T: Send + 'static>(
        &self,
        limit: Duration,
        work: impl Future<Output = Result<T, AskError>> + Send + 'static,
    ) -> Result<T, AskError> {
        match self.lane.run(limit + GRACE, work).await {
            Ok(done) => done,
            Err(GivenUp::TooLong) => Err(AskError::Refused(too_long(limit))),
            Err(GivenUp::Lost) => Err(AskError::Lost),
        }
    }
}

/// Who stands in the line: somebody with ten tokens is one.
pub(crate) fn who(by: &Principal) -> String {
    format!("{:?} {}", by.role, by.name)
}

/// What is said where too much was answered that nobody took.
pub(crate) fn not_taken() -> Refusal {
    Refusal {
        code: Code::Limit,
        words: "answers that were not fetched yet take too much memory. Read or close those first, and ask again".to_owned(),
    }
}
