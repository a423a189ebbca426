//! Totals of a return that can be shown before any release.

use hub_standard::ids::{Month, ServiceCode, SubmissionId};
use serde::{Deserialize, Serialize};

use crate::state::State;

/// Totals of one service and month, adjusted to protect people before they were written: nothing here is a true count.
///
/// The adjustment belongs to the service, the month and the version. A return that changes too few people for a new
/// version carries the totals of the return before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveTotals {
    /// From 1.
    pub version: u32,
    /// The return whose rows were counted.
    pub of: SubmissionId,
    /// People with a referral received in the month.
    pub people: i64,
    /// Referrals received in the month, at most two of a person.
    pub referrals: i64,
    /// Whether they would be displayed by themselves.
    pub floor_met: bool,
}

impl State {
    /// The newest totals that a service and month ever had, whether or not a return counts for it now: the next ones are
    /// a version of the same, so that two of them never differ by a few people.
    #[must_use]
    pub fn newest_live_totals(&self, service: &ServiceCode, month: Month) -> Option<&LiveTotals> {
        let versions = self.history.get(&(service.clone(), month))?;
        versions
            .iter()
            .rev()
            .find_map(|accepted| accepted.live.as_deref())
    }
}
