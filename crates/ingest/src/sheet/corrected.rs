//! A value in a cell, in place of what the file has there.

use super::{Cell, Kind, Sheet};

/// Why a value cannot be put into a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoSuchCell {
    /// The sheet has nothing in this row.
    Row,
    /// The sheet has nothing in this column.
    Column,
}

impl Sheet {
    /// Puts text into a cell, tidied like all text of the file, in place of what the cell held. Text without a sign in it
    /// clears the cell.
    ///
    /// The row and the column must have something in them: elsewhere is no table.
    pub(crate) fn correct(&mut self, row: u32, column: u16, raw: &str) -> Result<(), NoSuchCell> {
        let at = self.spans.binary_search_by_key(&row, |span| span.number);
        let at = at.map_err(|_| NoSuchCell::Row)?;
        let span = self.spans.get(at).copied().ok_or(NoSuchCell::Row)?;
        if !self.cells.iter().any(|cell| cell.column == column) {
            return Err(NoSuchCell::Column);
        }
        let own = self.cells.get(span.start as usize..span.end as usize);
        let own = own.unwrap_or_default().iter();
        let mut cells: Vec<Cell> = own.filter(|cell| cell.column != column).copied().collect();
        if let Some(bits) = self.keep_text(raw) {
            let kind = Kind::Text;
            let place = cells.partition_point(|cell| cell.column < column);
            cells.insert(place, Cell { bits, column, kind });
        }
        let Some(last) = cells.last() else {
            // A row without a cell is no row: see `begin_row`.
            self.spans.remove(at);
            self.last_row = self.spans.last().map_or(0, |last| last.number);
            return Ok(());
        };
        let fields = last.column.saturating_add(1);
        // The row is written anew behind all others, since it may have more cells than before.
        let start = self.next_cell();
        self.cells.append(&mut cells);
        let end = self.next_cell();
        if let Some(span) = self.spans.get_mut(at) {
            (span.start, span.end) = (start, end);
            span.fields = span.fields.max(fields);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::Value;
    use super::*;

    /// Rows 2, 4 and 5: a text, a number and a text in columns A, C and D, the number alone, and a text alone.
    fn sheet() -> Sheet {
        let mut sheet = Sheet::default();
        sheet.begin_row(2);
        sheet.push_text(0, "one");
        sheet.push_value(2, Value::Number(3.0));
        sheet.push_text(3, "four");
        sheet.begin_row(4);
        sheet.push_value(2, Value::Number(7.0));
        sheet.begin_row(5);
        sheet.push_text(0, "last");
        sheet.finish();
        sheet
    }

    fn rows(sheet: &Sheet) -> Vec<(u32, Vec<(u16, Value<'_>)>)> {
        sheet
            .rows()
            .map(|row| (row.number(), row.cells().collect()))
            .collect()
    }

    #[test]
    fn a_value_takes_the_place_of_another_and_the_rest_stays() {
        let mut sheet = sheet();
        sheet.correct(2, 2, " a  longer text ").unwrap();
        let row = vec![
            (0, Value::Text("one")),
            (2, Value::Text("a longer text")),
            (3, Value::Text("four")),
        ];
        let others = vec![
            (4, vec![(2, Value::Number(7.0))]),
            (5, vec![(0, Value::Text("last"))]),
        ];
        assert!(rows(&sheet)[0] == (2, row));
        assert!(rows(&sheet)[1..] == others);
        assert_eq!(sheet.tidied, 1);
    }

    #[test]
    fn a_blank_cell_is_filled_in_its_place_and_can_be_changed_again() {
        let mut sheet = sheet();
        for value in ["x", "y"] {
            sheet.correct(4, 0, value).unwrap();
        }
        sheet.correct(4, 3, "z").unwrap();
        let row = vec![
            (0, Value::Text("y")),
            (2, Value::Number(7.0)),
            (3, Value::Text("z")),
        ];
        assert!(rows(&sheet)[1] == (4, row));
        assert_eq!(sheet.rows().map(|row| row.fields()).max(), Some(4));
    }

    #[test]
    fn a_cell_is_cleared_and_a_row_that_has_no_other_is_gone() {
        let mut sheet = sheet();
        sheet.correct(2, 0, "").unwrap();
        let row = vec![(2, Value::Number(3.0)), (3, Value::Text("four"))];
        assert!(rows(&sheet)[0] == (2, row));
        sheet.correct(5, 0, "\u{a0}").unwrap();
        let numbers: Vec<u32> = sheet.rows().map(|row| row.number()).collect();
        assert_eq!((numbers, sheet.last_row), (vec![2, 4], 4));
        assert_eq!(sheet.correct(5, 0, "x"), Err(NoSuchCell::Row));
    }

    #[test]
    fn there_is_nothing_to_correct_beside_the_table() {
        let mut sheet = sheet();
        for (row, column, error) in [
            (1, 0, NoSuchCell::Row),
            (3, 0, NoSuchCell::Row),
            (6, 0, NoSuchCell::Row),
            (2, 1, NoSuchCell::Column),
            (2, 4, NoSuchCell::Column),
        ] {
            assert_eq!(
                sheet.correct(row, column, "x"),
                Err(error),
                "{row} {column}"
            );
        }
        assert!(rows(&sheet) == rows(&self::sheet()));
    }
}
