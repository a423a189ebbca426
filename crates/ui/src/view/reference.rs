use super::area::EmptyNote;
use super::frame::Link;
use super::returns::FormError;

/// One part of the reference data in use.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReferencePart {
    /// What it is: "General practices".
    pub name: String,
    /// Edition in use.
    pub edition: String,
    /// From when it holds, in words.
    pub valid_from: String,
    /// Rows.
    pub rows: u32,
    /// Who publishes it, one edition each.
    pub sources: Vec<String>,
    /// When it was imported, in words.
    pub imported: String,
}

/// An edition that was imported.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReferenceEditionRow {
    /// Its name.
    pub edition: String,
    /// When it was imported, in words.
    pub imported: String,
    /// Who imported it, or how.
    pub by: String,
    /// Rows of all its tables.
    pub rows: u32,
    /// Whether it is the one in use.
    pub is_in_use: bool,
}

/// A file that an import reads.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReferenceFile {
    /// Its name, with the folder that publishers' notes give it.
    pub path: String,
    /// What it is first of all for.
    pub part: String,
    /// Who publishes it, and which edition.
    pub publisher: String,
    /// Whether nothing can be imported without it.
    pub is_needed: bool,
}

/// Something that is wrong with the files.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReferenceFinding {
    /// The file.
    pub file: String,
    /// Row and column, in words; empty: the whole file.
    pub place: String,
    /// What is wrong, in a sentence.
    pub says: String,
}

/// O2, the reference data in use and the form for newer ones.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReferencePage {
    /// What was just done; empty: nothing.
    pub notice: String,
    /// The main message in words.
    pub finding: String,
    /// When servers and releases use an edition, one sentence each.
    pub standing: Vec<String>,
    /// Set where this server still uses another edition than the one in use.
    pub behind: Option<String>,
    /// What is in use.
    pub parts: Vec<ReferencePart>,
    /// Every edition, newest first.
    pub editions: Vec<ReferenceEditionRow>,
    /// Said where older editions are left out; empty: all are there.
    pub older: String,
    /// The largest file, in words.
    pub max_size: String,
    /// What is wrong with what was sent.
    pub errors: Vec<FormError>,
    /// What is wrong with the files, one by one.
    pub findings: Vec<ReferenceFinding>,
    /// Said where there are more findings than are shown; empty: all are.
    pub more: String,
    /// The files that an import reads.
    pub files: Vec<ReferenceFile>,
    /// Why nothing can be put into use here.
    pub closed: Option<EmptyNote>,
    /// The command that begins a hub where it can; empty: none is needed.
    pub closed_command: String,
}

/// Rows that differ, in one area.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReferenceAreaChange {
    /// The area.
    pub area: String,
    /// Rows added.
    pub added: u32,
    /// Rows that end.
    pub ended: u32,
    /// Rows with other values.
    pub changed: u32,
}

/// A row that differs.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReferenceExample {
    /// Its code.
    pub code: String,
    /// Its name; empty: it has none.
    pub name: String,
    /// The area it lies in.
    pub area: String,
    /// What happens to it, in words: "Ends", "Board: from X to Y".
    pub what: Vec<String>,
}

/// What would be different in one part.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReferencePartChange {
    /// What it is: "General practices".
    pub name: String,
    /// Rows now.
    pub before: u32,
    /// Rows then.
    pub after: u32,
    /// Rows added, ended and changed, over all areas.
    pub all: ReferenceAreaChange,
    /// The same by area.
    pub by_area: Vec<ReferenceAreaChange>,
    /// Some of the rows.
    pub examples: Vec<ReferenceExample>,
}

/// A claim about the new tables, and what came of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReferenceClaim {
    /// The claim in words.
    pub claim: String,
    /// Whether it holds; none: it could not be tried.
    pub holds: Option<bool>,
    /// What came of it, in words.
    pub says: String,
}

/// The form that puts files into use.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReferenceApply {
    /// The edition that was in use when the files were previewed; empty: none was.
    pub in_use: String,
    /// Mark of the files that were previewed.
    pub previewed: String,
    /// Name of the file that was previewed; empty: its sender did not say.
    pub file_name: String,
    /// The largest file, in words.
    pub max_size: String,
    /// What putting them into use does, one sentence each.
    pub effects: Vec<String>,
}

/// O2, what files would change before they are put into use.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReferencePreview {
    /// The main message in words.
    pub finding: String,
    /// What the files are and what they were held against: name and value.
    pub facts: Vec<(String, String)>,
    /// What it would do to figures, one sentence each.
    pub effects: Vec<String>,
    /// What would be different, part by part.
    pub parts: Vec<ReferencePartChange>,
    /// Claims about the new tables.
    pub claims: Vec<ReferenceClaim>,
    /// What the import decided where the files leave a choice.
    pub notes: Vec<String>,
    /// Files that were sent and are not used.
    pub not_used: String,
    /// What is wrong with what was sent.
    pub errors: Vec<FormError>,
    /// The form; none where the files cannot be put into use.
    pub apply: Option<ReferenceApply>,
    /// Why they cannot be.
    pub closed: Option<EmptyNote>,
    /// Back to what is in use.
    pub back: Link,
}
