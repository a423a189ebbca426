use super::figure::{Figure, Verdict};
use super::frame::Link;

/// "About this measure", under every chart.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct About {
    /// What is measured and why, in one or two sentences.
    pub definition: String,
    /// Numerator in words.
    pub numerator: String,
    /// Denominator in words; empty if there is none.
    pub denominator: String,
    /// How value and interval are worked out.
    pub method: String,
    /// What the figure cannot say, each in a sentence or two.
    pub limits: Vec<String>,
    /// The measure's own page.
    pub href: String,
}

/// What a chart can be had as, besides being seen.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Downloads {
    /// Its figures, each link named by its format: "CSV". Empty where no file has them.
    pub figures: Vec<Link>,
    /// Address of its drawing as a picture ([`crate::picture`]). Empty: not offered.
    pub picture: String,
}

/// What every chart carries round its drawing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ChartBlock {
    /// Id of the block, unique on the page: letters, digits, hyphens.
    pub id: String,
    /// Title: the finding in ten words or fewer, true of the displayed values.
    pub finding: String,
    /// Measure, area, period and unit.
    pub subtitle: String,
    /// One sentence about how complete the data are.
    pub completeness: String,
    /// Source and date.
    pub source: String,
    /// What can be taken along.
    pub downloads: Downloads,
    /// Name of the unit for axis and table head: "referrals per 1,000 registered people".
    pub unit: String,
    /// Decimal places for axis labels.
    pub decimals: u8,
    /// Text that follows a number on the axis, for example "%".
    pub suffix: String,
    /// "About this measure"; `None` where the page has it already.
    pub about: Option<About>,
}

/// A labelled reference value, such as the average of England.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RefLine {
    /// Value in the unit of the chart.
    pub value: f64,
    /// Label with the value: "England 10.8".
    pub label: String,
}

/// Which rule marked a point.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Spot {
    /// An ordinary point: a small disc.
    #[default]
    Plain,
    /// Beyond a limit: a diamond.
    Outside,
    /// Part of a run on one side of the mean: a square.
    Run,
    /// Part of a trend: a triangle.
    Trend,
    /// Two of three close to a limit: an upside-down triangle.
    NearLimit,
}

/// A month on a process control chart.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SpcPoint {
    /// Month for the axis, short: "Oct 26".
    pub short: String,
    /// Month in words: "October 2026".
    pub month: String,
    /// The value. One without value is drawn hollow with the word for its state, and breaks the line.
    pub figure: Figure,
    /// The rule that marked it.
    pub spot: Spot,
}

/// Mean and limits that hold over a stretch of points.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PhaseLine {
    /// First point (position in `points`).
    pub from: usize,
    /// Last point, inclusive.
    pub to: usize,
    /// Mean.
    pub mean: f64,
    /// Lower limit.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
}

/// A labelled change between two points: new boundaries, a new phase.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shift {
    /// Position of the first point after the change.
    pub at: usize,
    /// Label: "new ICB boundaries".
    pub label: String,
}

/// Process control chart.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SpcChart {
    /// Frame of the chart.
    pub block: ChartBlock,
    /// Months in order, with missing ones in place.
    pub points: Vec<SpcPoint>,
    /// Mean and limits; empty under five points.
    pub phases: Vec<PhaseLine>,
    /// Labelled changes.
    pub shifts: Vec<Shift>,
    /// Target, if one is set.
    pub target: Option<RefLine>,
    /// Verdict.
    pub verdict: Verdict,
    /// Caveat on the limits: "Trial limits: fewer than 12 months".
    pub caveat: Option<String>,
    /// Rule set by name: "NHS Making Data Count rules, 7 points".
    pub rules: String,
}

/// A group on a dot chart.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Dot {
    /// Group in words: "1 most deprived", "Asian or Asian British".
    pub label: String,
    /// The value with its interval.
    pub figure: Figure,
    /// Mark of the comparator (England) for this group.
    pub comparator: Option<f64>,
    /// The comparator in words, for the table.
    pub comparator_display: String,
    /// Whether its interval is so wide that nothing is known of it: words stand in place of the mark.
    pub is_too_wide: bool,
}

/// Rates by group with intervals, and a line for the average.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DotChart {
    /// Frame of the chart.
    pub block: ChartBlock,
    /// Groups in the order to draw, hidden ones included.
    pub dots: Vec<Dot>,
    /// Heading of the group column: "Deprivation decile".
    pub group_name: String,
    /// Average line.
    pub average: Option<RefLine>,
    /// A line that is no average, such as "no change" at 0.
    pub reference: Option<RefLine>,
    /// Name of the comparator marks, for legend and table: "England". Empty: none.
    pub comparator_name: String,
    /// Draws bars that start at zero instead of dots (deciles).
    pub as_bars: bool,
}

/// One area of a ranked chart.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RankedDot {
    /// Area name in full, for the table.
    pub name: String,
    /// Short name, 14 characters at most, for the drawing.
    pub short: String,
    /// Address of the area; empty: no link.
    pub href: String,
    /// The value with its interval.
    pub figure: Figure,
    /// Whether it is the reader's own area.
    pub own: bool,
    /// Rank in words ("3 of 36"); `None` is drawn hollow and out of ranks (incomplete data).
    pub rank: Option<String>,
    /// Comparison in a word.
    pub word: super::Word,
}

/// Areas in order of their displayed values.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RankedChart {
    /// Frame of the chart.
    pub block: ChartBlock,
    /// Areas in the order to draw.
    pub rows: Vec<RankedDot>,
    /// Line of the whole (England).
    pub reference: Option<RefLine>,
    /// Why some are hollow: "Hollow: fewer than 80% of returns received".
    pub hollow_note: String,
    /// Which areas have no value, and why, each reason in a sentence.
    pub notes: Vec<String>,
}

/// A class of a tile map, in words.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Class {
    /// Words with the range: "Lowest fifth, under 8.2". At most five classes.
    pub label: String,
}

/// One tile.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tile {
    /// Area name in full.
    pub name: String,
    /// Short name, 14 characters at most.
    pub short: String,
    /// Address of the area; empty: no link.
    pub href: String,
    /// Region name; the table is read by region.
    pub region: String,
    /// Column, from 0 at the left.
    pub col: u8,
    /// Row, from 0 at the top.
    pub row: u8,
    /// The value.
    pub figure: Figure,
    /// Position in `classes`; `None`: no class (no value, or incomplete).
    pub class: Option<usize>,
    /// Whether it is the reader's own area.
    pub own: bool,
    /// Its shape, for a map of outlines.
    pub outline: Option<Outline>,
}

/// The shape of an area on the plane of a map. It tells nothing of values.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outline {
    /// The `d` of an SVG path, of which the inside is what an odd number of its lines enclose.
    pub path: String,
    /// A place well inside: across from the left, down from the top.
    pub place: (u32, u32),
    /// So far across and down from that place all is inside.
    pub room: u32,
}

/// A map of areas: equal tiles, one for each, or their outlines.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TileMap {
    /// Frame of the chart.
    pub block: ChartBlock,
    /// Classes from low to high.
    pub classes: Vec<Class>,
    /// Tiles in order of reading (by region).
    pub tiles: Vec<Tile>,
    /// Width and height of the plane of their outlines, where the map is drawn of those; each tile has one then.
    pub plane: Option<(u32, u32)>,
}

/// A small line: values in order, gaps where there is none.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Series {
    /// Months and values in order.
    pub points: Vec<(String, Option<f64>)>,
    /// What the line shows, in words for readers who do not see it: "lowest 9.1, highest 12.4, latest 12.4".
    pub summary: String,
}

/// Gap over time: a small line with intervals.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GapChart {
    /// Frame of the chart.
    pub block: ChartBlock,
    /// Months in order.
    pub points: Vec<SpcPoint>,
    /// The value that means "no gap" (0 for a difference, 1 for a ratio).
    pub no_gap: f64,
    /// Its label: "no gap".
    pub no_gap_label: String,
}

/// A group's share of referrals against its share of people.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ShareRow {
    /// Group in words.
    pub label: String,
    /// Share of referrals (value 0 to 100).
    pub referrals: Figure,
    /// Share of residents (value 0 to 100).
    pub people: Figure,
}

/// Shares of referrals against shares of people.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ShareChart {
    /// Frame of the chart.
    pub block: ChartBlock,
    /// Heading of the group column.
    pub group_name: String,
    /// Who the people are, as in the middle of a sentence: "usual residents (Census 2021)".
    pub people_name: String,
    /// Groups in the order to draw.
    pub rows: Vec<ShareRow>,
}

/// A place on the curve of how many were seen by which day.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StepPoint {
    /// What is found here, in words: "Half seen", "Seen within 14 days".
    pub label: String,
    /// Whole days that have passed. With an interval where they were found for a share that was given.
    pub days: Figure,
    /// Share seen by then (value 0 to 100). With an interval where it was found for days that were given.
    pub share: Figure,
}

/// How many had been seen by which day, as far as it is known.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StepChart {
    /// Frame of the chart.
    pub block: ChartBlock,
    /// Places in the order of the table, those without a value included.
    pub points: Vec<StepPoint>,
}
