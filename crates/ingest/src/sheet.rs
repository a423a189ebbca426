//! A sheet as read: rows of cells, whatever kind of file they came from.
//!
//! Only cells with something in them are kept, in one list, with their text in one buffer, so that a sheet costs memory
//! by what is in it and not by where on the sheet it is.

mod column_names;
mod corrected;
mod merged;
mod packed;

use std::fmt;
use std::hash::{Hash, Hasher};

pub(crate) use column_names::{column_of, letters};
pub(crate) use corrected::NoSuchCell;

/// Days between the two days that Excel may count from.
pub(crate) const DAYS_1900_TO_1904: f64 = 1_462.0;

/// One value as it stands in the file. It may be personal: it is never logged and has no `Display`.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Value<'a> {
    /// Text, trimmed, never empty.
    Text(&'a str),
    /// A number.
    Number(f64),
    /// A date cell: days since the turn of 1900 as Excel counts them, with the time of day as a fraction.
    Date(f64),
    /// True or false.
    Bool(bool),
    /// What Excel shows when a formula fails, like `#REF!`.
    Error(&'static str),
    /// A formula that was never worked out.
    Uncalculated,
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Value(<redacted>)")
    }
}

/// The errors that a cell may show. What is not among them is shown as the last.
const ERRORS: [&str; 9] = [
    "#NULL!",
    "#DIV/0!",
    "#VALUE!",
    "#REF!",
    "#NAME?",
    "#NUM!",
    "#N/A",
    "#GETTING_DATA",
    "#ERROR",
];

/// The error that a cell shows with this text, if it is one.
pub(crate) fn error_text(text: &str) -> Option<&'static str> {
    ERRORS.into_iter().find(|error| *error == text)
}

#[derive(Clone, Copy)]
enum Kind {
    Text,
    Number,
    Date,
    Bool,
    Error,
    Uncalculated,
}

/// A cell in 12 bytes, because a file may have millions.
#[derive(Clone, Copy)]
struct Cell {
    /// The halves of a number's bits; where a text starts, and its length; zero and the place among the errors.
    bits: [u32; 2],
    column: u16,
    kind: Kind,
}

#[derive(Debug, Clone, Copy)]
struct Span {
    number: u32,
    start: u32,
    end: u32,
    fields: u16,
}

/// One sheet, or one text file.
#[derive(Default)]
pub(crate) struct Sheet {
    /// The name on its tab; none for a text file.
    pub(crate) name: Option<String>,
    /// Whether numbers that stand for dates count from 1904.
    pub(crate) from_1904: bool,
    /// The number of the last row with something in it.
    pub(crate) last_row: u32,
    /// Numbers of the rows that are hidden, in order.
    pub(crate) hidden_rows: Vec<u32>,
    /// Whether any column is hidden.
    pub(crate) has_hidden_columns: bool,
    /// Ranges of merged cells that reach over more than one row, like `B6:B9`, with the first row and the column.
    pub(crate) merged: Vec<(String, u32, u16)>,
    /// How many cells lost spaces at the ends or doubled within.
    pub(crate) tidied: u32,
    spans: Vec<Span>,
    cells: Vec<Cell>,
    text: String,
    /// Bytes at its beginning that were taken in one piece.
    piece: usize,
}

impl fmt::Debug for Sheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sheet")
            .field("rows", &self.spans.len())
            .field("cells", &self.cells.len())
            .finish_non_exhaustive()
    }
}

impl Drop for Sheet {
    fn drop(&mut self) {
        self.wipe();
    }
}

impl Sheet {
    pub(crate) fn named(name: Option<String>) -> Self {
        let mut sheet = Self::default();
        sheet.name = name;
        sheet
    }

    /// Overwrites the text of all cells.
    fn wipe(&mut self) {
        let mut text = std::mem::take(&mut self.text).into_bytes();
        text.fill(0);
        // Read after the write, so that the compiler keeps the write.
        std::hint::black_box(&text);
        text.clear();
        // Nothing is in it, so it is text.
        self.text = String::from_utf8(text).unwrap_or_default();
    }

    /// Takes everything out but its name, so that its memory can be filled again.
    pub(crate) fn clear(&mut self) {
        self.wipe();
        self.spans.clear();
        self.cells.clear();
        self.piece = 0;
        self.tidied = 0;
        self.last_row = 0;
    }

    /// The rows that have something in them, in order.
    pub(crate) fn rows(&self) -> impl ExactSizeIterator<Item = Row<'_>> + Clone {
        self.rows_in(0..self.spans.len())
    }

    /// Some of those rows, by their places in that order.
    pub(crate) fn rows_in(
        &self,
        places: std::ops::Range<usize>,
    ) -> impl ExactSizeIterator<Item = Row<'_>> + Clone {
        let spans = self.spans.get(places).unwrap_or_default();
        spans.iter().map(|span| Row {
            sheet: self,
            span: *span,
        })
    }

    /// How many cells have something in them.
    pub(crate) fn n_cells(&self) -> usize {
        self.cells.len()
    }

    /// Bytes of the text of all cells.
    pub(crate) fn text_bytes(&self) -> usize {
        self.text.len()
    }

    /// Begins a row. Its number must be above that of the row before.
    pub(crate) fn begin_row(&mut self, number: u32) {
        let at = self.next_cell();
        if let Some(last) = self.spans.last()
            && last.start == last.end
        {
            self.spans.pop();
        }
        self.spans.push(Span {
            number,
            start: at,
            end: at,
            fields: 0,
        });
    }

    /// Ends the sheet: a row at the end that turned out blank is dropped. Rows that were once cleared are often left
    /// below, and are no rows of the return.
    pub(crate) fn finish(&mut self) {
        if self.spans.last().is_some_and(|last| last.start == last.end) {
            self.spans.pop();
        }
        self.last_row = self.spans.last().map_or(0, |last| last.number);
    }

    /// Adds text to the row that was begun last, with the spaces that do not belong to it taken out. Whether anything was
    /// left of it.
    pub(crate) fn push_text(&mut self, column: u16, raw: &str) -> bool {
        let bits = self.keep_text(raw);
        if let Some(bits) = bits {
            self.push(column, Kind::Text, bits);
        }
        bits.is_some()
    }

    /// Adds text to that of all cells, with the spaces that do not belong to it taken out. The bits of a cell that shows it;
    /// none where nothing is left of it.
    fn keep_text(&mut self, raw: &str) -> Option<[u32; 2]> {
        let start = self.text.len();
        if is_tidy(raw.as_bytes()) {
            self.text.push_str(raw);
        } else if tidy_into(raw, &mut self.text) {
            self.tidied = self.tidied.saturating_add(1);
        }
        let len = u32::try_from(self.text.len() - start).ok()?;
        let start = u32::try_from(start).ok()?;
        (len > 0).then_some([start, len])
    }

    /// Takes a text in one piece, for cells that show some of it. Answers where it starts; none where there is no more room.
    pub(crate) fn keep(&mut self, text: &str) -> Option<u32> {
        let start = u32::try_from(self.text.len()).ok()?;
        u32::try_from(self.text.len().checked_add(text.len())?).ok()?;
        self.text.push_str(text);
        if start == 0 {
            self.piece = text.len();
        }
        Some(start)
    }

    /// Adds a cell that shows some of the text that was kept: tidy and not empty. Its row is to be ended.
    #[inline]
    pub(crate) fn push_kept(&mut self, column: u16, start: u32, len: u32) {
        let bits = [start, len];
        let kind = Kind::Text;
        self.cells.push(Cell { bits, column, kind });
    }

    /// Ends a row that has so many values, blank ones included.
    pub(crate) fn end_row(&mut self, fields: u16) {
        let at = self.next_cell();
        if let Some(span) = self.spans.last_mut() {
            span.end = at;
            span.fields = fields;
        }
    }

    /// Adds a value that is not text to the row that was begun last.
    pub(crate) fn push_value(&mut self, column: u16, value: Value<'_>) {
        match value {
            Value::Text(text) => {
                self.push_text(column, text);
            }
            Value::Number(number) => self.push(column, Kind::Number, halves(number)),
            Value::Date(serial) => self.push(column, Kind::Date, halves(serial)),
            Value::Bool(bool) => self.push(column, Kind::Bool, [0, u32::from(bool)]),
            Value::Error(text) => {
                let at = ERRORS.iter().position(|error| *error == text);
                let at = at.unwrap_or(ERRORS.len() - 1);
                self.push(
                    column,
                    Kind::Error,
                    [0, u32::try_from(at).unwrap_or_default()],
                );
            }
            Value::Uncalculated => self.push(column, Kind::Uncalculated, [0, 0]),
        }
    }

    fn push(&mut self, column: u16, kind: Kind, bits: [u32; 2]) {
        self.cells.push(Cell { bits, column, kind });
        let at = self.next_cell();
        if let Some(span) = self.spans.last_mut() {
            span.end = at;
            span.fields = span.fields.max(column.saturating_add(1));
        }
    }

    /// The place of the cell that will be pushed next. A file with more than four thousand million is not read to its end.
    fn next_cell(&self) -> u32 {
        u32::try_from(self.cells.len()).unwrap_or(u32::MAX)
    }

    #[inline]
    fn value(&self, cell: &Cell) -> Value<'_> {
        let [first, second] = cell.bits;
        let place = |half: u32| usize::try_from(half).unwrap_or(usize::MAX);
        match cell.kind {
            Kind::Text => {
                let (start, len) = (place(first), place(second));
                Value::Text(self.text.get(start..start + len).unwrap_or_default())
            }
            Kind::Number => Value::Number(whole(cell.bits)),
            Kind::Date => Value::Date(whole(cell.bits)),
            Kind::Bool => Value::Bool(second != 0),
            Kind::Error => Value::Error(ERRORS.get(place(second)).copied().unwrap_or_default()),
            Kind::Uncalculated => Value::Uncalculated,
        }
    }
}

/// The bits of a number in two halves.
fn halves(number: f64) -> [u32; 2] {
    let [a, b, c, d, e, f, g, h] = number.to_be_bytes();
    [[a, b, c, d], [e, f, g, h]].map(u32::from_be_bytes)
}

/// The number with these halves.
fn whole([first, second]: [u32; 2]) -> f64 {
    f64::from_bits((u64::from(first) << 32) | u64::from(second))
}

/// One row that has something in it.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    sheet: &'a Sheet,
    span: Span,
}

impl fmt::Debug for Row<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Row({})", self.span.number)
    }
}

impl<'a> Row<'a> {
    /// Its number, as the spreadsheet shows it.
    pub(crate) fn number(&self) -> u32 {
        self.span.number
    }

    /// How many values it has, blank ones included.
    pub(crate) fn fields(&self) -> u16 {
        self.span.fields
    }

    /// Its cells with something in them, by column.
    pub(crate) fn cells(
        &self,
    ) -> impl ExactSizeIterator<Item = (u16, Value<'a>)> + Clone + use<'a> {
        let sheet = self.sheet;
        let cells = sheet
            .cells
            .get(self.span.start as usize..self.span.end as usize)
            .unwrap_or_default();
        cells
            .iter()
            .map(move |cell| (cell.column, sheet.value(cell)))
    }

    /// Hashes what all its cells hold, and where.
    pub(crate) fn hash_cells(&self, hasher: &mut impl Hasher) {
        for (column, value) in self.cells() {
            match value {
                // Its end and its place in one step: nearly all cells are text.
                Value::Text(text) => {
                    let len = u64::try_from(text.len()).unwrap_or(u64::MAX);
                    hasher.write(text.as_bytes());
                    hasher.write_u64((len << 16) | u64::from(column));
                }
                Value::Number(number) => (1_u8, column, number.to_bits()).hash(hasher),
                Value::Date(serial) => (2_u8, column, serial.to_bits()).hash(hasher),
                Value::Bool(bool) => (3_u8, column, bool).hash(hasher),
                Value::Error(text) => (4_u8, column, text).hash(hasher),
                Value::Uncalculated => (5_u8, column).hash(hasher),
            }
        }
    }

    /// The value in a column.
    pub(crate) fn get(&self, column: u16) -> Option<Value<'a>> {
        self.cells()
            .find(|(at, _)| *at == column)
            .map(|(_, value)| value)
    }
}

/// Whether a text has no sign in it that can be seen.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(is_space)
}

/// Whether a character takes no place or is a kind of space.
fn is_space(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(
            c,
            '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}'
        )
}

/// Whether a text is of plain signs with one space at most between them, as nearly all are, and not empty.
pub(crate) fn is_tidy(raw: &[u8]) -> bool {
    let mut before = b' ';
    for byte in raw {
        let is_plain = byte.is_ascii_graphic() || (*byte == b' ' && before != b' ');
        if !is_plain {
            return false;
        }
        before = *byte;
    }
    before != b' '
}

/// Appends the text with one plain space between its words and none at its ends. True if that changed it.
fn tidy_into(raw: &str, out: &mut String) -> bool {
    let start = out.len();
    for word in raw.split(is_space).filter(|word| !word.is_empty()) {
        if out.len() > start {
            out.push(' ');
        }
        out.push_str(word);
    }
    out.get(start..) != Some(raw)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_value_reads_back() {
        let values = [
            Value::Text("a"),
            Value::Number(-1.5),
            Value::Date(46_300.25),
            Value::Bool(true),
            Value::Bool(false),
            Value::Error("#REF!"),
            Value::Uncalculated,
            Value::Text("text"),
        ];
        let mut sheet = Sheet::default();
        sheet.begin_row(7);
        for (column, value) in (0..).zip(values) {
            sheet.push_value(column, value);
        }
        sheet.push_value(8, Value::Error("#SPILL!"));
        let row = sheet.rows().next().unwrap();
        assert!(
            (0..)
                .zip(values)
                .all(|(at, value)| row.get(at) == Some(value))
        );
        assert!(row.get(8) == Some(Value::Error("#ERROR")));
    }

    #[test]
    fn spaces_of_every_kind_are_taken_out() {
        let mut sheet = Sheet::default();
        sheet.begin_row(1);
        sheet.push_text(0, "\u{a0} SP  001\u{200b} ");
        sheet.push_text(1, " \t ");
        sheet.push_text(2, "plain text");
        let cells: Vec<_> = sheet.rows().next().unwrap().cells().collect();
        assert!(matches!(
            cells[..],
            [(0, Value::Text("SP 001")), (2, Value::Text("plain text"))]
        ));
        assert_eq!(sheet.tidied, 2);
    }
}
