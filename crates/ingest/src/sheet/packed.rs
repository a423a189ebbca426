//! A sheet put away without the piece of text that its file still has.

use std::mem::take;

use super::{Cell, Sheet, Span};

impl Sheet {
    /// Takes its rows out, without the text that was kept in one piece at its beginning: whoever wants them again has that.
    /// It is left with memory for as many rows.
    pub(crate) fn pack(&mut self) -> Self {
        let mut packed = Self::default();
        packed.text = self.text.get(self.piece..).unwrap_or_default().to_owned();
        packed.piece = self.piece;
        packed.tidied = self.tidied;
        packed.spans = take(&mut self.spans);
        packed.cells = take(&mut self.cells);
        self.spans.reserve(packed.spans.len());
        self.cells.reserve(packed.cells.len());
        packed
    }

    /// Puts rows back that were taken out, with the piece of text that they were taken from.
    pub(crate) fn unpack(&mut self, mut packed: Self, text: &str) {
        self.clear();
        if packed.piece > 0 {
            self.text.push_str(text);
        }
        self.text.push_str(&packed.text);
        self.piece = packed.piece;
        self.tidied = packed.tidied;
        self.spans = take(&mut packed.spans);
        self.cells = take(&mut packed.cells);
        self.finish();
    }

    /// Bytes that it takes.
    pub(crate) fn memory(&self) -> usize {
        size_of::<Span>() * self.spans.capacity()
            + size_of::<Cell>() * self.cells.capacity()
            + self.text.capacity()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Value;
    use super::*;

    #[test]
    fn rows_that_were_packed_come_back_as_they_were() {
        let text = "one,two\nthree";
        let mut sheet = Sheet::default();
        let piece = sheet.keep(text).unwrap();
        for (row, cells) in [(3, vec![(0, 0, 3), (1, 4, 3)]), (4, vec![(0, 8, 5)])] {
            sheet.begin_row(row);
            for (column, start, len) in cells {
                sheet.push_kept(column, piece + start, len);
            }
            sheet.end_row(2);
        }
        sheet.push_text(1, " a  b ");
        sheet.finish();
        let rows = |sheet: &Sheet| -> Vec<String> {
            let row = |row: super::super::Row<'_>| {
                let cells = row.cells().map(|(at, value)| match value {
                    Value::Text(text) => format!("{at}:{text}"),
                    _ => String::new(),
                });
                let cells: Vec<String> = cells.collect();
                format!("{} {} {}", row.number(), row.fields(), cells.join(" "))
            };
            sheet.rows().map(row).collect()
        };
        let before = rows(&sheet);
        let packed = sheet.pack();
        assert!(packed.memory() > 0 && !packed.text.contains("one"));
        sheet.unpack(packed, text);
        assert_eq!(rows(&sheet), before);
        assert_eq!((sheet.tidied, sheet.last_row), (1, 4));
    }
}
