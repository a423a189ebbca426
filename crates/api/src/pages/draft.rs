//! S7: the result of a check.

mod questions;

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
    Change, ChangeExample, CheckResult, CheckVerdict, FormError, Link, Place, ProblemGroup,
    RowCounts,
};

use self::questions::questions;
use super::Page;
use super::checking;
use super::fix;
use super::reader::Reader;
use super::service::{draft_href, returns_href, upload_href};
use super::words;
use crate::clock::local;
use crate::drafts::{Draft, Found, Progress};
use crate::problem::Result;
use crate::submit::check_failed;
use crate::v1::returns::{here, submission_id};

/// The most messages of one rule.
const SAID_MAX: usize = 5;

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
    let replaces = state.current_for(&service.code, draft.month).map(|current| {
        format!(
            "A return for {} is already in: {} sent it on {}. This one replaces it when you submit.",
            draft.month.words(),
            current.by,
            words::date_time(local(current.at))
        )
    });
    let mut view = view(draft, check, ticked);
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
    let (not_used, changed): (Vec<&Finding>, Vec<&Finding>) =
        of(Severity::Note).partition(|note| is_not_used(note));
    let can_submit = check.outcome != Outcome::Unreadable && check.counts.counted > 0;
    let has_problems = !fix.is_empty() || !warnings.is_empty();
    let counts = check.all_counts();
    CheckResult {
        service: String::new(),
        month: draft.month.words(),
        file_name: draft.file_name.clone().unwrap_or_default(),
        sheet: check.sheet.clone().unwrap_or_default(),
        kind: check.kind.map(kind_words).unwrap_or_default().to_owned(),
        verdict: verdict(check),
        counts: RowCounts {
            read: counts.read,
            counted: counts.counted,
            left_out: counts.left_out,
            ignored: counts.ignored,
        },
        top_cause: top_cause(&fix),
        fix,
        check: groups(&warnings, ticked),
        changed: changed.into_iter().map(change).collect(),
        not_used: not_used.into_iter().map(change).collect(),
        errors: Vec::new(),
        upload_href: upload_href(&draft.service, draft.month),
        fix_href: fix::href(draft, check),
        confirm_href: can_submit.then(|| format!("{}/confirm", draft_href(draft))),
        problems_href: has_problems.then(|| format!("{}/problems?format=xlsx", draft_href(draft))),
        kept_until: format!("{} today", words::time(local(draft.expires))),
        replaces: None,
        same: None,
        questions: questions(draft, check),
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

/// Findings of one rule together, in the order of the findings.
fn groups(findings: &[&Finding], ticked: &BTreeSet<String>) -> Vec<ProblemGroup> {
    let mut groups: Vec<ProblemGroup> = Vec::new();
    for finding in findings {
        let places = places(finding);
        let leaves_out = if finding.severity == Severity::Record {
            finding.count
        } else {
            0
        };
        if let Some(group) = groups.iter_mut().find(|group| group.code == finding.code) {
            group.count = group.count.saturating_add(finding.count);
            group.rows_left_out = group.rows_left_out.saturating_add(leaves_out);
            group.places.extend(places);
            if group.said.len() < SAID_MAX {
                group.said.extend(said(finding));
            }
            continue;
        }
        groups.push(ProblemGroup {
            code: finding.code.clone(),
            title: finding.title.clone(),
            said: said(finding).into_iter().collect(),
            why: finding.why.clone(),
            fix: finding.fix.clone(),
            count: finding.count,
            rows_left_out: leaves_out,
            places,
            ticked: ticked.contains(&finding.code),
        });
    }
    for group in &mut groups {
        group
            .places
            .sort_by(|a, b| (&a.sheet, a.row).cmp(&(&b.sheet, b.row)));
        // One cell of a row has one finding, so within a rule places are rows unless a rule looks at many columns.
        let rows: BTreeSet<(&str, Option<u32>)> = group
            .places
            .iter()
            .map(|place| (place.sheet.as_str(), place.row))
            .collect();
        if group.rows_left_out > 0 && usize::try_from(group.count) == Ok(group.places.len()) {
            group.rows_left_out = u32::try_from(rows.len()).unwrap_or(group.count);
        }
    }
    groups
}

/// The message of a finding that is about more than one place: of a cell, place and value stand in the table.
fn said(finding: &Finding) -> Option<String> {
    let is_of_cell = finding.place.row.is_some();
    let is_plain =
        finding.message == Finding::of_code(&finding.code, finding.place.clone())?.message;
    (!is_of_cell && !is_plain).then(|| finding.message.clone())
}

/// The place of a finding and those it was found at too. What was found is the same at each: that is why they are one.
pub(crate) fn places(finding: &Finding) -> Vec<Place> {
    let all = std::iter::once(&finding.place).chain(&finding.more_places);
    all.map(|place| Place {
        sheet: place.sheet.clone().unwrap_or_default(),
        row: place.row,
        column: place.column.clone().unwrap_or_default(),
        header: place.header.clone().unwrap_or_default(),
        found: finding.found.clone().unwrap_or_default(),
        expected: finding.expected.clone().unwrap_or_default(),
    })
    .collect()
}

/// "One cause explains most of these", when it does.
fn top_cause(fix: &[ProblemGroup]) -> Option<String> {
    let total: u32 = fix
        .iter()
        .map(|group| group.count)
        .fold(0, u32::saturating_add);
    let first = fix.first().filter(|_| fix.len() > 1)?;
    (total >= 20 && first.count.saturating_mul(2) > total).then(|| {
        format!(
            "One cause explains {} of these {}: {}.",
            words::thousands(first.count.into()),
            words::thousands(total.into()),
            first.title
        )
    })
}

fn is_not_used(note: &Finding) -> bool {
    NOT_USED
        .iter()
        .filter_map(|name| rule::named(name))
        .any(|rule| rule.code == note.code)
}

fn change(note: &Finding) -> Change {
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use hub_standard::finding::{Finding, Place};

    /// So many impossible dates, one a row.
    fn impossible_dates(first_row: u32, rows: u32) -> Finding {
        let mut finding = Finding::of("date_impossible", Place::row(first_row));
        for row in first_row + 1..first_row + rows {
            finding.also(Place::row(row));
        }
        finding
    }

    #[test]
    fn findings_of_one_rule_leave_out_the_rows_of_all_of_them() {
        let (some, more) = (impossible_dates(2, 60), impossible_dates(100, 70));
        let groups = super::groups(&[&some, &more], &BTreeSet::new());
        assert_eq!(groups.len(), 1);
        assert_eq!((groups[0].count, groups[0].rows_left_out), (130, 130));
    }
}
