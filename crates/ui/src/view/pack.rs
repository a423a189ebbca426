use super::area::{
    AreaHead, AreaOverview, Choice, EmptyNote, FilterBar, MeasureCard, MeasureOverTime, Strip,
    WhoIsReferred,
};
use super::compare::Compare;
use super::frame::Link;
use super::outcomes::OutcomesYear;
use super::returns::SummaryRow;
use super::trust::Trust;

/// C10, report pack: the pages about an area in brief, on one address, to print.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pack {
    /// The area.
    pub area: AreaHead,
    /// Filters.
    pub filter: FilterBar,
    /// Sections on offer, sent with the filters.
    pub offer: Vec<Choice>,
    /// Completeness.
    pub strip: Strip,
    /// Lines of the title page: area, month, completeness, release.
    pub facts: Vec<SummaryRow>,
    /// Set when there are no data: the pack is then its title page.
    pub empty: Option<EmptyNote>,
    /// Sections in order, each on a sheet of paper of its own; those of cards alone share one.
    pub sections: Vec<PackSection>,
    /// The pack as spreadsheets.
    pub downloads: Vec<Link>,
    /// Returns by service as a file of their own, for readers who see services by name.
    pub services: Option<Link>,
    /// Address that gives exactly this pack, whatever is released later.
    pub exactly: Link,
}

/// One section.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PackSection {
    /// Id, unique on the page: letters and hyphens.
    pub id: String,
    /// Title.
    pub title: String,
    /// Area and month, since a sheet may be read apart from the others.
    pub about: String,
    /// What is in it.
    pub content: PackContent,
    /// The page that says it in full.
    pub more: Option<Link>,
}

/// What a section shows.
#[derive(Debug, Clone, PartialEq)]
pub enum PackContent {
    /// C1 in brief.
    Overview(Box<AreaOverview>),
    /// C2 in brief.
    OverTime(Box<MeasureOverTime>),
    /// C4 in brief. The id of its chart is unique on the page.
    Who(Box<WhoIsReferred>),
    /// Measures beside each other.
    Cards(PackCards),
    /// C8 in brief.
    Compare(Box<Compare>),
    /// C9 in brief: all that names no service.
    Trust(Box<Trust>),
    /// The measures of the pack.
    Definitions(Vec<PackDefinition>),
}

impl Default for PackContent {
    fn default() -> Self {
        Self::Cards(PackCards::default())
    }
}

/// A few measures, and what to know of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PackCards {
    /// What must not be missed, in one or two sentences.
    pub caution: Option<String>,
    /// Outcomes of twelve months, in place of those of one.
    pub year: Option<OutcomesYear>,
    /// The measures.
    pub cards: Vec<MeasureCard>,
    /// What the figures cannot say, each in a sentence.
    pub notes: Vec<String>,
}

/// A measure of the pack in two or three sentences.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PackDefinition {
    /// Title of the measure.
    pub title: String,
    /// Unit in words.
    pub unit: String,
    /// What is counted.
    pub counted: String,
    /// Out of what; empty: nothing.
    pub out_of: String,
    /// The full definition.
    pub href: String,
}
