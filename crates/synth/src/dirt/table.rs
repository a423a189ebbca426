//! A return as a table under way: its columns, its lines, and what should be found in them.
//!
//! Lines and columns keep their ids while others are put between them, so that an expectation finds its place in the
//! end, however the table has moved since.

use jiff::civil::Date;

use super::expected::Expected;
use crate::{
    cell::Cell,
    chance::Chance,
    file,
    row::SynthRow,
    service::{Habits, SynthService},
};

/// Of the cells with a defect so many are in a row that has one already: one defect must not hide another.
const SAME_ROW: f64 = 0.2;

static BLANK: Cell = Cell::Blank;

/// A column.
pub(super) struct Column {
    pub(super) id: usize,
    /// The column of the return that it is, like `need_1`; empty when it is none.
    pub(super) item: &'static str,
    pub(super) heading: String,
}

/// What a line is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum LineKind {
    Headings,
    Referral,
    /// A title, a total, a note, a blank row.
    Other,
}

/// A line.
pub(super) struct Line {
    pub(super) id: usize,
    pub(super) kind: LineKind,
    /// By place; none in a line of headings, which are with the columns.
    pub(super) cells: Vec<Cell>,
    /// The columns that a defect needs as they are.
    claims: Vec<&'static str>,
    /// Whether a defect needs the whole line as it is.
    is_taken: bool,
}

/// The sign between the values of a text file, and how its letters are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Utf8WithMark,
    Utf16,
    Windows1252,
}

/// How the file is written.
pub(super) struct Look {
    pub(super) separator: char,
    /// Whether the file begins with `sep=;`, which Excel takes in and does not show.
    pub(super) declares_separator: bool,
    pub(super) encoding: Encoding,
    /// As Excel writes text: every line has all separators, and lines end in two signs.
    pub(super) is_from_excel: bool,
    /// Lines that are hidden.
    pub(super) hidden: Vec<usize>,
    /// Merged cells: the first line, the last, the column.
    pub(super) merged: Option<(usize, usize, usize)>,
    /// The cell (line, column) before which a quote is opened and not closed.
    pub(super) open_quote: Option<(usize, usize)>,
    /// Whether nothing at all is written.
    pub(super) is_empty: bool,
}

/// A return under way.
pub(super) struct Table {
    pub(super) columns: Vec<Column>,
    pub(super) lines: Vec<Line>,
    pub(super) look: Look,
    pub(super) expected: Vec<Expected>,
    next_id: usize,
}

impl Table {
    pub(super) fn new(service: &SynthService, rows: &[SynthRow], chance: &mut Chance) -> Self {
        let mut table = Self {
            columns: Vec::new(),
            lines: Vec::new(),
            look: Look {
                separator: ',',
                declares_separator: false,
                encoding: Encoding::Utf8,
                is_from_excel: chance.happens(0.6),
                hidden: Vec::new(),
                merged: None,
                open_quote: None,
                is_empty: false,
            },
            expected: Vec::new(),
            next_id: 0,
        };
        for (item, heading) in file::headings(&service.habits) {
            let id = table.id();
            table.columns.push(Column {
                id,
                item,
                heading: heading.to_owned(),
            });
        }
        table.add_line(0, LineKind::Headings, Vec::new());
        for row in rows {
            let cells = table.cells_of(row, &service.habits);
            table.add_line(table.lines.len(), LineKind::Referral, cells);
        }
        table
    }

    /// The cells of a row of the return, by the columns that the table has.
    pub(super) fn cells_of(&self, row: &SynthRow, habits: &Habits) -> Vec<Cell> {
        let cells = self
            .columns
            .iter()
            .map(|column| file::cell(row, column.item, habits));
        cells.collect()
    }

    fn id(&mut self) -> usize {
        self.next_id += 1;
        self.next_id
    }

    /// The place of the column of an item.
    pub(super) fn column(&self, item: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.item == item)
    }

    /// The cell of an item in a line; blank where there is no such column.
    pub(super) fn cell(&self, line: usize, item: &str) -> &Cell {
        let found = self
            .column(item)
            .and_then(|column| self.lines.get(line)?.cells.get(column));
        found.unwrap_or(&BLANK)
    }

    /// The day in a cell.
    pub(super) fn day(&self, line: usize, item: &str) -> Option<Date> {
        match self.cell(line, item) {
            Cell::Day(day) => Some(*day),
            _ => None,
        }
    }

    /// The number in a cell.
    pub(super) fn number(&self, line: usize, item: &str) -> Option<i32> {
        match self.cell(line, item) {
            Cell::Number(number) => Some(*number),
            _ => None,
        }
    }

    pub(super) fn is_blank(&self, line: usize, item: &str) -> bool {
        *self.cell(line, item) == Cell::Blank
    }

    pub(super) fn set(&mut self, line: usize, item: &str, cell: Cell) {
        let Some(column) = self.column(item) else {
            return;
        };
        let place = self
            .lines
            .get_mut(line)
            .and_then(|line| line.cells.get_mut(column));
        if let Some(place) = place {
            *place = cell;
        }
    }

    /// The places of the lines that are referrals.
    pub(super) fn referrals(&self) -> impl Iterator<Item = usize> + '_ {
        let numbered = self.lines.iter().enumerate();
        numbered
            .filter(|(_, line)| line.kind == LineKind::Referral)
            .map(|(place, _)| place)
    }

    /// The place of the headings.
    pub(super) fn headings(&self) -> Option<usize> {
        self.lines
            .iter()
            .position(|line| line.kind == LineKind::Headings)
    }

    /// Whether no defect needs these columns of a line as they are.
    pub(super) fn is_free(&self, line: usize, items: &[&str]) -> bool {
        self.lines.get(line).is_some_and(|line| {
            !line.is_taken && !line.claims.iter().any(|claimed| items.contains(claimed))
        })
    }

    /// Keeps other defects from these columns of a line.
    pub(super) fn claim(&mut self, line: usize, items: &[&'static str]) {
        if let Some(line) = self.lines.get_mut(line) {
            line.claims.extend(items);
        }
    }

    /// A referral that fits and whose columns are free, which are then claimed.
    pub(super) fn pick(
        &mut self,
        chance: &mut Chance,
        items: &[&'static str],
        fits: impl Fn(&Self, usize) -> bool,
    ) -> Option<usize> {
        let free: Vec<usize> = self
            .referrals()
            .filter(|line| self.is_free(*line, items) && fits(self, *line))
            .collect();
        let (clean, dirty): (Vec<usize>, Vec<usize>) =
            free.into_iter().partition(|line| self.is_untouched(*line));
        let wants_dirty = chance.happens(SAME_ROW);
        let from = match (wants_dirty, dirty.is_empty(), clean.is_empty()) {
            (true, false, _) | (_, _, true) => dirty,
            _ => clean,
        };
        let line = chance.one(&from).copied()?;
        self.claim(line, items);
        Some(line)
    }

    /// A referral that fits and has no defect, which is then wholly claimed.
    pub(super) fn pick_whole(
        &mut self,
        chance: &mut Chance,
        fits: impl Fn(&Self, usize) -> bool,
    ) -> Option<usize> {
        let free: Vec<usize> = self
            .referrals()
            .filter(|line| self.is_untouched(*line) && fits(self, *line))
            .collect();
        let line = chance.one(&free).copied()?;
        self.take(line);
        Some(line)
    }

    /// Keeps other defects from a whole line.
    pub(super) fn take(&mut self, line: usize) {
        if let Some(line) = self.lines.get_mut(line) {
            line.is_taken = true;
        }
    }

    /// Whether no defect has anything to do with a line.
    pub(super) fn is_untouched(&self, line: usize) -> bool {
        self.lines
            .get(line)
            .is_some_and(|line| !line.is_taken && line.claims.is_empty())
    }

    /// Whether the cells of a line stand under their headings, which an extra separator undoes.
    pub(super) fn is_aligned(&self, line: usize) -> bool {
        self.lines
            .get(line)
            .is_some_and(|line| line.cells.len() == self.columns.len())
    }

    /// Puts a line before the one at this place.
    pub(super) fn add_line(&mut self, at: usize, kind: LineKind, cells: Vec<Cell>) {
        let id = self.id();
        let line = Line {
            id,
            kind,
            cells,
            claims: Vec::new(),
            is_taken: false,
        };
        self.lines.insert(at.min(self.lines.len()), line);
    }

    /// Puts a column before the one at this place. `fill` makes the cell of each referral.
    pub(super) fn add_column(
        &mut self,
        at: usize,
        item: &'static str,
        heading: &str,
        mut fill: impl FnMut() -> Cell,
    ) {
        let at = at.min(self.columns.len());
        let id = self.id();
        let column = Column {
            id,
            item,
            heading: heading.to_owned(),
        };
        self.columns.insert(at, column);
        let referrals = self
            .lines
            .iter_mut()
            .filter(|line| line.kind == LineKind::Referral);
        for line in referrals {
            line.cells.insert(at.min(line.cells.len()), fill());
        }
    }

    /// Takes a column out.
    pub(super) fn remove_column(&mut self, item: &str) {
        let Some(at) = self.column(item) else {
            return;
        };
        self.columns.remove(at);
        for line in &mut self.lines {
            if at < line.cells.len() {
                line.cells.remove(at);
            }
        }
    }

    /// Expects a finding in a cell.
    pub(super) fn expect(&mut self, rule: &'static str, line: usize, item: &str) {
        let column = self.column(item);
        self.expect_at(rule, Some(line), column, 1);
    }

    /// Expects a finding at places of lines and columns.
    pub(super) fn expect_at(
        &mut self,
        rule: &'static str,
        line: Option<usize>,
        column: Option<usize>,
        count: u32,
    ) {
        let line = line
            .and_then(|line| self.lines.get(line))
            .map(|line| line.id);
        let column = column
            .and_then(|column| self.columns.get(column))
            .map(|column| column.id);
        self.expected.push(Expected {
            line,
            column,
            ..Expected::of_file(rule, count)
        });
    }

    /// Puts a value into a cell and expects a finding there.
    pub(super) fn plant(&mut self, line: usize, item: &str, cell: Cell, rule: &'static str) {
        self.set(line, item, cell);
        self.expect(rule, line, item);
    }
}
