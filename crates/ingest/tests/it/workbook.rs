//! Workbooks.

use hub_ingest::{FileKind, Outcome};
use hub_standard::definition::ReturnDefinition;
use hub_standard::template;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use crate::books::{fill, rewritten, rewritten_part, workbook};
use crate::support::{Table, check, finding, keys, names, numbers, problems, text};

#[test]
fn an_error_that_excel_has_gained_since_leaves_its_row_out() {
    let bytes = workbook(|sheet| {
        sheet
            .write_formula(1, 3, Formula::new("=1/0").set_result("#DIV/0!"))
            .unwrap();
        sheet
            .write_formula(2, 4, Formula::new("=1/0").set_result("#REF!"))
            .unwrap();
    });
    let checked = check(rewritten(&bytes, "#REF!", "#SPILL!"));
    assert_eq!(
        problems(&checked),
        ["formula_error", "formula_error"],
        "{:#?}",
        checked.findings
    );
    assert_eq!(
        checked.findings[1].place.to_string(),
        "Sheet \"Referrals\", row 3, column E (sex)"
    );
    assert_eq!(checked.counts.left_out, 2);
}

#[test]
fn a_workbook_gives_what_the_same_text_file_gives() {
    let checked = check(workbook(|_| {}));
    assert_eq!(checked.outcome, Outcome::Ready, "{:#?}", checked.findings);
    assert_eq!(
        (checked.kind, checked.sheet.as_deref()),
        (Some(FileKind::Xlsx), Some("Referrals"))
    );
    assert_eq!(
        checked.rows.unwrap().batch(),
        Table::good(3).check().rows.unwrap().batch()
    );
}

#[test]
fn numbers_and_date_cells_are_read() {
    let checked = check(workbook(|sheet| {
        let format = Format::new().set_num_format("dd/mm/yyyy");
        for row in 1..=3 {
            let day = ExcelDateTime::from_ymd(2026, 10, 4).unwrap();
            sheet
                .write_datetime_with_format(row, 2, &day, &format)
                .unwrap();
            sheet.write_number(row, 3, 44.0).unwrap();
            sheet.write_number(row, 4, 2.0).unwrap();
        }
        sheet.write_number(1, 0, 1042.0).unwrap();
    }));
    assert_eq!(checked.outcome, Outcome::Ready, "{:#?}", checked.findings);
    let as_text = Table::good(3).set(0, "local_referral_id", "1042").check();
    assert_eq!(
        keys(&checked, "referral_key"),
        keys(&as_text, "referral_key")
    );
    assert_eq!(
        crate::support::texts(&checked, "month_received"),
        ["2026-10"; 3]
    );
}

#[test]
fn places_are_as_the_sender_sees_them() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Oct").unwrap();
    sheet.write(0, 0, "Sunnyside Hub").unwrap();
    fill(sheet, 3, 3);
    sheet.write(5, 4, "purple").unwrap();
    let checked = check(book.save_to_buffer().unwrap());
    let found = finding(&checked, "code_unknown");
    assert_eq!(
        found.place.to_string(),
        "Sheet \"Oct\", row 6, column E (sex)"
    );
}

#[test]
fn formulas_that_fail_or_were_never_worked_out_are_no_zeros() {
    let bytes = workbook(|sheet| {
        sheet
            .write_formula(1, 3, Formula::new("=1/0").set_result("#DIV/0!"))
            .unwrap();
        sheet
            .write_formula(2, 3, Formula::new("=40+3").set_result("43"))
            .unwrap();
        sheet
            .write_formula(3, 3, Formula::new("=40+4").set_result("44"))
            .unwrap();
    });
    let checked = check(rewritten(&bytes, "<f>40+3</f><v>43</v>", "<f>40+3</f>"));
    let mut found = problems(&checked);
    found.sort_unstable();
    assert_eq!(
        found,
        ["formula_error", "formula_not_calculated"],
        "{:#?}",
        checked.findings
    );
    assert_eq!(
        finding(&checked, "formula_error").found.as_deref(),
        Some("#DIV/0!")
    );
    assert_eq!((checked.counts.counted, checked.counts.left_out), (1, 2));
}

#[test]
fn hidden_rows_are_counted_and_said() {
    let checked = check(workbook(|sheet| {
        sheet.set_row_hidden(2).unwrap();
        sheet.set_row_hidden(3).unwrap();
    }));
    let found = finding(&checked, "hidden_rows");
    assert_eq!((found.count, found.place.row), (2, Some(3)));
    assert!(found.message.contains("rows 3 and 4"), "{}", found.message);
    assert_eq!(
        (checked.counts.counted, checked.outcome),
        (3, Outcome::Warnings)
    );
}

#[test]
fn merged_cells_are_said() {
    let checked = check(workbook(|sheet| {
        sheet
            .merge_range(1, 6, 3, 6, crate::support::practice(), &Format::new())
            .unwrap();
    }));
    let found = finding(&checked, "merged_cells");
    assert_eq!(
        (found.place.row, found.found.as_deref()),
        (Some(2), Some("G2:G4"))
    );
}

#[test]
fn two_sheets_that_fit_must_be_chosen() {
    let mut book = Workbook::new();
    for (name, rows) in [("Oct", 3), ("Oct (2)", 2)] {
        fill(book.add_worksheet().set_name(name).unwrap(), 0, rows);
    }
    let checked = check(book.save_to_buffer().unwrap());
    assert_eq!(names(&checked), ["several_sheets_fit"]);
    assert!(
        checked.findings[0]
            .message
            .contains("\"Oct\" (3 rows) and \"Oct (2)\" (2 rows)"),
        "{}",
        checked.findings[0].message
    );
}

#[test]
fn a_sheet_that_is_not_the_return_is_left_alone_and_an_empty_copy_does_not_count() {
    let mut book = Workbook::new();
    book.add_worksheet()
        .set_name("Read me")
        .unwrap()
        .write(0, 0, "What to do")
        .unwrap();
    fill(book.add_worksheet().set_name("October").unwrap(), 0, 2);
    fill(book.add_worksheet().set_name("November").unwrap(), 0, 0);
    let checked = check(book.save_to_buffer().unwrap());
    assert_eq!(checked.sheet.as_deref(), Some("October"));
    assert_eq!(
        (checked.counts.counted, checked.outcome),
        (2, Outcome::Ready)
    );
    finding(&checked, "sheet_used");
}

#[test]
fn nhs_numbers_on_another_sheet_refuse_the_file() {
    let mut book = Workbook::new();
    fill(book.add_worksheet().set_name("October").unwrap(), 0, 2);
    let other = book.add_worksheet().set_name("List").unwrap();
    other.write_number(4, 2, 9_434_765_919.0).unwrap();
    other.write(5, 2, "401 023 2137").unwrap();
    let checked = check(book.save_to_buffer().unwrap());
    let found = finding(&checked, "personal_data_column");
    assert_eq!(found.place.to_string(), "Sheet \"List\", row 5, column C");
    assert!(checked.rows.is_none());
}

#[test]
fn a_sheet_named_after_a_person_refuses_the_file_and_is_masked() {
    let mut book = Workbook::new();
    fill(book.add_worksheet().set_name("943 476 5919").unwrap(), 0, 2);
    let checked = check(book.save_to_buffer().unwrap());
    finding(&checked, "personal_data_column");
    assert!(!format!("{checked:?}").contains("5919"));
}

#[test]
fn a_value_at_the_end_of_the_sheet_costs_no_memory() {
    for (row, column) in [(1_048_575, 16_383), (900_000, 0), (2, 5_000)] {
        let checked = check(workbook(|sheet| {
            sheet.write(row, column, "x").unwrap();
        }));
        let found = finding(&checked, "far_away_cell");
        assert_eq!(found.place.row, Some(row + 1));
        assert_eq!(checked.outcome, Outcome::Unreadable);
    }
}

#[test]
fn a_workbook_that_was_cut_off_is_damaged() {
    let bytes = workbook(|_| {});
    for part in [bytes.len() / 4, bytes.len() / 2, bytes.len() - 30] {
        assert_eq!(
            names(&check(bytes[..part].to_vec())),
            ["file_unreadable"],
            "{part}"
        );
    }
}

#[test]
fn the_template_filled_in_is_ready_and_its_example_is_ignored() {
    let service = "YA001".parse().unwrap();
    let month = "2026-10".parse().unwrap();
    let empty = template::workbook(ReturnDefinition::v1(), &service, "Sunnyside", month).unwrap();
    let checked = check(empty);
    assert_eq!(
        problems(&checked),
        ["headers_only"],
        "{:#?}",
        checked.findings
    );
    finding(&checked, "example_row_ignored");
}

#[test]
fn one_personal_number_cell_is_seen() {
    let checked = check(workbook(|sheet| {
        sheet.write(0, 14, "Ref 2").unwrap();
        sheet.write_number(2, 14, 9_434_765_919.0).unwrap();
    }));
    assert_eq!(
        finding(&checked, "personal_data_column").found.as_deref(),
        Some("94••••••••")
    );
}

#[test]
fn an_age_that_excel_made_a_date_is_not_known() {
    let checked = check(workbook(|sheet| {
        let format = Format::new().set_num_format("dd-mmm");
        let day = ExcelDateTime::from_ymd(2026, 10, 14).unwrap();
        for row in 1..=3 {
            sheet
                .write_datetime_with_format(row, 3, &day, &format)
                .unwrap();
        }
    }));
    assert_eq!(problems(&checked), ["age_as_date"]);
    assert_eq!(crate::support::texts(&checked, "age_band"), ["unknown"; 3]);
}

#[test]
fn us_dates_opened_in_excel_are_asked_about() {
    let checked = check(workbook(|sheet| {
        let format = Format::new().set_num_format("dd/mm/yyyy");
        let day = ExcelDateTime::from_ymd(2026, 4, 3).unwrap();
        sheet
            .write_datetime_with_format(1, 2, &day, &format)
            .unwrap();
        sheet.write(2, 2, "10/13/2026").unwrap();
        sheet.write(3, 2, "10/25/2026").unwrap();
    }));
    let found = finding(&checked, "dates_swapped");
    assert!(
        found
            .message
            .contains("Row 2 shows 3 April 2026; row 3 has \"10/13/2026\""),
        "{}",
        found.message
    );
}

#[test]
fn text_of_one_row_reads_back() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    fill(sheet, 0, 1);
    assert_eq!(text(&check(book.save_to_buffer().unwrap()), "source"), "A1");
}

#[test]
fn numbers_and_digits_count_from_1904_where_the_workbook_does() {
    let bytes = workbook(|sheet| {
        let format = Format::new().set_num_format("dd/mm/yyyy");
        // 5 October 2026 and 12 October 2026.
        sheet.write_number(1, 2, 44_838.0).unwrap();
        sheet.write(1, 9, "44845").unwrap();
        sheet
            .write_number_with_format(2, 2, 44_838.0, &format)
            .unwrap();
    });
    let from_1904 = rewritten_part(
        &bytes,
        "xl/workbook.xml",
        "<workbookPr ",
        "<workbookPr date1904=\"1\" ",
    );
    let checked = check(from_1904);
    assert_eq!(problems(&checked), [""; 0], "{:#?}", checked.findings);
    assert_eq!(
        crate::support::texts(&checked, "month_received"),
        ["2026-10"; 3]
    );
    assert_eq!(numbers(&checked, "wait_days"), [Some(7); 3]);
    let note = finding(&checked, "serial_date");
    assert!(
        note.message.contains("\"44838\" as 5 October 2026"),
        "{}",
        note.message
    );
}

#[test]
fn an_organisation_that_excel_made_a_number_is_not_kept() {
    let checked = check(workbook(|sheet| {
        sheet.write(0, 14, "referrer_organisation").unwrap();
        sheet.write_number(1, 14, 12_345.0).unwrap();
    }));
    assert_eq!(problems(&checked), ["referrer_unknown"]);
    assert_eq!(
        crate::support::texts(&checked, "referrer_organisation"),
        [""; 3]
    );
    assert!(!format!("{:?}", checked.findings).contains("12345"));
}
