//! Where the headings are, and which column is which item.

use std::collections::BTreeMap;

use hub_standard::definition::{Item, ReturnDefinition, normalise_header};

use super::personal;
use super::slots::{self, Slot};
use crate::choices::Choices;
use crate::sheet::{Row, Sheet, Value, letters};

/// The headings are within this many rows.
pub(crate) const HEADING_ROWS_MAX: u32 = 30;
/// So many headings make a heading row.
const HEADINGS_MIN: usize = 2;
/// So many of them end the search.
const HEADINGS_PLENTY: usize = 6;
/// A text with so many digits is a date, a reference or a number.
const VALUE_DIGITS_MIN: usize = 4;
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
    /// Whether the sender said so.
    pub(crate) is_chosen: bool,
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
    /// An item of another sheet than Referrals.
    Detail { slot: Slot },
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
    /// Headings made of two rows: the upper words, the lower words and what they mean together.
    pub(crate) joined: Vec<Joined>,
}

/// A heading of two rows: "First contact" over "date".
#[derive(Debug, Clone)]
pub(crate) struct Joined {
    pub(crate) index: u16,
    pub(crate) upper: String,
    pub(crate) lower: String,
    pub(crate) item: &'static Item,
}

impl Headings {
    /// Finds the row with the most headings of the return within the first rows.
    pub(crate) fn find(sheet: &Sheet, choices: &Choices) -> Option<Self> {
        let definition = ReturnDefinition::v1();
        let referrals = definition.referrals()?;
        let is_item = |(index, value): &(u16, Value<'_>)| match value {
            Value::Text(text) => {
                text.len() < 200
                    && (referrals.find_header(text).is_some()
                        || matches!(choices.of_column(&letters(*index), text), Some(Some(_))))
            }
            _ => false,
        };
        let mut best: Option<(usize, Row<'_>)> = None;
        for row in sheet
            .rows()
            .take_while(|row| row.number() <= HEADING_ROWS_MAX)
        {
            let matched = row.cells().filter(is_item).count();
            if matched >= HEADINGS_MIN
                && matched > values(row)
                && best.is_none_or(|(most, _)| matched > most)
            {
                best = Some((matched, row));
            }
            if best.is_some_and(|(most, _)| most >= HEADINGS_PLENTY) {
                break;
            }
        }
        best.map(|(_, row)| Self::read(definition, row, sheet, choices))
    }

    fn read(
        definition: &'static ReturnDefinition,
        row: Row<'_>,
        sheet: &Sheet,
        choices: &Choices,
    ) -> Self {
        let mut headings = Self {
            row: row.number(),
            fields: row.fields(),
            columns: Vec::new(),
            matched: 0,
            twice: Vec::new(),
            joined: Vec::new(),
        };
        let above = above(sheet, row.number());
        for (index, value) in row.cells() {
            let Value::Text(text) = value else { continue };
            let letter = letters(index);
            let chosen = choices.of_column(&letter, text);
            let role = match chosen {
                Some(None) => None,
                Some(Some(item)) => headings.role(definition, item).map(as_chosen),
                None => headings
                    .role(definition, text)
                    .or_else(|| headings.of_two_rows(definition, &above, index, text)),
            };
            let mut column = Column {
                index,
                letter,
                heading: shown_heading(text),
                role: role.unwrap_or(Role::Unused),
                is_chosen: chosen.is_some(),
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

    /// What a heading means together with the one above it, or above a column to its left that it spans.
    fn of_two_rows(
        &mut self,
        definition: &'static ReturnDefinition,
        above: &[(u16, &str)],
        index: u16,
        text: &str,
    ) -> Option<Role> {
        let (_, upper) = above.iter().rfind(|(at, _)| *at <= index)?;
        let role = self.role(definition, &format!("{upper} {text}"))?;
        let Role::Item { item, slot, .. } = role else {
            return None;
        };
        self.joined.push(Joined {
            index,
            upper: shown_heading(upper),
            lower: shown_heading(text),
            item,
        });
        Some(Role::Item {
            item,
            slot,
            is_canonical: false,
        })
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
        if first.is_chosen != column.is_chosen {
            let other = if column.is_chosen { first } else { column };
            other.role = Role::Unused;
        } else if !has_values(column.index) {
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

    /// What the sender said that columns hold, by heading as compared. Headings that may be personal are left out.
    pub(crate) fn chosen(&self) -> BTreeMap<String, Option<String>> {
        self.columns
            .iter()
            .filter(|column| column.is_chosen && personal::kind_of(&column.heading).is_none())
            .filter(|column| personal::kind_of_heading(&column.heading).is_none())
            .map(|column| {
                let item = match &column.role {
                    Role::Item { item, .. } => Some(item.id.clone()),
                    Role::Context { .. } | Role::Detail { .. } | Role::Unused => None,
                };
                (normalise_header(&column.heading), item)
            })
            .collect()
    }

    /// The column that holds a slot.
    pub(crate) fn column_of(&self, slot: Slot) -> Option<&Column> {
        self.columns
            .iter()
            .find(|column| slot_of(&column.role) == Some(slot))
    }

    /// The column at a place, if it has a heading.
    pub(crate) fn column_at(&self, index: u16) -> Option<&Column> {
        // Where every column has a heading, its place in the list is its place on the sheet.
        let by_place = self.columns.get(usize::from(index));
        if by_place.is_some_and(|column| column.index == index) {
            return by_place;
        }
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
        Role::Item { slot, .. } | Role::Context { slot } | Role::Detail { slot } => Some(*slot),
        Role::Unused => None,
    }
}

/// A role that the sender gave to a column: whatever its heading, it is not the heading of the return.
fn as_chosen(role: Role) -> Role {
    match role {
        Role::Item { item, slot, .. } => Role::Item {
            item,
            slot,
            is_canonical: false,
        },
        other => other,
    }
}

/// How many cells of a row are dates or numbers, as rows of values have them and rows of headings do not. Words for a value
/// can be words for a heading too: "referred on" is a reason for closing.
fn values(row: Row<'_>) -> usize {
    let is_value = |value: &Value<'_>| match value {
        Value::Text(text) => text.bytes().filter(u8::is_ascii_digit).count() >= VALUE_DIGITS_MIN,
        _ => true,
    };
    row.cells().filter(|(_, value)| is_value(value)).count()
}

/// The texts of the row right above the headings, from left to right.
fn above(sheet: &Sheet, heading_row: u32) -> Vec<(u16, &str)> {
    let row = sheet
        .rows()
        .take_while(|row| row.number() < heading_row)
        .last()
        .filter(|row| row.number() + 1 == heading_row);
    let cells = row.into_iter().flat_map(|row| row.cells());
    cells
        .filter_map(|(index, value)| match value {
            Value::Text(text) if text.len() < 100 => Some((index, text)),
            _ => None,
        })
        .collect()
}

fn same_slot(one: &Role, other: &Role) -> bool {
    slot_of(one).is_some() && slot_of(one) == slot_of(other)
}

/// A heading as findings may show it.
pub(crate) fn shown_heading(text: &str) -> String {
    if personal::kind_of(text).is_some() {
        return hub_standard::finding::mask(text);
    }
    text.chars().take(HEADING_CHARS_MAX).collect()
}
