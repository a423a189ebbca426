//! A sheet as read: rows of cells, whatever kind of file they came from.
//!
//! Only cells with something in them are kept, in one list, with their text in one buffer, so that a sheet costs memory
//! by what is in it and not by where on the sheet it is.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

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

#[derive(Clone, Copy)]
enum Stored {
    Text { start: u32, len: u32 },
    Number(f64),
    Date(f64),
    Bool(bool),
    Error(&'static str),
    Uncalculated,
}

#[derive(Clone, Copy)]
struct Cell {
    column: u16,
    value: Stored,
}

#[derive(Debug, Clone, Copy)]
struct Span {
    number: u32,
    start: usize,
    end: usize,
    fields: u16,
}

/// One sheet, or one text file.
#[derive(Default)]
pub(crate) struct Sheet {
    /// The name on its tab; none for a text file.
    pub(crate) name: Option<String>,
    /// Whether numbers that stand for dates count from 1904.
    pub(crate) from_1904: bool,
    /// The number of the last row that the file has.
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
        let mut text = std::mem::take(&mut self.text).into_bytes();
        text.fill(0);
        // Read after the write, so that the compiler keeps the write.
        std::hint::black_box(&text);
    }
}

impl Sheet {
    pub(crate) fn named(name: Option<String>) -> Self {
        let mut sheet = Self::default();
        sheet.name = name;
        sheet
    }

    /// The rows that have something in them, in order.
    pub(crate) fn rows(&self) -> impl ExactSizeIterator<Item = Row<'_>> + Clone {
        self.spans.iter().map(|span| Row {
            sheet: self,
            span: *span,
        })
    }

    /// How many cells have something in them.
    pub(crate) fn n_cells(&self) -> usize {
        self.cells.len()
    }

    /// Begins a row. Its number must be above that of the row before.
    pub(crate) fn begin_row(&mut self, number: u32) {
        let at = self.cells.len();
        if let Some(last) = self.spans.last()
            && last.start == last.end
        {
            self.spans.pop();
        }
        self.last_row = self.last_row.max(number);
        self.spans.push(Span {
            number,
            start: at,
            end: at,
            fields: 0,
        });
    }

    /// Says how many values the row has, blank ones included.
    pub(crate) fn set_fields(&mut self, fields: u16) {
        if let Some(span) = self.spans.last_mut() {
            span.fields = fields;
        }
    }

    /// Ends the sheet: a row at the end that turned out blank is dropped.
    pub(crate) fn finish(&mut self) {
        if self.spans.last().is_some_and(|last| last.start == last.end) {
            self.spans.pop();
        }
    }

    /// Adds text to the row that was begun last, with the spaces that do not belong to it taken out.
    pub(crate) fn push_text(&mut self, column: u16, raw: &str) {
        let start = self.text.len();
        let mut changed = false;
        let plain = raw
            .bytes()
            .all(|byte| byte.is_ascii_graphic() || byte == b' ');
        if plain && !raw.starts_with(' ') && !raw.ends_with(' ') && !raw.contains("  ") {
            self.text.push_str(raw);
        } else {
            changed = tidy_into(raw, &mut self.text);
        }
        if changed {
            self.tidied = self.tidied.saturating_add(1);
        }
        let len = self.text.len() - start;
        if let (Ok(start), Ok(len)) = (u32::try_from(start), u32::try_from(len))
            && len > 0
        {
            self.push(column, Stored::Text { start, len });
        }
    }

    /// Adds a value that is not text to the row that was begun last.
    pub(crate) fn push_value(&mut self, column: u16, value: Value<'_>) {
        match value {
            Value::Text(text) => self.push_text(column, text),
            Value::Number(number) => self.push(column, Stored::Number(number)),
            Value::Date(serial) => self.push(column, Stored::Date(serial)),
            Value::Bool(bool) => self.push(column, Stored::Bool(bool)),
            Value::Error(error) => self.push(column, Stored::Error(error)),
            Value::Uncalculated => self.push(column, Stored::Uncalculated),
        }
    }

    fn push(&mut self, column: u16, value: Stored) {
        self.cells.push(Cell { column, value });
        let at = self.cells.len();
        if let Some(span) = self.spans.last_mut() {
            span.end = at;
            span.fields = span.fields.max(column.saturating_add(1));
        }
    }

    /// Gives the rows of a merged cell its value, in the columns with these letters. Rows with nothing else in them stay
    /// blank.
    pub(crate) fn fill_down(&mut self, columns: &BTreeSet<String>) {
        let mut given: BTreeMap<(u32, u16), Stored> = BTreeMap::new();
        for (range, first, column) in &self.merged {
            let last = range.rsplit_once(':').map_or("", |(_, last)| last);
            let last = last.trim_start_matches(|c: char| !c.is_ascii_digit());
            let (Ok(last), true) = (last.parse::<u32>(), columns.contains(&letters(*column)))
            else {
                continue;
            };
            let Some(value) = self.stored_at(*first, *column) else {
                continue;
            };
            let rows = self.spans.iter().map(|span| span.number);
            given.extend(
                rows.filter(|row| (first + 1..=last).contains(row))
                    .map(|row| ((row, *column), value)),
            );
        }
        if given.is_empty() {
            return;
        }
        let mut cells = Vec::with_capacity(self.cells.len() + given.len());
        for span in &mut self.spans {
            let start = cells.len();
            cells.extend_from_slice(self.cells.get(span.start..span.end).unwrap_or_default());
            for ((_, column), value) in given.range((span.number, 0)..=(span.number, u16::MAX)) {
                if !cells
                    .iter()
                    .skip(start)
                    .any(|cell: &Cell| cell.column == *column)
                {
                    cells.push(Cell {
                        column: *column,
                        value: *value,
                    });
                }
            }
            if let Some(row) = cells.get_mut(start..) {
                row.sort_by_key(|cell| cell.column);
            }
            (span.start, span.end) = (start, cells.len());
        }
        self.cells = cells;
    }

    fn stored_at(&self, row: u32, column: u16) -> Option<Stored> {
        let at = self.spans.binary_search_by_key(&row, |span| span.number);
        let span = self.spans.get(at.ok()?)?;
        let cells = self.cells.get(span.start..span.end)?;
        cells
            .iter()
            .find(|cell| cell.column == column)
            .map(|cell| cell.value)
    }

    fn value(&self, stored: Stored) -> Value<'_> {
        match stored {
            Stored::Text { start, len } => {
                let (start, len) = (start as usize, len as usize);
                Value::Text(self.text.get(start..start + len).unwrap_or_default())
            }
            Stored::Number(number) => Value::Number(number),
            Stored::Date(serial) => Value::Date(serial),
            Stored::Bool(bool) => Value::Bool(bool),
            Stored::Error(error) => Value::Error(error),
            Stored::Uncalculated => Value::Uncalculated,
        }
    }
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
            .get(self.span.start..self.span.end)
            .unwrap_or_default();
        cells
            .iter()
            .map(move |cell| (cell.column, sheet.value(cell.value)))
    }

    /// The value in a column.
    pub(crate) fn get(&self, column: u16) -> Option<Value<'a>> {
        self.cells()
            .find(|(at, _)| *at == column)
            .map(|(_, value)| value)
    }
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

/// The letters of a column: A, B ... Z, AA ...
pub(crate) fn letters(column: u16) -> String {
    let mut letters = Vec::new();
    let mut left = u32::from(column) + 1;
    while left > 0 {
        let digit = u8::try_from((left - 1) % 26).unwrap_or_default();
        letters.push(char::from(b'A' + digit));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_excel_names_them() {
        let named: Vec<String> = [0, 25, 26, 51, 52, 701, 702, 16_383].map(letters).to_vec();
        assert_eq!(named, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD"]);
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
