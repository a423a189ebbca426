//! One file: found plain or gzipped, decoded, read row by row.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    io::{self, Read},
    path::Path,
    str::FromStr,
};

use bytes::Bytes;
use csv::{ReaderBuilder, StringRecord};

use super::problems::Problems;
use crate::error::Problem;

/// The most a file may hold when unpacked. The largest published one holds about 15 MB.
const UNPACKED_BYTES_MAX: u64 = 256 << 20;
/// The same for a file that somebody sent.
const HELD_BYTES_MAX: u64 = 64 << 20;
/// The most rows of a file. The largest published one has 36,000.
const ROWS_MAX: usize = 1_000_000;
/// Longest header; the publishers' have a few thousand bytes.
const HEADER_BYTES_MAX: usize = 64 << 10;
/// Names of a header that are told where one is missing, and characters of each.
const NAMES_TOLD: usize = 20;
const NAME_CHARS_TOLD: usize = 60;

/// Where the publishers' files are.
#[derive(Clone, Copy)]
pub(crate) enum Files<'a> {
    /// In a folder of this machine.
    Folder(&'a Path),
    /// In memory, by path, plain or gzipped under a name that ends with `.gz`.
    Held(&'a BTreeMap<String, Bytes>),
}

/// A cell of a needed column, without blanks around it.
#[derive(Clone, Copy)]
pub(super) struct Cell<'a> {
    pub(super) text: &'a str,
    pub(super) column: &'a str,
    file: &'a str,
    row: u64,
}

impl Cell<'_> {
    /// The cell as a value, or a problem that says what it should have been.
    pub(super) fn parse<T: FromStr>(self, expected: &str, problems: &mut Problems) -> Option<T> {
        let value = self.text.parse().ok();
        if value.is_none() {
            self.refuse(format!("\"{}\" is not {expected}", self.text), problems);
        }
        value
    }

    /// The cell as a value, or none if it is empty.
    pub(super) fn parse_if_any<T: FromStr>(
        self,
        expected: &str,
        problems: &mut Problems,
    ) -> Option<T> {
        if self.text.is_empty() {
            None
        } else {
            self.parse(expected, problems)
        }
    }

    pub(super) fn refuse(self, reason: String, problems: &mut Problems) {
        problems.add(Problem {
            file: self.file.to_owned(),
            row: Some(self.row),
            column: Some(self.column.to_owned()),
            reason,
        });
    }
}

/// A row of needed columns.
pub(super) struct Row<'a, const N: usize> {
    pub(super) number: u64,
    pub(super) cells: [Cell<'a>; N],
}

/// Reads a file with a header, giving the named columns of each row in the order asked for.
pub(super) fn read<const N: usize>(
    dir: Files<'_>,
    file: &str,
    columns: [&str; N],
    problems: &mut Problems,
    each: impl FnMut(Row<'_, N>, &mut Problems),
) {
    let Some(text) = text(dir, file, problems) else {
        return;
    };
    if text
        .lines()
        .next()
        .is_some_and(|header| header.len() > HEADER_BYTES_MAX)
    {
        return problems.in_file(file, "its first line is longer than any header");
    }
    let mut reader = ReaderBuilder::new().from_reader(text.as_bytes());
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(_) => return problems.in_file(file, "the header cannot be read"),
    };
    let places = columns.map(|column| {
        let mut found = header
            .iter()
            .enumerate()
            .filter(|(_, name)| name.trim() == column)
            .map(|(place, _)| place);
        let place = found.next();
        if place.is_none() {
            let names: Vec<String> = header
                .iter()
                .take(NAMES_TOLD)
                .map(|name| name.trim().chars().take(NAME_CHARS_TOLD).collect())
                .collect();
            problems.in_file(
                file,
                format!(
                    "column {column} is missing; the file has {}",
                    names.join(", ")
                ),
            );
        } else if found.next().is_some() {
            problems.in_file(file, format!("column {column} is there more than once"));
        }
        place
    });
    if places.iter().all(Option::is_some) {
        rows(
            file,
            reader.into_records(),
            columns,
            places.map(Option::unwrap_or_default),
            problems,
            each,
        );
    }
}

/// Reads a file without a header, giving the columns at those places (from 0) of each row.
pub(super) fn read_without_header<const N: usize>(
    dir: Files<'_>,
    file: &str,
    columns: [(&str, usize); N],
    problems: &mut Problems,
    each: impl FnMut(Row<'_, N>, &mut Problems),
) {
    let Some(text) = text(dir, file, problems) else {
        return;
    };
    let reader = ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    rows(
        file,
        reader.into_records(),
        columns.map(|(name, _)| name),
        columns.map(|(_, place)| place),
        problems,
        each,
    );
}

/// Reads a file with a header into a map by its first named column, which no two rows may share.
pub(super) fn keyed<K: Clone + Ord, T, const N: usize>(
    dir: Files<'_>,
    file: &str,
    columns: [&str; N],
    problems: &mut Problems,
    mut each: impl FnMut(&Row<'_, N>, &mut Problems) -> Option<(K, T)>,
) -> BTreeMap<K, Keyed<T>> {
    let mut map: BTreeMap<K, Keyed<T>> = BTreeMap::new();
    read(dir, file, columns, problems, |row, problems| {
        let Some((key, value)) = each(&row, problems) else {
            return;
        };
        if let Some(earlier) = map.get(&key) {
            let text = row.cells.first().map(|cell| cell.text).unwrap_or_default();
            problems.in_row(
                file,
                row.number,
                format!("{text} is already in row {}", earlier.row),
            );
        } else {
            map.insert(
                key,
                Keyed {
                    row: row.number,
                    value,
                },
            );
        }
    });
    map
}

/// A value and the row it came from.
pub(super) struct Keyed<T> {
    pub(super) row: u64,
    pub(super) value: T,
}

fn rows<const N: usize>(
    file: &str,
    records: impl Iterator<Item = Result<StringRecord, csv::Error>>,
    columns: [&str; N],
    places: [usize; N],
    problems: &mut Problems,
    mut each: impl FnMut(Row<'_, N>, &mut Problems),
) {
    for (n, record) in records.enumerate() {
        if n == ROWS_MAX {
            return problems.in_file(file, format!("the file has more than {ROWS_MAX} rows"));
        }
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let row = error.position().map(csv::Position::line);
                problems.add(Problem {
                    file: file.to_owned(),
                    row,
                    column: None,
                    reason: reason(&error),
                });
                continue;
            }
        };
        let number = record
            .position()
            .map(csv::Position::line)
            .unwrap_or_default();
        let cells = std::array::from_fn(|n| {
            let place = places.get(n).copied().unwrap_or_default();
            Cell {
                text: record.get(place).unwrap_or_default().trim(),
                column: columns.get(n).copied().unwrap_or_default(),
                file,
                row: number,
            }
        });
        each(Row { number, cells }, problems);
    }
}

fn reason(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => {
            format!("the row has {len} columns where there should be {expected_len}")
        }
        _ => "the row cannot be read".to_owned(),
    }
}

/// The names of the files of a folder, without `.gz`.
pub(super) fn names_in(dir: Files<'_>, folder: &str) -> BTreeSet<String> {
    let names: Vec<String> = match dir {
        Files::Folder(dir) => fs::read_dir(dir.join(folder))
            .into_iter()
            .flatten()
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .collect(),
        Files::Held(files) => files
            .keys()
            .filter_map(|path| path.strip_prefix(folder)?.strip_prefix('/'))
            .map(str::to_owned)
            .collect(),
    };
    names
        .into_iter()
        .map(|name| name.trim_end_matches(".gz").to_owned())
        .collect()
}

/// Whether the file is there, plain or gzipped.
pub(super) fn is_there(dir: Files<'_>, file: &str) -> bool {
    let packed = packed_name(file);
    match dir {
        Files::Folder(dir) => dir.join(file).is_file() || dir.join(packed).is_file(),
        Files::Held(files) => files.contains_key(file) || files.contains_key(&packed),
    }
}

fn packed_name(file: &str) -> String {
    format!("{file}.gz")
}

/// The whole text of a file. Text that is not UTF-8 is taken as Windows-1252, which older releases are in.
pub(super) fn text(dir: Files<'_>, file: &str, problems: &mut Problems) -> Option<String> {
    let read = match dir {
        Files::Folder(dir) => in_folder(dir, file),
        Files::Held(files) => held(files, file),
    };
    match read {
        Ok(bytes) => {
            let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
            let text = std::str::from_utf8(bytes).map(str::to_owned);
            Some(text.unwrap_or_else(|_| {
                encoding_rs::WINDOWS_1252
                    .decode_without_bom_handling(bytes)
                    .0
                    .into_owned()
            }))
        }
        Err(reason) => {
            problems.in_file(file, reason);
            None
        }
    }
}

/// The bytes of a file in a folder, or why there are none.
fn in_folder(dir: &Path, file: &str) -> Result<Vec<u8>, String> {
    let plain = dir.join(file);
    let packed = dir.join(packed_name(file));
    let bytes = if plain.is_file() {
        File::open(plain).and_then(|file| bounded(file, UNPACKED_BYTES_MAX))
    } else if packed.is_file() {
        File::open(packed)
            .map(flate2::read::MultiGzDecoder::new)
            .and_then(|file| bounded(file, UNPACKED_BYTES_MAX))
    } else {
        return Err(missing());
    };
    bytes
        .map_err(|error| format!("the file cannot be read: {error}"))?
        .ok_or_else(|| too_long(UNPACKED_BYTES_MAX))
}

/// The bytes of a file in memory, or why there are none.
fn held(files: &BTreeMap<String, Bytes>, file: &str) -> Result<Vec<u8>, String> {
    let bytes = if let Some(plain) = files.get(file) {
        bounded(plain.as_ref(), HELD_BYTES_MAX)
    } else if let Some(packed) = files.get(&packed_name(file)) {
        bounded(
            flate2::read::MultiGzDecoder::new(packed.as_ref()),
            HELD_BYTES_MAX,
        )
    } else {
        return Err(missing());
    };
    bytes
        .map_err(|_| "the file cannot be unpacked: its name ends with .gz, but it is damaged or packed in another way".to_owned())?
        .ok_or_else(|| too_long(HELD_BYTES_MAX))
}

fn missing() -> String {
    "the file is missing, plain or with .gz".to_owned()
}

fn too_long(bytes_max: u64) -> String {
    format!(
        "the file holds more than {} MB when unpacked",
        bytes_max >> 20
    )
}

/// All that is read, unless it is more than so many bytes.
fn bounded(reader: impl Read, bytes_max: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    reader.take(bytes_max + 1).read_to_end(&mut bytes)?;
    let is_small = u64::try_from(bytes.len()).is_ok_and(|len| len <= bytes_max);
    Ok(is_small.then_some(bytes))
}
