//! One row under check: its cells, what came of each, and how problems are said.

use hub_standard::finding::Finding;
use hub_standard::words;

use super::masking::shown;
use super::quality::{Class, Classes};
use super::rows::Checker;
use super::slots::{self, SLOTS, Slot};
use super::values::{self, CodeRead, class_of, text_of};
use crate::anonymise::masked;
use crate::sheet::Value;

/// A row under check.
pub(crate) struct Line<'a> {
    pub(crate) number: u32,
    pub(crate) cells: [Option<Value<'a>>; SLOTS],
    pub(crate) classes: Classes,
    pub(crate) left_out: bool,
    /// Whether the row says that it is for another month.
    pub(crate) is_other_month: bool,
}

impl std::fmt::Debug for Line<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Line")
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}

impl<'a> Line<'a> {
    pub(crate) fn class(&mut self, slot: Slot, class: Class) {
        if let Some(known) = self.classes.get_mut(slot) {
            *known = class;
        }
    }

    pub(crate) fn value(&self, slot: Slot) -> Option<Value<'a>> {
        self.cells.get(slot).copied().flatten()
    }
}

/// What is more than this is not a code or a reference.
pub(crate) const TEXT_CHARS_MAX: usize = 200;

impl<'a> Checker<'_, 'a> {
    /// The value of a cell, if it has one that can be used. What cannot is said and leaves the row out.
    #[inline]
    pub(crate) fn take<'v>(&mut self, line: &mut Line<'v>, slot: Slot) -> Option<Value<'v>> {
        let value = line.value(slot)?;
        let is_plain = match value {
            Value::Text(text) => text.len() <= TEXT_CHARS_MAX && !text.starts_with('#'),
            _ => false,
        };
        if is_plain && self.rules.personal_cells.is_empty() {
            return Some(value);
        }
        self.take_if_usable(line, slot, value)
    }

    #[inline(never)]
    fn take_if_usable<'v>(
        &mut self,
        line: &mut Line<'v>,
        slot: Slot,
        value: Value<'v>,
    ) -> Option<Value<'v>> {
        match value {
            Value::Error(error) => {
                self.leave_out(line, slot, "formula_error", error, |finding| {
                    finding.found(error)
                });
                None
            }
            Value::Uncalculated => {
                self.leave_out(line, slot, "formula_not_calculated", "", |finding| finding);
                None
            }
            Value::Text(text) if is_formula_error(text) => {
                self.leave_out(line, slot, "formula_error", text, |finding| {
                    finding.found(text)
                });
                None
            }
            Value::Text(text) if text.len() > TEXT_CHARS_MAX => {
                self.leave_out(line, slot, "text_too_long", "", |finding| finding);
                None
            }
            _ if self.is_personal(line, slot) => {
                self.leave_out(line, slot, "personal_value", "", |finding| {
                    finding.found(&masked(value))
                });
                None
            }
            value => Some(value),
        }
    }

    /// As [`Self::take`], without the words that say that nothing is recorded. For items without a code list.
    pub(crate) fn take_recorded<'v>(
        &mut self,
        line: &mut Line<'v>,
        slot: Slot,
    ) -> Option<Value<'v>> {
        let value = self.take(line, slot)?;
        let Value::Text(text) = value else {
            return Some(value);
        };
        // Most values have a digit, and no such word has one.
        if text.bytes().any(|byte| byte.is_ascii_digit()) {
            return Some(value);
        }
        if words::is_not_stated(text) {
            line.class(slot, Class::Other);
            self.not_stated(line, slot, text);
        } else if words::is_not_recorded(text) {
            self.not_recorded(line, slot, text);
        } else {
            return Some(value);
        }
        None
    }

    /// Counts a cell whose words say that nothing is recorded.
    pub(crate) fn not_recorded(&mut self, line: &Line<'_>, slot: Slot, text: &str) {
        self.checked
            .tallies
            .count("read_as_not_recorded", slot, line.number, || {
                Some((text.to_owned(), String::new()))
            });
    }

    /// Counts a cell whose words say that the person did not want to say.
    pub(crate) fn not_stated(&mut self, line: &Line<'_>, slot: Slot, text: &str) {
        self.checked
            .tallies
            .count("read_as_not_stated", slot, line.number, || {
                Some((text.to_owned(), String::new()))
            });
    }

    /// Says a problem that leaves the row out. Whether it is the first of its cause.
    pub(crate) fn leave_out(
        &mut self,
        line: &mut Line<'_>,
        slot: Slot,
        rule: &'static str,
        cause: &str,
        describe: impl FnOnce(Finding) -> Finding,
    ) -> bool {
        line.left_out = true;
        line.class(slot, Class::Invalid);
        self.say(line, slot, rule, cause, describe)
    }

    /// Says something about a cell whose row counts. Whether it is the first of its cause.
    pub(crate) fn say(
        &mut self,
        line: &Line<'_>,
        slot: Slot,
        rule: &'static str,
        cause: &str,
        describe: impl FnOnce(Finding) -> Finding,
    ) -> bool {
        let column = self.rules.places.column(slot).map(|column| column.index);
        let places = &self.rules.places;
        self.checked.findings.at(
            rule,
            column,
            cause,
            || places.cell(slot, line.number),
            describe,
        )
    }

    /// Reads a code; empty when there is none.
    pub(crate) fn code(&mut self, line: &mut Line<'_>, slot: Slot) -> &'static str {
        let Some(text) = self.take(line, slot).and_then(text_of) else {
            return "";
        };
        let Some(reader) = self.readers.get_mut(slot).and_then(Option::as_mut) else {
            return "";
        };
        match reader.read(&text) {
            CodeRead::Found {
                code,
                in_words,
                zero_restored,
            } => {
                line.class(slot, class_of(code));
                if zero_restored {
                    self.example(line, slot, "zeros_restored", &text, &code.code);
                } else if in_words {
                    self.example(line, slot, "word_read_as_code", &text, &code.code);
                }
                if class_of(code) == Class::Default {
                    self.example(line, slot, "default_code_used", &text, "");
                }
                &code.code
            }
            CodeRead::NotRecorded => {
                self.not_recorded(line, slot, &text);
                ""
            }
            CodeRead::NotStated => {
                line.class(slot, Class::Other);
                self.not_stated(line, slot, &text);
                ""
            }
            CodeRead::Several => {
                self.bad_code(line, slot, "code_ambiguous", &text);
                ""
            }
            CodeRead::Unknown => {
                self.bad_code(line, slot, "code_unknown", &text);
                ""
            }
        }
    }

    /// Reads a repeated code item: each value once, in the order given, without gaps.
    pub(crate) fn codes(&mut self, line: &mut Line<'_>, first: Slot) -> [&'static str; 5] {
        let mut codes = [""; 5];
        for slot in first..first + 5 {
            if line.value(slot).is_none() {
                continue;
            }
            match self.split(line, slot) {
                None => {
                    let code = self.code(line, slot);
                    self.add_code(line, slot, code, &mut codes);
                }
                Some(split) => {
                    for code in split {
                        if !self.add_code(line, slot, code, &mut codes) {
                            let said = "Only five can be counted for one referral; we left out the others.";
                            self.say(line, slot, "treated_as_not_known", "", |finding| {
                                finding.fix(said)
                            });
                        }
                    }
                }
            }
        }
        codes
    }

    /// Adds a code to those of a repeated item, unless it is among them. Whether there was room for it.
    fn add_code(
        &mut self,
        line: &Line<'_>,
        slot: Slot,
        code: &'static str,
        codes: &mut [&'static str; 5],
    ) -> bool {
        if code.is_empty() {
            return true;
        }
        if codes.contains(&code) {
            self.checked
                .tallies
                .count("repeat_removed", slot, line.number, || None);
            return true;
        }
        let free = codes.iter_mut().find(|known| known.is_empty());
        free.map(|free| *free = code).is_some()
    }

    /// Several values in one cell.
    fn split(&mut self, line: &mut Line<'_>, slot: Slot) -> Option<Vec<&'static str>> {
        let Some(Value::Text(text)) = line.value(slot) else {
            return None;
        };
        if !values::may_be_several(text)
            || text.len() > TEXT_CHARS_MAX
            || self.is_personal(line, slot)
        {
            return None;
        }
        let reader = self.readers.get_mut(slot).and_then(Option::as_mut)?;
        if matches!(reader.read(text), CodeRead::Found { .. }) {
            return None;
        }
        let codes = reader.split(text)?;
        line.class(slot, Class::Valid);
        self.example(line, slot, "values_split", text, "");
        Some(codes.into_iter().map(|code| code.code.as_str()).collect())
    }

    /// Says a value that is none of the list. What is nearest to it is looked for when all rows have been checked.
    fn bad_code(&mut self, line: &mut Line<'_>, slot: Slot, rule: &'static str, text: &str) {
        let is_first = self.leave_out(line, slot, rule, text, |finding| {
            finding.found(&shown(text))
        });
        if is_first {
            self.checked.findings.offer_later(slot, text);
        }
    }

    /// Counts a change with its first value as the example.
    pub(crate) fn example(
        &mut self,
        line: &Line<'_>,
        slot: Slot,
        rule: &'static str,
        found: &str,
        made: &str,
    ) {
        self.checked.tallies.count(rule, slot, line.number, || {
            Some((shown(found).into_owned(), made.to_owned()))
        });
    }

    fn is_personal(&self, line: &Line<'_>, slot: Slot) -> bool {
        !self.rules.personal_cells.is_empty()
            && self.rules.personal_cells.contains(&(line.number, slot))
    }
}

/// Whether the text is what Excel shows for a failed formula. In a text file these come as text.
pub(crate) fn is_formula_error(text: &str) -> bool {
    text.starts_with('#')
        && matches!(
            text,
            "#REF!"
                | "#VALUE!"
                | "#NAME?"
                | "#DIV/0!"
                | "#NUM!"
                | "#NULL!"
                | "#N/A"
                | "#SPILL!"
                | "#CALC!"
                | "#####"
        )
}

/// Whether a column's values can tell who someone is, so that findings never show them.
pub(crate) fn is_identity(slot: Slot) -> bool {
    matches!(
        slot,
        slots::REFERRAL_ID
            | slots::NHS_NUMBER
            | slots::PERSON_ID
            | slots::BIRTH
            | slots::POSTCODE
            | slots::LSOA
    )
}
