//! The curve of waits that are known in bands.
//!
//! As in the hub's measure, people referred in six months are followed by monthly returns, each of which says who was
//! seen in which band of days and who left; those still waiting are those who joined less all of these. So the noise
//! of those still waiting is not independent of that of the others, as the method takes it to be.

use std::iter::zip;

use hub_methods::moments::Noisy;
use hub_methods::wait_in_bands::{BandedCurve, DayBand};
use hub_methods::{Interval, Level};

use super::draws::{Draws, noise_variance};
use super::tally::{Row, Stage};
use super::{PERSONS, areas};

const P95: Level = Level::P95;
/// Days of a month.
const MONTH: f64 = 30.4375;
/// Where bands begin; the last is open, and everybody who waits as long is seen or has left within the days after it.
const BANDS: [f64; 12] = [
    0.0, 1.0, 4.0, 8.0, 15.0, 22.0, 29.0, 43.0, 57.0, 85.0, 127.0, 181.0,
];
const LAST_DAY: f64 = 381.0;
/// The share of those waiting who are seen in a day.
const SEEN: [f64; 12] = [
    0.04, 0.02, 0.022, 0.03, 0.033, 0.033, 0.028, 0.024, 0.02, 0.016, 0.012, 0.01,
];
/// The share of those waiting who leave in a day.
const LEAVING: f64 = 0.003;
/// Into how many days of referral a month is divided.
const OFFSETS: u8 = 20;

/// The share of people by what became of them, of those referred so many months ago.
struct Cohort {
    waiting: f64,
    /// By the return that says so.
    left: Vec<f64>,
    seen: Vec<[f64; 12]>,
}

struct Truth {
    /// The share not yet seen at the start of each band, and on the last day.
    waiting: Vec<f64>,
    cohorts: Vec<Cohort>,
}

/// What the hub knows of one area.
#[derive(Clone)]
struct Table {
    seen: [Noisy; 12],
    left: [Noisy; 6],
    waiting: Vec<Noisy>,
}

impl Truth {
    /// People who are seen so many times as fast as others.
    fn new(speed: f64) -> Self {
        let mut waiting = vec![1.0];
        let mut share = 1.0;
        for (a_day, (from, to)) in zip(SEEN, zip(BANDS, ends())) {
            share *= (-speed * a_day * (to.unwrap_or(LAST_DAY) - from)).exp();
            waiting.push(share);
        }
        let mut truth = Self {
            waiting,
            cohorts: Vec::new(),
        };
        truth.cohorts = (0u8..6).map(|months| truth.cohort(months)).collect();
        truth
    }

    /// The bands, with the share not yet seen where each begins and where it ends.
    fn lines(&self) -> impl Iterator<Item = (f64, f64, f64, f64)> {
        let edges = BANDS.into_iter().chain([LAST_DAY]);
        let points: Vec<(f64, f64)> = edges.zip(self.waiting.iter().copied()).collect();
        let lines: Vec<_> = zip(&points, points.iter().skip(1))
            .map(|(start, end)| (start.0, end.0, start.1, end.1))
            .collect();
        lines.into_iter()
    }

    fn median(&self) -> f64 {
        let mut lines = self.lines();
        let (from, to, before, after) = lines.find(|line| line.3 <= 0.5).unwrap();
        from + (to - from) * (before - 0.5) / (before - after)
    }

    /// By half days of waiting and by days of referral.
    fn cohort(&self, months: u8) -> Cohort {
        let returns = usize::from(months) + 1;
        let mut cohort = Cohort {
            waiting: 1.0,
            left: vec![0.0; returns],
            seen: vec![[0.0; 12]; returns],
        };
        // The half day's middle, its band, and the shares who are seen and who leave in it.
        let mut half_days = Vec::new();
        for (band, (from, to, before, after)) in self.lines().enumerate() {
            let slope = (after - before) / (to - from);
            let mut day = from;
            while day < to {
                let middle = day + 0.25;
                let staying = (-LEAVING * middle).exp();
                let waiting = before + slope * (middle - from);
                half_days.push((
                    middle,
                    band,
                    -0.5 * slope * staying,
                    0.5 * LEAVING * staying * waiting,
                ));
                day += 0.5;
            }
        }
        for offset in (0..OFFSETS).map(|at| (f64::from(at) + 0.5) / f64::from(OFFSETS) * MONTH) {
            let end = |month: u8| offset + MONTH * f64::from(month);
            for (middle, band, seen, left) in &half_days {
                if *middle >= end(months) {
                    break;
                }
                let place = (0..months).filter(|month| end(*month) <= *middle).count();
                let (seen, left) = (seen / f64::from(OFFSETS), left / f64::from(OFFSETS));
                cohort.seen[place][*band] += seen;
                cohort.left[place] += left;
                cohort.waiting -= seen + left;
            }
        }
        cohort
    }

    /// The exact table of an area and the protected one.
    fn draw(&self, draws: &mut Draws, size: f64) -> [Table; 2] {
        let none = Table {
            seen: [Noisy::exact(0.0); 12],
            left: [Noisy::exact(0.0); 6],
            waiting: Vec::new(),
        };
        let [mut exact, mut noisy] = [none.clone(), none];
        for cohort in &self.cohorts {
            let waiting = draws.poisson(size * cohort.waiting);
            // Those who joined are a cell of their own; its noise stays when the others are taken away.
            let mut rest = draws.noisy(waiting, PERSONS);
            let mut publish = |share: f64, to: &mut Noisy, to_noisy: &mut Noisy| {
                // Only cells that can hold somebody are published.
                if share > 0.0 {
                    let count = draws.poisson(size * share);
                    let protected = draws.protected(count, PERSONS);
                    to.value += count;
                    to_noisy.value += protected;
                    to_noisy.noise_variance += noise_variance(PERSONS);
                    rest.value -= protected - count;
                    rest.noise_variance += noise_variance(PERSONS);
                }
            };
            for seen in &cohort.seen {
                for (share, (to, to_noisy)) in zip(seen, zip(&mut exact.seen, &mut noisy.seen)) {
                    publish(*share, to, to_noisy);
                }
            }
            for (share, (to, to_noisy)) in zip(&cohort.left, zip(&mut exact.left, &mut noisy.left))
            {
                publish(*share, to, to_noisy);
            }
            exact.waiting.push(Noisy::exact(waiting));
            noisy.waiting.push(rest);
        }
        [exact, noisy]
    }
}

/// Where bands end.
fn ends() -> impl Iterator<Item = Option<f64>> {
    BANDS.into_iter().skip(1).map(Some).chain([None])
}

fn curve(table: &Table) -> BandedCurve {
    let seen: Vec<DayBand> = zip(table.seen, zip(BANDS, ends()))
        .map(|(people, (from, to))| DayBand { from, to, people })
        .collect();
    let months = || (0u8..6).map(f64::from);
    let waiting = zip(&table.waiting, months()).map(|(people, months)| DayBand {
        from: MONTH * months,
        to: Some(MONTH * (months + 1.0)),
        people: *people,
    });
    // On some day of the month of the return, whenever in its month a person was referred.
    let left = zip(&table.left, months()).map(|(people, months)| DayBand {
        from: MONTH * (months - 1.0).max(0.0),
        to: Some(MONTH * (months + 1.0)),
        people: *people,
    });
    let stopped: Vec<DayBand> = waiting.chain(left).collect();
    BandedCurve::of(&seen, &stopped).unwrap()
}

/// Every second area, with people who are seen faster or slower.
pub(super) fn curves() -> Vec<Row> {
    let mut draws = Draws::new(601);
    let mut within = [
        (
            Row::nominal("share seen within 14 days, waits in bands"),
            15.0,
        ),
        (
            Row::nominal("share seen within 28 days, waits in bands"),
            29.0,
        ),
    ];
    let mut median = Row::nominal("median wait, waits in bands");
    let truths: Vec<Truth> = (0u8..8)
        .map(|step| Truth::new(0.6 + f64::from(step) / 7.0))
        .collect();
    for (size, truth) in zip(areas(2), truths.iter().cycle()) {
        let [exact, noisy] = truth.draw(&mut draws, size);
        for (stage, table) in [(Stage::Before, exact), (Stage::After, noisy)] {
            let curve = curve(&table);
            for (row, day) in &mut within {
                let waiting = truth.lines().find(|line| line.0 == *day).unwrap().2;
                let seen = curve.seen_before(*day, P95).unwrap().unwrap();
                row.judge(stage, seen.limits.unwrap(), 1.0 - waiting);
            }
            let found = curve.quantile(0.5, P95).unwrap();
            // Where the upper limit is not reached it lies beyond the curve.
            let upper = found.upper.unwrap_or(f64::MAX);
            let limits = Interval::between(found.lower.unwrap(), upper).unwrap();
            median.judge(stage, limits, truth.median());
        }
    }
    let [(two_weeks, _), (four_weeks, _)] = within;
    vec![two_weeks, four_weeks, median]
}
