//! Puts the cells of a workbook into a sheet, within the limits, whatever kind of workbook they come from.

use super::Refusal;
use super::text::{ROOM_FOR_TITLES, cut, too_many_rows};
use crate::sheet::{Sheet, Value, is_blank};
use crate::upload::Limits;

/// The most characters of a sheet's name that are shown. Excel takes 31; LibreOffice takes more.
const SHEET_NAME_CHARS_MAX: usize = 100;
/// A value this many rows below or columns beside everything else is not part of the table.
const FAR: u32 = 100;
/// As many rows and columns as the largest sheet of any program has. No finding may point beyond them.
const SHEET_ROWS: u32 = 1_048_576;
const SHEET_COLUMNS: u16 = 16_384;
/// The most hidden rows of a sheet that are remembered. Beyond them a file has other problems.
pub(super) const PLACES_MAX: usize = 100_000;
/// The most merged ranges of a sheet that are remembered. Each is a text by itself, and a file may have many sheets.
pub(super) const MERGED_MAX: usize = 10_000;

/// The name of a sheet as it is shown: what is beyond was not written by a person.
pub(super) fn short_name(name: &str) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    name.chars().take(SHEET_NAME_CHARS_MAX).map(plain).collect()
}

/// Whether two of the sheets are shown under one name, so that a place named by it would be two places. No program for
/// spreadsheets tells large letters from small ones there.
pub(super) fn has_doubles<'n>(names: impl IntoIterator<Item = &'n str>) -> bool {
    let mut seen = std::collections::HashSet::new();
    !names
        .into_iter()
        .all(|name| seen.insert(short_name(name).to_lowercase()))
}

/// What is left of the limits that all sheets of one file share.
#[derive(Debug)]
pub(super) struct Room<'l> {
    pub(super) limits: &'l Limits,
    pub(super) cells_left: usize,
    pub(super) text_bytes_left: usize,
}

impl<'l> Room<'l> {
    pub(super) fn new(limits: &'l Limits) -> Self {
        Self {
            limits,
            cells_left: limits.max_cells,
            text_bytes_left: limits.max_text_bytes,
        }
    }

    /// Takes what a sheet has come to hold; a refusal if that is more than was left.
    pub(super) fn take(&mut self, cells: usize, text_bytes: usize) -> Result<(), Refusal> {
        let left = self.cells_left.checked_sub(cells);
        self.cells_left = left.ok_or(Refusal::TooManyCells)?;
        let left = self.text_bytes_left.checked_sub(text_bytes);
        self.text_bytes_left = left.ok_or(Refusal::TooManyCells)?;
        Ok(())
    }
}

/// A sheet that is being filled.
pub(super) struct Filling<'r, 'l> {
    sheet: Sheet,
    room: &'r mut Room<'l>,
    row: u32,
    column: u16,
    column_most: u16,
}

impl<'r, 'l> Filling<'r, 'l> {
    pub(super) fn new(name: &str, from_1904: bool, room: &'r mut Room<'l>) -> Self {
        let mut sheet = Sheet::named(Some(short_name(name)));
        sheet.from_1904 = from_1904;
        Self {
            sheet,
            room,
            row: 0,
            column: 0,
            column_most: 0,
        }
    }

    /// Row (from 1) and column (from 0) of the cell that was put last; zeros before the first.
    pub(super) fn last(&self) -> (u32, u16) {
        (self.row, self.column)
    }

    /// So many characters of a text are kept.
    pub(super) fn chars_max(&self) -> usize {
        self.room.limits.max_cell_chars
    }

    /// So many columns are taken.
    pub(super) fn columns_max(&self) -> u16 {
        self.room.limits.max_columns
    }

    /// Puts a cell. A text without a sign in it is no cell.
    pub(super) fn put(&mut self, row: u32, column: u16, value: Value<'_>) -> Result<(), Refusal> {
        let value = match value {
            Value::Text(text) if is_blank(text) => return Ok(()),
            Value::Text(text) => Value::Text(cut(text, self.room.limits.max_cell_chars)),
            other => other,
        };
        if row > SHEET_ROWS || column >= SHEET_COLUMNS {
            return Err(Refusal::Damaged);
        }
        if row != self.row {
            // Excel itself calls a workbook damaged whose rows or cells are out of order.
            if row < self.row {
                return Err(Refusal::Damaged);
            }
            self.within_rows(row, column)?;
            self.sheet.begin_row(row);
        } else if column <= self.column {
            return Err(Refusal::Damaged);
        }
        self.within_columns(row, column)?;
        self.row = row;
        self.column = column;
        self.column_most = self.column_most.max(column);
        let before = (self.sheet.n_cells(), self.sheet.text_bytes());
        self.sheet.push_value(column, value);
        self.room.take(
            self.sheet.n_cells() - before.0,
            self.sheet.text_bytes() - before.1,
        )
    }

    /// The sheet, once its last cell is in it.
    pub(super) fn finish(self) -> Result<Sheet, Refusal> {
        let mut sheet = self.sheet;
        sheet.finish();
        too_many_rows(&sheet, self.room.limits)?;
        Ok(sheet)
    }

    fn within_rows(&self, row: u32, column: u16) -> Result<(), Refusal> {
        if row <= self.room.limits.max_rows.saturating_add(ROOM_FOR_TITLES) {
            return Ok(());
        }
        let sheet = self.sheet.name.clone();
        if row - self.row > FAR {
            return Err(Refusal::FarAway {
                sheet: sheet.unwrap_or_default(),
                row,
                column,
            });
        }
        Err(Refusal::TooManyRows { sheet, found: row })
    }

    fn within_columns(&self, row: u32, column: u16) -> Result<(), Refusal> {
        if column < self.room.limits.max_columns {
            return Ok(());
        }
        let sheet = self.sheet.name.clone();
        if u32::from(column - self.column_most.min(column)) > FAR {
            return Err(Refusal::FarAway {
                sheet: sheet.unwrap_or_default(),
                row,
                column,
            });
        }
        Err(Refusal::TooManyColumns {
            sheet,
            found: column.saturating_add(1),
        })
    }
}
