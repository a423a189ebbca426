//! Association over a panel of units and months.
//!
//! Each row is a unit in a month, both as numbers (`dense_rank()` makes them of codes): the exposure, the outcome, the
//! people behind the outcome, and the variance that noise gives the outcome. Limits are 95 %, clustered by unit. Null
//! where a row lacks anything or the panel says nothing of the exposure; leave hidden rows out before. It is an
//! association, not an effect.

use hub_methods::Level;
use hub_methods::panel::{Cell, associate};

use super::gathered::Answer;

/// Which figure a function gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Figure {
    Effect,
    Lower,
    Upper,
}

impl Figure {
    pub(super) const ALL: [Self; 3] = [Self::Effect, Self::Lower, Self::Upper];
}

impl Answer for Figure {
    const WIDTH: usize = 6;

    fn name(self) -> &'static str {
        match self {
            Self::Effect => "panel_effect",
            Self::Lower => "panel_effect_lower",
            Self::Upper => "panel_effect_upper",
        }
    }

    fn of(self, rows: Vec<&[Option<f64>]>) -> Option<f64> {
        let cells = rows
            .into_iter()
            .map(|row| match *row {
                [
                    Some(unit),
                    Some(month),
                    Some(regressor),
                    Some(outcome),
                    Some(weight),
                    Some(noise_variance),
                ] => Some(Cell {
                    unit: key(unit)?,
                    month: key(month)?,
                    regressor,
                    outcome,
                    weight,
                    noise_variance,
                }),
                _ => None,
            })
            .collect::<Option<Vec<Cell<u64, u64>>>>()?;
        let estimate = associate(&cells).ok()?.estimate;
        let limits = || estimate.limits(Level::P95).ok();
        match self {
            Self::Effect => Some(estimate.value),
            Self::Lower => Some(limits()?.lower),
            Self::Upper => Some(limits()?.upper),
        }
    }
}

/// A number as a name: equal numbers have equal names, in whatever order.
fn key(number: f64) -> Option<u64> {
    // Adding 0 makes one zero of the two.
    number.is_finite().then(|| (number + 0.0).to_bits())
}
