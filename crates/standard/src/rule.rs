//! The rules that a return is checked by, from `definition/rules.toml`.

use std::{collections::HashMap, sync::LazyLock};

use serde::{Deserialize, Serialize};

use crate::{embedded, finding::Severity};

/// One rule. Its code is for ever: never given to another rule, never removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Stable code, like `R102`.
    pub code: String,
    /// Readable name for programs, like `date_impossible`.
    pub name: String,
    /// What happens to what breaks it.
    pub severity: Severity,
    /// What kind of problem it is; none for a note.
    pub category: Option<Category>,
    /// What is the matter, without a full stop.
    pub title: String,
    /// Why the hub minds, in full sentences.
    pub why: String,
    /// What the sender can do, in full sentences.
    pub fix: String,
    /// The version of the return that brought it.
    #[serde(default = "first_version")]
    pub since: u16,
}

/// The kinds of problem that NHS England's data validation engine tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Nothing is there.
    Blank,
    /// Something is there that cannot be read.
    WrongFormat,
    /// It can be read and cannot be right.
    BadValue,
    /// The file, or the way it is laid out.
    BadFile,
}

impl Category {
    /// As its reports have it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Blank => "Blank",
            Self::WrongFormat => "Wrong format",
            Self::BadValue => "Bad value",
            Self::BadFile => "Bad file",
        }
    }
}

fn first_version() -> u16 {
    1
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    rule: Vec<Rule>,
}

struct Rules {
    all: Vec<Rule>,
    by_code: HashMap<String, usize>,
    by_name: HashMap<String, usize>,
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let RuleFile { rule: all } =
        embedded::read("rules.toml", include_str!("../definition/rules.toml"));
    let by_code = all
        .iter()
        .enumerate()
        .map(|(index, rule)| (rule.code.clone(), index))
        .collect();
    let by_name = all
        .iter()
        .enumerate()
        .map(|(index, rule)| (rule.name.clone(), index))
        .collect();
    Rules {
        all,
        by_code,
        by_name,
    }
});

/// Every rule, in the order of the codes.
pub fn all() -> &'static [Rule] {
    &RULES.all
}

/// The rule with this code, like `R102`.
pub fn get(code: &str) -> Option<&'static Rule> {
    RULES
        .by_code
        .get(code)
        .and_then(|index| RULES.all.get(*index))
}

/// The rule with this name, like `date_impossible`.
pub fn named(name: &str) -> Option<&'static Rule> {
    RULES
        .by_name
        .get(name)
        .and_then(|index| RULES.all.get(*index))
}
