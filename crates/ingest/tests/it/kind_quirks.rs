//! What programs other than Excel write, and what comes in a zip besides the return.

use crate::books::zip_of;
use crate::choices::check_with;
use crate::grids::{Grid, Put};
use crate::support::{Table, check, finding, names, problems};
use crate::write_ods::{ods_of, table};
use crate::write_xls::{Extra, container, record, stream};

/// An .xls whose second row has formulas for contacts this month, with these flags and results.
fn with_formulas(formulas: &[(u16, u16, f64)]) -> Vec<u8> {
    let rows = Table::good(3);
    let mut grid = Grid::of("Referrals", &rows);
    let mut extra = Vec::new();
    for (row, flags, result) in formulas {
        grid.cells.remove(&((*row).into(), 11));
        let mut data = Vec::new();
        for field in [*row, 11, 0] {
            data.extend(field.to_le_bytes());
        }
        data.extend(result.to_le_bytes());
        data.extend(flags.to_le_bytes());
        data.extend([0, 0, 0, 0, 3, 0, 0x1e, 1, 0]);
        extra.extend(record(6, &data));
    }
    let extra = Extra {
        sheet: &extra,
        ..Extra::default()
    };
    container(&stream(&[grid], extra), &[])
}

#[test]
fn a_formula_that_came_to_nothing_is_worked_out_where_another_is() {
    let zero_beside_one = check(with_formulas(&[(1, 2, 0.0), (2, 2, 1.0)]));
    assert_eq!(zero_beside_one.counts.counted, 3);
    let only_zero = check(with_formulas(&[(1, 2, 0.0)]));
    assert_eq!(problems(&only_zero), ["formula_not_calculated"]);
}

#[test]
fn what_is_kept_of_another_file_is_no_sheet_of_this_one() {
    let kept = Table::good(2);
    let other = Grid::of("'file:///home/x/September.ods'#$Referrals", &kept);
    let markup = table(&Grid::of("Referrals", &Table::good(3))) + &table(&other);
    let checked = check(ods_of(&markup));
    assert_eq!(checked.counts.counted, 3);
    assert_eq!(checked.sheet.as_deref(), Some("Referrals"));
    let said = checked.findings.iter().map(|finding| &finding.message);
    assert!(said.into_iter().all(|said| !said.contains("file:")));
}

#[test]
fn sheets_with_long_names_are_told_apart() {
    let name = |place| format!("Social prescribing referrals of October, {place}");
    let markup = table(&Grid::of(&name("north"), &Table::good(3)))
        + &table(&Grid::of(&name("south"), &Table::good(2)));
    let answer = format!("sheet={}", name("south"));
    let checked = check_with(ods_of(&markup), &[&answer]);
    assert_eq!(checked.counts.counted, 2);
}

#[test]
fn files_of_a_zip_that_differ_in_large_letters_are_told_apart() {
    let zip = zip_of(&[
        ("Oct.csv", &Table::good(3).csv()),
        ("oct.csv", &Table::good(2).csv()),
    ]);
    assert_eq!(names(&check(zip.clone())), ["several_sheets_fit"]);
    let checked = check_with(zip, &["sheet=oct.csv (2)"]);
    assert_eq!(checked.counts.counted, 2);
}

#[test]
fn what_lies_beside_the_return_in_a_zip_does_not_refuse_it() {
    let good = Table::good(3).csv();
    for (name, content) in [
        (
            "notes.txt",
            "How to:\n\"Referrals are counted once.\nmore\n",
        ),
        ("notes.txt", &*",x".repeat(300)),
        ("Thumbs.db", "x"),
        ("desktop.ini", "x"),
    ] {
        let checked = check(zip_of(&[("Referrals.csv", &good), (name, content)]));
        assert_eq!(checked.counts.counted, 3, "{name}: {:#?}", checked.findings);
        if name == "notes.txt" {
            finding(&checked, "sheet_used");
        }
    }
    let tabs = check(zip_of(&[
        ("Referrals.csv", &good),
        ("notes.txt", "a\tb\nc\td\n"),
    ]));
    assert!(!names(&tabs).contains(&"separator"));
}

#[test]
fn an_unclosed_quote_in_the_return_still_refuses_the_zip() {
    let broken = Table::good(3).csv() + "\"R-9,P-9\n";
    let checked = check(zip_of(&[
        ("Referrals.csv", &broken),
        ("notes.csv", "a,b\n"),
    ]));
    assert_eq!(checked.counts.counted, 0);
    assert!(problems(&checked).contains(&"unclosed_quote"));
}

#[test]
fn folders_of_old_windows_programs_are_folders() {
    let good = Table::good(3).csv();
    let zip = zip_of(&[("October\\Referrals.csv", &good), ("__MACOSX\\x.csv", "a")]);
    let checked = check(zip);
    assert_eq!(
        (checked.counts.counted, checked.sheet.as_deref()),
        (3, Some("Referrals"))
    );
}

#[test]
fn a_cell_of_an_ods_without_its_value_is_what_it_shows() {
    let rows = Table::good(2);
    let grid = Grid::of("Referrals", &rows).put(1, 11, Put::Text("MARK"));
    let markup = table(&grid);
    let (before, rest) = markup
        .split_once("<table:table-cell office:value-type=\"string\"><text:p>MARK</text:p>")
        .unwrap();
    for (kind, shown) in [
        ("date", "05/10/2026"),
        ("boolean", "TRUE"),
        ("time", "12:00"),
    ] {
        let cell =
            format!("<table:table-cell office:value-type=\"{kind}\"><text:p>{shown}</text:p>");
        let checked = check(ods_of(&format!("{before}{cell}{rest}")));
        // That is no number of contacts, and is said.
        assert_eq!(
            problems(&checked).len(),
            1,
            "{kind}: {:#?}",
            checked.findings
        );
    }
}

#[test]
fn a_row_that_is_repeated_no_times_is_there_once() {
    let markup = table(&Grid::of("Referrals", &Table::good(3)));
    let none = "<table:table-row table:number-rows-repeated=\"0\">";
    let checked = check(ods_of(&markup.replace("<table:table-row>", none)));
    assert_eq!(checked.counts.counted, 3);
}

#[test]
fn text_that_cannot_be_seen_is_passed_over_however_often_it_is_repeated() {
    let cell = "\u{200b}".repeat(4_000);
    let markup = format!(
        "<table:table table:name=\"R\"><table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell \
         table:number-columns-repeated=\"200\" office:value-type=\"string\"><text:p>{cell}</text:p></table:table-cell>\
         </table:table-row></table:table>"
    );
    assert_eq!(names(&check(ods_of(&markup))), ["file_empty"]);
}

#[test]
fn names_of_tags_and_lists_of_sheets_are_bounded() {
    let deep = format!("<{}>", "a".repeat(300));
    assert_eq!(names(&check(ods_of(&deep))), ["file_unreadable"]);
    let mut parts = crate::write_xlsb::parts(&[Grid::of("Referrals", &Table::good(1))]);
    let (_, workbook) = parts
        .iter_mut()
        .find(|(name, _)| name == "xl/workbook.bin")
        .unwrap();
    let mut sheet = vec![0_u8; 8];
    for _ in 0..2 {
        sheet.extend(1_u32.to_le_bytes());
        sheet.extend(u16::from(b'x').to_le_bytes());
    }
    let end = workbook.len() - 3;
    let listed = crate::write_xlsb::record(156, &sheet).repeat(1_000);
    workbook.splice(end..end, listed);
    assert_eq!(
        names(&check(crate::books::packed(parts))),
        ["too_many_sheets"]
    );
}
