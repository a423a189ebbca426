//! Where the headings are, and which column is which item.

use hub_standard::definition::{Item, ReturnDefinition};

use super::personal;
use super::slots::{self, Slot};
use crate::sheet::{Row, Sheet, Value, letters};

/// The headings are within this many rows.
pub(crate) const HEADING_ROWS_MAX: u32 = 30;
/// So many headings make a heading row.
const HEADINGS_MIN: usize = 2;
/// So many of them end the search.
const HEADINGS_PLENTY: usize = 6;
/// More than this of a heading is not shown.
const HEADING_CHARS_MAX: usize = 60;

/// One column of the sheet.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    /// Its place, from 0.
    pub(crate) index: u16,
    /// Its letters.
    pub(crate) letter: String,
    /// Its heading as in the file; empty if it has none.
    pub(crate) heading: String,
    /// What it holds.
    pub(crate) role: Role,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Role {
    /// An item of the return.
    Item {
        item: &'static Item,
        slot: Slot,
        is_canonical: bool,
    },
    /// Whose return it is.
    Context { slot: Slot },
    /// Not part of the return.
    Unused,
}

/// The headings of a sheet.
#[derive(Debug, Clone)]
pub(crate) struct Headings {
    /// The row they are in.
    pub(crate) row: u32,
    /// How many values that row has, blank ones included.
    pub(crate) fields: u16,
    /// The columns, by place.
    pub(crate) columns: Vec<Column>,
    /// How many columns are items.
    pub(crate) matched: usize,
    /// Columns that mean the same item: the first and the other.
    pub(crate) twice: Vec<(Column, Column)>,
}

impl Headings {
    /// Finds the row with the most headings of the return within the first rows.
    pub(crate) fn find(sheet: &Sheet) -> Option<Self> {
        let definition = ReturnDefinition::v1();
        let referrals = definition.referrals()?;
        let is_item = |value: Value<'_>| match value {
            Value::Text(text) => text.len() < 200 && referrals.find_header(text).is_some(),
            _ => false,
        };
        let mut best: Option<(usize, Row<'_>)> = None;
        for row in sheet
            .rows()
            .take_while(|row| row.number() <= HEADING_ROWS_MAX)
        {
            let matched = row.cells().filter(|(_, value)| is_item(*value)).count();
            if matched >= HEADINGS_MIN && best.is_none_or(|(most, _)| matched > most) {
                best = Some((matched, row));
            }
            if best.is_some_and(|(most, _)| most >= HEADINGS_PLENTY) {
                break;
            }
        }
        best.map(|(_, row)| Self::read(definition, row, sheet))
    }

    fn read(definition: &'static ReturnDefinition, row: Row<'_>, sheet: &Sheet) -> Self {
        let mut headings = Self {
            row: row.number(),
            fields: row.fields(),
            columns: Vec::new(),
            matched: 0,
            twice: Vec::new(),
        };
        for (index, value) in row.cells() {
            let Value::Text(text) = value else { continue };
            let role = headings.role(definition, text);
            let mut column = Column {
                index,
                letter: letters(index),
                heading: shown_heading(text),
                role: role.unwrap_or(Role::Unused),
            };
            let other = headings
                .columns
                .iter()
                .position(|other| same_slot(&other.role, &column.role));
            if let Some(other) = other {
                headings.second_of(other, &mut column, row.number(), sheet);
            }
            headings.columns.push(column);
        }
        headings.matched = headings
            .columns
            .iter()
            .filter(|column| matches!(column.role, Role::Item { .. }))
            .count();
        headings
    }

    /// What a heading means. A repeated heading of a repeated item means its next free column.
    fn role(&self, definition: &'static ReturnDefinition, text: &str) -> Option<Role> {
        if let Some(found) = definition
            .referrals()
            .and_then(|sheet| sheet.find_header(text))
        {
            let first = slots::of_item(&found.item.id)?;
            let wanted = first + usize::from(found.position.saturating_sub(1));
            let is_free = |slot: &Slot| {
                !self
                    .columns
                    .iter()
                    .any(|column| slot_of(&column.role) == Some(*slot))
            };
            let repeats = first..first + usize::from(found.item.repeat.max(1));
            let slot = if is_free(&wanted) {
                wanted
            } else {
                repeats.into_iter().find(is_free).unwrap_or(wanted)
            };
            return Some(Role::Item {
                item: found.item,
                slot,
                is_canonical: found.is_canonical,
            });
        }
        let context = definition.find_context(text)?;
        slots::of_item(&context.id).map(|slot| Role::Context { slot })
    }

    /// Two columns mean the same. One without values gives way; if both have values, the sender must choose.
    fn second_of(&mut self, other: usize, column: &mut Column, heading_row: u32, sheet: &Sheet) {
        let has_values = |index: u16| {
            sheet
                .rows()
                .any(|row| row.number() > heading_row && row.get(index).is_some())
        };
        let Some(first) = self.columns.get_mut(other) else {
            return;
        };
        if !has_values(column.index) {
            column.role = Role::Unused;
        } else if !has_values(first.index) {
            first.role = Role::Unused;
        } else {
            if matches!(column.role, Role::Item { .. }) {
                self.twice.push((first.clone(), column.clone()));
            }
            column.role = Role::Unused;
        }
    }

    /// The column that holds a slot.
    pub(crate) fn column_of(&self, slot: Slot) -> Option<&Column> {
        self.columns
            .iter()
            .find(|column| slot_of(&column.role) == Some(slot))
    }

    /// The column at a place, if it has a heading.
    pub(crate) fn column_at(&self, index: u16) -> Option<&Column> {
        let at = self
            .columns
            .binary_search_by_key(&index, |column| column.index)
            .ok()?;
        self.columns.get(at)
    }
}

/// The slot of a column that is used.
pub(crate) fn slot_of(role: &Role) -> Option<Slot> {
    match role {
        Role::Item { slot, .. } | Role::Context { slot } => Some(*slot),
        Role::Unused => None,
    }
}

fn same_slot(one: &Role, other: &Role) -> bool {
    slot_of(one).is_some() && slot_of(one) == slot_of(other)
}

/// A heading as findings may show it.
fn shown_heading(text: &str) -> String {
    if personal::kind_of(text).is_some() {
        return hub_standard::finding::mask(text);
    }
    text.chars().take(HEADING_CHARS_MAX).collect()
}
