//! Reads the cells of a row, and says what is the matter with them.

use hub_standard::definition::{Kind, Requirement};
use hub_standard::finding::{Finding, Place};
use hub_standard::words;

use super::{Checker, Parent};
use crate::anonymise::{DetailValue, IdentityProblem, Owner, masked};
use crate::check::line::{TEXT_CHARS_MAX, is_formula_error};
use crate::check::masking::{shown, shown_number};
use crate::check::rows::too_many_fields;
use crate::check::slots;
use crate::check::values::{CodeRead, NumberRead, number, text_of};
use crate::sheet::{Row, Value};

/// The item of every sheet that names the referral.
const REFERENCE: &str = "local_referral_id";

impl Checker<'_> {
    /// The place of an item in the definition of the sheet.
    pub(super) fn at(&self, item: &str) -> Option<usize> {
        self.definition
            .items
            .iter()
            .position(|known| known.id == item)
    }

    fn place(&self, at: usize, row: u32) -> Place {
        let column = self.columns.get(at).copied().flatten();
        column
            .map_or_else(|| self.places.sheet(), |column| self.places.of(column))
            .in_row(row)
    }

    /// Says a problem that leaves the row out.
    pub(super) fn leave_out(
        &mut self,
        row: u32,
        item: &str,
        rule: &'static str,
        cause: &str,
        describe: impl FnOnce(Finding) -> Finding,
    ) {
        self.left_out = true;
        self.say(row, item, rule, cause, describe);
    }

    /// Says something about a cell. The same cause is one finding in each sheet.
    pub(super) fn say(
        &mut self,
        row: u32,
        item: &str,
        rule: &'static str,
        cause: &str,
        describe: impl FnOnce(Finding) -> Finding,
    ) {
        let at = self.at(item).unwrap_or(usize::MAX);
        let place = self.place(at, row);
        let column = self.columns.get(at).copied().flatten();
        let cause = format!("{}: {cause}", self.record.name());
        self.findings.at(
            rule,
            column.map(|column| column.index),
            &cause,
            || place,
            describe,
        );
    }

    /// The value of an item, if it has one that can be used.
    fn take<'v>(&mut self, row: &Row<'v>, item: &str) -> Option<Value<'v>> {
        let at = self.at(item)?;
        let column = self.columns.get(at).copied().flatten()?;
        let value = row.get(column.index)?;
        let n = row.number();
        match value {
            Value::Error(error) => {
                self.leave_out(n, item, "formula_error", error, |finding| {
                    finding.found(error)
                });
            }
            Value::Uncalculated => {
                self.leave_out(n, item, "formula_not_calculated", "", |finding| finding);
            }
            Value::Text(text) if is_formula_error(text) => {
                self.leave_out(n, item, "formula_error", text, |finding| {
                    finding.found(text)
                });
            }
            Value::Text(text) if text.len() > TEXT_CHARS_MAX => {
                self.leave_out(n, item, "text_too_long", "", |finding| finding);
            }
            _ if self.personal.contains(&(n, slots::DETAILS + at)) => {
                self.leave_out(n, item, "personal_value", "", |finding| {
                    finding.found(&masked(value))
                });
            }
            Value::Text(text) if words::is_not_recorded(text) && self.is_free(item) => {}
            value => return Some(value),
        }
        None
    }

    /// Leaves out a row of a text file in which a separator too many has moved the values.
    pub(super) fn moved(&mut self, row: &Row<'_>, fields: u16) {
        too_many_fields(&self.places, row, fields, &mut self.extra_fields);
        self.counts.left_out += 1;
        // The reference mostly stands before what was moved, and then tells the referral of which a row does not count.
        let at = self.at(REFERENCE);
        let column = at.and_then(|at| self.columns.get(at).copied().flatten());
        let value = column.and_then(|column| row.get(column.index));
        let key = value.and_then(|value| self.identities.referral(value).ok());
        self.incomplete.extend(key);
    }

    /// Whether an item has no code list, whose own words would be asked first.
    fn is_free(&self, item: &str) -> bool {
        let at = self.at(item);
        at.and_then(|at| self.readers.get(at))
            .is_none_or(Option::is_none)
    }

    /// The value of an item, which must be there.
    pub(super) fn need<'v>(&mut self, row: &Row<'v>, item: &str) -> Option<Value<'v>> {
        let was_left_out = std::mem::take(&mut self.left_out);
        let value = self.take(row, item);
        if value.is_none() && !self.left_out {
            self.leave_out(row.number(), item, "mandatory_missing", "", |finding| {
                finding
            });
        }
        self.left_out |= was_left_out;
        value
    }

    /// The referral that a row hangs on.
    pub(super) fn parent(&mut self, row: &Row<'_>) -> Option<Parent> {
        let value = self.need(row, REFERENCE)?;
        let n = row.number();
        let key = match self.identities.referral(value) {
            Ok(key) => key,
            Err(problem) => {
                self.bad_reference(n, problem, value);
                return None;
            }
        };
        self.referral = Some(key);
        if let Some(parent) = self.parents.counted.get(&key) {
            return Some(*parent);
        }
        if self.parents.over.contains(&key) {
            self.is_over = true;
            return None;
        }
        let rule = match self.parents.left_out.contains(&key) {
            true => "referral_left_out",
            false => "referral_not_found",
        };
        self.leave_out(n, REFERENCE, rule, "", |finding| {
            finding.found(&masked(value))
        });
        None
    }

    /// Somebody who was not referred, by the service's own reference.
    pub(super) fn compared(&mut self, row: &Row<'_>) -> Option<Owner> {
        let value = self.need(row, REFERENCE)?;
        match self.identities.local_person(value) {
            Ok(key) => Some(Owner {
                referral_key: key,
                person_key: key,
                local_key: None,
            }),
            Err(problem) => {
                self.bad_reference(row.number(), problem, value);
                None
            }
        }
    }

    fn bad_reference(&mut self, row: u32, problem: IdentityProblem, value: Value<'_>) {
        let rule = match problem {
            IdentityProblem::DigitsLost => "digits_lost",
            _ => "text_too_long",
        };
        self.leave_out(row, REFERENCE, rule, "", |finding| {
            finding.found(&masked(value))
        });
    }

    /// A code; none when there is none, which leaves the row out if the item is mandatory.
    pub(super) fn code(&mut self, row: &Row<'_>, item: &str) -> Option<&'static str> {
        let at = self.at(item)?;
        let is_mandatory = self
            .definition
            .items
            .get(at)
            .is_some_and(|item| item.requirement == Requirement::Mandatory);
        let value = match is_mandatory {
            true => self.need(row, item)?,
            false => self.take(row, item)?,
        };
        let text = text_of(value)?;
        let reader = self.readers.get_mut(at).and_then(Option::as_mut)?;
        let rule = match reader.read(&text) {
            CodeRead::Found { code, .. } => return Some(&code.code),
            CodeRead::NotRecorded | CodeRead::NotStated if is_mandatory => "mandatory_missing",
            CodeRead::NotRecorded | CodeRead::NotStated => return None,
            CodeRead::Several => "code_ambiguous",
            CodeRead::Unknown => "code_unknown",
        };
        let offer = reader.offer(&text);
        self.leave_out(row.number(), item, rule, &text, |finding| {
            let finding = finding.found(&shown(&text)).expected(offer.clone());
            let said = finding
                .found
                .as_deref()
                .filter(|_| rule != "mandatory_missing")
                .map(|found| {
                    let place = &finding.place;
                    format!("{place}: we found \"{found}\". Choose one, like {offer}.")
                });
            match said {
                Some(said) => finding.said(said),
                None => finding,
            }
        });
        None
    }

    /// A code as stored, of an item that may be blank.
    pub(super) fn stored_code(&mut self, row: &Row<'_>, item: &str) -> DetailValue {
        self.code(row, item)
            .map_or(DetailValue::None, DetailValue::Code)
    }

    /// A whole number within the bounds of its item.
    pub(super) fn whole(&mut self, row: &Row<'_>, item: &str) -> Option<i16> {
        let at = self.at(item)?;
        let known = self.definition.items.get(at)?;
        let Kind::Integer { min, max } = known.kind else {
            return None;
        };
        let value = match known.requirement {
            Requirement::Mandatory => self.need(row, item)?,
            _ => self.take(row, item)?,
        };
        let rule = match number(value) {
            NumberRead::Whole { number, .. } if (min..=max).contains(&number) => {
                return i16::try_from(number).ok();
            }
            NumberRead::NotRecorded | NumberRead::NotStated
                if known.requirement == Requirement::Mandatory =>
            {
                "mandatory_missing"
            }
            NumberRead::NotRecorded | NumberRead::NotStated => return None,
            NumberRead::Whole { .. } => "number_out_of_range",
            NumberRead::Hidden => "count_hidden",
            NumberRead::DigitsLost => "digits_lost",
            NumberRead::Date | NumberRead::NotANumber => "number_not_a_number",
        };
        let text = text_of(value).unwrap_or_default();
        self.leave_out(row.number(), item, rule, "", |finding| {
            let expected = format!("a whole number from {min} to {max}");
            finding.expected(expected).found(&shown_number(&text))
        });
        None
    }

    /// A number with decimals, which must be there.
    pub(super) fn decimal(&mut self, row: &Row<'_>, item: &str) -> Option<(f64, String)> {
        let value = self.need(row, item)?;
        let text = text_of(value).unwrap_or_default().into_owned();
        let read = match value {
            Value::Number(number) => Some(number),
            Value::Text(text) => text.parse::<f64>().ok(),
            _ => None,
        };
        if let Some(number) = read.filter(|number| number.is_finite()) {
            return Some((number, text));
        }
        self.leave_out(row.number(), item, "number_not_a_number", "", |finding| {
            finding.expected("a number").found(&shown_number(&text))
        });
        None
    }
}
