//! Properties that hold for any input.

use hub_methods::Level;
use hub_methods::banded::{Band, BandedQuantile, Bands};
use hub_methods::byar::{count_limits, rate};
use hub_methods::inequality::{Gradient, Group, Settings, Spread};
use hub_methods::quantile::{FirstQuantile, assign};
use hub_methods::wilson::wilson;
use hub_methods::xmr::{self, Improvement, Observation};
use proptest::prelude::*;

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1e-9)
}

fn fifths() -> impl Strategy<Value = Vec<Group>> {
    let group =
        (10.0..1e6f64, 0.01..1e3f64, 0.001..0.5f64).prop_map(|(population, value, error)| Group {
            population,
            value,
            spread: Spread::StandardError(error),
        });
    prop::collection::vec(group, 5..=10)
}

fn level() -> impl Strategy<Value = Level> {
    prop_oneof![Just(Level::P95), Just(Level::P998)]
}

proptest! {
    #[test]
    fn wilson_brackets_the_share_and_noise_widens_it(
        n in 1u32..5_000_000, share in 0.0..=1.0f64, noise in 0.0..100.0f64, level in level(),
    ) {
        let n = f64::from(n);
        let x = (n * share).floor();
        let plain = wilson(x, n, 0.0, level).unwrap();
        let noisy = wilson(x, n, noise, level).unwrap();
        prop_assert!(plain.lower <= x / n + 1e-12 && x / n <= plain.upper + 1e-12);
        prop_assert!(0.0 <= noisy.lower && noisy.upper <= 1.0);
        prop_assert!(noisy.lower <= plain.lower + 1e-12 && plain.upper <= noisy.upper + 1e-12);
    }

    #[test]
    fn wilson_turns_with_the_complement(n in 1u32..100_000, share in 0.0..=1.0f64, level in level()) {
        let n = f64::from(n);
        let x = (n * share).floor();
        let have = wilson(x, n, 0.0, level).unwrap();
        let lack = wilson(n - x, n, 0.0, level).unwrap();
        prop_assert!((have.lower - (1.0 - lack.upper)).abs() < 1e-12);
    }

    #[test]
    fn count_limits_bracket_the_count_and_noise_widens_them(
        x in 0.0..5_000.0f64, noise in 0.0..100.0f64, level in level(),
    ) {
        let plain = count_limits(x, 0.0, level).unwrap();
        let noisy = count_limits(x, noise, level).unwrap();
        prop_assert!(plain.lower <= x && x < plain.upper);
        prop_assert!(noisy.lower <= plain.lower && plain.upper <= noisy.upper);
    }

    #[test]
    fn count_limits_rise_with_the_count(x in 0u32..2_000, level in level()) {
        let at = count_limits(f64::from(x), 0.0, level).unwrap();
        let next = count_limits(f64::from(x + 1), 0.0, level).unwrap();
        prop_assert!(at.lower < next.lower && at.upper < next.upper);
    }

    #[test]
    fn a_higher_level_contains_the_lower_one(x in 0.0..5_000.0f64, noise in 0.0..20.0f64) {
        let narrow = count_limits(x, noise, Level::P95).unwrap();
        let wide = count_limits(x, noise, Level::P998).unwrap();
        prop_assert!(wide.lower <= narrow.lower && narrow.upper <= wide.upper);
    }

    #[test]
    fn rates_scale_with_their_multiplier(x in 0u32..3_000, n in 1.0..1e6f64, times in 0.1..1e5f64) {
        let one = rate(f64::from(x), n, 1.0, 0.0, Level::P95).unwrap();
        let many = rate(f64::from(x), n, times, 0.0, Level::P95).unwrap();
        prop_assert!(close(one.value * times, many.value));
        prop_assert!(close(one.limits.upper * times, many.limits.upper));
    }

    #[test]
    fn indexes_scale_with_the_value_and_keep_their_ratio(groups in fifths(), times in 0.1..100.0f64) {
        let scaled: Vec<Group> = groups
            .iter()
            .map(|group| Group { value: group.value * times, ..*group })
            .collect();
        let plain = Gradient::fit(&groups, Settings::LOG_RATE).unwrap();
        let scaled = Gradient::fit(&scaled, Settings::LOG_RATE).unwrap();
        let (a, b) = (plain.index().unwrap(), scaled.index().unwrap());
        prop_assert!((a.sii * times - b.sii).abs() <= 1e-9 * b.intercept.abs().max(b.sii.abs()));
        prop_assert!(close(a.rii.unwrap(), b.rii.unwrap()));
    }

    #[test]
    fn index_limits_bracket_the_index_and_turn_with_the_order(groups in fifths(), level in level()) {
        let gradient = Gradient::fit(&groups, Settings::LOG_RATE).unwrap();
        let (index, limits) = (gradient.index().unwrap(), gradient.closed_form(level).unwrap());
        let slack = 1e-9 * (index.intercept.abs() + index.sii.abs());
        prop_assert!(limits.sii.lower <= index.sii + slack && index.sii - slack <= limits.sii.upper);
        let (rii, ratio) = (index.rii.unwrap(), limits.rii.unwrap());
        prop_assert!(ratio.lower <= rii * (1.0 + 1e-9) && rii * (1.0 - 1e-9) <= ratio.upper);

        let reversed: Vec<Group> = groups.into_iter().rev().collect();
        let reversed = Gradient::fit(&reversed, Settings::LOG_RATE).unwrap().index().unwrap();
        prop_assert!((index.sii + reversed.sii).abs() <= 2.0 * slack.max(1e-12));
        prop_assert!(close(rii * reversed.rii.unwrap(), 1.0));
    }

    #[test]
    fn banded_quantiles_rise_with_the_share_whatever_the_order_of_the_bands(
        counts in prop::collection::vec(0u32..500, 2..20), p in 0.01..0.98f64, turn in any::<prop::sample::Index>(),
    ) {
        prop_assume!(counts.iter().sum::<u32>() > 0);
        let mut bands: Vec<Band> = counts
            .iter()
            .zip(0u32..)
            .map(|(count, week)| Band {
                from: f64::from(week),
                to: Some(f64::from(week + 1)),
                count: f64::from(*count),
            })
            .collect();
        let ordered = Bands::new(bands.clone()).unwrap();
        let by = turn.index(bands.len());
        bands.rotate_left(by);
        prop_assert_eq!(ordered.quantile(p).unwrap(), Bands::new(bands).unwrap().quantile(p).unwrap());
        let BandedQuantile::At(early) = ordered.quantile(p).unwrap() else { panic!("no open band") };
        let BandedQuantile::At(late) = ordered.quantile(p + 0.01).unwrap() else { panic!("no open band") };
        prop_assert!(early <= late);
        let share = ordered.share_within(early).unwrap().unwrap();
        prop_assert!(close(share, p) || share >= p, "{} within {}, {} wanted", share, early, p);
    }

    #[test]
    fn quantiles_never_rank_a_lower_value_higher(
        values in prop::collection::vec(-1e3..1e3f64, 5..200), quantiles in 1u32..=5,
    ) {
        let given: Vec<Option<f64>> = values.iter().copied().map(Some).collect();
        let assigned = assign(&given, quantiles, FirstQuantile::LowestValues).unwrap();
        for (value, quantile) in values.iter().zip(&assigned) {
            for (other, its) in values.iter().zip(&assigned) {
                prop_assert!(value > other || quantile <= its);
            }
        }
    }

    #[test]
    fn a_chart_turned_upside_down_says_the_opposite(
        values in prop::collection::vec(-100i32..100, 8..60),
    ) {
        let draw = |sign: f64| {
            let observations: Vec<Observation> = values
                .iter()
                .map(|value| Observation { value: sign * f64::from(*value), starts_segment: false })
                .collect();
            let improvement = if sign > 0.0 { Improvement::Increase } else { Improvement::Decrease };
            xmr::chart(&observations, xmr::Settings::toward(improvement)).unwrap()
        };
        let (up, down) = (draw(1.0), draw(-1.0));
        for (a, b) in up.points.iter().zip(&down.points) {
            prop_assert_eq!(a.variation, b.variation);
            prop_assert!(close(a.mean, -b.mean));
        }
    }
}
