//! Taking units and months out of a weighted panel, exactly also where cells are missing.
//!
//! Unit means are taken out first; what months then explain comes from the normal equations of the months, one line
//! each, with regressor and outcome as two right-hand sides.

use super::Row;

/// A pivot below this share of its line's diagonal is nought: the months before it fix that month already.
const PIVOT_MIN: f64 = 1e-10;

/// A panel without its units and months.
#[derive(Debug, Clone)]
pub(super) struct Within {
    pub(super) units: Vec<Vec<Left>>,
    /// How many months were not fixed by the units and the other months.
    pub(super) month_effects: f64,
    /// The weighted sum of squares of the regressor as it was given.
    pub(super) regressor_square: f64,
}

/// What is left of a cell.
#[derive(Debug, Clone, Copy)]
pub(super) struct Left {
    pub(super) weight: f64,
    pub(super) regressor: f64,
    pub(super) outcome: f64,
}

impl Within {
    /// The sum over all cells.
    pub(super) fn sum(&self, of: impl Fn(&Left) -> f64) -> f64 {
        self.units.iter().flatten().map(of).sum()
    }

    /// How much the regressor still varies: its weighted sum of squares.
    pub(super) fn variation(&self) -> f64 {
        self.sum(|cell| cell.weight * cell.regressor.powi(2))
    }
}

/// Takes units and months out, each cell weighted by `weigh`; months are numbered below `months`.
pub(super) fn remove_effects(
    units: &[Vec<Row>],
    months: usize,
    weigh: impl Fn(&Row) -> f64,
) -> Within {
    let mut centred: Vec<Unit> = units.iter().map(|rows| Unit::of(rows, &weigh)).collect();
    let mut lines = vec![vec![0.0; months + 2]; months];
    for unit in &centred {
        for (month, cell) in &unit.cells {
            let Some(line) = lines.get_mut(*month) else {
                continue;
            };
            add(line, *month, cell.weight);
            for (other, its) in &unit.cells {
                add(line, *other, -cell.weight * its.weight / unit.weight);
            }
            add(line, months, cell.weight * cell.regressor);
            add(line, months + 1, cell.weight * cell.outcome);
        }
    }
    let month_effects = solve(&mut lines);
    let effects: Vec<(f64, f64)> = lines
        .iter()
        .map(|line| (at(line, months), at(line, months + 1)))
        .collect();
    for unit in &mut centred {
        unit.take_out(&effects);
    }
    let regressor_square = units
        .iter()
        .flatten()
        .map(|row| weigh(row) * row.regressor.powi(2))
        .sum();
    Within {
        units: centred
            .into_iter()
            .map(|unit| unit.cells.into_iter().map(|(_, cell)| cell).collect())
            .collect(),
        month_effects,
        regressor_square,
    }
}

/// One unit, its means taken out.
struct Unit {
    weight: f64,
    /// Cells by month.
    cells: Vec<(usize, Left)>,
}

impl Unit {
    fn of(rows: &[Row], weigh: impl Fn(&Row) -> f64) -> Self {
        let cells = rows.iter().map(|row| {
            let left = Left {
                weight: weigh(row),
                regressor: row.regressor,
                outcome: row.outcome,
            };
            (row.month, left)
        });
        let mut unit = Self {
            weight: rows.iter().map(&weigh).sum(),
            cells: cells.collect(),
        };
        unit.centre();
        unit
    }

    fn take_out(&mut self, effects: &[(f64, f64)]) {
        for (month, cell) in &mut self.cells {
            let (regressor, outcome) = effects.get(*month).copied().unwrap_or_default();
            cell.regressor -= regressor;
            cell.outcome -= outcome;
        }
        self.centre();
    }

    fn centre(&mut self) {
        let mean = |of: fn(&Left) -> f64| {
            let sum: f64 = self
                .cells
                .iter()
                .map(|(_, cell)| cell.weight * of(cell))
                .sum();
            sum / self.weight
        };
        let (regressor, outcome) = (mean(|cell| cell.regressor), mean(|cell| cell.outcome));
        for (_, cell) in &mut self.cells {
            cell.regressor -= regressor;
            cell.outcome -= outcome;
        }
    }
}

/// Solves the lines in place (Gauss and Jordan): the right-hand sides become the answers, 0 for a line that the
/// lines before it fix already. Gives the number of the other lines.
///
/// The system is a weighted graph's Laplacian, for which elimination in any order is stable.
fn solve(lines: &mut [Vec<f64>]) -> f64 {
    let smallest: Vec<f64> = lines
        .iter()
        .enumerate()
        .map(|(place, line)| PIVOT_MIN * at(line, place))
        .collect();
    let mut solved = 0.0;
    for (place, smallest) in smallest.into_iter().enumerate() {
        let Some(line) = lines.get_mut(place) else {
            continue;
        };
        let mut pivot_line = std::mem::take(line);
        let pivot = at(&pivot_line, place);
        if pivot > smallest {
            solved += 1.0;
            for entry in &mut pivot_line {
                *entry /= pivot;
            }
            for other in lines.iter_mut() {
                let factor = at(other, place);
                for (entry, taken) in other.iter_mut().zip(&pivot_line) {
                    *entry -= factor * taken;
                }
            }
        } else {
            pivot_line.fill(0.0);
        }
        if let Some(line) = lines.get_mut(place) {
            *line = pivot_line;
        }
    }
    solved
}

fn at(line: &[f64], place: usize) -> f64 {
    line.get(place).copied().unwrap_or(0.0)
}

fn add(line: &mut [f64], place: usize, amount: f64) {
    if let Some(entry) = line.get_mut(place) {
        *entry += amount;
    }
}
