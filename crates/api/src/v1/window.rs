//! The windows of a return's month, as its sender sees them.

use hub_standard::calendar::Basis;
use serde::Serialize;
use utoipa::ToSchema;

use crate::windows::Timed;

/// The windows of the month of a return, and the figures that it counts for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReturnWindow {
    /// The first figures that it can be in: provisional, final or correction. Before it is submitted: if that were now.
    figures: &'static str,
    /// Where the month stands now: not_yet_open, open, provisional or final.
    stage: &'static str,
    /// When the month can first be sent.
    opens_at: String,
    /// Last second of the first window. What was submitted last by then counts for the provisional figures.
    provisional_closes_at: String,
    /// Last second of the second window. What was submitted last by then counts for the final figures.
    final_closes_at: String,
    /// Whether these times rest on bank holidays that are not announced yet, and may move.
    is_expected: bool,
    /// The figures in words.
    words: String,
    /// What it means that the return is late, and what to do; null for a return in time.
    late_means: Option<String>,
}

impl From<&Timed> for ReturnWindow {
    fn from(timed: &Timed) -> Self {
        let windows = &timed.windows;
        Self {
            figures: windows.figures(timed.sent).word(),
            stage: windows.stage(timed.today).word(),
            opens_at: windows.primary.opens_at().to_string(),
            provisional_closes_at: windows.primary.closes_at().to_string(),
            final_closes_at: windows.refresh.closes_at().to_string(),
            is_expected: windows.basis() == Basis::Expected,
            words: timed.counts_for(),
            late_means: timed.lateness(),
        }
    }
}
