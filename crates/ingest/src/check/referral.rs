//! One row: from its cells to what is stored of it.

use std::borrow::Cow;

use hub_standard::ids::Month;
use hub_standard::stored::age_band;
use jiff::civil::Date;

use super::line::{Line, shown};
use super::practices::PracticeRead;
use super::quality::Class;
use super::rows::{Checker, Verdict};
use super::slots::{self, Slot};
use super::values::{NumberRead, number, text_of};
use crate::anonymise::{
    IdentityProblem, PlaceProblem, Residence, StoredKey, StoredRow, age_on, by_lsoa, by_postcode, masked,
};
use crate::sheet::Value;

/// Nobody is older.
const AGE_MAX: i64 = 120;
/// The age and the date of birth may differ by a birthday.
const AGE_SLACK: i64 = 1;

impl<'a> Checker<'a> {
    /// Checks one row. Every cell is looked at, whatever is wrong with the others.
    pub(crate) fn referral(&mut self, line: &mut Line<'a>, referral_key: Option<StoredKey>) -> Verdict {
        self.other_service(line);
        let referral_key = self.referral_key(line, referral_key);
        let person_key = self.person(line);
        let referred = self.mandatory_date(line);
        let first_contact = self.event(line, slots::FIRST_CONTACT);
        let closed = self.event(line, slots::CLOSED);
        let age_band = self.age_band(line, referred);
        let residence = self.residence(line);
        let practice = self.practice(line);
        let sex = self.code(line, slots::SEX);
        let ethnic_category = self.code(line, slots::ETHNIC);
        let source = self.code(line, slots::SOURCE);
        let referrer_organisation = self.organisation(line);
        let method = self.code(line, slots::METHOD);
        let needs = self.codes(line, slots::NEED);
        let conditions = self.codes(line, slots::CONDITION);
        let carer = self.code(line, slots::CARER);
        let declined = self.declined(line);
        let contacts = self.contacts(line, first_contact);
        let closure_reason = self.closure_reason(line, closed);
        let wait_days = referred.and_then(|referred| self.wait(line, referred, first_contact));
        let days_open = referred.and_then(|referred| self.days_open(line, referred, closed));
        let (false, Some(referral_key), Some(person_key), Some(referred)) =
            (line.left_out, referral_key, person_key, referred)
        else {
            return Verdict::LeftOut;
        };
        let is_over = closed.is_some_and(|closed| closed < self.month.first_day());
        if is_over && contacts.unwrap_or(0) == 0 && !self.in_month(first_contact) {
            self.tallies.count("closed_before_month", slots::CLOSED, line.number, || None);
            return Verdict::Ignored;
        }
        self.rows.push(StoredRow {
            referral_key,
            person_key,
            practice,
            residence,
            sex,
            age_band,
            ethnic_category,
            month_received: Month::of(referred),
            source,
            referrer_organisation,
            method,
            needs,
            conditions,
            carer,
            declined,
            month_first_contact: first_contact.map(Month::of),
            wait_days,
            contacts,
            month_closed: closed.map(Month::of),
            days_open,
            closure_reason,
        });
        Verdict::Counted
    }

    fn referral_key(&mut self, line: &mut Line<'a>, known: Option<StoredKey>) -> Option<StoredKey> {
        let slot = slots::REFERRAL_ID;
        self.places.column(slot)?;
        let Some(value) = self.take_recorded(line, slot) else {
            self.mandatory_missing(line, slot);
            return None;
        };
        line.class(slot, Class::Valid);
        if let Some(duplicate) = self.duplicates.get(&line.number).copied() {
            let cause = duplicate.first_row.to_string();
            self.leave_out(line, slot, "duplicate_referral", &cause, |finding| {
                let said = format!("{}: {}", finding.place, duplicate.words());
                finding.found(&masked(value)).said(said)
            });
            return None;
        }
        match known.map_or_else(|| self.identities.referral(value), Ok) {
            Ok(key) => Some(key),
            Err(problem) => {
                self.bad_identity(line, slot, problem, value);
                None
            }
        }
    }

    fn person(&mut self, line: &mut Line<'a>) -> Option<StoredKey> {
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
            let has_column =
                self.places.column(slots::NHS_NUMBER).is_some() || self.places.column(slots::PERSON_ID).is_some();
            if local.is_none() && has_column && !has_bad_cell && line.classes.get(slots::PERSON_ID) != Some(&Class::Invalid) {
                let slot = if self.places.column(slots::NHS_NUMBER).is_some() { slots::NHS_NUMBER } else { slots::PERSON_ID };
                self.leave_out(line, slot, "person_missing", "", |finding| finding);
                line.class(slot, Class::Missing);
            }
            return local;
        };
        match self.identities.nhs_person(value) {
            Ok(key) => {
                line.class(slots::NHS_NUMBER, Class::Valid);
                Some(key)
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
                local
            }
            Err(problem) => {
                self.bad_identity(line, slots::NHS_NUMBER, problem, value);
                None
            }
        }
    }

    fn bad_identity(&mut self, line: &mut Line<'a>, slot: Slot, problem: IdentityProblem, value: Value<'a>) {
        let rule = match problem {
            IdentityProblem::NotNhsNumber => "nhs_number_wrong",
            IdentityProblem::TestNumber => "nhs_number_test",
            IdentityProblem::DigitsLost => "digits_lost",
            IdentityProblem::TooLong => "text_too_long",
            IdentityProblem::Unsealed => "mandatory_missing",
        };
        self.leave_out(line, slot, rule, "", |finding| finding.found(&masked(value)));
    }

    fn mandatory_date(&mut self, line: &mut Line<'a>) -> Option<Date> {
        let slot = slots::REFERRAL_DATE;
        self.places.column(slot)?;
        let day = self.event(line, slot);
        if day.is_none() {
            self.mandatory_missing(line, slot);
        }
        day
    }

    /// Says that a value is missing, unless the cell has a problem of its own.
    fn mandatory_missing(&mut self, line: &mut Line<'a>, slot: Slot) {
        if line.classes.get(slot) != Some(&Class::Invalid) {
            self.leave_out(line, slot, "mandatory_missing", "", |finding| finding);
            line.class(slot, Class::Missing);
        }
    }

    fn age_band(&mut self, line: &mut Line<'a>, referred: Option<Date>) -> &'static str {
        let given = self.age(line);
        let birth = self.birth(line);
        let (Some(birth), Some(referred)) = (birth, referred) else {
            return given.map_or("unknown", age_band);
        };
        let age = age_on(birth, referred);
        if birth > referred {
            self.leave_out(line, slots::BIRTH, "birth_after_referral", "", |finding| finding);
        } else if age > AGE_MAX {
            self.leave_out(line, slots::BIRTH, "age_out_of_range", "", |finding| finding);
        } else if given.is_some_and(|given| given.abs_diff(age) > AGE_SLACK.unsigned_abs()) {
            self.say(line, slots::AGE, "age_and_birth_disagree", "", |finding| finding);
        }
        age_band(age)
    }

    fn age(&mut self, line: &mut Line<'a>) -> Option<i64> {
        let slot = slots::AGE;
        let value = self.take(line, slot)?;
        if matches!(number(value), NumberRead::Date) {
            line.class(slot, Class::Invalid);
            self.say(line, slot, "age_as_date", "", |finding| finding);
            return None;
        }
        self.whole(line, slot, value, 0..=AGE_MAX, "age_out_of_range")
    }

    fn contacts(&mut self, line: &mut Line<'a>, first_contact: Option<Date>) -> Option<i16> {
        let slot = slots::CONTACTS;
        let value = self.take(line, slot)?;
        let most = self.contacts_max;
        let contacts = self.whole(line, slot, value, 0..=most, "number_out_of_range")?;
        let is_waiting = first_contact.is_none() && line.classes.get(slots::FIRST_CONTACT) == Some(&Class::Missing);
        if contacts > 0 && is_waiting && self.places.column(slots::FIRST_CONTACT).is_some() {
            self.say(line, slots::FIRST_CONTACT, "contacts_without_first_contact", "", |finding| finding);
        }
        i16::try_from(contacts).ok()
    }

    /// Reads a whole number within bounds.
    fn whole(
        &mut self,
        line: &mut Line<'a>,
        slot: Slot,
        value: Value<'a>,
        bounds: std::ops::RangeInclusive<i64>,
        rule_outside: &'static str,
    ) -> Option<i64> {
        let text = text_of(value).unwrap_or_default();
        let rule = match number(value) {
            NumberRead::Whole { number, tidied } if bounds.contains(&number) => {
                line.class(slot, Class::Valid);
                if tidied {
                    self.example(line, slot, "number_read_from_words", &text, &number.to_string());
                }
                return Some(number);
            }
            NumberRead::NotRecorded => {
                self.not_recorded(line, slot, &text);
                return None;
            }
            NumberRead::Whole { .. } => rule_outside,
            NumberRead::Hidden => "count_hidden",
            NumberRead::DigitsLost => "digits_lost",
            NumberRead::Date | NumberRead::NotANumber => "number_not_a_number",
        };
        let expected = format!("a whole number from {} to {}", bounds.start(), bounds.end());
        self.leave_out(line, slot, rule, "", |finding| finding.expected(expected).found(&shown(&text)));
        None
    }

    fn residence(&mut self, line: &mut Line<'a>) -> Residence<'a> {
        let reference = self.reference;
        let mut read = |checker: &mut Self, slot: Slot, look_up: fn(&'a hub_reference::Reference, &str) -> Result<Residence<'a>, PlaceProblem>| {
            let value = checker.take_recorded(line, slot)?;
            let text = text_of(value)?;
            let found = look_up(reference, &text);
            line.class(slot, match found {
                Ok(_) | Err(PlaceProblem::PostcodeNotUsed) => Class::Valid,
                Err(PlaceProblem::PostcodePseudo) => Class::Default,
                Err(_) => Class::Invalid,
            });
            Some((found, value))
        };
        let postcode = read(self, slots::POSTCODE, by_postcode);
        let lsoa = read(self, slots::LSOA, by_lsoa);
        match (postcode, lsoa) {
            (Some((Ok(home), _)), Some((Ok(area), _))) => {
                if home != area {
                    self.say(line, slots::LSOA, "postcode_and_lsoa_disagree", "", |finding| finding);
                }
                home
            }
            (Some((Ok(home), _)), _) | (_, Some((Ok(home), _))) => home,
            (postcode, lsoa) => {
                for (slot, read) in [(slots::POSTCODE, postcode), (slots::LSOA, lsoa)] {
                    if let Some((Err(problem), value)) = read {
                        self.unknown_place(line, slot, problem, value);
                    }
                }
                Residence::UNKNOWN
            }
        }
    }

    fn unknown_place(&mut self, line: &Line<'a>, slot: Slot, problem: PlaceProblem, value: Value<'a>) {
        let rule = match problem {
            PlaceProblem::PostcodePseudo => return,
            PlaceProblem::PostcodeUnknown => "postcode_unknown",
            PlaceProblem::PostcodeNotUsed => "postcode_not_used",
            PlaceProblem::Lsoa2011 => "lsoa_2011",
            PlaceProblem::LsoaUnknown => "lsoa_unknown",
        };
        self.say(line, slot, rule, "", |finding| finding.found(&masked(value)));
    }

    fn practice(&mut self, line: &mut Line<'a>) -> &'a str {
        let slot = slots::PRACTICE;
        let Some(text) = self.take(line, slot).and_then(text_of) else {
            return "";
        };
        match self.practices.read(&text) {
            PracticeRead::Found { practice, matched, is_open } => {
                let code = practice.code.as_str();
                line.class(slot, if is_open { Class::Valid } else { Class::Other });
                if !is_open {
                    let successor = practice.successor.as_ref().map(|successor| format!("{successor}, which took its patients"));
                    self.say(line, slot, "practice_closed", code, |finding| match successor {
                        Some(successor) => finding.found(code).expected(successor),
                        None => finding.found(code),
                    });
                } else if matched {
                    self.say(line, slot, "practice_matched", &text, |finding| {
                        let place = finding.place.to_string();
                        let shown = shown(&text);
                        let said = format!("{place}: we read \"{shown}\" as {code} ({}). Check that it is right.", practice.name);
                        finding.found(&shown).expected(code).said(said)
                    });
                }
                code
            }
            PracticeRead::Default(code) => {
                line.class(slot, Class::Default);
                self.say(line, slot, "default_code_used", &code.code, |finding| finding.found(&code.code));
                &code.code
            }
            PracticeRead::NotRecorded => {
                self.not_recorded(line, slot, &text);
                ""
            }
            PracticeRead::Unknown => {
                self.leave_out(line, slot, "practice_unknown", &text, |finding| {
                    finding.expected("a practice code, like A81001").found(&shown(&text))
                });
                ""
            }
        }
    }

    fn organisation(&mut self, line: &mut Line<'a>) -> Cow<'a, str> {
        let slot = slots::REFERRER;
        let Some(text) = self.take_recorded(line, slot).and_then(text_of) else {
            return Cow::Borrowed("");
        };
        let code = if text.bytes().any(|byte| byte.is_ascii_lowercase()) { Cow::Owned(text.to_ascii_uppercase()) } else { text };
        if self.is_organisation(&code) {
            line.class(slot, Class::Valid);
            return code;
        }
        line.class(slot, Class::Invalid);
        self.say(line, slot, "referrer_unknown", &code, |finding| finding.found(&shown(&code)));
        Cow::Borrowed("")
    }

    fn declined(&mut self, line: &mut Line<'a>) -> &'static str {
        let declined = self.code(line, slots::DECLINED);
        let reason = self.code(line, slots::DECLINED_REASON);
        let has_column = |slot| self.places.column(slot).is_some();
        match (declined, reason) {
            ("yes", "") => {
                if has_column(slots::DECLINED_REASON) && line.classes.get(slots::DECLINED_REASON) == Some(&Class::Missing) {
                    self.say(line, slots::DECLINED_REASON, "reason_missing", "", |finding| finding);
                }
                "other"
            }
            ("yes", reason) => reason,
            (_, "") => "",
            // Without the other column the reason alone says it.
            (_, reason) if !has_column(slots::DECLINED) => reason,
            _ => {
                self.say(line, slots::DECLINED_REASON, "reason_without_event", "", |finding| finding);
                ""
            }
        }
    }

    fn closure_reason(&mut self, line: &mut Line<'a>, closed: Option<Date>) -> &'static str {
        let slot = slots::CLOSURE_REASON;
        let reason = self.code(line, slot);
        let is_missing = line.classes.get(slot) == Some(&Class::Missing);
        match (closed, reason) {
            (Some(_), "") if is_missing && self.places.column(slot).is_some() => {
                self.say(line, slot, "reason_missing", "", |finding| finding);
                ""
            }
            (None, reason) if !reason.is_empty() && self.places.column(slots::CLOSED).is_some() => {
                let date_is_bad = line.classes.get(slots::CLOSED) == Some(&Class::Invalid);
                if !date_is_bad {
                    self.say(line, slot, "reason_without_event", "", |finding| finding);
                }
                ""
            }
            (_, reason) => reason,
        }
    }

    fn other_service(&mut self, line: &mut Line<'a>) {
        if self.is_other_service {
            return;
        }
        let Some(code) = line.cells.get(slots::SERVICE).copied().flatten().and_then(text_of) else {
            return;
        };
        if super::context::is_other_service(&code, self.service) {
            self.leave_out(line, slots::SERVICE, "row_other_service", &code, |finding| finding.found(&shown(&code)));
        }
    }
}
