use super::chart::{DotChart, GapChart, Series, ShareChart, SpcChart};
use super::figure::{Comparison, Figure, Verdict};
use super::frame::Link;

/// The area a page is about.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AreaHead {
    /// Code, for example "QOP".
    pub code: String,
    /// Name in full.
    pub name: String,
    /// Kind in words: "Integrated care board in North West".
    pub kind: String,
    /// How the reader came here, where that needs a word.
    pub note: Option<String>,
    /// Which areas it took over from, and which took over from it.
    pub past: Vec<AreaPast>,
}

/// A part of an area's past.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AreaPast {
    /// From when, or until when: "From 1 April 2026; before that:".
    pub text: String,
    /// The areas; without any, the text stands alone.
    pub links: Vec<Link>,
}

/// One option of a filter.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Choice {
    /// Value sent.
    pub value: String,
    /// Text shown.
    pub label: String,
    /// Whether it is the one in use.
    pub selected: bool,
}

/// One filter.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Select {
    /// Name of the query parameter: `area`, `month`, `geography`, `measure`, `as_at`.
    pub name: String,
    /// Label.
    pub label: String,
    /// Options in order.
    pub choices: Vec<Choice>,
}

/// C0, the filter bar: a GET form.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FilterBar {
    /// Where the form goes. No query.
    pub action: String,
    /// Filters in order. None: the bar is not drawn.
    pub selects: Vec<Select>,
    /// Parameters that go with it unseen.
    pub hidden: Vec<(String, String)>,
    /// The filters in use as one sentence.
    pub sentence: String,
    /// Address without any filter.
    pub reset_href: String,
    /// What one of the filters does, where its options do not say all of it.
    pub hint: Option<FilterHint>,
    /// Set where the page is not of the newest release.
    pub old_release: Option<OldRelease>,
}

/// What a filter does.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FilterHint {
    /// Name of the filter; one that is not on the bar: the hint is of the whole bar.
    pub of: String,
    /// One sentence or two.
    pub text: String,
}

/// A release that is not the newest.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OldRelease {
    /// Which it is, in a sentence or two.
    pub text: String,
    /// The same page as at the newest release.
    pub newest: Link,
}

/// The completeness strip.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Strip {
    /// Returns received, nil returns included.
    pub received: u32,
    /// Returns expected. Zero: nothing was expected, and the strip says so.
    pub expected: u32,
    /// Month in words: "October 2026".
    pub month: String,
    /// Whether the month is provisional.
    pub provisional: bool,
    /// What a full month would hide: returns missing before it, and what is not recorded; each a sentence.
    pub more: Vec<String>,
    /// Address of the trust page (C9).
    pub href: String,
}

/// Why a page is empty and what to do.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EmptyNote {
    /// Title: "No link-worker service has sent data for this area".
    pub title: String,
    /// What is known instead, and what to do next.
    pub text: String,
    /// The next step.
    pub link: Option<Link>,
}

/// A measure in brief.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MeasureCard {
    /// Measure in words: "Referrals".
    pub title: String,
    /// Unit as it follows the value: "per 1,000 registered people"; for a share, "of practices".
    pub unit: String,
    /// Period in words: "October 2026".
    pub period: String,
    /// The latest value.
    pub figure: Figure,
    /// The value before it, with its period: "2.05 in September 2026"; or empty.
    pub before: String,
    /// Against England.
    pub comparison: Comparison,
    /// 24 months; `None` where there is no series, or it goes up and down by chance alone.
    pub spark: Option<Series>,
    /// Verdict on the series; `None` where there is no series.
    pub verdict: Option<Verdict>,
    /// Page of the measure for this area.
    pub href: String,
    /// Who may see it, when this reader may not: "Shown to the integrated care board only". The figure is then not drawn.
    pub restricted: Option<String>,
}

/// A sentence with a link: something that changed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Nugget {
    /// One sentence.
    pub text: String,
    /// Where to read more; empty: no link.
    pub href: String,
}

/// A table of areas by measure.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AreaTable {
    /// Caption with measure names, period and units.
    pub caption: String,
    /// Heading of the first column: "Primary care network".
    pub area_heading: String,
    /// Headings of the measures, with unit.
    pub columns: Vec<String>,
    /// Rows in the order to draw.
    pub rows: Vec<AreaTableRow>,
    /// Note under it: why figures do not add up, or who may see it.
    pub note: Option<String>,
}

/// One area of a table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AreaTableRow {
    /// Area name.
    pub name: String,
    /// Address of the area; empty: no link.
    pub href: String,
    /// One figure for each column.
    pub cells: Vec<Figure>,
}

/// What the returns of a month that still comes in amount to at this moment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SoFar {
    /// Month in words.
    pub month: String,
    /// Time of day, "14:32".
    pub at: String,
    /// Returns received, in words: "31 of 36 services have sent their return."
    pub returns: String,
    /// Referrals in them.
    pub referrals: Figure,
    /// People in them.
    pub people: Figure,
}

/// C1, area overview.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AreaOverview {
    /// The area.
    pub area: AreaHead,
    /// Filters.
    pub filter: FilterBar,
    /// Completeness.
    pub strip: Strip,
    /// The month that still comes in, for those who may watch it.
    pub so_far: Option<SoFar>,
    /// What differs from others by its interval, each a sentence; empty: nothing does.
    pub stands_out: Vec<String>,
    /// What words of comparison on this page rest on; or empty.
    pub words: String,
    /// Up to four findings made by rule, as sentences.
    pub findings: Vec<String>,
    /// Measures in brief; six are planned for.
    pub cards: Vec<MeasureCard>,
    /// Real changes since last month.
    pub changes: Vec<Nugget>,
    /// What is said where nothing changed since last month.
    pub still: String,
    /// Areas inside this one.
    pub inside: Option<AreaTable>,
    /// Set when there are no data: drawn instead of findings, cards and changes.
    pub empty: Option<EmptyNote>,
    /// Further pages about the area: "Who is and is not referred", "Compare", "Can I trust it".
    pub links: Vec<Link>,
}

/// A small chart of one area inside.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SmallMultiple {
    /// Area name.
    pub name: String,
    /// Address of the area; empty: no link.
    pub href: String,
    /// The line. All small charts of a page share one scale.
    pub series: Series,
    /// Latest value.
    pub latest: Figure,
    /// Verdict in words.
    pub verdict: String,
}

/// A figure that was revised.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RevisionNote {
    /// Period in words.
    pub period: String,
    /// Date of the revision in words.
    pub date: String,
    /// As shown before.
    pub before: String,
    /// As shown now.
    pub now: String,
}

/// C2, measure over time.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MeasureOverTime {
    /// The area.
    pub area: AreaHead,
    /// Measure in words: "Referrals".
    pub measure: String,
    /// Unit as it follows the value.
    pub unit: String,
    /// Filters.
    pub filter: FilterBar,
    /// Completeness.
    pub strip: Strip,
    /// Latest value.
    pub latest: Figure,
    /// Its period in words.
    pub period: String,
    /// Against England.
    pub comparison: Comparison,
    /// The chart.
    pub chart: SpcChart,
    /// The areas inside, on one scale.
    pub multiples: Vec<SmallMultiple>,
    /// Revisions of figures on this page.
    pub revisions: Vec<RevisionNote>,
    /// Set when there are no data: drawn instead of chart and value.
    pub empty: Option<EmptyNote>,
}

/// A tab: a link to the same page by another dimension.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tab {
    /// Text.
    pub label: String,
    /// Address.
    pub href: String,
    /// Whether it is the one shown.
    pub current: bool,
}

/// How much is not recorded.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MissingShare {
    /// The whole sentence: "Ethnicity is not recorded for 31% of referrals; treat these rates with caution."
    pub sentence: String,
    /// Whether it is so much (above 20 %), or unknown, that words of comparison are withheld: a yellow callout.
    pub withheld: bool,
}

/// What the figures of C4 are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum GroupFigures {
    /// Rates of the people who live in the area: set against the average of its groups.
    #[default]
    Rates,
    /// Shares of those who were referred: nobody is counted who was not.
    Shares,
}

/// One group in the table of C4.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GroupRow {
    /// Group in words.
    pub label: String,
    /// Referrals, or people referred.
    pub referrals: Figure,
    /// Residents; for rates only.
    pub people: Figure,
    /// Crude rate, or share, with interval.
    pub rate: Figure,
    /// Ratio to the average with interval; for rates only.
    pub ratio: Figure,
    /// England's share of the group; for shares only.
    pub england: Figure,
    /// Word; withheld ones are `NotCompared`. Where no share has a word or a reason for none, words have no column.
    pub word: Comparison,
}

/// The gap between the most and the least deprived.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Gap {
    /// In words: "People in the least deprived areas are referred at a lower rate than people in the most deprived areas: 0.7 times (95% interval 0.6 to 0.8)."
    pub sentence: String,
    /// Slope index of inequality: the least deprived end less the most deprived end.
    pub slope: Figure,
    /// Unit of the slope: "referrals per 1,000 people, least deprived less most deprived".
    pub slope_unit: String,
    /// Relative index of inequality: the least deprived end divided by the most deprived end.
    pub relative: Figure,
    /// Over time.
    pub over_time: Option<GapChart>,
    /// Verdict on it.
    pub verdict: Option<Verdict>,
}

/// Groups over several months together.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GroupsYear {
    /// Heading with the finding.
    pub title: String,
    /// Caption of the table with measure, area, period and unit.
    pub caption: String,
    /// Head of the people that rates are of.
    pub people_heading: String,
    /// All groups, hidden and unknown ones included.
    pub groups: Vec<GroupRow>,
    /// How they were added up, and what is missing, each in a sentence or two.
    pub notes: Vec<String>,
}

/// C4, who is and is not being referred.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WhoIsReferred {
    /// The area.
    pub area: AreaHead,
    /// Filters.
    pub filter: FilterBar,
    /// Completeness.
    pub strip: Strip,
    /// Dimensions.
    pub tabs: Vec<Tab>,
    /// Dimension in words, lower case: "deprivation", "ethnicity".
    pub dimension: String,
    /// Whether the figures are rates or shares.
    pub figures: GroupFigures,
    /// How much is not recorded: the first thing on the page.
    pub missing: MissingShare,
    /// Rates, or shares, by group.
    pub rates: DotChart,
    /// Shares of referrals against shares of people.
    pub shares: Option<ShareChart>,
    /// All groups, hidden and unknown ones included.
    pub groups: Vec<GroupRow>,
    /// Caption of that table with measure, area, period and unit.
    pub groups_caption: String,
    /// Head of its counts: "Referrals".
    pub counted: String,
    /// Head of the people that rates are of: "Usual residents (Census 2021)".
    pub people_heading: String,
    /// One line: why groups are merged or do not add up.
    pub note: Option<String>,
    /// Twelve months together, for groups that can be too small for one and readers who may ask.
    pub year: Option<GroupsYear>,
    /// Gap; deprivation only.
    pub gap: Option<Gap>,
    /// Set when there are no data.
    pub empty: Option<EmptyNote>,
}
