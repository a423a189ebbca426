//! The right service and the right month.

use hub_ingest::{DoorOptions, Limits, Outcome};

use crate::support::{Table, check_by, door_with, finding, keys, names, problems, upload};

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
        .column_of("service_code", |n| {
            if n == 1 { "YB002" } else { "ya001" }.to_owned()
        })
        .check();
    assert_eq!(problems(&checked), ["row_other_service"]);
    assert_eq!(finding(&checked, "row_other_service").place.row, Some(3));
    assert_eq!(checked.counts.counted, 2);
}

#[test]
fn a_services_name_is_not_compared() {
    for heading in ["Service", "service_code"] {
        let checked = Table::good(2)
            .column_of(heading, |_| "Hillside".to_owned())
            .check();
        assert_eq!(problems(&checked), [""; 0], "{heading}");
    }
}

#[test]
fn codes_under_headings_that_may_mean_another_list_are_not_compared_and_that_is_said() {
    for heading in ["Provider ODS", "Organisation code", "Provider", "Service"] {
        let checked = Table::good(3)
            .column_of(heading, |_| "RJ122".to_owned())
            .check();
        assert_eq!(problems(&checked), [""; 0], "{heading}");
        assert_eq!(checked.counts.counted, 3, "{heading}");
        let note = finding(&checked, "service_not_compared");
        let expected = format!("We did not compare \"{heading}\" (column O)");
        assert!(note.message.starts_with(&expected), "{}", note.message);
    }
    let own = Table::good(3)
        .column_of("Provider", |_| "ya001".to_owned())
        .check();
    assert!(!names(&own).contains(&"service_not_compared"));
}

#[test]
fn one_code_that_is_none_of_the_hubs_makes_no_other_services_file() {
    let checked = Table::good(3)
        .column_of("Service code", |n| {
            if n == 1 { "Hillside" } else { "YB002" }.to_owned()
        })
        .check();
    assert_eq!(problems(&checked), ["row_other_service"]);
    assert_eq!(checked.counts.counted, 1);
}

#[test]
fn another_months_file_is_refused_with_a_choice() {
    // Without contacts: with them it may be a quiet month, which is a warning.
    let checked = Table::good(5)
        .column_of("contacts_this_month", |_| "0".to_owned())
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
        found
            .message
            .contains("send it for September 2026 instead: it then replaces any return"),
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

/// Referrals of September and October, as a return for October has them, sent for September.
fn octobers_file_for_september(n_october: usize) -> hub_ingest::CheckedReturn {
    let table = Table::good(n_october + 4).column_of("referral_date", move |n| {
        if n < 4 { "2026-09-15" } else { "2026-10-05" }.to_owned()
    });
    let mut upload = upload(table.csv());
    upload.month = "2026-09".parse().unwrap();
    check_by(
        &door_with(Limits::default(), DoorOptions::default()),
        &upload,
    )
}

#[test]
fn the_next_months_file_is_said_to_be_that_before_its_dates_are() {
    let checked = octobers_file_for_september(8);
    let found = finding(&checked, "later_file");
    assert!(
        found
            .message
            .contains("are in October 2026, but this return is for September 2026."),
        "{}",
        found.message
    );
    let answers = &found.question.as_ref().unwrap().answers;
    assert_eq!(answers[0].value, "2026-10");
    let dates = finding(&checked, "date_after_month_end");
    assert!(
        dates
            .fix
            .starts_with("If this is your file for October 2026, send it for October 2026."),
        "{}",
        dates.fix
    );
}

#[test]
fn a_date_or_two_after_the_month_make_no_file_of_another() {
    let checked = Table::good(6)
        .set(0, "referral_date", "2026-11-02")
        .set(1, "referral_date", "2026-11-02")
        .check();
    assert!(!names(&checked).contains(&"later_file"));
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
    assert_eq!(problems(&quiet), ["nothing_in_month"]);
}

#[test]
fn a_month_in_which_only_contacts_happened_is_a_warning() {
    let september = |contacts: &'static str| {
        Table::good(5)
            .column_of("referral_date", |n| format!("2026-09-0{}", n + 1))
            .column_of("first_contact_date", |n| format!("2026-09-1{n}"))
            .column_of("contacts_this_month", move |n| {
                if n == 3 { contacts } else { "0" }.to_owned()
            })
            .check()
    };
    let checked = september("2");
    assert_eq!(problems(&checked), ["nothing_in_month"]);
    assert_eq!(
        (checked.outcome, checked.counts.counted),
        (Outcome::Warnings, 5)
    );
    let found = finding(&checked, "nothing_in_month");
    assert!(
        found.message.starts_with(
            "No referral in this file was received, first seen or closed in October 2026. 10 of 10 dates"
        ),
        "{}",
        found.message
    );
    assert_eq!(problems(&september("0")), ["wrong_month"]);
}

#[test]
fn an_open_caseload_of_several_months_without_contacts_is_a_warning() {
    let checked = Table::good(6)
        .column_of("referral_date", |n| format!("2026-0{}-15", n % 2 + 7))
        .column_of("contacts_this_month", |_| "0".to_owned())
        .without("first_contact_date")
        .check();
    assert_eq!(problems(&checked), ["column_missing", "nothing_in_month"]);
    assert_eq!(checked.counts.counted, 6);
}

#[test]
fn a_row_for_another_month_is_left_out_and_makes_no_duplicate_of_the_right_one() {
    let checked = Table::good(3)
        .set(1, "local_referral_id", "R-0001")
        .column_of("return_month", |n| {
            if n == 1 { "2026-09" } else { "October 2026" }.to_owned()
        })
        .check();
    assert_eq!(problems(&checked), ["row_other_month"]);
    let found = finding(&checked, "row_other_month");
    assert_eq!(
        (found.place.row, found.found.as_deref()),
        (Some(3), Some("September 2026"))
    );
    assert_eq!((checked.counts.counted, checked.counts.left_out), (2, 1));
    let alone = Table::good(1).check();
    let right = keys(&alone, "referral_key").remove(0);
    assert!(keys(&checked, "referral_key").contains(&right));
}

#[test]
fn a_row_for_another_service_makes_no_duplicate_of_the_right_one() {
    let checked = Table::good(2)
        .set(1, "local_referral_id", "R-0001")
        .column_of("service_code", |n| {
            if n == 1 { "YB002" } else { "YA001" }.to_owned()
        })
        .check();
    assert_eq!(problems(&checked), ["row_other_service"]);
    assert_eq!(checked.counts.counted, 1);
}

#[test]
fn dates_of_a_later_months_row_are_said_once() {
    let checked = Table::good(3)
        .set(1, "referral_date", "2026-11-02")
        .set(1, "first_contact_date", "2026-11-03")
        .column_of("return_month", |n| {
            if n == 1 { "Nov 2026" } else { "Oct 2026" }.to_owned()
        })
        .check();
    assert_eq!(problems(&checked), ["row_other_month"]);
}

#[test]
fn a_column_called_month_may_be_the_month_of_the_referral() {
    let checked = Table::good(3)
        .set(1, "referral_date", "2026-09-14")
        .column_of("Month", |n| {
            if n == 1 { "Sep 2026" } else { "Oct 2026" }.to_owned()
        })
        .check();
    assert_eq!(problems(&checked), Vec::<&str>::new());
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
