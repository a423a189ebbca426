//! Comparing an area with England, or with its board.
//!
//! Source: the comparison classes of the national public health profiles. Limits are inclusive: a comparator on a
//! limit counts as the same. Overlap of two intervals is a cautious test: say "no clear difference".

use crate::error::{Result, domain};
use crate::{Interval, Level, wilson};

/// Which direction is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Polarity {
    /// A higher value is better.
    HighIsGood,
    /// A lower value is better.
    LowIsGood,
    /// Neither is better: shown as higher and lower.
    NoJudgement,
    /// The measure is not compared at all.
    NotApplicable,
}

/// The outcome of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// No comparison: not applicable, or something is missing.
    NotCompared,
    /// Worse, also at 99.8 %.
    Worst,
    /// Worse; lower where there is no judgement.
    Worse,
    /// No clear difference.
    Same,
    /// Better; higher where there is no judgement.
    Better,
    /// Better, also at 99.8 %.
    Best,
}

impl Comparison {
    /// The words a page shows.
    pub const fn words(self, polarity: Polarity) -> &'static str {
        let judged = !matches!(polarity, Polarity::NoJudgement);
        match (self, judged) {
            (Self::NotCompared, _) => "not compared",
            (Self::Same, _) => "no clear difference",
            (Self::Worst, true) => "much worse",
            (Self::Worse, true) => "worse",
            (Self::Better, true) => "better",
            (Self::Best, true) => "much better",
            (Self::Worst, false) => "much lower",
            (Self::Worse, false) => "lower",
            (Self::Better, false) => "higher",
            (Self::Best, false) => "much higher",
        }
    }
}

/// One level: whether the comparator lies within the area's limits.
///
/// `value` only has to be there: an area without a value is not compared.
pub fn one_level(
    polarity: Polarity,
    value: Option<f64>,
    limits: Option<Interval>,
    comparator: Option<f64>,
) -> Comparison {
    let (Some(_), Some(limits), Some(comparator)) = (known(value), limits, known(comparator))
    else {
        return Comparison::NotCompared;
    };
    judge(
        polarity,
        side(comparator, limits).reversed(),
        Comparison::Worse,
        Comparison::Better,
    )
}

/// Two levels: within 95 % the same, within 99.8 % better or worse, beyond it best or worst.
pub fn two_levels(
    polarity: Polarity,
    value: Option<f64>,
    limits95: Option<Interval>,
    limits998: Option<Interval>,
    comparator: Option<f64>,
) -> Comparison {
    let (Some(_), Some(limits95), Some(limits998), Some(comparator)) =
        (known(value), limits95, limits998, known(comparator))
    else {
        return Comparison::NotCompared;
    };
    let near = side(comparator, limits95).reversed();
    if near == Side::Within || limits998.contains(comparator) {
        judge(polarity, near, Comparison::Worse, Comparison::Better)
    } else {
        judge(polarity, near, Comparison::Worst, Comparison::Best)
    }
}

/// Two uncertain values: whether their intervals overlap.
pub fn overlap(
    polarity: Polarity,
    value: Option<f64>,
    limits: Option<Interval>,
    comparator: Option<f64>,
    comparator_limits: Option<Interval>,
) -> Comparison {
    let (Some(_), Some(limits), Some(_), Some(other)) =
        (known(value), limits, known(comparator), comparator_limits)
    else {
        return Comparison::NotCompared;
    };
    let side = if limits.lower > other.upper {
        Side::Above
    } else if limits.upper < other.lower {
        Side::Below
    } else {
        Side::Within
    };
    judge(polarity, side, Comparison::Worse, Comparison::Better)
}

/// A proportion against control limits: the Wilson limits of the comparator's proportion at the area's denominator.
///
/// Both proportions are between 0 and 1.
///
/// # Errors
/// A comparator outside 0 to 1, or a denominator not above 0.
pub fn control_limits(
    polarity: Polarity,
    value: Option<f64>,
    denominator: f64,
    comparator: Option<f64>,
    level: Level,
) -> Result<Comparison> {
    let (Some(value), Some(comparator)) = (known(value), known(comparator)) else {
        return Ok(Comparison::NotCompared);
    };
    domain("comparator", "between 0 and 1", comparator, |p| {
        (0.0..=1.0).contains(&p)
    })?;
    let limits = wilson::wilson(
        (denominator * comparator).min(denominator),
        denominator,
        0.0,
        level,
    )?;
    Ok(judge(
        polarity,
        side(value, limits),
        Comparison::Worse,
        Comparison::Better,
    ))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Below,
    Within,
    Above,
}

impl Side {
    /// The comparator above the area means the area below the comparator.
    const fn reversed(self) -> Self {
        match self {
            Self::Below => Self::Above,
            Self::Within => Self::Within,
            Self::Above => Self::Below,
        }
    }
}

fn side(value: f64, limits: Interval) -> Side {
    if value < limits.lower {
        Side::Below
    } else if value > limits.upper {
        Side::Above
    } else {
        Side::Within
    }
}

fn judge(polarity: Polarity, side: Side, bad: Comparison, good: Comparison) -> Comparison {
    match (polarity, side) {
        (Polarity::NotApplicable, _) => Comparison::NotCompared,
        (_, Side::Within) => Comparison::Same,
        (Polarity::LowIsGood, Side::Above)
        | (Polarity::HighIsGood | Polarity::NoJudgement, Side::Below) => bad,
        (Polarity::LowIsGood, Side::Below)
        | (Polarity::HighIsGood | Polarity::NoJudgement, Side::Above) => good,
    }
}

fn known(value: Option<f64>) -> Option<f64> {
    value.filter(|value| value.is_finite())
}
