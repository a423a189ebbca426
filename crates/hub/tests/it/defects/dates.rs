//! D. Dates.

use jiff::civil::date;

use super::book::{Page, workbook};
use super::case::{Case, file, note, record, warning};
use super::doors::File;
use super::table::{Cell, Table, day_of, in_words, iso, month, uk};

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = vec![swapped()];
    cases.extend(in_other_forms());
    cases.extend(impossible());
    cases.extend(around_the_month());
    cases
}

fn book(table: &Table) -> File {
    File::new("return.xlsx", workbook(&[Page::of(table)]))
}

fn text(table: &Table) -> File {
    File::new("return.csv", table.csv())
}

/// An export with the month first that was opened in Excel here: days up to 12 became dates with day and month swapped, the
/// rest stayed text.
fn swapped() -> Case {
    let number = i8::try_from(month().month()).unwrap();
    let days = [3, 4, 6, 13, 25];
    let as_opened = |n: usize| {
        let day = days[n];
        if day <= 12 {
            Cell::Day(date(month().year(), day, number))
        } else {
            Cell::Text(format!("{number:02}/{day}/{}", month().year()))
        }
    };
    let table = Table::good(5).column_of("first_contact_date", |_| iso(28));
    let right = table
        .clone()
        .column_of("referral_date", |n| Cell::Day(day_of(month(), days[n])));
    let text = format!("{number:02}/13/{}", month().year());
    Case::new("D40", book(&table.column_of("referral_date", as_opened)))
        .finds([file("dates_swapped")
            .on_sheet()
            .column("C")
            .times(3)
            .says(format!("row 5 has \"{text}\""))
            .says("tell us that this column is month/day/year")])
        .answered(
            "month_first",
            "C",
            [note("dates_month_first")
                .on_sheet()
                .row(2)
                .column("C")
                .times(5)],
            [5, 0, 0],
        )
        .corrected(book(&right))
}

fn in_other_forms() -> Vec<Case> {
    let day = day_of(month(), 4);
    let days = date(1899, 12, 30)
        .until(day)
        .unwrap()
        .get_days()
        .to_string();
    let serial = |value: &str| {
        let number = Cell::Number(value.to_owned());
        book(&Table::good(3).set(0, "referral_date", number))
    };
    let short = format!("04/{:02}/{:02}", month().month(), month().year() % 100);
    let read = |text: &str| format!("\"{text}\" as {}", in_words(4));
    vec![
        Case::new(
            "D39",
            book(&Table::good(3).column_of("referral_date", |_| uk(4))),
        )
        .finds([note("dates_day_first")
            .on_sheet()
            .row(2)
            .column("C")
            .times(3)
            .says(read(&uk(4)))])
        .rows(3, 0, 0),
        Case::new("D41", serial(&days))
            .finds([note("serial_date")
                .on_sheet()
                .row(2)
                .column("C")
                .times(1)
                .says(read(&days))])
            .rows(3, 0, 0),
        // A number of days that no referral can be from.
        Case::new("D41", serial("12"))
            .finds([record("date_not_a_date").on_sheet().row(2).column("C")])
            .rows(2, 1, 0)
            .corrected(book(&Table::good(3))),
        Case::new(
            "D43",
            text(&Table::good(3).set(1, "referral_date", short.as_str())),
        )
        .finds([note("two_digit_year")
            .row(3)
            .column("C")
            .times(1)
            .says(read(&short))])
        .rows(3, 0, 0),
    ]
}

fn impossible() -> Vec<Case> {
    let year = month().year();
    let no_day = format!("31/02/{year}");
    let month_only = format!("Mar-{:02}", year % 100);
    let with = |heading: &str, value: &str| text(&Table::good(3).set(1, heading, value));
    vec![
        Case::new("D42", with("referral_date", &no_day))
            .finds([record("date_impossible")
                .row(3)
                .column("C")
                .says(no_day.as_str())
                .offers("a real date, like 30/04/2026")])
            .rows(2, 1, 0)
            .corrected(with("referral_date", &uk(10))),
        Case::new("D45", with("first_contact_date", &iso(2)))
            .finds([record("contact_before_referral")
                .row(3)
                .column("J")
                .says(in_words(2))
                .says(in_words(5))])
            .rows(2, 1, 0)
            .corrected(with("first_contact_date", &iso(5))),
        Case::new("D46", with("referral_date", &month_only))
            .finds([record("date_month_only")
                .row(3)
                .column("C")
                .says(month_only.as_str())
                .offers("a day too, like 04/03/2026")])
            .rows(2, 1, 0)
            .corrected(with("referral_date", &iso(6))),
    ]
}

/// Referrals of the month after, and of years to come.
fn around_the_month() -> Vec<Case> {
    let with = |day: String| {
        let table = Table::good(3)
            .set(1, "referral_date", day)
            .set(1, "first_contact_date", "")
            .set(1, "contacts_this_month", "0");
        text(&table)
    };
    let after = |day: i8| day_of(month().next(), day).to_string();
    let good = || text(&Table::good(3));
    vec![
        Case::new("D44", with(after(7)))
            .finds([warning("date_just_after_month_end").row(3).column("C")])
            .rows(3, 0, 0)
            .corrected(good()),
        Case::new("D44", with(after(8)))
            .finds([record("date_after_month_end").row(3).column("C")])
            .rows(2, 1, 0)
            .corrected(good()),
        Case::new("D44", with("04/10/2062".to_owned()))
            .finds([record("date_in_future")
                .row(3)
                .column("C")
                .says("4 October 2062 is in the future.")])
            .rows(2, 1, 0)
            .corrected(good()),
    ]
}
