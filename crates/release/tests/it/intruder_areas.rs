//! What protection costs in figures of whole areas.

use hub_disclosure::Policy;
use hub_release::intruder::{AreaCell, AreaFigure, AreaMonth, measure_areas};
use hub_testkit::fixtures::month;

use crate::support::APRIL;

/// Without noise, rounding or thresholds.
fn exact() -> Policy {
    Policy {
        floor: 0,
        soft_floor: 0,
        round_to: 1,
        least_shown: 0,
        epsilon: None,
        shows_zero: true,
        ..Policy::sdc_1()
    }
}

fn cell(truth: i64, error: i64) -> AreaCell {
    AreaCell {
        persons: truth + error,
        floor_met: true,
        protected: truth + error,
        true_persons: truth,
        truth,
        residents: 1_000.0,
    }
}

/// Areas that differ, with counts that are off by so much in every second area.
fn areas(n: i64, error: i64) -> Vec<AreaMonth> {
    let area = |at: i64| {
        let error = if at % 2 == 0 { error } else { 0 };
        let count = |place: i64| cell(100 + 3 * at + 4 * place, error);
        let people = 100 + at;
        AreaMonth {
            area: format!("Q{at:02}"),
            month: month(APRIL),
            deciles: (0..10).map(count).collect(),
            ages: (0..8).map(count).collect(),
            // So many whole days for each person.
            waits: vec![AreaCell {
                protected: people * (10 + at % 7 + error),
                truth: people * (10 + at % 7),
                ..cell(people, 0)
            }],
        }
    };
    (0..n).map(area).collect()
}

const STANDARD: [f64; 8] = [1.0, 2.0, 2.0, 2.0, 2.0, 1.0, 1.0, 0.5];

#[test]
fn exact_counts_have_no_error() {
    let found = measure_areas(&areas(12, 0), &STANDARD, &exact());
    let figures: Vec<_> = found.iter().map(|found| found.figure).collect();
    assert_eq!(figures, AreaFigure::ALL);
    for found in found {
        assert_eq!((found.areas, found.compared), (12, 12), "{found:?}");
        assert_eq!(found.not_displayed, 0);
        assert_eq!(found.error_median, Some(0.0), "{found:?}");
        assert_eq!(found.error_p90, Some(0.0), "{found:?}");
        assert!(found.spread.unwrap() > 0.0, "{found:?}");
        assert_eq!(found.too_coarse, Some(false));
    }
}

#[test]
fn errors_beyond_half_the_spread_are_said_to_be_too_coarse() {
    // Seven of thirteen areas are off by 60 people in each cell.
    let found = measure_areas(&areas(13, 60), &STANDARD, &exact());
    let rate = &found[1];
    assert_eq!(rate.figure, AreaFigure::StandardisedRate);
    assert!((rate.error_median.unwrap() - 60.0).abs() < 1e-9, "{rate:?}");
    assert_eq!(rate.too_coarse, Some(true));
}

#[test]
fn of_few_areas_nothing_is_said() {
    for found in measure_areas(&areas(9, 1), &STANDARD, &exact()) {
        assert_eq!(found.areas, 9);
        assert_eq!(found.compared, 0);
        assert_eq!((found.error_median, found.error_p90), (None, None));
        assert_eq!((found.spread, found.too_coarse), (None, None));
    }
}

#[test]
fn a_figure_with_a_hidden_part_is_not_displayed() {
    let mut all = areas(12, 0);
    for area in &mut all[..2] {
        area.deciles[3].floor_met = false;
        area.ages[0].floor_met = false;
        area.waits[0].floor_met = false;
    }
    let policy = Policy {
        shows_zero: false,
        ..exact()
    };
    for found in measure_areas(&all, &STANDARD, &policy) {
        assert_eq!((found.areas, found.not_displayed), (10, 2), "{found:?}");
    }
}

#[test]
fn errors_are_told_to_two_digits() {
    for found in measure_areas(&areas(12, 7), &STANDARD, &Policy::sdc_1()) {
        for told in [found.error_median, found.error_p90, found.spread] {
            let told = told.unwrap();
            let digits = format!("{told:.1e}").parse::<f64>().unwrap();
            assert!((told - digits).abs() < f64::EPSILON, "{found:?}");
        }
    }
}
