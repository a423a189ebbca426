//! What the rows that count add up to.

use hub_standard::ids::Month;

use crate::anonymise::{StoredRow, beginning};
use crate::checked::Summary;

/// Sums of some of the rows.
#[derive(Default)]
pub(crate) struct Sums {
    summary: Summary,
    /// The beginning of each person's key, which tells people apart well enough to count them.
    people: Vec<u64>,
}

impl std::fmt::Debug for Sums {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.summary.fmt(f)
    }
}

impl Sums {
    /// Counts a row of a return of this month.
    pub(crate) fn count(&mut self, row: &StoredRow<'_>, month: Month) {
        let summary = &mut self.summary;
        summary.new_referrals += u32::from(row.month_received == month);
        let contacts = row.contacts.map_or(0, |n| u32::from(n.unsigned_abs()));
        summary.contacts = summary.contacts.saturating_add(contacts);
        summary.first_contacts += u32::from(row.month_first_contact == Some(month));
        summary.closed += u32::from(row.month_closed == Some(month));
        summary.declined += u32::from(!row.declined.is_empty());
        self.people.push(beginning(&row.person_key));
    }

    /// Adds those of other rows.
    pub(crate) fn extend(&mut self, other: Self) {
        let (summary, more) = (&mut self.summary, other.summary);
        summary.new_referrals += more.new_referrals;
        summary.contacts = summary.contacts.saturating_add(more.contacts);
        summary.first_contacts += more.first_contacts;
        summary.closed += more.closed;
        summary.declined += more.declined;
        self.people.extend(other.people);
    }

    pub(crate) fn summary(mut self) -> Summary {
        self.people.sort_unstable();
        self.people.dedup();
        Summary {
            people: u32::try_from(self.people.len()).unwrap_or(u32::MAX),
            ..self.summary
        }
    }
}
