//! What the cells of a worksheet do not tell: hidden rows and columns, merged cells, formulas without a result.
//!
//! Read from the part's markup while it is unpacked for the first time, tag by tag, so that the pass which guards
//! against hostile containers also pays for these.

use std::io::{BufRead, Result};

use super::filling::{MERGED_MAX, PLACES_MAX};

/// The layout of one worksheet.
#[derive(Debug, Clone, Default)]
pub(crate) struct Layout {
    /// Numbers of hidden rows.
    pub(crate) hidden_rows: Vec<u32>,
    /// Whether any column is hidden.
    pub(crate) has_hidden_columns: bool,
    /// Merged ranges that reach over several rows: the range, its first row and its column.
    pub(crate) merged: Vec<(String, u32, u16)>,
    /// Cells (row from 1, column from 0) with a formula that has no result.
    pub(crate) uncalculated: Vec<(u32, u16)>,
    /// Cells that show an error.
    pub(crate) errors: Vec<(u32, u16)>,
    /// Whether a cell says that it is where no sheet has cells. The library would wrap its row round to another one.
    pub(crate) is_beyond: bool,
}

/// What a sheet can have.
const ROWS_MAX: u32 = 1_048_576;
const COLUMNS_MAX: u16 = 16_384;

#[derive(Default)]
struct Cell {
    at: (u32, u16),
    has_formula: bool,
    /// Something between its value's tags; or that it is text, which may be empty once it is worked out.
    has_result: bool,
}

/// Reads a worksheet's markup to its end.
pub(crate) fn read(mut part: impl BufRead) -> Result<Layout> {
    let mut layout = Layout::default();
    let mut tag = Vec::new();
    let mut row = 0_u32;
    let mut cell = Cell::default();
    let mut in_value = false;
    loop {
        let text = part.skip_until(b'<')?;
        if text == 0 {
            return Ok(layout);
        }
        if in_value {
            // The text between this tag and the last, with the bracket that ends it.
            cell.has_result |= text > 1;
            in_value = false;
        }
        tag.clear();
        part.read_until(b'>', &mut tag)?;
        match tag.first() {
            Some(b'r') if tag.starts_with(b"row ") || tag.starts_with(b"row>") => {
                row = number(&tag, b" r=\"").unwrap_or(row.saturating_add(1));
                if is_hidden(&tag) {
                    remember(&mut layout.hidden_rows, row);
                }
            }
            Some(b'c') if tag.starts_with(b"c ") || tag.starts_with(b"c>") => {
                let next = cell.at.1.saturating_add(1);
                let reference = attribute(&tag, b" r=\"");
                let at = reference.and_then(cell_reference);
                layout.is_beyond |= reference.is_some_and(|reference| is_beyond(reference, at));
                let kind = attribute(&tag, b" t=\"");
                cell = Cell {
                    at: at.unwrap_or((row, next)),
                    has_formula: false,
                    has_result: kind == Some(b"str"),
                };
                if kind == Some(b"e") {
                    remember(&mut layout.errors, cell.at);
                }
            }
            Some(b'f')
                if tag.starts_with(b"f ") || tag.starts_with(b"f>") || tag.starts_with(b"f/") =>
            {
                cell.has_formula = true;
            }
            Some(b'v') if tag == b"v>" => in_value = true,
            Some(b'i') if tag.starts_with(b"is") => cell.has_result = true,
            Some(b'/') if tag == b"/c>" && cell.has_formula && !cell.has_result => {
                remember(&mut layout.uncalculated, cell.at);
            }
            Some(b'c') if tag.starts_with(b"col ") => layout.has_hidden_columns |= is_hidden(&tag),
            Some(b'm') if tag.starts_with(b"mergeCell ") => {
                let range =
                    attribute(&tag, b" ref=\"").and_then(|range| str::from_utf8(range).ok());
                if let Some(merged) = range.and_then(several_rows)
                    && layout.merged.len() < MERGED_MAX
                {
                    layout.merged.push(merged);
                }
            }
            _ => {}
        }
    }
}

fn remember<T>(places: &mut Vec<T>, place: T) {
    if places.len() < PLACES_MAX {
        places.push(place);
    }
}

fn is_hidden(tag: &[u8]) -> bool {
    matches!(attribute(tag, b" hidden=\""), Some(b"1" | b"true"))
}

/// The value of an attribute; the name comes with the space before it and the quote behind it.
fn attribute<'t>(tag: &'t [u8], name: &[u8]) -> Option<&'t [u8]> {
    let start = super::kind::find(tag, name)? + name.len();
    let rest = tag.get(start..)?;
    rest.split(|byte| *byte == b'"').next()
}

fn number(tag: &[u8], name: &[u8]) -> Option<u32> {
    str::from_utf8(attribute(tag, name)?).ok()?.parse().ok()
}

/// `B7` as row 7 and column 1.
fn cell_reference(reference: &[u8]) -> Option<(u32, u16)> {
    let mut column = 0_u32;
    let mut row = 0_u32;
    for byte in reference {
        match byte {
            b'A'..=b'Z' => {
                column = column
                    .checked_mul(26)?
                    .checked_add(u32::from(byte - b'A') + 1)?
            }
            b'0'..=b'9' => row = row.checked_mul(10)?.checked_add(u32::from(byte - b'0'))?,
            _ => return None,
        }
    }
    Some((row, u16::try_from(column.checked_sub(1)?).ok()?))
}

/// Whether a reference names a cell that no sheet has: beyond the last one, or with more digits than can be counted.
fn is_beyond(reference: &[u8], at: Option<(u32, u16)>) -> bool {
    let is_reference = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    match at {
        Some((row, column)) => row > ROWS_MAX || column >= COLUMNS_MAX,
        None => !reference.is_empty() && reference.iter().all(is_reference),
    }
}

fn several_rows(range: &str) -> Option<(String, u32, u16)> {
    let (first, last) = range.split_once(':')?;
    let (first_row, column) = cell_reference(first.as_bytes())?;
    let (last_row, _) = cell_reference(last.as_bytes())?;
    (last_row > first_row).then(|| (range.to_owned(), first_row, column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_rows_merged_cells_and_formulas_without_result_are_seen() {
        let part = br#"<cols><col min="2" max="2" hidden="1"/></cols><sheetData>
            <row r="4" hidden="1"><c r="B4"><f>A1</f></c><c r="C4"><f>A1</f><v>3</v></c></row>
            <row><c t="e"><v>#SPILL!</v></c><c r="B5"><f>1</f><v></v></c><c r="C5" t="str"><f>1</f><v></v></c></row></sheetData>
            <mergeCells><mergeCell ref="B6:B9"/><mergeCell ref="A1:D1"/></mergeCells>"#;
        let layout = read(&part[..]).unwrap();
        assert_eq!(layout.hidden_rows, [4]);
        assert!(layout.has_hidden_columns);
        assert_eq!(layout.merged, [("B6:B9".to_owned(), 6, 1)]);
        assert_eq!(layout.uncalculated, [(4, 1), (5, 1)]);
        assert_eq!(layout.errors.len(), 1);
        assert!(!layout.is_beyond);
    }

    #[test]
    fn a_cell_beyond_any_sheet_is_seen() {
        for (reference, beyond) in [
            ("XFD1048576", false),
            ("A1048577", true),
            ("XFE1", true),
            ("A4294967297", true),
            ("ZZZZZZZZZZZ1", true),
            ("a1", false),
        ] {
            let part = format!("<row><c r=\"{reference}\"><v>1</v></c></row>");
            let layout = read(part.as_bytes()).unwrap();
            assert_eq!(layout.is_beyond, beyond, "{reference}");
        }
    }
}
