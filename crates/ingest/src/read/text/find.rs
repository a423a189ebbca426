//! Where the parts of a text file are, and what only the whole of it tells.

use std::ops::Range;
use std::thread;

use memchr::memchr;

use super::parts::Part;
use crate::clock::Clock;
use crate::read::quotes::{Fault, Scan};

/// A text in memory is shared out among threads where each has at least so much.
const SHARE_BYTES: usize = 2 << 20;
/// The first part has at least so many rows, so that the headings are in it.
const HEAD_ROWS: u32 = 60;

/// What was found in some of a file.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) parts: Vec<Part>,
    /// Lines that have something on them.
    pub(super) n_records: u32,
    /// Whether it is in the older Windows encoding.
    pub(super) is_older: bool,
    pub(super) is_blank: bool,
    /// Bytes of a part.
    part_bytes: usize,
    /// Whether it begins where the file does.
    has_head: bool,
}

impl Found {
    pub(super) fn nothing(part_bytes: usize) -> Self {
        Self {
            parts: Vec::new(),
            n_records: 0,
            is_older: false,
            is_blank: true,
            part_bytes,
            has_head: true,
        }
    }

    /// Goes through a piece that begins there, and answers how much of it the records take that end in it.
    pub(super) fn piece(
        &mut self,
        piece: &[u8],
        from: u64,
        is_last: bool,
        scan: &mut Scan,
        clock: &Clock,
    ) -> Result<usize, Fault> {
        let taken = scan.piece(piece, is_last, clock, |row, at| self.add(row, from, at))?;
        let done = piece.get(..taken).unwrap_or_default();
        self.is_older = self.is_older || str::from_utf8(done).is_err();
        self.is_blank = self.is_blank && done.trim_ascii().is_empty();
        Ok(taken)
    }

    /// Adds a record to the last part, or begins another where that is full.
    fn add(&mut self, row: u32, piece: u64, at: Range<usize>) {
        self.n_records = self.n_records.saturating_add(1);
        let from = piece + u64::try_from(at.start).unwrap_or_default();
        let end = piece + u64::try_from(at.end).unwrap_or_default();
        let is_head = self.has_head && self.parts.len() == 1 && row <= HEAD_ROWS;
        if let Some(last) = self.parts.last_mut()
            && (last.len < self.part_bytes || is_head)
            && let Ok(len) = usize::try_from(end.saturating_sub(last.from))
        {
            (last.len, last.last_row) = (len, row);
            return;
        }
        self.parts.push(Part {
            from,
            len: at.len(),
            first_row: row,
            last_row: row,
        });
    }

    /// Adds what was found behind it, in a share that begins there and so many rows further down.
    fn append(&mut self, behind: Self, at: u64, rows: u32) {
        self.parts.extend(behind.parts.into_iter().map(|part| Part {
            from: part.from.saturating_add(at),
            first_row: part.first_row.saturating_add(rows),
            last_row: part.last_row.saturating_add(rows),
            ..part
        }));
        self.n_records = self.n_records.saturating_add(behind.n_records);
        self.is_older |= behind.is_older;
        self.is_blank &= behind.is_blank;
    }
}

/// How many threads are worth beginning for a text of so many bytes.
pub(super) fn n_shares(bytes: usize, max_threads: usize) -> usize {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    (bytes / SHARE_BYTES).min(cores).min(max_threads)
}

/// Goes through a text that is in memory, whose first byte has that place in the file: in so many threads, where each
/// line of it is a record. None if a thread panicked.
pub(super) fn in_memory(
    text: &[u8],
    from: u64,
    scan: &mut Scan,
    clock: &Clock,
    part_bytes: usize,
    n_shares: usize,
) -> Option<Result<Found, Fault>> {
    // Within quotes an end of a line is not the end of a record.
    let is_quoted = memchr(b'"', text).is_some();
    let shares = shares(text, if is_quoted { 1 } else { n_shares });
    if shares.len() > 1 {
        let found = in_threads(&shares, scan, clock, part_bytes)?;
        if has_head(&found) {
            return Some(together(found, from, scan.next_row(), part_bytes));
        }
    }
    let mut found = Found::nothing(part_bytes);
    Some(found.piece(text, from, true, scan, clock).map(|_| found))
}

/// Whether all rows of the head are in the first share, as they would be in the first part of the whole.
fn has_head(shares: &[(usize, OfShare)]) -> bool {
    match shares.first() {
        Some((_, Ok((_, n_rows)))) => *n_rows >= HEAD_ROWS,
        _ => true,
    }
}

/// What a thread found in its share, and how many rows that has.
type OfShare = Result<(Found, u32), Fault>;

/// What was found in each share, with its length. None if a thread panicked.
fn in_threads(
    shares: &[&[u8]],
    scan: &Scan,
    clock: &Clock,
    part_bytes: usize,
) -> Option<Vec<(usize, OfShare)>> {
    let joined: Vec<_> = thread::scope(|scope| {
        let threads = shares.iter().enumerate().map(|(number, share)| {
            let (clock, mut scan) = (clock.again(), scan.again());
            let thread = scope.spawn(move || {
                let mut found = Found::nothing(part_bytes);
                found.has_head = number == 0;
                let taken = found.piece(share, 0, true, &mut scan, &clock);
                taken.map(|_| (found, scan.next_row().saturating_sub(1)))
            });
            (share.len(), thread)
        });
        let threads: Vec<_> = threads.collect();
        let threads = threads.into_iter();
        threads
            .map(|(len, thread)| (len, thread.join().ok()))
            .collect()
    });
    let joined = joined.into_iter();
    joined.map(|(len, found)| Some((len, found?))).collect()
}

/// Puts what was found in the shares one behind the other.
fn together(
    shares: Vec<(usize, OfShare)>,
    from: u64,
    first_row: u32,
    part_bytes: usize,
) -> Result<Found, Fault> {
    let mut all = Found::nothing(part_bytes);
    let (mut at, mut rows) = (from, first_row.saturating_sub(1));
    for (len, found) in shares {
        let (found, n_rows) = found?;
        all.append(found, at, rows);
        at = at.saturating_add(u64::try_from(len).unwrap_or(u64::MAX));
        rows = rows.saturating_add(n_rows);
    }
    Ok(all)
}

/// The text in pieces of about the same length, each of which ends with a line.
fn shares(text: &[u8], n: usize) -> Vec<&[u8]> {
    let mut shares = Vec::with_capacity(n);
    let mut rest = text;
    for left in (2..=n).rev() {
        let about = rest.len() / left;
        let line = memchr(b'\n', rest.get(about..).unwrap_or_default());
        let Some((share, behind)) = line.and_then(|end| rest.split_at_checked(about + end + 1))
        else {
            break;
        };
        shares.push(share);
        rest = behind;
    }
    shares.push(rest);
    shares
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::upload::Limits;

    /// The records of a text that is gone through in so many shares: the row of each, and where it stands.
    fn records(text: &[u8], n_shares: usize) -> Result<Vec<(u32, u64, usize)>, Fault> {
        let clock = Clock::start(&Limits::default());
        let mut scan = Scan::from_row(2, b',');
        let found = in_memory(text, 7, &mut scan, &clock, 20, n_shares).unwrap()?;
        let mut records = Vec::new();
        for part in &found.parts {
            let start = usize::try_from(part.from - 7).unwrap();
            let piece = &text[start..start + part.len];
            let mut scan = Scan::from_row(part.first_row, b',');
            let mut last = 0;
            scan.piece(piece, true, &clock, |row, at| {
                last = row;
                records.push((row, part.from + u64::try_from(at.start).unwrap(), at.len()));
            })?;
            assert_eq!(last, part.last_row);
        }
        assert_eq!(usize::try_from(found.n_records).unwrap(), records.len());
        Ok(records)
    }

    #[test]
    fn any_number_of_shares_makes_the_same_records() {
        let lines = |end: &str| {
            let line = |n: u32| match n % 7 {
                3 => end.to_owned(),
                _ => format!("{n},a value{end}"),
            };
            (1..=900).map(line).collect::<String>()
        };
        let quoted = lines("\n").replace("a value", "\"two\nlines\"");
        for text in [lines("\n"), lines("\r\n"), lines("\r"), quoted] {
            let whole = records(text.as_bytes(), 1).unwrap();
            assert!(whole.len() > 700 && whole.last().unwrap().0 >= 900);
            for n_shares in 2..9 {
                let shared = records(text.as_bytes(), n_shares);
                assert_eq!(shared.as_ref(), Ok(&whole), "{n_shares} {text}");
            }
        }
    }

    #[test]
    fn the_first_part_has_the_rows_of_the_head_in_any_number_of_shares() {
        let clock = Clock::start(&Limits::default());
        for n_rows in [50, 100, 300] {
            let text = b"some,values\n".repeat(n_rows);
            for n_shares in 1..6 {
                let mut scan = Scan::from_row(1, b',');
                let found = in_memory(&text, 0, &mut scan, &clock, 20, n_shares).unwrap();
                let head = found.unwrap().parts[0];
                assert_eq!(
                    usize::try_from(head.last_row),
                    Ok(n_rows.min(60)),
                    "{n_shares}"
                );
            }
        }
    }

    #[test]
    fn a_letter_of_the_older_encoding_or_a_wide_line_is_found_in_any_share() {
        let clock = Clock::start(&Limits::default());
        let found = |text: &[u8]| {
            let mut scan = Scan::from_row(1, b',');
            in_memory(text, 0, &mut scan, &clock, 20, 3).unwrap()
        };
        let mut text = b"1,x\n".repeat(300);
        assert!(!found(&text).unwrap().is_older);
        text.extend(b"2,\xa3\n");
        assert!(found(&text).unwrap().is_older);
        text.extend(b",".repeat(20_000));
        assert!(matches!(found(&text), Err(Fault::TooWide { .. })));
    }

    proptest! {
        #[test]
        fn any_text_is_the_same_in_any_number_of_shares(
            text in "[a,\"\r\n]{0,60}",
            n_shares in 2_usize..6,
        ) {
            let (shared, whole) = (records(text.as_bytes(), n_shares), records(text.as_bytes(), 1));
            prop_assert_eq!(shared, whole);
        }
    }
}
