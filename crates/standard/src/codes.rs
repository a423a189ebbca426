//! Code lists: the values that items may have, with their labels and the words that people write for them.

mod lookup;

use std::{collections::HashMap, sync::LazyLock};

use serde::{Deserialize, Serialize};

use crate::{embedded, ids::Month};

pub use lookup::Lookup;
pub(crate) use lookup::Pairs;

/// One value of a code list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// The code as it is stored.
    pub code: String,
    /// What it means, as shown to people.
    pub label: String,
    /// The group it belongs to, where the list has groups.
    #[serde(default)]
    pub group: Option<String>,
    /// Other words for it.
    #[serde(default)]
    pub synonyms: Vec<String>,
    /// First month in which it may be used; none when always.
    #[serde(default)]
    pub first_month: Option<Month>,
    /// Last month in which it may be used; none when still in use.
    #[serde(default)]
    pub last_month: Option<Month>,
    /// How data quality counts it.
    #[serde(default)]
    pub quality: CodeQuality,
}

impl Code {
    /// Everything that means it: code, label, synonyms.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        let synonyms = self.synonyms.iter().map(String::as_str);
        [self.code.as_str(), self.label.as_str()]
            .into_iter()
            .chain(synonyms)
    }

    /// Whether the code may be used for this month.
    pub fn is_valid_in(&self, month: Month) -> bool {
        self.first_month.is_none_or(|first| first <= month)
            && self.last_month.is_none_or(|last| month <= last)
    }
}

/// The class of a code in the national data quality report (blank and unknown values are classes of their own).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeQuality {
    /// A real value.
    #[default]
    Valid,
    /// A real answer that says nothing more, like "not stated".
    Other,
    /// Stands for a value that is not known.
    Default,
}

/// A code list.
#[derive(Debug, Clone, Serialize)]
pub struct CodeList {
    /// Name for programs, like `need`.
    pub id: String,
    /// Name for people.
    pub title: String,
    /// Where the list comes from.
    pub source: String,
    /// The values, in the order in which they are shown.
    pub entries: Vec<Code>,
    /// Words that fit several values.
    #[serde(skip)]
    ambiguous: HashMap<String, Vec<usize>>,
    /// From every normalised code, label and synonym to its value.
    #[serde(skip)]
    index: HashMap<String, usize>,
    /// For each value, the letter pairs of its words, to find what is near.
    #[serde(skip)]
    pairs: Vec<Vec<Pairs>>,
    /// Whether a digit after a letter is the sender's own subdivision.
    #[serde(skip)]
    local_second_character: bool,
}

impl CodeList {
    /// The value that this text means: code, label or synonym in any case, spacing and punctuation, also when Excel has
    /// taken a zero from its front. None when it means nothing or several things; [`Self::lookup`] tells which.
    pub fn find(&self, text: &str) -> Option<&Code> {
        let key = normalise(text);
        if key.is_empty() {
            return None;
        }
        let padded = || {
            key.bytes()
                .all(|b| b.is_ascii_digit())
                .then(|| format!("0{key}"))
        };
        self.entry(&key)
            .or_else(|| padded().and_then(|padded| self.entry(&padded)))
            .or_else(|| {
                self.without_local_part(&key)
                    .and_then(|national| self.entry(national))
            })
    }

    /// The value with exactly this code.
    pub fn get(&self, code: &str) -> Option<&Code> {
        self.entries.iter().find(|entry| entry.code == code)
    }

    fn entry(&self, key: &str) -> Option<&Code> {
        self.index
            .get(key)
            .and_then(|index| self.entries.get(*index))
    }

    /// `a1` is national category A with a local 1; other endings are words.
    fn without_local_part<'a>(&self, key: &'a str) -> Option<&'a str> {
        let (national, local) = key.split_at_checked(1)?;
        let is_local = local.len() == 1 && local.bytes().all(|b| b.is_ascii_digit());
        let is_letter = national.bytes().all(|b| b.is_ascii_lowercase());
        (self.local_second_character && is_letter && is_local).then_some(national)
    }

    fn from_file(file: CodeFile) -> Self {
        let mut index = HashMap::new();
        for (position, entry) in file.entry.iter().enumerate() {
            for text in entry.words() {
                index.entry(normalise(text)).or_insert(position);
            }
        }
        let position = |code: &String| file.entry.iter().position(|entry| entry.code == *code);
        let ambiguous = file
            .ambiguous
            .iter()
            .flat_map(|several| {
                let codes: Vec<usize> = several.codes.iter().filter_map(position).collect();
                several
                    .words
                    .iter()
                    .map(move |word| (normalise(word), codes.clone()))
            })
            .collect();
        Self {
            id: file.id,
            title: file.title,
            source: file.source,
            local_second_character: file.local_second_character,
            pairs: file
                .entry
                .iter()
                .map(|code| code.words().map(Pairs::of).collect())
                .collect(),
            ambiguous,
            index,
            entries: file.entry,
        }
    }
}

/// Small letters and digits only; `&` is "and". Two texts that people would call the same become equal.
pub fn normalise(text: &str) -> String {
    text.replace('&', " and ")
        .chars()
        .flat_map(char::to_lowercase)
        // After that, since a small letter may come with a mark of its own that is none.
        .filter(|c| c.is_alphanumeric())
        .collect()
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct CodeFile {
    id: String,
    title: String,
    source: String,
    #[serde(default)]
    local_second_character: bool,
    #[serde(default)]
    ambiguous: Vec<Ambiguous>,
    entry: Vec<Code>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ambiguous {
    words: Vec<String>,
    codes: Vec<String>,
}

macro_rules! code_files {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_str!(concat!("../definition/codes/", $name, ".toml")))),+]
    };
}

static LISTS: LazyLock<Vec<CodeList>> = LazyLock::new(|| {
    code_files![
        "sex",
        "ethnic_category",
        "referral_source",
        "referral_method",
        "need",
        "long_term_condition",
        "yes_no",
        "declined",
        "declined_reason",
        "closure_reason",
        "practice_default",
        "contact_mechanism",
        "attendance",
        "support_type",
        "provider_kind",
        "support_status",
        "instrument",
        "phase",
        "use_group",
        "use_period",
    ]
    .into_iter()
    .map(|(name, text)| CodeList::from_file(embedded::read(name, text)))
    .collect()
});

/// Every code list.
pub fn all() -> &'static [CodeList] {
    &LISTS
}

/// The code list with this name.
pub fn list(id: &str) -> Option<&'static CodeList> {
    LISTS.iter().find(|list| list.id == id)
}
