//! Changes a file within its container. A fuzzer that changes the bytes of a zip meets the sums of its parts and little
//! else; here a part is unpacked, changed, and packed again.

use std::io::{Cursor, Read, Write};

use libfuzzer_sys::fuzzer_mutate;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

const PART_BYTES_MAX: u64 = 64 * 1024;
const PARTS_MAX: usize = 40;

/// Changes the file, most often inside; the answer is its new size.
pub fn mutate(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let mut chance = Chance(seed);
    if chance.below(5) > 0 {
        let whole = &data[..size];
        let changed = if whole.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
            stream(whole, &mut chance)
        } else {
            unpacked(whole).and_then(|parts| repacked(parts, &mut chance))
        };
        if let Some(changed) = changed
            && changed.len() <= max_size
        {
            data[..changed.len()].copy_from_slice(&changed);
            return changed.len();
        }
    }
    fuzzer_mutate(data, size, max_size)
}

/// Changes what is between the first and the last sectors of an older workbook: its stream, in the seeds. Its length stays,
/// so that the table of sectors still fits.
fn stream(bytes: &[u8], chance: &mut Chance) -> Option<Vec<u8>> {
    const SECTOR: usize = 512;
    let from = if chance.below(2) == 0 {
        2 * SECTOR
    } else {
        3 * SECTOR
    };
    let until = bytes
        .len()
        .checked_sub(SECTOR)
        .filter(|until| *until > from)?;
    let mut inner = bytes[from..until].to_vec();
    let start = chance.below(inner.len());
    let mut piece = inner.split_off(start);
    let room = piece.len();
    let len = fuzzer_mutate(&mut piece, room, room);
    piece.truncate(len);
    inner.extend(piece);
    inner.resize(until - from, 0);
    Some([&bytes[..from], &inner, &bytes[until..]].concat())
}

fn unpacked(bytes: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    if archive.is_empty() || archive.len() > PARTS_MAX {
        return None;
    }
    let mut parts = Vec::new();
    for index in 0..archive.len() {
        let part = archive.by_index(index).ok()?;
        let name = part.name().ok()?.into_owned();
        let mut content = Vec::new();
        // A part that does not unpack to its end keeps what there is of it.
        let _ = part.take(PART_BYTES_MAX).read_to_end(&mut content);
        parts.push((name, content));
    }
    Some(parts)
}

fn repacked(mut parts: Vec<(String, Vec<u8>)>, chance: &mut Chance) -> Option<Vec<u8>> {
    let at = chance.below(parts.len());
    match chance.below(16) {
        0 => {
            let mut name = parts[at].0.clone().into_bytes();
            grow(&mut name, 64);
            parts[at].0 = String::from_utf8_lossy(&name).into_owned();
        }
        1 => drop(parts.remove(at)),
        2 => {
            let copy = parts[at].clone();
            parts.push((format!("{}{}", chance.below(10), copy.0), copy.1));
        }
        3 => {
            let other = chance.below(parts.len());
            parts[at].1 = parts[other].1.clone();
        }
        _ => grow(&mut parts[at].1, 4_096),
    }
    let method = if chance.below(4) == 0 {
        CompressionMethod::Deflated
    } else {
        CompressionMethod::Stored
    };
    let options = SimpleFileOptions::default().compression_method(method);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(name, options).ok()?;
        writer.write_all(&content).ok()?;
    }
    Some(writer.finish().ok()?.into_inner())
}

/// Lets the fuzzer change a value, which may grow by so many bytes.
fn grow(value: &mut Vec<u8>, by: usize) {
    let size = value.len();
    value.resize(size + by, 0);
    let room = value.len();
    let size = fuzzer_mutate(value, size, room);
    value.truncate(size);
}

/// Numbers that follow from the fuzzer's own.
struct Chance(u32);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        usize::try_from(self.0 >> 8).expect("32 bits fit") % bound.max(1)
    }
}
