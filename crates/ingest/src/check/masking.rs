//! Which values a finding must not show as they are.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use hub_standard::codes::{self, normalise};
use hub_standard::{Kind, ReturnDefinition, Sheet};

use super::columns::Role;
use super::dates;
use super::line::is_identity;
use super::personal::kind_of;
use super::slots::{self, Slot};
use crate::anonymise::masked;
use crate::sheet::Value;

/// Words of the code lists of Referrals: a text made of them is a value, however it is capitalised.
static VOCABULARY: LazyLock<HashSet<String>> = LazyLock::new(|| {
    codes::all()
        .iter()
        .filter(|list| is_of_referrals(&list.id))
        .flat_map(|list| &list.entries)
        .flat_map(|code| code.synonyms.iter().chain([&code.label, &code.code]))
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()))
        .map(normalise)
        .filter(|word| word.len() > 1)
        .collect()
});

/// Whether a list is not of another sheet alone. Those have many words that are names too, like "green" and "art".
fn is_of_referrals(list: &str) -> bool {
    let others = ReturnDefinition::v1().sheets.iter().skip(1);
    let mut items = others.flat_map(|sheet| &sheet.items);
    !items.any(|item| item.code_list().is_some_and(|other| other.id == list))
}

/// Words that begin with a capital in places and in totals, and make no name of a person alone.
const NO_NAMES: [&str; 7] = [
    "st", "saint", "grand", "total", "totals", "subtotal", "overall",
];

/// A value as a finding may show it.
pub(crate) fn shown(text: &str) -> Cow<'_, str> {
    shown_if(!must_mask(text), text)
}

/// What stands in a column of numbers or references, as a finding may show it: words have no business there, and two or
/// three of them are most likely somebody's name.
pub(crate) fn shown_number(text: &str) -> Cow<'_, str> {
    shown_if(!must_mask(text) && !is_few_words(text), text)
}

/// What stands in a column of days, as a finding may show it.
pub(crate) fn shown_day(text: &str, this_year: i16) -> Cow<'_, str> {
    shown_if(!must_mask_day(text, this_year) && !is_few_words(text), text)
}

/// Any text of a column, as a finding may show it. A column that is not part of the return may hold anything, a name of
/// one word among others.
pub(crate) fn shown_in(slot: Option<Slot>, text: &str) -> Cow<'_, str> {
    match slot {
        None => shown_if(false, text),
        Some(slot) if is_identity(slot) => shown_if(false, text),
        Some(slot) if slots::DATES.contains(&slot) => shown_number(text),
        Some(slots::AGE | slots::CONTACTS) => shown_number(text),
        Some(_) => shown(text),
    }
}

/// How far the values of a column may be shown to whoever sent them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Showing {
    /// Not at all, not even masked: they can tell who somebody is, or may be anything.
    Never,
    /// As days, in a check that runs in this year.
    Day(i16),
    /// As numbers.
    Number,
    /// As text.
    Text,
}

impl Showing {
    /// What holds for a column; `definition` is that of another sheet than Referrals.
    pub(crate) fn of(role: Role, definition: Option<&Sheet>, this_year: i16) -> Self {
        match role {
            Role::Unused => Self::Never,
            Role::Item { slot, .. } | Role::Context { slot } => match slot {
                slot if is_identity(slot) => Self::Never,
                slot if slots::DATES.contains(&slot) => Self::Day(this_year),
                slots::AGE | slots::CONTACTS => Self::Number,
                _ => Self::Text,
            },
            Role::Detail { slot } => {
                let at = slot.checked_sub(slots::DETAILS);
                let item = at.and_then(|at| definition?.items.get(at));
                match item.map(|item| (&item.kind, item.is_identifier())) {
                    None | Some((_, true)) => Self::Never,
                    Some((Kind::Date, _)) => Self::Day(this_year),
                    Some((Kind::Integer { .. } | Kind::Score, _)) => Self::Number,
                    Some(_) => Self::Text,
                }
            }
        }
    }

    /// A text of the column, masked where it must be.
    pub(crate) fn text(self, text: &str) -> Option<Cow<'_, str>> {
        match self {
            Self::Never => None,
            Self::Day(this_year) => Some(shown_day(text, this_year)),
            Self::Number => Some(shown_number(text)),
            Self::Text => Some(shown(text)),
        }
    }

    /// Whether a text of the column may be shown as it is.
    pub(crate) fn shows(self, text: &str) -> bool {
        self.text(text).is_some_and(|shown| shown == text)
    }
}

fn shown_if(may_show: bool, text: &str) -> Cow<'_, str> {
    if may_show {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(masked(Value::Text(text)))
    }
}

/// Whether a text could be someone's name or number or holds some other personal detail, so that findings must mask it.
fn must_mask(text: &str) -> bool {
    text.bytes().filter(u8::is_ascii_digit).count() >= 6
        || kind_of(text).is_some()
        || is_name_like(text)
}

/// As [`must_mask`], for what stands in a column of days: a day of this century may be shown, a date of birth may not.
fn must_mask_day(text: &str, this_year: i16) -> bool {
    let has_past_year = digits(text)
        .any(|digits| digits.len() == 4 && !digits.starts_with("20") || digits.len() > 5);
    has_past_year
        || may_be_past_century(dates::without_time(text).0, this_year)
        || kind_of(text).is_some()
        || is_name_like(text)
}

/// Whether a day has a year of two digits that would be in the future, as most years of birth would. Where a year stands
/// in full, two digits are a day or a month.
fn may_be_past_century(day: &str, this_year: i16) -> bool {
    let groups: Vec<&str> = digits(day).collect();
    let has_full_year = groups.iter().any(|digits| digits.len() == 4);
    let of_two = |digits: &&str| match digits.len() {
        2 => digits.parse::<i16>().ok(),
        _ => None,
    };
    // One number before the name of a month is its day: "30 Sept".
    let is_day = matches!(groups.as_slice(), [day] if day.parse().is_ok_and(|day: i16| day <= 31))
        && day.starts_with(|c: char| c.is_ascii_digit())
        && day.ends_with(char::is_alphabetic);
    if is_day {
        return false;
    }
    let year = groups.last().and_then(of_two);
    // Beyond 31 it can be no day of a month either.
    year.is_some_and(|year| !has_full_year && year > this_year.rem_euclid(100))
        || groups.iter().filter_map(of_two).any(|number| number > 31)
}

fn digits(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_digit())
        .filter(|digits| !digits.is_empty())
}

/// Two or three words of letters only.
fn is_few_words(text: &str) -> bool {
    let words = text.split_whitespace();
    (2..=3).contains(&words.clone().count()) && words.clone().all(is_word)
}

fn is_word(word: &str) -> bool {
    word.chars().any(char::is_alphabetic)
        && word
            .chars()
            .all(|c| c.is_alphabetic() || "'’-.,".contains(c))
}

fn is_name_like(text: &str) -> bool {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|word| !word.is_empty())
        .collect();
    let is_capitalised = |word: &&str| {
        word.chars().next().is_some_and(char::is_uppercase)
            && word
                .chars()
                .all(|c| c.is_alphabetic() || "'’-.".contains(c))
    };
    let unknown = |word: &&str| {
        let word = normalise(word);
        !VOCABULARY.contains(&word) && !NO_NAMES.contains(&word.as_str())
    };
    words.len() >= 2
        && words
            .iter()
            .filter(|word| is_capitalised(word) && unknown(word))
            .count()
            >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tells_who_somebody_is_is_never_shown() {
        let of = |slot| Showing::of(Role::Context { slot }, None, 2026);
        for slot in [
            slots::REFERRAL_ID,
            slots::NHS_NUMBER,
            slots::PERSON_ID,
            slots::BIRTH,
            slots::POSTCODE,
            slots::LSOA,
        ] {
            assert_eq!(of(slot).text("1"), None);
        }
        assert_eq!(Showing::of(Role::Unused, None, 2026), Showing::Never);
        assert!(of(slots::REFERRAL_DATE).shows("05/10/2026"));
        assert!(!of(slots::REFERRAL_DATE).shows("14/02/1953"));
        assert!(of(slots::SEX).shows("female") && !of(slots::SEX).shows("943 476 5919"));
        let contacts = ReturnDefinition::v1().sheet("Contacts").unwrap();
        let detail = |at| {
            let slot = slots::DETAILS + at;
            Showing::of(Role::Detail { slot }, Some(contacts), 2026)
        };
        assert_eq!((detail(0), detail(1)), (Showing::Never, Showing::Day(2026)));
        assert_eq!(detail(contacts.items.len()), Showing::Never);
    }

    #[test]
    fn names_are_masked_and_values_are_not() {
        assert!(must_mask("Jo Bloggs"));
        assert!(must_mask("Bloggs, Jo"));
        assert!(must_mask("Total for Jo Bloggs"));
        for text in [
            "Asian",
            "White British",
            "Martian",
            "Housing, debt",
            "link worker",
            "St Mary’s",
            "Grand Total",
        ] {
            assert!(!must_mask(text), "{text}");
        }
    }

    #[test]
    fn words_are_masked_where_a_number_should_be() {
        for text in [
            "jo bloggs",
            "Jo Bloggs",
            "mary-jane o'neil",
            "anna b. smith",
        ] {
            assert_ne!(shown_number(text), text);
            assert_ne!(shown_day(text, 2026), text);
        }
        for text in ["5 people", "approx 20", "about four or five", "soon"] {
            assert_eq!(shown_number(text), text);
        }
    }

    #[test]
    fn a_day_that_may_be_one_of_birth_is_masked() {
        for text in [
            "14/02/53",
            "31/02/61",
            "31 Feb 61",
            "14-02-53 09:30",
            "31/02/28",
            "Sept 53",
            "53 Sept",
            "14/02/1953",
        ] {
            assert_ne!(shown_day(text, 2026), text);
        }
        for text in [
            "31/02/26",
            "2026-09-31",
            "2026-02-30",
            "04/13/2026",
            "31/04/2026 09:45",
            "Mar-26",
            "30 Sept",
            "31st Oct",
            "soon",
        ] {
            assert_eq!(shown_day(text, 2026), text);
        }
    }
}
