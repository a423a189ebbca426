//! Days written in another way than the template asks for, whole columns of them at a time: all of them can be read.

use jiff::civil::{Date, date};

use super::{Setting, dates::EVENTS, table::Table};
use crate::{cell::Cell, chance::Chance, file::SynthKind, row::day_first};

const WITH_BIRTH: &[&str] = &[
    "referral_date",
    "first_contact_date",
    "closed_date",
    "date_of_birth",
];
/// The day before the first that spreadsheets count.
const BEFORE_FIRST: Date = date(1899, 12, 30);
/// Fewer digits than five would be another number in a text file.
const SERIAL_MIN: i32 = 10_000;

/// Text of day, month and year in a workbook.
pub(super) fn text(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    rewrite(table, chance, WITH_BIRTH, Some("dates_day_first"), |day| {
        Some(Cell::Text(day_first(day)))
    });
}

/// Year, month, day.
pub(super) fn iso(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    rewrite(table, chance, WITH_BIRTH, None, |day| {
        Some(Cell::Text(day.to_string()))
    });
}

/// A year of two digits.
pub(super) fn short_year(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    rewrite(table, chance, EVENTS, Some("two_digit_year"), |day| {
        let year = day.year().rem_euclid(100);
        let text = format!("{:02}/{:02}/{year:02}", day.day(), day.month());
        Some(Cell::Text(text))
    });
}

/// The number by which spreadsheets keep a day. A number for a day far ahead could be anything, so such days stay.
pub(super) fn serial(table: &mut Table, chance: &mut Chance, setting: &Setting<'_>) {
    let last = setting.month.plus(2).last_day();
    rewrite(table, chance, WITH_BIRTH, Some("serial_date"), |day| {
        let days = BEFORE_FIRST.until(day).ok()?.get_days();
        (days >= SERIAL_MIN && day <= last).then_some(Cell::Number(days))
    });
}

/// A time of day behind the day.
pub(super) fn with_time(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    rewrite(table, chance, EVENTS, Some("time_of_day_removed"), |day| {
        Some(Cell::Text(format!("{} 09:30", day_first(day))))
    });
}

/// Days that went through a spreadsheet that puts the month first: those up to the 12th became other days, the rest
/// stayed text.
pub(super) fn swapped(table: &mut Table, _: &mut Chance, setting: &Setting<'_>) {
    for item in ["referral_date", "first_contact_date"] {
        let lines: Vec<usize> = table.referrals().collect();
        let days = || lines.iter().filter_map(|line| table.day(*line, item));
        let (n, n_late) = (days().count(), days().filter(|day| day.day() > 12).count());
        // Fewer are no sign of anything.
        if n < 10 || n_late < 4 {
            continue;
        }
        for line in lines {
            let Some(day) = table.day(line, item) else {
                continue;
            };
            let turned = Date::new(day.year(), day.day(), day.month());
            let cell = match turned {
                Ok(turned) if setting.kind == SynthKind::Xlsx => Cell::Day(turned),
                _ => Cell::Text(format!(
                    "{:02}/{:02}/{}",
                    day.month(),
                    day.day(),
                    day.year()
                )),
            };
            table.set(line, item, cell);
        }
        let column = table.column(item);
        table.expect_at("dates_swapped", None, column, count(n));
    }
}

/// Writes the days of some columns anew, all of a column or a share of them, and expects a note for each column.
fn rewrite(
    table: &mut Table,
    chance: &mut Chance,
    items: &[&'static str],
    rule: Option<&'static str>,
    write: impl Fn(Date) -> Option<Cell>,
) {
    let share = if chance.happens(0.5) { 1.0 } else { 0.3 };
    let all = chance.happens(0.5);
    let only = chance.one(items).copied();
    for item in items {
        if !all && only != Some(item) {
            continue;
        }
        let lines: Vec<usize> = table
            .referrals()
            .filter(|line| table.is_aligned(*line))
            .collect();
        let mut first = None;
        let mut n = 0;
        for line in lines {
            let cell = table.day(line, item).and_then(&write);
            if let Some(cell) = cell.filter(|_| chance.happens(share)) {
                table.set(line, item, cell);
                first.get_or_insert(line);
                n += 1;
            }
        }
        if let (Some(rule), Some(first)) = (rule, first) {
            let column = table.column(item);
            table.expect_at(rule, Some(first), column, count(n));
        }
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
