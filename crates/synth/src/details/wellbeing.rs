//! Life satisfaction where its change is planted.
//!
//! What is planted is the mean change of scores as they are recorded: whole numbers that end at 0 and at 10. So that
//! it is met, the centre of the scores at closing is looked up by the mean that it gives.

use hub_reference::Reference;
use hub_standard::Month;

use crate::{
    calibration::detail::{ONS4, Question},
    link_workers::LinkWorkers,
    truths::Truths,
};

/// The question about life satisfaction.
pub(super) const SATISFACTION: &str = "ons4_satisfaction";

/// Centres that are looked up: the first, the step, and how many there are.
const CENTRES: (f64, f64, u32) = (-15.0, 0.05, 800);
/// How many parts the area below the normal curve is added up from; even, for Simpson's rule.
const PARTS: u32 = 128;
/// So far from the centre there is nothing left below the curve.
const FAR: f64 = 8.0;

/// How life satisfaction changes.
pub(crate) struct Wellbeing {
    /// Centre of the scores before support.
    centre_before: f64,
    /// Mean of the recorded scores at closing in a network with the usual number of link workers.
    at_closing: f64,
    /// Points for each further link worker.
    per_fte: Option<(f64, LinkWorkers)>,
    /// Mean of the recorded scores at closing, and the centre that gives it; rising.
    centres: Vec<(f64, f64)>,
}

impl Wellbeing {
    /// The change that is planted, if one is.
    pub(crate) fn planted(truths: &Truths, reference: &Reference, month: Month) -> Option<Self> {
        if truths.wellbeing_change.is_none() && truths.wellbeing_per_fte.is_none() {
            return None;
        }
        let question = question()?;
        let (centre, spread) = question.before;
        let spread_at_closing = spread.hypot(question.change.1);
        let (first, step, steps) = CENTRES;
        let centres = (0..=steps).map(|n| {
            let centre = step.mul_add(f64::from(n), first);
            (mean_score(question, centre, spread_at_closing), centre)
        });
        let change = truths.wellbeing_change.unwrap_or_else(usual_change);
        Some(Self {
            centre_before: centre,
            at_closing: mean_score(question, centre, spread) + change,
            per_fte: truths
                .wellbeing_per_fte
                .map(|points| (points, LinkWorkers::of(reference, month))),
            centres: centres.collect(),
        })
    }

    /// Link workers per 50,000 people at which the change is the one that was planted; none where it does not matter.
    pub(crate) fn usual_fte(&self) -> Option<f64> {
        self.per_fte.as_ref().map(|(_, workers)| workers.usual)
    }

    /// The centre of the change of somebody of a practice whose referral is closed in a month.
    pub(super) fn centre_of_change(&self, practice: &str, month: Month) -> f64 {
        let more = self.per_fte.as_ref().and_then(|(points, workers)| {
            let above = workers.above_usual(practice, month)?;
            Some(points * above)
        });
        self.centre_of(self.at_closing + more.unwrap_or(0.0)) - self.centre_before
    }

    /// The centre that gives a mean; the last one on that side where none does.
    fn centre_of(&self, mean: f64) -> f64 {
        let after = self.centres.partition_point(|(known, _)| *known < mean);
        let upper = self.centres.get(after).or(self.centres.last());
        let lower = after
            .checked_sub(1)
            .and_then(|before| self.centres.get(before));
        match (lower.or(upper), upper) {
            (Some((low, from)), Some((high, to))) if high > low => {
                let share = ((mean - low) / (high - low)).clamp(0.0, 1.0);
                (to - from).mul_add(share, *from)
            }
            (_, Some((_, centre))) => *centre,
            _ => mean,
        }
    }
}

fn question() -> Option<&'static Question> {
    ONS4.iter().find(|question| question.code == SATISFACTION)
}

/// The mean change of recorded life satisfaction where none is planted.
pub(crate) fn usual_change() -> f64 {
    question().map_or(0.0, |question| {
        let ((before, spread), (change, spread_of_change)) = (question.before, question.change);
        mean_score(question, before + change, spread.hypot(spread_of_change))
            - mean_score(question, before, spread)
    })
}

/// The mean of scores that are the nearest of the scale to a normal draw.
fn mean_score(question: &Question, centre: f64, spread: f64) -> f64 {
    let (least, greatest) = question.range;
    // The mean is the least score and, for each further one, the share of those who reach it.
    let shares =
        (least..greatest).map(|score| normal_below((centre - f64::from(score) - 0.5) / spread));
    f64::from(least) + shares.sum::<f64>()
}

/// The share of normal draws below so many standard deviations above the mean, by Simpson's rule.
fn normal_below(deviations: f64) -> f64 {
    let until = deviations.clamp(-FAR, FAR);
    let density = |at: f64| (-0.5 * at * at).exp() / std::f64::consts::TAU.sqrt();
    let part = until / f64::from(PARTS);
    let inner = (1..PARTS).map(|n| {
        let weight = if n.is_multiple_of(2) { 2.0 } else { 4.0 };
        weight * density(part * f64::from(n))
    });
    let sum = density(0.0) + inner.sum::<f64>() + density(until);
    (part / 3.0).mul_add(sum, 0.5)
}
