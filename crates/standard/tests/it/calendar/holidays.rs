use hub_standard::calendar::{
    Basis, FIRST_YEAR, LAST_YEAR, bank_holidays, basis, expected_bank_holidays, is_working_day,
    next_working_day, nth_working_day,
};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};
use proptest::prelude::*;

use super::{any_day, any_month, month};

#[test]
fn what_is_typed_in_differs_from_the_law_only_where_an_occasion_was_proclaimed() {
    let mut added = Vec::new();
    let mut moved = Vec::new();
    for year in FIRST_YEAR..=LAST_YEAR {
        assert_eq!(basis(year), Basis::Announced, "{year}");
        let (typed, law) = (bank_holidays(year), expected_bank_holidays(year));
        assert!(typed.is_sorted(), "{year}");
        assert!(typed.iter().all(|day| day.year() == year), "{year}");
        added.extend(typed.iter().filter(|day| !law.contains(day)).copied());
        moved.extend(law.into_iter().filter(|day| !typed.contains(day)));
    }
    assert_eq!(
        added,
        [
            date(2020, 5, 8),
            date(2022, 6, 2),
            date(2022, 6, 3),
            date(2022, 9, 19),
            date(2023, 5, 8)
        ]
    );
    assert_eq!(moved, [date(2020, 5, 4), date(2022, 5, 30)]);
}

#[test]
fn a_year_that_is_not_typed_in_is_expected_and_says_so() {
    for year in [FIRST_YEAR - 1, LAST_YEAR + 1] {
        assert_eq!(basis(year), Basis::Expected);
        assert_eq!(bank_holidays(year), expected_bank_holidays(year));
    }
    assert_eq!(
        bank_holidays(2030),
        [
            date(2030, 1, 1),
            date(2030, 4, 19),
            date(2030, 4, 22),
            date(2030, 5, 6),
            date(2030, 5, 27),
            date(2030, 8, 26),
            date(2030, 12, 25),
            date(2030, 12, 26)
        ]
    );
}

#[test]
fn holidays_move_off_weekends() {
    assert_eq!(
        bank_holidays(2021)[6..],
        [date(2021, 12, 27), date(2021, 12, 28)]
    );
    assert_eq!(bank_holidays(2022)[0], date(2022, 1, 3));
    assert_eq!(
        expected_bank_holidays(2033)[6..],
        [date(2033, 12, 26), date(2033, 12, 27)],
        "Christmas on a Sunday"
    );
}

#[test]
fn working_days_are_counted_from_the_first() {
    // 1 January is a holiday, and 3 and 4 January are a weekend.
    assert_eq!(nth_working_day(month("2026-01"), 1), Some(date(2026, 1, 2)));
    assert_eq!(nth_working_day(month("2026-01"), 2), Some(date(2026, 1, 5)));
    assert_eq!(nth_working_day(month("2026-01"), 0), None);
    assert_eq!(nth_working_day(month("2026-01"), 22), None);
    // Over the weekend and two holidays of Christmas 2027.
    assert_eq!(next_working_day(date(2027, 12, 24)), date(2027, 12, 29));
}

/// Steps through the calendar a day at a time, with no arithmetic to get wrong.
fn nth_by_hand(first: Date, n: usize) -> Option<Date> {
    let mut day = first;
    let mut seen = 0;
    while day.month() == first.month() {
        if is_working_day(day) {
            seen += 1;
            if seen == n {
                return Some(day);
            }
        }
        day = day.tomorrow().unwrap();
    }
    None
}

proptest! {
    #[test]
    fn nobody_works_at_weekends_or_on_bank_holidays(day in any_day()) {
        let is_weekend = [Weekday::Saturday, Weekday::Sunday].contains(&day.weekday());
        let is_holiday = bank_holidays(day.year()).contains(&day);
        prop_assert_eq!(is_working_day(day), !is_weekend && !is_holiday);
    }

    #[test]
    fn the_next_working_day_is_the_first_one_after(day in any_day()) {
        let next = next_working_day(day);
        prop_assert!(next > day && is_working_day(next));
        let between = day.tomorrow().unwrap().series(1.day()).take_while(|day| *day < next);
        for day in between {
            prop_assert!(!is_working_day(day), "{}", day);
        }
    }

    #[test]
    fn the_nth_working_day_is_found_by_counting(month in any_month(), n in 1_usize..=25) {
        prop_assert_eq!(nth_working_day(month, n), nth_by_hand(month.first_day(), n));
    }
}
