use super::area::{EmptyNote, FilterBar, Strip};
use super::chart::{RankedChart, TileMap};

/// C8, compare areas on one measure.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Compare {
    /// Measure in words: "Referrals per 1,000 registered people".
    pub measure: String,
    /// Period in words.
    pub period: String,
    /// Filters.
    pub filter: FilterBar,
    /// Completeness of the whole.
    pub strip: Strip,
    /// Ranked dots, headed by the main message. Its table is the table of all areas.
    pub ranked: RankedChart,
    /// Tile map.
    pub map: TileMap,
    /// Set when there are no data.
    pub empty: Option<EmptyNote>,
}
