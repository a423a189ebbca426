//! One draft.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use hub_ingest::{CheckedReturn, Watch};
use hub_standard::ids::{Month, ServiceCode, SubmissionId};
use jiff::Timestamp;
use tokio::sync::watch;

/// What is known of a draft before its check.
pub(crate) struct NewDraft {
    pub(crate) id: SubmissionId,
    pub(crate) service: ServiceCode,
    pub(crate) month: Month,
    /// As the sender's browser gave it. Shown to the sender, never stored or logged.
    pub(crate) file_name: Option<String>,
    /// "Nothing to report".
    pub(crate) nil: bool,
    /// Whether it was typed in, so that there is no file.
    pub(crate) is_typed: bool,
    /// Who sent it on the pages; none for a program, which knows each of its drafts by its id.
    pub(crate) sender: Option<String>,
    /// What the sender said of the file, as parameters and values.
    pub(crate) answers: Vec<(&'static str, String)>,
    /// The return that counted when the draft was begun: the one its sender may know to be replacing.
    pub(crate) replaces: Option<SubmissionId>,
}

/// A return that was sent to be checked.
pub(crate) struct Draft {
    pub(crate) id: SubmissionId,
    pub(crate) service: ServiceCode,
    pub(crate) month: Month,
    pub(crate) file_name: Option<String>,
    pub(crate) nil: bool,
    pub(crate) is_typed: bool,
    pub(crate) sender: Option<String>,
    pub(crate) answers: Vec<(&'static str, String)>,
    pub(crate) replaces: Option<SubmissionId>,
    pub(crate) expires: Timestamp,
    /// How far its check has come.
    pub(crate) watch: Watch,
    progress: watch::Sender<Progress>,
}

/// How a return was begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    File,
    Typed,
    Nil,
}

/// How far a draft has come.
#[derive(Clone)]
pub(crate) enum Progress {
    Checking,
    Checked(Arc<CheckedReturn>),
    /// Submitted under the id of the draft; its rows are let go.
    Submitted(Arc<CheckedReturn>),
    /// The check broke. Our fault.
    Failed,
}

impl Draft {
    pub(crate) fn new(new: NewDraft, expires: Timestamp) -> Self {
        let NewDraft {
            id,
            service,
            month,
            file_name,
            nil,
            is_typed,
            sender,
            answers,
            replaces,
        } = new;
        let (progress, _) = watch::channel(Progress::Checking);
        Self {
            id,
            service,
            month,
            file_name,
            nil,
            is_typed,
            sender,
            answers,
            replaces,
            expires,
            watch: Watch::default(),
            progress,
        }
    }

    pub(crate) fn way(&self) -> Way {
        match (self.nil, self.is_typed) {
            (true, _) => Way::Nil,
            (false, true) => Way::Typed,
            (false, false) => Way::File,
        }
    }

    /// Whether it is another one of the same service and month that the same person sent on the pages.
    pub(super) fn is_of_same_sender(&self, other: &Self) -> bool {
        self.id != other.id
            && self.service == other.service
            && self.month == other.month
            && self.sender.is_some()
            && self.sender == other.sender
    }

    pub(crate) fn progress(&self) -> Progress {
        self.progress.borrow().clone()
    }

    pub(crate) fn set(&self, progress: Progress) {
        self.progress.send_replace(progress);
    }

    /// Waits for the check, but not for ever.
    pub(crate) async fn settled_within(&self, patience: Duration) {
        let mut watching = self.progress.subscribe();
        let settled = watching.wait_for(|progress| !matches!(progress, Progress::Checking));
        // Whether it settled or not, the caller looks at what there is.
        let _ = tokio::time::timeout(patience, settled).await;
    }

    /// What the check said, if it is finished.
    pub(crate) fn check(&self) -> Option<Arc<CheckedReturn>> {
        match self.progress() {
            Progress::Checked(check) | Progress::Submitted(check) => Some(check),
            Progress::Checking | Progress::Failed => None,
        }
    }

    /// Roughly how much memory it takes.
    pub(crate) fn bytes(&self) -> usize {
        /// A finding with its sentences and places.
        const FINDING_BYTES: usize = 4_000;
        /// A cell that can be put right, with the rest of its row.
        const FIXABLE_BYTES: usize = 4_000;
        let rows = |check: &CheckedReturn| {
            check
                .rows
                .as_ref()
                .map_or(0, |rows| rows.batch().get_array_memory_size())
        };
        self.check().map_or(0, |check| {
            rows(&check)
                + check.findings.len() * FINDING_BYTES
                + check.fixable.len() * FIXABLE_BYTES
        })
    }
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft")
            .field("id", &self.id)
            .field("service", &self.service)
            .finish_non_exhaustive()
    }
}
