//! Who a row is about: its keys and the person's age. What is personal goes straight to the anonymiser.

use hub_standard::stored::age_band;
use jiff::civil::Date;

use super::dates::{self, Read};
use super::line::Line;
use super::quality::Class;
use super::rows::Checker;
use super::slots::{self, Slot};
use super::values::{NumberRead, number};
use crate::anonymise::{IdentityProblem, StoredKey, age_on, masked};
use crate::sheet::Value;

/// Nobody is older.
const AGE_MAX: i64 = 120;
/// Excel gives a band that it takes for a day the year it is opened in. A return is at most this many years older.
const BAND_YEARS: i16 = 2;
/// The age and the date of birth may differ by a birthday.
const AGE_SLACK: u64 = 1;

impl<'a> Checker<'_, 'a> {
    pub(crate) fn referral_key(&mut self, line: &mut Line<'_>) -> Option<StoredKey> {
        let slot = slots::REFERRAL_ID;
        self.rules.places.column(slot)?;
        let Some(value) = self.take_recorded(line, slot) else {
            self.mandatory_missing(line, slot);
            return None;
        };
        line.class(slot, Class::Valid);
        if let Some(duplicate) = self.rules.duplicates.get(&line.number).copied() {
            if self.rules.has_details {
                self.checked
                    .keys
                    .extend(self.identities.referral(value).ok());
            }
            let cause = duplicate.first_row.to_string();
            self.leave_out(line, slot, "duplicate_referral", &cause, |finding| {
                let said = format!("{}: {}", finding.place, duplicate.words());
                finding
                    .found(&masked(value))
                    .expected(duplicate.expected())
                    .said(said)
            });
            return None;
        }
        match self.identities.referral(value) {
            Ok(key) => Some(key),
            Err(problem) => {
                self.bad_identity(line, slot, problem, value);
                None
            }
        }
    }

    /// The person's key, and the one by the service's own reference where that is another.
    pub(crate) fn person(&mut self, line: &mut Line<'_>) -> (Option<StoredKey>, Option<StoredKey>) {
        let was_left_out = line.left_out;
        let nhs = self.take_recorded(line, slots::NHS_NUMBER);
        let local = self.take_recorded(line, slots::PERSON_ID);
        let has_bad_cell = line.left_out && !was_left_out;
        let local = local.and_then(|value| match self.identities.local_person(value) {
            Ok(key) => {
                line.class(slots::PERSON_ID, Class::Valid);
                Some(key)
            }
            Err(problem) => {
                self.bad_identity(line, slots::PERSON_ID, problem, value);
                None
            }
        });
        let Some(value) = nhs else {
            let has_column = self.rules.places.column(slots::NHS_NUMBER).is_some()
                || self.rules.places.column(slots::PERSON_ID).is_some();
            if local.is_none()
                && has_column
                && !has_bad_cell
                && line.classes.get(slots::PERSON_ID) != Some(&Class::Invalid)
            {
                let slot = if self.rules.places.column(slots::NHS_NUMBER).is_some() {
                    slots::NHS_NUMBER
                } else {
                    slots::PERSON_ID
                };
                self.leave_out(line, slot, "person_missing", "", |finding| finding);
                line.class(slot, Class::Missing);
            }
            return (local, None);
        };
        match self.identities.nhs_person(value) {
            Ok(key) => {
                line.class(slots::NHS_NUMBER, Class::Valid);
                (Some(key), local)
            }
            Err(_) if local.is_some() => {
                line.class(slots::NHS_NUMBER, Class::Invalid);
                self.say(line, slots::NHS_NUMBER, "treated_as_not_known", "", |finding| {
                    let said = format!(
                        "{}: this is not an NHS number. We used your own reference for the person instead.",
                        finding.place
                    );
                    finding.found(&masked(value)).said(said)
                });
                (local, None)
            }
            Err(problem) => {
                self.bad_identity(line, slots::NHS_NUMBER, problem, value);
                (None, None)
            }
        }
    }

    fn bad_identity(
        &mut self,
        line: &mut Line<'_>,
        slot: Slot,
        problem: IdentityProblem,
        value: Value<'_>,
    ) {
        let rule = match problem {
            IdentityProblem::NotNhsNumber => "nhs_number_wrong",
            IdentityProblem::TestNumber => "nhs_number_test",
            IdentityProblem::DigitsLost => "digits_lost",
            IdentityProblem::TooLong => "text_too_long",
            IdentityProblem::Unsealed => "mandatory_missing",
        };
        self.leave_out(line, slot, rule, "", |finding| {
            finding.found(&masked(value))
        });
    }

    pub(crate) fn age_band(&mut self, line: &mut Line<'_>, referred: Option<Date>) -> &'static str {
        let given = self.age(line);
        let birth = self.birth(line);
        if referred.is_none() && birth.is_some_and(|birth| birth > self.rules.today) {
            // Beside the date of the referral, so that it is not found only once that is put right.
            self.leave_out(line, slots::BIRTH, "date_in_future", "", |finding| finding);
        }
        let (Some(birth), Some(referred)) = (birth, referred) else {
            return given.map_or("unknown", age_band);
        };
        let age = age_on(birth, referred);
        if birth > referred {
            self.leave_out(line, slots::BIRTH, "birth_after_referral", "", |finding| {
                finding
            });
        } else if age > AGE_MAX {
            self.leave_out(line, slots::BIRTH, "age_out_of_range", "", |finding| {
                finding
            });
        } else if given.is_some_and(|given| given.abs_diff(age) > AGE_SLACK) {
            self.say(line, slots::AGE, "age_and_birth_disagree", "", |finding| {
                finding
            });
        }
        age_band(age)
    }

    fn age(&mut self, line: &mut Line<'_>) -> Option<i64> {
        let slot = slots::AGE;
        let value = self.take(line, slot)?;
        let day_and_month = dates::day_and_month(value);
        if day_and_month.is_some() || matches!(number(value), NumberRead::Date) {
            line.class(slot, Class::Invalid);
            // A date of another time than ours may be somebody's birth: of that nothing is shown.
            let span = self.rules.spans.get(slot).copied()?;
            let is_of_now = match dates::read(value, span) {
                Read::Day { day, .. } => self.rules.today.year() - day.year() <= BAND_YEARS,
                _ => matches!(value, Value::Text(_)),
            };
            let band = day_and_month
                .filter(|_| is_of_now)
                .map(|(day, month)| (day.min(month), day.max(month)));
            self.say(line, slot, "age_as_date", "", |finding| match band {
                Some((low, high)) => {
                    let said = format!(
                        "{}: Excel has turned an age into a date. Is it the age band {low}-{high}? {}",
                        finding.place, finding.fix
                    );
                    finding.said(said)
                }
                None => finding,
            });
            return None;
        }
        self.whole(line, slot, value, 0..=AGE_MAX, "age_out_of_range")
    }
}
