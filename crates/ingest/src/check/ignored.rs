//! Rows that are no referrals: titles, totals, notes, examples, repeated headings.

use hub_standard::words;

use super::columns::{Headings, slot_of};
use super::slots;
use crate::sheet::{Row, Value};

/// What a row under the headings is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum RowKind {
    Referral,
    Total,
    Note,
    Example,
    Headings,
    /// Hidden, and the sender says that hidden rows do not count.
    Hidden,
}

impl RowKind {
    /// The rule under which an ignored row is listed.
    pub(crate) fn rule(self) -> Option<&'static str> {
        match self {
            Self::Referral => None,
            Self::Total => Some("total_row_ignored"),
            Self::Note => Some("note_row_ignored"),
            Self::Example => Some("example_row_ignored"),
            Self::Headings => Some("repeated_headings_ignored"),
            Self::Hidden => Some("hidden_rows_left_out"),
        }
    }
}

/// What tells a total or an example stands in one of so many cells.
const FIRST_CELLS: usize = 3;

/// Tells what a row is. When in doubt it is a referral: a row that should not count is then listed, not lost.
pub(crate) fn kind_of(row: &Row<'_>, headings: &Headings) -> RowKind {
    let cells = row.cells();
    let slot_at = |index| {
        let column = headings.column_at(index);
        column.and_then(|column| slot_of(&column.role))
    };
    let mut first_text = None;
    for (_, value) in cells.clone().take(FIRST_CELLS) {
        let Value::Text(text) = value else { continue };
        if words::is_example(text) {
            return RowKind::Example;
        }
        first_text.get_or_insert(text);
    }
    let mut meanings = cells.clone().map(|(index, _)| slot_at(index));
    if first_text.is_some_and(words::is_total)
        && meanings
            .clone()
            .all(|slot| slot != Some(slots::REFERRAL_DATE))
    {
        return RowKind::Total;
    }
    if meanings.all(|slot| slot.is_none()) {
        return RowKind::Note;
    }
    let n_cells = cells.len();
    if n_cells == 1
        && headings.matched > 3
        && let Some((index, Value::Text(text))) = cells.clone().next()
        && (!matches!(slot_at(index), Some(slots::REFERRAL_ID | slots::DETAILS))
            || text.contains(' '))
    {
        return RowKind::Note;
    }
    if n_cells >= 3 && repeats(row, headings) {
        return RowKind::Headings;
    }
    RowKind::Referral
}

fn repeats(row: &Row<'_>, headings: &Headings) -> bool {
    row.cells().all(|(index, value)| match value {
        Value::Text(text) => headings
            .column_at(index)
            .is_some_and(|column| column.heading.eq_ignore_ascii_case(text)),
        _ => false,
    })
}
