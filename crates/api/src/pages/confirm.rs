//! S9: check before you submit.

mod earlier;
mod preview;
pub(super) mod reason;

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use hub_ingest::CheckedReturn;
use hub_standard::finding::Severity;
use hub_standard::stored::Record;
use hub_store::{Service, WhyDifferent};
use hub_ui::view::{Acknowledgement, Confirm, FormError, Link, SummaryRow, Unusual};

use super::Page;
use super::discard;
use super::draft::{self, Sought};
use super::form::SignedForm;
use super::given;
use super::reader::Reader;
use super::service::{draft_href, returns_href, upload_href};
use super::submitted::{contacts_row, sheet_row};
use super::type_in;
use super::words;
use crate::drafts::{Draft, Progress};
use crate::params::Params;
use crate::problem::{Kind, Problem, Result};
use crate::submit::{SubmitOrder, Submitted, check_failed};

/// What the sender said on the form.
#[derive(Default)]
struct Said {
    /// Warnings that were looked at.
    ticked: BTreeSet<String>,
    /// Why the return is so different from last month's.
    reason: Option<WhyDifferent>,
    /// What is missing.
    errors: Vec<FormError>,
}

impl Said {
    fn by(fields: &Params) -> Self {
        Self {
            ticked: ticked(fields),
            reason: reason::of(fields.text("reason")),
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
    let unusual = earlier::unusual(&*reader.hub.state().await?, &draft, &check);
    if unusual.is_some() && said.reason.is_none() {
        said.lacks(
            "reason",
            "Choose why this return is so different from last month's",
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
        why_different: said.reason.filter(|_| unusual.is_some()),
    };
    match reader.hub.submit(reader.principal(), &draft, order).await {
        Ok(Submitted::New(accepted)) => {
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

/// Messages for warnings that nobody said they had looked at.
fn unticked(check: &CheckedReturn, ticked: &BTreeSet<String>) -> Option<Vec<FormError>> {
    // One message for each kind of warning, which names it: a list of equal links leads nowhere. They stand in the order of the boxes.
    let mut seen = BTreeSet::new();
    let missing: Vec<FormError> = warnings(check)
        .filter(|(code, _)| !ticked.contains(*code) && seen.insert(*code))
        .map(|(code, title)| FormError {
            field: format!("ok-{code}"),
            message: format!(
                "Tick the box beside \u{201c}{title}\u{201d} to say that you have looked"
            ),
        })
        .collect();
    (!missing.is_empty()).then_some(missing)
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
    let preview::Published { preview, release } =
        preview::published(reader, &state, service, draft, check).await;
    let mut seen = BTreeSet::new();
    let view = Confirm {
        service: service.name.clone(),
        month: draft.month.words(),
        summary: summary(service, draft, check, timed.counts_for()),
        against: earlier::against(&state, draft, check),
        unusual: earlier::unusual(&state, draft, check).map(|sentence| Unusual {
            sentence,
            reasons: reason::choices(reason),
        }),
        replaces: current.map(|current| earlier::replaces(&current, draft, check)),
        discard_href: discard::href(draft),
        preview,
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
    let links = vec![Link::new("Your returns", format!("/s/{}", service.code))];
    let frame = match &release {
        Some(release) => reader.frame_with(release, links).await,
        None => reader.frame(links).await,
    };
    Ok((status, Page(hub_ui::pages::s9_confirm(&frame, &view))).into_response())
}

/// What is about to be submitted, in numbers.
fn summary(
    service: &Service,
    draft: &Draft,
    check: &CheckedReturn,
    counts_for: String,
) -> Vec<SummaryRow> {
    let again = match draft.is_typed {
        true => type_in::href(&draft.service, draft.month),
        false => upload_href(&draft.service, draft.month),
    };
    let label = match draft.is_typed {
        // What was typed is not kept.
        true => "Type it in again, from an empty form",
        false => "Change",
    };
    let upload = Link::new(label, again);
    let with_change = |row: SummaryRow| SummaryRow {
        change: Some(upload.clone()),
        ..row
    };
    let count = |n: u32| words::thousands(u64::from(n));
    let mut summary = vec![
        with_change(SummaryRow::new("Month", draft.month.words())),
        SummaryRow::new("Service", format!("{} ({})", service.name, service.code)),
        SummaryRow::new("Counts for", counts_for),
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
            contacts_row(
                given::contacts(check),
                check
                    .details
                    .iter()
                    .any(|detail| detail.record == Record::Contacts),
            ),
            SummaryRow::new("Closed", given::total(given::closed(check))),
        ]);
        summary.extend(check.details.iter().map(|detail| {
            let sheet = detail.record.sheet_name();
            let counts = detail.counts;
            with_change(sheet_row(sheet, counts.counted, counts.left_out))
        }));
    }
    summary
}

fn declaration_missing(draft: &Draft) -> &'static str {
    if draft.nil {
        "Say that there is nothing to report"
    } else {
        "Say that the return is complete and correct"
    }
}
