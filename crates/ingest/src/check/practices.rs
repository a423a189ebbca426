//! Reading GP practices and other organisations: by code, by a code that needs tidying, by name.

use std::collections::HashMap;

use hub_reference::{Practice, Reference};
use hub_standard::codes::{self, Code, CodeList, normalise};
use hub_standard::ids::Month;
use hub_standard::words;

/// What a cell says about the practice.
#[derive(Debug, Clone, Copy)]
pub(crate) enum PracticeRead<'r> {
    /// This practice.
    Found {
        practice: &'r Practice,
        matched: bool,
        is_open: bool,
    },
    /// A code for none, not applicable or not known.
    Default(&'static Code),
    /// Not recorded.
    NotRecorded,
    /// No practice.
    Unknown,
}

/// The practices of a reference by name, where only one has the name.
#[derive(Debug)]
pub(crate) struct PracticeNames(HashMap<String, Option<usize>>);

impl PracticeNames {
    pub(crate) fn of(reference: &Reference) -> Self {
        let mut names = HashMap::new();
        for (index, practice) in reference.practices().iter().enumerate() {
            names
                .entry(normalise(&practice.name))
                .and_modify(|only| *only = None)
                .or_insert(Some(index));
        }
        Self(names)
    }

    fn find<'r>(&self, reference: &'r Reference, name: &str) -> Option<&'r Practice> {
        let index = self.0.get(&normalise(name)).copied().flatten()?;
        reference.practices().get(index)
    }
}

/// Reads practices; each different text is looked up once.
pub(crate) struct Practices<'r> {
    reference: &'r Reference,
    names: &'r PracticeNames,
    month: Month,
    defaults: Option<&'static CodeList>,
    known: HashMap<Box<str>, PracticeRead<'r>>,
}

impl std::fmt::Debug for Practices<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Practices")
            .field("known", &self.known.len())
            .finish_non_exhaustive()
    }
}

impl<'r> Practices<'r> {
    pub(crate) fn new(reference: &'r Reference, names: &'r PracticeNames, month: Month) -> Self {
        Self {
            reference,
            names,
            month,
            defaults: codes::list("practice_default"),
            known: HashMap::new(),
        }
    }

    pub(crate) fn read(&mut self, text: &str) -> PracticeRead<'r> {
        if let Some(known) = self.known.get(text) {
            return *known;
        }
        let read = self.look_up(text);
        self.known.insert(text.into(), read);
        read
    }

    fn look_up(&self, text: &str) -> PracticeRead<'r> {
        if let Some(code) = self.defaults.and_then(|list| list.find(text)) {
            return PracticeRead::Default(code);
        }
        if words::is_not_recorded(text) || words::is_not_stated(text) {
            return PracticeRead::NotRecorded;
        }
        let compact: String = text
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_uppercase())
            .take(12)
            .collect();
        // A name may stand behind its code: "A81001 - Park Lane Surgery".
        let code = text
            .split([' ', '-', ':', ','])
            .next()
            .unwrap_or_default()
            .to_ascii_uppercase();
        for (code, matched) in [(compact.as_str(), false), (code.as_str(), true)] {
            if let Some(practice) = self.reference.practice(code) {
                return self.found(practice, matched);
            }
        }
        let tidied = with_digits(&compact).and_then(|code| self.reference.practice(&code));
        match tidied.or_else(|| self.names.find(self.reference, text)) {
            Some(practice) => self.found(practice, true),
            None => PracticeRead::Unknown,
        }
    }

    fn found(&self, practice: &'r Practice, matched: bool) -> PracticeRead<'r> {
        let is_closed = practice
            .closed
            .is_some_and(|day| day < self.month.first_day());
        PracticeRead::Found {
            practice,
            matched,
            is_open: !is_closed,
        }
    }

    /// Whether an organisation's code can be taken: one that we hold, or one with the shape of a national code. A text
    /// without a digit could be a name.
    pub(crate) fn is_organisation(&self, code: &str) -> bool {
        let is_shaped = (3..=6).contains(&code.len())
            && code
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
            && code.bytes().any(|byte| byte.is_ascii_digit());
        let is_practice_shaped =
            code.len() == 6 && code.bytes().skip(1).all(|byte| byte.is_ascii_digit());
        let known = self.reference.practice(code).is_some()
            || self.reference.icb(code).is_some()
            || self
                .reference
                .pcns()
                .iter()
                .any(|pcn| pcn.code.as_str() == code);
        known || is_shaped && !is_practice_shaped
    }
}

/// A code of a letter and five digits in which letters stand for digits that look like them.
fn with_digits(code: &str) -> Option<String> {
    let mut chars = code.chars();
    let first = chars.next()?;
    if code.len() != 6 || !first.is_ascii_alphabetic() {
        return None;
    }
    let rest = chars.map(|c| match c {
        'O' => '0',
        'I' | 'L' => '1',
        'S' => '5',
        'B' => '8',
        other => other,
    });
    Some(std::iter::once(first).chain(rest).collect())
}
