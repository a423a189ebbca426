//! The lines of a funnel plot: a hundred points along the axis, and the control limits at each.
//!
//! The points lie close together where the funnel is wide and curved, and grow apart by a steady factor. Source: the
//! funnel limits of the public health statistics guidance.

use crate::error::{MethodError, Result, domain, finite};
use crate::funnel::{Unit, just_significant, proportion_limits};
use crate::{Interval, Level};

/// How many points a curve has.
pub const POINTS: u32 = 100;

/// What is plotted, and so what the axis counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Plot {
    /// Proportions against their denominators; limits from 0 to 1.
    Proportion,
    /// Observed over expected events against events; limits of the ratio.
    Ratio,
    /// Rates against events; limits of the rate per unit of the denominator.
    Rate {
        /// The years of data in each unit's numerator and denominator, above 0.
        years: f64,
    },
}

/// One point of the lines.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurvePoint {
    /// The place on the axis: people or events, a whole number from 1.
    pub x: f64,
    /// The 95 % limits there.
    pub p95: Interval,
    /// The 99.8 % limits there.
    pub p998: Interval,
}

/// The lines of a funnel plot.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// The line in the middle: the average of all units, 1 for a ratio.
    pub average: f64,
    /// The points, from left to right.
    pub points: Vec<CurvePoint>,
}

/// The lines of the funnel plot of `units`.
///
/// # Errors
/// No units; a negative numerator; a denominator not above 0; an average proportion above 1; years not above 0.
pub fn curve(units: &[Unit], plot: Plot) -> Result<Curve> {
    if units.is_empty() {
        return Err(MethodError::Size {
            what: "units",
            need: "1 or more",
            found: 0,
        });
    }
    let (mut numerators, mut denominators) = (0.0, 0.0);
    let (mut smallest, mut largest) = (f64::INFINITY, 0.0f64);
    for unit in units {
        numerators += domain("numerator", "0 or more", unit.numerator, |x| x >= 0.0)?;
        denominators += domain("denominator", "above 0", unit.denominator, |n| n > 0.0)?;
        smallest = smallest.min(unit.denominator);
        largest = largest.max(unit.denominator);
    }
    let average = match plot {
        Plot::Ratio => 1.0,
        Plot::Proportion | Plot::Rate { .. } => finite("average", numerators / denominators)?,
    };
    let (low, high) = match plot {
        Plot::Proportion | Plot::Ratio => axis(smallest, largest),
        Plot::Rate { years } => {
            domain("years", "above 0", years, |years| years > 0.0)?;
            let (low, high) = axis(smallest / years, largest / years);
            let events = average * years;
            ((low * events).floor(), (high * events).ceil())
        }
    };
    Ok(Curve {
        average,
        points: places(low, high, plot)
            .into_iter()
            .map(|x| point(x, average, plot))
            .collect::<Result<Vec<_>>>()?,
    })
}

/// The two ends of the axis: 5 % beyond the denominators, at two digits; from 0 where they differ much.
fn axis(smallest: f64, largest: f64) -> (f64, f64) {
    let step = |value: f64| f64::powf(10.0, value.log10().floor() - 1.0).max(1.0);
    let (low, high) = (smallest - smallest / 20.0, largest + largest / 20.0);
    let low = if largest > 2.0 * smallest {
        0.0
    } else {
        (low / step(low)).floor() * step(low)
    };
    (low, (high / step(high)).ceil() * step(high))
}

/// Whole numbers from one end of the axis to the other, growing by a steady factor but at least by 1. For a ratio
/// they stop one step before the end.
fn places(low: f64, high: f64, plot: Plot) -> Vec<f64> {
    let steps_beyond = if plot == Plot::Ratio { 1u32 } else { 0 };
    let mut x = low.max(1.0);
    let mut places = vec![x];
    for steps_left in (1..POINTS).rev() {
        let steps = f64::from(steps_left + steps_beyond);
        x = ((high / x).powf(1.0 / steps) * x)
            .round_ties_even()
            .max(x + 1.0);
        places.push(x);
    }
    places
}

fn point(x: f64, average: f64, plot: Plot) -> Result<CurvePoint> {
    let limits = |level| match plot {
        Plot::Proportion => proportion_limits(average, x, level),
        Plot::Ratio | Plot::Rate { .. } => {
            let (lower, upper) = just_significant(x, level)?.ratios(x);
            let upper = upper.ok_or(MethodError::NotFinite("limit"))?;
            Interval::between(lower * average, upper * average)
        }
    };
    Ok(CurvePoint {
        x,
        p95: limits(Level::P95)?,
        p998: limits(Level::P998)?,
    })
}
