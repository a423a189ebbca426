//! Days of referral, contact and closing.

use crate::books::{fill, workbook};
use crate::support::{Table, check, finding, names, numbers, problems, text};

fn with(heading: &'static str, value: &str) -> Table {
    Table::good(1).column_of(heading, |_| value.to_owned())
}

#[test]
fn text_dates_are_read_day_first() {
    let checked = with("referral_date", "04/10/2026").check();
    assert_eq!(text(&checked, "month_received"), "2026-10");
    assert_eq!(numbers(&checked, "wait_days"), [Some(8)]);
    let note = finding(&checked, "dates_day_first");
    assert!(
        note.message.contains("\"04/10/2026\" as 4 October 2026"),
        "{}",
        note.message
    );
}

#[test]
fn serial_numbers_and_short_years_are_read_and_said() {
    let checked = with("referral_date", "46300").check();
    assert_eq!(text(&checked, "month_received"), "2026-10");
    finding(&checked, "serial_date");
    let checked = with("referral_date", "04/10/26").check();
    assert_eq!(text(&checked, "month_received"), "2026-10");
    finding(&checked, "two_digit_year");
}

#[test]
fn dates_that_cannot_be_leave_the_row_out() {
    for (heading, value, rule) in [
        ("referral_date", "31/04/2026", "date_impossible"),
        ("referral_date", "Oct-26", "date_month_only"),
        ("referral_date", "last week", "date_not_a_date"),
        ("referral_date", "", "mandatory_missing"),
        ("referral_date", "n/a", "mandatory_missing"),
        ("referral_date", "04/10/2062", "date_in_future"),
        ("referral_date", "04/10/1926", "date_not_a_date"),
        (
            "first_contact_date",
            "04/10/2026",
            "contact_before_referral",
        ),
        ("closed_date", "04/10/2026", "closed_before_referral"),
        ("closed_date", "04/12/2026", "date_in_future"),
        ("date_of_birth", "31/02/1950", "date_impossible"),
        ("date_of_birth", "06/10/2026", "birth_after_referral"),
        ("date_of_birth", "01/01/1900", "age_out_of_range"),
    ] {
        let table = with(heading, value);
        let table = match heading {
            "date_of_birth" => table.without("age"),
            "closed_date" => table.set(0, "closure_reason", "moved"),
            _ => table,
        };
        let checked = table.check();
        let found = problems(&checked);
        assert_eq!(found, ["every_row_left_out", rule], "{heading} {value}");
        assert_eq!(
            finding(&checked, rule).place.header.as_deref(),
            Some(heading)
        );
        assert_eq!(finding(&checked, rule).place.row, Some(2));
    }
}

#[test]
fn just_after_the_month_counts_with_a_warning_and_later_does_not() {
    let mut sent = crate::support::upload(
        Table::good(2)
            .set(0, "referral_date", "07/11/2026")
            .set(0, "first_contact_date", "")
            .set(0, "contacts_this_month", "0")
            .csv(),
    );
    sent.today = jiff::civil::date(2026, 12, 1);
    let door = crate::support::door_with(Default::default(), Default::default());
    let checked = crate::support::check_by(&door, &sent);
    assert_eq!(problems(&checked), ["date_just_after_month_end"]);
    assert_eq!(checked.counts.counted, 2);
    sent.bytes = Table::good(2)
        .set(0, "referral_date", "08/11/2026")
        .set(0, "first_contact_date", "")
        .set(0, "contacts_this_month", "0")
        .csv()
        .into();
    let checked = crate::support::check_by(&door, &sent);
    assert_eq!(problems(&checked), ["date_after_month_end"]);
    assert_eq!(checked.counts.left_out, 1);
}

#[test]
fn a_column_with_day_and_month_swapped_is_asked_about() {
    let dates = ["04/03/2026", "04/13/2026", "05/10/2026", "10/25/2026"];
    let checked = Table::good(4)
        .column_of("referral_date", |n| dates[n].to_owned())
        .without("first_contact_date")
        .check();
    let found = finding(&checked, "dates_swapped");
    assert_eq!(found.place.column.as_deref(), Some("C"));
    assert!(
        found.message.contains("\"04/13/2026\""),
        "{}",
        found.message
    );
    assert!(
        !names(&checked).contains(&"date_impossible"),
        "the column's problem is said once"
    );
    assert!(checked.rows.is_none());
}

#[test]
fn a_date_of_birth_in_another_column_is_not_echoed() {
    for value in ["14/02/1953", "31/02/1961", "1953-02-14"] {
        let checked = Table::good(2).set(0, "referral_date", value).check();
        assert_eq!(checked.counts.left_out, 1);
        let shown = format!("{:?}", checked.findings);
        assert!(
            !shown.contains("1953") && !shown.contains("1961"),
            "{shown}"
        );
    }
}

#[test]
fn one_slip_among_dates_that_are_day_first_is_one_row() {
    let checked = Table::good(4)
        .set(0, "referral_date", "25/10/2026")
        .set(0, "first_contact_date", "")
        .set(0, "contacts_this_month", "0")
        .set(1, "referral_date", "10/25/2026")
        .check();
    assert_eq!(problems(&checked), ["date_impossible"]);
    assert_eq!(checked.counts.left_out, 1);
}

#[test]
fn a_wait_of_more_than_ten_years_counts_without_its_days() {
    let checked = with("referral_date", "2015-01-05").check();
    assert!(problems(&checked).contains(&"wait_very_long"));
    assert_eq!(numbers(&checked, "wait_days"), [None]);
}

#[test]
fn referrals_closed_before_the_month_are_ignored_unless_something_happened() {
    let old = |contacts: &'static str| {
        Table::good(2)
            .set(0, "referral_date", "2026-08-03")
            .set(0, "first_contact_date", "2026-08-20")
            .column_of("closed_date", |n| {
                if n == 0 {
                    "2026-09-30".to_owned()
                } else {
                    String::new()
                }
            })
            .column_of("contacts_this_month", move |n| {
                if n == 0 {
                    contacts.to_owned()
                } else {
                    "1".to_owned()
                }
            })
            .check()
    };
    let checked = old("0");
    assert_eq!((checked.counts.counted, checked.counts.ignored), (1, 1));
    finding(&checked, "closed_before_month");
    assert_eq!(old("2").counts.counted, 2);
}

#[test]
fn days_open_and_month_closed_are_stored() {
    let checked = with("closed_date", "30/10/2026")
        .column_of("closure_reason", |_| "moved".to_owned())
        .check();
    assert_eq!(text(&checked, "month_closed"), "2026-10");
    assert_eq!(numbers(&checked, "days_open"), [Some(25)]);
    assert_eq!(text(&checked, "closure_reason"), "moved");
    assert_eq!(checked.summary.closed, 1);
}

#[test]
fn months_typed_without_a_day_in_a_workbook_are_asked_about() {
    let check_days = |days: [u8; 4]| {
        check(workbook(|sheet| {
            fill(sheet, 0, 4);
            let format = rust_xlsxwriter::Format::new().set_num_format("mmm-yy");
            for (row, day) in (1..).zip(days) {
                let day = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 10, day).unwrap();
                sheet.write_with_format(row, 2, day, &format).unwrap();
            }
        }))
    };
    let asked = check_days([1, 1, 1, 1]);
    let warning = finding(&asked, "dates_first_of_month");
    assert_eq!((warning.count, asked.counts.counted), (4, 4));
    assert_eq!(warning.place.column.as_deref(), Some("C"));
    let real = check_days([1, 1, 2, 1]);
    assert!(!names(&real).contains(&"dates_first_of_month"));
}

#[test]
fn a_birth_in_the_future_is_found_beside_a_referral_date_that_is_wrong_too() {
    let checked = Table::good(2)
        .without("age")
        .column_of("date_of_birth", |_| "14/02/1953".to_owned())
        .set(0, "referral_date", "31/09/2026")
        .set(0, "date_of_birth", "14/02/2053")
        .check();
    assert_eq!(problems(&checked), ["date_impossible", "date_in_future"]);
    let found = finding(&checked, "date_in_future");
    assert_eq!(found.place.header.as_deref(), Some("date_of_birth"));
}

#[test]
fn a_day_of_now_that_does_not_exist_is_shown_whole_however_it_is_written() {
    for day in ["31/09/2026", "2026-09-31"] {
        let checked = Table::good(2).set(0, "referral_date", day).check();
        assert_eq!(
            finding(&checked, "date_impossible").found.as_deref(),
            Some(day)
        );
    }
}
