//! The cells of one worksheet.
//!
//! Programs may write the cells in any order, so where each is written is noted first, in eight bytes, and the values
//! are read in the order of the sheet.

use super::records::{Pieces, Record};
use super::{Book, Tab, kind as common};
use crate::clock::Clock;
use crate::read::Refusal;
use crate::read::binary::{error, f64_at, packed_number};
use crate::read::filling::{Filling, MERGED_MAX, PLACES_MAX, Room};
use crate::sheet::{Sheet, Value, letters};

/// Kinds of records that are about one sheet.
mod kind {
    pub(super) const NUMBER: u16 = 0x0203;
    pub(super) const PACKED: u16 = 0x027e;
    pub(super) const SEVERAL_PACKED: u16 = 0x00bd;
    pub(super) const TEXT: u16 = 0x0204;
    pub(super) const TEXT_WITH_FONTS: u16 = 0x00d6;
    pub(super) const SHARED_TEXT: u16 = 0x00fd;
    pub(super) const BOOL_OR_ERROR: u16 = 0x0205;
    pub(super) const FORMULA: u16 = 0x0006;
    pub(super) const TEXT_OF_FORMULA: u16 = 0x0207;
    pub(super) const ROW: u16 = 0x0208;
    pub(super) const COLUMNS: u16 = 0x007d;
    pub(super) const MERGED: u16 = 0x00e5;
}

/// What a substream is whose cells are a worksheet's.
const WORKSHEET: u16 = 0x0010;
const ROW_IS_HIDDEN: u8 = 0x20;
const COLUMNS_ARE_HIDDEN: u16 = 1;
/// Marks a formula's result that is no number.
const NO_NUMBER: u16 = 0xffff;
/// Marks a formula that Excel was to work out on opening, by a program that could not.
const TO_BE_CALCULATED: u16 = 2;
/// Records between a formula and its text are few: the text of the formula itself, shared with other cells.
const RECORDS_TO_TEXT_MAX: usize = 4;

/// Where a cell is on the sheet and in the stream. In this order, cells are as they are on the sheet, and of two for the
/// same place the one that was written last is last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Spot {
    row: u16,
    column: u16,
    at: u32,
}

#[derive(Default)]
struct Scan {
    spots: Vec<Spot>,
    hidden_rows: Vec<u32>,
    has_hidden_columns: bool,
    merged: Vec<(String, u32, u16)>,
}

/// Whether a program worked out any of the formulas that Excel is asked to work out again. LibreOffice asks for all of
/// them and gives their results too, so that a 0 in such a workbook is a 0.
pub(super) fn is_calculated(stream: &[u8], clock: &Clock) -> Result<bool, Refusal> {
    let mut at = 0;
    while let Ok(record) = Record::at(stream, at) {
        if clock.is_over() {
            return Err(Refusal::TookTooLong);
        }
        at = record.end;
        if record.kind == kind::FORMULA
            && record.u16(14)? & TO_BE_CALCULATED != 0
            && f64_at(record.data, 6).is_some_and(|result| result != 0.0)
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Reads one sheet; none for a chart that is called a sheet.
pub(super) fn read_sheet(
    stream: &[u8],
    book: &Book,
    tab: &Tab,
    room: &mut Room<'_>,
    clock: &Clock,
) -> Result<Option<Sheet>, Refusal> {
    let first = Record::at(stream, tab.start)?;
    if first.kind != common::BEGIN {
        return Err(Refusal::Damaged);
    }
    if first.u16(2)? != WORKSHEET {
        return Ok(None);
    }
    let mut scan = Scan::default();
    scan.read(stream, first.end, room, clock)?;
    let Scan { mut spots, .. } = scan;
    if !spots.is_sorted() {
        spots.sort_unstable();
    }
    let mut filling = Filling::new(&tab.name, book.from_1904, room);
    let mut spots = spots.into_iter().peekable();
    while let Some(spot) = spots.next() {
        if clock.is_over() {
            return Err(Refusal::TookTooLong);
        }
        let is_same = |next: &Spot| (next.row, next.column) == (spot.row, spot.column);
        if spots.peek().is_some_and(is_same) {
            continue;
        }
        put(stream, book, spot, &mut filling)?;
    }
    let mut sheet = filling.finish()?;
    scan.hidden_rows.sort_unstable();
    sheet.hidden_rows = scan.hidden_rows;
    sheet.has_hidden_columns = scan.has_hidden_columns;
    sheet.merged = scan.merged;
    Ok(Some(sheet))
}

impl Scan {
    /// Notes where the cells are, up to the end of the sheet. Charts on it have records of the same kinds, between a
    /// beginning and an end of their own.
    fn read(
        &mut self,
        stream: &[u8],
        mut at: usize,
        room: &Room<'_>,
        clock: &Clock,
    ) -> Result<(), Refusal> {
        let mut depth = 0_usize;
        loop {
            if clock.is_over() {
                return Err(Refusal::TookTooLong);
            }
            let start = at;
            let record = Record::at(stream, start)?;
            at = record.end;
            match record.kind {
                common::BEGIN => depth += 1,
                common::END => match depth.checked_sub(1) {
                    Some(less) => depth = less,
                    None => return Ok(()),
                },
                _ if depth == 0 => {
                    self.note(start, &record)?;
                    if self.spots.len() > room.cells_left {
                        return Err(Refusal::TooManyCells);
                    }
                }
                _ => {}
            }
        }
    }

    fn note(&mut self, start: usize, record: &Record<'_>) -> Result<(), Refusal> {
        match record.kind {
            kind::NUMBER
            | kind::PACKED
            | kind::TEXT
            | kind::TEXT_WITH_FONTS
            | kind::SHARED_TEXT
            | kind::BOOL_OR_ERROR
            | kind::FORMULA => self.spot(start, record.u16(0)?, record.u16(2)?)?,
            kind::SEVERAL_PACKED => {
                let (row, first) = (record.u16(0)?, record.u16(2)?);
                let cells = record.data.len().saturating_sub(6) / 6;
                for column in (first..=u16::MAX).take(cells) {
                    self.spot(start, row, column)?;
                }
            }
            kind::ROW => {
                let is_hidden = record.u8(12)? & ROW_IS_HIDDEN != 0;
                if is_hidden && self.hidden_rows.len() < PLACES_MAX {
                    self.hidden_rows.push(u32::from(record.u16(0)?) + 1);
                }
            }
            kind::COLUMNS => self.has_hidden_columns |= record.u16(8)? & COLUMNS_ARE_HIDDEN != 0,
            kind::MERGED => self.note_merged(record),
            _ => {}
        }
        Ok(())
    }

    fn spot(&mut self, start: usize, row: u16, column: u16) -> Result<(), Refusal> {
        let at = u32::try_from(start).map_err(|_| Refusal::Damaged)?;
        self.spots.push(Spot { row, column, at });
        Ok(())
    }

    fn note_merged(&mut self, record: &Record<'_>) {
        let ranges = record.data.get(2..).unwrap_or_default().chunks_exact(8);
        for range in ranges {
            let at = |place| crate::read::binary::u16_at(range, place).unwrap_or_default();
            let (first, last, left, right) = (at(0), at(2), at(4), at(6));
            if last > first && self.merged.len() < MERGED_MAX {
                let (first, last) = (u32::from(first) + 1, u32::from(last) + 1);
                let shown = format!("{}{first}:{}{last}", letters(left), letters(right));
                self.merged.push((shown, first, left));
            }
        }
    }
}

/// Reads the value of a cell and puts it in its place.
fn put(
    stream: &[u8],
    book: &Book,
    spot: Spot,
    filling: &mut Filling<'_, '_>,
) -> Result<(), Refusal> {
    let start = usize::try_from(spot.at).map_err(|_| Refusal::Damaged)?;
    let record = Record::at(stream, start)?;
    let (row, column) = (u32::from(spot.row) + 1, spot.column);
    let number =
        |style: u16, number: f64| book.formats.value(u32::from(style), number, book.from_1904);
    let value = match record.kind {
        kind::NUMBER => {
            let read = f64_at(record.data, 6).ok_or(Refusal::Damaged)?;
            number(record.u16(4)?, read)
        }
        kind::PACKED => number(record.u16(4)?, packed_number(record.u32(6)?)),
        kind::SEVERAL_PACKED => {
            let before = usize::from(column.saturating_sub(record.u16(2)?));
            let at = 4 + 6 * before;
            number(record.u16(at)?, packed_number(record.u32(at + 2)?))
        }
        kind::BOOL_OR_ERROR if record.u8(7)? == 0 => Value::Bool(record.u8(6)? != 0),
        kind::BOOL_OR_ERROR => Value::Error(error(record.u8(6)?)),
        kind::SHARED_TEXT => {
            let text = book.texts.get(record.u32(6)?).ok_or(Refusal::Damaged)?;
            return filling.put(row, column, Value::Text(text));
        }
        kind::FORMULA if record.u16(12)? == NO_NUMBER => match record.u8(6)? {
            0 => {
                let text = text_of_formula(stream, &record, filling.chars_max())?;
                return filling.put(row, column, Value::Text(&text));
            }
            1 => Value::Bool(record.u8(8)? != 0),
            2 => Value::Error(error(record.u8(8)?)),
            // A text without a sign in it.
            _ => return Ok(()),
        },
        kind::FORMULA => {
            let read = f64_at(record.data, 6).ok_or(Refusal::Damaged)?;
            if read == 0.0 && !book.is_calculated && record.u16(14)? & TO_BE_CALCULATED != 0 {
                Value::Uncalculated
            } else {
                number(record.u16(4)?, read)
            }
        }
        _ => {
            let mut pieces = Pieces::new(stream, &record, 6, filling.chars_max());
            let text = pieces.counted_text()?;
            return filling.put(row, column, Value::Text(&text));
        }
    };
    filling.put(row, column, value)
}

/// The text that a formula came to. It stands behind the formula.
fn text_of_formula(
    stream: &[u8],
    formula: &Record<'_>,
    chars_max: usize,
) -> Result<String, Refusal> {
    let mut at = formula.end;
    for _ in 0..RECORDS_TO_TEXT_MAX {
        let record = Record::at(stream, at)?;
        if record.kind == kind::TEXT_OF_FORMULA {
            return Pieces::new(stream, &record, 0, chars_max).counted_text();
        }
        at = record.end;
    }
    Err(Refusal::Damaged)
}
