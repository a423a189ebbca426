//! What should be found, from where it was put to where it stands in the finished file.

use hub_standard::{finding::Severity, rule, template::column_letters};
use serde::Serialize;

use super::table::{Encoding, LineKind, Table};
use crate::{cell::Cell, file::SHEET, file::SynthKind};

/// One place in a file where a finding must appear.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Planted {
    /// Code of the rule, like `R102`.
    pub code: &'static str,
    /// What the rule says happens.
    pub severity: Severity,
    /// Name of the sheet; none for a text file, and for what is about the file as a whole.
    pub sheet: Option<&'static str>,
    /// Row as a spreadsheet shows it, from 1.
    pub row: Option<u32>,
    /// Letters of the column.
    pub column: Option<String>,
    /// Heading of the column as in the file, its spaces tidied; the item's name when the column is missing.
    pub header: Option<String>,
    /// How many cells, rows or columns it is about.
    pub count: u32,
}

/// A finding to expect, by the ids of its line and column.
#[derive(Clone)]
pub(super) struct Expected {
    pub(super) rule: &'static str,
    pub(super) line: Option<usize>,
    pub(super) column: Option<usize>,
    /// The item whose column is not there.
    pub(super) missing_item: Option<&'static str>,
    pub(super) count: u32,
}

impl Expected {
    /// Without a place.
    pub(super) const fn of_file(rule: &'static str, count: u32) -> Self {
        Self {
            rule,
            line: None,
            column: None,
            missing_item: None,
            count,
        }
    }
}

/// The list of a finished table, by severity, row and column.
pub(super) fn resolve(table: &Table, kind: SynthKind) -> Vec<Planted> {
    let (of_signs, of_signs_at) = signs(table);
    let tidied = count(table, is_untidy);
    let of_whole = [
        ("blank_rows_ignored", blank_rows(table)),
        ("spaces_removed", tidied),
    ];
    let of_whole = of_whole
        .into_iter()
        .filter(|(_, count)| *count > 0 && !table.look.is_empty)
        .map(|(rule, count)| Expected::of_file(rule, count));
    let all = table.expected.iter().cloned().chain(of_whole);
    let mut planted: Vec<(usize, Planted)> = Vec::new();
    for expected in all {
        add(&mut planted, table, kind, &expected);
    }
    if table.look.encoding == Encoding::Windows1252 && of_signs > 0 {
        planted.extend(of_signs_at.and_then(|(row, column)| {
            let found = place("special_characters", table, Some(row), Some(column))?;
            Some((
                column,
                Planted {
                    sheet: None,
                    count: of_signs,
                    ..found
                },
            ))
        }));
    }
    planted.sort_by(|(column, one), (other_column, other)| {
        let key = |planted: &Planted| (planted.severity, planted.row);
        (key(one), column, one).cmp(&(key(other), other_column, other))
    });
    planted.into_iter().map(|(_, planted)| planted).collect()
}

/// Adds one. A note is about its column, so that what two defects put into one column is one note.
fn add(planted: &mut Vec<(usize, Planted)>, table: &Table, kind: SynthKind, expected: &Expected) {
    let row = expected
        .line
        .map(|id| table.lines.iter().position(|line| line.id == id));
    let column = expected
        .column
        .map(|id| table.columns.iter().position(|column| column.id == id));
    // What is not in the finished table any more cannot be found in it.
    let (Some(row), Some(column)) = (flat(row), flat(column)) else {
        debug_assert!(false, "a defect was taken out again: {}", expected.rule);
        return;
    };
    let Some(found) = place(expected.rule, table, row, column) else {
        return;
    };
    let sheet = match kind {
        SynthKind::Xlsx if !is_about_file(expected.rule) => Some(SHEET),
        _ => None,
    };
    let item = expected.missing_item.map(str::to_owned);
    let new = Planted {
        sheet,
        header: found.header.or(item),
        count: expected.count,
        ..found
    };
    let same = planted.iter_mut().find(|(_, known)| {
        new.severity == Severity::Note
            && new.column.is_some()
            && (known.code, &known.column) == (new.code, &new.column)
    });
    match same {
        Some((_, known)) => {
            known.count += new.count;
            known.row = known.row.min(new.row);
        }
        None => planted.push((column.unwrap_or_default(), new)),
    }
}

/// `None` asked for is nothing to find; `Some(None)` was not found.
fn flat(found: Option<Option<usize>>) -> Option<Option<usize>> {
    match found {
        None => Some(None),
        Some(None) => None,
        Some(at) => Some(at),
    }
}

fn place(rule: &str, table: &Table, row: Option<usize>, column: Option<usize>) -> Option<Planted> {
    let rule = rule::named(rule);
    debug_assert!(rule.is_some(), "there is such a rule");
    let rule = rule?;
    let header = column.and_then(|column| table.columns.get(column));
    Some(Planted {
        code: &rule.code,
        severity: rule.severity,
        sheet: None,
        row: row.and_then(|row| u32::try_from(row + 1).ok()),
        column: column.map(column_letters),
        header: header
            .map(|column| tidy(&column.heading))
            .filter(|heading| !heading.is_empty()),
        count: 1,
    })
}

/// Rules whose findings are about the file before any sheet of it is known.
fn is_about_file(rule: &str) -> bool {
    matches!(rule, "file_empty" | "headings_not_found" | "separator")
}

/// Blank rows under the headings and before the last row with something in it.
fn blank_rows(table: &Table) -> u32 {
    let Some(headings) = table.headings() else {
        return 0;
    };
    let is_blank = |place: &usize| {
        let line = table.lines.get(*place);
        line.is_some_and(|line| {
            line.kind == LineKind::Other && line.cells.iter().all(|cell| *cell == Cell::Blank)
        })
    };
    let last = (0..table.lines.len()).rev().find(|place| !is_blank(place));
    let between = headings..last.unwrap_or(headings).max(headings);
    u32::try_from(between.filter(is_blank).count()).unwrap_or(u32::MAX)
}

/// How many cells have signs that older Windows files write in another way, and where the first of them is.
fn signs(table: &Table) -> (u32, Option<(usize, usize)>) {
    let mut first = None;
    let mut n = 0;
    for (row, line) in table.lines.iter().enumerate() {
        for (column, text) in texts(table, line) {
            if !text.is_ascii() {
                n += 1;
                first.get_or_insert((row, column));
            }
        }
    }
    (n, first)
}

fn count(table: &Table, is_so: fn(&str) -> bool) -> u32 {
    let cells = table.lines.iter().flat_map(|line| texts(table, line));
    u32::try_from(cells.filter(|(_, text)| is_so(text)).count()).unwrap_or(u32::MAX)
}

/// The texts of a line with their columns.
fn texts<'t>(
    table: &'t Table,
    line: &'t super::table::Line,
) -> impl Iterator<Item = (usize, &'t str)> {
    let headings = table.columns.iter().map(|column| column.heading.as_str());
    let headings = headings.filter(|_| line.kind == LineKind::Headings);
    let cells = line.cells.iter().map(|cell| match cell {
        Cell::Text(text) => text.as_str(),
        _ => "",
    });
    let cells = cells.filter(|_| line.kind != LineKind::Headings);
    headings.enumerate().chain(cells.enumerate())
}

/// With one plain space between its words.
fn tidy(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c == '\u{200b}');
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

fn is_untidy(text: &str) -> bool {
    tidy(text) != text
}
