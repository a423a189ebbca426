//! S9: check before you submit.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use hub_ingest::CheckedReturn;
use hub_standard::finding::Severity;
use hub_store::{Accepted, Service, State};
use hub_ui::view::{
    Acknowledgement, Confirm, FormError, Link, Replaces, RunComparison, SummaryRow,
};

use super::Page;
use super::draft;
use super::form::SignedForm;
use super::reader::Reader;
use super::service::{draft_href, upload_href};
use super::words;
use crate::clock::local;
use crate::drafts::{Draft, Progress};
use crate::params::Params;
use crate::problem::{Kind, Problem, Result};
use crate::submit::{SubmitOrder, Submitted, check_failed};

/// `GET /s/{service}/drafts/{id}/confirm`
pub(crate) async fn page(
    reader: Reader,
    Path((code, id)): Path<(String, String)>,
) -> Result<Response> {
    let (service, draft) = draft::find(&reader, &code, &id).await?;
    let check = match checked(&draft)? {
        Step::Elsewhere(address) => return Ok(Redirect::to(&address).into_response()),
        Step::Here(check) => check,
    };
    let ticked = ticked(&reader.params);
    if let Some(errors) = unticked(&check, &ticked) {
        return draft::show(
            &reader,
            &service,
            &draft,
            &check,
            StatusCode::OK,
            errors,
            &ticked,
        )
        .await;
    }
    show(
        &reader,
        &service,
        &draft,
        &check,
        &ticked,
        StatusCode::OK,
        Vec::new(),
    )
    .await
}

/// `POST /s/{service}/drafts/{id}/confirm`
pub(crate) async fn send(
    Path((code, id)): Path<(String, String)>,
    form: SignedForm,
) -> Result<Response> {
    let SignedForm { reader, fields } = form;
    let (service, draft) = draft::find(&reader, &code, &id).await?;
    let check = match checked(&draft)? {
        Step::Elsewhere(address) => return Ok(Redirect::to(&address).into_response()),
        Step::Here(check) => check,
    };
    let ticked = ticked(&fields);
    if let Some(errors) = unticked(&check, &ticked) {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return draft::show(&reader, &service, &draft, &check, status, errors, &ticked).await;
    }
    let refuse = |field: &str, message: &str| {
        vec![FormError {
            field: field.to_owned(),
            message: message.to_owned(),
        }]
    };
    if fields.text("declaration") != Some("yes") {
        let errors = refuse("declaration", "Say that the return is complete and correct");
        return show(
            &reader,
            &service,
            &draft,
            &check,
            &ticked,
            StatusCode::UNPROCESSABLE_ENTITY,
            errors,
        )
        .await;
    }
    let order = SubmitOrder {
        // The page says how many rows are left out, above the button.
        leave_out_rows: true,
        warnings_confirmed: true,
        replaces: fields.get("replaces")?,
    };
    match reader.hub.submit(reader.principal(), &draft, order).await {
        Ok(Submitted::New(accepted) | Submitted::Already(accepted)) => {
            Ok(Redirect::to(&format!("/s/{code}/returns/{}", accepted.submission)).into_response())
        }
        Err(problem) if problem.kind == Kind::Superseded => {
            let message = "Another return for this month arrived meanwhile. It is shown below. If yours should replace it, submit again";
            show(
                &reader,
                &service,
                &draft,
                &check,
                &ticked,
                StatusCode::CONFLICT,
                refuse("declaration", message),
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
        Progress::Submitted(_) => Ok(Step::Elsewhere(format!(
            "/s/{}/returns/{}",
            draft.service, draft.id
        ))),
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
    let missing: BTreeSet<&str> = warnings(check)
        .map(|(code, _)| code)
        .filter(|code| !ticked.contains(*code))
        .collect();
    let error = |code: &&str| FormError {
        field: format!("ok-{code}"),
        message: "Say that these are right, or upload a corrected file".to_owned(),
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
    ticked: &BTreeSet<String>,
    status: StatusCode,
    errors: Vec<FormError>,
) -> Result<Response> {
    let state = reader.hub.state().await?;
    let current = state.current_for(&service.code, draft.month).cloned();
    if current.is_none() && draft.replaces.is_some() {
        return Err(Problem::new(
            Kind::Superseded,
            "The return that this file was to replace was withdrawn meanwhile. Upload the file again.",
        ));
    }
    let upload = Link::new("Change", upload_href(&draft.service, draft.month));
    let with_change = |row: SummaryRow| SummaryRow {
        change: Some(upload.clone()),
        ..row
    };
    let count = |n: u32| words::thousands(u64::from(n));
    let mut summary = vec![
        with_change(SummaryRow::new("Month", draft.month.words())),
        SummaryRow::new("Service", format!("{} ({})", service.name, service.code)),
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
    }
    let mut seen = BTreeSet::new();
    let view = Confirm {
        service: service.name.clone(),
        month: draft.month.words(),
        summary,
        against: against(&state, draft, check),
        unusual: None,
        replaces: current.map(|current| replaces(&current, check)),
        left_out: check.counts.left_out,
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

/// This return beside the service's own earlier ones.
fn against(state: &State, draft: &Draft, check: &CheckedReturn) -> Vec<RunComparison> {
    let before = state.current_for(&draft.service, draft.month.prev());
    let year_ago = state.current_for(&draft.service, draft.month.plus(-12));
    if before.is_none() && year_ago.is_none() {
        return Vec::new();
    }
    let lines: [(&str, u32, fn(&Accepted) -> u32); 4] = [
        ("New referrals", check.summary.new_referrals, |sent| {
            sent.summary.new_referrals
        }),
        ("People", check.summary.people, |sent| sent.summary.people),
        ("Contacts", check.summary.contacts, |sent| {
            sent.summary.contacts
        }),
        ("Closed", check.summary.closed, |sent| sent.summary.closed),
    ];
    let shown = |sent: Option<&Arc<Accepted>>, of: fn(&Accepted) -> u32| {
        sent.map_or_else(
            || "No return".to_owned(),
            |sent| words::thousands(u64::from(of(sent))),
        )
    };
    let line = |(what, this, of): (&str, u32, fn(&Accepted) -> u32)| RunComparison {
        what: what.to_owned(),
        this: words::thousands(u64::from(this)),
        last_month: shown(before, of),
        last_year: shown(year_ago, of),
        words: change(this, before.map(|sent| of(sent))),
    };
    lines.into_iter().map(line).collect()
}

/// How a number stands to last month's, in plain words.
fn change(this: u32, before: Option<u32>) -> String {
    let Some(before) = before else {
        return "No return for last month to compare with".to_owned();
    };
    let (this, before) = (u64::from(this), u64::from(before));
    let text = match (this, before) {
        (0, 0) => "None in either month",
        (this, before) if this > before * 3 => {
            "More than 3 times last month: make sure that this is right"
        }
        (this, before) if this * 3 < before => {
            "Less than a third of last month: make sure that this is right"
        }
        (this, before) if this * 10 > before * 11 => "More than last month",
        (this, before) if this * 10 < before * 9 => "Fewer than last month",
        _ => "About the same as last month",
    };
    text.to_owned()
}

fn replaces(current: &Accepted, check: &CheckedReturn) -> Replaces {
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
            "This replaces the return sent on {} by {}.",
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
