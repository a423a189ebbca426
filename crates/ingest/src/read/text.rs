//! Text files: their encoding, the sign between their values, and their rows.

use std::borrow::Cow;

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::quotes::{self, Fault};
use super::{Bounds, Contents, Refusal, kind};
use crate::sheet::Sheet;
use crate::upload::Limits;

/// How a text file was read, for "what we changed".
#[derive(Debug, Clone, Default)]
pub(crate) struct How {
    /// The sign between the values.
    pub(crate) separator: char,
    /// Cells whose signs were read from the older Windows encoding, with the first of them (row, column).
    pub(crate) special_cells: u32,
    /// The first such cell.
    pub(crate) first_special: Option<(u32, u16)>,
}

impl How {
    /// As a text is read that has nothing to remark on.
    pub(super) fn plain() -> Self {
        Self {
            separator: ',',
            ..Self::default()
        }
    }
}

const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// How much of the file the separator is found from.
const SNIFF_BYTES: usize = 64 * 1024;
const SNIFF_RECORDS: usize = 40;
/// A heading is shorter than this.
const HEADING_BYTES_MAX: usize = 120;

/// Reads a text file.
pub(super) fn read(bytes: &[u8], bounds: Bounds<'_>) -> Result<Contents, Refusal> {
    let (sheet, how) = read_sheet(bytes, None, bounds)?;
    Ok(Contents {
        sheets: vec![sheet],
        texts: vec![how],
        ..Contents::default()
    })
}

/// Reads a text file as the sheet of this name.
pub(super) fn read_sheet(
    bytes: &[u8],
    name: Option<String>,
    bounds: Bounds<'_>,
) -> Result<(Sheet, How), Refusal> {
    let Bounds {
        limits,
        clock,
        is_heading,
        ..
    } = bounds;
    let (text, is_older) = decode(bytes);
    if text.trim().is_empty() {
        return Err(Refusal::Empty);
    }
    let (declared, skipped) = declared_separator(&text);
    let body = text.get(skipped..).unwrap_or_default();
    let separator = declared.unwrap_or_else(|| sniff(body, is_heading));
    let shift = u32::from(skipped > 0);
    let numbers =
        quotes::row_numbers(body.as_bytes(), separator, clock).map_err(|fault| match fault {
            Fault::Unclosed(open) => Refusal::UnclosedQuote {
                sheet: name.clone(),
                row: open.row + shift,
                column: open.column,
                last_row: open.last_row + shift,
            },
            Fault::TooWide { found } => Refusal::TooManyColumns {
                sheet: name.clone(),
                found,
            },
            Fault::TookTooLong => Refusal::TookTooLong,
        })?;
    let mut how = How {
        separator: char::from(separator),
        ..How::default()
    };
    let mut sheet = Sheet::named(name);
    let mut records = parser(body.as_bytes(), separator);
    let mut record = csv::StringRecord::new();
    for number in numbers {
        if clock.is_over() {
            return Err(Refusal::TookTooLong);
        }
        if !records.read_record(&mut record).unwrap_or(false) {
            break;
        }
        let number = number + shift;
        sheet.begin_row(number);
        sheet.set_fields(u16::try_from(record.len()).unwrap_or(u16::MAX));
        for (column, raw) in record.iter().enumerate() {
            if raw.is_empty() {
                continue;
            }
            let Ok(column) = u16::try_from(column) else {
                return Err(Refusal::TooManyColumns {
                    sheet: sheet.name.clone(),
                    found: u16::MAX,
                });
            };
            if is_older && !raw.is_ascii() {
                how.special_cells += 1;
                how.first_special.get_or_insert((number, column));
            }
            sheet.push_text(column, cut(raw, limits.max_cell_chars));
            if column >= limits.max_columns && sheet_ends_in(&sheet, column) {
                return Err(Refusal::TooManyColumns {
                    sheet: sheet.name.clone(),
                    found: column + 1,
                });
            }
        }
        if sheet.n_cells() > limits.max_cells || sheet.text_bytes() > limits.max_text_bytes {
            return Err(Refusal::TooManyCells);
        }
    }
    sheet.finish();
    too_many_rows(&sheet, limits)?;
    Ok((sheet, how))
}

/// Refuses a sheet with more rows than the limit, with room for titles and notes.
pub(super) fn too_many_rows(sheet: &Sheet, limits: &Limits) -> Result<(), Refusal> {
    let found = u32::try_from(sheet.rows().len()).unwrap_or(u32::MAX);
    if found > limits.max_rows.saturating_add(ROOM_FOR_TITLES) {
        return Err(Refusal::TooManyRows {
            sheet: sheet.name.clone(),
            found,
        });
    }
    Ok(())
}

/// Rows that may stand around the table beyond the limit on its rows.
pub(super) const ROOM_FOR_TITLES: u32 = 100;

/// The first characters of a text.
pub(super) fn cut(text: &str, chars: usize) -> &str {
    if text.len() <= chars {
        return text;
    }
    match text.char_indices().nth(chars) {
        Some((at, _)) => text.get(..at).unwrap_or_default(),
        None => text,
    }
}

fn sheet_ends_in(sheet: &Sheet, column: u16) -> bool {
    sheet
        .rows()
        .last()
        .is_some_and(|row| row.get(column).is_some())
}

fn parser(text: &[u8], separator: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text)
}

/// A byte-order mark, else two bytes a character, else valid UTF-8, else the Windows encoding of western Europe.
/// True in second place when it was the last. Guessing by frequency would read a lone pound sign as a Polish letter.
fn decode(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    let wide = |rest, encoding: &'static encoding_rs::Encoding| {
        (encoding.decode_without_bom_handling(rest).0, false)
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => return wide(rest, UTF_16LE),
        [0xfe, 0xff, rest @ ..] => return wide(rest, UTF_16BE),
        _ => {}
    }
    match kind::utf16_order(bytes) {
        Some(true) => return wide(bytes, UTF_16LE),
        Some(false) => return wide(bytes, UTF_16BE),
        None => {}
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), false),
        Err(_) => (WINDOWS_1252.decode_without_bom_handling(bytes).0, true),
    }
}

/// Excel's own first line `sep=;`, with the length of that line.
fn declared_separator(text: &str) -> (Option<u8>, usize) {
    let Some(line) = text.split_inclusive('\n').next() else {
        return (None, 0);
    };
    match line
        .trim_end()
        .trim_matches('"')
        .strip_prefix("sep=")
        .map(str::as_bytes)
    {
        Some([separator]) if SEPARATORS.contains(separator) => (Some(*separator), line.len()),
        Some([]) if line.contains('\t') => (Some(b'\t'), line.len()),
        _ => (None, 0),
    }
}

/// The separator under which one of the first rows has the most headings of the return; if none has any, the one under
/// which the most rows have the same number of values.
fn sniff(text: &str, is_heading: &dyn Fn(&str) -> bool) -> u8 {
    let head = text
        .as_bytes()
        .get(..SNIFF_BYTES)
        .unwrap_or(text.as_bytes());
    let score = |separator: u8| {
        let mut headings_most = 0_usize;
        let mut counts: Vec<usize> = Vec::new();
        for record in parser(head, separator).byte_records().take(SNIFF_RECORDS) {
            let Ok(record) = record else { break };
            counts.push(record.len());
            if headings_most < 3 {
                let fields = record
                    .iter()
                    .filter(|field| field.len() < HEADING_BYTES_MAX);
                let headings = fields
                    .filter_map(|field| str::from_utf8(field).ok())
                    .filter(|field| is_heading(field))
                    .count();
                headings_most = headings_most.max(headings);
            }
        }
        let agreeing = counts
            .iter()
            .filter(|count| **count > 1)
            .map(|count| counts.iter().filter(|other| *other == count).count() * count)
            .max();
        (headings_most, agreeing.unwrap_or(0))
    };
    let mut best = (b',', (0, 0));
    for separator in SEPARATORS {
        let score = score(separator);
        if score > best.1 {
            best = (separator, score);
        }
    }
    best.0
}
