//! Microsoft's older container: a small file system of sectors, in which a workbook (.xls) is one stream.
//!
//! Which sector follows which is said by a table that a stranger may have written: every chain is followed for no more
//! steps than the file has sectors, and nothing is set aside by a size that the file claims.

use super::Refusal;
use super::binary::{u16_at, u32_at};

/// Numbers from here on are no sectors: the end of a chain, or a sector that is free.
const NO_SECTOR: u32 = 0xffff_fffa;
const END: u32 = 0xffff_fffe;
const ENTRY_BYTES: usize = 128;
const SMALL_SECTOR_BYTES: usize = 64;
/// Streams shorter than this are kept in small sectors.
const SMALL_STREAM_BYTES: usize = 4_096;
const HEADER_TABLES: usize = 109;

/// A container whose directory could be read.
pub(super) struct Compound<'b> {
    bytes: &'b [u8],
    sector_bytes: usize,
    /// For each sector, the one that follows.
    next: Vec<u32>,
    root: Entry,
    /// What the outermost folder holds.
    entries: Vec<Entry>,
}

#[derive(Debug, Clone, Default)]
struct Entry {
    name: String,
    start: u32,
    size: usize,
}

impl<'b> Compound<'b> {
    /// Reads the tables and the directory.
    pub(super) fn open(bytes: &'b [u8]) -> Result<Self, Refusal> {
        let sector_bytes = match u16_at(bytes, 30) {
            Some(9) => 512,
            Some(12) => 4_096,
            _ => return Err(Refusal::Damaged),
        };
        let mut compound = Self {
            bytes,
            sector_bytes,
            next: Vec::new(),
            root: Entry::default(),
            entries: Vec::new(),
        };
        compound.read_tables()?;
        let start = u32_at(bytes, 48).ok_or(Refusal::Damaged)?;
        let directory = compound.chain(start, None)?;
        compound.read_directory(&directory)?;
        Ok(compound)
    }

    /// Whether the outermost folder holds a stream or a folder of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.entry(name).is_some()
    }

    /// The stream of this name in the outermost folder, if there is one.
    pub(super) fn stream(&self, name: &str) -> Result<Option<Vec<u8>>, Refusal> {
        let Some(entry) = self.entry(name) else {
            return Ok(None);
        };
        if entry.size >= SMALL_STREAM_BYTES {
            return self.chain(entry.start, Some(entry.size)).map(Some);
        }
        self.small_stream(entry).map(Some)
    }

    fn entry(&self, name: &str) -> Option<&Entry> {
        let mut entries = self.entries.iter();
        entries.find(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// How many sectors the file has, the last perhaps cut short.
    fn n_sectors(&self) -> usize {
        let header = self.sector_bytes;
        self.bytes
            .len()
            .saturating_sub(header)
            .div_ceil(self.sector_bytes)
    }

    fn sector(&self, number: u32) -> Option<&'b [u8]> {
        let number = usize::try_from(number).ok()?;
        let start = number.checked_add(1)?.checked_mul(self.sector_bytes)?;
        let rest = self.bytes.get(start..).filter(|rest| !rest.is_empty())?;
        Some(rest.get(..self.sector_bytes).unwrap_or(rest))
    }

    /// Reads for each sector which one follows. Where the tables for that are, the header says, and a chain of its own.
    fn read_tables(&mut self) -> Result<(), Refusal> {
        let per_sector = self.sector_bytes / 4;
        let n_tables = self.n_sectors().div_ceil(per_sector);
        let mut tables: Vec<u32> = (0..HEADER_TABLES)
            .filter_map(|at| u32_at(self.bytes, 76 + 4 * at))
            .collect();
        let mut list = u32_at(self.bytes, 68).ok_or(Refusal::Damaged)?;
        while list < NO_SECTOR && tables.len() < n_tables {
            let sector = self.sector(list).ok_or(Refusal::Damaged)?;
            tables.extend((0..per_sector - 1).filter_map(|at| u32_at(sector, 4 * at)));
            list = u32_at(sector, 4 * (per_sector - 1)).ok_or(Refusal::Damaged)?;
        }
        let tables = tables.into_iter().take_while(|table| *table < NO_SECTOR);
        for table in tables.take(n_tables) {
            let sector = self.sector(table).ok_or(Refusal::Damaged)?;
            self.next.extend(numbers(sector));
        }
        Ok(())
    }

    /// The bytes of a chain of sectors: as many as are asked for, or all of them.
    fn chain(&self, start: u32, size: Option<usize>) -> Result<Vec<u8>, Refusal> {
        let mut bytes = Vec::new();
        let mut steps_left = self.n_sectors();
        let mut number = start;
        while number != END && size.is_none_or(|size| bytes.len() < size) {
            steps_left = steps_left.checked_sub(1).ok_or(Refusal::Damaged)?;
            bytes.extend_from_slice(self.sector(number).ok_or(Refusal::Damaged)?);
            number = follower(&self.next, number)?;
        }
        cut_to(bytes, size)
    }

    /// The bytes of a short stream, whose sectors are small ones within a stream of the root.
    fn small_stream(&self, entry: &Entry) -> Result<Vec<u8>, Refusal> {
        if entry.size == 0 {
            return Ok(Vec::new());
        }
        let table = u32_at(self.bytes, 60).ok_or(Refusal::Damaged)?;
        let next: Vec<u32> = numbers(&self.chain(table, None)?).collect();
        let store = self.chain(self.root.start, Some(self.root.size))?;
        let mut bytes = Vec::new();
        let mut number = entry.start;
        while bytes.len() < entry.size {
            let start = usize::try_from(number).ok();
            let start = start.and_then(|number| number.checked_mul(SMALL_SECTOR_BYTES));
            let rest = start.and_then(|start| store.get(start..));
            let rest = rest.filter(|rest| !rest.is_empty());
            let rest = rest.ok_or(Refusal::Damaged)?;
            bytes.extend_from_slice(rest.get(..SMALL_SECTOR_BYTES).unwrap_or(rest));
            if bytes.len() < entry.size {
                number = follower(&next, number)?;
            }
        }
        cut_to(bytes, Some(entry.size))
    }

    /// Reads the root and what is in it. What is in a folder hangs together as a tree.
    fn read_directory(&mut self, directory: &[u8]) -> Result<(), Refusal> {
        let at = |number: u32| {
            let start = usize::try_from(number).ok()?.checked_mul(ENTRY_BYTES)?;
            directory.get(start..start.checked_add(ENTRY_BYTES)?)
        };
        let root = at(0).ok_or(Refusal::Damaged)?;
        self.root = self.read_entry(root);
        let mut seen = vec![false; directory.len() / ENTRY_BYTES];
        let mut waiting = vec![u32_at(root, 76).unwrap_or(u32::MAX)];
        while let Some(number) = waiting.pop() {
            let Some(entry) = at(number) else { continue };
            let place = usize::try_from(number).ok();
            match place.and_then(|place| seen.get_mut(place)) {
                Some(seen) if !*seen => *seen = true,
                _ => continue,
            }
            self.entries.push(self.read_entry(entry));
            waiting.extend([68, 72].into_iter().filter_map(|at| u32_at(entry, at)));
        }
        Ok(())
    }

    fn read_entry(&self, entry: &[u8]) -> Entry {
        let units = entry.get(..64).unwrap_or_default().chunks_exact(2);
        let units = units.filter_map(|unit| u16_at(unit, 0));
        let name = char::decode_utf16(units.take_while(|unit| *unit != 0));
        let name = name.map(|sign| sign.unwrap_or(char::REPLACEMENT_CHARACTER));
        // In files with small sectors only the lower half of the size is sure to be written. A size beyond the file's end
        // is found out when its sectors end.
        let size = u32_at(entry, 120).unwrap_or_default();
        Entry {
            name: name.collect(),
            start: u32_at(entry, 116).unwrap_or(END),
            size: usize::try_from(size).unwrap_or(usize::MAX),
        }
    }
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.chunks_exact(4).filter_map(|number| u32_at(number, 0))
}

fn follower(next: &[u32], number: u32) -> Result<u32, Refusal> {
    let number = usize::try_from(number).ok();
    let next = number.and_then(|number| next.get(number));
    next.copied().ok_or(Refusal::Damaged)
}

fn cut_to(mut bytes: Vec<u8>, size: Option<usize>) -> Result<Vec<u8>, Refusal> {
    if let Some(size) = size {
        if bytes.len() < size {
            return Err(Refusal::Damaged);
        }
        bytes.truncate(size);
    }
    Ok(bytes)
}
