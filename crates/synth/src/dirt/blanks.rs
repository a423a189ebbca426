//! Values that are not there, and words that say so.

use super::{Setting, dates::DAYS, some, table::Table};
use crate::{cell::Cell, chance::Chance};

/// What people write for "we do not have it". "Unknown" is a code of its own in some lists.
const WORDS: [&str; 7] = ["N/A", "n/a", "?", "TBC", "tbc", "-", "NULL"];
const PERSON: &[&str] = &["nhs_number", "local_person_id"];

/// Nothing where a row cannot count without: reference, day of referral, person.
pub(super) fn mandatory(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    for _ in 0..some(chance, 4) {
        let (item, claims): (_, &[&'static str]) = match chance.below(4) {
            0 => {
                person(table, chance);
                continue;
            }
            1 => ("referral_date", DAYS),
            _ => ("local_referral_id", &["local_referral_id"]),
        };
        let Some(line) = table.pick(chance, claims, |_, _| true) else {
            continue;
        };
        let words = ["?", "TBC"];
        if chance.happens(0.25) {
            let words = chance.one(&words).copied().unwrap_or_default();
            table.set(line, item, Cell::text(words));
            table.expect("read_as_not_recorded", line, item);
        } else {
            table.set(line, item, Cell::Blank);
        }
        table.expect("mandatory_missing", line, item);
    }
}

/// Neither number of the person.
fn person(table: &mut Table, chance: &mut Chance) {
    let Some(line) = table.pick(chance, PERSON, |_, _| true) else {
        return;
    };
    for item in PERSON {
        table.set(line, item, Cell::Blank);
    }
    let first = PERSON.iter().find(|item| table.column(item).is_some());
    if let Some(item) = first {
        table.expect("person_missing", line, item);
    }
}

/// A column that is asked for and blank in many rows.
pub(super) fn required(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    const ITEMS: [&str; 5] = [
        "sex",
        "ethnic_category",
        "gp_practice",
        "referral_source",
        "contacts_this_month",
    ];
    let Some(item) = chance.one(&ITEMS).copied() else {
        return;
    };
    let free: Vec<usize> = table
        .referrals()
        .filter(|line| table.is_free(*line, &[item]))
        .collect();
    let (n_rows, mut n) = (table.referrals().count(), 0);
    for line in free {
        if chance.happens(0.35) {
            table.set(line, item, Cell::Blank);
            table.claim(line, &[item]);
            n += 1;
        }
    }
    // A few gaps are nothing to speak of.
    if n * 7 > n_rows {
        let column = table.column(item);
        table.expect_at("not_recorded", None, column, u32::try_from(n).unwrap_or(0));
    }
}

/// "N/A" and the like where a value may be missing.
pub(super) fn in_words(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    const ANY: [&str; 12] = [
        "sex",
        "ethnic_category",
        "gp_practice",
        "referral_source",
        "referral_method",
        "need_1",
        "carer",
        "referrer_organisation",
        "lsoa",
        "postcode",
        "date_of_birth",
        "age",
    ];
    // What has not happened yet has no day.
    const NOT_YET: [&str; 4] = [
        "first_contact_date",
        "closed_date",
        "closure_reason",
        "declined_reason",
    ];
    for _ in 0..some(chance, 10) {
        let is_not_yet = chance.happens(0.5);
        let items: &[&'static str] = if is_not_yet { &NOT_YET } else { &ANY };
        let Some(item) = chance.one(items).copied() else {
            return;
        };
        if table.column(item).is_none() {
            continue;
        }
        let claims: &[&'static str] = if DAYS.contains(&item) || is_not_yet {
            NOT_YET_CLAIMS
        } else {
            &[item]
        };
        let fits = |table: &Table, line| !is_not_yet || is_all_blank(table, line, &NOT_YET);
        let Some(line) = table.pick(chance, claims, fits) else {
            continue;
        };
        let words = chance.one(&WORDS).copied().unwrap_or_default();
        table.plant(line, item, Cell::text(words), "read_as_not_recorded");
    }
}

/// The days of a row and why it was declined.
const NOT_YET_CLAIMS: &[&str] = &[
    "date_of_birth",
    "age",
    "referral_date",
    "first_contact_date",
    "contacts_this_month",
    "closed_date",
    "closure_reason",
    "declined_reason",
];

fn is_all_blank(table: &Table, line: usize, items: &[&str]) -> bool {
    items.iter().all(|item| table.is_blank(line, item))
}
