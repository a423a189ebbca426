use super::area::{EmptyNote, FilterBar, Strip};
use super::chart::{RankedChart, TileMap};
use super::figure::Figure;
use super::frame::Link;
use super::funnel::FunnelChart;

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
    /// The areas that the reader's own is set beside, where they asked for those like it.
    pub similar: Option<SimilarAreas>,
    /// Ranked dots, headed by the main message. Its table is the table of all areas.
    pub ranked: RankedChart,
    /// How what the ranked dots and the plot below say of the reader's area goes together; empty: they say the same.
    pub joined: String,
    /// Values against the size of areas.
    pub funnel: Option<FunnelChart>,
    /// Why there is no funnel plot, in a sentence; empty where there is one.
    pub no_funnel: String,
    /// Map, of tiles or outlines. Without tiles it is not drawn.
    pub map: TileMap,
    /// Set when there are no data.
    pub empty: Option<EmptyNote>,
}

/// Areas whose people are like those of the reader's own.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SimilarAreas {
    /// What the page shows: "NHS X is set beside the 5 boards whose people are most like its own.", or why it shows all.
    pub sentence: String,
    /// How the reader's own area lies among them, in a sentence; empty where that cannot be told.
    pub verdict: String,
    /// In what they are alike, and how to read the distance.
    pub reason: String,
    /// Those areas, the nearest first. None: all areas are shown.
    pub areas: Vec<SimilarArea>,
    /// Caption of their table.
    pub caption: String,
    /// Where the distance is defined.
    pub definition: Link,
}

/// One of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SimilarArea {
    /// Area name.
    pub name: String,
    /// Address of the area; empty: no link.
    pub href: String,
    /// How far its people are from being the same.
    pub distance: Figure,
}
