//! Guessing one attribute of one person, by somebody who knows all the rest.

use hub_disclosure::Policy;
use hub_disclosure::marginals::Code;
use serde::{Deserialize, Serialize};

use super::mechanism::{Mechanism, number};
use super::random::Random;
use super::unit::{Cell, Lists, Tables, Unit, code_at, truth_at};
use crate::error::Result;

/// Units that targets are taken from, at most.
const UNITS_MAX: usize = 20;
/// A guess is confident from this probability on.
const CONFIDENT: f64 = 0.95;
/// Added to every count of the prior: a value that nobody else has is not impossible.
const UNSEEN: f64 = 0.5;
/// Bands of unit size: words, and the least number of people.
const BANDS: [(&str, usize); 4] = [
    ("2,000 people or more", 2_000),
    ("500 to 1,999 people", 500),
    ("100 to 499 people", 100),
    ("fewer than 100 people", 0),
];

/// Somebody whom the intruder is after.
#[derive(Clone)]
pub(super) struct Target {
    /// Place of the unit.
    pub(super) unit: usize,
    /// By dimension, the sensitive one too.
    pub(super) codes: Vec<Code>,
}

/// How often an intruder guessed right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guesses {
    /// People who were attacked.
    pub n: u32,
    /// The best guess was right.
    pub right: u32,
    /// It was right, and its probability at least 0.95.
    pub confident_and_right: u32,
    /// It was right, and everything else was impossible.
    pub certain_and_right: u32,
    /// The best guess without any published figure was right.
    pub right_without: u32,
}

/// What the intruder sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sight {
    /// Exact counts: the check that the attack works.
    Exact,
    /// What the rule of 2018 would have shown.
    Hes2018,
    /// Unrounded protected values and whether each is displayed: the worst that sums of cells can give.
    Protected,
    /// Displayed values, as every reader sees them.
    Displayed,
}

/// Guesses in units of one size.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InBand {
    /// The size in words.
    pub size: String,
    /// How it went.
    pub guesses: Guesses,
}

/// One way of seeing the release, and how the guesses went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inference {
    /// What was seen.
    pub sight: Sight,
    /// All targets.
    pub all: Guesses,
    /// By size of the unit.
    pub by_size: Vec<InBand>,
}

impl Guesses {
    fn add(&mut self, other: Self) {
        self.n += other.n;
        self.right += other.right;
        self.confident_and_right += other.confident_and_right;
        self.certain_and_right += other.certain_and_right;
        self.right_without += other.right_without;
    }
}

/// Chooses people with one row and one code of each dimension, from units of all sizes.
pub(super) fn choose(units: &[Unit], n: usize, random: &mut Random) -> Vec<Target> {
    let mut by_size: Vec<(usize, usize, Vec<Vec<Code>>)> = units
        .iter()
        .enumerate()
        .map(|(place, unit)| {
            let plain = unit.people.iter().filter_map(|person| person.plain());
            (unit.people.len(), place, plain.collect())
        })
        .filter(|(_, _, plain): &(usize, usize, Vec<Vec<Code>>)| !plain.is_empty())
        .collect();
    by_size.sort_unstable_by_key(|(size, place, _)| (*size, *place));
    let last = by_size.len().saturating_sub(1);
    let steps = by_size.len().min(UNITS_MAX);
    let mut chosen: Vec<(usize, Vec<Vec<Code>>)> = (0..steps)
        .filter_map(|step| by_size.get(step * last / (steps - 1).max(1)))
        .map(|(_, place, plain)| (*place, plain.clone()))
        .collect();
    for (_, plain) in &mut chosen {
        // Rows come in no fixed order; the same seed must choose the same people.
        plain.sort_unstable();
        random.shuffle(plain);
    }
    let mut targets = Vec::new();
    while targets.len() < n {
        let before = targets.len();
        for (unit, plain) in &mut chosen {
            if targets.len() < n
                && let Some(codes) = plain.pop()
            {
                targets.push(Target { unit: *unit, codes });
            }
        }
        if targets.len() == before {
            break;
        }
    }
    targets
}

/// Plays every way of seeing the release against the same targets.
pub(super) fn play(
    lists: &Lists,
    units: &[Unit],
    targets: &[Target],
    policy: &Policy,
) -> Result<Vec<Inference>> {
    let own = Mechanism::new(policy)?;
    let bare = Mechanism::new(&Policy::hes_2018())?;
    let clip = units.iter().find_map(|unit| Some(unit.rows.as_ref()?.clip));
    let own_rows = Mechanism::of(policy, clip.unwrap_or(1))?;
    let of_truth = |unit: &Unit| View {
        cells: bare.of_truth(unit),
        rows: unit.rows.as_ref().map(|rows| {
            let tables = rows.truth.iter();
            tables
                .map(|table| table.iter().map(|n| i64::from(*n)).collect())
                .collect()
        }),
    };
    let as_published = |unit: &Unit| View {
        cells: unit.published.clone(),
        rows: unit.rows.as_ref().map(|rows| rows.published.clone()),
    };
    let truth: Vec<View> = units.iter().map(of_truth).collect();
    let published: Vec<View> = units.iter().map(as_published).collect();
    let ways = [
        (Sight::Exact, (&bare, &bare), &truth),
        (Sight::Hes2018, (&bare, &bare), &truth),
        (Sight::Protected, (&own, &own_rows), &published),
        (Sight::Displayed, (&own, &own_rows), &published),
    ];
    let played = ways.map(|(sight, mechanisms, views)| {
        let mut all = Guesses::default();
        let mut bands = BANDS.map(|_| Guesses::default());
        for target in targets {
            let (Some(unit), Some(view)) = (units.get(target.unit), views.get(target.unit)) else {
                continue;
            };
            let guesses = attack(lists, unit, view, mechanisms, sight, &target.codes);
            all.add(guesses);
            let size = unit.people.len();
            let band = BANDS.iter().position(|(_, least)| size >= *least);
            if let Some(band) = band.and_then(|band| bands.get_mut(band)) {
                band.add(guesses);
            }
        }
        let named = BANDS.iter().zip(bands).filter(|(_, guesses)| guesses.n > 0);
        Inference {
            sight,
            all,
            by_size: named
                .map(|((size, _), guesses)| InBand {
                    size: (*size).to_owned(),
                    guesses,
                })
                .collect(),
        }
    });
    Ok(played.into())
}

/// What an intruder has of a unit.
struct View {
    cells: Tables,
    /// The rows in the same cells, where they are counted too.
    rows: Option<Vec<Vec<i64>>>,
}

/// One attack on one person, by people and rows of the same cells: whoever has one row adds one to each.
fn attack(
    lists: &Lists,
    unit: &Unit,
    view: &View,
    (people, rows): (&Mechanism, &Mechanism),
    sight: Sight,
    codes: &[Code],
) -> Guesses {
    let own_value = code_at(codes, lists.sensitive);
    let mut logs = prior(lists, unit, own_value);
    let without = best(&logs);
    let tables = lists.sets.iter().zip(&unit.truth).zip(&view.cells);
    for (table, ((set, truth), cells)) in tables.enumerate() {
        // Only the cells that the person could be in tell anything: all others are known already.
        let seen: Vec<(f64, f64)> = (0..lists.values())
            .map(|value| {
                let place = lists.place_of(set, codes, value);
                let own = i64::from(value == own_value);
                let others = truth_at(truth, place) - own;
                let Some(cell) = cells.get(place) else {
                    return (0.0, 0.0);
                };
                let (mut absent, mut present) = (
                    log_seen(people, sight, *cell, others),
                    log_seen(people, sight, *cell, others + 1),
                );
                if let Some((protected, n)) = row_count(unit, view, table, place) {
                    let is_shown = people.display(*cell).is_some();
                    let log = |n| log_row_count(rows, sight, is_shown, protected, n);
                    absent += log(n - own);
                    present += log(n - own + 1);
                }
                (absent, present)
            })
            .collect();
        for (candidate, log) in logs.iter_mut().enumerate() {
            let cells = seen.iter().enumerate();
            *log += cells
                .map(|(value, (absent, present))| {
                    if value == candidate {
                        *present
                    } else {
                        *absent
                    }
                })
                .sum::<f64>();
        }
    }
    let mut guesses = Guesses {
        n: 1,
        right_without: u32::from(without == Some(own_value)),
        ..Guesses::default()
    };
    let possible = logs.iter().filter(|log| log.is_finite()).count();
    let right = possible > 0 && best(&logs) == Some(own_value);
    if right {
        guesses.right = 1;
        guesses.confident_and_right = u32::from(probability(&logs, own_value) >= CONFIDENT);
        guesses.certain_and_right = u32::from(possible == 1);
    }
    guesses
}

fn log_seen(mechanism: &Mechanism, sight: Sight, cell: Cell, n: i64) -> f64 {
    match sight {
        Sight::Exact | Sight::Protected => mechanism.log_protected(cell, n),
        Sight::Hes2018 | Sight::Displayed => mechanism.log_displayed(mechanism.display(cell), n),
    }
}

/// The count of rows of a cell that is seen, and the true one; `None` where rows are not counted.
fn row_count(unit: &Unit, view: &View, table: usize, place: usize) -> Option<(i64, i64)> {
    let seen = view.rows.as_ref()?.get(table)?.get(place)?;
    let truth = unit.rows.as_ref()?.truth.get(table)?.get(place)?;
    Some((*seen, i64::from(*truth)))
}

fn log_row_count(mechanism: &Mechanism, sight: Sight, is_shown: bool, seen: i64, n: i64) -> f64 {
    match sight {
        Sight::Exact | Sight::Protected => mechanism.log_count(seen, n),
        // Where people are hidden, so is all else of the cell.
        Sight::Hes2018 | Sight::Displayed if !is_shown => 0.0,
        Sight::Hes2018 | Sight::Displayed => mechanism.log_displayed_count(seen, n),
    }
}

/// Logarithms of how common each value is among the others of the unit.
fn prior(lists: &Lists, unit: &Unit, own_value: usize) -> Vec<f64> {
    let alone = lists.alone().and_then(|table| unit.truth.get(table));
    (0..lists.values())
        .map(|value| {
            let people = alone.map_or(0, |counts| truth_at(counts, value));
            (number(people - i64::from(alone.is_some() && value == own_value)) + UNSEEN).ln()
        })
        .collect()
}

/// The greatest; the first of several.
fn best(logs: &[f64]) -> Option<usize> {
    let mut found: Option<(usize, f64)> = None;
    for (value, log) in logs.iter().enumerate() {
        if found.is_none_or(|(_, greatest)| *log > greatest) {
            found = Some((value, *log));
        }
    }
    found.map(|(value, _)| value)
}

/// The probability of one of them.
fn probability(logs: &[f64], value: usize) -> f64 {
    let greatest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let whole: f64 = logs.iter().map(|log| (log - greatest).exp()).sum();
    logs.get(value)
        .map_or(0.0, |log| (log - greatest).exp() / whole)
}
