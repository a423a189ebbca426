//! The cells of one worksheet, as they come out of its part.

use std::io::BufRead;

use super::Book;
use super::records::{Record, Records};
use crate::clock::Clock;
use crate::read::Refusal;
use crate::read::binary::{error, f64_at, packed_number};
use crate::read::filling::{Filling, MERGED_MAX, PLACES_MAX, Room};
use crate::sheet::{Sheet, Value, letters};

/// Kinds of records.
mod kind {
    pub(super) const ROW: u16 = 0;
    pub(super) const BLANK: u16 = 1;
    pub(super) const PACKED: u16 = 2;
    pub(super) const ERROR: u16 = 3;
    pub(super) const BOOL: u16 = 4;
    pub(super) const NUMBER: u16 = 5;
    pub(super) const TEXT: u16 = 6;
    pub(super) const SHARED_TEXT: u16 = 7;
    pub(super) const FORMULA_TEXT: u16 = 8;
    pub(super) const FORMULA_NUMBER: u16 = 9;
    pub(super) const FORMULA_BOOL: u16 = 10;
    pub(super) const FORMULA_ERROR: u16 = 11;
    pub(super) const TEXT_WITH_FONTS: u16 = 62;
    pub(super) const COLUMNS: u16 = 60;
    pub(super) const MERGED: u16 = 176;
    pub(super) const CELLS_BEGIN: u16 = 145;
    pub(super) const CELLS_END: u16 = 146;
    pub(super) const SHEET_END: u16 = 130;
}

/// Records of cells that do not say their column, since each is beside the one before: no standard lists them, yet some
/// programs write them. They are of the same kinds as those of other cells, in the same order.
const SHORT: std::ops::RangeInclusive<u16> = 12..=18;
const SHORT_FROM: u16 = 11;

const ROW_IS_HIDDEN: u8 = 0x10;
const COLUMNS_ARE_HIDDEN: u8 = 1;

/// Reads one sheet.
pub(super) fn read_sheet(
    part: &mut dyn BufRead,
    book: &Book,
    name: &str,
    room: &mut Room<'_>,
    clock: &Clock,
) -> Result<Sheet, Refusal> {
    let mut records = Records::new(part);
    let mut filling = Filling::new(name, book.from_1904, room);
    let mut layout = Layout::default();
    let mut place = Place::default();
    let mut are_cells = false;
    loop {
        if clock.is_over() {
            return Err(Refusal::TookTooLong);
        }
        // A sheet that does not end was cut off.
        let record = records.next()?.ok_or(Refusal::Damaged)?;
        match record.kind {
            kind::SHEET_END => break,
            kind::CELLS_BEGIN => are_cells = true,
            kind::CELLS_END => are_cells = false,
            kind::COLUMNS => layout.has_hidden_columns |= record.u8(16)? & COLUMNS_ARE_HIDDEN != 0,
            kind::MERGED => layout.note_merged(&record)?,
            kind::ROW if are_cells => {
                let row = record.u32(0)?.checked_add(1).ok_or(Refusal::Damaged)?;
                place = Place { row, column: None };
                let is_hidden = record.u8(11)? & ROW_IS_HIDDEN != 0;
                if is_hidden && layout.hidden_rows.len() < PLACES_MAX {
                    layout.hidden_rows.push(row);
                }
            }
            _ if are_cells => put(&record, &mut place, book, &mut filling)?,
            _ => {}
        }
    }
    let mut sheet = filling.finish()?;
    layout.hidden_rows.sort_unstable();
    sheet.hidden_rows = layout.hidden_rows;
    sheet.has_hidden_columns = layout.has_hidden_columns;
    sheet.merged = layout.merged;
    Ok(sheet)
}

/// Where the last cell was.
#[derive(Default)]
struct Place {
    row: u32,
    column: Option<u32>,
}

impl Place {
    /// The column of the cell that comes next.
    fn next_column(&self) -> u32 {
        self.column.map_or(0, |column| column.saturating_add(1))
    }
}

#[derive(Default)]
struct Layout {
    hidden_rows: Vec<u32>,
    has_hidden_columns: bool,
    merged: Vec<(String, u32, u16)>,
}

impl Layout {
    fn note_merged(&mut self, record: &Record<'_>) -> Result<(), Refusal> {
        let row = |at| Ok(record.u32(at)?.saturating_add(1));
        let column = |at| u16::try_from(record.u32(at)?).map_err(|_| Refusal::Damaged);
        let (first, last) = (row(0)?, row(4)?);
        let (left, right) = (column(8)?, column(12)?);
        if last > first && self.merged.len() < MERGED_MAX {
            let shown = format!("{}{first}:{}{last}", letters(left), letters(right));
            self.merged.push((shown, first, left));
        }
        Ok(())
    }
}

/// Puts a cell in its place; nothing for a record that is no cell, or a blank one.
fn put(
    record: &Record<'_>,
    place: &mut Place,
    book: &Book,
    filling: &mut Filling<'_, '_>,
) -> Result<(), Refusal> {
    let is_short = SHORT.contains(&record.kind);
    let kind = if is_short {
        record.kind - SHORT_FROM
    } else {
        record.kind
    };
    // Before the value is the style, and before that, unless it is short, the column.
    let style = if is_short { 0 } else { 4 };
    let at = style + 4;
    let number = |number: f64| {
        // Three bytes of four are the style.
        let style = record.u32(style)? & 0x00ff_ffff;
        Ok(book.formats.value(style, number, book.from_1904))
    };
    let chars_max = filling.chars_max();
    let text;
    let value = match kind {
        kind::BLANK => None,
        kind::PACKED => Some(number(packed_number(record.u32(at)?))?),
        kind::NUMBER | kind::FORMULA_NUMBER => {
            Some(number(f64_at(record.data, at).ok_or(Refusal::Damaged)?)?)
        }
        kind::ERROR | kind::FORMULA_ERROR => Some(Value::Error(error(record.u8(at)?))),
        kind::BOOL | kind::FORMULA_BOOL => Some(Value::Bool(record.u8(at)? != 0)),
        kind::TEXT | kind::FORMULA_TEXT => {
            (text, _) = record.text(at, chars_max)?;
            Some(Value::Text(&text))
        }
        kind::TEXT_WITH_FONTS => {
            (text, _) = record.text(at + 1, chars_max)?;
            Some(Value::Text(&text))
        }
        kind::SHARED_TEXT => {
            let shared = book.texts.get(record.u32(at)?);
            Some(Value::Text(shared.ok_or(Refusal::Damaged)?))
        }
        _ => return Ok(()),
    };
    // Before the first row there are no cells.
    if place.row == 0 {
        return Err(Refusal::Damaged);
    }
    let column = if is_short {
        place.next_column()
    } else {
        record.u32(0)?
    };
    place.column = Some(column);
    match value {
        Some(value) => {
            let column = u16::try_from(column).map_err(|_| Refusal::Damaged)?;
            filling.put(place.row, column, value)
        }
        None => Ok(()),
    }
}
