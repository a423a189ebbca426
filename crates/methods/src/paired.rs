//! Change in a wellbeing score between two answers of the same person.
//!
//! Only pairs count: the same person, the same instrument, a follow-up inside the stated window. A change before to
//! after is not an effect: without a comparison group a page says so.
//!
//! Source: the paired t test of Student 1908; the standardised response mean of Liang, Fossel and Larson 1990. From
//! protected sums the same mean change is [`SampleMean::of_moments`], and the shares improved and worsened are
//! [`wilson`](crate::wilson::wilson) on their protected counts.

use crate::error::{MethodError, Result, count, domain};
use crate::moments::SampleMean;

/// One person's scores.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scores {
    /// The score at the start, in points.
    pub before: f64,
    /// The score at follow-up, in points; `None` for a person who was not followed up.
    pub after: Option<f64>,
}

/// Which direction of a score is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// A higher score is better.
    Higher,
    /// A lower score is better, as for anxiety and loneliness.
    Lower,
}

/// The change of those who were followed up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairedChange {
    /// People with a score at the start.
    pub baseline: f64,
    /// The score at the start of those followed up.
    pub before: SampleMean,
    /// The score at the start of those lost; `None` where no one was lost.
    pub before_of_lost: Option<SampleMean>,
    /// The score at follow-up.
    pub after: SampleMean,
    /// The change, in points.
    pub change: SampleMean,
    /// People better by the threshold or more.
    pub improved: f64,
    /// People worse by the threshold or more.
    pub worsened: f64,
}

impl PairedChange {
    /// The change of these people; `threshold` is the smallest change that matters, in points.
    ///
    /// # Errors
    /// No one followed up; a threshold not above 0; a score that is not finite.
    pub fn of(people: &[Scores], better: Better, threshold: f64) -> Result<Self> {
        domain("threshold", "above 0", threshold, |points| points > 0.0)?;
        let pairs: Vec<(f64, f64)> = people
            .iter()
            .filter_map(|scores| Some((scores.before, scores.after?)))
            .collect();
        if pairs.is_empty() {
            return Err(MethodError::Size {
                what: "pairs",
                need: "1 or more",
                found: 0,
            });
        }
        let column = |pick: fn(&(f64, f64)) -> f64| pairs.iter().map(pick).collect::<Vec<f64>>();
        let changes = column(|(before, after)| after - before);
        let lost: Vec<f64> = people
            .iter()
            .filter(|scores| scores.after.is_none())
            .map(|scores| scores.before)
            .collect();
        let gain = |change: f64| match better {
            Better::Higher => change,
            Better::Lower => -change,
        };
        let improved = changes.iter().filter(|change| gain(**change) >= threshold);
        let worsened = changes.iter().filter(|change| gain(**change) <= -threshold);
        Ok(Self {
            baseline: count("people", people.len())?,
            before: SampleMean::of(&column(|(before, _)| *before))?,
            before_of_lost: if lost.is_empty() {
                None
            } else {
                Some(SampleMean::of(&lost)?)
            },
            after: SampleMean::of(&column(|(_, after)| *after))?,
            change: SampleMean::of(&changes)?,
            improved: count("people improved", improved.count())?,
            worsened: count("people worsened", worsened.count())?,
        })
    }

    /// The share of the people at the start who were followed up, between 0 and 1.
    #[must_use]
    pub fn completeness(self) -> f64 {
        self.change.n / self.baseline
    }
}

/// The mean change in standard deviations of the change; `None` where no one differs.
#[must_use]
pub fn standardised_response(change: SampleMean) -> Option<f64> {
    let deviation = change.deviation().filter(|deviation| *deviation > 0.0)?;
    Some(change.value / deviation).filter(|response| response.is_finite())
}
