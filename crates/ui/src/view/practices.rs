use super::area::{AreaHead, EmptyNote, FilterBar, MeasureCard, Strip};
use super::chart::DotChart;
use super::figure::{Comparison, Figure};
use super::frame::Link;
use super::trust::ChaseRow;

/// What is known of a practice: one letter on the grid.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PracticeMark {
    /// Its network has a link worker; of referrals nothing is said to this reader.
    #[default]
    Covered,
    /// Its network has a link worker, and enough people were referred to show.
    Referring,
    /// Its network has a link worker, and none or too few people were referred to show.
    NoneShown,
    /// Its network has no link worker in post, or it is in no network.
    NotCovered,
    /// Its network has a link worker, and no return came from which referrals could be known.
    NoReturn,
}

/// One practice on the grid.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GridSquare {
    /// Name with code.
    pub name: String,
    /// What is known of it.
    pub mark: PracticeMark,
}

/// The practices of one network.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GridNetwork {
    /// Name of the network; "No network" for practices in none.
    pub name: String,
    /// Practices in order of their names.
    pub squares: Vec<GridSquare>,
}

/// A practice without a link worker, or without referrals to show.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct UncoveredRow {
    /// Name.
    pub name: String,
    /// Code.
    pub code: String,
    /// Name of its network.
    pub network: String,
    /// People registered.
    pub registered: Figure,
    /// Fifth of deprivation in words.
    pub fifth: String,
    /// What is known of it.
    pub mark: PracticeMark,
}

/// C3, is every practice covered.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Coverage {
    /// The area.
    pub area: AreaHead,
    /// Filters.
    pub filter: FilterBar,
    /// Completeness.
    pub strip: Strip,
    /// Findings as sentences.
    pub findings: Vec<String>,
    /// Practices covered, people covered, link workers.
    pub cards: Vec<MeasureCard>,
    /// What "covered" means, and of which census.
    pub definition: String,
    /// Referrals to a link worker against the guide, in a sentence; empty where they are not shown.
    pub workload: String,
    /// The grid by network; empty where the area is larger than a board.
    pub networks: Vec<GridNetwork>,
    /// Said in place of the grid where there is none.
    pub grid_note: String,
    /// Over which months referrals were looked at; or who may see them.
    pub referrals_note: String,
    /// Caption of the list.
    pub list_caption: String,
    /// Practices without a link worker or without referrals to show, the largest first.
    pub list: Vec<UncoveredRow>,
    /// Share of practices covered by fifth of deprivation.
    pub by_fifth: Option<DotChart>,
    /// Further pages and downloads.
    pub links: Vec<Link>,
    /// Set where nothing is known of the area.
    pub empty: Option<EmptyNote>,
}

/// A practice against what is expected of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ExpectedRow {
    /// Name.
    pub name: String,
    /// Code.
    pub code: String,
    /// Name of its network.
    pub network: String,
    /// People registered.
    pub registered: Figure,
    /// Fifth of deprivation in words.
    pub fifth: String,
    /// Whether its network has a link worker; none where no census is held.
    pub has_worker: Option<bool>,
    /// Referrals received for each 1,000 people registered.
    pub rate: Figure,
    /// Referrals received.
    pub observed: Figure,
    /// Referrals expected.
    pub expected: Figure,
    /// Observed over expected, with its interval.
    pub ratio: Figure,
    /// In a word.
    pub word: Comparison,
    /// "about 140 fewer"; empty where the difference may be chance.
    pub difference: String,
}

/// Practices with fewer referrals than expected.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Practices {
    /// The area.
    pub area: AreaHead,
    /// Filters.
    pub filter: FilterBar,
    /// Completeness.
    pub strip: Strip,
    /// How many have fewer than expected, in a sentence.
    pub finding: String,
    /// How many returns are missing in the period of the list, in a sentence; empty: none was expected.
    pub returns: String,
    /// Services that have not sent some of them, for readers who see services by name.
    pub services: Vec<ChaseRow>,
    /// What to know before a practice is named, each in a sentence or two.
    pub cautions: Vec<String>,
    /// What expectations are made with.
    pub basis: String,
    /// Why this page and that of who is referred can point different ways.
    pub beside_who: String,
    /// The page of who is referred.
    pub who: Option<Link>,
    /// Caption of the tables, with measure, area, period and unit.
    pub caption: String,
    /// Those with fewer than expected, the greatest difference first.
    pub fewer: Vec<ExpectedRow>,
    /// The others, likewise.
    pub others: Vec<ExpectedRow>,
    /// How it is worked out and what it cannot say.
    pub method: Vec<String>,
    /// The same as a file.
    pub downloads: Vec<Link>,
    /// Set where there is nothing to show, or not to this reader.
    pub empty: Option<EmptyNote>,
}
