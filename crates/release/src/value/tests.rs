//! What a figure becomes before anyone sees it.

use hub_engine::Catalogue;

use super::*;
use crate::error::ReleaseError;
use crate::measure::MeasureInfo;

const TWO_DECIMALS: Writing<'_> = Writing {
    decimals: 2,
    percentages: None,
};

/// Numerator, denominator, value, lower and upper limit.
fn figure(status: Status, numbers: [Option<f64>; 5]) -> MeasureValue {
    let [numerator, denominator, value, lower95, upper95] = numbers;
    MeasureValue {
        measure: "a_measure".into(),
        area_type: AreaType::Icb,
        area_code: "QE1".parse().unwrap(),
        geography: Geography::AsNow,
        month: "2026-04".parse().unwrap(),
        breakdown: "all".into(),
        category: "all".into(),
        numerator,
        denominator,
        value,
        lower95,
        upper95,
        completeness: None,
        status,
        display: String::new(),
    }
}

fn settled(mut figure: MeasureValue, writing: &Writing<'_>) -> MeasureValue {
    figure.settle(writing);
    let once = figure.clone();
    figure.settle(writing);
    assert_eq!(figure, once, "a figure that was read again is the same");
    figure
}

fn shown(numbers: [f64; 5]) -> MeasureValue {
    figure(Status::Shown, numbers.map(Some))
}

#[test]
fn numbers_are_rounded_as_they_are_displayed() {
    let rate = settled(
        shown([65.0, 350_123.5, 0.185_648_9, 0.141_2, 0.238_7]),
        &TWO_DECIMALS,
    );
    assert_eq!(
        (rate.value, rate.lower95, rate.upper95),
        (Some(0.19), Some(0.14), Some(0.24))
    );
    assert_eq!(rate.display, "0.19");
    assert_eq!(rate.denominator, Some(350_123.5));
    let gap = settled(shown([10.0, 1.0, -0.004, -0.3, 0.3]), &TWO_DECIMALS);
    assert_eq!(gap.display, "0.00");
}

#[test]
fn limits_always_contain_the_value() {
    // The value is made from the displayed count, the limits from the protected one.
    let low = settled(shown([10.0, 1_000.0, 10.0, 10.4, 23.2]), &TWO_DECIMALS);
    assert_eq!((low.lower95, low.upper95), (Some(10.0), Some(23.2)));
    let high = settled(shown([15.0, 1_000.0, 15.0, 7.1, 14.8]), &TWO_DECIMALS);
    assert_eq!((high.lower95, high.upper95), (Some(7.1), Some(15.0)));
}

#[test]
fn percentages_of_people_are_coarse_at_the_ends_and_hidden_below_fifty() {
    let policy = Policy::sdc_1();
    let writing = Writing {
        decimals: 0,
        percentages: Some(&policy),
    };
    for (numerator, denominator, value, display) in [
        (10.0, 200.0, 5.0, "≤5"),
        (195.0, 200.0, 95.0, "≥95"),
        (1_000.0, 3_995.0, 25.0, "25"),
        (1_005.0, 4_000.0, 25.1, "25.1"),
    ] {
        // Whatever the SQL made of it.
        let raw = 100.0 * numerator / denominator;
        let numbers = [Some(numerator), Some(denominator), Some(raw), None, None];
        let share = settled(figure(Status::Provisional, numbers), &writing);
        assert_eq!(
            (share.value, share.display.as_str()),
            (Some(value), display)
        );
        assert_eq!(share.status, Status::Provisional);
    }
    let numbers = [Some(20.0), Some(45.0), Some(44.4), None, None];
    let small = settled(figure(Status::Shown, numbers), &writing);
    assert_eq!(
        (small.status, small.display.as_str()),
        (Status::Hidden, "*")
    );
    assert_eq!(
        (small.numerator, small.denominator, small.value),
        (None, None, None)
    );
}

#[test]
fn a_shown_figure_without_a_value_does_not_apply_and_keeps_its_count() {
    let numbers = [Some(15.0), None, None, None, None];
    for status in [Status::Shown, Status::Provisional, Status::Revised] {
        let unknown = settled(figure(status, numbers), &TWO_DECIMALS);
        assert_eq!(
            (unknown.status, unknown.display.as_str(), unknown.numerator),
            (Status::NotApplicable, "[z]", Some(15.0))
        );
    }
}

#[test]
fn each_reason_for_no_value_has_a_sign_of_its_own() {
    for (status, sign) in [
        (Status::Hidden, "*"),
        (Status::NotSubmitted, "[x]"),
        (Status::NotApplicable, "[z]"),
        (Status::NotCalculated, "[u]"),
    ] {
        let none = settled(figure(status, [None; 5]), &TWO_DECIMALS);
        assert_eq!((none.status, none.display.as_str()), (status, sign));
    }
}

#[test]
fn what_no_reader_sees_is_no_revision() {
    let before = settled(shown([65.0, 1_000.0, 65.001, 50.002, 80.0]), &TWO_DECIMALS);
    let now = settled(shown([65.0, 1_000.0, 65.002, 50.001, 80.0]), &TWO_DECIMALS);
    assert!(before.shows_same_as(&now));
    let other = settled(shown([65.0, 1_000.0, 65.02, 50.0, 80.0]), &TWO_DECIMALS);
    assert!(!before.shows_same_as(&other));
}

#[test]
fn sql_that_leaves_a_number_in_a_hidden_row_stops_the_release() {
    let (people, returns) = (info("referral_rate"), info("returns_received"));
    for status in [Status::Hidden, Status::NotSubmitted] {
        for left in [0, 2, 3, 4] {
            let mut numbers = [None; 5];
            numbers[left] = Some(10.0);
            for info in [&people, &returns] {
                let refused = check(info, figure(status, numbers));
                assert!(
                    matches!(&refused, Err(ReleaseError::Shape { what, .. }) if *what == info.id),
                    "{status} {left}: {refused:?}"
                );
            }
        }
        let population = [None, Some(50_000.0), None, None, None];
        assert!(check(&people, figure(status, population)).is_ok());
    }
}

#[test]
fn a_count_of_people_that_was_not_displayed_stops_the_release() {
    let (people, returns) = (info("referral_rate"), info("returns_received"));
    for (numerator, is_displayed) in [(7.0, false), (5.0, false), (12.0, false), (10.0, true)] {
        for status in [Status::Shown, Status::NotApplicable, Status::NotCalculated] {
            let numbers = [Some(numerator), None, None, None, None];
            assert_eq!(
                check(&people, figure(status, numbers)).is_ok(),
                is_displayed,
                "{numerator}"
            );
            // Returns are not people: they are counted as they are.
            assert!(check(&returns, figure(status, numbers)).is_ok());
        }
    }
}

fn info(id: &str) -> MeasureInfo {
    let catalogue = Catalogue::embedded().unwrap();
    MeasureInfo::of(catalogue.measure(id).unwrap())
}

fn check(info: &MeasureInfo, figure: MeasureValue) -> crate::error::Result<()> {
    promises::check(info, &Policy::sdc_1(), &[figure])
}
