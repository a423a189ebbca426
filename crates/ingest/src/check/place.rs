//! Places as the sender sees them.

use hub_standard::finding::Place;

use super::columns::{Column, Headings};
use super::slots::{SLOTS, Slot};

/// Where the columns are, for places in findings.
#[derive(Debug)]
pub(crate) struct Places<'a> {
    sheet: Option<String>,
    columns: [Option<&'a Column>; SLOTS],
}

impl<'a> Places<'a> {
    pub(crate) fn new(sheet: Option<String>, headings: &'a Headings) -> Self {
        Self {
            sheet,
            columns: std::array::from_fn(|slot| headings.column_of(slot)),
        }
    }

    /// The column that holds a slot.
    pub(crate) fn column(&self, slot: Slot) -> Option<&'a Column> {
        self.columns.get(slot).copied().flatten()
    }

    /// The sheet as a whole.
    pub(crate) fn sheet(&self) -> Place {
        Place {
            sheet: self.sheet.clone(),
            ..Place::file()
        }
    }

    /// A row.
    pub(crate) fn row(&self, row: u32) -> Place {
        self.sheet().in_row(row)
    }

    /// A column.
    pub(crate) fn of(&self, column: &Column) -> Place {
        Place {
            sheet: self.sheet.clone(),
            row: None,
            column: Some(column.letter.clone()),
            header: Some(column.heading.clone()).filter(|heading| !heading.is_empty()),
        }
    }

    /// The column of a slot, or the sheet if there is none.
    pub(crate) fn slot(&self, slot: Slot) -> Place {
        self.column(slot)
            .map_or_else(|| self.sheet(), |column| self.of(column))
    }

    /// A cell.
    pub(crate) fn cell(&self, slot: Slot, row: u32) -> Place {
        self.slot(slot).in_row(row)
    }
}
