//! The right service and the right month.

use crate::support::{Table, finding, names, problems};

#[test]
fn another_services_file_is_refused() {
    let checked = Table::good(3)
        .column_of("service_code", |_| "YB002".to_owned())
        .check();
    assert_eq!(problems(&checked), ["wrong_service"]);
    assert!(finding(&checked, "wrong_service").message.contains("YB002"));
}

#[test]
fn another_services_row_is_left_out() {
    let checked = Table::good(3)
        .column_of("Service", |n| {
            if n == 1 { "YB002" } else { "ya001" }.to_owned()
        })
        .check();
    assert_eq!(problems(&checked), ["row_other_service"]);
    assert_eq!(finding(&checked, "row_other_service").place.row, Some(3));
    assert_eq!(checked.counts.counted, 2);
}

#[test]
fn a_services_name_is_not_compared() {
    let checked = Table::good(2)
        .column_of("Service", |_| "Hillside".to_owned())
        .check();
    assert_eq!(problems(&checked), [""; 0]);
}

#[test]
fn another_months_file_is_refused_with_a_choice() {
    let checked = Table::good(5)
        .column_of("referral_date", |n| format!("2026-09-0{}", n + 1))
        .column_of("first_contact_date", |n| format!("2026-09-1{n}"))
        .check();
    let found = finding(&checked, "wrong_month");
    assert!(
        found.message.contains("10 of 10 dates"),
        "{}",
        found.message
    );
    assert!(
        found.message.contains("Send it for September 2026"),
        "{}",
        found.message
    );
    assert!(checked.rows.is_none());
}

#[test]
fn a_later_months_file_is_refused_once() {
    let checked = Table::good(4)
        .column_of("referral_date", |n| format!("2026-11-0{}", n % 2 + 1))
        .without("first_contact_date")
        .check();
    assert_eq!(problems(&checked), ["wrong_month", "column_missing"]);
}

#[test]
fn a_caseload_from_earlier_months_is_no_other_month() {
    let checked = Table::good(5)
        .column_of("referral_date", |n| {
            if n == 0 {
                "2026-10-02".to_owned()
            } else {
                format!("2026-09-0{n}")
            }
        })
        .check();
    assert!(!names(&checked).contains(&"wrong_month"));
    let quiet = Table::good(6)
        .column_of("referral_date", |n| format!("2026-0{}-15", n % 4 + 5))
        .column_of("first_contact_date", |n| format!("2026-0{}-20", n % 4 + 5))
        .check();
    assert!(
        !names(&quiet).contains(&"wrong_month"),
        "a quiet month is no other month"
    );
}

#[test]
fn a_column_for_another_month_is_refused() {
    for month in ["2026-09", "September 2026", "Sep-26", "09/2026"] {
        let checked = Table::good(2)
            .column_of("return_month", |_| month.to_owned())
            .check();
        assert_eq!(problems(&checked), ["wrong_month"], "{month}");
    }
    for month in ["2026-10", "October 2026", "Oct 2026"] {
        let checked = Table::good(2)
            .column_of("Month", |_| month.to_owned())
            .check();
        assert_eq!(problems(&checked), [""; 0], "{month}");
    }
}
