//! The result of a check in the form of NHS England's data validation engine, for senders whose programs read its reports.
//!
//! Its three sheets, its columns and its sentences. What it calls the ID of a record is the row here: an identifier of a
//! person has no place in a report.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use hub_ingest::{CheckedReturn, Outcome};
use hub_standard::finding::{Finding, Place, Severity};
use hub_standard::rule;
use rust_xlsxwriter::{Format as Look, Workbook, Worksheet, XlsxError};
use serde::Serialize;
use utoipa::ToSchema;

use super::returns::{here, own_service, submission_id};
use crate::drafts::{Draft, Progress};
use crate::format::{Format, made};
use crate::gate::Visitor;
use crate::hub::Hub;
use crate::params::Params;
use crate::problem::{Kind, Problem, Result};
use crate::submit::check_failed;

/// What the engine calls the data set.
const DATASET: &str = "social_prescribing_return_v1";
/// The engine keeps as many values of a message.
const VALUES_MAX: usize = 10;

/// The report of a check.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Report {
    /// One of the five sentences of the engine.
    status: &'static str,
    submission_id: String,
    dataset_id: &'static str,
    /// As it was sent; null for what was typed in or for nothing to report.
    file_name: Option<String>,
    submission_method: &'static str,
    /// First day of the month.
    reporting_period_start: String,
    /// Last day of the month.
    reporting_period_end: String,
    /// Problems of the file and of rows.
    submission_failures: u32,
    warnings: u32,
    /// By kind of problem.
    error_summary: Vec<SummaryLine>,
    /// By value: at most ten of each message.
    error_data: Vec<DataLine>,
}

/// Cells of a line of the widest of its tables, or more.
const LINE_CELLS: usize = 10;

/// How often one kind of problem was found in one column.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReportSummaryLine)]
pub(crate) struct SummaryLine {
    /// File Rejection, Record Rejection or Warning.
    r#type: &'static str,
    /// The sheet.
    group: String,
    /// The heading of the column; empty for what is of no column.
    data_item: String,
    /// Blank, Wrong format, Bad value or Bad file.
    category: &'static str,
    error_code: String,
    count: u32,
}

/// One place.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReportDataLine)]
pub(crate) struct DataLine {
    /// The sheet.
    group: String,
    /// File Rejection, Record Rejection or Warning.
    r#type: &'static str,
    error_code: String,
    /// The heading of the column; empty for what is of no column.
    data_item: String,
    message: String,
    /// What was found, masked where it may be personal.
    value: String,
    /// The row as the spreadsheet shows it; null for what is of no row.
    row: Option<u32>,
    category: &'static str,
}

/// `GET /returns/{id}/report`
pub(crate) async fn show(
    State(hub): State<Hub>,
    visitor: Visitor,
    Path(id): Path<String>,
    headers: HeaderMap,
    params: Params,
) -> Result<Response> {
    params.only(&["format"])?;
    let format = Format::asked(&params, &headers)?;
    let service = own_service(&visitor.principal)?;
    let draft = here(hub.drafts.find(&submission_id(&id)?, service))?;
    let check = match draft.progress() {
        Progress::Checking => return Err(Problem::plain(Kind::NotYetChecked)),
        Progress::Failed => {
            return Err(check_failed().with(
                "status",
                "There was an issue processing the submission. Please contact support.",
            ));
        }
        Progress::Checked(check) | Progress::Submitted(check) => check,
    };
    let report = Report::of(&draft, &check);
    let mut response = match format {
        Format::Json => Json(report).into_response(),
        Format::Xlsx => workbook_of(report, &draft).await?,
        Format::Csv | Format::Parquet | Format::Arrow => {
            return Err(Problem::parameter(
                "format",
                "json or xlsx: a report is three tables",
            ));
        }
    };
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

impl Report {
    fn of(draft: &Draft, check: &CheckedReturn) -> Self {
        let problems = || {
            check
                .findings
                .iter()
                .filter(|finding| finding.severity != Severity::Note)
        };
        let count = |is_wanted: fn(Severity) -> bool| {
            problems()
                .filter(|finding| is_wanted(finding.severity))
                .fold(0_u32, |sum, finding| sum.saturating_add(finding.count))
        };
        Self {
            status: status(check),
            submission_id: draft.id.to_string(),
            dataset_id: DATASET,
            file_name: draft.file_name.clone(),
            submission_method: "API",
            reporting_period_start: draft.month.first_day().to_string(),
            reporting_period_end: draft.month.last_day().to_string(),
            submission_failures: count(|severity| severity != Severity::Warning),
            warnings: count(|severity| severity == Severity::Warning),
            error_summary: problems().map(SummaryLine::of).collect(),
            error_data: problems().flat_map(DataLine::of).collect(),
        }
    }
}

/// The sentence that the engine says of a submission.
fn status(check: &CheckedReturn) -> &'static str {
    match check.outcome {
        Outcome::Ready => "File has been accepted, no issues to report",
        Outcome::Warnings => "File has been accepted, all records accepted with warnings",
        Outcome::Problems => "File has been accepted with record rejections",
        Outcome::Unreadable => "File has been rejected",
    }
}

fn severity(finding: &Finding) -> &'static str {
    match finding.severity {
        Severity::File => "File Rejection",
        Severity::Record => "Record Rejection",
        Severity::Warning | Severity::Note => "Warning",
    }
}

fn category(finding: &Finding) -> &'static str {
    rule::get(&finding.code)
        .and_then(|rule| rule.category)
        .map_or("", rule::Category::words)
}

fn group(place: &Place) -> String {
    place.sheet.clone().unwrap_or_default()
}

fn data_item(place: &Place) -> String {
    place.header.clone().unwrap_or_default()
}

impl SummaryLine {
    fn of(finding: &Finding) -> Self {
        Self {
            r#type: severity(finding),
            group: group(&finding.place),
            data_item: data_item(&finding.place),
            category: category(finding),
            error_code: finding.code.clone(),
            count: finding.count,
        }
    }
}

impl DataLine {
    fn of(finding: &Finding) -> impl Iterator<Item = Self> {
        finding.places().take(VALUES_MAX).map(|at| Self {
            group: group(at.place),
            r#type: severity(finding),
            error_code: finding.code.clone(),
            data_item: data_item(at.place),
            message: finding.message.clone(),
            value: at.found.unwrap_or_default().to_owned(),
            row: at.place.row,
            category: category(finding),
        })
    }
}

async fn workbook_of(report: Report, draft: &Draft) -> Result<Response> {
    let n_lines = report.error_summary.len() + report.error_data.len();
    let bytes = made(LINE_CELLS.saturating_mul(n_lines), move || {
        workbook(&report).map_err(Problem::internal)
    });
    let bytes = bytes.await?;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    let kind = HeaderValue::from_static(Format::Xlsx.media_type());
    headers.insert(CONTENT_TYPE, kind);
    let name = format!(
        "attachment; filename=\"report-{}-{}.xlsx\"",
        draft.service, draft.month
    );
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

/// Text is always written as text, so that nothing in it can be a formula.
fn workbook(report: &Report) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let number = |n: u32| n.to_string();
    let file_name = report.file_name.clone().unwrap_or_default();
    let extension = file_name
        .rsplit_once('.')
        .map_or("", |(_, extension)| extension);
    let summary = [
        ["Status", report.status],
        ["Submission Id", &report.submission_id],
        ["Dataset Id", report.dataset_id],
        ["File Name", &file_name],
        ["File Extension", extension],
        ["Submission Method", report.submission_method],
        ["Reporting Period Start", &report.reporting_period_start],
        ["Reporting Period End", &report.reporting_period_end],
        ["Submission Failure", &number(report.submission_failures)],
        ["Warning", &number(report.warnings)],
    ]
    .map(|line| line.map(str::to_owned).to_vec());
    put(workbook.add_worksheet().set_name("Summary")?, &[], &summary)?;
    let heads = [
        "Type",
        "Group",
        "Data Item Submission Name",
        "Category",
        "Error Code",
        "Count",
    ];
    let lines: Vec<Vec<String>> = report
        .error_summary
        .iter()
        .map(|line| {
            let texts = [
                line.r#type,
                &line.group,
                &line.data_item,
                line.category,
                &line.error_code,
            ];
            let texts = texts.map(str::to_owned).into_iter();
            texts.chain([number(line.count)]).collect()
        })
        .collect();
    put(
        workbook.add_worksheet().set_name("Error Summary")?,
        &heads,
        &lines,
    )?;
    let heads = [
        "Group",
        "Type",
        "Error Code",
        "Data Item Submission Name",
        "Errors and Warnings",
        "Value",
        "ID",
        "Category",
    ];
    let lines: Vec<Vec<String>> = report
        .error_data
        .iter()
        .map(|line| {
            let row = line.row.map(number).unwrap_or_default();
            [
                &line.group,
                line.r#type,
                &line.error_code,
                &line.data_item,
                &line.message,
                &line.value,
                &row,
                line.category,
            ]
            .map(str::to_owned)
            .to_vec()
        })
        .collect();
    put(
        workbook.add_worksheet().set_name("Error Data")?,
        &heads,
        &lines,
    )?;
    workbook.save_to_buffer()
}

fn put(sheet: &mut Worksheet, heads: &[&str], lines: &[Vec<String>]) -> Result<(), XlsxError> {
    let bold = Look::new().set_bold();
    for (column, head) in (0_u16..).zip(heads) {
        sheet.write_string_with_format(0, column, *head, &bold)?;
    }
    sheet.set_column_range_width(0, 7, 24)?;
    let first = u32::from(!heads.is_empty());
    for (row, line) in (first..).zip(lines) {
        for (column, text) in (0_u16..).zip(line) {
            sheet.write_string(row, column, text)?;
        }
    }
    Ok(())
}
