//! Text files: their encoding, the sign between their values, and their rows.

mod find;
mod parts;
mod records;

use std::borrow::Cow;

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::source::Source;
use super::{Bounds, Contents, Refusal, kind};
use crate::sheet::Sheet;
use crate::upload::Limits;

pub(crate) use parts::TextFile;

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

    /// Counts a cell whose signs were read from the older encoding.
    fn special(&mut self, row: u32, column: u16) {
        self.special_cells = self.special_cells.saturating_add(1);
        self.first_special.get_or_insert((row, column));
    }

    /// Adds what was counted in a later part of the file.
    pub(crate) fn add(&mut self, later: &Self) {
        self.special_cells = self.special_cells.saturating_add(later.special_cells);
        self.first_special = self.first_special.or(later.first_special);
    }
}

const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// How much of the file the separator is found from.
const SNIFF_BYTES: usize = 64 * 1024;
const SNIFF_RECORDS: usize = 40;
/// A heading is shorter than this.
const HEADING_BYTES_MAX: usize = 120;

/// Reads a text file; of one with several parts the first, and where the others are.
pub(super) fn read<'s>(source: Source<'s>, bounds: Bounds<'_>) -> Result<Contents<'s>, Refusal> {
    let text = TextFile::open(source, None, bounds)?;
    let mut sheet = Sheet::default();
    let mut how = text.how();
    let of_head = text.read_part(0, &mut sheet, &mut Vec::new(), bounds.clock)?;
    sheet.finish();
    let is_long = text.n_parts() > 1;
    if !is_long {
        how.add(&of_head);
        within(&sheet, bounds.limits)?;
    }
    Ok(Contents {
        sheets: vec![sheet],
        texts: vec![how],
        long: is_long.then_some(text),
        ..Contents::default()
    })
}

/// Reads a text file as the sheet of this name.
pub(super) fn read_sheet(
    bytes: &[u8],
    name: Option<String>,
    bounds: Bounds<'_>,
) -> Result<(Sheet, How), Refusal> {
    let source = Source::Memory(Cow::Borrowed(bytes));
    let text = TextFile::open(source, name.clone(), bounds)?;
    let mut how = text.how();
    let mut sheet = Sheet::named(name);
    for part in 0..text.n_parts() {
        how.add(&text.read_part(part, &mut sheet, &mut Vec::new(), bounds.clock)?);
        cells_within(sheet.n_cells(), sheet.text_bytes(), bounds.limits)?;
    }
    sheet.finish();
    within(&sheet, bounds.limits)?;
    Ok((sheet, how))
}

/// Refuses a sheet with more of anything than the limits allow.
fn within(sheet: &Sheet, limits: &Limits) -> Result<(), Refusal> {
    cells_within(sheet.n_cells(), sheet.text_bytes(), limits)?;
    too_many_rows(sheet, limits)
}

/// Refuses more cells, or more text in them, than the limits allow.
pub(crate) fn cells_within(
    n_cells: usize,
    text_bytes: usize,
    limits: &Limits,
) -> Result<(), Refusal> {
    if n_cells > limits.max_cells || text_bytes > limits.max_text_bytes {
        return Err(Refusal::TooManyCells);
    }
    Ok(())
}

/// Refuses a sheet with more rows than the limit, with room for titles and notes.
pub(super) fn too_many_rows(sheet: &Sheet, limits: &Limits) -> Result<(), Refusal> {
    rows_within(sheet.rows().len(), sheet.name.as_deref(), limits)
}

/// Refuses more rows than the limit, with room for titles and notes.
pub(crate) fn rows_within(n: usize, name: Option<&str>, limits: &Limits) -> Result<(), Refusal> {
    let found = u32::try_from(n).unwrap_or(u32::MAX);
    if found > limits.max_rows.saturating_add(ROOM_FOR_TITLES) {
        return Err(Refusal::TooManyRows {
            sheet: name.map(str::to_owned),
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

fn parser(text: &[u8], separator: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text)
}

/// Text in two bytes a character as plain text; none if it is no such text.
fn from_wide(bytes: &[u8]) -> Option<String> {
    let wide = |rest, encoding: &'static encoding_rs::Encoding| {
        Some(encoding.decode_without_bom_handling(rest).0.into_owned())
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => return wide(rest, UTF_16LE),
        [0xfe, 0xff, rest @ ..] => return wide(rest, UTF_16BE),
        _ => {}
    }
    match kind::utf16_order(bytes) {
        Some(true) => wide(bytes, UTF_16LE),
        Some(false) => wide(bytes, UTF_16BE),
        None => None,
    }
}

/// Text that is valid UTF-8, or else in the Windows encoding of western Europe: guessing by frequency would read a lone
/// pound sign as a Polish letter.
fn decoded(bytes: &[u8], is_older: bool) -> Option<Cow<'_, str>> {
    if is_older {
        return Some(WINDOWS_1252.decode_without_bom_handling(bytes).0);
    }
    str::from_utf8(bytes).ok().map(Cow::Borrowed)
}

/// The beginning of a file as text, whether or not it ends within a character.
fn head_text(bytes: &[u8]) -> Cow<'_, str> {
    match str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(error) if error.error_len().is_none() => {
            let whole = bytes.get(..error.valid_up_to()).unwrap_or_default();
            Cow::Borrowed(str::from_utf8(whole).unwrap_or_default())
        }
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
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
