//! What the functions refuse, and what they answer at the edges.

use hub_methods::banded::{Band, BandedQuantile, Bands};
use hub_methods::byar::{count_limits, rate};
use hub_methods::inequality::{Gradient, Group, Settings, Simulation, Spread, ValueKind};
use hub_methods::wilson::wilson;
use hub_methods::xmr::{
    Caution, Improvement, Observation, Settings as ChartSettings, Variation, chart,
};
use hub_methods::{Level, MethodError};

fn fifth(value: f64) -> Group {
    Group {
        population: 100.0,
        value,
        spread: Spread::StandardError(0.1),
    }
}

fn series(values: &[f64]) -> Vec<Observation> {
    values
        .iter()
        .map(|value| Observation {
            value: *value,
            starts_segment: false,
        })
        .collect()
}

#[test]
fn a_proportion_without_people_is_refused() {
    assert!(wilson(0.0, 0.0, 0.0, Level::P95).is_err());
    assert!(wilson(3.0, 2.0, 0.0, Level::P95).is_err());
    assert!(wilson(-1.0, 2.0, 0.0, Level::P95).is_err());
    assert!(wilson(1.0, f64::NAN, 0.0, Level::P95).is_err());
}

#[test]
fn a_rate_without_a_denominator_is_refused() {
    assert!(rate(3.0, 0.0, 1.0, 0.0, Level::P95).is_err());
    assert!(count_limits(-1.0, 0.0, Level::P95).is_err());
    assert!(count_limits(1.0, f64::INFINITY, Level::P95).is_err());
}

#[test]
fn noise_keeps_a_count_of_nought_finite() {
    let limits = count_limits(0.0, 9.0, Level::P95).unwrap();
    assert_eq!(limits.lower, 0.0);
    assert!(limits.upper > 30.0 && limits.upper < 50.0, "{limits:?}");
}

#[test]
fn a_group_with_a_rate_of_nought_has_no_index() {
    let mut groups = vec![fifth(2.0); 5];
    assert!(Gradient::fit(&groups, Settings::LOG_RATE).is_ok());
    groups[3] = fifth(0.0);
    assert!(matches!(
        Gradient::fit(&groups, Settings::LOG_RATE),
        Err(MethodError::OutOfDomain { .. })
    ));
}

#[test]
fn four_groups_have_no_index() {
    assert!(matches!(
        Gradient::fit(&[fifth(2.0); 4], Settings::LOG_RATE),
        Err(MethodError::Size { found: 4, .. })
    ));
}

#[test]
fn a_line_through_nought_is_marked() {
    let groups = [9.0, 6.0, 3.0, 0.5, 0.1].map(fifth);
    let settings = Settings {
        kind: ValueKind::Rate,
        transformed: false,
        multiplier: 1.0,
    };
    let gradient = Gradient::fit(&groups, settings).unwrap();
    assert!(gradient.index().unwrap().crosses_zero);
    assert_eq!(
        gradient
            .limits(Level::P95, Simulation::from_seed(1))
            .unwrap()
            .rii,
        None
    );
}

#[test]
fn simulated_limits_repeat_for_the_same_seed() {
    let settings = Settings {
        kind: ValueKind::Proportion,
        transformed: false,
        multiplier: 100.0,
    };
    let gradient = Gradient::fit(&[0.2, 0.25, 0.3, 0.35, 0.4].map(fifth), settings).unwrap();
    let limits = |seed| {
        gradient
            .limits(Level::P95, Simulation::from_seed(seed))
            .unwrap()
    };
    assert_eq!(limits(7), limits(7));
    assert_ne!(limits(7), limits(8));
}

#[test]
fn a_wait_in_the_open_band_is_or_more() {
    let band = |from, to, count| Band { from, to, count };
    let bands = Bands::new([band(0.0, Some(7.0), 4.0), band(7.0, None, 6.0)]).unwrap();
    assert_eq!(bands.quantile(0.5).unwrap(), BandedQuantile::OrMore(7.0));
    assert_eq!(bands.quantile(0.4).unwrap(), BandedQuantile::At(7.0));
    assert_eq!(bands.share_within(8.0).unwrap(), None);
}

#[test]
fn protected_counts_below_nought_shift_a_percentile_and_do_not_stop_it() {
    let band = |from, to, count| Band { from, to, count };
    // The sum goes -2, 8, 5, 15, 12: half of 12 is reached in the second band.
    let bands = Bands::new([
        band(0.0, Some(1.0), -2.0),
        band(1.0, Some(6.0), 10.0),
        band(6.0, Some(7.0), -3.0),
        band(7.0, Some(9.0), 10.0),
        band(9.0, None, -3.0),
    ])
    .unwrap();
    assert_eq!(bands.total(), 12.0);
    assert_eq!(bands.quantile(0.5).unwrap(), BandedQuantile::At(5.0));
    // 11.4 people: passed over the dip, reached in the fourth band at 6.4 of its 10.
    let BandedQuantile::At(late) = bands.quantile(0.95).unwrap() else {
        panic!("not in the open band")
    };
    assert!((late - 8.28).abs() < 1e-9, "{late}");
    assert_eq!(bands.share_within(1.0).unwrap(), Some(0.0));
    assert_eq!(bands.share_within(9.0).unwrap(), Some(1.0));
}

#[test]
fn bands_need_finite_counts_and_more_than_no_one_in_all() {
    let band = |to, count| Band {
        from: 0.0,
        to: Some(to),
        count,
    };
    let later = |count| Band {
        from: 7.0,
        to: None,
        count,
    };
    assert!(Bands::new([band(7.0, 4.0), later(-4.0)]).is_err());
    assert!(Bands::new([band(7.0, 4.0), later(-5.0)]).is_err());
    assert!(Bands::new([band(7.0, f64::NAN), later(5.0)]).is_err());
    assert!(Bands::new([band(7.0, f64::INFINITY), later(5.0)]).is_err());
    assert!(Bands::new([band(7.0, 4.0), later(-1.0)]).is_ok());
}

#[test]
fn overlapping_or_empty_bands_are_refused() {
    let band = |from, to, count| Band { from, to, count };
    assert!(Bands::new([band(0.0, Some(7.0), 4.0), band(6.0, Some(8.0), 1.0)]).is_err());
    assert!(Bands::new([band(0.0, None, 4.0), band(6.0, Some(8.0), 1.0)]).is_err());
    assert!(Bands::new([band(0.0, Some(7.0), 0.0)]).is_err());
    assert!(Bands::new([band(7.0, Some(7.0), 1.0)]).is_err());
    assert!(Bands::new([]).is_err());
}

#[test]
fn short_or_flat_series_give_no_verdict() {
    let settings = ChartSettings::toward(Improvement::Increase);
    let short = chart(&series(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]), settings).unwrap();
    assert_eq!(
        (short.caution, short.verdict()),
        (Some(Caution::NotEnoughData), None)
    );
    let flat = chart(&series(&[4.0; 14]), settings).unwrap();
    assert_eq!(
        (flat.caution, flat.verdict()),
        (Some(Caution::TooLittleVariation), None)
    );
    assert!(
        flat.points
            .iter()
            .all(|point| point.signal.is_none() && point.limits.is_none())
    );
}

#[test]
fn ten_points_have_trial_limits_and_a_verdict() {
    let values = [5.0, 7.0, 4.0, 6.0, 5.0, 8.0, 4.0, 6.0, 7.0, 5.0];
    let chart = chart(
        &series(&values),
        ChartSettings::toward(Improvement::Increase),
    )
    .unwrap();
    assert_eq!(chart.caution, Some(Caution::TrialLimits));
    assert_eq!(chart.verdict(), Some(Variation::CommonCause));
}
