//! Statistical process control: the XmR chart with the seven-point rules of "Making Data Count".
//!
//! The chart names its rule set ([`RULES`]). Points come in order, without gaps: a month without a value starts a
//! new segment. Even a stable series of 24 months raises a false alarm about once in ten charts.

pub mod nhs_sql;
mod signals;

use crate::Interval;
use crate::error::{MethodError, Result, count, finite};

/// The name of the rule set, printed on the chart.
pub const RULES: &str = "nhsr: 7 points, moving-range outliers screened";
/// Below this many points in the last segment no signal is shown.
pub const POINTS_FOR_SIGNALS: usize = 8;
/// Below this many points the limits are trial limits.
pub const POINTS_FOR_LIMITS: usize = 12;
/// Most points of one chart.
pub const POINTS_MAX: usize = 1_200;

/// Mean moving range to limits: 3 / d2 for pairs.
const LIMIT_FACTOR: f64 = 2.66;
/// Mean moving range to the upper limit of the moving range: D4 for pairs.
const SCREEN_FACTOR: f64 = 3.267;

/// Which way the measure should move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Improvement {
    /// Higher is better.
    Increase,
    /// Lower is better.
    Decrease,
    /// Neither.
    Neutral,
}

/// One value of the series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Observation {
    /// The value of the month.
    pub value: f64,
    /// Whether new limits start here: a recorded reason, or the month after a gap.
    pub starts_segment: bool,
}

/// How the chart is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Which way the measure should move.
    pub improvement: Improvement,
    /// Whether moving ranges of 3.267 times their mean or more are left out of the limits.
    pub screening: bool,
    /// Limits from the first points of each segment only.
    pub fix_after_points: Option<usize>,
    /// The target the assurance is about.
    pub target: Option<f64>,
}

impl Settings {
    /// The hub's default: screening on, limits from all points, no target.
    pub const fn toward(improvement: Improvement) -> Self {
        Self {
            improvement,
            screening: true,
            fix_after_points: None,
            target: None,
        }
    }
}

/// Where a value lies against the mean of its segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Below the mean.
    Below,
    /// On the mean.
    On,
    /// Above the mean.
    Above,
}

/// The rule that marks a point; the first that applies names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Signal {
    /// Above the upper limit.
    AboveLimit,
    /// Below the lower limit.
    BelowLimit,
    /// Part of seven or more rising points.
    Rising,
    /// Part of seven or more falling points.
    Falling,
    /// One of two in three points near the upper limit.
    NearUpperLimit,
    /// One of two in three points near the lower limit.
    NearLowerLimit,
    /// One of seven or more points above the mean.
    RunAbove,
    /// One of seven or more points below the mean.
    RunBelow,
}

impl Signal {
    /// Whether the signal is an upward one.
    pub const fn is_upward(self) -> bool {
        matches!(
            self,
            Self::AboveLimit | Self::Rising | Self::NearUpperLimit | Self::RunAbove
        )
    }
}

/// What a point, or the series by its last point, says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Variation {
    /// Nothing but ordinary variation.
    CommonCause,
    /// A signal in the wanted direction.
    Improvement,
    /// A signal in the unwanted direction.
    Concern,
    /// An upward signal of a measure without a wanted direction.
    NeutralHigh,
    /// A downward signal of a measure without a wanted direction.
    NeutralLow,
}

/// Whether the process, left as it is, will meet its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Assurance {
    /// The target will be met.
    Pass,
    /// The target will be missed.
    Fail,
    /// The target lies within the limits: hit or miss.
    Inconsistent,
}

/// Why the verdict of a chart needs care, by its last segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Caution {
    /// Fewer than 8 points: no verdict.
    NotEnoughData,
    /// Limits without width: no verdict.
    TooLittleVariation,
    /// Fewer than 12 points: the limits are trial limits.
    TrialLimits,
}

/// One point of the chart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// The segment, from 0.
    pub segment: usize,
    /// The mean of the segment.
    pub mean: f64,
    /// The process limits; `None` where no moving range is left to make them from.
    pub limits: Option<Interval>,
    /// Whether the value lies outside the limits.
    pub is_outside: bool,
    /// Where the value lies against the mean.
    pub side: Side,
    /// Whether the value lies in the outer third of the limits.
    pub is_near_limit: bool,
    /// The rule that marks the point.
    pub signal: Option<Signal>,
    /// What the signal means for this measure.
    pub variation: Variation,
}

/// A calculated chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// The points, in the order of the observations.
    pub points: Vec<Point>,
    /// What the last point says, by the rules alone.
    pub variation: Variation,
    /// Whether the target will be met; `None` without a target, without limits, or for a neutral measure.
    pub assurance: Option<Assurance>,
    /// Why the verdict needs care.
    pub caution: Option<Caution>,
}

impl Chart {
    /// The verdict a page may show: none with too few points or too little variation.
    pub const fn verdict(&self) -> Option<Variation> {
        match self.caution {
            Some(Caution::NotEnoughData | Caution::TooLittleVariation) => None,
            Some(Caution::TrialLimits) | None => Some(self.variation),
        }
    }
}

/// Draws the chart.
///
/// Source: Wheeler's XmR chart; signals as in the NHS "Making Data Count" rules with seven points.
///
/// # Errors
/// No points, more than 1,200 points, or a value or target that is not finite.
pub fn chart(observations: &[Observation], settings: Settings) -> Result<Chart> {
    if !(1..=POINTS_MAX).contains(&observations.len()) {
        return Err(MethodError::Size {
            what: "points",
            need: "1 to 1,200",
            found: observations.len(),
        });
    }
    if let Some(target) = settings.target {
        finite("target", target)?;
    }
    let mut points: Vec<Point> = Vec::with_capacity(observations.len());
    let mut last_segment = 0;
    for (segment, values) in segments(observations)?.into_iter().enumerate() {
        let process = Process::of(&values, settings)?;
        points.extend(signals::mark(
            &values,
            &process,
            segment,
            settings.improvement,
        ));
        last_segment = values.len();
    }
    let last = points.last().ok_or(MethodError::NotFinite("last point"))?;
    Ok(Chart {
        variation: last.variation,
        assurance: assurance(last.limits, settings),
        caution: caution(last_segment, last.limits),
        points,
    })
}

fn segments(observations: &[Observation]) -> Result<Vec<Vec<f64>>> {
    let mut segments: Vec<Vec<f64>> = Vec::new();
    for observation in observations {
        let value = finite("value", observation.value)?;
        match segments.last_mut() {
            Some(segment) if !observation.starts_segment => segment.push(value),
            _ => segments.push(vec![value]),
        }
    }
    Ok(segments)
}

/// The centre line and the limits of a segment.
#[derive(Debug, Clone, Copy)]
struct Process {
    mean: f64,
    limits: Option<Interval>,
}

impl Process {
    fn of(values: &[f64], settings: Settings) -> Result<Self> {
        let used = settings
            .fix_after_points
            .unwrap_or(values.len())
            .clamp(1, values.len());
        let used = values.get(..used).unwrap_or(values);
        let mean = mean(used)?.ok_or(MethodError::NotFinite("mean"))?;
        let mut ranges: Vec<f64> = used.windows(2).map(pair_range).collect();
        let mut typical = self::mean(&ranges)?;
        if let (true, Some(first)) = (settings.screening, typical) {
            ranges.retain(|range| *range < SCREEN_FACTOR * first);
            typical = self::mean(&ranges)?;
        }
        let limits = typical
            .map(|range| {
                Interval::between(mean - LIMIT_FACTOR * range, mean + LIMIT_FACTOR * range)
            })
            .transpose()?;
        Ok(Self { mean, limits })
    }
}

fn pair_range(pair: &[f64]) -> f64 {
    match pair {
        [before, after] => (after - before).abs(),
        _ => 0.0,
    }
}

fn mean(values: &[f64]) -> Result<Option<f64>> {
    if values.is_empty() {
        return Ok(None);
    }
    let mean = values.iter().sum::<f64>() / count("values", values.len())?;
    finite("mean", mean).map(Some)
}

fn assurance(limits: Option<Interval>, settings: Settings) -> Option<Assurance> {
    let (limits, target) = (limits?, settings.target?);
    let (above, below) = match settings.improvement {
        Improvement::Increase => (Assurance::Fail, Assurance::Pass),
        Improvement::Decrease => (Assurance::Pass, Assurance::Fail),
        Improvement::Neutral => return None,
    };
    Some(if target > limits.upper {
        above
    } else if target < limits.lower {
        below
    } else {
        Assurance::Inconsistent
    })
}

fn caution(points: usize, limits: Option<Interval>) -> Option<Caution> {
    if points < POINTS_FOR_SIGNALS {
        Some(Caution::NotEnoughData)
    } else if limits.is_none_or(|limits| limits.lower == limits.upper) {
        Some(Caution::TooLittleVariation)
    } else if points < POINTS_FOR_LIMITS {
        Some(Caution::TrialLimits)
    } else {
        None
    }
}
