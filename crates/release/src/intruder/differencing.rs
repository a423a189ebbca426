//! Two sums that differ by the one cell that the target may be in.
//!
//! The intruder asks whether somebody has a value, and knows everybody else. Each pair is a sum over a random group of
//! cells of one table, with and without the target's cell. Of protected cells, the difference of two displayed sums
//! says between which bounds the cell's protected value lies; pairs over one table narrow the same bounds, for its
//! noise is the same in all of them. Of exact counts under the rule of 2018, a sum that would be shown differently
//! with and without the target decides at once.

use hub_disclosure::Policy;
use serde::{Deserialize, Serialize};

use super::inference::Target;
use super::mechanism::Mechanism;
use super::random::Random;
use super::unit::{Cell, Lists, Unit, code_at, truth_at};
use crate::error::Result;

/// Numbers of pairs that are tried, the greatest last.
const PAIRS: [u32; 3] = [1, 3, 10];
/// Sure from this probability on.
const SURE: f64 = 0.95;

/// How often a number of pairs gave somebody away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Differencing {
    /// Pairs of sums for each person.
    pub pairs: u32,
    /// People who were attacked.
    pub n: u32,
    /// Of the release: the truth had a probability of at least 0.95.
    pub sure: u32,
    /// Of the release: the opposite was impossible. They are among the sure.
    pub certain: u32,
    /// Under the rule of 2018: the opposite was impossible.
    pub certain_hes_2018: u32,
}

/// A group of cells of one table.
struct Pair {
    table: usize,
    /// Places of the cells besides the target's.
    group: Vec<usize>,
    /// Place of the target's cell.
    own: usize,
}

/// Plays the attack against every target.
pub(super) fn play(
    lists: &Lists,
    units: &[Unit],
    targets: &[Target],
    policy: &Policy,
    random: &mut Random,
) -> Result<Vec<Differencing>> {
    let own = Mechanism::new(policy)?;
    let bare = Mechanism::new(&Policy::hes_2018())?;
    let mut found = PAIRS.map(|pairs| Differencing {
        pairs,
        n: 0,
        sure: 0,
        certain: 0,
        certain_hes_2018: 0,
    });
    let tables = lists.pairs();
    if tables.is_empty() {
        return Ok(found.into());
    }
    for target in targets {
        let Some(unit) = units.get(target.unit) else {
            continue;
        };
        let pairs: Vec<Pair> = (0..PAIRS.iter().copied().max().unwrap_or(0))
            .filter_map(|_| {
                let (table, other) = *tables.get(random.below(tables.len()))?;
                Some(draw(lists, target, table, other, random))
            })
            .collect();
        for attack in &mut found {
            let until = usize::try_from(attack.pairs).unwrap_or(usize::MAX);
            let used = || pairs.iter().take(until);
            let (sure, certain) = against_release(unit, used(), tables.len() + 1, &own);
            attack.n += 1;
            attack.sure += u32::from(sure);
            attack.certain += u32::from(certain);
            let decides = |pair: &Pair| is_decided(unit, pair, &bare);
            attack.certain_hes_2018 += u32::from(used().any(decides));
        }
    }
    Ok(found.into())
}

fn draw(lists: &Lists, target: &Target, table: usize, other: usize, random: &mut Random) -> Pair {
    let value = code_at(&target.codes, lists.sensitive);
    let own_code = code_at(&target.codes, other);
    let set = lists.sets.get(table).map_or(&[][..], Vec::as_slice);
    let place = |code: usize| {
        lists.place(set, |dimension| {
            if dimension == lists.sensitive {
                value
            } else {
                code
            }
        })
    };
    let mut codes: Vec<usize> = (0..lists.size(other))
        .filter(|code| *code != own_code)
        .collect();
    random.shuffle(&mut codes);
    let members = 1 + random.below(codes.len());
    Pair {
        table,
        group: codes.into_iter().take(members).map(place).collect(),
        own: place(own_code),
    }
}

/// Whether the intruder is sure, and certain, of the truth: that the target is in the cell.
fn against_release<'a>(
    unit: &Unit,
    pairs: impl Iterator<Item = &'a Pair>,
    n_tables: usize,
    mechanism: &Mechanism,
) -> (bool, bool) {
    // By table: where the cell's protected value must lie, and how many others are in the cell.
    let mut bounds: Vec<(usize, (i64, i64), i64)> = Vec::with_capacity(n_tables);
    for pair in pairs {
        let (Some(cells), Some(truth)) =
            (unit.published.get(pair.table), unit.truth.get(pair.table))
        else {
            continue;
        };
        let places = pair.group.iter();
        let mut summed: Vec<Cell> = places
            .filter_map(|place| cells.get(*place).copied())
            .collect();
        let without = mechanism.display_sum(summed.iter().copied());
        summed.extend(cells.get(pair.own));
        let with = mechanism.display_sum(summed.iter().copied());
        let (Some(with), Some(without)) = (
            with.and_then(|shown| mechanism.behind(shown)),
            without.and_then(|shown| mechanism.behind(shown)),
        ) else {
            // A hidden sum tells no difference.
            continue;
        };
        let (least, greatest) = (with.0 - without.1, with.1 - without.0);
        match bounds.iter_mut().find(|(table, ..)| *table == pair.table) {
            Some((_, range, _)) => *range = (range.0.max(least), range.1.min(greatest)),
            None => {
                let others = truth_at(truth, pair.own) - 1;
                bounds.push((pair.table, (least, greatest), others));
            }
        }
    }
    let sum = |more: i64| {
        bounds
            .iter()
            .map(|(_, range, others)| mechanism.log_between(*range, others + more))
            .sum::<f64>()
    };
    let (present, absent) = (sum(1), sum(0));
    let certain = present.is_finite() && !absent.is_finite();
    // Both were equally likely before.
    let sure = certain || 1.0 / (1.0 + (absent - present).exp()) >= SURE;
    (sure, certain)
}

/// Whether a sum of exact counts is shown differently with and without the target.
fn is_decided(unit: &Unit, pair: &Pair, mechanism: &Mechanism) -> bool {
    let Some(truth) = unit.truth.get(pair.table) else {
        return false;
    };
    let places = pair.group.iter().chain([&pair.own]);
    let sum: i64 = places.map(|place| truth_at(truth, *place)).sum();
    let shown = |n: i64| mechanism.display(mechanism.cell(n, n));
    shown(sum) != shown(sum - 1)
}
