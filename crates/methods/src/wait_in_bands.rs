//! The Kaplan-Meier curve from counts: waits known only in bands of days, protected by noise.
//!
//! Those who were seen stand in bands that follow one another from day 0. Those who stopped waiting unseen, or still
//! wait, stand in stretches of days that may overlap: on which of the days they stopped is not known. They are spread
//! over their stretch in proportion to the share still waiting on each day, and count up to the day on which they stop;
//! since that share is itself the answer, it is refined in rounds. Inside a band the curve is a straight line.
//!
//! Protected counts may be below 0, and then the curve rises: to cut them off at 0 would take away only the noise that
//! goes one way.
//!
//! Source: Kaplan and Meier 1958; Greenwood 1926, with the variance of the noise of each count added by the delta
//! method (how people are spread being held fixed); limits on the log-log scale, Kalbfleisch and Prentice 1980.
//! Spreading by the answer itself is the self-consistency of Efron 1967 and Turnbull 1976.

mod fit;

use crate::error::{MethodError, Result, domain};
use crate::moments::Noisy;
use crate::wait::{WaitQuantile, log_log_limits};
use crate::{Interval, Level};

use fit::{Fit, Stretch};

/// Most bands of those seen, and most stretches of those who stopped.
pub const BANDS_MAX: usize = 100;
/// How often the spread of those who stopped is refined; by then no share moves by as much as it is rounded to.
const ROUNDS: usize = 8;
/// What rounding may leave of a share that was reached.
const ROUNDING: f64 = 1e-12;

/// People by a stretch of days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DayBand {
    /// The day with which it begins.
    pub from: f64,
    /// The day before which it ends; `None` for the open last band of those seen.
    pub to: Option<f64>,
    /// How many people; with noise not always whole, nor above 0.
    pub people: Noisy,
}

/// The share still waiting, over the days up to the open band or to where nobody is left.
#[derive(Debug, Clone, PartialEq)]
pub struct BandedCurve {
    steps: Vec<Step>,
}

/// The share who had been seen before a day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SeenShare {
    /// The share, between 0 and 1.
    pub share: f64,
    /// Its limits; `None` where nobody or everybody has been seen.
    pub limits: Option<Interval>,
}

/// A band of the curve.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Step {
    from: f64,
    to: f64,
    /// The share still waiting when the band ends: 0 or more, and above 1 only by noise.
    waiting: f64,
    /// The variance of its logarithm; `None` where no one is left.
    variance: Option<f64>,
}

impl BandedCurve {
    /// The curve of these people. Bands or stretches with the same days are added up.
    ///
    /// # Errors
    /// No bands of those seen, or more than 100 of either kind; a first band that does not begin with day 0; bands
    /// that leave a gap or overlap; a stretch of those who stopped that is open or goes beyond the last band; a
    /// negative noise variance; anything not finite; nobody at all.
    pub fn of(seen: &[DayBand], stopped: &[DayBand]) -> Result<Self> {
        let bands = merged("bands", seen)?;
        let stretches = merged("stretches of days", stopped)?;
        check_places(&bands, &stretches)?;
        let mut fit = Fit::round(&bands, &stretches, &vec![(1.0, 1.0); bands.len()]);
        for _ in 1..ROUNDS {
            fit = Fit::round(&bands, &stretches, &fit.curve);
        }
        let everybody = fit.at_risk.first().copied().unwrap_or_default();
        domain("people", "above 0", everybody, |people| people > 0.0)?;
        let variances = fit.variances(&bands, &stretches);
        let steps = bands.iter().zip(&fit.curve).zip(variances);
        Ok(Self {
            steps: steps
                .map(|((band, (_, after)), variance)| Step {
                    from: band.from,
                    to: band.to,
                    waiting: *after,
                    variance,
                })
                .collect(),
        })
    }

    /// The share seen before `day` begins: day 15 for those who waited 14 whole days or fewer. `None` beyond the
    /// curve, unless it ends because everybody was seen.
    ///
    /// # Errors
    /// A day that is negative or not finite.
    pub fn seen_before(&self, day: f64, level: Level) -> Result<Option<SeenShare>> {
        domain("day", "0 or more", day, |day| day >= 0.0)?;
        let seen = |waiting: f64| (1.0 - waiting).clamp(0.0, 1.0);
        let waiting = at(day, self.lines(&self.shares()));
        let last = self.steps.last().map(|step| step.waiting);
        let Some(waiting) = waiting.or(last.filter(|left| *left <= 0.0)) else {
            return Ok(None);
        };
        let is_inside = waiting > 0.0 && waiting < 1.0;
        let (lower, upper) = self.limits(level);
        let lower = at(day, self.lines(&lower));
        let upper = at(day, self.lines(&upper));
        Ok(Some(SeenShare {
            share: seen(waiting),
            limits: match (lower, upper) {
                (Some(lower), Some(upper)) if is_inside => {
                    Some(Interval::between(seen(upper), seen(lower))?)
                }
                _ => None,
            },
        }))
    }

    /// The day by which the share `p` had been seen; its limits follow the same rule on the limits of the curve.
    ///
    /// # Errors
    /// `p` outside 0 to 1 (both excluded).
    pub fn quantile(&self, p: f64, level: Level) -> Result<WaitQuantile> {
        domain("share", "between 0 and 1", p, |p| p > 0.0 && p < 1.0)?;
        let (lower, upper) = self.limits(level);
        let first_day = |heights: &[Option<f64>]| first_day(1.0 - p, self.lines(heights));
        Ok(WaitQuantile {
            day: first_day(&self.shares()),
            lower: first_day(&lower),
            upper: first_day(&upper),
        })
    }

    /// The share still waiting when each band ends.
    fn shares(&self) -> Vec<Option<f64>> {
        self.steps.iter().map(|step| Some(step.waiting)).collect()
    }

    /// The lower and upper limits of those shares.
    ///
    /// A share still waiting never rises, so that it is at least what it is on any later day, and the limits say so.
    /// Without this the noise would leave no lower limit where hardly anybody has been seen yet: on the log-log scale
    /// any variance is too much close to 1. Where the noise lets the curve rise, a limit is never above its share, and
    /// a share of 1 or more, which has no limits of its own, says nothing of earlier days.
    fn limits(&self, level: Level) -> (Vec<Option<f64>>, Vec<Option<f64>>) {
        let limits: Vec<_> = self.steps.iter().map(|step| step.limits(level)).collect();
        let mut lower: Vec<_> = limits.iter().map(|limits| Some((*limits)?.lower)).collect();
        let mut later = 0.0_f64;
        for (step, limit) in self.steps.iter().zip(&mut lower).rev() {
            if let Some(limit) = limit.as_mut().filter(|_| step.waiting < 1.0) {
                later = later.max(*limit);
                *limit = later.min(step.waiting);
            }
        }
        let upper = limits.iter().map(|limits| Some((*limits)?.upper)).collect();
        (lower, upper)
    }

    /// The bands, each with the height of a curve where it begins and where it ends, until the curve has none.
    fn lines(&self, heights: &[Option<f64>]) -> impl Iterator<Item = (&Step, f64, f64)> {
        self.steps
            .iter()
            .zip(heights)
            .scan(1.0, |before, (step, height)| {
                let after = (*height)?;
                Some((step, std::mem::replace(before, after), after))
            })
    }
}

fn at<'a>(day: f64, mut lines: impl Iterator<Item = (&'a Step, f64, f64)>) -> Option<f64> {
    let (step, before, after) = lines.find(|(step, ..)| day <= step.to)?;
    Some(before + (after - before) * ((day - step.from) / (step.to - step.from)))
}

fn first_day<'a>(share: f64, mut lines: impl Iterator<Item = (&'a Step, f64, f64)>) -> Option<f64> {
    let (step, before, after) = lines.find(|(_, _, after)| *after <= share + ROUNDING)?;
    let inside = if before > after {
        ((before - share) / (before - after)).clamp(0.0, 1.0)
    } else {
        1.0
    };
    Some(step.from + inside * (step.to - step.from))
}

impl Step {
    /// The limits of the share still waiting. Where nobody has been seen they are the share itself: the curves of the
    /// limits start there too.
    fn limits(&self, level: Level) -> Option<Interval> {
        if self.waiting >= 1.0 {
            return Interval::between(1.0, 1.0).ok();
        }
        log_log_limits(self.waiting, self.variance?, level)
    }
}

/// The bands in order of their days, those of the same days as one.
fn merged(what: &'static str, given: &[DayBand]) -> Result<Vec<Stretch>> {
    let mut ordered = Vec::with_capacity(given.len());
    for band in given {
        let people = band.people.checked("people")?;
        let from = domain("start of a band", "0 or more", band.from, |from| {
            from >= 0.0
        })?;
        ordered.push(Stretch {
            from,
            to: match band.to {
                Some(to) => domain("end of a band", "after its start", to, |to| to > from)?,
                None => f64::INFINITY,
            },
            people: people.value,
            noise: people.noise_variance,
        });
    }
    // By their counts too, so that sums come out the same whatever the order given.
    ordered.sort_by(|a, b| {
        (a.from.total_cmp(&b.from))
            .then_with(|| a.to.total_cmp(&b.to))
            .then_with(|| a.people.total_cmp(&b.people))
            .then_with(|| a.noise.total_cmp(&b.noise))
    });
    let bands: Vec<Stretch> = ordered
        .chunk_by(|a, b| a.from == b.from && a.to == b.to)
        .filter_map(|same| {
            Some(Stretch {
                people: same.iter().map(|band| band.people).sum(),
                noise: same.iter().map(|band| band.noise).sum(),
                ..*same.first()?
            })
        })
        .collect();
    if bands.len() > BANDS_MAX {
        return Err(MethodError::Size {
            what,
            need: "100 or fewer",
            found: bands.len(),
        });
    }
    Ok(bands)
}

fn check_places(bands: &[Stretch], stretches: &[Stretch]) -> Result<()> {
    let Some(last) = bands.last() else {
        return Err(MethodError::Size {
            what: "bands",
            need: "1 or more",
            found: 0,
        });
    };
    let mut end = 0.0;
    for band in bands {
        if band.from != end {
            return Err(MethodError::Inconsistent(
                "bands must follow one another from day 0",
            ));
        }
        end = band.to;
    }
    let is_beyond = |stretch: &Stretch| !stretch.to.is_finite() || stretch.to > last.to;
    if stretches.iter().any(is_beyond) {
        return Err(MethodError::Inconsistent(
            "those who stopped must have stopped within the bands",
        ));
    }
    Ok(())
}
