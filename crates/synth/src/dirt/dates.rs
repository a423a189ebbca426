//! Days that cannot be right.

use jiff::{ToSpan, civil::Date};

use super::{Setting, some, table::Table};
use crate::{cell::Cell, chance::Chance};

/// Columns that the check of a row's days looks at together: a defect in one of them needs the others as they are.
pub(super) const DAYS: &[&str] = &[
    "date_of_birth",
    "age",
    "referral_date",
    "first_contact_date",
    "contacts_this_month",
    "closed_date",
    "closure_reason",
];
/// Columns of days on which something happened.
pub(super) const EVENTS: &[&str] = &["referral_date", "first_contact_date", "closed_date"];
const ALL: &[&str] = &[
    "referral_date",
    "referral_date",
    "first_contact_date",
    "closed_date",
    "date_of_birth",
];

/// A cell with a day in one of these columns, claimed.
fn a_day(
    table: &mut Table,
    chance: &mut Chance,
    items: &[&'static str],
) -> Option<(usize, &'static str, Date)> {
    let present: Vec<&'static str> = items
        .iter()
        .copied()
        .filter(|item| table.column(item).is_some())
        .collect();
    let item = chance.one(&present).copied()?;
    let line = table.pick(chance, DAYS, |table, line| table.day(line, item).is_some())?;
    let day = table.day(line, item)?;
    Some((line, item, day))
}

/// 31 April, 30 February, a thirteenth month.
pub(super) fn impossible(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    for _ in 0..some(chance, 5) {
        let Some((line, item, day)) = a_day(table, chance, ALL) else {
            return;
        };
        let (year, month) = (day.year(), day.month());
        let short = chance.one(&[4, 6, 9, 11]).copied().unwrap_or(4);
        // Each of them is no day with the month first either: that would be another matter.
        let text = match chance.below(6) {
            0 | 1 => format!("31/{short:02}/{year}"),
            2 => format!("{}/02/{year}", 30 + chance.below(2)),
            3 => format!("32/{month:02}/{year}"),
            4 => format!("{}/13/{year}", 13 + chance.below(15)),
            _ => format!("{year}-{short:02}-31"),
        };
        table.plant(line, item, Cell::Text(text), "date_impossible");
    }
}

/// A month without its day.
pub(super) fn month_only(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    for _ in 0..some(chance, 4) {
        let Some((line, item, day)) = a_day(table, chance, EVENTS) else {
            return;
        };
        let first = hub_standard::Month::of(day);
        let cell = match chance.below(4) {
            // In a workbook this is what becomes of "Mar-26" when someone types it: a date that shows no day.
            0 => Cell::MonthOf(first.first_day()),
            1 => Cell::Text(first.words()),
            2 => Cell::Text(format!("{:02}/{}", day.month(), day.year())),
            _ => Cell::Text(crate::cell::month_and_year(day)),
        };
        table.plant(line, item, cell, "date_month_only");
    }
}

/// Words in place of a day.
pub(super) fn in_words(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    const WORDS: [&str; 6] = [
        "last week",
        "early October",
        "w/c Monday",
        "see notes",
        "ongoing",
        "phoned",
    ];
    for _ in 0..some(chance, 3) {
        let Some((line, item, _)) = a_day(table, chance, EVENTS) else {
            return;
        };
        let words = chance.one(&WORDS).copied().unwrap_or_default();
        table.plant(line, item, Cell::text(words), "date_not_a_date");
    }
}

/// A wrong digit in the year puts a day far ahead.
pub(super) fn in_future(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    for _ in 0..some(chance, 3) {
        let Some((line, item, day)) = a_day(table, chance, EVENTS) else {
            return;
        };
        let years = chance.one(&[10, 36, 40]).copied().unwrap_or(10);
        let far = day.saturating_add(i64::from(years).years());
        table.plant(line, item, Cell::Day(far), "date_in_future");
    }
}

/// More than a week after the month, which is not yet sure to be past for the newest month.
pub(super) fn after_month(table: &mut Table, chance: &mut Chance, setting: &Setting<'_>) {
    if !setting.has_later_month {
        return;
    }
    for _ in 0..some(chance, 3) {
        let Some((line, item, _)) = a_day(table, chance, EVENTS) else {
            return;
        };
        let day = days_after(setting.month.last_day(), 8 + chance.below(18));
        table.plant(line, item, Cell::Day(day), "date_after_month_end");
    }
}

/// At most a week after the month; of the newest only the next day is sure to be past.
pub(super) fn just_after_month(table: &mut Table, chance: &mut Chance, setting: &Setting<'_>) {
    let days = if setting.has_later_month { 7 } else { 1 };
    for _ in 0..some(chance, 3) {
        let found = a_day(table, chance, &["first_contact_date", "closed_date"]);
        let Some((line, item, _)) = found else {
            return;
        };
        let day = days_after(setting.month.last_day(), 1 + chance.below(days));
        table.plant(line, item, Cell::Day(day), "date_just_after_month_end");
    }
}

/// The first contact is before the referral.
pub(super) fn contact_before(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    before_referral(
        table,
        chance,
        "first_contact_date",
        "contact_before_referral",
    );
}

/// The referral is closed before it is made.
pub(super) fn closed_before(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    before_referral(table, chance, "closed_date", "closed_before_referral");
}

fn before_referral(table: &mut Table, chance: &mut Chance, item: &'static str, rule: &'static str) {
    for _ in 0..some(chance, 4) {
        let has_both = |table: &Table, line| {
            table.day(line, item).is_some() && table.day(line, "referral_date").is_some()
        };
        let Some(line) = table.pick(chance, DAYS, has_both) else {
            return;
        };
        let Some(referral) = table.day(line, "referral_date") else {
            return;
        };
        let days = i64::try_from(1 + chance.below(30)).unwrap_or(1);
        let day = referral.saturating_sub(days.days());
        table.plant(line, item, Cell::Day(day), rule);
    }
}

/// A date of birth with the year of today, as fingers write it.
pub(super) fn birth_after(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    for _ in 0..some(chance, 2) {
        let has_both = |table: &Table, line| {
            table.day(line, "date_of_birth").is_some() && table.day(line, "referral_date").is_some()
        };
        let Some(line) = table.pick(chance, DAYS, has_both) else {
            return;
        };
        let Some(referral) = table.day(line, "referral_date") else {
            return;
        };
        let day = days_after(referral, 1 + chance.below(20));
        table.plant(
            line,
            "date_of_birth",
            Cell::Day(day),
            "birth_after_referral",
        );
    }
}

/// An age that nobody has.
pub(super) fn age_out_of_range(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    for _ in 0..some(chance, 3) {
        let has_age = |table: &Table, line| table.number(line, "age").is_some();
        let Some(line) = table.pick(chance, DAYS, has_age) else {
            return;
        };
        let age = chance
            .one(&[-1, 134, 199, 734, 1953])
            .copied()
            .unwrap_or(134);
        table.plant(line, "age", Cell::Number(age), "age_out_of_range");
    }
}

/// There were contacts, and no day of the first one.
pub(super) fn no_first_contact(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    for _ in 0..some(chance, 3) {
        let is_seen = |table: &Table, line| {
            table.day(line, "first_contact_date").is_some()
                && table
                    .number(line, "contacts_this_month")
                    .is_some_and(|n| n > 0)
        };
        let Some(line) = table.pick(chance, DAYS, is_seen) else {
            return;
        };
        let rule = "contacts_without_first_contact";
        table.plant(line, "first_contact_date", Cell::Blank, rule);
    }
}

/// Closed without a reason.
pub(super) fn reason_missing(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    for _ in 0..some(chance, 4) {
        let is_closed = |table: &Table, line| {
            table.day(line, "closed_date").is_some() && !table.is_blank(line, "closure_reason")
        };
        let Some(line) = table.pick(chance, DAYS, is_closed) else {
            return;
        };
        table.plant(line, "closure_reason", Cell::Blank, "reason_missing");
    }
}

/// A reason for closing, and no day of it.
pub(super) fn reason_without_date(table: &mut Table, chance: &mut Chance, setting: &Setting<'_>) {
    for _ in 0..some(chance, 4) {
        let is_open = |table: &Table, line| {
            table.is_blank(line, "closed_date") && table.is_blank(line, "closure_reason")
        };
        let Some(line) = table.pick(chance, DAYS, is_open) else {
            return;
        };
        let codes = ["plan_completed", "disengaged", "moved"];
        let code = chance.one(&codes).copied().unwrap_or_default();
        let words = setting.service.habits.style.write("closure_reason", code);
        table.plant(
            line,
            "closure_reason",
            Cell::text(words),
            "reason_without_event",
        );
    }
}

fn days_after(day: Date, days: usize) -> Date {
    day.saturating_add(i64::try_from(days).unwrap_or(0).days())
}
