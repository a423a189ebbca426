//! Rows of values under real headings: the rules, and what leaves the door.
#![no_main]

use arrow::array::{Array, AsArray};
use arrow::datatypes::DataType;
use hub_fuzz::grid::{Grid, referrals};
use hub_fuzz::{answer, check, upload};
use hub_ingest::CheckedReturn;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let grid = Grid::of(bytes);
    let mut upload = upload(grid.text.as_bytes());
    upload.choices = grid.choices.clone();
    let checked = check(&upload);
    answer::is_same(&checked, &check(&upload));
    if grid.is_plain() {
        within_the_sheet(&grid, &checked);
        rows_add_up(&grid, &checked);
    }
    nobody_leaves(&grid, &checked);
});

fn small(n: usize) -> u32 {
    u32::try_from(n).expect("a small number")
}

fn within_the_sheet(grid: &Grid, checked: &CheckedReturn) {
    answer::places_are_within(checked, small(grid.rows.len()), small(grid.rows[0].len()));
}

/// All rows but the headings are counted, left out or ignored, from the first with something in it to the last.
fn rows_add_up(grid: &Grid, checked: &CheckedReturn) {
    if checked.rows.is_none() {
        return;
    }
    let has_something = |row: &Vec<String>| row.iter().any(|value| value.chars().any(is_sign));
    let last = grid.rows.iter().rposition(has_something).unwrap_or(0);
    let filled = grid.rows.iter().filter(|row| has_something(row)).count();
    let counts = checked.counts;
    assert!(counts.read <= small(last), "{counts:?} of {last} rows");
    assert!(
        small(filled) <= counts.read + 1,
        "{counts:?} of {filled} rows with something"
    );
    assert!(counts.counted + counts.left_out < small(filled));
}

fn is_sign(c: char) -> bool {
    let is_space = c.is_whitespace() || c.is_control();
    !is_space
        && !matches!(
            c,
            '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}'
        )
}

/// A value made up for a column that tells who somebody is, and written nowhere else, is not in the rows that leave, and
/// in no finding.
fn nobody_leaves(grid: &Grid, checked: &CheckedReturn) {
    let sheet = referrals();
    let (headings, rows) = grid.rows.split_first().expect("there are headings");
    let is_heading = |value: &String| sheet.find_header(value).is_some();
    if !grid.choices.is_empty() || rows.iter().flatten().any(is_heading) {
        return;
    }
    let is_identifier = |column: usize| {
        let found = headings
            .get(column)
            .and_then(|heading| sheet.find_header(heading));
        found.is_some_and(|found| found.item.is_identifier())
    };
    let (mut identities, mut others) = (Vec::new(), headings.clone());
    for (column, value) in rows.iter().flat_map(|row| row.iter().enumerate()) {
        if is_identifier(column) && grid.marked.contains(value) {
            identities.push(value);
        } else {
            others.push(value.clone());
        }
    }
    identities.retain(|value| !others.iter().any(|other| other.contains(value.as_str())));
    if identities.is_empty() {
        return;
    }
    let said = format!("{:?}", checked.findings);
    let stored = texts(checked);
    for value in identities {
        assert!(
            !said.contains(value.as_str()),
            "a finding shows an identity"
        );
        assert!(
            !stored
                .windows(value.len())
                .any(|piece| piece == value.as_bytes()),
            "an identity is stored"
        );
    }
}

/// All texts and keys of the rows that leave.
fn texts(checked: &CheckedReturn) -> Vec<u8> {
    let mut bytes = Vec::new();
    let Some(rows) = &checked.rows else {
        return bytes;
    };
    for column in rows.batch().columns() {
        match column.data_type() {
            DataType::Utf8 => column.as_string::<i32>().iter().flatten().for_each(|text| {
                bytes.extend(text.as_bytes());
                bytes.push(0);
            }),
            DataType::Binary => column.as_binary::<i32>().iter().flatten().for_each(|key| {
                bytes.extend(key);
                bytes.push(0);
            }),
            _ => {}
        }
    }
    bytes
}
