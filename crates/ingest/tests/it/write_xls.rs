//! Writes workbooks of Excel 97 to 2003: a stream of records in a container of sectors.

use crate::grids::{Grid, Put};

const SECTOR: usize = 512;
const SMALL_SECTOR: usize = 64;
const END: u32 = 0xffff_fffe;
const FREE: u32 = 0xffff_ffff;
const TABLE: u32 = 0xffff_fffd;

fn u16s(numbers: &[u16]) -> Vec<u8> {
    numbers
        .iter()
        .flat_map(|number| number.to_le_bytes())
        .collect()
}

/// One record.
pub(crate) fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let len = u16::try_from(data.len()).unwrap();
    [&u16s(&[kind, len]), data].concat()
}

/// A text with the number of its characters in two bytes; in one byte a character where that is enough.
fn text(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut bytes = u16s(&[u16::try_from(units.len()).unwrap()]);
    match units.iter().map(|unit| u8::try_from(*unit)).collect() {
        Ok(narrow) => {
            let narrow: Vec<u8> = narrow;
            bytes.push(0);
            bytes.extend(narrow);
        }
        Err(_) => {
            bytes.push(1);
            bytes.extend(u16s(&units));
        }
    }
    bytes
}

fn begin(kind: u16) -> Vec<u8> {
    record(0x0809, &u16s(&[0x0600, kind, 0, 0, 0, 0, 0, 0]))
}

fn end() -> Vec<u8> {
    record(0x000a, &[])
}

/// What is written into the stream besides the cells.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Extra<'a> {
    /// Records at the start of the workbook.
    pub(crate) globals: &'a [u8],
    /// Records at the start of the first sheet.
    pub(crate) sheet: &'a [u8],
}

/// The workbook's stream.
pub(crate) fn stream(grids: &[Grid<'_>], extra: Extra<'_>) -> Vec<u8> {
    let mut texts: Vec<&str> = Vec::new();
    let sheets: Vec<Vec<u8>> = grids
        .iter()
        .enumerate()
        .map(|(at, grid)| {
            let extra = if at == 0 { extra.sheet } else { &[] };
            sheet(grid, extra, &mut texts)
        })
        .collect();
    let from_1904 = grids.iter().any(|grid| grid.from_1904);
    let mut globals = [begin(0x0005), extra.globals.to_vec()].concat();
    globals.extend(record(0x0022, &u16s(&[u16::from(from_1904)])));
    globals.extend(record(0x041e, &[u16s(&[164]), text("dd/mm/yyyy")].concat()));
    for format in [0, 164, 14] {
        let mut style = u16s(&[0, format]);
        style.resize(20, 0);
        globals.extend(record(0x00e0, &style));
    }
    let names: Vec<Vec<u8>> = grids
        .iter()
        .map(|grid| {
            let name = text(grid.name);
            // The number of characters takes one byte here.
            [&name[..1], &name[2..]].concat()
        })
        .collect();
    let tables = shared_texts(&texts);
    let listed: usize = names.iter().map(|name| 4 + 6 + name.len()).sum();
    let mut start = globals.len() + listed + tables.len() + end().len();
    for (name, sheet) in names.iter().zip(&sheets) {
        let start_bytes = u32::try_from(start).unwrap().to_le_bytes();
        globals.extend(record(0x0085, &[&start_bytes[..], &[0, 0], name].concat()));
        start += sheet.len();
    }
    globals.extend(tables);
    globals.extend(end());
    [globals, sheets.concat()].concat()
}

/// The shared texts, in records of the size that Excel writes, each going on where the last ended.
fn shared_texts(texts: &[&str]) -> Vec<u8> {
    const RECORD_BYTES: usize = 8_224;
    let count = u32::try_from(texts.len()).unwrap().to_le_bytes();
    let mut data = [count, count].concat();
    let (mut records, mut kind) = (Vec::new(), 0x00fc);
    for written in texts.iter().map(|shared| text(shared)) {
        let (head, signs) = written.split_at(3);
        if data.len() + head.len() > RECORD_BYTES {
            records.extend(record(kind, &data));
            (data, kind) = (Vec::new(), 0x003c);
        }
        data.extend(head);
        let is_wide = head[2] == 1;
        for sign in signs.chunks(if is_wide { 2 } else { 1 }) {
            if data.len() + sign.len() > RECORD_BYTES {
                records.extend(record(kind, &data));
                (data, kind) = (vec![head[2]], 0x003c);
            }
            data.extend(sign);
        }
    }
    records.extend(record(kind, &data));
    records
}

fn sheet<'a>(grid: &Grid<'a>, extra: &[u8], texts: &mut Vec<&'a str>) -> Vec<u8> {
    let mut bytes = begin(0x0010);
    if let Some(column) = grid.hidden_column {
        bytes.extend(record(0x007d, &u16s(&[column, column, 2_000, 0, 1, 0])));
    }
    let rows = grid.rows();
    let last_row = rows.keys().max().map_or(0, |row| row + 1);
    let mut size = [0_u32.to_le_bytes(), last_row.to_le_bytes()].concat();
    size.extend(u16s(&[0, 30, 0]));
    bytes.extend(record(0x0200, &size));
    bytes.extend(extra);
    for (row, cells) in rows {
        let number = u16::try_from(row).unwrap();
        let hidden = if grid.hidden_rows.contains(&row) {
            0x20
        } else {
            0
        };
        bytes.extend(record(
            0x0208,
            &u16s(&[number, 0, 30, 255, 0, 0, 0x100 | hidden, 15]),
        ));
        for (column, put) in cells {
            bytes.extend(cell([number, column], put, grid.from_1904, texts));
        }
    }
    for (first, last, left, right) in &grid.merged {
        let [first, last] = [*first, *last].map(|row| u16::try_from(row).unwrap());
        bytes.extend(record(0x00e5, &u16s(&[1, first, last, *left, *right])));
    }
    [bytes, end()].concat()
}

fn cell<'a>(at: [u16; 2], put: Put<'a>, from_1904: bool, texts: &mut Vec<&'a str>) -> Vec<u8> {
    let place = |style: u16| u16s(&[at[0], at[1], style]);
    let formula = |result: [u8; 8]| {
        let rest = [&result[..], &[0; 6], &[3, 0, 0x1e, 1, 0]].concat();
        record(0x0006, &[place(0), rest].concat())
    };
    match put {
        Put::Text(shared) => {
            let known = texts.iter().position(|text| *text == shared);
            let number = known.unwrap_or_else(|| {
                texts.push(shared);
                texts.len() - 1
            });
            let number = u32::try_from(number).unwrap().to_le_bytes();
            record(0x00fd, &[place(0), number.to_vec()].concat())
        }
        Put::Number(number) => number_cell(place(0), number),
        Put::Date(serial) => number_cell(place(1), serial - if from_1904 { 1_462.0 } else { 0.0 }),
        Put::Bool(bool) => record(0x0205, &[place(0), vec![u8::from(bool), 0]].concat()),
        Put::Error(error) => formula([2, 0, error_code(error), 0, 0, 0, 0xff, 0xff]),
        Put::Formula(result) => {
            let formula = formula([0, 0, 0, 0, 0, 0, 0xff, 0xff]);
            [formula, record(0x0207, &text(result))].concat()
        }
    }
}

/// A whole number is packed, as Excel does it; another is not.
fn number_cell(place: Vec<u8>, number: f64) -> Vec<u8> {
    match packed(number) {
        Some(packed) => record(0x027e, &[place, packed.to_le_bytes().to_vec()].concat()),
        None => record(0x0203, &[place, number.to_le_bytes().to_vec()].concat()),
    }
}

/// A small whole number in four bytes.
pub(crate) fn packed(number: f64) -> Option<u32> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "only where it is whole and small"
    )]
    let whole = number as u32;
    (f64::from(whole) == number && whole < 1 << 29).then_some(whole << 2 | 2)
}

pub(crate) fn error_code(error: &str) -> u8 {
    match error {
        "#DIV/0!" => 0x07,
        "#VALUE!" => 0x0f,
        "#REF!" => 0x17,
        "#N/A" => 0x2a,
        other => panic!("{other}"),
    }
}

/// The sheets as a file.
pub(crate) fn xls(grids: &[Grid<'_>]) -> Vec<u8> {
    container(&stream(grids, Extra::default()), &[])
}

/// A stream named `Workbook` as a file, beside empty folders of these names. A short stream goes into small sectors.
pub(crate) fn container(stream: &[u8], folders: &[&str]) -> Vec<u8> {
    let is_small = stream.len() < 4_096;
    let sectors = |bytes: usize| bytes.div_ceil(SECTOR);
    let n_small = stream.len().div_ceil(SMALL_SECTOR);
    let n_entries = 2 + folders.len();
    let n_directory = sectors(n_entries * 128);
    let n_small_table = if is_small { sectors(n_small * 4) } else { 0 };
    let n_data = sectors(if is_small {
        n_small * SMALL_SECTOR
    } else {
        stream.len()
    });
    let used = n_directory + n_small_table + n_data;
    let n_tables = (1..).find(|n| used + n <= n * (SECTOR / 4)).unwrap();
    assert!(n_tables <= 109, "a larger file needs a list of its tables");

    let number = |n: usize| u32::try_from(n).unwrap();
    let chain = |first: usize, n: usize| {
        let last = first + n;
        (first + 1..=last).map(move |next| if next == last { END } else { number(next) })
    };
    let small_table = n_directory;
    let data = small_table + n_small_table;
    let mut next: Vec<u32> = chain(0, n_directory).collect();
    next.extend(chain(small_table, n_small_table));
    next.extend(chain(data, n_data));
    next.extend(std::iter::repeat_n(TABLE, n_tables));
    next.resize(n_tables * SECTOR / 4, FREE);

    let mut header = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    header.resize(24, 0);
    header.extend(u16s(&[0x3e, 3, 0xfffe, 9, 6, 0, 0, 0]));
    let first_small = if is_small { number(small_table) } else { END };
    for field in [
        0,
        number(n_tables),
        0,
        0,
        4_096,
        first_small,
        number(n_small_table),
        END,
        0,
    ] {
        header.extend(field.to_le_bytes());
    }
    for table in 0..109 {
        let at = if table < n_tables {
            number(used + table)
        } else {
            FREE
        };
        header.extend(at.to_le_bytes());
    }

    let mut bytes = header;
    let pad = |bytes: &mut Vec<u8>, fill: u8| {
        bytes.resize(bytes.len().next_multiple_of(SECTOR), fill);
    };
    let store = if is_small { n_small * SMALL_SECTOR } else { 0 };
    let root_start = if is_small { number(data) } else { END };
    bytes.extend(entry(
        "Root Entry",
        5,
        [FREE, FREE, 1],
        root_start,
        number(store),
    ));
    let start = if is_small { 0 } else { number(data) };
    let beside = if folders.is_empty() { FREE } else { 2 };
    let links = [FREE, beside, FREE];
    bytes.extend(entry("Workbook", 2, links, start, number(stream.len())));
    for (at, folder) in (3..).zip(folders) {
        let beside = if at < n_entries { number(at) } else { FREE };
        bytes.extend(entry(folder, 1, [FREE, beside, FREE], 0, 0));
    }
    pad(&mut bytes, 0);
    if is_small {
        for following in chain(0, n_small) {
            bytes.extend(following.to_le_bytes());
        }
        pad(&mut bytes, 0xff);
    }
    bytes.extend(stream);
    pad(&mut bytes, 0);
    bytes.extend(next.iter().flat_map(|following| following.to_le_bytes()));
    bytes
}

/// An entry of the directory; the links are to the left, to the right and to what is in it.
fn entry(name: &str, kind: u8, links: [u32; 3], start: u32, size: u32) -> Vec<u8> {
    let mut bytes = u16s(&name.encode_utf16().collect::<Vec<u16>>());
    let len = u16::try_from(bytes.len() + 2).unwrap();
    bytes.resize(64, 0);
    bytes.extend(len.to_le_bytes());
    bytes.extend([kind, 1]);
    bytes.extend(links.iter().flat_map(|link| link.to_le_bytes()));
    bytes.resize(116, 0);
    bytes.extend(start.to_le_bytes());
    bytes.extend(size.to_le_bytes());
    bytes.resize(128, 0);
    bytes
}
