//! The other side of protection: how far displayed counts are from true ones.

use hub_disclosure::Policy;
use serde::{Deserialize, Serialize};

use super::unit::{Unit, truth_at};

/// The sizes that cells are told by, from the least to the most people.
const BANDS: [(i64, i64); 7] = [
    (1, 7),
    (8, 11),
    (12, 19),
    (20, 49),
    (50, 99),
    (100, 499),
    (500, i64::MAX),
];

/// Errors of fewer cells would tell of single ones.
const CELLS_MIN: usize = 10;

/// Cells of about one size.
///
/// Whoever knows all but one person could tell from exact numbers of cells, or from an exact error, in which cell that
/// person is. So neither is exact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Utility {
    /// Fewest people.
    pub from: i64,
    /// Most people; open above where absent.
    pub to: Option<i64>,
    /// Cells of that size, to the nearest 10.
    pub cells: u64,
    /// Those that are displayed, to the nearest 10.
    pub displayed: u64,
    /// The median of displayed against true, as a share of true; none where few are displayed.
    pub error_median: Option<f64>,
    /// The value below which 95 of 100 of these errors lie.
    pub error_p95: Option<f64>,
}

/// Holds every displayed count of the attacked tables against the true one.
pub(super) fn measure(units: &[Unit], policy: &Policy) -> Vec<Utility> {
    let mut found: Vec<(u64, Vec<f64>)> = vec![(0, Vec::new()); BANDS.len()];
    for unit in units {
        for (cells, truth) in unit.published.iter().zip(&unit.truth) {
            for (place, cell) in cells.iter().enumerate() {
                let n = truth_at(truth, place);
                let band = BANDS
                    .iter()
                    .position(|(from, to)| (from..=to).contains(&&n));
                let Some((count, errors)) = band.and_then(|band| found.get_mut(band)) else {
                    continue;
                };
                *count += 1;
                if let Some(shown) = policy.display(cell.protected, cell.floor_met) {
                    errors.push(to_f64((shown - n).abs()) / to_f64(n));
                }
            }
        }
    }
    let bands = BANDS.iter().zip(found);
    let told = bands.map(|((from, to), (cells, mut errors))| {
        errors.sort_by(f64::total_cmp);
        Utility {
            from: *from,
            to: (*to < i64::MAX).then_some(*to),
            cells: about(cells),
            displayed: about(u64::try_from(errors.len()).unwrap_or(u64::MAX)),
            error_median: at(&errors, 50),
            error_p95: at(&errors, 95),
        }
    });
    told.collect()
}

/// The value below which so many of a hundred lie, to a thousandth.
fn at(sorted: &[f64], of_hundred: usize) -> Option<f64> {
    if sorted.len() < CELLS_MIN {
        return None;
    }
    let place = sorted.len().saturating_sub(1) * of_hundred / 100;
    sorted
        .get(place)
        .map(|error| (error * 1_000.0).round() / 1_000.0)
}

/// To the nearest 10.
fn about(n: u64) -> u64 {
    n.saturating_add(5) / 10 * 10
}

/// To two digits: an exact figure could be worked back to true counts.
pub(super) fn coarse(figure: f64) -> f64 {
    format!("{figure:.1e}").parse().unwrap_or(figure)
}

/// Counts of people are far below what a double holds exactly.
pub(super) fn to_f64(n: i64) -> f64 {
    i32::try_from(n).map_or(f64::INFINITY, f64::from)
}
