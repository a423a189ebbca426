//! Rows that are there twice, or belong elsewhere.

use jiff::ToSpan;

use super::{
    Setting, some,
    table::{LineKind, Table},
};
use crate::{cell::Cell, chance::Chance, file::SynthKind};

const ID: &str = "local_referral_id";

/// The same row again: the second does not count.
pub(super) fn repeated(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    for _ in 0..some(chance, 4) {
        // Closed without a reason, it would be spoken of twice for that as well.
        let is_complete = |table: &Table, line: usize| {
            table.is_blank(line, "closed_date") || !table.is_blank(line, "closure_reason")
        };
        let Some(line) = table.pick_whole(chance, is_complete) else {
            return;
        };
        let Some(cells) = table.lines.get(line).map(|line| line.cells.clone()) else {
            return;
        };
        let below = if chance.happens(0.5) {
            line + 1
        } else {
            last_referral(table) + 1
        };
        table.add_line(below, LineKind::Referral, cells);
        table.take(below);
        table.expect("duplicate_referral", below, ID);
    }
}

/// Two referrals with one reference: nobody can tell which is right.
pub(super) fn same_reference(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    for _ in 0..some(chance, 3) {
        let (Some(one), Some(other)) = (
            table.pick_whole(chance, |_, _| true),
            table.pick_whole(chance, |_, _| true),
        ) else {
            return;
        };
        let id = table.cell(one, ID).clone();
        table.set(other, ID, id);
        for line in [one, other] {
            table.expect("duplicate_referral", line, ID);
        }
    }
}

/// Rows of another service among the service's own.
pub(super) fn other_service(table: &mut Table, chance: &mut Chance, setting: &Setting<'_>) {
    let headings = ["service_code", "Service Code", "SERVICE CODE"];
    let heading = chance.one(&headings).copied().unwrap_or_default();
    let own = setting.service.code.to_string();
    let at = place_of_context(table, chance);
    table.add_column(at, "service_code", heading, || Cell::text(&own));
    let Some(other) = setting.other_service() else {
        return;
    };
    for _ in 0..some(chance, 4) {
        let Some(line) = table.pick_whole(chance, |_, _| true) else {
            return;
        };
        let rule = "row_other_service";
        table.plant(line, "service_code", Cell::text(&other), rule);
    }
}

/// Rows that say that they are of the month before.
pub(super) fn other_month(table: &mut Table, chance: &mut Chance, setting: &Setting<'_>) {
    let headings = ["return_month", "Return month", "Return Month"];
    let heading = chance.one(&headings).copied().unwrap_or_default();
    let in_words = chance.happens(0.5);
    let write = |month: hub_standard::Month| {
        Cell::text(if in_words {
            month.words()
        } else {
            month.to_string()
        })
    };
    let at = place_of_context(table, chance);
    table.add_column(at, "return_month", heading, || write(setting.month));
    for _ in 0..some(chance, 5) {
        let Some(line) = table.pick_whole(chance, |_, _| true) else {
            return;
        };
        let month = write(setting.month.prev());
        table.plant(line, "return_month", month, "row_other_month");
    }
}

/// First or last: people put such columns there.
fn place_of_context(table: &Table, chance: &mut Chance) -> usize {
    if chance.happens(0.5) {
        0
    } else {
        table.columns.len()
    }
}

/// Rows left over from the month before, of referrals that closed in it.
pub(super) fn left_over(table: &mut Table, chance: &mut Chance, setting: &Setting<'_>) {
    // A row that says which month it is of is another defect.
    if table.column("return_month").is_some() {
        return;
    }
    let before = setting.month.prev();
    let rows = setting.synth.rows(setting.service_idx, before);
    let mut closed = rows.unwrap_or_default();
    closed.retain(|row| {
        row.closed_date.is_some_and(|day| before.contains(day)) && !row.closure_reason.is_empty()
    });
    let service = Cell::text(setting.service.code.to_string());
    for _ in 0..some(chance, 5) {
        if closed.is_empty() {
            return;
        }
        let row = closed.swap_remove(chance.below(closed.len()));
        let cells = table.cells_of(&row, &setting.service.habits);
        let at = last_referral(table) + 1;
        table.add_line(at, LineKind::Referral, cells);
        table.take(at);
        table.set(at, "service_code", service.clone());
        // With contacts in the month it would have been active in it, and count.
        table.set(at, "contacts_this_month", Cell::Blank);
        table.expect("closed_before_month", at, "closed_date");
    }
}

/// Referrals of the next month that were entered early, for a month that has a next one.
pub(super) fn next_month(table: &mut Table, chance: &mut Chance, setting: &Setting<'_>) {
    if !setting.has_later_month {
        return;
    }
    for _ in 0..some(chance, 4) {
        let is_new = |table: &Table, line: usize| {
            table
                .day(line, "referral_date")
                .is_some_and(|day| setting.month.contains(day))
                && table.is_blank(line, "first_contact_date")
                && table.is_blank(line, "closed_date")
        };
        let Some(line) = table.pick_whole(chance, is_new) else {
            return;
        };
        let days = i64::try_from(9 + chance.below(18)).unwrap_or(9);
        let day = setting.month.last_day().saturating_add(days.days());
        table.plant(
            line,
            "referral_date",
            Cell::Day(day),
            "date_after_month_end",
        );
    }
}

/// A comma in a value without quotes: one value too many.
pub(super) fn extra_comma(table: &mut Table, chance: &mut Chance, setting: &Setting<'_>) {
    debug_assert!(setting.kind == SynthKind::Csv, "only text has separators");
    let Some(need) = table.column("need_1") else {
        return;
    };
    for _ in 0..some(chance, 3) {
        let Some(line) = table.pick_whole(chance, |_, _| true) else {
            return;
        };
        table.set(line, "need_1", Cell::text("Housing"));
        if let Some(line) = table.lines.get_mut(line) {
            let at = (need + 1).min(line.cells.len());
            line.cells.insert(at, Cell::text(" debt"));
        }
        table.expect_at("field_count", Some(line), None, 1);
    }
}

/// The place of the last referral.
pub(super) fn last_referral(table: &Table) -> usize {
    table.referrals().last().unwrap_or(0)
}
