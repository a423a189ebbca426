//! Rows against the service's last return: what should have stayed the same, and zeros that Excel took away.

use hub_standard::finding::Finding;
use hub_standard::ids::Month;

use super::collect::Findings;
use super::line::Line;
use super::place::Places;
use super::rows::Checker;
use super::slots::{self, Slot};
use crate::anonymise::{Identities, StoredKey};

impl<'a> Checker<'_, 'a> {
    /// A referral keeps its month, source and person. A source that was not recorded before, or is not now, has not changed.
    pub(crate) fn against_earlier(
        &mut self,
        line: &Line<'_>,
        referral: &StoredKey,
        person: &StoredKey,
        received: Month,
        source: &str,
    ) {
        let Some(known) = self
            .rules
            .earlier
            .and_then(|earlier| earlier.referral(referral))
        else {
            return;
        };
        let (is_other_month, is_other_source) = (
            known.month_received != received.to_string(),
            !known.source.is_empty() && !source.is_empty() && known.source != source,
        );
        let before: Month = known.month_received.parse().unwrap_or(received);
        let is_other_person = known.person != *person;
        if is_other_month {
            let (before, now) = (before.words(), received.words());
            self.say(line, slots::REFERRAL_DATE, "referral_changed", "month", |finding| {
                let said = format!(
                    "{}: this referral is from {now}; in your last return it was from {before}. {}",
                    finding.place, finding.fix
                );
                finding.found(&now).expected(before).said(said)
            });
        }
        if is_other_source {
            let before = known.source.clone();
            self.say(line, slots::SOURCE, "referral_changed", "source", |finding| {
                let said = format!(
                    "{}: the source of this referral is {source}; in your last return it was {before}. {}",
                    finding.place, finding.fix
                );
                finding.found(source).expected(before).said(said)
            });
        }
        if is_other_person {
            self.say(
                line,
                slots::REFERRAL_ID,
                "referral_changed",
                "person",
                |finding| {
                    let said = format!(
                        "{}: this referral is of another person than in your last return. {}",
                        finding.place, finding.fix
                    );
                    finding.said(said)
                },
            );
        }
    }
}

/// References whose zeros in front were put back, because with them they are in the last return; and those that seem to miss
/// some.
pub(crate) fn zeros(identities: &Identities, places: &Places<'_>, findings: &mut Findings) {
    let note = |findings: &mut Findings, slot: Slot, restored: u32| {
        let Some(column) = places.column(slot).filter(|_| restored > 0) else {
            return;
        };
        let mut finding = Finding::of("references_restored", places.of(column));
        finding.count = restored;
        let references = if restored == 1 {
            "1 reference in column".to_owned()
        } else {
            format!("{restored} references in column")
        };
        let said = format!(
            "Excel removed zeros from the front of {references} {}. With them they are in your last return, so we put them back.",
            column.letter
        );
        findings.push(finding.said(said));
    };
    note(findings, slots::REFERRAL_ID, identities.referrals_restored);
    let shorter = identities.referrals_shorter;
    if let Some(column) = places.column(slots::REFERRAL_ID).filter(|_| shorter > 0) {
        let mut finding = Finding::of("zeros_lost", places.of(column));
        finding.count = shorter;
        let references = if shorter == 1 {
            "1 reference has".to_owned()
        } else {
            format!("{shorter} references have")
        };
        let said = format!(
            "Column {}: {references} fewer digits than in your last return. {} {}",
            column.letter, finding.why, finding.fix
        );
        findings.push(finding.said(said));
    }

    note(findings, slots::PERSON_ID, identities.people_restored);
}
