//! Numbers of contacts that are no numbers, or none that a month can have.

use super::{Setting, some, table::Table};
use crate::{cell::Cell, chance::Chance};

const CONTACTS: &str = "contacts_this_month";

/// A small number that someone has hidden.
pub(super) fn hidden(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    put(table, chance, &["<5", "< 5", "<10"], "count_hidden");
}

/// Words around or in place of the number.
pub(super) fn in_words(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    const WORDS: [&str; 7] = [
        "5 people",
        "approx 20",
        "two",
        "4+",
        "1-2",
        "lots",
        "3 calls",
    ];
    put(table, chance, &WORDS, "number_not_a_number");
}

/// Fewer than none, or more than there is time for.
pub(super) fn out_of_range(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    for _ in 0..some(chance, 3) {
        let Some(line) = table.pick(chance, &[CONTACTS], |_, _| true) else {
            return;
        };
        let numbers = [-1, -3, 250, 999, 4_500, 46_085];
        let number = chance.one(&numbers).copied().unwrap_or(-1);
        table.plant(line, CONTACTS, Cell::Number(number), "number_out_of_range");
    }
}

fn put(table: &mut Table, chance: &mut Chance, words: &[&str], rule: &'static str) {
    for _ in 0..some(chance, 3) {
        let Some(line) = table.pick(chance, &[CONTACTS], |_, _| true) else {
            return;
        };
        let words = chance.one(words).copied().unwrap_or_default();
        table.plant(line, CONTACTS, Cell::text(words), rule);
    }
}
