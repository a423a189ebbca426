//! Contacts beside the referrals that they belong to: how many there were, and those of a referral that is over.

use std::collections::HashMap;

use hub_standard::finding::Finding;
use jiff::civil::Date;

use super::said::words;
use super::{Checker, Outcome, Parent};
use crate::anonymise::{DetailRow, DetailValue, StoredKey, StoredRow};

/// Where a stored contact says whether the person came.
const ATTENDED: usize = 3;
/// Codes of contacts that did not take place.
const NOT_MET: [&str; 4] = ["2", "3", "4", "7"];

impl Checker<'_> {
    /// Says that a contact of the month does not count, since its referral closed before: a date may be wrong.
    pub(super) fn after_closing(&mut self, row: u32, day: (Date, String), attended: DetailValue) {
        let (day, said) = day;
        if self.left_out || !took_place(attended) || !self.month.contains(day) {
            return;
        }
        self.say(
            row,
            "contact_date",
            "contacts_after_closing",
            "",
            |finding| {
                let words = format!(
                    "{}: the contact ({said}) is after the referral was closed, so we did not count it. {}",
                    finding.place, finding.fix
                );
                finding.found(&said).said(words)
            },
        );
    }

    /// The contacts of the month should be as many as the referral's own row says.
    pub(super) fn compare_contacts(&mut self) {
        let n_rows = contacts_by_referral(&self.kept);
        let differ = |parent: &&Parent| {
            if self.incomplete.contains(&parent.owner.referral_key) {
                return false;
            }
            let rows = n_rows.get(&parent.owner.referral_key);
            parent
                .contacts
                .is_some_and(|said| said != rows.copied().unwrap_or(0))
        };
        let n = self.parents.counted.values().filter(differ).count();
        let Ok(n @ 1..) = u32::try_from(n) else {
            return;
        };
        let mut finding = Finding::of("contacts_disagree", self.places.sheet());
        finding.count = n;
        let said = format!(
            "For {} the number in contacts_this_month is not the number of rows in Contacts. We keep both as they are. {}",
            words(n, "referral"),
            finding.fix
        );
        self.findings.push(finding.said(said));
    }
}

/// Gives referrals whose own row does not say how many contacts they had the number of those on their own sheet. Not where
/// some of them do not count, and none where the sheet has no contact of the month: that is not known, and no zero.
pub(crate) fn fill_contacts(referrals: &mut [StoredRow<'_>], contacts: &Outcome) {
    if contacts.rows.is_empty() {
        return;
    }
    let n_rows = contacts_by_referral(&contacts.rows);
    for row in referrals {
        if contacts.incomplete.contains(&row.referral_key) {
            continue;
        }
        let n = n_rows.get(&row.referral_key).copied().unwrap_or(0);
        row.contacts.get_or_insert(n);
    }
}

/// How many contacts each referral had: what was missed or cancelled is a row of the sheet and no contact.
fn contacts_by_referral(rows: &[DetailRow]) -> HashMap<StoredKey, i16> {
    let mut n_rows: HashMap<StoredKey, i16> = HashMap::new();
    let attended = |row: &DetailRow| row.values.get(ATTENDED).copied().unwrap_or_default();
    for row in rows.iter().filter(|row| took_place(attended(row))) {
        let n = n_rows.entry(row.owner.referral_key).or_default();
        *n = n.saturating_add(1);
    }
    n_rows
}

fn took_place(attended: DetailValue) -> bool {
    !matches!(attended, DetailValue::Code(code) if NOT_MET.contains(&code))
}
