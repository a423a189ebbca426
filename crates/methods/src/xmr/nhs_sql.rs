//! The other rule set in use: the rules of the national SQL library, version 2.6a.
//!
//! It differs from the default in the length of runs (6 points), in needing 13 points, in screening nothing unless
//! asked, in counting points beyond the limits among the two of three, and in ranking signals instead of naming the
//! first: trend above shift above two of three above a single point.

use super::{Improvement, POINTS_MAX, Variation, mean, pair_range};
use crate::Interval;
use crate::error::{MethodError, Result, finite};

/// The name of the rule set, printed on the chart.
pub const RULES: &str = "nhs-sql-2.6a";

/// How the chart is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Which way the measure should move.
    pub improvement: Improvement,
    /// Fewest points for limits.
    pub points_min: usize,
    /// Points on one side of the mean that make a shift.
    pub shift_points: usize,
    /// Points rising, or falling, that make a trend.
    pub trend_points: usize,
    /// Whether moving ranges above 3.267 times their mean, and the values after them, are left out of the limits.
    pub screening: bool,
}

impl Settings {
    /// The rule set's own numbers.
    pub const fn toward(improvement: Improvement) -> Self {
        Self {
            improvement,
            points_min: 13,
            shift_points: 6,
            trend_points: 6,
            screening: false,
        }
    }
}

/// The lines of the chart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lines {
    /// The mean.
    pub mean: f64,
    /// The process limits.
    pub limits: Interval,
    /// Two thirds of the way to the limits.
    pub two_sigma: Interval,
}

/// The signals of a point in one direction.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Signals {
    /// Outside the limits.
    pub single_point: bool,
    /// One of two in three beyond the inner lines.
    pub two_sigma: bool,
    /// In a run on one side of the mean.
    pub shift: bool,
    /// In a trend.
    pub trend: bool,
}

impl Signals {
    /// The rank of the strongest signal; 0 without one.
    const fn rank(self) -> u8 {
        if self.trend {
            4
        } else if self.shift {
            3
        } else if self.two_sigma {
            2
        } else if self.single_point {
            1
        } else {
            0
        }
    }
}

/// One point of the chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// The upward signals.
    pub up: Signals,
    /// The downward signals.
    pub down: Signals,
    /// What they mean for this measure; common cause while there are too few points for limits.
    pub variation: Variation,
}

/// A calculated chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// The lines; `None` with too few points, or where screening leaves no moving range.
    pub lines: Option<Lines>,
    /// The points, in order.
    pub points: Vec<Point>,
}

/// Draws the chart of a series without segments.
///
/// # Errors
/// No points, more than 1,200 points, a value that is not finite, or runs of no points.
pub fn chart(values: &[f64], settings: Settings) -> Result<Chart> {
    if !(1..=POINTS_MAX).contains(&values.len()) {
        return Err(MethodError::Size {
            what: "points",
            need: "1 to 1,200",
            found: values.len(),
        });
    }
    if settings.shift_points == 0 || settings.trend_points < 2 {
        return Err(MethodError::Inconsistent("runs need points"));
    }
    for value in values {
        finite("value", *value)?;
    }
    let lines = if values.len() < settings.points_min {
        None
    } else {
        lines(values, settings.screening)?
    };
    let up = signals(values, lines, settings, 1.0);
    let down = signals(values, lines, settings, -1.0);
    let points = up
        .into_iter()
        .zip(down)
        .map(|(up, down)| Point {
            up,
            down,
            variation: match lines {
                Some(_) => variation(up, down, settings.improvement),
                None => Variation::CommonCause,
            },
        })
        .collect();
    Ok(Chart { lines, points })
}

fn lines(values: &[f64], screening: bool) -> Result<Option<Lines>> {
    let ranges: Vec<f64> = values.windows(2).map(pair_range).collect();
    let (mut kept_values, mut kept_ranges) = (values.to_vec(), ranges.clone());
    if let (true, Some(typical)) = (screening, mean(&ranges)?) {
        let is_kept = |range: &f64| *range <= super::SCREEN_FACTOR * typical;
        kept_ranges.retain(is_kept);
        // The first value has no moving range and stays.
        let after = values.iter().skip(1).zip(&ranges);
        kept_values = values
            .iter()
            .take(1)
            .chain(
                after
                    .filter(|(_, range)| is_kept(range))
                    .map(|(value, _)| value),
            )
            .copied()
            .collect();
    }
    let (Some(mean), Some(typical)) = (mean(&kept_values)?, mean(&kept_ranges)?) else {
        return Ok(None);
    };
    let half = super::LIMIT_FACTOR * typical;
    Ok(Some(Lines {
        mean,
        limits: Interval::between(mean - half, mean + half)?,
        two_sigma: Interval::between(mean - half * 2.0 / 3.0, mean + half * 2.0 / 3.0)?,
    }))
}

/// The signals in one direction: `sign` is 1 for up, -1 for down.
fn signals(values: &[f64], lines: Option<Lines>, settings: Settings, sign: f64) -> Vec<Signals> {
    let beyond = |line: fn(Lines, f64) -> f64| -> Vec<bool> {
        values
            .iter()
            .map(|value| lines.is_some_and(|lines| sign * (value - line(lines, sign)) > 0.0))
            .collect()
    };
    let outside = beyond(|lines, sign| end(lines.limits, sign));
    let near = beyond(|lines, sign| end(lines.two_sigma, sign));
    let on_side = beyond(|lines, _| lines.mean);
    let shift = in_runs(&on_side, settings.shift_points);
    // A trend of n points is a run of n - 1 steps.
    let steps: Vec<bool> = values
        .windows(2)
        .map(|pair| matches!(pair, [before, after] if sign * (after - before) > 0.0))
        .collect();
    let climbs = in_runs(&steps, settings.trend_points - 1);
    let two = two_of_three(&near, &on_side);
    let is_set = |flags: &[bool], at: usize| flags.get(at).copied().unwrap_or(false);
    (0..values.len())
        .map(|at| Signals {
            single_point: is_set(&outside, at),
            two_sigma: is_set(&two, at),
            shift: is_set(&shift, at),
            trend: is_set(&climbs, at)
                || at
                    .checked_sub(1)
                    .is_some_and(|before| is_set(&climbs, before)),
        })
        .collect()
}

const fn end(interval: Interval, sign: f64) -> f64 {
    if sign > 0.0 {
        interval.upper
    } else {
        interval.lower
    }
}

/// Marks every member of a run of `length` or more.
fn in_runs(flags: &[bool], length: usize) -> Vec<bool> {
    flags
        .chunk_by(|a, b| a == b)
        .flat_map(|run| {
            std::iter::repeat_n(run.len() >= length && run.first() == Some(&true), run.len())
        })
        .collect()
}

fn two_of_three(near: &[bool], on_side: &[bool]) -> Vec<bool> {
    let mut marked = vec![false; near.len()];
    for (start, (three, sides)) in near.windows(3).zip(on_side.windows(3)).enumerate() {
        let is_pair = three.iter().filter(|is_near| **is_near).count() >= 2;
        if is_pair && sides.iter().all(|is_on| *is_on) {
            for (mark, is_near) in marked.iter_mut().skip(start).zip(three) {
                *mark |= *is_near;
            }
        }
    }
    marked
}

/// The higher rank wins; a tie goes to improvement.
fn variation(up: Signals, down: Signals, improvement: Improvement) -> Variation {
    let (good, bad) = match improvement {
        Improvement::Increase => (up.rank(), down.rank()),
        Improvement::Decrease => (down.rank(), up.rank()),
        Improvement::Neutral => {
            return match (up.rank(), down.rank()) {
                (0, 0) => Variation::CommonCause,
                (0, _) => Variation::NeutralLow,
                _ => Variation::NeutralHigh,
            };
        }
    };
    match (good, bad) {
        (0, 0) => Variation::CommonCause,
        (good, bad) if good >= bad => Variation::Improvement,
        _ => Variation::Concern,
    }
}
