use super::figure::{Comparison, Figure};

/// A figure in the head of a page, or of a part of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Headline {
    /// What is told, in words: "Half had been seen within".
    pub title: String,
    /// The figure.
    pub figure: Figure,
    /// Unit as it follows the value: "days"; for a share, "of people referred".
    pub unit: String,
    /// Whom and when it is of: "People referred in September 2026".
    pub period: String,
    /// Against England.
    pub comparison: Comparison,
    /// Where to read more; empty: no link.
    pub href: String,
}
