//! Cells that a spreadsheet spoilt, or that hold what does not belong in them.

use super::{Setting, dates::DAYS, some, table::Table};
use crate::{cell::Cell, chance::Chance};

/// Numbers that a spreadsheet has shortened, in the columns of references.
pub(super) fn digits_lost(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    const PERSON: &[&str] = &["local_person_id", "nhs_number"];
    const REFERRAL: &[&str] = &["local_referral_id"];
    let claims = chance.one(&[REFERRAL, REFERRAL, PERSON]).copied();
    let Some((item, claims)) = claims.and_then(|all| Some((*all.first()?, all))) else {
        return;
    };
    for _ in 0..some(chance, 5) {
        let Some(line) = table.pick(chance, claims, |_, _| true) else {
            return;
        };
        let numbers = ["1.23457E+12", "9.10046E+11", "2.02610E+11"];
        let number = chance.one(&numbers).copied().unwrap_or_default();
        table.plant(line, item, Cell::text(number), "digits_lost");
    }
}

/// Formulas that do not work.
pub(super) fn formula_error(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    const ITEMS: [&str; 11] = [
        "contacts_this_month",
        "contacts_this_month",
        "gp_practice",
        "age",
        "date_of_birth",
        "referral_date",
        "first_contact_date",
        "closed_date",
        "ethnic_category",
        "need_1",
        "lsoa",
    ];
    const ERRORS: [&str; 5] = ["#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!"];
    for _ in 0..some(chance, 4) {
        let Some(item) = chance.one(&ITEMS).copied() else {
            return;
        };
        let claims: &[&'static str] = if DAYS.contains(&item) { DAYS } else { &[item] };
        let has_value = |table: &Table, line| !table.is_blank(line, item);
        let Some(line) = table.pick(chance, claims, has_value) else {
            continue;
        };
        let error = chance.one(&ERRORS).copied().unwrap_or("#REF!");
        table.plant(line, item, Cell::Error(error), "formula_error");
    }
}

/// A phone number, an address or a postcode of someone in a cell for something else. A column full of them is another
/// defect.
pub(super) fn personal(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    const ITEMS: [&str; 3] = ["local_referral_id", "local_person_id", "gp_practice"];
    const DETAILS: [&str; 4] = [
        "07700 900123",
        "jo.bloggs@example.org",
        "tel 01632 960456",
        "XX1 1AB",
    ];
    // Fewer rows would make a column of it.
    if table.referrals().count() < 20 {
        return;
    }
    for _ in 0..some(chance, 2) {
        let Some(item) = chance.one(&ITEMS).copied() else {
            return;
        };
        let claims: &[&'static str] = match item {
            "local_person_id" => &["local_person_id", "nhs_number"],
            _ => &[item],
        };
        let Some(line) = table.pick(chance, claims, |_, _| true) else {
            return;
        };
        let detail = chance.one(&DETAILS).copied().unwrap_or_default();
        table.plant(line, item, Cell::text(detail), "personal_value");
    }
}

/// Spaces of several kinds around and within values. They are counted when the file is finished.
pub(super) fn spaces(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    for _ in 0..3 + chance.below(12) {
        let lines: Vec<usize> = table.referrals().collect();
        let line = chance.one(&lines).copied();
        let line = line.and_then(|line| table.lines.get_mut(line));
        let Some(line) = line else { return };
        let at = chance.below(line.cells.len());
        let Some(Cell::Text(text)) = line.cells.get_mut(at) else {
            continue;
        };
        match chance.below(4) {
            0 => text.push('\u{a0}'),
            1 => text.insert(0, ' '),
            2 if text.contains(' ') => *text = text.replace(' ', "  "),
            _ => text.push(' '),
        }
    }
}
