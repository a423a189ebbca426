use std::str::FromStr;

use hub_standard::{
    AreaCode, Month, PracticeCode, ReleaseId, ServiceCode, SubmissionId,
    nhs_number::{check_digit, is_test, is_valid, normalise},
};
use jiff::civil::date;
use proptest::prelude::*;

fn month() -> impl Strategy<Value = Month> {
    (1900_i16..2200, 1_u8..=12).prop_map(|(year, month)| Month::new(year, month).unwrap())
}

proptest! {
    #[test]
    fn a_month_reads_back_what_it_writes(month in month()) {
        prop_assert_eq!(month.to_string().parse::<Month>().unwrap(), month);
        let json = serde_json::to_string(&month).unwrap();
        prop_assert_eq!(serde_json::from_str::<Month>(&json).unwrap(), month);
        prop_assert_eq!(Month::of(month.first_day()), month);
        prop_assert_eq!(Month::of(month.last_day()), month);
    }

    #[test]
    fn months_added_are_months_between(month in month(), n in -2000_i32..2000) {
        let other = month.plus(n);
        if other != Month::MIN && other != Month::MAX {
            prop_assert_eq!(other.months_since(month), n);
            prop_assert_eq!(other.plus(-n), month);
        }
        prop_assert_eq!(other > month, n > 0 && month != Month::MAX);
    }

    #[test]
    fn a_range_holds_every_month_once(from in month(), length in 0_i32..60) {
        let months: Vec<Month> = Month::range(from, from.plus(length)).collect();
        prop_assert!(months.windows(2).all(|pair| pair[0].next() == pair[1] && pair[1].prev() == pair[0]));
        prop_assert_eq!(months.first(), Some(&from));
        prop_assert_eq!(months.last(), Some(&from.plus(length)));
    }

    #[test]
    fn nothing_but_a_month_is_a_month(text in "\\PC{0,8}") {
        if let Ok(month) = text.parse::<Month>() {
            prop_assert_eq!(month.to_string(), text);
        }
    }

    #[test]
    fn codes_read_back_what_they_write(service in "[A-Z0-9]{3,8}", practice in "[A-Z][0-9]{5}", area in "[A-Z0-9]{3,9}") {
        prop_assert_eq!(service.parse::<ServiceCode>().unwrap().to_string(), service);
        prop_assert_eq!(practice.parse::<PracticeCode>().unwrap().to_string(), practice);
        prop_assert_eq!(area.parse::<AreaCode>().unwrap().to_string(), area);
    }

    #[test]
    fn submissions_sort_by_time(first in 0_u64..1 << 48, second in 0_u64..1 << 48, a: [u8; 10], b: [u8; 10]) {
        let (one, two) = (SubmissionId::from_parts(first, a), SubmissionId::from_parts(second, b));
        prop_assert_eq!(one.as_str().len(), 26);
        prop_assert_eq!(one.millis(), first);
        prop_assert_eq!(SubmissionId::from_str(one.as_str()).unwrap(), one.clone());
        if first != second {
            prop_assert_eq!(one < two, first < second);
        }
        prop_assert_eq!(one == two, first == second && a == b);
    }

    #[test]
    fn releases_sort_by_day_and_number(day in 1_i8..28, other in 1_i8..28, n in 1_u32..200, m in 1_u32..200) {
        let one = ReleaseId::new(date(2026, 11, day), n).unwrap();
        let two = ReleaseId::new(date(2026, 11, other), m).unwrap();
        prop_assert_eq!(one.to_string().parse::<ReleaseId>().unwrap(), one.clone());
        prop_assert_eq!(one < two, (day, n) < (other, m));
    }

    #[test]
    fn one_changed_digit_breaks_an_nhs_number(nine in "[1-9][0-9]{8}", place in 0_usize..10, by in 1_u8..10) {
        prop_assume!(check_digit(&nine).is_some());
        let number = format!("{nine}{}", check_digit(&nine).unwrap());
        prop_assume!(!number.chars().all(|c| number.starts_with(c)));
        prop_assert!(is_valid(&number));
        let mut digits: Vec<u8> = number.bytes().collect();
        digits[place] = b'0' + (digits[place] - b'0' + by) % 10;
        prop_assert!(!is_valid(&String::from_utf8(digits).unwrap()));
    }

    #[test]
    fn two_swapped_digits_break_an_nhs_number(nine in "[1-9][0-9]{8}", place in 0_usize..8) {
        prop_assume!(check_digit(&nine).is_some());
        let mut digits: Vec<u8> = nine.bytes().chain([b'0' + check_digit(&nine).unwrap()]).collect();
        prop_assume!(digits[place] != digits[place + 1]);
        digits.swap(place, place + 1);
        prop_assert!(!is_valid(&String::from_utf8(digits).unwrap()));
    }
}

#[test]
fn ids_of_the_wrong_shape_are_refused() {
    for bad in ["", "YA", "YA0000001", "ya001", "YA 01", "YA-01", "ŸA001"] {
        assert!(bad.parse::<ServiceCode>().is_err(), "{bad}");
    }
    for bad in ["A8100", "A810011", "a81001", "AA1001", "881001"] {
        assert!(bad.parse::<PracticeCode>().is_err(), "{bad}");
    }
    for bad in [
        "2026-13", "2026-00", "2026-1", "26-10", "2026/10", "1899-12", "2200-01", "+026-10",
        "2026-10 ",
    ] {
        assert!(bad.parse::<Month>().is_err(), "{bad}");
    }
    for bad in [
        "2026-11-14",
        "2026-11-14.0",
        "2026-11-14.02",
        "2026-11-31.1",
        "2026-11-14.1.1",
        "2026-11-14.+1",
    ] {
        assert!(bad.parse::<ReleaseId>().is_err(), "{bad}");
    }
    let good = SubmissionId::from_parts(1, [7; 10]).to_string();
    assert!(good.parse::<SubmissionId>().is_ok());
    let too_high = format!("z{}", &good[1..]);
    for bad in [
        good.to_uppercase(),
        good[1..].to_owned(),
        too_high,
        good.replace('7', "u"),
    ] {
        assert!(bad == good || bad.parse::<SubmissionId>().is_err(), "{bad}");
    }
}

#[test]
fn a_refusal_does_not_repeat_the_text() {
    let error = "9434765919".parse::<PracticeCode>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "not a practice code: expected a capital letter and five digits, like A81001"
    );
    assert!(!format!("{error:?}").contains("9434765919"));
}

#[test]
fn codes_of_boards_are_three_or_five_characters() {
    for code in ["QOP", "S1Y5D", "Z9B2Z", "Y56", "U12345", "ENG"] {
        assert!(code.parse::<AreaCode>().is_ok(), "{code}");
    }
    assert_eq!(AreaCode::england().as_str(), "ENG");
}

#[test]
fn months_have_their_days_and_words() {
    let february: Month = "2028-02".parse().unwrap();
    assert_eq!(february.last_day(), date(2028, 2, 29));
    assert_eq!(february.words(), "February 2028");
    assert_eq!(february.plus(11).to_string(), "2029-01");
    assert_eq!(february.prev().prev().to_string(), "2027-12");
    assert!(february.contains(date(2028, 2, 29)) && !february.contains(date(2028, 3, 1)));
    assert_eq!(Month::MAX.next(), Month::MAX);
    assert_eq!(Month::range(february, february.prev()).count(), 0);
}

#[test]
fn nhs_numbers_are_tidied_and_checked() {
    assert_eq!(normalise(" 943 476-5919 ").as_deref(), Some("9434765919"));
    assert_eq!(
        normalise("943\u{a0}476\u{2013}5919").as_deref(),
        Some("9434765919")
    );
    assert_eq!(normalise("94347659"), None);
    assert_eq!(normalise("943476591X"), None);
    assert_eq!(normalise("９434765919"), None);
    assert!(is_valid("9434765919") && !is_valid("9434765918"));
    assert!(
        !is_valid("1111111111") && !is_valid("0000000000"),
        "ten equal digits pass the arithmetic but are nobody's"
    );
    assert!(
        !is_valid("0123456789") && !is_valid("9876543210"),
        "what people type where they have no number"
    );
    assert!(!is_valid("") && !is_valid("943476591") && !is_valid("éééééé"));
    assert!(is_test("9990000018") && !is_test("9434765919"));
}
