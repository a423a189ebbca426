//! Reading GP practices and other organisations: by code, by a code that needs tidying, by name.

use std::collections::{HashMap, HashSet};

use hub_reference::{Practice, Reference};
use hub_standard::codes::{self, Code, CodeList, normalise};
use hub_standard::ids::Month;
use hub_standard::words;

use super::memo::Memo;

/// What a cell says about the practice.
#[derive(Debug, Clone, Copy)]
pub(crate) enum PracticeRead<'r> {
    /// This practice.
    Found {
        practice: &'r Practice,
        matched: bool,
        standing: Standing,
    },
    /// A code for none, not applicable or not known.
    Default(&'static Code),
    /// Not recorded.
    NotRecorded,
    /// Asked and not told.
    NotStated,
    /// No practice.
    Unknown,
}

/// Whether a practice was open, by the classes of the national data quality report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Open when the month ended.
    Open,
    /// Closed in the month or on the day before it began.
    ClosedLately,
    /// Closed earlier.
    ClosedEarlier,
    /// Opened after the month.
    NotYetOpen,
}

impl Standing {
    fn of(practice: &Practice, month: Month) -> Self {
        if practice.opened.is_some_and(|day| day > month.last_day()) {
            return Self::NotYetOpen;
        }
        match practice.closed {
            Some(day) if day < month.prev().last_day() => Self::ClosedEarlier,
            Some(day) if day <= month.last_day() => Self::ClosedLately,
            _ => Self::Open,
        }
    }
}

/// What a reference's organisations are found by besides their codes in its lists.
#[derive(Debug)]
pub(crate) struct OrganisationNames {
    /// Practices by name, where only one has the name.
    practices: HashMap<String, Option<usize>>,
    /// Codes of sub-ICB locations.
    sub_icbs: HashSet<String>,
}

impl OrganisationNames {
    pub(crate) fn of(reference: &Reference) -> Self {
        let mut practices = HashMap::new();
        for (index, practice) in reference.practices().iter().enumerate() {
            practices
                .entry(normalise(&practice.name))
                .and_modify(|only| *only = None)
                .or_insert(Some(index));
        }
        let of_areas = reference.small_areas().iter().map(|area| &area.sub_icb);
        let of_practices = reference
            .practices()
            .iter()
            .filter_map(|practice| practice.sub_icb.as_ref());
        let sub_icbs: HashSet<&str> = of_areas
            .chain(of_practices)
            .map(|sub_icb| sub_icb.as_str())
            .collect();
        Self {
            practices,
            sub_icbs: sub_icbs.into_iter().map(str::to_owned).collect(),
        }
    }

    fn find<'r>(&self, reference: &'r Reference, name: &str) -> Option<&'r Practice> {
        let index = self.practices.get(&normalise(name)).copied().flatten()?;
        reference.practices().get(index)
    }
}

/// Reads practices; each different text is looked up once.
pub(crate) struct Practices<'r> {
    reference: &'r Reference,
    names: &'r OrganisationNames,
    month: Month,
    defaults: Option<&'static CodeList>,
    known: Memo<PracticeRead<'r>>,
    organisations: Memo<Option<&'r str>>,
}

impl std::fmt::Debug for Practices<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Practices")
            .field("known", &self.known)
            .finish_non_exhaustive()
    }
}

impl<'r> Practices<'r> {
    pub(crate) fn new(
        reference: &'r Reference,
        names: &'r OrganisationNames,
        month: Month,
    ) -> Self {
        Self {
            reference,
            names,
            month,
            defaults: codes::list("practice_default"),
            known: Memo::with_places(2_048),
            organisations: Memo::with_places(2_048),
        }
    }

    pub(crate) fn read(&mut self, text: &str) -> PracticeRead<'r> {
        if let Some(known) = self.known.get(text) {
            return known;
        }
        let read = self.look_up(text);
        self.known.put(text, read);
        read
    }

    fn look_up(&self, text: &str) -> PracticeRead<'r> {
        if let Some(code) = self.defaults.and_then(|list| list.find(text)) {
            return PracticeRead::Default(code);
        }
        if words::is_not_stated(text) {
            return PracticeRead::NotStated;
        }
        if words::is_not_recorded(text) {
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
        PracticeRead::Found {
            practice,
            matched,
            standing: Standing::of(practice, self.month),
        }
    }

    /// The code of an organisation as the reference has it: of a practice, a network, an ICB, a part of one, a region.
    /// What is stored of a referrer comes from here and never from the file.
    pub(crate) fn organisation(&mut self, code: &str) -> Option<&'r str> {
        if let Some(known) = self.organisations.get(code) {
            return known;
        }
        let found = self.find_organisation(code);
        self.organisations.put(code, found);
        found
    }

    fn find_organisation(&self, code: &str) -> Option<&'r str> {
        let reference = self.reference;
        let practice = reference.practice(code).map(|found| found.code.as_str());
        practice
            .or_else(|| reference.pcn(code).map(|found| found.code.as_str()))
            .or_else(|| reference.icb(code).map(|found| found.code.as_str()))
            .or_else(|| reference.region(code).map(|found| found.code.as_str()))
            .or_else(|| self.names.sub_icbs.get(code).map(String::as_str))
    }
}

/// Whether a code has the shape of a practice's: a letter and five digits. Every practice is in the reference.
pub(crate) fn is_practice_shaped(code: &str) -> bool {
    let mut bytes = code.bytes();
    code.len() == 6
        && bytes.next().is_some_and(|byte| byte.is_ascii_uppercase())
        && bytes.all(|byte| byte.is_ascii_digit())
}

/// Whether a code has the shape of a national organisation's. A text without a digit could be a name.
pub(crate) fn is_organisation_shaped(code: &str) -> bool {
    (3..=6).contains(&code.len())
        && code
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        && code.bytes().any(|byte| byte.is_ascii_uppercase())
        && code.bytes().any(|byte| byte.is_ascii_digit())
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
