//! What people put above, between and under the rows.

use hub_standard::{definition::ReturnDefinition, template::EXAMPLE_MARK};

use super::{
    Setting,
    rows::last_referral,
    some,
    table::{LineKind, Table},
};
use crate::{cell::Cell, chance::Chance};

/// A title and what goes with it above the headings.
pub(super) fn titles(table: &mut Table, chance: &mut Chance, setting: &Setting<'_>) {
    let title = format!("Monthly return, {}", setting.month.words());
    let lines = [
        Some(setting.service.name.clone()),
        Some(title),
        None,
        Some("Referrals open in the month".to_owned()),
    ];
    let n = 1 + chance.below(lines.len());
    for line in lines.into_iter().take(n).rev() {
        table.add_line(
            0,
            LineKind::Other,
            vec![Cell::text(line.unwrap_or_default())],
        );
    }
    let headings = table.headings();
    table.expect_at("title_rows_skipped", headings, None, 1);
}

/// Rows with nothing in them between blocks of rows, and under all of them. They are counted when the file is finished.
pub(super) fn blank_rows(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    for _ in 0..some(chance, 6) {
        let at = between(table, chance);
        table.add_line(at, LineKind::Other, Vec::new());
    }
    if table.look.is_from_excel && chance.happens(0.5) {
        // Rows that were once cleared: nothing but separators.
        for _ in 0..chance.below(40) {
            table.add_line(table.lines.len(), LineKind::Other, Vec::new());
        }
    }
}

/// A total at the foot.
pub(super) fn total(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    let n = table.referrals().count();
    let contacts: i32 = table
        .referrals()
        .filter_map(|line| table.number(line, "contacts_this_month"))
        .filter(|number| (0..200).contains(number))
        .sum();
    let words = match chance.below(4) {
        0 => "Total".to_owned(),
        1 => "TOTAL".to_owned(),
        2 => format!("Total {n}"),
        _ => "Grand total".to_owned(),
    };
    let mut cells = vec![Cell::Blank; table.columns.len()];
    let sum_at = table.column("contacts_this_month");
    // The word stands first, or beside the sum.
    let word_at = match sum_at {
        Some(at) if at > 0 && chance.happens(0.3) => at - 1,
        _ => 0,
    };
    if let Some(place) = cells.get_mut(word_at) {
        *place = Cell::Text(words);
    }
    if let Some(place) = sum_at
        .filter(|at| *at != word_at)
        .and_then(|at| cells.get_mut(at))
    {
        *place = Cell::Number(contacts);
    }
    let at = last_referral(table) + 1;
    table.add_line(at, LineKind::Other, cells);
    table.expect_at("total_row_ignored", Some(at), None, 1);
}

/// Notes under the table, after a blank row.
pub(super) fn notes(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    const NOTES: [&str; 5] = [
        "Jan was off sick this month",
        "Data taken from the system on the 3rd",
        "* contacts include text messages",
        "Two referrals are still to be entered",
        "Please ring if anything is unclear",
    ];
    table.add_line(table.lines.len(), LineKind::Other, Vec::new());
    let first = chance.below(NOTES.len());
    let n_notes = some(chance, 2);
    for note in NOTES.iter().cycle().skip(first).take(n_notes) {
        add_note(table, vec![Cell::text(*note)]);
    }
    // A note may take two cells.
    if chance.happens(0.08) {
        add_note(
            table,
            vec![Cell::text("Completed by:"), Cell::text("the office")],
        );
    }
}

fn add_note(table: &mut Table, cells: Vec<Cell>) {
    let at = table.lines.len();
    table.add_line(at, LineKind::Other, cells);
    table.expect_at("note_row_ignored", Some(at), None, 1);
}

/// The example of the template, or of the service's own sheet.
pub(super) fn example(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    let marks = [EXAMPLE_MARK, "EXAMPLE", "e.g. R-1042", "Example row"];
    let mark = chance.one(&marks).copied().unwrap_or(EXAMPLE_MARK);
    let sheet = ReturnDefinition::v1().referrals();
    let example = |item: &str| {
        let item = sheet
            .and_then(|sheet| sheet.find_header(item))
            .map(|found| found.item);
        item.map(|item| item.example.clone()).unwrap_or_default()
    };
    let mut cells: Vec<Cell> = table
        .columns
        .iter()
        .map(|column| {
            Cell::text(if column.item.is_empty() {
                String::new()
            } else {
                example(column.item)
            })
        })
        .collect();
    if let Some(first) = cells.first_mut() {
        *first = Cell::text(mark);
    }
    let at = table.headings().map_or(0, |at| at + 1);
    table.add_line(at, LineKind::Other, cells);
    table.expect_at("example_row_ignored", Some(at), None, 1);
}

/// The headings again further down, as printed pages have them.
pub(super) fn headings_again(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    let at = between(table, chance);
    table.add_line(at, LineKind::Headings, Vec::new());
    table.expect_at("repeated_headings_ignored", Some(at), None, 1);
}

/// Rows that a filter hides.
pub(super) fn hidden_rows(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    let referrals: Vec<usize> = table.referrals().collect();
    let from = chance.below(referrals.len());
    let n = 2 + chance.below(9);
    for line in referrals.into_iter().skip(from).take(n) {
        table
            .look
            .hidden
            .extend(table.lines.get(line).map(|line| line.id));
        table.expect_at("hidden_rows", Some(line), None, 1);
    }
}

/// One practice for several rows, in cells that are merged.
pub(super) fn merged_cells(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    const ROWS: usize = 4;
    let Some(column) = table.column("gp_practice") else {
        return;
    };
    let fits = |line: usize| {
        table.is_free(line, &["gp_practice"])
            && matches!(table.cell(line, "gp_practice"), Cell::Text(_))
    };
    let is_referral = |line: &usize| {
        let line = table.lines.get(*line);
        line.is_some_and(|line| line.kind == LineKind::Referral)
    };
    let starts: Vec<usize> = (0..table.lines.len())
        .filter(|from| (*from..from + ROWS).all(|line| is_referral(&line) && fits(line)))
        .collect();
    let Some(from) = chance.one(&starts).copied() else {
        return;
    };
    for line in from..from + ROWS {
        table.claim(line, &["gp_practice"]);
        if line > from {
            table.set(line, "gp_practice", Cell::Blank);
        }
    }
    let ids = |line: usize| table.lines.get(line).map(|line| line.id);
    let column_id = table.columns.get(column).map(|column| column.id);
    if let (Some(first), Some(last), Some(column)) = (ids(from), ids(from + ROWS - 1), column_id) {
        table.look.merged = Some((first, last, column));
        table.expect("merged_cells", from, "gp_practice");
    }
}

/// A place between two referrals.
fn between(table: &Table, chance: &mut Chance) -> usize {
    let first = table.referrals().next().unwrap_or(1);
    let n = last_referral(table).saturating_sub(first);
    first + 1 + chance.below(n)
}
