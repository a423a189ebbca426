//! The relative concentration index over the groups of one area.
//!
//! Each row is a group: its value, its population and its rank from 1 = most deprived. Limits are 95 %, from how far
//! the groups lie from a straight line, by Student's t with two degrees of freedom fewer than there are groups. Null with fewer than 3 groups, with two groups of one rank, where the mean is
//! not above 0, or where a group lacks anything: a hidden group hides the index.

use hub_methods::Level;
use hub_methods::heat::{Concentration, Group};

use super::gathered::Answer;

/// Which figure a function gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Figure {
    Index,
    Lower,
    Upper,
}

impl Figure {
    pub(super) const ALL: [Self; 3] = [Self::Index, Self::Lower, Self::Upper];
}

impl Answer for Figure {
    const WIDTH: usize = 3;

    fn name(self) -> &'static str {
        match self {
            Self::Index => "concentration_index",
            Self::Lower => "concentration_lower",
            Self::Upper => "concentration_upper",
        }
    }

    fn of(self, rows: Vec<&[Option<f64>]>) -> Option<f64> {
        let mut ranked = rows
            .into_iter()
            .map(|row| match *row {
                [Some(value), Some(population), Some(rank)] => {
                    let group = Group {
                        value,
                        // The index goes by how the groups lie, not by how sure each is.
                        error: 0.0,
                        population,
                    };
                    rank.is_finite().then_some((rank, group))
                }
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
        let n_groups = f64::from(u32::try_from(groups.len()).ok()?);
        let index = Concentration::of(&groups).ok()?.relative().ok()??;
        let limits = || index.limits_of_few(n_groups, Level::P95).ok().flatten();
        match self {
            Self::Index => Some(index.value),
            Self::Lower => Some(limits()?.lower),
            Self::Upper => Some(limits()?.upper),
        }
    }
}
