use super::area::EmptyNote;
use super::frame::Link;

/// A measure of the newest release.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DefinitionRow {
    /// Its title, leading to its versions.
    pub measure: Link,
    /// Its id.
    pub id: String,
    /// The first release that had it.
    pub first: String,
    /// The release since which its present definition holds.
    pub since: String,
    /// Versions of its definition among the releases looked at.
    pub versions: u32,
    /// Where its file comes from, in words.
    pub origin: String,
    /// What the cells that it reads cost in the ledger, in words.
    pub cost: String,
}

/// A measure that is in no newer release any more.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DroppedMeasure {
    /// Its last title, leading to its versions.
    pub measure: Link,
    /// Its id.
    pub id: String,
    /// The last release that had it.
    pub last: String,
    /// The first release without it.
    pub without: String,
    /// What is known of why.
    pub why: String,
}

/// A file that could not be used for the newest release.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UnusedFile {
    /// The file.
    pub file: String,
    /// Which line, in words.
    pub line: String,
    /// The measure, leading to its versions where there are any.
    pub measure: Link,
}

/// O4, the definitions of all measures.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DefinitionList {
    /// The main message in words.
    pub finding: String,
    /// Which releases were looked at, one sentence each.
    pub looked: Vec<String>,
    /// Measures of the newest release.
    pub measures: Vec<DefinitionRow>,
    /// Measures that a release dropped.
    pub dropped: Vec<DroppedMeasure>,
    /// Files that could not be used for the newest release.
    pub unused: Vec<UnusedFile>,
    /// Set when there is nothing to show.
    pub empty: Option<EmptyNote>,
}

/// A field of the front matter that says something else than before.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FieldChange {
    /// Name of the field, in words.
    pub field: String,
    /// What it said; empty: nothing.
    pub before: String,
    /// What it says; empty: nothing.
    pub after: String,
}

/// What became of a line of a query.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LineMark {
    /// It is the same.
    #[default]
    Same,
    /// Only the new query has it.
    Added,
    /// Only the old query has it.
    Removed,
    /// It stands for lines that are the same and not shown; its text says how many.
    Skipped,
}

/// A line of two queries laid over each other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueryLine {
    /// What became of it.
    pub mark: LineMark,
    /// The line.
    pub text: String,
}

/// What a version changed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DefinitionChange {
    /// What is to be said of it, one sentence each.
    pub says: Vec<String>,
    /// Fields of the front matter.
    pub fields: Vec<FieldChange>,
    /// What became of the query, in words.
    pub query: String,
    /// Its lines around each change; empty where it did not change or its text is not kept.
    pub lines: Vec<QueryLine>,
    /// How many more lines there are, in words; empty: none.
    pub more_lines: String,
    /// How many figures differ across the change, in words; empty: not counted.
    pub figures: String,
    /// The command that lists the figures that differ.
    pub command: String,
}

/// A version of a definition.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DefinitionVersion {
    /// Which releases have it: "Releases 2026-11-02.1 to 2026-11-03.1".
    pub name: String,
    /// How many these are, in words.
    pub count: String,
    /// SHA-256 of its file.
    pub sha256: String,
    /// The definition as at each of these releases, newest first.
    pub releases: Vec<Link>,
    /// Shared views that its query names and that became another meanwhile, one sentence each.
    pub views: Vec<String>,
    /// What it changed; none for the oldest.
    pub change: Option<DefinitionChange>,
    /// What is known of its beginning, for the oldest; empty for others.
    pub began: String,
}

/// O4, the versions of one measure's definition.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DefinitionVersions {
    /// Title of the measure.
    pub title: String,
    /// The main message in words.
    pub finding: String,
    /// Set where the newest release does not have it.
    pub dropped: Option<EmptyNote>,
    /// What is known of the measure: name and value.
    pub facts: Vec<(String, String)>,
    /// Which releases were looked at, one sentence each.
    pub looked: Vec<String>,
    /// Newest first.
    pub versions: Vec<DefinitionVersion>,
    /// Where its definition and values are.
    pub links: Vec<Link>,
}
