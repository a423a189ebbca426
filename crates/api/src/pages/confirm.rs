//! S9: check before you submit.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use hub_ingest::CheckedReturn;
use hub_standard::finding::Severity;
use hub_standard::rule;
use hub_store::{Accepted, Service, State};
use hub_ui::view::{
    Acknowledgement, Confirm, FormError, Link, Replaces, RunComparison, SummaryRow, Unusual,
};

use super::Page;
use super::draft::{self, Sought};
use super::form::SignedForm;
use super::reader::Reader;
use super::service::{draft_href, returns_href, upload_href};
use super::submitted::sheet_row;
use super::words;
use crate::clock::local;
use crate::drafts::{Draft, Progress};
use crate::params::Params;
use crate::problem::{Kind, Problem, Result};
use crate::submit::{SubmitOrder, Submitted, check_failed};

/// Most characters of a reason.
const REASON_CHARS_MAX: usize = 200;

/// What the sender said on the form.
#[derive(Default)]
struct Said {
    /// Warnings that are right.
    ticked: BTreeSet<String>,
    /// Why the return is so different from last month's. Shown again while the form is not complete, and never kept.
    reason: String,
    /// What is missing.
    errors: Vec<FormError>,
}

impl Said {
    fn by(fields: &Params) -> Self {
        let reason = fields.text("reason").unwrap_or_default().trim();
        Self {
            ticked: ticked(fields),
            reason: reason.chars().take(REASON_CHARS_MAX).collect(),
            errors: Vec::new(),
        }
    }

    fn lacks(&mut self, field: &str, message: &str) {
        self.errors.push(FormError {
            field: field.to_owned(),
            message: message.to_owned(),
        });
    }
}

/// `GET /s/{service}/drafts/{id}/confirm`
pub(crate) async fn page(
    reader: Reader,
    Path((code, id)): Path<(String, String)>,
) -> Result<Response> {
    let (service, draft) = match draft::find(&reader, &code, &id).await? {
        Sought::Draft(service, draft) => (service, draft),
        Sought::Submitted(receipt) => return Ok(Redirect::to(&receipt).into_response()),
    };
    let check = match checked(&draft)? {
        Step::Elsewhere(address) => return Ok(Redirect::to(&address).into_response()),
        Step::Here(check) => check,
    };
    let said = Said {
        ticked: ticked(&reader.params),
        ..Said::default()
    };
    if let Some(errors) = unticked(&check, &said.ticked) {
        return draft::show(
            &reader,
            &service,
            &draft,
            &check,
            StatusCode::OK,
            errors,
            &said.ticked,
        )
        .await;
    }
    show(&reader, &service, &draft, &check, said, StatusCode::OK).await
}

/// `POST /s/{service}/drafts/{id}/confirm`
pub(crate) async fn send(
    Path((code, id)): Path<(String, String)>,
    form: SignedForm,
) -> Result<Response> {
    let SignedForm { reader, fields } = form;
    let (service, draft) = match draft::find(&reader, &code, &id).await? {
        Sought::Draft(service, draft) => (service, draft),
        // The answer to the first request was lost.
        Sought::Submitted(receipt) => return Ok(Redirect::to(&receipt).into_response()),
    };
    let check = match checked(&draft)? {
        Step::Elsewhere(address) => return Ok(Redirect::to(&address).into_response()),
        Step::Here(check) => check,
    };
    let mut said = Said::by(&fields);
    if let Some(errors) = unticked(&check, &said.ticked) {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return draft::show(
            &reader,
            &service,
            &draft,
            &check,
            status,
            errors,
            &said.ticked,
        )
        .await;
    }
    let unusual = unusual(&*reader.hub.state().await?, &draft, &check);
    if unusual.is_some() && said.reason.is_empty() {
        said.lacks(
            "reason",
            "Say why this return is so different from last month's",
        );
    }
    if fields.text("declaration") != Some("yes") {
        said.lacks("declaration", declaration_missing(&draft));
    }
    if !said.errors.is_empty() {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return show(&reader, &service, &draft, &check, said, status).await;
    }
    let order = SubmitOrder {
        // The page says how many rows are left out, above the button.
        leave_out_rows: true,
        warnings_confirmed: true,
        replaces: fields.get("replaces")?,
    };
    match reader.hub.submit(reader.principal(), &draft, order).await {
        Ok(Submitted::New(accepted)) => {
            if unusual.is_some() {
                // That a reason was given is all that is kept of it: it is free text.
                tracing::info!(submission = %draft.id, "unusual return: a reason was given");
            }
            let receipt = returns_href(&service.code, &accepted.submission);
            Ok(Redirect::to(&receipt).into_response())
        }
        Ok(Submitted::Already(accepted)) => {
            let receipt = returns_href(&service.code, &accepted.submission);
            // The same draft again is an answer that was lost; another one is the same file again.
            let is_same_file = accepted.submission != draft.id;
            let query = if is_same_file { "?same=1" } else { "" };
            Ok(Redirect::to(&format!("{receipt}{query}")).into_response())
        }
        Err(problem) if problem.kind == Kind::Superseded => {
            let message = "Another return for this month arrived meanwhile. It is shown below. If yours should replace it, submit again";
            said.lacks("declaration", message);
            show(
                &reader,
                &service,
                &draft,
                &check,
                said,
                StatusCode::CONFLICT,
            )
            .await
        }
        Err(problem) => Err(problem),
    }
}

enum Step {
    Here(Arc<CheckedReturn>),
    Elsewhere(String),
}

fn checked(draft: &Draft) -> Result<Step> {
    match draft.progress() {
        Progress::Checking => Ok(Step::Elsewhere(draft_href(draft))),
        Progress::Failed => Err(check_failed()),
        Progress::Submitted(_) => Ok(Step::Elsewhere(returns_href(&draft.service, &draft.id))),
        Progress::Checked(check)
            if draft.nil || (check.rows.is_some() && check.counts.counted > 0) =>
        {
            Ok(Step::Here(check))
        }
        Progress::Checked(_) => Ok(Step::Elsewhere(draft_href(draft))),
    }
}

fn ticked(fields: &Params) -> BTreeSet<String> {
    fields.all("ok").map(str::to_owned).collect()
}

/// Messages for warnings that were not said to be right.
fn unticked(check: &CheckedReturn, ticked: &BTreeSet<String>) -> Option<Vec<FormError>> {
    // One message for each kind of warning, which names it: a list of equal links leads nowhere.
    let missing: BTreeMap<&str, &str> = warnings(check)
        .filter(|(code, _)| !ticked.contains(*code))
        .collect();
    let error = |(code, title): (&&str, &&str)| FormError {
        field: format!("ok-{code}"),
        message: format!("Say that this is right, or upload a corrected file: {title}"),
    };
    (!missing.is_empty()).then(|| missing.iter().map(error).collect())
}

fn warnings(check: &CheckedReturn) -> impl Iterator<Item = (&str, &str)> {
    check
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Warning)
        .map(|finding| (finding.code.as_str(), finding.title.as_str()))
}

async fn show(
    reader: &Reader,
    service: &Service,
    draft: &Draft,
    check: &CheckedReturn,
    said: Said,
    status: StatusCode,
) -> Result<Response> {
    let Said {
        ticked,
        reason,
        errors,
    } = said;
    let state = reader.hub.state().await?;
    let current = state.current_for(&service.code, draft.month).cloned();
    if current.is_none() && draft.replaces.is_some() {
        return Err(Problem::new(
            Kind::Superseded,
            "The return that this file was to replace was withdrawn meanwhile. Upload the file again.",
        ));
    }
    let timed = reader.hub.timed_now(&state, &service.code, draft.month);
    let upload = Link::new("Change", upload_href(&draft.service, draft.month));
    let with_change = |row: SummaryRow| SummaryRow {
        change: Some(upload.clone()),
        ..row
    };
    let count = |n: u32| words::thousands(u64::from(n));
    let mut summary = vec![
        with_change(SummaryRow::new("Month", draft.month.words())),
        SummaryRow::new("Service", format!("{} ({})", service.name, service.code)),
        SummaryRow::new("Counts for", timed.counts_for()),
    ];
    if draft.nil {
        summary.push(with_change(SummaryRow::new("Return", "Nothing to report")));
    } else {
        summary.extend([
            with_change(SummaryRow::new(
                "Rows that count",
                count(check.counts.counted),
            )),
            with_change(SummaryRow::new(
                "Rows left out",
                count(check.counts.left_out),
            )),
            SummaryRow::new("New referrals", count(check.summary.new_referrals)),
            SummaryRow::new("People", count(check.summary.people)),
            SummaryRow::new("Contacts", count(check.summary.contacts)),
            SummaryRow::new("Closed", count(check.summary.closed)),
        ]);
        summary.extend(check.details.iter().map(|detail| {
            let sheet = detail.record.sheet_name();
            let counts = detail.counts;
            with_change(sheet_row(sheet, counts.counted, counts.left_out))
        }));
    }
    let mut seen = BTreeSet::new();
    let view = Confirm {
        service: service.name.clone(),
        month: draft.month.words(),
        summary,
        against: against(&state, draft, check),
        unusual: unusual(&state, draft, check).map(|sentence| Unusual { sentence, reason }),
        replaces: current.map(|current| replaces(&current, draft, check)),
        late: timed.lateness(),
        left_out: check.all_counts().left_out,
        acknowledged: warnings(check)
            .filter(|(code, _)| ticked.contains(*code) && seen.insert((*code).to_owned()))
            .map(|(code, title)| Acknowledgement {
                code: code.to_owned(),
                title: title.to_owned(),
            })
            .collect(),
        errors,
        action: format!("{}/confirm", draft_href(draft)),
        back_href: if draft.nil {
            upload_href(&draft.service, draft.month)
        } else {
            draft_href(draft)
        },
        nil: draft.nil,
    };
    let frame = reader
        .frame(vec![Link::new(
            "Your returns",
            format!("/s/{}", service.code),
        )])
        .await;
    Ok((status, Page(hub_ui::pages::s9_confirm(&frame, &view))).into_response())
}

/// One of the totals of a return.
type Total = fn(&Accepted) -> u32;

/// This return beside the service's own earlier ones.
fn against(state: &State, draft: &Draft, check: &CheckedReturn) -> Vec<RunComparison> {
    let before = state.current_for(&draft.service, draft.month.prev());
    let year_ago = state.current_for(&draft.service, draft.month.plus(-12));
    if before.is_none() && year_ago.is_none() {
        return Vec::new();
    }
    let lines: [(&str, u32, Total); 4] = [
        ("New referrals", check.summary.new_referrals, |sent| {
            sent.summary.new_referrals
        }),
        ("People", check.summary.people, |sent| sent.summary.people),
        ("Contacts", check.summary.contacts, |sent| {
            sent.summary.contacts
        }),
        ("Closed", check.summary.closed, |sent| sent.summary.closed),
    ];
    let shown = |sent: Option<&Arc<Accepted>>, of: Total| {
        sent.map_or_else(
            || "No return".to_owned(),
            |sent| words::thousands(u64::from(of(sent))),
        )
    };
    let line = |(what, this, of): (&str, u32, Total)| RunComparison {
        what: what.to_owned(),
        this: words::thousands(u64::from(this)),
        last_month: shown(before, of),
        last_year: shown(year_ago, of),
        words: change(this, before.map(|sent| of(sent))),
    };
    lines.into_iter().map(line).collect()
}

/// How far a number is from last month's.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Leap {
    /// More than 3 times.
    Up,
    /// Less than a third.
    Down,
}

impl Leap {
    /// Nothing is a multiple of none, so from none there is no leap.
    fn between(before: u32, this: u32) -> Option<Self> {
        let (before, this) = (u64::from(before), u64::from(this));
        match (before, this) {
            (0, _) => None,
            (before, this) if this > before * 3 => Some(Self::Up),
            (before, this) if this * 3 < before => Some(Self::Down),
            _ => None,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Up => "more than 3 times last month's",
            Self::Down => "less than a third of last month's",
        }
    }
}

/// What is so different from the service's own return of last month that it needs a reason, in sentences.
fn unusual(state: &State, draft: &Draft, check: &CheckedReturn) -> Option<String> {
    let before = state.current_for(&draft.service, draft.month.prev())?;
    let counts = [
        (
            "New referrals",
            before.summary.new_referrals,
            check.summary.new_referrals,
        ),
        ("People", before.summary.people, check.summary.people),
    ];
    let sentences: Vec<String> = counts
        .into_iter()
        .filter_map(|(what, before, this)| {
            let leap = Leap::between(before, this)?;
            Some(format!(
                "{what} are {}: {} in this return, {} in last month's.",
                leap.words(),
                words::thousands(u64::from(this)),
                words::thousands(u64::from(before))
            ))
        })
        .collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

fn declaration_missing(draft: &Draft) -> &'static str {
    if draft.nil {
        "Say that there is nothing to report"
    } else {
        "Say that the return is complete and correct"
    }
}

/// How a number stands to last month's, in plain words.
fn change(this: u32, before: Option<u32>) -> String {
    let Some(before) = before else {
        return "No return for last month to compare with".to_owned();
    };
    if let Some(leap) = Leap::between(before, this) {
        let text = match leap {
            Leap::Up => "More than 3 times last month: make sure that this is right",
            Leap::Down => "Less than a third of last month: make sure that this is right",
        };
        return text.to_owned();
    }
    let (this, before) = (u64::from(this), u64::from(before));
    let text = match (this, before) {
        (0, 0) => "None in either month",
        (_, 0) => "None last month",
        (this, before) if this * 10 > before * 11 => "More than last month",
        (this, before) if this * 10 < before * 9 => "Fewer than last month",
        _ => "About the same as last month",
    };
    text.to_owned()
}

fn replaces(current: &Accepted, draft: &Draft, check: &CheckedReturn) -> Replaces {
    // What the check compared with may have been replaced meanwhile.
    let is_compared = draft.replaces.as_ref() == Some(&current.submission);
    let code = rule::named("replaces_earlier").map(|rule| rule.code.as_str());
    let difference = check
        .findings
        .iter()
        .find(|finding| is_compared && Some(finding.code.as_str()) == code)
        .and_then(|finding| finding.message.split_once(": "))
        .map(|(_, rows)| format!(" {rows}"))
        .unwrap_or_default();
    let lines: [(&str, u32, u32); 5] = [
        (
            "Rows that count",
            current.rows_counted,
            check.counts.counted,
        ),
        (
            "New referrals",
            current.summary.new_referrals,
            check.summary.new_referrals,
        ),
        ("People", current.summary.people, check.summary.people),
        ("Contacts", current.summary.contacts, check.summary.contacts),
        ("Closed", current.summary.closed, check.summary.closed),
    ];
    let count = |n: u32| words::thousands(u64::from(n));
    Replaces {
        sentence: format!(
            "This replaces the return sent on {} by {}.{difference}",
            words::date(local(current.at).date()),
            current.by
        ),
        reference: current.submission.to_string(),
        lines: lines
            .into_iter()
            .map(|(what, before, now)| (what.to_owned(), count(before), count(now)))
            .collect(),
    }
}
