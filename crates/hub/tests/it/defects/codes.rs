//! E. Codes, numbers and words.

use std::collections::HashMap;

use hub_reference::Practice;
use jiff::civil::date;

use super::book::{Page, workbook};
use super::case::{Case, Expected, file, note, record, warning};
use super::doors::File;
use super::table::{Cell, REFERENCE, Table, month, practice};

/// Numbers that could be real ones, and must not come back.
const NHS_NUMBERS: [&str; 2] = ["943 476 5919", "4010232137"];

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = what_excel_did();
    cases.extend(words());
    cases.extend(practices());
    cases.extend(counts());
    cases.extend(personal_columns());
    cases
}

fn book(table: &Table) -> File {
    File::new("return.xlsx", workbook(&[Page::of(table)]))
}

fn text(table: &Table) -> File {
    File::new("return.csv", table.csv())
}

/// Digits that are lost, and ages that became dates.
fn what_excel_did() -> Vec<Case> {
    let good = || book(&Table::good(3));
    let shortened = Table::good(3).set(0, "local_referral_id", "1.23457E+12");
    let number = Cell::Number("1234567890123456".to_owned());
    let too_long = Table::good(3).set(0, "local_referral_id", number);
    let day = Cell::Day(date(month().year(), 10, 14));
    let as_day = Table::good(3).set(0, "age", day);
    let as_month = Table::good(3).set(0, "age", "Oct-14");
    // With the reading that it may have been.
    let age = || warning("age_as_date").row(2).column("D").says("10-14");
    vec![
        Case::new("D48", text(&shortened))
            .finds([record("digits_lost").row(2).column("A")])
            .rows(2, 1, 0)
            .corrected(good()),
        Case::new("D48", book(&too_long))
            .finds([record("digits_lost").on_sheet().row(2).column("A")])
            .rows(2, 1, 0)
            .corrected(good()),
        Case::new("D49", book(&as_day))
            .finds([age().on_sheet()])
            .rows(3, 0, 0)
            .corrected(good()),
        Case::new("D49", text(&as_month))
            .finds([age()])
            .rows(3, 0, 0)
            .corrected(good()),
    ]
}

fn words() -> Vec<Case> {
    let blanks = ["n/a", "-", "?", "TBC", "prefer not to say", "refused"];
    let mut unrecorded = Table::good(40);
    for (row, word) in blanks.into_iter().enumerate() {
        unrecorded = unrecorded.set(row, "referral_source", word);
    }
    let ethnicity = |third: &str| {
        let table = Table::good(3)
            .set(0, "ethnic_category", "White British")
            .set(1, "ethnic_category", third);
        text(&table)
    };
    let in_words = note("word_read_as_code")
        .row(2)
        .column("F")
        .says("\"White British\" as A");
    vec![
        Case::new("D50", text(&unrecorded))
            .finds([
                note("read_as_not_recorded")
                    .row(2)
                    .column("H")
                    .times(4)
                    .says("\"n/a\""),
                note("read_as_not_stated")
                    .row(6)
                    .column("H")
                    .times(2)
                    .says("\"prefer not to say\""),
            ])
            .rows(40, 0, 0),
        Case::new("D51", ethnicity("B"))
            .finds([in_words.clone().times(1)])
            .rows(3, 0, 0),
        Case::new("D51", ethnicity("Asian"))
            .finds([
                in_words,
                record("code_ambiguous").row(3).column("F").says(
                    "we found \"Asian\". Choose one, like \"Asian or Asian British: Indian\"",
                ),
            ])
            .rows(2, 1, 0),
    ]
}

fn practices() -> Vec<Case> {
    let with = |value: String| text(&Table::good(3).set(0, "gp_practice", value));
    let good = || text(&Table::good(3));
    let code = practice().code.as_str();
    let (letter, digits) = code.split_at(1);
    let spaced = format!("{} {digits}", letter.to_lowercase());
    let lettered = format!("{letter}{}", digits.replace('0', "o"));
    let closed = REFERENCE
        .practices()
        .iter()
        .find(|practice| {
            let before = month().prev().last_day();
            practice.closed.is_some_and(|day| day < before) && practice.successor.is_some()
        })
        .expect("the generated England has closed practices");
    let successor = closed.successor.as_ref().expect("it has a successor");
    let mut cases = vec![
        Case::new("D52", with(spaced)).rows(3, 0, 0),
        Case::new("D52", with(lettered.clone()))
            .finds([warning("practice_matched")
                .row(2)
                .column("G")
                .says(format!("we read \"{lettered}\" as {code}"))
                .offers(code)])
            .rows(3, 0, 0)
            .corrected(good()),
        Case::new("D53", with(closed.code.to_string()))
            .finds([warning("practice_closed")
                .row(2)
                .column("G")
                .says(closed.code.as_str())
                .offers(successor.as_str())])
            .rows(3, 0, 0)
            .corrected(with(successor.to_string())),
        Case::new("D53", with("Z99999".to_owned()))
            .finds([record("practice_unknown").row(2).column("G").says("Z99999")])
            .rows(2, 1, 0)
            .corrected(good()),
    ];
    if let Some(named) = only_one_of_its_name() {
        cases.push(
            Case::new("D52", with(named.name.clone()))
                .finds([warning("practice_matched")
                    .row(2)
                    .column("G")
                    .offers(named.code.as_str())])
                .rows(3, 0, 0)
                .corrected(with(named.code.to_string())),
        );
    }
    cases
}

/// An open practice whose name no other practice has.
fn only_one_of_its_name() -> Option<&'static Practice> {
    let mut by_name: HashMap<&str, u32> = HashMap::new();
    for practice in REFERENCE.practices() {
        *by_name.entry(practice.name.as_str()).or_default() += 1;
    }
    let is_right = |practice: &&Practice| {
        by_name.get(practice.name.as_str()) == Some(&1)
            && practice.closed.is_none()
            && practice.open_in(month())
            && !practice.name.contains(',')
    };
    REFERENCE.practices().iter().find(is_right)
}

fn counts() -> Vec<Case> {
    let values = ["5 people", "approx 20", "<5", "1"];
    let worded = Table::good(4).column_of("contacts_this_month", |n| values[n]);
    let formula = |tag: &str| Cell::Formula {
        tag: tag.to_owned(),
        result: None,
    };
    // The second formula is the first one's, filled down; no program has worked them out.
    let formulas = Table::good(4)
        .set(0, "contacts_this_month", Cell::Error("#REF!"))
        .set(
            1,
            "contacts_this_month",
            formula("<f t=\"shared\" ref=\"L3:L4\" si=\"0\">1+1</f>"),
        )
        .set(
            2,
            "contacts_this_month",
            formula("<f t=\"shared\" si=\"0\"/>"),
        );
    let worked_out = Cell::Formula {
        tag: "<f>1+1</f>".to_owned(),
        result: Some("2".to_owned()),
    };
    vec![
        Case::new("D54", text(&worded))
            .finds([
                record("number_not_a_number")
                    .row(2)
                    .column("L")
                    .times(2)
                    .says("\"5 people\""),
                record("count_hidden").row(4).column("L").says("\"<5\""),
            ])
            .rows(1, 3, 0)
            .corrected(text(&Table::good(4))),
        Case::new("D55", book(&formulas))
            .finds([
                record("formula_error")
                    .on_sheet()
                    .row(2)
                    .column("L")
                    .says("#REF!"),
                record("formula_not_calculated")
                    .on_sheet()
                    .row(3)
                    .column("L")
                    .times(2),
            ])
            .rows(1, 3, 0)
            .corrected(book(&Table::good(4).set(
                1,
                "contacts_this_month",
                worked_out,
            ))),
    ]
}

/// Columns that must not be sent, told by what is in them, by their headings, and on any sheet.
fn personal_columns() -> Vec<Case> {
    let good = || book(&Table::good(3));
    let numbers = Table::good(3).column_of("Ref 2", |n| NHS_NUMBERS[n % 2]);
    let names = Table::good(3).column_of("Surname", |_| "Bloggs");
    let ways = Table::good(3)
        .column_of("Way 1", |_| "07700 900123")
        .column_of("Way 2", |_| "jo.bloggs@example.org")
        .column_of("Way 3", |_| "LS1 4AP");
    let list = Page::named("List").cell(5, 2, NHS_NUMBERS[0]).cell(
        6,
        2,
        Cell::Number(NHS_NUMBERS[1].to_owned()),
    );
    let elsewhere = workbook(&[Page::of(&Table::good(3)), list]);
    let personal = || file("personal_data_column");
    let of_numbers = |expected: Expected| {
        expected
            .says("NHS numbers")
            .says("We have not kept this file.")
    };
    vec![
        Case::new("D56", book(&numbers))
            .finds([
                of_numbers(personal().on_sheet().row(2).column("O").times(3)).says("94• ••• ••••"),
            ])
            .secret("476 5919")
            .secret("4010232137")
            .corrected(good()),
        Case::new("D56", text(&names))
            .finds([personal().column("O").times(3).says("people's names")])
            .secret("Bloggs")
            .corrected(good()),
        Case::new("D56", text(&ways))
            .finds([
                personal().row(2).column("O").times(3).says("phone numbers"),
                personal()
                    .row(2)
                    .column("P")
                    .times(3)
                    .says("e-mail addresses"),
                personal().row(2).column("Q").times(3).says("postcodes"),
            ])
            .secret("900123")
            .secret("bloggs")
            .secret("LS1 4AP")
            .corrected(good()),
        Case::new("D56", File::new("return.xlsx", elsewhere))
            .finds([of_numbers(
                personal().sheet("List").row(5).column("C").times(2),
            )])
            .secret("476 5919")
            .secret("4010232137")
            .corrected(good()),
    ]
}
