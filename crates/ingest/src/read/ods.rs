//! OpenDocument spreadsheets (.ods), read as their markup is unpacked.
//!
//! A tag may stand for a million rows or a thousand columns. What is blank in them is passed over by counting, and what
//! is not is put in place until a limit is met.

mod cell;
mod events;

use std::io::{BufRead, Read};

use self::cell::Cell;
use self::events::{Events, Piece, Tag};
use super::container::Container;
use super::filling::{Filling, MERGED_MAX, PLACES_MAX, Room, has_doubles, short_name};
use super::{Contents, Refusal, kind};
use crate::clock::Clock;
use crate::sheet::{Sheet, letters};
use crate::upload::Limits;

const CONTENT: &str = "content.xml";
const MANIFEST: &str = "meta-inf/manifest.xml";
/// No list of the parts of a real spreadsheet is longer.
const MANIFEST_BYTES_MAX: u64 = 1_000_000;

/// Reads every sheet.
pub(super) fn read(
    container: &mut Container<'_>,
    limits: &Limits,
    clock: &Clock,
) -> Result<Contents<'static>, Refusal> {
    if let Some(part) = container.find(MANIFEST)? {
        let mut list = Vec::new();
        container.part(part, limits, clock, |part| {
            let read = part.take(MANIFEST_BYTES_MAX).read_to_end(&mut list);
            read.map(drop).map_err(|_| Refusal::Damaged)
        })?;
        if kind::contains(&list, b"encryption-data") {
            return Err(Refusal::Password);
        }
    }
    let part = container.find(CONTENT)?.ok_or(Refusal::Damaged)?;
    container.part(part, limits, clock, |part| {
        read_content(part, limits, clock)
    })
}

fn read_content(
    part: &mut dyn BufRead,
    limits: &Limits,
    clock: &Clock,
) -> Result<Contents<'static>, Refusal> {
    let mut events = Events::new(part);
    let mut contents = Contents::default();
    let mut names = Vec::new();
    let mut room = Room::new(limits);
    let mut from_1904 = false;
    let mut is_spreadsheet = false;
    let mut n_sheets = 0;
    loop {
        if clock.is_over() {
            return Err(Refusal::TookTooLong);
        }
        let tag = match events.next()? {
            Piece::Open(tag) => tag,
            Piece::End => break,
            _ => continue,
        };
        match tag.name() {
            "office:document-content" | "office:body" | "table:calculation-settings" => {}
            "office:spreadsheet" => is_spreadsheet = true,
            "table:null-date" => {
                let day = tag.attribute("table:date-value")?;
                from_1904 = day.is_some_and(|day| day.starts_with("1904"));
            }
            // What LibreOffice keeps of another file that formulas refer to. It is not shown, and is no sheet of this one.
            "table:table" if is_spreadsheet && is_of_other_file(&tag)? => events.skip()?,
            "table:table" if is_spreadsheet && n_sheets >= limits.max_sheets => {
                n_sheets += 1;
                events.skip()?;
            }
            "table:table" if is_spreadsheet => {
                n_sheets += 1;
                let name = tag.attribute("table:name")?.unwrap_or_default();
                let filling = Filling::new(&name, from_1904, &mut room);
                let table = Table {
                    filling,
                    clock,
                    rows_before: 0,
                    layout: Layout::default(),
                };
                contents.sheets.push(table.read(&mut events)?);
                names.push(name);
            }
            _ => events.skip()?,
        }
    }
    if n_sheets > limits.max_sheets {
        return Err(Refusal::TooManySheets { found: n_sheets });
    }
    if !is_spreadsheet || has_doubles(names.iter().map(String::as_str)) {
        return Err(Refusal::Damaged);
    }
    contents.sheet_names = names.iter().map(|name| short_name(name)).collect();
    Ok(contents)
}

#[derive(Default)]
struct Layout {
    hidden_rows: Vec<u32>,
    has_hidden_columns: bool,
    merged: Vec<(String, u32, u16)>,
}

struct Table<'r, 'l> {
    filling: Filling<'r, 'l>,
    clock: &'l Clock,
    /// How many rows there are above.
    rows_before: u32,
    layout: Layout,
}

impl Table<'_, '_> {
    /// Reads a sheet from its tag to its end.
    fn read(mut self, events: &mut Events<'_>) -> Result<Sheet, Refusal> {
        let outside = events.depth().saturating_sub(1);
        while events.depth() > outside {
            let tag = match events.next()? {
                Piece::Open(tag) => tag,
                Piece::End => return Err(Refusal::Damaged),
                _ => continue,
            };
            match tag.name() {
                "table:table-row" => {
                    let row = Row::of(&tag)?;
                    self.read_row(row, events)?;
                }
                "table:table-column" => {
                    self.layout.has_hidden_columns |= is_hidden(&tag)?;
                }
                // Groups of rows and columns, and those that are printed on every page.
                "table:table-rows"
                | "table:table-row-group"
                | "table:table-header-rows"
                | "table:table-columns"
                | "table:table-column-group"
                | "table:table-header-columns" => {}
                _ => events.skip()?,
            }
        }
        let mut sheet = self.filling.finish()?;
        // Rows below the last may be hidden by the million.
        let mut hidden_rows = self.layout.hidden_rows;
        hidden_rows.retain(|row| *row <= sheet.last_row);
        sheet.hidden_rows = hidden_rows;
        sheet.has_hidden_columns = self.layout.has_hidden_columns;
        sheet.merged = self.layout.merged;
        Ok(sheet)
    }

    fn read_row(&mut self, row: Row, events: &mut Events<'_>) -> Result<(), Refusal> {
        let number = self.rows_before.saturating_add(1);
        let cells = self.read_cells(number, events)?;
        for number in (number..=u32::MAX).take(usize::try_from(row.rows).unwrap_or(usize::MAX)) {
            if self.clock.is_over() {
                return Err(Refusal::TookTooLong);
            }
            let has_room = self.layout.hidden_rows.len() < PLACES_MAX;
            if row.is_hidden && has_room {
                self.layout.hidden_rows.push(number);
            } else if cells.is_empty() {
                break;
            }
            for (column, cell) in &cells {
                if self.clock.is_over() {
                    return Err(Refusal::TookTooLong);
                }
                self.put(number, *column, cell)?;
            }
        }
        self.rows_before = self.rows_before.saturating_add(row.rows);
        Ok(())
    }

    /// The cells of a row with something in them, each with its column.
    fn read_cells(
        &mut self,
        row: u32,
        events: &mut Events<'_>,
    ) -> Result<Vec<(u32, Cell)>, Refusal> {
        let outside = events.depth().saturating_sub(1);
        let mut cells = Vec::new();
        let mut column = 0_u32;
        while events.depth() > outside {
            if self.clock.is_over() {
                return Err(Refusal::TookTooLong);
            }
            let tag = match events.next()? {
                Piece::Open(tag) => tag,
                Piece::End => return Err(Refusal::Damaged),
                _ => continue,
            };
            if !matches!(tag.name(), "table:table-cell" | "table:covered-table-cell") {
                events.skip()?;
                continue;
            }
            let mut cell = Cell::of(&tag, self.filling.chars_max())?;
            cell.read(events, self.filling.chars_max())?;
            self.note_merged(row, column, &cell);
            let columns = cell.columns;
            // The first cell beyond the last column refuses the sheet when it is put, so no more are kept.
            let columns_max = u32::from(self.filling.columns_max());
            let is_full = cells.last().is_some_and(|(last, _)| *last >= columns_max);
            if !is_full && cell.value().is_some() {
                cells.push((column, cell));
            }
            column = column.saturating_add(columns);
        }
        Ok(cells)
    }

    fn put(&mut self, row: u32, first: u32, cell: &Cell) -> Result<(), Refusal> {
        let Some(value) = cell.value() else {
            return Ok(());
        };
        let columns = (first..=u32::MAX).take(usize::try_from(cell.columns).unwrap_or(usize::MAX));
        for column in columns {
            let column = u16::try_from(column).unwrap_or(u16::MAX);
            self.filling.put(row, column, value)?;
        }
        Ok(())
    }

    fn note_merged(&mut self, row: u32, column: u32, cell: &Cell) {
        let Ok(left) = u16::try_from(column) else {
            return;
        };
        let right = column.saturating_add(cell.width.saturating_sub(1));
        let right = u16::try_from(right).unwrap_or(u16::MAX);
        let last = row.saturating_add(cell.rows.saturating_sub(1));
        if last > row && self.layout.merged.len() < MERGED_MAX {
            let shown = format!("{}{row}:{}{last}", letters(left), letters(right));
            self.layout.merged.push((shown, row, left));
        }
    }
}

/// What the tag of a row says.
struct Row {
    rows: u32,
    is_hidden: bool,
}

impl Row {
    fn of(tag: &Tag<'_>) -> Result<Self, Refusal> {
        let rows = tag.attribute("table:number-rows-repeated")?;
        let rows = rows.map_or(Ok(1), |rows| rows.trim().parse());
        Ok(Self {
            // Nothing that is written is repeated less than once.
            rows: rows.map_err(|_| Refusal::Damaged)?.max(1),
            is_hidden: is_hidden(tag)?,
        })
    }
}

fn is_of_other_file(tag: &Tag<'_>) -> Result<bool, Refusal> {
    let style = tag.attribute("table:style-name")?;
    let name = tag.attribute("table:name")?.unwrap_or_default();
    let is_reference = name.starts_with('\'') && name.contains("'#");
    Ok(is_reference || style.is_some_and(|style| style == "ta_extref"))
}

/// Hidden by hand, or by a filter.
fn is_hidden(tag: &Tag<'_>) -> Result<bool, Refusal> {
    let visibility = tag.attribute("table:visibility")?;
    Ok(visibility.is_some_and(|how| how == "collapse" || how == "filter"))
}
