//! Tables as a workbook: one sheet of data, which it opens on, and one of notes.

use rust_xlsxwriter::{Format as Look, Workbook, Worksheet, XlsxError};

use super::{Cell, Table};
use crate::problem::{Problem, Result};

/// The column of shares from 0 to 1, which have no fixed number of decimals.
const SHARE: &str = "completeness";

/// Writes a table as a workbook. Text is always written as text, so nothing in it can be a formula.
pub(crate) fn write(table: &Table) -> Result<Vec<u8>> {
    workbook(table).map_err(Problem::internal)
}

fn workbook(table: &Table) -> Result<Vec<u8>, XlsxError> {
    let bold = Look::new().set_bold();
    let percent = Look::new().set_num_format("0%");
    let mut workbook = Workbook::new();
    let data = workbook.add_worksheet().set_name("Data")?;
    for (column, of) in (0_u16..).zip(&table.columns) {
        data.write_string_with_format(0, column, of.name(), &bold)?;
        data.set_column_width(column, 18)?;
        if of.name() == SHARE {
            data.set_column_format(column, &percent)?;
        }
    }
    data.set_freeze_panes(1, 0)?;
    for (row, cells) in (1_u32..).zip(&table.rows) {
        for (column, cell) in (0_u16..).zip(cells) {
            put(data, row, column, cell)?;
        }
    }
    let notes = workbook.add_worksheet().set_name("Notes")?;
    for (row, (name, text)) in (0_u32..).zip(&table.notes) {
        notes.write_string_with_format(row, 0, *name, &bold)?;
        notes.write_string(row, 1, text)?;
    }
    notes.set_column_width(0, 20)?;
    notes.set_column_width(1, 90)?;
    workbook.save_to_buffer()
}

fn put(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(text) => sheet.write_string(row, column, text)?,
        Cell::Number(number) => sheet.write_number(row, column, *number)?,
        Cell::Absent("") => sheet,
        Cell::Absent(sign) => sheet.write_string(row, column, *sign)?,
    };
    Ok(())
}
