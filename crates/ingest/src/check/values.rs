//! Reading codes: each different text is looked up once per check.

use std::borrow::Cow;
use std::fmt;

use ahash::AHashMap;
use hub_standard::codes::{Code, CodeList, CodeQuality, Lookup};
use hub_standard::ids::Month;
use hub_standard::words;

use super::memo::Memo;
use super::quality::Class;
use super::slots::{self, Slot};
use crate::sheet::Value;

/// What a text means in a code list.
#[derive(Debug, Clone, Copy)]
pub(crate) enum CodeRead {
    /// This code; `in_words` when the text is neither the code nor differs from it only in case.
    Found {
        code: &'static Code,
        in_words: bool,
        zero_restored: bool,
    },
    /// Not recorded.
    NotRecorded,
    /// Asked and not told, in a list that has no code for it: where it has one, that is the code.
    NotStated,
    /// One of several.
    Several,
    /// Nothing that we know.
    Unknown,
}

/// The nearest values are looked for so many times in one column, whether or not any is near: that is the dearest thing
/// that a cell can ask for.
const SEARCHES_MAX: u32 = 100;
/// The words by which a list's own code for "asked and not told" is found.
const NOT_STATED: &str = "not stated";

/// A code list with the texts that have been looked up in it.
pub(crate) struct Reader {
    list: &'static CodeList,
    month: Month,
    known: Memo<CodeRead>,
    offers: AHashMap<Box<str>, String>,
    n_searches: u32,
}

// The texts that were looked up are values from the file.
impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader")
            .field("list", &self.list.id)
            .finish_non_exhaustive()
    }
}

impl Reader {
    pub(crate) fn new(list: &'static CodeList, month: Month) -> Self {
        Self {
            list,
            month,
            known: Memo::with_places(256),
            offers: AHashMap::new(),
            n_searches: 0,
        }
    }

    /// What the text means.
    pub(crate) fn read(&mut self, text: &str) -> CodeRead {
        if let Some(known) = self.known.get(text) {
            return known;
        }
        let read = self.look_up(text);
        self.known.put(text, read);
        read
    }

    fn look_up(&self, text: &str) -> CodeRead {
        let list = self.list;
        let found = |code: &'static Code| CodeRead::Found {
            code,
            in_words: !code.code.eq_ignore_ascii_case(text),
            zero_restored: code.code.strip_prefix('0') == Some(text),
        };
        match list.find(text) {
            Some(code) if code.is_valid_in(self.month) => return found(code),
            Some(_) => return CodeRead::Unknown,
            None => {}
        }
        if words::is_not_stated(text) {
            return list
                .find(NOT_STATED)
                .filter(|code| code.is_valid_in(self.month))
                .map_or(CodeRead::NotStated, found);
        }
        if words::is_not_recorded(text) {
            return CodeRead::NotRecorded;
        }
        match list.is_ambiguous(text) {
            true => CodeRead::Several,
            false => CodeRead::Unknown,
        }
    }

    /// The several values that are kept apart by signs in one cell, if each of them is one of the list.
    pub(crate) fn split(&mut self, text: &str) -> Option<Vec<&'static Code>> {
        if !may_be_several(text) {
            return None;
        }
        let mut codes = Vec::new();
        for part in text
            .split(SEPARATORS)
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            let CodeRead::Found { code, .. } = self.read(part) else {
                return None;
            };
            codes.push(code);
        }
        (codes.len() > 1).then_some(codes)
    }

    /// What to offer for a text that is not one value: labels, the nearest first, or the first of the list.
    pub(crate) fn offer(&mut self, text: &str) -> String {
        if let Some(known) = self.offers.get(text) {
            return known.clone();
        }
        let near = self.nearest(text);
        if near.is_empty() {
            return labels(self.list.entries.iter().take(3), ", ");
        }
        let offer = labels(near, " or ");
        self.offers.insert(text.into(), offer.clone());
        offer
    }

    fn nearest(&mut self, text: &str) -> Vec<&'static Code> {
        let list = self.list;
        if list.find(text).is_some() {
            // It was one of the list, or will be.
            return Vec::new();
        }
        if !list.is_ambiguous(text) {
            if self.n_searches >= SEARCHES_MAX {
                return Vec::new();
            }
            self.n_searches += 1;
        }
        match list.lookup(text) {
            Lookup::Several(near) | Lookup::Unknown(near) => near,
            Lookup::Found(code) => vec![code],
        }
    }
}

/// What keeps several values apart in one cell.
const SEPARATORS: [char; 6] = [',', ';', '/', '|', '+', '\n'];

/// Whether a cell may hold several values.
pub(crate) fn may_be_several(text: &str) -> bool {
    text.contains(SEPARATORS)
}

/// What may stand in a column of codes in a month, in the words of its list.
pub(crate) fn choices(slot: Slot, month: Month) -> String {
    let mut items = slots::items();
    let item = items.find(|(_, of_item)| *of_item == slot);
    let list = item.and_then(|(item, _)| item.code_list());
    let entries = list.into_iter().flat_map(|list| &list.entries);
    format!(
        "one of {}",
        labels(entries.filter(|code| code.is_valid_in(month)), ", ")
    )
}

fn labels<'c>(codes: impl IntoIterator<Item = &'c Code>, joined: &str) -> String {
    let labels: Vec<String> = codes
        .into_iter()
        .map(|code| format!("\"{}\"", code.label))
        .collect();
    labels.join(joined)
}

/// The class of a code in the data quality report.
pub(crate) fn class_of(code: &Code) -> Class {
    match code.quality {
        CodeQuality::Valid => Class::Valid,
        CodeQuality::Other => Class::Other,
        CodeQuality::Default => Class::Default,
    }
}

/// A value as text; a whole number without a decimal point. None for what is not a value.
pub(crate) fn text_of(value: Value<'_>) -> Option<Cow<'_, str>> {
    match value {
        Value::Text(text) => Some(Cow::Borrowed(text)),
        Value::Number(number) => Some(Cow::Owned(number.to_string())),
        Value::Bool(bool) => Some(Cow::Borrowed(if bool { "TRUE" } else { "FALSE" })),
        Value::Date(serial) => Some(Cow::Owned(serial.to_string())),
        Value::Error(_) | Value::Uncalculated => None,
    }
}

/// A count as read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NumberRead {
    /// A whole number; `tidied` when it was written with other signs, like "1,200" or "3.0".
    Whole { number: i64, tidied: bool },
    /// Not recorded.
    NotRecorded,
    /// Asked and not told.
    NotStated,
    /// A small number that somebody has hidden: "<5".
    Hidden,
    /// Shortened by Excel.
    DigitsLost,
    /// A date, which Excel may have made of "10-14".
    Date,
    /// Anything else.
    NotANumber,
}

/// Reads a whole number.
pub(crate) fn number(value: Value<'_>) -> NumberRead {
    match value {
        Value::Number(number) => whole(number, false),
        Value::Date(_) => NumberRead::Date,
        Value::Text(text) => number_text(text),
        Value::Bool(_) | Value::Error(_) | Value::Uncalculated => NumberRead::NotANumber,
    }
}

fn number_text(text: &str) -> NumberRead {
    if let Ok(number) = text.parse::<i64>() {
        return NumberRead::Whole {
            number,
            tidied: false,
        };
    }
    // A sign alone can be both a hidden number and none: it is held for the one that loses nobody's contacts unsaid.
    if text.starts_with('<') || text == "*" {
        return NumberRead::Hidden;
    }
    if words::is_not_stated(text) {
        return NumberRead::NotStated;
    }
    if words::is_not_recorded(text) {
        return NumberRead::NotRecorded;
    }
    if crate::anonymise::is_shortened(text) {
        return NumberRead::DigitsLost;
    }
    let is_grouped = text
        .split(',')
        .skip(1)
        .all(|group| group.len() >= 3 && group.get(..3).is_some_and(is_digits));
    let plain = text.replace(',', "");
    let is_plain = plain
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'-');
    match plain.parse::<f64>() {
        Ok(number) if is_plain && is_grouped => whole(number, true),
        _ => NumberRead::NotANumber,
    }
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn whole(number: f64, tidied: bool) -> NumberRead {
    if number.fract() != 0.0 || !(-1e9..1e9).contains(&number) {
        return NumberRead::NotANumber;
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "whole and small, as checked just above"
    )]
    let number = number as i64;
    NumberRead::Whole { number, tidied }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_and_the_rest_is_told_apart() {
        for (text, read) in [
            (
                "3",
                NumberRead::Whole {
                    number: 3,
                    tidied: false,
                },
            ),
            (
                "3.0",
                NumberRead::Whole {
                    number: 3,
                    tidied: true,
                },
            ),
            (
                "1,200",
                NumberRead::Whole {
                    number: 1_200,
                    tidied: true,
                },
            ),
            (
                "-2",
                NumberRead::Whole {
                    number: -2,
                    tidied: false,
                },
            ),
            ("<5", NumberRead::Hidden),
            ("*", NumberRead::Hidden),
            ("5 people", NumberRead::NotANumber),
            ("approx 20", NumberRead::NotANumber),
            ("1,2", NumberRead::NotANumber),
            ("2.5", NumberRead::NotANumber),
            ("n/a", NumberRead::NotRecorded),
            ("refused", NumberRead::NotStated),
            ("1.2E+12", NumberRead::DigitsLost),
        ] {
            assert_eq!(number(Value::Text(text)), read, "{text}");
        }
        assert_eq!(number(Value::Number(f64::INFINITY)), NumberRead::NotANumber);
    }

    #[test]
    fn the_nearest_values_are_looked_for_so_many_times_and_no_more() {
        let list = hub_standard::codes::list("need").unwrap();
        let mut reader = Reader::new(list, "2026-10".parse().unwrap());
        for n in 0..SEARCHES_MAX + 50 {
            // Nothing is near, so no offer is kept either.
            let text = format!("qqq{n}");
            assert!(matches!(reader.read(&text), CodeRead::Unknown));
            assert_eq!(reader.offer(&text), reader.offer("zzz"));
        }
        assert_eq!((reader.n_searches, reader.offers.len()), (SEARCHES_MAX, 0));
        assert!(matches!(reader.read("Housing, debt"), CodeRead::Several));
        assert!(matches!(reader.read("money"), CodeRead::Found { .. }));
    }
}
