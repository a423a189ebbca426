//! Values that are in no list, or in a list under another name.

use super::{Setting, dates::DAYS, some, table::Table};
use crate::{cell::Cell, chance::Chance};

const ETHNIC: &str = "ethnic_category";

/// Words that have one reading.
pub(super) fn ethnic_in_words(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    const WORDS: [&str; 12] = [
        "White British",
        "British",
        "white british",
        "Irish",
        "White other",
        "Indian",
        "Pakistani",
        "Bangladeshi",
        "Black African",
        "Caribbean",
        "Chinese",
        "Arab",
    ];
    put(
        table,
        chance,
        12,
        ETHNIC,
        &[ETHNIC],
        &WORDS,
        "word_read_as_code",
    );
}

/// Words that have several readings.
pub(super) fn ethnic_ambiguous(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    const WORDS: [&str; 6] = ["Asian", "White", "Black", "Mixed", "Other", "asian british"];
    put(
        table,
        chance,
        4,
        ETHNIC,
        &[ETHNIC],
        &WORDS,
        "code_ambiguous",
    );
}

/// Words that have none.
pub(super) fn ethnic_unknown(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    const WORDS: [&str; 6] = ["Yorkshire", "Sikh", "Human", "see file", "Cornish", "EU"];
    put(table, chance, 4, ETHNIC, &[ETHNIC], &WORDS, "code_unknown");
}

/// Values of the service's own in other columns.
pub(super) fn unknown(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    const POOLS: [(&str, &[&str], &[&str]); 5] = [
        ("sex", &["sex"], &["Ms", "Mrs", "3"]),
        (
            "need_1",
            &["need_1"],
            &["Pets", "Gardening", "Various", "misc"],
        ),
        (
            "referral_source",
            &["referral_source"],
            &["The vicar", "walked in", "Q9"],
        ),
        ("carer", &["carer"], &["sometimes", "maybe", "for mum"]),
        (
            "closure_reason",
            DAYS,
            &["see file", "Christmas", "moved to Spain"],
        ),
    ];
    for _ in 0..some(chance, 3) {
        let Some((item, claims, words)) = chance.one(&POOLS).copied() else {
            return;
        };
        // A referral that is open has no reason for closing.
        let fits =
            |table: &Table, line: usize| claims != DAYS || table.day(line, "closed_date").is_some();
        if table.column(item).is_none() {
            continue;
        }
        let Some(line) = table.pick(chance, claims, fits) else {
            continue;
        };
        let words = chance.one(words).copied().unwrap_or_default();
        table.plant(line, item, Cell::text(words), "code_unknown");
    }
}

const PRACTICE: &str = "gp_practice";

/// Codes that no practice has, and codes that lost their end.
pub(super) fn practice_unknown(table: &mut Table, chance: &mut Chance, setting: &Setting<'_>) {
    let mut unknown = setting.practices.unknown.clone();
    unknown.extend(["A8100", "B8", "Q9999", "GP01"].map(str::to_owned));
    let words: Vec<&str> = unknown.iter().map(String::as_str).collect();
    put(
        table,
        chance,
        5,
        PRACTICE,
        &[PRACTICE],
        &words,
        "practice_unknown",
    );
}

/// Codes of practices that had closed by the month's end.
pub(super) fn practice_closed(table: &mut Table, chance: &mut Chance, setting: &Setting<'_>) {
    let closed = setting.practices.closed.iter();
    let closed = closed.filter(|(_, day)| *day < setting.month.first_day());
    let words: Vec<&str> = closed.map(|(code, _)| code.as_str()).collect();
    put(
        table,
        chance,
        3,
        PRACTICE,
        &[PRACTICE],
        &words,
        "practice_closed",
    );
}

/// Codes in small letters, which mean the same and need not be spoken of.
pub(super) fn practice_lower_case(table: &mut Table, chance: &mut Chance, setting: &Setting<'_>) {
    for _ in 0..some(chance, 8) {
        let Some((line, code)) = a_practice(table, chance, setting, |_| true) else {
            return;
        };
        table.set(line, PRACTICE, Cell::Text(code.to_ascii_lowercase()));
    }
}

/// Codes with the letter O for a zero.
pub(super) fn practice_letters(table: &mut Table, chance: &mut Chance, setting: &Setting<'_>) {
    for _ in 0..some(chance, 4) {
        let has_zero = |code: &str| code.contains('0');
        let Some((line, code)) = a_practice(table, chance, setting, has_zero) else {
            return;
        };
        let text = match chance.below(3) {
            0 => code.replacen('0', "O", 1),
            1 => code.replace('0', "O"),
            _ => code.replace('0', "o").to_ascii_lowercase(),
        };
        table.plant(line, PRACTICE, Cell::Text(text), "practice_matched");
    }
}

/// A cell with the code of a practice that was open and stays so.
fn a_practice(
    table: &mut Table,
    chance: &mut Chance,
    setting: &Setting<'_>,
    fits: impl Fn(&str) -> bool,
) -> Option<(usize, String)> {
    let code = |table: &Table, line| match table.cell(line, PRACTICE) {
        Cell::Text(code) if setting.practices.is_regular(code) && fits(code) => Some(code.clone()),
        _ => None,
    };
    let line = table.pick(chance, &[PRACTICE], |table, line| {
        code(table, line).is_some()
    })?;
    Some((line, code(table, line)?))
}

/// Puts one of these words into some cells of a column.
fn put(
    table: &mut Table,
    chance: &mut Chance,
    most: usize,
    item: &'static str,
    claims: &[&'static str],
    words: &[&str],
    rule: &'static str,
) {
    if words.is_empty() || table.column(item).is_none() {
        return;
    }
    for _ in 0..some(chance, most) {
        let Some(line) = table.pick(chance, claims, |_, _| true) else {
            return;
        };
        let words = chance.one(words).copied().unwrap_or_default();
        table.plant(line, item, Cell::text(words), rule);
    }
}
