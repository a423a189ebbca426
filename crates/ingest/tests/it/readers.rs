//! Workbooks of every kind: the same table gives the same answer.

use calamine::{Data, Reader, Xls, Xlsb};
use hub_ingest::{CheckedReturn, DoorOptions, FileKind, Limits, Outcome};
use hub_standard::finding::Finding;
use std::io::Cursor;

use crate::books::{packed, zip_of};
use crate::choices::check_with;
use crate::grids::{Grid, Put};
use crate::support::{Table, check, check_by, door_with, finding, names, problems, upload};
use crate::write_ods::{self, ods_of};
use crate::write_xls::{Extra, container, record, stream};
use crate::{write_xls, write_xlsb};

/// A small return with something the matter in many ways.
fn table() -> Table {
    Table::good(12)
        .set(0, "sex", "purple")
        .set(1, "referral_date", "31/04/2026")
        .set(2, "need_1", "housing &  <debt>")
        .set(3, "ethnic_category", "")
        .set(4, "referral_date", "4/10/26")
        .set(5, "contacts_this_month", "approx 20")
        .set(6, "gp_practice", "y0oo01")
        .set(7, "age", "n/a")
        .column_of("Caf\u{e9} \u{20ac}", |n| {
            format!("hall {n}\nroom \u{1f3e0}")
        })
}

/// What an answer says, whatever the kind of file.
pub(crate) fn said(checked: &CheckedReturn) -> (Vec<Finding>, String, String) {
    let batch = checked.rows.as_ref().map(|rows| rows.batch().clone());
    let figures = format!(
        "{:?} {:?} {:?} {:?}",
        checked.outcome, checked.counts, checked.summary, checked.items
    );
    (checked.findings.clone(), figures, format!("{batch:?}"))
}

/// The same without the names of sheets, which a text file by itself does not have.
fn said_without_sheet(checked: &CheckedReturn) -> String {
    let (findings, figures, rows) = said(checked);
    let all = format!("{findings:?} {figures} {rows}");
    all.replace("Sheet \\\"Referrals\\\", row", "Row")
        .replace("Sheet \\\"Referrals\\\", column", "Column")
        .replace("Some(\"Referrals\")", "None")
}

#[test]
fn the_same_table_gives_the_same_answer_from_every_kind_of_file() {
    for table in [Table::good(3), table()] {
        let grid = Grid::of("Referrals", &table);
        let files = grid.files();
        let expected = check(files[0].1.clone());
        for ((ending, bytes), kind) in
            files
                .into_iter()
                .zip([FileKind::Xlsx, FileKind::Xlsb, FileKind::Xls, FileKind::Ods])
        {
            let checked = check(bytes);
            assert_eq!(checked.kind, Some(kind), "{:#?}", checked.findings);
            assert_eq!(checked.sheet.as_deref(), Some("Referrals"));
            assert_eq!(said(&checked), said(&expected), "{ending}");
        }
        let quoted = table.clone().column_of("Caf\u{e9} \u{20ac}", |n| {
            format!("\"hall {n}\nroom \u{1f3e0}\"")
        });
        let text = if table.headings.len() > 14 {
            quoted
        } else {
            table
        }
        .csv();
        let zipped = check(zip_of(&[("Referrals.csv", &text)]));
        assert_eq!(zipped.kind, Some(FileKind::CsvZip));
        assert_eq!(zipped.sheet.as_deref(), Some("Referrals"));
        assert_eq!(said(&zipped), said(&expected));
        assert_eq!(
            said_without_sheet(&check(text)),
            said_without_sheet(&expected)
        );
    }
}

#[test]
fn every_type_of_cell_gives_the_same_answer_from_every_kind_of_workbook() {
    let table = Table::good(8);
    let mut grid = Grid::of("Oct & <co>", &table)
        // 5 October 2026 as a date, a number, a fraction of a day later.
        .put(1, 2, Put::Date(46_300.0))
        .put(2, 2, Put::Number(46_300.0))
        .put(3, 2, Put::Number(46_300.25))
        .put(1, 3, Put::Number(44.0))
        .put(2, 3, Put::Error("#DIV/0!"))
        .put(3, 3, Put::Error("#REF!"))
        .put(4, 3, Put::Number(44.5))
        .put(5, 3, Put::Bool(true))
        .put(6, 3, Put::Formula("45"))
        .put(7, 3, Put::Date(46_309.0))
        .put(5, 11, Put::Number(3.0))
        .put(12, 0, Put::Text("R-0099"));
    grid.hidden_rows = vec![3, 4, 9];
    grid.hidden_column = Some(5);
    grid.merged = vec![(5, 7, 6, 6), (1, 1, 7, 8)];
    let expected = check(grid.files()[0].1.clone());
    for rule in [
        "formula_error",
        "hidden_rows",
        "hidden_columns",
        "merged_cells",
    ] {
        finding(&expected, rule);
    }
    for (ending, bytes) in grid.files() {
        assert_eq!(said(&check(bytes)), said(&expected), "{ending}");
    }
}

#[test]
fn the_fixtures_are_files_that_another_reader_reads_too() {
    let (table, small) = (table(), Table::good(1));
    let grid = Grid::of("Referrals", &table)
        .put(1, 2, Put::Date(46_300.0))
        .put(2, 3, Put::Number(44.5))
        .put(4, 3, Put::Number(44.0))
        .put(5, 3, Put::Bool(true))
        .put(6, 3, Put::Formula("45"));
    for grid in [grid, Grid::of("Referrals", &small)] {
        let grids = std::slice::from_ref(&grid);
        let mut xls: Xls<_> = Xls::new(Cursor::new(write_xls::xls(grids))).unwrap();
        let mut xlsb: Xlsb<_> = Xlsb::new(Cursor::new(write_xlsb::xlsb(grids))).unwrap();
        for range in [
            xls.worksheet_range("Referrals").unwrap(),
            xlsb.worksheet_range("Referrals").unwrap(),
        ] {
            for ((row, column), put) in &grid.cells {
                let read = range.get_value((*row, u32::from(*column))).unwrap();
                let is_same = match (put, read) {
                    (Put::Text(text) | Put::Formula(text), Data::String(read)) => text == read,
                    (Put::Number(number), Data::Float(read)) => number == read,
                    (Put::Number(number), Data::Int(read)) => {
                        number.to_string() == read.to_string()
                    }
                    (Put::Date(serial), Data::DateTime(read)) => *serial == read.as_f64(),
                    (Put::Bool(bool), Data::Bool(read)) => bool == read,
                    _ => false,
                };
                assert!(is_same, "{put:?} {read:?}");
            }
        }
    }
}

#[test]
fn hidden_rows_are_counted_and_said_whatever_the_kind_of_file() {
    let table = Table::good(3);
    let mut grid = Grid::of("Referrals", &table);
    grid.hidden_rows = vec![2, 3];
    let mut files = grid.files();
    let filtered = write_ods::table(&grid).replace("collapse", "filter");
    files.push(("ods with a filter", ods_of(&filtered)));
    for (ending, bytes) in files {
        let checked = check(bytes);
        let found = finding(&checked, "hidden_rows");
        assert_eq!((found.count, found.place.row), (2, Some(3)), "{ending}");
        assert_eq!(
            (checked.counts.counted, checked.outcome),
            (3, Outcome::Warnings)
        );
    }
}

#[test]
fn merged_cells_are_filled_down_where_the_sender_says_so() {
    let table = Table::good(4);
    let mut grid = Grid::of("Referrals", &table);
    grid.merged = vec![(1, 3, 6, 6)];
    let expected = check(grid.files().remove(0).1);
    for row in [2, 3] {
        grid.cells.remove(&(row, 6));
    }
    for (ending, bytes) in grid.files() {
        let filled = check_with(bytes, &["fill_down=G"]);
        let practices = |checked| crate::support::texts(checked, "practice");
        assert_eq!(practices(&filled), practices(&expected), "{ending}");
    }
}

#[test]
fn days_count_from_1904_where_the_workbook_does() {
    let table = Table::good(2);
    let mut grid = Grid::of("Referrals", &table)
        .put(1, 2, Put::Number(44_838.0))
        .put(2, 2, Put::Date(46_300.0));
    grid.from_1904 = true;
    for (ending, bytes) in grid.files().into_iter().skip(1) {
        let checked = check(bytes);
        assert_eq!(
            problems(&checked),
            [""; 0],
            "{ending} {:#?}",
            checked.findings
        );
        let months = crate::support::texts(&checked, "month_received");
        assert_eq!(months, ["2026-10"; 2], "{ending}");
    }
}

#[test]
fn two_sheets_that_fit_must_be_chosen_whatever_the_kind_of_file() {
    let (one, two) = (Table::good(3), Table::good(2));
    let grids = [Grid::of("Oct", &one), Grid::of("Oct (2)", &two)];
    let (oct, oct_2) = (one.csv(), two.csv());
    for bytes in [
        write_xls::xls(&grids),
        write_xlsb::xlsb(&grids),
        write_ods::ods(&grids),
        zip_of(&[("Oct.csv", &oct), ("Oct (2).csv", &oct_2)]),
    ] {
        let checked = check(bytes.clone());
        assert_eq!(names(&checked), ["several_sheets_fit"]);
        let message = &checked.findings[0].message;
        let sheets = "\"Oct\" (3 rows) and \"Oct (2)\" (2 rows)";
        assert!(message.contains(sheets), "{message}");
        let chosen = check_with(bytes, &["sheet=Oct (2)"]);
        let figures = (chosen.sheet.as_deref(), chosen.counts.counted);
        assert_eq!(figures, (Some("Oct (2)"), 2));
    }
}

#[test]
fn more_sheets_than_are_looked_through_are_counted() {
    let limits = Limits {
        max_sheets: 2,
        ..Limits::default()
    };
    let door = door_with(limits, DoorOptions::default());
    let table = Table::good(1);
    let names = ["a", "b", "c", "d"];
    let grids = names.map(|name| Grid {
        name,
        ..Grid::default()
    });
    let returned = [Grid::of("a", &table), Grid::of("b", &table)];
    for (bytes, fewer) in [
        (write_xls::xls(&grids), write_xls::xls(&returned)),
        (write_xlsb::xlsb(&grids), write_xlsb::xlsb(&returned)),
        (write_ods::ods(&grids), write_ods::ods(&returned)),
    ] {
        let checked = check_by(&door, &upload(bytes));
        let found = finding(&checked, "too_many_sheets");
        assert_eq!(found.found.as_deref(), Some("4 sheets"));
        finding(&check_by(&door, &upload(fewer)), "several_sheets_fit");
    }
}

#[test]
fn personal_data_on_another_sheet_refuse_the_file_whatever_its_kind() {
    let table = Table::good(2);
    let grids = [
        Grid::of("Oct", &table),
        Grid {
            name: "List",
            ..Grid::default()
        }
        .put(4, 2, Put::Number(9_434_765_919.0))
        .put(5, 2, Put::Text("401 023 2137")),
    ];
    for bytes in [
        write_xls::xls(&grids),
        write_xlsb::xlsb(&grids),
        write_ods::ods(&grids),
    ] {
        let checked = check(bytes);
        let found = finding(&checked, "personal_data_column");
        assert_eq!(found.place.to_string(), "Sheet \"List\", row 5, column C");
        assert!(checked.rows.is_none());
    }
}

#[test]
fn a_file_that_was_cut_off_is_damaged_whatever_its_kind() {
    let (large, small) = (Table::good(200), Table::good(3));
    for table in [large, small] {
        for (ending, bytes) in Grid::of("Referrals", &table).files() {
            for part in [bytes.len() / 4, bytes.len() / 2, bytes.len() - 600] {
                let checked = check(bytes[..part].to_vec());
                assert_eq!(names(&checked), ["file_unreadable"], "{ending} {part}");
            }
        }
    }
}

#[test]
fn a_file_with_a_password_says_so_whatever_its_kind() {
    let table = Table::good(1);
    let grids = [Grid::of("Referrals", &table)];
    let locked = record(0x002f, &[1, 0, 1, 0]);
    let extra = Extra {
        globals: &locked,
        ..Extra::default()
    };
    let encrypted = "<manifest:encryption-data manifest:checksum=\"x\"/>";
    for bytes in [
        container(&stream(&grids, extra), &[]),
        packed(write_ods::parts("not markup", encrypted)),
        packed([("encrypted-package".to_owned(), vec![1, 2, 3])]),
    ] {
        assert_eq!(names(&check(bytes)), ["password_protected"]);
    }
}

#[test]
fn macros_are_ignored_or_refused_whatever_the_kind_of_file() {
    let table = Table::good(1);
    let grids = [Grid::of("Referrals", &table)];
    let with = |mut parts: Vec<(String, Vec<u8>)>, name: &str| {
        parts.push((name.to_owned(), b"<x/>".to_vec()));
        packed(parts)
    };
    let ods = crate::books::parts(&write_ods::ods(&grids));
    let options = DoorOptions {
        refuse_macros: true,
        ..DoorOptions::default()
    };
    let strict = door_with(Limits::default(), options);
    for bytes in [
        container(&stream(&grids, Extra::default()), &["_VBA_PROJECT_CUR"]),
        with(write_xlsb::parts(&grids), "xl/vbaProject.bin"),
        with(ods, "Basic/Standard/Module1.xml"),
    ] {
        let checked = check(bytes.clone());
        finding(&checked, "macros_ignored");
        assert_eq!(checked.counts.counted, 1);
        assert_eq!(
            names(&check_by(&strict, &upload(bytes))),
            ["macros_refused"]
        );
    }
}

#[test]
fn a_name_that_says_another_kind_is_noted() {
    let table = Table::good(1);
    let door = door_with(Limits::default(), DoorOptions::default());
    let grid = Grid::of("Referrals", &table);
    let mut files = grid.files();
    files.push(("zip", zip_of(&[("Referrals.csv", &table.csv())])));
    for (ending, bytes) in files {
        for (name, is_noted) in [(ending, false), ("csv", true), ("dat", false)] {
            let mut sent = upload(bytes.clone());
            sent.file_name = Some(format!("October.{name}"));
            let checked = check_by(&door, &sent);
            let noted = names(&checked).contains(&"kind_differs_from_name");
            assert_eq!(noted, is_noted, "{ending} named {name}");
        }
    }
}
