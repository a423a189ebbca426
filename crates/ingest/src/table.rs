//! The rows of one sheet in parts, each of which is looked at by itself: in several threads where there are many.

mod kept;

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use crate::clock::Clock;
use crate::read::Refusal;
use crate::read::text::{How, TextFile};
use crate::sheet::{Row, Sheet};
use kept::{Kept, ReadPart};

/// Rows of a sheet in memory that make a part.
const PART_ROWS: usize = 2_000;
/// A thread is begun for so many parts.
const PARTS_PER_THREAD: usize = 2;

/// The rows of a sheet.
pub(crate) struct Table<'t> {
    /// The sheet, or the first part of a long text file.
    head: &'t Sheet,
    long: Option<&'t TextFile<'t>>,
    kept: Kept,
    max_threads: usize,
}

impl fmt::Debug for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table")
            .field("parts", &self.n_parts())
            .finish_non_exhaustive()
    }
}

/// Some of the rows, in the order of the sheet.
#[derive(Debug)]
pub(crate) struct Part<'p> {
    pub(crate) sheet: &'p Sheet,
    places: Range<usize>,
    /// How it was read, where it was read for this.
    pub(crate) how: Option<&'p How>,
}

impl<'p> Part<'p> {
    pub(crate) fn rows(&self) -> impl ExactSizeIterator<Item = Row<'p>> + Clone + use<'p> {
        self.sheet.rows_in(self.places.clone())
    }
}

/// What a thread reads parts into.
#[derive(Debug, Default)]
struct Reader {
    part: ReadPart,
    bytes: Vec<u8>,
}

impl<'t> Table<'t> {
    pub(crate) fn new(head: &'t Sheet, long: Option<&'t TextFile<'t>>, max_threads: usize) -> Self {
        let kept = long.map_or_else(Kept::default, |text| {
            Kept::new(text.n_parts(), text.kept_bytes())
        });
        Self {
            head,
            long,
            kept,
            max_threads,
        }
    }

    /// The sheet that has the headings.
    pub(crate) fn head(&self) -> &'t Sheet {
        self.head
    }

    /// A refusal of too many rows with the number of all of them, where only some have been looked at.
    pub(crate) fn with_all_rows(&self, refusal: Refusal) -> Refusal {
        match (refusal, self.long) {
            (Refusal::TooManyRows { sheet, found }, Some(text)) => Refusal::TooManyRows {
                sheet,
                found: found.max(text.n_records()),
            },
            (refusal, _) => refusal,
        }
    }

    fn n_parts(&self) -> usize {
        match self.long {
            Some(text) => text.n_parts(),
            None => self.head.rows().len().div_ceil(PART_ROWS).max(1),
        }
    }

    /// How many threads are worth beginning.
    fn n_threads(&self) -> usize {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let worth = self.n_parts() / PARTS_PER_THREAD;
        cores.min(self.max_threads).min(worth).max(1)
    }

    /// Hands a row to `look`, if the sheet has it.
    pub(crate) fn row<R>(
        &self,
        number: u32,
        clock: &Clock,
        look: impl FnOnce(&Row<'_>) -> R,
    ) -> Option<R> {
        let is_it = |row: &Row<'_>| row.number() == number;
        let Some(text) = self.long else {
            return self.head.rows().find(is_it).map(|row| look(&row));
        };
        let part = text.part_of(number)?;
        let mut sheet = Sheet::default();
        let read = text.read_part(part, &mut sheet, &mut Vec::new(), clock);
        read.ok()?;
        sheet.finish();
        sheet.rows().find(is_it).map(|row| look(&row))
    }

    /// Works through all parts, with a worker for each thread. `add` takes what came of each part, in the order of the
    /// parts: the answer is the same however many threads there are. Gives the workers back.
    ///
    /// # Errors
    /// Where a part cannot be read; what came of parts before it was added.
    pub(crate) fn each<W: Send, R: Send>(
        &self,
        clock: &Clock,
        mut worker: impl FnMut(Clock) -> W,
        work: impl Fn(&mut W, &Part<'_>) -> R + Sync,
        mut add: impl FnMut(R) -> Result<(), Refusal>,
    ) -> Result<Vec<W>, Refusal> {
        let n_threads = self.n_threads();
        let mut workers: Vec<(W, Clock)> = (0..n_threads)
            .map(|_| (worker(clock.again()), clock.again()))
            .collect();
        if let [(only, _)] = workers.as_mut_slice() {
            let mut reader = Reader::default();
            for number in 0..self.n_parts() {
                add(self.part(number, &mut reader, clock, |part| work(only, part))?)?;
            }
            return Ok(workers.into_iter().map(|(worker, _)| worker).collect());
        }
        let (next, is_over) = (AtomicUsize::new(0), AtomicBool::new(false));
        let (send, receive) = sync_channel(n_threads * 2);
        thread::scope(|scope| {
            let (next, is_over, work) = (&next, &is_over, &work);
            let threads: Vec<_> = workers
                .into_iter()
                .map(|(worker, clock)| {
                    let send = send.clone();
                    scope.spawn(move || self.work(worker, &clock, next, is_over, work, &send))
                })
                .collect();
            drop(send);
            let added = in_order(&receive, is_over, add);
            let workers = threads.into_iter().map(|thread| {
                // A file that makes a library panic is a damaged file.
                thread.join().map_err(|_| Refusal::Damaged)
            });
            let workers = workers.collect();
            added.and(workers)
        })
    }

    fn work<W, R>(
        &self,
        mut worker: W,
        clock: &Clock,
        next: &AtomicUsize,
        is_over: &AtomicBool,
        work: impl Fn(&mut W, &Part<'_>) -> R,
        send: &SyncSender<(usize, Result<R, Refusal>)>,
    ) -> W {
        let mut reader = Reader::default();
        while !is_over.load(Ordering::Relaxed) {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= self.n_parts() {
                break;
            }
            let done = self.part(number, &mut reader, clock, |part| work(&mut worker, part));
            if send.send((number, done)).is_err() {
                break;
            }
        }
        worker
    }

    fn part<R>(
        &self,
        number: usize,
        reader: &mut Reader,
        clock: &Clock,
        work: impl FnOnce(&Part<'_>) -> R,
    ) -> Result<R, Refusal> {
        let Some(text) = self.long else {
            let from = number * PART_ROWS;
            let end = (from + PART_ROWS).min(self.head.rows().len());
            return Ok(work(&Part {
                sheet: self.head,
                places: from..end,
                how: None,
            }));
        };
        let Reader { part, bytes } = reader;
        if let Some(kept) = self.kept.take(number) {
            part.sheet
                .unpack(kept.sheet, &text.part_text(number, bytes)?);
            part.how = kept.how;
            return Ok(work(&part.as_part()));
        }
        part.sheet.clear();
        part.how = text.read_part(number, &mut part.sheet, bytes, clock)?;
        part.sheet.finish();
        let done = work(&part.as_part());
        self.kept.keep(number, part);
        Ok(done)
    }
}

impl ReadPart {
    fn as_part(&self) -> Part<'_> {
        Part {
            sheet: &self.sheet,
            places: 0..self.sheet.rows().len(),
            how: Some(&self.how),
        }
    }
}

/// Adds what comes in the order of its numbers, until something cannot be added.
fn in_order<R>(
    receive: &Receiver<(usize, Result<R, Refusal>)>,
    is_over: &AtomicBool,
    mut add: impl FnMut(R) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let mut early = BTreeMap::new();
    let mut next = 0;
    let mut added = Ok(());
    for (number, done) in receive {
        early.insert(number, done);
        while let Some(done) = early.remove(&next) {
            next += 1;
            if added.is_ok() {
                added = done.and_then(&mut add);
                is_over.store(added.is_err(), Ordering::Relaxed);
            }
        }
    }
    added
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::upload::Limits;

    fn sheet(n_rows: u32) -> Sheet {
        let mut sheet = Sheet::default();
        for number in 1..=n_rows {
            sheet.begin_row(number);
            sheet.push_text(0, "x");
        }
        sheet.finish();
        sheet
    }

    fn numbers(table: &Table<'_>, most: usize) -> Result<Vec<u32>, Refusal> {
        let clock = Clock::start(&Limits::default());
        let mut numbers = Vec::new();
        let rows = |_: &mut (), part: &Part<'_>| -> Vec<u32> {
            part.rows().map(|row| row.number()).collect()
        };
        table.each(
            &clock,
            |_| (),
            rows,
            |part| {
                numbers.extend(part);
                match numbers.len() > most {
                    true => Err(Refusal::TooManyCells),
                    false => Ok(()),
                }
            },
        )?;
        Ok(numbers)
    }

    #[test]
    fn rows_come_in_the_order_of_the_sheet_however_many_threads_there_are() {
        let sheet = sheet(30_001);
        let expected: Vec<u32> = (1..=30_001).collect();
        for threads in [1, 2, 7] {
            let table = Table::new(&sheet, None, threads);
            assert_eq!(numbers(&table, usize::MAX).as_ref(), Ok(&expected));
            assert_eq!(numbers(&table, 4_000), Err(Refusal::TooManyCells));
        }
    }

    #[test]
    fn a_sheet_without_rows_has_one_part() {
        let sheet = sheet(0);
        assert_eq!(numbers(&Table::new(&sheet, None, 2), 9), Ok(Vec::new()));
    }
}
