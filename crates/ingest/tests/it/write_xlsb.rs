//! Writes binary workbooks: records in the container of an .xlsx.

use crate::books::packed;
use crate::grids::{Grid, Put};
use crate::write_xls::{error_code, packed as packed_number};

/// One record.
pub(crate) fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let mut bytes = match u8::try_from(kind) {
        Ok(kind) if kind < 0x80 => vec![kind],
        _ => vec![
            u8::try_from(kind & 0x7f).unwrap() | 0x80,
            u8::try_from(kind >> 7).unwrap(),
        ],
    };
    let mut len = data.len();
    loop {
        let low = u8::try_from(len & 0x7f).unwrap();
        len >>= 7;
        bytes.push(if len > 0 { low | 0x80 } else { low });
        if len == 0 {
            break;
        }
    }
    bytes.extend(data);
    bytes
}

fn u32s(numbers: &[u32]) -> Vec<u8> {
    numbers
        .iter()
        .flat_map(|number| number.to_le_bytes())
        .collect()
}

fn text(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut bytes = u32s(&[u32::try_from(units.len()).unwrap()]);
    bytes.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
    bytes
}

/// The records with every cell that stands beside another written in the short way.
pub(crate) fn shortened(records: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = records;
    let mut last = None;
    while !rest.is_empty() {
        let (kind, head) = match rest[0] {
            low if low < 0x80 => (u16::from(low), 1),
            low => (u16::from(low & 0x7f) | u16::from(rest[1]) << 7, 2),
        };
        let (len, tail) = match rest[head] {
            low if low < 0x80 => (usize::from(low), 1),
            low => (
                usize::from(low & 0x7f) | usize::from(rest[head + 1]) << 7,
                2,
            ),
        };
        let data = &rest[head + tail..head + tail + len];
        rest = &rest[head + tail + len..];
        let column = || u32::from_le_bytes(data[..4].try_into().unwrap());
        match kind {
            1..=7 if last == column().checked_sub(1) => {
                bytes.extend(record(kind + 11, &data[4..]));
                last = Some(column());
            }
            1..=11 => {
                bytes.extend(record(kind, data));
                last = Some(column());
            }
            _ => {
                bytes.extend(record(kind, data));
                last = None;
            }
        }
    }
    bytes
}

/// The sheets as a file.
pub(crate) fn xlsb(grids: &[Grid<'_>]) -> Vec<u8> {
    packed(parts(grids))
}

/// The parts of the file.
pub(crate) fn parts(grids: &[Grid<'_>]) -> Vec<(String, Vec<u8>)> {
    let mut texts = Vec::new();
    let mut parts = Vec::new();
    let mut listed = Vec::new();
    let mut relationships = String::new();
    for (number, grid) in (1_u32..).zip(grids) {
        let target = format!("worksheets/sheet{number}.bin");
        relationships += &format!("<Relationship Id=\"rId{number}\" Target=\"{target}\"/>");
        let id = text(&format!("rId{number}"));
        listed.extend(record(
            156,
            &[u32s(&[0, number]), id, text(grid.name)].concat(),
        ));
        parts.push((format!("xl/{target}"), sheet(grid, &mut texts)));
    }
    let from_1904 = u32::from(grids.iter().any(|grid| grid.from_1904));
    let workbook = [
        record(131, &[]),
        record(153, &u32s(&[from_1904, 0, 0])),
        record(143, &[]),
        listed,
        record(144, &[]),
        record(157, &[0; 26]),
        record(132, &[]),
    ];
    let count = u32::try_from(texts.len()).unwrap();
    let mut shared = record(159, &u32s(&[count, count]));
    for each in &texts {
        shared.extend(record(19, &[vec![0], text(each)].concat()));
    }
    shared.extend(record(160, &[]));
    let package = "<Relationships><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/\
        officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.bin\"/></Relationships>";
    let relationships = format!("<Relationships>{relationships}</Relationships>");
    for (name, content) in [
        ("_rels/.rels", package.as_bytes().to_vec()),
        ("xl/_rels/workbook.bin.rels", relationships.into_bytes()),
        ("xl/workbook.bin", workbook.concat()),
        ("xl/sharedStrings.bin", shared),
        ("xl/styles.bin", styles()),
    ] {
        parts.push((name.to_owned(), content));
    }
    parts
}

fn styles() -> Vec<u8> {
    let style = |format: u16| {
        let mut data = [0_u16.to_le_bytes(), format.to_le_bytes()].concat();
        data.resize(16, 0);
        record(47, &data)
    };
    [
        record(278, &[]),
        record(615, &u32s(&[1])),
        record(
            44,
            &[164_u16.to_le_bytes().to_vec(), text("dd/mm/yyyy")].concat(),
        ),
        record(616, &[]),
        record(626, &u32s(&[1])),
        style(14),
        record(627, &[]),
        record(617, &u32s(&[2])),
        style(0),
        style(164),
        record(618, &[]),
        record(279, &[]),
    ]
    .concat()
}

fn sheet<'a>(grid: &Grid<'a>, texts: &mut Vec<&'a str>) -> Vec<u8> {
    let mut bytes = [record(129, &[]), record(148, &u32s(&[0, 0, 0, 0]))].concat();
    if let Some(column) = grid.hidden_column.map(u32::from) {
        bytes.extend(record(390, &[]));
        let info = [u32s(&[column, column, 2_000, 0]), vec![1, 0]].concat();
        bytes.extend(record(60, &info));
        bytes.extend(record(391, &[]));
    }
    bytes.extend(record(145, &[]));
    for (row, cells) in grid.rows() {
        let hidden = if grid.hidden_rows.contains(&row) {
            0x10
        } else {
            0
        };
        let header = [u32s(&[row, 0]), vec![0x2c, 1, 0, hidden, 0], u32s(&[0])].concat();
        bytes.extend(record(0, &header));
        for (column, put) in cells {
            bytes.extend(cell(u32::from(column), put, grid.from_1904, texts));
        }
    }
    bytes.extend(record(146, &[]));
    for (first, last, left, right) in &grid.merged {
        let range = u32s(&[*first, *last, u32::from(*left), u32::from(*right)]);
        bytes.extend(record(176, &range));
    }
    [bytes, record(130, &[])].concat()
}

fn cell<'a>(column: u32, put: Put<'a>, from_1904: bool, texts: &mut Vec<&'a str>) -> Vec<u8> {
    let place = |style: u32| u32s(&[column, style]);
    let number = |style: u32, number: f64| match packed_number(number) {
        Some(packed) => record(2, &[place(style), u32s(&[packed])].concat()),
        None => record(5, &[place(style), number.to_le_bytes().to_vec()].concat()),
    };
    let formula = [&[0, 0][..], &u32s(&[3]), &[0x1e, 1, 0], &u32s(&[0])].concat();
    match put {
        Put::Text(shared) => {
            let known = texts.iter().position(|text| *text == shared);
            let at = known.unwrap_or_else(|| {
                texts.push(shared);
                texts.len() - 1
            });
            record(7, &[place(0), u32s(&[u32::try_from(at).unwrap()])].concat())
        }
        Put::Number(value) => number(0, value),
        Put::Date(serial) => number(1, serial - if from_1904 { 1_462.0 } else { 0.0 }),
        Put::Bool(bool) => record(4, &[place(0), vec![u8::from(bool)]].concat()),
        Put::Error(error) => record(11, &[place(0), vec![error_code(error)], formula].concat()),
        Put::Formula(result) => record(8, &[place(0), text(result), formula].concat()),
    }
}
