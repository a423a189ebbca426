use super::chart::{ChartBlock, RefLine};
use super::figure::Figure;

/// Where an area lies on a funnel plot.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum FunnelPlace {
    /// Between the 95 % limits, or on one.
    Within,
    /// Above the upper 95 % limit, not above the 99.8 % one.
    Above95,
    /// Above the upper 99.8 % limit.
    Above998,
    /// Below the lower 95 % limit, not below the 99.8 % one.
    Below95,
    /// Below the lower 99.8 % limit.
    Below998,
    /// Out of judgement: drawn hollow.
    #[default]
    NotJudged,
}

/// One area of a funnel plot.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FunnelDot {
    /// Area name in full, for the table.
    pub name: String,
    /// Short name, 14 characters at most, for the drawing.
    pub short: String,
    /// Address of the area; empty: no link.
    pub href: String,
    /// How large it is: its denominator.
    pub size: f64,
    /// The size in words: "1,250,000".
    pub size_display: String,
    /// The value. One without is neither drawn nor in the table.
    pub figure: Figure,
    /// Whether it is the reader's own area.
    pub own: bool,
    /// Where it lies.
    pub place: FunnelPlace,
    /// Why it is not judged: "fewer than 80% of returns received".
    pub reason: String,
}

/// The limits of a funnel plot at one size.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct FunnelLimits {
    /// The size.
    pub size: f64,
    /// Lower 95 % limit, in the unit of the chart.
    pub lower95: f64,
    /// Upper 95 % limit.
    pub upper95: f64,
    /// Lower 99.8 % limit.
    pub lower998: f64,
    /// Upper 99.8 % limit.
    pub upper998: f64,
}

/// Values against the size of areas, between limits that narrow with size.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FunnelChart {
    /// Frame of the chart.
    pub block: ChartBlock,
    /// What the size is: "People registered with the general practices of the area".
    pub size_name: String,
    /// The same as the head of a narrow column: "People registered".
    pub size_short: String,
    /// Areas in the order of the table.
    pub dots: Vec<FunnelDot>,
    /// The limits from the least size to the greatest.
    pub limits: Vec<FunnelLimits>,
    /// The line in the middle: "average of areas 1.25".
    pub average: RefLine,
    /// Which areas lie outside, a sentence for each limit, or one that says that none does.
    pub outliers: Vec<String>,
    /// What the limits are and what they are not, one sentence or two each.
    pub notes: Vec<String>,
}
