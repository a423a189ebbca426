//! Properties of the methods that compare before with after, and of those that put a value on it.

mod panel;

use hub_methods::did::DifferenceInDifferences;
use hub_methods::moments::{Moments, Noisy, SampleMean};
use hub_methods::paired::{Better, PairedChange, Scores};
use hub_methods::payback::{Plan, Releases, ServiceCost, saving};
use hub_methods::scenarios::Scenarios;
use hub_methods::service_use::{PersonUse, UseChange, UseMoments};
use hub_methods::sroi::{
    Convention, Input, Outcome, Terms, Wellby, drivers, social_return, social_return_range,
};
use hub_methods::{Interval, Level};
use proptest::prelude::*;

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1e-3)
}

fn alike(a: Interval, b: Interval) -> bool {
    close(a.lower, b.lower) && close(a.upper, b.upper)
}

/// Whether `wide` holds `narrow`, up to rounding.
fn holds(wide: Interval, narrow: Interval) -> bool {
    let slack = 1e-9 * (narrow.upper.abs() + narrow.lower.abs() + 1e-3);
    wide.lower <= narrow.lower + slack && narrow.upper <= wide.upper + slack
}

fn moments(values: &[f64]) -> Moments {
    Moments {
        n: Noisy::exact(values.iter().map(|_| 1.0).sum()),
        sum: Noisy::exact(values.iter().sum()),
        squares: Noisy::exact(values.iter().map(|value| value * value).sum()),
    }
}

fn with_noise(sum: Noisy, noise_variance: f64) -> Noisy {
    Noisy {
        noise_variance,
        ..sum
    }
}

fn limits(mean: SampleMean, level: Level) -> Interval {
    mean.estimate().unwrap().limits(level).unwrap()
}

/// Changes of 2 to 60 people in half points.
fn changes() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec((-20i8..=20).prop_map(|half| f64::from(half) / 2.0), 2..60)
}

/// People with the same windows and at least one event each, so that no total is 0.
fn visitors() -> impl Strategy<Value = Vec<PersonUse>> {
    let person = (1u8..30, 1u8..30).prop_map(|(before, after)| PersonUse {
        before: f64::from(before),
        before_days: 182.0,
        after: f64::from(after),
        after_days: 91.0,
    });
    prop::collection::vec(person, 1..60)
}

fn use_moments(people: &[PersonUse]) -> UseMoments {
    let sum = |of: fn(&PersonUse) -> f64| Noisy::exact(people.iter().map(of).sum());
    UseMoments {
        people: sum(|_| 1.0),
        before_days: 182.0,
        after_days: 91.0,
        before: sum(|person| person.before),
        after: sum(|person| person.after),
        before_squares: sum(|person| person.before.powi(2)),
        after_squares: sum(|person| person.after.powi(2)),
        products: sum(|person| person.before * person.after),
    }
}

fn level() -> impl Strategy<Value = Level> {
    prop_oneof![Just(Level::P95), Just(Level::P998)]
}

proptest! {
    #[test]
    fn sums_give_the_limits_of_the_rows(
        helped in changes(), others in changes(), people in visitors(), level in level(),
    ) {
        let rows = SampleMean::of(&helped).unwrap();
        let sums = SampleMean::of_moments(moments(&helped)).unwrap();
        prop_assert!(close(rows.value, sums.value));
        prop_assert!(alike(limits(rows, level), limits(sums, level)));

        let rows = DifferenceInDifferences::of_changes(&helped, &others).unwrap();
        let sums = DifferenceInDifferences::of_moments(moments(&helped), moments(&others)).unwrap();
        prop_assert!(alike(rows.welch().limits(level).unwrap(), sums.welch().limits(level).unwrap()));
        prop_assert!(alike(rows.pooled().limits(level).unwrap(), sums.pooled().limits(level).unwrap()));
        prop_assert!(close(rows.clustered_error(), sums.clustered_error()));

        let rows = UseChange::of(&people).unwrap();
        let sums = UseChange::of_moments(use_moments(&people)).unwrap();
        prop_assert!(close(rows.before.rate_per_year(), sums.before.rate_per_year()));
        let (rows, sums) = (rows.ratio().unwrap(), sums.ratio().unwrap());
        // The square root of what is left of sums that are nearly equal has half their digits.
        prop_assert!((rows.log_error - sums.log_error).abs() < 1e-6);
        prop_assert!(close(rows.ratio, sums.ratio));
    }

    #[test]
    fn noise_only_widens_a_change(
        helped in changes(), others in changes(), level in level(),
        noise in (0.0..50.0f64, 0.0..5_000.0f64, 0.0..500_000.0f64),
    ) {
        let noisy = |values: &[f64]| {
            let exact = moments(values);
            Moments {
                n: with_noise(exact.n, noise.0),
                sum: with_noise(exact.sum, noise.1),
                squares: with_noise(exact.squares, noise.2),
            }
        };
        let exact = SampleMean::of(&helped).unwrap();
        let wide = SampleMean::of_moments(noisy(&helped)).unwrap();
        prop_assert!(holds(limits(wide, level), limits(exact, level)));

        let exact = DifferenceInDifferences::of_changes(&helped, &others).unwrap();
        let wide = DifferenceInDifferences::of_moments(noisy(&helped), noisy(&others)).unwrap();
        prop_assert!(holds(wide.welch().limits(level).unwrap(), exact.welch().limits(level).unwrap()));
        prop_assert!(holds(wide.pooled().limits(level).unwrap(), exact.pooled().limits(level).unwrap()));
        prop_assert!(wide.clustered_error() >= exact.clustered_error() - 1e-9);
    }

    #[test]
    fn noise_only_widens_a_ratio_of_use(
        people in visitors(), level in level(), noise in (0.0..20.0f64, 0.0..20.0f64),
    ) {
        let exact = UseChange::of(&people).unwrap();
        let sums = use_moments(&people);
        let wide = UseChange::of_moments(UseMoments {
            before: with_noise(sums.before, noise.0),
            after: with_noise(sums.after, noise.0),
            before_squares: with_noise(sums.before_squares, noise.1),
            after_squares: with_noise(sums.after_squares, noise.1),
            products: with_noise(sums.products, noise.1),
            ..sums
        })
        .unwrap();
        // With a handful of visits and this much noise a limit may be beyond any number, which is refused.
        for (wide, exact) in [
            (wide.ratio(), exact.ratio()),
            (wide.ratio_of_totals(), exact.ratio_of_totals()),
        ] {
            if let Ok(wide) = wide.unwrap().limits(level) {
                prop_assert!(holds(wide, exact.unwrap().limits(level).unwrap()));
            }
        }
    }

    #[test]
    fn the_order_of_people_changes_nothing(helped in changes(), people in visitors()) {
        let scores: Vec<Scores> = helped
            .iter()
            .zip([3.0, 7.0].into_iter().cycle())
            .map(|(change, before)| Scores { before, after: (*change != 5.0).then_some(before + change) })
            .collect();
        prop_assume!(scores.iter().filter(|scores| scores.after.is_some()).count() > 1);
        let turned: Vec<Scores> = scores.iter().rev().copied().collect();
        let one = PairedChange::of(&scores, Better::Higher, 1.0).unwrap();
        let other = PairedChange::of(&turned, Better::Higher, 1.0).unwrap();
        prop_assert!(alike(limits(one.change, Level::P95), limits(other.change, Level::P95)));
        prop_assert_eq!((one.improved, one.worsened), (other.improved, other.worsened));

        let turned: Vec<PersonUse> = people.iter().rev().copied().collect();
        let (one, other) = (UseChange::of(&people).unwrap(), UseChange::of(&turned).unwrap());
        prop_assert!((one.ratio().unwrap().log_error - other.ratio().unwrap().log_error).abs() < 1e-9);
    }

    #[test]
    fn a_score_turned_round_turns_the_change(helped in changes(), times in 0.1..10.0f64) {
        let scores = |factor: f64| -> Vec<Scores> {
            helped.iter().map(|change| Scores { before: 4.0, after: Some(4.0 + factor * change) }).collect()
        };
        let up = PairedChange::of(&scores(1.0), Better::Higher, 1.0).unwrap();
        let down = PairedChange::of(&scores(-1.0), Better::Lower, 1.0).unwrap();
        prop_assert_eq!((up.improved, up.worsened), (down.improved, down.worsened));
        prop_assert!(up.improved + up.worsened <= up.change.n);
        let scaled = PairedChange::of(&scores(times), Better::Higher, times).unwrap();
        let expected = limits(up.change, Level::P95).scaled(times).unwrap();
        prop_assert!(alike(limits(scaled.change, Level::P95), expected));
    }

    #[test]
    fn swapping_the_periods_turns_the_ratio_over(people in visitors(), level in level()) {
        let swapped: Vec<PersonUse> = people
            .iter()
            .map(|person| PersonUse {
                before: person.after,
                before_days: person.after_days,
                after: person.before,
                after_days: person.before_days,
            })
            .collect();
        let ratio = |people: &[PersonUse]| UseChange::of(people).unwrap().ratio().unwrap();
        let (forth, back) = (ratio(&people), ratio(&swapped));
        let (forth_limits, back_limits) = (forth.limits(level).unwrap(), back.limits(level).unwrap());
        prop_assert!(close(forth.ratio * back.ratio, 1.0));
        prop_assert!(close(forth_limits.lower * back_limits.upper, 1.0));
        prop_assert!(close(forth.against(forth).unwrap().ratio, 1.0));
    }

    #[test]
    fn at_the_month_of_payback_the_account_is_even(
        cost in 1.0..5_000.0f64, nets in prop::collection::vec(-50.0..400.0f64, 1..60), rate in 0.0..0.1f64,
    ) {
        let plan = |discount_rate| Plan { up_front: cost, net_savings: nets.clone(), discount_rate };
        let plain = plan(0.0).payback().unwrap();
        prop_assert_eq!(plain.months, plain.discounted_months);
        if let Some(months) = plain.months {
            let mut balance = -cost;
            for (begun, net) in (0u32..).zip(&nets) {
                balance += net * (months - f64::from(begun)).clamp(0.0, 1.0);
            }
            prop_assert!(balance.abs() < 1e-6, "{}", balance);
        }
        // Without losses on the way a discounted saving is never there sooner.
        if nets.iter().all(|net| *net >= 0.0) {
            let later = plan(rate).payback().unwrap();
            prop_assert!(later.net_present_value <= plain.net_present_value + 1e-6);
            let end = f64::INFINITY;
            prop_assert!(
                later.discounted_months.unwrap_or(end) >= plain.months.unwrap_or(end) - 1e-9
            );
        }
    }

    #[test]
    fn a_return_does_not_depend_on_the_currency(
        outcomes in prop::collection::vec(outcome(), 1..5), rate in 0.0..0.1f64, times in 0.01..100.0f64,
    ) {
        let terms = |convention| Terms { investment: 5_000.0, discount_rate: rate, convention };
        let late = social_return(&outcomes, terms(Convention::FirstYearDiscounted)).unwrap();
        let soon = social_return(&outcomes, terms(Convention::FirstYearUndiscounted)).unwrap();
        prop_assert!(close(late.present_value * (1.0 + rate), soon.present_value));
        let changed: Vec<Outcome> = outcomes
            .iter()
            .map(|outcome| Outcome { proxy: outcome.proxy * times, ..*outcome })
            .collect();
        let changed_terms = Terms { investment: 5_000.0 * times, ..terms(Convention::FirstYearDiscounted) };
        let changed = social_return(&changed, changed_terms).unwrap();
        prop_assert!(close(changed.ratio, late.ratio));
        prop_assert!(close(late.ratio, late.net_ratio + 1.0));
    }
}

fn outcome() -> impl Strategy<Value = Outcome> {
    (
        1.0..500.0f64,
        1.0..5_000.0f64,
        1u32..6,
        prop::array::uniform4(0.0..=0.9f64),
    )
        .prop_map(|(quantity, proxy, years, shares)| {
            let [deadweight, displacement, attribution, drop_off] = shares;
            Outcome {
                quantity,
                proxy,
                years,
                deadweight,
                displacement,
                attribution,
                drop_off,
            }
        })
}

#[test]
fn too_few_people_have_no_limits_and_impossible_sums_are_refused() {
    let one = SampleMean::of_moments(moments(&[3.0])).unwrap();
    assert_eq!((one.value, one.estimate()), (3.0, None));
    assert!(DifferenceInDifferences::of_changes(&[1.0], &[1.0, 2.0]).is_err());
    assert!(PairedChange::of(&[], Better::Higher, 1.0).is_err());
    let mut impossible = moments(&[2.0, 2.0, 2.0]);
    impossible.squares = Noisy::exact(11.0);
    assert!(SampleMean::of_moments(impossible).is_err());
    // With noise the same sums are possible: all uncertainty is then that of the noise.
    impossible.squares.noise_variance = 4.0;
    let noisy = SampleMean::of_moments(impossible).unwrap();
    assert!(noisy.estimate().unwrap().standard_error > 0.0);
}

#[test]
fn alike_changes_have_limits_and_no_test() {
    let flat = SampleMean::of(&[1.5; 8]).unwrap().estimate().unwrap();
    let limits = flat.limits(Level::P95).unwrap();
    assert_eq!((limits.lower, limits.upper), (1.5, 1.5));
    assert_eq!((flat.t(), flat.p_value().unwrap()), (None, None));
}

#[test]
fn a_period_without_events_has_rates_and_no_ratio() {
    let change = UseChange::of(&[PersonUse {
        before: 4.0,
        before_days: 365.0,
        after: 0.0,
        after_days: 365.0,
    }])
    .unwrap();
    assert_eq!(change.before.rate_per_year(), 4.0);
    assert_eq!((change.ratio(), change.ratio_of_totals()), (None, None));
}

#[test]
fn a_saving_keeps_cash_and_capacity_apart_and_says_what_was_not_compared() {
    let gp = ServiceCost {
        releases: Releases::Capacity,
        unit_cost: 40.0,
        before: 10.0,
        after: 6.0,
        comparison_ratio: Some(0.9),
    };
    let ambulance = ServiceCost {
        releases: Releases::Cash,
        unit_cost: 300.0,
        before: 0.5,
        after: 0.25,
        comparison_ratio: None,
    };
    let both = saving(&[gp, ambulance]).unwrap();
    assert!(close(both.capacity, 120.0) && close(both.cash, 75.0));
    assert!(!both.is_compared && saving(&[gp]).unwrap().is_compared);
}

#[test]
fn the_strongest_driver_comes_first_and_the_range_has_its_order() {
    let central = Outcome {
        quantity: 100.0,
        proxy: 1_000.0,
        years: 2,
        deadweight: 0.3,
        displacement: 0.0,
        attribution: 0.2,
        drop_off: 0.5,
    };
    let outcome = Scenarios {
        low: Outcome {
            deadweight: 0.6,
            proxy: 900.0,
            ..central
        },
        central,
        high: Outcome {
            deadweight: 0.1,
            proxy: 1_100.0,
            ..central
        },
    };
    let terms = Terms {
        investment: 20_000.0,
        discount_rate: 0.035,
        convention: Convention::FirstYearUndiscounted,
    };
    let strongest = drivers(&[outcome], terms).unwrap();
    let inputs: Vec<Input> = strongest.iter().map(|driver| driver.input).collect();
    assert_eq!(inputs, [Input::Deadweight, Input::Proxy]);
    let same = Scenarios {
        low: terms,
        central: terms,
        high: terms,
    };
    let range = social_return_range(&[outcome], same).unwrap();
    assert!(range.low.ratio < strongest[0].low && strongest[0].high < range.high.ratio);
    assert!(range.low.ratio < range.central.ratio && range.central.ratio < range.high.ratio);
    let missing = Outcome {
        attribution: f64::NAN,
        ..central
    };
    assert!(social_return(&[missing], terms).is_err());
}

#[test]
fn a_wellbeing_year_is_worth_its_price() {
    let wellby = |pounds| Wellby {
        change: 0.5,
        people: 1_000.0,
        years: 2.0,
        pounds,
        price_uplift: 1.2,
    };
    let range = Scenarios {
        low: wellby(100.0),
        central: wellby(150.0),
        high: wellby(200.0),
    };
    let value = range.try_map(Wellby::value).unwrap();
    assert!(close(value.low, 120_000.0) && close(value.high, 240_000.0));
}
