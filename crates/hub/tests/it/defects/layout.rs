//! C. Where things are on the sheet.

use hub_standard::template::EXAMPLE_MARK;

use super::book::{Page, workbook};
use super::case::{Case, file, note, warning};
use super::doors::File;
use super::table::{Cell, Table, iso};

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = around_the_table();
    cases.extend(merged_and_hidden());
    cases.extend(headings());
    cases.extend(columns());
    cases
}

fn book(page: Page) -> File {
    File::new("return.xlsx", workbook(&[page]))
}

fn good(n_rows: usize) -> File {
    book(Page::of(&Table::good(n_rows)))
}

fn around_the_table() -> Vec<Case> {
    let titled = Page::named("Referrals")
        .cell(1, 0, "Sunnyside Hub")
        .cell(2, 0, iso(1))
        .cell(3, 0, "Logo of the hub")
        .table(4, &Table::good(3));
    let third = Table::good(3).rows.remove(2);
    let in_blocks = Page::of(&Table::good(2)).row(11, third);
    let with_total =
        Page::of(&Table::good(3)).row(5, [Cell::from("Total 3"), Cell::Number("3".to_owned())]);
    let with_notes = Page::of(&Table::good(3))
        .cell(6, 0, "Jan was off sick this month")
        .cell(7, 0, "and so the next one will be longer");
    let with_example = Table::good(3).set(0, "local_referral_id", EXAMPLE_MARK);
    vec![
        Case::new("D26", book(titled))
            .finds([note("title_rows_skipped")
                .on_sheet()
                .row(4)
                .says("We used row 4 as the column headings.")])
            .rows(3, 0, 3),
        Case::new("D29", book(in_blocks))
            .finds([note("blank_rows_ignored")
                .on_sheet()
                .times(7)
                .says("We ignored 7 blank rows.")])
            .rows(3, 0, 7),
        Case::new("D30", book(with_total))
            .finds([note("total_row_ignored")
                .on_sheet()
                .row(5)
                .says("\"Total 3\"")])
            .rows(3, 0, 1),
        Case::new("D31", book(with_notes))
            .finds([note("note_row_ignored")
                .on_sheet()
                .row(6)
                .times(2)
                .says("rows 6 and 7")
                .says("\"Jan was off sick this month\"")])
            .rows(3, 0, 3),
        Case::new("D38", book(Page::of(&with_example)))
            .finds([note("example_row_ignored").on_sheet().row(2).says("row 2")])
            .rows(2, 0, 1),
    ]
}

fn merged_and_hidden() -> Vec<Case> {
    // A merged cell holds its value in the first row only.
    let merged = Table::good(20)
        .set(1, "gp_practice", "")
        .set(2, "gp_practice", "");
    let filtered = Page::of(&Table::good(4)).hidden(&[3, 4]).filter("A1:N5");
    let two = |second: &Table| {
        let first = Page::named("Oct").table(1, &Table::good(3));
        let second = Page::named("Oct (2)").table(1, second);
        File::new("return.xlsx", workbook(&[first, second]))
    };
    vec![
        Case::new("D27", book(Page::of(&merged).merged("G2:G4")))
            .finds([warning("merged_cells").on_sheet().row(2).column("G")])
            .rows(20, 0, 0)
            .answered(
                "fill_down",
                "G",
                [note("merged_cells_filled").on_sheet().row(2).column("G")],
                [20, 0, 0],
            )
            .corrected(good(20)),
        Case::new("D32", two(&Table::good(2)))
            .finds([file("several_sheets_fit")
                .sheet("Oct")
                .says("\"Oct\" (3 rows) and \"Oct (2)\" (2 rows)")])
            .answered(
                "sheet",
                "Oct (2)",
                [note("sheet_used").says("\"Oct (2)\"")],
                [2, 0, 0],
            )
            .corrected(good(3)),
        Case::new("D33", book(filtered))
            .finds([warning("hidden_rows")
                .on_sheet()
                .row(3)
                .times(2)
                .says("rows 3 and 4")
                .says("We have counted them. Is that right?")])
            .rows(4, 0, 0)
            .answered(
                "hidden_rows",
                "leave_out",
                [note("hidden_rows_left_out").on_sheet().row(3).times(2)],
                [2, 0, 2],
            )
            .corrected(good(4)),
        Case::new("D33", book(Page::of(&Table::good(3)).hidden_column(3)))
            .finds([warning("hidden_columns").on_sheet()])
            .rows(3, 0, 0)
            .corrected(good(3)),
    ]
}

fn headings() -> Vec<Case> {
    let two_rows = Page::named("Referrals")
        .cell(1, 9, "First contact")
        .table(2, &Table::good(3).rename("first_contact_date", "date"));
    let other_words = Table::good(3)
        .rename("referral_date", "Ref. date")
        .rename("gp_practice", "GP  SURGERY*")
        .rename("first_contact_date", "date of first-contact ");
    let misspelt = Table::good(3).rename("referral_date", "Referral daet");
    vec![
        Case::new("D28", book(two_rows))
            .finds([
                note("headings_joined")
                    .on_sheet()
                    .column("J")
                    .says("\"First contact\" and \"date\" became first_contact_date"),
                note("title_rows_skipped").on_sheet().row(2),
            ])
            .rows(3, 0, 1)
            .corrected(good(3)),
        Case::new("D34", File::new("return.csv", other_words.csv()))
            .finds([note("heading_read_as")
                .column("C")
                .times(3)
                .says("\"Ref. date\" as referral_date")])
            .rows(3, 0, 0)
            .corrected(good(3)),
        Case::new("D35", File::new("return.csv", misspelt.csv()))
            .finds([file("required_column_missing")
                .column("C")
                .says("We could not find a column for referral_date.")
                .says("The nearest heading is \"Referral daet\" (column C).")])
            .answered(
                "column",
                "C:referral_date",
                [note("heading_read_as").column("C")],
                [3, 0, 0],
            )
            .corrected(good(3)),
    ]
}

fn columns() -> Vec<Case> {
    let twice = |second: &str| {
        let mut table = Table::good(3)
            .rename("ethnic_category", "Ethnicity")
            .column_of("second", |_| second.to_owned());
        table.headings[14] = "Ethnicity".to_owned();
        table
    };
    let mut once = twice("B");
    once.headings.pop();
    for row in &mut once.rows {
        row.pop();
    }
    let more = Table::good(3)
        .column_of("Staff initials", |_| "JB")
        .column_of("Internal ref", |n| format!("x{n}"));
    let renamed = note("heading_read_as").says("\"Ethnicity\" as ethnic_category");
    vec![
        Case::new("D36", File::new("return.csv", twice("B").csv()))
            .finds([file("same_heading_twice").column("O").says(
                "\"Ethnicity\" is the heading of column F and column O. Choose which one to use.",
            )])
            .answered(
                "column",
                "F:not_used",
                [renamed.clone().column("O")],
                [3, 0, 0],
            )
            .corrected(File::new("return.csv", once.csv())),
        Case::new("D36", File::new("return.csv", twice("B").csv()))
            .finds([file("same_heading_twice").column("O")])
            .answered("column", "O:not_used", [renamed.column("F")], [3, 0, 0]),
        Case::new("D37", File::new("return.csv", more.csv()))
            .finds([note("columns_not_used")
                .column("O")
                .times(2)
                .says("We did not use: \"Staff initials\", \"Internal ref\".")])
            .rows(3, 0, 0),
        Case::new("D37", book(Page::of(&more)))
            .finds([note("columns_not_used").on_sheet().column("O").times(2)])
            .rows(3, 0, 0)
            .corrected(good(3)),
    ]
}
