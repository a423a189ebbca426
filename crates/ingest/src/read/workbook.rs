//! Workbooks (.xlsx), cell by cell.
//!
//! Never by the library's ranges: those set memory aside for the rectangle that the furthest cell spans.

use std::collections::HashSet;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{CellErrorType, DataRef, Reader, Xlsx, XlsxError};

use super::layout::Layout;
use super::text::{ROOM_FOR_TITLES, cut, too_many_rows};
use super::{Contents, Refusal};
use crate::clock::Clock;
use crate::sheet::{DAYS_1900_TO_1904, Sheet, Value};
use crate::upload::Limits;

/// The most characters that Excel takes for the name of a sheet.
const SHEET_NAME_CHARS_MAX: usize = 31;
/// A value this many rows below or columns beside everything else is not part of the table.
const FAR: u32 = 100;

/// Reads every worksheet of a container that has been looked through.
pub(crate) fn read(
    bytes: &[u8],
    limits: &Limits,
    layouts: Vec<Layout>,
    clock: &Clock,
) -> Result<Contents, Refusal> {
    // The library is fed by strangers. A file that makes it panic is a damaged file, not a failed service.
    catch_unwind(AssertUnwindSafe(|| {
        read_sheets(bytes, limits, layouts, clock)
    }))
    .unwrap_or(Err(Refusal::Damaged))
}

type Workbook<'b> = Xlsx<Cursor<&'b [u8]>>;

fn read_sheets(
    bytes: &[u8],
    limits: &Limits,
    layouts: Vec<Layout>,
    clock: &Clock,
) -> Result<Contents, Refusal> {
    let mut workbook: Workbook<'_> =
        Xlsx::new(Cursor::new(bytes)).map_err(|error| refusal(&error))?;
    let sheet_names = workbook.sheet_names();
    if sheet_names.len() > limits.max_sheets {
        return Err(Refusal::TooManySheets {
            found: sheet_names.len(),
        });
    }
    // Sheets that the look through the container did not see, or two with one name, of which the library would read the
    // first twice, are no work of Excel.
    let names: HashSet<&str> = sheet_names.iter().map(String::as_str).collect();
    if layouts.len() != sheet_names.len() || names.len() != sheet_names.len() {
        return Err(Refusal::Damaged);
    }
    let mut sheets = Vec::new();
    let mut n_cells = 0;
    for (name, layout) in sheet_names.iter().zip(layouts) {
        let Some(sheet) = read_sheet(&mut workbook, name, limits, layout, clock)? else {
            continue;
        };
        n_cells += sheet.n_cells();
        if n_cells > limits.max_cells {
            return Err(Refusal::TooManyCells);
        }
        sheets.push(sheet);
    }
    Ok(Contents {
        sheets,
        sheet_names: sheet_names.iter().map(|name| short_name(name)).collect(),
        ..Contents::default()
    })
}

/// The name of a sheet as far as Excel lets it go: what is beyond was not written by a person.
fn short_name(name: &str) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    name.chars().take(SHEET_NAME_CHARS_MAX).map(plain).collect()
}

fn refusal(error: &XlsxError) -> Refusal {
    match error {
        XlsxError::Password => Refusal::Password,
        _ => Refusal::Damaged,
    }
}

/// Reads one sheet; none for a chart sheet.
fn read_sheet(
    workbook: &mut Workbook<'_>,
    name: &str,
    limits: &Limits,
    layout: Layout,
    clock: &Clock,
) -> Result<Option<Sheet>, Refusal> {
    let from_1904 = workbook.has_1904_epoch();
    let mut cells = match workbook.worksheet_cells_reader(name) {
        Ok(cells) => cells,
        Err(XlsxError::NotAWorksheet(_)) => return Ok(None),
        Err(error) => return Err(refusal(&error)),
    };
    let mut sheet = Sheet::named(Some(short_name(name)));
    sheet.from_1904 = from_1904;
    let mut filling = Filling {
        sheet,
        limits,
        row: 0,
        column: 0,
        column_most: 0,
    };
    let mut errors = layout.errors.iter().copied();
    let mut uncalculated = layout.uncalculated.iter().copied().peekable();
    loop {
        if clock.is_over() {
            return Err(Refusal::TookTooLong);
        }
        let (row, column, value) = match cells.next_cell() {
            Ok(None) => break,
            Ok(Some(cell)) => {
                let (row, column) = cell.get_position();
                let column = u16::try_from(column).map_err(|_| Refusal::Damaged)?;
                let row = row.checked_add(1).ok_or(Refusal::Damaged)?;
                (row, column, cell.get_value().clone())
            }
            // An error that Excel has gained since: where it is, the layout knows.
            Err(XlsxError::CellError(_)) => {
                let last = (filling.row, filling.column);
                let at = errors.by_ref().find(|at| *at > last || last == (0, 0));
                let (row, column) = at.ok_or(Refusal::Damaged)?;
                filling.put(row, column, Value::Error("#ERROR"))?;
                continue;
            }
            Err(error) => return Err(refusal(&error)),
        };
        while uncalculated.peek().is_some_and(|at| *at < (row, column)) {
            uncalculated.next();
        }
        if matches!(value, DataRef::Empty) {
            if uncalculated.peek() == Some(&(row, column)) {
                filling.put(row, column, Value::Uncalculated)?;
            }
            continue;
        }
        filling.put_read(row, column, &value)?;
    }
    let mut sheet = filling.sheet;
    sheet.finish();
    too_many_rows(&sheet, limits)?;
    let last_row = sheet.rows().last().map_or(0, |row| row.number());
    sheet.last_row = last_row;
    sheet.hidden_rows = layout.hidden_rows;
    sheet.has_hidden_columns = layout.has_hidden_columns;
    sheet.merged = layout.merged;
    Ok(Some(sheet))
}

struct Filling<'l> {
    sheet: Sheet,
    limits: &'l Limits,
    row: u32,
    column: u16,
    column_most: u16,
}

impl Filling<'_> {
    fn put_read(&mut self, row: u32, column: u16, value: &DataRef<'_>) -> Result<(), Refusal> {
        let from_1904 = self.sheet.from_1904;
        let value = match value {
            DataRef::Empty => return Ok(()),
            #[expect(
                clippy::cast_precision_loss,
                reason = "beyond 2^53 Excel has lost the digits itself"
            )]
            DataRef::Int(number) => Value::Number(*number as f64),
            DataRef::Float(number) => Value::Number(*number),
            DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
                Value::Text(text)
            }
            DataRef::SharedString(text) => Value::Text(text),
            DataRef::Bool(bool) => Value::Bool(*bool),
            DataRef::DateTime(date) if date.is_datetime() => {
                let shift = if from_1904 { DAYS_1900_TO_1904 } else { 0.0 };
                Value::Date(date.as_f64() + shift)
            }
            DataRef::DateTime(duration) => Value::Number(duration.as_f64()),
            DataRef::Error(error) => Value::Error(shown(error)),
        };
        if let Value::Text(text) = value {
            if text.trim().is_empty() {
                return Ok(());
            }
            return self.put(
                row,
                column,
                Value::Text(cut(text, self.limits.max_cell_chars)),
            );
        }
        self.put(row, column, value)
    }

    fn put(&mut self, row: u32, column: u16, value: Value<'_>) -> Result<(), Refusal> {
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
        self.sheet.push_value(column, value);
        if self.sheet.n_cells() > self.limits.max_cells {
            return Err(Refusal::TooManyCells);
        }
        Ok(())
    }

    fn within_rows(&self, row: u32, column: u16) -> Result<(), Refusal> {
        if row <= self.limits.max_rows.saturating_add(ROOM_FOR_TITLES) {
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
        if column < self.limits.max_columns {
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

fn shown(error: &CellErrorType) -> &'static str {
    match error {
        CellErrorType::Div0 => "#DIV/0!",
        CellErrorType::NA => "#N/A",
        CellErrorType::Name => "#NAME?",
        CellErrorType::Null => "#NULL!",
        CellErrorType::Num => "#NUM!",
        CellErrorType::Ref => "#REF!",
        CellErrorType::Value => "#VALUE!",
        CellErrorType::GettingData => "#GETTING_DATA",
    }
}
