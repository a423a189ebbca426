//! Which row of the spreadsheet each record of a text file is, and whether its quotes close.
//!
//! The parser joins everything after a quote that is never closed into one value, and counts lines where Excel counts
//! rows, so both are found out before it runs, by the same rules of quoting. So is a line with more values than any
//! spreadsheet has columns, for which the parser would set memory aside.

use std::ops::Range;

use memchr::{memchr, memchr2};

use crate::clock::Clock;

/// As many columns as a spreadsheet can have.
const SEPARATORS_MAX: u16 = 16_384;

/// Why the records cannot be told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// A quote is left open.
    Unclosed(Unclosed),
    /// A line has at least so many values.
    TooWide { found: u16 },
    /// The time for the check has run out.
    TookTooLong,
}

/// A quote that is opened and does not close where a value may end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unclosed {
    /// Row as the spreadsheet shows it.
    pub(crate) row: u32,
    /// Column, from 0.
    pub(crate) column: u16,
    /// The last row that got caught up in it.
    pub(crate) last_row: u32,
}

/// Goes through a text, which may come in pieces.
#[derive(Debug)]
pub(crate) struct Scan {
    separator: u8,
    /// The row that comes next.
    row: u32,
    column: u16,
    /// The first value with a line break in it whose closing quote is not followed by a separator: most likely its
    /// closing quote is really the opening one of a later value.
    broken: Option<Unclosed>,
}

impl Scan {
    /// A scan that begins with this row.
    pub(crate) fn from_row(row: u32, separator: u8) -> Self {
        Self {
            separator,
            row,
            column: 0,
            broken: None,
        }
    }

    /// A scan of the same kind of text that begins with the first row.
    pub(crate) fn again(&self) -> Self {
        Self::from_row(1, self.separator)
    }

    /// The row that comes next.
    pub(crate) fn next_row(&self) -> u32 {
        self.row
    }

    /// Goes through the records that end within a piece, and tells for each that has something on its line its row and
    /// where it stands. Answers how much of the piece they take: the next piece begins there. The last piece has all.
    pub(crate) fn piece(
        &mut self,
        text: &[u8],
        is_last: bool,
        clock: &Clock,
        mut each: impl FnMut(u32, Range<usize>),
    ) -> Result<usize, Fault> {
        let mut at = 0;
        let mut quote = next_quote(text, 0);
        while let Some(first) = text.get(at).copied() {
            if clock.is_over() {
                return Err(Fault::TookTooLong);
            }
            let before = self.broken;
            let rest = text.get(at..).unwrap_or_default();
            let line = memchr2(b'\n', b'\r', rest).map(|end| at + end);
            if quote < at {
                quote = next_quote(text, at);
            }
            let next = match line {
                // A line with nothing on it is a blank row.
                Some(end) if end == at => after_line_end(text, at),
                Some(end) if end < quote => {
                    self.refuse_wide(text.get(at..end).unwrap_or_default())?;
                    after_line_end(text, end)
                }
                None if quote == text.len() => {
                    self.refuse_wide(rest)?;
                    text.len()
                }
                _ => match self.record(text, at) {
                    Ok(next) => next,
                    // It may close in the next piece.
                    Err(Fault::Unclosed(_)) if !is_last => text.len(),
                    Err(fault) => return Err(fault),
                },
            };
            // What ends with the piece may go on in the next, if only with the second half of a line's end.
            if next == text.len() && !is_last {
                self.broken = before;
                return Ok(at);
            }
            if !is_end(first) {
                each(self.row, at..next);
            }
            at = next;
            self.row = self.row.saturating_add(1);
        }
        match self.broken.filter(|_| is_last) {
            Some(broken) => Err(Fault::Unclosed(broken)),
            None => Ok(at),
        }
    }

    fn refuse_wide(&self, line: &[u8]) -> Result<(), Fault> {
        if line.len() <= usize::from(SEPARATORS_MAX) {
            return Ok(());
        }
        let separators = line.iter().filter(|byte| **byte == self.separator);
        let found = u16::try_from(separators.count()).unwrap_or(u16::MAX);
        if found > SEPARATORS_MAX {
            let found = SEPARATORS_MAX.saturating_add(2);
            return Err(Fault::TooWide { found });
        }
        Ok(())
    }

    /// Reads one record and answers where the next begins.
    fn record(&mut self, text: &[u8], mut at: usize) -> Result<usize, Fault> {
        self.column = 0;
        loop {
            if text.get(at) == Some(&b'"') {
                at = self.quoted(text, at + 1).map_err(Fault::Unclosed)?;
            }
            let rest = text.get(at..).unwrap_or_default();
            let end = rest
                .iter()
                .position(|byte| *byte == self.separator || is_end(*byte));
            let Some(end) = end else {
                return Ok(text.len());
            };
            at += end;
            if text.get(at) != Some(&self.separator) {
                return Ok(after_line_end(text, at));
            }
            at += 1;
            self.column = self.column.saturating_add(1);
            if self.column > SEPARATORS_MAX {
                return Err(Fault::TooWide {
                    found: self.column.saturating_add(1),
                });
            }
        }
    }

    /// Reads to the end of a quoted value, from behind its opening quote to behind its closing one.
    fn quoted(&mut self, text: &[u8], from: usize) -> Result<usize, Unclosed> {
        let mut at = from;
        loop {
            let rest = text.get(at..).unwrap_or_default();
            let Some(quote) = memchr(b'"', rest) else {
                let lines = count_lines(text.get(from..).unwrap_or_default());
                let here = self.here(lines);
                return Err(self.broken.unwrap_or(here));
            };
            at += quote + 1;
            match text.get(at) {
                Some(b'"') => at += 1,
                Some(next) if *next != self.separator && !is_end(*next) => {
                    let lines = count_lines(text.get(from..at).unwrap_or_default());
                    if lines > 0 && self.broken.is_none() {
                        self.broken = Some(self.here(lines));
                    }
                    return Ok(at);
                }
                _ => return Ok(at),
            }
        }
    }

    fn here(&self, lines: u32) -> Unclosed {
        Unclosed {
            row: self.row,
            column: self.column,
            last_row: self.row.saturating_add(lines),
        }
    }
}

/// Where the next quote is; the length of the text if there is none.
fn next_quote(text: &[u8], from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    memchr(b'"', rest).map_or(text.len(), |at| from + at)
}

fn is_end(byte: u8) -> bool {
    byte == b'\n' || byte == b'\r'
}

fn after_line_end(text: &[u8], at: usize) -> usize {
    match (text.get(at), text.get(at + 1)) {
        (Some(b'\r'), Some(b'\n')) => at + 2,
        _ => at + 1,
    }
}

/// How many rows a broken value swallowed: its line breaks, without one at the very end of the file.
fn count_lines(text: &[u8]) -> u32 {
    let lines = text.trim_ascii_end().iter().filter(|byte| **byte == b'\n');
    u32::try_from(lines.count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::upload::Limits;

    fn clock() -> Clock {
        Clock::start(&Limits::default())
    }

    fn numbers_of(text: &[u8]) -> Result<Vec<u32>, Fault> {
        let mut numbers = Vec::new();
        let mut scan = Scan::from_row(1, b',');
        scan.piece(text, true, &clock(), |row, _| numbers.push(row))?;
        Ok(numbers)
    }

    /// The records of a text that comes in windows of so many bytes, longer where a record does not fit.
    fn in_pieces(text: &[u8], window: usize) -> Result<Vec<(u32, Vec<u8>)>, Fault> {
        let mut records = Vec::new();
        let mut scan = Scan::from_row(1, b',');
        let (mut from, mut size) = (0, window);
        loop {
            let end = (from + size).min(text.len());
            let piece = &text[from..end];
            let taken = scan.piece(piece, end == text.len(), &clock(), |row, at| {
                records.push((row, piece[at].to_vec()));
            })?;
            if end == text.len() {
                return Ok(records);
            }
            from += taken;
            size = if taken == 0 { size + window } else { window };
        }
    }

    #[test]
    fn a_line_break_inside_quotes_is_no_new_row() {
        let numbers = numbers_of(b"a,b\n1,\"x\ny\"\n2,z\n");
        assert_eq!(numbers, Ok(vec![1, 2, 3]));
    }

    #[test]
    fn blank_lines_are_rows() {
        let numbers = numbers_of(b"\r\na,b\r\n\r\n\r\n1,2");
        assert_eq!(numbers, Ok(vec![2, 5]));
    }

    #[test]
    fn a_quote_left_open_is_found_where_it_opens() {
        let open = numbers_of(b"a,b\n1,\"x\n2,y\n3,z\n");
        let expected = Unclosed {
            row: 2,
            column: 1,
            last_row: 4,
        };
        assert_eq!(open, Err(Fault::Unclosed(expected)));
    }

    #[test]
    fn a_later_quoted_value_does_not_hide_the_quote_left_open() {
        let open = numbers_of(b"a,b\n1,\"x\n2,y\n3,\"z, w\"\n4,v\n");
        assert!(matches!(
            open,
            Err(Fault::Unclosed(Unclosed { row: 2, .. }))
        ));
    }

    #[test]
    fn doubled_quotes_stay_inside() {
        assert_eq!(numbers_of(b"\"a \"\"b\"\"\nc\",1\n2,3\n"), Ok(vec![1, 2]));
    }

    #[test]
    fn a_line_wider_than_any_sheet_is_refused() {
        let line = |separators: usize| ",".repeat(separators) + "\n1,2\n";
        assert_eq!(numbers_of(line(16_384).as_bytes()), Ok(vec![1, 2]));
        let wider = numbers_of(line(16_385).as_bytes());
        assert_eq!(wider, Err(Fault::TooWide { found: 16_386 }));
    }

    #[test]
    fn pieces_of_any_size_make_the_same_records() {
        let texts: [&[u8]; 5] = [
            b"a,b\r\n\r\n1,\"x\r\ny, \"\"z\"\"\"\r\n2,\"\"\r\n\r\n3,w",
            b"a\n\"b\nc\"d,\"\n\n\"\ne\n",
            b"a,b\rc,d\r\re,\"f\rg\"\r",
            b"1,\"x\n2,y\n3,\"z, w\"\n4,v\n",
            b"\n\n\n",
        ];
        for text in texts {
            let whole = in_pieces(text, text.len().max(1));
            for window in 1..text.len() {
                assert_eq!(in_pieces(text, window), whole, "{window}");
            }
        }
    }
}
