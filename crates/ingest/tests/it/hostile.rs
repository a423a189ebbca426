//! Files that are made to cost more than they should, or to show what they should not.

use hub_ingest::{DoorOptions, Limits, Outcome};
use rust_xlsxwriter::Workbook;

use crate::books::{fill, packed, parts, rewritten, rewritten_part, workbook};
use crate::grids::{Grid, Put};
use crate::hostile_kinds::every_kind;
use crate::support::{Table, check, check_by, door_with, finding, names, upload};
use crate::{write_xls, write_xlsb};

#[test]
fn a_workbook_that_claims_more_texts_than_it_has_room_for_is_damaged() {
    let bytes = workbook(|_| {});
    let claimed = rewritten_part(
        &bytes,
        "xl/sharedStrings.xml",
        "uniqueCount=\"",
        "uniqueCount=\"99999999999",
    );
    assert_eq!(names(&check(claimed)), ["file_unreadable"]);
    let same = rewritten_part(
        &bytes,
        "xl/sharedStrings.xml",
        "uniqueCount=\"",
        "uniqueCount=\"",
    );
    assert_eq!(check(same).counts.counted, 3);
}

#[test]
fn a_claim_of_many_texts_is_seen_however_it_is_written() {
    let bytes = workbook(|_| {});
    for claim in [
        "uniqueCount='20000000000' was=\"",
        "uniqueCount = '20000000000' was=\"",
        "\n\tuniqueCount\n=\n\"20000000000\" was=\"",
    ] {
        let claimed = rewritten_part(&bytes, "xl/sharedStrings.xml", "uniqueCount=\"", claim);
        assert_eq!(names(&check(claimed)), ["file_unreadable"], "{claim}");
    }
    let prefixed = rewritten_part(
        &bytes,
        "xl/sharedStrings.xml",
        "<sst ",
        "<x:sst uniqueCount='20000000000' xmlns:x='y' ",
    );
    assert_eq!(names(&check(prefixed)), ["file_unreadable"]);
}

#[test]
fn a_table_of_texts_is_looked_at_in_any_folder() {
    let mut parts = parts(&workbook(|_| {}));
    let table = b"<sst uniqueCount='20000000000'/>".to_vec();
    parts.push(("elsewhere/SHAREDSTRINGS.xml".to_owned(), table));
    assert_eq!(names(&check(packed(parts))), ["file_unreadable"]);
}

#[test]
fn more_shared_texts_than_cells_are_refused() {
    let limits = Limits {
        max_cells: 100,
        ..Limits::default()
    };
    let door = door_with(limits, DoorOptions::default());
    let bytes = workbook(|_| {});
    assert_eq!(check_by(&door, &upload(bytes.clone())).counts.counted, 3);
    let more = rewritten_part(
        &bytes,
        "xl/sharedStrings.xml",
        "</sst>",
        &("<si/>".repeat(101) + "</sst>"),
    );
    assert_eq!(names(&check_by(&door, &upload(more))), ["unpacks_too_far"]);
}

#[test]
fn a_workbook_elsewhere_than_where_it_always_is_is_refused() {
    let bytes = workbook(|_| {});
    let target = |to: &str| rewritten_part(&bytes, "_rels/.rels", "\"xl/workbook.xml\"", to);
    assert_eq!(check(target("\"/xl/workbook.xml\"")).counts.counted, 3);
    // A second book in a folder of its own, which the library would read.
    let mut both = parts(&target("\"book/workbook.xml\""));
    let copies: Vec<(String, Vec<u8>)> = both
        .iter()
        .filter_map(|(name, content)| {
            let name = name.strip_prefix("xl/")?;
            Some((format!("book/{name}"), content.clone()))
        })
        .collect();
    both.extend(copies);
    assert_eq!(names(&check(packed(both))), ["file_unreadable"]);
}

#[test]
fn two_sheets_that_are_one_part_are_refused() {
    let mut book = Workbook::new();
    for name in ["October", "Other"] {
        fill(book.add_worksheet().set_name(name).unwrap(), 0, 1);
    }
    let bytes = book.save_to_buffer().unwrap();
    for target in ["worksheets/sheet1.xml", "/xl/worksheets/SHEET1.xml"] {
        let doubled = rewritten_part(
            &bytes,
            "xl/_rels/workbook.xml.rels",
            "worksheets/sheet2.xml",
            target,
        );
        assert_eq!(names(&check(doubled)), ["file_unreadable"], "{target}");
    }
    let one_name = rewritten_part(
        &bytes,
        "xl/workbook.xml",
        "name=\"Other\"",
        "name=\"October\"",
    );
    assert_eq!(names(&check(one_name)), ["file_unreadable"]);
}

#[test]
fn a_cell_beyond_any_sheet_is_damage_and_no_place() {
    let table = Table::good(3);
    for (column, rule) in [(16_383, "far_away_cell"), (16_384, "file_unreadable")] {
        let grid = [Grid::of("Referrals", &table).put(1, column, Put::Text("x"))];
        for bytes in [write_xls::xls(&grid), write_xlsb::xlsb(&grid)] {
            assert_eq!(names(&check(bytes)), [rule], "{column}");
        }
    }
    for (row, rule) in [(1_048_576, "far_away_cell"), (1_048_577, "file_unreadable")] {
        let moved = format!("<c r=\"A{row}\"");
        let moved = rewritten(&workbook(|_| {}), "<c r=\"A4\"", &moved);
        assert_eq!(names(&check(moved)), [rule], "{row}");
    }
}

#[test]
fn a_merged_cell_below_the_last_row_is_not_said() {
    for (range, is_said) in [
        ("A4:A5", true),
        ("A5:A6", false),
        ("A4294967294:A4294967295", false),
    ] {
        let merged = format!("</sheetData><mergeCells><mergeCell ref=\"{range}\"/></mergeCells>");
        let checked = check(rewritten(&workbook(|_| {}), "</sheetData>", &merged));
        assert_eq!(
            names(&checked).contains(&"merged_cells"),
            is_said,
            "{range}"
        );
    }
}

#[test]
fn a_check_without_time_left_says_so() {
    let limits = Limits {
        max_check_s: 0,
        ..Limits::default()
    };
    let door = door_with(limits, DoorOptions::default());
    let mut files = every_kind();
    files.push(("csv", Table::good(3).csv().into_bytes()));
    for (ending, bytes) in files {
        let checked = check_by(&door, &upload(bytes));
        assert_eq!(names(&checked), ["took_too_long"], "{ending}");
        assert_eq!(checked.outcome, Outcome::Unreadable);
        assert!(checked.rows.is_none());
    }
}

#[test]
fn a_line_with_more_separators_than_a_sheet_has_columns_is_refused() {
    let with_line = |n: usize| format!("{}{}\r\n", Table::good(1).csv(), ",".repeat(n));
    assert_eq!(
        names(&check(with_line(16_385))),
        ["too_many_columns"],
        "one too many"
    );
    assert_eq!(check(with_line(16_384)).counts.counted, 1);
}

#[test]
fn a_name_of_a_sheet_is_shown_so_far_and_no_further() {
    let long = format!("name=\"{}\"", "R".repeat(50_000));
    let bytes = workbook(|_| {});
    let named = rewritten_part(&bytes, "xl/workbook.xml", "name=\"Referrals\"", &long);
    let checked = check(named);
    assert_eq!(checked.counts.counted, 3, "{:?}", checked.outcome);
    assert_eq!(checked.sheet, Some("R".repeat(100)));
}

#[test]
fn a_name_of_a_sheet_is_masked_where_the_sheet_cannot_be_read() {
    let limits = Limits {
        max_rows: 0,
        ..Limits::default()
    };
    let door = door_with(limits, DoorOptions::default());
    let cases: [(&str, &[(u32, u16)]); 4] = [
        ("far_away_cell", &[(60_000, 0)]),
        ("far_away_cell", &[(2, 5_000)]),
        ("too_many_columns", &[(2, 190), (2, 250)]),
        ("too_many_rows", &[(80, 0), (150, 0)]),
    ];
    for (rule, cells) in cases {
        let table = Table::good(2);
        let mut grid = Grid::of("943 476 5919", &table);
        for (row, column) in cells {
            grid = grid.put(*row, *column, Put::Text("x"));
        }
        for (ending, bytes) in grid.files() {
            let checked = check_by(&door, &upload(bytes));
            let found = finding(&checked, rule);
            assert_eq!(
                found.place.sheet.as_deref(),
                Some("94• ••• ••••"),
                "{ending} {rule}"
            );
            // The tags of the file are random digits too.
            let said = format!("{:?}", checked.findings);
            assert!(!said.contains("5919"), "{ending} {rule}");
        }
    }
}
