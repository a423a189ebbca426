//! The findings of a check as a file to work through in Excel.
//!
//! The sender's own rows are not in it: they are not kept.

use axum::extract::Path;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use hub_ingest::CheckedReturn;
use hub_standard::finding::{Finding, Severity};
use hub_store::Service;
use rust_xlsxwriter::{Format as Look, FormatAlign, Workbook, Worksheet, XlsxError};

use super::draft::{Sought, find, places};
use super::reader::Reader;
use super::type_in::plain_names;
use crate::drafts::Draft;
use crate::format::{Cell, Column, Format, Table, made};
use crate::problem::{Kind, Problem, Result};

/// Columns of the sheet of all places, with their widths.
const COLUMNS: [(&str, f64); 9] = [
    ("Sheet", 14.0),
    ("Row", 8.0),
    ("Column", 8.0),
    ("Heading", 22.0),
    ("Problem", 44.0),
    ("What we found", 26.0),
    ("What we expect", 34.0),
    ("What to fix", 60.0),
    ("Rule", 8.0),
];

/// `GET /s/{service}/drafts/{id}/problems`: all findings as a file.
pub(crate) async fn download(
    reader: Reader,
    Path((code, id)): Path<(String, String)>,
) -> Result<Response> {
    reader.params.only(&["format"])?;
    let is_csv = match reader.params.text("format") {
        None | Some("xlsx") => false,
        Some("csv") => true,
        Some(_) => return Err(Problem::parameter("format", "xlsx or csv")),
    };
    let (service, draft) = match find(&reader, &code, &id).await? {
        Sought::Draft(service, draft) => (service, draft),
        Sought::Submitted(receipt) => return Ok(Redirect::to(&receipt).into_response()),
    };
    let check = draft
        .check()
        .ok_or_else(|| Problem::plain(Kind::NotYetChecked))?;
    if is_csv {
        return table(&service, &draft, &check).respond(Format::Csv).await;
    }
    let name = file_name(&service, &draft);
    let n_places: usize = check
        .findings
        .iter()
        .map(|finding| places(finding).len())
        .sum();
    let n_cells = COLUMNS.len().saturating_mul(n_places);
    let bytes = made(n_cells, move || {
        workbook(&service, &draft, &check).map_err(Problem::internal)
    });
    let bytes = bytes.await?;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static(Format::Xlsx.media_type()),
    );
    let name = format!("attachment; filename=\"{name}.xlsx\"");
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

fn file_name(service: &Service, draft: &Draft) -> String {
    format!("problems-{}-{}", service.code, draft.month)
}

/// What a severity means for the sender.
fn effect(severity: Severity) -> &'static str {
    match severity {
        Severity::File => "The file cannot be used",
        Severity::Record => "The row is left out until it is fixed",
        Severity::Warning => "Counts; check that it is right",
        Severity::Note => "Read for you; nothing is needed",
    }
}

/// Two sheets: the problems in brief, most places first, and every place on its own row. Text is always written as text,
/// so nothing that came from the sender's file can be a formula.
fn workbook(service: &Service, draft: &Draft, check: &CheckedReturn) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    summary(
        workbook.add_worksheet().set_name("Summary")?,
        service,
        draft,
        check,
    )?;
    all_places(workbook.add_worksheet().set_name("Problems")?, check)?;
    workbook.save_to_buffer()
}

fn summary(
    sheet: &mut Worksheet,
    service: &Service,
    draft: &Draft,
    check: &CheckedReturn,
) -> Result<(), XlsxError> {
    let bold = Look::new().set_bold();
    let wrap = Look::new().set_text_wrap().set_align(FormatAlign::Top);
    for (column, width) in (0_u16..).zip([30.0, 44.0, 10.0, 60.0, 60.0, 8.0]) {
        sheet.set_column_width(column, width)?;
    }
    let counts = check.all_counts();
    let facts = [
        ("Service", service.name.clone()),
        ("Month", draft.month.words()),
        ("Rows read", counts.read.to_string()),
        ("Rows that count", counts.counted.to_string()),
        ("Rows left out", counts.left_out.to_string()),
        ("Rows ignored", counts.ignored.to_string()),
    ];
    for (row, (name, value)) in (0_u32..).zip(&facts) {
        sheet.write_string_with_format(row, 0, *name, &bold)?;
        sheet.write_string(row, 1, value)?;
    }
    let head = 7;
    let heads = [
        "What it means",
        "Problem",
        "Places",
        "What to fix",
        "Why it matters",
        "Rule",
    ];
    for (column, name) in (0_u16..).zip(heads) {
        sheet.write_string_with_format(head, column, name, &bold)?;
    }
    let mut findings: Vec<&Finding> = check.findings.iter().collect();
    findings.sort_by_key(|finding| (finding.severity, std::cmp::Reverse(finding.count)));
    for (row, finding) in (head + 1..).zip(findings) {
        sheet.write_string_with_format(row, 0, effect(finding.severity), &wrap)?;
        sheet.write_string_with_format(row, 1, plain_names(&finding.message), &wrap)?;
        sheet.write_number_with_format(row, 2, finding.count, &wrap)?;
        sheet.write_string_with_format(row, 3, plain_names(&finding.fix), &wrap)?;
        sheet.write_string_with_format(row, 4, &finding.why, &wrap)?;
        sheet.write_string_with_format(row, 5, &finding.code, &wrap)?;
    }
    sheet.set_freeze_panes(head + 1, 0)?;
    Ok(())
}

fn all_places(sheet: &mut Worksheet, check: &CheckedReturn) -> Result<(), XlsxError> {
    let bold = Look::new().set_bold();
    for (column, (name, width)) in (0_u16..).zip(COLUMNS) {
        sheet.write_string_with_format(0, column, name, &bold)?;
        sheet.set_column_width(column, width)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    let to_do = check
        .findings
        .iter()
        .filter(|finding| finding.severity != Severity::Note);
    let places = to_do.flat_map(|finding| {
        places(finding)
            .into_iter()
            .map(move |place| (finding, place))
    });
    let mut last = 0;
    for (row, (finding, place)) in (1_u32..).zip(places) {
        let fix = plain_names(&finding.fix);
        let texts = [
            &place.sheet,
            &String::new(),
            &place.column,
            &place.header,
            &finding.title,
            &place.found,
            &place.expected,
            &fix,
            &finding.code,
        ];
        for (column, text) in (0_u16..).zip(texts) {
            if !text.is_empty() {
                sheet.write_string(row, column, text)?;
            }
        }
        if let Some(number) = place.row {
            sheet.write_number(row, 1, number)?;
        }
        last = row;
    }
    if last > 0 {
        sheet.autofilter(0, 0, last, 8)?;
    }
    Ok(())
}

fn table(service: &Service, draft: &Draft, check: &CheckedReturn) -> Table {
    let columns = [
        "severity",
        "rule",
        "problem",
        "what_to_fix",
        "sheet",
        "row",
        "column",
        "heading",
        "found",
        "expected",
        "why",
    ];
    let rows = check.findings.iter().flat_map(|finding| {
        places(finding).into_iter().map(|place| {
            let row = place.row.map(|row| row.to_string()).unwrap_or_default();
            let texts = [
                finding.severity.as_str().to_owned(),
                finding.code.clone(),
                finding.title.clone(),
                finding.fix.clone(),
                place.sheet,
                row,
                place.column,
                place.header,
                place.found,
                place.expected,
                finding.why.clone(),
            ];
            texts.into_iter().map(Cell::text).collect()
        })
    });
    Table {
        name: file_name(service, draft),
        notes: Vec::new(),
        columns: columns.into_iter().map(Column::text).collect(),
        rows: rows.collect(),
    }
}
