//! What makes a whole file unusable. Such a defect is put into a file alone, since it hides all others.

use super::{
    Setting,
    expected::Expected,
    table::{LineKind, Table},
};
use crate::{cell::Cell, chance::Chance};

/// A column that must not be sent, by its heading.
pub(super) fn personal_heading(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    const COLUMNS: [(&str, &[&str]); 7] = [
        ("Client name", &["Jo Bloggs", "Sam Sample", "A. N. Other"]),
        ("Surname", &["Bloggs", "Sample", "Other"]),
        ("Mobile", &["07700 900123", "07700 900456"]),
        ("Email address", &["jo@example.org", "sam@example.org"]),
        ("Address line 1", &["1 High Street", "2 Mill Lane"]),
        ("Notes", &["rang twice", "likes the choir", "moving soon"]),
        ("Next of kin", &["sister", "neighbour"]),
    ];
    let Some((heading, values)) = chance.one(&COLUMNS).copied() else {
        return;
    };
    let at = 1 + chance.below(table.columns.len());
    let mut n = 0;
    table.add_column(at, "", heading, || {
        if chance.happens(0.8) {
            n += 1;
            Cell::text(chance.one(values).copied().unwrap_or_default())
        } else {
            Cell::Blank
        }
    });
    table.expect_at("personal_data_column", None, Some(at), n);
}

/// A column that must not be sent, by what stands in it under a heading that does not say so.
pub(super) fn personal_content(table: &mut Table, chance: &mut Chance, setting: &Setting<'_>) {
    const COLUMNS: [(&str, &[&str]); 3] = [
        (
            "Best way to reach",
            &["07700 900123", "01632 960456", "07700 900789"],
        ),
        ("Other ref", &["jo@example.org", "sam.sample@example.org"]),
        ("Where seen", &["XX1 1AB", "XX10 2RS", "X1 3ZZ"]),
    ];
    let at = 1 + chance.below(table.columns.len());
    let numbers = table.column("nhs_number").filter(|_| chance.happens(0.5));
    let (heading, values): (&str, Vec<String>) = match numbers {
        Some(_) => ("Other ref", numbers_of(setting)),
        None => {
            let Some((heading, values)) = chance.one(&COLUMNS).copied() else {
                return;
            };
            (
                heading,
                values.iter().map(|value| (*value).to_owned()).collect(),
            )
        }
    };
    let mut filled = Vec::new();
    table.add_column(at, "", heading, || {
        let is_filled = chance.happens(0.8) && !values.is_empty();
        filled.push(is_filled);
        match chance.one(&values).filter(|_| is_filled) {
            Some(value) => Cell::text(value),
            None => Cell::Blank,
        }
    });
    let first = table
        .referrals()
        .zip(&filled)
        .find(|(_, is_filled)| **is_filled)
        .map(|(line, _)| line);
    let n = filled.iter().filter(|is_filled| **is_filled).count();
    if n > 0 {
        let n = u32::try_from(n).unwrap_or(u32::MAX);
        table.expect_at("personal_data_column", first, Some(at), n);
    }
}

/// NHS numbers of the range that belongs to nobody, as people write them.
fn numbers_of(setting: &Setting<'_>) -> Vec<String> {
    let rows = setting.synth.rows(setting.service_idx, setting.month);
    let numbers = rows.into_iter().flatten().filter_map(|row| row.nhs_number);
    numbers
        .take(9)
        .map(|number| crate::row::spaced(&number))
        .collect()
}

/// A column without which no row can count is not there.
pub(super) fn column_missing(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    let items = ["referral_date", "local_referral_id"];
    let Some(item) = chance.one(&items).copied() else {
        return;
    };
    table.remove_column(item);
    table.expected.push(Expected {
        missing_item: Some(item),
        ..Expected::of_file("required_column_missing", 1)
    });
}

/// Nothing tells one person from another.
pub(super) fn person_missing(table: &mut Table, _: &mut Chance, _: &Setting<'_>) {
    for item in ["nhs_number", "local_person_id"] {
        table.remove_column(item);
    }
    table
        .expected
        .push(Expected::of_file("person_column_missing", 1));
}

/// A heading stands over two columns.
pub(super) fn heading_twice(table: &mut Table, chance: &mut Chance, _: &Setting<'_>) {
    let items = ["ethnic_category", "sex", "referral_date", "gp_practice"];
    let Some(item) = chance.one(&items).copied() else {
        return;
    };
    let Some(column) = table.column(item) else {
        return;
    };
    let heading = table
        .columns
        .get(column)
        .map(|column| column.heading.clone());
    let cells: Vec<Cell> = table
        .referrals()
        .map(|line| table.cell(line, item).clone())
        .collect();
    let at = table.columns.len();
    let mut cells = cells.into_iter();
    let heading = heading.unwrap_or_default();
    table.add_column(at, "", &heading, || cells.next().unwrap_or(Cell::Blank));
    table.expect_at("same_heading_twice", None, Some(at), 1);
}

/// Headings and nothing under them.
pub(super) fn no_rows(table: &mut Table, _: &mut Chance, _: &Setting<'_>) {
    table.lines.retain(|line| line.kind != LineKind::Referral);
    table.expected.push(Expected::of_file("headers_only", 1));
}

/// Rows and nothing above them. NHS numbers in columns without headings are another matter.
pub(super) fn no_headings(table: &mut Table, chance: &mut Chance, setting: &Setting<'_>) {
    if table.column("nhs_number").is_some() {
        return column_missing(table, chance, setting);
    }
    table.lines.retain(|line| line.kind != LineKind::Headings);
    table
        .expected
        .push(Expected::of_file("headings_not_found", 1));
}

/// Nothing at all.
pub(super) fn empty(table: &mut Table, _: &mut Chance, _: &Setting<'_>) {
    table.look.is_empty = true;
    table.expected.push(Expected::of_file("file_empty", 1));
}

/// Another service's file.
pub(super) fn other_service(table: &mut Table, chance: &mut Chance, setting: &Setting<'_>) {
    let Some(other) = setting.other_service() else {
        return empty(table, chance, setting);
    };
    let at = table.columns.len();
    table.add_column(at, "service_code", "service_code", || Cell::text(&other));
    table.expect_at("wrong_service", None, Some(at), 1);
}

/// The file of the month before, which says so.
pub(super) fn other_month(table: &mut Table, _: &mut Chance, setting: &Setting<'_>) {
    let month = setting.month.prev().to_string();
    let at = table.columns.len();
    table.add_column(at, "return_month", "return_month", || Cell::text(&month));
    table.expect_at("wrong_month", None, Some(at), 1);
}

/// A quote that is opened and not closed: what follows is one value.
pub(super) fn open_quote(table: &mut Table, chance: &mut Chance, setting: &Setting<'_>) {
    let lines: Vec<usize> = table.referrals().collect();
    // Not so near to the end that nothing follows.
    let line = chance.below(lines.len().saturating_sub(3));
    let (Some(line), Some(column)) = (lines.get(line).copied(), table.column("need_1")) else {
        return empty(table, chance, setting);
    };
    let ids = (
        table.lines.get(line).map(|line| line.id),
        table.columns.get(column).map(|column| column.id),
    );
    // A quoted value behind it in the same row would close it.
    if let Some(line) = table.lines.get_mut(line) {
        for cell in line.cells.iter_mut().skip(column) {
            if matches!(cell, Cell::Text(text) if text.contains([',', '"'])) {
                *cell = Cell::Blank;
            }
        }
        if let Some(cell) = line.cells.get_mut(column) {
            *cell = Cell::text("Other");
        }
    }
    if let (Some(line_id), Some(column_id)) = ids {
        table.look.open_quote = Some((line_id, column_id));
        table.expect_at("unclosed_quote", Some(line), Some(column), 1);
    }
}
