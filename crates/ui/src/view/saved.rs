use super::area::EmptyNote;
use super::frame::Link;
use super::returns::FormError;

/// The form that saves a query. It posts `csrf`, `name`, `q` and `as_at`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SaveForm {
    /// What was typed as the name.
    pub name: String,
    /// Most characters of a name.
    pub name_characters_max: usize,
    /// The query.
    pub sql: String,
    /// Most characters of it.
    pub characters_max: usize,
    /// The release that it was written on.
    pub release: String,
}

/// A saved query in the list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SavedItem {
    /// What its owner calls it.
    pub name: String,
    /// Whose it is: "You", or "A. Khan, Commissioner for NHS X".
    pub who: String,
    /// When it was saved.
    pub saved: String,
    /// The release that it was written on.
    pub release: String,
    /// The query.
    pub sql: String,
    /// Whether everybody who may ask sees it.
    pub is_shared: bool,
    /// Runs it on that release.
    pub run_href: String,
    /// Runs it on the newest release.
    pub run_newest_href: String,
    /// Where the form goes that shares it or stops that; `None`: it is somebody else's.
    pub sharing_action: Option<String>,
    /// Where it can be removed; `None`: it is somebody else's.
    pub remove_href: Option<String>,
}

/// A question that the reader asked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AskedItem {
    /// When.
    pub asked: String,
    /// By what way: "This site".
    pub way: String,
    /// The release that was asked.
    pub release: String,
    /// What came of it: "Answered", "Refused: SDC_ROW_LEVEL".
    pub outcome: String,
    /// Rows of the answer; empty without one.
    pub rows: String,
    /// How long it took, in milliseconds; empty without an answer.
    pub ms: String,
    /// Beginning of its fingerprint.
    pub fingerprint: String,
    /// The saved query with the same fingerprint; empty: none that the reader sees.
    pub saved_as: String,
}

/// A3, saved queries and the reader's last questions.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct QueryPage {
    /// What has just been done; empty: nothing.
    pub notice: String,
    /// Why nothing can be asked here, if so.
    pub closed: Option<EmptyNote>,
    /// What could not be saved, to be put right; `None` where nothing was sent.
    pub form: Option<SaveForm>,
    /// What is wrong with what was typed.
    pub errors: Vec<FormError>,
    /// Queries, newest first.
    pub queries: Vec<SavedItem>,
    /// Which of them these are: "1 to 50 of 123"; empty: all.
    pub range: String,
    /// Those saved after these.
    pub newer: Option<Link>,
    /// Those saved before these.
    pub older: Option<Link>,
    /// How many of one's own there are, and may be, in a sentence.
    pub count: String,
    /// The reader's last questions, newest first; `None` where the log cannot be read.
    pub asked: Option<Vec<AskedItem>>,
    /// Most questions in that list.
    pub asked_max: usize,
}

/// A3, the question before a saved query is removed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct QueryRemove {
    /// What its owner calls it.
    pub name: String,
    /// When it was saved.
    pub saved: String,
    /// The release that it was written on.
    pub release: String,
    /// The query.
    pub sql: String,
    /// What happens, one sentence each.
    pub effects: Vec<String>,
    /// Where the form goes.
    pub action: String,
    /// Back to the list.
    pub back: Link,
}
