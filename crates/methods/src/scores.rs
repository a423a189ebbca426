//! Score tables of the wellbeing questionnaires.

use crate::error::{MethodError, Result};

/// Metric scores for the raw totals 7 to 35.
const SWEMWBS_METRIC: [f64; 29] = [
    7.00, 9.51, 11.25, 12.40, 13.33, 14.08, 14.75, 15.32, 15.84, 16.36, 16.88, 17.43, 17.98, 18.59,
    19.25, 19.98, 20.73, 21.54, 22.35, 23.21, 24.11, 25.03, 26.02, 27.03, 28.13, 29.31, 30.70,
    32.55, 35.00,
];

/// The metric score of a raw total of the short Warwick-Edinburgh scale; only metric scores may be averaged.
///
/// Source: Stewart-Brown 2009. The scale is copyright NHS Health Scotland and the Universities of Warwick and
/// Edinburgh.
///
/// # Errors
/// A raw total outside 7 to 35.
pub fn swemwbs_metric(raw: u8) -> Result<f64> {
    usize::from(raw)
        .checked_sub(7)
        .and_then(|place| SWEMWBS_METRIC.get(place))
        .copied()
        .ok_or(MethodError::OutOfDomain {
            what: "raw score",
            need: "7 to 35",
            found: f64::from(raw),
        })
}

/// The four questions on personal wellbeing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ons4Question {
    /// Satisfaction with life nowadays.
    LifeSatisfaction,
    /// Things done are worthwhile.
    Worthwhile,
    /// Happiness yesterday.
    Happiness,
    /// Anxiety yesterday: lower is better.
    Anxiety,
}

/// The published band of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ons4Band {
    /// Very low (anxiety only).
    VeryLow,
    /// Low.
    Low,
    /// Medium.
    Medium,
    /// High.
    High,
    /// Very high (not for anxiety).
    VeryHigh,
}

/// The band of an answer from 0 to 10.
///
/// Source: the harmonised standard of the Government Statistical Service.
///
/// # Errors
/// A score above 10.
pub fn ons4_band(question: Ons4Question, score: u8) -> Result<Ons4Band> {
    let band = match (question, score) {
        (Ons4Question::Anxiety, 0..=1) => Ons4Band::VeryLow,
        (Ons4Question::Anxiety, 2..=3) => Ons4Band::Low,
        (Ons4Question::Anxiety, 4..=5) => Ons4Band::Medium,
        (Ons4Question::Anxiety, 6..=10) => Ons4Band::High,
        (
            Ons4Question::LifeSatisfaction | Ons4Question::Worthwhile | Ons4Question::Happiness,
            score @ 0..=10,
        ) => positive_band(score),
        (_, 11..) => {
            return Err(MethodError::OutOfDomain {
                what: "score",
                need: "0 to 10",
                found: f64::from(score),
            });
        }
    };
    Ok(band)
}

const fn positive_band(score: u8) -> Ons4Band {
    match score {
        0..=4 => Ons4Band::Low,
        5..=6 => Ons4Band::Medium,
        7..=8 => Ons4Band::High,
        9.. => Ons4Band::VeryHigh,
    }
}
