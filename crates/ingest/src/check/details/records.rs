//! One row of each sheet: from its cells to what is stored of it.

use hub_standard::ids::Month;
use hub_standard::instrument;
use hub_standard::stored::DAYS_MAX;

use super::Checker;
use crate::anonymise::{DetailRow, DetailValue, Owner, VALUES_MAX};
use crate::check::dates;
use crate::check::days::days_between;
use crate::check::masking::shown_number;
use crate::sheet::Row;

/// Whom a row of service use is about where it does not say.
const REFERRED: &str = "referred";

impl Checker<'_> {
    /// A contact of the month; `Some(None)` for one of an earlier month. Of a referral that is over none counts.
    pub(super) fn contact(&mut self, row: &Row<'_>) -> Option<Option<DetailRow>> {
        let parent = self.parent(row);
        let day = self.day(row, "contact_date");
        let mechanism = self.stored_code(row, "contact_mechanism");
        let attended = self.stored_code(row, "attendance");
        let minutes = self.whole(row, "contact_minutes");
        if self.is_over {
            self.after_closing(row.number(), day?, attended);
            return None;
        }
        let (parent, (day, said)) = (parent?, day?);
        let n = row.number();
        if day > self.month.last_day() {
            let rule = match day > self.today {
                true => "date_in_future",
                false => "date_after_month_end",
            };
            let month = self.month.words();
            self.leave_out(n, "contact_date", rule, "", |finding| {
                let words = format!(
                    "{}: {said} is after {month}. {}",
                    finding.place, finding.fix
                );
                finding.found(&said).said(words)
            });
            return None;
        }
        let days = days_between(parent.referred, day).unwrap_or(i16::MIN);
        if days < 0 {
            let referred = dates::words(parent.referred);
            self.leave_out(n, "contact_date", "contact_before_referral", "", |finding| {
                let words = format!(
                    "{}: the contact ({said}) is before the referral ({referred}). Correct one of them.",
                    finding.place
                );
                finding.found(&said).said(words)
            });
            return None;
        }
        if !self.month.contains(day) {
            return Some(None);
        }
        Some(Some(filled(
            parent.owner,
            &[
                DetailValue::Month(Month::of(day)),
                match days <= DAYS_MAX {
                    true => DetailValue::Whole(days),
                    false => DetailValue::None,
                },
                mechanism,
                attended,
                whole(minutes),
            ],
        )))
    }

    /// A kind of support.
    pub(super) fn support(&mut self, row: &Row<'_>) -> Option<DetailRow> {
        let parent = self.parent(row);
        let support = self.code(row, "support_type");
        let provider = self.stored_code(row, "provider_kind");
        let status = self.stored_code(row, "support_status");
        let values = [DetailValue::Code(support?), provider, status];
        Some(filled(parent?.owner, &values))
    }

    /// A score.
    pub(super) fn outcome(&mut self, row: &Row<'_>) -> Option<DetailRow> {
        let parent = self.parent(row);
        let instrument = self.code(row, "instrument");
        let phase = self.code(row, "phase");
        let score = self.decimal(row, "score");
        let (parent, instrument, phase, (score, text)) = (parent?, instrument?, phase?, score?);
        let n = row.number();
        if !instrument::can_score(instrument, score) {
            let expected = instrument::range_words(instrument);
            self.leave_out(n, "score", "score_out_of_range", instrument, |finding| {
                let finding = finding
                    .expected(expected.clone())
                    .found(&shown_number(&text));
                let found = finding.found.clone().unwrap_or_default();
                let said = format!(
                    "{}: we found \"{found}\". A score of {instrument} is {expected}.",
                    finding.place
                );
                finding.said(said)
            });
            return None;
        }
        let values = [
            DetailValue::Code(instrument),
            DetailValue::Code(phase),
            DetailValue::Number(score),
        ];
        Some(filled(parent.owner, &values))
    }

    /// How often somebody used services in a period.
    pub(super) fn service_use(&mut self, row: &Row<'_>) -> Option<DetailRow> {
        let group = self.code(row, "use_group").unwrap_or(REFERRED);
        let owner = if group == REFERRED {
            self.parent(row).map(|parent| parent.owner)
        } else {
            self.compared(row)
        };
        let period = self.code(row, "use_period");
        let months = self.whole(row, "use_months");
        let uses = [
            "gp_contacts",
            "ae_attendances",
            "outpatient_appointments",
            "inpatient_admissions",
        ]
        .map(|item| whole(self.whole(row, item)));
        let [gp, emergency, outpatient, inpatient] = uses;
        let values = [
            DetailValue::Code(group),
            DetailValue::Code(period?),
            DetailValue::Whole(months?),
            gp,
            emergency,
            outpatient,
            inpatient,
        ];
        Some(filled(owner?, &values))
    }
}

fn whole(number: Option<i16>) -> DetailValue {
    number.map_or(DetailValue::None, DetailValue::Whole)
}

fn filled(owner: Owner, values: &[DetailValue]) -> DetailRow {
    let mut row = DetailRow {
        owner,
        values: [DetailValue::None; VALUES_MAX],
    };
    for (place, value) in row.values.iter_mut().zip(values) {
        *place = *value;
    }
    row
}
