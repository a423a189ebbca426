//! Properties of the curve of waits that are known only in bands.

use hub_methods::moments::Noisy;
use hub_methods::wait::{Wait, WaitCurve};
use hub_methods::wait_in_bands::{BandedCurve, DayBand};
use hub_methods::{Interval, Level};
use proptest::prelude::*;

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9
}

fn band(from: f64, to: Option<f64>, people: u16) -> DayBand {
    DayBand {
        from,
        to,
        people: Noisy::exact(people.into()),
    }
}

fn with_noise(bands: &[DayBand], noise_variance: f64) -> Vec<DayBand> {
    let noisy = |band: &DayBand| DayBand {
        people: Noisy {
            noise_variance,
            ..band.people
        },
        ..*band
    };
    bands.iter().map(noisy).collect()
}

/// Those seen, in bands of 1 to 29 days and an open one that is not empty, and those who stopped, on days before it.
fn people() -> impl Strategy<Value = (Vec<DayBand>, Vec<DayBand>)> {
    let seen = prop::collection::vec((1u8..30, 0u16..300), 1..12);
    let stopped = prop::collection::vec((0.0..0.9f64, 0.05..1.0f64, 0u16..300), 0..8);
    (seen, 1u16..200, stopped).prop_map(|(seen, later, stopped)| {
        let mut end = 0.0;
        let mut bands = Vec::new();
        for (days, count) in seen {
            let from = end;
            end += f64::from(days);
            bands.push(band(from, Some(end), count));
        }
        bands.push(band(end, None, later));
        let stopped = stopped.into_iter().map(|(start, length, count)| {
            let from = start * end;
            band(from, Some(from + length * (end - from)), count)
        });
        (bands, stopped.collect())
    })
}

fn share(curve: &BandedCurve, day: f64) -> f64 {
    curve.seen_before(day, Level::P95).unwrap().unwrap().share
}

fn limits(curve: &BandedCurve, day: f64) -> Option<Interval> {
    curve.seen_before(day, Level::P95).unwrap().unwrap().limits
}

/// The days on which the bands with an end do so.
fn ends(bands: &[DayBand]) -> Vec<f64> {
    bands.iter().filter_map(|band| band.to).collect()
}

proptest! {
    #[test]
    fn bands_of_a_day_give_the_curve_of_the_people_one_by_one(
        counts in prop::collection::vec(0u16..40, 1..20), later in 1u16..40,
    ) {
        let mut bands = Vec::new();
        let mut waits = Vec::new();
        for (day, count) in (0u8..).zip(&counts) {
            let days = f64::from(day);
            bands.push(band(days, Some(days + 1.0), *count));
            waits.extend((0..*count).map(|_| Wait { days, has_started: true }));
        }
        let days = f64::from(u8::try_from(counts.len()).unwrap());
        bands.push(band(days, None, later));
        waits.extend((0..later).map(|_| Wait { days, has_started: false }));
        let (banded, plain) = (BandedCurve::of(&bands, &[]).unwrap(), WaitCurve::of(&waits).unwrap());
        for end in ends(&bands) {
            let (waiting, around) = plain.still_waiting(end - 1.0, Level::P95).unwrap();
            prop_assert!(close(share(&banded, end), 1.0 - waiting));
            match (limits(&banded, end), around) {
                (Some(seen), Some(waiting)) => {
                    prop_assert!(close(seen.lower, 1.0 - waiting.upper), "{seen:?} {waiting:?}");
                    prop_assert!(close(seen.upper, 1.0 - waiting.lower), "{seen:?} {waiting:?}");
                }
                (seen, waiting) => prop_assert_eq!((seen, waiting), (None, None)),
            }
        }
    }

    #[test]
    fn shuffled_and_divided_bands_give_the_same_curve((seen, stopped) in people()) {
        let whole = BandedCurve::of(&seen, &stopped).unwrap();
        let halves = |bands: &[DayBand]| -> Vec<DayBand> {
            let half = |band: &DayBand| DayBand {
                people: Noisy::exact(band.people.value / 2.0),
                ..*band
            };
            bands.iter().rev().chain(bands).map(half).collect()
        };
        prop_assert_eq!(BandedCurve::of(&halves(&seen), &halves(&stopped)).unwrap(), whole);
    }

    #[test]
    fn those_who_stop_count_for_less_than_if_they_waited_on_and_for_more_than_nothing((seen, stopped) in people()) {
        let curve = BandedCurve::of(&seen, &stopped).unwrap();
        let without = BandedCurve::of(&seen, &[]).unwrap();
        let open = seen.last().unwrap().from;
        let mut longer = seen.clone();
        longer.extend(stopped.iter().map(|each| DayBand { from: open, to: None, ..*each }));
        let waiting_on = BandedCurve::of(&longer, &[]).unwrap();
        for end in ends(&seen) {
            prop_assert!(share(&waiting_on, end) <= share(&curve, end) + 1e-9);
            prop_assert!(share(&curve, end) <= share(&without, end) + 1e-9);
        }
    }

    #[test]
    fn noise_widens_the_limits_and_moves_nothing((seen, stopped) in people(), noise_variance in 0.1..100.0f64) {
        let plain = BandedCurve::of(&seen, &stopped).unwrap();
        let noisy = BandedCurve::of(&with_noise(&seen, noise_variance), &with_noise(&stopped, noise_variance)).unwrap();
        for end in ends(&seen) {
            prop_assert!(close(share(&plain, end), share(&noisy, end)));
            if let (Some(narrow), Some(wide)) = (limits(&plain, end), limits(&noisy, end)) {
                prop_assert!(wide.lower <= narrow.lower + 1e-9 && narrow.upper <= wide.upper + 1e-9);
                prop_assert!(wide.contains(share(&plain, end)));
            }
        }
    }

    #[test]
    fn a_percentile_is_the_day_by_which_that_share_was_seen((seen, stopped) in people(), p in 0.01..0.99f64) {
        let curve = BandedCurve::of(&seen, &stopped).unwrap();
        let found = curve.quantile(p, Level::P95).unwrap();
        if let Some(day) = found.day {
            prop_assert!(close(share(&curve, day), p));
            prop_assert!(found.lower.is_none_or(|lower| lower <= day + 1e-9));
            prop_assert!(found.upper.is_none_or(|upper| upper + 1e-9 >= day));
        } else {
            let last = ends(&seen).into_iter().fold(0.0, f64::max);
            prop_assert!(share(&curve, last) < p);
        }
    }
}

#[test]
fn counts_that_noise_brought_below_nobody_leave_a_share_between_none_and_all() {
    let below = |from, to, value| DayBand {
        from,
        to,
        people: Noisy {
            value,
            noise_variance: 8.0,
        },
    };
    let seen = [
        below(0.0, Some(7.0), -5.0),
        below(7.0, Some(14.0), 30.0),
        below(14.0, Some(28.0), -2.0),
        below(28.0, None, 12.0),
    ];
    let stopped = [below(0.0, Some(28.0), -3.0)];
    let curve = BandedCurve::of(&seen, &stopped).unwrap();
    assert_eq!((share(&curve, 7.0), limits(&curve, 7.0)), (0.0, None));
    assert!(limits(&curve, 14.0).unwrap().contains(share(&curve, 14.0)));
    assert!(curve.seen_before(28.5, Level::P95).unwrap().is_none());
}

#[test]
fn where_hardly_anybody_was_seen_at_once_noise_leaves_the_median_its_lower_limit() {
    // On the first day 2 of 100,000, with more noise than people.
    let seen = with_noise(
        &[
            band(0.0, Some(1.0), 2),
            band(1.0, Some(15.0), 45_000),
            band(15.0, Some(22.0), 20_000),
            band(22.0, None, 34_998),
        ],
        1_700.0,
    );
    let curve = BandedCurve::of(&seen, &[]).unwrap();
    let median = curve.quantile(0.5, Level::P95).unwrap();
    let day = median.day.unwrap();
    let (lower, upper) = (median.lower.unwrap(), median.upper.unwrap());
    assert!(
        lower > 15.0 && lower < day && day < upper,
        "{lower} {day} {upper}"
    );
    assert!(day - lower < 1.5 * (upper - day), "{lower} {day} {upper}");
}

#[test]
fn a_curve_that_noise_lifts_later_keeps_the_lower_limit_of_its_median() {
    let noisy = |from, to, value| DayBand {
        from,
        to,
        people: Noisy {
            value,
            noise_variance: 4.0,
        },
    };
    // Half are seen, and then fewer than none by far: the curve ends above 1.
    let seen = [
        noisy(0.0, Some(7.0), 10.0),
        noisy(7.0, Some(14.0), 20.0),
        noisy(14.0, Some(28.0), -40.0),
        noisy(28.0, None, 50.0),
    ];
    let curve = BandedCurve::of(&seen, &[]).unwrap();
    assert_eq!(share(&curve, 28.0), 0.0);
    let median = curve.quantile(0.5, Level::P95).unwrap();
    assert!(median.lower.unwrap() <= median.day.unwrap());
}

#[test]
fn bands_that_do_not_fit_are_refused() {
    let seen = [band(0.0, Some(7.0), 5), band(7.0, Some(14.0), 5)];
    let fits = |stopped| BandedCurve::of(&seen, &[stopped]).is_ok();
    assert!(fits(band(3.0, Some(14.0), 2)));
    assert!(!fits(band(3.0, Some(15.0), 2)));
    assert!(!fits(band(3.0, None, 2)));
    assert!(BandedCurve::of(&[], &[]).is_err());
    assert!(BandedCurve::of(&[band(1.0, None, 5)], &[]).is_err());
    assert!(BandedCurve::of(&[band(0.0, Some(7.0), 0)], &[]).is_err());
    assert!(BandedCurve::of(&[band(0.0, Some(7.0), 5), band(8.0, None, 5)], &[]).is_err());
    let daily: Vec<DayBand> = (0u8..101)
        .map(|day| band(f64::from(day), Some(f64::from(day) + 1.0), 1))
        .collect();
    assert!(BandedCurve::of(&daily, &[]).is_err());
}
