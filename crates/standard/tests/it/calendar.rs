use hub_standard::{
    Month,
    calendar::{bank_holidays, due, final_due},
};
use jiff::civil::date;

/// The published closing dates of the national community data set, April 2025 to August 2026.
#[test]
fn returns_are_due_when_the_national_windows_close() {
    let windows = [
        ("2025-04", date(2025, 5, 15)),
        ("2025-05", date(2025, 6, 13)),
        ("2025-06", date(2025, 7, 14)),
        ("2025-07", date(2025, 8, 14)),
        ("2025-08", date(2025, 9, 12)),
        ("2025-09", date(2025, 10, 14)),
        ("2025-10", date(2025, 11, 14)),
        ("2025-11", date(2025, 12, 12)),
        ("2025-12", date(2026, 1, 15)),
        ("2026-01", date(2026, 2, 13)),
        ("2026-02", date(2026, 3, 13)),
        ("2026-03", date(2026, 4, 16)),
        ("2026-04", date(2026, 5, 15)),
        ("2026-05", date(2026, 6, 12)),
        ("2026-06", date(2026, 7, 14)),
        ("2026-07", date(2026, 8, 14)),
    ];
    for (month, closes) in windows {
        assert_eq!(due(month.parse().unwrap()), closes, "{month}");
    }
    assert_eq!(final_due("2026-03".parse().unwrap()), date(2026, 5, 15));
}

#[test]
fn holidays_move_off_weekends() {
    assert_eq!(
        bank_holidays(2021)[6..],
        [date(2021, 12, 27), date(2021, 12, 28)]
    );
    assert_eq!(bank_holidays(2022)[0], date(2022, 1, 3));
    assert_eq!(bank_holidays(2022).len(), 10, "the jubilee and the funeral");
    assert!(
        bank_holidays(2026).contains(&date(2026, 12, 28))
            && bank_holidays(2026).contains(&date(2026, 4, 3))
    );
}

#[test]
fn every_month_has_a_working_day_to_send_its_return() {
    for month in Month::range("2000-01".parse().unwrap(), "2099-12".parse().unwrap()) {
        assert!(month.next().contains(due(month)), "{month}");
        assert!(
            (12..=18).contains(&due(month).day()),
            "{month} {}",
            due(month)
        );
    }
}
