//! Submitting a checked return: from draft to journal.

use std::collections::BTreeMap;
use std::sync::Arc;

use hub_ingest::{Anonymised, CheckedReturn, DetailRows, OptOuts, Outcome};
use hub_standard::finding::Severity;
use hub_standard::ids::SubmissionId;
use hub_store::{
    AcceptOutcome, Accepted, Detail, Event, ItemCount, ObjectRef, Refusal, ReturnSummary, State,
    StoreError, WhyDifferent,
};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::clock::local;
use crate::drafts::{Draft, Progress};
use crate::hub::Hub;
use crate::identity::Principal;
use crate::pages::words;
use crate::problem::{Kind, Problem, Result};

/// What the sender says on submitting.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SubmitOrder {
    /// Submit without the rows that have problems.
    pub(crate) leave_out_rows: bool,
    /// The warnings were looked at and are right.
    pub(crate) warnings_confirmed: bool,
    /// Id of the return that this one may replace. Without it: the one that counted when the file was sent.
    #[schema(value_type = Option<String>)]
    pub(crate) replaces: Option<SubmissionId>,
    /// Why it is so different from last month's, as chosen on the page.
    #[serde(skip)]
    pub(crate) why_different: Option<WhyDifferent>,
}

/// A return that counts.
#[derive(Debug)]
pub(crate) enum Submitted {
    /// Since just now.
    New(Arc<Accepted>),
    /// Already: the same file was submitted before.
    Already(Arc<Accepted>),
}

impl Hub {
    /// Makes a draft count, in place of any earlier return for its month.
    ///
    /// # Errors
    /// Problems that say what keeps it from counting. Then nothing has changed.
    pub(crate) async fn submit(
        &self,
        principal: &Principal,
        draft: &Arc<Draft>,
        order: SubmitOrder,
    ) -> Result<Submitted> {
        let check = match draft.progress() {
            Progress::Checking => return Err(Problem::plain(Kind::NotYetChecked)),
            Progress::Failed => return Err(check_failed()),
            Progress::Submitted(_) => return self.submitted_before(&draft.id).await,
            Progress::Checked(check) => check,
        };
        // The same file again is the return that it was: its sender may have missed the answer.
        let state = self.state().await?;
        if let Some(current) = state.current_for(&draft.service, draft.month)
            && current.content_tag == check.content_tag
        {
            return Ok(Submitted::Already(Arc::clone(current)));
        }
        may_count(draft, &check, &order)?;
        let hub = self.clone();
        let draft = Arc::clone(draft);
        let by = principal.name.clone();
        // On its own, so that a sender who hangs up cannot stop it half-way and leave the draft undecided.
        let work = tokio::spawn(async move { hub.commit(by, &draft, &check, order).await });
        work.await.map_err(Problem::internal)?
    }

    async fn commit(
        &self,
        by: String,
        draft: &Draft,
        check: &CheckedReturn,
        order: SubmitOrder,
    ) -> Result<Submitted> {
        let mut object = None;
        let mut details = BTreeMap::new();
        let mut live = None;
        if let Some(rows) = check.rows.as_ref().filter(|_| !draft.nil) {
            // Rows of people who object stay here, and nobody is told. Only now, so that an objection holds for a draft that
            // was checked before it was made.
            let opt_outs = self.store.opt_outs().await?;
            let rows = self
                .door
                .admit(rows, &opt_outs)
                .map_err(Problem::internal)?;
            object = Some(self.store.put_return(&draft.id, &rows).await?);
            live = Some(self.live_totals(draft, Some(&rows)).await?);
            for sheet in &check.details {
                let Some(rows) = &sheet.rows else { continue };
                let detail = Detail {
                    object: self.keep(draft, rows, &opt_outs).await?,
                    rows_counted: sheet.counts.counted,
                    rows_left_out: sheet.counts.left_out,
                };
                details.insert(sheet.record, detail);
            }
        }
        let live = match live {
            Some(live) => live,
            None => self.live_totals(draft, None).await?,
        };
        let accepted = Accepted {
            submission: draft.id.clone(),
            service: draft.service.clone(),
            month: draft.month,
            by,
            at: self.clock.now(),
            content_tag: check.content_tag.clone(),
            file_tag: file_tag(check),
            nil: draft.nil,
            object,
            details,
            rows_read: check.counts.read,
            rows_counted: check.counts.counted,
            rows_left_out: check.counts.left_out,
            rows_ignored: check.counts.ignored,
            warnings: count(check, Severity::Warning),
            replaces: order.replaces.or_else(|| draft.replaces.clone()),
            items: items(check),
            summary: ReturnSummary {
                new_referrals: check.summary.new_referrals,
                people: check.summary.people,
                contacts: check.summary.contacts,
                closed: check.summary.closed,
            },
            live: Some(Box::new(live)),
            headings: check.headings.clone(),
            reference_digits: check.reference_digits,
            why_different: order.why_different,
        };
        match self.store.journal().accept(accepted.clone()).await? {
            AcceptOutcome::Committed { seq } => {
                self.metrics.accepted();
                tracing::info!(submission = %draft.id, seq, "return accepted");
                draft.set(Progress::Submitted(Arc::new(CheckedReturn {
                    rows: None,
                    details: without_rows(&check.details),
                    corrections: Vec::new(),
                    fixable: Vec::new(),
                    ..check.clone()
                })));
                self.drafts.let_go_of_others(draft);
                Ok(Submitted::New(Arc::new(accepted)))
            }
            AcceptOutcome::SameFile { submission } => self.submitted_before(&submission).await,
            AcceptOutcome::Superseded { current } => Err(superseded(&current)),
            _ => Err(Problem::internal("the journal answered with something new")),
        }
    }

    /// Stores the rows of a sheet but those of people who object.
    async fn keep(
        &self,
        draft: &Draft,
        rows: &Anonymised,
        opt_outs: &OptOuts,
    ) -> Result<ObjectRef> {
        let rows = self.door.admit(rows, opt_outs).map_err(Problem::internal)?;
        Ok(self.store.put_return(&draft.id, &rows).await?)
    }

    async fn submitted_before(&self, id: &SubmissionId) -> Result<Submitted> {
        let state = self.state().await?;
        let accepted = state.by_submission.get(id);
        accepted
            .cloned()
            .map(Submitted::Already)
            .ok_or_else(|| Problem::internal("a submitted return is not in the journal"))
    }
}

impl Hub {
    /// Makes a return no longer count, if it is the one that counts. Nothing counts for its month until another is submitted.
    ///
    /// # Errors
    /// [`Kind::Superseded`] if it does not count now, [`Kind::MonthNotOpen`] if its figures are final. Then nothing has
    /// changed.
    pub(crate) async fn withdraw(&self, principal: &Principal, accepted: &Accepted) -> Result<()> {
        self.lets_withdraw(accepted.month)?;
        let event = Event::Withdrawn {
            submission: accepted.submission.clone(),
            service: accepted.service.clone(),
            month: accepted.month,
            by: principal.name.clone(),
        };
        let (service, month) = (accepted.service.clone(), accepted.month);
        let submission = accepted.submission.clone();
        let decide = move |state: &State| {
            let counts = state
                .current_for(&service, month)
                .is_some_and(|current| current.submission == submission);
            if counts {
                Ok(vec![event.clone()])
            } else {
                Err(Refusal::because("this return does not count"))
            }
        };
        match self.store.journal().append(decide).await {
            Ok(_) => {
                tracing::info!(submission = %accepted.submission, "return withdrawn");
                Ok(())
            }
            Err(StoreError::Refused(_)) => Err(Problem::new(
                Kind::Superseded,
                "This return does not count any more, so there is nothing to withdraw.",
            )),
            Err(error) => Err(error.into()),
        }
    }
}

/// Whether a draft may count, given what its sender said.
fn may_count(draft: &Draft, check: &CheckedReturn, order: &SubmitOrder) -> Result<()> {
    if draft.nil {
        return Ok(());
    }
    if check.outcome == Outcome::Unreadable || check.rows.is_none() {
        return Err(Problem::plain(Kind::Unreadable));
    }
    if check.counts.counted == 0 {
        return Err(Problem::plain(Kind::NothingCounts));
    }
    let left_out = check.all_counts().left_out;
    if left_out > 0 && !order.leave_out_rows {
        let (have, them) = if left_out == 1 {
            ("row has a problem", "it")
        } else {
            ("rows have problems", "them")
        };
        let detail = format!(
            "{left_out} {have} and cannot count. Fix {them} and send the file again, or submit with \"leave_out_rows\": true to send the return without {them}."
        );
        return Err(Problem::new(Kind::HasProblems, detail).with("rows_left_out", left_out));
    }
    if count(check, Severity::Warning) > 0 && !order.warnings_confirmed {
        return Err(Problem::plain(Kind::WarningsNotConfirmed)
            .with("warnings", count(check, Severity::Warning)));
    }
    Ok(())
}

pub(crate) fn check_failed() -> Problem {
    Problem::new(
        Kind::Internal,
        "The check of this file broke off. This is our fault. Nothing was submitted and the file was not kept. Send it again; if it happens again, tell the operator.",
    )
}

/// The tag of the file's bytes, where the content tag is another because of what the sender said or typed.
fn file_tag(check: &CheckedReturn) -> Option<String> {
    let is_other = !check.file_tag.is_empty() && check.file_tag != check.content_tag;
    is_other.then(|| check.file_tag.clone())
}

/// The counts of the sheets alone, once their rows are stored.
fn without_rows(details: &[DetailRows]) -> Vec<DetailRows> {
    let counts = details.iter().map(|detail| DetailRows {
        rows: None,
        ..detail.clone()
    });
    counts.collect()
}

fn superseded(current: &Accepted) -> Problem {
    let detail = format!(
        "{} sent another return for {} on {} (reference {}). It counts now, and yours was not submitted. Look at it; if yours should replace it, submit again with \"replaces\": \"{}\".",
        current.by,
        current.month.words(),
        words::date_time(local(current.at)),
        current.submission.reference(),
        current.submission,
    );
    Problem::new(Kind::Superseded, detail).with("current", current.submission.as_str())
}

/// How many findings of a severity there are.
pub(crate) fn count(check: &CheckedReturn, severity: Severity) -> u32 {
    let n = check
        .findings
        .iter()
        .filter(|finding| finding.severity == severity)
        .count();
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn items(check: &CheckedReturn) -> Vec<ItemCount> {
    let of = |item: &hub_ingest::ItemQuality| ItemCount {
        item: item.item.clone(),
        valid: item.valid,
        other: item.other,
        default: item.default,
        invalid: item.invalid,
        missing: item.missing,
    };
    check.items.iter().map(of).collect()
}
