//! What only one kind of workbook can have in it.

use hub_ingest::Outcome;

use crate::books::packed;
use crate::grids::{Grid, Put};
use crate::readers::said;
use crate::support::{Table, check, finding, names, problems};
use crate::write_ods::{self, ods_of};
use crate::write_xls::{self, Extra, container, record, stream};
use crate::write_xlsb;

#[test]
fn a_workbook_from_before_excel_97_is_refused_by_name() {
    let table = Table::good(200);
    let mut written = stream(&[Grid::of("Referrals", &table)], Extra::default());
    written[5] = 5;
    let checked = check(container(&written, &[]));
    assert_eq!(names(&checked), ["older_format"]);
    let message = &checked.findings[0].message;
    assert!(
        message.starts_with("This is an Excel workbook of 1995 or before."),
        "{message}"
    );
}

#[test]
fn cells_may_be_written_in_any_order_and_the_last_counts() {
    let table = Table::good(3);
    let grid = Grid::of("Referrals", &table);
    // Ages before everything else, the first of them twice.
    let age = |row: u8, age: u8| {
        record(
            0x0203,
            &[&[row, 0, 3, 0, 0, 0][..], &f64::from(age).to_le_bytes()].concat(),
        )
    };
    let cells = [age(3, 41), age(1, 1), age(1, 43)].concat();
    let extra = Extra {
        sheet: &cells,
        ..Extra::default()
    };
    let expected = check(write_xls::xls(std::slice::from_ref(&grid)));
    let mut without = grid;
    without.cells.retain(|at, _| *at != (3, 3) && *at != (1, 3));
    let checked = check(container(&stream(&[without], extra), &[]));
    assert_eq!(said(&checked), said(&expected));
}

#[test]
fn cells_of_an_xlsb_may_leave_out_their_columns() {
    let table = Table::good(3);
    let grid = Grid::of("Referrals", &table)
        .put(1, 2, Put::Date(46_300.0))
        .put(1, 3, Put::Number(44.0))
        .put(2, 3, Put::Number(44.5))
        .put(3, 3, Put::Bool(true))
        .put(3, 4, Put::Error("#REF!"));
    let parts = write_xlsb::parts(&[grid]);
    let expected = check(packed(parts.clone()));
    let mut n_shorter = 0;
    let shorter = parts.into_iter().map(|(name, content)| {
        if !name.starts_with("xl/worksheets/") {
            return (name, content);
        }
        let short = write_xlsb::shortened(&content);
        n_shorter += content.len() - short.len();
        (name, short)
    });
    let checked = check(packed(shorter));
    assert!(n_shorter > 100, "{n_shorter}");
    assert_eq!(said(&checked), said(&expected));
}

#[test]
fn a_formula_that_was_to_be_worked_out_on_opening_is_no_zero() {
    let table = Table::good(2);
    let mut grid = Grid::of("Referrals", &table);
    grid.cells.remove(&(1, 3));
    let mut formula = vec![1, 0, 3, 0, 0, 0];
    formula.extend([0; 8]);
    formula.extend([2, 0, 0, 0, 0, 0, 3, 0, 0x1e, 1, 0]);
    let formula = record(0x0006, &formula);
    let extra = Extra {
        sheet: &formula,
        ..Extra::default()
    };
    let checked = check(container(&stream(&[grid], extra), &[]));
    assert_eq!(problems(&checked), ["formula_not_calculated"]);
    let ods = "<table:table table:name=\"R\"><table:table-row><table:table-cell/></table:table-row></table:table>";
    assert_eq!(names(&check(ods_of(ods))), ["file_empty"]);
}

#[test]
fn a_chart_on_a_sheet_is_passed_over() {
    let table = Table::good(3);
    let grid = Grid::of("Referrals", &table);
    let begin = record(0x0809, &[0, 6, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let number = record(0x0203, &[0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let chart = [begin, number, record(0x000a, &[])].concat();
    let extra = Extra {
        sheet: &chart,
        ..Extra::default()
    };
    let checked = check(container(&stream(&[grid], extra), &[]));
    assert_eq!(checked.counts.counted, 3, "{:#?}", checked.findings);
}

#[test]
fn repeated_rows_of_an_ods_are_rows() {
    let table = Table::good(2);
    let body = write_ods::table(&Grid::of("Referrals", &table));
    let row = body.split("<table:table-row>").nth(2).unwrap();
    let repeated = body.replace(
        &format!("<table:table-row>{row}"),
        &format!("<table:table-row table:number-rows-repeated=\"3\">{row}"),
    );
    assert_ne!(repeated, body);
    let checked = check(ods_of(&repeated));
    assert_eq!(checked.counts.read, 4);
    let found = finding(&checked, "duplicate_referral");
    let rows = std::iter::once(&found.place).chain(&found.more_places);
    let rows: Vec<Option<u32>> = rows.map(|place| place.row).collect();
    assert_eq!(rows, [Some(3), Some(4)], "the first of them counts");
}

#[test]
fn a_million_blank_rows_are_no_rows_and_cost_no_time() {
    let blank = "<table:table-row table:number-rows-repeated=\"1000000\" table:visibility=\"collapse\">\
        <table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>";
    let table = Table::good(3);
    let body = write_ods::table(&Grid::of("Referrals", &table));
    let end = "</table:table>";
    let body = body.replace(end, &(blank.repeat(1_000) + end));
    let started = std::time::Instant::now();
    let checked = check(ods_of(&body));
    assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
    assert_eq!((checked.counts.read, checked.counts.counted), (3, 3));
    assert_eq!(checked.outcome, Outcome::Ready, "{:#?}", checked.findings);
}

#[test]
fn an_open_document_that_is_no_spreadsheet_is_named() {
    for (said, what) in [
        ("text", "a document"),
        ("presentation", "a presentation"),
        ("graphics", "a picture"),
    ] {
        let mut parts = write_ods::parts("", "");
        parts[0].1 = format!("application/vnd.oasis.opendocument.{said}").into_bytes();
        let checked = check(packed(parts));
        assert_eq!(names(&checked), ["not_a_spreadsheet"]);
        assert_eq!(checked.findings[0].found.as_deref(), Some(what));
    }
}
