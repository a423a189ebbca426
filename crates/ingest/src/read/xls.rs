//! Workbooks of Excel 97 to 2003 (.xls).
//!
//! Read by this crate itself. The library sets memory aside for the size that each sheet claims, copies a shared text for
//! every cell that shows it, and follows chains of sectors without end, all while it opens the file; guards in front of
//! it would have to read everything that is read here, and a return of an allowed size would still not fit in the memory
//! of one check.

mod cells;
mod records;

use self::records::{Pieces, Record};
use super::compound::Compound;
use super::filling::{Room, has_doubles, short_name};
use super::formats::Formats;
use super::texts::Texts;
use super::{Contents, Refusal};
use crate::clock::Clock;
use crate::upload::Limits;

/// Kinds of records that are about the workbook as a whole.
mod kind {
    pub(super) const BEGIN: u16 = 0x0809;
    pub(super) const END: u16 = 0x000a;
    pub(super) const PASSWORD: u16 = 0x002f;
    pub(super) const DATE_MODE: u16 = 0x0022;
    pub(super) const SHEET: u16 = 0x0085;
    pub(super) const FORMAT: u16 = 0x041e;
    pub(super) const STYLE: u16 = 0x00e0;
    pub(super) const TEXTS: u16 = 0x00fc;
}

/// The version that Excel 97 and all after it write.
const EXCEL_97: u16 = 0x0600;
/// The most characters of a format's code.
const CODE_CHARS_MAX: usize = 255;

/// What the cells of all sheets refer to.
#[derive(Default)]
struct Book {
    from_1904: bool,
    texts: Texts,
    formats: Formats,
    tabs: Vec<Tab>,
    /// Whether the program that wrote it works out formulas.
    is_calculated: bool,
}

/// A sheet as the workbook lists it.
struct Tab {
    name: String,
    /// Where its records begin.
    start: usize,
    kind: u8,
}

const WORKSHEET: u8 = 0;
const MACRO_SHEETS: [u8; 2] = [1, 6];

/// Reads every worksheet.
pub(super) fn read(
    bytes: &[u8],
    limits: &Limits,
    clock: &Clock,
) -> Result<Contents<'static>, Refusal> {
    let compound = Compound::open(bytes)?;
    let Some(stream) = compound.stream("Workbook")? else {
        let is_older = compound.has("Book");
        return Err(if is_older {
            Refusal::BeforeExcel97
        } else {
            Refusal::Damaged
        });
    };
    let has_macros = compound.has("_VBA_PROJECT_CUR");
    drop(compound);
    let mut book = Book::read(&stream, limits, clock)?;
    book.is_calculated = cells::is_calculated(&stream, clock)?;
    // Two sheets that are one, or that have one name, are no work of Excel.
    let mut starts: Vec<usize> = book.tabs.iter().map(|tab| tab.start).collect();
    starts.sort_unstable();
    let is_one_twice = starts.windows(2).any(|two| two.first() == two.last());
    if is_one_twice || has_doubles(book.tabs.iter().map(|tab| tab.name.as_str())) {
        return Err(Refusal::Damaged);
    }
    let mut room = Room::new(limits);
    let mut sheets = Vec::new();
    for tab in book.tabs.iter().filter(|tab| tab.kind == WORKSHEET) {
        sheets.extend(cells::read_sheet(&stream, &book, tab, &mut room, clock)?);
    }
    Ok(Contents {
        sheets,
        sheet_names: book.tabs.iter().map(|tab| short_name(&tab.name)).collect(),
        has_macros: has_macros || book.tabs.iter().any(|tab| MACRO_SHEETS.contains(&tab.kind)),
        ..Contents::default()
    })
}

impl Book {
    fn read(stream: &[u8], limits: &Limits, clock: &Clock) -> Result<Self, Refusal> {
        let first = Record::at(stream, 0)?;
        if first.kind != kind::BEGIN {
            return Err(Refusal::Damaged);
        }
        if first.u16(0)? != EXCEL_97 {
            return Err(Refusal::BeforeExcel97);
        }
        let mut book = Self::default();
        let mut at = first.end;
        loop {
            if clock.is_over() {
                return Err(Refusal::TookTooLong);
            }
            let record = Record::at(stream, at)?;
            at = record.end;
            match record.kind {
                kind::END => return Ok(book),
                kind::PASSWORD => return Err(Refusal::Password),
                kind::DATE_MODE => book.from_1904 = record.u16(0)? == 1,
                kind::STYLE => book.formats.add_style(record.u16(2)?),
                kind::FORMAT => {
                    let code = Pieces::new(stream, &record, 2, CODE_CHARS_MAX).counted_text()?;
                    book.formats.add_code(record.u16(0)?, &code);
                }
                kind::SHEET => {
                    if book.tabs.len() >= limits.max_sheets {
                        return Err(Refusal::TooManySheets {
                            found: limits.max_sheets + 1 + count_sheets(stream, at),
                        });
                    }
                    let chars = u16::from(record.u8(6)?);
                    let name = Pieces::new(stream, &record, 7, CODE_CHARS_MAX).text(chars)?;
                    book.tabs.push(Tab {
                        name,
                        start: usize::try_from(record.u32(0)?).map_err(|_| Refusal::Damaged)?,
                        kind: record.u8(5)?,
                    });
                }
                kind::TEXTS => {
                    let mut pieces = Pieces::new(stream, &record, 8, limits.max_cell_chars);
                    while !pieces.are_over() {
                        if clock.is_over() {
                            return Err(Refusal::TookTooLong);
                        }
                        book.texts.push(&pieces.counted_text()?, limits)?;
                    }
                }
                _ => {}
            }
        }
    }
}

/// How many sheets are listed from here on.
fn count_sheets(stream: &[u8], mut at: usize) -> usize {
    let mut found = 0;
    while let Ok(record) = Record::at(stream, at) {
        at = record.end;
        match record.kind {
            kind::SHEET => found += 1,
            kind::END => break,
            _ => {}
        }
    }
    found
}
