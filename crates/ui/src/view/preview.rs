use super::figure::Figure;
use super::frame::Link;

/// The published figures that a return goes into, on S9: made of figures that are out already and of what the service itself
/// has sent, and of nothing else.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Preview {
    /// The release that the figures are of: "2026-11-14.2".
    pub release: String,
    /// The figures; empty: none are published for the month.
    pub rows: Vec<PreviewRow>,
    /// What to know of them, or why there are none, as sentences.
    pub notes: Vec<String>,
}

/// One published figure, and the service's own part in it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PreviewRow {
    /// What is published: "Referrals received".
    pub what: String,
    /// The area that it is of.
    pub area: Link,
    /// As it is published.
    pub published: Figure,
    /// The service's part by the return that counts now: "24", or "none yet".
    pub part_now: String,
    /// Its part by the return that is about to be submitted.
    pub part_then: String,
    /// By how much they differ: "+3", or "no change".
    pub difference: String,
}
