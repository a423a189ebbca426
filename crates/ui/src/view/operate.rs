use super::area::{EmptyNote, FilterBar, Select};
use super::frame::Link;
use super::returns::FormError;
use super::trust::HeatTable;

/// One page of those who run the hub.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OperatePage {
    /// The page.
    pub link: Link,
    /// What it is for, in one sentence.
    pub what: String,
}

/// Something that is done by commands today.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OperateByCommand {
    /// What is managed: "People and their access".
    pub title: String,
    /// How, in one sentence.
    pub text: String,
    /// The commands, one a line.
    pub commands: Vec<String>,
}

/// O0, what there is for those who run the hub.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Operate {
    /// Pages that this reader may open.
    pub pages: Vec<OperatePage>,
    /// What has no page yet.
    pub by_command: Vec<OperateByCommand>,
}

/// How far the returns of a region are.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RegionReturns {
    /// The region, leading to its services.
    pub region: Link,
    /// Returns expected for the month.
    pub expected: u32,
    /// Returns received, nil returns included.
    pub received: u32,
    /// Returns that did not come in time and are not there yet.
    pub missing: u32,
    /// Whether its services are shown below.
    pub is_shown: bool,
}

/// The services of one board.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BoardReturns {
    /// The board, leading to its own page.
    pub board: Link,
    /// Its services by month.
    pub heat: HeatTable,
}

/// O3, returns of the whole country, one region at a time.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReturnsOverview {
    /// Region whose services are shown.
    pub region: String,
    /// Region and last month, as a form.
    pub filter: FilterBar,
    /// The main message in words.
    pub finding: String,
    /// Month of the table of regions, in words.
    pub month: String,
    /// All regions.
    pub regions: Vec<RegionReturns>,
    /// All of them together; its link leads nowhere.
    pub england: RegionReturns,
    /// Boards of the region in use.
    pub boards: Vec<BoardReturns>,
    /// Says that nothing is missing, where services with something missing were asked for and there is none.
    pub none_missing: String,
    /// When the month is due, and what becomes of returns that come later.
    pub late: Vec<String>,
    /// Downloads.
    pub downloads: Vec<Link>,
    /// Set when there is nothing to show.
    pub empty: Option<EmptyNote>,
}

/// One question of the log.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AuditRow {
    /// When it was asked, in words.
    pub asked: String,
    /// Name of the token that it came with.
    pub name: String,
    /// Role, and the board or service that it is bound to.
    pub role: String,
    /// By what way it came, in words.
    pub way: String,
    /// Tables that it named or read; empty: none.
    pub tables: String,
    /// What came of it, in words.
    pub outcome: String,
    /// Rows of the answer; empty: there was none.
    pub rows: String,
    /// Milliseconds that it took; empty: it was not answered.
    pub ms: String,
    /// Release that was asked.
    pub release: String,
    /// Beginning of its fingerprint.
    pub fingerprint: String,
}

/// Questions that were found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AuditFound {
    /// Caption of the table: "The newest 25 questions, newest first".
    pub caption: String,
    /// Newest first.
    pub rows: Vec<AuditRow>,
    /// The page with older ones.
    pub older: Option<Link>,
    /// The page with the newest, where this is not it.
    pub newest: Option<Link>,
    /// The same search as a file.
    pub downloads: Vec<Link>,
}

/// O5, the audit log.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AuditPage {
    /// What was typed for the name.
    pub name: String,
    /// Outcomes to choose from.
    pub outcome: Select,
    /// What was typed for the tables.
    pub tables: String,
    /// First day, as it was typed or as 2026-11-03; empty: none.
    pub from: String,
    /// Last day, likewise; empty: none.
    pub to: String,
    /// What keeps the search from being made.
    pub errors: Vec<FormError>,
    /// What was found; none where nothing was looked for.
    pub found: Option<AuditFound>,
    /// Why nothing was looked for.
    pub notice: Option<EmptyNote>,
}

/// How something stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Standing {
    /// As it should be.
    #[default]
    Good,
    /// Not wrong, but somebody should look.
    Look,
    /// Not as it should be.
    Bad,
    /// It cannot be told.
    Unknown,
}

/// One thing that the health of the hub depends on.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HealthItem {
    /// What it is: "Storage".
    pub what: String,
    /// How it stands.
    pub standing: Standing,
    /// How it stands, in words.
    pub says: String,
    /// What to do about it; empty: nothing.
    pub to_do: String,
}

/// O6, how the hub is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Health {
    /// The main message in words.
    pub finding: String,
    /// When it was looked at, in words.
    pub at: String,
    /// What it depends on, in order.
    pub items: Vec<HealthItem>,
    /// Facts of this process and its data: name and value.
    pub facts: Vec<(String, String)>,
    /// Where monitoring and deeper checks are.
    pub links: Vec<Link>,
    /// Commands that look deeper.
    pub commands: Vec<String>,
}
