use super::chart::ChartBlock;
use super::figure::Figure;

/// A band of days with the share of people in it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HistogramBand {
    /// The band in words, for the table: "0 to 14 days".
    pub label: String,
    /// The same for under its bar, in short words: "0 to 14".
    pub short: String,
    /// First whole day.
    pub from: u32,
    /// Last whole day; `None`: the band has no end, and its bar is drawn open.
    pub to: Option<u32>,
    /// Share of people (value 0 to 100). One without a value is named and not drawn.
    pub figure: Figure,
    /// Which displayed figures it was made of, in words: "72% less 57%".
    pub made: String,
}

/// How many people fall into each band of days. Bands with an end are about equally long, so that heights compare.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Histogram {
    /// Frame of the chart.
    pub block: ChartBlock,
    /// Bands in order.
    pub bands: Vec<HistogramBand>,
    /// Whole days by which half had been counted.
    pub median: Figure,
    /// What lies along the page and how long the bands are, as in the middle of a sentence.
    pub across: String,
    /// Sentences under the legend: how the shares were made, and what they cannot say.
    pub notes: Vec<String>,
}
