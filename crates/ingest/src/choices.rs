//! What a sender says of a file that can be read in more than one way.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use hub_standard::definition::{ReturnDefinition, normalise_header};

use crate::corrections::{CellPlace, Corrections};

/// The word for a column that is not used.
pub(crate) const NOT_USED: &str = "not_used";
/// The word for hidden rows that do not count.
pub(crate) const LEAVE_OUT: &str = "leave_out";
/// The most answers that go with one file.
const ANSWERS_MAX: usize = 200;
/// The most characters of an answer. The names of sheets are shorter.
const ANSWER_CHARS_MAX: usize = 100;

/// The sender's answers to questions that findings ask. They go with the file when it is sent again, since the file
/// itself is not kept.
///
/// ```
/// use hub_ingest::Choices;
///
/// let mut choices = Choices::default();
/// choices.answer("column", "F:ethnic_category")?;
/// choices.answer("month_first", "C")?;
/// assert!(choices.answer("column", "F:shoe_size").is_err());
/// # Ok::<(), hub_ingest::UnknownAnswer>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choices {
    pub(crate) sheet: Option<String>,
    /// By the letter of a column: the item that it holds; none if it is not used.
    pub(crate) columns: BTreeMap<String, Option<String>>,
    /// By heading: what the service chose for it before.
    pub(crate) headings: BTreeMap<String, Option<String>>,
    pub(crate) month_first: BTreeSet<String>,
    pub(crate) day_first: BTreeSet<String>,
    pub(crate) fill_down: BTreeSet<String>,
    pub(crate) hidden_rows_left_out: bool,
    /// What the sender typed in place of values of the file.
    pub(crate) corrections: Corrections,
}

/// An answer that answers nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownAnswer {
    /// What the parameter takes, in words.
    pub expected: &'static str,
}

impl fmt::Display for UnknownAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}", self.expected)
    }
}

impl std::error::Error for UnknownAnswer {}

impl Choices {
    /// The names of the parameters that carry answers.
    pub const PARAMETERS: [&'static str; 6] = [
        "sheet",
        "column",
        "month_first",
        "day_first",
        "fill_down",
        "hidden_rows",
    ];

    /// Whether nothing was answered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Takes one answer, by the name of its parameter.
    ///
    /// # Errors
    /// [`UnknownAnswer`] says what the parameter takes.
    pub fn answer(&mut self, parameter: &str, value: &str) -> Result<(), UnknownAnswer> {
        let value = value.trim();
        let n = self.columns.len()
            + self.month_first.len()
            + self.day_first.len()
            + self.fill_down.len();
        if n >= ANSWERS_MAX || value.chars().count() > ANSWER_CHARS_MAX {
            return Err(UnknownAnswer {
                expected: "fewer and shorter answers",
            });
        }
        match parameter {
            "sheet" if !value.is_empty() => self.sheet = Some(value.to_owned()),
            "column" => {
                let (letter, item) = column(value)?;
                self.columns.insert(letter, item);
            }
            "month_first" => drop(self.month_first.insert(letter(value)?)),
            "day_first" => drop(self.day_first.insert(letter(value)?)),
            "fill_down" => drop(self.fill_down.insert(letter(value)?)),
            "hidden_rows" if value == LEAVE_OUT => self.hidden_rows_left_out = true,
            "hidden_rows" if value == "count" => self.hidden_rows_left_out = false,
            "hidden_rows" => {
                return Err(UnknownAnswer {
                    expected: "count or leave_out",
                });
            }
            _ => {
                return Err(UnknownAnswer {
                    expected: "the name of a sheet",
                });
            }
        }
        Ok(())
    }

    /// Takes a value for one cell, in place of what the file has there. An empty value clears the cell.
    ///
    /// # Errors
    /// [`UnknownAnswer`] where there are [`crate::CORRECTIONS_MAX`] of them already, or the value is longer than a cell.
    pub fn correct(&mut self, cell: CellPlace, value: &str) -> Result<(), UnknownAnswer> {
        self.corrections.add(cell, value)
    }

    /// Says for which file the corrections were made, by its [`crate::CheckedReturn::file_tag`]. In another one the same
    /// place is somebody else's row, so there none is made.
    pub fn correct_only(&mut self, file_tag: &str) {
        self.corrections.only_for(file_tag);
    }

    /// What was typed, cell by cell.
    pub fn corrections(&self) -> impl Iterator<Item = (&CellPlace, &str)> {
        self.corrections.iter()
    }

    /// The answers as parameters and values, in the order of their names; not what was remembered, and no corrections, which
    /// may be personal.
    #[must_use]
    pub fn answers(&self) -> Vec<(&'static str, String)> {
        let columns = self.columns.iter().map(|(letter, item)| {
            let item = item.as_deref().unwrap_or(NOT_USED);
            ("column", format!("{letter}:{item}"))
        });
        let letters = |name: &'static str, letters: &BTreeSet<String>| {
            letters
                .iter()
                .map(move |letter| (name, letter.clone()))
                .collect::<Vec<_>>()
        };
        let hidden = self
            .hidden_rows_left_out
            .then(|| ("hidden_rows", LEAVE_OUT.to_owned()));
        let sheet = self.sheet.clone().map(|sheet| ("sheet", sheet));
        columns
            .chain(letters("day_first", &self.day_first))
            .chain(letters("fill_down", &self.fill_down))
            .chain(hidden)
            .chain(letters("month_first", &self.month_first))
            .chain(sheet)
            .collect()
    }

    /// Adds what the service chose for a heading before: the item that it means, or none for a column that is not used.
    /// What is not an item any more is passed over.
    pub fn remember(&mut self, heading: &str, item: Option<&str>) {
        if item.is_none_or(is_item) {
            self.headings
                .insert(normalise_header(heading), item.map(str::to_owned));
        }
    }

    /// What the sender says that a column holds: by its letter now, or by its heading before.
    pub(crate) fn of_column(&self, letter: &str, heading: &str) -> Option<Option<&str>> {
        self.columns
            .get(letter)
            .or_else(|| self.headings.get(&normalise_header(heading)))
            .map(Option::as_deref)
    }
}

impl Choices {
    /// The answers that changed how a file is read, as text to tell one reading of it from another; empty for none.
    pub(crate) fn mark(&self, headings: &BTreeMap<String, Option<String>>) -> String {
        let Self {
            sheet,
            columns: _,
            headings: _,
            month_first,
            day_first,
            fill_down,
            hidden_rows_left_out,
            // They go into the tag by themselves.
            corrections: _,
        } = self;
        let nothing = sheet.is_none()
            && headings.is_empty()
            && month_first.is_empty()
            && day_first.is_empty()
            && fill_down.is_empty()
            && !hidden_rows_left_out;
        if nothing {
            return String::new();
        }
        format!(
            "{sheet:?} {headings:?} {month_first:?} {day_first:?} {fill_down:?} {hidden_rows_left_out}"
        )
    }
}

fn column(value: &str) -> Result<(String, Option<String>), UnknownAnswer> {
    let unknown = || UnknownAnswer {
        expected: "a column and what it holds, like F:ethnic_category, or F:not_used",
    };
    let (at, item) = value.split_once(':').ok_or_else(unknown)?;
    let at = letter(at)?;
    let item = item.trim();
    match item {
        NOT_USED => Ok((at, None)),
        item if is_item(item) => Ok((at, Some(item.to_owned()))),
        _ => Err(unknown()),
    }
}

fn is_item(text: &str) -> bool {
    let definition = ReturnDefinition::v1();
    let referrals = definition.referrals();
    referrals.is_some_and(|sheet| sheet.find_header(text).is_some())
        || definition.find_context(text).is_some()
}

fn letter(text: &str) -> Result<String, UnknownAnswer> {
    let letter = text.trim().to_ascii_uppercase();
    let is_letter =
        (1..=3).contains(&letter.len()) && letter.bytes().all(|byte| byte.is_ascii_uppercase());
    is_letter.then_some(letter).ok_or(UnknownAnswer {
        expected: "the letter of a column, like C",
    })
}
