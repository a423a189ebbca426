//! A return as its sender sees it.

use hub_ingest::{CheckedReturn, FileKind, ItemQuality, Outcome, RowCounts, Summary};
use hub_standard::finding::Finding;
use hub_store::{Accepted, State};
use serde::Serialize;
use utoipa::ToSchema;

use super::window::ReturnWindow;
use crate::drafts::{Draft, Progress};
use crate::windows::Timed;

/// A return: what the check found, and whether it counts.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Return {
    pub(crate) id: String,
    service: String,
    month: String,
    /// checking, checked, failed, submitted, replaced or withdrawn.
    pub(crate) state: &'static str,
    /// "Nothing to report".
    nil: bool,
    /// ready, warnings, problems or unreadable; null while checking.
    #[schema(value_type = Option<String>)]
    outcome: Option<Outcome>,
    /// Kind of the file.
    #[schema(value_type = Option<String>)]
    kind: Option<FileKind>,
    /// Sheet that was used.
    sheet: Option<String>,
    /// Rows of Referrals: read = counted + left_out + ignored.
    #[schema(value_type = Option<schema::RowCounts>)]
    counts: Option<RowCounts>,
    /// Rows of the other sheets of the return that the file has.
    details: Vec<DetailCounts>,
    #[schema(value_type = Option<schema::Summary>)]
    summary: Option<Summary>,
    /// Quality of each item.
    #[schema(value_type = Vec<schema::ItemQuality>)]
    items: Vec<ItemQuality>,
    /// What was found, worst first. Kept as long as the check.
    #[schema(value_type = Vec<schema::Finding>)]
    findings: Vec<Finding>,
    /// Until when the check is kept; null for a submitted return, which is kept for good.
    expires: Option<String>,
    /// The return that counted when this one was sent.
    replaces: Option<String>,
    /// Short reference for people; null until it is submitted.
    reference: Option<String>,
    /// When it was submitted.
    submitted_at: Option<String>,
    /// The releases that took it into account, oldest first.
    releases: Vec<String>,
    /// Where to submit it; null where that cannot be done.
    submit: Option<String>,
    /// The windows of its month, and the figures that it counts for.
    window: ReturnWindow,
    /// Whether it comes too late for figures that it should be in. Before it is submitted: if it were submitted now.
    late: bool,
}

/// What became of the rows of another sheet of the return.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DetailCounts {
    /// contacts, support, outcomes or service_use.
    record: &'static str,
    counted: u32,
    left_out: u32,
}

impl Return {
    /// A draft as it stands.
    pub(crate) fn of_draft(draft: &Draft, timed: &Timed) -> Self {
        let progress = draft.progress();
        let state = match &progress {
            Progress::Checking => "checking",
            Progress::Checked(_) => "checked",
            Progress::Submitted(_) => "submitted",
            Progress::Failed => "failed",
        };
        let check = draft.check();
        let can_submit =
            matches!(&progress, Progress::Checked(check) if check.outcome != Outcome::Unreadable);
        let mut body = Self {
            id: draft.id.to_string(),
            service: draft.service.to_string(),
            month: draft.month.to_string(),
            state,
            nil: draft.nil,
            outcome: None,
            kind: None,
            sheet: None,
            counts: None,
            details: Vec::new(),
            summary: None,
            items: Vec::new(),
            findings: Vec::new(),
            expires: Some(draft.expires.to_string()),
            replaces: draft.replaces.as_ref().map(ToString::to_string),
            reference: None,
            submitted_at: None,
            releases: Vec::new(),
            submit: can_submit.then(|| format!("/api/v1/returns/{}/submit", draft.id)),
            window: timed.into(),
            late: timed.is_late(),
        };
        if let Some(check) = check {
            body.add_check(&check);
        }
        body
    }

    /// A submitted return, by the journal.
    pub(crate) fn of_accepted(accepted: &Accepted, state: &State, timed: &Timed) -> Self {
        let releases = state.releases_with(&accepted.submission);
        let releases = releases.map(|known| known.release.to_string()).collect();
        let current = state.current_for(&accepted.service, accepted.month);
        let state = if state.withdrawn.contains_key(&accepted.submission) {
            "withdrawn"
        } else if current.is_some_and(|current| current.submission == accepted.submission) {
            "submitted"
        } else {
            "replaced"
        };
        let items = accepted.items.iter().map(|item| ItemQuality {
            item: item.item.clone(),
            valid: item.valid,
            other: item.other,
            default: item.default,
            invalid: item.invalid,
            missing: item.missing,
        });
        Self {
            id: accepted.submission.to_string(),
            service: accepted.service.to_string(),
            month: accepted.month.to_string(),
            state,
            nil: accepted.nil,
            outcome: None,
            kind: None,
            sheet: None,
            counts: Some(RowCounts {
                read: accepted.rows_read,
                counted: accepted.rows_counted,
                left_out: accepted.rows_left_out,
                ignored: accepted.rows_ignored,
            }),
            details: accepted
                .details
                .iter()
                .map(|(record, detail)| DetailCounts {
                    record: record.name(),
                    counted: detail.rows_counted,
                    left_out: detail.rows_left_out,
                })
                .collect(),
            summary: Some(Summary {
                new_referrals: accepted.summary.new_referrals,
                people: accepted.summary.people,
                contacts: accepted.summary.contacts,
                closed: accepted.summary.closed,
                ..Summary::default()
            }),
            items: items.collect(),
            findings: Vec::new(),
            expires: None,
            replaces: accepted.replaces.as_ref().map(ToString::to_string),
            reference: Some(accepted.submission.reference()),
            submitted_at: Some(accepted.at.to_string()),
            releases,
            submit: None,
            window: timed.into(),
            late: timed.is_late(),
        }
    }

    /// Adds what the check said, while that is kept.
    pub(crate) fn add_check(&mut self, check: &CheckedReturn) {
        self.outcome = Some(check.outcome);
        self.kind = check.kind;
        self.sheet.clone_from(&check.sheet);
        self.counts = Some(check.counts);
        self.details = check
            .details
            .iter()
            .map(|detail| DetailCounts {
                record: detail.record.name(),
                counted: detail.counts.counted,
                left_out: detail.counts.left_out,
            })
            .collect();
        self.summary = Some(check.summary);
        self.items.clone_from(&check.items);
        self.findings.clone_from(&check.findings);
    }
}

/// A submitted return in brief. Nothing in it depends on any other service.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Receipt {
    id: String,
    /// Short reference for people.
    reference: String,
    service: String,
    month: String,
    submitted_at: String,
    submitted_by: String,
    nil: bool,
    #[schema(value_type = schema::RowCounts)]
    counts: RowCounts,
    warnings: u32,
    /// The return that it took the place of.
    replaces: Option<String>,
    /// False where the same file had been submitted before.
    new: bool,
    /// The windows of its month, and the figures that it counts for.
    window: ReturnWindow,
    /// Whether it came too late for figures that it should be in.
    late: bool,
}

impl Receipt {
    pub(crate) fn of(accepted: &Accepted, new: bool, timed: &Timed) -> Self {
        Self {
            id: accepted.submission.to_string(),
            reference: accepted.submission.reference(),
            service: accepted.service.to_string(),
            month: accepted.month.to_string(),
            submitted_at: accepted.at.to_string(),
            submitted_by: accepted.by.clone(),
            nil: accepted.nil,
            counts: RowCounts {
                read: accepted.rows_read,
                counted: accepted.rows_counted,
                left_out: accepted.rows_left_out,
                ignored: accepted.rows_ignored,
            },
            warnings: accepted.warnings,
            replaces: accepted.replaces.as_ref().map(ToString::to_string),
            new,
            window: timed.into(),
            late: timed.is_late(),
        }
    }
}

/// The shapes of what other crates serialise, for the documentation. Tests hold them against the real thing.
pub(crate) mod schema {
    #![expect(dead_code, reason = "only their schemas are used")]

    use utoipa::ToSchema;

    /// Rows of the file.
    #[derive(ToSchema)]
    pub(crate) struct RowCounts {
        read: u32,
        counted: u32,
        left_out: u32,
        /// Blank, title, total and example rows.
        ignored: u32,
    }

    /// What the rows that count add up to.
    #[derive(ToSchema)]
    pub(crate) struct Summary {
        new_referrals: u32,
        people: u32,
        contacts: u32,
        first_contacts: u32,
        closed: u32,
        declined: u32,
    }

    /// How many values of an item fall into each class of data quality.
    #[derive(ToSchema)]
    pub(crate) struct ItemQuality {
        item: String,
        valid: u32,
        other: u32,
        default: u32,
        invalid: u32,
        missing: u32,
    }

    /// A place in the sender's file, as seen in their spreadsheet.
    #[derive(ToSchema)]
    pub(crate) struct Place {
        sheet: Option<String>,
        row: Option<u32>,
        column: Option<String>,
        header: Option<String>,
    }

    /// One thing that was found.
    #[derive(ToSchema)]
    pub(crate) struct Finding {
        /// Stable code of the rule.
        code: String,
        /// file, record, warning or note.
        severity: String,
        title: String,
        why: String,
        sheet: Option<String>,
        row: Option<u32>,
        column: Option<String>,
        header: Option<String>,
        /// Masked where it may be personal.
        found: Option<String>,
        expected: Option<String>,
        fix: String,
        /// In how many places.
        count: u32,
        /// Further places, the first 50.
        more_places: Vec<Place>,
        /// What was found at those of the further places that hold another value than the first; not there where none does.
        more_values: Option<Vec<OtherValue>>,
        /// All of it in one sentence.
        message: String,
        /// What the sender may answer instead of changing the file; null where there is nothing to answer.
        question: Option<Question>,
    }

    /// What was found at one of the further places of a finding.
    #[derive(ToSchema)]
    pub(crate) struct OtherValue {
        /// Which of the further places, from 0.
        at: usize,
        /// Masked where it may be personal.
        found: Option<String>,
        expected: Option<String>,
    }

    /// A question about the file. The answer is a parameter of `POST /returns` when the file is sent again.
    #[derive(ToSchema)]
    pub(crate) struct Question {
        /// Name of the parameter: sheet, column, month_first, day_first, fill_down, hidden_rows or month.
        parameter: String,
        answers: Vec<Answer>,
    }

    /// One answer.
    #[derive(ToSchema)]
    pub(crate) struct Answer {
        /// Value of the parameter.
        value: String,
        label: String,
    }
}
