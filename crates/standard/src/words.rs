//! Words that people write in place of values, and headings that a return must not have, from `definition/words.toml`.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use serde::Deserialize;

use crate::{codes::normalise, definition::normalise_header, embedded};

/// A kind of personal detail that must stay with the service, told by the heading of its column.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forbidden {
    /// What it is, like "people's names".
    pub what: String,
    headings: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct WordFile {
    not_recorded: Vec<String>,
    not_recorded_signs: Vec<String>,
    not_stated: Vec<String>,
    total: Vec<String>,
    example: Vec<String>,
    forbidden: Vec<Forbidden>,
}

struct Words {
    not_recorded: HashSet<String>,
    signs: HashSet<String>,
    not_stated: HashSet<String>,
    total: Vec<String>,
    example: Vec<String>,
    forbidden: Vec<Forbidden>,
    forbidden_by_heading: HashMap<String, usize>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let file: WordFile = embedded::read("words.toml", include_str!("../definition/words.toml"));
    let set = |words: &[String]| words.iter().map(|word| normalise(word)).collect();
    let forbidden_by_heading = file
        .forbidden
        .iter()
        .enumerate()
        .flat_map(|(index, kind)| {
            kind.headings
                .iter()
                .map(move |heading| (normalise_header(heading), index))
        })
        .collect();
    Words {
        not_recorded: set(&file.not_recorded),
        not_stated: set(&file.not_stated),
        signs: file.not_recorded_signs.into_iter().collect(),
        total: file.total,
        example: file.example,
        forbidden: file.forbidden,
        forbidden_by_heading,
    }
});

/// Whether a cell says that the value is not recorded: blank, "n/a", "TBC", "-" and the like.
///
/// Look in the item's code list first: in some lists "not known" is a value of its own.
pub fn is_not_recorded(text: &str) -> bool {
    let text = text.trim();
    let key = normalise(text);
    if key.is_empty() {
        return text.is_empty() || text.chars().all(|c| WORDS.signs.contains(&c.to_string()));
    }
    WORDS.not_recorded.contains(&key)
}

/// Whether a cell says that the person was asked and did not want to say. This is not the same as not recorded.
pub fn is_not_stated(text: &str) -> bool {
    WORDS.not_stated.contains(&normalise(text))
}

/// Whether a cell begins a total row: "Total", "Grand total", "Total 64".
pub fn is_total(text: &str) -> bool {
    begins_with_word(text, &WORDS.total)
}

/// Whether a cell marks the example row of a template.
pub fn is_example(text: &str) -> bool {
    begins_with_word(text, &WORDS.example)
}

/// The kind of personal detail that a column with this heading holds, if it must not be sent.
///
/// Look for an item with this heading first: `nhs_number` is an item.
pub fn forbidden_heading(heading: &str) -> Option<&'static Forbidden> {
    let index = WORDS.forbidden_by_heading.get(&normalise_header(heading))?;
    WORDS.forbidden.get(*index)
}

fn begins_with_word(text: &str, words: &[String]) -> bool {
    let text = text.trim_start();
    let first = text.as_bytes().first().map(u8::to_ascii_lowercase);
    let mut words = words.iter();
    words.any(|word| {
        if first != word.as_bytes().first().copied() {
            return false;
        }
        // The words are plain letters, so no other case of them is longer or shorter.
        let begins = text
            .get(..word.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(word));
        let rest = text.get(word.len()..).unwrap_or_default();
        begins && !rest.starts_with(char::is_alphanumeric) && !rest.starts_with('_')
    })
}
