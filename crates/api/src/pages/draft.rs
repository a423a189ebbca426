//! S7: the result of a check.

mod grave;
mod groups;
mod other_month;
mod plain;
mod questions;
mod said;

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use hub_ingest::{CheckedReturn, FileKind, Outcome};
use hub_standard::finding::{Finding, Severity};
use hub_standard::rule;
use hub_store::Service;
use hub_ui::view::{
    Change, ChangeExample, CheckResult, CheckVerdict, FormError, Link, ProblemGroup, Questions,
    RowCounts,
};

pub(crate) use self::groups::places;
use self::groups::{groups, top_cause};
use self::questions::questions;
use super::Page;
use super::checking;
use super::discard;
use super::fix;
use super::reader::Reader;
use super::service::{draft_href, returns_href, upload_href};
use super::type_in::{self, in_words, place_in_words};
use super::words;
use crate::clock::local;
use crate::drafts::{Draft, Found, Progress};
use crate::problem::Result;
use crate::submit::check_failed;
use crate::v1::returns::{here, submission_id};

/// Notes with these names say that something was not used; other notes say what was changed.
const NOT_USED: [&str; 7] = [
    "blank_rows_ignored",
    "blank_columns_ignored",
    "total_row_ignored",
    "note_row_ignored",
    "title_rows_skipped",
    "example_row_ignored",
    "columns_not_used",
];

/// What the address of a draft leads to.
pub(crate) enum Sought {
    Draft(Service, Arc<Draft>),
    /// The draft is gone, but it was submitted before that: the address of its receipt.
    Submitted(String),
}

/// The draft of an address, which is of this reader's own service.
pub(crate) async fn find(reader: &Reader, code: &str, id: &str) -> Result<Sought> {
    let service = reader.service(code).await?;
    let id = submission_id(id)?;
    let found = reader.hub.drafts.find(&id, &service.code);
    if !matches!(found, Found::Here(_)) {
        // Drafts are let go in time and with this process; what was submitted is known for good.
        let state = reader.hub.state().await?;
        let accepted = state.by_submission.get(&id);
        if accepted.is_some_and(|accepted| accepted.service == service.code) {
            return Ok(Sought::Submitted(returns_href(&service.code, &id)));
        }
    }
    Ok(Sought::Draft(service, here(found)?))
}

/// `GET /s/{service}/drafts/{id}`
pub(crate) async fn result(
    reader: Reader,
    Path((code, id)): Path<(String, String)>,
) -> Result<Response> {
    let (service, draft) = match find(&reader, &code, &id).await? {
        Sought::Draft(service, draft) => (service, draft),
        Sought::Submitted(receipt) => return Ok(Redirect::to(&receipt).into_response()),
    };
    match draft.progress() {
        Progress::Checking => Ok(checking::page(&reader, &service, &draft).await),
        Progress::Failed => Err(check_failed()),
        Progress::Submitted(_) => {
            Ok(Redirect::to(&returns_href(&service.code, &draft.id)).into_response())
        }
        Progress::Checked(_) if draft.nil => {
            Ok(Redirect::to(&format!("{}/confirm", draft_href(&draft))).into_response())
        }
        Progress::Checked(check) => {
            show(
                &reader,
                &service,
                &draft,
                &check,
                StatusCode::OK,
                Vec::new(),
                &BTreeSet::new(),
            )
            .await
        }
    }
}

/// The page, with the messages of a form that was not complete.
pub(crate) async fn show(
    reader: &Reader,
    service: &Service,
    draft: &Draft,
    check: &CheckedReturn,
    status: StatusCode,
    errors: Vec<FormError>,
    ticked: &BTreeSet<String>,
) -> Result<Response> {
    let state = reader.hub.state().await?;
    let mut view = view(draft, check, ticked);
    // What cannot be submitted replaces nothing.
    let replaces = state
        .current_for(&service.code, draft.month)
        .filter(|_| view.confirm_href.is_some())
        .map(|current| {
            let sent = format!(
                "{} sent it on {}.",
                current.by,
                words::date_time(local(current.at))
            );
            match check.findings.iter().find(|note| is_replacing(note)) {
                Some(note) => format!(
                    "{}. {sent} {} Nothing changes until you submit.",
                    note.title, note.message
                ),
                None => format!(
                    "A return for {} is already in: {sent} This one replaces it when you submit.",
                    draft.month.words()
                ),
            }
        });
    if view.verdict == CheckVerdict::SameFile {
        view.same = state
            .current_for(&service.code, draft.month)
            .map(|current| {
                Link::new(
                    "See what you sent",
                    returns_href(&service.code, &current.submission),
                )
            });
    }
    view.service.clone_from(&service.name);
    view.replaces = replaces;
    view.errors = errors;
    let frame = reader
        .frame(vec![Link::new(
            "Your returns",
            format!("/s/{}", service.code),
        )])
        .await;
    Ok((status, Page(hub_ui::pages::s7_result(&frame, &view))).into_response())
}

/// Whether a note says what is replaced. That stands at the top, and not among what needs nobody's attention.
fn is_replacing(note: &Finding) -> bool {
    rule::named("replaces_earlier").is_some_and(|rule| rule.code == note.code)
}

fn view(draft: &Draft, check: &CheckedReturn, ticked: &BTreeSet<String>) -> CheckResult {
    let of = |severity: Severity| {
        check
            .findings
            .iter()
            .filter(move |finding| finding.severity == severity)
    };
    let blocking: Vec<&Finding> = match check.outcome {
        Outcome::Unreadable => of(Severity::File).collect(),
        _ => of(Severity::Record).collect(),
    };
    let mut fix: Vec<ProblemGroup> = groups(&blocking, &BTreeSet::new());
    fix.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.code.cmp(&b.code)));
    let warnings: Vec<&Finding> = of(Severity::Warning).collect();
    let also = match check.outcome {
        // What counts already needs nothing more.
        Outcome::Unreadable if !has(check, "same_file") => {
            in_rows(&of(Severity::Record).collect::<Vec<_>>())
        }
        _ => Vec::new(),
    };
    let (not_used, changed): (Vec<&Finding>, Vec<&Finding>) = of(Severity::Note)
        .filter(|note| !is_replacing(note))
        .partition(|note| is_not_used(note));
    let can_submit = check.outcome != Outcome::Unreadable && check.counts.counted > 0;
    let has_problems = !fix.is_empty() || !also.is_empty() || !warnings.is_empty();
    let counts = check.all_counts();
    let closed = closed_before(check).min(counts.ignored);
    let other_month = other_month::of(draft, check);
    let mut questions = questions(draft, check);
    if other_month.is_some() {
        questions.other_month = None;
    }
    let view = CheckResult {
        service: String::new(),
        month: draft.month.words(),
        file_name: draft.file_name.clone().unwrap_or_default(),
        sheet: check.sheet.clone().unwrap_or_default(),
        kind: check.kind.map(kind_words).unwrap_or_default().to_owned(),
        verdict: verdict(check),
        other_month,
        grave: grave::of(check).filter(|_| can_submit),
        counts: RowCounts {
            read: counts.read,
            counted: counts.counted,
            left_out: counts.left_out,
            ignored: counts.ignored - closed,
            closed,
        },
        top_cause: top_cause(&fix),
        fix,
        also,
        check: groups(&warnings, ticked),
        has_typed_values: !check.corrections.is_empty(),
        changed: changed
            .into_iter()
            .map(|note| change(note, check))
            .collect(),
        not_used: not_used
            .into_iter()
            .map(|note| change(note, check))
            .collect(),
        errors: Vec::new(),
        upload_href: upload_href(&draft.service, draft.month),
        typed_href: None,
        discard_href: discard::href(draft),
        fix_href: fix::href(draft, check),
        confirm_href: can_submit.then(|| format!("{}/confirm", draft_href(draft))),
        problems_href: has_problems.then(|| format!("{}/problems?format=xlsx", draft_href(draft))),
        kept_until: kept(draft),
        replaces: None,
        same: None,
        questions,
    };
    if draft.is_typed {
        typed(draft, view)
    } else {
        plain::in_plain_names(view)
    }
}

/// Problems of rows that do not count anyway, since the file cannot be used.
fn in_rows(findings: &[&Finding]) -> Vec<ProblemGroup> {
    let mut groups = groups(findings, &BTreeSet::new());
    groups.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.code.cmp(&b.code)));
    for group in &mut groups {
        group.rows_left_out = 0;
    }
    groups
}

/// How long the result of a check is kept: "for 30 minutes, until 16:40".
pub(super) fn kept(draft: &Draft) -> String {
    let begun_ms = i64::try_from(draft.id.millis()).unwrap_or_default();
    let minutes = draft.expires.as_millisecond().saturating_sub(begun_ms) / 60_000;
    let until = words::time(local(draft.expires));
    match minutes {
        1 => format!("for 1 minute, until {until}"),
        minutes => format!("for {minutes} minutes, until {until}"),
    }
}

/// How many referrals closed before the month. They are ignored too, and for another reason than a title or a total.
fn closed_before(check: &CheckedReturn) -> u32 {
    let rule = rule::named("closed_before_month").map(|rule| rule.code.as_str());
    let notes = check.findings.iter();
    let notes = notes.filter(|note| Some(note.code.as_str()) == rule);
    notes.map(|note| note.count).fold(0, u32::saturating_add)
}

/// What was typed in has referrals and fields, and neither a file nor rows and columns.
fn typed(draft: &Draft, mut view: CheckResult) -> CheckResult {
    let groups = view.fix.iter_mut().chain(&mut view.also);
    for group in groups.chain(&mut view.check) {
        for text in group
            .said
            .iter_mut()
            .chain([&mut group.title, &mut group.why, &mut group.fix])
        {
            *text = in_words(text);
        }
        for place in &mut group.places {
            *place = place_in_words(place);
        }
    }
    for change in view.changed.iter_mut().chain(&mut view.not_used) {
        change.detail = in_words(&change.detail);
    }
    CheckResult {
        kind: String::new(),
        sheet: String::new(),
        typed_href: Some(type_in::href(&draft.service, draft.month)),
        fix_href: None,
        problems_href: None,
        questions: Questions::default(),
        ..view
    }
}

fn verdict(check: &CheckedReturn) -> CheckVerdict {
    let personal = rule::named("personal_data_column").map(|rule| rule.code.as_str());
    match check.outcome {
        Outcome::Ready => CheckVerdict::Ready,
        Outcome::Warnings => CheckVerdict::Warnings,
        Outcome::Problems => CheckVerdict::Problems,
        Outcome::Unreadable
            if check
                .findings
                .iter()
                .any(|finding| Some(finding.code.as_str()) == personal) =>
        {
            CheckVerdict::PersonalData
        }
        Outcome::Unreadable if has(check, "same_file") => CheckVerdict::SameFile,
        Outcome::Unreadable => CheckVerdict::Unreadable,
    }
}

fn has(check: &CheckedReturn, rule_name: &str) -> bool {
    let code = rule::named(rule_name).map(|rule| rule.code.as_str());
    check
        .findings
        .iter()
        .any(|finding| Some(finding.code.as_str()) == code)
}

fn is_not_used(note: &Finding) -> bool {
    NOT_USED
        .iter()
        .filter_map(|name| rule::named(name))
        .any(|rule| rule.code == note.code)
}

fn change(note: &Finding, check: &CheckedReturn) -> Change {
    let is_corrected = rule::named("corrected_on_page").is_some_and(|rule| rule.code == note.code);
    if is_corrected {
        return Change {
            title: note.title.clone(),
            detail: note.message.clone(),
            count: note.count,
            examples: taken_as(check),
        };
    }
    let examples = match (&note.found, &note.expected) {
        (Some(before), Some(after)) => vec![ChangeExample {
            before: before.clone(),
            after: after.clone(),
        }],
        _ => Vec::new(),
    };
    Change {
        title: note.title.clone(),
        detail: note.message.clone(),
        count: note.count,
        examples,
    }
}

/// What was typed on the page for cells of codes, and what each was taken as.
fn taken_as(check: &CheckedReturn) -> Vec<ChangeExample> {
    let made = check.corrections.iter();
    made.filter_map(|made| {
        Some(ChangeExample {
            before: format!("{}: {}", made.cell, made.value.as_deref()?),
            after: made.read_as.clone()?,
        })
    })
    .collect()
}

/// How many findings concern the whole file.
pub(crate) fn file_problems(check: &CheckedReturn) -> u32 {
    crate::submit::count(check, Severity::File)
}

fn kind_words(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Csv => "CSV file",
        FileKind::Xlsx | FileKind::Xlsb | FileKind::Xls => "Excel workbook",
        FileKind::XmlSpreadsheet => "XML spreadsheet",
        FileKind::Ods => "OpenDocument spreadsheet",
        FileKind::CsvZip => "Zip with CSV files",
        FileKind::Encrypted => "File with a password",
        FileKind::WebPage => "Web page",
        FileKind::Pdf => "PDF",
        FileKind::Document => "Text document",
        FileKind::Presentation => "Presentation",
        FileKind::Picture => "Picture",
        FileKind::Archive => "Archive",
        _ => "Other file",
    }
}
