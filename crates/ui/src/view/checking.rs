use super::frame::Link;

/// How far a step of a check is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum StepStatus {
    /// The steps before it come first.
    #[default]
    NotYet,
    /// It is being done, or is next.
    InProgress,
    /// Done.
    Done,
}

/// One step of a check.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CheckStep {
    /// What it is: "Columns found".
    pub title: String,
    /// How far it is.
    pub status: StepStatus,
    /// How many rows it has seen so far, where that is known.
    pub rows: Option<u32>,
}

/// S5, a file that is being checked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Checking {
    /// Name of the service.
    pub service: String,
    /// Month in words.
    pub month: String,
    /// The steps of the check, in their order.
    pub steps: Vec<CheckStep>,
    /// How long the result will be kept: "for 30 minutes, until 16:40".
    pub kept_until: String,
    /// This page again.
    pub refresh_href: String,
    /// After how many seconds it comes again by itself; `None`: it does not.
    pub refreshes_after_s: Option<u16>,
    /// The same page, refreshing by itself if this one does not, and not if it does.
    pub other: Link,
}
