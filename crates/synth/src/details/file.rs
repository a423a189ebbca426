//! A return with all its sheets as a file: a workbook, or a zip with a text file for each sheet.

use std::io::{Cursor, Write};

use hub_standard::{Month, stored::Record};
use zip::{DateTime, ZipWriter, result::ZipError, write::SimpleFileOptions};

use super::{SynthContact, SynthDetails, SynthOutcome, SynthServiceUse, SynthSupport};
use crate::{
    cell::Cell,
    file::{Sheet, SynthError, SynthFile, SynthKind, name, xlsx_of},
    row::SynthRow,
    service::SynthService,
    style::Style,
};

const CONTACTS: &[&str] = &[
    "local_referral_id",
    "contact_date",
    "contact_mechanism",
    "attendance",
    "contact_minutes",
];
const SUPPORT: &[&str] = &[
    "local_referral_id",
    "support_type",
    "provider_kind",
    "support_status",
];
const OUTCOMES: &[&str] = &["local_referral_id", "instrument", "phase", "score"];
const SERVICE_USE: &[&str] = &[
    "local_referral_id",
    "use_group",
    "use_period",
    "use_months",
    "gp_contacts",
    "ae_attendances",
    "outpatient_appointments",
    "inpatient_admissions",
];

pub(super) fn xlsx(
    service: &SynthService,
    month: Month,
    rows: &[SynthRow],
    details: &SynthDetails,
) -> Result<SynthFile, SynthError> {
    xlsx_of(service, month, sheets(service, rows, details))
}

pub(super) fn csv_zip(
    service: &SynthService,
    month: Month,
    rows: &[SynthRow],
    details: &SynthDetails,
) -> Result<SynthFile, SynthError> {
    // Without the time of writing, so that the same return is the same bytes.
    let options = SimpleFileOptions::default().last_modified_time(DateTime::DEFAULT);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for sheet in sheets(service, rows, details) {
        let name = format!("{}.csv", sheet.record.name());
        let text = sheet.into_text()?;
        writer.start_file(name, options)?;
        writer.write_all(&text).map_err(ZipError::from)?;
    }
    Ok(SynthFile {
        name: name(service, month, "zip"),
        bytes: writer.finish()?.into_inner(),
        kind: SynthKind::Csv,
    })
}

/// Referrals, and those of the other sheets that have rows.
fn sheets(service: &SynthService, rows: &[SynthRow], details: &SynthDetails) -> Vec<Sheet> {
    let style = service.habits.style;
    let others = [
        sheet(Record::Contacts, CONTACTS, &details.contacts, |row| {
            contact(row, style)
        }),
        sheet(Record::Support, SUPPORT, &details.support, |row| {
            support(row, style)
        }),
        sheet(Record::Outcomes, OUTCOMES, &details.outcomes, |row| {
            outcome(row, style)
        }),
        sheet(
            Record::ServiceUse,
            SERVICE_USE,
            &details.service_use,
            |row| service_use(row, style),
        ),
    ];
    let mut sheets = vec![Sheet::of_referrals(&service.habits, rows)];
    sheets.extend(others.into_iter().filter(|sheet| !sheet.lines.is_empty()));
    sheets
}

fn sheet<R>(
    record: Record,
    headings: &[&'static str],
    rows: &[R],
    line: impl Fn(&R) -> Vec<Cell>,
) -> Sheet {
    Sheet {
        record,
        headings: headings.to_vec(),
        lines: rows.iter().map(line).collect(),
    }
}

fn contact(row: &SynthContact, style: Style) -> Vec<Cell> {
    vec![
        Cell::text(&row.local_referral_id),
        Cell::Day(row.date),
        Cell::text(style.write("contact_mechanism", row.mechanism)),
        Cell::text(style.write("attendance", row.attendance)),
        number(row.minutes),
    ]
}

fn support(row: &SynthSupport, style: Style) -> Vec<Cell> {
    vec![
        Cell::text(&row.local_referral_id),
        Cell::text(style.write("support_type", row.support_type)),
        Cell::text(style.write("provider_kind", row.provider_kind)),
        Cell::text(style.write("support_status", row.support_status)),
    ]
}

fn outcome(row: &SynthOutcome, style: Style) -> Vec<Cell> {
    vec![
        Cell::text(&row.local_referral_id),
        Cell::text(style.write("instrument", row.instrument)),
        Cell::text(style.write("phase", row.phase)),
        number(Some(row.score)),
    ]
}

fn service_use(row: &SynthServiceUse, style: Style) -> Vec<Cell> {
    vec![
        Cell::text(&row.local_referral_id),
        Cell::text(style.write("use_group", row.use_group)),
        Cell::text(style.write("use_period", row.use_period)),
        number(Some(row.use_months)),
        number(row.gp_contacts),
        number(row.ae_attendances),
        number(row.outpatient_appointments),
        number(row.inpatient_admissions),
    ]
}

fn number(value: Option<u32>) -> Cell {
    let value = value.and_then(|value| i32::try_from(value).ok());
    value.map_or(Cell::Blank, Cell::Number)
}
