//! Merged cells, whose value stands in the first row alone.

use std::collections::{BTreeMap, BTreeSet};

use super::{Cell, Sheet, letters};

impl Sheet {
    /// Gives the rows of a merged cell its value, in the columns with these letters. Rows with nothing else in them stay
    /// blank.
    pub(crate) fn fill_down(&mut self, columns: &BTreeSet<String>) {
        let mut given: BTreeMap<(u32, u16), Cell> = BTreeMap::new();
        // Merged cells never lie on each other. A file in which they do is not filled by the square of its rows.
        let mut left = self.spans.len().saturating_mul(columns.len());
        for (range, first, column) in &self.merged {
            let last = range.rsplit_once(':').map_or("", |(_, last)| last);
            let last = last.trim_start_matches(|c: char| !c.is_ascii_digit());
            let (Ok(last), true) = (last.parse::<u32>(), columns.contains(&letters(*column)))
            else {
                continue;
            };
            let Some(cell) = self.cell_at(*first, *column) else {
                continue;
            };
            let start = self.spans.partition_point(|span| span.number <= *first);
            let rows = self.spans.iter().skip(start).map(|span| span.number);
            for row in rows.take_while(|row| *row <= last) {
                let Some(less) = left.checked_sub(1) else {
                    break;
                };
                left = less;
                given.insert((row, *column), cell);
            }
        }
        if given.is_empty() {
            return;
        }
        let at = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
        let mut cells = Vec::with_capacity(self.cells.len() + given.len());
        for span in &mut self.spans {
            let start = cells.len();
            let own = self.cells.get(span.start as usize..span.end as usize);
            cells.extend_from_slice(own.unwrap_or_default());
            for ((_, column), cell) in given.range((span.number, 0)..=(span.number, u16::MAX)) {
                if !cells
                    .iter()
                    .skip(start)
                    .any(|cell: &Cell| cell.column == *column)
                {
                    cells.push(*cell);
                }
            }
            if let Some(row) = cells.get_mut(start..) {
                row.sort_by_key(|cell| cell.column);
            }
            (span.start, span.end) = (at(start), at(cells.len()));
        }
        self.cells = cells;
    }

    fn cell_at(&self, row: u32, column: u16) -> Option<Cell> {
        let at = self.spans.binary_search_by_key(&row, |span| span.number);
        let span = self.spans.get(at.ok()?)?;
        let cells = self.cells.get(span.start as usize..span.end as usize)?;
        cells.iter().find(|cell| cell.column == column).copied()
    }
}
