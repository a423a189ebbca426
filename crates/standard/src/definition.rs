//! The definition of a return: which sheets and items it has, and what becomes of each item.

mod heading;

use std::sync::{LazyLock, OnceLock};

use serde::{Deserialize, Serialize};

use crate::{
    codes::{self, CodeList},
    embedded, rule,
    stored::Record,
};

use heading::Headings;
pub use heading::{HeaderMatch, normalise_header};

/// One version of the return.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReturnDefinition {
    /// Version of the return, from 1.
    pub version: u16,
    /// Name of the return.
    pub title: String,
    /// Columns that say whose return it is. They are compared with the sign-in and dropped.
    pub context: Vec<Item>,
    /// The sheets. The first is the required one.
    pub sheets: Vec<Sheet>,
    #[serde(skip)]
    context_headings: OnceLock<Headings>,
}

/// A sheet of the return.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    /// Name of the sheet.
    pub name: String,
    /// What one row is.
    pub row_meaning: String,
    /// Its items, in the order of the template.
    pub items: Vec<Item>,
    /// Sets of items of which each row needs one.
    #[serde(default)]
    pub one_of: Vec<OneOf>,
    /// Every heading that means an item, made at first use.
    #[serde(skip)]
    headings: OnceLock<Headings>,
}

/// Items that can stand for each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OneOf {
    /// Ids of the items.
    pub items: Vec<String>,
    /// Whether one of them must be there.
    pub requirement: Requirement,
}

/// A column of a sheet, or up to five columns of the same kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Name for programs and canonical heading; `need` with `repeat = 5` has the headings `need_1` to `need_5`.
    pub id: String,
    /// Name for people.
    pub title: String,
    /// What to enter.
    pub meaning: String,
    /// A value that would be accepted.
    pub example: String,
    /// Why the hub asks for it.
    pub why: String,
    /// What kind of value it holds.
    pub kind: Kind,
    /// Whether it must be there.
    pub requirement: Requirement,
    /// Headings that mean the same in other systems.
    #[serde(default)]
    pub synonyms: Vec<String>,
    /// For repeated items: headings that mean the first, the second ... column.
    #[serde(default)]
    pub numbered_synonyms: Vec<Vec<String>>,
    /// How many columns of it there are, 1 to 5.
    #[serde(default = "once")]
    pub repeat: u8,
    /// What becomes of it on arrival.
    pub treatment: Treatment,
    /// Codes of the rules that look at it.
    #[serde(default)]
    pub rules: Vec<String>,
    /// Where it comes from: a node of the national standard, or the hub's own.
    pub source: String,
}

fn once() -> u8 {
    1
}

/// What kind of value an item holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A short text, such as an organisation's code.
    Text,
    /// A value of the code list with this name.
    Code(String),
    /// A day.
    Date,
    /// A whole number, both ends included.
    Integer {
        /// Least.
        min: i64,
        /// Most.
        max: i64,
    },
    /// A number in the range of the questionnaire that the row names.
    Score,
    /// Something that can tell a person or a case apart. Never kept, shown or logged.
    Identifier(IdKind),
}

/// What an identifier identifies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdKind {
    /// NHS number.
    NhsNumber,
    /// The service's own name for the person.
    LocalPerson,
    /// The service's own name for the referral.
    LocalReferral,
    /// Postcode of residence.
    Postcode,
}

/// Whether an item must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Requirement {
    /// Without it the row cannot count.
    Mandatory,
    /// Expected when known; its absence is shown as not recorded.
    Required,
    /// As you like.
    Optional,
}

impl Requirement {
    /// In words for people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Mandatory => "must be there",
            Self::Required => "enter it if you know it",
            Self::Optional => "optional",
        }
    }
}

/// What becomes of an item on arrival. What is not kept exists only in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Treatment {
    /// Kept as it is, as a code.
    Kept,
    /// Becomes part of the code that stands for the referral.
    ReferralKey,
    /// Becomes part of the code that stands for the person.
    PersonKey,
    /// Becomes an age band at the day of the referral.
    AgeBand,
    /// Becomes deprivation decile, rural or urban, district and sub-ICB of residence.
    Residence,
    /// Becomes a month, and a number of days.
    MonthAndDays,
    /// Compared with the sign-in, then dropped.
    Compared,
}

impl Treatment {
    /// In words for people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Kept => "kept as a code",
            Self::ReferralKey => "turned into a code for the referral, not kept",
            Self::PersonKey => "turned into a code for the person, not kept",
            Self::AgeBand => "turned into an age band, not kept",
            Self::Residence => {
                "turned into deprivation decile, rural or urban, district and sub-ICB, not kept"
            }
            Self::MonthAndDays => "turned into a month and a number of days, not kept",
            Self::Compared => "compared with your sign-in, not kept",
        }
    }
}

static V1: LazyLock<ReturnDefinition> = LazyLock::new(|| {
    let mut definition: ReturnDefinition = embedded::read(
        "return-v1.toml",
        include_str!("../definition/return-v1.toml"),
    );
    let sheet_items = definition
        .sheets
        .iter_mut()
        .flat_map(|sheet| &mut sheet.items);
    for item in sheet_items.chain(&mut definition.context) {
        // The file names rules by their readable names; everything else knows them by code.
        for name in &mut item.rules {
            if let Some(rule) = rule::named(name) {
                name.clone_from(&rule.code);
            }
        }
    }
    definition
});

impl ReturnDefinition {
    /// Version 1.
    pub fn v1() -> &'static Self {
        &V1
    }

    /// The sheet with this name.
    pub fn sheet(&self, name: &str) -> Option<&Sheet> {
        self.sheets
            .iter()
            .find(|sheet| sheet.name.eq_ignore_ascii_case(name.trim()))
    }

    /// The sheet of a kind of rows.
    pub fn sheet_of(&self, record: Record) -> Option<&Sheet> {
        self.sheet(record.sheet_name())
    }

    /// The required sheet, one row per referral.
    pub fn referrals(&self) -> Option<&Sheet> {
        self.sheets.first()
    }

    /// The column that says whose return it is and has this heading.
    pub fn find_context(&self, header: &str) -> Option<&Item> {
        let headings = self
            .context_headings
            .get_or_init(|| Headings::of(&self.context));
        headings.find(&self.context, header).map(|found| found.item)
    }
}

impl Sheet {
    /// The item with this id.
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }

    /// Canonical headings with their items, in the order of the template.
    pub fn columns(&self) -> impl Iterator<Item = (String, &Item)> {
        self.items
            .iter()
            .flat_map(|item| item.columns().map(move |name| (name, item)))
    }

    /// The item that a heading means, in any case, spacing and punctuation, also in other systems' words.
    pub fn find_header(&self, header: &str) -> Option<HeaderMatch<'_>> {
        self.headings
            .get_or_init(|| Headings::of(&self.items))
            .find(&self.items, header)
    }

    /// The headings of `given` that are most like an item's, best first, at most three.
    pub fn nearest_headers<'h>(&self, item: &Item, given: &[&'h str]) -> Vec<&'h str> {
        heading::nearest(item, given)
    }
}

impl Item {
    /// Canonical headings of its columns: the id, or `id_1`, `id_2` ...
    pub fn columns(&self) -> impl Iterator<Item = String> + use<> {
        let (id, repeat) = (self.id.clone(), self.repeat);
        (1..=repeat.max(1)).map(move |n| {
            if repeat > 1 {
                format!("{id}_{n}")
            } else {
                id.clone()
            }
        })
    }

    /// Its code list, for an item that holds codes.
    pub fn code_list(&self) -> Option<&'static CodeList> {
        match &self.kind {
            Kind::Code(list) => codes::list(list),
            _ => None,
        }
    }

    /// Whether its values can tell who someone is.
    pub fn is_identifier(&self) -> bool {
        matches!(self.kind, Kind::Identifier(_))
            || self.treatment == Treatment::AgeBand && self.kind == Kind::Date
    }
}
