//! Waiting time with those still waiting: the Kaplan-Meier curve.
//!
//! Finished waits alone are biased short. Here a person who is still waiting, or who left, counts until the day
//! they were last known to wait. A same-day start is a wait of 0 days.
//!
//! Source: Kaplan and Meier 1958; Greenwood 1926; limits on the log-log scale, Kalbfleisch and Prentice 1980.

use crate::error::{MethodError, Result, count, domain};
use crate::{Interval, Level};

/// Two shares this near are one share.
const SAME_SHARE: f64 = 1e-9;

/// One person's wait.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wait {
    /// Days waited, to the start or to the last day known.
    pub days: f64,
    /// Whether the wait ended with a start.
    pub has_started: bool,
}

/// A day on which someone started.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Step {
    day: f64,
    /// The share still waiting after this day.
    waiting: f64,
    /// Greenwood's sum up to this day; infinite where no one is left.
    variance: f64,
}

/// The share still waiting, day by day.
#[derive(Debug, Clone, PartialEq)]
pub struct WaitCurve {
    steps: Vec<Step>,
    last_day: f64,
}

/// The day by which a share had started, with its limits; each `None` where the curve does not get there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WaitQuantile {
    /// The day.
    pub day: Option<f64>,
    /// The lower limit.
    pub lower: Option<f64>,
    /// The upper limit.
    pub upper: Option<f64>,
}

impl WaitCurve {
    /// The curve of these waits.
    ///
    /// # Errors
    /// No waits, or one that is negative or not finite: such a record is a defect, to be counted and left out.
    pub fn of(waits: &[Wait]) -> Result<Self> {
        let mut ordered = waits.to_vec();
        for wait in &ordered {
            domain("wait", "0 or more", wait.days, |days| days >= 0.0)?;
        }
        ordered.sort_by(|a, b| a.days.total_cmp(&b.days));
        let last_day = ordered.last().ok_or(MethodError::Size {
            what: "waits",
            need: "1 or more",
            found: 0,
        })?;
        let last_day = last_day.days;
        let mut at_risk = count("waits", ordered.len())?;
        let (mut waiting, mut variance, mut steps) = (1.0, 0.0, Vec::new());
        for same_day in ordered.chunk_by(|a, b| a.days == b.days) {
            let started = count(
                "starts",
                same_day.iter().filter(|wait| wait.has_started).count(),
            )?;
            if let (true, Some(first)) = (started > 0.0, same_day.first()) {
                let left = at_risk - started;
                waiting *= left / at_risk;
                variance += started / (at_risk * left);
                steps.push(Step {
                    day: first.days,
                    waiting,
                    variance,
                });
            }
            at_risk -= count("waits", same_day.len())?;
        }
        Ok(Self { steps, last_day })
    }

    /// The share still waiting after `day`, with its limits; no limits where that is 0 or 1.
    ///
    /// # Errors
    /// A day that is negative or not finite.
    pub fn still_waiting(&self, day: f64, level: Level) -> Result<(f64, Option<Interval>)> {
        domain("day", "0 or more", day, |day| day >= 0.0)?;
        let reached = self.steps.partition_point(|step| step.day <= day);
        let step = reached.checked_sub(1).and_then(|last| self.steps.get(last));
        Ok(step.map_or((1.0, None), |step| (step.waiting, step.limits(level))))
    }

    /// The day by which the share `p` had started.
    ///
    /// The first day on which no more than `1 - p` wait; where exactly `1 - p` do, the middle between that day and
    /// the next start, or the last day known. The limits follow the same rule on the limits of the curve.
    ///
    /// # Errors
    /// `p` outside 0 to 1 (both excluded).
    pub fn quantile(&self, p: f64, level: Level) -> Result<WaitQuantile> {
        domain("share", "between 0 and 1", p, |p| p > 0.0 && p < 1.0)?;
        Ok(WaitQuantile {
            day: self.first_day(1.0 - p, |step| Some(step.waiting)),
            lower: self.first_day(1.0 - p, |step| Some(step.limits(level)?.lower)),
            upper: self.first_day(1.0 - p, |step| Some(step.limits(level)?.upper)),
        })
    }

    fn first_day(&self, share: f64, curve: impl Fn(&Step) -> Option<f64>) -> Option<f64> {
        let mut ahead = self.steps.iter();
        let (step, waiting) = ahead.by_ref().find_map(|step| {
            let waiting = curve(step)?;
            (waiting <= share + SAME_SHARE).then_some((step, waiting))
        })?;
        if (waiting - share).abs() < SAME_SHARE {
            let next = ahead.next().map_or(self.last_day, |step| step.day);
            return Some(step.day.midpoint(next));
        }
        Some(step.day)
    }
}

impl Step {
    fn limits(&self, level: Level) -> Option<Interval> {
        log_log_limits(self.waiting, self.variance, level)
    }
}

/// The limits of a share still waiting, from the variance of its logarithm; `None` where it is 0 or 1.
pub(crate) fn log_log_limits(waiting: f64, variance: f64, level: Level) -> Option<Interval> {
    if waiting <= 0.0 || waiting >= 1.0 {
        return None;
    }
    let log = waiting.ln();
    let centre = (-log).ln();
    let half = level.z() * variance.sqrt() / log.abs();
    Interval::between(
        (-(centre + half).exp()).exp(),
        (-(centre - half).exp()).exp(),
    )
    .ok()
}
