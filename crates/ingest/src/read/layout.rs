//! What the cells of a worksheet do not tell: hidden rows and columns, merged cells, formulas without a result.
//!
//! Read from the part's markup while it is unpacked for the first time, tag by tag, so that the pass which guards
//! against hostile containers also pays for these. However the markup is spelt: where the library finds a cell, what is
//! said of its row must be found too.

use std::io::{BufRead, Result};

use super::filling::{MERGED_MAX, PLACES_MAX};
use super::markup::{Tag, ended, read_tag};

/// The layout of one worksheet.
#[derive(Debug, Clone, Default)]
pub(crate) struct Layout {
    /// Numbers of hidden rows, in order.
    pub(crate) hidden_rows: Vec<u32>,
    /// Whether any column is hidden.
    pub(crate) has_hidden_columns: bool,
    /// Merged ranges that reach over several rows: the range, its first row and its column.
    pub(crate) merged: Vec<(String, u32, u16)>,
    /// Cells (row from 1, column from 0) with a formula that has no result.
    pub(crate) uncalculated: Vec<(u32, u16)>,
    /// Cells that show an error.
    pub(crate) errors: Vec<(u32, u16)>,
    /// Whether a row or a cell says that it is where no sheet has any. The library would wrap it round to another row.
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

/// A layout that is being read.
#[derive(Default)]
struct Reading {
    layout: Layout,
    row: u32,
    /// Where the next cell of the row is if it does not say so.
    next_column: u16,
    cell: Cell,
    /// Whether the last tag opened a value.
    in_value: bool,
}

/// Reads a worksheet's markup to its end.
pub(crate) fn read(mut part: impl BufRead) -> Result<Layout> {
    let mut reading = Reading::default();
    let mut text = Vec::new();
    loop {
        let between = part.skip_until(b'<')?;
        if between == 0 || !read_tag(&mut part, &mut text)? {
            return Ok(reading.finish());
        }
        if reading.in_value {
            // The text between this tag and the last, with the bracket that ends it.
            reading.cell.has_result |= between > 1;
            reading.in_value = false;
        }
        if let Some(tag) = Tag::of(&text) {
            reading.open(&tag)?;
        } else if ended(&text) == Some(b"c") {
            reading.close_cell();
        }
    }
}

impl Reading {
    fn open(&mut self, tag: &Tag<'_>) -> Result<()> {
        match tag.local() {
            b"row" => {
                let [number, hidden] = tag.plain([b"r", b"hidden"])?;
                let at = number.and_then(reference).map(|(row, _)| (row, 0));
                self.layout.is_beyond |= number.is_some_and(|number| is_beyond(number, at));
                self.row = at.map_or(self.row.saturating_add(1), |(row, _)| row);
                self.next_column = 0;
                if is_true(hidden) {
                    remember(&mut self.layout.hidden_rows, self.row);
                }
            }
            b"c" => {
                let [place, kind] = tag.plain([b"r", b"t"])?;
                let at = place.and_then(cell_reference);
                self.layout.is_beyond |= place.is_some_and(|place| is_beyond(place, at));
                self.cell = Cell {
                    at: at.unwrap_or((self.row, self.next_column)),
                    has_formula: false,
                    has_result: kind == Some(b"str"),
                };
                self.next_column = self.cell.at.1.saturating_add(1);
                if kind == Some(b"e") {
                    remember(&mut self.layout.errors, self.cell.at);
                }
            }
            b"f" => self.cell.has_formula = true,
            b"v" => self.in_value = !tag.is_closed(),
            b"is" => self.cell.has_result = true,
            b"col" => {
                let [hidden] = tag.plain([b"hidden"])?;
                self.layout.has_hidden_columns |= is_true(hidden);
            }
            b"mergeCell" => {
                let [range] = tag.plain([b"ref"])?;
                let range = range.and_then(|range| str::from_utf8(range).ok());
                if let Some(merged) = range.and_then(several_rows)
                    && self.layout.merged.len() < MERGED_MAX
                {
                    self.layout.merged.push(merged);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn close_cell(&mut self) {
        if self.cell.has_formula && !self.cell.has_result {
            remember(&mut self.layout.uncalculated, self.cell.at);
        }
    }

    fn finish(self) -> Layout {
        let mut layout = self.layout;
        // Rows without cells may be in any order, and the checks look rows up by halving.
        layout.hidden_rows.sort_unstable();
        layout
    }
}

fn remember<T>(places: &mut Vec<T>, place: T) {
    if places.len() < PLACES_MAX {
        places.push(place);
    }
}

fn is_true(value: Option<&[u8]>) -> bool {
    matches!(value.map(<[u8]>::trim_ascii), Some(b"1" | b"true"))
}

/// `B7` as row 7 and column 1.
fn cell_reference(text: &[u8]) -> Option<(u32, u16)> {
    let (row, column) = reference(text)?;
    Some((row, u16::try_from(column.checked_sub(1)?).ok()?))
}

/// `B7` as row 7 and column 2, both from 1, in letters of either size as the library takes them. Column 0 is none.
fn reference(text: &[u8]) -> Option<(u32, u32)> {
    let mut column = 0_u32;
    let mut row = 0_u32;
    for byte in text {
        match byte.to_ascii_uppercase() {
            letter @ b'A'..=b'Z' => {
                column = column
                    .checked_mul(26)?
                    .checked_add(u32::from(letter - b'A') + 1)?;
            }
            digit @ b'0'..=b'9' => {
                row = row.checked_mul(10)?.checked_add(u32::from(digit - b'0'))?;
            }
            _ => return None,
        }
    }
    Some((row, column))
}

/// Whether a reference names a place that no sheet has: beyond the last one, or with more digits than can be counted.
fn is_beyond(reference: &[u8], at: Option<(u32, u16)>) -> bool {
    match at {
        Some((row, column)) => row > ROWS_MAX || column >= COLUMNS_MAX,
        None => !reference.is_empty() && reference.iter().all(u8::is_ascii_alphanumeric),
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

    const PART: &str = r#"<cols><col min="2" max="2" hidden="1"/></cols><sheetData>
        <row hidden="1" r="4"><c r="B4"><f>A1</f></c><c r="C4"><f>A1</f><v>3</v></c></row>
        <row><c/><c t="e"><v>#SPILL!</v></c><c r="C5"><f>1</f><v></v></c><c t="str" r="D5"><f>1</f><v/></c>
        <c r="E5"><f/><v/></c></row></sheetData>
        <mergeCells><mergeCell ref="B6:B9"/><mergeCell ref="A1:D1"/></mergeCells>"#;

    #[test]
    fn hidden_rows_merged_cells_and_formulas_without_result_are_seen() {
        let layout = read(PART.as_bytes()).unwrap();
        assert_eq!(layout.hidden_rows, [4]);
        assert!(layout.has_hidden_columns);
        assert_eq!(layout.merged, [("B6:B9".to_owned(), 6, 1)]);
        assert_eq!(layout.uncalculated, [(4, 1), (5, 2), (5, 4)]);
        assert_eq!(layout.errors, [(5, 1)]);
        assert!(!layout.is_beyond);
    }

    #[test]
    fn the_same_is_seen_however_it_is_spelt() {
        let expected = format!("{:?}", read(PART.as_bytes()).unwrap());
        let prefixed = PART.replace('<', "<x:").replace("<x:/", "</x:");
        for part in [
            prefixed.replace('"', "'"),
            prefixed,
            PART.replace('"', "'"),
            PART.replace("=\"", "\n=\t\""),
            PART.replace(" r=\"", " x:r=\"9\" note='r=\"8\" >' r=\""),
            PART.replace("<c", "\n<c\t").replace("\tol", "ol"),
            PART.replace("<v>", "<v xml:space='preserve'>"),
            PART.replace("</c>", "</c\n>"),
            PART.replace("\"1\"", "\" true\""),
        ] {
            assert_ne!(part, PART);
            assert_eq!(
                format!("{:?}", read(part.as_bytes()).unwrap()),
                expected,
                "{part}"
            );
        }
    }

    #[test]
    fn no_row_is_seen_in_remarks_texts_or_values() {
        let part = "<!-- > <row r='2' hidden='1'> --><![CDATA[<row r='3' hidden='1'>]]>\
            <?x <row r='4' hidden='1'>?><row note='> hidden=\"1\"' r='5'/>\
            <row hidden='0' r='6'/><row r='8' hidden='1'/><row r='7' hidden='true'/>";
        assert_eq!(read(part.as_bytes()).unwrap().hidden_rows, [7, 8]);
    }

    #[test]
    fn what_could_be_read_in_two_ways_or_has_no_end_is_refused() {
        for part in [
            "<row hidden='0' hidden='1'/>",
            "<row hidden='&#49;'/>",
            "<row what hidden='1'/>",
            "<mergeCell ref='B6&#58;B9'/>",
            "</row '><!-- '><row hidden='1'/><!-- -->",
            "<!DOCTYPE a [<!ENTITY b 'c'>]><row/>",
            "<row r='",
            &format!("<c x='{}'/>", "y".repeat(1_000_000)),
            &format!("<!-- {}", "><".repeat(500_000)),
        ] {
            let start: String = part.chars().take(80).collect();
            assert!(read(part.as_bytes()).is_err(), "{start}");
        }
    }

    #[test]
    fn a_place_beyond_any_sheet_is_seen() {
        for (reference, beyond) in [
            ("XFD1048576", false),
            ("A1048577", true),
            ("XFE1", true),
            ("A4294967297", true),
            ("a4294967297", true),
            ("ZZZZZZZZZZZ1", true),
            ("a1", false),
        ] {
            let part = format!("<row><c r=\"{reference}\"><v>1</v></c></row>");
            let layout = read(part.as_bytes()).unwrap();
            assert_eq!(layout.is_beyond, beyond, "{reference}");
        }
        for (row, beyond) in [("1048576", false), ("1048577", true), ("4294967297", true)] {
            let part = format!("<x:row r='{row}'><x:c><x:v>1</x:v></x:c></x:row>");
            let layout = read(part.as_bytes()).unwrap();
            assert_eq!(layout.is_beyond, beyond, "{row}");
        }
    }
}
