use super::area::{Choice, EmptyNote};
use super::frame::Link;
use super::returns::FormError;
use super::saved::SaveForm;
use super::status_codes::StatusCode;

/// A table in the list of tables.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TableItem {
    /// Name with its schema: "hub.referrals".
    pub name: String,
    /// Page of the table.
    pub href: String,
    /// What it holds, in one line.
    pub about: String,
    /// What one row is.
    pub grain: String,
    /// Whether its rows are about people and can only be counted.
    pub is_protected: bool,
    /// How many rows it has; empty where that is not told.
    pub rows: String,
    /// Its months: "September 2026 to October 2026"; empty where it has none.
    pub months: String,
}

/// A1, the list of tables.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TableList {
    /// Id of the release.
    pub release: String,
    /// Tables in order.
    pub tables: Vec<TableItem>,
    /// Where more is said of them: definitions, codes of boards, how figures are protected.
    pub links: Vec<Link>,
    /// Why nothing can be asked here, if so.
    pub notice: Option<EmptyNote>,
}

/// A code and what it stands for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CodeLabel {
    /// As it stands in SQL.
    pub code: String,
    /// In words; empty where the code says it.
    pub label: String,
}

/// A column of a table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TableColumn {
    /// Its name.
    pub name: String,
    /// text, integer, number or boolean.
    pub kind: String,
    /// What it says.
    pub meaning: String,
    /// Every value there can be; none where any can be.
    pub codes: Vec<CodeLabel>,
}

/// A query to begin with.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ExampleQuery {
    /// What it asks, in words.
    pub title: String,
    /// The query.
    pub sql: String,
    /// Runs it on the SQL page.
    pub href: String,
}

/// A1, one table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TablePage {
    /// The table.
    pub table: TableItem,
    /// Id of the release.
    pub release: String,
    /// Which figures can be had of it, as SQL and in words; none of an open table.
    pub figures: Vec<CodeLabel>,
    /// How many coded columns can be used at once, in a sentence; empty of an open table.
    pub at_once: String,
    /// Who sees which of its rows, in sentences; empty where all who may ask see all.
    pub seen_by: String,
    /// What must be known before it is asked, in sentences.
    pub notes: Vec<String>,
    /// Where more is said of it: definitions, how figures are protected.
    pub links: Vec<Link>,
    /// Its columns.
    pub columns: Vec<TableColumn>,
    /// What the words in its column `status` mean; none where it has no such column.
    pub statuses: Vec<StatusCode>,
    /// Queries to begin with.
    pub examples: Vec<ExampleQuery>,
    /// What came of the first of them.
    pub sample: Option<ResultTable>,
    /// Files of the whole table; none where its rows are about people, or more than one answer may have.
    pub downloads: Vec<Link>,
    /// Its parts as files, where the whole is too large for one answer.
    pub parts: Option<TableParts>,
}

/// A table that is had in parts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TableParts {
    /// Why, in sentences.
    pub text: String,
    /// What tells the parts apart, as the head of a column: "Measure".
    pub head: String,
    /// The parts.
    pub parts: Vec<TablePart>,
}

/// A part of a table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TablePart {
    /// Its name.
    pub name: String,
    /// How many rows it has.
    pub rows: String,
    /// Its files.
    pub downloads: Vec<Link>,
}

/// A column of a result.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ResultColumn {
    /// Its name.
    pub name: String,
    /// Whether it holds numbers.
    pub is_number: bool,
}

/// Rows of a result.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ResultTable {
    /// Caption.
    pub caption: String,
    /// Columns.
    pub columns: Vec<ResultColumn>,
    /// Rows; none is a figure that is not shown, or no value.
    pub rows: Vec<Vec<Option<String>>>,
}

/// What came of a query.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SqlResult {
    /// The query that was run.
    pub sql: String,
    /// How many rows, how long it took: "36 rows in 0.12 seconds".
    pub summary: String,
    /// What may be wrong with the query, in sentences: values that are no code of their column.
    pub doubts: Vec<String>,
    /// Release, policy, adjustment and months in words.
    pub notes: Vec<String>,
    /// That figures which are not shown are in no sum made of them; empty where no figure of people was read.
    pub sums: String,
    /// The rows that are shown.
    pub table: ResultTable,
    /// What to look at where there are no rows; empty where there are.
    pub empty_hint: String,
    /// Says that not all rows are shown; empty where all are.
    pub truncated: String,
    /// Files of the full result.
    pub downloads: Vec<Link>,
    /// Address that gives this same result for ever.
    pub href: String,
    /// Saves the query; `None` where it cannot be saved.
    pub save: Option<SaveForm>,
}

/// A2, the SQL page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SqlPage {
    /// What was typed.
    pub sql: String,
    /// Most characters of it.
    pub characters_max: usize,
    /// Releases to ask of, newest first.
    pub releases: Vec<Choice>,
    /// Tables to ask of, with their pages.
    pub tables: Vec<Link>,
    /// Where codes are listed that queries need: those of boards.
    pub code_links: Vec<Link>,
    /// What a query may take, in a sentence.
    pub limits: String,
    /// What is wrong with the query.
    pub errors: Vec<FormError>,
    /// What stands in the way, where the query is not to blame.
    pub notice: Option<EmptyNote>,
    /// Whether a query can be typed at all.
    pub is_open: bool,
    /// What came of the query.
    pub result: Option<SqlResult>,
}

/// A8, the functions that a query may be made of.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FunctionsPage {
    /// The hub's own: how they are called, with commas between those of one line, and what they answer.
    pub own: Vec<CodeLabel>,
    /// Names of those of one row.
    pub rows: Vec<String>,
    /// Names of those of groups of rows.
    pub groups: Vec<String>,
    /// Names of those over windows of rows.
    pub windows: Vec<String>,
    /// Why nothing can be asked here, if so.
    pub notice: Option<EmptyNote>,
}

/// A piece of code that connects a client.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Snippet {
    /// Short name by which a test finds it: "psql".
    pub id: String,
    /// The client: "psql".
    pub title: String,
    /// What must be there: "PostgreSQL client 14 or newer".
    pub needs: String,
    /// The code.
    pub code: String,
}

/// A way in, with the clients that use it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Wire {
    /// Name: "Postgres".
    pub title: String,
    /// What it is good for, or that it is not switched on here.
    pub text: String,
    /// Names and values to connect with: address, port, user.
    pub facts: Vec<(String, String)>,
    /// Clients.
    pub snippets: Vec<Snippet>,
}

/// A4, how to connect.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Connect {
    /// Ways in.
    pub wires: Vec<Wire>,
    /// What does not work, and what to do instead.
    pub limits: Vec<(String, String)>,
}

/// A release in the list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReleaseItem {
    /// Its id.
    pub id: String,
    /// When it was published.
    pub at: String,
    /// Words for people.
    pub label: String,
    /// Tells it from others of the same day: "Release 2 of 2 of 30 November 2026"; empty: it is alone.
    pub of_day: String,
    /// Name of the disclosure policy.
    pub policy: String,
    /// Position in the journal up to which returns count.
    pub journal_seq: String,
    /// Its months.
    pub months: String,
    /// Asks of it on the SQL page; empty: the reader asks nothing.
    pub sql_href: String,
    /// Its manifest as JSON.
    pub manifest_href: String,
    /// The intruder's report on it; empty: it has none.
    pub report_href: String,
    /// Facts and the hashes of what their cells mean.
    pub facts: Vec<CodeLabel>,
    /// SQL files that were run and their hashes.
    pub files: Vec<CodeLabel>,
    /// Measures that it does not have because their file could not be used, each with file and line.
    pub left_out: Vec<CodeLabel>,
}

/// A7, the list of releases.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReleasePage {
    /// Whether it is the page of those who run the hub, who ask nothing in SQL.
    pub of_operators: bool,
    /// Newest first.
    pub releases: Vec<ReleaseItem>,
    /// Says that there are older ones, and where; empty: there are none.
    pub older: String,
}
