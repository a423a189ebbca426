//! The windows that were published for the national community data set, April 2025 to August 2026.

use std::path::PathBuf;

use hub_standard::calendar::{Basis, Turn, Window, due, final_due};

use super::month;

/// Opens, closes, refresh, primary.
const WINDOWS: [[&str; 4]; 16] = [
    ["2025-04-15", "2025-05-15", "2025-03", "2025-04"],
    ["2025-05-16", "2025-06-13", "2025-04", "2025-05"],
    ["2025-06-16", "2025-07-14", "2025-05", "2025-06"],
    ["2025-07-15", "2025-08-14", "2025-06", "2025-07"],
    ["2025-08-15", "2025-09-12", "2025-07", "2025-08"],
    ["2025-09-15", "2025-10-14", "2025-08", "2025-09"],
    ["2025-10-15", "2025-11-14", "2025-09", "2025-10"],
    ["2025-11-17", "2025-12-12", "2025-10", "2025-11"],
    ["2025-12-15", "2026-01-15", "2025-11", "2025-12"],
    ["2026-01-16", "2026-02-13", "2025-12", "2026-01"],
    ["2026-02-16", "2026-03-13", "2026-01", "2026-02"],
    ["2026-03-16", "2026-04-16", "2026-02", "2026-03"],
    ["2026-04-17", "2026-05-15", "2026-03", "2026-04"],
    ["2026-05-18", "2026-06-12", "2026-04", "2026-05"],
    ["2026-06-15", "2026-07-14", "2026-05", "2026-06"],
    ["2026-07-15", "2026-08-14", "2026-06", "2026-07"],
];

fn check([opens, closes, refresh, primary]: [&str; 4]) {
    let window = Window::of(month(primary));
    assert_eq!(window.opens.to_string(), opens, "{primary}");
    assert_eq!(window.closes.to_string(), closes, "{primary}");
    assert_eq!(window.refresh, month(refresh), "{primary}");
    assert_eq!(window.basis, Basis::Announced, "{primary}");
    assert_eq!(window.turn_of(month(primary)), Some(Turn::Primary));
    assert_eq!(window.turn_of(month(refresh)), Some(Turn::Refresh));
    assert_eq!(window.turn_of(month(primary).next()), None);
    assert_eq!(due(month(primary)), window.closes);
    assert_eq!(final_due(month(refresh)), window.closes);
}

#[test]
fn the_published_windows_are_reproduced() {
    for window in WINDOWS {
        check(window);
    }
}

/// The publisher's table, where it lies beside the project or where `SHARED_DATA` says.
fn table() -> Option<PathBuf> {
    let beside = || PathBuf::from("../../../shared/data");
    let folder = std::env::var_os("SHARED_DATA").map_or_else(beside, PathBuf::from);
    let path = folder.join("codelists/csds_submission_windows_2025_26.csv");
    path.is_file().then_some(path)
}

#[test]
fn the_publishers_table_is_reproduced() {
    let Some(path) = table() else {
        eprintln!("skipped: the table is not there");
        return;
    };
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines = text.lines();
    assert_eq!(
        lines.next(),
        Some("window_opens,window_closes_23_59_59,refresh_period,primary_period")
    );
    let rows: Vec<[&str; 4]> = lines
        .map(|line| line.split(',').collect::<Vec<_>>().try_into().unwrap())
        .collect();
    for row in &rows {
        check(*row);
    }
    assert_eq!(
        rows, WINDOWS,
        "the rows that are typed in here are the table's"
    );
    eprintln!("{} windows of the table are reproduced", rows.len());
}
