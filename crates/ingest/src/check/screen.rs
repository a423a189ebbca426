//! Looks through every cell for personal details where none belong.

use std::collections::HashSet;

use hub_standard::finding::{Finding, Place};

use super::columns::{Column, Headings, Role, slot_of};
use super::personal::{self, Look, Personal};
use super::place::Places;
use super::slots::{self, Slot};
use crate::anonymise::masked;
use crate::clock::Clock;
use crate::sheet::{Row, Sheet, Value, letters};

/// What the look found.
#[derive(Debug, Default)]
pub(crate) struct Screened {
    /// Whole columns that must not be sent.
    pub(crate) findings: Vec<Finding>,
    /// Single cells (row, slot) in columns of the return that hold something else.
    pub(crate) cells: HashSet<(u32, Slot)>,
    /// How many cells with something in them each column has, by place.
    pub(crate) n_cells: Vec<u32>,
}

/// What was seen of the rows so far.
#[derive(Default)]
pub(crate) struct Screen {
    columns: Vec<Seen>,
}

// What was seen may be personal.
impl std::fmt::Debug for Screen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Screen")
            .field("columns", &self.columns.len())
            .finish_non_exhaustive()
    }
}

/// What was seen in one column.
#[derive(Clone, Default)]
struct Seen {
    n_cells: u32,
    surely: Hits,
    perhaps: Hits,
    n_ten_digits: u32,
}

#[derive(Clone, Default)]
struct Hits {
    first: Option<(Personal, String)>,
    rows: Vec<u32>,
}

impl Hits {
    fn add(&mut self, kind: Personal, row: u32, value: Value<'_>) {
        self.first.get_or_insert_with(|| (kind, masked(value)));
        self.rows.push(row);
    }

    fn extend(&mut self, later: Self) {
        self.first = self.first.take().or(later.first);
        self.rows.extend(later.rows);
    }

    fn count(&self) -> u32 {
        u32::try_from(self.rows.len()).unwrap_or(u32::MAX)
    }
}

/// Looks through the rows.
pub(crate) fn look(
    rows: &[Row<'_>],
    headings: &Headings,
    places: &Places<'_>,
    clock: &Clock,
) -> Screened {
    let mut screen = Screen::default();
    for row in rows {
        if clock.is_over() {
            break;
        }
        for (index, value) in row.cells() {
            let slot = headings
                .column_at(index)
                .and_then(|column| slot_of(&column.role));
            screen.look(row.number(), index, slot, value);
        }
    }
    screen.judge(headings, places)
}

impl Screen {
    /// Looks at one cell.
    pub(crate) fn look(&mut self, row: u32, index: u16, slot: Option<Slot>, value: Value<'_>) {
        let at = usize::from(index);
        if self.columns.len() <= at {
            self.columns.resize(at + 1, Seen::default());
        }
        let Some(seen) = self.columns.get_mut(at) else {
            return;
        };
        seen.n_cells += 1;
        if !is_meant_to_be_personal(slot) {
            seen.look(row, value);
        }
    }

    /// Adds what was seen of later rows.
    pub(crate) fn extend(&mut self, later: Self) {
        if self.columns.len() < later.columns.len() {
            self.columns.resize(later.columns.len(), Seen::default());
        }
        for (seen, later) in self.columns.iter_mut().zip(later.columns) {
            seen.n_cells += later.n_cells;
            seen.n_ten_digits += later.n_ten_digits;
            seen.surely.extend(later.surely);
            seen.perhaps.extend(later.perhaps);
        }
    }

    /// What it comes to, column by column.
    pub(crate) fn judge(self, headings: &Headings, places: &Places<'_>) -> Screened {
        let mut screened = Screened {
            n_cells: self.columns.iter().map(|column| column.n_cells).collect(),
            ..Screened::default()
        };
        for (index, seen) in (0_u16..).zip(self.columns) {
            let column = headings
                .column_at(index)
                .cloned()
                .unwrap_or_else(|| Column {
                    index,
                    letter: letters(index),
                    heading: String::new(),
                    role: Role::Unused,
                    is_chosen: false,
                });
            screened.judge(&column, seen, places);
        }
        screened
    }
}

/// Columns of the return that hold what is personal elsewhere.
fn is_meant_to_be_personal(slot: Option<Slot>) -> bool {
    matches!(slot, Some(slots::NHS_NUMBER | slots::POSTCODE))
}

impl Seen {
    fn look(&mut self, row: u32, value: Value<'_>) {
        match look_at(value) {
            Look::Plain => {}
            Look::TenDigits => self.n_ten_digits += 1,
            Look::Perhaps => self.perhaps.add(Personal::NhsNumber, row, value),
            Look::Surely(kind) => self.surely.add(kind, row, value),
        }
    }

    /// The cells that are personal. References of ten digits pass for NHS numbers in one case of eleven, so those count
    /// only where most of the column's numbers pass.
    fn hits(mut self) -> Hits {
        if self.perhaps.count() > self.n_ten_digits {
            self.surely.extend(self.perhaps);
            self.surely.rows.sort_unstable();
        }
        self.surely
    }
}

fn look_at(value: Value<'_>) -> Look {
    match value {
        Value::Text(text) => personal::look(text),
        Value::Number(number) => personal::look_at_number(number),
        _ => Look::Plain,
    }
}

impl Screened {
    fn judge(&mut self, column: &Column, seen: Seen, places: &Places<'_>) {
        let slot = slot_of(&column.role);
        let n_cells = seen.n_cells;
        if n_cells == 0 || is_meant_to_be_personal(slot) {
            return;
        }
        if slot.is_none()
            && let Some(what) = personal::kind_of_heading(&column.heading)
        {
            self.findings.push(forbidden(column, what, n_cells, places));
            return;
        }
        let hits = seen.hits();
        match slot {
            // A stray value leaves its row out; a column of them is another column.
            Some(slot) if hits.count() * 2 < n_cells => {
                self.cells.extend(hits.rows.iter().map(|row| (*row, slot)));
            }
            _ => self.findings.extend(found(column, &hits, places)),
        }
    }
}

fn forbidden(column: &Column, what: &str, n_cells: u32, places: &Places<'_>) -> Finding {
    let mut finding = Finding::of("personal_data_column", places.of(column));
    let said = format!(
        "Column {} (\"{}\") is a column for {what}, which we must not receive. {} We have not kept this file.",
        column.letter, column.heading, finding.fix
    );
    finding.count = n_cells;
    finding.said(said)
}

fn found(column: &Column, hits: &Hits, places: &Places<'_>) -> Option<Finding> {
    let (kind, shown) = hits.first.as_ref()?;
    let first_row = hits.rows.first()?;
    let finding =
        Finding::of("personal_data_column", places.of(column).in_row(*first_row)).found(shown);
    let mut finding = if slot_of(&column.role) == Some(slots::PERSON_ID)
        && *kind == Personal::NhsNumber
    {
        finding.fix("If these are NHS numbers, change the heading to nhs_number; we turn them into a code on arrival.")
    } else {
        finding
    };
    let heading = if column.heading.is_empty() {
        String::new()
    } else {
        format!(" (\"{}\")", column.heading)
    };
    finding.count = hits.count();
    let cells = if finding.count == 1 {
        "1 cell".to_owned()
    } else {
        format!("{} cells", finding.count)
    };
    let said = format!(
        "Column {}{heading} holds what look like {} ({cells}, for example \"{shown}\"). {} We have not kept this file.",
        column.letter,
        kind.words(),
        finding.fix
    );
    Some(finding.said(said))
}

/// The name of a sheet as findings may show it.
pub(crate) fn shown_name(name: &str) -> String {
    if personal::kind_of(name).is_some() {
        masked(Value::Text(name))
    } else {
        name.to_owned()
    }
}

/// A name of a file or a sheet that holds a personal detail.
pub(crate) fn name(what: &str, name: &str) -> Option<Finding> {
    let kind = personal::kind_of(name)?;
    let shown = masked(Value::Text(name));
    let said = format!(
        "The name of the {what} holds what looks like one of: {}. Give it another name and select the file again. We have \
         not kept this file.",
        kind.words()
    );
    Some(
        Finding::of("personal_data_column", Place::file())
            .found(&shown)
            .said(said),
    )
}

/// NHS numbers on a sheet that is not the return: two in one column are no accident.
pub(crate) fn other_sheet(sheet: &Sheet, shown_name: &str, clock: &Clock) -> Option<Finding> {
    let mut by_column: Vec<(u32, u32)> = Vec::new();
    for row in sheet.rows() {
        if clock.is_over() {
            break;
        }
        for (index, value) in row.cells() {
            if !matches!(
                look_at(value),
                Look::Perhaps | Look::Surely(Personal::NhsNumber)
            ) {
                continue;
            }
            let index = usize::from(index);
            if by_column.len() <= index {
                by_column.resize(index + 1, (0, row.number()));
            }
            if let Some((n, first)) = by_column.get_mut(index) {
                *first = if *n == 0 { row.number() } else { *first };
                *n += 1;
            }
        }
    }
    let (index, (n, row)) = (0_u16..).zip(by_column).find(|(_, (n, _))| *n >= 2)?;
    let place = Place {
        sheet: Some(shown_name.to_owned()),
        row: Some(row),
        column: Some(letters(index)),
        header: None,
    };
    let mut finding = Finding::of("personal_data_column", place);
    finding.count = n;
    let said = format!(
        "Sheet \"{shown_name}\", column {} holds what look like NHS numbers ({n} cells). Delete the sheet, save, and select \
         the file again. We have not kept this file.",
        letters(index)
    );
    Some(finding.said(said))
}
