use super::frame::Link;

/// What became of a version of a return.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum HistoryStatus {
    /// It counts.
    #[default]
    Counts,
    /// A newer one counts.
    Replaced,
    /// It was withdrawn.
    Withdrawn,
}

/// When a version came, by the windows of its month.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Timing {
    /// While it could be in all figures, or as a refresh of one that was.
    #[default]
    InTime,
    /// Too late for the provisional figures.
    Late,
    /// After the figures were final.
    Correction,
}

/// One version of a return.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HistoryRow {
    /// Month in words.
    pub month: String,
    /// When it was sent.
    pub sent: String,
    /// Whether that was in time.
    pub timing: Timing,
    /// By whom.
    pub by: String,
    /// Its reference, with its receipt.
    pub reference: Link,
    /// Rows that count, or "nothing to report".
    pub rows: String,
    /// Rows left out.
    pub left_out: String,
    /// What became of it.
    pub status: HistoryStatus,
    /// Which figures of its month it counted for: "Provisional figures", "No figures", "Not settled yet".
    pub counted_at: String,
    /// "2 of 3".
    pub version: String,
}

/// S11: everything that a service has sent.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReturnHistory {
    /// Name of the service.
    pub service: String,
    /// Versions, the newest month and version first.
    pub rows: Vec<HistoryRow>,
    /// What has just been done; empty: nothing.
    pub notice: String,
    /// Home of the service.
    pub back_href: String,
}

/// The question before a return is withdrawn.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Withdraw {
    /// Name of the service.
    pub service: String,
    /// Month in words.
    pub month: String,
    /// Reference of the return.
    pub reference: String,
    /// When it was sent.
    pub sent: String,
    /// Where the form goes.
    pub action: String,
    /// Where a corrected file can be sent instead.
    pub corrected_href: String,
    /// The receipt.
    pub back_href: String,
}
