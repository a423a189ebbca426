//! The four signals, within one segment.

use super::{Improvement, Point, Process, Side, Signal, Variation};

/// Points in a run or a trend before it counts.
const RUN_POINTS: usize = 7;

/// The points of a segment with their signals.
pub(super) fn mark(
    values: &[f64],
    process: &Process,
    segment: usize,
    improvement: Improvement,
) -> Vec<Point> {
    let places: Vec<Place> = values
        .iter()
        .map(|value| Place::of(*value, process))
        .collect();
    let sides: Vec<Side> = places.iter().map(|place| place.side).collect();
    let runs = in_runs(&sides);
    let pairs = in_two_of_three(&places);
    let trends = in_trends(values);
    let marks = runs.into_iter().zip(pairs).zip(trends);
    places
        .iter()
        .zip(marks)
        .map(|(place, ((is_in_run, is_in_pair), trend))| {
            let signal = place
                .outside
                .or(trend)
                .or(is_in_pair
                    .then(|| {
                        place
                            .side
                            .either(Signal::NearUpperLimit, Signal::NearLowerLimit)
                    })
                    .flatten())
                .or(is_in_run
                    .then(|| place.side.either(Signal::RunAbove, Signal::RunBelow))
                    .flatten());
            Point {
                segment,
                mean: process.mean,
                limits: process.limits,
                is_outside: place.outside.is_some(),
                side: place.side,
                is_near_limit: place.is_near_limit,
                signal,
                variation: variation(signal, improvement),
            }
        })
        .collect()
}

impl Side {
    fn either<T>(self, above: T, below: T) -> Option<T> {
        match self {
            Self::Above => Some(above),
            Self::Below => Some(below),
            Self::On => None,
        }
    }
}

/// Where one value lies against the lines of its segment.
#[derive(Debug, Clone, Copy)]
struct Place {
    side: Side,
    outside: Option<Signal>,
    is_near_limit: bool,
}

impl Place {
    fn of(value: f64, process: &Process) -> Self {
        let side = if value > process.mean {
            Side::Above
        } else if value < process.mean {
            Side::Below
        } else {
            Side::On
        };
        let Some(limits) = process.limits else {
            return Self {
                side,
                outside: None,
                is_near_limit: false,
            };
        };
        let outside = if value > limits.upper {
            Some(Signal::AboveLimit)
        } else if value < limits.lower {
            Some(Signal::BelowLimit)
        } else {
            None
        };
        let upper_third = process.mean + 2.0 / 3.0 * (limits.upper - process.mean);
        let lower_third = process.mean - 2.0 / 3.0 * (process.mean - limits.lower);
        Self {
            side,
            outside,
            is_near_limit: outside.is_none() && (value > upper_third || value < lower_third),
        }
    }
}

/// Seven or more in a row on one side of the mean; a point on the mean breaks the run.
fn in_runs(sides: &[Side]) -> Vec<bool> {
    sides
        .chunk_by(|a, b| a == b)
        .flat_map(|run| {
            let counts = run.len() >= RUN_POINTS && run.first() != Some(&Side::On);
            std::iter::repeat_n(counts, run.len())
        })
        .collect()
}

/// The near-limit points of every three neighbours on one side of which two or more are near the limit.
fn in_two_of_three(places: &[Place]) -> Vec<bool> {
    let mut marked = vec![false; places.len()];
    for (start, three) in places.windows(3).enumerate() {
        let [a, b, c] = three else { continue };
        let is_one_side = a.side != Side::On && a.side == b.side && b.side == c.side;
        if is_one_side && three.iter().filter(|place| place.is_near_limit).count() >= 2 {
            for (mark, place) in marked.iter_mut().skip(start).zip(three) {
                *mark |= place.is_near_limit;
            }
        }
    }
    marked
}

/// The direction of every point in a trend of seven or more points.
///
/// A point between a rise and a fall belongs to both; it takes the direction of the step to its right, unless the
/// trends end with it.
fn in_trends(values: &[f64]) -> Vec<Option<Signal>> {
    let steps: Vec<Option<Signal>> = values
        .windows(2)
        .map(|pair| match pair {
            [before, after] if after > before => Some(Signal::Rising),
            [before, after] if after < before => Some(Signal::Falling),
            _ => None,
        })
        .collect();
    let mut is_in_trend = vec![false; values.len()];
    let mut start = 0;
    for run in steps.chunk_by(|a, b| a == b) {
        let points = run.len() + 1;
        if points >= RUN_POINTS && run.first().is_some_and(Option::is_some) {
            is_in_trend
                .iter_mut()
                .skip(start)
                .take(points)
                .for_each(|mark| *mark = true);
        }
        start += run.len();
    }
    (0..values.len())
        .map(|place| {
            let is_marked = |at: usize| is_in_trend.get(at).copied().unwrap_or(false);
            let step = |at: usize| steps.get(at).copied().flatten();
            if !is_marked(place) {
                None
            } else if is_marked(place + 1) {
                step(place)
            } else {
                place.checked_sub(1).and_then(step)
            }
        })
        .collect()
}

fn variation(signal: Option<Signal>, improvement: Improvement) -> Variation {
    let Some(signal) = signal else {
        return Variation::CommonCause;
    };
    match (improvement, signal.is_upward()) {
        (Improvement::Increase, true) | (Improvement::Decrease, false) => Variation::Improvement,
        (Improvement::Increase, false) | (Improvement::Decrease, true) => Variation::Concern,
        (Improvement::Neutral, true) => Variation::NeutralHigh,
        (Improvement::Neutral, false) => Variation::NeutralLow,
    }
}
