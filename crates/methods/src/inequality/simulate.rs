//! Limits by simulation, for lines whose indexes have no closed form.

use super::{Gradient, IndexLimits};
use crate::error::{MethodError, Result};
use crate::normal::Normals;
use crate::{Interval, Level};

/// How the simulated limits are drawn.
///
/// Take the seed from the release and the figure, so that a published limit never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Simulation {
    /// The number of draws, from 100,000 to 10,000,000.
    pub draws: u32,
    /// The seed of the generator.
    pub seed: u64,
}

impl Simulation {
    /// Fewest draws that give a steady third figure at 99.8 %.
    pub const DRAWS_MIN: u32 = 100_000;
    /// Most draws, which bounds time and memory (16 bytes a draw).
    pub const DRAWS_MAX: u32 = 10_000_000;

    /// The smallest allowed simulation, from `seed`.
    pub const fn from_seed(seed: u64) -> Self {
        Self {
            draws: Self::DRAWS_MIN,
            seed,
        }
    }
}

/// Draws every group's value on its link scale, refits the line, and reads the limits off the sorted indexes.
pub(super) fn limits(
    gradient: &Gradient,
    level: Level,
    simulation: Simulation,
) -> Result<IndexLimits> {
    if !(Simulation::DRAWS_MIN..=Simulation::DRAWS_MAX).contains(&simulation.draws) {
        return Err(MethodError::Size {
            what: "draws",
            need: "100,000 to 10,000,000",
            found: usize::try_from(simulation.draws).unwrap_or(usize::MAX),
        });
    }
    let Draws {
        mut slopes,
        mut ratios,
        crossings,
    } = draw(gradient, simulation);
    let (lower, upper) = positions(simulation.draws, level);
    let sii = sorted_between(&mut slopes, lower, upper)?;
    // Once lines through 0 are as common as one tail, a limit of the ratio lies beyond the pole.
    let rii = if crossings >= lower {
        None
    } else {
        Some(sorted_between(&mut ratios, lower, upper)?)
    };
    Ok(IndexLimits { sii, rii })
}

struct Draws {
    slopes: Vec<f64>,
    ratios: Vec<f64>,
    /// Draws in which an end of the line is 0 or less.
    crossings: usize,
}

fn draw(gradient: &Gradient, simulation: Simulation) -> Draws {
    let kind = gradient.settings.kind;
    let mut normals = Normals::new(simulation.seed);
    let mut values = vec![0.0; gradient.linked.len()];
    let mut draws = Draws {
        slopes: Vec::new(),
        ratios: Vec::new(),
        crossings: 0,
    };
    for _ in 0..simulation.draws {
        for (value, (centre, error)) in values.iter_mut().zip(&gradient.linked) {
            *value = kind.unlink(centre + error * normals.draw());
        }
        let (start, slope) = gradient.line.through(&values);
        let end = start + slope;
        draws.crossings += usize::from(start <= 0.0 || end <= 0.0);
        draws.slopes.push(gradient.settings.multiplier * slope);
        draws.ratios.push(gradient.ratio(start, end));
    }
    draws
}

/// The 1-based sorted places of the lower and the upper limit: `round(R a/2)` and `round(R (1 - a/2))`.
fn positions(draws: u32, level: Level) -> (usize, usize) {
    let per_thousand = match level {
        Level::P95 => 25,
        Level::P998 => 1,
    };
    let draws = usize::try_from(draws).unwrap_or(usize::MAX);
    let lower = (draws * per_thousand + 500) / 1000;
    (lower, draws - lower)
}

fn sorted_between(values: &mut [f64], lower: usize, upper: usize) -> Result<Interval> {
    values.sort_unstable_by(f64::total_cmp);
    let at = |place: usize| {
        place
            .checked_sub(1)
            .and_then(|index| values.get(index))
            .copied()
            .ok_or(MethodError::NotFinite("simulated limit"))
    };
    Interval::between(at(lower)?, at(upper)?)
}
