//! Many defects in one file: all are told together, and none hides another.

use super::book::{Page, workbook};
use super::case::{Case, file, note, record, warning};
use super::doors::File;
use super::table::{Cell, Table, iso, month, uk};

pub(crate) fn cases() -> Vec<Case> {
    vec![rows(), whole_file()]
}

/// Seven rows to fix, something to look at, and what was changed or ignored.
pub(crate) fn rows() -> Case {
    let table = Table::good(10)
        .set(0, "sex", "purple")
        .set(1, "referral_date", format!("31/02/{}", month().year()))
        .set(2, "first_contact_date", iso(2))
        .set(3, "local_referral_id", "R-0005")
        .set(5, "age", "210")
        .set(6, "gp_practice", "Z99999")
        .set(7, "contacts_this_month", "<5")
        .set(8, "referral_date", uk(6))
        .set(9, "ethnic_category", "White British")
        .column_of("Staff initials", |_| "JB");
    // Headings are in row 3, so that the first row of the table is row 4.
    let page = Page::named("Referrals")
        .cell(1, 0, "Sunnyside Hub")
        .cell(2, 0, "Return of the month")
        .table(3, &table)
        .row(14, [Cell::from("Total 10")])
        .hidden(&[13]);
    Case::new("M1", File::new("return.xlsx", workbook(&[page])))
        .finds([
            record("code_unknown").on_sheet().row(4).column("E"),
            record("date_impossible").on_sheet().row(5).column("C"),
            record("contact_before_referral")
                .on_sheet()
                .row(6)
                .column("J"),
            record("duplicate_referral")
                .on_sheet()
                .row(7)
                .column("A")
                .times(2),
            record("age_out_of_range").on_sheet().row(9).column("D"),
            record("practice_unknown").on_sheet().row(10).column("G"),
            record("count_hidden").on_sheet().row(11).column("L"),
            warning("hidden_rows").on_sheet().row(13).times(1),
            note("dates_day_first").on_sheet().row(12).column("C"),
            note("word_read_as_code").on_sheet().row(13).column("F"),
            note("columns_not_used").on_sheet().column("O"),
            note("title_rows_skipped").on_sheet().row(3),
            note("total_row_ignored").on_sheet().row(14),
        ])
        .rows(2, 8, 3)
        .corrected(File::new(
            "return.xlsx",
            workbook(&[Page::of(&Table::good(10))]),
        ))
}

/// Six things that each stand in the way of the whole file.
fn whole_file() -> Case {
    let number = i8::try_from(month().month()).unwrap();
    let mut table = Table::good(4)
        .without("local_person_id")
        .column_of("referral_date", |n| {
            format!("{number:02}/{}/{}", 13 + n, month().year())
        })
        .column_of("first_contact_date", |_| iso(28))
        .rename("ethnic_category", "Ethnicity")
        .column_of("service_code", |_| "YZ999")
        .column_of("return_month", |_| month().prev().to_string())
        .column_of("Surname", |_| "Bloggs")
        .column_of("second", |_| "B");
    table.headings[16] = "Ethnicity".to_owned();
    Case::new(
        "M2",
        File::new("return.xlsx", workbook(&[Page::of(&table)])),
    )
    .finds([
        file("person_column_missing").on_sheet(),
        file("dates_swapped").on_sheet().column("B"),
        file("wrong_service").on_sheet().column("N"),
        file("wrong_month").on_sheet().column("O"),
        file("personal_data_column").on_sheet().column("P"),
        file("same_heading_twice").on_sheet().column("Q"),
    ])
    .rows(0, 4, 0)
    .secret("Bloggs")
    .corrected(File::new(
        "return.xlsx",
        workbook(&[Page::of(&Table::good(4))]),
    ))
}
