//! The records of one part of a text file as rows of a sheet.

use std::ops::Range;

use memchr::memchr;

use super::{How, cut, parser};
use crate::clock::Clock;
use crate::read::Refusal;
use crate::read::quotes::{Fault, Scan};
use crate::sheet::{Sheet, is_tidy};
use crate::upload::Limits;

/// How the records are written, and what bounds them.
#[derive(Debug)]
pub(super) struct Table<'t> {
    pub(super) separator: u8,
    /// Whether the text was read from the older Windows encoding.
    pub(super) is_older: bool,
    pub(super) limits: &'t Limits,
    pub(super) clock: &'t Clock,
}

/// Reads whole records, of which the first is in this row, behind what the sheet has.
pub(super) fn read(
    text: &str,
    first_row: u32,
    table: &Table<'_>,
    sheet: &mut Sheet,
) -> Result<How, Refusal> {
    let mut how = How::default();
    if memchr(b'"', text.as_bytes()).is_none() {
        plain(text, first_row, table, sheet, &mut how)?;
    } else {
        quoted(text, first_row, table, sheet, &mut how)?;
    }
    Ok(how)
}

/// Without a quote every separator parts two values and every end of a line two records.
fn plain(
    text: &str,
    first_row: u32,
    table: &Table<'_>,
    sheet: &mut Sheet,
    how: &mut How,
) -> Result<(), Refusal> {
    let bytes = text.as_bytes();
    // Nearly all values are as they should be, so the text is taken as a whole and cells show pieces of it.
    let kept = sheet.keep(text).ok_or(Refusal::TooManyCells)?;
    let mut row = Row::new(table, sheet, how);
    row.is_tidy = is_tidy_throughout(bytes, table.separator);
    row.number = first_row;
    let signs = Signs::new(table.separator);
    let mut start = 0;
    for (number, block) in bytes.chunks(BLOCK).enumerate() {
        let mut found = signs.find(block);
        while found != 0 {
            let byte = found.trailing_zeros();
            let at = number * BLOCK + usize::try_from(byte).unwrap_or_default();
            found &= found - 1;
            let sign = bytes.get(at).copied().unwrap_or_default();
            if sign == table.separator {
                row.piece(text, start..at, kept)?;
            } else if sign == b'\n' && at == start && at > 0 && bytes.get(at - 1) == Some(&b'\r') {
                // The second half of the end of the line before.
            } else {
                if row.n > 0 || at > start {
                    row.piece(text, start..at, kept)?;
                    row.end();
                }
                row.number = row.number.saturating_add(1);
            }
            start = at + 1;
        }
    }
    // The last record of a file may end without an end of its line.
    if row.n > 0 || start < bytes.len() {
        row.piece(text, start..bytes.len(), kept)?;
        row.end();
    }
    Ok(())
}

/// Bytes that are looked at together, and those whose signs are gone through together: one for each bit of a number.
const WORD: usize = 8;
const BLOCK: usize = 64;
/// The highest bit of each byte of a word, and the others.
const HIGH: u64 = 0x8080_8080_8080_8080;
const LOW: u64 = !HIGH;

/// The signs that end a value, each in every byte of a word.
struct Signs([u64; 3]);

impl Signs {
    fn new(separator: u8) -> Self {
        Self([separator, b'\n', b'\r'].map(|sign| u64::from_le_bytes([sign; WORD])))
    }

    /// Where they are in a block: a bit for each byte.
    fn find(&self, block: &[u8]) -> u64 {
        let words = block.chunks(WORD).enumerate();
        words.fold(0, |found, (number, word)| {
            // The highest bits of the bytes, side by side: bit 8n is moved to 56 + n, and the others out.
            let side_by_side = (self.find_in_word(word) >> 7).wrapping_mul(0x0102_0408_1020_4080);
            found | ((side_by_side >> 56) << (number * WORD))
        })
    }

    /// Where they are in a word: the highest bit of their bytes.
    fn find_in_word(&self, word: &[u8]) -> u64 {
        let mut bytes = [0; WORD];
        match word.try_into() {
            Ok(whole) => bytes = whole,
            // The end of the text. A zero byte is none of the signs.
            Err(_) => bytes
                .iter_mut()
                .zip(word)
                .for_each(|(byte, of_word)| *byte = *of_word),
        }
        let word = u64::from_le_bytes(bytes);
        self.0.iter().fold(0, |found, sign| {
            // A byte that is the sign becomes zero, and only zero leaves its highest bit unset in what follows.
            let differs = word ^ sign;
            let is_other = ((differs & LOW) + LOW) | differs;
            found | (!is_other & HIGH)
        })
    }
}

/// Whether every value is of plain signs with one space at most between them. It may say no of a text that is: what it
/// looks at is quickly looked at.
fn is_tidy_throughout(text: &[u8], separator: u8) -> bool {
    let is_plain = |byte: u8| (b' '..=b'~').contains(&byte) | (byte == b'\n') | (byte == b'\r');
    let is_edge = |byte: u8| (byte <= b' ') | (byte == separator);
    let all_plain = text.iter().fold(true, |all, byte| all & is_plain(*byte));
    let (first, last) = (text.first(), text.last());
    let starts_or_ends = [first, last].contains(&Some(&b' '));
    let beside = text.iter().zip(text.iter().skip(1));
    let none_stray = beside.fold(true, |none, (one, next)| {
        let before = (*next == b' ') & is_edge(*one);
        let after = (*one == b' ') & is_edge(*next);
        none & !(before | after)
    });
    all_plain & none_stray & !starts_or_ends
}

fn quoted(
    text: &str,
    first_row: u32,
    table: &Table<'_>,
    sheet: &mut Sheet,
    how: &mut How,
) -> Result<(), Refusal> {
    let mut numbers = Vec::new();
    let mut scan = Scan::from_row(first_row, table.separator);
    // That the quotes close was found when the parts were.
    let scanned = scan.piece(text.as_bytes(), true, table.clock, |row, _| {
        numbers.push(row);
    });
    if let Err(Fault::TookTooLong) = scanned {
        return Err(Refusal::TookTooLong);
    }
    let mut row = Row::new(table, sheet, how);
    let mut records = parser(text.as_bytes(), table.separator);
    let mut record = csv::StringRecord::new();
    for number in numbers {
        if !records.read_record(&mut record).unwrap_or(false) {
            break;
        }
        row.begin(number)?;
        for raw in &record {
            row.value(raw)?;
        }
        row.end();
    }
    Ok(())
}

/// A row that is being filled.
struct Row<'r> {
    table: &'r Table<'r>,
    sheet: &'r mut Sheet,
    how: &'r mut How,
    number: u32,
    /// How many values it has so far.
    n: usize,
    /// Whether all values of the text are tidy.
    is_tidy: bool,
}

impl<'r> Row<'r> {
    fn new(table: &'r Table<'r>, sheet: &'r mut Sheet, how: &'r mut How) -> Self {
        Self {
            table,
            sheet,
            how,
            number: 0,
            n: 0,
            is_tidy: false,
        }
    }

    fn begin(&mut self, number: u32) -> Result<(), Refusal> {
        if self.table.clock.is_over() {
            return Err(Refusal::TookTooLong);
        }
        self.sheet.begin_row(number);
        (self.number, self.n) = (number, 0);
        Ok(())
    }

    /// Adds a piece of the text, which was kept there, as a value; with the first begins the row.
    #[inline]
    fn piece(&mut self, text: &str, at: Range<usize>, kept: u32) -> Result<(), Refusal> {
        if at.is_empty() && self.n > 0 {
            self.n += 1;
            return Ok(());
        }
        self.filled_or_first(text, at, kept)
    }

    #[inline(never)]
    fn filled_or_first(&mut self, text: &str, at: Range<usize>, kept: u32) -> Result<(), Refusal> {
        if self.n == 0 {
            self.begin(self.number)?;
        }
        if at.is_empty() {
            self.n += 1;
            return Ok(());
        }
        let limits = self.table.limits;
        let place = (
            u16::try_from(self.n),
            u32::try_from(at.start),
            u32::try_from(at.len()),
        );
        let is_tidy = || is_tidy(text.as_bytes().get(at.clone()).unwrap_or_default());
        match place {
            (Ok(column), Ok(start), Ok(len))
                if column < limits.max_columns
                    && at.len() <= limits.max_cell_chars
                    && (self.is_tidy || is_tidy()) =>
            {
                self.n += 1;
                self.sheet.push_kept(column, kept + start, len);
                Ok(())
            }
            _ => self.value(text.get(at).unwrap_or_default()),
        }
    }

    fn value(&mut self, raw: &str) -> Result<(), Refusal> {
        let at = self.n;
        self.n += 1;
        if raw.is_empty() {
            return Ok(());
        }
        let Ok(column) = u16::try_from(at) else {
            return Err(self.too_wide(u16::MAX));
        };
        if self.table.is_older && !raw.is_ascii() {
            self.how.special(self.number, column);
        }
        let limits = self.table.limits;
        let is_kept = self
            .sheet
            .push_text(column, cut(raw, limits.max_cell_chars));
        if is_kept && column >= limits.max_columns {
            return Err(self.too_wide(column + 1));
        }
        Ok(())
    }

    fn end(&mut self) {
        self.sheet
            .end_row(u16::try_from(self.n).unwrap_or(u16::MAX));
        self.n = 0;
    }

    fn too_wide(&self, found: u16) -> Refusal {
        Refusal::TooManyColumns {
            sheet: self.sheet.name.clone(),
            found,
        }
    }
}
