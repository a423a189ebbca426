//! A text file in parts of whole records, each small enough to be held while it is looked at.
//!
//! Where the parts are is found in one go through the file, which also tells whether its quotes close and how its
//! letters are written. A part is then read whenever it is needed: a file of any length needs the memory of a few parts.

use std::borrow::Cow;
use std::fmt;

use super::find::{self, Found};
use super::records::{self, Table};
use super::{How, declared_separator, decoded, from_wide, head_text, sniff};
use crate::clock::Clock;
use crate::read::quotes::{Fault, Scan};
use crate::read::source::Source;
use crate::read::{Bounds, Refusal};
use crate::sheet::{NoSuchCell, Sheet};
use crate::upload::Limits;

/// How much of a file is gone through at a time. A record is shorter.
const WINDOW_BYTES: usize = 4 << 20;
/// How much of the file tells the separator.
const HEAD_BYTES: usize = 64 * 1024;
const MARK: &[u8] = b"\xef\xbb\xbf";

/// A text file whose parts are known.
pub(crate) struct TextFile<'s> {
    name: Option<String>,
    source: Source<'s>,
    /// Whether it is in the older Windows encoding.
    is_older: bool,
    separator: u8,
    limits: Limits,
    parts: Vec<Part>,
    n_records: u32,
    /// What the sender typed in place of values, by row and column.
    corrections: Vec<(u32, u16, String)>,
}

// What the sender typed may be personal.
impl fmt::Debug for TextFile<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TextFile")
            .field("source", &self.source)
            .field("parts", &self.parts.len())
            .finish_non_exhaustive()
    }
}

/// Some of its records, one behind the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) from: u64,
    pub(super) len: usize,
    pub(super) first_row: u32,
    pub(super) last_row: u32,
}

impl<'s> TextFile<'s> {
    /// Finds the parts of a file.
    pub(crate) fn open(
        source: Source<'s>,
        name: Option<String>,
        bounds: Bounds<'_>,
    ) -> Result<Self, Refusal> {
        let mut buffer = Vec::new();
        let head = read(&source, 0, HEAD_BYTES, &mut buffer)?;
        let source = match from_wide(head) {
            None => source,
            Some(_) => {
                // Such a file is turned into plain text first, so it must be one that can be held.
                let most = bounds.limits.max_bytes.min(bounds.limits.max_text_bytes);
                if source.len() > u64::try_from(most).unwrap_or(u64::MAX) {
                    return Err(Refusal::TooManyCells);
                }
                let text = from_wide(read(&source, 0, most, &mut Vec::new())?);
                let text = text.ok_or(Refusal::Damaged)?;
                Source::Memory(Cow::Owned(text.into_bytes()))
            }
        };
        let mut file = Self {
            name,
            source,
            is_older: false,
            separator: b',',
            limits: *bounds.limits,
            parts: Vec::new(),
            n_records: 0,
            corrections: Vec::new(),
        };
        file.find_parts(bounds)?;
        Ok(file)
    }

    fn find_parts(&mut self, bounds: Bounds<'_>) -> Result<(), Refusal> {
        let mut buffer = Vec::new();
        let head = read(&self.source, 0, HEAD_BYTES, &mut buffer)?;
        let marked = if head.starts_with(MARK) {
            MARK.len()
        } else {
            0
        };
        let text = head_text(head.get(marked..).unwrap_or_default());
        let is_whole = self.source.len() <= u64::try_from(HEAD_BYTES).unwrap_or_default();
        if is_whole && text.trim().is_empty() {
            return Err(Refusal::Empty);
        }
        let (declared, skipped) = declared_separator(&text);
        let body = text.get(skipped..).unwrap_or_default();
        self.separator = declared.unwrap_or_else(|| sniff(body, bounds.is_heading));
        let first_row = 1 + u32::from(skipped > 0);
        let mut scan = Scan::from_row(first_row, self.separator);
        let from = u64::try_from(marked + skipped).unwrap_or(u64::MAX);
        let part_bytes = self.limits.text_part_bytes;
        let found = match &self.source {
            Source::Memory(bytes) => {
                let text = bytes.get(marked + skipped..).unwrap_or_default();
                let n = find::n_shares(text.len(), self.limits.max_threads);
                let found = find::in_memory(text, from, &mut scan, bounds.clock, part_bytes, n);
                let found = found.ok_or(Refusal::Damaged)?;
                found.map_err(|fault| refusal(fault, &self.name))?
            }
            Source::File(..) => self.find_in_file(from, &mut scan, bounds.clock)?,
        };
        if found.is_blank || found.parts.is_empty() {
            return Err(Refusal::Empty);
        }
        self.parts = found.parts;
        self.n_records = found.n_records;
        self.is_older = found.is_older;
        Ok(())
    }

    /// Goes through a file that is not in memory, a window at a time.
    fn find_in_file(
        &self,
        mut from: u64,
        scan: &mut Scan,
        clock: &Clock,
    ) -> Result<Found, Refusal> {
        let mut found = Found::nothing(self.limits.text_part_bytes);
        let mut window = WINDOW_BYTES;
        let mut buffer = Vec::new();
        loop {
            let piece = read(&self.source, from, window, &mut buffer)?;
            let end = from + u64::try_from(piece.len()).unwrap_or_default();
            let is_last = end >= self.source.len();
            let taken = found.piece(piece, from, is_last, scan, clock);
            let taken = taken.map_err(|fault| refusal(fault, &self.name))?;
            if is_last {
                return Ok(found);
            }
            if taken == 0 && window > WINDOW_BYTES {
                // One record that is longer than many a file.
                return Err(Refusal::TooManyCells);
            }
            window = if taken == 0 { window * 2 } else { WINDOW_BYTES };
            from += u64::try_from(taken).unwrap_or_default();
        }
    }

    /// How it is read, before a cell is.
    pub(crate) fn how(&self) -> How {
        How {
            separator: char::from(self.separator),
            ..How::default()
        }
    }

    /// How many lines have something on them.
    pub(crate) fn n_records(&self) -> u32 {
        self.n_records
    }

    pub(crate) fn n_parts(&self) -> usize {
        self.parts.len()
    }

    /// Bytes that its cells may take for as long as it is looked at: none of a file that is not in memory itself.
    pub(crate) fn kept_bytes(&self) -> usize {
        match self.source {
            Source::Memory(_) => self.limits.kept_bytes,
            Source::File(..) => 0,
        }
    }

    /// The part that has a row, if one has.
    pub(crate) fn part_of(&self, row: u32) -> Option<usize> {
        let place = self.parts.partition_point(|part| part.last_row < row);
        self.parts
            .get(place)
            .filter(|part| part.first_row <= row)
            .map(|_| place)
    }

    /// The text of a part.
    pub(crate) fn part_text<'b>(
        &'b self,
        part: usize,
        buffer: &'b mut Vec<u8>,
    ) -> Result<Cow<'b, str>, Refusal> {
        let part = self.parts.get(part).ok_or(Refusal::Damaged)?;
        let bytes = read(&self.source, part.from, part.len, buffer)?;
        decoded(bytes, self.is_older).ok_or(Refusal::Damaged)
    }

    /// Reads a part into a sheet, behind what the sheet has. Through `buffer`, where the file is not in memory.
    pub(crate) fn read_part(
        &self,
        part: usize,
        sheet: &mut Sheet,
        buffer: &mut Vec<u8>,
        clock: &Clock,
    ) -> Result<How, Refusal> {
        let text = self.part_text(part, buffer)?;
        let part = self.parts.get(part).ok_or(Refusal::Damaged)?;
        let table = Table {
            separator: self.separator,
            is_older: self.is_older,
            limits: &self.limits,
            clock,
        };
        let how = records::read(&text, part.first_row, &table, sheet)?;
        let rows = part.first_row..=part.last_row;
        for (row, column, value) in &self.corrections {
            if rows.contains(row) {
                // That there is such a cell was seen when the correction was taken.
                let _ = sheet.correct(*row, *column, value);
            }
        }
        Ok(how)
    }

    /// Takes what the sender typed in place of a value, for whenever its part is read. `of_head` is what came of it in the
    /// first part.
    pub(crate) fn correct(
        &mut self,
        row: u32,
        column: u16,
        value: &str,
        of_head: Result<(), NoSuchCell>,
    ) -> Result<(), NoSuchCell> {
        if of_head.is_err() {
            let part = self.part_of(row).ok_or(NoSuchCell::Row)?;
            let mut sheet = Sheet::default();
            // One part is soon read, so it needs no other clock than that of the check before it.
            let clock = Clock::start(&self.limits);
            let read = self.read_part(part, &mut sheet, &mut Vec::new(), &clock);
            read.map_err(|_| NoSuchCell::Row)?;
            sheet.finish();
            sheet.correct(row, column, value)?;
        }
        self.corrections.push((row, column, value.to_owned()));
        Ok(())
    }
}

/// A file that cannot be read any more is a damaged one to its sender.
fn read<'b>(
    source: &'b Source<'_>,
    from: u64,
    most: usize,
    buffer: &'b mut Vec<u8>,
) -> Result<&'b [u8], Refusal> {
    source
        .bytes(from, most, buffer)
        .map_err(|_| Refusal::Damaged)
}

fn refusal(fault: Fault, name: &Option<String>) -> Refusal {
    match fault {
        Fault::Unclosed(open) => Refusal::UnclosedQuote {
            sheet: name.clone(),
            row: open.row,
            column: open.column,
            last_row: open.last_row,
        },
        Fault::TooWide { found } => Refusal::TooManyColumns {
            sheet: name.clone(),
            found,
        },
        Fault::TookTooLong => Refusal::TookTooLong,
    }
}
