use super::area::{AreaHead, EmptyNote, FilterBar, Select, Strip};
use super::figure::Figure;
use super::frame::Link;

/// What became of a return.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ReturnMark {
    /// S: sent in time.
    Sent,
    /// L: sent late.
    Late,
    /// N: sent, nothing to report.
    Nil,
    /// P: sent, with rows left out.
    Partly,
    /// M: due and not sent.
    Missing,
    /// D: due, and the window is still open.
    Due,
    /// A dash: not expected (before the service began, or after it ended).
    #[default]
    NotExpected,
}

/// One service of the heat table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HeatRow {
    /// Name of the service.
    pub service: String,
    /// One mark for each month.
    pub marks: Vec<ReturnMark>,
}

/// Services by month.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HeatTable {
    /// Caption with area and period.
    pub caption: String,
    /// Months in words, short: "Oct 26".
    pub months: Vec<String>,
    /// Services in the order to draw (worst first).
    pub rows: Vec<HeatRow>,
    /// Who may see the services by name, when this reader may not: the table is then not drawn.
    pub restricted: Option<String>,
}

/// How much of a column is filled with a usable value.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ItemShare {
    /// Column in words: "Ethnic category".
    pub item: String,
    /// Share with a known value (value 0 to 100).
    pub figure: Figure,
    /// What to do about it: the most useful fix, in one sentence; empty: none.
    pub fix: String,
}

/// Something known to be wrong.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct KnownIssue {
    /// Date in words.
    pub date: String,
    /// What it is and what it touches.
    pub text: String,
    /// Where to see more of it.
    pub link: Option<Link>,
}

/// A service to remind.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ChaseRow {
    /// Name of the service.
    pub service: String,
    /// Months missing, in words.
    pub months: String,
}

/// A letter to the services to remind, ready to be sent.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ChaseLetter {
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
    /// Address that opens it in the reader's own mail program; empty: it is too long for one.
    pub mailto: String,
}

/// A figure that two releases display in another way.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FigureChanged {
    /// The measure, with the way to its definition.
    pub measure: Link,
    /// Which of its groups, in words: "Total".
    pub group: String,
    /// The month in words.
    pub month: String,
    /// As the earlier release displays it.
    pub before: Figure,
    /// As the release of the page displays it.
    pub now: Figure,
}

/// What two releases display in another way.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FiguresChanged {
    /// How many figures, since which release, in sentences.
    pub sentences: Vec<String>,
    /// Caption of the table with area and both releases.
    pub caption: String,
    /// The figures in the order to draw.
    pub rows: Vec<FigureChanged>,
    /// How many more there are, in a sentence; empty: none.
    pub more: String,
}

/// The release of the page beside an earlier one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SinceRelease {
    /// Where the form goes. No query.
    pub action: String,
    /// Parameters that go with it unseen.
    pub hidden: Vec<(String, String)>,
    /// Earlier releases to choose from. No option: there is none.
    pub earlier: Select,
    /// What changed since the one that was chosen; `None`: none was.
    pub found: Option<FiguresChanged>,
}

/// C9, can I trust it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trust {
    /// The area.
    pub area: AreaHead,
    /// Filters.
    pub filter: FilterBar,
    /// Completeness.
    pub strip: Strip,
    /// The main message in words.
    pub finding: String,
    /// The months before with returns missing, each with how many, and no service by name: "September 2026: 2 of 9".
    pub missing: Vec<String>,
    /// Returns received by month.
    pub heat: HeatTable,
    /// Completeness by column.
    pub items: Vec<ItemShare>,
    /// Caption of that table with area and period.
    pub items_caption: String,
    /// Known issues and revisions, newest first.
    pub issues: Vec<KnownIssue>,
    /// What changed since an earlier release; `None`: not told here.
    pub since: Option<SinceRelease>,
    /// Services to chase.
    pub chase: Vec<ChaseRow>,
    /// The same as a letter.
    pub letter: Option<ChaseLetter>,
    /// Downloads.
    pub downloads: Vec<Link>,
    /// Set when there are no data.
    pub empty: Option<EmptyNote>,
}
