//! The slope and the relative index of inequality, over the groups of one area.
//!
//! Each row is a group: its value (a rate), its population, its rank from 1 = most deprived, and the standard error
//! of the logarithm of its value. The line is fitted to the logarithms; limits are 95 %. Null with fewer than 5 or
//! more than 100 groups, with two groups of one rank, or where a group lacks anything or has a value of 0 or less:
//! a hidden group hides the index.

use hub_methods::Level;
use hub_methods::inequality::{Gradient, Group, Settings, Spread};

use super::gathered::Answer;

/// Which figure of the fitted line a function gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Figure {
    Sii,
    SiiLower,
    SiiUpper,
    Rii,
    RiiLower,
    RiiUpper,
}

impl Figure {
    pub(super) const ALL: [Self; 6] = [
        Self::Sii,
        Self::SiiLower,
        Self::SiiUpper,
        Self::Rii,
        Self::RiiLower,
        Self::RiiUpper,
    ];

    fn read(self, gradient: &Gradient) -> Option<f64> {
        let limits = || gradient.closed_form(Level::P95).ok();
        match self {
            Self::Sii => Some(gradient.index().ok()?.sii),
            Self::Rii => gradient.index().ok()?.rii,
            Self::SiiLower => Some(limits()?.sii.lower),
            Self::SiiUpper => Some(limits()?.sii.upper),
            Self::RiiLower => Some(limits()?.rii?.lower),
            Self::RiiUpper => Some(limits()?.rii?.upper),
        }
    }
}

impl Answer for Figure {
    const WIDTH: usize = 4;

    fn name(self) -> &'static str {
        match self {
            Self::Sii => "sii",
            Self::SiiLower => "sii_lower",
            Self::SiiUpper => "sii_upper",
            Self::Rii => "rii",
            Self::RiiLower => "rii_lower",
            Self::RiiUpper => "rii_upper",
        }
    }

    fn of(self, rows: Vec<&[Option<f64>]>) -> Option<f64> {
        let mut ranked = rows
            .into_iter()
            .map(|row| match *row {
                [Some(value), Some(population), Some(rank), Some(error)] => Some((
                    rank,
                    Group {
                        population,
                        value,
                        spread: Spread::StandardError(error),
                    },
                )),
                _ => None,
            })
            .collect::<Option<Vec<_>>>()?;
        ranked.sort_by(|(a, _), (b, _)| a.total_cmp(b));
        let is_tied = ranked
            .windows(2)
            .any(|pair| matches!(pair, [(a, _), (b, _)] if a == b));
        if is_tied {
            return None;
        }
        let groups: Vec<Group> = ranked.into_iter().map(|(_, group)| group).collect();
        self.read(&Gradient::fit(&groups, Settings::LOG_RATE).ok()?)
    }
}
