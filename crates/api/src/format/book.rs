//! Workbooks of several sheets to be read by people, also by those who have them read out: each sheet begins with its
//! title, holds one table at most, and has no merged cells and no empty rows or columns in it.

use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use rust_xlsxwriter::utility::quote_sheet_name;
use rust_xlsxwriter::{
    DocProperties, Format as Look, FormatAlign, Table, TableColumn, TableStyle, Url, Workbook,
    Worksheet, XlsxError,
};

use super::table::file_stem;
use super::{Format, made, ods};
use crate::problem::{Problem, Result};

/// Width of the only column of a sheet without a table, in characters.
pub(super) const LINE_CHARS: u16 = 100;

/// A workbook, before it has a format.
#[derive(Debug, Clone)]
pub(crate) struct Book {
    /// Begins the name of the file.
    pub(crate) name: String,
    pub(crate) title: String,
    /// The day of what it shows, so that the same book is the same file.
    pub(crate) made_on: Date,
    pub(crate) sheets: Vec<Sheet>,
}

/// One sheet.
#[derive(Debug, Clone)]
pub(crate) struct Sheet {
    /// On the tab: 31 characters at most, letters, digits and spaces.
    pub(crate) name: String,
    /// In the first cell.
    pub(crate) title: String,
    /// Under the title, each in a row of its own.
    pub(crate) lines: Vec<String>,
    /// Under the lines; without rows it is left out.
    pub(crate) grid: Option<Grid>,
}

/// A table: its heads differ from each other.
#[derive(Debug, Clone)]
pub(crate) struct Grid {
    pub(crate) heads: Vec<Head>,
    pub(crate) rows: Vec<Vec<Entry>>,
}

/// The head of a column.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    pub(crate) text: String,
    /// In characters.
    pub(crate) width: u16,
}

impl Head {
    pub(crate) fn new(text: impl Into<String>, width: u16) -> Self {
        Self {
            text: text.into(),
            width,
        }
    }
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Entry {
    Text(String),
    /// A number, shown with so many decimals.
    Number {
        value: f64,
        decimals: u8,
    },
    /// In place of a number.
    Sign(&'static str),
    /// The way to another sheet, by its name.
    Goto(String),
}

impl Entry {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

impl Sheet {
    /// The name of its table: what programs allow there.
    pub(super) fn table_name(&self) -> String {
        self.name.replace(' ', "_")
    }

    /// Its table, unless that is empty.
    pub(super) fn table(&self) -> Option<&Grid> {
        self.grid.as_ref().filter(|grid| !grid.rows.is_empty())
    }
}

/// What a workbook can be had as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BookFormat {
    Xlsx,
    Ods,
}

impl BookFormat {
    const fn name(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Ods => "ods",
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Xlsx => Format::Xlsx.media_type(),
            Self::Ods => ods::MEDIA_TYPE,
        }
    }
}

impl Book {
    /// The workbook as a file.
    pub(crate) async fn respond(self, format: BookFormat) -> Result<Response> {
        let file = format!(
            "attachment; filename=\"{}.{}\"",
            file_stem(&self.name),
            format.name()
        );
        let tables = self.sheets.iter().filter_map(Sheet::table);
        let n_cells: usize = tables
            .map(|grid| grid.heads.len().saturating_mul(grid.rows.len()))
            .sum();
        let bytes = made(n_cells, move || match format {
            BookFormat::Xlsx => workbook(&self).map_err(Problem::internal),
            BookFormat::Ods => ods::write(&self),
        });
        let bytes = bytes.await?;
        let mut response = bytes.into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(format.media_type()));
        if let Ok(value) = HeaderValue::from_str(&file) {
            headers.insert(CONTENT_DISPOSITION, value);
        }
        Ok(response)
    }
}

/// How cells look.
struct Looks {
    title: Look,
    line: Look,
    wrapped: Look,
    head: Look,
    sign: Look,
    link: Look,
    /// By decimals.
    numbers: [Look; 4],
}

impl Looks {
    fn new() -> Self {
        let base = || Look::new().set_font_name("Arial").set_font_size(12);
        let top = || base().set_align(FormatAlign::Top);
        let number = |pattern: &str| top().set_num_format(pattern);
        Self {
            title: base().set_font_size(16).set_bold(),
            line: base(),
            wrapped: top().set_text_wrap(),
            head: base().set_bold().set_text_wrap(),
            sign: top().set_align(FormatAlign::Right),
            link: top().set_hyperlink(),
            numbers: [
                number("#,##0"),
                number("#,##0.0"),
                number("#,##0.00"),
                number("#,##0.000"),
            ],
        }
    }

    fn number(&self, decimals: u8) -> &Look {
        let [whole, tenths, hundredths, finer] = &self.numbers;
        match decimals {
            0 => whole,
            1 => tenths,
            2 => hundredths,
            _ => finer,
        }
    }
}

/// Text is always written as text, so that nothing in it can be a formula.
fn workbook(book: &Book) -> Result<Vec<u8>, XlsxError> {
    let looks = Looks::new();
    let mut workbook = Workbook::new();
    workbook.set_properties(
        &DocProperties::new()
            .set_title(&book.title)
            .set_creation_datetime(&book.made_on),
    );
    for sheet in &book.sheets {
        put(
            workbook.add_worksheet().set_name(&sheet.name)?,
            sheet,
            &looks,
        )?;
    }
    workbook.save_to_buffer()
}

fn put(sheet: &mut Worksheet, of: &Sheet, looks: &Looks) -> Result<(), XlsxError> {
    sheet.write_string_with_format(0, 0, &of.title, &looks.title)?;
    let grid = of.table();
    // Beside a table a line runs on over the columns; alone it is broken.
    let look = if grid.is_some() {
        &looks.line
    } else {
        &looks.wrapped
    };
    let mut row = 1_u32;
    for line in &of.lines {
        sheet.write_string_with_format(row, 0, line, look)?;
        row += 1;
    }
    let Some(grid) = grid else {
        sheet.set_column_width(0, LINE_CHARS)?;
        return Ok(());
    };
    let first = row;
    let mut last_column = 0;
    let mut columns = Vec::new();
    for (column, head) in (0_u16..).zip(&grid.heads) {
        sheet.set_column_width(column, head.width)?;
        columns.push(
            TableColumn::new()
                .set_header(&head.text)
                .set_header_format(&looks.head),
        );
        last_column = column;
    }
    for cells in &grid.rows {
        row += 1;
        for (column, cell) in (0_u16..).zip(cells) {
            put_cell(sheet, row, column, cell, looks)?;
        }
    }
    let table = Table::new()
        .set_name(of.table_name())
        .set_columns(&columns)
        .set_style(TableStyle::Light1)
        .set_banded_rows(false)
        .set_autofilter(false)
        .set_alt_text(&of.title);
    sheet.add_table(first, 0, row, last_column, &table)?;
    Ok(())
}

fn put_cell(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Entry,
    looks: &Looks,
) -> Result<(), XlsxError> {
    match cell {
        Entry::Text(text) => sheet.write_string_with_format(row, column, text, &looks.wrapped)?,
        Entry::Number { value, decimals } => {
            sheet.write_number_with_format(row, column, *value, looks.number(*decimals))?
        }
        Entry::Sign(sign) => sheet.write_string_with_format(row, column, *sign, &looks.sign)?,
        Entry::Goto(name) => {
            let link = Url::new(format!("internal:{}!A1", quote_sheet_name(name))).set_text(name);
            sheet.write_url_with_format(row, column, &link, &looks.link)?
        }
    };
    Ok(())
}
