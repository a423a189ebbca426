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

/// Tells what a row is. When in doubt it is a referral: a row that should not count is then listed, not lost.
pub(crate) fn kind_of(row: &Row<'_>, headings: &Headings) -> RowKind {
    let mut first_text = None;
    let mut n_cells = 0_usize;
    let mut n_used = 0_usize;
    let mut has_date = false;
    let mut single: Option<(Option<slots::Slot>, Value<'_>)> = None;
    for (index, value) in row.cells() {
        let slot = headings
            .column_at(index)
            .and_then(|column| slot_of(&column.role));
        n_cells += 1;
        n_used += usize::from(slot.is_some());
        has_date |= slot == Some(slots::REFERRAL_DATE);
        single = Some((slot, value));
        if let Value::Text(text) = value
            && n_cells <= 3
        {
            if words::is_example(text) {
                return RowKind::Example;
            }
            first_text.get_or_insert(text);
        }
    }
    if !has_date && first_text.is_some_and(words::is_total) {
        return RowKind::Total;
    }
    if n_used == 0 {
        return RowKind::Note;
    }
    if n_cells == 1
        && headings.matched > 3
        && let Some((slot, Value::Text(text))) = single
        && (!matches!(slot, Some(slots::REFERRAL_ID | slots::DETAILS)) || text.contains(' '))
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
