//! Properties of trends, inequality measures and funnels that hold for any input, and what they refuse.

use hub_methods::funnel::Unit;
use hub_methods::funnel_curve::{Plot, curve};
use hub_methods::heat::{
    Concentration, Gap, Group, Outcome, Weighting, entropy, index_of_disparity, linear_indexes,
    people_short_of_equity, population_attributable, variation,
};
use hub_methods::overdispersion::{Method, Model, TRIM, fit};
use hub_methods::trend::{
    Marker, ProportionPoint, Reason, ScoredGroup, Tested, Trend, ValuePoint, across_groups,
    of_proportions, of_values,
};
use hub_methods::{Interval, Level, MethodError};
use proptest::prelude::*;

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-8 * a.abs().max(b.abs()).max(1e-6)
}

/// People with and without the attribute, neither none.
fn counts(size: std::ops::Range<usize>) -> impl Strategy<Value = Vec<(u32, u32)>> {
    prop::collection::vec((1u32..5_000, 1u32..5_000), size)
}

fn years(counts: &[(u32, u32)], first: i32) -> Vec<ProportionPoint> {
    counts
        .iter()
        .zip(first..)
        .map(|((with, without), year)| ProportionPoint {
            year,
            numerator: Some(f64::from(*with)),
            denominator: Some(f64::from(with + without)),
        })
        .collect()
}

fn tested(trend: hub_methods::Result<Trend>) -> Tested {
    match trend.unwrap() {
        Trend::Calculated(tested) => tested,
        Trend::NotCalculated(reason) => panic!("not calculated: {reason:?}"),
    }
}

fn scored(counts: &[(u32, u32)], score: impl Fn(f64) -> f64) -> Vec<ScoredGroup> {
    counts
        .iter()
        .zip(1u32..)
        .map(|((with, without), place)| ScoredGroup {
            score: score(f64::from(place)),
            numerator: f64::from(*with),
            denominator: f64::from(with + without),
        })
        .collect()
}

fn groups() -> impl Strategy<Value = Vec<Group>> {
    let group =
        (0.1..90.0f64, 0.01..5.0f64, 10.0..1e6f64).prop_map(|(value, error, population)| Group {
            value,
            error,
            population,
        });
    prop::collection::vec(group, 3..=12)
}

fn units() -> impl Strategy<Value = Vec<Unit>> {
    let unit = (1u32..2_000, 1u32..2_000).prop_map(|(with, without)| Unit {
        numerator: f64::from(with),
        denominator: f64::from(with + without),
    });
    prop::collection::vec(unit, 5..60)
}

fn method() -> impl Strategy<Value = Method> {
    prop_oneof![
        Just(Method::SquareRootRatio),
        Just(Method::LogRatio),
        Just(Method::Proportion)
    ]
}

proptest! {
    #[test]
    fn shifted_years_in_any_order_give_the_same_trend(
        counts in counts(5..10), shift in -500i32..500, turn in any::<prop::sample::Index>(),
    ) {
        let plain = tested(of_proportions(&years(&counts, 2010), 0.0));
        let mut shifted = years(&counts, 2010 + shift);
        let by = turn.index(shifted.len());
        shifted.rotate_left(by);
        prop_assert_eq!(plain, tested(of_proportions(&shifted, 0.0)));
    }

    #[test]
    fn only_the_last_five_years_count(counts in counts(6..10)) {
        let all = years(&counts, 2010);
        let last = &all[all.len() - 5..];
        prop_assert_eq!(of_proportions(&all, 0.0), of_proportions(last, 0.0));
    }

    #[test]
    fn counting_the_others_turns_the_trend(counts in counts(5..6)) {
        let others: Vec<(u32, u32)> = counts.iter().map(|(with, without)| (*without, *with)).collect();
        let have = tested(of_proportions(&years(&counts, 2020), 0.0));
        let lack = tested(of_proportions(&years(&others, 2020), 0.0));
        prop_assert!(close(have.chi2, lack.chi2));
        prop_assert!(close(have.gradient, -lack.gradient));
    }

    #[test]
    fn noise_makes_a_trend_less_sure(counts in counts(5..6), noise in 0.1..50.0f64) {
        let points = years(&counts, 2020);
        let (exact, noisy) = (of_proportions(&points, 0.0), of_proportions(&points, noise));
        let (exact, noisy) = (tested(exact), tested(noisy));
        prop_assert!(noisy.chi2 <= exact.chi2);
        prop_assert_eq!(noisy.gradient, exact.gradient);

        let groups = scored(&counts, |place| place);
        let exact = across_groups(&groups, 0.0).unwrap();
        let noisy = across_groups(&groups, noise).unwrap();
        prop_assert!(noisy.trend.p >= exact.trend.p - 1e-12);
        prop_assert!(noisy.heterogeneity.p >= exact.heterogeneity.p - 1e-12);
    }

    #[test]
    fn a_trend_over_values_keeps_its_chi_squared_in_another_unit(
        values in prop::collection::vec((-50.0..50.0f64, 0.1..5.0f64), 5..9), times in 0.01..100.0f64,
    ) {
        let points = |times: f64| -> Vec<ValuePoint> {
            values
                .iter()
                .zip(2015..)
                .map(|((value, half), year)| ValuePoint {
                    year,
                    value: Some(value * times),
                    limits95: Interval::between((value - half) * times, (value + half) * times).ok(),
                })
                .collect()
        };
        let (one, many) = (tested(of_values(&points(1.0))), tested(of_values(&points(times))));
        prop_assert!((one.chi2 - many.chi2).abs() <= 1e-6 * one.chi2.max(1.0));
        prop_assert!((one.gradient * times - many.gradient).abs() <= 1e-9 * times);
    }

    #[test]
    fn scores_may_be_shifted_and_stretched(
        counts in counts(2..11), shift in -100.0..100.0f64, stretch in 0.1..10.0f64,
    ) {
        let plain = across_groups(&scored(&counts, |place| place), 0.0).unwrap();
        let moved = across_groups(&scored(&counts, |place| shift - stretch * place), 0.0).unwrap();
        let (line, all) = (plain.trend.chi2, plain.heterogeneity.chi2);
        prop_assert!((line - moved.trend.chi2).abs() <= 1e-6 * line.max(1.0));
        prop_assert!(line <= all + 1e-6 * all.max(1.0));
        for test in [plain.trend, plain.heterogeneity].into_iter().chain(plain.departure) {
            prop_assert!((0.0..=1.0).contains(&test.p), "{:?}", test);
        }
    }

    #[test]
    fn relative_measures_do_not_depend_on_the_unit(groups in groups(), times in 0.01..100.0f64) {
        let scaled: Vec<Group> = groups
            .iter()
            .map(|group| Group { value: group.value * times, error: group.error * times, ..*group })
            .collect();
        let relative = |groups: &[Group]| {
            let gap = Gap::between_extremes(groups).unwrap().ratio().unwrap().unwrap();
            let rci = Concentration::of(groups).unwrap().relative().unwrap().unwrap();
            let entropy = entropy(groups).unwrap();
            let attributable =
                population_attributable(groups, 0, Outcome::Favourable, 100.0 * times).unwrap();
            [
                gap.value,
                gap.error.unwrap(),
                rci.value,
                rci.error.unwrap(),
                index_of_disparity(groups, Weighting::Equal).unwrap().unwrap(),
                variation(groups).unwrap().coefficient.unwrap(),
                entropy.theil_x1000,
                entropy.mean_log_deviation_x1000,
                linear_indexes(groups).unwrap().rii.map_or(0.0, |rii| rii.value),
                attributable.percent.unwrap(),
            ]
        };
        for (a, b) in relative(&groups).into_iter().zip(relative(&scaled)) {
            prop_assert!((a - b).abs() <= 1e-8 * a.abs().max(1.0), "{} {}", a, b);
        }
    }

    #[test]
    fn reversed_groups_turn_the_ordered_measures_and_keep_the_others(groups in groups()) {
        let reversed: Vec<Group> = groups.iter().rev().copied().collect();
        let index = |groups: &[Group]| Concentration::of(groups).unwrap().absolute().value;
        prop_assert!((index(&groups) + index(&reversed)).abs() < 1e-9);
        let slope = |groups: &[Group]| linear_indexes(groups).unwrap().sii;
        let (there, back) = (slope(&groups), slope(&reversed));
        prop_assert!((there.value + back.value).abs() < 1e-7);
        prop_assert!((there.error.unwrap() - back.error.unwrap()).abs() < 1e-7);
        let spread = |groups: &[Group]| {
            let variance = variation(groups).unwrap().variance;
            [variance.value, variance.error.unwrap(), entropy(groups).unwrap().theil_x1000]
        };
        for (a, b) in spread(&groups).into_iter().zip(spread(&reversed)) {
            prop_assert!((a - b).abs() <= 1e-9 * a.abs().max(1.0), "{} {}", a, b);
        }
    }

    #[test]
    fn equal_groups_are_not_unequal(groups in groups(), value in 1.0..90.0f64) {
        let equal: Vec<Group> = groups.iter().map(|group| Group { value, ..*group }).collect();
        prop_assert!(Concentration::of(&equal).unwrap().absolute().value.abs() < 1e-9);
        prop_assert!(entropy(&equal).unwrap().theil_x1000.abs() < 1e-9);
        prop_assert!(variation(&equal).unwrap().deviation < 1e-9);
        let gap = Gap::between_ends(&equal, Outcome::Adverse).unwrap();
        prop_assert_eq!(gap.difference().unwrap().value, 0.0);
        prop_assert_eq!(gap.ratio().unwrap().unwrap().value, 1.0);
    }

    #[test]
    fn more_people_are_short_of_a_higher_rate(
        counts in counts(1..9), rate in 0.0..1.0f64, more in 0.0..1.0f64, turn in any::<prop::sample::Index>(),
    ) {
        let mut counts = counts;
        let short = |counts: &[(u32, u32)], rate: f64| {
            let people: Vec<f64> = counts.iter().map(|(with, without)| f64::from(with + without)).collect();
            let reached: Vec<f64> = counts.iter().map(|(with, _)| f64::from(*with)).collect();
            people_short_of_equity(&people, &reached, rate).unwrap()
        };
        let at = short(&counts, rate);
        prop_assert!(at <= short(&counts, rate + more));
        prop_assert_eq!(short(&counts, 0.0), 0.0);
        let by = turn.index(counts.len());
        counts.rotate_left(by);
        prop_assert!(close(at, short(&counts, rate)));
    }

    #[test]
    fn shuffled_units_have_the_same_spread(
        units in units(), method in method(), turn in any::<prop::sample::Index>(),
    ) {
        let mut turned = units.clone();
        let by = turn.index(turned.len());
        turned.rotate_left(by);
        let plain = fit(&units, method, TRIM, 0.0).unwrap().model;
        let turned = fit(&turned, method, TRIM, 0.0).unwrap().model;
        prop_assert!(close(plain.phi, turned.phi));
        prop_assert!((plain.tau2 - turned.tau2).abs() < 1e-9);
    }

    #[test]
    fn spread_and_noise_widen_the_plain_limits(
        units in units(), method in method(), noise in 0.1..30.0f64,
    ) {
        let model = fit(&units, method, TRIM, 0.0).unwrap().model;
        let plain = Model { tau2: 0.0, ..model };
        let noisy = Model { noise, ..plain };
        for level in Level::ALL {
            let narrow = plain.limits(50.0, level).unwrap();
            for wide in [model.limits(50.0, level).unwrap(), noisy.limits(50.0, level).unwrap()] {
                prop_assert!(wide.lower <= narrow.lower && narrow.upper <= wide.upper);
            }
        }
    }
}

proptest! {
    // Each funnel is 400 exact limits.
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_funnel_narrows_from_left_to_right(units in units()) {
        for plot in [Plot::Proportion, Plot::Ratio, Plot::Rate { years: 3.0 }] {
            let curve = curve(&units, plot).unwrap();
            prop_assert_eq!(curve.points.len(), 100);
            for pair in curve.points.windows(2) {
                let [left, right] = pair else { continue };
                prop_assert!(left.x < right.x);
                // The root under a limit loses half its digits where it comes near 0.
                let slack = 1e-7;
                prop_assert!(left.p95.lower <= right.p95.lower + slack);
                prop_assert!(right.p95.upper <= left.p95.upper + slack);
                prop_assert!(right.p998.lower <= right.p95.lower + slack);
                prop_assert!(right.p95.upper <= right.p998.upper + slack);
            }
        }
    }
}

#[test]
fn a_steady_rise_is_increasing_and_a_single_high_year_is_not() {
    let rise = [(100, 900), (200, 800), (300, 700), (400, 600), (500, 500)];
    let marked = tested(of_proportions(&years(&rise, 2020), 0.0));
    assert_eq!(marked.marker, Marker::Increasing);
    assert!(!marked.has_gap);
    let spike = [(300, 700), (290, 710), (280, 720), (270, 730), (600, 400)];
    let marked = tested(of_proportions(&years(&spike, 2020), 0.0));
    assert_eq!(marked.marker, Marker::NoChangeOutlier);
}

#[test]
fn a_missing_year_is_reported() {
    let mut points = years(&[(1, 9), (2, 9), (3, 9), (4, 9), (5, 9)], 2020);
    points[4].year = 2025;
    assert!(tested(of_proportions(&points, 0.0)).has_gap);
}

#[test]
fn series_that_allow_no_test_say_why() {
    let points = years(&[(1, 9), (2, 9), (3, 9), (4, 9), (5, 9)], 2020);
    let reason = |change: fn(&mut Vec<ProportionPoint>)| {
        let mut points = points.clone();
        change(&mut points);
        of_proportions(&points, 0.0).unwrap()
    };
    for (found, expected) in [
        (reason(|points| points.truncate(4)), Reason::TooFewPoints),
        (reason(|points| points[1].year = 2020), Reason::RepeatedYear),
        (
            reason(|points| points[1].denominator = None),
            Reason::MissingValues,
        ),
        (
            reason(|points| points[1].numerator = Some(0.0)),
            Reason::NobodyOrEverybody,
        ),
        (
            reason(|points| points[1].numerator = Some(11.0)),
            Reason::NobodyOrEverybody,
        ),
    ] {
        assert_eq!(found, Trend::NotCalculated(expected));
    }
    let impossible = ProportionPoint {
        year: 2025,
        numerator: Some(2.0),
        denominator: Some(1.0),
    };
    let mut points = points;
    points.push(impossible);
    assert!(of_proportions(&points, 0.0).is_err());
}

#[test]
fn a_trend_over_groups_needs_two_scores_and_some_but_not_all() {
    let across = |counts: &[(u32, u32)]| across_groups(&scored(counts, |place| place), 0.0);
    assert!(across(&[(1, 2)]).is_err());
    assert!(across(&[(0, 2), (0, 3)]).is_err());
    assert!(across(&[(2, 0), (3, 0)]).is_err());
    assert!(across_groups(&scored(&[(1, 2), (2, 2)], |_| 1.0), 0.0).is_err());
    assert_eq!(across(&[(1, 2), (2, 2)]).unwrap().departure, None);
}

#[test]
fn people_short_of_equity_counts_only_the_shortfalls() {
    let short = people_short_of_equity(&[1000.0, 1000.0], &[10.0, 50.0], 0.03).unwrap();
    assert!((short - 20.0).abs() < 1e-9, "{short}");
    assert!(people_short_of_equity(&[0.0], &[1.0], 0.03).is_err());
    assert!(people_short_of_equity(&[1.0, 2.0], &[1.0], 0.03).is_err());
    assert!(people_short_of_equity(&[1.0], &[1.0], f64::NAN).is_err());
}

#[test]
fn a_value_of_nought_divides_nothing() {
    let group = |value| Group {
        value,
        error: 0.1,
        population: 100.0,
    };
    let groups = [group(0.0), group(2.0), group(3.0)];
    let gap = Gap::between_extremes(&groups).unwrap();
    assert_eq!(gap.ratio().unwrap(), None);
    let turned = Gap::between_ends(&groups, Outcome::Adverse).unwrap();
    let ratio = turned.ratio().unwrap().unwrap();
    assert_eq!(
        (ratio.value, ratio.limits(Level::P95).unwrap()),
        (0.0, None)
    );
    assert!(
        entropy(&groups)
            .unwrap()
            .mean_log_deviation_x1000
            .is_finite()
    );
    let nobody = [group(0.0); 3];
    assert_eq!(
        Concentration::of(&nobody).unwrap().relative().unwrap(),
        None
    );
    assert_eq!(index_of_disparity(&nobody, Weighting::Equal).unwrap(), None);
    assert!(entropy(&nobody).is_err());
}

#[test]
fn an_index_for_bounded_values_refuses_others() {
    let group = |value| Group {
        value,
        error: 0.1,
        population: 100.0,
    };
    let index = Concentration::of(&[group(10.0), group(50.0), group(120.0)]).unwrap();
    assert!(index.erreygers(100.0).is_err());
    assert!(index.erreygers(200.0).is_ok());
    assert!(Concentration::of(&[group(1.0); 2]).is_err());
}

#[test]
fn overdispersion_refuses_what_has_no_spread() {
    let unit = |numerator| Unit {
        numerator,
        denominator: 20.0,
    };
    let log = |units: &[Unit]| fit(units, Method::LogRatio, TRIM, 0.0);
    assert!(matches!(log(&[unit(5.0)]), Err(MethodError::Size { .. })));
    assert!(matches!(
        log(&[unit(0.0), unit(5.0)]),
        Err(MethodError::OutOfDomain { .. })
    ));
    assert!(fit(&[unit(0.0), unit(5.0)], Method::SquareRootRatio, TRIM, 0.0).is_ok());
    assert!(fit(&[unit(21.0), unit(5.0)], Method::Proportion, TRIM, 0.0).is_err());
}
