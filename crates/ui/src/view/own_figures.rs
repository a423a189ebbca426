use super::area::{EmptyNote, MeasureCard};
use super::chart::Series;
use super::figure::Figure;
use super::frame::Link;
use super::trust::ItemShare;

/// What a service sent, in brief.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OwnFigure {
    /// What is counted, as it follows the value: "referrals received".
    pub unit: String,
    /// Month in words.
    pub period: String,
    /// The figure, as on the receipt, rounded.
    pub figure: Figure,
    /// The months up to it; `None` for a single one.
    pub spark: Option<Series>,
    /// What the displayed values of these months span, in one sentence; empty: nothing to say.
    pub span: String,
}

/// A card of S12: what the service sent, and the figure of its board.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OwnCard {
    /// Title: "Referrals".
    pub title: String,
    /// The service's own; `None` where single services have no such figure.
    pub own: Option<OwnFigure>,
    /// Why there is none of the service, or how its figure differs from the board's; empty: nothing to say.
    pub note: String,
    /// The board's, with its words against England; `None` before the first release.
    pub board: Option<MeasureCard>,
}

/// A month of the service.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OwnMonth {
    /// Month in words.
    pub month: String,
    /// Referrals received in it.
    pub referrals: Figure,
    /// People on the caseload.
    pub people: Figure,
    /// What was sent, with the way to its receipt: "Sent", "Nothing to report"; an empty address where nothing was.
    pub sent: Link,
}

/// S12, what the returns of a service say.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OwnFigures {
    /// Name of the service.
    pub service: String,
    /// Name of its board; empty where the board is not known.
    pub board: String,
    /// The main message in words, true of displayed values.
    pub finding: String,
    /// How the figures are made, one sentence each.
    pub notes: Vec<String>,
    /// Referrals, waits, people and outcomes.
    pub cards: Vec<OwnCard>,
    /// Caption of the table of months.
    pub months_caption: String,
    /// Months, newest first.
    pub months: Vec<OwnMonth>,
    /// The same as files.
    pub downloads: Vec<Link>,
    /// How complete the newest return is, column by column, worst first. The most useful fixes stand with their columns.
    pub items: Vec<ItemShare>,
    /// Caption of that table with the month.
    pub items_caption: String,
    /// How the shares are counted; where there are none, why.
    pub items_note: String,
    /// Where it is told who is reached.
    pub reach: Option<Link>,
    /// What is said of who is reached.
    pub reach_note: String,
    /// Further pages.
    pub links: Vec<Link>,
    /// Set where nothing was sent: drawn instead of what the service sent.
    pub empty: Option<EmptyNote>,
}
