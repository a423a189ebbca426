//! Workbooks (.xlsx), cell by cell.
//!
//! Never by the library's ranges: those set memory aside for the rectangle that the furthest cell spans.

use std::io::Cursor;

use calamine::{CellErrorType, DataRef, Reader, Xlsx, XlsxError};

use super::filling::{Filling, Room, has_doubles, short_name};
use super::layout::Layout;
use super::{Contents, Refusal};
use crate::clock::Clock;
use crate::sheet::{DAYS_1900_TO_1904, Sheet, Value};
use crate::upload::Limits;

type Workbook<'b> = Xlsx<Cursor<&'b [u8]>>;

/// Reads every worksheet of a container that has been looked through.
pub(super) fn read(
    bytes: &[u8],
    limits: &Limits,
    layouts: Vec<Layout>,
    clock: &Clock,
) -> Result<Contents<'static>, Refusal> {
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
    if layouts.len() != sheet_names.len() || has_doubles(sheet_names.iter().map(String::as_str)) {
        return Err(Refusal::Damaged);
    }
    let mut room = Room::new(limits);
    let mut sheets = Vec::new();
    for (name, layout) in sheet_names.iter().zip(layouts) {
        sheets.extend(read_sheet(&mut workbook, name, &mut room, layout, clock)?);
    }
    Ok(Contents {
        sheets,
        sheet_names: sheet_names.iter().map(|name| short_name(name)).collect(),
        ..Contents::default()
    })
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
    room: &mut Room<'_>,
    layout: Layout,
    clock: &Clock,
) -> Result<Option<Sheet>, Refusal> {
    if layout.is_beyond {
        return Err(Refusal::Damaged);
    }
    let from_1904 = workbook.has_1904_epoch();
    let mut cells = match workbook.worksheet_cells_reader(name) {
        Ok(cells) => cells,
        Err(XlsxError::NotAWorksheet(_)) => return Ok(None),
        Err(error) => return Err(refusal(&error)),
    };
    let mut filling = Filling::new(name, from_1904, room);
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
                let last = filling.last();
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
        if let Some(value) = self::value(&value, from_1904) {
            filling.put(row, column, value)?;
        }
    }
    let mut sheet = filling.finish()?;
    sheet.hidden_rows = layout.hidden_rows;
    sheet.has_hidden_columns = layout.has_hidden_columns;
    sheet.merged = layout.merged;
    Ok(Some(sheet))
}

/// The value as the checks take it; none for a blank.
fn value<'a>(value: &'a DataRef<'_>, from_1904: bool) -> Option<Value<'a>> {
    let value = match value {
        DataRef::Empty => return None,
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
    Some(value)
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
