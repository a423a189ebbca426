//! Returns as files, written the way each service's case system writes them.

use hub_standard::{Month, stored::Record};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use crate::{
    cell::{Cell, Formats},
    row::{SynthRow, spaced},
    service::{Habits, SynthService},
    style::{Heading, Style},
};

/// The name of the sheet that is the return.
pub(crate) const SHEET: &str = "Referrals";

/// What kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SynthKind {
    /// Comma-separated text. With other sheets than Referrals, a zip of such files.
    Csv,
    /// Excel workbook.
    Xlsx,
}

/// A return as a file.
#[derive(Clone, PartialEq, Eq)]
pub struct SynthFile {
    /// Name.
    pub name: String,
    /// Contents.
    pub bytes: Vec<u8>,
    /// What kind.
    pub kind: SynthKind,
}

/// The contents hold identities, so only their size is shown.
impl std::fmt::Debug for SynthFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SynthFile")
            .field("name", &self.name)
            .field("bytes", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

/// A file could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SynthError {
    /// As comma-separated text.
    #[error("the rows could not be written as comma-separated text")]
    Csv(#[source] csv::Error),
    /// As a workbook.
    #[error("the rows could not be written as a workbook")]
    Xlsx(#[from] XlsxError),
    /// As a zip of text files.
    #[error("the text files could not be put together in a zip")]
    Zip(#[from] zip::result::ZipError),
}

/// A sheet of a return before it is written.
pub(crate) struct Sheet {
    pub(crate) record: Record,
    pub(crate) headings: Vec<&'static str>,
    /// Cells in the order of the headings.
    pub(crate) lines: Vec<Vec<Cell>>,
}

impl Sheet {
    /// The required sheet.
    pub(crate) fn of_referrals(habits: &Habits, rows: &[SynthRow]) -> Self {
        let headings = headings(habits);
        let line = |row: &SynthRow| -> Vec<Cell> {
            let columns = headings.iter();
            columns
                .map(|(column, _)| cell(row, column, habits))
                .collect()
        };
        Self {
            record: Record::Referrals,
            lines: rows.iter().map(line).collect(),
            headings: headings.iter().map(|(_, heading)| *heading).collect(),
        }
    }

    /// As comma-separated text.
    pub(crate) fn into_text(self) -> Result<Vec<u8>, SynthError> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer
            .write_record(self.headings)
            .map_err(SynthError::Csv)?;
        for line in self.lines {
            let cells = line.into_iter().map(Cell::into_text);
            writer.write_record(cells).map_err(SynthError::Csv)?;
        }
        writer
            .into_inner()
            .map_err(|error| SynthError::Csv(error.into_error().into()))
    }

    /// As the next sheet of a workbook.
    pub(crate) fn put(self, workbook: &mut Workbook, formats: &Formats) -> Result<(), XlsxError> {
        let name = self.record.sheet_name();
        let sheet = workbook.add_worksheet().set_name(name)?;
        for (column, heading) in (0_u16..).zip(self.headings) {
            sheet.write_string(0, column, heading)?;
        }
        for (number, line) in (1_u32..).zip(self.lines) {
            for (column, cell) in (0_u16..).zip(line) {
                cell.put(sheet, number, column, formats)?;
            }
        }
        Ok(())
    }
}

pub(crate) fn csv(
    service: &SynthService,
    month: Month,
    rows: &[SynthRow],
) -> Result<SynthFile, SynthError> {
    Ok(SynthFile {
        name: name(service, month, "csv"),
        bytes: Sheet::of_referrals(&service.habits, rows).into_text()?,
        kind: SynthKind::Csv,
    })
}

pub(crate) fn xlsx(
    service: &SynthService,
    month: Month,
    rows: &[SynthRow],
) -> Result<SynthFile, SynthError> {
    let referrals = Sheet::of_referrals(&service.habits, rows);
    xlsx_of(service, month, vec![referrals])
}

/// A workbook of these sheets.
pub(crate) fn xlsx_of(
    service: &SynthService,
    month: Month,
    sheets: Vec<Sheet>,
) -> Result<SynthFile, SynthError> {
    let mut workbook = workbook()?;
    let formats = Formats::new();
    for sheet in sheets {
        sheet.put(&mut workbook, &formats)?;
    }
    Ok(SynthFile {
        name: name(service, month, "xlsx"),
        bytes: workbook.save_to_buffer()?,
        kind: SynthKind::Xlsx,
    })
}

/// A workbook without sheets. It says when it was made; the same return must be the same bytes.
pub(crate) fn workbook() -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_ymd(2026, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    Ok(workbook)
}

/// The columns that the service's files have: either birth or age, either postcode or area code.
pub(crate) fn headings(habits: &Habits) -> Vec<Heading> {
    let keeps = |column: &str| match column {
        "nhs_number" => habits.holds_nhs_numbers,
        "date_of_birth" => !habits.gives_age,
        "age" => habits.gives_age,
        "postcode" => habits.gives_postcode,
        "lsoa" => !habits.gives_postcode,
        _ => true,
    };
    habits
        .style
        .headings()
        .iter()
        .filter(|(column, _)| keeps(column))
        .copied()
        .collect()
}

/// The value of a column as the service writes it.
pub(crate) fn cell(row: &SynthRow, column: &str, habits: &Habits) -> Cell {
    let style = habits.style;
    let coded = |list: &str, code: &'static str| {
        Cell::text(if code.is_empty() {
            ""
        } else {
            style.write(list, code)
        })
    };
    match column {
        "local_referral_id" => Cell::text(&row.local_referral_id),
        "nhs_number" => Cell::text(written_nhs_number(row, style)),
        "local_person_id" => Cell::text(&row.local_person_id),
        "date_of_birth" => Cell::day(row.date_of_birth),
        "age" => row
            .age
            .filter(|age| *age >= 0)
            .map_or(Cell::Blank, |age| Cell::Number(i32::from(age))),
        "sex" => coded("sex", row.sex),
        "ethnic_category" => coded("ethnic_category", row.ethnic_category),
        "postcode" => Cell::text(row.postcode.as_deref().unwrap_or_default()),
        "lsoa" => Cell::text(row.lsoa.as_deref().unwrap_or_default()),
        "gp_practice" => Cell::text(&row.gp_practice),
        "referral_date" => Cell::Day(row.referral_date),
        "referral_source" => coded("referral_source", row.referral_source),
        "referrer_organisation" => Cell::text(&row.referrer_organisation),
        "referral_method" => coded("referral_method", row.referral_method),
        "carer" => coded("yes_no", row.carer),
        "declined" => coded("yes_no", if row.declined { "yes" } else { "no" }),
        "declined_reason" => coded("declined_reason", row.declined_reason),
        "first_contact_date" => Cell::day(row.first_contact_date),
        "contacts_this_month" => {
            i32::try_from(row.contacts_this_month).map_or(Cell::Blank, Cell::Number)
        }
        "closed_date" => Cell::day(row.closed_date),
        "closure_reason" => coded("closure_reason", row.closure_reason),
        repeated => match repeated.rsplit_once('_') {
            Some(("need", number)) => coded("need", nth(&row.needs, number)),
            Some((_, number)) => coded(
                "long_term_condition",
                nth(&row.long_term_conditions, number),
            ),
            None => Cell::Blank,
        },
    }
}

fn nth(codes: &[&'static str], number: &str) -> &'static str {
    let position = number.parse::<usize>().unwrap_or(0).checked_sub(1);
    position
        .and_then(|position| codes.get(position))
        .copied()
        .unwrap_or_default()
}

fn written_nhs_number(row: &SynthRow, style: Style) -> String {
    let number = row.nhs_number.clone().unwrap_or_default();
    if style.spaces_nhs_numbers() && !number.is_empty() {
        spaced(&number)
    } else {
        number
    }
}

pub(crate) fn name(service: &SynthService, month: Month, ending: &str) -> String {
    format!("{}-{month}.{ending}", service.code)
}
