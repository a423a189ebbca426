//! When a return counted, by positions in the journal, and so which releases it went into.

use hub_standard::ids::{Month, ServiceCode, SubmissionId};

use super::{Released, State};

/// The journal entries between which a return counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// The entry that accepted it.
    from: u64,
    /// The entry that replaced or withdrew it; none while it counts.
    until: Option<u64>,
}

impl Counted {
    /// Whether it counted once an entry had been written.
    fn at(self, seq: u64) -> bool {
        self.from <= seq && self.until.is_none_or(|until| seq < until)
    }
}

impl State {
    /// The releases that a return went into, oldest first: it counted when they took the returns of the journal. What they
    /// made of it is not said, since that depends on the returns of others.
    pub fn releases_with<'s>(
        &'s self,
        submission: &SubmissionId,
    ) -> impl Iterator<Item = &'s Released> + use<'s> {
        let counted = self.counted.get(submission).copied();
        let releases = self.releases.iter();
        releases.filter(move |release| counted.is_some_and(|span| span.at(release.journal_seq)))
    }

    /// A return counts from the entry that is being taken into account.
    pub(super) fn counts_from_now(&mut self, submission: &SubmissionId) {
        let from = self.next_seq();
        let span = Counted { from, until: None };
        self.counted.insert(submission.clone(), span);
    }

    /// The return that counts for a service and month, if any, does so no more.
    pub(super) fn counts_until_now(&mut self, service: &ServiceCode, month: Month) {
        let Some(current) = self.current_for(service, month) else {
            return;
        };
        let submission = current.submission.clone();
        if let Some(span) = self.counted.get(&submission).copied() {
            let until = Some(self.next_seq());
            self.counted.insert(submission, Counted { until, ..span });
        }
    }
}
