//! One row: from its cells to what is stored of it.

use hub_standard::ids::Month;
use hub_standard::words;
use jiff::civil::Date;

use super::line::Line;
use super::masking::{shown, shown_number};
use super::quality::Class;
use super::rows::{Checker, Verdict};
use super::slots::{self, Slot};
use super::values::{NumberRead, choices, number, text_of};
use crate::anonymise::StoredRow;
use crate::sheet::Value;

impl<'a> Checker<'_, 'a> {
    /// Checks one row. Every cell is looked at, whatever is wrong with the others.
    pub(crate) fn referral(&mut self, line: &mut Line<'_>) -> Verdict {
        self.other_service(line);
        self.other_month(line);
        let referral_key = self.referral_key(line);
        if self.rules.has_details {
            self.checked.keys.extend(referral_key);
        };
        let (person_key, local_key) = self.person(line);
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
        self.against_earlier(
            line,
            &referral_key,
            &person_key,
            Month::of(referred),
            source,
        );
        let is_over = closed.is_some_and(|closed| closed < self.rules.month.first_day());
        if is_over && contacts.unwrap_or(0) == 0 && !self.in_month(first_contact) {
            self.checked
                .tallies
                .count("closed_before_month", slots::CLOSED, line.number, || None);
            if self.rules.has_details {
                self.checked.over.insert(referral_key);
            }
            return Verdict::Ignored;
        }
        let row = StoredRow {
            referral_key,
            person_key,
            local_key,
            referred,
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
        };
        self.checked.sums.count(&row, self.rules.month);
        if self.rules.keeps_rows {
            self.checked.rows.push(row);
        }
        Verdict::Counted
    }

    fn mandatory_date(&mut self, line: &mut Line<'_>) -> Option<Date> {
        let slot = slots::REFERRAL_DATE;
        self.rules.places.column(slot)?;
        let day = self.event(line, slot);
        if day.is_none() {
            self.mandatory_missing(line, slot);
        }
        day
    }

    /// Says that a value is missing, unless the cell has a problem of its own.
    pub(crate) fn mandatory_missing(&mut self, line: &mut Line<'_>, slot: Slot) {
        if line.classes.get(slot) != Some(&Class::Invalid) {
            // Words for "not recorded" are an error where there must be a value, and no note besides.
            if let Some(Value::Text(text)) = line.value(slot) {
                let rule = match words::is_not_stated(text) {
                    true => "read_as_not_stated",
                    false => "read_as_not_recorded",
                };
                self.checked.tallies.uncount(rule, slot, line.number);
            }
            self.leave_out(line, slot, "mandatory_missing", "", |finding| finding);
            line.class(slot, Class::Missing);
        }
    }

    fn contacts(&mut self, line: &mut Line<'_>, first_contact: Option<Date>) -> Option<i16> {
        let slot = slots::CONTACTS;
        let value = self.take(line, slot)?;
        let most = self.rules.contacts_max;
        let contacts = self.whole(line, slot, value, 0..=most, "number_out_of_range")?;
        let is_waiting = first_contact.is_none()
            && line.classes.get(slots::FIRST_CONTACT) == Some(&Class::Missing);
        if contacts > 0 && is_waiting && self.rules.places.column(slots::FIRST_CONTACT).is_some() {
            self.say(
                line,
                slots::FIRST_CONTACT,
                "contacts_without_first_contact",
                "",
                |finding| finding,
            );
        }
        i16::try_from(contacts).ok()
    }

    /// Reads a whole number within bounds.
    pub(crate) fn whole(
        &mut self,
        line: &mut Line<'_>,
        slot: Slot,
        value: Value<'_>,
        bounds: std::ops::RangeInclusive<i64>,
        rule_outside: &'static str,
    ) -> Option<i64> {
        let text = text_of(value).unwrap_or_default();
        let rule = match number(value) {
            NumberRead::Whole { number, tidied } if bounds.contains(&number) => {
                line.class(slot, Class::Valid);
                if tidied {
                    self.example(
                        line,
                        slot,
                        "number_read_from_words",
                        &text,
                        &number.to_string(),
                    );
                }
                return Some(number);
            }
            NumberRead::NotRecorded => {
                self.not_recorded(line, slot, &text);
                return None;
            }
            NumberRead::NotStated => {
                line.class(slot, Class::Other);
                self.not_stated(line, slot, &text);
                return None;
            }
            NumberRead::Whole { .. } => rule_outside,
            NumberRead::Hidden => "count_hidden",
            NumberRead::DigitsLost => "digits_lost",
            NumberRead::Date | NumberRead::NotANumber => "number_not_a_number",
        };
        let expected = format!("a whole number from {} to {}", bounds.start(), bounds.end());
        self.leave_out(line, slot, rule, "", |finding| {
            finding.expected(expected).found(&shown_number(&text))
        });
        None
    }

    fn declined(&mut self, line: &mut Line<'_>) -> &'static str {
        let declined = self.code(line, slots::DECLINED);
        let reason = self.code(line, slots::DECLINED_REASON);
        let month = self.rules.month;
        let has_column = |slot| self.rules.places.column(slot).is_some();
        match (declined, reason) {
            ("yes", "") => {
                if has_column(slots::DECLINED_REASON)
                    && line.classes.get(slots::DECLINED_REASON) == Some(&Class::Missing)
                {
                    self.say(
                        line,
                        slots::DECLINED_REASON,
                        "reason_missing",
                        "",
                        |finding| finding.expected(choices(slots::DECLINED_REASON, month)),
                    );
                }
                "other"
            }
            ("yes", reason) => reason,
            (_, "") => "",
            // Without the other column the reason alone says it.
            (_, reason) if !has_column(slots::DECLINED) => reason,
            // Of a value that we do not know enough was said.
            _ if line.classes.get(slots::DECLINED) == Some(&Class::Invalid) => "",
            _ => {
                self.say(
                    line,
                    slots::DECLINED_REASON,
                    "reason_without_event",
                    "",
                    |finding| finding,
                );
                ""
            }
        }
    }

    fn closure_reason(&mut self, line: &mut Line<'_>, closed: Option<Date>) -> &'static str {
        let slot = slots::CLOSURE_REASON;
        let month = self.rules.month;
        let reason = self.code(line, slot);
        let is_missing = line.classes.get(slot) == Some(&Class::Missing);
        match (closed, reason) {
            (Some(_), "") if is_missing && self.rules.places.column(slot).is_some() => {
                self.say(line, slot, "reason_missing", "", |finding| {
                    finding.expected(choices(slot, month))
                });
                ""
            }
            (None, reason)
                if !reason.is_empty() && self.rules.places.column(slots::CLOSED).is_some() =>
            {
                let date_is_bad = line.classes.get(slots::CLOSED) == Some(&Class::Invalid);
                if !date_is_bad {
                    self.say(line, slot, "reason_without_event", "", |finding| finding);
                }
                ""
            }
            (_, reason) => reason,
        }
    }

    fn other_service(&mut self, line: &mut Line<'_>) {
        if self.rules.is_other_service {
            return;
        }
        let Some(code) = line
            .value(slots::SERVICE)
            .and_then(|value| self.rules.context.other_service(value))
        else {
            return;
        };
        self.leave_out(
            line,
            slots::SERVICE,
            "row_other_service",
            &code,
            |finding| finding.found(&shown(&code)),
        );
    }

    fn other_month(&mut self, line: &mut Line<'_>) {
        if self.rules.is_other_month {
            return;
        }
        let Some(month) = line
            .value(slots::MONTH)
            .and_then(|value| self.rules.context.other_month(value))
        else {
            return;
        };
        line.is_other_month = true;
        let (named, this) = (month.words(), self.rules.month.words());
        self.leave_out(line, slots::MONTH, "row_other_month", &named, |finding| {
            finding.found(&named).expected(this)
        });
    }
}
