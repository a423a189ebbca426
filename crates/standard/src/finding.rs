//! What was found in a return, as values that the page, the API and the command show alike.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::rule::{self, Rule};

/// How many further places a finding lists; `count` still counts them all.
pub const MORE_PLACES_MAX: usize = 50;

/// How many characters of a value a finding shows.
pub const FOUND_CHARS_MAX: usize = 40;

/// What happens to what a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The file cannot be used.
    File,
    /// The row is left out until it is put right.
    Record,
    /// The row counts; the sender should look.
    Warning,
    /// What was changed, ignored or not used.
    Note,
}

impl Severity {
    /// The word as programs write it: `file`, `record`, `warning`, `note`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Record => "record",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Where something is, as the sender sees it in the spreadsheet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Name of the sheet; none for a text file.
    pub sheet: Option<String>,
    /// Row number as the spreadsheet shows it, from 1, hidden and title rows counted.
    pub row: Option<u32>,
    /// Column letter, like `C`.
    pub column: Option<String>,
    /// Heading of the column, as in the file.
    pub header: Option<String>,
}

impl Place {
    /// The file as a whole.
    pub fn file() -> Self {
        Self::default()
    }

    /// A row.
    pub fn row(row: u32) -> Self {
        Self {
            row: Some(row),
            ..Self::default()
        }
    }

    /// A column, by letter and heading.
    pub fn column(letter: impl Into<String>, header: impl Into<String>) -> Self {
        Self {
            column: Some(letter.into()),
            header: Some(header.into()),
            ..Self::default()
        }
    }

    /// The same place in a row.
    #[must_use]
    pub fn in_row(mut self, row: u32) -> Self {
        self.row = Some(row);
        self
    }

    /// The same place in a sheet.
    #[must_use]
    pub fn on_sheet(mut self, sheet: impl Into<String>) -> Self {
        self.sheet = Some(sheet.into());
        self
    }
}

/// In words: `Sheet "Referrals", row 14, column C (referral_date)`; nothing for the file as a whole.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        if let Some(sheet) = &self.sheet {
            parts.push(format!("sheet \"{sheet}\""));
        }
        if let Some(row) = self.row {
            parts.push(format!("row {row}"));
        }
        match (&self.column, &self.header) {
            (Some(column), Some(header)) => parts.push(format!("column {column} ({header})")),
            (Some(column), None) => parts.push(format!("column {column}")),
            (None, Some(header)) => parts.push(format!("column \"{header}\"")),
            (None, None) => {}
        }
        f.write_str(&sentence_case(&parts.join(", ")))
    }
}

/// One thing that was found. One cell carries one finding; the same cause in many cells is one finding with a count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Code of the rule, like `R102`.
    pub code: String,
    /// What happens to what it is about.
    pub severity: Severity,
    /// What is the matter, without a full stop.
    pub title: String,
    /// Why the hub minds.
    pub why: String,
    /// The first place.
    #[serde(flatten)]
    pub place: Place,
    /// What was there, at most 40 characters; masked if it may be a personal detail.
    pub found: Option<String>,
    /// What should be there, with an example.
    pub expected: Option<String>,
    /// What the sender can do.
    pub fix: String,
    /// How many times.
    pub count: u32,
    /// The next places, at most 50.
    pub more_places: Vec<Place>,
    /// What was there and what should be, at those of the next places where that is another thing than at the first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub more_values: Vec<OtherValue>,
    /// All of it in full sentences.
    pub message: String,
    /// What the sender may answer instead of changing the file.
    #[serde(default)]
    pub question: Option<Question>,
}

/// What was found at one of the next places of a finding, where it differs from the first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherValue {
    /// Which of the next places, from 0.
    pub at: usize,
    /// What was there, shortened and masked like that of the first.
    pub found: Option<String>,
    /// What should be there.
    pub expected: Option<String>,
}

/// One place of a finding, with what was there and what should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At<'f> {
    /// The place.
    pub place: &'f Place,
    /// What was there.
    pub found: Option<&'f str>,
    /// What should be there.
    pub expected: Option<&'f str>,
}

/// A question about the file that only its sender can answer. The answer goes with the file when it is sent again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Name of the parameter that carries the answer: `sheet`, `column`, `month_first` ...
    pub parameter: String,
    /// The answers to choose from.
    pub answers: Vec<Answer>,
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Value of the parameter.
    pub value: String,
    /// The answer in words.
    pub label: String,
}

impl Finding {
    /// A finding of the rule with this name, found once.
    ///
    /// A name that no rule has is a mistake in the source: debug builds stop; otherwise the name itself is shown.
    pub fn of(name: &str, place: Place) -> Self {
        let rule = rule::named(name);
        debug_assert!(rule.is_some(), "no rule is named {name}");
        match rule {
            Some(rule) => Self::by(rule, place),
            None => Self {
                code: name.to_owned(),
                severity: Severity::Record,
                title: name.replace('_', " "),
                why: String::new(),
                place,
                found: None,
                expected: None,
                fix: String::new(),
                count: 1,
                more_places: Vec::new(),
                more_values: Vec::new(),
                message: name.replace('_', " "),
                question: None,
            },
        }
    }

    /// A finding of the rule with this code, in the rule's own words.
    pub fn of_code(code: &str, place: Place) -> Option<Self> {
        rule::get(code).map(|rule| Self::by(rule, place))
    }

    /// A finding of a rule, found once, with the rule's own words.
    pub fn by(rule: &Rule, place: Place) -> Self {
        let mut finding = Self {
            code: rule.code.clone(),
            severity: rule.severity,
            title: rule.title.clone(),
            why: rule.why.clone(),
            place,
            found: None,
            expected: None,
            fix: rule.fix.clone(),
            count: 1,
            more_places: Vec::new(),
            more_values: Vec::new(),
            message: String::new(),
            question: None,
        };
        finding.compose();
        finding
    }

    /// With what was found, shortened to 40 characters. Only for values that are not personal: see [`mask`].
    #[must_use]
    pub fn found(mut self, shown: &str) -> Self {
        self.found = Some(shorten(shown));
        self.compose();
        self
    }

    /// With what was found, masked.
    #[must_use]
    pub fn found_masked(mut self, personal: &str) -> Self {
        self.found = Some(shorten(&mask(personal)));
        self.compose();
        self
    }

    /// With what should be there.
    #[must_use]
    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self.compose();
        self
    }

    /// With other words for what to do than the rule's own.
    #[must_use]
    pub fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = fix.into();
        self.compose();
        self
    }

    /// With a message of its own in place of the composed one. Call it last.
    #[must_use]
    pub fn said(mut self, message: impl Into<String>) -> Self {
        self.message = message.into();
        self
    }

    /// With a question: the name of the parameter, and each answer's value and words. Without answers there is none.
    #[must_use]
    pub fn asking(
        mut self,
        parameter: &str,
        answers: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        let answers: Vec<Answer> = answers
            .into_iter()
            .map(|(value, label)| Answer { value, label })
            .collect();
        self.question = (!answers.is_empty()).then(|| Question {
            parameter: parameter.to_owned(),
            answers,
        });
        self
    }

    /// Counts one more place of the same cause.
    pub fn also(&mut self, place: Place) {
        self.count = self.count.saturating_add(1);
        if self.more_places.len() < MORE_PLACES_MAX {
            self.more_places.push(place);
        }
    }

    /// Counts the places of another finding of the same cause, and keeps what is at them as far as there is room.
    pub fn also_all(&mut self, other: Self) {
        let count = self.count.saturating_add(other.count);
        for at in other.places() {
            let index = self.more_places.len();
            if index >= MORE_PLACES_MAX {
                break;
            }
            let first = (self.found.as_deref(), self.expected.as_deref());
            if (at.found, at.expected) != first {
                self.more_values.push(OtherValue {
                    at: index,
                    found: at.found.map(str::to_owned),
                    expected: at.expected.map(str::to_owned),
                });
            }
            self.more_places.push(at.place.clone());
        }
        self.count = count;
    }

    /// Every place that is known, the first one first, each with its own value.
    pub fn places(&self) -> impl Iterator<Item = At<'_>> {
        let first = At {
            place: &self.place,
            found: self.found.as_deref(),
            expected: self.expected.as_deref(),
        };
        let more = self.more_places.iter().enumerate();
        std::iter::once(first).chain(more.map(move |(index, place)| {
            let mut others = self.more_values.iter();
            match others.find(|other| other.at == index) {
                Some(other) => At {
                    place,
                    found: other.found.as_deref(),
                    expected: other.expected.as_deref(),
                },
                None => At { place, ..first },
            }
        }))
    }

    /// Without any value of the file.
    pub fn hide_values(&mut self) {
        if self.found.is_some() {
            self.found = None;
            self.compose();
        }
        for other in &mut self.more_values {
            other.found = None;
        }
    }

    fn compose(&mut self) {
        let place = self.place.to_string();
        let mut message = match (&self.found, place.is_empty()) {
            (Some(found), true) => format!("{}: we found \"{found}\".", self.title),
            (Some(found), false) => format!("{place}: we found \"{found}\". {}.", self.title),
            (None, true) => format!("{}.", self.title),
            (None, false) => format!("{place}: {}.", lower_first(&self.title)),
        };
        if self.severity != Severity::Note && !self.fix.is_empty() {
            message.push(' ');
            message.push_str(&self.fix);
        }
        self.message = message;
    }
}

/// Hides all but the first two letters or digits of a personal value; signs and spaces stay: `94• ••• ••••`.
pub fn mask(personal: &str) -> String {
    let mut shown = 0;
    personal
        .trim()
        .chars()
        .map(|c| {
            if c.is_whitespace() {
                return ' ';
            }
            // Signs tell the kind of value (a date, an address), not whose it is, but everything that is not plain
            // punctuation counts as part of the value.
            if c.is_ascii_punctuation() {
                return c;
            }
            shown += 1;
            if shown <= 2 { c } else { '•' }
        })
        .collect()
}

/// The first 40 characters, with dots when there is more; control characters become spaces.
pub fn shorten(text: &str) -> String {
    let clean = |c: char| if c.is_control() { ' ' } else { c };
    let mut short: String = text
        .trim()
        .chars()
        .map(clean)
        .take(FOUND_CHARS_MAX)
        .collect();
    if text.trim().chars().count() > FOUND_CHARS_MAX {
        short.pop();
        short.push('…');
    }
    short
}

fn sentence_case(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}

/// `This date does not exist` in the middle of a sentence; abbreviations such as `NHS` keep their capitals.
fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => text.to_owned(),
    }
}
